#!/bin/sh
# Meta, WhatsApp, TikTok and X against mocks that check each request by the service's description and answer by it.
# PRISM names the command (else `prism` is looked for); the descriptions lie in ../shared/channels/specs.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need sqlite3 python3
: "${PRISM:=$(command -v prism)}"
[ -n "$PRISM" ] || skip_all "no prism (npm: @stoplight/prism-cli); PRISM names it"
specs=$top_srcdir/../shared/channels/specs
[ -d "$specs/meta" ] || skip_all "the descriptions of the services are not here"

# mock NAME SPEC: its port in $port
mock() {
	port=$(($$ % 10000 + 20000 + ${n:=0}))
	n=$((n + 1))
	case $2 in
	/*) spec=$2 ;;
	*) spec=$specs/$2 ;;
	esac
	$PRISM mock -h 127.0.0.1 -p $port "$spec" >"$T/$1.log" 2>&1 &
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
# this description does not have the field that the service's receipts give back
python3 - "$specs/whatsapp/business-messaging-api_v23.0.trim.json" "$T/whatsapp.json" <<'END'
import json, sys
d = json.load(open(sys.argv[1]))
d['components']['schemas']['BaseMessageProperties']['properties']['biz_opaque_callback_data'] = {'type': 'string'}
json.dump(d, open(sys.argv[2], 'w'))
END
mock whatsapp "$T/whatsapp.json"
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

# ---- in private; the conversations of the descriptions are too old to be answered ----
sql_write() {
	sqlite3 -cmd '.timeout 2000' "$store" "$1" >/dev/null
}
sync --ingest wa "$top_srcdir/tests/channel/whatsapp/vendor-image-message.answer"
is "$rc $errs" "0 " "a payload is taken in"
sql_write "UPDATE cursor SET value = '$(date +%s)000' WHERE key LIKE 'in:%';
	UPDATE capability SET expires_at = $(date +%s)999 * 10 WHERE key = 'window'"
private_of() {
	sql "SELECT c.number FROM cases c JOIN message m ON m.case_id=c.id JOIN thread t ON t.id=m.thread JOIN account a
		ON a.id=t.account WHERE a.name='$1' AND t.audience=0 LIMIT 1"
}
printf '\211PNG\r\n\032\n picture' >"$T/lamp.png"
for a in ms ig wa; do
	case $a in
	ig) set -- ;;
	*) set -- --attach "$T/lamp.png" ;;
	esac
	desk reply "$(private_of $a)" --body-file "$T/body" --no-hold "$@"
	is "$rc $errs" "0 " "$a: a private answer is queued"
done
sync
is "$(sql "SELECT group_concat(DISTINCT state) FROM outbox")" 3 "all of them are taken, files too" ||
	note "$errs $(sql 'SELECT id, state, error FROM outbox WHERE state <> 3')"

# ---- read back: as if nobody knew what became of them ----
sql_write "UPDATE outbox SET state = 7, wire_at = $(date +%s)000"
sync
is "$rc $(sql 'SELECT count(*) FROM account WHERE error IS NOT NULL')" "0 0" "what was said is looked for" || note "$errs $out"
is "$(sql "SELECT count(*) FROM outbox WHERE state NOT IN (3, 7)")" 0 "and nothing is sent for that"
for m in graph x tiktok whatsapp; do
	[ -s "$T/$m.log" ] || continue
	is "$(grep -c 'Request terminated with error\|did not pass the validation' "$T/$m.log")" 0 "$m: no request is against its description" ||
		note "$(grep 'did not pass\|rror' "$T/$m.log" | head -n 5)"
done
grep -h 'Violation\|violation' "$T"/*.log | grep -v response | head -5 | sed 's/^/# /'
for a in ms fb ig wa tt xx; do
	sync --probe $a
	is "$rc" 0 "$a: account test"
done
done_testing
