#!/bin/sh
# linear.t - one thing after the other, for screen readers and braille lines: every screen without lines and boxes.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3

world
sed 's/^\[care\]/[ui]\nlayout = linear\n[care]/' "$T/config" >"$T/linear" && cp "$T/linear" "$T/config"

for size in 80x24 48x30; do
	console "$size" <<-EOF
	dump the list
	key j Space
	dump styled
	key Esc k Enter
	dump a case
	key r
	dump the composer
	key Esc i
	dump a note
	key Esc
	cmd person
	dump the card
	key q
	cmd outbox
	dump the outbox
	key q a
	dump who gets it
	key Esc
	EOF
	is "$rc$errs" 0 "the script runs at $size"
	same_screens "linear-$size"
done

LANGUAGE=it console 80x24 <<-EOF
	dump the list
	key Enter
	dump a case
EOF
same_screens linear-it

# wherever one goes, no line is drawn, and the cursor stands in the row that is chosen
for screen in 'key j' 'key Enter' 'cmd outbox' 'cmd journal' 'cmd search-all order' 'cmd help' 'cmd accounts' 'cmd people-find' \
	'cmd history ana@shop.example' 'cmd person' 'cmd drafts' 'cmd palette' 'key g' 'key s' 'cmd reply' 'cmd note' 'cmd stream' \
	'cmd card' 'cmd dashboard' 'cmd handover' 'cmd news' 'cmd fields' 'cmd undolist' 'key Q'; do
	printf '%s\ndump styled\nkey Esc\nkey q\nkey n\n' "$screen"
	printf 'cmd view 1\n'
done >"$T/walk"
console 120x40 <"$T/walk"
is "$(printf '%s\n' "$out" | grep -c '[─│┌┐└┘├┤]')" 0 "no line is drawn on any screen" ||
	printf '%s\n' "$out" | grep -n '[─│┌┐└┘├┤]' | head -5
console 160x40 <<-EOF
	cmd layout panes
	expect VIEWS
	cmd layout
	expect-not VIEWS
	expect Inbox: 9 cases, 1 overdue
	expect #2 Ana Perez, Order 4711 never arrived
EOF
is "$rc$errs" 0 "it can be changed at any time" || printf '%s\n' "$out" | head -50

done_testing
