#!/bin/sh
# Matrix and Mastodon accounts, both directions, against servers with those APIs' manners, and what may go wrong on the
# way: each message comes in exactly once, each of ours leaves exactly once, for both know a repeated one.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need sqlite3 python3

web=$T/web
mkdir -p "$web"
python3 "$top_srcdir/tests/sync/social.py" "$web" 2>"$T/social.errs" &
test_pids="$test_pids $!"
eventually 10 test -s "$web/port" || skip_all "the test server does not start here"
port=$(cat "$web/port")
echo token >"$T/token"
chmod 600 "$T/token"
cat >"$config" <<-EOF
	[agent]
	id = eva
	[care]
	undo-send = 0s
	[account rooms]
	channel = matrix
	address = @shop:example.org
	url = http://127.0.0.1:$port
	token-file = $T/token
	poll = 3s
	[account posts]
	channel = mastodon
	address = @acme@social.example
	url = http://127.0.0.1:$port
	token-file = $T/token
	poll = 3s
EOF
number=0
# event TYPE CONTENT [MEMBERS]
event() {
	number=$((number + 1))
	printf '{"type":"%s","event_id":"$e%d","sender":"@zoe:example.org","origin_server_ts":%s000,"content":%s%s}\n' \
		"$1" $number "$(date +%s)" "$2" "$3" >>"$web/matrix"
}
says() {
	event m.room.message "{\"msgtype\":\"m.text\",\"body\":\"$1\"}"
}
# toots ID TEXT VISIBILITY [IN-REPLY-TO]
toots() {
	printf '{"id":"%s","created_at":"%s","content":"<p>%s</p>","visibility":"%s","in_reply_to_id":%s,"account":{"id":"9","username":"nora","acct":"nora@else.example","display_name":"Nora"},"mentions":[{"id":"1","username":"acme","acct":"acme"}],"spoiler_text":"%s"}\n' \
		"$1" "$(date -u +%Y-%m-%dT%H:%M:%S.000Z)" "$2" "$3" "${4:-null}" "$5" >>"$web/${6:-mastodon}"
}
faults() {
	printf '%s\n' "$@" >"$web/faults"
}
said() {
	grep -c "$1" "$web/said" 2>/dev/null
}
reply() {			# reply CASE TEXT [ARGUMENTS]
	c=$1
	echo "$2" >"$T/body"
	shift 2
	desk reply "$c" --body-file "$T/body" --no-hold "$@"
}
case_of() {
	sql "SELECT c.number FROM message m JOIN cases c ON c.id = m.case_id JOIN text t ON t.id = m.text
		WHERE t.body LIKE '%$1%' LIMIT 1"
}
inbound() {
	sql "SELECT count(*) FROM message m JOIN thread t ON t.id = m.thread JOIN account a ON a.id = t.account
		WHERE m.direction = 0 AND a.name = '$1'"
}
# until_sent: some passes; what rests after a fault is sent on its way again
until_sent() {
	for pass in 1 2 3 4 5 6 7 8; do
		sync
		waiting=$(sql "SELECT id FROM outbox WHERE state IN (0, 1, 2)")
		[ -n "$waiting" ] || break
		sleep 1
		desk outbox retry $waiting
	done
}

# ---- rooms: in ----
desk account test rooms
like "$out" "signed in as @shop:example.org" "the token of a room account is tried" || note "$errs"
says "Where is my order A-1042?"
sync
is "$(inbound rooms)" 1 "a message comes in" || note "$errs"
for i in 1 2 3 4 5 6 7 8 9 10; do
	says "line $i"
done
event m.room.message '{"msgtype":"m.text","body":"* A-1043","m.new_content":{"msgtype":"m.text","body":"My order is A-1043"},"m.relates_to":{"rel_type":"m.replace","event_id":"$e1"}}'
event m.room.message '{"msgtype":"m.file","body":"the invoice","filename":"../invoice.pdf","url":"mxc://example.org/abc","info":{"size":19,"mimetype":"text/plain"}}'
faults "messages garbage" "messages reset-after" "sync half"
all_in() {
	sync
	[ "$(inbound rooms)" -ge 12 ]
}
eventually 20 all_in
sync
is "$(inbound rooms)" 12 "what a sync left out is fetched, each once, whatever breaks" || note "$errs"
is "$(sql "SELECT t.body FROM message m JOIN text t ON t.id = m.text WHERE m.remote_id = '\$e1'")" "My order is A-1043" \
	"an edit replaces the words"
