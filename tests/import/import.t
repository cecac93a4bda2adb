#!/bin/sh
# What another desk held comes in as history: with its dates, its people, its private words kept private; once, however
# often it is imported; and nothing of it can be answered there.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need sqlite3
export LC_ALL=C.UTF-8 TZ=UTC
from=$top_srcdir/tests/import

cat >"$config" <<-EOF
[agent]
id = eva
name = Eva Rossi
[field contract]
on   = customer
type = text
[account support]
channel = mail
address = Support <support@example.org>
maildir = $T/Mail
query = *
EOF
mail_setup

# ---- Zendesk -------------------------------------------------------------------------------------------------

desk import zendesk "$from/zendesk" --dry-run
is "$rc" 0 "a dry run" || note "$errs"
like "$out" '3 tickets, 4 comments, 1 internal notes, 1 files named' "tells what would come"
like "$out" 'people: 3 new, 0 known here, 0 imported before, 1 of ours' "and who"
like "$out" 'people.s field "contract": \[field contract\]' "and where fields go"
like "$out" 'field "Order number": stays' "or stay"
like "$out" 'field "shoe_size": is left out' "or do not come"
like "$errs" 'meta.json: line 4, byte [0-9]*: macro "Close" writes nothing' "and what cannot be taken, with its place"
[ ! -e "$store" ]
ok $? "and changes nothing"

desk import zendesk "$from/zendesk" --macros "$T/macros"
is "$rc" 0 "the import" || note "$errs"
is "$(sql 'SELECT count(*) FROM message')" 8 "each comment and each ticket is there"
is "$(sql 'SELECT count(*) FROM cases')" 0 "it is history: no case"
is "$(sql 'SELECT count(*) FROM message WHERE flags & 1')" 8 "and marked so"
is "$(sql "SELECT active||' '||name FROM account")" "0 import:zendesk" "under an account that is not connected"
is "$(sql "SELECT received_at FROM message WHERE remote_id='zendesk:35437:1010'")" 1622534400000 "with its own date"
is "$(sql "SELECT kind FROM message WHERE remote_id='zendesk:35436:1002'")" 10 "a private comment is an internal note"
sender() {
	sql "SELECT i.kind||' '||i.address FROM message m JOIN identity i ON i.id=m.sender WHERE remote_id='zendesk:$1'"
}
is "$(sender 35436:1001)" "mail anna.bianchi@example.org" "who is verified is known by the address"
is "$(sender 35438:description)" "mail carla@example.net" "so is who wrote a mail"
is "$(sender 35437:1010)" "zendesk 502" "who is neither is not taken for the owner of the address"
is "$(sql "SELECT t.value||' '||t.place FROM trait t JOIN identity i ON i.id=t.identity WHERE i.address='502'")" \
	"bruno@example.com given" "but may be suggested"
is "$(sql "SELECT count(*) FROM identity i JOIN message m ON m.sender=i.id WHERE m.direction=1 AND i.customer IS NOT NULL")" 0 \
	"agents are no customers"

desk search 35436
is "$(echo "$out" | wc -l)" 4 "the old number finds the ticket"
desk search 35436 weighed
like "$out" 'Carrier says' "with words, too"
desk search A-77123
like "$out" 'Zendesk #35436' "and so does a field's value"
desk customer list bianchi
like "$out" 'Anna Bianchi' "people are found by name"
desk history anna.bianchi@example.org
like "$out" '2021-05-04 10:00 .*\[ticket\]' "the history begins with the ticket"
like "$out" 'closed, high (Eva Rossi, Support)' "its state"
like "$out" 'Tags: refund parcel' "its tags"
like "$out" '2021-05-04 11:00 .*Eva Rossi  \[internal\]' "the internal note is marked"
like "$out" 'Sorry — a new one' "HTML is read as text"
like "$out" 'box.jpg 20K - not to be had: https://acme.example/attachments' "files are named, with where they are"
desk fetch "$(sql "SELECT id FROM message WHERE remote_id='zendesk:35436:1001'")"
like "$rc $errs" '^1 .*not connected' "and nobody promises to fetch them"
desk customer show anna.bianchi@example.org
like "$out" 'vip' "tags of the person"
like "$out" 'contract  *C-1234' "declared fields"
like "$out" 'good (good-bad) quick' "the rating"
like "$out" 'Bianchi & Figli' "the organisation"

