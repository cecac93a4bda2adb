#!/bin/sh
# The verbs that look: what they print for people, and every field that scripts may rely on.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
. "$top_srcdir/tests/cli/world.sh"
world

# keys EXPRESSION FIELD...: the object has exactly the fields promised
has_keys() {
	of=$1
	shift
	is "$(json "[k for k in '$*'.split() if k not in $of]")" "[]" "fields: $*"
}

# ---- list ----
desk list
is "$rc" 0 "list"
is "$(printf '%s\n' "$out" | wc -l)" 3 "one line a case; history is no case"
like "$out" '^#1  *new .*mail .*Ana Perez .*Lamp ' "number, status, channel, customer, subject"
desk list --json
is "$(json 'len(rows)')" 3 "one object a line"
has_keys r case uid subject status priority customer channels tags assignee team escalation unread messages \
	waiting_since due updated
is "$(json '[r["case"], r["subject"], r["status"], r["priority"], r["customer"]["name"], r["channels"], r["tags"]]')" \
	'[1, "Lamp", "new", "normal", "Ana Perez", ["mail"], []]' "of the case that waits longest"
is "$(json '[r["assignee"], r["team"], r["escalation"], r["unread"], r["messages"]]')" '[null, null, null, 2, 2]' \
	"nobody's, nobody has read it"
like "$(json 'r["waiting_since"]')" '^20[0-9-]*T[0-9:]*Z$' "times are RFC 3339 in UTC"
like "$(json 'r["uid"]')" '^[0-9a-f]\{32\}$' "the uid is there"
uid=$(json 'r["uid"]')
desk list --json --sort recent
is "$(json '[r["case"] for r in rows]')" '[3, 2, 1]' "--sort recent"
desk list --json --sort waiting --limit 2
is "$(json '[r["case"] for r in rows]')" '[1, 2]' "--sort waiting --limit 2"
desk list is:spam
is "$rc" 1 "nothing matched: exit 1"
is "$out$errs" "" "and nothing is said"
desk list --json customer:bob or channel:mastodon
is "$(json 'sorted(r["case"] for r in rows)')" '[2, 3]' "words are joined to a query"
desk list --json 'lamp*' -from:ana
is "$(json '[r["case"] for r in rows]')" '[3]' "a minus negates"

# ---- search, count ----
desk search fattura
is "$rc" 0 "search finds history"
like "$out" ' -  .*mail .*Ida Neri .*Vecchia fattura .*La fattura di marzo' "with its words, without a case"
desk search --json lamp
is "$(json 'len(rows)')" 2 "search --json: one object an item"
has_keys r id uid kind direction channel account from to at subject text quoted attachments delivery remote_id actor \
	case snippet
is "$(json '[r["subject"], r["text"]]')" '["Re: Lamp", "Hello? Anybody there?"]' "newest first, with its text"
desk search xyzzy
is "$rc" 1 "nothing found: exit 1"
desk count
is "$out" 3 "count counts cases"
desk count --items
is "$out" 5 "count --items counts items"
desk count from:ana --json
is "$(json r)" '{"count": 1}' "as an object"

# ---- show ----
desk show 1
is "$rc" 0 "show"
like "$out" '^#1 Lamp' "a header"
like "$out" '^new, normal, assigned to nobody' "with status, priority, assignee"
like "$out" '^Customer: Ana Perez' "and customer"
is "$(printf '%s\n' "$out" | grep -n 'What now\|Anybody' | head -n 2 | cut -d: -f2)" \
	"$(printf 'My lamp is broken. What now?\nHello? Anybody there?')" "items oldest first"
desk show '#1' --json
has_keys r case uid subject status priority customer channels tags assignee team escalation unread messages \
	waiting_since due updated items
has_keys 'r["items"][0]' id uid kind direction channel account from to at subject text quoted attachments delivery \
	remote_id actor
is "$(json '[(i["kind"], i["direction"], i["account"], i["from"]["address"], i["remote_id"]) for i in r["items"]]')" \
	'[["message", "in", "support", "ana@example.net", "ana-1@example.net"], ["message", "in", "support", "ana@example.net", "ana-2@example.net"]]' \
	"the items are the mails"
is "$(json '[r["items"][1]["text"], r["items"][1]["quoted"]]')" \
	'["Hello? Anybody there?", "On Monday Ana wrote:\n> My lamp is broken. What now?"]' \
	"what was written and what it quotes, apart"
