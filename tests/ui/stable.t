#!/bin/sh
# stable.t - what comes by itself moves nothing under the cursor, nor what a key acts on.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
world_max
world_keep
max="!$SPORTELLO --config $T/config-max --store $store --now $now --quiet"

# agent WHAT SIZE: the script on standard input must hold, on the world as it was
agent() {
	world_again
	console "$2"
	ok "$rc" "$1" || printf '%s\n' "$out" "$errs" | sed 's/^/# /'
}

agent "a case that a colleague takes out of the view stays under the cursor until that moves" 80x24 <<-EOF
	cmd filter is:new
	key j
	cmd $max resolve 4
	wait 400
	expect #4 has left this view; it stays until you move
	expect >-  #4
	cmd note seen
	expect note saved on #4
	expect >-  #4
	key k
	expect-not #4
EOF
agent "so a key does not fall on the next one" 80x24 <<-EOF
	cmd filter is:new
	key j
	cmd $max assign 4 max
	cmd $max resolve 4
	wait 400
	cmd tag +mine
	expect #4 tagged +mine
EOF
is "$(sql "SELECT group_concat(c.number) FROM case_tag k JOIN tag t ON t.id=k.tag JOIN cases c ON c.id=k.case_id WHERE t.name='mine'")" \
	4 "what it was on, it was on"

agent "what I do myself takes it out at once" 80x24 <<-EOF
	cmd filter is:new
	key j
	key d
	expect-not has left this view
	expect >*  #6
EOF

letter news@mail.example 'Fri, 20 Nov 2026 14:31:00 +0000' 'Neo <neo@mail.example>' 'brand new question' <<-EOT
	Is this seen by itself?
EOT
index_mail
sync="!$SPORTELLO_SYNC --config $config --store $store --now $now --account support --quiet"
agent "what comes above the rows shown is counted, and the rows stay" 80x9 <<-EOF
	cmd sort recent
	key G
	expect 9/9 by recent
	dump before
	cmd $sync
	wait 400
	expect 10/10 by recent, 1 new above
	expect-not brand new question
	dump after
	key g g
	expect brand new question
	expect-not new above
EOF
is "$(printf '%s\n' "$out" | sed -n '/=== .*before/,/=== .*after/p' | grep '#[0-9]')" \
	"$(printf '%s\n' "$out" | sed -n '/=== .*after/,$p' | grep '#[0-9]')" "no row has moved"

done_testing
