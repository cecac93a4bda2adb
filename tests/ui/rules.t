#!/bin/sh
# rules.t - rules on the screen: what each has done, what ails it; one edited, with what it would have done below; and
# what is held back, on every screen.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
cat >>"$config" <<'END'
# what is ours
[rule vat]
when = VAT
do = tag +vat  # and nothing else
[rule bad]
when = nosuch:field
do = resolve
END
world_keep

# agent WHAT [SIZE]: the script on standard input must hold
agent() {
	console "${2:-80x24}"
	ok "$rc" "$1" || printf '%s\n' "$out" "$errs" | sed 's/^/# /'
}

agent "the list says what ails a rule" <<-EOF
	key g R
	expect Rules
	expect VAT -> tag +vat
	expect when: column 1: unknown field
EOF
agent "what it would have done changes while one types; a yes writes it" <<-EOF
	cmd rule-edit vat
	expect when: VAT
	expect Globex GmbH
	expect tag: +vat
	key Space
	type or login
	wait 100
	key Enter
	expect do: tag +vat
	type ; priority high
	wait 100
	expect priority: normal -> high
	type x
	wait 100
	expect priority 'highx' is not known
	key Backspace Enter
	expect Write [rule vat] to
	key y
	expect [rule vat] is written to
EOF
like "$(cat "$config")" '^when = "*VAT or login"*$' "the query is in the file"
like "$(cat "$config")" '^do = .*tag +vat; priority high' "and what it does"
like "$(cat "$config")" '^# what is ours$' "with all else that stands there"
agent "Esc writes nothing" <<-EOF
	cmd rule-edit vat
	key Space
	type and not this
	key Esc
	expect-not when:
EOF
like "$(cat "$config")" '^when = "*VAT or login"*$' "nothing was written"
agent "what is held back is said on every screen, in every way" <<-EOF
	cmd hold
	expect nothing automatic leaves
	key Esc
	expect HELD BACK
	key Enter
	expect HELD BACK
	cmd reply
	expect HELD BACK
	key Esc
	cmd journal
	expect HELD BACK
	resize 48x30
	expect HELD BACK
	cmd layout linear
	expect HELD BACK
	cmd layout panes
	cmd accounts
	resize 120x40
	expect nothing automatic leaves
	cmd hold nobody
	expect there is no account 'nobody'
	cmd release
	expect what is automatic leaves again
	key Esc
	expect-not HELD BACK
EOF
desk status
unlike "$out" 'HELD' "until it is released"
done_testing
