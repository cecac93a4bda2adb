#!/bin/sh
# Incidents from end to end: cases join by query, by hand and by likeness, stand behind one line, are told once, escalated
# once, updated and closed together; one undo takes each of these back.  And the alarm that proposes one.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need sqlite3

mail_setup
cat >"$T/sendmail" <<EOF
#!/bin/sh
cat >>"$T/sent-mail"
EOF
chmod 755 "$T/sendmail"
cat >"$config" <<EOF
[agent]
id = eva
[store]
languages = en, it
[care]
undo-send = 0s
bulk-hold = 0s
bulk-rate = 6000
[account support]
channel = mail
address = Support <support@example.org>
maildir = $mail_root
query = *
sendmail = $T/sendmail
[escalation operations]
to = mail:operations@example.org
EOF
# mail_in NAME TEXT [SECONDS AGO [SUBJECT]]
mail_in() {
	simple_mail "$1@customer.example" "$1 Perez <$1@customer.example>" "${4:-Question of $1}" "$2" "${3:-60}" |
		put_mail "$1" >/dev/null
}
status() {
	sql "SELECT group_concat(status, ' ') FROM (SELECT status FROM cases WHERE id IN ($1) ORDER BY id)"
}

mail_in ana "I cannot login to my account since this morning, the password is refused"
mail_in ben "Where is my parcel? It was sent a week ago"
mail_in carla "login does not work, my password is not accepted any more"
index_mail
sync
is "$(sql "SELECT count(*) FROM cases")" 3 "three cases"
ana=$(sql "SELECT id FROM cases WHERE subject LIKE '%ana'")
ben=$(sql "SELECT id FROM cases WHERE subject LIKE '%ben'")
carla=$(sql "SELECT id FROM cases WHERE subject LIKE '%carla'")

# ---- opened, joined by its query ----
desk incident new login --when "(lo gin"
is "$rc" 2 "a query that is none opens nothing" || note "$rc $errs"
is "$(sql "SELECT count(*) FROM incident")" 0 "nothing at all"
desk incident new login --when "login" --text "We know that logging in fails and are working on it." --ack
like "$out" "incident login: #4, 2 cases joined" "both that name it join" || note "$errs"
desk list "is:open or is:new"
unlike "$out" "Question of ana" "members are not in the list of work"
like "$out" "login" "the incident's line is"
like "$out" "Question of ben" "and what is about something else"
desk count "incident:login"
is "$out" 3 "they are found by the incident"
desk count "is:member is:new"
is "$out" 2 "and as members"
desk count "Question"
is "$out" 3 "and by words"
sync
is "$(grep -c "^To: .*ana" "$T/sent-mail") $(grep -c "logging in fails" "$T/sent-mail")" "1 2" "who joined is told, once"
like "$(cat "$T/sent-mail")" "^Auto-Submitted: auto-replied" "automatically"
mail_in dora "Login impossible, the password is refused for hours"
mail_in ed "Do you have blue lamps"
index_mail
sync
is "$(sql "SELECT count(*) FROM cases WHERE incident IS NOT NULL")" 3 "who comes later joins by itself"
is "$(grep -c "logging in fails" "$T/sent-mail")" 3 "and is told"
sync
is "$(grep -c "logging in fails" "$T/sent-mail")" 3 "once"
dora=$(sql "SELECT id FROM cases WHERE subject LIKE '%dora'")
ed=$(sql "SELECT id FROM cases WHERE subject LIKE '%ed'")
like "$(desk log "$dora"; cat "$T/out")" "incident.*joined the incident login" "the journal says who did it" || note "$out"

# ---- by hand ----
desk incident leave "$dora"
is "$(sql "SELECT incident IS NULL FROM cases WHERE id = $dora")" 1 "one leaves"
sync
is "$(sql "SELECT incident IS NULL FROM cases WHERE id = $dora")" 1 "and is not brought back"
desk incident like "$ana"
like "$(printf '%s\n' "$out" | head -1)" "#$dora .*login" "likeness proposes it" || note "$out $errs"
unlike "$out" "lamps" "and nothing else"
desk incident join login "$dora" "$ed"
is "$(sql "SELECT count(*) FROM cases WHERE incident IS NOT NULL")" 4 "cases join by name"
desk incident leave "$ed"
desk undo "$ed"
is "$(sql "SELECT incident FROM cases WHERE id = $ed")" 1 "undo takes the leaving back"
desk incident leave "$ed"
desk incident join logn "$ed"
like "$errs" "did you mean 'login'" "the nearest name is named"

# ---- one escalation ----
desk incident escalate login operations "Nobody can log in"
is "$(sql "SELECT count(*) || ' ' || max(case_id) FROM escalation")" "1 4" "one escalation, on its own case" || note "$errs"
sync
like "$(cat "$T/sent-mail")" "3 cases, 3 customers" "the second level learns how many they are"

# ---- an update, taken back and sent ----
desk incident update login --dry-run "Nearly done."
is "$(sql "SELECT count(*) FROM outbox WHERE kind = 'reply' AND robot IS NULL")" 0 "a dry run sends nothing"
desk incident update login --yes "It works again for most of you, {customer.first_name|dear customer}."
is "$rc" 0 "an update" || note "$errs"
is "$(sql "SELECT count(*) FROM outbox WHERE kind = 'reply' AND robot IS NULL")" 3 "goes to each member"
is "$(sql "SELECT x.body FROM incident i JOIN text x ON x.id = i.text")" \
	"It works again for most of you, {customer.first_name|dear customer}." "and is what is said now"
desk undo
is "$(sql "SELECT count(*) FROM outbox WHERE state = 9")" 3 "one undo takes all back" || note "$out $errs"
like "$(sql "SELECT x.body FROM incident i JOIN text x ON x.id = i.text")" "^We know" "with the words"
desk incident update login --yes "It works again for most of you."
sync

# ---- closed ----
simple_mail more@customer.example "carla Perez <carla@customer.example>" "Re: Question of carla" "And where is my invoice?" 0 \
	"$(sql "SELECT remote_id FROM message WHERE case_id = $carla AND direction = 1 LIMIT 1")" | put_mail more >/dev/null
index_mail
sync
desk incident close login --yes "All is well again. Thank you for your patience."
like "$out" "2 cases resolved, 1 stay" "who asks for more stays open" || note "$out $errs"
is "$(status "$ana") $(status "$carla") $(status "$dora") $(status 4)" "4 1 4 4" "the others and the incident's own case are resolved"
is "$(sql "SELECT closed_at IS NOT NULL FROM incident")" 1 "it is over"
desk list "is:open"
like "$out" "carla" "who stayed is in the list of work again"
desk undo
is "$(sql "SELECT closed_at IS NULL FROM incident") $(status "$ana, 4, $dora")" "1 1 1 1" "one undo opens all again" ||
	note "$out $errs $(status "$ana, 4, $dora")"
desk incident close login --yes
sync
desk incident list
is "$rc" 1 "none is left"
desk incident new login
like "$out" "0 cases" "the name is free again"
desk incident list --all --json
like "$out" '"name":"login #4"' "the old one is told apart"
done_testing
