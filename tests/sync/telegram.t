#!/bin/sh
# A Telegram account, both directions, against a server with that API's manners: what was confirmed is forgotten there,
# one poller at a time, files by two requests; and everything that may go wrong on the way.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need sqlite3 python3

start_httpd
bot=111:AAAtoken
: >"$httpd/$bot.updates"
telegram_config() {
	cat >"$config" <<-EOF
	[agent]
	id = eva
	[care]
	undo-send = 0s
	[account shop]
	channel = telegram
	address = @acme_care_bot
	url = http://127.0.0.1:$http_port
	token-command = cat $T/token
	poll = 2s
	$1
	EOF
}
echo "$bot" >"$T/token"
telegram_config
now=$(date +%s)

number=0
# update MEMBERS: one update with the next number
update() {
	number=$((number + 1))
	echo "{\"update_id\":$number,$1}" >>"$httpd/$bot.updates"
}
# says CHAT MESSAGE TEXT [MEMBERS]
says() {
	update "\"message\":{\"message_id\":$2,\"from\":{\"id\":$1,\"is_bot\":false,\"first_name\":\"Zoé\"},\"chat\":{\"id\":$1,\"type\":\"private\"},\"date\":$now,\"text\":\"$3\"$4}"
}
faults() {
	printf '%s\n' "$@" >"$httpd/$bot.faults"
}
sent() {
	cat "$httpd/$bot.sent" 2>/dev/null
}
sent_count() {
	sent | grep -c .
}
messages() {
	sql 'SELECT count(*) FROM message WHERE direction = 0'
}
reply() {			# reply CASE TEXT [ARGUMENTS]
	c=$1
	echo "$2" >"$T/body"
	shift 2
	desk reply "$c" --body-file "$T/body" --no-hold "$@"
}
state() {
	sql "SELECT state FROM outbox ORDER BY id DESC LIMIT 1"
}

# ---- in ----
says 501 412 "Where is my order A-1042?"
printf '%%PDF-1.4 an invoice' >"$httpd/files/DOC1"
update "\"message\":{\"message_id\":413,\"from\":{\"id\":501,\"is_bot\":false,\"first_name\":\"Zoé\"},\"chat\":{\"id\":501,\"type\":\"private\"},\"date\":$now,\"caption\":\"the invoice\",\"document\":{\"file_id\":\"DOC1\",\"file_name\":\"../invoice.pdf\",\"mime_type\":\"text/plain\",\"file_size\":19}}"
update "\"message\":{\"message_id\":414,\"from\":{\"id\":501,\"is_bot\":false,\"first_name\":\"Zoé\"},\"chat\":{\"id\":501,\"type\":\"private\"},\"date\":$now,\"contact\":{\"phone_number\":\"393331234567\",\"first_name\":\"Zoé\",\"user_id\":501}}"
sync --json
is "$rc" 0 "a pull" || note "$errs"
like "$out" '"account":"shop","channel":"telegram","ok":true,"threads":1,"messages":3' "says what came"
is "$(messages)" 3 "three messages"
is "$(sql "SELECT a.name || ' ' || a.type || ' ' || b.bytes FROM attachment a JOIN blob b ON b.id = a.blob")" \
	"invoice.pdf application/pdf 19" "the file is here, under a safe name, its type by its content"
is "$(sql "SELECT count(*) FROM identity i JOIN identity p ON p.customer = i.customer
	WHERE i.kind = 'telegram' AND i.address = '501' AND p.kind = 'phone' AND p.address = '+393331234567'")" 1 \
	"a shared card gives the customer a telephone number"
desk show 1
like "$out" '^\[1\] invoice.pdf 19$' "it is shown by its place and name" || note "$out"
desk save "$(sql "SELECT max(message) FROM attachment")" 1 "$T/saved.pdf"
cmp -s "$httpd/files/DOC1" "$T/saved.pdf"
ok $? "and can be saved"
sync --json
is "$(messages)" 3 "nothing comes twice"
like "$(tail -n 40 "$httpd/log")" "POST /bot$bot/getUpdates" "(it was asked again)"

# ---- out ----
reply 1 'It leaves today: "è partito"'
sync --json
like "$out" '"delivered":1,"failed":0' "a reply leaves" || note "$errs"
is "$(sent)" "$(printf 'sendMessage\t501\tIt leaves today: "è partito"\t{"allow_sending_without_reply":true,"message_id":414}')" \
	"as an answer to the last message"
