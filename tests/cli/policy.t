#!/bin/sh
# Policies on the command line: what is wrong with one is said with file and line, and nothing is done; a case's promises,
# the holidays of a calendar.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need sqlite3

# bad WORDS LINES...: the configuration is refused with these words
bad() {
	words=$1
	shift
	printf '%s\n' "$@" >"$config"
	out=$("$SPORTELLO" --config "$config" --store "$T/bad/store.db" list 2>&1)
	[ $? = 3 ]
	ok $? "a configuration with '$2' is refused"
	like "$out" ":$words" "$words"
}
bad "3: \[policy a\] hours: there is no \[hours ofice\] - did you mean 'office'" '[policy a]' 'first-response = 1h' 'hours = ofice' '[hours office]'
bad "2: \[policy a\] when: column 1" '[policy a]' 'when = is:opne'
bad "2: \[policy a\] when: a policy decides about the clocks" '[policy a]' 'when = due:<1h'
bad "2: \[policy a\] when: a policy is the same for everybody" '[policy a]' 'when = is:mine'
bad "4: \[hours o\] zone = Europe/Roma: there is no time zone" '[policy a]' 'hours = o' '[hours o]' 'zone = Europe/Roma'
bad "4: \[hours o\] open = mon-fri 9-25: '9-25' is no time" '[policy a]' 'hours = o' '[hours o]' 'open = mon-fri 9-25'
bad "2:.*first-response" '[policy a]' 'first-response = soon'

if [ ! -e /usr/share/zoneinfo/Europe/Rome ]; then
	echo "# no time zones here: the rest is left out"
	done_testing
	exit
fi
cat >"$config" <<-EOF
	[agent]
	id = eva
	[hours office]
	zone = Europe/Rome
	open = mon-fri 9-18
	holidays = $T/days.ics
	[policy all]
	hours = office
	first-response = 2h
	[account shop]
	channel = exec
	as = telegram
	command = true
EOF
printf 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Feast\r\nDTSTART;VALUE=DATE:20261120\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n' \
	>"$T/days.ics"
printf '%s\n' '{"at":"2026-11-20T09:00:00Z","account":"shop","message":{"id":"a","from":"7","text":"Where is it?"}}' >"$T/events"
export SPORTELLO_STORE="$T/s/store.db"
"$SPORTELLO_SYNC" --config "$config" --replay "$T/events" --quiet
ok $? "a message comes in on a holiday"
desk() {
	"$SPORTELLO" --config "$config" --now 2026-11-20T12:00:00Z "$@"
}
like "$(desk list --json)" '"due":"2026-11-23T10:00:00Z"' "it is due on Monday, two office hours later"
like "$(desk list --json)" '"policy":"all","due_clock":"first","paused":false' "by its policy's first promise"
like "$(desk show 1)" "first reply 2h left (office)" "the case says so"
like "$(desk policy show 1)" "due  *Mon 2026-11-23 11:00" "and how that was counted, by the office's clock"
desk status 1 pending >/dev/null
is "$(desk count is:paused)" 1 "it stands still while the customer owes an answer"
like "$(desk show 1 --json)" '"clocks":\[{"clock":"first","n":1,"state":"paused"' "and says so to scripts"
# a calendar that breaks keeps its days, and says what is wrong
printf 'hello\n' >"$T/days.ics"
"$SPORTELLO_SYNC" --config "$config" --quiet >/dev/null 2>&1
like "$(desk policy list 2>&1)" "config:6: \[hours office\] holidays: .*days.ics: it is no calendar" "a broken calendar is named, with file and line"
is "$(sqlite3 "$SPORTELLO_STORE" 'SELECT count(*) FROM holiday')" 1 "the days that were known stay"
like "$(desk policy test all --first-response soon 2>&1)" "say 30m, 4h, 2d or none" "what is no span is refused"
like "$(desk policy test gold 2>&1)" "there is no \[policy gold\]" "nor is there such a policy"
# without a policy what [care] promises goes on while nobody asks for it: what is used is what was counted
sed -i '/^\[policy all\]/,/^first-response/d' "$config"
like "$(desk policy show 1 | tr '\n' ' ')" "stands still .*used 3h, 21h left .*= 3h" "a case that waits uses up what is promised by priority"
done_testing
