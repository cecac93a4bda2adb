#!/bin/sh
# The second level by real mail: what is sent goes through an SMTP server, the answer to it comes back as a note, and a
# further word stands in the same conversation.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need notmuch sqlite3

mail_setup
start_exim
write_config "$(smtp_options)" <<EOF
[care]
undo-send = 0s
[escalation tecnici]
to = mail:second@example.org
minimise = yes
EOF
simple_mail ana-1@example.net "Ana Perez <ana@example.net>" "Lamp" "Order 1234567 explodes. What now?" 600 |
	put_mail a1 >/dev/null
index_mail
sync
desk escalate 1 tecnici --reason "Ana Perez waits"
sync
is "$rc" 0 "it is delivered" || note "$errs"
eventually 5 test -n "$(ls "$smtp_box/new")"
got=$(cat "$smtp_box/new/"*)
like "$got" '^To: .*second@example.org' "by the server"
like "$got" 'A. P. waits' "minimised"
unlike "$got" '1234567\|Perez' "as asked"
id=$(sed -n 's/^Message-ID: <\(.*\)>/\1/Ip' "$smtp_box/new/"* | head -1)
simple_mail tec-1@example.org "Tina Tec <second@example.org>" "Re: [#1] Lamp" "Swap the fuse." 0 "$id" | put_mail t1 >/dev/null
index_mail
sync
desk show 1
like "$out" 'INTERNAL NOTE by Tina Tec' "what answers that mail is a note with its author"
is "$(desk count escalated:answered; echo "$out")" 1 "it is our turn"
desk tell 1 "Which fuse?"
sync
is "$(sql "SELECT count(*) FROM outbox WHERE state = 3 AND in_reply_to LIKE '%$id%'")" 1 "a further word answers the first mail"
eventually 5 sh -c "[ \$(ls '$smtp_box/new' | wc -l) -eq 2 ]"
ok $? "and is delivered"
is "$(desk count escalated:tecnici; echo "$out")" 1 "it is their turn again"

done_testing
