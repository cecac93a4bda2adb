#!/bin/sh
# Odd mail: one id with two contents, an empty attached message, files that are no mail.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need notmuch sqlite3

mail_setup
write_config </dev/null

simple_mail same@example.net "Ana <ana@example.net>" "Invoice" "Please send the invoice again?" 900 |
	put_mail s1 >/dev/null
simple_mail same@example.net "Mallory <mallory@example.com>" "Invoice" "Pay to this other account, please?" 800 |
	put_mail s2 >/dev/null
{
	simple_mail copy@example.net "Bob <bob@example.com>" "Twice" "The same mail in two folders?" 700
} >"$T/copy"
put_mail c1 <"$T/copy" >/dev/null
put_mail c2 Sent <"$T/copy" >/dev/null
put_mail empty >/dev/null <<'EOF'
From: Carla <carla@example.it>
To: support@example.org
Subject: Forwarded
Date: Mon, 23 Nov 2026 10:00:00 +0100
Message-ID: <empty-rfc822@example.it>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/plain

See the attached message?
--x
Content-Type: message/rfc822

--x--
EOF
printf 'not a mail at all\n' >"$mail_root/INBOX/cur/stray:2,"
: >"$mail_root/INBOX/cur/nothing:2,"
index_mail
sleep 1.1			# notmuch keeps a folder's time only when it lies a second back
index_mail

# eight ways round in each round: folders without end, for who does not see that he has been there
ln -s "$mail_root" "$mail_root/INBOX/round"
for i in 1 2 3 4 5 6 7 8; do
	ln -s "$mail_root/INBOX" "$mail_root/INBOX/again$i"
done
run timeout 60 "$SPORTELLO_SYNC" --config "$config" --store "$store" --json
is "$rc" 0 "odd mail does not fail the pass" || note "$errs"
is "$(sql "SELECT count(*) FROM message WHERE remote_id = 'same@example.net'")" 2 \
	"two contents under one Message-ID are two messages"
is "$(sql "SELECT count(*) FROM message WHERE remote_id = 'same@example.net' AND flags & 8")" 1 \
	"the second one is marked"
is "$(sql "SELECT count(DISTINCT ifnull(case_id, -id)) FROM message WHERE remote_id = 'same@example.net'")" 2 \
	"and does not join the case of the first"
is "$(sql "SELECT count(*) FROM message WHERE remote_id = 'copy@example.net'")" 1 \
	"the same mail in two folders is one message"
is "$(sql "SELECT count(*) FROM mail_file f JOIN message m ON m.id = f.message
	WHERE remote_id = 'copy@example.net'")" 2 "that knows both files"
is "$(sql "SELECT count(*) FROM message m JOIN text t ON t.id = m.text
	WHERE remote_id = 'empty-rfc822@example.it' AND body LIKE '%See the attached%'")" 1 \
	"an empty attached message costs nothing"
is "$(sql "SELECT group_concat(file, ' ') FROM (SELECT file FROM problem WHERE kind = 'non-mail' ORDER BY file)")" \
	"INBOX/cur/nothing:2, INBOX/cur/stray:2," "files that are no mail are named"
like "$out" '"problems":2' "and counted"

sync --json
like "$out" '"messages":0.*"problems":0' "the second sync finds nothing new"
is "$(sql 'SELECT count(*) FROM problem')" 2 "nor names them twice"

done_testing
