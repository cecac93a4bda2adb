#!/bin/sh
# sync --watch: delivers at once what is queued, takes in what comes, ends cleanly, and runs once per store.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need sqlite3 python3

spool=$T/spool
mkdir -p "$spool"
cat >"$config" <<EOF
[agent]
id = eva
[account chat]
channel = exec
as = telegram
id = our-bot
poll = 1s
command = $top_srcdir/examples/exec-spool $spool
EOF
"$SPORTELLO_SYNC" --config "$config" --store "$store" --watch --json >"$T/watch.out" 2>"$T/watch.errs" &
watcher=$!
test_pids="$test_pids $watcher"
now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
echo "{\"thread\":\"c7\",\"id\":\"1\",\"from\":\"ana\",\"at\":\"$now\",\"text\":\"Where is my order?\"}" >>"$spool/in.jsonl"
came() {
	[ "$(sql 'SELECT count(*) FROM message' 2>/dev/null)" = "$1" ]
}
eventually 10 came 1
ok $? "a message comes by itself" || note "$(cat "$T/watch.errs")"
sync --json
is "$rc" 4 "a second sync on the same store is refused"
like "$errs" "another sportello-sync (process $watcher)" "and says who is at work"
echo "It left today." >"$T/body"
desk reply 1 --body-file "$T/body" --no-hold
sent() {
	grep -q 'It left' "$spool/out.jsonl"
}
eventually 5 sent
ok $? "a reply leaves by itself"
kill -TERM "$watcher"
wait "$watcher"
is $? 0 "it ends cleanly when told to"
is "$(sql 'SELECT state FROM outbox')" 3 "with the row in its true state"
is "$(pgrep -f "$spool" | wc -l)" 0 "and leaves no program behind"
sync --json
is "$rc" 0 "the store is free again" || note "$errs"

done_testing
