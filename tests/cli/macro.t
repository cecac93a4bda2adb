#!/bin/sh
# macro.t - canned answers from the command line: which text for whom, questions, conditions; the filter for editors.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/cli/world.sh"
world
row() {
	sql "SELECT body FROM outbox o JOIN text t ON t.id = o.text ORDER BY o.id DESC LIMIT 1"
}

cat >>"$config" <<'EOF'
[macro refund]
key      = ,r
when     = tag:vip
text.en  = "Dear {customer.first_name|customer}, you get {ask:Amount|10} euro by {today+14d}."
text.it  = "Gentile {customer.first_name|cliente}, riceve {ask:Amount|10} euro entro il {today+14d}."
text.it.tu = "Ciao {customer.first_name}, ricevi {ask:Amount|10} euro."
do       = tag "+refund-{ask:Amount}"; note "told {customer.first_name} {ask:Amount} euro"
[macro short]
text     = "At length."
text.short = "Short."
[macro signed]
text     = """
Regards,
{agent.first_name}"""
EOF

desk macro list
like "$out" '^refund  *,r  *0  Dear .*\[en it it.tu\].*(only where tag:vip)$' "listed: key, count, texts, condition"
desk macro show refund --json
is "$(json 'rows[0]["when"], [t["name"] for t in rows[0]["texts"]], rows[0]["texts"][2]["form"]')" '["tag:vip", ["en", "it", "it.tu"], "informal"]' \
	"shown"
desk macro expand refund --case 1
is "$rc" 1 "not where its condition does not hold"
like "$errs" "not for this case: only where tag:vip" "and why"
desk reply 1 --macro refund
like "$errs" "not for this case" "nor in a reply"

desk --now 2026-11-20T10:00:00Z macro expand refund --case 1 --json
is "$(json 'rows[0]["offered"], rows[0]["reason"]')" '[false, "only where tag:vip"]' "JSON says it, too"
desk tag 1 +vip
desk --now 2026-11-20T10:00:00Z macro expand refund --case 1
is "$out" "Dear Ana, you get 10 euro by 4 December 2026." "in their language, with the proposal, and the day as it is written there"
like "$errs" "their language (en)" "why this text"
desk macro expand refund --case 1 --set Amount=25 --lang it --json
is "$(json 'rows[0]["variant"], rows[0]["do"], rows[0]["open"]')" \
	"[\"it\", \"tag +refund-25; note 'told Ana 25 euro'\", []]" "answered, in actions too" || note "$out"
desk customer set "Ana Perez" form informal
desk macro expand refund --case 1 --lang it
is "$out" "Ciao Ana, ricevi 10 euro." "the form of address"
desk macro expand refund --case 1 --lang de --json
is "$(json 'rows[0]["variant"], rows[0]["fallback"], rows[0]["why"]')" \
	'["en", true, "NO TEXT in their language (de): en instead"]' "no text in their language: it says so" || note "$out"
desk macro expand short
is "$out" "At length." "the plain one"
desk macro expand short --short
is "$out" "Short." "the short one"

desk reply 1 --macro refund --set 'Amount=7' -q
is "$rc" 0 "answered, it goes" || note "$errs"
like "$(row)" '^Dear Ana, you get 7 euro' "with the answer"
desk list --json tag:refund-7
is "$(json '[r["case"] for r in rows]')" '[1]' "and its action"
desk macro list
like "$out" '^refund  *,r  *1 ' "it is counted"

# ---- a name is never a command ----
desk customer set "Ana Perez" name '; resolve; "x'
desk macro expand refund --case 1 --set 'Amount=1" ; spam ; "' --json
like "$(json 'rows[0]["do"]')" "^tag '+refund-1\" ; spam ; \"'; note 'told ; 1\"" "what was said or asked stays one word"
desk customer set 1 name "Ana Perez"

# ---- nothing open leaves ----
for text in 'Dear {customer.name}' '{ask:Amount}' '{{ask:Amount}}' 'x {ask:A|1} y'; do
	desk reply 1 "$text"
	is "$rc" 1 "reply: $text"
	desk new --to a@example.org --subject x "$text"
	is "$rc" 1 "new: $text"
	desk escalate 1 tecnici --reason "$text"
	is "$rc" 1 "escalate: $text"
done
post=$(sql "SELECT id FROM message WHERE audience > 1 LIMIT 1")
desk stream answer "$post" --public 'Hello {customer.name}'
is "$rc" 1 "nor under a post"
desk bulk-reply 'case:1' 'You get {ask:Amount}'
like "$out$errs" "{ask:Amount}" "nor to many"
is "$(sql "SELECT count(*) FROM outbox o JOIN text t ON t.id = o.text WHERE body LIKE '%{%'")" 0 "none of it is in the outbox"
desk new --to a@example.org --subject 'About {ask:What}' text
is "$rc" 1 "nor in a subject"
desk note 1 'they owe {ask:Amount}'
is "$rc" 1 "nor a question in a note"
desk note 1 'they sent {"a": 1} and {b: 2}'
is "$rc" 0 "other braces may stand in a note"
desk escalate 1 tecnici --reason 'see the {json: 1} there'
is "$rc" 1 "a reason is ours"

# ---- an editor's filter ----
printf 'Hello\n\n::signed\nstd::signed ::nothing (::short)\n' >"$T/letter"
out=$("$SPORTELLO" --config "$config" --store "$store" macro expand - --case 1 <"$T/letter" 2>&1)
is "$out" "Hello

Regards,
Eva
std::signed ::nothing (At length.)" "::name in a text"
out=$(SPORTELLO_CASE=1 "$SPORTELLO" --config "$config" --store "$store" macro expand - <<-'EOF'
	::refund
	EOF
)
like "$out" 'Dear Ana, you get 10 euro' "for the case of the console that runs the editor"

# ---- what the configuration's reader cannot know ----
line=$(($(wc -l <"$config") + 1))
cat >>"$config" <<'EOF'
[macro wrong]
when = is:opn
text = "Dear {customer.nmae}"
text.it = "Caro {field.ordr}"
do = tga +x
[macro short]
text = again
EOF
desk doctor
like "$out$errs" "config:$((line + 1)): .macro wrong. when: column 1: 'is:' knows" "doctor: a condition, with its line"
like "$out$errs" "config:$((line + 2)): .macro wrong. text: unknown variable {customer.nmae} - did you mean {customer.name}" "a variable"
like "$out$errs" "config:$((line + 3)): .macro wrong. text.it: unknown variable {field.ordr}: no variable, and no .field ordr" "of a variant"
like "$out$errs" "config:$((line + 4)): .macro wrong. do: .*did you mean 'tag'" "a command"
like "$out$errs" "config:$((line + 5)): .macro short. name: the same name as on line" "a name that is there twice"
sed -i 's/^text.it = "Caro/text.italian = "Caro/' "$config"
desk macro list
is "$rc" 3 "a variant that is none"
like "$errs" "config:$((line + 3)):1: text.italian: say for whom" "is named with its place"
done_testing
