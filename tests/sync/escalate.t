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
is "$(sql "SELECT count(*) FROM outbox WHERE kind <> 'escalation'")" 0 "nothing goes to the customer"

done_testing
