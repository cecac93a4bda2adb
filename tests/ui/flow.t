#!/bin/sh
# flow.t - from case to case: Tab and its reasons, claims, an answer that goes on.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
world_keep

agent "Tab says why it goes there; what is left untouched goes back" <<-EOF
	key Tab
	expect #2: overdue 15h, urgent
	key Tab
	expect #5: yours, with news, due in 19h
	key Tab
	expect #3: unassigned, due in 15h - goes back if left untouched
	expect owner (eva)
	key Tab
	expect #4: unassigned
	expect-not went back
	key S-Tab
	expect back at #3 - goes back if left untouched
	key q
	expect 1 case went back to the unassigned
EOF
is "$(sql "SELECT count(*) FROM lease")" 0 "nothing is kept"

agent "the first act makes it mine, and one undo takes both back" <<-EOF
	key Tab Tab Tab
	cmd tag +shoes
	expect tagged +shoes, assigned #3 to eva - u undoes
	key Tab
	expect #4: unassigned
	expect-not went back
	key q u
	expect undone: tagged +shoes
EOF
is "$(sql "SELECT count(*) FROM cases WHERE number=3 AND assignee IS NULL")" 1 "it is nobody's again"

agent "what was passed over comes again when all else was seen" <<-EOF
	key Tab Tab Tab Tab Tab Tab Tab Tab Tab
	expect-not from the first again
	key Tab
	expect #2: overdue 15h, urgent (all were seen: from the first again)
EOF

agent "answered with a macro, closed, and on: four keys" <<-EOF
	key Tab Tab Tab
	expect #3: unassigned
	key , r C-x d
	expect #3 answered and resolved - u within 10 s | next #4: unassigned, due in 17h
EOF
is "$(sql "SELECT (SELECT count(*) FROM outbox) || ' ' || status FROM cases WHERE number=3 AND assignee IS NOT NULL")" '1 4' \
	"the answer is queued, the case is done, and mine"

agent "who came from a list goes on there" <<-EOF
	key G k Enter
	key , r C-x d
	expect | next here #9
	key D
	expect #9 is resolved - u undoes | next here
EOF

agent "nothing needs me: it is said, and what will be next" <<-EOF
	key *
	cmd resolve
	key y
	cmd view all
	cmd filter case:3
	cmd assign me
	cmd reopen
	cmd waits DHL until tomorrow 9:00
	key Tab
	expect nothing needs you now; the next is #3 in 17h
EOF

agent "a claim ends when nobody does anything" <<-EOF
	key Tab Tab Tab
	expect #3: unassigned
	later 901000
	wait 1200
	expect it went back to the unassigned: nothing was done for 15m
EOF

# ---- two agents, one queue

world_again
world_max
printf 'key Tab\nwait 60000\n' >"$T/script-max"
"$SPORTELLO" --config "$T/config-max" --store "$store" --now "$now" --no-sync --script "$T/script-max" >/dev/null 2>&1 &
max=$!
test_pids="$test_pids $max"
claimed_by_max() {
	[ "$(sql "SELECT count(*) FROM lease WHERE kind='claim'")" = 1 ]
}
eventually 20 claimed_by_max
console 80x24 <<-EOF
	expect  +    #3
	expect max
	key Tab Tab Tab
	expect-not #3: unassigned
	expect #4: unassigned
EOF
ok "$rc" "what Tab gave to one it does not give to another" || printf '%s\n' "$out" "$errs" | sed 's/^/# /'
kill "$max"

done_testing
