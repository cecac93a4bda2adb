#!/bin/sh
# busy.t - somebody holds the store's lock: verbs and messages wait and are done when it is free; nothing is lost.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
cat >"$T/hold.py" <<'EOF'
import os, sqlite3, sys, time
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute("BEGIN IMMEDIATE")
open(sys.argv[2], "w").close()
while os.path.exists(sys.argv[2]):
    time.sleep(0.02)
c.execute("ROLLBACK")
EOF
hold() {
	python3 "$T/hold.py" "$store" "$T/held" &
	eventually 10 test -e "$T/held"
}

hold
console 80x24 <<-EOF
	cmd open $(case_of size)
	key A
	expect the store is busy
	key t
	type +later
	key Enter
	expect 2 changes wait
	cmd shell rm $T/held
	wait 800
	expect tagged +later
	expect owner eva
	expect [later]
	key u
	expect undone
EOF
is "$rc" 0 "verbs wait for the lock, in their order" || note "$out"
wait

hold
console 80x24 <<-EOF
	cmd open $ana
	key r
	type Written while the store was held.
	expect NOT SAVED, the text stays here: the store is busy
	key C-x y
	expect the store is busy: it goes as soon as it is free
	cmd shell rm $T/held
	wait 800
	expect queued to ana@shop.example
EOF
is "$rc" 0 "a message too, and its text stays in the editor" || note "$out"
wait
is "$(sql 'SELECT count(*) FROM outbox')" 1 "it is queued once"

hold
(sleep 1; rm -f "$T/held") &
console 80x24 <<-EOF
	cmd open $ana
	cmd tag +atlast
	expect the store is busy
	quit
EOF
wait
desk --now "$now" count tag:atlast
is "$out" 1 "who leaves meanwhile is given a moment"

done_testing
