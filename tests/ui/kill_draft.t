#!/bin/sh
# kill_draft.t - the console is killed while somebody types without a pause: nothing older than a second is lost.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3 tmux

world
socket=
pane() {
	tmux -S "$T/tmux$socket" "$@" 2>>"$T/tmux.log"
}
screen_shows() {
	pane capture-pane -t c -p | grep -q -e "$1"
}
trap 's=$?; pane kill-server; (exit $s); test_end' EXIT
export SPORTELLO config store
pane -f /dev/null new-session -d -s c -x 80 -y 24 \
	"exec '$SPORTELLO' --config '$config' --store '$store' --no-sync --case '$ana'"
eventually 10 screen_shows 'Any news' || {
	pane capture-pane -t c -p | note "$(cat)"
	skip_all "tmux does not work here"
}
pid=$(pane list-panes -t c -F '#{pane_pid}')
pane send-keys -t c r
eventually 10 screen_shows 'REPLY to the customer'
ok $? "the composer is open"

# twenty words in three seconds, never a pause of a quarter of a second
i=0
while [ $i -lt 40 ]; do
	pane send-keys -t c -l "w$i "
	at=$(date +%s%N)
	echo "$i $at" >>"$T/typed"
	sleep 0.07
	i=$((i + 1))
done
kill -9 "$pid"
killed=$(date +%s%N)
saved=$(sql 'SELECT body FROM draft' | tr ' ' '\n' | sed -n 's/^w\([0-9][0-9]*\)$/\1/p' | tail -1)
note "typed 39, killed, kept up to w$saved"
# the first word that is not in the draft was typed at most so long before
lost_at=$(awk -v n="${saved:--1}" '$1 == n + 1 { print $2 }' "$T/typed")
[ -n "$saved" ] && [ $(((killed - ${lost_at:-$killed}) / 1000000)) -lt 2500 ]
ok $? "what was typed more than a moment before is kept"
is "$(sql 'PRAGMA quick_check')" ok "the store is whole"

console 80x24 <<-EOF
	cmd open $ana
	expect draft
	key r
	expect w0 w1 w2
	type and on it goes
	key C-x y
	expect queued
EOF
is "$rc" 0 "the draft is back, and goes on where it was" || note "$out"
like "$(sql 'SELECT t.body FROM outbox o JOIN text t ON t.id = o.text')" "w$saved.*and on it goes" "all of it is sent"

# ---- a line that hangs up loses nothing at all ---------------------------------------------------------------------------

pane kill-server
socket=.2
pane -f /dev/null new-session -d -s c -x 80 -y 24 \
	"exec '$SPORTELLO' --config '$config' --store '$store' --no-sync --case '$ana'"
eventually 10 screen_shows 'Any news'
pid=$(pane list-panes -t c -F '#{pane_pid}')
pane send-keys -t c i
eventually 10 screen_shows 'INTERNAL NOTE'
pane send-keys -t c -l 'to the last letter'
eventually 10 screen_shows 'to the last letter'
kill -HUP "$pid"
gone() {
	! kill -0 "$pid"
}
eventually 10 gone
ok $? "it ends when the line hangs up"
is "$(sql "SELECT body FROM draft WHERE kind = 'note'")" 'to the last letter' "and has kept every letter"

done_testing
