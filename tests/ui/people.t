#!/bin/sh
# people.t - a customer is found from anywhere as one types: names with typos, halves of numbers, orders.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
cat >>"$config" <<EOF
[field order]
pattern = [Oo]rder ([0-9]{5})
EOF
desk --now "$now" field "$ana" order 48151
is "$rc" 0 "a case has an order's number" || note "$errs"
sync --now 2026-11-20T14:31:30Z --account support

for size in 80x24 120x40 200x60; do
	console "$size" <<-EOF
		key g c
		dump the newest, and a line to type in
		type prez
		dump with a typo
		key C-u
		type 48151
		dump by an order
		key Esc
		key g c
		type qqqq
		dump nobody
	EOF
	is "$rc" 0 "a customer is looked for at $size" || note "$out"
	same_screens "people-$size"
done

# Enter opens whom the cursor is on
console 80x24 <<-EOF
	key Enter
	key g c
	type prez
	expect ≈ Ana
	key Enter
	expect-not customer: prez
	expect customer:
	key Enter
	expect tracking
EOF
is "$rc" 0 "from a case to a customer, and to their case" || note "$out"

# Tab leaves the typing; Esc takes it back
console 80x24 <<-EOF
	key g c
	type prez
	key Tab
	expect-not customer: prez
	key /
	type zzz
	expect nobody fits
	key Esc
	expect-not nobody fits
	expect Ana Perez
EOF
is "$rc" 0 "Tab goes to the rows, Esc takes back what was typed" || note "$out"

console 80x24 <<-EOF
	cmd customers 48151
	expect order 48151
EOF
is "$rc" 0 "the command takes words, too" || note "$out"

# whom a call is written down for is never guessed from a typo: the one who is meant can be chosen
console 80x24 <<-EOF
	cmd drafts
	key mc
	type ana perez
	expect > Ana Perez
	key C-u
	type ana prez
	expect > somebody new: ana prez
	expect Ana Perez
EOF
is "$rc" 0 "a typo shows who may be meant, and chooses nobody" || note "$out"

# nor is an address filled in that only resembles what was typed
console 80x24 <<-EOF
	cmd new
	type an prez
	key Tab
	expect-not ana@shop.example
EOF
is "$rc" 0 "Tab in To fills in nobody by a typo" || note "$out"

done_testing