desk show 1 --json
like "$out" '"remote_id":"501:5000"' "and is on the timeline under the server's id"
printf '\211PNG\r\n\032\n picture' >"$T/lamp.png"
printf '%%PDF-1.4 x' >"$T/a.pdf"
reply 1 "Like this?" --attach "$T/lamp.png"
sync
like "$(sent | tail -n 1)" 'sendPhoto.501.Like this?.*"message_id":414[,}].*photo=lamp.png:16$' "a picture with its caption"
cmp -s "$T/lamp.png" "$httpd/uploaded"
ok $? "byte for byte"
reply 1 "Two files" --attach "$T/lamp.png" --attach "$T/a.pdf"
sync
like "$(sent | tail -n 1)" 'sendMediaGroup.501..*file0=lamp.png:16.file1=a.pdf:10' "several files in one request"
awk 'BEGIN { while (i++ < 200) printf "parola "; print "" }' >"$T/long"
desk reply 1 --body-file "$T/long" --attach "$T/a.pdf" --no-hold
sync
like "$(sent | tail -n 2 | head -n 1)" 'sendMessage.501.parola' "a text too long for a caption goes first"
like "$(sent | tail -n 1)" 'sendDocument.501..*document=a.pdf:10' "and its file after it"
is "$(state)" 3 "as one reply"

# ---- events ----
update "\"edited_message\":{\"message_id\":412,\"from\":{\"id\":501,\"is_bot\":false,\"first_name\":\"Zoé\"},\"chat\":{\"id\":501,\"type\":\"private\"},\"date\":$now,\"edit_date\":$((now + 1)),\"text\":\"Where is my order A-1043?\"}"
update "\"message_reaction\":{\"chat\":{\"id\":501,\"type\":\"private\"},\"message_id\":5000,\"user\":{\"id\":501,\"is_bot\":false,\"first_name\":\"Zoé\"},\"date\":$now,\"old_reaction\":[],\"new_reaction\":[{\"type\":\"emoji\",\"emoji\":\"❤\"}]}"
sync
desk show 1
like "$out" 'A-1043' "an edit replaces the text"
is "$(sql "SELECT count(*) FROM message_revision")" 2 "and keeps what it was"
is "$(sql "SELECT t.body FROM event e JOIN text t ON t.id = e.text JOIN message m ON m.id = e.message
	WHERE e.kind = 2 AND m.remote_id = '501:5000'")" "❤" "a reaction stands at our message"

# ---- what the server refuses ----
says 403 1 "I will block you"
sync
reply 2 "Hello?"
sync --json
like "$out" '"delivered":0,"failed":1' "who blocked us is not reached"
desk outbox show "$(sql 'SELECT max(id) FROM outbox')"
like "$out" 'Forbidden: bot was blocked by the user' "with the server's words"
update "\"message\":{\"message_id\":1,\"from\":{\"id\":501,\"is_bot\":false,\"first_name\":\"Zoé\"},\"chat\":{\"id\":-77,\"type\":\"group\",\"title\":\"Club\"},\"date\":$now,\"text\":\"In the group?\"}"
sync
reply 3 "In the group."
sync
like "$(sent | tail -n 1)" 'sendMessage.-10077.In the group' "a group that moved is followed"
is "$(state)" 3 "and that counts as sent, once"
update "\"message\":{\"message_id\":2,\"from\":{\"id\":501,\"is_bot\":false,\"first_name\":\"Zoé\"},\"chat\":{\"id\":-77,\"type\":\"group\",\"title\":\"Club\"},\"date\":$now,\"migrate_to_chat_id\":-10077}"
update "\"message\":{\"message_id\":1,\"from\":{\"id\":501,\"is_bot\":false,\"first_name\":\"Zoé\"},\"chat\":{\"id\":-10077,\"type\":\"supergroup\",\"title\":\"Club\"},\"date\":$now,\"migrate_from_chat_id\":-77}"
update "\"message\":{\"message_id\":3,\"from\":{\"id\":501,\"is_bot\":false,\"first_name\":\"Zoé\"},\"chat\":{\"id\":-10077,\"type\":\"supergroup\",\"title\":\"Club\"},\"date\":$now,\"text\":\"Still here?\"}"
before=$(sql 'SELECT count(*) FROM thread')
sync
is "$(sql "SELECT t.remote_id || ' ' || c.number FROM message m JOIN thread t ON t.id = m.thread JOIN cases c ON c.id = m.case_id
	WHERE m.remote_id = '-10077:3'")" "-77 3" "its thread and its case go on" || note "$errs"
is "$(sql 'SELECT count(*) FROM thread') $(sql "SELECT count(*) FROM message WHERE remote_id LIKE '-10077:%'")" "$before 2" \
	"and nothing is there twice"
n=$(sent_count) asked=$(grep -c 'POST .*sendMessage' "$httpd/log")
reply 3 "We are."
sync
like "$(sent | tail -n 1)" 'sendMessage.-10077.We are.*"message_id":3[,}]' "an answer goes where it is now, to what was said there"
is "$(sent_count) $(grep -c 'POST .*sendMessage' "$httpd/log")" "$((n + 1)) $((asked + 1))" "at once"

# ---- faults on the way in: everything exactly once ----
before=$(messages)
for fault in reset-before reset-after half garbage "status 500" "status 502 <html>" huge "limit 1" "limit-header 1"; do
	says 501 $((600 + number)) "During $fault"
	faults "getUpdates $fault"
	sync --json
	[ "$rc" = 5 ] || note "$fault: $rc $out"
	is "$rc" 5 "$fault: the account says so"
	sync --json
	is "$rc" 0 "$fault: and then it is good again" || note "$out"
