#!/bin/sh
# step.t - the next step by keys: asked for, completed, said back, changed, found when it is long over, and taken off.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
console 80x24 <<-EOF
	key e
	type don't forget the lamp by tom
	key Tab
	expect by tomorrow 17:00
	expect the lamp by tomorrow
	type  9
	expect by Sat 2026-11-21 09:00
	key Enter
	expect #2: next step set - u undoes
	key Enter
	expect next: don't forget the lamp, by Sat 21 Nov 09:00
	key e
	expect don't forget the lamp by 2026-11-21 09:00
	key Esc
	key q
	cmd promise send the lamp by friday 17:00
	key e
	expect promised (by WHEN): send the lamp by 2026-11-27 17:00
	key C-u
	key Enter
	expect #2: no next step - u undoes
	key \\
	type step:lamp
	key Enter
	expect 1/1
	expect Order 4711 never arrived
EOF
is "$rc" 0 "asked for, completed, said back, changed, taken off and found" || note "$out"
is "$(sql "SELECT count(*) FROM action WHERE verb=18")" 3 "each is in the journal"
done_testing
