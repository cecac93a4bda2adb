#!/bin/sh
# Escalation targets that are not reached by mail: webhooks and programs.  What they get, minimised if asked; once, whatever
# breaks; what they say comes back as a note.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need notmuch sqlite3 python3

mail_setup
web=$T/web
mkdir -p "$web"
python3 "$top_srcdir/tests/sync/target.py" "$web" 2>"$T/target.errs" &
test_pids="$test_pids $!"
eventually 10 test -s "$web/port" || skip_all "the test server does not start here"
port=$(cat "$web/port")
(umask 077; echo "http://127.0.0.1:$port/hooks/s3cret-path" >"$T/hook-url"; echo t0ken >"$T/token")
cat >"$T/program" <<EOF
#!/bin/sh
cat >>"$T/given"
echo "\$SPORTELLO_TARGET \$SPORTELLO_EVENT \$SPORTELLO_CASE" >>"$T/runs"
echo '{"ticket": "T-17", "url": "https://desk.example/T-17"}'
[ "\$SPORTELLO_EVENT" = told ] && echo '{"note": "Swap the fuse.", "from": "Tec Nico"}'
[ -e "$T/fails" ] && { echo "no printer" >&2; exit 3; }
[ -e "$T/hangs" ] && sleep 30
exit 0
EOF
chmod +x "$T/program"
write_config "sendmail = $T/program" <<EOF
[care]
undo-send = 0s
[escalation hook]
to = webhook:http://127.0.0.1:$port/in
token-file = $T/token
minimise = yes
card = yes
[escalation chat]
to = webhook:
url-command = cat $T/hook-url
format = slack
transcript = none
[escalation room]
to = webhook:http://127.0.0.1:$port/room
format = mattermost
transcript = newest 1
[escalation program]
to = exec:$T/program
level = 3
timeout = 2s
[escalation desk]
to = exec:$T/program
follow = yes
remind = 1h
EOF
simple_mail ana-1@example.net "Ana Perez <ana@example.net>" "Lamp of Ana Perez" \
	"My order 12345678 & <lamp> explodes, @channel. Call me: +39 347 123 4567. Ana" 600 | put_mail a1 >/dev/null
simple_mail ben-1@example.net "Ben <ben@example.net>" "Sink" "My sink leaks. What now?" 600 | put_mail b1 >/dev/null
index_mail
sync
case_of() {
	sql "SELECT c.number FROM cases c WHERE c.subject LIKE '$1%'"
}
lamp=$(case_of Lamp) sink=$(case_of Sink)
posted() {			# posted PATH PYTHON: of the body j posted there last
	grep "^POST $1 " "$web/posts" | tail -1 | cut -d' ' -f4- | python3 -c "import json,sys; j=json.load(sys.stdin); print($2)"
}
posts() {
	grep -c "^POST $1 " "$web/posts" 2>/dev/null
}
state() {			# of the newest row of the outbox
	sql "SELECT state || ' ' || coalesce(error, '') FROM outbox ORDER BY id DESC LIMIT 1"
}

# ---- webhooks ----
desk escalate "$lamp" hook --preview --reason "Ana is angry"
like "$out" '^A. is angry' "the preview says what would leave"
like "$out" 'posted as json to 127.0.0.1' "and how"
is "$(sql 'SELECT count(*) FROM outbox')" 0 "and nothing leaves"
desk escalate "$lamp" hook --reason "Ana is angry"
is "$rc" 0 "a case is escalated to a webhook" || note "$errs"
sync --account escalation:hook
is "$rc" 0 "and delivered" || note "$errs"
is "$(posts /in)" 1 "once"
like "$(grep '^POST /in' "$web/posts")" '^POST /in Bearer_t0ken {' "with its token, from a file"
is "$(posted /in '[j["event"], j["case"], j["level"], j["target"], j["format_version"], j["from"]]')" \
	"['escalated', $lamp, 2, 'hook', 1, 'eva']" "the document says what and who"
words=$(posted /in 'j["subject"] + j["text"]')
unlike "$words" 'Perez\|ana@\|12345678\|123 4567' "minimised: neither name, address nor numbers"
like "$words" 'My order \*\*\*78 & <lamp> explodes' "but what it is about"
like "$words" "Case #$lamp" "and the case's number"
like "$words" '^==== The customer' "with the card, as configured"
desk show "$lamp"
like "$out" 'INTERNAL NOTE by eva to hook' "the timeline says what was told to whom"
is "$(sql "SELECT count(*) FROM outbox o JOIN text t ON t.id=o.text WHERE t.body LIKE '%t0ken%'")" 0 "no secret in the store"
desk escalate "$lamp" hook --reason again
is "$rc" 1 "who has it already does not get it again"
like "$errs" 'with hook already' "and says so"

desk escalate "$lamp" chat --reason "Please & <look>"
sync --account escalation:chat
like "$(grep '^POST /hooks' "$web/posts")" '/hooks/s3cret-path - ' "the address of a webhook comes from a command"
is "$(posted /hooks/s3cret-path 'sorted(j)')" "['text']" "in Slack's shape"
like "$(posted /hooks/s3cret-path 'j["text"]')" 'Please &amp; &lt;look&gt;' "where customers' words call nobody"
unlike "$(posted /hooks/s3cret-path 'j["text"]')" explodes "without the transcript, as configured"
unlike "$(sqlite3 -readonly "$store" .dump)" s3cret-path "the address is not in the store"
desk escalate "$lamp" room --reason Look
sync --account escalation:room
like "$(posted /room 'j["text"].encode("unicode_escape").decode()')" '@.u200bchannel' "in Mattermost's shape nobody is called either"
is "$(desk count escalated:chat; echo "$out")" 1 "several targets at once"

