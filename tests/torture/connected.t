#!/bin/sh
# Eleven connected accounts, one of every channel, mail in and out, while calls fail or are the last one, and while the power
# is cut.  What customers wrote is there once, also where the service forgets what was confirmed and where a receiver was told
# that it is kept; no answer leaves twice, no row of the outbox says what is not so, and where one can ask, no doubt remains.
few=1
. "${top_srcdir:-$(dirname "$0")/../..}/tests/torture/lib.sh"
. "$top_srcdir/tests/fault/lib.sh"
world=$disk/world
fresh_shared
: >"$T/torture/log"

# (the server is recorded with the rest, so that what it took and forgot until the cut is known)
export LD_PRELOAD="$T/shim.so" TORTURE_DIR="$T/torture" TORTURE_ROOT="$disk" TORTURE_LOG=1
start_world
unset LD_PRELOAD TORTURE_DIR TORTURE_ROOT TORTURE_LOG
for s in $services; do
	says $s "$s 1"
	says $s "$s 2"
done
sync && sync
is "$rc" 0 "a world is made" || note "$errs"
row_of() {
	echo "FROM outbox o JOIN text t ON t.id = o.text WHERE t.body = '$1'"
}
# answer HOW SERVICE N TEXT: to whom wrote the Nth; in public where that was
for s in $services; do
	echo "$s-1 $(case_of $s "$s 1")"
	echo "$s-2 $(case_of $s "$s 2")"
done >"$T/cases"
answer() {
	how=$1 to=$(sed -n "s/^$2-$3 //p" "$T/cases") aloud=
	case $2-$3 in
	facebook-* | x-* | tiktok-* | mastodon-* | instagram-2 | bluesky-1) aloud=--public ;;
	esac
	$how "$(row_of "$4")" reply "$to" "$4" --no-hold --seen 999999999 $aloud
}
unseen() {			# (a verb that is not recorded)
	shift
	desk "$@"
	[ "$rc" -eq 0 ] || note "$errs"
}
# all_answer HOW TEXT: to one of every service, and to the other kind where it has two
all_answer() {
	for s in $services; do
		answer "$1" $s 1 "$s 1 $2"
	done
	answer "$1" instagram 2 "instagram 2 $2"
	answer "$1" bluesky 2 "bluesky 2 $2"
}

# ---- what must be so ----
# (each of them is one write of the server; NAME.out would be another)
all_taken() {
	cat "$world"/*.said 2>/dev/null | sed 's/.*"text": "\([^"]*\)".*/\1/'
}
# rows: "STATE|TIMES TAKEN|TEXT" of each row, and of what was sent by none
rows() {
	all_taken | sort | uniq -c | sed 's/^ *\([0-9]*\) /\1|/' >"$T/times"
	sql "SELECT t.body || '|' || o.state FROM outbox o JOIN text t ON t.id = o.text" |
		awk -F '|' -v file="$T/times" 'BEGIN { while ((getline line <file) > 0) { split(line, f, "|"); times[f[2]] = f[1] } }
			{ print $2 "|" times[$1] + 0 "|" $1; known[$1] = 1 }
			END { for (text in times) if (!(text in known)) print "x|" times[text] "|" text }'
}
say_rows() {
	sed 's/^\(.*\)|\(.*\)|\(.*\)/"\3": state \1, taken \2 times; /' | head -n 3
}
# (0 queued, 1 trying, 2 on the wire, 3 to 5 sent, 6 failed, 7 unknown, 8 review; where a repeated one is known, it may be queued)
lies() {
	rows | grep -v -e '^[01268]|0|' -e '^[27]|[01]|' -e '^[345]|1|' -e '^[01]|1|matrix ' -e '^[01]|1|mastodon ' | say_rows
}
# unsettled: what waits without a reason, and doubts where one can ask and would find it
unsettled() {
	rows | grep -v -e '^[345]|' -e '^7|0|' -e '^7|1|telegram ' -e '^7|1|whatsapp ' | say_rows
}
wrong_in_the_end() {
	for pass in 1 2 3 4 5; do
		good_pass
		[ "$rc" -ne 0 ] || [ -n "$(unsettled)$(wrong_inbound "$pulled")" ] || break
	done
	[ "$rc" -eq 0 ] || echo "then sync fails: $errs; "
	wrong_inbound "$pulled"
	wrong_now
	unsettled
	all_taken | sort | uniq -d | sed 's/$/ was sent twice; /'
}
# received: the service asks until it is told that it is kept; it is there once then
received() {
	desk_sync --ingest whatsapp "$T/payload"
	[ "$rc" -eq 0 ] || echo "then it cannot be received: $errs; "
	there=$(sql "SELECT count(*) FROM message m JOIN text x ON x.id = m.text WHERE m.direction = 0 AND x.body = 'whatsapp new'")
	[ "$there" -eq 1 ] || echo "what was received is there $there times; "
}
desk_sync() {
	run "$SPORTELLO_SYNC" --config "$config" --store "$store" "$@"
}

