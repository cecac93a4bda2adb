#!/bin/sh
# Customers: who they are, one person of two and back, all that is known about one, and forgetting.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
. "$top_srcdir/tests/cli/world.sh"
world

desk customer list
is "$rc" 0 "customer list"
is "$(printf '%s\n' "$out" | wc -l)" 3 "one line a customer; history alone makes none"
like "$out" 'Ana Perez  mail:ana@example.net  1 case, 1 open' "name, address, cases"
desk customer list ana --json
is "$(json 'len(rows)')" 1 "by part of the name"
is "$(json '[k for k in "id uid kind name language preferred vip notes created last erased merged_into cases open_cases identities".split() if k not in r]')" \
	"[]" "every field"
is "$(json '[(i["kind"], i["address"], i["messages"]) for i in r["identities"]]')" '[["mail", "ana@example.net", 2]]' \
	"with identities"
ana=$(json 'r["id"]')
desk customer list example.com --json
bob=$(json 'r["id"]')
desk customer show bob@example.com
like "$out" '#2  *new  *Invoice 12' "customer show: by address, with cases"
desk customer show e
is "$rc" 1 "what fits several"
like "$errs" "fits several customers: use the id" "asks for the id"
desk customer list prez bob
is "$rc" 1 "both words have to fit"
desk customer list prez ana
like "$out" '^         ≈ Ana Perez$' "with a typo, and it says so"
desk customer list prez ana --json
is "$(json '[r["matched"], r["match"], r["identities"][0]["messages"]]')" '["≈ Ana Perez", "typo", 2]' "in JSON, too"
desk customer list ana@exam --json
is "$(json '[r["matched"], r["match"]]')" '["ana@example.net", "prefix"]' "the beginning of an address"
desk customer list '#2' --json
is "$(json '[r["id"], r["matched"]]')" "[$bob, \"#2\"]" "by the number of a case"
desk customer show prez
is "$rc" 1 "a typo is not enough to name one"
like "$errs" "no customer fits 'prez'; is it Ana Perez ($ana)?" "but says who may be meant"
desk customer list nobody
is "$rc" 1 "nobody: exit 1"

desk customer set "$ana" language es
desk customer set "$ana" vip yes
desk customer set "$ana" notes "Calls on Mondays"
desk customer show "$ana" --json
is "$(json '[r["language"], r["vip"], r["notes"]]')" '["es", true, "Calls on Mondays"]' "customer set"
desk customer set "$ana" shoe 43
is "$rc" 1 "an unknown field"
like "$errs" "name, language, preferred, vip, notes" "the known ones are named"
desk customer set "$ana"
is "$rc" 2 "customer set needs a field and a value"
desk undo
desk customer show "$ana" --json
is "$(json 'r["notes"]')" null "undo restores a field"

# typed fields, of customers and of cases
cat >>"$config" <<-EOF
	[field city]
	on = customer
	[field order]
	pattern = [Oo]rder ([0-9]{5})
	[field amount]
	type = amount
	[field reason]
	type = tree
	values = delivery/late, delivery/lost, quality
EOF
desk customer set "$ana" city "Città di Castello"
desk customer show "$ana" --json
is "$(json 'r["fields"]')" '{"city": "Città di Castello"}' "customer set: a declared field"
desk customer set "$ana" town x
like "$errs" "there is no field 'town'" "an undeclared one"
desk field 1 order 12345
is "$out" "order: 12345" "field: says what it set"
desk field 1 amount 12,5 EUR
desk field 1 reason delivery/la
desk field 1 --json
is "$(json '[r["fields"], r["customer_fields"]]')" \
	'[{"amount": "12.50 EUR", "order": "12345", "reason": "delivery/late"}, {"city": "Città di Castello"}]' "field: shows all"
desk field 1 amount lots
is "$rc" 1 "a value that is none"
like "$errs" "no amount: write 12.50 EUR" "and how to write it"
for q in field:order field:order=12345 'field:order=123*' 'field:amount>12' 'field:amount<=12.5' \
	'field:"city=Citta di Castello"' 'field:reason=delivery*'; do
	desk list "$q" --json
	is "$(json '[x["case"] for x in rows]')" "[1]" "query $q"
done
for q in field:order=1234 'field:amount>12.5' field:reason=quality 'not field:order' field:nothing; do
	desk list "$q and case:1" --json
	is "$(json 'len(rows)')" 0 "query $q finds it not"
