#!/bin/sh
# A Twilio account against a server with that API's manners: text messages, WhatsApp and calls in, their files and
# transcripts after them, answers out, delivery states later; and everything that may go wrong on the way.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need sqlite3 python3

start_httpd
ac=AC0123456789abcdef0123456789abcdef
ours=+390212345678
ana=+393331234567
echo secret-token >"$httpd/$ac.token"
: >"$httpd/$ac.messages"
twilio_config() {
	cat >"$config" <<-EOF
	[agent]
	id = eva
	[care]
	undo-send = 0s
	[account phones]
	channel = twilio
	address = $ac
	own-addresses = $ours, whatsapp:$ours
	url = http://127.0.0.1:$http_port
	intelligence-url = http://127.0.0.1:$http_port/v2
	token-command = cat $T/token
	poll = 2s
	$1
	EOF
}
echo secret-token >"$T/token"
twilio_config "transcripts = all"
start=$(date +%s)

sql_write() {
	sqlite3 -cmd '.timeout 2000' "$store" "$1" >/dev/null
}
sync_settles() {
	sync
	[ "$(state)" = 3 ]
}
number=0
# date_at SECONDS: so many seconds after (or before) the start, as Twilio writes it
date_at() {
	LC_ALL=C date -u -d "@$((start + $1))" '+%a, %d %b %Y %H:%M:%S +0000'
}
sid() {
	printf '%s%032x' "$1" "$2"
}
# message FROM TO DIRECTION STATUS TEXT [MEMBERS] [AGE]: one more in the list
message() {
	number=$((number + 1))
	at=$(date_at "-${7:-1}")
	echo "{\"sid\":\"$(sid SM $number)\",\"from\":\"$1\",\"to\":\"$2\",\"direction\":\"$3\",\"status\":\"$4\",\"body\":\"$5\",\"num_media\":\"0\",\"date_created\":\"$at\",\"date_sent\":\"$at\",\"date_updated\":\"$at\"$6}" >>"$httpd/$ac.messages"
}
says() {			# says TEXT [MEMBERS] [AGE]
	message $ana $ours inbound received "$1" "$2" "$3"
}
call() {			# call NUMBER FROM TO DIRECTION STATUS SECONDS [PARENT]
	echo "{\"sid\":\"$(sid CA "$1")\",\"from\":\"$2\",\"to\":\"$3\",\"direction\":\"$4\",\"status\":\"$5\",\"duration\":\"$6\",\"parent_call_sid\":${7:-null},\"start_time\":\"$(date_at -60)\",\"date_created\":\"$(date_at -60)\"}" >>"$httpd/$ac.calls"
}
faults() {
	printf '%s\n' "$@" >"$httpd/$ac.faults"
}
inbound() {
	sql 'SELECT count(*) FROM message WHERE direction = 0'
}
state() {
	sql "SELECT state FROM outbox ORDER BY id DESC LIMIT 1"
}
sent_count() {
	grep -c outbound-api "$httpd/$ac.messages"
}
reply() {			# reply CASE TEXT [ARGUMENTS]
	c=$1
	echo "$2" >"$T/body"
	shift 2
	desk reply "$c" --body-file "$T/body" --no-hold "$@"
}
becomes() {			# becomes SID STATUS [MEMBERS]: the newest of ours is so now
	python3 - "$httpd/$ac.messages" "$@" <<-'EOF'
	import json, sys
	path, sid, status = sys.argv[1:4]
	rows = [json.loads(l) for l in open(path)]
	row = [r for r in rows if r["sid"] == sid][-1]
	row["status"] = status
	row.update(json.loads(sys.argv[4] if len(sys.argv) > 4 else "{}"))
	open(path, "a").write(json.dumps(row) + "\n")
	EOF
}

# ---- who we are ----
desk account test phones
like "$out$errs" 'Acme Care.*active' "the live test names the account"