is "$(sql "SELECT a.name || ' ' || a.type || ' ' || b.bytes FROM attachment a JOIN blob b ON b.id = a.blob")" \
	"invoice.pdf application/pdf 19" "a file is here, under a safe name, its type by its content"
n=$(case_of 'A-1043')

# ---- rooms: out ----
printf '%%PDF-1.4 x' >"$T/a.pdf"
reply "$n" "It leaves today" --attach "$T/a.pdf"
faults "send/m.room.message reset-after" "upload limit"
until_sent
is "$(said '"body": "It leaves today"')" 1 "a reply leaves once though the line broke after it" || note "$errs"
is "$(said '"url": "mxc://example.org/up10"')" 1 "and so does its file"
is "$(sql "SELECT group_concat(state) FROM outbox")" 3 "and the row knows it"
event m.reaction '{"m.relates_to":{"rel_type":"m.annotation","event_id":"$ours2","key":"❤"}}'
number=$((number + 1))
printf '{"receipt":{"$ours2":{"m.read":{"@zoe:example.org":{"ts":%s000}}}}}\n' "$(date +%s)" >>"$web/matrix"
sync
is "$(sql "SELECT state FROM outbox")" 5 "a receipt makes it read"
is "$(sql "SELECT t.body FROM event e JOIN text t ON t.id = e.text WHERE e.kind = 2")" "❤" "a reaction stands at our words"
printf '{"type":"m.room.message","event_id":"$ev","sender":"@eve:example.org","origin_server_ts":%s000,"content":{"msgtype":"m.text","body":"* x","m.new_content":{"msgtype":"m.text","body":"I am evil"},"m.relates_to":{"rel_type":"m.replace","event_id":"$e1"}}}\n' "$(date +%s)" >>"$web/matrix"
sync
is "$(sql "SELECT t.body FROM message m JOIN text t ON t.id = m.text WHERE m.remote_id = '\$e1'")" "My order is A-1043" \
	"nobody changes another's words"
event m.room.encryption '{"algorithm":"m.megolm.v1.aes-sha2"}' ',"state_key":""'
event m.room.encrypted '{"algorithm":"m.megolm.v1.aes-sha2","ciphertext":"x"}'
sync
desk show "$n"
like "$out" "Encrypted: Sportello cannot read this" "an encrypted message is named as such"
reply "$n" "into the dark"
words=$errs
sync
is "$(said 'into the dark')" 0 "and nothing is sent into an encrypted room"
like "$words" "does not take an answer" "which is said"

# ---- rooms: taken back ----
says "please forget this"
sync
number=$((number + 1))
redacts() {
	printf '{"type":"m.room.redaction","event_id":"$r%s","sender":"@zoe:example.org","origin_server_ts":%s000,"redacts":"%s","content":{}}\n' \
		"$1" "$(date +%s)" "$2" >>"$web/matrix"
}
remote_of() {
	sql "SELECT m.remote_id FROM message m JOIN text t ON t.id = m.text WHERE t.body LIKE '%$1%' LIMIT 1"
}
redacts 1 "$(remote_of 'please forget')"
sync
desk show "$n"
like "$out" 'please forget this' "what is deleted there is kept here, where the account says nothing else"
like "$out" '^.deleted at the source.' "and marked" || note "$out"
sed -i 's/^channel = matrix/&\ndeletions = blank/' "$config"
blob=$(find "$T/data" -path '*blobs*' -type f -size 19c)
[ -n "$blob" ]
ok $? "the customer's file lies here"
redacts 2 "$(sql "SELECT m.remote_id FROM message m JOIN attachment a ON a.message = m.id WHERE a.name = 'invoice.pdf'")"
says "and this, too"
sync
redacts 3 "$(remote_of 'and this')"
sync
is "$(sql "SELECT count(*) FROM text WHERE body LIKE '%and this, too%'")" 0 "deletions = blank takes the words away" || note "$errs"
[ ! -e "$blob" ]
ok $? "and the file"
is "$(sql "SELECT count(*) FROM attachment WHERE name = 'invoice.pdf' OR part LIKE 'mxc%abc'")" 0 "and where it could be had"
desk search forget
like "$out" 'please forget' "what was kept is found"
desk search too
unlike "$out" 'and this' "what was blanked is not"

