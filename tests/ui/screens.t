#!/bin/sh
# screens.t - what the agent sees, at three sizes: list, case, help, search, journal, outbox, the strip of keys.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3

world

for size in 80x24 120x40 200x60; do
	console "$size" <<-EOF
	dump the list
	key j j
	dump the cursor moved
	key g
	dump the strip of keys after g
	key Esc
	key g g Enter
	dump a case
	key z q H
	dump the case with quotes and headers
	key H x
	dump the case with what was done
	key x q
	key g /
	type order
	dump search everything
	key Enter q
	key g l
	dump the journal
	key q g o
	dump the outbox
	key q ?
	dump the keys
	key q C-k
	type snooze
	dump the palette
	key Esc Space Space
	key \\
	type is:new
	dump marks and a filter
	EOF
	is "$rc $errs" "0 " "the script runs at $size"
	same_screens "$size"
done

console 48x30 <<-EOF
	dump the list
	key Enter
	dump a case
EOF
same_screens 48x30

console 30x6 <<-EOF
	dump too small
	key d
	dump still the same
EOF
same_screens 30x6

done_testing