# ---- in ----
printf '\211PNG\r\n\032\n lamp' >"$httpd/files/$(sid ME 2)"
printf '\377\330\377 sofa' >"$httpd/files/$(sid ME 1)"
for n in 2 1; do
	echo "{\"sid\":\"$(sid ME $n)\",\"parent_sid\":\"$(sid SM 2)\",\"content_type\":\"image/x\"}" >>"$httpd/$ac.media"
done
says "Where is my lamp?"
message whatsapp:$ana whatsapp:$ours inbound received "And this?" ',"num_media":"2"'
message $ours $ana outbound-api delivered "Said by another program"
sync --json
is "$rc" 0 "a pull" || note "$errs $out"
like "$out" '"account":"phones","channel":"twilio","ok":true' "says what came"
is "$(inbound)" 2 "two messages of the customer"
is "$(sql "SELECT group_concat(c) FROM (SELECT coalesce(t.channel, a.speaks_as) AS c FROM thread t
	JOIN account a ON a.id = t.account ORDER BY 1)")" "sms,whatsapp" "each thread is of its channel"
is "$(sql "SELECT count(DISTINCT customer) FROM identity WHERE address = '$ana'")" 1 "one number is one customer"
is "$(sql "SELECT group_concat(type) FROM (SELECT a.type FROM attachment a JOIN blob b ON b.id = a.blob ORDER BY 1)")" \
	"image/jpeg,image/png" "both files are here, their types by their content"
is "$(sql "SELECT round((c.expires_at - m.received_at) / 3600000.0) FROM capability c JOIN message m ON m.thread = c.thread
	WHERE c.key = 'window'")" 24.0 "WhatsApp takes free words for 24 hours"
sync --json
is "$(inbound)" 2 "nothing comes twice"
desk list --json
like "$out" '"channels":\["sms"\]' "a case says its channel" || note "$out"
desk search "channel:whatsapp this"
like "$out" 'And this' "and is found by it"

# ---- calls ----
call 1 $ana $ours inbound completed 65
call 2 $ana client:eva outbound-dial completed 60 "\"$(sid CA 1)\""
call 3 +39055123456 $ours inbound no-answer 0
sync --json
is "$(sql "SELECT count(*) FROM message WHERE kind = 1")" 2 "two calls: the leg to our own desk is none"
is "$(sql "SELECT duration_ms FROM message WHERE remote_id = '$(sid CA 1)'")" 65000 "with its length"
is "$(sql "SELECT waiting_since IS NULL FROM cases c JOIN message m ON m.case_id = c.id WHERE m.remote_id = '$(sid CA 1)'")" 1 \
	"who was spoken to does not wait"
is "$(sql "SELECT waiting_since IS NOT NULL FROM cases c JOIN message m ON m.case_id = c.id WHERE m.remote_id = '$(sid CA 3)'")" 1 \
	"who was missed does"
desk search "kind:call channel:voice"
like "$out" 'voice.*+39055123456' "they are telephone"
printf 'ID3 recorded words' >"$httpd/files/$(sid RE 1)"
echo "{\"sid\":\"$(sid RE 1)\",\"call_sid\":\"$(sid CA 1)\",\"status\":\"completed\",\"duration\":\"60\",\"channels\":2,\"date_created\":\"$(date_at -10)\"}" >>"$httpd/$ac.recordings"
echo "{\"sid\":\"$(sid GT 1)\",\"source\":\"$(sid RE 1)\",\"status\":\"completed\"}" >>"$httpd/transcripts"
echo "{\"sid\":\"$(sid GX 1)\",\"transcript_sid\":\"$(sid GT 1)\",\"media_channel\":1,\"transcript\":\"My zeppelin has not come.\"}" >>"$httpd/sentences"
echo "{\"sid\":\"$(sid GX 2)\",\"transcript_sid\":\"$(sid GT 1)\",\"media_channel\":2,\"transcript\":\"I am sorry.\"}" >>"$httpd/sentences"
sync --json
is "$(sql "SELECT a.name || ' ' || a.type || ' ' || b.bytes FROM attachment a JOIN blob b ON b.id = a.blob
	JOIN message m ON m.id = a.message WHERE m.remote_id = '$(sid CA 1)'")" "recording.mp3 audio/mpeg 18" \
	"the recording is a file of its call" || note "$errs $out $(sql 'SELECT kind, key, body, not_before, attempts FROM job')"
