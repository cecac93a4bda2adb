#!/bin/sh
# keys_conf.t - keys of the configuration: in force, shown with their line, wrong ones named.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3

world
cp "$config" "$T/plain"

# with LINES: the configuration and these
with() {
	{
		cat "$T/plain"
		printf '%s\n' "$@"
	} >"$config"
}

console 80x24 <<-EOF
	bindings list
	key Z
	expect sleeps until
	key u
	key g 7
	expect 1/1
EOF
ok "$rc" "keys of [keys list] and of a view are in force"
like "$out" '^Z	snooze 1h	config:[0-9]*$' "with the line they come from"
like "$out" '^, r	macro refund	config:[0-9]*$' "a macro has its key"

# what only the whole program can judge: said at once, and by doctor
with '[view wrong]' 'query = is:opn' '[macro wrong]' 'text = x' 'do = tga +x'
console 120x40 <<-EOF
	expect [view wrong] query: column 1
	expect and 1 more
EOF
ok "$rc" "a view that cannot be read is named at the start" || note "$out"
desk doctor
like "$out" "^wrong *config .*view wrong. query: column 1" "doctor names the view"
like "$out" "^wrong *config .*macro wrong. do: unknown verb 'tga' - did you mean 'tag'" "and the macro, with the nearest verb"
with '[escalation wrong]' 'to = mail:nowhere'
desk list
is "$rc" 3 "an escalation needs an address"

with '[keys list]' 'd = none' 'x = done' '[keys]' 'gz = view vip'
console 80x24 <<-EOF
	key d
	expect d is not bound here
	key x
	expect #2 is resolved
	key u
	key g z
	expect 1/1
EOF
ok "$rc" "a key is taken away, another one given" || printf "%s\n" "$out" "$errs" | sed "s/^/# /"

with '[keys list]' 'g = done'
console 80x24 <<-EOF
	dump
EOF
like "$out" 'config:[0-9]*: g in map list hides' "a key that hides others is reported"

with '[keys list]' 'X = resolv'
console 80x24 </dev/null
is "$rc" 3 "a command that is none is an error of the configuration"
like "$errs" "config:[0-9]*.*no command 'resolv' - did you mean resolve" "with its line and the nearest one"

with '[keys lst]' 'X = done'
console 80x24 </dev/null
like "$rc $errs" "^3 .*config:[0-9]*.*there is no screen 'lst'.*list" "so is a screen that is none"

with '[keys list]' '"gggggggggg" = done'
console 80x24 </dev/null
like "$rc $errs" '^3 .*config:[0-9]*' "and a key that is none"

with '[ui]' 'preset = mutt'
console 80x24 <<-EOF
	key l
	expect filter:
	key Esc
	key t
	expect 1 marked
EOF
ok "$rc" "the preset mutt narrows with l and marks with t"

done_testing
