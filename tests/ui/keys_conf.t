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

console 80x24 <<-EOF
	key 3 Space
	expect 3 marked
	key ;
	expect a verb acts on 3 marked cases
	key Esc 4 G
	expect 4/
	key 1 G Tab
	key g 8 2 j 3 k
	expect 1/10
	key s t
	expect sleeps until
	key 1 u
	key s Space
	expect snooze until
	key Esc y p
	expect no phone to copy
EOF
ok "$rc" "counts: to a row, of lines, of marks; s and y begin sequences" || note "$out"

# what only the whole program can judge: said at once, and by doctor
with '[view wrong]' 'query = is:opn' '[macro wrong]' 'text = x' 'do = tga +x'
console 120x40 <<-EOF
	expect [view wrong] query: column 1
	expect more: sportello doctor)
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

# all that is wrong is named with its line, at the start and by doctor; the console opens, and the rest is in force
with '[keys list]' 'X = resolv' '"gggggggggg" = done' 'Y = done' 'Y = reopen' 'Z x = done' '[keys lst]' 'X = done' \
	'[keys person]' 'X = person-vip'
console 120x40 <<-EOF
	expect config:
	expect no command 'resolv' - did you mean resolve
	expect more: sportello doctor)
	bindings list
	bindings person
	bindings merge
EOF
ok "$rc" "the console opens with keys that cannot be read" || note "$out $errs"
like "$out" '^X	person-vip	config:' "the good ones are in force, on every screen that has a name"
like "$out" '^Y	reopen	config:' "of two lines for one key the later"
desk doctor
like "$errs$out" "^wrong *config .*config:[0-9]*: no command 'resolv' - did you mean resolve" "doctor names the command"
like "$errs$out" "^wrong *config .*config:[0-9]*: there is no screen 'lst' for keys - did you mean list" "the screen"
like "$errs$out" '^wrong *config .*config:[0-9]*: "gggggggggg" is longer' "the key that is none"
like "$errs$out" '^wrong *config .*config:[0-9]*: Y was bound before, at config:[0-9]*; this one counts' "two lines for one key"
like "$errs$out" '^wrong *config .*config:[0-9]*: Z in map list hides Z x' "and what hides another"

with '[ui]' 'preset = mutt'
console 80x24 <<-EOF
	key l
	expect filter:
	key Esc
	key t
	expect 1 marked
EOF
ok "$rc" "the preset mutt narrows with l and marks with t" || note "$out"

console 80x24 <<-EOF
	key 2
	expect case number: 2
	key Enter
	expect #2
EOF
ok "$rc" "a digit there begins the number of a case" || note "$out"

with '[ui]' 'preset = web'
console 80x24 <<-EOF
	key 8
	expect All
	key n
	expect INTERNAL NOTE
	key Esc
	key s
	expect we owe an answer
	key Esc
	key w
	expect until they reply
	key 1
	expect sleeps until
	key u
	key C-k
	expect do what?
EOF
ok "$rc" "the preset web: digits are views, n notes, s sets the status, w waits" || note "$out"

# keys changed from within: written to the file, all else byte for byte, and in force at once
with '# my own' '[keys list]  # of the list' 'K9    = done # yes'
cp "$config" "$T/before"
console 80x24 <<-EOF
	key ?
	type one hour
	expect s 1
	key Tab e
	expect new key for snooze 1h: ...
	key g
	expect g begins
	key Backspace Esc
	expect the keys stay as they are
	key e d x
	expect d runs done at once, so that d x is never reached
	key Backspace Backspace g i
	expect now: view inbox (default)
	key Enter
	expect g i runs view inbox (default): shall it run snooze 1h? [y/N]
	key n
	expect the keys stay as they are
	key e F 8 Backspace Backspace F8 Enter
	expect F8 runs snooze 1h now
	expect config:
	key Esc F8
	expect sleeps until
	cmd undo
	cmd bind list gz view all
	key g z
	expect /10 by
	cmd bind compose x send
	expect x is text there
	cmd bind list gq view-all
	expect no command 'view-all'
	cmd bind list d none
	key d
	expect d is not bound here
EOF
ok "$rc" "a key is asked for, shown with what it runs, and taken only after a question" || note "$out $errs"
diff "$T/before" "$config" >"$T/changed"
is "$(grep -c '^[<>]' "$T/changed") $(grep -v '^>' "$T/changed" | grep -c '<')" "5 0" "the file has five lines more, and no line less" ||
	note "$(cat "$T/changed")"
console 80x24 <<-EOF
	key g z
	expect /10 by
	cmd help
	type F8
	key Tab r
	expect is bound to nothing, as it was
	cmd unbind global F8
	expect is not bound by a line
	cmd unbind list gz
	cmd unbind list d
	expect d is as it was: done
	key q
	key d
	expect is resolved
	key u
	cmd help
	type gi
	key Tab r
	expect default: it is as it came
EOF
ok "$rc" "another start knows them, and they are taken back" || note "$out"
diff "$T/before" "$config" >"$T/changed"
is "$(grep '^[<>]' "$T/changed" | grep -v '^> \[keys\]$\|^> $')" "" "the file is as it was, but for an empty section" || note "$(cat "$T/changed")"
if [ "$(id -u)" -ne 0 ]; then
	chmod 400 "$config"
	console 80x24 <<-EOF
		cmd bind list gz done
		expect cannot be written, so the keys stay as they are
		bindings list
	EOF
	ok "$rc" "a file that cannot be written is left alone" || note "$out"
	unlike "$out" '^g z	' "and the keys with it"
	chmod 600 "$config"
fi

done_testing