desk search zeppelin
like "$out" 'customer: My zeppelin has not come' "what was said is found" || note "$(sql 'SELECT kind, key, body, not_before FROM job')"
is "$(sql "SELECT count(*) FROM message_revision")" 0 "and does not look edited"

# ---- out ----
sms=$(sql "SELECT c.number FROM cases c JOIN message m ON m.case_id = c.id WHERE m.remote_id = '$(sid SM 1)'")
wa=$(sql "SELECT c.number FROM cases c JOIN message m ON m.case_id = c.id WHERE m.remote_id = '$(sid SM 2)'")
reply "$sms" 'It leaves today: 3 € & "more"'
sync --json
like "$out" '"delivered":1,"failed":0' "a reply leaves" || note "$errs $out"
like "$(tail -n 1 "$httpd/$ac.messages")" '"from":"+390212345678","to":"+393331234567","body":"It leaves today: 3 € & \\"more\\"' \
	"from our number to theirs" || note "$(tail -n 1 "$httpd/$ac.messages")"
mine=$(sql "SELECT remote_id FROM outbox ORDER BY id DESC LIMIT 1")
like "$mine" '^SM' "under the server's id"
sync
is "$(sql "SELECT count(*) FROM message WHERE remote_id = '$mine'")" 1 "it is once on the timeline"
becomes "$mine" delivered
sql_write "UPDATE job SET not_before = 0 WHERE kind = 'message'"
sync
is "$(state)" 4 "delivered, says the network later"
reply "$wa" 'Un attimo'
sync
like "$(tail -n 1 "$httpd/$ac.messages")" '"from":"whatsapp:+390212345678","to":"whatsapp:+393331234567"' "WhatsApp is answered there"
mine=$(sql "SELECT remote_id FROM outbox ORDER BY id DESC LIMIT 1")
becomes "$mine" undelivered '{"error_code":63016}'
sql_write "UPDATE job SET not_before = 0 WHERE kind = 'message'"
sync
is "$(state)" 6 "a refusal that comes later"
desk outbox show "$(sql 'SELECT max(id) FROM outbox')"
like "$out" 'only a template' "says what may be sent instead" || note "$out"
sql_write "UPDATE capability SET expires_at = 1000 WHERE key = 'window'"
n=$(sent_count)
reply "$wa" "Too late"
like "$errs" 'only a template may be sent' "when the window has closed, free words are refused" || note "$out $errs"
sql_write "UPDATE capability SET expires_at = 9000000000000 WHERE key = 'window'"
reply "$wa" "Just in time?"
sql_write "UPDATE capability SET expires_at = 1000 WHERE key = 'window'"
sync
is "$(state) $(sent_count)" "8 $n" "and when it closes before they leave, a person looks" || note "$out $errs"
reply "$wa" "#template HX0123456789abcdef0123456789abcdef
1 = Ana"
sync
like "$(tail -n 1 "$httpd/$ac.messages")" '"template":"HX0123456789abcdef0123456789abcdef"' "a template leaves all the same" ||
	note "$(state) $(sql 'SELECT reason FROM outbox ORDER BY id DESC LIMIT 1') $out $errs"
