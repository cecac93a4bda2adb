#!/bin/sh
# macro.t - canned answers chosen, filled in, stacked; gaps that stay open; snippets in the text; on marked cases.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
cat >>"$config" <<'EOF'
[macro money]
key       = ,m
when      = tag:vip
text.en   = """
{greeting} {customer.first_name|},

you get {ask:Amount|10} euro back by {today+7d}, by {ask:How?transfer/voucher}.
"""
text.it   = "{greeting} {customer.first_name|}, riceve {ask:Amount|10} euro."
do        = tag +money; next "money, {ask:How?}" by 7d
[macro sorry]
text      = "We are sorry."
[macro park]
key       = ,p
do        = tag +parked; snooze 2h
[macro broken]
key       = ,b
do        = tag +broken; assign nobody-here
[macro asks]
key       = ,k
do        = tag "+{ask:Which tag?}"
EOF

# ---- the picker, and the box under "::" -----------------------------------------------------------------------------
for size in 48x30 80x24 120x40 200x60; do
	console $size <<-EOF >>"$T/screens"
		cmd open $ana
		key , ,
		type mon
		dump the macros
		key Esc
		key r
		type So: ::
		dump macros by name
		type so
		key Esc C-x X
	EOF
	printf '%s\n' "$out" >>"$T/screens"
done
out=$(cat "$T/screens")
same_screens macro
printf '%s\n' '[ui]' 'theme = mono' >>"$config"
LANGUAGE=it console 80x24 <<-EOF
	cmd open $(case_of 'cannot log')
	key , ,
	type mon
	dump le macro
	dump styled
EOF
same_screens macro_it
sed -i '$d' "$config"
sed -i '$d' "$config"

# ---- answer, resolve, go on: ,m Enter Enter C-x d, or without questions four keys ---------------------------------
console 80x24 <<-EOF
	cmd open $ana
	key , m
	expect 1/2 Amount: 10
	key Enter
	expect 2/2 How?
	key Down Enter
	expect you get 10 euro back by 27 November 2026, by voucher.
	expect with the send: tag +money; next 'money, voucher' by 7d
	key C-x d
	expect answered and resolved
EOF
is "$rc" 0 "asked one after the other, with a proposal and a choice" || note "$out"
is "$(sql "SELECT body LIKE 'Good afternoon Ana,%10 euro back%voucher.%' FROM outbox o JOIN text t ON t.id = o.text ORDER BY o.id DESC LIMIT 1")" 1 \
	"and it leaves so"
desk --now "$now" list --json 'tag:money is:resolved'
like "$out" '"next_step":"money, voucher"' "with its actions, in the same moment"
console 80x24 <<-EOF
	key u
	expect taken back
	cmd open $ana
	key , ,
	expect >money
	key Esc
EOF
is "$rc" 0 "what was used stands first" || note "$out"
desk --now "$now" count tag:money
is "$out" 0 "one undo takes message and actions back"

# ---- open gaps ---------------------------------------------------------------------------------------------------------
console 80x24 <<-EOF
	cmd open $ana
	key , m Esc
	expect money: 2 gaps are open
	expect {ask:Amount|10}
	key C-x y
	expect a placeholder is still open: {ask:Amount|10}
	key Tab
	expect Amount - type over it
	type 12
	expect you get 12 euro
	key Tab
	type cheque
	expect euro back by 27 November 2026, by cheque.
	key C-x y
	expect next 'money, {ask:How?}' by 7d: a placeholder is still open
	key C-x -
	type next
	key Enter
	expect with the send: tag +money
	expect-not with the send: tag +money; next
	key C-x g
	expect nothing is open
	key C-x d
	expect answered and resolved
EOF
is "$rc" 0 "a gap is gone to, typed over, and never sent; actions can be taken off" || note "$out"

# ---- several in one text -----------------------------------------------------------------------------------------------
globex=$(case_of invoice)
console 80x24 <<-EOF
	cmd open $globex
	key r
	key C-x ,
	type sorry
	key Tab
	expect macro
	type refund
	key Enter
	expect We are sorry.
	expect Dear Globex, your refund is on its way.
	key Space
	type And ::sor
	key Enter
	expect way. And We are sorry.
	key Space
	type ::mon
	expect only where tag:vip
	key Enter
	expect money: only where tag:vip
	key Esc C-x X
	key i
	type they say ::sorry
	key Tab
	expect they say We are sorry.
	key C-x X
EOF
is "$rc" 0 "they stack, in a reply and in a note, and a condition holds there too" || note "$out"

# ---- actions: all or nothing ---------------------------------------------------------------------------------------------
console 80x24 <<-EOF
	cmd open $globex
	key , m
	expect money: only where tag:vip
	key , b
	expect broken: nothing was done: assign: there is no agent
	key , k
	expect Which tag?
	type later
	key Enter
	expect asks: 1 case
	key q
	key g i g g
	key Space Space , r
	expect Reply to many: 2 cases
	expect refund
	expect your refund is on its way.
	key Esc
	cmd clear
	key g g Space Space , m
	expect 1/2 Amount: 10
	type 0
	key Enter
	expect 2/2 How?
	key Enter
	expect you get 100 euro back by {today+7d}, by transfer.
EOF
is "$rc" 0 "what cannot be done is named" || note "$out"
desk --now "$now" count tag:broken
is "$out" 0 "and nothing of it is"
desk --now "$now" count tag:later
is "$out" 1 "an action's question is asked"

# ---- kept from what is written --------------------------------------------------------------------------------------------
printf '# the end' >>"$config"
cp "$config" "$T/config.before"
console 80x24 <<-EOF
	cmd open $ana
	key i
	paste Ana Perez called, Anais too: case 2 is "done" # today
	key Enter
	type Ana is glad.
	key C-x m
	expect keep as the macro:
	type glad
	key Enter
	expect As variables: Ana Perez → {customer.name}, Ana → {customer.first_name}? [y/N]
	key y
	expect macro 'glad' is kept in
	key C-x X
	cmd open $globex
	key i
	type ::gla
	key Tab
	expect Globex GmbH called, Anais too: case 2 is "done" # today
	expect Globex is glad.
	key C-x X
	key r
	type Other words.
	key C-x m
	type glad
	key Enter
	expect There is a macro 'glad'. Put this text in the place of its own? [y/N]
	key y
	expect is kept
	key C-x m
	type a]b
	key Enter
	expect has no ]
	key C-x X
EOF
is "$rc" 0 "what was written is kept, with variables, and can be used at once" || note "$out"
is "$(head -c "$(wc -c <"$T/config.before")" "$config")" "$(cat "$T/config.before")" "the rest of the file is byte for byte as it was"
desk macro expand glad
is "$out" "Other words." "and its text was replaced"
done_testing
