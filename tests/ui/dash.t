#!/bin/sh
# dash.t - the dashboard: what it shows at each size, and that every number opens exactly the cases it counts.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
invoice=$(case_of invoice) contract=$(case_of contract)
printf 'The corrected invoice is attached to your account.\n' >"$T/body"
at 2026-11-20T14:31:10Z reply "$invoice" --body-file "$T/body" --resolve
sync --now 2026-11-20T14:31:40Z --account support
at 2026-11-20T14:31:50Z resolve "$contract"
at 2026-11-20T14:31:51Z reopen "$contract"

# figures by name: off, unless the configuration says otherwise; then who looks is written down and shown
console 80x24 <<-EOF
	key g d
	key 4 l
	expect Figures by named agent are off
EOF
is "$rc" 0 "no figures by name" || note "$out"
printf '[stats]\nper-agent = named\n' >>"$config"

for size in 48x30 80x24 120x40 200x60; do
	console "$size" <<-EOF
		key g d
		dump the dashboard
		key 3 l
		key j
		dump in the hours
		key v
		dump as a table
		key v
		key G
		key 5 l
		dump the last panels
		key l
		key j
		dump the second page
	EOF
	is "$rc" 0 "the dashboard at $size" || note "$out"
	same_screens "dash-$size"
done

# Italian; without colours and with letters alone
LANGUAGE=it console 80x24 <<-EOF
	key g d
	dump il cruscotto
	key l
	key ?
	dump che cosa vuol dire
EOF
same_screens dash-it
printf '[ui]\nplots = ascii\ntheme = mono\n' >>"$config"
console 80x24 <<-EOF
	key g d
	dump in ASCII
	dump styled
	key 6 l
	dump the second page
EOF
same_screens dash-ascii

# from a number to its cases, and back to the number
console 80x24 <<-EOF
	key g d
	key 4 j
	expect queue now: overdue:
	key Enter
	expect filter
	expect-not queue now
	key q
	expect queue now: overdue:
	key ]
	expect 30 days
	key [
	key [
	key [
	expect no shorter
	key \\\\
	type via:telegram
	key Enter
	expect via:telegram
	key \$
	expect as of
	key y
	expect copied as tab
	key F1
	expect Keys here
	key q
	key q
	expect-not queue now
EOF
is "$rc" 0 "there and back" || note "$out"

# every number that is not 0 is what its query finds (tests/unit/store_figures.c looks at all, on a larger world)
console 80x24 <<-EOF
	cmd dashboard
	cmd dash-range 30d
	wait-idle
	cmd export $T/figures
	expect all figures are in
EOF
is "$rc" 0 "all figures in a file" || note "$out"
figures_hold() {
	wrong=$(cut -f 6,7 "$1" | tail -n +2 | sort -u | while IFS="$(printf '\t')" read -r cases query; do
		case $cases in '' | 0) continue ;; esac
		found=$("$SPORTELLO" --config "$config" --store "$store" --now "$now" count "$query")
		[ "$found" = "$cases" ] || echo "$query: $cases shown, $found found"
	done)
	is "$wrong" "" "$2"
}
figures_hold "$T/figures" "every number is what its query finds"
like "$(cut -f 7 "$T/figures" | sort -u | wc -l)" '^ *[1-9][0-9][0-9]$' "hundreds of numbers"
done_testing