voice=$(sql "SELECT c.number FROM cases c JOIN message m ON m.case_id = c.id WHERE m.remote_id = '$(sid CA 3)'")
echo "You called?" >"$T/body"
desk reply "$voice" --via sms --body-file "$T/body" --no-hold
sync --json
like "$(tail -n 1 "$httpd/$ac.messages")" '"from":"+390212345678","to":"+39055123456","body":"About your call:\\n\\nYou called?' "a call is answered by text message" || note "$errs $out"
sync
is "$(sql "SELECT count(*) FROM message m JOIN text t ON t.id = m.text WHERE t.body LIKE '%You called?%'")" 1 "which is there once"
is "$(sql "SELECT t.remote_id FROM message m JOIN thread t ON t.id = m.thread JOIN text x ON x.id = m.text
	WHERE x.body LIKE '%You called?%'")" "sms|$ours|+39055123456" "in the thread that the answer will come in"

# ---- what is refused ----
message +393330000610 $ours inbound received "Stop it"
sync
stop=$(sql 'SELECT max(number) FROM cases')
reply "$stop" "Sorry"
sync --json
is "$(state)" 6 "who said STOP gets nothing"
desk reply "$stop" --body-file "$T/body" --no-hold
like "$errs" 'does not take an answer' "nor is it tried again"

# ---- a backlog, and a scan that is killed in the middle ----
i=0
while [ $i -lt 130 ]; do
	i=$((i + 1))
	says "backlog $i" "" $((200 - i))
done
faults "Messages half" "Messages status 500 {}" "Messages reset-after" "Messages garbage" "Messages limit-header 1"
before=$(inbound)
tries=0
while [ "$(inbound)" -lt $((before + 130)) ] && [ $tries -lt 20 ]; do
	tries=$((tries + 1))
	sql_write "UPDATE job SET not_before = 0"
	timeout -s KILL "0.$((tries % 9 + 1))" "$SPORTELLO_SYNC" --config "$config" --store "$store" >/dev/null 2>&1
	sync
done
is "$(inbound)" $((before + 130)) "a backlog comes whole, exactly once, whatever happens on the way" || note "$errs"
sync --json
is "$rc" 0 "and all is well"
is "$(sql "SELECT count(*) FROM job WHERE kind = 'messages'")" 0 "the scan is over"

# ---- faults on the way out: at most once ----
for fault in "limit-header 1" "status 429 {}"; do
	reply "$sms" "Faulty $fault"
	n=$(sent_count)
	faults "send $fault"
	sync
	is "$(state)" 0 "$fault: it waits"
	sql_write "UPDATE outbox SET next_try = 0 WHERE state = 0"
	sleep 1
	sync
	is "$(state) $(sent_count)" "3 $((n + 1))" "$fault: and leaves, once"
done
for fault in reset-after half garbage reset-before "status 500"; do
	reply "$sms" "Doubtful $fault $number"
	n=$(sent_count)
	faults "send $fault"
	sync
	case $fault in status*|reset-before) ;; *) is "$(sent_count)" $((n + 1)) "$fault: it is there";; esac
	eventually 5 sync_settles
	if [ "$(sent_count)" = "$n" ]; then
		is "$(state) $(sent_count)" "7 $n" "$fault: nobody knows, and it is not sent again"
	else
		is "$(state) $(sent_count)" "3 $((n + 1))" "$fault: found by reading back, once"
	fi
done
faults 'send status 400 {"code":21614,"message":"not a mobile number","status":400}'
reply "$sms" "refused"
sync
is "$(state)" 6 "a refusal is final"
faults 'Messages status 401 {"code":20003,"message":"Authenticate","status":401}'
sync --json
is "$rc" 5 "a refused token"
is "$(sql "SELECT state FROM account")" auth "stops the account"
like "$out" 'Authenticate (20003)' "in the server's words"
like "$(grep -c "secret-token" "$httpd/log")" '^0$' "(the token is in no address)"
unlike "$(cat "$T"/home/.local/share/sportello/* 2>/dev/null | strings)" 'secret-token' "nor in the store"
done_testing
