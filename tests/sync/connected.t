#!/bin/sh
# Many connected accounts in one process: one that never answers delays none of the eight that do; one whose answer ends
# the program rests while the others go on; news comes by itself with --watch, and what is queued leaves at once.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need sqlite3 python3

start_httpd
now=$(date +%s)
accounts="a b c d e f g h"
bot_of() {
	echo "900:$1"
}
account() {
	cat <<-EOF
	[account $1]
	channel = telegram
	address = @bot_$1
	url = http://127.0.0.1:$http_port
	token-command = ${2:-echo $(bot_of "$1")}
	poll = 2s
	EOF
}
number=0
says() {			# says ACCOUNT TEXT
	number=$((number + 1))
	echo "{\"update_id\":$number,\"message\":{\"message_id\":$number,\"from\":{\"id\":77,\"is_bot\":false,\"first_name\":\"Ana\"},\"chat\":{\"id\":77,\"type\":\"private\"},\"date\":$now,\"text\":\"$2\"}}" >>"$httpd/$(bot_of "$1").updates"
}
{
	printf '[agent]\nid = eva\n[care]\nundo-send = 0s\n'
	account stuck
	account slowpass 'sleep 30; echo 900:slowpass'
	for a in $accounts; do
		account "$a"
	done
} >"$config"
: >"$httpd/900:stuck.updates"
: >"$httpd/900:slowpass.updates"
for a in $accounts; do
	says "$a" "Hello from $a"
done
printf 'getUpdates hang\ngetUpdates hang\ngetUpdates hang\n' >"$httpd/900:stuck.faults"
printf 'getUpdates status 502\n' >"$httpd/900:f.faults"
printf 'getUpdates reset-before\n' >"$httpd/900:g.faults"

"$SPORTELLO_SYNC" --config "$config" --store "$store" --watch --trace sync >"$T/watch.out" 2>"$T/watch.errs" &
watcher=$!
test_pids="$test_pids $watcher"
came() {
	[ "$(sql 'SELECT count(*) FROM message WHERE direction = 0' 2>/dev/null)" = "$1" ]
}
eventually 20 came 8
ok $? "one server that never answers, and one password that does not come, delay nobody" || note "$(cat "$T/watch.errs")"
pulled() {
	[ "$(sql "SELECT count(*) FROM account WHERE pulled_at IS NOT NULL AND error IS NULL")" = 8 ]
}
eventually 5 pulled
ok $? "eight have been pulled" || note "$(sql "SELECT name, pulled_at, error FROM account")"
is "$(grep -c getUpdates "$httpd/900:f.faults" "$httpd/900:g.faults" | cut -d: -f3 | paste -sd+)" "0+0" \
	"two of them were looked at again by themselves after their line was down"
