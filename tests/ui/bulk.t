#!/bin/sh
# bulk.t - one text to many: who gets it and who does not, what each would read, leaving out, queueing, one undo.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
at 2026-11-20T14:00:00Z customer consent 'Globex GmbH' contact no
at 2026-11-20T14:00:00Z customer merge "$(sql "SELECT customer FROM identity WHERE address='ana@shop.example'")" \
	"$(sql "SELECT customer FROM identity WHERE address='ana'")"
world_keep
for size in 48x30 80x24 120x40 200x60; do
	world_again
	console "$size" <<-EOF
		key *
		key m b
		type Dear {customer.first_name|customer}, we are closed today.
		dump the text
		key Esc
		wait 120
		dump who gets it
		key Enter
		key j j
		wait 100
		dump what one of them reads
	EOF
	is "$rc" 0 "the script runs at $size" || note "$out"
	same_screens "bulk-$size"
done
world_again
LANGUAGE=it console 80x24 <<-EOF
	key *
	key m b
	type Gentile {customer.first_name|cliente}, oggi siamo chiusi.
	key Esc
	wait 120
	dump
EOF
same_screens bulk-it

world_again
console 80x24 <<-EOF
	key m b
	key Esc Esc
	key V
	key m b
	key Esc
	key y
	expect nothing is written yet
	key e
	type Hi {customer.first_name|there}, closed today. {ask:Until when?}
	key Esc
	wait 120
	expect something is not filled in
	expect 0 go
	key y
	expect nobody would get it
	key e
	key C-End
	key M-Backspace M-Backspace M-Backspace Backspace
	key Esc
	wait 120
	expect private and open
	expect covered by another case
	key Space
	wait 100
	key k
	key Space
	key w
	expect then pending
	key y
	wait 300
	expect messages queued, the first leaves in 1m
	expect u takes back
EOF
is "$rc" 0 "what is open stops them, and y queues the rest" || note "$out"
is "$(sql "SELECT count(DISTINCT grp) || '/' || (count(*) > 3) FROM outbox WHERE state=0")" 1/1 "in one group"
is "$(sql "SELECT count(*) FROM (SELECT c.customer FROM outbox o JOIN cases c ON c.id=o.case_id WHERE o.state=0 GROUP BY 1 HAVING count(*)>1)")" \
	0 "each customer once"
is "$(sql "SELECT count(*) FROM outbox WHERE audience>=2")" 0 "none in public"
console 80x24 <<-EOF
	key u
	expect messages taken back
	cmd bulk-reply is:new
	key C-x l
	expect Hi {customer.first_name|there}, closed
EOF
is "$rc" 0 "one undo, also after the console was closed; the text is not lost" || note "$out"
is "$(sql "SELECT (SELECT count(*) FROM outbox WHERE state=0) || '/' || (SELECT count(*) FROM draft)")" 0/0 "nothing is left of it"

# cut off while it was queued: what is left goes on as the same group
console 80x24 <<-EOF
	cmd bulk-reply is:new
	type Closed.
	key Esc
	wait 120
	key y
	wait 300
	expect queued
EOF
grp=$(sql "SELECT max(grp) FROM outbox WHERE state=0")
ids=$(sql "SELECT group_concat(case_id, ' ') FROM outbox WHERE state=0")
sqlite3 "$store" "DELETE FROM outbox_log WHERE outbox=(SELECT max(id) FROM outbox); DELETE FROM outbox_recipient WHERE outbox=(SELECT max(id) FROM outbox); DELETE FROM outbox WHERE id=(SELECT max(id) FROM outbox);
	INSERT OR REPLACE INTO setting VALUES ('bulk:'||(SELECT id FROM agent WHERE name='eva'), '$grp \"\" \"\" $ids' || char(10) || 'Closed.')"
console 80x24 <<-EOF
	expect a reply to many was cut off
	cmd bulk-reply
	wait 120
	key y
	wait 300
	expect 1 message queued
EOF
is "$rc" 0 "what was cut off goes on" || note "$out"
is "$(sql "SELECT count(DISTINCT grp) || '/' || (count(*) - count(DISTINCT case_id)) FROM outbox WHERE state=0")" 1/0 \
	"as the same group, and nobody twice"
done_testing