like "$(cat "$T/macros")" '^\[macro refund-on-its-way\]$' "macros are written for the configuration"
like "$(cat "$T/macros")" 'Dear {customer.first_name},.n.*{ask:ticket.ticket_field_360}.*{agent.name}' "with our gaps"
cat "$config" "$T/macros" >"$T/both"
run "$SPORTELLO" --config "$T/both" --store "$store" list
unlike "$errs" 'macro' "which the configuration takes"
desk import zendesk "$from/zendesk" --macros "$T/macros"
like "$rc $errs" '^1 .*macros: File exists' "a file that is there is not written over"

# ---- Zammad, Chatwoot -----------------------------------------------------------------------------------------

desk import zammad "$from/zammad" --macros "$T/macros.zammad"
like "$rc $out" '^0 Zammad: 2 tickets, 3 comments, 1 internal notes, 1 files named' "Zammad" || note "$errs"
like "$errs" 'articles.json: line 5, byte [0-9]*: comment 405 is of ticket 99, which is not there' "an article without its ticket is named"
like "$errs" 'macros.json: line 1, byte 11: macro "Close & tag as spam" writes nothing' "so is a macro without words"
sender() {
	sql "SELECT i.kind||' '||i.address FROM message m JOIN identity i ON i.id=m.sender WHERE remote_id='$1'"
}
is "$(sender zammad:81:401)" "mail nicole@example.org" "who wrote a mail is known by the address"
is "$(sender zammad:82:404)" "zammad 12" "who used the web is not"
is "$(sql "SELECT direction||' '||kind FROM message WHERE remote_id='zammad:81:402'")" "1 10" "internal articles are internal"
desk history nicole@example.org
like "$out" '^It is cold here.$' "an article in HTML"
like "$out" 'closed, 3 high (Eva Rossi, Users)' "names behind numbers"
like "$out" 'Tags: heating winter' "tags"
desk search 47001
like "$out" 'Zammad #47001 Heating is cold' "the number that customers know"
like "$(cat "$T/macros.zammad")" 'Hello {customer.first_name},.nsomebody comes on {ask:ticket.visit_day}' "a macro"
like "$(cat "$T/macros.zammad")" '^text = "Hello {customer.name}!"' "a text module"

desk import chatwoot "$from/chatwoot" --macros "$T/macros.chatwoot"
like "$rc $out" '^0 Chatwoot: 2 tickets, 4 comments, 1 internal notes, 1 files named' "Chatwoot" || note "$errs"
is "$(sender chatwoot:301:9001)" "whatsapp +34600111222" "a number that WhatsApp vouches for"
is "$(sender chatwoot:302:9101)" "chatwoot c22" "an address that a visitor typed is no proof"
is "$(sql "SELECT name FROM identity WHERE kind='chatwoot' AND address='c22'")" 'Said "Sam" Ali' "names out of a table"
is "$(sql "SELECT kind FROM message WHERE remote_id='chatwoot:301:9002'")" 10 "private messages are internal"
is "$(sql "SELECT received_at FROM message WHERE remote_id='chatwoot:302:9101'")" 1660000000000 "seconds are dates"
is "$(sql "SELECT score||' '||said||' '||scale FROM rating WHERE source='import:chatwoot'")" "75 4 csat5" "the survey"
like "$(cat "$T/macros.chatwoot")" 'Hi {customer.first_name}, this is {agent.name}' "canned responses"
for d in zammad chatwoot; do
	desk import $d "$from/$d"
	like "$out" 'stored 0, [67] were there already, 0 of them changed' "$d again: nothing new"
done
is "$(sql 'SELECT count(*) FROM cases')" 0 "still no case"

# ---- private words ---------------------------------------------------------------------------------------------

