#!/bin/sh
# The bot, first level: it waits for a pause, answers, asks, hands over with all that is known, and is silent from a
# person's first word on.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need sqlite3 python3
TZ=Europe/Rome
export TZ

spool=$T/spool
mkdir -p "$spool" "$T/answers"
cat >"$config" <<END
[agent]
id = eva
[account chat]
channel = exec
as = telegram
id = our-bot
command = $top_srcdir/examples/exec-spool $spool
[answers]
folder = $T/answers
[hours office]
open = mon-fri 9-18
zone = Europe/Rome
[field order]
title = numero d'ordine
pattern = ([0-9]{6})
[bot Lina]
hours = office
team = second
priority = high
languages = it, en
pause = 8s
closes-after = 30m
max-answers = 4
[team second]
members = eva
END
cat >"$T/answers/parcel.txt" <<'END'
title: Where is my parcel?
ask: order
?it
Dov'è il mio pacco?
?en
Where is my parcel?
=it
Il pacco {case.order} arriva domani.
=en
Parcel {case.order} comes tomorrow.
END
cat >"$T/answers/hours.txt" <<'END'
title: When are you open?
?it
Quando siete aperti?
=it
Dalle 9 alle 18.
END
day=2026-11-24	# a Tuesday
serial=0
# says WHO TIME TEXT [FURTHER JSON]
says() {
	serial=$((serial + 1))
	printf '{"thread":"t-%s","id":"%s","from":{"address":"%s","name":"%s"},"at":"%sT%sZ","text":"%s"%s}\n' "$1" "$serial" "$1" "$1" \
		"$day" "$2" "$3" "$4" >>"$spool/in.jsonl"
}
at() {
	sync --now "${day}T$1Z"
}
out() {
	python3 -c '
import json, sys
for line in open(sys.argv[1]):
    j = json.loads(line)
    t = j.get("thread") or j.get("message", {}).get("thread")
    if t == "t-" + sys.argv[2]: print(j.get("text") or j.get("message", {}).get("text"))' "$spool/out.jsonl" "$1" 2>/dev/null
}
case_of() {
	sql "SELECT c.number FROM cases c JOIN customer u ON u.id = c.customer WHERE u.name = '$1' ORDER BY c.id DESC LIMIT 1"
}
state() {
	sql "SELECT d.state, coalesce(d.why, '-') FROM dialogue d JOIN cases c ON c.id = d.case_id WHERE c.number = $(case_of "$1")"
}

# ---- a pause, several messages as one, a field, closing ----
says Ana 10:00:00 "ciao"
says Ana 10:00:03 "dove si trova"
at 10:00:05
is "$rc" 0 "a pass with a bot" || note "$errs"
is "$(out Ana)" "" "it waits for a pause"
is "$(sql "SELECT g.name, g.role FROM cases c JOIN agent g ON g.id = c.assignee WHERE c.number = $(case_of Ana)")" "bot|robot" "and has the case"
says Ana 10:00:09 "il mio pacco?"
at 10:00:12
is "$(out Ana)" "" "the pause begins again with each message"
at 10:00:20
is "$(out Ana | wc -l)" 1 "several messages have one answer"
like "$(out Ana)" "Sono Lina, l'assistente automatico.*numero d'ordine" "it says what it is, and asks for what is missing"
like "$(out Ana)" "scriva «operatore»" "and how one gets a person"
desk list assigned:bot
like "$out" "Ana" "its dialogues are those assigned to it"
is "$(sql "SELECT status, waiting_since IS NOT NULL, first_reply_at IS NULL FROM cases WHERE number = $(case_of Ana)")" "2|1|1" \
	"the customer owes a word; nobody has answered them yet"
says Ana 10:01:00 "eccolo 123456"
at 10:01:20
like "$(out Ana)" "Il pacco 123456 arriva domani" "the answer, with what they said"
at 10:10:00
is "$(state Ana)" "talking|-" "it is patient"
at 10:40:00
is "$(state Ana)" "done|-" "what nobody asks about any more is done"
is "$(sql "SELECT c.status FROM cases c WHERE c.number = $(case_of Ana)")" 4 "and resolved"
is "$(out Ana | grep -c .)" 2 "without a further word"

# ---- a person is asked for ----
says Bob 11:00:00 "quando siete aperti?"
at 11:00:10
like "$(out Bob)" "Dalle 9 alle 18" "an answer"
says Bob 11:01:00 "vorrei parlare con un opertore, ordine 654321"
at 11:01:10
like "$(out Bob)" "una persona, che le risponderà domani entro le 12" "who asks for a person is told when one answers"
is "$(state Bob)" "handed-over|asked" "and is handed over"
is "$(sql "SELECT coalesce(c.assignee, 0), c.team, c.priority, c.status FROM cases c WHERE c.number = $(case_of Bob)")" "0|second|2|1" \
	"to the team, unassigned and urgent enough"
