#!/bin/sh
# Sync stands still in the middle of a transaction: reading goes on, writing says in words that it cannot, and
# nothing hangs.
. "$(dirname "$0")/lib.sh"

mail_setup
make_mails 2500
write_config "since = $(date -d '-30 days' +%F)" </dev/null

# all the processes of a sync, its children too
family() {
	echo "$1"
	ps -e -o pid= -o ppid= | awk -v of="$1" '$2 == of { print $1 }'
}

# somebody holds the store's lock
held() {
	sqlite3 "$store" 'BEGIN IMMEDIATE; ROLLBACK' 2>&1 | grep -q locked
}

"$SPORTELLO_SYNC" --config "$config" --store "$store" --quiet 2>"$T/sync.errs" &
victim=$!
eventually 10 test -s "$store"
tries=0 stopped=
while [ "$tries" -lt 400 ] && kill -0 "$victim" 2>/dev/null; do
	tries=$((tries + 1))
	kill -STOP $(family "$victim") 2>/dev/null
	if held && [ "$(sql 'SELECT count(*) FROM cases' 2>/dev/null || echo 0)" -gt 0 ]; then
		stopped=1
		break
	fi
	kill -CONT $(family "$victim") 2>/dev/null
	sleep "$(moment 0 20)"
done
[ "$stopped" ] || {
	kill -CONT $(family "$victim") 2>/dev/null
	wait "$victim"
	skip_all "it was never caught inside a transaction"
}
note "caught inside a transaction at try $tries"

# quickly COMMAND...: as run, but no more than ten seconds
quickly() {
	run timeout 10 "$SPORTELLO" --config "$config" --store "$store" "$@"
}

quickly list
is "$rc" 0 "the list is read" || note "$errs"
[ "$(printf '%s\n' "$out" | wc -l)" -gt 1 ]
ok $? "and holds cases"
quickly count
is "$rc" 0 "cases are counted" || note "$errs"
quickly show "$(sql 'SELECT min(number) FROM cases')"
is "$rc" 0 "a case is read" || note "$errs"
quickly search rimborso
[ "$rc" -le 1 ]
ok $? "a search ends" || note "$errs"
quickly note "$(sql 'SELECT min(number) FROM cases')" "Called back."
is "$rc" 4 "a note cannot be written"
like "$errs" "another program is writing" "and it says why"

kill -CONT $(family "$victim")
wait "$victim"
is $? 0 "sync goes on when it is let" || note "$(cat "$T/sync.errs")"
quickly note "$(sql 'SELECT min(number) FROM cases')" "Called back."
is "$rc" 0 "and the note is written" || note "$errs"
is "$(sql 'SELECT count(*) FROM message')" 2500 "nothing is lost"
is "$(whole)" ok "the store is whole"

done_testing
