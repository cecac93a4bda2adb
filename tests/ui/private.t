#!/bin/sh
# private.t - the one private answer to what was said in public: offered in stream and case while it may be given,
# told apart without colours, asked about in other words, and never said in public.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
mkdir -p "$T/page"
said() {
	printf '{"thread":"%s","id":"%s","at":"2026-11-20T13:%s:00Z","audience":"public","from":{"address":"%s","name":"%s"},"text":"%s","post":"Our new lamp, in cherry or in marble."}\n' \
		"$1" "$1" "$2" "$3" "$3" "$4" >>"$T/page/in.jsonl"
	printf '{"type":"capability","thread":"%s","key":"private-reply","value":"%s"}\n' "$1" "$5" >>"$T/page/in.jsonl"
}
said c1 10 Rita 'Mine arrived broken. Again.' yes
said c2 20 Otto 'When will my order 4711 arrive?' yes
said c3 30 Lena 'Meh.' no
cat >>"$config" <<EOF
[account page]
channel = exec
as = facebook
command = $top_srcdir/examples/exec-spool $T/page
id = our-page
since = 2026-11-01
EOF
sync --now 2026-11-20T14:31:30Z --account page
# six more days, as the platform counts
sqlite3 "$store" "UPDATE capability SET expires_at=1795788000000 WHERE key='private-reply' AND value='yes'"
otto=$(sql "SELECT c.number FROM cases c JOIN customer u ON u.id=c.customer WHERE u.name='Otto'")

for size in 40x24 80x24 120x40 200x60; do
	[ "$size" = 40x24 ] && world_keep || world_again
	console "$size" <<-EOF
		key g S
		key p
		expect nothing here can be answered
		key j
		key p
		dump the private answer
		type Sorry, Rita! Which order is it?
		key C-x y
		dump the question is another one
		key Enter
		key e
		expect back to the text
		key C-x y
		key y
		dump queued, and a case
		key p
		expect nothing here can be answered
		key q
		cmd open $otto
		key R
		dump the case offers it before the public way
		key Esc
		key p
		expect PRIVATE
		key Esc
	EOF
	is "$rc" 0 "the private answer at $size" || note "$out"
	same_screens "private-$size"
done
is "$(sql "SELECT audience || ' ' || in_reply_to || ' ' || (case_id IS NOT NULL) FROM outbox ORDER BY id DESC LIMIT 1")" '0 c1 1' \
	"it is a private row about her comment, in its case"

# ---- what was written for one alone never becomes public -------------------------------------------------------

world_again
console 80x24 <<-EOF
	key g S
	key j p
	type Between us.
	key C-x y
	key y
	key u
	expect taken back
	key g D
	key Enter
	expect PRIVATE ANSWER
	expect Between us.
	key Esc
	cmd open $otto
	key p
	type For Otto alone.
	key Esc
	key r
	type PUBLIC
	key Enter
	expect-not For Otto alone.
EOF
is "$rc" 0 "a draft of it comes back as one" || note "$out"
sqlite3 "$store" "UPDATE capability SET value='no' WHERE key='private-reply'"
draft=$(sql "SELECT id FROM draft WHERE body LIKE 'For Otto%'")
console 80x24 <<-EOF
	cmd draft $draft
	expect INTERNAL NOTE
	expect its words are a note now
EOF
is "$rc" 0 "once it is over its words are a note" || note "$out"

world_again
console 80x24 <<-EOF
	key g S
	key j r
	expect PUBLIC REPLY
	type I am sorry.
	key C-x R
	expect PRIVATE ANSWER
	expect I am sorry.
	key C-x R
	expect another way is for a private reply
EOF
is "$rc" 0 "public words may be said to one alone, not the other way round" || note "$out"
done_testing
