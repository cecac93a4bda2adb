#!/bin/sh
# merge.t - two sides of a merge: cases of two customers, customers, and the answers to the question what they are.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
world_keep
one=$(sql "SELECT customer FROM identity WHERE address='ana@shop.example'")
other=$(sql "SELECT customer FROM identity WHERE address='ana'")
for size in 80x24 120x40 200x60; do
	world_again
	console "$size" <<-EOF
		cmd filter ana
		key *
		key &
		dump two customers
		key b
		type same order 4711
		key Enter
		key x
		dump the other way round, with a reason
		key s
		expect u undoes
		key Enter
		key x
		expect same order 4711
		key q
		key u
		cmd merge-customers $one $other
		dump customers
		key Esc
	EOF
	is "$rc" 0 "the script runs at $size" || note "$out"
	same_screens "merge-$size"
done

world_again
console 120x40 <<-EOF
	cmd filter ana
	key *
	key &
	key p
	expect merged #10 into #2 - u undoes
	key Enter
	expect - with Ana
	key q
	key u
	expect #10
	cmd case 2
	cmd merge 10
	expect STAYS
	key y
	expect that is not asked here
	key l
	expect linked to
	expect part of #10
	cmd unlink 10
	expect not linked any more
EOF
is "$rc" 0 "a participant, a link, and what is named" || note "$out"
done_testing
