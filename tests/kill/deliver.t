#!/bin/sh
# kill -9 at random moments of delivery: no mail leaves twice, none is lost, and each row of the outbox says the truth:
# sent only where the server took it once, unknown where nobody can know.
. "$(dirname "$0")/lib.sh"

mail_setup
make_mails 300
: >"$T/taken"
"$top_builddir/tests/kill/sink" "$T/taken" 30 >"$T/port" &
test_pids="$test_pids $!"
eventually 5 test -s "$T/port"
write_config "smtp = smtp://127.0.0.1:$(cat "$T/port")" "sent-folder = Sent" "since = $(date -d '-30 days' +%F)" </dev/null
sync
is "$rc" 0 "mail comes in" || note "$errs"
cases=$(sql 'SELECT count(*) FROM cases')
echo "It is on its way." >"$T/body"

# states: 0 queued, 1 trying, 2 wire, 3 sent, 7 unknown
times_taken() {
	grep -cxF "$1" "$T/taken"
}

# lies: rows that say what is not so; one line each
lies() {
	sql 'SELECT id, remote_id, state FROM outbox' | while IFS='|' read -r id remote state; do
		case $state:$(times_taken "$remote") in
		0:0 | 1:0 | 2:0 | 2:1 | 3:1 | 7:0 | 7:1) ;;
		*) echo "row $id: state $state, taken $(times_taken "$remote") times" ;;
		esac
	done
}

n=0
feed() {
	while [ "$(sql 'SELECT count(*) FROM outbox WHERE state = 0')" -lt 6 ]; do
		n=$((n + 1))
		desk reply "$((n % cases + 1))" --body-file "$T/body" --no-hold
		[ "$rc" -eq 0 ] || return 1
	done
}
strike 10 400 "kill -9 while mail leaves"

sync --json
is "$rc" 0 "after the last of them a pass completes" || note "$errs"
sync
is "$(lies)" "" "no row tells a lie"
is "$(sql 'SELECT count(*) FROM outbox WHERE state NOT IN (3, 7)')" 0 "each is sent or in doubt"
is "$(sql 'SELECT count(*) FROM outbox')" "$n" "none of $n replies is lost"
is "$(sort "$T/taken" | uniq -d)" "" "the server took none twice"
is "$(sql "SELECT count(*) FROM (SELECT 1 FROM message WHERE direction = 1 GROUP BY remote_id HAVING count(*) > 1)")" 0 \
	"no reply stands twice on a timeline"
is "$(sql 'SELECT count(*) FROM outbox o WHERE o.state = 3 AND NOT EXISTS (SELECT 1 FROM message m WHERE
	m.remote_id = o.remote_id AND m.case_id = o.case_id)')" 0 "each that was sent stands there"
is "$(ls "$mail_root/Sent/cur" | grep -c sportello)" "$(sql 'SELECT count(*) FROM outbox WHERE state = 3')" \
	"as many copies in Sent as were sent"
note "$struck kills in $runs runs: $n replies, $(sql 'SELECT count(*) FROM outbox WHERE state = 3') sent," \
	"$(sql 'SELECT count(*) FROM outbox WHERE state = 7') in doubt, of them" \
	"$(sql 'SELECT remote_id FROM outbox WHERE state = 7' | grep -cxFf - "$T/taken") taken"

# in doubt: nothing leaves by itself; a person decides
was=$(wc -l <"$T/taken")
sync
is "$(wc -l <"$T/taken")" "$was" "nothing in doubt leaves by itself"
row=$(sql 'SELECT id FROM outbox WHERE state = 7 LIMIT 1')
if [ -n "$row" ]; then
	id=$(sql "SELECT remote_id FROM outbox WHERE id = $row")
	before=$(times_taken "$id")
	desk outbox resolve "$row" again
	is "$rc" 0 "an agent says: send again" || note "$errs"
	sync
	is "$(times_taken "$id")" $((before + 1)) "it leaves once more, under the same Message-ID"
	is "$(sql "SELECT state FROM outbox WHERE id = $row")" 3 "and is sent"
fi

# killed after the server's answer was written down for the recipient, and before it was for the row
row=$(sql 'SELECT id FROM outbox WHERE state = 3 LIMIT 1')
id=$(sql "SELECT remote_id FROM outbox WHERE id = $row")
before=$(times_taken "$id")
sqlite3 "$store" "UPDATE outbox SET state = 7 WHERE id = $row"
desk outbox resolve "$row" again
sync
is "$(times_taken "$id")" $((before + 1)) "what a person sends again leaves, whoever is known to have it"
is "$(sql "SELECT state FROM outbox WHERE id = $row")" 3 "and is sent"

done_testing
