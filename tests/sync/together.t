#!/bin/sh
# What one part of the first level does is what another one sees: a rule puts a case into an incident, the bot says the
# incident's words, a low score opens its case again, and a policy's clock stands behind the incident.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need sqlite3 python3
TZ=Europe/Rome
export TZ

spool=$T/spool
mkdir -p "$spool" "$T/answers"
cat >"$config" <<END
[agent]
id = eva
[store]
languages = en, it
[care]
undo-send = 0s
[account chat]
channel = exec
as = telegram
id = our-bot
command = $top_srcdir/examples/exec-spool $spool
[answers]
folder = $T/answers
[bot Lina]
pause = 8s
[policy quick]
first-response = 1h
[rule trouble]
on = inbound
when = password
do = join login
[rule unhappy]
on = inbound
when = ces:<3
do = reopen; tag +unhappy; priority high
[survey ease]
when = not assigned:bot
after = 0s
END
cat >"$T/answers/hours.txt" <<'END'
title: When are you open?
?en
When are you open?
=en
From 9 to 18.
END
day=2026-11-24
serial=0
# says WHO TIME TEXT
says() {
	serial=$((serial + 1))
	printf '{"thread":"t-%s","id":"%s","from":{"address":"%s","name":"%s"},"at":"%sT%sZ","text":"%s"}\n' "$1" "$serial" "$1" "$1" \
		"$day" "$2" "$3" >>"$spool/in.jsonl"
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
of() {
	sql "SELECT $2 FROM cases c JOIN customer p ON p.id = c.customer WHERE p.name = '$1'"
}

# ---- a rule, an incident, the bot ----
desk --now "${day}T09:00:00Z" incident new login --when "tag:login" --text "We know that signing in fails; it works again by noon."
is "$rc" 0 "an incident" || note "$errs"
says zoe 10:00:00 "My password is refused, what can I do?"
at 10:00:01
is "$(of zoe "(SELECT name FROM incident i WHERE i.id = c.incident)")" login "a rule puts a case into it" || note "$errs"
at 10:00:20
like "$(out zoe)" "it works again by noon" "the bot says what is known" || note "$(out zoe)" "$(sql "SELECT step, error FROM robot")"
unlike "$(out zoe)" "From 9 to 18" "instead of an answer"
desk --now "${day}T12:00:00Z" list "due:<0"
unlike "$out" "zoe" "it is not in the order of what is due"

# ---- a low score ----
says max 10:00:00 "I want to speak to a human, please"
at 10:00:30
max=$(of max c.id)
desk --now "${day}T10:05:00Z" reply "$max" "Here I am. It is done." --no-hold --resolve
is "$rc" 0 "a person answers and is done" || note "$errs"
at 10:05:10
at 10:05:20
like "$(out max)" "How easy was it" "they are asked how easy it was" || note "$(out max)" "$(sql "SELECT why FROM survey")" "$(sql "SELECT step, error FROM robot")"
says max 10:10:00 "2"
at 10:10:01
is "$(sql "SELECT said FROM rating")" 2 "they say it" || note "$errs"
is "$(of max "c.status || ' ' || c.priority")" "1 2" "and a rule opens the case again"
is "$(sql "SELECT robot FROM action WHERE case_id = $max AND verb = (SELECT max(verb) FROM action WHERE case_id = $max AND robot LIKE 'rule:%')")" \
	"rule:unhappy" "in its own name"
desk undo "$max"
is "$(of max c.status)" 4 "which is taken back" || note "$errs"
done_testing
