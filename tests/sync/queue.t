#!/bin/sh
# Queues: waiting cases go to those who are there, in turn or to who has least; what nobody touches comes back; who is out of
# office has a substitute; what a person undid stays so.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need sqlite3 python3

spool=$T/spool
mkdir -p "$spool"
# team LINES...: the configuration with this team
team() {
	cat >"$config" <<-END
	[agent]
	id = eva
	[account chat]
	channel = exec
	as = telegram
	id = our-bot
	command = $top_srcdir/examples/exec-spool $spool
	team = ship
	[team ship]
	members = eva, max, anna
	END
	printf '%s\n' "$@" >>"$config"
}
serial=0
# says WHO TEXT
says() {
	serial=$((serial + 1))
	printf '{"thread":"t-%s","id":"%s","from":{"address":"%s","name":"%s"},"at":"%s","text":"%s"}\n' "$1" "$serial" "$1" "$1" \
		"$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$2" >>"$spool/in.jsonl"
}
number() {
	sql "SELECT c.number FROM cases c JOIN customer u ON u.id = c.customer WHERE u.name = '$1' ORDER BY c.id DESC LIMIT 1"
}
who_has() {
	sql "SELECT coalesce((SELECT a.name FROM cases c JOIN agent a ON a.id = c.assignee WHERE c.number = $(number "$1")), '-')"
}
# write STATEMENT: what only time or a console does
write() {
	sqlite3 "$store" ".timeout 5000" "$1" >/dev/null
}
# there NAME...: their consoles say so; nobody else's does
there() {
	write "UPDATE agent SET seen_at = NULL"
	for name; do
		write "INSERT OR IGNORE INTO agent(name) VALUES ('$name'); UPDATE agent SET seen_at = $(date +%s)000 WHERE name = '$name'"
	done
}
as() {
	who=$1
	shift
	sed "s/^id = eva/id = $who/" "$config" >"$T/config-$who"
	chmod 600 "$T/config-$who"
	run "$SPORTELLO" --config "$T/config-$who" --store "$store" "$@"
}
journal() {
	sql "SELECT coalesce(robot, '') || ' ' || coalesce(args, '') || ': ' || coalesce(t.body, '') FROM action x LEFT JOIN text t ON t.id = x.text
		WHERE x.case_id = (SELECT id FROM cases WHERE number = $(number "$1")) AND verb = 5 ORDER BY x.id DESC LIMIT 1"
}

# ---- nobody there, nobody gets it ----
team "assign = round-robin"
says Ana "Where is my parcel?"
sync
is "$rc" 0 "a pass" || note "$errs"
for name in eva max anna; do as $name list >/dev/null; done
is "$(sql "SELECT team FROM cases")" ship "the account's team has the case"
sync
is "$(who_has Ana)" - "nobody is there: it waits in the queue"
there eva anna
sync
is "$(who_has Ana)" eva "the first who is there gets it" || note "$(journal Ana)"
is "$(journal Ana)" "queue eva: in turn" "journalled, with the reason"

# ---- in turn ----
for name in Bob Cleo Dan; do says $name "Where is mine?"; done
sync
is "$(who_has Bob) $(who_has Cleo) $(who_has Dan)" "anna eva anna" "the next in turn, who is not there is passed over"

# ---- undone is undone; given back goes to somebody else ----
desk undo "#$(number Bob)"
is "$(who_has Bob)" - "one key takes it back"
sync
is "$(who_has Bob)" - "and the queue leaves it alone"
desk assign "$(number Cleo)" nobody
sync
is "$(who_has Cleo)" anna "what one gives back goes to somebody else"

# ---- least busy, a limit, the same as last time ----
team "assign = least-busy" "max = 4"
there eva anna max
says Eli "Hello, the price?"
sync
is "$(who_has Eli)" max "to who has the fewest open"
team "assign = least-busy" "max = 1"
says Fay "Hello, the price?"
sync
is "$(who_has Fay)" - "nobody gets more than the limit"
team "assign = same"
as anna assign "$(number Fay)" anna >/dev/null
as anna reply "$(number Fay)" --no-hold Ten. >/dev/null
as anna resolve "$(number Fay)" >/dev/null
sync
write "UPDATE cases SET status = 5 WHERE number = $(number Fay)"
says Fay "And in red, how much?"
write "UPDATE thread SET next_case = NULL"
sync
is "$(who_has Fay)" anna "to who had the customer last"

# ---- the urgent first ----
team "assign = none"
says Gus "One question?"
says Hal "Another question?"
sync
desk priority "$(number Hal)" urgent >/dev/null
team "assign = least-busy" "max = 100"
write "UPDATE agent SET seen_at = NULL WHERE name <> 'max'"
sync
first=$(sql "SELECT c.number FROM action x JOIN cases c ON c.id = x.case_id WHERE x.robot = 'queue' AND c.number IN ($(number Gus), $(number Hal)) ORDER BY x.id LIMIT 1")
is "$first" "$(number Hal)" "the urgent one before who has waited longer"

# ---- nobody did anything ----
team "assign = none" "timeout = 30m"
write "UPDATE action SET at = at - 3600000; UPDATE cases SET waiting_since = waiting_since - 3600000 WHERE waiting_since IS NOT NULL"
as max tag "$(number Gus)" +looked >/dev/null
sync
is "$(who_has Hal)" - "who did nothing for so long has it no longer"
like "$(journal Hal)" "^queue : nobody did anything for 30m: back to the team" "with a line that says so"
is "$(who_has Gus)" max "who did something keeps it"
team "assign = least-busy" "timeout = 30m"
there max eva
sync
is "$(who_has Hal)" eva "and it goes to somebody else"

# ---- out of office ----
as max away until tomorrow 18:00 --substitute anna
is "$rc" 0 "away, and who stands in" || note "$errs"
desk list is:away-assignee --json
like "$out" "\"case\":$(number Gus)," "is:away-assignee finds what they have"
sync
is "$(who_has Gus)" max "their cases stay theirs"
sleep 1
says Gus "Are you there?"
sync
is "$(who_has Gus)" anna "until the customer writes"
like "$(journal Gus)" "^queue anna: max is away" "with the reason"
desk team
like "$out" "max .*away until .*, anna stands in" "the team's screen says it"
desk team ship --json
like "$out" '"agent":"max","open":[0-9]*,"here":false' "and JSON" || note "$out"
as max back
is "$rc" 0 "back"
as max back
like "$out" "not away" "once"
as max away --substitute max
is "$rc" 1 "nobody stands in for themselves"
as max away --substitute nobdy
is "$rc" 1 "nor does a stranger"
as max away until yesterday
is "$rc" 1 "nor is one away until yesterday"

# ---- what came before moods were told ----
write "UPDATE message SET mood = NULL, language = NULL WHERE direction = 0; UPDATE cases SET mood = NULL; DELETE FROM robot WHERE step = 'words'"
sync
is "$(sql "SELECT count(*) FROM message WHERE direction = 0 AND mood IS NULL")" 0 "is gone through by the robot, once"
is "$(sql "SELECT state FROM robot WHERE step = 'words'")" done "and then no more"
is "$(sql "SELECT count(*) FROM cases WHERE mood IS NULL AND status < 4")" 0 "open cases have their mood"

# ---- said where, when it is wrong ----
team "hours = nowhere"
sync
like "$(sql "SELECT error FROM robot WHERE step = 'queue'")" "config:[0-9]*: \[team ship\].*nowhere" "hours that there are not"
done_testing
