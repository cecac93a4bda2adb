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

# the hit is within sight, and marked: "tracking" has eight letters, and so has its mark
console 80x24 <<-EOF
	key g /
	type tracking
	dump styled
EOF
like "$out" 'The tracking' "what was found is within sight"
like "$out" '^[^z]*zzzzzzzz[^z]*$' "and marked"

# what is not in the list is looked for everywhere, and Enter has ended the typing
console 80x24 <<-EOF
	key /
	type birthday
	key Enter
	expect no 'birthday' there
	expect birthday present
	key n
	expect-not birthdayn
	key q
	expect Inbox
EOF
is "$rc" 0 "/ goes on where nothing is found" || note "$out"

# a mail longer than the screen
{
	i=1
	while [ $i -le 60 ]; do
		echo "line $i of a long letter"
		i=$((i + 1))
	done
} | letter long@mail.example 'Fri, 20 Nov 2026 14:30:00 +0000' 'Long Wind <long@mail.example>' 'epistle'
index_mail
sync --now 2026-11-20T14:31:40Z --account support
console 80x24 <<-EOF
	cmd filter subject:epistle
	key Enter Enter
	expect line 1 of a long letter
	key G
	expect line 60 of a long letter
	expect-not line 1 of
EOF
is "$rc" 0 "a long letter is read from its beginning; G goes to its end" || note "$out"

# a story that fills the screen to its last line follows what comes
console 80x24 <<-EOF
	cmd open $ana
	expect checked again, number 29
	cmd shell $SPORTELLO --config $config --store $store --now $now note $ana just said >/dev/null
	wait 300
	expect just said
	key k k k
	cmd shell $SPORTELLO --config $config --store $store --now $now note $ana said later >/dev/null
	wait 300
	expect-not said later
EOF
is "$rc" 0 "who is at the end sees what comes; who reads above stays there" || note "$out"

done_testing
