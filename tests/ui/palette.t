#!/bin/sh
# palette.t - C-k finds commands, people, cases, settings and the manual, and what was used stands first; a key is named
# the third time that its command was reached the long way; settings are shown and changed for the run.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world

console 80x24 <<-EOF
	key C-k
	type koh
	expect customer: D. Kohen
	key Esc C-k
	type 3
	expect >case: #3 size exchange
	key Enter
	expect #3 size exchange
	key Esc C-k
	expect case: #3 size
	type 99234567
	expect-not case:
	key Esc C-k
	type session expired
	expect case: #4 cannot log in
	key Tab
	expect :open 4
	key Esc C-k
	type assig
	expect a
	key Esc C-k
	type Binding keys
	expect >manual: Binding keys
	expect sportello-keys(5)
	key Esc C-k
	type undo-send
	expect = 10s
	key Enter
	expect :set care.undo-send 10s
	key Backspace Backspace Backspace
	type 30s
	key Enter
	expect care.undo-send = 30s for this run
	cmd set undo-send
	expect set for this run
	cmd set undo-sendd
	expect no setting 'undo-sendd' - did you mean care.undo-send
	cmd set undo-send soon
	expect 'soon'
	cmd set late-after
	expect config:
	cmd set theme mono
	expect ui.theme = mono for this run
	cmd set preset web
	key 8
	expect All
	key n
	expect INTERNAL NOTE
	key Esc
	cmd manual nosuch
	expect the manual has no page 'nosuch'
EOF
ok "$rc" "people, cases, settings and the manual are found" || note "$out $errs"

# twice, and another once: the palette begins with it, also after a new start
for i in 1 2; do
	printf 'key C-k\ntype view: esc\nkey Enter\n'
done >"$T/uses"
printf 'key C-k\ntype view: snoo\nkey Enter\n' >>"$T/uses"
console 80x24 <"$T/uses"
is "$(sql "SELECT name || n FROM used WHERE kind='view' ORDER BY n DESC")" "escalated2
snoozed1" "what was chosen is counted"
console 80x24 <<-EOF
	key C-k
	expect >view: Escalated
	key Esc C-k
	type view:
	key Down
	expect >view: Escalated
	key Down
	expect >view: Snoozed
EOF
ok "$rc" "and stands first" || note "$out"

teach() {
	for i in 1 2 3; do
		printf 'key : d o n e Enter\n%s\ncmd undo\n' "$([ $i = 3 ] && echo 'expect d does that' || echo 'expect-not d does that')"
	done
}
{
	teach
	for i in 1 2; do printf 'key C-k\ntype assign\nkey Enter Esc\nexpect-not a does that\n'; done
	printf 'key C-k\ntype assign\nkey Enter\nexpect assign to\nkey Esc\nexpect a does that\n'
	printf 'key C-k\ntype snooze until they\nkey Esc\n'
} >"$T/teach"
console 80x24 <"$T/teach"
ok "$rc" "the third time a key is named, after what was asked" || note "$out"
printf '[ui]\nteach = no\n' >>"$config"
for i in 1 2 3; do printf 'cmd g\nkey : r e o p e n Enter\nexpect-not does that\n'; done >"$T/teach"
console 80x24 <"$T/teach"
ok "$rc" "teach = no: never" || note "$out"

done_testing
