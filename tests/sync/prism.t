#!/bin/sh
# Meta, WhatsApp, TikTok and X against mocks that check each request by the service's description and answer by it.
# PRISM names the command (else `prism` is looked for); the descriptions lie in ../shared/channels/specs.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need sqlite3
: "${PRISM:=$(command -v prism)}"
[ -n "$PRISM" ] || skip_all "no prism (npm: @stoplight/prism-cli); PRISM names it"
specs=$top_srcdir/../shared/channels/specs
[ -d "$specs/meta" ] || skip_all "the descriptions of the services are not here"

# mock NAME SPEC: its port in $port
mock() {
	port=$(($$ % 10000 + 20000 + ${n:=0}))
	n=$((n + 1))
	$PRISM mock -h 127.0.0.1 -p $port "$specs/$2" >"$T/$1.log" 2>&1 &
	test_pids="$test_pids $!"
	eventually 120 grep -q 'Prism is listening' "$T/$1.log"
}
account() {			# account NAME CHANNEL ADDRESS URL [LINES]
	printf '[account %s]\nchannel = %s\naddress = %s\nurl = %s\ntoken-file = %s\nsince = 2020-01-01\n%s\n' \
		"$1" "$2" "$3" "$4" "$T/token" "$5" >>"$config"
}
(umask 077; echo token >"$T/token")
printf '[agent]\nid = eva\n[care]\nundo-send = 0s\n' >"$config"
mock graph meta/graph-care.handwritten.openapi.json
account ms messenger 100200300400500 "http://127.0.0.1:$port/v26.0"
account fb facebook 100200300400500 "http://127.0.0.1:$port/v26.0" "posts = 900d"
account ig instagram 17841400000000001 "http://127.0.0.1:$port/v26.0" "page = 100200300400500"
mock whatsapp whatsapp/business-messaging-api_v23.0.trim.json
account wa whatsapp 106540352242922 "http://127.0.0.1:$port/v23.0" "business-account = 102290129340398"
mock tiktok tiktok/organic-comments.handwritten.openapi.json
account tt tiktok biz-123 "http://127.0.0.1:$port" "posts = 900d"
mock x x/openapi-2.159.trim.json
# the sample's token for a further page of direct messages is shorter than its own description allows
account xx x 1111111111111111111 "http://127.0.0.1:$port" "direct-messages = no"

sync
is "$rc" 0 "all are pulled"
is "$(sql "SELECT group_concat(name || ':' || n, ' ') FROM (SELECT a.name, count(*) AS n FROM message m JOIN thread t
	ON t.id=m.thread JOIN account a ON a.id=t.account GROUP BY 1 ORDER BY 1)")" "fb:1 ig:4 ms:1 tt:2 xx:1" \
	"what the descriptions show"
sync
is "$(sql 'SELECT count(*) FROM message')" 9 "and once"
is "$(sql "SELECT count(*) FROM capability WHERE key LIKE 'template:%'")" 2 "the templates are offered"
case_of() {
	sql "SELECT c.number FROM cases c JOIN message m ON m.case_id=c.id JOIN thread t ON t.id=m.thread JOIN account a
		ON a.id=t.account WHERE a.name='$1' AND t.audience=3 LIMIT 1"
}
for a in fb ig tt xx; do
	echo "We are looking into it." >"$T/body"
	desk reply "$(case_of $a)" --public --body-file "$T/body" --no-hold
	is "$rc $errs" "0 " "$a: a public answer is queued"
done
sync
is "$(sql "SELECT group_concat(DISTINCT state) FROM outbox")" 3 "all of them are taken"
is "$(sql 'SELECT count(*) FROM outbox WHERE remote_id IS NOT NULL')" 4 "under the server's ids"
grep -h 'Violation\|violation' "$T"/*.log | grep -v response | head -5 | sed 's/^/# /'
for a in ms fb ig wa tt xx; do
	sync --probe $a
	is "$rc" 0 "$a: account test"
done
done_testing
