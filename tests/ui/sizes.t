#!/bin/sh
# sizes.t - every screen at every size: nothing breaks, no line is wider than the screen, whatever comes first.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3

world

for screen in 'key j' 'cmd open #2' 'cmd open #6' 'cmd outbox' 'cmd journal' 'cmd search-all order' 'cmd help' 'cmd accounts' \
	'cmd customers' 'cmd history ana@shop.example' 'cmd drafts' 'cmd palette' 'cmd assign' 'key g' 'key s' 'cmd reply' 'cmd note' 'cmd new' 'key :' \
	'cmd card' 'cmd dashboard' 'key Q'; do
	{
		echo "$screen"
		for size in 1x1 2x3 7x2 39x24 40x8 40x7 41x60 60x18 80x17 80x19 80x24 99x30 100x12 101x41 159x45 160x8 161x60 \
			230x70 80x24; do
			echo "resize $size"
			echo dump
			echo 'key Down'
		done
	} >"$T/sizes"
	console 80x24 <"$T/sizes"
	printf '%s\n' "$out" | python3 -c '
import sys, unicodedata
width = 0
for line in sys.stdin:
    line = line.rstrip("\n")
    if line.startswith("=== "):
        width = int(line[4:].split("x")[0])
        continue
    used = sum(0 if unicodedata.combining(c) or c in "\u200d\ufe0f" else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in line)
    if used > width:
        print(width, used, line)
        sys.exit(1)' >"$T/wide"
	is "$rc$errs$(cat "$T/wide")" 0 "$screen"
done

done_testing
