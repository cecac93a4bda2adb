#!/bin/sh
# compose_read.t - reading on while one writes, quoting what was marked, several drafts that stay open.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world

console 80x24 <<-EOF
	cmd open $ana
	key r
	type Hi Ana,
	key C-x o
	dump the story has the keys
	key [
	key v
	dump a line is marked
	key r
	expect an internal note is not quoted to a customer
	key Esc
	key g g
	key v j j
	dump lines are marked
	key q
	expect Ana Perez wrote:
	expect > my order 4711 never arrived. The tracking page has said
	expect-not > Calle Mayor
	expect M-Enter
	key C-x o
	key /
	type birthday
	key Enter Esc
	type And
	expect And
	key C-x O
	expect-not 15:20 ml Ana
	key Esc
EOF
is "$rc" 0 "the story is read and quoted from the composer" || note "$out"
same_screens compose_read
sql "SELECT body FROM draft" >"$T/draft"
like "$(cat "$T/draft")" '^On 2026-11-19 23:13 Ana Perez wrote:$' "the quote says who and when"
like "$(cat "$T/draft")" '^> Hello,$' "what was marked is quoted"

# ---- marked in the case itself -------------------------------------------------------------------------------------------

console 80x24 <<-EOF
	cmd open $ana
	key v
	expect r or i quotes
	key Esc
	key v i
	expect INTERNAL NOTE
	expect > Any news?? It was a birthday present.
	key C-x X
EOF
is "$rc" 0 "lines marked in a case stand in the note" || note "$out"

# ---- several drafts ---------------------------------------------------------------------------------------------------------

other=$(case_of invoice)
console 80x24 <<-EOF
	cmd open $ana
	key r
	key M-<
	type ONE
	key C-x l
	expect your draft stays open: C-x n goes back to it
	expect 1 draft open: #$ana
	cmd open $other
	key r
	type TWO
	expect 1 draft open: #$ana
	key C-x n
	expect ONEHi Ana
	expect 1 draft open: #$other
	key C-_
	expect-not ONEHi
	key C-x N
	expect TWO
	key C-x o
	key C-x l
	expect 2 drafts open:
	key C-x n
	expect TWO
	key C-x X
	key C-x n
	expect Hi Ana
	key C-x X
	key C-x n
	expect you have no drafts
EOF
is "$rc" 0 "drafts stay open, with their undo, and C-x n goes round them" || note "$out"
is "$(sql 'SELECT count(*) FROM draft WHERE kind NOT LIKE "dropped:%"')" 0 "none is left"

done_testing
