#!/bin/sh
# Handing over: all that an agent holds goes to another one, with a page about it, and comes back by one undo.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
. "$top_srcdir/tests/cli/world.sh"
TZ=Europe/Rome
export TZ
world

# max VERB...: the same desk, used by a colleague
max() {
	sed 's/^id *=.*/id = max/; s/^name *=.*/name = Max/' "$config" >"$T/config-max"
	chmod 600 "$T/config-max"
	out=$("$SPORTELLO" --config "$T/config-max" --store "$store" "$@" 2>"$T/errs")
	rc=$?
	errs=$(cat "$T/errs")
}

max count
desk handover
is "$rc" 1 "nothing to hand over"
desk take 1
desk promise 1 send a new lamp by tomorrow 10:00
desk take 2
desk reply 2 "It is in the post." --at "tomorrow 9:00"
desk promise 2 send "the paper copy" entro domani 10
desk next 2 file the copy
desk list 'step:paper' --json
is "$(json '[r["case"] for r in rows]')" '[2]' "a former promise is found by its words"
desk list 'has:promised not has:promise' --json
is "$(json '[r["case"] for r in rows]')" '[2]' "or as one that is none any more"
desk list 'next:<3d' --json
is "$(json '[r["case"] for r in rows]')" '[1]' "next steps by the time that is left"
desk count 'next:<0'
is "$out" 0 "none is over"
desk next 2 -
desk count 'has:next'
is "$out" 1 "a next step is taken off"
desk handover max --dry-run --text "Back on Monday."
is "$rc" 0 "the page alone" || note "$errs"
like "$out" '^2 cases, 1 promised, 1 message under way$' "counts what goes"
like "$out" '^Back on Monday\.$' "the agent's words stand on it"
like "$out" '^#1 Ana' "and each case"
like "$out" '^  promised: send a new lamp, by ' "with what was promised"
like "$out" '^  scheduled for .*Invoice 12' "and what waits to leave"
is "$(sql "SELECT count(*) FROM cases WHERE assignee IS NOT NULL AND assignee<>(SELECT id FROM agent WHERE name='eva')")" 0 \
	"nothing has changed"

desk handover max --without 2 --json --dry-run
is "$(json '[(i["kind"], i["case"]) for i in r["items"]]')" '[["case", 1]]' "a case stays, with what lies in it"
desk handover nobdy
like "$errs" "no agent 'nobdy'" "to somebody unknown: refused"
desk handover max --text "Back on Monday."
like "$out" '^handed over to max: 2 cases, 1 message under way$' "handed over"
is "$(sql "SELECT group_concat(g.name) FROM outbox o JOIN agent g ON g.id=o.agent WHERE o.state=0")" max \
	"what waits is the other's now, and has not left"
max list is:mine --json
is "$(json 'len(rows)')" 2 "the cases are"
desk undo
like "$out" '^undone: handed over to max$' "one undo takes all back"
is "$(sql "SELECT count(*) FROM cases WHERE assignee=(SELECT id FROM agent WHERE name='eva')")" 2 "the cases"
is "$(sql "SELECT g.name FROM outbox o JOIN agent g ON g.id=o.agent WHERE o.state=0")" eva "and what waits"
desk handover team:tecnici
like "$out" '^handed over to team:tecnici: 2 cases$' "to a team"
is "$(sql "SELECT group_concat(team || coalesce(assignee, '-')) FROM cases WHERE team IS NOT NULL")" tecnici-,tecnici- \
	"nobody has them in the hands"
desk undo

# while I was away

desk news --seen
desk news
is "$rc" 1 "nothing happened since"
max note 1 "@eva she rings at ten"
max status 2 pending
desk news
is "$rc" 0 "what a colleague did" || note "$errs"
like "$out" '^#1 Ana' "by case, the most pressing first"
like "$out" 'CALLS YOU *max: @eva she rings at ten' "a note that calls"
like "$out" 'changed *max: set to pending' "a change, and by whom"
desk news --json
is "$(json '[[n["kind"] for n in r["news"]] for r in rows]')" '[["mention"], ["change"]]' "for scripts"
max handover eva
max take 3
max handover eva --text "Zoe is cross."
desk news --json
is "$(json '[r["page"].split("\n")[3] for r in rows if "handover" in r]')" '["Zoe is cross."]' "a hand-over, with its page"
desk news --since 2030-01-01
is "$rc" 1 "since a time"
desk news --seen
desk news
is "$rc" 1 "looked at"
done_testing
