#!/bin/sh
# incidents.t - one matter of many cases in the console: its line in the list, its screen, the words to all; the line of an
# alarm, which takes no key from anybody.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
at 2026-11-20T13:00:00Z incident new login --when 'log OR card OR 8812' --text 'We know that the shop does not answer since ten, and are at it.'
parent=$(sql "SELECT number FROM cases WHERE subject = 'login'")
at 2026-11-20T13:01:00Z next "$parent" 'call the data centre' by '2026-11-20 16:00'
sqlite3 "$store" "INSERT INTO alarm(what, word, usual, now, at, said) VALUES ('phrase', 'invoic', 2.2, 23, 1795183200000, 'invoice')"
members=$(sql "SELECT count(*) FROM cases WHERE incident IS NOT NULL")
is "$members" 3 "the world has an incident of three cases"
world_keep

for size in 80x24 120x40 200x60 48x30; do
	world_again
	console "$size" <<-EOF
		key g a
		dump the line in the list
		key g !
		key j
		dump the screen
	EOF
	same_screens "incidents-$size"
done

agent "its members stand behind one line, which opens" <<-EOF
	key g i
	expect +3 cases
	expect-not cannot log in
	key g a
	key g g
	cmd filter is:incident
	key g g z a
	expect cannot log in
	expect refund for order
	key g !
	key j
	expect We know that the shop
	expect call the data centre
	expect 3 cases, 3 customers
	key Enter
	expect cannot log in
EOF
agent "its own case says what it is" <<-EOF
	key g !
	key j o
	expect INCIDENT of 3 cases
	key z m
	expect cannot log in
	key Enter
	expect incident login
EOF
agent "an alarm is made an incident by one key, or dismissed, and both are undone" <<-EOF
	expect ALARM 'invoice' 23 in 1 h, usually 2
	key j k
	expect ALARM
	key F5
	expect incident invoice:
	expect-not ALARM
	key u
	expect ALARM
	key F6
	expect-not ALARM
	key u
	expect ALARM
	key g !
	key x
	expect-not ALARM 'invoice'
EOF
agent "all members are told after a look and a yes" <<-EOF
	key g !
	key j
	key W
	type It works again.
	key Enter
	expect Tell all members of login
	expect It works again.
	key n
	expect-not queued
	key W
	type It works again.
	key Enter
	key y
	expect messages queued
	expect It works again.
EOF
is "$(sql "SELECT count(*) FROM outbox WHERE kind='reply' AND state=0 AND grp=(SELECT max(grp) FROM outbox)")" 3 "one message each"
agent "it is closed with its members, and opened again by one undo" <<-EOF
	key g !
	key j
	key D
	key Enter
	expect Close the incident login
	key y
	expect login is over: 3 cases resolved
	key u
	expect undone
	key q
	key g i
	expect +3 cases
EOF
agent "marked cases become one" <<-EOF
	cmd filter VAT
	key *
	cmd incident new invoices
	expect incident invoices
	expect 1 case joined
EOF
agent "likeness proposes what may belong to it" <<-EOF
	key g a
	key g g
	cmd incident like
	expect no other case is like
EOF
done_testing
