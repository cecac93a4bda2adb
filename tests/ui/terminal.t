#!/bin/sh
# terminal.t - the console on a real terminal, under a shell: pastes, sizes that change all the time, C-z, and however it
# ends, the terminal is the shell's again and what was written is kept.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
need tmux python3 sqlite3

world
sock=$T/tmux.sock
mux() {
	tmux -S "$sock" -f /dev/null "$@"
}
end_mux() {
	status=$?
	mux kill-server 2>/dev/null
	(exit $status)
	test_end
}
trap end_mux EXIT

shows() {
	mux capture-pane -p | grep -q -e "$1"
}
gone() {
	! shows "$1"
}
# sees PATTERN WHAT: soon the screen shows it
sees() {
	eventually 20 shows "$1"
	ok $? "$2" || mux capture-pane -p | sed 's/^/# /'
}
keys() {
	mux send-keys "$@"
}
console="$SPORTELLO --config $config --store $store --no-sync --now $now"

mux new-session -d -x 80 -y 24 "PS1='shell> ' TERM=tmux-256color sh" || skip_all "tmux does not start here"
sees 'shell>' "a shell on a terminal"
keys 'stty -g >'"$T/before" Enter
keys "$console" Enter
sees '1/9 by due' "the console over it"

# a pasted list of orders fires no keys
printf 'd\nD\nQ\nx\n4711\nu\n' >"$T/orders"
mux load-buffer "$T/orders"
mux paste-buffer -p
sees 'a paste means nothing here' "a paste into the list is no keys"
is "$(sql 'SELECT count(*) FROM cases WHERE status=4')" 0 "nothing was resolved by it"

# the composer: every size, C-z and back
keys r
sees 'reply |' "a reply"
mux paste-buffer -p
keys -l 'Written 4711 dQ'
for size in 30x6 120x40 1x1 200x50 48x30 10x3 79x23 100x12 80x24; do
	mux resize-window -x "${size%x*}" -y "${size#*x}"
	keys -l .
done
sees '^4711 *$' "text and paste are there"
sees '^Written 4711 dQ\.\.\.\.\.\.\.\.\. *$' "and what was typed while the window changed, in order"
sees 'draft saved' "kept by itself"
same() {
	mux capture-pane -p >"$T/two"
	cmp -s "$T/one" "$T/two"
}
mux capture-pane -p >"$T/one"
keys C-l z
sees 'dQ\.*z' "drawn anew, and a letter more"
keys BSpace
eventually 10 same
ok $? "without it the screen is as it was before" || diff "$T/one" "$T/two" | sed 's/^/# /'
keys C-z
sees 'shell> *$' "C-z in a text: the shell"
keys fg Enter
sees 'Written 4711 dQ' "and back"
kept() {
	[ "$(sql "SELECT count(*) FROM draft WHERE body LIKE '%$1%'")" = 1 ]
}
eventually 10 kept 'Written 4711'
keys C-x p a
sees 'assign to' "a list to choose from"
keys C-z
sees 'shell> *$' "C-z there"
keys fg Enter
sees 'assign to' "and back"
keys Escape
eventually 10 gone 'assign to'
keys r
sees 'Written 4711' "the text again"

# it crashes, it is told to go, its line hangs up
ended() {
	pid=$(pgrep -f -x "$console" | head -1)
	kill "-$1" "$pid"
	sees 'shell> *$' "$1: the shell is there again"
	keys "stty -g >$T/after" Enter
	eventually 10 test -s "$T/after"
	is "$(cat "$T/after")" "$(cat "$T/before")" "$1: the terminal is as it was"
	is "$(mux display-message -p '#{alternate_on} #{bracket_paste_flag} #{cursor_flag}' | cut -d' ' -f1,3)" "0 1" "$1: its screen and its cursor too"
	rm -f "$T/after"
}
if ! under_sanitizer; then
	ended SEGV
	sees 'restored the terminal' "SEGV: it says so"
	like "$(cat "$XDG_STATE_HOME/sportello/crash.log" 2>/dev/null)" 'signal 11' "SEGV: what happened is written down"
	is "$(sql "SELECT count(*) FROM draft WHERE body LIKE '%Written 4711%'")" 1 "SEGV: the draft is kept"
	keys clear Enter "$console" Enter
	sees '1/9 by due' "it starts again"
	keys r
	sees 'Written 4711' "with the draft"
fi
keys -l 'Then this.'
sees 'Then this' "more text"
ended TERM
is "$(sql "SELECT count(*) FROM draft WHERE body LIKE '%Then this.%'")" 1 "TERM: what was typed last is kept"
keys clear Enter "$console" Enter
sees '1/9 by due' "once more"
keys r
sees 'Then this' "with the draft"
keys C-x p Q
sees 'shell> *$' "it ends by its own key"
keys clear Enter "TERM=linux $console" Enter
sees 'size exchange ???' "on a Linux console, which has no emoji, something stands for them"
keys r
sees 'Then this' "the text"
keys -l 'Last.'
sees 'Last' "and a word more"
pid=$(pgrep -f -x "$console" | head -1)
mux kill-server
eventually 20 sh -c "! kill -0 $pid"
ok $? "HUP: it ends"
is "$(sql "SELECT count(*) FROM draft WHERE body LIKE '%Last.%'")" 1 "HUP: and keeps it"
done_testing
