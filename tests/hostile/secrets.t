#!/bin/sh
# secrets.t - whose files we believe: a configuration that others can change is not run, a secret that others can read is
# not used, and each is told what to do; no secret stands in an argument, an environment, a log, the store or a message.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need sqlite3 python3
tried=0
write_plain() {
	printf '[agent]\nid = eva\n%s\n' "$1" >"$config"
	chmod 600 "$config"
}
write_plain

# ---- the configuration ----
for mode in 666 602 646 622 777; do
	tried=$((tried + 1))
	chmod $mode "$config"
	desk list
	case $mode in
	622)	# a group that is one's own alone is oneself
		[ "$(id -gn)" = "$(id -un)" ] && continue ;;
	esac
	is "$rc" 3 "a configuration of mode $mode is refused by the console"
	like "$errs" "$config: others can change it.*chmod go-w" "with what to do"
	sync
	is "$rc" 3 "and by sync"
done
for mode in 600 644 400 444; do
	tried=$((tried + 1))
	chmod $mode "$config"
	desk list
	is "$rc" 1 "one of mode $mode is read" || note "$errs"
done
chmod 600 "$config"
if [ "$(id -u)" -eq 0 ]; then
	tried=$((tried + 1))
	chown nobody "$config"
	desk list
	is "$rc" 3 "one that belongs to another is refused"
	like "$errs" "belongs to another user.*make it yours" "with what to do"
	chown root "$config"
fi
tried=$((tried + 4))
run timeout 20 "$SPORTELLO" --config /dev/zero --store "$store" list
is "$rc" 3 "one without end is refused, too"
run timeout 20 "$SPORTELLO" --config "$T" --store "$store" list
is "$rc" 3 "and a folder"
printf 'a\0b\n' >"$T/nul"
run "$SPORTELLO" --config "$T/nul" --store "$store" list
is "$rc" 3 "and what is no text"
python3 -c 'print("[agent]\nid = eva\n" + "# word\n" * 2500000)' >"$T/large"
run "$SPORTELLO" --config "$T/large" --store "$store" list
is "$rc" 3 "and one of 17 MB"
like "$errs" "large: is larger than" "which is said"

# ---- secrets ----
start_httpd
bot=111:AAAtoken
: >"$httpd/$bot.updates"
account() {
	write_plain "[account shop]
channel = telegram
address = @shop_bot
url = http://127.0.0.1:$http_port
$1"
}
secret=$T/secret
(umask 077; echo $bot >"$secret")
account "token-file = $secret"
sync
is "$rc" 0 "a secret that is one's own is used" || note "$errs"
for mode in 644 640 604 620 602 660 601 610; do
	tried=$((tried + 1))
	chmod $mode "$secret"
	sync
	is "$rc" 5 "a secret of mode $mode is refused"
	like "$errs" "$secret: others can read or replace.*chmod 600" "with what to do"
	unlike "$errs$out" AAAtoken "and not shown"
done
chmod 600 "$secret"
ln -s "$secret" "$T/link"
account "token-file = $T/link"
sync
is "$rc" 0 "a link to one's own is as good"
chmod 644 "$secret"
sync
is "$rc" 5 "as long as that is"
chmod 600 "$secret"
mkfifo "$T/fifo"
for file in "$T/absent" "$T/fifo" /dev/zero /dev/null "$T"; do
	tried=$((tried + 1))
	account "token-file = $file"
	run timeout 30 "$SPORTELLO_SYNC" --config "$config" --store "$store"
	is "$rc" 5 "$file is no secret, and nothing waits for it" || note "$errs"
	[ "$file" = "$T/absent" ] || like "$errs" "must be in a regular file" "and what is said of it is why"
done
if [ "$(id -u)" -eq 0 ]; then
	tried=$((tried + 1))
	chown nobody "$secret"
	account "token-file = $secret"
	sync
	is "$rc" 5 "a secret that another can replace is refused"
	chown root "$secret"
fi

# ---- where secrets must not be ----
tried=$((tried + 5))
cat >"$T/command" <<EOF
#!/bin/sh
cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' >>"$T/arguments"
env >>"$T/environment"
cat $secret
EOF
chmod 700 "$T/command"
account "token-command = $T/command"
"$SPORTELLO_SYNC" --config "$config" --store "$store" --watch --trace http,sync 2>"$T/trace" &
watcher=$!
test_pids="$test_pids $watcher"
eventually 20 grep -q getUpdates "$T/trace"
for p in $watcher $(pgrep -P $watcher); do
	tr '\0' '\n' <"/proc/$p/environ" >>"$T/environment"
	tr '\0' ' ' <"/proc/$p/cmdline" >>"$T/arguments"
	grep -i '^max core file size *0 ' "/proc/$p/limits" >>"$T/cores"
done
kill "$watcher"
wait "$watcher" 2>/dev/null
for where in arguments environment trace data home; do
	grep -rqs AAAtoken "${T:?}/$where"
	is $? 1 "no secret in the $where"
done
is "$(sort -u "$T/cores" | grep -c .)" 1 "nor would one be in a core"
echo "# tried $tried, lost 0"
done_testing
