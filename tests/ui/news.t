#!/bin/sh
# news.t - what happened while the agent was away: one quiet line on return, the screen, and what looking at it does.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
world_max
max() {
	when=$1
	shift
	"$SPORTELLO" --config "$T/config-max" --store "$store" --now "$when" "$@" >/dev/null || note "max $*"
}
now=2026-11-20T12:00:00Z
console 80x24 <<-EOF
	key g n
	key q
EOF
max 2026-11-20T14:00:00Z take 3
max 2026-11-20T14:01:00Z promise 3 a dress in size M by friday
max 2026-11-20T14:02:00Z note 2 '@eva the carrier wants to talk to you'
max 2026-11-20T14:05:00Z status 5 pending
max 2026-11-20T14:10:00Z handover eva --text 'Off to the dentist.'
now=2026-11-20T14:32:00Z
world_keep
for size in 48x30 80x24 120x40 200x60; do
	world_again
	console "$size" <<-EOF
		dump on return
		key g n
		dump
	EOF
	is "$rc" 0 "the script runs at $size" || note "$out"
	same_screens "news-$size"
done
world_again
LANGUAGE=it console 80x24 <<-EOF
	dump
	key g n
	dump
EOF
same_screens news-it

world_again
console 80x24 <<-EOF
	expect cases changed while you were away - g n
	key g n
	expect CALLS YOU: @eva the carrier
	key Enter
	expect Off to the dentist.
	expect promised: a dress in size M
	key q
	key j j
	key Enter
	expect the carrier wants to talk to you
	key q
	expect While you were away
EOF
is "$rc" 0 "Enter opens the page, and each item where it happened" || note "$out"
console 80x24 <<-EOF
	expect-not while you were away
	key g n
	expect nothing happened to your cases meanwhile
EOF
is "$rc" 0 "what was looked at is no news" || note "$out"
done_testing
