#!/bin/sh
# Changing channel inside a case: any address of the customer, a line that ties the two, and the answer comes back into
# the same case.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
. "$top_srcdir/tests/cli/world.sh"
world
mkdir -p "$T/tg"
cat >>"$config" <<-EOT
	[account negozio]
	channel = exec
	as = telegram
	id = shop_bot
	command = $top_srcdir/examples/exec-spool $T/tg
EOT
say() {
	printf '{"thread":"%s","id":"%s","from":{"address":"%s","name":"%s"},"at":"%s","text":"%s"}\n' "$1" "$2" "$1" "$3" \
		"$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$4" >>"$T/tg/in.jsonl"
	sync
}
say anap t1 "Ana" "Is my lamp there yet?"
chat=$(sql "SELECT c.number FROM cases c JOIN message m ON m.case_id=c.id WHERE m.remote_id='t1'")
desk customer merge ana@example.net "$(sql "SELECT customer FROM identity WHERE address='anap'")"
is "$rc" 0 "two identities of one person" || note "$errs"

desk reply "$chat" --via ana@example.net "It leaves today." --no-hold
is "$rc" 0 "a chat is answered by mail, named by the address" || note "$errs"
sync
like "$(cat "$T/sent.eml")" '^To: .*ana@example.net' "to her address"
is "$(grep -c '^About your message on Telegram:' "$T/sent.eml")" 1 "with a line that ties it to the chat"
id=$(sed -n 's/^Message-ID: <\(.*\)>.*/\1/p' "$T/sent.eml")
simple_mail ana-9@example.net "Ana Perez <ana@example.net>" "Re: your message" "Thank you! When exactly?" 0 "$id" |
	put_mail a9 >/dev/null
index_mail
sync
is "$(sql "SELECT c.number FROM cases c JOIN message m ON m.case_id=c.id WHERE m.remote_id='ana-9@example.net'")" "$chat" \
	"her answer by mail lands in the chat's case"
desk show "$chat" --json
is "$(json '[(i["channel"], i["direction"]) for i in r["items"] if i["kind"] == "message"]')" \
	'[["telegram", "in"], ["mail", "out"], ["mail", "in"]]' "one story over both"
desk reply "$chat" "On Monday." --no-hold
sync
is "$(grep -c 'About your' "$T/sent.eml")" 0 "there the conversation simply goes on"
desk reply "$chat" --via telegram "On Monday." --no-hold
is "$rc" 0 "and back to the chat"
sync
like "$(tail -n 1 "$T/tg/sent.jsonl" 2>/dev/null || cat "$T/tg/out.jsonl")" 'On Monday' "where it is continued"
is "$(cat "$T/tg/"*.jsonl | grep -c 'About your')" 0 "where she has been spoken to before, nothing is tied"
say anap t2 "Ana" "Fine, and how much is it?"
is "$(sql "SELECT c.number FROM cases c JOIN message m ON m.case_id=c.id WHERE m.remote_id='t2'")" "$chat" \
	"what she says there is in the case, too"

# undo, and without the line
say other o1 "Ugo" "Hello, anybody?"
ugo=$(sql "SELECT c.number FROM cases c JOIN message m ON m.case_id=c.id WHERE m.remote_id='o1'")
desk customer merge bob@example.com "$(sql "SELECT customer FROM identity WHERE address='other'")"
desk reply "$ugo" --via "support bob@example.com" "Here we are." --json
is "$rc" 0 "account and address together" || note "$errs"
is "$(sql "SELECT count(*) FROM text WHERE body LIKE 'About your message on Telegram:%Here we are.%'")" 1 "tied"
desk undo
is "$rc" 0 "taken back"
is "$(sql "SELECT count(*) FROM outbox WHERE state=0")" 0 "nothing leaves"
desk customer set bob@example.com language it
desk reply "$ugo" --via mail "Eccoci."
is "$(sql "SELECT count(*) FROM text WHERE body LIKE 'Riguardo al suo messaggio su Telegram:%Eccoci.%'")" 1 \
	"in the customer's language"
desk undo
cat >>"$config" <<-EOT
	[macro channel-change]
	text = "Ci ha scritto su {case.channel_before}."
EOT
desk reply "$ugo" --via mail "Eccoci."
is "$(sql "SELECT count(*) FROM text WHERE body LIKE 'Ci ha scritto su Telegram.%Eccoci.%'")" 1 "in the words of a macro"
desk undo
desk reply "$ugo" --via mail --no-tie "Plain words."
is "$(sql "SELECT count(*) FROM text WHERE body LIKE 'Plain words.%'")" 1 "or without it"
desk undo

# why not
sqlite3 "$store" "INSERT INTO identity(uid, kind, address, customer, first_at, last_at)
	SELECT randomblob(16), k, a, customer, 1, 1 FROM identity, (SELECT 'instagram' AS k, 'bobby' AS a UNION SELECT 'telegram', 'bob2')
	WHERE address='bob@example.com'"
desk reply "$ugo" --via instagram hello
is "$rc" 1 "where no account of ours is"
like "$errs" 'no account of ours speaks to it: Instagram' "and it says so"
desk reply "$ugo" --via bob2 hello
like "$errs" 'on Telegram the customer must write first' "nor where only they may begin"
done_testing
