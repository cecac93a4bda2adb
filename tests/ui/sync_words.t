#!/bin/sh
# sync_words.t - sync runs beside the console: the status line says when it is missing, crashes or is gone, and the
# console works on.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
need python3 sqlite3 tmux

world
socket=
pane() {
	tmux -S "$T/tmux$socket" "$@" 2>>"$T/tmux.log"
}
screen_shows() {
	pane capture-pane -t c -p | grep -q -e "$1"
}
screen() {
	pane capture-pane -t c -p | sed 's/^/# /'
}
trap 's=$?; pane kill-server; (exit $s); test_end' EXIT
console_starts() {
	pane kill-server
	socket=.$test_count		# a server that ends still holds its socket
	pane -f /dev/null new-session -d -s c -x 120 -y 24 "exec '$1' --config '$config' --store '$store'"
	eventually 10 screen_shows 'Order 4711'
}

command -v sportello-sync >/dev/null && skip_all "a sportello-sync is installed: none can be missing"
mkdir "$T/alone"
cp "$SPORTELLO" "$T/alone/sportello"
console_starts "$T/alone/sportello" || skip_all "tmux does not work here"
eventually 10 screen_shows 'sync cannot be started: sportello-sync: No such file'
ok $? "a missing sync is named" || screen
pane send-keys -t c j j A
eventually 5 screen_shows 'assigned #[0-9]* to eva'
ok $? "the console works without it" || screen

console_starts "$SPORTELLO"
eventually 20 screen_shows 'sync [0-9:]* ok'
ok $? "sync is started with the console" || screen
pid=$(cat "$T/data/sync.lock")
kill -ABRT "$pid"		# a sanitizer would take a SEGV for its own
eventually 10 screen_shows 'sync crashed (signal 6), it starts again'
ok $? "its crash is said in words" || screen
eventually 20 screen_shows 'sync [0-9:]* ok'
ok $? "and it is started again" || screen
[ "$(cat "$T/data/sync.lock")" != "$pid" ]
ok $? "as another process"

console=$(pane list-panes -t c -F '#{pane_pid}')
pid=$(cat "$T/data/sync.lock")
kill -9 "$console"
gone() {
	! kill -0 "$pid"
}
eventually 20 gone
ok $? "sync ends with the console, even a killed one"

done_testing
