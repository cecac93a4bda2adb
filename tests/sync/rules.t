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

# ---- held back ----
desk hold
is "$rc" 0 "everything automatic is held back" || note "$errs"
desk status
like "$out" 'HELD BACK' "the status line says so"
desk doctor
like "$out" 'HELD BACK' "and doctor"
desk account list
like "$out" 'HELD BACK' "and the list of accounts"
says Carl "My parcel is late"
sync
is "$(tags_of Carl)" "ship" "a rule acts all the same"
is "$(sent 'Ciao Carl')" 0 "and what it says waits"
printf 'I look into it.\n' >"$T/body"
desk reply "$(case_of Carl)" --body-file "$T/body" --no-hold
sync
is "$(sent 'I look into it')" 1 "a person's own reply leaves"
desk release
is "$rc" 0 "it is released"
sync
is "$(sent 'Ciao Carl')" 0 "what a person has answered meanwhile needs no robot any more"
is "$(sql "SELECT state FROM outbox WHERE robot IS NOT NULL ORDER BY id DESC LIMIT 1")" 9 "its answer is taken back"
desk release
like "$errs" 'nothing is held back' "there is nothing more to release"
desk log
like "$out" 'held back what is automatic' "the journal has it"

# ---- while somebody writes ----
says Dora "Where is my parcel?"
sqlite3 "$store" "INSERT INTO lease(case_id, kind, agent, until_at) SELECT c.id, 'compose', g.id, (strftime('%s','now')+60)*1000
	FROM cases c, agent g WHERE c.number = $(case_of Ana) AND g.name = 'eva'"
says Ana "And the parcel?"
sync
is "$(tags_of Dora)" "ship" "a rule acts where nobody writes"
is "$(sql "SELECT count(*) FROM firing WHERE case_id = (SELECT id FROM cases WHERE number = $(case_of Ana)) AND rule = 'parcel'")" 1 \
	"and waits where somebody does"
sqlite3 "$store" "DELETE FROM lease"
sync
is "$(sql "SELECT count(*) FROM firing WHERE case_id = (SELECT id FROM cases WHERE number = $(case_of Ana)) AND rule = 'parcel'")" 2 \
	"it acts when they have stopped"

# ---- four rules that are not right: nothing is sent ----
before=$(wc -l <"$spool/out.jsonl")
rules <<'END'
[rule endless]
on = status
when = is:open or is:pending
do = status pending; status open
[rule round]
on = status
when = is:pending
do = reopen; note "again"
[rule both]
when = loop
do = tag +a; tag -a
[rule query]
when = nosuch:field
do = say "never"
[rule ask]
when = loop
do = say "Refund of {ask:Amount}"
[rule gap]
when = loop
do = say "Dear {customer.signs}, hello"
END
desk doctor
like "$out" "$config:[0-9]*: .rule both.: it puts the tag a on and takes it off" "a contradiction is said with file and line"
like "$out" "$config:[0-9]*: .rule query. when: column 1: .*nosuch" "a bad query, too"
like "$out" "$config:[0-9]*: .rule ask. do: .*asks for a value" "and a text that asks"
desk rule check
is "$rc" 3 "rule check ends with 3"
says Emil "a loop"
sync
like "$(fails query)" "rule query. when: column 1" "the robot says it, too"
like "$(fails gap)" "rule gap. #[0-9]*\|rule gap.: #[0-9]*: no value for {customer.signs}" "what has no value is said with the case"
is "$(wc -l <"$spool/out.jsonl")" "$before" "nothing was sent"
desk pending "$(case_of Emil)" || desk status "$(case_of Emil)" pending
sync
n=$(sql "SELECT count(*) FROM action WHERE robot LIKE 'rule:%' AND case_id = (SELECT id FROM cases WHERE number = $(case_of Emil))")
sync
sync
is "$(sql "SELECT count(*) FROM action WHERE robot LIKE 'rule:%' AND case_id = (SELECT id FROM cases WHERE number = $(case_of Emil))")" "$n" \
	"rules that set each other off act once ($n actions)"
desk rule list
like "$out" 'no value for {customer.signs}' "the list shows what ails a rule"
rules <<'END'
[rule gap]
when = loop
do = say "Dear {customer.signs|customer}, hello"
END
says Emil "a loop again"
sync
is "$(fails gap)" "" "it says nothing any more once it works"
is "$(sent 'Dear customer, hello')" 1 "and what it says leaves"

# ---- time ----
rules <<'END'
[rule close]
on = time
when = is:pending
do = note "no answer came"; resolve
[rule all]
on = time
when = is:open or is:new
do = tag +everything
max = 1
END
desk status "$(case_of Emil)" pending
sync
is "$(sql "SELECT status FROM cases WHERE number = $(case_of Emil)")" 4 "a rule on time closes what is pending"
is "$(sql "SELECT count(*) FROM note WHERE source = 'robot' AND author = 'rule:close'")" 1 "with a note of its own"
like "$(fails all)" 'more than 1 case' "one that finds too much touches nothing"
is "$(sql "SELECT count(*) FROM case_tag k JOIN tag t ON t.id = k.tag WHERE t.name = 'everything'")" 0 "really nothing"
sync
is "$(sql "SELECT count(*) FROM firing WHERE rule = 'close'")" 1 "it acts once until the case changes"

# ---- dry run ----
printf '[rule try]\nwhen = parcel\ndo = tag +tried; priority high; say "Hello"\n' >"$T/try"
run "$SPORTELLO" --config "$config" --store "$store" rule test - --json <"$T/try"
is "$rc" 0 "a rule is tried before it is one" || note "$errs"
like "$out" '"changes":"tag: +tried, priority: normal -> high"' "with what would change"
is "$(sql "SELECT count(*) FROM tag WHERE name = 'tried'")" 0 "and nothing is changed"
done_testing
