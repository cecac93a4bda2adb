#!/bin/sh
# The sample world answers back, and goes when the console does.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need notmuch sqlite3

world=$T/world
run "$SPORTELLO" demo --no-run --quiet --dir "$world"
is "$rc" 0 "the world is made" || note "$errs"
is "$out" "$world" "quietly, with its folder's name"
case_of() {
	"$world/open" list "$1" --json | sed -n 's/.*"case":\([0-9]*\),.*/\1/p' | head -n 1
}
# came CASE SINCE: the customer's message that followed
came() {
	"$world/open" sync --quiet
	[ "$(sqlite3 "$world/store.db" "SELECT count(*) FROM message m JOIN cases c ON c.id = m.case_id
		WHERE c.number = $1 AND m.direction = 0 AND m.id > $2")" -gt 0 ]
}
last() {
	sqlite3 "$world/store.db" 'SELECT max(id) FROM message'
}

chat=$(case_of "channel:telegram from:shira")
mail=$(case_of "subject:Refund is:new")
sent=$(find "$world/Mail/Sent" -type f | wc -l)
before=$(last)
run "$world/open" reply "$chat" --no-hold "Which card is it?"
is "$rc" 0 "an answer to a chat is queued" || note "$errs"
run "$world/open" reply "$mail" --no-hold "It left today."
is "$rc" 0 "and one to a mail" || note "$errs"
run "$world/open" sync --json
like "$out" '"account":"telegram".*"delivered":1' "the chat's program takes it"
like "$out" '"account":"negozio".*"delivered":1' "and the mailer"
is "$(find "$world/Mail/Sent" -type f | wc -l)" "$((sent + 1))" "a copy lies in the Maildir"
eventually 40 came "$chat" "$before"
ok $? "the visitor answers"
eventually 40 came "$mail" "$before"
ok $? "the writer of the mail answers"
like "$("$world/open" show "$mail")" '^> It left today' "quoting what we wrote"
run "$world/open" outbox --all --json
like "$out" '"channel":"telegram".*"state":"read"' "and it says that ours was read"
is "$(sqlite3 "$world/store.db" 'SELECT count(*) FROM (SELECT 1 FROM message GROUP BY thread, remote_id, variant
	HAVING count(*) > 1)')" 0 "nothing comes twice"
run "$SPORTELLO" demo --no-run --dir "$world"
is "$rc" 0 "an existing world is opened again, not made anew"
is "$(case_of "channel:telegram from:shira")" "$chat" "with what happened in it"

# ---- the console, and what is left after it ----
command -v tmux >/dev/null || {
	note "no tmux: the console is not tried"
	done_testing
}
mkdir "$T/scratch"
tmux -S "$T/tmux" -f /dev/null new-session -d -x 80 -y 24 \
	"TMPDIR=$T/scratch $SPORTELLO demo 2>$T/demo.err; echo \$? >$T/demo.status; sleep 60"
screen() {
	tmux -S "$T/tmux" capture-pane -p
}
shows() {
	screen | grep -q "$1"
}
eventually 60 shows 'Becker'
ok $? "the console opens on it" || screen | sed 's/^/# /'
is "$(ls "$T/scratch" | wc -l)" 1 "in a folder of its own"
tmux -S "$T/tmux" send-keys Q
eventually 30 test -s "$T/demo.status"
is "$(cat "$T/demo.status" 2>/dev/null)" 0 "and is left" || screen | sed 's/^/# /'
is "$(ls "$T/scratch")" "" "the folder is gone"
tmux -S "$T/tmux" kill-server
tmux -S "$T/tmux" -f /dev/null new-session -d -x 80 -y 24 "TMPDIR=$T/scratch $SPORTELLO demo"
eventually 60 shows 'Becker'
tmux -S "$T/tmux" kill-server
gone() {
	[ -z "$(ls "$T/scratch")" ]
}
eventually 30 gone
ok $? "also when the terminal is closed" || ls "$T/scratch"
is "$(find "$HOME" -type f)" "" "nothing is written in the user's folders"

done_testing