is "$(json 'r["items"][0]["to"][0]["address"]')" support@example.org "recipients"
is "$(json '[r["items"][0]["delivery"], r["items"][0]["actor"]]')" '[null, null]' "null where there is nothing"
first=$(json 'r["items"][0]["id"]')
like "$(json 'r["last_item"]')" '^[0-9]*$' "last_item is for reply --seen"
desk show "u:$(echo "$uid" | cut -c1-8)"
like "$out" '^#1 Lamp' "a case by the beginning of its uid"
desk show 3 --json
is "$(json '[r["audience"], r["channels"]]')" '["public", ["mastodon"]]' "a public case says so"
desk note 1 "only for us"
desk show 1
like "$out" 'INTERNAL NOTE by eva' "a note is marked"
desk show 1 --json
is "$(json '[(i["kind"], i["text"], i["actor"]) for i in r["items"] if i["kind"] == "note"]')" \
	'[["note", "only for us", "eva"]]' "and is an item of its own kind"
is "$(json '[(i["actor"], i["text"]) for i in r["items"] if i["kind"] == "action"][0]')" '["eva", "wrote a note"]' \
	"so is an action"

# ---- log ----
desk log 1
like "$out" ' eva  *wrote a note' "log: who did what"
desk tag 2 +paid
desk log --json --limit 1
is "$(json '[r["kind"], r["actor"], r["text"], r["case"], len(rows)]')" '["action", "eva", "tagged +paid", 2, 1]' \
	"the whole journal, newest first"
desk priority 1 high
desk log 1 --changes
like "$out" 'priority: normal -> high' "log --changes: before and after"

# ---- explain, raw ----
desk explain "$first"
is "$rc" 0 "explain"
like "$out" 'it begins a thread' "says why"
desk explain ana-2@example.net --json
has_keys r id case codes words
is "$(json 'r["case"]')" 1 "a mail by its Message-ID"
desk raw "$first"
is "$out" "$(cat "$mail_root/INBOX/cur/a1:2,")" "raw is the file, byte for byte"

# ---- save ----
item=$(sql "SELECT id FROM message WHERE remote_id = 'bob-1@example.com'")
desk save "$item"
like "$out" '^1  2  *[0-9]*  order.csv' "save lists attachments"
desk save "$item" --json
is "$(json '[r["name"], r["type"]]')" '["order.csv", "text/csv"]' "as objects too"
mkdir "$T/files"
desk save "$item" 1 "$T/files/o.csv"
is "$out" "$T/files/o.csv" "and saves one by its place"
is "$(cat "$T/files/o.csv")" "12;3" "with its bytes"
desk save "$item" order.csv "$T/files/o.csv"
is "$rc" 1 "nothing is overwritten"
like "$errs" "exists already" "and it is said"
(cd "$T/files" && "$SPORTELLO" --config "$config" --store "$store" save "$item" order.csv >/dev/null)
is "$(cat "$T/files/order.csv")" "12;3" "by its name, here"
desk save "$item" 7
like "$errs" "has no attachment '7' - .sportello save $item. lists them" "an unknown one"

# ---- stats ----
desk stats
like "$out" '^open now  *3$' "stats for people"
desk stats --json
has_keys r from to open waiting overdue unassigned opened resolved solved reopened inbound outbound notes escalated merged \
	failed first_reply_p50 first_reply_p90 resolution_p50 resolution_p90
is "$(json '[r["open"], r["opened"], r["inbound"], r["notes"]]')" '[3, 3, 4, 1]' "figures of the last week"

# ---- hostile words drive no terminal ----
printf 'From: Eve \033]0;owned\007 <eve@example.net>\nTo: support@example.org\nSubject: =?utf-8?q?a=1B[2Jb=C2=9Bc?=\nDate: %s\nMessage-ID: <eve-1@example.net>\n\nsee \033[31mred\033[0m\r\n\342\200\256evil\n' \
	"$(mail_date 10)" | put_mail e1 >/dev/null
index_mail
sync
for verb in "list from:eve" "search from:eve" "show 4" "explain eve-1@example.net" "customer list eve" "log"; do
	desk $verb
	is "$(printf '%s' "$out" | LC_ALL=C tr -d '\n\t' | LC_ALL=C grep -c "$(printf '[\001-\037\177]')")" 0 \
		"$verb: no control characters"
	unlike "$out" "$(printf '\302\233\|\342\200\256')" "$verb: nor C1 and bidi ones"
done

done_testing