# ---- calls ----
all_answer unseen "an answer"
for s in $pulled; do
	for n in 3 4 5 6; do
		says $s "$s $n"
	done
done
ingested=777
payload "whatsapp new" >"$T/payload"
base
sync
is "$rc" 0 "an undisturbed pass" || note "$errs"
is "$(wrong_in_the_end)" "" "leaves nothing wrong"

pass_pass() {
	struck "$1" sportello-sync "$SPORTELLO_SYNC" --config "$config" --store "$store" --quiet
	bad=
	case $rc in
	0 | 1 | 4 | 5 | 137) ;;
	*) bad="it ends with $rc: $errs; " ;;
	esac
}
after_pass() {
	printf '%s' "$bad$(wrong_now)$(wrong_in_the_end)"
}
receive_pass() {
	struck "$1" sportello-sync "$SPORTELLO_SYNC" --config "$config" --store "$store" --ingest whatsapp "$T/payload"
	bad=
	case $rc in
	0) [ "$(sql "SELECT count(*) FROM text WHERE body = 'whatsapp new'")" -eq 1 ] || bad="said to be kept, and is not; " ;;
	1 | 4 | 5 | 137) ;;
	*) bad="it ends with $rc: $errs; " ;;
	esac
}
after_receive() {
	printf '%s' "$bad$(wrong_now)$(received)"
}
if [ -z "$TRIES$WAYS$SCENES" ]; then
	total=0 total_lost=0
	for one in pass:half receive:ENOSPC; do
		blows "${one%%:*}" "${one#*:}" "$times"
	done
elif [ "$SCENES" != power ]; then
	sweep "eleven services, in and out" pass receive
fi

# ---- power (whoever is not recorded does not so much as look at the store: it would make files) ----
back
start_recording
recorded_sync
is "$rc" 0 "a pass that is recorded" || note "$errs"
promised_by "FROM text WHERE body = 'whatsapp new'" "$SPORTELLO_SYNC" --config "$config" --store "$store" --ingest whatsapp "$T/payload"
all_answer promised "another one"
env LD_PRELOAD="$T/shim.so" TORTURE_DIR="$T/torture" TORTURE_ROOT="$disk" TORTURE_LOG=1 python3 -c 'import sys
world, at, *services = sys.argv[1:]
for s in services:
    with open("%s/%s.in" % (world, s), "a") as f:
        f.write("%s %s 7\n%s %s 8\n" % (at, s, at, s))' "$world" "$(date +%s)" $pulled
recorded_sync
is "$rc" 0 "and another one" || note "$errs"
cp "$T/torture/log" "$T/all"
is "$(wrong_in_the_end)" "" "undisturbed, nothing is wrong"
cp "$T/all" "$T/torture/log"
after() {
	kept_promises
	wrong_now
	wrong_in_the_end
	received
}
cuts "eleven services, in and out"
done_testing
