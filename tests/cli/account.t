#!/bin/sh
# Accounts: the wizard that adds one and tries it, the list, the test of one; and sync as a verb.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
. "$top_srcdir/tests/cli/world.sh"
need notmuch sqlite3 python3
mail_setup
simple_mail ana-1@example.net "Ana Perez <ana@example.net>" "Lamp" "My lamp is broken. What now?" 600 |
	put_mail a1 >/dev/null
index_mail

# ---- from nothing ----
desk account list
is "$rc" 3 "a configuration that is named and not there yet"
conf=$XDG_CONFIG_HOME/sportello/config
# name, channel, address, maildir, query, fetch, smtp, user, password, sendmail, sent folder
printf '%s\n' '' '' 'Support <support@example.org>' "$mail_root" '' '' '' '' '' 'cat >/dev/null' '' >"$T/answers"
run "$SPORTELLO" --store "$store" account add <"$T/answers"
is "$rc" 0 "account add" || note "$out$errs"
like "$out" 'Added \[account support\] to .*/sportello/config. Testing it now:' "says where it went"
like "$(cat "$conf")" '^\[account support\]$' "the section is there"
like "$(cat "$conf")" '^address *= Support <support@example.org>$' "with what was answered"
like "$(cat "$conf")" '^query *= \*$' "and what was suggested"
unlike "$(cat "$conf")" 'fetch-command' "without what was left empty"
is "$(stat -c %a "$conf")" 600 "only its owner can read it"
run "$SPORTELLO" --store "$store" sync
is "$rc" 0 "it works" || note "$errs"
run "$SPORTELLO" --store "$store" list
like "$out" '^#1 .*Lamp' "the mail is there"

# ---- beside others ----
printf '# mine\n\n[view old]   # kept\nquery = tag:old\n' >>"$conf"
mkdir "$T/kept" && mv "$conf" "$T/kept/config" && ln -s "$T/kept/config" "$conf"
cp "$conf" "$T/before"
printf '%s\n' exec "$top_srcdir/examples/exec-spool $T/spool" telegram our-bot |
	"$SPORTELLO" --store "$store" account add chat >"$T/out" 2>&1
like "$(cat "$T/out")" 'says hello' "the program is tried"
is "$(head -c "$(stat -c %s "$T/before")" "$conf" | cksum)" "$(cksum <"$T/before")" "what was there is kept byte for byte"
is "$(readlink "$conf")" "$T/kept/config" "a link to a file kept elsewhere stays one"
like "$(tail -n 5 "$conf")" '^\[account chat\]$' "the new section follows"
like "$(tail -n 5 "$conf")" '^as *= telegram$' "with its answers"
cp "$conf" "$T/before"
printf '%s\n' exec cat telegram x >"$T/answers"
run "$SPORTELLO" --store "$store" account add chat <"$T/answers"
is "$rc" 3 "a name that is taken"
like "$errs" "chat" "is named"
is "$(cksum <"$conf")" "$(cksum <"$T/before")" "and nothing was written"
printf 'pigeon\n' >"$T/answers"
run "$SPORTELLO" --store "$store" account add loft <"$T/answers"
is "$rc" 1 "an unknown channel"
like "$errs" "channel 'pigeon': say one of: mail exec telegram" "the known ones are named"
run "$SPORTELLO" --store "$store" account add other </dev/null
is "$rc" 1 "no answers, no account"
is "$(cksum <"$conf")" "$(cksum <"$T/before")" "and nothing was written"

# ---- test, list ----
mkdir -p "$T/spool"
run "$SPORTELLO" --store "$store" account test support
is "$rc" 0 "account test" || note "$out$errs"
like "$out" "notmuch\|maildir\|messages\|mail" "says what it tried"
run "$SPORTELLO" --store "$store" account test support --json
printf '%s\n' "$out" | python3 -c 'import json, sys
for line in sys.stdin: assert set(json.loads(line)) == {"step", "ok", "words"}'
ok $? "account test --json: a step an object" || note "$out"
run "$SPORTELLO" --store "$store" account test suport
is "$rc" 2 "an unknown account" || note "$out$errs"
like "$errs" "suport" "is named"
run "$SPORTELLO" --store "$store" sync
run "$SPORTELLO" --store "$store" account list
like "$out" '^support  *mail  *support@example.org  *idle  *1$' "account list"
run "$SPORTELLO" --store "$store" account list --json
is "$(json 'sorted(x["account"] for x in rows)')" '["chat", "support"]' "as objects"
is "$(json '[k for k in "account channel speaks_as address state error pulled messages problems active".split() if k not in r]')" \
	"[]" "with every field"
run "$SPORTELLO" account burn
is "$rc" 2 "an unknown part"

# ---- sync as a verb ----
run "$SPORTELLO" --store "$store" sync --json
is "$(json '[k for k in "account channel ok threads messages delivered failed seconds error".split() if k not in r]')" \
	"[]" "sync --json: every field promised"
run "$SPORTELLO" --store "$store" --json sync --account support
is "$(json '[x["account"] for x in rows if "ok" in x]')" '["support"]' "only one account"
sed -i --follow-symlinks "s|^maildir.*|maildir = $T/gone\nsignature-file = $T/no-signature|" "$conf"
run "$SPORTELLO" --store "$store" sync
is "$rc" 5 "an account fails: exit 5"
like "$errs$out" "$T/gone" "its maildir is named"
run "$SPORTELLO" --store "$store" doctor
is "$rc" 1 "doctor finds it"
like "$out" "^wrong *account *support .*$T/gone" "and says so"
like "$out" "^wrong *config .*signature-file: $T/no-signature" "a signature that is nowhere is no silent end of a mail"
run "$SPORTELLO" --store "$store" sync now
is "$rc" 2 "sync takes no words"

done_testing
