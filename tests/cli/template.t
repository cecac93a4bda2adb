#!/bin/sh
# template.t - what a channel says that it takes: its templates and its lengths, from the command line.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/cli/world.sh"
world

mkdir -p "$T/wa"
cat >>"$config" <<EOF
[account wa]
channel = exec
as = whatsapp
command = $top_srcdir/examples/exec-spool $T/wa
id = us
EOF
hours() {
	date -u -d "$1 hours" +%Y-%m-%dT%H:%M:%SZ
}
offer() {
	python3 - "$@" >>"$T/wa/in.jsonl" <<-'EOF'
	import json, sys
	key, value = sys.argv[1:3]
	row = {"type": "capability", "key": key, "value": value}
	if len(sys.argv) > 3:
	    row["thread"] = sys.argv[3]
	print(json.dumps(row))
	EOF
}
offer template:spedito/it '{"name":"spedito","language":"it","category":"UTILITY","header":"Ordine {{1}}","body":"Gentile {{1}}, il pacco {{2}} è partito. Grazie {{1}}!","footer":"Lampade Rossi"}'
offer template:ciao/it '{"name":"ciao","language":"it","category":"MARKETING","body":"Possiamo aiutarla?"}'
offer template:ciao/en '{"name":"ciao","language":"en","category":"MARKETING","body":"May we help you?"}'
offer template:fermo/it '{"name":"fermo","language":"it","category":"UTILITY","status":"PAUSED","body":"Un attimo."}'
offer template:via/it no
offer after-window written-template
printf '{"thread":"w1","id":"1","at":"%s","from":{"address":"+391","name":"Wanda"},"text":"Is it ready?"}\n' "$(hours -30)" >>"$T/wa/in.jsonl"
printf '{"thread":"w2","id":"2","at":"%s","from":{"address":"+392","name":"Vito"},"text":"Is mine ready?"}\n' "$(hours -1)" >>"$T/wa/in.jsonl"
offer window "$(hours -6)" w1
offer window "$(hours 20)" w2
sync
wanda=$(sql "SELECT c.number FROM cases c JOIN customer u ON u.id=c.customer WHERE u.name='Wanda'")
vito=$(sql "SELECT c.number FROM cases c JOIN customer u ON u.id=c.customer WHERE u.name='Vito'")

desk template --json
is "$(json '[(x["account"], x["name"], x["language"], x["status"], x["gaps"]) for x in rows]')" \
	'[["wa", "ciao", "en", "APPROVED", []], ["wa", "ciao", "it", "APPROVED", []], ["wa", "fermo", "it", "PAUSED", []], ["wa", "spedito", "it", "APPROVED", ["header.1", "1", "2"]]]' \
	"templates are listed with what must be filled in; what is offered no more is not there"
desk template list wa
like "$out" 'spedito/it *UTILITY *APPROVED *header.1,1,2' "a line each"
desk template show spedito
like "$out" 'Gentile {{1}}, il pacco {{2}}' "one in full"
like "$out" 'Lampade Rossi' "with its footer"
desk template show nessuno
is "$rc" 1 "another one is not there"
like "$errs" "no template 'nessuno'" "and it is said"
desk template list posta
is "$rc" 1 "nor is another account"

desk reply "$wanda" 'It is ready.'
is "$rc" 1 "free words are refused once the window has closed"
like "$errs" 'only a template may be sent' "before they are queued"
desk reply "$wanda" --template spedito --fill 1=Wanda --fill 2=RR12
is "$rc" 1 "a template with an open gap is not queued"
like "$errs" "'header.1' is still open" "and the gap is named"
desk reply "$wanda" --template spedito --fill header.1=4711 --fill 1=Wanda --fill 3=x
is "$rc" 2 "nor is one with a gap that is not there"
desk reply "$wanda" --template ciao
is "$rc" 1 "one that is there in two languages"
like "$errs" 'several languages' "must say which"
desk reply "$wanda" --template fermo
like "$errs" 'not approved (PAUSED)' "one that is not approved cannot be sent"
desk reply "$wanda" --template spedito --fill header.1=4711 --fill 1=Wanda --fill 2=RR12 --no-hold
is "$rc" 0 "filled in it is queued"
sync
like "$(cat "$T/wa/out.jsonl")" 'Ordine 4711\\n\\nGentile Wanda, il pacco RR12' "and leaves with its header"
desk reply "$wanda" 'Possiamo aiutarla?'
is "$rc" 0 "the same words written by hand are the template, too"

# ---- lengths ----
offer length 40
sync
long='https://shop.example/a/very/long/address/of/a/page'
desk reply "$vito" "It is ready: $long"
is "$rc" 1 "the account's own limit goes before the channel's"
like "$errs" 'too long for whatsapp: [0-9]* of 40' "with both figures"
done_testing
