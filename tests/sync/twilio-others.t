#!/bin/sh
# Twilio against servers that nobody here wrote: a stateful stand-in of its API (the program `emulate`, or what $EMULATE
# runs), and the API's own description, which checks every request and answer (`prism`, or what $PRISM runs).
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need sqlite3 python3 curl

: "${EMULATE:=emulate}" "${PRISM:=prism}"
spec=${TWILIO_SPEC:-$top_srcdir/../shared/channels/specs/twilio/twilio_api_v2010.trim.json}
ac=AC0123456789abcdef0123456789abcdef
found=0
echo secret-token >"$T/token"
# twilio_config PORT [LINES]
twilio_config() {
	cat >"$config" <<-EOF
	[agent]
	id = eva
	[care]
	undo-send = 0s
	[account phones]
	channel = twilio
	address = $ac
	own-addresses = +390212345678
	url = http://127.0.0.1:$1
	intelligence-url = http://127.0.0.1:$1/v2
	token-command = cat $T/token
	poll = 2s
	$2
	EOF
	rm -rf "$store"*
}
inbound() {
	sql 'SELECT count(*) FROM message WHERE direction = 0'
}
state() {
	sql "SELECT state FROM outbox ORDER BY id DESC LIMIT 1"
}
reply() {			# reply CASE TEXT
	echo "$2" >"$T/body"
	desk reply "$1" --body-file "$T/body" --no-hold
}
knows() {			# is the first word of this command there?
	command -v "$1" >/dev/null 2>&1
}
sql_write() {
	sqlite3 -cmd '.timeout 2000' "$store" "$1" >/dev/null
}

# ---- the stand-in ----
emulated() {
	port=$(free_port)
	printf 'twilio:\n  account:\n    sid: %s\n    auth_token: secret-token\n    friendly_name: Acme Care\n  phone_numbers:\n    - phone_number: "+390212345678"\n' "$ac" >"$T/seed.yaml"
	# shellcheck disable=SC2086
	(cd "$T" && exec $EMULATE start -s twilio -p "$port" --seed "$T/seed.yaml") >"$T/emulate.log" 2>&1 &
	test_pids="$test_pids $!"
	emulate_says() {
		curl -s -f -u "$ac:secret-token" "http://127.0.0.1:$port/$1" --data-urlencode "To=+390212345678" \
			--data-urlencode "From=$2" --data-urlencode "Body=$3"
	}
	eventually 20 curl -s -f -u "$ac:secret-token" "http://127.0.0.1:$port/2010-04-01/Accounts/$ac.json" || {
		note "$(cat "$T/emulate.log")"
		ok 1 "the stand-in starts"
		return
	}
	twilio_config "$port"
	desk account test phones
	like "$out$errs" 'Acme Care' "emulate: who we are"
	emulate_says _twilio/simulate/inbound-message +393331234567 "Where is my lamp?" >/dev/null
	sync --json
	is "$rc $(inbound)" "0 1" "emulate: a text message comes in" || note "$out $errs"
	reply 1 "It leaves today."
	sync --json
	like "$out" '"delivered":1' "emulate: the answer leaves" || note "$out $errs"
	mine=$(sql "SELECT remote_id FROM outbox")
	like "$(curl -s -u "$ac:secret-token" "http://127.0.0.1:$port/2010-04-01/Accounts/$ac/Messages/$mine.json")" \
		'"to":"+393331234567".*"body":"It leaves today' "emulate: and is there under that id"
	curl -s -u "$ac:secret-token" "http://127.0.0.1:$port/_twilio/simulate/message-status" -d "MessageSid=$mine" -d Status=delivered >/dev/null
	sql_write "UPDATE job SET not_before = 0"
	sync
	is "$(state)" 4 "emulate: delivered, it says later"
	is "$(sql "SELECT count(*) FROM message WHERE direction = 1")" 1 "emulate: and it is once on the timeline"
	i=0
	while [ $i -lt 70 ]; do
		i=$((i + 1))
		emulate_says _twilio/simulate/inbound-message +39333000$((1000 + i)) "Message $i" >/dev/null
	done
	sync
	sync
	is "$(inbound)" 71 "emulate: more than a page at once" || note "$errs"
	emulate_says _twilio/simulate/inbound-call +393339999999 x >"$T/call"
	call=$(python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["sid"])' "$T/call")
	sync
	curl -s -u "$ac:secret-token" "http://127.0.0.1:$port/_twilio/simulate/call-status" -d "CallSid=$call" -d Status=completed >/dev/null
	sql_write "UPDATE job SET not_before = 0"
	sync
	is "$(sql "SELECT count(*) FROM message WHERE kind = 1 AND remote_id = '$call'")" 1 "emulate: a call, once it is over" ||
		note "$(sql 'SELECT kind, key, body FROM job') $errs $(cat "$T/call")"
	echo wrong >"$T/token"
	sync
	is "$rc $(sql 'SELECT state FROM account')" "5 auth" "emulate: a wrong token stops the account"
	echo secret-token >"$T/token"
}

