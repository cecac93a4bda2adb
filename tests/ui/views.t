#!/bin/sh
# views.t - views and what the list shows of them: order, kept for each view; a query kept as a view; columns.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3

world

console 80x24 <<-EOF
	key o
	expect order of this view
	key r
	expect by recent
	expect AGE^
	key o v
	expect by recent, reversed
	expect AGEv
	key G
	expect >*    #9
	key \\
	type tag:login
	key Enter
	cmd view-save Log in
	expect view 'Log in' is kept in
	expect Log in 1
	expect D. Kohen
	key g i
	expect-not filter
	cmd view log
	expect 1/1 by recent, reversed
	key g +
	type log in
	key Enter
	expect Replace it?
	key n
	cmd view-save a]b
	expect has no ]
EOF
is "$rc$errs" 0 "another order, a view of one's own" || printf '%s\n' "$out" | head -60
like "$(cat "$T/config")" '^query *= .*(is:new or is:open) and (tag:login)' "it stands in the configuration"

console 80x24 <<-EOF
	expect by recent, reversed
	cmd view log
	expect Log in 1
	cmd sort due
	cmd view-drop
	expect Take the view 'Log in' out
	key y
	expect-not Log in 1
	expect by recent, reversed
EOF
is "$rc$errs" 0 "the next day: the order is as it was left, and the view is there until it is dropped" || printf '%s\n' "$out" | head -60
is "$(grep -c 'Log in' "$T/config")" 0 "and gone from the configuration"

cat >>"$T/config" <<-EOF
	[view narrow]
	query = is:open or is:new
	sort = priority
	reverse = yes
	columns = case, subject:10, status, customer
	key = gN
EOF
console 80x24 <<-EOF
	key g N
	expect by priority, reversed
	expect # SUBJECT    STATUS CUSTOMER
	key G
	expect #2 Order 471~ open   Ana
EOF
is "$rc$errs" 0 "a view with columns of its own" || printf '%s\n' "$out" | head -60
desk list --sort priority --reverse
like "$(printf '%s\n' "$out" | tail -1)" 'Order 4711' "the command line has the other way round too"

sed 's/columns = case/columns = caze/' "$T/config" >"$T/wrong"
cp "$T/wrong" "$T/config"
desk list
like "$errs" "config:[0-9]*:[0-9]*: columns = .*did you mean 'case'" "an unknown column is named with its place"

sed -i 's/caze/case/' "$T/config"
console 120x30 <<-EOF
	cmd sort due
	key g g
	expect │ #2 Order 4711 never arrived
	key C-w >
	expect list 50, story 69 columns
	key c
	expect TAGS
	expect ── addresses ──
	expect-not Any news??
	key c Enter c
	expect Any news??
	expect ── addresses ──
	expect-not CUSTOMER
	resize 160x40
	expect VIEWS
	expect ship 1
	expect CHANNELS
	key c
	expect-not ── addresses ──
	key \`
	expect-not VIEWS
	key q g t
	type log
	key Enter
	expect filter: tag:login
	expect 1/1
EOF
is "$rc$errs" 0 "panes: wider, the card in the place of one, the sidebar and its tags" || printf '%s\n' "$out" | head -60
console 160x40 <<-EOF
	expect-not VIEWS
	expect-not ── addresses ──
	key C-w <
	expect list 62, story
	key C-w =
	expect as usual
EOF
is "$rc$errs" 0 "what was hidden, and how wide the list was, is so the next day" || printf '%s\n' "$out" | head -60
console 48x30 <<-EOF
	cmd set ui.rows 2
	resize 47x30
	resize 48x30
	cmd sort due
	key g g
	expect > !!  #2 -15h ml Ana Perez
	expect      Order 4711 never arrived [ship vip]
	key j
	expect >*    #3
	key C-f k
	dump two lines a case
EOF
is "$rc$errs" 0 "two lines a case" || printf '%s\n' "$out" | head -40
same_screens views-rows
for size in 48x30 120x40 200x60; do
	LANGUAGE=it console "$size" <<-EOF
	dump l'elenco
	key o
	dump l'ordine
	EOF
	printf '%s\n' "$out"
done >"$T/it"
out=$(cat "$T/it")
same_screens views-it
NO_COLOR=1 console 160x45 <<-EOF
	cmd theme mono
	key \`
	cmd card
	dump the sidebar
	key \`
	dump neither sidebar nor card
	dump styled
EOF
same_screens views-mono
done_testing
