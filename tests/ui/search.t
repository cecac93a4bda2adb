#!/bin/sh
# search.t - everything that was ever said, as one types; Enter goes to the very message.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
# a long story: what is searched for lies far above the end
i=0
while [ $i -lt 30 ]; do
	at "2026-11-20T12:$((10 + i)):00Z" note "$ana" "checked again, number $i of many"
	i=$((i + 1))
done
sync --now 2026-11-20T14:31:30Z --account support

console 80x24 <<-EOF
	key g /
	type tracking page
	dump while typing
	key Enter Enter
	dump at the message
	key q
	expect Search
	key q
	expect Inbox
	cmd search-all is:nonsense
	expect column
EOF
is "$rc" 0 "search as you type, and go there" || note "$out"
same_screens search

done_testing
