#!/bin/sh
# The clock jumps, by seconds and by years, forwards and back, between what an agent does and what sync does, while sync runs,
# and back again: nothing leaves twice or never, nothing hangs, a pass ends well, and what stands in the store holds together.
few=1
. "${top_srcdir:-$(dirname "$0")/../..}/tests/torture/lib.sh"

fresh_shared
LD_PRELOAD_ALL="env LD_PRELOAD=$T/shim.so TORTURE_DIR=$T/torture"
sync() {
	run $LD_PRELOAD_ALL "$SPORTELLO_SYNC" --config "$config" --store "$store" "$@"
}
desk() {
	run $LD_PRELOAD_ALL "$SPORTELLO" --config "$config" --store "$store" "$@"
}

mail_setup
make_mails 12
start_sink
write_config "smtp = smtp://127.0.0.1:$sink_port" "sent-folder = Sent" "since = $(date -d '-30 days' +%F)" "poll = 1s" <<EOF
[care]
undo-send = 5s
EOF
sync && sync
is "$rc" 0 "a world is made" || note "$errs"
base

DAY=86400
YEAR=$((365 * DAY))
struck_n=0 lost=0 n=0
# jumped WRITES SENDS THEN: the clock when the agent writes, when sync works, and when it works again
jumped() {
	back
	bad= n=$((n + 1))
	clock "$1"
	desk reply 1 "Written with the clock at $1." --seen 999999999
	[ "$rc" -eq 0 ] || bad="a reply cannot be written: $errs; "
	desk note 2 "A note, too."
	[ "$rc" -eq 0 ] || bad="$bad nor a note: $errs; "
	desk snooze 3 '+2h'
	simple_mail "jump-$n@example.net" "Neu <neu@example.net>" "New" "Where is it?" 60 | put_mail "jump$n" >/dev/null
	index_mail
	for at in "$2" "$3" "$3"; do
		clock "$at"
		sync
		[ "$rc" -eq 0 ] || bad="$bad at $at sync fails: $errs; "
		bad="$bad$(lies_or_review)"
		# undo-send
		clock $((at + 6))
		sync
	done
	# what lay for hours is looked at by a person, who lets it go
	for id in $(sql 'SELECT id FROM outbox WHERE state = 8'); do
		desk outbox retry "$id"
		clock $((at + 20))
		sync
	done
	bad="$bad$(lies_or_review)"
	[ "$(sql 'SELECT count(*) FROM outbox WHERE state = 3')" -eq 1 ] ||
		bad="$bad the reply has not left: $(sql 'SELECT state, reason, not_before - queued_at FROM outbox'); "
	[ "$(sql "SELECT count(*) FROM message WHERE remote_id = 'jump-$n@example.net'")" -eq 1 ] || bad="$bad new mail has not come; "
	bad="$bad$(wrong_now)$(index_wrong)"
	struck_n=$((struck_n + 1))
	[ -z "$bad" ] || {
		lost=$((lost + 1))
		note "written at $1 s, sent at $2 s, then $3 s: $bad"
	}
}
lies_or_review() {
	lies | sed 's/row [0-9]*: state 8, taken 0 times; //g'
}
blow=0
while blow=$((blow + 1)) && [ "$blow" -le $(((times + 19) / 20)) ]; do
	line=0
	while read -r one two three; do
		line=$((line + 1))
		# by itself every fourth
		[ "$TRIES" ] || [ $((line % 4)) -eq 0 ] || continue
		jumped "$one" "$two" "$three"
	done <<-LIST
	0 5 0
	0 -5 10
	0 3600 0
	3600 0 0
	0 -3600 0
	0 $DAY 0
	$DAY 0 0
	$((3 * DAY)) -$DAY 0
	0 $YEAR 0
	$YEAR 0 0
	0 -$YEAR 0
	-$YEAR 0 0
	$((12 * YEAR)) 0 0
	0 $((12 * YEAR)) 0
	-$((50 * YEAR)) 0 0
	0 -$((50 * YEAR)) 0
	LIST
done
is "$lost" 0 "$struck_n jumps between writing and sending"
tally "clock jumps between two programs" "$struck_n" "$lost" "seconds to 50 years, both ways"

# ---- while it runs ----
struck_n=0 lost=0
watched() {
	back
	clock 0
	n=$((n + 1))
	$LD_PRELOAD_ALL "$SPORTELLO_SYNC" --config "$config" --store "$store" --watch --quiet 2>"$T/watch.errs" &
	watcher=$!
	test_pids="$test_pids $watcher"
	pulled() {
		[ "$(sql "SELECT count(*) FROM message WHERE remote_id = '$1'")" -eq 1 ]
	}
	simple_mail "first-$n@example.net" "Neu <neu@example.net>" "New" "Where is it?" 60 | put_mail "first$n" >/dev/null
	index_mail
	eventually 20 pulled "first-$n@example.net"
	clock "$1"
	desk reply 1 "While it watches." --seen 999999999
	simple_mail "then-$n@example.net" "Neu <neu@example.net>" "New" "Where is it?" 60 | put_mail "then$n" >/dev/null
	index_mail
	left() {
		[ "$(sql 'SELECT count(*) FROM outbox WHERE state = 3')" -eq 1 ]
	}
	bad=
	eventually 30 pulled "then-$n@example.net" || bad="no mail comes in any more; "
	eventually 30 left || bad="$bad no mail leaves any more; "
	kill -TERM "$watcher"
	wait "$watcher" || bad="$bad it ends with $?: $(cat "$T/watch.errs"); "
	bad="$bad$(wrong_now)"
	struck_n=$((struck_n + 1))
	[ -z "$bad" ] || {
		lost=$((lost + 1))
		note "a watching sync, the clock jumps by $1 s: $bad"
	}
}
jumps=-$YEAR
[ -z "$TRIES" ] || jumps="5 -5 3600 -3600 $DAY -$DAY $YEAR -$YEAR $((12 * YEAR)) -$((50 * YEAR))"
for jump in $jumps; do
	watched "$jump"
done
is "$lost" 0 "$struck_n jumps while sync watches"
tally "clock jumps under a watching sync" "$struck_n" "$lost"
done_testing
