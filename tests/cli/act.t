#!/bin/sh
# The verbs that work on a case: each does what it says, says what it did, and can be taken back.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
. "$top_srcdir/tests/cli/world.sh"
TZ=Europe/Rome
export TZ
world

# field EXPRESSION: of case 1
field() {
	desk show "${2:-1}" --json
	json "$1"
}

desk tag 1 +vip +urgent -nosuch
is "$rc" 0 "tag" || note "$errs"
like "$out" '#1 tagged' "says what was done"
is "$(field 'r["tags"]')" '["urgent", "vip"]' "adds tags"
desk tag 1 -urgent
is "$(field 'r["tags"]')" '["vip"]' "takes tags off"
desk undo
is "$(field 'r["tags"]')" '["urgent", "vip"]' "undo brings them back"
desk tag 1 "+two words"
is "$rc" 1 "a tag with a blank is refused"

desk assign 1 me
is "$(field 'r["assignee"]')" eva "assign to me"
desk assign 1 nobody
is "$(field 'r["assignee"]')" null "to nobody"
desk assign 1 team:tecnici
is "$(field 'r["team"]')" tecnici "to a team"
desk assign 1 gino
is "$rc" 1 "to somebody unknown: refused"
like "$errs" "no agent 'gino'" "by name"
desk take 1
is "$(field 'r["assignee"]')" eva "take"

desk priority 1 urgent
is "$(field 'r["priority"]')" urgent "priority"
desk priority 1 huge
like "$errs" "priority 'huge' is not known: low, normal, high or urgent" "an unknown one is refused, the known named"
desk status 1 pending
is "$(field 'r["status"]')" pending "status"
desk status 1 snoozed
like "$errs" "say until when" "a snooze needs a time"
desk status 1 nowhere
is "$rc" 1 "an unknown status is refused"

desk snooze 1 --now 2026-11-20T10:00:00Z domani 9
is "$rc" 0 "snooze in Italian" || note "$errs"
like "$out" '2026-11-21 09:00' "says until when"
is "$(field '[r["status"], r["snoozed_until"]]')" '["snoozed", "2026-11-21T08:00:00Z"]' "at nine, local time"
desk show 1 --now 2026-11-20T10:00:00Z
like "$out" '^snoozed until 2026-11-21 09:00, ' "and show says so"
desk snooze 1 until reply
is "$(field 'r["snoozed_until_reply"]')" true "until reply"
desk snooze 1 whenever
is "$rc" 1 "a time nobody understands"
like "$errs" "'whenever' is not understood.*try:" "with examples"

desk resolve 1
is "$(field '[r["status"], r["waiting_since"]]')" '["resolved", null]' "resolve: nobody waits any more"
desk reopen 1
is "$(field 'r["status"]')" open "reopen"
is "$(field 'r["waiting_since"] is not None')" true "whom nobody answered waits again"
desk spam 2
is "$(field 'r["status"]' 2)" spam "spam"
desk undo 2
is "$(field 'r["status"]' 2)" new "undo of a case"

# ---- what comes next ----
desk promise 1 send a new lamp by tomorrow 9:00 --now 2026-11-20T10:00:00Z
is "$rc" 0 "promise" || note "$errs"
is "$(field '[r["next_step"], r["next_by"], r["promised"]]')" '["send a new lamp", "2026-11-21T08:00:00Z", true]' "a next step with its time"
desk waits 1 DHL until lun --now 2026-11-20T10:00:00Z
is "$(field 'r["waits_on"]')" DHL "who must act first"
desk subject 1 "Lamp, the second"
is "$(field 'r["subject"]')" "Lamp, the second" "another subject"
desk flag 1
is "$(field 'r["flagged"]')" true "flag"
desk show 1
like "$out" '^Promised: send a new lamp, by 2026-11-21 09:00' "show tells the promise"
desk unflag 1
desk link 1 follow-up 2
is "$rc" 0 "link" || note "$errs"
desk link 1 cousin 2
like "$errs" "'cousin' is not known" "an unknown tie is refused"
for i in 1 2 3 4 5 6; do
	desk undo 1
done
is "$(field '[r["next_step"], r["waits_on"], r["flagged"]]')" '[null, null, false]' "and all can be taken back"

