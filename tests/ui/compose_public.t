#!/bin/sh
# compose_public.t - what everybody can read: r does not go there by itself, and nothing leaves without the review.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
mkdir -p "$T/page"
printf '{"thread":"p1","id":"1","at":"%s","audience":"public","from":{"address":"luca.b","name":"%s"},"text":"%s"}\n' \
	2026-11-20T13:40:00Z 'Luca Bianchi' 'Three weeks and nobody answers. Shame!' >"$T/page/in.jsonl"
cat >>"$config" <<EOF
[account page]
channel = exec
as = facebook
public = cases
command = $top_srcdir/examples/exec-spool $T/page
id = our-page
since = 2026-11-01
EOF
sync --now 2026-11-20T14:31:30Z --account page
luca=$(sql "SELECT number FROM cases WHERE channels LIKE '%facebook%'")

console 80x24 <<-EOF
	cmd open $luca
	key r
	dump r asks by which way
	key Esc
	expect-not PUBLIC REPLY
	key r Enter
	type We are sorry, Luca.
	dump a public reply
	key C-x y
	dump even C-x y shows the review
	key Enter
	expect SEND this in PUBLIC
	key e
	expect-not queued
	key C-x y
	key y
	expect queued
EOF
is "$rc" 0 "a public reply is asked for twice" || note "$out"
same_screens compose_public
is "$(sql "SELECT audience, state FROM outbox")" '3|0' "it is queued as public"

console 48x30 <<-EOF
	cmd open $luca
	cmd reply facebook
	expect PUBLIC REPLY by facebook
EOF
is "$rc" 0 "and says PUBLIC on a narrow screen too" || note "$out"

done_testing
