#!/bin/sh
# The whole way round, with real servers: the customer's mail comes by LMTP and IMAP, the answer leaves by
# STARTTLS and AUTH, threads in her own mailbox, and hers comes back to the same case.  And what servers do wrong.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need notmuch mbsync sqlite3 python3

mail_setup
start_dovecot
start_exim
cat >"$T/mbsyncrc" <<EOF
IMAPStore server
Host localhost
Port $imaps_port
User support
Pass s3cret
SSLType IMAPS
CertificateFile $dovecot/cert.pem
AuthMechs LOGIN

MaildirStore here
Path $mail_root/
Inbox $mail_root/INBOX
SubFolders Verbatim

Channel all
Far :server:
Near :here:
Patterns INBOX
Create Near
SyncState *
EOF
chmod 600 "$T/mbsyncrc"
write_config "$(smtp_options)" "fetch-command = mbsync -q -c $T/mbsyncrc -a && notmuch new --quiet" </dev/null

# submit FROM TO FILE: a mail by the submission server, as a mail program would
submit() {
	python3 - "$smtp_port" "$smtp_ca" "$1" "$2" "$3" <<'END'
import smtplib, ssl, sys
port, ca, sender, to, path = sys.argv[1:]
s = smtplib.SMTP("localhost", int(port))
s.starttls(context=ssl.create_default_context(cafile=ca))
s.login("support", "s3cret")
s.sendmail(sender, [to], open(path, "rb").read())
s.quit()
END
}
box() {			# box USER: how many mails a mailbox holds
	ls "$dovecot/mail/$1/Maildir/new" "$dovecot/mail/$1/Maildir/cur" 2>/dev/null | grep -c ,S=
}
holds() {
	[ "$(box "$1")" -ge "$2" ]
}

# ---- a customer writes ----
simple_mail ana-1@example.net "Ana Perez <ana@example.net>" "Lampada rotta" "La lampada è rotta. Che cosa faccio?" 30 \
	>"$T/ana-1"
submit ana@example.net support@example.org "$T/ana-1"
eventually 10 holds support 1
sync --json
is "$rc" 0 "fetch-command brings the mail by IMAP" || note "$errs $out"
case=$(sql "SELECT number FROM cases c JOIN message m ON m.case_id = c.id WHERE remote_id = 'ana-1@example.net'")
is "$case" 1 "it is a case"

