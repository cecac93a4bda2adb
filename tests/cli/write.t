#!/bin/sh
# Replies, new messages and forwards: from the words to a row of the outbox, and out of the door.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
. "$top_srcdir/tests/cli/world.sh"
TZ=Europe/Rome
export TZ
world

# row EXPRESSION: of the newest row of the outbox, as r
row() {
	desk outbox show "$(sql 'SELECT max(id) FROM outbox')" --json
	json "$1"
}

# ---- a reply ----
desk reply 1 It left today, Ana.
is "$rc" 0 "reply" || note "$errs"
is "$out" "$(sql 'SELECT max(id) FROM outbox')" "prints the number in the outbox"
is "$(row '[r["case"], r["account"], r["channel"], r["to"], r["state"], r["attempts"], r["error"]]')" \
	'[1, "support", "mail", "ana@example.net", "queued", 0, null]' "to the customer, by the way she wrote"
is "$(row 'r["subject"]')" "Re: Lamp" "with the subject"
is "$(row 'r["text"]')" "$(printf 'It left today, Ana.\n\n-- \nEva Rossi, Assistenza')" "and the signature"
like "$(row 'r["not_before"]')" T "it waits for the time of undo"
desk show 1 --json
is "$(json '[(i["kind"], i["id"], i["direction"], i["delivery"], i["actor"]) for i in r["items"]][-1]')" \
	'["outbox", null, "out", "queued", "eva"]' "it stands on the timeline, as what it is"
is "$(json '[r["status"], r["waiting_since"]]')" '["open", null]' "the customer waits no longer"
desk undo
is "$(row 'r["state"]')" cancelled "undo takes it back"

desk reply 1 --body-file - --json <<EOF2
By pipe: perché no?
EOF2
is "$(json '[r["outbox"] > 0, r["case"]]')" '[true, 1]' "text from standard input; the answer as an object"
like "$(row 'r["text"]')" '^By pipe: perché no?$' "as it was written"
desk outbox cancel "$(sql 'SELECT max(id) FROM outbox')"
desk reply 1 --quote --no-hold --resolve As I said:
like "$(row 'r["text"]')" '^> Hello? Anybody there?$' "--quote"
like "$(row 'r["text"]')" '^As I said:$' "below what is written"
desk show 1 --json
is "$(json 'r["status"]')" resolved "--resolve takes effect with it"
desk undo
desk show 1 --json
is "$(json 'r["status"]')" open "and undo takes both back"
is "$(row 'r["state"]')" cancelled "as one"
desk reply 1 --pending Which lamp is it?
desk show 1 --json
is "$(json 'r["status"]')" pending "--pending"
desk undo
desk reply 1 --pending --resolve what
is "$rc" 2 "not both"

# ---- to whom, how, when ----
desk reply 1 --to "Ana at work <ana@work.example>" --cc 'max@example.org, "Li, Wu" <li@example.org>' --subject Lamps hello
is "$(row '[(t["name"], t["address"]) for t in r["recipients"]]')" \
	'[["Ana at work", "ana@work.example"], [null, "max@example.org"], ["Li, Wu", "li@example.org"]]' "--to and --cc"
is "$(row 'r["subject"]')" Lamps "--subject"
desk undo
desk reply 1 --to "no address" hello
is "$rc" 1 "what is no address"
like "$errs" "'no address' is no address for mail" "is said"
desk reply 1 --subject "$(printf 'a\nBcc: x@example.net')" hello
is "$rc" 1 "no header is smuggled in by the subject"
desk reply 1 --via piazza hello
is "$rc" 1 "a way by which she never wrote"
desk reply 1 --via sopport hello
is "$rc" 1 "an account that is not there"
like "$errs" "sopport" "is named"
desk reply 1 --at "tomorrow 9:00" Good morning
is "$(row '[r["state"], r["not_before"][11:]]')" "[\"queued\", \"$(TZ=Europe/Rome date -d 'tomorrow 9:00' +%s |
	xargs -I{} date -u -d @{} +%H:%M:%SZ)\"]" "--at"
desk undo
desk reply 1 --at whenever hello
is "$rc" 1 "a time nobody understands"
desk reply 1 --at "until reply" hello
is "$rc" 2 "a time that is none"
desk reply 1 </dev/null
is "$rc" 1 "an empty message"
like "$errs" "empty" "is not queued"
is "$(sql 'SELECT count(*) FROM outbox WHERE state = 0')" 0 "nothing of these waits"

# ---- attachments ----
echo 'a;b' >"$T/list.csv"
echo 'x' >"$T/two.txt"
desk reply 1 --attach "$T/list.csv" --attach "$T/two.txt" --no-hold see both
is "$(sql 'SELECT group_concat(name) FROM (SELECT name FROM outbox_file ORDER BY n)')" list.csv,two.txt "--attach"
desk reply 1 --attach "$T/absent.csv" see it
is "$rc" 1 "a file that is not there"
like "$errs" "absent.csv: .*No such file" "is named"
rm "$T/list.csv"
sync --json --account support
like "$out" '"delivered":1' "it leaves"
like "$(cat "$T/sent.eml")" 'filename=.*list.csv' "with a file that was taken away since"
like "$(cat "$T/sent.eml")" '^In-Reply-To: <ana-2@example.net>' "in its thread"

