#!/bin/sh
# What comes four times as often as usual raises one alarm, which proposes an incident; what is a little more does not, nor
# what is a lot every day; a dismissed one stays away.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need sqlite3
TZ=Europe/Rome
export TZ

mail_setup
write_config 'since = 2026-09-01' <<EOF
[care]
late-after = 10000d
EOF
number=0
# mail_at TIME TEXT
mail_at() {
	number=$((number + 1))
	{
		printf 'From: Someone %s <s%s@customer.example>\nTo: Support <support@example.org>\nSubject: Hello\n' $number $number
		printf 'Date: %s\nMessage-ID: <m%s@customer.example>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n%s\n' \
			"$(LC_ALL=C date -d "$1" '+%a, %d %b %Y %H:%M:%S %z')" $number "$2"
	} | put_mail m$number >/dev/null
}
# ten working days before Thursday, 19 November 2026: at eleven one asks for a voucher, two cannot log in, three want blue lamps
for day in 05 06 09 10 11 12 13 16 17 18; do
	mail_at "2026-11-$day 11:05" "Do you have a voucher"
	mail_at "2026-11-$day 11:12" "The login fails"
	mail_at "2026-11-$day 11:15" "The login fails"
	for i in 1 2 3; do
		mail_at "2026-11-$day 11:2$i" "Looking for blue lamps"
	done
	mail_at "2026-11-$day 17:00" "The login fails, the login fails, it fails"
done
for i in 1 2 3 4 5 6 7 8; do
	[ $i -le 4 ] && mail_at "2026-11-19 11:0$i" "Do you have a voucher"
	mail_at "2026-11-19 11:1$i" "The login fails"
	mail_at "2026-11-19 11:2$i" "Looking for blue lamps"
done
index_mail
sync --now 2026-11-19T10:30:00Z
desk --now 2026-11-19T10:30:00Z incident alarms --json
is "$(printf '%s\n' "$out" | grep -c .)" 1 "one alarm, although several words say the same" || note "$out"
like "$out" '"word":"login fails","now":8,"usual":2.0' "it says what, how often, and what is usual" || note "$out"
like "$out" '"query":"login\* fails\* opened:1d' "and has its query"
is "$(sql "SELECT count(*) FROM alarm WHERE word LIKE '%voucher%' OR word LIKE '%lamp%'")" 0 \
	"four are too few, and what comes often every day is none"
desk --now 2026-11-19T10:30:00Z status --line '%{alarms}'
is "$out" "login fails 8" "a status line shows it"
desk --now 2026-11-19T10:31:00Z incident dismiss 1
sync --now 2026-11-19T10:35:00Z
is "$(sql "SELECT group_concat(state) FROM alarm")" dismissed "a dismissed one is not raised again at once"
desk --now 2026-11-19T10:36:00Z undo
is "$(sql "SELECT state FROM alarm")" open "undo brings it back"
desk --now 2026-11-19T10:37:00Z incident new login --when 'login* fails* opened:1d..' --alarm 1
like "$out" "cases joined" "the incident takes its cases" || note "$errs"
sync --now 2026-11-19T10:40:00Z
is "$(sql "SELECT group_concat(state) FROM alarm")" incident "members raise no other alarm"
done_testing