# ---- posts: in ----
for i in 101 102 103 104 105 106 107 108 109 110 111 112 113 114 115 116 117 118 119 120 121 122 123 124 125 126 127; do
	toots $i "post $i" public
done
faults "notifications fail"
all_posts() {
	sync
	[ "$(inbound posts)" -ge 27 ]
}
eventually 20 all_posts
sync
is "$(inbound posts)" 27 "posts that name us come in, page by page, each once" || note "$errs"
toots 130 "my cup is broken?" public null Complaint
sync
like "$(sql "SELECT t.body FROM message m JOIN text t ON t.id = m.text WHERE m.remote_id = '130'")" \
	'^\[Content warning: Complaint\]' "a content warning stands before the words"
is "$(sql "SELECT value FROM capability WHERE key = 'length'")" 700 "the server's own limit is known"

# ---- posts: the post above, and who follows them ----
printf '{"id":"200","created_at":"%s","content":"<p>Two cups</p>","visibility":"public","in_reply_to_id":null,"url":"https://social.example/@bo/200","account":{"id":"7","username":"bo","acct":"bo@else.example","display_name":"Bo","followers_count":77},"mentions":[{"id":"1","username":"acme","acct":"acme"}],"spoiler_text":"","media_attachments":[{"id":"1","type":"image","url":"http://127.0.0.1:%s/full.png","preview_url":"http://127.0.0.1:%s/small.png?signed=1","description":"Two cups on a table"}]}\n' \
	"$(date -u +%Y-%m-%dT%H:%M:%S.000Z)" "$port" "$port" >>"$web/mastodon"
comments() {
	toots "$1" "$2" public '"200"'
	sed -i '$s/"id":"9","username":"nora","acct":"nora@else.example","display_name":"Nora"/"id":"8","username":"bea","acct":"bea@else.example","display_name":"Bea","followers_count":52300/; $s/"visibility"/"favourites_count":4,"visibility"/' "$web/mastodon"
}
comments 201 "lovely"
comments 202 "very nice"
sync
sync
desk stream list 'reach:>10000' --json
is "$(printf '%s\n' "$out" | grep -c '"reach": *52300')" 2 "a query finds who is followed by many" || note "$out"
like "$out" '"likes": *4' "the likes are told"
like "$out" '"post": *"Two cups' "and the words of the post above"
like "$out" '"post_picture_text": *"Two cups on a table"' "and what its picture shows"
picture=$(printf '%s\n' "$out" | sed -n 's/.*"post_picture_file": *"\([^"]*\)".*/\1/p' | sort -u)
like "$(head -c 4 "$picture")" PNG "the picture itself is here"
is "$(grep -c 'small.png' "$web/log")" 1 "fetched once for both"
is "$(sql "SELECT count(*) FROM message WHERE remote_id IN ('201', '202') AND files > 0")" 0 "and makes no files of the comments"

# ---- posts: out ----
n=$(case_of 'my cup is broken')
[ -n "$n" ] || { desk search "cup"; note "$out"; }
reply "$n" "We are sorry" --public
faults "api/v1/statuses reset-after"
until_sent
is "$(said 'We are sorry')" 1 "a public answer leaves once though the line broke after it" || note "$errs"
like "$(cat "$web/said")" '"in_reply_to_id": "130".*"status": "@nora@else.example We are sorry", "visibility": "public"' \
	"under the post, naming whom it answers, as public as that was"

