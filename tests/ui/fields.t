#!/bin/sh
# fields.t - typed fields in the console: what is asked for before a case is done, the table, the head of a case.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
cat >>"$config" <<EOF
[field reason]
title = Reason
type = tree
values = delivery/late, delivery/lost, quality
ask = must
[field order]
title = Order
pattern = [Oo]rder ([0-9]{5})
[field amount]
title = Amount
type = amount
ask = resolve
[field city]
title = City
on = customer
[macro close]
do = tag +closed; resolve
EOF

# fields_of CASE: "amount=12.50 EUR reason=quality"
fields_of() {
	desk field "$1"
	printf '%s' "$out" | sed 's/  */=/' | tr '\n' ' '
}

status_of() {
	desk show "$1" --json
	printf '%s\n' "$out" | grep -o '"status":"[a-z]*"' | head -1 | cut -d'"' -f4
}

# ---- resolving asks --------------------------------------------------------------------------------------------

console 80x24 <<-EOF
	cmd open $ana
	key d
	expect Reason (must be known
	key Enter
	expect it must be known before the case is done
	key Esc
	expect nothing was changed
EOF
is "$rc" 0 "resolving asks for what must be known" || note "$out"
is "$(status_of "$ana")" open "and Esc leaves the case as it is"

console 80x24 <<-EOF
	cmd open $ana
	key d
	type nonsense
	key Enter
	expect no such value
	expect nonsense
	key C-u
	type lat
	key Tab
	expect delivery/late
	key Enter
	expect Amount (Enter: none
	type lots
	key Enter
	expect no amount
	key C-u
	type 12,5 EUR
	key Enter
	expect u undoes
EOF
is "$rc" 0 "what is wrong is said at once, Tab completes, then the case is done" || note "$out"
is "$(status_of "$ana")" resolved "it is resolved"
is "$(fields_of "$ana")" 'amount=12.50 EUR reason=delivery/late' "with its values"
console 80x24 <<-EOF
	key u
EOF
is "$(status_of "$ana") $(fields_of "$ana")" "open " "one undo takes both back"
# ---- many at once, with the send, by a macro --------------------------------------------------------------------

console 80x24 <<-EOF
	key Space
	key Space
	cmd resolve
	expect Reason of 2 cases
	type quality
	key Enter
	expect Amount of 2 cases
	key Enter
	expect u undoes
EOF
is "$rc" 0 "what many cases lack is asked for once" || note "$out"
desk list 'is:resolved field:reason=quality'
is "$(printf '%s\n' "$out" | grep -c '#')" 2 "and set in each; Enter leaves what need not be known"
console 80x24 <<-EOF
	key u
EOF
desk list 'is:resolved field:reason'
is "$(printf '%s\n' "$out" | grep -c '#')" 0 "one undo takes all back"

console 80x24 <<-EOF
	cmd open $ana
	key r
	type It is on its way.
	key C-x d
	expect Reason (must be known
	key Esc
	expect It is on its way.
	key C-x d
	type delivery/lost
	key Enter
	expect Amount
	key Enter
	expect answered and resolved - u within
EOF
is "$rc" 0 "sending and resolving asks, too; Esc goes back to the text" || note "$out"
is "$(status_of "$ana") $(fields_of "$ana")" "resolved reason=delivery/lost" "and both happen with the send"

lena=3
console 80x24 <<-EOF
	cmd open $lena
	cmd macro close
	expect Reason (must be known
	key Esc
	expect nothing was changed
	cmd macro close
	type quality
	key Enter
	key Enter
	expect u undoes
EOF
is "$rc" 0 "a macro that resolves asks, too" || note "$out"
is "$(status_of "$lena") $(fields_of "$lena")" "resolved reason=quality" "and does all of it together"
console 80x24 <<-EOF
	key u
	cmd open $lena
	key D
	expect Reason (must be known
	type delivery/late
	key Enter
	type 3
	key Enter
	expect cannot log in
	expect u undoes
EOF
is "$rc" 0 "D goes on to the next case once all is answered" || note "$out"
is "$(status_of "$lena") $(fields_of "$lena")" "resolved amount=3.00 reason=delivery/late" "and the one before is done"
console 80x24 <<-EOF
	key u
EOF
is "$(status_of "$lena")$(fields_of "$lena")" new "one undo"

# ---- the command line of the console, and the table ---------------------------------------------------------------

desk --now "$now" reopen "$ana"
desk --now "$now" field "$ana" order 48151
for size in 80x24 120x40 200x60 40x24; do
	console "$size" <<-EOF
		cmd open $ana
		dump the head of the case
		key g f
		dump its fields and the customer's
	EOF
	is "$rc" 0 "the fields at $size" || note "$out"
	same_screens "fields-$size"
done

console 80x24 <<-EOF
	cmd open $ana
	key :
	type field ci
	key Tab
	expect :field city
	key Space
	type Madrid
	key Enter
	expect city: Madrid
	key g f
	expect Madrid
	key j
	key Enter
	expect Order: 48151
	key C-u
	key Enter
	expect order: none
	key u
	expect 48151
	key g g
	key Enter
	expect Reason (Tab: values): delivery/lost
	key C-u
	type nothing
	key Enter
	expect no such value
	key Esc
	expect delivery/lost
EOF
is "$rc" 0 "names and values are completed, the table sets, empties and undoes" || note "$out"
done_testing
