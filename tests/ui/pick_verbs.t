#!/bin/sh
# pick_verbs.t - choosing: who, when, which status, which level, which way, which command; a key, a word, or Esc.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
printf '[escalation sede]\nto = mail:hq@example.org\n' >>"$config"	# with one alone nothing is to be chosen
lena=$(case_of size)
case_field() {
	sql "SELECT $2 FROM cases WHERE number = $1"
}

console 80x24 <<-EOF
	key g g
	key a
	dump assign
	key Esc
	key s Space
	dump snooze
	key Esc
	key w
	dump status
	key Esc
	key E
	dump escalate
	key Esc
	key C-k
	type escal
	dump the palette
	key Esc
	cmd view
	dump the views
	key Esc
	cmd theme
	type mono
	key Enter
	expect theme
	cmd open $ana
	key R
	dump the ways to reply
	key Esc
	key X
	dump why it is here
EOF
is "$rc" 0 "the pickers" || note "$out"
same_screens pick_verbs

console 80x24 <<-EOF
	cmd open $lena
	key s r
	expect sleeps until a reply
	key u
	key s 4
	key u
	key s d
	type 25/11 9:00
	key Enter
	expect 25
	key u
	key s Space
	type domani 9
	key Enter
	expect sleeps until 2026-11-21 09:00
EOF
is "$rc" 0 "snooze by a key, by words, in Italian" || note "$out"
is "$(case_field "$lena" snoozed_until)" "$(date -d '2026-11-21T09:00:00 CET' +%s)000" "to tomorrow, nine o'clock"

console 80x24 <<-EOF
	cmd open $lena
	key w p
	expect PENDING
	key u
	key w t
	type the warehouse until tomorrow
	key Enter
	expect waits
	key a
	type nob
	key Enter
	key A
	expect owner eva
	key a
	type tecn
	key Enter
	expect team
	key t
	type +dress -none
	key Enter
	expect [dress]
	key -
	type dre
	key Tab Enter
	expect-not [dress]
EOF
is "$rc" 0 "status, waiting, owner, team and tags" || note "$out"

console 80x24 <<-EOF
	cmd open $lena
	key E Enter
	expect to tecnici, reason:
	key Enter
	expect needs a reason
	key E Enter
	type The customer's dress: "M" or S?
	key Enter
	expect mail to second@example.org
	expect Escalated by Eva
	key n
	expect not escalated
	key E Enter
	type The customer's dress: "M" or S?
	key Enter
	key y
	expect escalated to tecnici
EOF
is "$rc" 0 "escalation asks for a reason, which may hold any character" || note "$out"
is "$(sql "SELECT count(*) FROM outbox WHERE kind = 'escalation'")" 1 "and is on its way once"

# a program is shown with what it would be given, and only a yes runs it
printf '[field importo]\ntype = amount\n[action refund]\ntitle = Refund\ncommand = true\nask = importo, why\nconfirm = Money leaves.\n' \
	>>"$config"
console 80x24 <<-EOF
	cmd open $lena
	cmd run
	expect run for this case
	key Enter
	expect importo:
	type lots
	key Enter
	expect amount
	key C-u
	type 12,50 EUR
	key Enter
	expect why:
	type it's "broken"; really
	key Enter
	expect Money leaves.
	expect runs: true
	key n
	expect not run
	cmd run refund
	type 12,50 EUR
	key Enter
	type it's "broken"; really
	key Enter y
	expect is run for
EOF
is "$rc" 0 "a program asks for what it needs, and is shown" || note "$out"
is "$(sql "SELECT t.body FROM run r JOIN text t ON t.id = r.answers")" \
	'{"importo":{"text":"12.50 EUR","number":1250},"why":{"text":"it'"'"'s \"broken\"; really"}}' "and gets the answers as they were typed"

# ---- the answer acts on what was asked about, whatever the list does meanwhile ---------------------------------------------

console 80x24 <<-EOF
	key g a g g j j
	key Space Space
	key a
	key Esc
	key t
	type +two
	key Enter
	expect tagged +two
EOF
is "$rc" 0 "marks" || note "$out"
desk --now "$now" count tag:two
is "$out" 2 "both marked cases were tagged"

# ---- the palette runs, asks for what is missing, and puts it on the : line -----------------------------------------------------

console 80x24 <<-EOF
	key C-k
	type outbox
	key Enter
	expect Outbox
	key q C-k
	type view: sno
	key Enter
	expect contract renewal
	key C-k
	type prior
	key Tab
	expect :priority
	key Esc
	key C-k
	type theme: dark
	key Enter
	expect dark
EOF
is "$rc" 0 "the palette" || note "$out"

done_testing
