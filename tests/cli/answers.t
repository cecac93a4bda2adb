#!/bin/sh
# answers.t - answer files from the command line: listed, shown, matched as people write, checked.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/cli/world.sh"
world
mkdir "$T/answers"
cp "$top_srcdir"/examples/answers/*.txt "$T/answers"
cat >>"$config" <<EOF
[answers]
folder = $T/answers
[field order]
type = text
EOF

desk answers
is "$rc" 0 "answers are listed" || note "$errs"
like "$out" '^return  *Sending something back  \[en it de fr pt\]  (guide)$' "name, title, languages"
desk answers show return --lang it
like "$out" '^Può restituire' "the Italian text"
unlike "$out" '^You may send' "no other"
like "$out" '1. Make the label' "the procedure"
like "$out" '2/3 Attacchi' "the steps"
desk answers show retrun
is "$errs" "sportello: there is no answer 'retrun' - did you mean 'return'?" "a name that is none"
desk answers show return --json
is "$(json 'r["intent"], len(r["steps"]), r["steps"][2]["link"], r["ask"]')" \
	'["return", 6, "https://shop.example/returns", ["order"]]' "as JSON"

desk answers match "dove e' il mio paco???" --lang it
is "$rc" 0 "a misspelt question finds its answer"
like "$out" '^ *[0-9][0-9]  order-status  *Where is my order?  (dove, paco)$' "with the words that matched" || note "$out"
like "$errs" "'order-status' fits" "and says so"
desk answers match "do you sell dinosaurs?"
is "$rc" 1 "what nobody has answered"
like "$errs" 'none fits' "is said"
desk answers match my order --json
is "$(json '[x["fits"] for x in rows][:2]')" '[false, false]' "a word alone fits none"

# what comes in is labelled by the robot
sync
is "$(sql 'SELECT intent FROM cases WHERE id = 2')" invoice "a mail gets the label of the answer that fits"
desk list intent:invoice --json
is "$(json '[x["case"] for x in rows], r["intent"], r["intent_by_hand"]')" '[[2], "invoice", false]' "found by it, in JSON"
desk show 2
like "$out" '^About: invoice$' "and shown"
is "$(sql "SELECT count(*) FROM answer_use WHERE state = 'missing' AND id IN (SELECT id FROM message WHERE case_id = 1)")" 2 \
	"what has no answer is taken note of"
desk intent 2 refnd
like "$errs" "no answer has the intent 'refnd' - did you mean 'refund'" "a label that is none"
desk intent 2 refund
is "$rc" 0 "corrected by hand" || note "$errs"
sed -i 's/^intent: invoice/intent: bill/' "$T/answers/invoice.txt"
sync
is "$(sql 'SELECT intent FROM cases WHERE id = 2')" refund "which holds, whatever is recognised later"
is "$(sql 'SELECT DISTINCT intent FROM message WHERE case_id = 2')" bill "messages have the label that the files say now"
desk list 'intent:ref*' --json
is "$(json 'r["case"], r["intent_by_hand"]')" '[2, true]' "by the beginning of the label"
desk undo
is "$(sql 'SELECT intent, intent_set IS NULL FROM cases WHERE id = 2')" "invoice|1" "undone"
sed -i 's/^intent: bill/intent: invoice/' "$T/answers/invoice.txt"
desk list intent:none --json
is "$(json 'len(rows)')" 2 "those about nothing known"

# pages for the public: no server, nothing from elsewhere, no word that is not public
mkdir -p "$T/site/en"
echo mine >"$T/site/en/own.html"
cat >"$T/answers/sly.txt" <<'EOF'
title: <script>alert(1)</script> & "more"
?en
what about <b>tags</b> & quotes' ends
=en: Dear {customer.first_name}, use <b>5 > 4</b> & "quotes".
! the secret procedure
> Go <there>
link: https://shop.example/?a=1&b='2'
~ return
EOF
printf 'title: For us alone\ninternal: yes\n?en\nwho knows\n=en: nobody else\n' >"$T/answers/inside.txt"
printf 'title: Old news\nvalid until: 2020-01-01\n?en\nold\n=en: over\n' >"$T/answers/over.txt"
printf 'title: Asks\n?en\nhow much\n=en: It is {ask:Amount} euro\n' >"$T/answers/asks.txt"
desk answers --html "$T/site"
is "$rc" 0 "pages are written" || note "$errs"
site=$T/site
page=$(cat "$site/en/sly.html")
like "$page" '<h1>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot;</h1>' "escaped"
like "$page" '<p>Dear, use &lt;b&gt;5 &gt; 4&lt;/b&gt; &amp; &quot;quotes&quot;.</p>' "what a page cannot know is left out"
like "$page" 'href="https://shop.example/?a=1&amp;b=&#39;2&#39;"' "a link"
like "$page" '<a href="return.html">Sending something back</a>' "see also"
like "$page" '<html lang="en">' "says its language"
unlike "$(cat "$site"/en/*.html "$site"/it/*.html)" 'secret procedure\|nobody else\|Old news\|{ask:' "public and valid ones only"
unlike "$(cat "$site"/*.html "$site"/en/*.html)" '<\(link\|script src\|iframe\)\|url(\|@import' "nothing from elsewhere"
like "$(cat "$site/it/return.html")" 'Può restituire qualsiasi articolo' "in Italian"
like "$(cat "$site/it/return.html")" '<h1>Vorrei fare un reso</h1>' "under a heading in Italian"
like "$(cat "$site/en/index.html")" '<label for="q">Search the answers</label>' "an index with a search"
like "$(cat "$site/en/index.html")" 'data-words="[^"]*quotes' "in questions, too"
rm "$T/answers/sly.txt" "$T/answers/inside.txt" "$T/answers/over.txt" "$T/answers/asks.txt"
desk answers --html "$T/site"
is "$(ls "$site/en" | grep -c 'sly\|own')" 1 "pages of answers that are gone go, other files stay"
desk answers --html "$config/none"
is "$rc" 1 "a folder that cannot be" || note "$errs"

desk answers check
is "$rc" 0 "the samples are sound" || note "$out"
like "$errs" ' answers in .*, 0 to look at' "nothing to look at" || note "$out"
cat >"$T/answers/old.txt" <<'EOF'
title: Old
owner: nobody-here
valid until: 2020-01-31
ask: ordr
when: is:sideways
?en
I want to return an item
=en
Dear {customer.frist_name}
> Look
picture: none.png
~ retrun
EOF
printf 'titel: x\n=\nx\n' >"$T/answers/wrong.txt"
desk answers check
is "$rc" 1 "mistakes are found"
like "$out" "^wrong.txt:1: unknown key 'titel' - did you mean 'title'?" "a file that cannot be read"
like "$out" "^old.txt:3: valid until 2020-01-31" "one past its day"
like "$out" "^old.txt:2: owner: no agent is called 'nobody-here'" "an owner"
like "$out" "^old.txt:4: ask: .*did you mean 'order'" "a field"
like "$out" "^old.txt:5: when: " "a query"
like "$out" "^old.txt:8: unknown variable {customer.frist_name}" "a variable" || note "$out"
like "$out" "^old.txt:10: there is no picture none.png" "a picture" || note "$out"
like "$out" "^old.txt:12: there is no answer 'retrun' - did you mean 'return'" "a follow-up" || note "$out"
like "$out" "^old.txt: no text in it" "a language without a text"
like "$out" "nobody can tell it from\|leads to" "two that are alike" || note "$out"
desk answers list
like "$out" '^old .*EXPIRED 2020-01-31' "an old one is marked"
like "$errs" '^sportello: wrong.txt:1: ' "and the wrong file named"
like "$out" '^return ' "the others are there"

desk complete answers
like "$out" '^order-status$' "names are completed"
sed -i "s#^folder = $T/answers#folder = $T/none#" "$config"
desk answers
is "$rc" 1 "no folder, no answers"
like "$errs" 'sportello-answers(5) says how' "but a way to them"
done_testing
