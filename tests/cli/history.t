#!/bin/sh
# The history of a customer on the command line: all cases and channels in order of time, narrowed, in text and JSON.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
. "$top_srcdir/tests/cli/world.sh"
world

desk history ana@example.net
is "$rc" 0 "history CUSTOMER"
like "$out" '^== #1 new  *Lamp$' "under the case's number, status and subject"
like "$out" 'My lamp is broken' "what was said"
desk note 1 'the lot is bad'
desk tag 1 +ship
desk resolve 1
desk history ana@example.net --json
is "$(json '[i["kind"] for i in rows]')" '["message", "message", "note", "action"]' "JSON: one item a line, notes, and what matters of what was done"
is "$(json '[i["at"] for i in rows] == sorted(i["at"] for i in rows)')" true "oldest first"
is "$(json 'r["case"]')" 1 "each with its case"
desk history ana@example.net --kind action --json
is "$(json 'len(rows)')" 3 "--kind action: all that was done"
desk history ana@example.net --kind note
like "$out" 'INTERNAL NOTE by eva' "--kind note"
desk history ana@example.net broken --json
is "$(json '[i["text"].split("\n")[0] for i in rows]')" '["My lamp is broken. What now?", "Hello? Anybody there?"]' "a query"
desk history ana@example.net direction:out
is "$rc" 1 "nothing fits: exit 1"
desk history ana@example.net --since 1h --kind message --json
is "$(json 'len(rows)')" 1 "--since"
desk history ana@example.net --until 1h --json
is "$(json 'len(rows)')" 1 "--until"
desk history ana@example.net --limit 1 --json
is "$(json '[i["kind"] for i in rows]')" '["action"]' "--limit: the newest"
desk history ana@example.net --channel telegram
is "$rc" 1 "--channel"
desk history ana@example.net --limit none
is "$rc" 2 "a wrong number is a usage error"
desk history ana@example.net --since soon
is "$rc" 2 "and so is a wrong time" || note "$errs"

# what was edited keeps its earlier words
sed 's/"text":"[^"]*"/"type":"event","event":"edit","text":"A shame, is it not?"/' "$T/spool/in.jsonl" >"$T/edit"
cat "$T/edit" >>"$T/spool/in.jsonl"
sync
desk history zoe --kind message --json
is "$(json '[r["text"], [v["text"] for v in r["revisions"]]]')" '["A shame, is it not?", ["Your lamps are a shame! Why?"]]' \
	"an edited message has its earlier words" || cat "$T/spool/in.jsonl"
desk history zoe
like "$out" 'Your lamps are a shame! Why?' "in text, too"

ana=$(desk customer list ana --json; json 'r["id"]')
bob=$(desk customer list bob --json; json 'r["id"]')
desk customer merge "$ana" "$bob"
desk history "$bob" --json
is "$(json '[i["case"] for i in rows if i["kind"] == "message"]')" '[1, 1, 2]' "who was merged is found with whom they are one"
like "$out" 'customer' "the merge stands in it" || note "$out"
desk customer export "$ana" --json --verified "her voice"
is "$(json '[i["case"] for i in r["items"] if i["kind"] == "message"]')" '[1, 1, 2]' "and the export has the same"
desk customer unmerge "$ana" "$bob"
desk history "$bob" --kind message --json
is "$(json '[i["case"] for i in rows]')" '[2]' "unmerged, they are two"
done_testing
