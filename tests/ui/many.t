#!/bin/sh
# many.t - the same for many cases: a look first, one yes, one undo.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
world_keep

tagged() {
	sql "SELECT count(*) FROM case_tag JOIN tag ON tag.id=tag WHERE name='$1'"
}

agent "by a query: what would change, then a yes, then one undo" <<-EOF
	cmd bulk is:new -- tag +login
	expect 7  cases
	expect 6  would change
	expect 1  are so already
	expect new 7
	key Esc
	expect-not would change
	cmd bulk is:new -- tag +login
	key y
	expect tag +login: 6 cases, 1 were so already - u undoes all of it
EOF
is "$(tagged login)" 7 "all have it"
console 80x24 <<-EOF
	key u
	expect undone: tagged +login
EOF
is "$rc $(tagged login)" '0 1' "and one undo takes it back, no further"

agent "without a query the marks; what is asked in words; what is nothing for many" <<-EOF
	key Space Space
	cmd bulk -- priority low; tag +slow
	expect marked
	expect 2  would change
	key y
	expect 2 cases - u undoes all of it
	expect-not 2 marked
	cmd bulk
	type tag:slow -- tag -slow
	key Enter
	expect 2  would change
	key n
	cmd bulk tag:slow tag -slow
	expect bulk: QUERY -- COMMAND, as in
	cmd bulk is:any -- escalate tecnici why
	expect 'escalate' is never done to many cases at once
	cmd bulk tag:nobody-has-this -- tag +x
	expect no case matches 'tag:nobody-has-this'
EOF
is "$(tagged slow)" 2 "nothing was done without a yes"

agent "marks are a set: by a query more, fewer, only those; they outlast another view" <<-EOF
	key T
	type is:new
	key Enter
	expect 7 cases marked
	key T
	type -channel:telegram
	key Enter
	expect 4 cases marked
	key T
	type &tag:login
	key Enter
	expect 1 case marked
	cmd view mine
	expect 1 marked
	cmd mark-query +is:open
	expect 3 cases marked
	cmd tag +three
	expect tag +three: 3 cases, 1 of them not in sight - go on?
	key y
	expect-not marked
	key g v
	expect 3 marked
	key Esc
	expect-not marked
EOF
is "$(tagged three)" 3 "and a verb acts on all of them"

# shot NAME: without the line of views, which is others'
shot() {
	out=$(printf '%s\n' "$out" | grep -v '^ 1:')
	same_screens "$1"
}

world_again
for size in 48x30 80x24 120x40 200x60; do
	console $size <<-EOF
		cmd bulk is:any -- tag +login
		dump
	EOF
	shot "many-$size"
done
console 80x24 <<-EOF
	cmd theme mono
	cmd bulk is:any -- tag +login
	dump styled
EOF
shot many-mono
LANGUAGE=it console 80x24 <<-EOF
	cmd bulk is:any -- tag +login
	dump
EOF
shot many-it

done_testing
