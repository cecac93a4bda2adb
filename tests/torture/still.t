#!/bin/sh
# Sync, or one process of it, stands still (SIGSTOP) at a random moment of taking mail in and sending: meanwhile agents work,
# hours pass, another sync is started, the first one's parent is killed.  It wakes, and nothing has left twice or is lost.
few=4
. "${top_srcdir:-$(dirname "$0")/../..}/tests/torture/lib.sh"

mail_setup
make_mails 24
start_sink 20
write_config "smtp = smtp://127.0.0.1:$sink_port" "sent-folder = Sent" "since = $(date -d '-30 days' +%F)" <<EOF
[care]
undo-send = 0s
stale-after = 0
EOF
sync && sync
is "$rc" 0 "a world is made" || note "$errs"
cases=$(sql 'SELECT count(*) FROM cases')
fresh_shared
with="env LD_PRELOAD=$T/shim.so TORTURE_DIR=$T/torture"
family() {
	echo "$1"
	ps -e -o pid= -o ppid= | awk -v of="$1" '$2 == of { print $1 }'
}
children() {
	ps -e -o pid= -o ppid= | awk -v of="$1" '$2 == of { print $1 }'
}
n=0 blow=0 lost=0 stopped=0
while [ "$stopped" -lt "$times" ] && blow=$((blow + 1)) && [ "$blow" -le $((times * 5)) ]; do
	clock 0
	while [ "$(sql 'SELECT count(*) FROM outbox WHERE state = 0')" -lt 4 ]; do
		n=$((n + 1))
		desk reply $((n % cases + 1)) "Answer number $n." --no-hold --seen 999999999
		[ "$rc" -eq 0 ] || {
			ok 1 "a reply can be written" || note "$errs"
			done_testing
		}
	done
	simple_mail "still-$blow@example.net" "Neu <neu@example.net>" "New" "Where is it?" 60 | put_mail "still$blow" >/dev/null
	index_mail
	$with "$SPORTELLO_SYNC" --config "$config" --store "$store" --quiet 2>"$T/still.errs" &
	victim=$!
	sleep "$(moment 10 350)"
	how=$((blow % 3)) bad=
	case $how in
	0) who=$(family "$victim") ;;		# all of it
	1) who=$(children "$victim") ;;		# its children
	2) who=$victim ;;			# who watches them
	esac
	kill -STOP $who 2>/dev/null && kill -0 "$victim" 2>/dev/null || {
		kill -CONT $who 2>/dev/null
		wait "$victim"
		continue
	}
	stopped=$((stopped + 1))
	case $((blow % 4)) in
	0) clock 7200 ;;
	1) clock 300000 ;;
	2) clock -7200 ;;
	3) ;;
	esac
	run timeout 20 "$SPORTELLO" --config "$config" --store "$store" list
	[ "$rc" -le 1 ] || bad="the list ends with $rc: $errs; "
	run timeout 20 "$SPORTELLO" --config "$config" --store "$store" note 1 "While it stands still, $blow."
	case $rc in
	0 | 4) ;;
	*) bad="$bad a note ends with $rc: $errs; " ;;
	esac
	sync
	case $rc:$errs in
	0:* | 4:*another\ sportello-sync*) ;;
	*) bad="$bad a second sync ends with $rc: $errs; " ;;
	esac
	# every other time whoever watches is killed meanwhile
	[ $((blow % 2)) -eq 0 ] || [ "$how" -eq 0 ] || kill -9 "$victim" 2>/dev/null
	kill -CONT $who 2>/dev/null
	tries=200
	while kill -0 "$victim" 2>/dev/null && [ "$tries" -gt 0 ]; do
		tries=$((tries - 1))
		sleep 0.1
	done
	[ "$tries" -gt 0 ] || {
		bad="$bad it does not end when it is let; "
		kill -9 $(family "$victim")
	}
	wait "$victim" 2>/dev/null
	eventually 10 unlocked || bad="$bad its lock stays; "
	clock 0
	bad="$bad$(wrong_now)"
	[ -z "$bad" ] || {
		lost=$((lost + 1))
		note "blow $blow ($how): $bad"
	}
done
is "$lost" 0 "it stood still $stopped times"
sync && sync
is "$rc" 0 "a pass completes" || note "$errs"
is "$(lies)" "" "no row tells a lie"
is "$(sort "$T/taken" | uniq -d)" "" "the server took none twice"
is "$(sql 'SELECT count(*) FROM outbox')" "$n" "none of $n replies is lost"
is "$(sql 'SELECT count(*) FROM outbox WHERE state NOT IN (3, 7)')" 0 "each is sent or in doubt"
found=$(index_wrong)
is "$found" "" "the index holds each item once"
note "$(sql 'SELECT count(*) FROM outbox WHERE state = 3') sent, $(sql 'SELECT count(*) FROM outbox WHERE state = 7') in doubt"
tally "sync stands still, and wakes" "$stopped" "$lost" "all of it, its children, its parent; hours pass; another one starts"
done_testing