# ---- and is answered ----
printf 'Buongiorno Ana,\n\nne spediamo una nuova: perché no? Così è.\n' >"$T/body"
echo "%PDF" >"$T/etichetta è.pdf"
desk reply "$case" --body-file "$T/body" --attach "$T/etichetta è.pdf" --no-hold
is "$rc" 0 "a reply is queued" || note "$errs"
sync --json
like "$out" '"delivered":1,"failed":0' "it is taken by the server" || note "$errs"
eventually 10 holds ana 1
is "$(box ana)" 1 "and lies in the customer's mailbox"
cat >"$T/notmuch-ana" <<EOF
[database]
path=$T/ana
[user]
primary_email=ana@example.net
EOF
mkdir -p "$T/ana/Sent/cur" "$T/ana/Sent/new" "$T/ana/Sent/tmp"
cp -r "$dovecot/mail/ana/Maildir" "$T/ana/INBOX"
cp "$T/ana-1" "$T/ana/Sent/cur/ana1:2,S"
notmuch --config="$T/notmuch-ana" new --quiet 2>/dev/null
is "$(notmuch --config="$T/notmuch-ana" count --output=threads '*')" 1 "in her notmuch, one thread with her question"
id=$(sql 'SELECT remote_id FROM outbox')
shown=$(notmuch --config="$T/notmuch-ana" show --format=json id:"$id" | python3 -c '
import json, sys
def walk(t):
    for m, replies in t:
        yield m
        yield from walk(replies)
for m in walk(json.load(sys.stdin)[0]):
    if m and m.get("match"):
        print(m["headers"]["Subject"], m["headers"]["From"], m["headers"]["To"], sep="|")
        for p in m["body"][0]["content"]:
            print(p["content-type"], p.get("filename"), p.get("content", "").strip(), sep="|")')
like "$shown" '^Re: Lampada rotta|Support <support@example.org>|Ana Perez <ana@example.net>$' "subject and people are right"
like "$shown" 'perché no? Così è' "its letters survive"
like "$shown" '|etichetta è.pdf|' "and the file with its name"
if command -v neomutt >/dev/null 2>&1 && command -v script >/dev/null 2>&1; then
	printf 'set folder=%s\nset sort=threads\nset index_format="%%s"\nset header_cache=""\nset help=no\n' "$T/ana" >"$T/muttrc"
	mkdir -p "$T/ana/All/cur" "$T/ana/All/new" "$T/ana/All/tmp"
	cp "$T/ana/Sent/cur/"* "$T/ana/All/cur/"
	for f in "$T/ana/INBOX/new/"* "$T/ana/INBOX/cur/"*; do
		[ -f "$f" ] && cp "$f" "$T/ana/All/cur/reply:2,S"
	done
	TERM=xterm timeout 20 script -qec "stty cols 100 rows 20; neomutt -n -F $T/muttrc -f $T/ana/All -e 'push q'" \
		"$T/mutt.out" </dev/null >/dev/null 2>&1
	like "$(tr -d '\r' <"$T/mutt.out" | sed 's/\x1b[^a-zA-Z]*[a-zA-Z]/\n/g')" '>.*Re: Lampada rotta\|─>' \
		"neomutt draws the answer below the question"
fi
is "$(ls "$mail_root/Sent/cur" | wc -l)" 1 "the copy in Sent is filed once"
is "$(notmuch count folder:Sent)" 1 "and indexed"
is "$(notmuch count --output=threads '*')" 1 "in one thread here too"

# ---- she writes back ----
simple_mail ana-2@example.net "Ana Perez <ana@example.net>" "Re: Lampada rotta" "Quando arriva?" 0 "$id" >"$T/ana-2"
submit ana@example.net support@example.org "$T/ana-2"
eventually 10 holds support 2
sync --json
is "$(sql "SELECT number FROM cases c JOIN message m ON m.case_id = c.id WHERE remote_id = 'ana-2@example.net'")" "$case" \
	"her answer comes back to the same case"
is "$(sql 'SELECT count(*) FROM cases')" 1 "which stays the only one"
sync --json
like "$out" '"messages":0' "nothing comes twice"
is "$(sql 'SELECT count(*) FROM message')" 3 "three messages, each once"

# ---- accepted, then given up: a real delivery report comes back ----
desk new --to "Bob <bounce@example.net>" --subject "Catalogue" --body-file "$T/body" --no-hold
sync --json
like "$out" '"delivered":1' "a mail to somebody who has moved is taken"
eventually 15 holds support 3
sync --json
is "$rc" 0 "its report is read" || note "$errs $out"
is "$(sql 'SELECT state FROM outbox ORDER BY id DESC LIMIT 1')" 6 "the mail has failed"
like "$(sql 'SELECT error FROM outbox ORDER BY id DESC LIMIT 1')" "moved away" "with the server's words"
is "$(sql "SELECT r.state FROM outbox_recipient r WHERE outbox = (SELECT max(id) FROM outbox)")" 6 "for its recipient"
is "$(sql 'SELECT count(*) FROM cases')" 1 "and the report is no case"

# ---- somebody else's certificate ----
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=other -keyout "$T/other.key" -out "$T/other.pem" 2>/dev/null
cp "$config" "$T/config.good"
sed -i "s|^ca-file.*|ca-file = $T/other.pem|" "$config"
desk reply "$case" --body-file "$T/body" --no-hold
sync --json
is "$rc" 5 "a certificate of another authority fails the account"
like "$out" 'certificate.*not trusted.*nothing was sent.*ca-file' "saying so, and what to do"
is "$(sql 'SELECT state FROM outbox ORDER BY id DESC LIMIT 1')" 0 "the mail stays queued"
sed -i "s|^ca-file.*|ca-file = $T/nowhere.pem|" "$config"
sync --json
like "$out" 'nowhere.pem' "a certificate file that is not there is named"
cp "$T/config.good" "$config"

# ---- a server that is not this machine and offers no encryption ----
cat >"$T/plain.py" <<'END'
import socketserver, sys
class H(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"220 plain ESMTP\r\n")
        for line in self.rfile:
            open(sys.argv[1], "ab").write(line)
            w = line[:4].upper()
            if w == b"AUTH":
                self.wfile.write(b"334 \r\n")
                open(sys.argv[1], "ab").write(self.rfile.readline())
                self.wfile.write(b"235 welcome\r\n")
                continue
            self.wfile.write({b"EHLO": b"250-plain\r\n250 AUTH PLAIN LOGIN\r\n", b"QUIT": b"221 bye\r\n"}.get(w, b"250 ok\r\n"))
class S(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
S(("127.0.0.1", int(sys.argv[2])), H).serve_forever()
END
plain_port=$(free_port)
python3 "$T/plain.py" "$T/plain.heard" "$plain_port" 2>/dev/null &
test_pids="$test_pids $!"
eventually 5 listens "$plain_port"
sed -i "s|^smtp = .*|smtp = smtp://mail.localhost:$plain_port|" "$config"
sync --json
if printf '%s' "$out" | grep -q 'resolve host'; then
	note "mail.localhost has no address here"
else
	is "$rc" 5 "a server elsewhere without STARTTLS is refused"
	like "$out" 'no encryption (STARTTLS)' "in these words"
	unlike "$(cat "$T/plain.heard")" 'AUTH\|MAIL' "and hears neither password nor mail"
fi
cp "$T/config.good" "$config"

# ---- signing in with a token ----
sed -i 's/250 AUTH PLAIN LOGIN/250 AUTH PLAIN XOAUTH2/' "$T/plain.py"
token_port=$(free_port)
python3 "$T/plain.py" "$T/token.heard" "$token_port" 2>/dev/null &
test_pids="$test_pids $!"
eventually 5 listens "$token_port"
sed -i "s|^smtp = .*|smtp = smtp://127.0.0.1:$token_port\nsmtp-auth = xoauth2|; s|^password-command.*|password-command = echo t0ken|" \
	"$config"
sync --json
bearer=$(printf 'user=support\001auth=Bearer t0ken\001\001' | base64 -w0)
like "$(cat "$T/token.heard")" '^AUTH XOAUTH2' "the server is asked for XOAUTH2"
like "$(cat "$T/token.heard")" "^$bearer" "the token is sent as that wants it"
unlike "$(cat "$T/token.heard")" '^AUTH PLAIN' "and not as a password"
cp "$T/config.good" "$config"
desk outbox cancel "$(sql 'SELECT max(id) FROM outbox')"
desk reply "$case" --body-file "$T/body" --no-hold

# ---- the server is gone, and comes back ----
stopped() {
	! listens "$smtp_port" 2>/dev/null
}
kill "$(cat "$smtp/exim.pid")" 2>/dev/null
eventually 10 stopped
sync --json
is "$rc" 5 "a server that is gone fails the account"
like "$out" "localhost:$smtp_port.*tried again" "by name"
is "$(sql 'SELECT state FROM outbox ORDER BY id DESC LIMIT 1')" 0 "the mail stays queued"
(as_user exim4 -C "$smtp/exim.conf" -bdf -q5s) >"$T/exim.log" 2>&1 &
test_pids="$test_pids $!"
eventually 10 listens "$smtp_port"
sync --json
like "$out" '"delivered":1' "and leaves when the server is back"
eventually 10 holds ana 2
is "$(box ana)" 2 "once"

done_testing
