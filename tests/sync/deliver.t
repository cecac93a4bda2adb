#!/bin/sh
# Mail out: through a real SMTP server with STARTTLS and AUTH into a real Maildir, and the answer comes back.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need notmuch sqlite3

mail_setup
start_exim
write_config "$(smtp_options)" </dev/null
simple_mail ana-1@example.net "Ana Perez <ana@example.net>" "Lamp" "My lamp is broken. What now?" 600 |
	put_mail a1 >/dev/null
index_mail
sync
is "$rc" 0 "mail comes in" || note "$errs"

# ---- a reply ----
printf 'Good morning,\n.\n..dots\nwe send you a new one. Grüße\n' >"$T/body"
desk reply 1 --body-file "$T/body" --no-hold
is "$rc" 0 "a reply is queued" || note "$errs"
is "$(sql 'SELECT state FROM outbox')" 0 "it waits for sync"
sync --json
is "$rc" 0 "the pass succeeds" || note "$errs"
like "$out" '"delivered":1,"failed":0' "one mail was delivered"
eventually 5 test -n "$(ls "$smtp_box/new")"
is "$(boxed)" 1 "it lies in the recipient's Maildir"
got=$(cat "$smtp_box/new/"*)
like "$got" '^In-Reply-To: <ana-1@example.net>' "with In-Reply-To"
like "$got" '^References: .*<ana-1@example.net>' "and References"
like "$got" '^Subject: Re: Lamp' "and the subject"
like "$got" '^Envelope-to: ana@example.net' "to the customer"
notmuch --config="$NOTMUCH_CONFIG" new --quiet 2>/dev/null
is "$(sql 'SELECT state, filed FROM outbox')" "3|1" "the row says sent and filed"
is "$(ls "$mail_root/Sent/cur" | grep -c sportello)" 1 "a copy lies in Sent"
is "$(notmuch count folder:Sent)" 1 "notmuch knows it"
is "$(notmuch search --output=threads '*' | wc -l)" 1 "in the thread of the question"
id=$(sql 'SELECT remote_id FROM outbox')
sync --json
like "$out" '"messages":0' "the copy in Sent is no new message"
is "$(sql "SELECT count(*) FROM message WHERE remote_id = '$id'")" 1 "the reply stands once on the timeline"
is "$(sql 'SELECT waiting_since IS NULL FROM cases WHERE number = 1')" 1 "nobody waits any more"

# ---- its answer ----
simple_mail ana-2@example.net "Ana Perez <ana@example.net>" "Re: Lamp" "Thank you. When will it come?" 0 "$id" |
	put_mail a2 >/dev/null
index_mail
sync
is "$(sql "SELECT number FROM cases c JOIN message m ON m.case_id = c.id WHERE remote_id = 'ana-2@example.net'")" 1 \
	"the answer is in the same case"
is "$(sql 'SELECT waiting_since IS NOT NULL FROM cases WHERE number = 1')" 1 "which waits for us again"

# ---- stop the send ----
desk reply 1 --body-file "$T/body" --no-hold --seen 1
sync --json
like "$out" '"delivered":0' "a reply that had not seen the latest mail does not leave"
is "$(sql 'SELECT state FROM outbox ORDER BY id DESC LIMIT 1')" 8 "it waits for review"
is "$(boxed)" 1 "nothing has left"
desk outbox cancel "$(sql 'SELECT max(id) FROM outbox')"

# ---- refused, put off ----
touch "$smtp/tempfail"
desk reply 1 --body-file "$T/body" --no-hold
sync --json
is "$(sql 'SELECT state FROM outbox ORDER BY id DESC LIMIT 1')" 0 "put off: it is queued again"
like "$(sql 'SELECT error FROM outbox ORDER BY id DESC LIMIT 1')" "451 4.3.0 try again later" \
	"with the server's words"
rm "$smtp/tempfail"
bytes=$(cat "$T"/data/outbox/* | cksum)
row=$(sql 'SELECT max(id) FROM outbox')
desk outbox retry "$row"
sync --json
like "$out" '"delivered":1' "the next try succeeds"
is "$(cat "$T"/data/outbox/* | cksum)" "$bytes" "with the same bytes"
eventually 5 test "$(boxed)" = 2
is "$(boxed)" 2 "and it arrives once"

desk new --to "Nobody <unknown@example.net>, Ana <ana@example.net>" --subject "Two" --body-file "$T/body" --no-hold
sync --json
is "$(sql 'SELECT state FROM outbox ORDER BY id DESC LIMIT 1')" 6 "one of two refused: the row failed"
like "$(sql 'SELECT error FROM outbox ORDER BY id DESC LIMIT 1')" "unknown@example.net: 550 5.1.1 no such person" \
	"with the server's words, by name"
is "$(sql "SELECT group_concat(state) FROM (SELECT state FROM outbox_recipient WHERE outbox =
	(SELECT max(id) FROM outbox) ORDER BY n)")" "6,3" "each recipient has its own state"
eventually 5 test "$(boxed)" = 3
is "$(boxed)" 3 "the other one has it"

# ---- wrong password, unreachable ----
desk reply 1 --body-file "$T/body" --no-hold
sed -i 's/^password-command.*/password-command = echo wrong/' "$config"
sync --json
is "$rc" 5 "a wrong password fails the account"
like "$out" '535.*check smtp-user' "with the server's words and what to do"
unlike "$out$errs" "wrong" "the password is not shown"
is "$(sql 'SELECT state FROM outbox ORDER BY id DESC LIMIT 1')" 0 "the reply stays queued"
sed -i 's/^password-command.*/password-command = echo s3cret/; s/^smtp = .*/smtp = smtp:\/\/localhost:1/' "$config"
sync --json
is "$rc" 5 "an unreachable server fails the account"
like "$out" 'localhost:1.*tried again' "and says so"
sed -i "s/^smtp = .*/smtp = smtps:\/\/localhost:$smtps_port/" "$config"
sync --json
like "$out" '"delivered":1' "with the right options it leaves, by TLS from the start"
grep -rq s3cret "$T/data" "$T/home"
is $? 1 "the password is nowhere in the store"

# ---- by a command ----
cat >"$T/mailer" <<EOF
#!/bin/sh
printf '%s\n' "\$@" >"$T/mailer.args"
cat >"$T/mailer.mail"
EOF
chmod +x "$T/mailer"
sed -i '/^smtp\|^password-command/d' "$config"
sed -i "/^channel = mail/a sendmail = $T/mailer" "$config"
desk reply 1 --body-file "$T/body" --no-hold
sync --json
like "$out" '"delivered":1' "a sendmail command delivers too"
is "$(cat "$T/mailer.args")" "ana@example.net" "the recipient is its argument"
like "$(cat "$T/mailer.mail")" '^From: .*support@example.org' "the mail its input"

done_testing
