#!/bin/sh
# One line of figures for a status line: counts of queries, what is under way, text only where there is something.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
. "$top_srcdir/tests/cli/world.sh"
world

line() {
	desk status --line "$@"
}

desk take 1
desk priority 1 urgent
line '%(is:mine) %(due:<0)!' --now "$(date -u -d '+3 days' +%Y-%m-%dT%H:%M:%SZ)"
is "$out" "1 3!" "counts of two queries" || note "$errs"
is "$rc" 0 "with the status of something done"
line '100%% %(tag:"a)b") %() %{agent}'
is "$out" "100% 0 3 eva" "a percent sign, brackets in quotes, all work, who I am"
desk resolve 1
line '%(is:mine) %(is:mine is:resolved)'
is "$out" "0 1" "what is done is no work unless it is asked for"
line '%?(is:mine){never}%?(is:unassigned){#[fg=red]%(is:unassigned)!%?{failed}{x}#[default]}'
is "$out" "#[fg=red]2!#[default]" "text where there are some, with the marks of the terminal's own line in it"
desk reply 2 hello
line '%{outbox} %{failed} %{sync}' --now "$(date -u -d '+1 minute' +%Y-%m-%dT%H:%M:%SZ)"
is "$out" "1 0 off" "what is to be sent, and that nobody syncs"
run "$SPORTELLO" --config "$config" --store "$store" status
like "$out" '^0 mine, .* 2 unassigned, 1 to send, sync off$' "without a format a line in words"
desk status 1 open
is "$rc" 0 "with a case it still sets the status"
for wrong in '%(is:mine' '%x' '%{faild}' '%?(is:mine)x' '%(is:wating)' '%'; do
	line "$wrong"
	is "$rc $(printf '%s' "$errs" | grep -c 'column [0-9]')" "2 1" "'$wrong' is refused, and where"
done
like "$(line '%{faild}'; echo "$errs")" 'did you mean %{failed}' "with the nearest name"
line '%(is:mine)' 1 open
is "$rc" 2 "a line and a case at once are none"
done_testing
