#!/bin/sh
# kill -9 at random moments of an account of every connected channel: between two pages, within one, while an answer of ours is
# on the wire, before what became of it is written down, while it is looked for.  Every message comes exactly once, every
# answer leaves at most once, each row of the outbox says the truth, and where a service can be asked, no doubt remains.
: "${KILLS:=8}"
. "$(dirname "$0")/lib.sh"
. "$top_srcdir/tests/fault/lib.sh"
start_world
echo 25 >"$world/latency"

# How a service can be asked (tests/fault/outbound.t); whom each row answers
rows="telegram:1:blind whatsapp:1:blind twilio:1:back messenger:1:back facebook:1:back instagram:1:back instagram:2:back
	x:1:back tiktok:1:back bluesky:1:back bluesky:2:back matrix:1:repeat mastodon:1:repeat"
for s in $services; do
	says $s "$s 1"
	says $s "$s 2"
done
sync
is "$rc" 0 "messages come in" || note "$errs"
whom=$(for row in $rows; do
	IFS=: read -r s number how <<-END
	$row
	END
	echo "$s:$number:$how:$(case_of $s "$s $number")"
done)

# A payload that is taken in twice, once killed
ingest_killed() {
	ingested=$((ingested + 1))
	echo "$(date +%s) $1" >>"$world/whatsapp.in"
	payload "$1" >"$T/payload"
	"$SPORTELLO_SYNC" --config "$config" --store "$store" --ingest whatsapp "$T/payload" >/dev/null 2>&1 &
	sleep "$(moment 1 40)"
	kill -9 $! 2>/dev/null
	wait $! 2>/dev/null
	"$SPORTELLO_SYNC" --config "$config" --store "$store" --ingest whatsapp "$T/payload" >/dev/null 2>&1
}

answers=0
feed() {
	size=4
	[ $((runs % 5)) -ne 1 ] || size=60
	for s in $pulled; do
		seq -f "$(date +%s) $s said $runs-%g" $size >>"$world/$s.in"
	done
	ingest_killed "whatsapp said $runs"
	answers=$((answers + 1))
	queued=$(sql "SELECT t.body FROM outbox o JOIN text t ON t.id = o.text WHERE o.state = 0")
	for one in $whom; do
		IFS=: read -r s number how case <<-END
		$one
		END
		case $queued in
		*"$s $number answer"*) continue ;;
		esac
		printf '%s %s answer %d' $s $number $answers >"$T/body"
		desk reply "$case" --body-file "$T/body" --no-hold --seen 999999999
		[ "$rc" -eq 0 ] || desk reply "$case" --body-file "$T/body" --no-hold --seen 999999999 --public
		[ "$rc" -eq 0 ] || return 1
	done
	# now and then a person decides about what could not be found
	[ $((runs % 10)) -ne 0 ] || decided
}
# rows_of STATES: "STATE|TIMES TAKEN|TEXT"
rows_of() {
	cat "$world"/*.out | sort | uniq -c | sed 's/^ *\([0-9]*\) /\1|/' >"$T/taken"
	sql "SELECT t.body || '|' || o.state FROM outbox o JOIN text t ON t.id = o.text WHERE o.state IN ($1)" |
		awk -F '|' 'NR == FNR { taken[$2] = $1; next } { print $2 "|" taken[$1] + 0 "|" $1 }' "$T/taken" -
}
# 0 queued, 1 trying, 2 on the wire, 3 to 5 sent, 7 unknown; where a repeated one is known, it may be queued again
lies() {
	rows_of '0,1,2,3,4,5,6,7,8' | grep -v -e '^[0128]|0|' -e '^[27]|[01]|' -e '^[345]|1|' -e '^[01]|1|matrix ' -e '^[01]|1|mastodon ' |
		head -n 3
	at_stage
}
at_stage() {			# where did it strike?
	sql "SELECT (SELECT count(*) FROM outbox WHERE state = 2), (SELECT count(*) FROM job WHERE kind NOT IN ('status', 'message',
		'round', 'sweep')), (SELECT count(*) FROM outbox WHERE state = 7)" >>"$T/stages"
}
# decided: two whole passes; then what was taken must be found wherever one can ask
decided() {
	rm -f "$world/latency"
	for pass in 1 2 3; do
		sql_write "UPDATE job SET not_before = 0 WHERE attempts > 0; UPDATE outbox SET next_try = 0 WHERE state = 0"
		sync
	done
	echo 25 >"$world/latency"
	rows_of 7 | grep '|1|' | grep -v -e '|telegram ' -e '|whatsapp ' >>"$T/unfound"
	rows_of 7 >>"$T/doubts"
	sql_write "UPDATE outbox SET state = 9 WHERE state = 7"
}
strike 10 900 "kill -9 of eleven channels at once"

decided
sync --json
is "$rc" 0 "after the last of them a pass completes" || note "$errs"
for pass in 1 2 3 4; do
	[ -z "$(wrong_inbound)" ] || good_pass
done
is "$(wrong_inbound)" "" "each message of each channel came exactly once"
is "$(cat "$world"/*.out | sort | uniq -d)" "" "no answer left twice"
is "$(cat "$T/unfound")" "" "what was taken has been found wherever one can ask"
is "$(lies)" "" "no row tells a lie"
note "$struck kills in $runs passes; $(sql 'SELECT count(*) FROM message WHERE direction = 0') messages," \
	"$(sql 'SELECT count(*) FROM outbox') answers, $(sql 'SELECT count(*) FROM outbox WHERE state IN (3, 4, 5)') sent," \
	"$(sort -u "$T/doubts" | grep -c .) in doubt for good ($(grep -c '|1|' "$T/doubts") of them taken);" \
	"$(awk -F '|' '$1' "$T/stages" | grep -c .) kills with something on the wire," \
	"$(awk -F '|' '$2' "$T/stages" | grep -c .) with jobs of a scan left, $(awk -F '|' '$3' "$T/stages" | grep -c .) with doubts"
done_testing
