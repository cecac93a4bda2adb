#!/bin/sh
# mouse.t - clicks choose and open, the wheel scrolls the pane under it, words with a key run it; nothing is sent by one.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3

world

console 80x24 <<-EOF
	click 10 4
	expect ── #4 D. Kohen
	expect 3/9
	click 10 4
	expect I cannot log in since the update
	key q
	wheel down 10 10
	expect 6/9
	wheel up 10 10
	wheel up 10 10
	expect 1/9
	click 20 0
	expect 1/2
	click 2 22
	expect REPLY
	key Esc
	key q
	key w
	click 10 10
	expect >p pending
	click 10 10
	expect #2 is pending
	key u
	key ?
	click 10 7
	expect 6/
	expect >C
	wheel down 5 5
	expect 9/
	click 2 10
	expect-not Keys here
EOF
ok "$rc" "rows, views, hints, pickers and the strip" || note "$out"

# where WORDS: "column row" of the last screen printed that holds them
where() {
	printf '%s\n' "$out" | awk -v w="$1" '/^===/{n = -1} {n++} index($0, w) {at = index($0, w) + 1 " " n - 1} END {print at}'
}
console 80x24 <<-EOF
	key g
	dump
EOF
at=$(where 'a all')
console 80x24 <<-EOF
	key g
	click $at
	expect 1/10
EOF
ok "$rc" "what may follow a key runs when it is clicked" || note "$out at $at"

console 80x24 <<-EOF
	cmd open 5
	cmd reply
	type Hello
	dump
EOF
at=$(where 'C-x y send')
console 80x24 <<-EOF
	cmd open 5
	cmd reply
	type Hello
	click $at
	expect y sends
	click $at
	expect y sends
EOF
ok "$rc" "a click on send shows what would leave, and another one does not send it" || note "$out at $at"

console 120x40 <<-EOF
	key Enter
	expect 1/9
	click 10 5
	expect #5 invoice 2026-118
	wheel down 10 5
	expect >*   #10
	click 100 20
	click 60 39
	key q
	expect 7/9
	click 90 10
	expect #10 hello
EOF
ok "$rc" "beside an open case the list has its own rows" || note "$out"

done_testing
