#!/bin/sh
# compose_note.t - a note can never be taken for a reply: words, marks and border say so, and so do the rows.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world

console 80x24 <<-EOF
	cmd open $ana
	key i
	dump an empty note
	type Do not tell her yet: the warehouse has none left.
	dump a note
	key M-Enter
	expect note saved on
EOF
is "$rc" 0 "a note is written" || note "$out"
same_screens compose_note
is "$(sql "SELECT count(*) FROM outbox")" 0 "nothing is on its way"
like "$(sql "SELECT body FROM text WHERE body LIKE '%warehouse%'")" 'none left' "the note is kept"

# ---- from reply to note and back -----------------------------------------------------------------------------------

console 80x24 <<-EOF
	cmd open $ana
	key r
	type The carrier is useless.
	key C-x i
	expect INTERNAL NOTE - the customer will NOT see this
	expect-not To: Ana
	expect the customer will not see it
	key C-x r
	expect that the CUSTOMER will read
	key n
	expect INTERNAL NOTE
	key C-x r
	key y
	expect REPLY to the customer by mail, private
	expect To: Ana Perez
	key C-x i
	key C-x d
	expect note saved on
EOF
is "$rc" 0 "a reply becomes a note at once, a note a reply only after y" || note "$out"
is "$(sql "SELECT count(*) FROM outbox")" 0 "still nothing is on its way"
is "$(sql "SELECT count(*) FROM draft")" 0 "no draft is left behind"
is "$(sql "SELECT status FROM cases WHERE number = $ana")" 4 "the note resolved the case with it"

# ---- whom a note calls -------------------------------------------------------------------------------------------------

sed -i 's/= eva$/= max/' "$config"
desk list --quiet
sed -i 's/= max$/= eva/' "$config"
console 80x24 <<-EOF
	cmd open $ana
	key i
	type Ask @te
	expect Tab takes it
	key Tab
	type and @m
	dump names are offered
	key Tab
	expect Notify: @tecnici @max
	type and @nobody, mail a@b.example.
	expect (nobody is @nobody)
	expect-not nobody is @b
	key C-x y
	expect note saved
EOF
is "$rc" 0 "@ offers agents and teams" || note "$out"
same_screens compose_call
is "$(sql "SELECT group_concat(name) FROM (SELECT name FROM mention WHERE seen_at IS NULL ORDER BY name)")" max,tecnici \
	"they are written with the note"
sed -i 's/= eva$/= max/' "$config"
console 80x24 <<-EOF
	key g @
	expect Order 4711
	key Enter
	expect Ask @tecnici
	key q
	key g @
	expect-not Order 4711
EOF
is "$rc" 0 "the view of mentions has the case until the note was seen" || note "$out"

done_testing