done
is "$(messages)" $((before + 9)) "each message came exactly once"
faults "getUpdates status 401"
sync --json
like "$out" 'told to say 401.*check token-command' "a refused token says what to do"
is "$(sql "SELECT state FROM account")" auth "and stops the account"
faults 'getUpdates status 409 {"ok":false,"error_code":409,"description":"Conflict: terminated by other getUpdates request"}'
sync --json
like "$out" 'another program fetches this bot' "a second poller is explained"
faults "getUpdates header x-ratelimit-remaining: 3"
sync --json
is "$rc" 0 "leave to go on is leave to go on"

# ---- faults on the way out: never twice, doubt is called doubt ----
for fault in reset-before half reset-after garbage "status 500"; do
	n=$(sent_count)
	reply 1 "Once only: $fault"
	faults "sendMessage $fault"
	sync --json
	is "$(state)" 7 "$fault: nobody can know whether it was taken"
	sync --json
	sync --json
	is "$(state)" 7 "$fault: and it stays so"
	[ "$(sent_count)" -le $((n + 1)) ]
	ok $? "$fault: it left once at most"
done
n=$(sent_count)
reply 1 "After a while"
faults "sendMessage limit 1"
sync --json
is "$(state)" 0 "told to wait, it waits"
sql_now() { sql "SELECT next_try <= $(date +%s)000 FROM outbox ORDER BY id DESC LIMIT 1" | grep -q 1; }
eventually 10 sql_now
sync --json
is "$(state) $(sent_count)" "3 $((n + 1))" "and leaves then, once"
n=$(sent_count)
reply 1 "Nobody there"
kill "$httpd_pid"
wait "$httpd_pid" 2>/dev/null
sync --json
is "$rc" 5 "no server at all"
is "$(state)" 0 "nothing has left: it waits"

# ---- secrets stay at home ----
start_httpd web2
old=$T/web
cp "$old/$bot.updates" "$httpd/"
number=1000
telegram_config
elsewhere=$httpd
start_httpd foreign
foreign=$httpd foreign_port=$http_port
httpd=$elsewhere http_port=$(cat "$elsewhere/port")
says 501 900 "A file" ',"document":{"file_id":"DOC9","file_name":"x.pdf","mime_type":"application/pdf","file_size":9}'
mkdir -p "$foreign/www/files"
printf '%%PDF-9 abc' >"$foreign/www/files/DOC9"
faults "file redirect http://127.0.0.1:$foreign_port/files/DOC9"
sync --trace http
is "$(grep -c 'GET /files/DOC9' "$foreign/log")" 1 "a redirect is followed"
unlike "$(cat "$foreign/log")" "AAAtoken" "and takes no token along"
unlike "$errs" "AAAtoken" "no trace holds the token"
unlike "$errs" "A file" "nor what people said"
like "$errs" 'bot{secret:token}/getUpdates' "it shows the requests"
says 501 901 "Another" ',"document":{"file_id":"DOC10","file_name":"y.pdf","mime_type":"application/pdf","file_size":9}'
faults "file redirect http://127.0.0.1:$foreign_port/bot$bot/x"
sync --trace http,sync
unlike "$(cat "$foreign/log")" "AAAtoken" "nor is one followed that has the token in it"
like "$errs" "with our secret: not followed" "it is said"
grep -rq AAAtoken "$T/data"
is $? 1 "the store does not hold it either"
printf '<html>please sign in</html>' >"$httpd/files/DOC11"
says 501 902 "And another" ',"document":{"file_id":"DOC11","file_name":"z.pdf","mime_type":"application/pdf","file_size":9}'
sync
is "$(sql "SELECT count(*) FROM attachment WHERE part = 'DOC11' AND blob IS NULL")" 1 "a page is not taken for a file"
is "$(sql "SELECT count(*) FROM problem WHERE file LIKE 'z.pdf, item %'")" 1 "and is named"
like "$(sql "SELECT count(*) FROM attachment WHERE part = 'DOC9' AND blob IS NOT NULL")" 1 "the good one is here"

# ---- the wizard's test ----
desk account test shop
is "$rc" 0 "account test"
like "$out" '^ok .*@acme_care_bot (Acme Care)' "says who we are"
echo wrong >"$T/token"
desk account test shop
is "$rc" 5 "a wrong token fails it"
like "$out" '^FAIL.*Unauthorized' "with the server's words"
rm "$T/token"
desk account test shop
like "$out" 'FAIL.*token-command.*cat' "a command that fails is named"
: >"$T/added"
printf 'shop\ntelegram\n@acme_care_bot\nno\n\n%s\n' "$T/secret" >"$T/answers"
run "$SPORTELLO" --config "$T/added" --store "$store" account add <"$T/answers"
like "$(cat "$T/added")" 'channel *= telegram' "the wizard writes the account" || note "$out $errs"
like "$out" 'FAIL.*secret' "and tries it"

done_testing
