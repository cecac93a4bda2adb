#!/bin/sh
# kill -9 at random moments of import and of delivery: nothing lost, nothing doubled, every row in a true
# state.  KILLS says how often (default 12; 200 takes some minutes).
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need notmuch sqlite3

kills=${KILLS:-12} mails=400
mail_setup
start_exim
write_config "$(smtp_options)" </dev/null
n=0
while [ "$n" -lt "$mails" ]; do
	n=$((n + 1))
	simple_mail "m$n@example.net" "Customer $((n % 97)) <c$((n % 97))@example.net>" "Order $n" \
		"Where is my order number $n, please?" $((3600 + mails - n)) | put_mail "m$n" >/dev/null
done
index_mail

# a random number of milliseconds below $1, as seconds
moment() {
	awk -v max="$1" -v seed="$(od -An -N4 -tu4 /dev/urandom)" \
		'BEGIN { srand(seed); printf "%.3f", rand() * max / 1000 }'
}

# killed LIMIT_MS: starts a pass and kills it within the limit
killed() {
	"$SPORTELLO_SYNC" --config "$config" --store "$store" --quiet >/dev/null 2>"$T/killed.errs" &
	victim=$!
	sleep "$(moment "$1")"
	kill -9 "$victim" 2>/dev/null
	wait "$victim" 2>/dev/null
	eventually 5 no_children
}

no_children() {
	flock -n "$T/data/sync.lock" true
}

n=0
while [ "$n" -lt "$kills" ]; do
	n=$((n + 1))
	killed 300
done
sync --json
is "$rc" 0 "after $kills kills during import a pass completes" || note "$errs"
is "$(sql 'SELECT count(*), count(DISTINCT remote_id) FROM message')" "$mails|$mails" "nothing lost, nothing doubled"
is "$(sql 'SELECT count(*), count(DISTINCT path) FROM mail_file')" "$mails|$mails" "nor a file"
is "$(sql 'SELECT count(*) FROM message WHERE case_id IS NULL')" 0 "each has its case"
is "$(sql 'PRAGMA integrity_check')" ok "the store is whole"
is "$(sql 'PRAGMA foreign_key_check')" "" "and holds together"

echo "It is on its way." >"$T/body"
n=0
while [ "$n" -lt "$kills" ]; do
	n=$((n + 1))
	desk reply "$n" --body-file "$T/body" --no-hold
done
is "$(sql 'SELECT count(*) FROM outbox WHERE state = 0')" "$kills" "$kills replies are queued"
n=0
while [ "$n" -lt "$kills" ]; do
	n=$((n + 1))
	killed 250
done
sync --json
eventually 3 false
sql 'SELECT remote_id, state FROM outbox ORDER BY id' >"$T/rows"
lies=0
while IFS='|' read -r id state; do
	count=$(grep -lF "Message-ID: <$id>" "$smtp_box/new/"* 2>/dev/null | wc -l)
	case $state:$count in
	3:1 | 7:0 | 7:1) ;;
	*) lies=$((lies + 1)) && note "$id: state $state, delivered $count times" ;;
	esac
done <"$T/rows"
is "$lies" 0 "after $kills kills during delivery: sent means once, unknown is only said in doubt"
is "$(sql 'SELECT count(*) FROM outbox WHERE state NOT IN (3, 7)')" 0 "no row is left in between"
is "$(sql "SELECT count(*) FROM (SELECT 1 FROM message WHERE direction = 1 GROUP BY remote_id HAVING count(*) > 1)")" 0 \
	"no reply stands twice on a timeline"
is "$(ls "$mail_root/Sent/cur" | wc -l)" "$(sql 'SELECT count(*) FROM outbox WHERE state = 3')" \
	"as many copies in Sent as were sent"
is "$(sql 'PRAGMA integrity_check')" ok "the store is whole"

done_testing
