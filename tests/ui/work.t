#!/bin/sh
# work.t - what an agent does all day, by keys: marks and verbs, undo, merging, finding, news, hostile words.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
world_keep

agent "a verb acts on the case under the cursor, and says so" <<-EOF
	key j
	key A
	expect assigned #3 to eva - u undoes
	key u
	expect undone: assigned to eva (#3)
	key C-r
	expect done again
EOF
is "$(sql "SELECT count(*) FROM cases WHERE number=3 AND assignee IS NOT NULL")" 1 "undone and done again"

agent "a verb acts on the marks; one undo takes all back" <<-EOF
	key Space Space
	expect 2 marked
	cmd tag +both
	expect #2 tagged +both, #3 tagged +both - u undoes
	expect-not marked
	key g v
	expect 2 marked
	key u
	expect and 1 more
EOF
is "$(sql "SELECT count(*) FROM case_tag JOIN tag ON tag.id=tag WHERE name='both'")" 0 "both are as they were"

agent "who goes on working instead of answering has said no, and loses no key" <<-EOF
	key q
	expect Leave Sportello
	key j
	expect-not Leave Sportello
	expect  2/9 by due
	key q
	key q
	key g g
	expect  1/9 by due
EOF

agent "what comes next stands at the case, with its hour, and the list passes over who waits for a third" <<-EOF
	cmd promise send a new one by tomorrow 10:00
	expect promised: send a new one, by Sat 21 Nov 10:00
	cmd waits DHL until tomorrow 9
	expect waits:
	key Enter
	expect promised: send a new one, by Sat 21 Nov 10:00
	expect waits on DHL until Sat 21 Nov 09:00
	key q
	key G
	key Tab
	expect-not waits on DHL
EOF

agent "many cases are asked about once, with the number" <<-EOF
	key *
	cmd priority high
	expect priority high: 9 cases - go on?
	key n
	expect nothing was changed
	cmd priority high
	key y
	expect priority high: 9 cases - u undoes
EOF
is "$(sql "SELECT count(*) FROM cases WHERE priority=2")" 9 "and all are changed"

agent "marks out of sight are asked about too" <<-EOF
	key Space Space
	cmd filter tag:vip
	cmd tag +x
	expect 1 of them not in sight
EOF

agent "in an open case a verb acts on that case alone" <<-EOF
	key Space Space
	key 3 G
	cmd open #5
	cmd tag +alone
	expect #5 tagged +alone
EOF
is "$(sql "SELECT count(*) FROM case_tag JOIN tag ON tag.id=tag WHERE name='alone'")" 1 "the marks of the list are left alone"

agent "done, next: the case after it opens" <<-EOF
	key Enter
	key D
	expect #2 is resolved - u undoes
	expect #3 size exchange
EOF

agent "cases of two people: one person, or only linked" <<-EOF
	cmd filter ana
	key *
	key &
	expect the same person
	key s
	expect merged #10 into #2 - u undoes
	expect mail telegram
	key u
	expect #10
	key *
	key &
	key d
	expect linked to
EOF

agent "a message becomes a case of its own after a question" <<-EOF
	key Enter
	key #
	expect Make a case of its own
	key y
	expect split off #11 - u undoes
	expect also open: #11
	key u
	expect-not also open
EOF

agent "snooze takes words, escalation says that it is for good" <<-EOF
	key s t
	expect sleeps until
	key u
	cmd snooze domani 9
	expect sleeps until
	key u
	cmd escalate tecnici carrier lost it
	expect #2 escalated to tecnici - this cannot be undone
	key Enter
	expect to second@example.org, not to the customer
EOF

agent "words find, n goes on and round, Esc goes back" <<-EOF
	key /
	type vat
	expect /vat
	key Esc
	expect 1/9
	key /
	type card
	key Enter
	expect 9/9
	key n
	expect from the top again
	key g g
	key Enter
	key /
	type birthday
	key Enter
	expect item 3/3
	key n
	expect item 1/3
EOF

agent "a filter narrows as one types; Esc gives it up, Enter keeps it" <<-EOF
	key \\
	type is:ne
	type w
	expect filter: is:new
	expect-not #2
	key Esc
	expect #2
	key \\
	type tag:ship
	key Enter
	expect 1/1
	key Esc
	expect 1/9
	key T
	type channel:telegram
	key Enter
	expect 3 marked
EOF

agent "a command that is none names the nearest; completion knows words and values" <<-EOF
	cmd asign max
	expect did you mean 'assign'?
	key :
	type priority u
	key Tab
	expect :priority urgent
	key Enter
	expect #2 has priority urgent
EOF
like "$out$errs" '' "nothing was said beside the screens"

agent "help shows the keys in force, filters and runs them" <<-EOF
	key ?
	type case is done
	expect resolve: the case is done
	expect-not assign the case to me
	key Enter
	expect #2 is resolved - u undoes
EOF

agent "links of a message are listed, each once" <<-EOF
	cmd note see https://shop.example/o/4711, (https://shop.example/o/4711) or mailto:a@b.example.
	key Enter
	key G
	key o
	expect 1 https://shop.example/o/4711
	expect 2 mailto:a@b.example
	expect-not 3 https
	key 1
	expect copied: https://shop.example/o/4711
EOF

agent "no key sends: the composer's Enter is a line, and Esc keeps the draft" <<-EOF
	key r
	type Hello
	key Enter Enter Esc
	expect kept as a draft
EOF
is "$(sql "SELECT (SELECT count(*) FROM outbox) || '/' || (SELECT count(*) FROM draft)")" 0/1 "nothing is queued, one draft is there"

# ---- colleagues

world_again
world_max
printf 'cmd open #2\nwait 60000\n' >"$T/script-max"
"$SPORTELLO" --config "$T/config-max" --store "$store" --now "$now" --script "$T/script-max" >/dev/null 2>&1 &
max=$!
test_pids="$test_pids $max"
lease_of_max() {
	[ "$(sql "SELECT count(*) FROM lease")" = 1 ]
}
eventually 20 lease_of_max
console 80x24 <<-EOF
	cmd open #2
	expect max is at this case
	key q Tab
	expect-not #2: overdue
	expect #5: yours
EOF
ok "$rc" "who else is at a case is seen, and Tab passes over it" || printf '%s\n' "$out" "$errs" | sed 's/^/# /'
kill "$max"

# ---- what comes by itself

letter news@mail.example 'Fri, 20 Nov 2026 14:31:00 +0000' 'Neo <neo@mail.example>' 'brand new question' <<-EOT
	Is this seen by itself?
EOT
index_mail
agent "new mail appears by itself, and the row under the cursor stays" <<-EOF
	cmd sort recent
	key j j
	expect 3/9
	cmd !$SPORTELLO_SYNC --config $config --store $store --now $now --account support --quiet
	wait 400
	expect brand new question
	expect 4/10
EOF

# ---- hostile words

world_again
console 120x40 <<-EOF
	cmd open #6
	dump
	key H
	dump
	cmd journal
	dump
EOF
printf '%s' "$out" | LC_ALL=C tr -d '\n\040-\176\200-\377' | wc -c >"$T/controls"
is "$(($(cat "$T/controls")))" 0 "no control character reaches the screen"
printf '%s' "$out" | python3 -c '
import sys
bad = [c for c in sys.stdin.read() if "\u202a" <= c <= "\u202e" or "\u2066" <= c <= "\u2069" or "\x80" <= c <= "\x9f"]
sys.exit(bool(bad))'
ok $? "nor does one that turns the writing round"

done_testing
