#!/bin/sh
# Merges, splits and links: why they were done stands on both sides, a participant is addressed only when named, and
# undo gives each what is theirs, with what came meanwhile.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
. "$top_srcdir/tests/cli/world.sh"
world

# ---- why ----
desk merge 1 2 --same-person --because 'same order 4711'
is "$rc" 0 "merge --because" || note "$errs"
desk show 1 --json
is "$(json '[i["text"] for i in r["items"] if i["kind"] == "action"]')" '["merged in #2: same order 4711"]' "on the timeline, once"
is "$(json '[i["reason"] for i in r["items"] if i["kind"] == "action"]')" '["same order 4711"]' "and a field of its own"
desk log 1
like "$out" 'merged in #2: same order 4711' "in the journal"
simple_mail bob-2@example.com 'Bob <bob@example.com>' 'Re: Invoice 12' 'Where is it? It is late now.' 10 bob-1@example.com | put_mail bob-2 >/dev/null
index_mail
sync --account support
desk show 1 --json
is "$(json '[i["text"].split("?")[0] for i in r["items"] if i["from"] and i["from"]["address"] == "bob@example.com"]')" \
	'["Where is my invoice", "Where is it"]' "what he writes now comes to the one case"
desk undo 1
is "$rc" 0 "undone, with what came since" || note "$errs"
desk show 2 --json
is "$(json '[i["text"].split("?")[0] for i in r["items"] if i["from"] and i["from"]["address"] == "bob@example.com"]')" \
	'["Where is my invoice", "Where is it"]' "which goes back with its thread"
is "$(json '[i["text"] for i in r["items"] if i["kind"] == "action"]')" '["merged into #1: same order 4711", "undid: merge"]' \
	"the other case tells of it, too"
is "$(json 'r["status"]')" new "nobody has touched it"
desk customer list bob --json
is "$(json '[r["name"], r["merged_into"]]')" '["Bob", null]' "and is a person again"

# ---- customers ----
desk customer show ana@example.net --json
ana=$(json 'r["id"]')
desk customer show bob@example.com --json
bob=$(json 'r["id"]')
desk customer merge "$ana" "$bob" --because 'they said so'
is "$rc" 0 "customer merge --because" || note "$errs"
desk list has:siblings --json
is "$(json '[(x["case"], x["siblings"]) for x in rows]')" '[[1, 1], [2, 1]]' "one person, two open cases: +1"
desk customer unmerge "$ana" "$bob" --because 'two brothers'
is "$rc" 0 "customer unmerge --because" || note "$errs"
desk log
like "$out" "merged customer Bob ($bob) into Ana Perez ($ana): they said so" "who, into whom, why"
like "$out" "unmerged customer Bob ($bob) from Ana Perez ($ana): two brothers" "and back, why"

# ---- a participant ----
desk merge 1 2 --same-person --participant
is "$rc" 1 "one of the two"
desk merge 1 2 --participant -b 'he asks for her'
is "$rc" 0 "merge --participant" || note "$errs"
desk show 1 --json
is "$(json '[r["customer"]["name"], [(p["address"], p["role"]) for p in r["participants"]]]')" \
	'["Ana Perez", [["bob@example.com", "from"]]]' "hers, and he takes part"
desk show 1
like "$out" 'Takes part: Bob <bob@example.com>' "in words"
desk customer merge "$ana" "$bob"
desk show 1 --json
is "$(json 'r["participants"]')" '[]' "who is the customer takes no part besides"
desk undo
desk reply 1 'Here it is.'
is "$(sql 'SELECT address FROM outbox_recipient ORDER BY outbox DESC LIMIT 1')" ana@example.net "an answer goes to her alone"
desk undo
desk customer export "$bob" --verified 'at the counter'
is "$(json '[i["text"].split("?")[0] for i in r["items"]]')" '["Where is my invoice", "Where is it"]' \
	"what he said is in his history all the same"
desk undo --action "$(sql 'SELECT max(grp) FROM action WHERE verb=14')"
desk show 1 --json
is "$(json 'r["participants"]')" '[]' "undone, he takes no part"

# ---- split ----
item=$(sql "SELECT id FROM message WHERE remote_id='bob-2@example.com'")
desk split 2 "$item" --because 'another matter'
is "$rc" 0 "split --because" || note "$errs"
new=$(sql 'SELECT max(number) FROM cases')
desk show "$new"
like "$out" 'split off from #2: another matter' "the new case says where it comes from"
desk show 2
like "$out" "split off #$new: another matter" "the old one where it went"
desk merge 2 "$new"
desk undo --action "$(sql "SELECT grp FROM action WHERE verb=15 ORDER BY id LIMIT 1")"
is "$rc" 1 "split, then merged: the split alone is not undone"
like "$errs" "#$new was merged into #2 since: undo that first" "and it says why"
desk undo
desk undo --action "$(sql "SELECT grp FROM action WHERE verb=15 ORDER BY id LIMIT 1")" --because 'one matter after all'
is "$rc" 0 "in order, it is" || note "$errs"
desk show 2
like "$out" 'undid: .*: one matter after all' "and why, here"
desk show 2 --json
is "$(json '[i["reason"] for i in r["items"] if i.get("reason")][-1:]')" '["one matter after all"]' "in JSON, too"

# ---- links ----
desk link 1 2 --as duplicate --because 'same words'
is "$rc" 0 "link --as" || note "$errs"
desk show 1
like "$out" 'Linked: duplicate of #2, new: Invoice 12' "here"
desk show 2 --json
is "$(json '[(l["case"], l["kind"], l["of"]) for l in r["links"]]')" '[[1, "duplicate", false]]' "and there"
desk show 2
like "$out" 'Linked: has the duplicate #1' "in its own words"
desk list has:link --json
is "$(json 'sorted(x["case"] for x in rows)')" '[1, 2]' "has:link finds both"
desk unlink 2 1
is "$rc" 0 "unlink, from the other side" || note "$errs"
desk unlink 2 1
is "$rc" 1 "once"
desk undo
desk show 1 --json
is "$(json '[(l["case"], l["kind"], l["of"]) for l in r["links"]]')" '[[2, "duplicate", true]]' "undone"
desk link 1 2 --as cousin
is "$rc" 1 "kinds of links"
done_testing
