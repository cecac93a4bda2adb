#!/bin/sh
# compose_reply.t - a reply: what is seen while it is written, the review that only y answers, the quote, the fields.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world

console 80x24 <<-EOF
	cmd open $ana
	key r
	dump an empty reply
	key M-Enter
	expect nothing is written yet
	type Hi Ana, I am so sorry.
	key C-x q
	dump with the quote
	key C-x q
	expect-not Ana Perez wrote
	key C-x q
	key C-x c
	type max@shop.ex
	key Enter
	key C-x s
	key Space
	type (urgent)
	dump with fields
	key M-Enter
	dump the review
	key Enter Enter Space x
	expect SEND this to the customer
	expect-not queued
	key e
	expect back to the text
	key M-Enter
	key y
	expect queued to ana@shop.example
	expect u takes it back
EOF
is "$rc" 0 "a reply is written, reviewed and sent" || note "$out"
same_screens compose_reply
is "$(sql 'SELECT state, subject FROM outbox')" '0|Re: Order 4711 never arrived (urgent)' "it is queued with the subject as edited"
is "$(sql "SELECT group_concat(address) FROM outbox_recipient")" 'ana@shop.example,max@shop.ex' "for all who were named"
like "$(sql 'SELECT t.body FROM outbox o JOIN text t ON t.id = o.text')" '^> Any news' "with the quote"
is "$(sql 'SELECT count(*) FROM draft')" 0 "and no draft is left"

# ---- send and resolve: on to the next case; the signature stands in the text -------------------------------------

sed -i '/^sendmail/a signature = "Eva, Support"' "$config"
console 80x24 <<-EOF
	key g g Enter
	key r
	expect --
	expect Eva, Support
	key C-x y
	expect nothing is written yet
	type It is on its way.
	key C-x d
	expect answered and resolved - u within
	expect-not REPLY to the customer
EOF
is "$rc" 0 "send and resolve in one" || note "$out"
like "$(sql "SELECT group_concat(v) FROM (SELECT verb v FROM action ORDER BY id DESC LIMIT 2)")" ',' "two acts"
is "$(sql "SELECT count(DISTINCT grp) FROM (SELECT grp FROM action ORDER BY id DESC LIMIT 2)")" 1 "one undo"
like "$(sql 'SELECT t.body FROM outbox o JOIN text t ON t.id = o.text ORDER BY o.id DESC LIMIT 1')" '^Eva, Support' \
	"with the signature, once"
is "$(sql "SELECT count(*) FROM cases WHERE status = 4")" 1 "the case is resolved"

# ---- the user's own editor ---------------------------------------------------------------------------------------------

printf '#!/bin/sh\n[ -n "$FAIL" ] && exit 3\nprintf "from outside: " >"$1.new"; cat "$1" >>"$1.new"; mv "$1.new" "$1"\n' >"$T/ed"
chmod +x "$T/ed"
printf '[ui]\neditor = %s\n' "$T/ed" >>"$config"
console 80x24 <<-EOF
	cmd open $ana
	key r
	type it's "quoted" and \$HOME stays
	key C-x e
	expect from outside: it's "quoted" and \$HOME stays
	key C-x X
	key y
EOF
is "$rc" 0 "C-x e gives the text to an editor and takes it back" || note "$out"
export FAIL=1
console 80x24 <<-EOF
	cmd open $ana
	key r
	type keep me
	key C-x e
	expect failed; the text is as it was
	expect keep me
	key C-x X
	key y
EOF
is "$rc" 0 "an editor that fails changes nothing" || note "$out"
unset FAIL
is "$(ls "$T/data" | grep -c compose-)" 0 "no copy of the text is left lying about"

# ---- taken back: text, recipients and files are a draft again ------------------------------------------------------

printf 'claim\n' >"$T/claim.pdf"
console 80x24 <<-EOF
	cmd open $ana
	key r
	type See the file.
	key C-x a
	type $T/cla
	key Tab Enter
	expect attached: claim.pdf
	key C-x y
	expect queued
	key u
	expect taken back
	key r
	expect See the file.
	expect attached: claim.pdf
	key C-x A
	expect no longer attached
	key Esc
EOF
is "$rc" 0 "a file found by Tab goes along, is taken back with the text, and comes off" || note "$out"

done_testing
