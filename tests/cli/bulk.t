#!/bin/sh
# One command for all cases that a query picks: looked at first, one group, one undo.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
. "$top_srcdir/tests/cli/world.sh"
world

desk tag 1 +login
desk bulk is:any tag +login --dry-run
like "$out" '^[0-9]* cases: [0-9]* would change, 1 are so already, 0 refuse' "what would change is said" || note "$out$errs"
like "$out" 'status ' "by status" || note "$out"
desk count tag:login
is "$out" 1 "and nothing changed"
desk bulk is:any tag +login </dev/null
is "$rc" 1 "without a terminal it is not done unasked"
desk count tag:login
is "$out" 1 "nothing changed"
desk bulk is:any 'tag +login; priority high' --yes --json
like "$out" '"changed":3,"same":0,"refused":0' "done, and counted" || note "$out$errs"
desk count tag:login priority:high
is "$out" 3 "all have both"
desk undo
like "$out" 'undone: .* and 2 more' "one undo"
desk count tag:login
is "$out" 1 "takes all of it back, and no more"
desk redo
desk count tag:login
is "$out" 3 "and one redo does it again"
desk merge 1 2 --same-person
desk bulk is:any priority urgent --yes
like "$out" 'refused, 1 case, #2: .*merged into #1' "what refuses does not stop the others, and says why" || note "$out$errs"
for verb in 'escalate tecnici why' 'merge 2' undo; do
	desk bulk is:any "$verb" --yes
	is "$((rc > 0)) $errs" "1 $(printf '%s' "$errs" | grep 'never done to many\|not configured')" "'$verb' is nothing for many"
done
desk bulk tag:nobody-has-this tag +x --yes
is "$rc" 1 "no case matches"
desk bulk is:any
is "$rc" 2 "what to do must be said"
done_testing
