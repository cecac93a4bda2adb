#!/bin/sh
# What goes wrong is said in words that help, costs only itself, and passes when its cause does.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need notmuch sqlite3 python3

mail_setup
cat >"$T/mailer" <<EOF
#!/bin/sh
cat >"$T/sent.eml"
EOF
chmod +x "$T/mailer"
write_config "sendmail = $T/mailer" "sent-folder = Sent" </dev/null
simple_mail ana-1@example.net "Ana Perez <ana@example.net>" "Lamp" "My lamp is broken. What now?" 600 |
	put_mail a1 >/dev/null
index_mail
sync
is "$rc" 0 "mail comes in" || note "$errs"

# ---- the fetch command ----
cp "$config" "$T/config.good"
sed -i "/^channel = mail/a fetch-command = echo cannot reach the server >\&2; exit 3" "$config"
simple_mail bob-1@example.net "Bob <bob@example.net>" "Hours" "When do you open?" 60 | put_mail b1 >/dev/null
index_mail
sync --json
is "$rc" 5 "a failing fetch-command fails the account"
like "$out" 'status 3: cannot reach the server' "with its own words"
is "$(sql "SELECT count(*) FROM message WHERE remote_id = 'bob-1@example.net'")" 1 \
	"the mail that is here is taken in all the same"
cp "$T/config.good" "$config"
sed -i "/^channel = mail/a fetch-command = sleep 4321 \& sleep 4321\nfetch-timeout = 1s" "$config"
sync --json
like "$out" 'did not end within 1 seconds' "one that hangs is ended"
is "$(pgrep -f 'sleep 4321' | wc -l)" 0 "with its children"
cp "$T/config.good" "$config"

# ---- notmuch's database is locked ----
echo "We send a new one." >"$T/body"
desk reply 1 --body-file "$T/body" --no-hold
is "$rc" 0 "a reply is queued" || note "$errs"
python3 - "$mail_root/.notmuch/xapian/flintlock" <<'EOF' &
import fcntl, sys, time
f = open(sys.argv[1], "r+b")
fcntl.lockf(f, fcntl.LOCK_EX)
time.sleep(60)
EOF
holder=$!
test_pids="$test_pids $holder"
sleep 0.5
sync --json
is "$rc" 5 "notmuch locked by another program fails the account, and the pass ends"
like "$out" 'locked by another program' "saying so"
is "$(sql 'SELECT state, filed FROM outbox')" "3|0" "the reply has left all the same"
kill "$holder"
wait "$holder" 2>/dev/null
sync --json
is "$rc" 0 "the lock gone, the next pass succeeds" || note "$out"
is "$(sql 'SELECT filed FROM outbox')" 1 "and files the copy"
is "$(notmuch count folder:Sent)" 1 "once"
is "$(notmuch count tag:replied)" 1 "and writes the tags"

# ---- secrets ----
sed -i "/^sendmail/d" "$config"
sed -i "/^channel = mail/a smtp = smtp://localhost:1\nsmtp-user = support\npassword-file = $T/secret" "$config"
echo s3cret >"$T/secret"
chmod 644 "$T/secret"
desk reply 1 --body-file "$T/body" --no-hold
sync --json
is "$rc" 5 "a password file that others can read is refused"
like "$out" 'secret' "by name"
unlike "$out" 's3cret' "and its content is not shown"
cp "$T/config.good" "$config"

# ---- account test ----
sync --probe support
is "$rc" 0 "the account passes its test" || note "$out"
like "$out" '2 messages\|3 messages' "which counts the mail"
sed -i "s|^sendmail.*|smtp = smtp://localhost:1|" "$config"
sync --probe support
is "$rc" 5 "it fails where a server is not there"
like "$out" 'FAIL connection to smtp://localhost:1' "and says at which step"
cp "$T/config.good" "$config"

# ---- configuration and store ----
sed -i "/^channel = mail/a qeury = *" "$config"
sync
is "$rc" 3 "an unknown key is a configuration error"
like "$errs" 'config:6.*query' "with file, line and the nearest name"
cp "$T/config.good" "$config"
for f in "$store" "$store-wal" "$store-shm"; do
	[ -f "$f" ] && mv "$f" "$f.good"
done
head -c 8192 /dev/urandom >"$store"
sync
is "$rc" 4 "a damaged store is refused"
like "$errs" 'store.db' "by name"

done_testing
