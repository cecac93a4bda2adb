#!/bin/sh
# The second level: handed over by mail with the transcript; its answer comes back as a note, never to the
# customer.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need notmuch sqlite3

mail_setup
cat >"$T/mailer" <<EOF
#!/bin/sh
cat >"$T/sent.eml"
EOF
chmod +x "$T/mailer"
write_config "sendmail = $T/mailer" "sent-folder = Sent" <<EOF
[escalation tecnici]
to = mail:second@example.org
level = 2
EOF
simple_mail ana-1@example.net "Ana Perez <ana@example.net>" "Lamp" "My lamp explodes. What now?" 600 |
	put_mail a1 >/dev/null
index_mail
sync
is "$rc" 0 "mail comes in" || note "$errs"
desk escalate 1 tecnici --reason "Please look at the schematics"
is "$rc" 0 "the case is escalated" || note "$errs"
sync --json
if ! [ -s "$T/sent.eml" ]; then	# it is held for undo
	sleep 11
	sync --json
fi
like "$(cat "$T/sent.eml")" '^To: .*second@example.org' "the second level gets a mail"
like "$(cat "$T/sent.eml")" 'Please look at the schematics' "with the reason"
id=$(sql "SELECT remote_id FROM outbox WHERE kind = 'escalation'")
simple_mail tec-1@example.org "Tecnici <second@example.org>" "Re: Lamp" "Swap the transformer." 0 "$id" |
	put_mail t1 >/dev/null
index_mail
sync
is "$(sql "SELECT count(*) FROM note n JOIN text t ON t.id = n.text
	WHERE n.source = 'second-level' AND t.body LIKE '%transformer%'")" 1 "its answer is a note on the case"
is "$(sql "SELECT count(*) FROM cases")" 1 "and no case of its own"
desk show 1
like "$out" 'mail < Support to second@example.org' "the timeline says to whom the case went"
is "$(sql "SELECT count(*) FROM outbox WHERE kind <> 'escalation'")" 0 "nothing goes to the customer"

# ---- who else may answer, and who not ----
simple_mail ben-1@example.net "Ben <ben@example.net>" "Sink" "My sink leaks. What now?" 600 | put_mail b1 >/dev/null
index_mail
sync
desk escalate 2 tecnici --reason "Please look"
id=$(sql "SELECT remote_id FROM outbox WHERE kind = 'escalation' AND case_id = (SELECT id FROM cases WHERE number = 2)")
# it has left, as far as these answers know
simple_mail tec-2@example.org "Tecnici <second@example.org>" "Away" "I am away until Monday." 0 "$id" |
	sed 's/^MIME-Version/Auto-Submitted: auto-replied\n&/' | put_mail t2 >/dev/null
index_mail
sync
is "$(sql "SELECT count(*) FROM note n JOIN text t ON t.id = n.text WHERE t.body LIKE '%until Monday%'")" 1 \
	"an automatic answer of the second level is a note"
desk count escalated:tecnici
is "$out" 1 "which does not end the escalation"
simple_mail ben-2@example.net "Ben <ben@example.net>" "Re: Sink" "I have no screwdriver. What now?" 0 "$id" |
	put_mail b2 >/dev/null
index_mail
sync
desk show 2
like "$out" 'mail > Ben' "what the customer says to the second level's mail is the customer's word"
like "$out" '^I have no screwdriver' "on the timeline of the case"
desk explain ben-2@example.net
like "$out" 'already spoke in this case' "and explain says so"
desk count escalated:tecnici
is "$out" 1 "nor does that end the escalation"
simple_mail col-1@vendor.example "Col <col@vendor.example>" "Re: Sink" "Use a washer." 0 "$id" |
	put_mail c1 >/dev/null
index_mail
sync
desk show 2
like "$out" 'INTERNAL NOTE by Col <col@vendor.example>' "a colleague of the second level is named with the address"
desk explain col-1@vendor.example
like "$out" "from another address than the target's" "and explain does not call it the target"
desk reply 2 --no-hold "We shall see."
unlike "$(sql "SELECT in_reply_to || refs FROM outbox WHERE kind = 'reply'")" vendor.example \
	"a reply to the customer names no mail of the second level"

done_testing
