#!/bin/sh
# What I did last, taken back and done again by the command line.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
. "$top_srcdir/tests/cli/world.sh"
world

desk redo
is "$rc" 1 "nothing was undone yet"
desk tag 1 +one
desk priority 1 urgent
desk undo --list
is "$(printf '%s\n' "$out" | sed -n 's/.*#1 //p' | tr '\n' ,)" 'set priority urgent,tagged +one,' "newest first"
group=$(printf '%s\n' "$out" | sed -n 's/^ *\([0-9]*\) .*tagged +one$/\1/p')
desk undo --action "$group"
like "$out" 'undone: tagged +one (#1)' "one out of the middle"
desk undo --list --json
like "$out" '"words": *"tagged +one", *"undone": *"2' "which the list says" || note "$out"
desk redo
is "$out" "done again: tagged +one (#1)" "done again, and named"
desk redo
is "$rc" 1 "once"
desk undo
desk undo
desk redo --json
like "$out" 'done again: tagged +one' "two undone, the last one first" || note "$out"
desk tag 1 +other
desk redo
is "$rc" 1 "what else was done ends it"
desk undo --list 1
is "$rc" 2 "a list is of nobody's case"
done_testing