done
desk undo
desk field 1 --json
is "$(json 'r["fields"]')" '{"amount": "12.50 EUR", "order": "12345"}' "undo takes the last one back"
desk field 1 order 54321
desk undo
desk field 1 --json
is "$(json 'r["fields"]["order"]')" 12345 "undo gives the value before back"
desk field 1 order -
desk field 1 --json
is "$(json 'list(r["fields"])')" '["amount"]' "- takes it away"
desk log 1
like "$out" "set order" "the journal says so"

# found in what they write, unless it is known or was taken away
simple_mail ana-2@example.com "Ana Perez <ana@example.net>" "Re: Lamp" "My order 77777 is late, the other order 88888 is not." 4 |
	put_mail a2 >/dev/null
simple_mail bob-2@example.com "Bob <bob@example.com>" "Invoice 12" "It is for order 66666.
> and order 99999 was another" 4 | put_mail b2 >/dev/null
index_mail
sync
desk list 'field:order=66666' --json
is "$(json 'len(rows)')" 1 "a field is found by its pattern"
bobs=$(json 'r["case"]')
desk list 'field:order=99999' --json
is "$(json 'len(rows)')" 0 "not in what is quoted"
simple_mail bob-3@example.com "Bob <bob@example.com>" "order 55555" "Has it left?" 3 | put_mail b3 >/dev/null
index_mail
sync
desk list 'field:order=55555' --json
is "$(json 'len(rows)')" 1 "in the subject, too"
desk list 'field:order=77777' --json
is "$(json 'len(rows)')" 0 "what somebody took away stays away"
desk log "$bobs"
like "$out" "sync.*set order\|set order.*sync" "the journal says who found it"

# tags, consent, ratings and the rest of the card
desk customer tag "$ana" +wholesale +press
desk customer consent "$ana" marketing yes at the till, 12 November
desk customer rate "$ana" 4/5 "quick answer"
desk customer rate "$ana" 7/5
like "$errs" "from 1 to 5" "a rating off its scale"
desk customer set "$ana" quiet 21-8
like "$errs" "write 21:00-08:00" "quiet hours, malformed"
desk customer set "$ana" quiet 21:00-08:00
desk customer set "$ana" manager eva
desk customer set "$ana" manager nobody
like "$errs" "there is no agent 'nobody'" "an unknown manager"
desk customer set "$ana" cap 2/7d
desk customer set "$ana" form informal
desk customer set "$ana" signs Anita
desk customer show "$ana" --json
is "$(json '[r[k] for k in "manager form signs quiet cap tags".split()]')" \
	'["eva", "informal", "Anita", "21:00-08:00", "2/7d", ["press", "wholesale"]]' "customer show: all of it"
is "$(json '[(x["kind"], x["given"], x["holds"], x["origin"], x["agent"]) for x in r["consent"]]')" \
	'[["marketing", true, true, "at the till, 12 November", "eva"]]' "consent with its origin"
is "$(json '[(x["score"], x["said"], x["scale"], x["words"]) for x in r["ratings"]]')" '[[75, "4", "1-5", "quick answer"]]' \
	"what they thought of us"
desk customer show "$ana"
like "$out" 'account manager  *eva' "and as text"
desk customer consent "$ana" marketing no
desk list 'consent:marketing' --json
is "$(json 'len(rows)')" 0 "withdrawn"
desk customer tag "$ana" -press
desk list 'customer_tag:wholesale is:new' --json
is "$(json '[x["case"] for x in rows]')" "[1]" "found by the customer's tag"

# quiet hours, cap, consent: where we begin a contact, a second yes is asked for
desk customer set "$ana" quiet 00:00-24:00
desk new --to ana@example.net --subject "Hello" "An offer for you."
is "$rc" 1 "no contact begins in quiet hours"
like "$errs" "quiet hours, until 00:00.*--anyway" "and it says so"
desk reply 1 "The answer to your question."
is "$rc" 0 "who waits is answered"
desk undo
desk new --to ana@example.net --subject "Hello" "An offer for you." --anyway
is "$rc" 0 "unless a person says so twice"
desk undo
desk customer set "$ana" quiet ""
desk customer consent "$ana" contact no by telephone
desk new --to ana@example.net --subject "Hello" "An offer for you."
like "$errs" "asked not to be written to" "consent withdrawn"
desk customer consent "$ana" contact yes
desk customer set "$ana" cap 0/7d
desk new --to ana@example.net --subject "Hello" "An offer for you."
like "$errs" "0/7d is the cap" "over the cap"

# what the configuration wants to know before a case is done
sed -i 's/^type = tree/&\nask = must/' "$config"
desk resolve 1
is "$rc" 1 "not resolved without its reason"
like "$errs" "'reason' is missing - field reason VALUE" "it says what is missing"
desk resolve 1 --field reason=quality
is "$rc" 0 "with it"
desk undo
desk field 1 --json
is "$(json '"reason" in r["fields"]')" false "one undo takes both back"