desk show "$(case_of Bob)"
like "$out" "Lina hands over: the customer asked for a person" "the reason stands there"
like "$out" "order = 654321" "with what is known"
like "$out" "answered already: hours" "and what was said"
says Bob 11:02:00 "quando siete aperti?"
at 11:02:20
is "$(out Bob | grep -c .)" 4 "it says nothing after that" || note "$(out Bob)"
is "$(sql "SELECT time(waiting_since/1000, 'unixepoch') FROM cases WHERE number = $(case_of Bob)")" "11:00:00" "they wait since their first word"

# ---- misses, what is missing; out of hours ----
says Cai 19:00:00 "pappagallo verde"
at 19:00:10
like "$(out Cai)" "Non ho capito" "what it does not know it says" || note "$(out Cai) $(state Cai)"
says Cai 19:01:00 "gianduia"
at 19:01:10
is "$(state Cai)" "handed-over|misses" "twice, and a person has it"
like "$(out Cai)" "domani dalle 9" "who is there tomorrow"
is "$(sql "SELECT count(*) FROM answer_use WHERE state = 'missing'")" 2 "what had no answer is collected"

# ---- taken, given back, a person's word ----
day=2026-11-25
says Dan 10:00:00 "quando siete aperti?"
at 10:00:02
desk --now "${day}T10:00:03Z" assign "$(case_of Dan)" me
at 10:00:20
is "$(state Dan)|$(out Dan)" "silenced|-|" "who takes the case silences it"
desk --now "${day}T10:00:25Z" undo "$(case_of Dan)"
at 10:00:30
like "$(out Dan)" "Dalle 9 alle 18" "taken back, it goes on"
desk --now "${day}T10:01:00Z" reply "$(case_of Dan)" --body-file - <<END
No, today only until noon.
END
at 10:01:20
is "$(state Dan)" "silenced|-" "a person's first word silences it"
is "$(sql "SELECT wrong FROM dialogue d JOIN cases c ON c.id = d.case_id WHERE c.number = $(case_of Dan)")" 1 "and what it had said was wrong"
is "$(sql "SELECT g.name FROM cases c JOIN agent g ON g.id = c.assignee WHERE c.number = $(case_of Dan)")" eva "who has the case then"
says Dan 10:02:00 "e quando siete aperti domani?"
at 10:02:20
is "$(out Dan | grep -c 'Dalle 9')" 1 "for ever"

# ---- called by a rule or colleague; held back; a file; wrong ----
says Eli 10:10:00 "quando siete aperti?"
at 10:10:10
desk --now "${day}T10:10:20Z" bot-wrong "$(case_of Eli)"
is "$rc|$(sql "SELECT max(wrong) FROM dialogue WHERE case_id = (SELECT id FROM cases WHERE number = $(case_of Eli))")" "0|1" \
	"an answer is said to be wrong" || note "$errs"
desk --now "${day}T10:10:21Z" undo "$(case_of Eli)"
is "$(sql "SELECT wrong FROM dialogue WHERE case_id = (SELECT id FROM cases WHERE number = $(case_of Eli))")" 0 "and that is taken back"
desk --now "${day}T10:10:30Z" hand-over-bot "$(case_of Eli)"
is "$rc" 0 "a colleague calls a person" || note "$errs"
at 10:10:40
is "$(state Eli)" "handed-over|rule" "and it hands over"
desk --now "${day}T10:20:00Z" hold
says Fay 10:20:00 "quando siete aperti?"
at 10:20:10
is "$(out Fay)" "" "held back nothing leaves"
desk --now "${day}T10:20:20Z" release
at 10:20:30
like "$(out Fay)" "Dalle 9 alle 18" "and then it does"

# ---- the live view: one key takes over ----
. "$top_srcdir/tests/ui/golden.sh"
now=${day}T10:20:40Z
console 48x30 <<END
key g b
expect Fay
dump
END
same_screens bot-48x30
console 120x40 <<END
key g b
expect gb:Bot
expect Fay
expect Sono Lina, l'assistente automatico.
dump
key A
expect to eva - u undoes
END
is "$rc" 0 "g b shows its dialogues, and A takes one over" || note "$out" "$errs"
same_screens bot-120x40
at 10:20:50
is "$(state Fay)" "silenced|-" "and it is silent there"
console 80x24 <<END
key g m
expect Fay
key u
END
at 10:21:00
is "$(state Fay)" "talking|-" "undone, the bot has it again" || note "$out" "$errs"

# ---- never to robots, lists, in public ----
says Gus 10:30:00 "quando siete aperti?" ',"flags":["auto"],"kind":"auto"'
says Hal 10:30:00 "quando siete aperti?" ',"audience":"public"'
at 10:30:20
is "$(out Gus)$(out Hal)" "" "no word to what is automatic, nor in public"

# ---- a configuration that is wrong ----
sed -i 's/^hours = office/hours = offic/' "$config"
at 10:40:00
is "$rc" 3 "hours that do not exist"
like "$errs" "config:[0-9]*: .bot Lina. hours = offic: there is no such" "are said with the line"
sed -i '/^.bot Lina/,/^max-answers/d' "$config"
at 11:30:00
is "$(state Fay)|$(sql "SELECT coalesce(assignee, 0) FROM cases WHERE number = $(case_of Fay)")" "silenced|-|0" \
	"what a bot had that is no more goes to people" || note "$errs"
done_testing
