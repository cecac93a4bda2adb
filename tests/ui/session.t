#!/bin/sh
# session.t - an agent's first minutes at 80x24: from the list to a reply that waits in the outbox.
# The screens stand in the README too.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world

console 80x24 <<-EOF
	dump the queue, most urgent first
	key Enter
	dump the case
	key r
	type Hi Ana,
	key Enter Enter
	type I am so sorry: the carrier has confirmed that the parcel is lost. A replacement leaves today by express.
	dump the reply
	key M-Enter
	expect ana@shop.example
	dump the review
	key y
	dump queued, and taken back with u if need be
	key g o
	dump the outbox
EOF
is "$rc" 0 "the session runs"
same_screens session

is "$(sql "SELECT count(*), max(state) FROM outbox")" '1|0' "one message is queued"
like "$(sql "SELECT body FROM text WHERE body LIKE '%carrier has confirmed%'")" 'leaves today' "with the text that was typed"

desk --now 2026-11-20T14:32:02Z show 2 --json
like "$out" '"delivery": *"queued"' "the command line sees it"

console 80x24 <<-EOF
	key G
	key Enter
	key u
	expect taken back
	expect r: resume
	key r
	expect carrier has confirmed
	key Esc
	expect draft
EOF
is "$rc" 0 "u takes it back, and the text is a draft again"
is "$(sql "SELECT count(*) FROM outbox WHERE state=0")" 0 "nothing is queued any more"

done_testing