# ---- the description ----
violations() {
	grep -c 'Violation: request' "$T/prism.log"
}
start_prism() {			# start_prism mock|proxy [UPSTREAM]
	port=$(free_port)
	mode=$1
	shift
	# shellcheck disable=SC2086
	(exec $PRISM "$mode" -h 127.0.0.1 -p "$port" "$spec" "$@") >"$T/prism.log" 2>&1 &
	prism_pid=$!
	test_pids="$test_pids $prism_pid"
	eventually 60 grep -q 'is listening' "$T/prism.log"
}
described() {
	start_prism mock || { note "$(tail -n 5 "$T/prism.log")"; ok 1 "the description is loaded"; return; }
	twilio_config "$port"
	desk account test phones
	is "$rc" 0 "description: who we are" || note "$out $errs"
	sync --json
	is "$rc" 0 "description: the lists are asked for as it wants" || note "$out $errs"
	is "$(violations)" 0 "description: without a violation" || note "$(grep -A3 "Violation: request" "$T/prism.log" | head -20)"
	kill "$prism_pid"
	start_httpd
	echo secret-token >"$httpd/$ac.token"
	at=$(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S +0000')
	id() { printf '%s%032x' "$1" "$2"; }
	echo "{\"sid\":\"$(id SM 1)\",\"from\":\"+393331234567\",\"to\":\"+390212345678\",\"direction\":\"inbound\",\"status\":\"received\",\"body\":\"Is it here?\",\"num_media\":\"1\",\"date_created\":\"$at\",\"date_sent\":\"$at\"}" >"$httpd/$ac.messages"
	echo "{\"sid\":\"$(id CA 1)\",\"from\":\"+393331234567\",\"to\":\"+390212345678\",\"direction\":\"inbound\",\"status\":\"completed\",\"duration\":\"3\",\"start_time\":\"$at\",\"date_created\":\"$at\"}" >"$httpd/$ac.calls"
	echo "{\"sid\":\"$(id RE 1)\",\"call_sid\":\"$(id CA 1)\",\"status\":\"completed\",\"duration\":\"3\",\"date_created\":\"$at\"}" >"$httpd/$ac.recordings"
	echo "{\"sid\":\"$(id TR 1)\",\"recording_sid\":\"$(id RE 1)\",\"status\":\"completed\",\"transcription_text\":\"hello there\"}" >"$httpd/$ac.transcriptions"
	start_prism proxy "http://127.0.0.1:$http_port" --errors || { ok 1 "the proxy starts"; return; }
	# what the description does not hold (the files themselves) is left out
	twilio_config "$port" "media-limit = 0"
	sync --json
	sync --json
	is "$rc $(inbound)" "0 2" "description, both ways: messages and calls come in" || note "$out $errs $(tail -n 20 "$T/prism.log")"
	is "$(sql "SELECT t.body FROM message m JOIN text t ON t.id = m.text WHERE m.kind = 1")" "hello there" \
		"description, both ways: with recording and transcript" || note "$(sql 'SELECT kind, key, body, attempts FROM job') $(sql 'SELECT kind, file, words FROM problem')"
	reply "$(sql 'SELECT number FROM cases JOIN message ON case_id = cases.id WHERE message.kind = 0 LIMIT 1')" "Yes."
	sync --json
	like "$out" '"delivered":1' "description, both ways: the answer leaves" || note "$out $errs $(tail -n 20 "$T/prism.log")"
	is "$(grep -c '#VIOLATIONS' "$T/prism.log")" 0 "description, both ways: without a violation" || note "$(grep -A4 VIOLATIONS "$T/prism.log" | head -20)"
}

# shellcheck disable=SC2086
if knows $EMULATE; then
	found=1
	emulated
fi
# shellcheck disable=SC2086
if [ -r "$spec" ] && knows $PRISM; then
	found=1
	described
fi
[ $found = 1 ] || skip_all 'neither emulate ($EMULATE) nor prism ($PRISM) is installed'
done_testing
