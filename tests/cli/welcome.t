#!/bin/sh
# welcome.t - the first run: nothing is set up, and a minute later the console shows mail.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need notmuch sqlite3 tmux
mail_setup
simple_mail ana-1@example.net "Ana Perez <ana@example.net>" "Lamp" "My lamp is broken. What now?" 600 |
	put_mail a1 >/dev/null
index_mail
export SPORTELLO

round=0
pane() {
	tmux -S "$T/tmux$round" "$@" 2>>"$T/tmux.log"
}
shows() {
	pane capture-pane -t w -p | grep -q -e "$1"
}
trap 's=$?; pane kill-server; (exit $s); test_end' EXIT
# first HOME: the program in a home of its own, without arguments
first() {
	pane kill-server
	round=$((round + 1))
	pane -f /dev/null new-session -d -s w -x 80 -y 24 "env -u SPORTELLO_CONFIG -u SPORTELLO_STORE -u XDG_CONFIG_HOME \
		-u XDG_DATA_HOME -u XDG_STATE_HOME HOME='$1' '$SPORTELLO' --no-sync; echo ended \$?; sleep 100"
	eventually 20 shows 'Nothing is set up here yet'
}
mkdir -p "$T/home"
[ -n "$NOTMUCH_CONFIG" ] || skip_all "no notmuch configuration"

# ---- mail that notmuch knows ----
first "$T/home" || skip_all "tmux does not work here"
ok 0 "without anything, it offers what can be done"
pane capture-pane -t w -p >"$T/screen"
like "$(tr -d '\n' <"$T/screen" | tr -s ' ')" 'notmuch has indexed: .*1 message, of support@example.org' "the index is found by itself"
is "$(awk 'length > 80' "$T/screen")" "" "nothing is wider than the terminal"
pane send-keys -t w 2 Enter
eventually 10 shows 'Your address'
pane send-keys -t w 'Support <support@example.org>' Enter
eventually 10 shows 'Which mail'
pane send-keys -t w Enter Enter Enter
shows_words() {
	pane capture-pane -t w -p -J | tr -d '\n' | grep -q -e "$1"
}
eventually 10 shows_words 'use a sendmail command): Command that sends'
ok $? "what an outgoing server would need is not asked without one" || pane capture-pane -t w -p | note "$(cat)"
pane send-keys -t w Enter
eventually 10 shows 'Folder for copies'
pane send-keys -t w Enter
eventually 20 shows 'by due'
ok $? "it ends on the console" || note "$(pane capture-pane -t w -p)"
run "$SPORTELLO" --config "$T/home/.config/sportello/config" account list
like "$(cat "$T/home/.config/sportello/config")" 'address *= Support <support@example.org>' "the account is written down"
pane send-keys -t w Q
HOME=$T/home run env -u XDG_DATA_HOME -u XDG_CONFIG_HOME -u SPORTELLO_CONFIG -u SPORTELLO_STORE "$SPORTELLO" sync
is "$rc" 0 "and works" || note "$errs"

# ---- a look around, and nothing at all ----
mkdir -p "$T/empty"
first "$T/empty"
pane send-keys -t w q Enter
eventually 10 shows 'ended 0'
ok $? "q leaves"
is "$(find "$T/empty" -type f)" "" "and nothing was written"
first "$T/empty"
pane send-keys -t w 1 Enter
eventually 60 shows 'Tutorial 1 of 7'
ok $? "the sample shop opens with the tutorial" || note "$(pane capture-pane -t w -p)"
pane send-keys -t w Q
eventually 20 shows 'ended 0'
like "$(pane capture-pane -t w -p)" 'is gone again' "and is gone afterwards"
is "$(find "$T/empty" -type f)" "" "leaving nothing"
done_testing