# ---- JSON of an act ----
desk tag 1 +a --json
is "$(json 'sorted(r)')" '["action", "case", "changed", "left_alone", "outbox", "words"]' "an act as an object"
action=$(json 'r["action"]')
desk tag 1 +b --quiet
is "$out" "" "--quiet says nothing"
desk undo --action "$action"
is "$(field '"a" in r["tags"], "b" in r["tags"]')" "[false, true]" "undo of one action leaves later ones"
desk undo --action "$action"
is "$rc" 1 "not twice"
desk undo --action 99999
is "$rc" 1 "nor what is not there"
desk undo --action x
is "$rc" 2 "nor what is no number"

# ---- notes ----
desk note 1 several words, no quotes
is "$(field '[i["text"] for i in r["items"] if i["kind"] == "note"][-1]')" "several words, no quotes" "note"
echo "from a file, perché no" >"$T/body"
desk note 1 --body-file "$T/body"
is "$(field '[i["text"] for i in r["items"] if i["kind"] == "note"][-1]')" "from a file, perché no" "note from a file"
run sh -c "echo by pipe | '$SPORTELLO' --config '$config' --store '$store' note 1"
is "$(field '[i["text"] for i in r["items"] if i["kind"] == "note"][-1]')" "by pipe" "note from standard input"
desk note 1 --body-file "$T/absent"
is "$rc" 1 "a file that is not there"
like "$errs" "absent: cannot be opened: No such file" "is named, with the reason"
printf 'caf\351\n' >"$T/latin1"
desk note 1 --body-file "$T/latin1"
like "$errs" "latin1: cannot be read as UTF-8" "a text that is no UTF-8 is refused"

# ---- history: a verb on it opens a case ----
item=$(sql "SELECT id FROM message WHERE remote_id = 'old-1@example.net'")
desk tag "item:$item" +found
is "$rc" 0 "a verb on history" || note "$errs"
desk list --json tag:found
is "$(json '[r["subject"], r["messages"]]')" '["Vecchia fattura", 1]' "opens a case"
desk undo
desk list tag:found
is "$rc" 1 "undo closes it again"

# ---- merge, split ----
desk merge 1 2
is "$rc" 1 "cases of two customers are not merged by the way"
like "$errs" "same-person" "it says how"
desk merge 1 2 --same-person
is "$rc" 0 "merge --same-person" || note "$errs"
is "$(field 'sorted(set(i["remote_id"] for i in r["items"] if i["kind"] == "message"))')" \
	'["ana-1@example.net", "ana-2@example.net", "bob-1@example.com"]' "the messages are in one case"
desk customer list bob --json
is "$(json 'sorted(i["address"] for i in r["identities"])')" '["ana@example.net", "bob@example.com"]' \
	"and their people are one"
desk list
unlike "$out" '^#2 ' "the other case is gone from the list"
desk show 2
like "$out" '^merged into #1, normal' "and says where it went"
desk show 2 --json
is "$(json 'r["merged_into"]')" 1 "as a field too"
desk undo
is "$(field 'len([i for i in r["items"] if i["kind"] == "message"])')" 2 "undo parts them"
is "$(field 'r["customer"]["name"]' 2)" Bob "and their people"
second=$(sql "SELECT id FROM message WHERE remote_id = 'ana-2@example.net'")
desk split 1 "$second"
is "$rc" 0 "split" || note "$errs"
new=$(sql 'SELECT max(number) FROM cases')
is "$(field '[i["remote_id"] for i in r["items"] if i["kind"] == "message"]' "$new")" '["ana-2@example.net"]' \
	"makes a case of a message"
desk undo
is "$(field 'len([i for i in r["items"] if i["kind"] == "message"])')" 2 "undo puts it back"
desk split 1 "$item"
is "$rc" 1 "a message of elsewhere cannot be split off"

# ---- escalate ----
desk escalate 1
is "$rc" 2 "escalate needs to know where to and why"
desk escalate 1 tecnici
is "$rc" 2 "and why"
desk escalate 1 tecnic --reason "does not work"
like "$errs" "'tecnic' is not configured - did you mean 'tecnici'?" "an unknown target, with the nearest"
desk escalate 1 tecnici --reason "does not work"
is "$rc" 0 "escalate" || note "$errs"
is "$(field 'r["escalation"]')" tecnici "the case says so"
desk show 1
like "$out" '^Escalated to: tecnici' "for people too"
desk outbox --json
is "$(json '[r["kind"], r["to"], r["case"]]')" '["escalation", "secondo@example.org", 1]' "a mail waits"
desk outbox show "$(json 'r["id"]')"
like "$out" 'does not work' "with the reason"
like "$out" 'My lamp is broken' "and the transcript"
unlike "$out" 'only for us\|several words' "without notes"
desk undo
is "$rc" 1 "an escalation is not undone"

done_testing
