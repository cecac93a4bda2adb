#!/bin/sh
# A Matrix account at a real homeserver: an invitation, words both ways, an edit, a file, receipts and reactions, and an answer
# that is sent again because nobody knew what became of it.
# SPORTELLO_TEST_MATRIX holds "URL TOKEN OTHER-TOKEN" of a homeserver with two accounts: ours, and the customer's.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need sqlite3 python3 curl
[ -n "$SPORTELLO_TEST_MATRIX" ] || skip_all "no homeserver: SPORTELLO_TEST_MATRIX names one"
IFS=' ' read -r url token other <<EOF2
$SPORTELLO_TEST_MATRIX
EOF2
v3=$url/_matrix/client/v3

# member KEY...: what lies there in the JSON on standard input
member() {
	python3 -c 'import json, sys
o = json.load(sys.stdin)
for k in sys.argv[1:]:
    o = o[int(k) if isinstance(o, list) else k]
print(o)' "$@"
}
they() {			# they METHOD PATH [BODY]
	curl -s -X "$1" -H "Authorization: Bearer $other" "$v3/$2" ${3:+--data-binary "$3"}
}
us=$(curl -s -H "Authorization: Bearer $token" "$v3/account/whoami" | member user_id)
(umask 077; echo "$token" >"$T/token")
cat >"$config" <<-EOF2
	[agent]
	id = eva
	[care]
	undo-send = 0s
	[account rooms]
	channel = matrix
	address = $us
	url = $url
	token-file = $T/token
EOF2
room=$(they POST createRoom "{\"invite\":[\"$us\"],\"is_direct\":true,\"preset\":\"trusted_private_chat\"}" | member room_id)
path=rooms/$(python3 -c 'import sys, urllib.parse; print(urllib.parse.quote(sys.argv[1]))' "$room")
say() {				# say TXN CONTENT: its event id
	they PUT "$path/send/${3:-m.room.message}/$1-$$" "$2" | member event_id
}
here() {
	sql "SELECT count(*) FROM message m JOIN thread t ON t.id = m.thread WHERE t.remote_id = '$room' AND m.direction = 0"
}
desk account test rooms
like "$out" "signed in as $us" "the account is tried" || note "$errs"
first=$(say 1 '{"msgtype":"m.text","body":"Where is my order A-1042?"}')
joined() {
	sync
	[ "$(here)" = 1 ]
}
eventually 20 joined
ok $? "an invitation is taken, and what was said is here" || note "$errs"
say 2 "{\"msgtype\":\"m.text\",\"body\":\"* A-1043\",\"m.new_content\":{\"msgtype\":\"m.text\",\"body\":\"My order is A-1043\"},\"m.relates_to\":{\"rel_type\":\"m.replace\",\"event_id\":\"$first\"}}" >/dev/null
sync
is "$(sql "SELECT t.body FROM message m JOIN text t ON t.id = m.text WHERE m.remote_id = '$first'")" "My order is A-1043" \
	"an edit replaces the words" || note "$errs"
for i in $(seq 40); do
	say "many$i" "{\"msgtype\":\"m.text\",\"body\":\"line $i\"}" >/dev/null
done
sync
sync
is "$(here)" 41 "what one look leaves out is fetched, each once" || note "$errs"

# the account may be in other rooms, too
number=$(sql "SELECT c.number FROM message m JOIN cases c ON c.id = m.case_id WHERE m.remote_id = '$first'")
echo "It leaves today" >"$T/body"
printf '%%PDF-1.4 x' >"$T/a.pdf"
desk reply "$number" --body-file "$T/body" --attach "$T/a.pdf" --no-hold
sync
is "$(sql 'SELECT state FROM outbox')" 3 "an answer and its file leave" || note "$errs"
theirs() {
	they GET "$path/messages?dir=b&limit=100" | python3 -c 'import json, sys
print(sum(sys.argv[1] == e.get("content", {}).get("body") for e in json.load(sys.stdin)["chunk"]))' "$1"
}
is "$(theirs 'It leaves today') $(theirs a.pdf)" "1 1" "and are there"
sqlite3 "$store" "UPDATE outbox SET state = 7, wire_at = $(date +%s)000" && sync
sync
is "$(sql 'SELECT state FROM outbox') $(theirs 'It leaves today') $(theirs a.pdf)" "3 1 1" \
	"sent again because nobody knew, it is there once" || note "$errs"
said=$(sql 'SELECT remote_id FROM outbox')
say 3 "{\"m.relates_to\":{\"rel_type\":\"m.annotation\",\"event_id\":\"$said\",\"key\":\"❤\"}}" m.reaction >/dev/null
they POST "$path/receipt/m.read/$(python3 -c 'import sys, urllib.parse; print(urllib.parse.quote(sys.argv[1]))' "$said")" '{}' >/dev/null
read_it() {
	sync
	[ "$(sql 'SELECT state FROM outbox')" = 5 ]
}
eventually 10 read_it
ok $? "a receipt makes it read" || note "$(sql 'SELECT state, remote_id FROM outbox') $errs"
is "$(sql "SELECT t.body FROM event e JOIN text t ON t.id = e.text JOIN message m ON m.id = e.message
	WHERE e.kind = 2 AND m.remote_id = '$said'")" "❤" "a reaction stands at our words"
they PUT "$path/redact/$(python3 -c 'import sys, urllib.parse; print(urllib.parse.quote(sys.argv[1]))' "$first")/r-$$" '{}' >/dev/null
sync
is "$(sql "SELECT count(*) FROM event e JOIN message m ON m.id = e.message WHERE m.remote_id = '$first' AND e.kind = 1")" 1 \
	"a redaction is known" || note "$(sql "SELECT kind, message FROM event")"
done_testing
