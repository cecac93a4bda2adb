#!/bin/sh
# template.t - a closed reply window offers what the channel still takes: a template, whose gaps are filled in; or
# another way for what has been written.  One that closes while one writes says so at once.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
mkdir -p "$T/wa"
offer() {
	python3 - "$@" >>"$T/wa/in.jsonl" <<-'EOF'
	import json, sys
	row = {"type": "capability", "key": sys.argv[1], "value": sys.argv[2]}
	if len(sys.argv) > 3:
	    row["thread"] = sys.argv[3]
	print(json.dumps(row))
	EOF
}
said() {
	printf '{"thread":"%s","id":"%s","at":"%s","from":{"address":"%s","name":"%s"},"text":"%s"}\n' "$@" >>"$T/wa/in.jsonl"
}
offer template:spedito/it '{"name":"spedito","language":"it","category":"UTILITY","header":"Ordine {{1}}","body":"Gentile {{1}}, il pacco {{2}} è partito. Grazie {{1}}!","footer":"Lampade Rossi"}'
offer template:ciao/it '{"name":"ciao","language":"it","category":"MARKETING","body":"Possiamo aiutarla?"}'
offer template:fermo/it '{"name":"fermo","language":"it","category":"UTILITY","status":"PAUSED","body":"Un attimo, {{nome}}."}'
offer after-window written-template
said w1 1 2026-11-19T09:00:00Z +391 Wanda 'Is it ready?'
offer window 2026-11-20T09:00:00Z w1
said w2 2 2026-11-20T13:40:00Z +392 Vito 'Any news?'
offer window 2026-11-20T15:00:00Z w2
cat >>"$config" <<EOF
[account wa]
channel = exec
as = whatsapp
command = $top_srcdir/examples/exec-spool $T/wa
id = us
since = 2026-11-01
EOF
sync --now 2026-11-20T14:31:30Z --account wa
wanda=$(sql "SELECT c.number FROM cases c JOIN customer u ON u.id=c.customer WHERE u.name='Wanda'")
vito=$(sql "SELECT c.number FROM cases c JOIN customer u ON u.id=c.customer WHERE u.name='Vito'")
sqlite3 "$store" "INSERT INTO identity(uid, customer, kind, address, first_at, last_at) SELECT randomblob(16), customer, 'mail', 'vito@example.com', 1, 1
	FROM cases WHERE number=$vito"

for size in 40x24 80x24 120x40 200x60; do
	[ "$size" = 40x24 ] && world_keep || world_again
	console "$size" <<-EOF
		cmd open $wanda
		key r
		dump the closed window offers its templates
		type sped
		dump narrowed
		key Enter
		dump its gaps
		type 4711
		key Tab
		type Wanda
		dump the words as they will arrive
		key C-x y
		expect is still open
		type RR12
		key Enter
		expect SEND template spedito
		dump the question
		key Enter
		expect SEND template spedito
		key y
		expect queued to
		dump queued
	EOF
	is "$rc" 0 "a template is filled in at $size" || note "$out"
	same_screens "template-$size"
done
is "$(sql "SELECT body FROM text WHERE id=(SELECT text FROM outbox ORDER BY id DESC LIMIT 1)")" "Ordine 4711

Gentile Wanda, il pacco RR12 è partito. Grazie Wanda!" "the outbox holds what was seen"

world_again
console 80x24 <<-EOF
	cmd open $wanda
	key r
	type fermo
	key Enter
	expect not approved
	type It is ready.
	key C-x y
	expect only a template may be sent
	key C-x T
	type ciao
	key Enter
	key C-x y
	key e
	expect back to the gaps
	key Enter
	key y
	expect what you had written
EOF
is "$rc" 0 "free words are refused, and stay as a draft beside the template" || note "$out"
is "$(sql "SELECT body FROM draft")" "It is ready." "the draft is what was written"

# ---- a template that is known by its number alone: a macro names it ---------------------------------------------
world_again
sqlite3 "$store" "DELETE FROM capability WHERE key LIKE 'template:%' OR (key='after-window' AND thread=0)"
sqlite3 "$store" "INSERT INTO capability(account, thread, key, value) SELECT account, id, 'after-window', 'named-template' FROM thread WHERE remote_id='w1'"
cp "$config" "$config.before"
printf '[macro pronto]\ntext = "#template HX0123456789abcdef0123456789abcdef\\n1 = {customer.first_name}\\n2 = {ask:Pacco}"\n' >>"$config"
console 80x24 <<-EOF
	cmd open $wanda
	key r
	expect #template HX
	key Enter
	expect Pacco
	type RR12
	key Enter
	expect 1 = Wanda
	expect 2 = RR12
	key C-x y
	expect queued to
EOF
is "$rc" 0 "a macro names it, and asks for its gaps" || note "$out"
cp "$config.before" "$config"

world_again
console 80x24 <<-EOF
	cmd open $vito
	key r
	expect window closes in 28m
	type We are looking into it.
	later 1500000
	expect window closes in 3m
	later 300000
	expect THE REPLY WINDOW HAS CLOSED
	expect We are looking into it.
	expect WINDOW CLOSED
	dump it closes while one writes
	key C-x R
	dump the other ways
	type mail
	key Enter
	expect whatsapp → mail, private
	expect We are looking into it.
	dump the text goes along
	type  Tomorrow.
	key Esc
EOF
is "$rc" 0 "the window closes while one writes" || note "$out"
same_screens template-closing
is "$(sql "SELECT a.name FROM draft d JOIN account a ON a.id=d.account")" support "the draft is one of the other way now"
done_testing
