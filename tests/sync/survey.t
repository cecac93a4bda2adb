#!/bin/sh
# A survey from end to end on a chat and by mail: asked once, where it may be; answered by replying, which wakes nothing.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need sqlite3 python3

start_httpd
mail_setup
bot=111:AAAtoken
: >"$httpd/$bot.updates"
echo "$bot" >"$T/token"
cat >"$T/sendmail" <<EOF
#!/bin/sh
cat >"$T/mail.\$\$"
cat "$T/mail.\$\$" >>"$T/sent-mail"
EOF
chmod 755 "$T/sendmail"
settings() {
	cat >"$config" <<-EOF
	[agent]
	id = eva
	[store]
	languages = en, it
	[care]
	undo-send = 0s
	robot-max = 5
	[account shop]
	channel = telegram
	address = @acme_care_bot
	url = http://127.0.0.1:$http_port
	token-command = cat $T/token
	poll = 2s
	[account support]
	channel = mail
	address = Support <support@example.org>
	maildir = $mail_root
	query = *
	sendmail = $T/sendmail
	$1
	EOF
}
number=0
# says CHAT MESSAGE TEXT
says() {
	number=$((number + 1))
	echo "{\"update_id\":$number,\"message\":{\"message_id\":$2,\"from\":{\"id\":$1,\"is_bot\":false,\"first_name\":\"Zoé\"},\"chat\":{\"id\":$1,\"type\":\"private\"},\"date\":$(date +%s),\"text\":\"$3\"}}" >>"$httpd/$bot.updates"
}
sent() {
	cat "$httpd/$bot.sent" 2>/dev/null
}
# answered CASE: an agent replies and resolves it, and it is sent
answered() {
	echo "Done." >"$T/body"
	desk reply "$1" --body-file "$T/body" --no-hold --resolve
	sync
}

# ---- a chat ----
settings "[survey ease]
after = 0s"
says 501 1 "Dove si trova il mio ordine?"
sync
answered 1
is "$(sent | grep -c 'molto facile')" 1 "who was answered is asked, in their language" || note "$errs $(sent)"
like "$(sent | grep 'molto facile')" 'risposta automatica' "and sees that nobody wrote it"
is "$(sql "SELECT status FROM cases WHERE id = 1")" 4 "the case stays resolved"
sync
is "$(sent | grep -c 'molto facile')" 1 "once"
is "$(sql "SELECT scale || ' ' || (outbox IS NOT NULL) || ' ' || name FROM survey")" "ces7 1 ease" "it is written down"
says 501 2 "6 grazie"
sync
is "$(sql "SELECT score || ' ' || scale || ' ' || said || ' ' || source || ' ' || case_id FROM rating")" "83 ces7 6 survey 1" \
	"a reply is the answer"
is "$(sql "SELECT count(*) || ' ' || max(status) FROM cases")" "1 4" "which wakes nothing"
says 501 3 "Eva è stata gentilissima"
sync
is "$(sql "SELECT x.body FROM rating r JOIN text x ON x.id = r.words")" "Eva è stata gentilissima" \
	"what they say next is the word that goes with it"
is "$(sql "SELECT max(status) FROM cases")" 4 "which wakes nothing, either"
desk show 1 --json
like "$out" '"survey"' "the timeline marks it"
desk explain "$(sql "SELECT max(id) FROM message WHERE direction = 0")"
like "$out" 'after they answered our survey' "explain says what it was"
says 501 4 "Quando arriva?"
sync
is "$(sql "SELECT status FROM cases WHERE id = 1")" 1 "a question wakes as ever"
answered 1
is "$(sent | grep -c 'molto facile')" 1 "the same case is not asked about again"

# ---- an answer and more ----
says 502 10 "I need help with the lamp"
sync
answered 2
says 502 11 "2. Nobody told me anything, where is my parcel now?"
sync
is "$(sql "SELECT said FROM rating WHERE case_id = 2") $(sql "SELECT status FROM cases WHERE id = 2")" "2 1" \
	"an answer with a question counts, and wakes"
answered 2

# ---- who is not asked ----
settings "[survey ease]
after = 0s
when = -tag:quiet"
says 503 20 "The lamp is broken"
sync
desk tag 3 +quiet
answered 3
is "$(sql "SELECT why FROM survey WHERE case_id = 3")" none "no survey is for this case"
says 504 30 "Thanks for nothing, where is it?"
sync
desk resolve 4
sync
is "$(sql "SELECT why FROM survey WHERE case_id = 4")" unanswered "nobody answered there"
says 505 40 "Where is it?"
sync
desk customer consent "$(sql "SELECT customer FROM cases WHERE id = 5")" contact no
answered 5
is "$(sql "SELECT why FROM survey WHERE case_id = 5")" refused "who does not want to be contacted is not"
is "$(sent | grep -c 'very easy')" 1 "nothing was sent to any of them"
desk survey test 5
like "$out" 'does not want to be contacted' "\`survey test\` says why"

# ---- by mail ----
settings "[survey content]
ask = csat
after = 0s
text = \"How content are you, {customer.first_name|dear customer}? Reply 1 to 5.\""
simple_mail q1@customer.example "Ana Perez <ana@customer.example>" "Order 4711" "Where is my order?" | put_mail q1 >/dev/null
index_mail
sync
case=$(sql "SELECT max(id) FROM cases")
answered "$case"
like "$(cat "$T/sent-mail")" 'How content are you, Ana? Reply 1 to 5.' "by mail, in our own words" || note "$errs"
like "$(cat "$T/sent-mail")" '^Auto-Submitted: auto-replied' "as an automatic mail"
id=$(sql "SELECT o.remote_id FROM survey s JOIN outbox o ON o.id = s.outbox WHERE s.case_id = $case")
simple_mail q2@customer.example "Ana Perez <ana@customer.example>" "Re: Order 4711" "4

> How content are you?" 0 "$id" | put_mail q2 >/dev/null
index_mail
sync
is "$(sql "SELECT said || ' ' || scale || ' ' || score FROM rating WHERE case_id = $case") $(sql "SELECT status FROM cases WHERE id = $case")" \
	"4 csat5 75 4" "its reply is the answer"

# ---- figures, undo ----
desk survey list
like "$out" "#1 .*ease.*6/7" "the list has what was asked and answered" || note "$out $errs"
desk survey results
like "$out" "ease .*ces7 .*2 .*2 .*100%" "results: asked, answered, rate" || note "$out $errs"
desk survey results --csv
like "$out" "^ease,ces7,2,2," "as CSV" || note "$out"
desk count "ces:<3"
is "$out" 1 "cases are found by their score"
desk count "csat:>=4"
is "$out" 1 "on the scale on which they were asked"
desk count "score:<30"
is "$out" 1 "or on one that all share" || note "$out $errs"
desk undo "$case"
done_testing