# ---- posts: the server knows a repeated one for an hour, and no longer ----
row() {
	sql "SELECT state FROM outbox WHERE id = $doubted"
}
late() {			# late MINUTES: a pass so much later
	"$SPORTELLO_SYNC" --config "$config" --store "$store" --now "$(date -u -d "@$(($(date +%s) + $1 * 60))" \
		+%Y-%m-%dT%H:%M:%SZ)" >"$T/out" 2>"$T/errs"
	errs=$(cat "$T/errs")
}
in_doubt() {			# in_doubt TEXT FAULT: an answer is on its way, and what became of it is not known
	# what we said elsewhere is not looked for meanwhile
	sqlite3 -cmd '.timeout 2000' "$store" "UPDATE job SET not_before = 9000000000000 WHERE kind = 'round'"
	reply "$n" "$1" --public
	faults "$2"
	sync
	doubted=$(sql 'SELECT max(id) FROM outbox')
}
in_doubt "Within the hour" "api/v1/statuses reset-after"
is "$(row)" 0 "what broke off waits for its repetition" || note "$errs"
desk outbox show "$doubted"
like "$out" 'unknown' "its story tells of the doubt" || note "$out"
late 30
is "$(row) $(said 'Within the hour')" "3 1" "half an hour later it is repeated" || note "$errs"
in_doubt "Twice within it" "api/v1/statuses reset-after"
faults "api/v1/statuses fail"
late 40
is "$(row)" 0 "a failing server says nothing of the first time: it waits again" || note "$errs"
touch "$web/hour"
faults "accounts/1/statuses fail" "accounts/1/statuses fail" "accounts/1/statuses fail"
late 70
is "$(row) $(said 'Twice within it')" "7 1" "an hour after the first time it is not repeated" || note "$errs"
rm -f "$web/faults"
late 75
is "$(row) $(said 'Twice within it')" "3 1" "but looked for among what was said, and found" || note "$errs"
in_doubt "Never there" "api/v1/statuses reset-before"
sqlite3 -cmd '.timeout 2000' "$store" "UPDATE outbox SET wire_at = wire_at - 7200000, next_try = 0 WHERE id = $doubted;
	UPDATE outbox_log SET at = at - 7200000 WHERE outbox = $doubted"
sync
sync
is "$(row) $(said 'Never there')" "7 0" "what is not found there is a person's to decide" || note "$errs"
desk outbox resolve "$doubted" again
sync
is "$(row) $(said 'Never there')" "3 1" "who may send it again" || note "$errs $out"
rm -f "$web/hour"

# ---- posts: in private ----
item=$(sql "SELECT id FROM message WHERE remote_id = '201'")
desk stream answer "$item" "Which cup is yours?" --private --no-hold
is "$rc" 0 "a post may be answered in private" || note "$errs"
until_sent
like "$(cat "$web/said")" '"in_reply_to_id": "201", "status": "@bea@else.example Which cup is yours?", "visibility": "direct"' \
	"which nobody else sees"
is "$(sql "SELECT DISTINCT m.audience || ' ' || (m.case_id = (SELECT case_id FROM message WHERE id = $item))
	FROM message m JOIN text x ON x.id = m.text WHERE x.body LIKE '%Which cup is yours%'")" "0 1" \
	"and stands as such in the case of the post"
toots 9400 "the blue one" direct "\"$(sql 'SELECT remote_id FROM outbox ORDER BY id DESC LIMIT 1')\""
sed -i '$s/"id":"9","username":"nora","acct":"nora@else.example","display_name":"Nora"/"id":"8","username":"bea","acct":"bea@else.example","display_name":"Bea"/' "$web/mastodon"
sync
is "$(sql "SELECT m.case_id = (SELECT case_id FROM message WHERE id = $item) FROM message m WHERE m.remote_id = '9400'")" 1 \
	"what is answered there comes into the same case"
toots 9500 "my address is a secret" direct '"130"'
sync
is "$(sql "SELECT t.remote_id || ' ' || t.audience FROM message m JOIN thread t ON t.id = m.thread
	WHERE m.remote_id = '9500'")" "@130 0" "a direct message has a thread of its own"
is "$(case_of 'my address is a secret')" "$n" "in the case of the public words"

# ---- conversations that nobody notifies us of, page by page ----
round() {
	sqlite3 -cmd '.timeout 2000' "$store" "UPDATE job SET not_before = 0 WHERE kind = 'round'"
	sync
}
toots 9600 "before" direct null '' direct
round
for i in 1 2 3 4 5; do
	toots 960$i "quietly $i" direct null '' direct
done
faults "conversations half" "conversations reset-after"
quiet() {
	sql "SELECT count(*), count(DISTINCT m.remote_id) FROM message m JOIN text t ON t.id = m.text WHERE t.body LIKE 'quietly%'"
}
all_quiet() {
	round
	[ "$(quiet)" = "5|5" ]
}
eventually 20 all_quiet
round
is "$(quiet)" "5|5" "direct messages come in along the links between the pages, each once" || note "$errs"
like "$(grep conversations "$web/log")" 'max_id=9602' "(there was a second and a third page)"
done_testing
