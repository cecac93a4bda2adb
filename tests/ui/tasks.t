#!/bin/sh
# tasks.t - the twelve commonest tasks, and in how many keys they are done: as many as the README's table says, and no more
# than the best of the programs named there.
#
# A chord (C-x, M-Enter) is one key. The words of a text, a name or a number are not counted, here nor there.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
sed 's/^id *=.*/id = max/; s/^name *=.*/name = Max/' "$config" >"$T/max.conf"
chmod 600 "$T/max.conf"
run "$SPORTELLO" --config "$T/max.conf" --store "$store" --now "$now" take 3
[ "$rc" -eq 0 ] || note "$errs"
desk --now "$now" contact '+39 02 5550199' --name 'Gino Verdi' 'about a lamp'
[ "$rc" -eq 0 ] || note "$errs"
gino=$(sql "SELECT max(id) FROM customer")
sync --now "$now"
world_keep

# once_more: the world as it is now is the one that tasks begin with
once_more() {
	rm -rf "$T/before"
	world_keep
}

# keys_of FILE: how many keys the script presses
keys_of() {
	awk '$1 == "key" { n += NF - 1 } END { print n + 0 }' "$1"
}

# task NUMBER BEST: the script on standard input does it, in no more keys than BEST, and the README says in how many
task() {
	world_again
	cat >"$T/task"
	console 80x24 <"$T/task"
	ok "$rc" "task $1" || printf '%s\n' "$out" "$errs" | sed 's/^/# /'
	n=$(keys_of "$T/task")
	[ "$n" -le "$2" ]
	ok $? "task $1: $n keys, the best elsewhere $2"
	is "$(sed -n "s/^| $1\. [^|]*| \([0-9]*\) .*/\1/p" "$top_srcdir/README.md")" "$n" "task $1: the README says so"
}

# answer with a macro, close, go on
task 1 5 <<-EOF
	key , r
	expect Dear Ana, your refund is on its way.
	key C-x d
	expect #2 answered and resolved
	expect >*  #3
EOF
is "$(sql "SELECT count(*) FROM outbox WHERE kind='reply'")" 1 "the answer is queued"
is "$(sql "SELECT status FROM cases WHERE number=2")" 4 "and the case resolved"

# tag five
task 2 7 <<-EOF
	key 5 Space t
	type +five
	key Enter
	expect 5 cases - u undoes
EOF
is "$(sql "SELECT count(*) FROM case_tag JOIN tag ON tag.id=tag WHERE name='five'")" 5 "five are tagged"

# find a person by half a phone number
task 3 3 <<-EOF
	key g c
	type 550199
	expect Gino Verdi
	key Enter
	expect customer:$gino
EOF

# escalate with a reason: what leaves is shown first
task 4 3 <<-EOF
	key E
	type they are the ones who know
	key Enter
	expect this leaves
	key Enter
	expect escalated
EOF

# snooze till Monday
task 5 3 <<-EOF
	key s m
	expect sleeps until 2026-11-23 09:00
EOF
is "$(sql "SELECT status FROM cases WHERE number=2")" 3 "it sleeps"

# merge two
task 6 3 <<-EOF
	cmd filter customer:Ana
	expect #10
	key Space &
	expect Merge #2 into #10
	key s
	expect merged
EOF

# undo
task 7 1 <<-EOF
	cmd tag +oops
	key u
	expect undone
EOF

# reply on another channel
world_again
desk customer merge "$(sql "SELECT customer FROM cases WHERE number=2")" "$(sql "SELECT customer FROM cases WHERE number=10")"
[ "$rc" -eq 0 ] || note "$errs"
once_more
task 8 5 <<-EOF
	key R
	expect telegram
	key Down Enter
	type Hello Ana, here I am.
	key C-x y
	expect queued
EOF

# note with a mention
task 9 4 <<-EOF
	key i @
	type ma
	key Tab
	type  did they call?
	key M-Enter
	expect note saved
EOF
is "$(sql "SELECT count(*) FROM mention WHERE name='max'")" 1 "max is called"

# close many by a query
task 10 4 <<-EOF
	key T
	type tag:login or subject:invoice
	key Enter d
	expect resolved
EOF

# find an old promise
desk promise 5 'send the corrected invoice by 2026-11-25'
desk next 5 'look once more'
once_more
task 11 2 <<-EOF
	key g P
	expect Promises
EOF

# hand over
task 12 5 <<-EOF
	key g h a
	type max
	key Enter y
	expect handed over to max
EOF
done_testing