named() {
	"$SPORTELLO" --config "$config" --store "$store" account list | grep -q '^stuck .*no answer from the server yet'
}
eventually 15 named
ok $? "and the one that does not answer is named"
says c "And another thing"
eventually 10 came 9
ok $? "news comes by itself"
echo "It left today." >"$T/body"
case=$(sql "SELECT number FROM cases c JOIN message m ON m.case_id = c.id JOIN thread t ON t.id = m.thread
	JOIN account a ON a.id = t.account WHERE a.name = 'e'")
desk reply "$case" --body-file "$T/body" --no-hold
left() {
	grep -q 'It left today' "$httpd/900:e.sent"
}
eventually 10 left
ok $? "and a reply leaves by itself, beside the poll that is held open"
is_sent() {
	[ "$(sql 'SELECT state FROM outbox')" = 3 ]
}
eventually 5 is_sent
ok $? "it counts as sent"
is "$(grep -c . "$httpd/900:e.sent")" 1 "once"
held() {
	[ "$(grep -c "POST /bot900:$1/getUpdates" "$httpd/log")" -le 6 ]
}
sleep 1
held a
ok $? "a held poll is not asked again and again"
kill -TERM "$watcher"
wait "$watcher"
is $? 0 "it ends cleanly, whatever is under way"
sed -i '/slowpass/,/^poll/d' "$config"

# ---- two accounts may give the same numbers ----
case_of() {
	sql "SELECT number FROM cases c JOIN message m ON m.case_id = c.id JOIN thread t ON t.id = m.thread
		JOIN account a ON a.id = t.account WHERE a.name = '$1'"
}
desk reply "$(case_of a)" --body-file "$T/body" --no-hold
desk reply "$(case_of d)" --body-file "$T/body" --no-hold
: >"$httpd/900:stuck.faults"
sync
is "$(sql "SELECT group_concat(name) FROM (SELECT a.name FROM message m JOIN thread t ON t.id = m.thread
	JOIN account a ON a.id = t.account WHERE m.direction = 1 AND m.remote_id = '77:5000' ORDER BY a.name)")" \
	"a,d,e" "answers of two accounts with the same number are two messages"

# ---- one of many is wrong ----
printf '[account wrong]\nchannel = telegram\naddress = @bot_wrong\nurl = http://127.0.0.1:%s\ntoken-command = echo 900:wrong\n' \
	"$http_port" >>"$config"
printf '[account down]\nchannel = mastodon\naddress = @x@social.example\nurl = http://127.0.0.1:1\ntoken-command = echo x\n' >>"$config"
printf '[account locked]\nchannel = mastodon\naddress = @y@social.example\nurl = http://127.0.0.1:1\ntoken-command = exit 3\n' >>"$config"
printf 'getUpdates slow 1500\n' >"$httpd/900:a.faults"
sync
is "$rc" 5 "an account that is refused fails the pass, also when others take longer"
is "$(printf '%s\n' "$out" | sort | uniq -d)" "" "each account is reported once" || note "$out"
is "$(printf '%s\n' "$out" | grep -c '^wrong:\|^down:')" 0 "one that failed has no figures to boast of"
is "$(printf '%s\n' "$errs" | grep -c 'wrong: .*Unauthorized')" 1 "but its words" || note "$errs"
is "$(printf '%s\n' "$errs" | grep -c 'down: 127.0.0.1:1 cannot be reached')" 1 "as has a server that is not there" || note "$errs"
like "$errs" 'locked: token-command: .*status 3' "and a command of our own that fails is named" || note "$errs"
sed -i '/^\[account wrong\]/,$d' "$config"

# ---- what a process that died has left behind for a moment ----
find "$T" -name 'account-*.lock' >"$T/locks"
python3 - "$T/locks" "$T/locked" <<'END' &
import fcntl, sys, time
held = [open(l.strip(), 'a') for l in open(sys.argv[1])]
for h in held:
    fcntl.flock(h, fcntl.LOCK_EX)
open(sys.argv[2], 'w').close()
time.sleep(0.3)
END
holder=$!
eventually 10 test -e "$T/locked"
sync
is "$(grep -c . "$T/locks" | sed 's/[1-9].*/some/') $rc" "some 0" "locks that are free at once are waited for" || note "$errs"
wait $holder

# ---- a death in one account's answer ----
cat >"$T/die.c" <<'END'
#include <stdlib.h>
#include <string.h>
/* jansson's reader, which dies of one text */
typedef struct json_t json_t;
extern json_t *json_loadb(const char *, size_t, size_t, void *);
#include <dlfcn.h>
json_t *
json_loadb(const char *text, size_t len, size_t flags, void *err)
{
	json_t *(*next)(const char *, size_t, size_t, void *) = dlsym(RTLD_NEXT, "json_loadb");

	if (memmem(text, len, "POISON", 6))
		abort();
	return next(text, len, flags, err);
}
END
if ! under_sanitizer && ${CC:-cc} -D_GNU_SOURCE -w -shared -fPIC -o "$T/die.so" "$T/die.c" -ldl 2>/dev/null; then
	says b "POISON"
	for a in a c d e f g h; do
		says "$a" "Still here?"
	done
	: >"$httpd/900:stuck.faults"
	run env LD_PRELOAD="$T/die.so" "$SPORTELLO_SYNC" --config "$config" --store "$store" --json
	is "$rc" 5 "an answer that ends the program fails its account"
	like "$out" '"account":"b".*"ok":false.*the answer to pull ended the program' "which is named" || note "$out $errs"
	is "$(printf '%s\n' "$out" | grep -c '"ok":true')" 8 "the others do not mind" || note "$out $errs"
	is "$(sql "SELECT count(*) FROM message m JOIN text t ON t.id = m.text WHERE t.body = 'Still here?'")" 7 \
		"and have their messages"
	sync --json
	is "$rc" 0 "mended, it goes on"
	is "$(sql "SELECT count(*) FROM message m JOIN text t ON t.id = m.text WHERE t.body = 'POISON'")" 1 \
		"and has lost nothing"
fi
done_testing
