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
screens=$out
world_keep

is "$(sql "SELECT count(*), max(state) FROM outbox")" '1|0' "one message is queued"
like "$(sql "SELECT body FROM text WHERE body LIKE '%carrier has confirmed%'")" 'leaves today' "with the text that was typed"
desk --now 2026-11-20T14:32:02Z show 2 --json
like "$out" '"delivery": *"queued"' "the command line sees it"

sync --now 2026-11-20T14:32:30Z
is "$(sql "SELECT state FROM outbox")" 3 "after the time to take it back it is sent"
now=2026-11-20T14:33:00Z
console 80x24 <<-EOF
	cmd open #2
	dump sent: the customer is no longer waiting
EOF
out=$(printf '%s\n%s' "$screens" "$out")
same_screens session

# the README shows these screens
readme() {
	awk '/^<!-- screens -->/ {on = 1; next} /^<!-- end of screens -->/ {on = 0} on' "$top_srcdir/README.md"
}
as_text() {
	awk '/^=== / {
		if (n++) print "```\n"
		sub(/^=== [0-9]*x[0-9]* /, "")
		print toupper(substr($0, 1, 1)) substr($0, 2) ":\n\n```text"
		next
	}
	{print}
	END {print "```"}' "$golden/session.txt"
}
if [ -n "$RENEW" ]; then
	as_text >"$T/screens"
	awk -v file="$T/screens" '
	/^<!-- screens -->/ {print; print ""; while ((getline line < file) > 0) print line; print ""; skip = 1; next}
	/^<!-- end of screens -->/ {skip = 0}
	!skip' "$top_srcdir/README.md" >"$T/README"
	grep -q '^<!-- end of screens -->' "$T/README" && cp "$T/README" "$top_srcdir/README.md"
fi
is "$(readme | sed '/^$/d')" "$(as_text | sed '/^$/d')" "the README shows these screens"

now=2026-11-20T14:32:00Z
world_again
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
