#!/bin/sh
# compose_macro.t - canned answers: text into the draft, questions asked, actions with the send and only then.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
cat >>"$config" <<'EOF'
[macro amount]
text = "We pay back {ask:Amount} to {customer.name}."
key = ,a
[macro park]
do = tag +parked; snooze 2h
key = ,p
EOF

console 80x24 <<-EOF
	cmd open $ana
	key , ,
	dump the macros
	key Esc
	key , r
	expect Dear Ana, your refund is on its way.
	expect with the send: tag +refund; status pending
	key Esc
EOF
is "$rc" 0 "a key of a macro begins a reply" || note "$out"
same_screens compose_macro
desk --now "$now" count tag:refund
is "$out" 0 "nothing is done to the case before the send"
console 80x24 <<-EOF
	cmd open $ana
	key r
	expect Dear Ana
	expect with the send: tag +refund; status pending
	key M-Enter
	expect With it: tag +refund;
	key y
	expect queued
	key q
	expect refund
EOF
is "$rc" 0 "its actions wait in the draft, stand in the review, and happen with the send" || note "$out"
is "$(sql "SELECT status FROM cases WHERE number = $ana")" 2 "the case is pending"
console 80x24 <<-EOF
	key u
	expect taken back
	cmd open $ana
	expect OPEN
EOF
is "$rc" 0 "one undo takes back message and actions" || note "$out"

console 80x24 <<-EOF
	cmd open $ana
	key r C-x ,
	type amou
	key Enter
	expect Amount:
	type 25 EUR
	key Enter
	expect We pay back 25 EUR to Ana Perez.
	key C-x X
EOF
is "$rc" 0 "what a macro asks for is asked" || note "$out"
console 80x24 <<-EOF
	cmd open $ana
	key r
	type ::
	type amount
	key Enter
	key Esc
	expect {ask:Amount}
	key C-x y
	expect a placeholder is still open
	key C-x X
EOF
is "$rc" 0 "a question that was not answered is never sent" || note "$out"

console 80x24 <<-EOF
	key g i g g
	key Space Space , p
	expect park: 2 cases
	key u
	expect undone
EOF
is "$rc" 0 "actions alone are done to what is marked, with one undo" || note "$out"

done_testing