item=$(sql "SELECT id FROM message WHERE remote_id='zendesk:35436:1002'")
sync
desk forward "$item" --to other@example.org Look
like "$rc $errs" '^1 .*an internal note is not sent' "an internal note cannot be forwarded"
desk customer export anna.bianchi@example.org --verified phone
unlike "$out" 'Carrier says' "nor does the customer get it with the export"
like "$out" 'a new one is on its way' "which has the rest"
desk customer export anna.bianchi@example.org --verified phone --notes
like "$out" 'Carrier says' "unless notes are asked for"
answered="item:$(sql "SELECT id FROM message WHERE remote_id='zendesk:35436:1001'")"
desk reply "$answered" Hello again
like "$rc $errs" "^1 .*answer by: --via support (anna.bianchi@example.org)" "nothing leaves by the other desk"
desk reply "$answered" --via support Hello again
is "$(sql "SELECT a.name||' '||r.address FROM outbox o JOIN account a ON a.id=o.account JOIN outbox_recipient r ON r.outbox=o.id")" \
	"support anna.bianchi@example.org" "an answer to history leaves by an account that is connected" || note "$errs"
is "$(sql "SELECT count(*) FROM outbox o JOIN text x ON x.id=o.text WHERE x.body LIKE '%Carrier%'")" 0 "without them"

# ---- again -----------------------------------------------------------------------------------------------------

world() {
	sql 'SELECT m.uid, m.remote_id, m.received_at, m.direction, m.kind, i.kind, i.address, x.body FROM message m
		LEFT JOIN identity i ON i.id=m.sender JOIN text x ON x.id=m.text ORDER BY m.remote_id'
	sql 'SELECT kind, address, name FROM identity ORDER BY kind, address'
	sql 'SELECT c.name, x.body FROM customer c LEFT JOIN text x ON x.id=c.notes ORDER BY c.name'
	sql 'SELECT score, said, at FROM rating ORDER BY at'
	sql 'SELECT kind, value FROM trait ORDER BY value'
}
world >"$T/first"
desk import zendesk "$from/zendesk"
like "$out" 'stored 0, 8 were there already, 0 of them changed' "again, nothing is new"
like "$out" '0 new, 0 known here, 3 imported before' "nor anybody"
world >"$T/second"
cmp -s "$T/first" "$T/second"
ok $? "and all is as it was"

mkdir "$T/changed"
sed -e 's/"status":"solved"/"status":"closed"/' -e 's/2021-06-01T12:00:00Z/2021-06-09T12:00:00Z/' \
	"$from/zendesk/tickets.ndjson" >"$T/changed/tickets.ndjson"
cp "$from/zendesk/users.ndjson" "$from/zendesk/meta.json" "$T/changed"
desk import zendesk "$T/changed"
like "$out" 'stored 0, 8 were there already, 1 of them changed' "a ticket that changed is told again"
is "$(sql "SELECT x.body FROM message m JOIN text x ON x.id=m.text WHERE remote_id='zendesk:35437'")" closed "as it is now"
is "$(sql "SELECT count(*) FROM message_revision")" 2 "with what it was as a revision"

# ---- answering ---------------------------------------------------------------------------------------------------

sync
desk new --to anna.bianchi@example.org --subject Hello Hi
is "$(sql "SELECT a.name FROM outbox o JOIN account a ON a.id=o.account" | sort -u)" support \
	"a word to the customer leaves by an account that is connected" || note "$errs"

# ---- who is known already ------------------------------------------------------------------------------------------

store=$T/other/store.db
simple_mail one@example.org "Anna <anna.bianchi@example.org>" Hello "Is it there?" | put_mail one >/dev/null
index_mail
sync
desk import zendesk "$from/zendesk"
like "$out" 'people: 2 new, 1 known here' "a customer with the proven address is the same person"
is "$(sql "SELECT count(DISTINCT customer) FROM identity WHERE address IN ('501', 'anna.bianchi@example.org')")" 1 "one customer"

printf 'cmd open #1\nkey g H\nkey g g\ndump history\n' >"$T/script"
desk --no-sync --script "$T/script" --size 120x40
like "$out" 'Tue 4 May 2021  no case' "the console shows the history before the customer's first case"
like "$out" '\[imported ticket\]' "tickets as such"
like "$out" '\[internal note\]' "internal notes as such"
like "$out" 'box.jpg 20K - not to be had: https://acme.example[^ ]*$' "and files that nobody can ask for"

