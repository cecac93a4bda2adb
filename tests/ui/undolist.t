#!/bin/sh
# undolist.t - everything can be taken back and done again, across restarts: u, C-r, the list of what I did; drafts
# that were thrown away.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
world_keep

# agent WHAT [SIZE]: the script on standard input must hold, in the world as it is now
agent() {
	console "${2:-80x24}"
	ok "$rc" "$1" || printf '%s\n' "$out" "$errs" | sed 's/^/# /'
}

# tags CASE: the tags of a case
tags() {
	sql "SELECT group_concat(t.name, ' ') FROM case_tag k JOIN tag t ON t.id=k.tag JOIN cases c ON c.id=k.case_id WHERE c.number=$1"
}

agent "an undo is done again after a restart" <<-EOF
	key j
	cmd tag +one
	cmd tag +two
	key u
	expect undone: tagged +two (#3) - C-r redoes
	key u
	expect undone: tagged +one (#3) - C-r redoes
EOF
is "$(tags 3)" '' "both tags are gone"
agent "in order, and no further than there was" <<-EOF
	key C-r
	expect done again: tagged +one (#3) - u undoes
	key C-r
	expect done again: tagged +two (#3) - u undoes
	key C-r
	expect nothing was undone that could be done again
	key 2 u
	expect undone: tagged +one (#3)
	key 2 C-r
EOF
is "$(tags 3)" 'one two' "a count undoes and does again so many"
agent "what else was done ends it" <<-EOF
	key j u
	cmd priority high
	key C-r
	expect nothing was undone that could be done again
EOF

world_again
agent "a draft thrown away comes back, also after a restart" <<-EOF
	key j Enter r
	type Words that I want back
	key C-x X
	expect draft thrown away - u brings it back
EOF
is "$(sql "SELECT count(*) FROM draft WHERE case_id IS NOT NULL")" 0 "it is at no case"
agent "by u, as the last thing done" <<-EOF
	cmd drafts
	expect-not Words that I want back
	key q
	key u
	expect the draft is back at #3 - r goes on with it
	key j Enter r
	expect Words that I want back
	key Esc
	cmd drafts
	key d
	expect draft thrown away - u brings it back
EOF

agent "the list: one line for what one key did" <<-EOF
	cmd view all
	cmd sort recent
	key * Space
	cmd tag +login
	key y
	cmd open #5
	cmd note looks like fraud
	cmd escalate tecnici carrier lost it
	cmd open #3
	key , r
	key C-x d
	cmd undolist
	key G u
	key j
EOF
# shot NAME: without the line of views, which is others'
shot() {
	out=$(printf '%s\n' "$out" | grep -v '^ 1:')
	same_screens "$1"
}

for size in 48x30 80x24 120x40 200x60; do
	console $size <<-EOF
		key g U
		key j j j j
		dump
	EOF
	shot "undolist-$size"
done
console 80x24 <<-EOF
	cmd theme mono
	key g U
	key j j j j
	dump styled
EOF
shot undolist-mono
LANGUAGE=it console 80x24 <<-EOF
	key g U
	key j j j j
	dump
EOF
shot undolist-it

done_testing