# ---- one person ----
simple_mail ana-3@example.com "Ana Perez <ana.perez@example.com>" "From my office" "It is me again, my mail at home is ana@example.net" 5 |
	put_mail a3 >/dev/null
index_mail
sync
desk customer suggest
like "$out" 'said that ana@example.net is theirs; the same name: Ana Perez' "customer suggest: who may be one person, and why"
desk customer suggest --json
is "$(json '[k for k in "a b score evidence codes".split() if k not in r]')" "[]" "with evidence"
desk customer accept "$ana" bob@example.com
like "$errs" "nothing suggests" "accept: only what is suggested"
other=$(sql "SELECT customer FROM identity WHERE address = 'ana.perez@example.com'")
desk customer show "$ana" --json
is "$(json '[k for k in "tags fields consent ratings channels writes_by hook suggestions newest_cases".split() if k not in r]')" \
	"[]" "customer show has all that the card has"
is "$(json '[[s["customer"] for s in r["suggestions"]], [c["channel"] for c in r["channels"]][:1]]')" "[[$other], [\"mail\"]]" \
	"who may be the same, and what was said where"
desk customer show --hook "$ana"
is "$rc" 3 "there is no hook"
like "$errs" "set customer-hook in .care. of" "and it says where one is set"
desk customer refuse "$ana" "$other"
desk customer suggest
is "$rc" 1 "refused: never suggested again"
desk undo
desk customer accept "$ana" "$other"
is "$rc" 0 "customer accept" || note "$errs"
desk undo
desk customer tag "$other" +dealer
desk customer consent "$other" recording yes on the form
desk customer rate "$other" 3/5
desk customer merge "$ana" "$other"
is "$rc" 0 "customer merge" || note "$errs"
desk customer show "$ana" --json
is "$(json '["dealer" in r["tags"], [x["origin"] for x in r["consent"] if x["kind"] == "recording"], "3" in [x["said"] for x in r["ratings"]]]')" \
	'[true, ["on the form"], true]' "what was known of the other comes along: tags, consent, ratings"
desk customer show "$ana" --json
is "$(json 'sorted(i["address"] for i in r["identities"])')" '["ana.perez@example.com", "ana@example.net"]' \
	"both addresses are hers"
is "$(json 'r["cases"]')" 2 "and both cases"
desk customer unmerge "$ana" "$other"
desk customer show "$ana" --json
is "$(json '["dealer" in r["tags"], [x for x in r["consent"] if x["kind"] == "recording"]]')" '[false, []]' "and goes with them"
desk customer show "$ana" --json
is "$(json '[i["address"] for i in r["identities"]]')" '["ana@example.net"]' "unmerge parts them"
desk customer merge "$ana" "$ana"
is "$rc" 1 "with oneself: no"

# ---- export ----
desk note 1 "she was rude"
desk customer export "$ana"
is "$rc" 1 "nothing is exported for somebody unknown"
like "$errs" "exporting needs a customer who is verified now" "and it says what to do"
desk customer export "$ana" --verified "rang her back"
is "$(json '[len(rows), sorted(i["remote_id"] for i in r["items"] if i["kind"] == "message")]')" \
	'[1, ["ana-1@example.net", "ana-2@example.net"]]' "customer export: one object with all messages"
is "$(json '"suggestions" in r')" false "and nothing of others"
unlike "$out" "she was rude" "without notes"
desk customer export "$ana" --notes
is "$rc" 0 "verified, for as long as the contact goes on"
like "$out" "she was rude" "unless asked for"

# ---- erase ----
desk customer erase "$bob" --verified "by telephone" </dev/null
is "$rc" 1 "erase asks"
like "$errs" "confirm with --yes" "and says how"
desk customer erase "$bob" --yes
is "$rc" 1 "nor erased"
desk customer erase "$bob" --yes --verified "by telephone"
is "$rc" 0 "customer erase --yes" || note "$errs"
like "$out" "Maildir" "and names what still holds words"
is "$(sql "SELECT count(*) FROM text WHERE body LIKE '%invoice%'")" 0 "no word is left"
cat "$T/data/"*.db* | grep -aiq "invoice\|bob@"
is $? 1 "in no file of the store, the index included"
sync
is "$(sql "SELECT count(*) FROM text WHERE body LIKE '%invoice%'")" 0 "and sync does not fetch it back"
desk undo
desk search invoice
is "$rc" 1 "nothing brings it back"
desk customer
is "$rc" 2 "customer alone is a usage error"
desk customer shwo 1
is "$rc" 2 "an unknown part too"

done_testing