store=$T/unsure/store.db
simple_mail two@example.org "Bruno <bruno@example.com>" Hello "Is it there?" | put_mail two >/dev/null
index_mail
sync
desk import zendesk "$from/zendesk"
sync
is "$(sql "SELECT count(DISTINCT customer) FROM identity WHERE address IN ('502', 'bruno@example.com')")" 2 \
	"an address that is not proven makes no match"
desk customer suggest
like "$out" 'bruno@example.com is theirs' "but a suggestion, with its evidence"

# ---- as the API answers, in any order ------------------------------------------------------------------------------

mkdir "$T/api"
cat >"$T/api/1-comments.json" <<-EOF
	{"comments":[{"id":1,"ticket_id":7,"author_id":5,"public":true,"body":"Late again.","created_at":"2020-02-02T10:00:00Z"},
	 {"id":2,"author_id":5,"public":true,"body":"Of nothing.","created_at":"2020-02-02T10:00:00Z"}],"next_page":null}
EOF
cat >"$T/api/2-tickets.json" <<-EOF
	{"tickets":[{"url":"x","id":7,"subject":"Train","description":"Late again.","requester_id":5,"status":"open",
	 "created_at":"2020-02-02T10:00:00Z","updated_at":"2020-02-02T10:00:00Z"}],"next_page":null,"count":1}
EOF
cat >"$T/api/3-users.json" <<-EOF
	{"users":[{"id":5,"name":"Gina","email":"gina@example.org","role":"end-user","verified":true}],"count":1}
EOF
store=$T/api-store/store.db
desk import zendesk "$T/api"
like "$rc $out" '^0 Zendesk: 1 tickets, 1 comments' "comments apart from their tickets, before them"
like "$errs" '1-comments.json: line 2, byte 123: comment 2 does not say of which ticket' "if they say which"
is "$(sql "SELECT count(*) FROM message m JOIN identity i ON i.id=m.sender WHERE i.address='gina@example.org'")" 2 \
	"are of whom the last file names"

# ---- erased ----------------------------------------------------------------------------------------------------

store=$T/erased/store.db
desk import zendesk "$from/zendesk"
desk customer erase anna.bianchi@example.org --yes --verified phone
words() {
	sql "SELECT count(*) FROM text WHERE body LIKE '%box%' OR body LIKE '%Carrier%' OR body LIKE '%A-77123%'"
	sql "SELECT count(*) FROM identity WHERE name LIKE '%Anna%' OR address LIKE '%anna%' OR address='501'"
	sql "SELECT count(*) FROM thread WHERE subject LIKE '%parcel%'"
}
is "$(words | tr '\n' ' ')" "0 0 0 " "whom somebody erased is gone" || note "$errs"
desk import zendesk "$from/zendesk"
is "$rc $(words | tr '\n' ' ')" "0 0 0 0 " "and does not come back with the next import"
is "$(sql "SELECT count(*) FROM text WHERE body='I never got it.'")" 1 "others are as they were"

# ---- killed -------------------------------------------------------------------------------------------------------

