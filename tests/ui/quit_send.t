#!/bin/sh
# quit_send.t - who sends and leaves at once has sent: the message goes when its undo time is over.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
need notmuch sqlite3 tmux flock

mail_setup
printf '#!/bin/sh\ncat >"%s/sent.eml"\n' "$T" >"$T/sendmail"
chmod +x "$T/sendmail"
write_config "sendmail = $T/sendmail" <<EOF
[care]
undo-send = 2s
EOF
simple_mail ana-1@example.net "Ana Perez <ana@example.net>" "Lamp" "My lamp is broken. What now?" 600 |
	put_mail a1 >/dev/null
index_mail
sync

pane() {
	tmux -S "$T/tmux" "$@" 2>>"$T/tmux.log"
}
screen_shows() {
	pane capture-pane -t c -p | grep -q -e "$1"
}
trap 's=$?; pane kill-server; (exit $s); test_end' EXIT
pane -f /dev/null new-session -d -s c -x 80 -y 24 \
	"'$SPORTELLO' --config '$config' --store '$store' --case 1; sleep 60"
eventually 10 screen_shows 'What now' || skip_all "tmux does not work here"
pane send-keys -t c r
eventually 10 screen_shows 'REPLY to the customer'
pane send-keys -t c -l 'Here is a new one.'
eventually 10 screen_shows 'a new one'
pane send-keys -t c C-x y
eventually 10 screen_shows 'queued to'
ok $? "it is queued"
pane send-keys -t c Q
eventually 10 screen_shows '1 message leaves in a moment'
ok $? "the shell is told that it leaves"
eventually 20 grep -q 'a new one' "$T/sent.eml"
ok $? "and it leaves"
eventually 10 flock -n "$T/data/sync.lock" true	# that pass has ended
is "$(sql 'SELECT count(*) FROM outbox_log WHERE words = '"'taken by the command'")" 1 "once"

done_testing
