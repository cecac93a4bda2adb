#!/bin/sh
# handover.t - all that I hold as a list, what of it stays, the page and what is added to it, and one undo.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
at 2026-11-20T14:00:00Z assign 3 eva
at 2026-11-20T14:00:00Z promise 2 send a new one by tomorrow 10:00
at 2026-11-20T14:00:00Z assign 2 eva
at 2026-11-20T14:01:00Z reply 3 'The smaller one is on its way.' --at 'tomorrow 9:00' --anyway
world_max
"$SPORTELLO" --config "$T/config-max" --store "$store" --now "$now" count >/dev/null
world_keep
for size in 48x30 80x24 120x40 200x60; do
	world_again
	console "$size" <<-EOF
		key g h
		dump what I hold
		key j Space
		key i
		key C-End
		type She rings at ten.
		dump the page is added to
		key Esc
		dump it stays added to
	EOF
	is "$rc" 0 "the script runs at $size" || note "$out"
	same_screens "handover-$size"
done

world_again
console 80x24 <<-EOF
	cmd handover
	key i
	key Down Down Down Down Down
	key End
	type , the neighbour takes parcels
	key Esc
	expect added to
	key y
	expect hand over
	type max
	key Enter
	expect handed over to max:
	expect u undoes
EOF
is "$rc" 0 "five keys and a name hand over" || note "$out"
is "$(sql "SELECT count(*) FROM cases WHERE assignee=(SELECT id FROM agent WHERE name='eva') AND status<4")" 0 "nothing is left"
like "$(sql "SELECT body FROM handover h JOIN text t ON t.id=h.text")" 'the neighbour takes parcels' "the page says what was added"
like "$(sql "SELECT body FROM note n JOIN text t ON t.id=n.text ORDER BY n.id DESC LIMIT 1")" 'the neighbour takes parcels' \
	"and so does a note on its case"
is "$(sql "SELECT count(*) FROM outbox WHERE state=0 AND agent=(SELECT id FROM agent WHERE name='max')")" 1 \
	"what waits to leave is the other's"
console 80x24 <<-EOF
	key u
	expect undone: handed over to max
	key g h
	expect promised: send a new one
EOF
is "$rc" 0 "one undo, also after the console was closed" || note "$out"
is "$(sql "SELECT count(*) FROM note WHERE deleted=0 AND agent=(SELECT id FROM agent WHERE name='eva') AND at>1795183200000")" 0 \
	"the note is gone, too"
console 80x24 <<-EOF
	cmd handover team:tecnici
	expect stays
	cmd handover nobdy
	key y
	expect handed over to team:tecnici
	key u
EOF
is "$rc" 0 "to a team drafts and messages stay" || note "$out"
LANGUAGE=it console 80x24 <<-EOF
	key g h
	dump
EOF
same_screens handover-it
done_testing
