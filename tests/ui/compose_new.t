#!/bin/sh
# compose_new.t - a message to somebody: fields, known addresses, what is kept and what is refused.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world

console 80x24 <<-EOF
	key mm
	dump a new message
	type lena
	key Tab
	expect lena@mail.example
	key Tab
	type not an address
	key Tab
	type Your dress
	key Enter
	type It is in stock.
	dump filled in
	key C-x y
	expect is no address for mail
	key C-x c C-u
	key C-x y
	expect queued to lena@mail.example
EOF
is "$rc" 0 "a new message is written and sent" || note "$out"
same_screens compose_new
is "$(sql "SELECT kind, subject FROM outbox")" 'new|Your dress' "it is queued"

# ---- several drafts, all fields kept ------------------------------------------------------------------------------

console 80x24 <<-EOF
	key mm
	type b@one.example
	key Enter Enter
	type First
	key Enter
	type one
	key Esc
	expect kept as a draft
	key mm
	type b@two.example
	key C-x b
	type c@three.example
	key C-x s
	type Second
	key Esc
	cmd open $ana
	key i
	type a note in between
	key Esc q
	key g D
	dump the drafts
	expect First
	expect Second
EOF
is "$rc" 0 "several drafts are kept" || note "$out"
same_screens compose_drafts
console 80x24 <<-EOF
	key g D
	cmd draft $(sql "SELECT id FROM draft WHERE subject = 'Second'")
	expect To: b@two.example
	expect Bcc: c@three.example
	expect Subject: Second
	key C-x X
	expect draft thrown away - u brings it back
	key g D
	expect-not Second
	expect First
EOF
is "$rc" 0 "they come back with every field, and can be thrown away" || note "$out"

# ---- a forward takes along what came with the message -----------------------------------------------------------------

console 80x24 <<-EOF
	cmd open $ana
	key f
	expect FORWARD by mail
	expect Forwarded message
	type second@example.org
	key C-x y
	expect queued to second@example.org
EOF
is "$rc" 0 "a message is passed on" || note "$out"

done_testing
