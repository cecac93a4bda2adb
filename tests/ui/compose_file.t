#!/bin/sh
# compose_file.t - files that go along: found by Tab, dropped on the terminal, taken off, refused where the channel would.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
mkdir -p "$T/home/my files"
printf 'one\n' >"$T/home/my files/price list.pdf"
printf 'two two\n' >"$T/home/my files/photo.jpg"
printf 'x' >"$T/home/my files/.hidden"

console 80x24 <<-EOF
	cmd open $ana
	key r
	type See below.
	key C-x a
	type ~/my
	key Tab
	expect ~/my files/
	expect-not .hidden
	type pr
	key Tab Enter
	expect attached price list.pdf, 4
	paste '$T/home/my files/photo.jpg' 
	expect Attach photo.jpg?
	key y
	expect attached: price list.pdf 4, photo.jpg 8
	paste file://$T/home/my%20files/price%20list.pdf
	expect Attach price list.pdf?
	key n
	expect file://$T
	key C-x A
	expect take which file off
	type photo
	key Enter
	expect no longer attached: photo.jpg
	expect attached: price list.pdf 4
	key C-x A
	expect no longer attached: price list.pdf
	key C-x A
	expect nothing is attached
	key C-x a
	type /nonexistent/file
	key Enter
	expect /nonexistent/file
	key C-x X
EOF
is "$rc" 0 "files come and go" || note "$out"

truncate -s 51000000 "$T/home/film.bin"
tg=$(case_of 'refund for order 8812')
console 80x24 <<-EOF
	cmd open $tg
	key r
	type here
	key C-x a
	type ~/film.bin
	key Enter
	expect film.bin has 49M, and telegram takes 48M at most
	key C-x X
EOF
is "$rc" 0 "what the channel would refuse is refused at once" || note "$out"
is "$(sql 'SELECT count(*) FROM draft WHERE kind NOT LIKE "dropped:%"')" 0 "nothing is left"

# ---- Enter in a chat, if it is wanted ------------------------------------------------------------------------------------------

console 80x24 <<-EOF
	cmd open $tg
	key r
	type one
	key Enter
	expect-not queued to
	key C-x X
EOF
is "$rc" 0 "Enter is a new line" || note "$out"
printf '[ui]\nchat-enter-sends = yes\n' >>"$config"
console 80x24 <<-EOF
	cmd open $tg
	key r
	key Enter
	expect nothing is written yet
	type one
	key C-j
	type two
	key Enter
	expect queued to
EOF
is "$rc" 0 "and sends where that was asked for" || note "$out"
like "$(sql 'SELECT t.body FROM outbox o JOIN text t ON t.id = o.text ORDER BY o.id DESC LIMIT 1')" '^two$' "with its lines"

done_testing
