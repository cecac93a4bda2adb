#!/bin/sh
# channel.t - changing channel inside a case, in the console: the ways, the line that ties them, the text that is kept.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
chat=$(case_of 'hello?? did you get my')
at 2026-11-20T14:30:00Z customer merge ana@shop.example "$(sql "SELECT customer FROM cases WHERE number=$chat")"
sqlite3 "$store" "INSERT INTO identity(uid, kind, address, name, customer, first_at, last_at)
	SELECT randomblob(16), 'instagram', 'ana.p', 'Ana', customer, 1, 1 FROM identity WHERE address='ana@shop.example'"

for size in 80x24 120x40 200x60; do
	console $size <<-EOF
		cmd open $chat
		key R
		expect ana@shop.example
		expect no account of ours
		dump every way, and why not
		type mail
		key Enter
		expect telegram → mail
		expect About your message on Telegram:
		dump tied to what she wrote
		type It is on its way.
		key C-x R
		dump another way
		type telegram
		key Enter
		expect by telegram, private
		expect It is on its way.
		dump back: the words are kept, the line is gone
		key C-x R
		type mail
		key Enter
		expect About your message on Telegram:
		key C-x y
		expect queued to ana@shop.example
		key u
		expect taken back
		key r
		expect telegram → mail
		expect It is on its way.
		dump undone: a draft on the same way
		cmd drop
		key y
	EOF
	is "$rc" 0 "at $size" || note "$errs"
	same_screens "channel-$size"
done
done_testing
