#!/bin/sh
# backup and restore, killed at random moments: under a backup's name lies a whole one or nothing, in the place of the store
# the old one or the new one whole, and the store that was copied is as it was.
: "${KILLS:=20}"
. "$(dirname "$0")/lib.sh"
. "$top_srcdir/tests/cli/world.sh"
world
seq 40000 >"$T/ours.txt"
desk reply 2 --no-hold --attach "$T/ours.txt" 'Here it is.'
sync
# large enough to be struck in the middle of it
sqlite3 "$store" "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
	INSERT INTO setting(key, value) SELECT 'test.' || i, hex(randomblob(1000)) FROM n"
stands() {			# stands FILE
	is_so=$(sqlite3 -readonly "$1" "PRAGMA integrity_check; SELECT count(*) FROM cases; SELECT count(*) FROM setting
		WHERE key LIKE 'test.%'" 2>&1 | tr '\n' ' ')
	[ "$is_so" = "ok 3 3000 " ]
}
took() {			# took COMMAND...: at most so many milliseconds are let pass before it is killed
	began=$(now_ms)
	run "$@"
	most=$((($(now_ms) - began) * 3 / 2))
}
took "$SPORTELLO" --config "$config" --store "$store" backup "$T/bak-0"
before=$(sqlite3 "$store" 'SELECT count(*) FROM action')
broken= names=0 kills=0
for n in $(seq "$KILLS"); do
	"$SPORTELLO" --config "$config" --store "$store" backup "$T/bak-$n" >/dev/null 2>&1 &
	sleep "$(moment 1 $most)"
	kill -9 $! 2>/dev/null && kills=$((kills + 1))
	wait $! 2>/dev/null
	[ -e "$T/bak-$n" ] || continue
	names=$((names + 1))
	stands "$T/bak-$n/store.db" && [ "$(cat "$T/bak-$n"/blobs/*/* | cksum)" = "$(cksum <"$T/ours.txt")" ] ||
		broken="$broken $n: $is_so"
done
is "$broken" "" "under its name lies a whole backup"
note "$KILLS backups: $kills killed, $names whole"
is "$(sqlite3 -readonly "$store" 'PRAGMA integrity_check; SELECT count(*) FROM action')" "ok
$before" "the store is as it was"
desk backup "$T/last"
is "$rc" 0 "and another one can be made" || note "$errs"

back=$T/back/store.db
took "$SPORTELLO" --config "$config" --store "$back" restore "$T/last"
sqlite3 "$back" "UPDATE setting SET value = 'old' WHERE key = 'test.1'" >/dev/null
broken= new=0
for n in $(seq "$KILLS"); do
	"$SPORTELLO" --config "$config" --store "$back" restore --replace "$T/last" >/dev/null 2>&1 &
	sleep "$(moment 1 $most)"
	kill -9 $! 2>/dev/null
	wait $! 2>/dev/null
	stands "$back" && [ "$(cat "$T/back"/blobs/*/* | cksum)" = "$(cksum <"$T/ours.txt")" ] || broken="$broken $n: $is_so"
	if [ "$(sqlite3 -readonly "$back" "SELECT value FROM setting WHERE key = 'test.1'")" != old ]; then
		new=$((new + 1))
		# what was there is aside, whole
		old=
		for aside in "$T/back"/replaced-*; do
			[ "$(sqlite3 -readonly "$aside/store.db" "SELECT value FROM setting WHERE key = 'test.1'" 2>/dev/null)" != old ] ||
				old=$aside
		done
		[ -n "$old" ] && stands "$old/store.db" || broken="$broken $n: the old one is gone"
		rm -rf "$T/back"/replaced-*
		sqlite3 "$back" "UPDATE setting SET value = 'old' WHERE key = 'test.1'" >/dev/null
	fi
done
is "$broken" "" "in the store's place is the old one or the new one"
note "$KILLS times put back: $new times the new one was there"
run "$SPORTELLO" --config "$config" --store "$back" restore --replace "$T/last"
is "$rc" 0 "and it can be put back" || note "$errs"
[ ! -e "$T/back/.restore" ]
ok $? "what was left by those that were killed is gone"

done_testing