awk 'BEGIN {
	print "{\"id\":900,\"name\":\"Eva\",\"role\":\"agent\"}"
	for (t = 1; t <= 600; t++) {
		printf "{\"id\":%d,\"name\":\"Person %d\",\"email\":\"p%d@example.org\",", 10000 + t, t, t
		printf "\"role\":\"end-user\",\"verified\":true,\"tags\":[\"t%d\"]}\n", t % 7
		printf "{\"id\":%d,\"subject\":\"Case %d\",\"requester_id\":%d,\"status\":\"closed\",", t, t, 10000 + t
		printf "\"created_at\":\"2020-01-01T00:00:00Z\",\"updated_at\":\"2020-01-02T00:00:00Z\","
		printf "\"satisfaction_rating\":{\"score\":\"bad\"},\"comments\":["
		for (c = 0; c < 4; c++)
			printf "%s{\"id\":%d,\"author_id\":%d,\"body\":\"Words %d of %d.\",\"public\":%s,\"created_at\":\"2020-01-01T0%d:00:00Z\"}",
				c ? "," : "", t * 10 + c, c % 2 ? 900 : 10000 + t, c, t, c == 3 ? "false" : "true", c
		print "]}"
	}
}' >"$T/many.ndjson"
store=$T/calm/store.db
desk import zendesk "$T/many.ndjson"
is "$(sql 'SELECT count(*) FROM message')" 3000 "3,000 rows undisturbed"
world >"$T/calm.txt"
store=$T/killed/store.db
struck=0
for ms in 0.05 0.1 0.15 0.2 0.1 0.2 0.3; do
	timeout -s KILL "$ms" "$SPORTELLO_SYNC" --config "$config" --store "$store" --import zendesk "$T/many.ndjson" \
		>/dev/null 2>&1
	[ "$?" -ge 124 ] && struck=$((struck + 1))
done
note "killed $struck times, at $(sql 'SELECT count(*) FROM message' 2>/dev/null) rows"
desk import zendesk "$T/many.ndjson"
is "$rc" 0 "killed and repeated, it comes to its end" || note "$errs"
world >"$T/killed.txt"
cmp -s "$T/calm.txt" "$T/killed.txt"
ok $? "and holds the same" || note "$(diff "$T/calm.txt" "$T/killed.txt" | head -10)"
is "$(sql 'PRAGMA integrity_check')" ok "whole"

# ---- broken files -------------------------------------------------------------------------------------------------

store=$T/broken/store.db
head -c 2000 "$from/zendesk/tickets.ndjson" >"$T/cut.ndjson"
desk import zendesk "$T/cut.ndjson"
like "$rc $errs" '^1 .*cut.ndjson: line 3, byte 1738: the file ends in the middle' "a truncated file is found out"
is "$(sql 'SELECT count(*) FROM message')" 0 "before anything is stored"
printf '{"id":1,"requester_id":2,"subject":"a","status":"x"}\nhello\n' >"$T/odd.ndjson"
desk import zendesk "$T/odd.ndjson"
like "$rc $errs" '^1 .*odd.ndjson: line 2, byte 53: neither a list nor an object' "what is no JSON is said, with its place"
printf '{"id":1,"requester_id":2,"subject":"a","status":"x"}\n{"id":2,"requester_id":2,"subject":"\377","status":x}\n{"id":3,"requester_id":2,"subject":"\377","status":"x"}\n' \
	>"$T/bad.ndjson"
desk import zendesk "$T/bad.ndjson"
like "$rc $errs" '^0 .*bad.ndjson: line 2, byte 53: .*invalid token' "a record that cannot be read is named"
is "$(sql 'SELECT count(*) FROM message')" 2 "and the others are taken, with what is no UTF-8 in them mended"
printf '{"title":"a\\u001b[31m","actions":[]}' >"$T/esc.ndjson"
desk import zendesk "$T/esc.ndjson"
unlike "$errs" "$(printf '\033')" "nothing in a file drives the terminal"
desk import zendesk "$T/nowhere"
like "$rc $errs" '^1 .*nowhere: No such file' "a file that is not there"
mkdir "$T/empty"
desk import zendesk "$T/empty"
like "$rc $errs" '^1 .*no .json' "a folder without exports"
desk import helpdesk "$T/cut.ndjson"
like "$rc $errs" '^2 .*no desk that can be imported' "a desk nobody knows"
desk import zendesk "$T/export.zip"
like "$rc $errs" '^1 .*export.zip' "a packed file"

# what is no export of a desk at all
printf 'name,email\nAda,ada@example.net\n' >"$T/people.csv"
echo '{"x": 1}' >"$T/other.json"
for other in people.csv other.json; do
	run "$SPORTELLO" --config "$config" --store "$store" import zendesk "$T/$other" --dry-run
	is "$rc" 1 "$other is refused"
	like "$errs" "holds no ticket, comment, person or macro of Zendesk" "and it is said why"
done

done_testing