# ---- what goes wrong ----
desk escalate "$sink" room --reason Look
echo "status 404 no such hook" >"$web/fault"
sync --account escalation:room
like "$(state)" '^6 the server answered 404: no such hook' "a refusal is shown with the server's words"
id=$(sql 'SELECT max(id) FROM outbox')
desk outbox retry "$id"
echo "status 503 not now" >"$web/fault"
sync --account escalation:room
like "$(state)" '^0 the server answered 503' "who says later is asked later"
desk outbox retry "$id"
echo drop >"$web/fault"
before=$(posts /room)
sync --account escalation:room
like "$(state)" '^7 ' "a line that breaks after it was taken leaves a doubt"
sync --account escalation:room
is "$(posts /room)" $((before + 1)) "and it is not said twice by itself"
desk outbox resolve "$id" sent
is "$rc" 0 "a person settles it" || note "$errs"

# ---- programs ----
desk escalate "$sink" program --reason "Please fix"
sync --account escalation:program
is "$(cat "$T/runs")" "program escalated $sink" "a program is run, once"
is "$(python3 -c 'import json,sys; j=json.load(open(sys.argv[1])); print(j["level"], j["subject"])' "$T/given")" \
	"3 [#$sink] Sink" "with the document on its input"
is "$(sql "SELECT remote_id || ' ' || url FROM escalation WHERE target='program'")" "T-17 https://desk.example/T-17" \
	"what it calls the ticket is kept"
desk resolve "$sink"
desk tell "$sink" --to program "Any news?"
is "$rc" 0 "more is said to the second level" || note "$errs"
sync --account escalation:program
desk show "$sink"
like "$out" 'INTERNAL NOTE by Tec Nico' "its answer is a note with its author"
like "$out" '^Swap the fuse' "with its words"
is "$(sql "SELECT status FROM cases WHERE number=$sink")" 1 "the case wakes"
is "$(sql "SELECT mover FROM escalation WHERE target='program'")" us "and it is our turn"
: >"$T/fails"
desk tell "$sink" --to program "Print it"
sync --account escalation:program
like "$(state)" '^6 the program ended with 3: no printer' "a program that fails says why"
rm "$T/fails"
: >"$T/hangs"
runs=$(wc -l <"$T/runs")
desk tell "$sink" --to program "Wait"
sync --account escalation:program
like "$(state)" '^7 ' "one that hangs is ended, and nobody knows what it did"
sync --account escalation:program
is "$(wc -l <"$T/runs")" $((runs + 1)) "it is not run again by itself"

# ---- another way back, and taking back ----
desk answered "$lamp" --from "Max Power" --to chat "Known fault."
is "$rc" 0 "what was said by another way is written down" || note "$errs"
desk show "$lamp"
like "$out" 'INTERNAL NOTE by Max Power' "as the second level's answer"
is "$(desk count "case:$lamp escalated:answered"; echo "$out")" 1 "it is our turn"
desk de-escalate "$lamp" hook
is "$rc" 0 "a case is taken back" || note "$errs"
is "$(sql "SELECT closed_at IS NULL FROM escalation WHERE target='hook'")" 0 "from one target"
desk undo "$lamp"
is "$(sql "SELECT closed_at IS NULL FROM escalation WHERE target='hook'")" 1 "which can be undone"
desk de-escalate "$lamp" nobody
is "$rc" 1 "from nobody it cannot be taken"
desk log "$lamp"
like "$out" 'took it back from hook' "all is in the journal"

# ---- what the robot does ----
told() {			# the events the program was run for, about a case
	grep "^desk .* $1\$" "$T/runs" | cut -d' ' -f2 | tr '\n' ' '
}
given() {			# the newest document's text
	python3 -c 'import json,sys
d, s, at = json.JSONDecoder(), open(sys.argv[1]).read(), 0
while at < len(s):
    j, at = d.raw_decode(s, at)
print(j["text"])' "$T/given"
}
rm -f "$T/hangs"
simple_mail cy-1@example.net "Cy <cy@example.net>" "Chair" "My chair squeaks. What now?" 600 | put_mail c1 >/dev/null
index_mail
sync
chair=$(case_of Chair)
desk assign "$chair" eva
desk escalate "$chair" desk --reason "Squeaks"
sync
simple_mail cy-2@example.net "Cy <cy@example.net>" "Re: Chair" "It also wobbles. Is that dangerous?" 0 cy-1@example.net |
	put_mail c2 >/dev/null
index_mail
sync
is "$(told "$chair")" "escalated followed " "what the customer adds is passed on in the same run"
like "$(given)" 'also wobbles' "with the words"
unlike "$(given)" 'squeaks' "and those alone"
sync
is "$(told "$chair")" "escalated followed " "once"
sqlite3 "$store" "UPDATE escalation SET remind_at = 1 WHERE target = 'desk'"
sync
is "$(told "$chair")" "escalated followed reminded " "who says nothing is asked again"
like "$(given)" "Squeaks" "with the reason"
is "$(desk count escalated:overdue; echo "$out")" 1 "it is overdue"
is "$(sql "SELECT count(*) FROM mention")" 1 "and the case's agent is told"
sync
is "$(told "$chair")" "escalated followed reminded " "not before its time comes again"
desk resolve "$chair"
sync
sync
is "$(told "$chair")" "escalated followed reminded closed " "that the case was resolved is passed on"
is "$(sql "SELECT closed_at IS NULL FROM escalation WHERE target='desk'")" 0 "and the escalation is over"

done_testing
