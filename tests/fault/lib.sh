# lib.sh - what the tests of faults share: eleven accounts, one of every connected channel, at a server of our own
# (world.py) that does to any request what it is told.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need sqlite3 python3

services="telegram twilio messenger facebook instagram whatsapp x tiktok bluesky matrix mastodon"
pulled="telegram twilio messenger facebook instagram x tiktok bluesky matrix mastodon"	# WhatsApp's come by a receiver
tab=$(printf '\t')
ac=AC0123456789abcdef0123456789abcdef
world=$T/world

account() {			# account NAME ADDRESS [LINES]
	printf '[account %s]\nchannel = %s\naddress = %s\nurl = http://127.0.0.1:%s/%s\ntoken-file = %s\npoll = 1d\npublic = cases\n%s\n' \
		"$1" "$1" "$2" "$world_port" "$1" "$T/$1.token" "$3"
	(umask 077; echo "very-secret-$1" >"$T/$1.token")
}

# start_world: the server, and a configuration of all accounts
start_world() {
	mkdir -p "$world"
	python3 "$top_srcdir/tests/fault/world.py" "$world" 2>"$T/world.errs" &
	test_pids="$test_pids $!"
	eventually 20 test -s "$world/port" || skip_all "the test server does not start here"
	world_port=$(cat "$world/port") foreign_port=$(cat "$world/foreign")
	{
		printf '[agent]\nid = eva\n[care]\nundo-send = 0s\n'
		account telegram @acme_bot
		account twilio $ac "own-addresses = +390212345678"
		account messenger 100200300400500
		account facebook 100200300400500
		account instagram 100200300400500 "page = 100200300400501"
		account whatsapp 106540352242922 "business-account = 102290129340398"
		account x 100200300400500 "direct-messages = no"
		account tiktok biz-123
		account bluesky @acme.example
		account matrix @shop:x.example
		account mastodon @acme@x.example
	} >"$config"
	for s in $services; do
		: >"$world/$s.in" >"$world/$s.out"
	done
}

# says SERVICE TEXT: a customer writes
says() {
	echo "$(date +%s) $2" >>"$world/$1.in"
	[ "$1" != whatsapp ] || ingest "$2"
}
ingested=0
payload() {			# payload TEXT: what WhatsApp would push
	printf '{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messaging_product":"whatsapp","metadata":{"phone_number_id":"106540352242922"},"contacts":[{"profile":{"name":"C"},"wa_id":"39333%d"}],"messages":[{"from":"39333%d","id":"wamid.%d","timestamp":"%s","type":"text","text":{"body":"%s"}}]}}]}]}' \
		$((ingested % 3)) $((ingested % 3)) $ingested "$(date +%s)" "$1"
}
ingest() {
	ingested=$((ingested + 1))
	payload "$1" >"$T/payload"
	"$SPORTELLO_SYNC" --config "$config" --store "$store" --ingest whatsapp "$T/payload" >/dev/null
}

# faults SERVICE FAULT...: "KIND ACTION ...", fields separated by tabs
faults() {
	s=$1
	shift
	printf '%s\n' "$@" >"$world/$s.faults"
}
# met SERVICE: has every fault been met?
met() {
	! [ -s "$world/$1.faults" ]
}

sql_write() {
	sqlite3 -cmd '.timeout 5000' "$store" "$1" >/dev/null
}

# good_pass: everything that is due, and no fault
good_pass() {
	rm -f "$world"/*.faults
	# many comments are read again but now and then
	sql_write "DELETE FROM cursor WHERE key LIKE 'f:%'; UPDATE job SET not_before = 0 WHERE attempts > 0; UPDATE outbox SET next_try = 0 WHERE state = 0"
	sync
}

# wrong_in SERVICE: what is missing of what customers wrote, or there twice
wrong_in() {
	sql "SELECT x.body FROM message m JOIN text x ON x.id = m.text JOIN thread t ON t.id = m.thread
		JOIN account a ON a.id = t.account WHERE m.direction = 0 AND a.name = '$1'" | sort >"$T/got.$1"
	cut -d ' ' -f 2- "$world/$1.in" | sort | diff - "$T/got.$1" | grep '^[<>]' | sed "s/^/$1: /"
}
wrong_inbound() {
	for s in ${1:-$services}; do
		wrong_in "$s" | head -n 3
	done
}

# in_error: the accounts that are
in_error() {
	sql "SELECT name FROM account WHERE error IS NOT NULL ORDER BY name" | tr '\n' ' '
}

# case_of SERVICE TEXT: where the customer is answered who wrote that
case_of() {
	sql "SELECT c.number FROM message m JOIN cases c ON c.id = m.case_id JOIN thread t ON t.id = m.thread
		JOIN account a ON a.id = t.account JOIN text x ON x.id = m.text
		WHERE a.name = '$1' AND x.body = '$2' LIMIT 1"
}
# reply SERVICE TO TEXT: to whom wrote that; in public where the customer wrote in public
reply() {
	printf '%s' "$3" >"$T/body"
	number=$(case_of "$1" "$2")
	desk reply "$number" --body-file "$T/body" --no-hold --seen 999999999
	[ "$rc" -eq 0 ] || desk reply "$number" --body-file "$T/body" --no-hold --seen 999999999 --public
	[ "$rc" -eq 0 ] || note "$1: $errs"
}
# taken SERVICE TEXT: how often the server took that
taken() {
	grep -cxF "$2" "$world/$1.out"
}
# state_of TEXT: of the row of the outbox (0 queued, 3 sent and whatever came after that, 6 failed, 7 unknown)
state_of() {
	sql "SELECT CASE WHEN o.state IN (4, 5) THEN 3 ELSE o.state END FROM outbox o JOIN text t ON t.id = o.text WHERE t.body = '$1'"
}
