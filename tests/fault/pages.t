#!/bin/sh
# Pages without end: a server that leads us in a circle, or from nothing to nothing.  Every account that pages says so and
# is over with it, what came by then is kept, and nothing comes twice when the server is well again.
# SPORTELLO_HOSTILE=full: hundreds of empty pages, too, as fast as the services let one ask.
. "$(dirname "$0")/lib.sh"
start_world
i=0
while [ $((i += 1)) -le 60 ]; do
	for s in $pulled; do
		echo "$(($(date +%s) - 100 + i)) $s $i" >>"$world/$s.in"
	done
done
endless() {
	: >"$world/$1"
	rm -f "$world"/*.log
	run timeout "$2" "$SPORTELLO_SYNC" --config "$config" --store "$store" --json
	[ "$rc" -ne 124 ]
	ok $? "$1: it ends" || note "$errs"
	rm "$world/$1"
	is "$(sql "SELECT count(*) FROM (SELECT 1 FROM message m JOIN thread t ON t.id = m.thread
		GROUP BY t.account, m.remote_id HAVING count(*) > 1)")" 0 "$1: nothing is there twice"
	note "$(sql "SELECT a.name, (SELECT count(*) FROM message m JOIN thread t ON t.id = m.thread WHERE t.account = a.id), a.error FROM account a")"
}
endless circle 100
is "$(sql "SELECT group_concat(name) FROM (SELECT DISTINCT a.name FROM problem p JOIN account a ON a.id = p.account
	WHERE p.words LIKE '%pages lead in a circle%' ORDER BY a.name)")" "bluesky,facebook,twilio" "circle: who is led in it says so" || note "$out"
for s in $pulled; do
	[ "$(sql "SELECT count(*) FROM message m JOIN thread t ON t.id = m.thread JOIN account a ON a.id = t.account WHERE a.name = '$s'")" -ge 20 ]
	ok $? "circle: what $s brought is kept"
done
sql_write "UPDATE account SET next_at = 0, error = NULL"
good_pass
good_pass
is "$(in_error)" "" "and then all is well" || note "$errs"
is "$(wrong_inbound "$pulled")" "" "each message of each came exactly once"
if [ "$SPORTELLO_HOSTILE" = full ]; then	# (what a server says is not there, we do not have)
	rm "$store"*
	endless blank 1500
	like "$(sql 'SELECT group_concat(words) FROM problem')" "pages have no end" "blank: in words"
fi
done_testing
