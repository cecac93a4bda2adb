#!/bin/sh
# verify.t - who is speaking, in the console: the header says so, facts are ticked, the composer minds data.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
cat >>"$config" <<-EOF
	[field order]
	identifies = yes
	[field city]
	on = customer
EOF
at 2026-11-20T14:30:00Z field "$ana" order 4711
at 2026-11-20T14:30:00Z field "$ana" city Gubbio

for size in 40x24 80x24 120x40 200x60; do
	console $size <<-EOF
		cmd open $ana
		key r
		type Your order 4711 is on its way.
		key C-x y
		expect MIND
		dump the composer minds
		key e
		cmd drop
		key y
		cmd open $ana
		key I
		expect who is speaking
		dump who is speaking
		key Enter
		expect [x]
		key Esc
		cmd verify facts order city
		expect [verified
		dump verified
		key I
		dump once verified
		key Esc
		key u
		expect [unverified
	EOF
	is "$rc" 0 "at $size" || note "$errs"
	same_screens "verify-$size"
done
done_testing
