#!/bin/sh
# Rules: they act once, in order, through the journal; what is wrong is said and nothing is sent; what is automatic
# waits while it is held back and while somebody writes.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need sqlite3 python3

spool=$T/spool
mkdir -p "$spool"
rules() {
	cat >"$config" <<-END
	[agent]
	id = eva
	[team ship]
	members = eva
	[account chat]
	channel = exec
	as = telegram
	id = our-bot
	command = $top_srcdir/examples/exec-spool $spool
	END
	cat >>"$config"
}
serial=0
# says WHO TEXT: the customer writes
says() {
	serial=$((serial + 1))
	printf '{"thread":"t-%s","id":"%s","from":{"address":"%s","name":"%s"},"at":"%s","text":"%s"}\n' "$1" "$serial" "$1" "$1" \
		"$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$2" >>"$spool/in.jsonl"
}
case_of() {
	sql "SELECT c.number FROM cases c JOIN customer u ON u.id = c.customer WHERE u.name = '$1' ORDER BY c.id DESC LIMIT 1"
}
tags_of() {
	sql "SELECT group_concat(name, ' ') FROM (SELECT t.name FROM case_tag k JOIN tag t ON t.id = k.tag JOIN cases c
		ON c.id = k.case_id WHERE c.number = $(case_of "$1") ORDER BY t.name)"
}
sent() {
	grep -c "$1" "$spool/out.jsonl" 2>/dev/null
}
fails() {
	sql "SELECT error FROM robot WHERE step = 'rule:$1'"
}

# ---- firing, in order, once ----
rules <<'END'
[rule parcel]
when = parcel
do = tag +ship; assign team:ship; say "Ciao {customer.first_name|cliente}, we look for it."
[rule urgent]
when = tag:ship urgent
do = priority urgent
then = stop
[rule never]
when = urgent
do = tag +late
END
says Ana "Where is my parcel? It is urgent!"
says Bob "Do you sell lamps?"
sync
is "$rc" 0 "a pass with rules" || note "$errs"
is "$(tags_of Ana)" "ship" "the first rule tags, and the one behind stop does nothing"
is "$(sql "SELECT team, priority FROM cases WHERE number = $(case_of Ana)")" "ship|3" "each sees what the one before did"
is "$(tags_of Bob)" "" "what does not match is left alone"
is "$(sent 'Ciao Ana, we look for it')" 1 "the answer leaves in the same pass"
like "$(cat "$spool/out.jsonl")" 'automatic reply' "and says that it is automatic"
is "$(sql "SELECT waiting_since IS NOT NULL, first_reply_at IS NULL, status FROM cases WHERE number = $(case_of Ana)")" "1|1|0" \
	"it is nobody's answer: the customer still waits"
is "$(sql "SELECT robot, kind FROM message WHERE direction = 1")" "rule:parcel|3" "on the timeline it is the rule's"
is "$(sql "SELECT count(DISTINCT grp), min(robot) FROM action WHERE robot = 'rule:parcel'")" "1|rule:parcel" "one group in the journal"
sync
is "$(sent 'we look for it')" 1 "nothing happens twice"
is "$(sql 'SELECT count(*) FROM firing')" 2 "each rule has acted once"

# ---- undo ----
desk undo "$(case_of Ana)"
is "$rc" 0 "the last rule is undone" || note "$errs"
is "$(sql "SELECT priority FROM cases WHERE number = $(case_of Ana)")" 1 "the priority is as it was"
sync
is "$(sql "SELECT priority FROM cases WHERE number = $(case_of Ana)")" 1 "and the rule does not do it again"
done_testing