# ---- macros ----
desk reply 2 --macro saluto
is "$(row 'r["text"].split("\n")[0]')" "Gentile Bob, grazie." "--macro: text with the customer's name"
desk list --json tag:grazie
is "$(json '[r["case"] for r in rows]')" '[2]' "and its actions"
desk undo
desk list tag:grazie
is "$rc" 1 "which go when the message is taken back"
desk reply 2 --macro saluto and more
like "$(row 'r["text"]')" '^and more$' "words after the macro's"
desk undo
desk reply 2 --macro chiede
is "$rc" 1 "what must be asked cannot go"
like "$errs" "{ask:Importo}" "and is named"
desk reply 2 "Dear {customer.name}"
is "$rc" 1 "nor an open placeholder in one's own words"
desk reply 2 --macro salut
like "$errs" "did you mean 'saluto'?" "an unknown macro, with the nearest"

# ---- public or private ----
desk reply 3 hello
is "$rc" 2 "a public thread: it must be said"
like "$errs" "say --public, or --private" "which"
desk reply 3 --private hello
is "$rc" 1 "there is no private way to her"
like "$errs" "no private way" "and it is said"
desk reply 3 --public --private hello
is "$rc" 2 "not both"
desk reply 3 --public --no-hold Write us, please.
is "$rc" 0 "--public" || note "$errs"
desk reply 1 --public hello
is "$rc" 2 "nothing is public by mail"
sync --account piazza
like "$(cat "$T/spool/out.jsonl")" '"audience": "public"' "it leaves as public"

# ---- somebody wrote meanwhile ----
desk show 2 --json
seen=$(json 'r["last_item"]')
simple_mail bob-2@example.com "Bob <bob@example.com>" "Re: Invoice 12" "Found it, thank you for nothing!" 1 bob-1@example.com |
	put_mail b2 >/dev/null
index_mail
sync
rm -f "$T/sent.eml"
desk reply 2 --seen "$seen" --no-hold Here it is.
is "$rc" 0 "a reply that saw less than there is"
sync --json
[ ! -e "$T/sent.eml" ]
ok $? "does not leave"
is "$(row '[r["state"], r["reason"]]')" '["review", "news"]' "it waits for review, with the reason"
desk outbox
like "$out" ' review ' "and is in the list"
desk outbox retry "$(sql 'SELECT max(id) FROM outbox')"
sync
[ -e "$T/sent.eml" ]
ok $? "after a look it leaves"
desk reply 2 --seen x hello
is "$rc" 2 "--seen needs a number"

# ---- new, forward ----
desk new --to "Ida <ida@example.net>" --subject "Fattura di marzo" --no-hold Eccola.
is "$rc" 0 "new" || note "$errs"
is "$(row '[r["kind"], r["to"], r["subject"], r["account"]]')" \
	'["new", "ida@example.net", "Fattura di marzo", "support"]' "to whom and about what"
desk new --to "" --subject x y
is "$rc" 1 "to nobody"
desk new --to a@example.net --subject x --via nosuch y
like "$errs" "no account or channel 'nosuch' - .sportello account list." "by nothing"
item=$(sql "SELECT id FROM message WHERE remote_id = 'bob-1@example.com'")
mv "$mail_root/INBOX/cur/b1:2,"* "$mail_root/INBOX/cur/b1:2,FRS"
desk forward "$item" --to max@example.org --no-hold Please look.
is "$rc" 0 "forward" || note "$errs"
is "$(row '[r["kind"], r["to"], r["subject"]]')" '["forward", "max@example.org", "Fwd: Invoice 12"]' "to a colleague"
like "$(row 'r["text"]')" '^Please look\.$' "with words"
like "$(row 'r["text"]')" 'Where is my invoice?' "and the message"
is "$(sql "SELECT name FROM outbox_file WHERE outbox = (SELECT max(id) FROM outbox)")" order.csv "and its files"
desk forward "$item" --to max@example.org --no-hold </dev/null
is "$rc" 0 "a forward needs no words of one's own"
desk forward "$item" hello
is "$rc" 2 "to somebody"

# ---- history is answered too ----
item=$(sql "SELECT id FROM message WHERE remote_id = 'old-1@example.net'")
desk reply "item:$item" --no-hold Trovata.
is "$rc" 0 "a reply to an item without a case" || note "$errs"
is "$(row 'r["to"]')" ida@example.net "goes to its sender"
like "$(row 'r["case"]')" '^[0-9]' "and has a case now"

done_testing
