#!/bin/sh
# Programs of actions, killed at random moments: none is ever run twice by itself, and what the outbox says of each is so.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/kill/lib.sh"

mail_setup
cat >"$T/program" <<EOF
#!/bin/sh
cat >/dev/null
echo "\$SPORTELLO_RUN" >>"$T/runs"
sleep 0.1
echo done
EOF
chmod +x "$T/program"
write_config <<EOF
[care]
undo-send = 0s
[action go]
command = $T/program
EOF
simple_mail ana-1@example.net "Ana <ana@example.net>" "Lamp" "My lamp explodes. What now?" 600 | put_mail a1 >/dev/null
index_mail
sync
: >"$T/runs"
feed() {
	desk run 1 go && [ "$rc" -eq 0 ] && desk run 1 go && [ "$rc" -eq 0 ]
}
# sent: once; queued: never; unknown or under way: at most once
lies() {
	sort "$T/runs" | uniq -d | sed 's/^/run twice: /'
	sql "SELECT lower(hex(uid)) || ' ' || state FROM outbox WHERE kind = 'run'" | while read -r uid state; do
		n=$(grep -c "^$uid" "$T/runs")
		case $state:$n in
		3:1 | 0:0 | 1:0 | 2:* | 7:*) ;;
		*) echo "row $uid is $state and ran $n times" ;;
		esac
	done
}
strike 20 240 "kill -9 while programs of actions run"
sync
found=$(lies)
is "$found" "" "nor after a pass that was left alone"
is "$(sql "SELECT count(*) FROM outbox WHERE kind = 'run' AND state NOT IN (3, 7)")" 0 "what was not begun is run then"
note "$(sql "SELECT count(*) || ' programs, ' || sum(state = 3) || ' run, ' || sum(state = 7) || ' in doubt' FROM outbox WHERE kind = 'run'")"

done_testing
