#!/bin/sh
# compose_sizes.t - the composer in every window: beside the list, below the story, in a corner; text survives it all.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3

world

console 120x40 <<-EOF
	cmd open $ana
	key r
	type Hi Ana, il pacco è perso — 王小明 👍 and this is a line that must be wrapped somewhere, whatever the width is.
	key Enter Enter
	paste Two lines\tand a tab
	dump beside the list
	resize 200x60
	dump with sidebar and card
	resize 48x30
	dump narrow
	resize 80x16
	dump low
	resize 40x8
	expect and a tab
	resize 30x6
	dump too small
	resize 80x24
	expect il pacco è perso
	key PageUp PageUp
	expect tracking page
	key PageDown PageDown
	expect Any news
EOF
is "$rc" 0 "one text in six windows" || note "$out"
same_screens compose_sizes

done_testing
