#!/bin/sh
# tutorial.t - seven steps through the console: each goes on when its key was used, whatever else is pressed.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
console 80x24 <<-EOF
	cmd tutorial
	expect Tutorial 1 of 7
	expect Enter opens a case
	dump
	key j
	key k
	expect Tutorial 1 of 7
	key Enter
	expect Tutorial 2 of 7
	key r
	expect Tutorial 3 of 7
	expect C-x y sends
	type We look into it.
	expect Tutorial 3 of 7
	dump
	key C-x y
	expect Tutorial 4 of 7
	key u
	expect Tutorial 5 of 7
	key Tab
	expect Tutorial 6 of 7
	key d
	expect Tutorial 7 of 7
	key ?
	expect Tutorial: done
	key Esc
	key q
	expect-not Tutorial
	cmd tutorial
	cmd tutorial next
	expect Tutorial 2 of 7
	cmd tutorial back
	expect Tutorial 1 of 7
	cmd tutorial sideways
	expect say off, next or back
	cmd tutorial off
	expect-not Tutorial
EOF
is "$rc" 0 "the seven steps" || note "$errs"
same_screens tutorial
printf '[keys list]\no = open\n' >>"$config"
console 48x30 <<-EOF
	cmd tutorial
	dump
EOF
is "$rc" 0 "on a telephone" || note "$errs"
same_screens tutorial-48x30
console 80x9 <<-EOF
	cmd tutorial
	expect-not Tutorial
EOF
is "$rc" 0 "where there is no room for it the cases come first"
done_testing
