#!/bin/sh
# Whatever goes wrong while an answer of ours leaves: it leaves once at most, the row says what is so, doubt is called
# doubt, and it is cleared up by reading back where the service can be asked.  The same faults for every channel.
# With FAULTS=all each of them, else those that differ most.
. "$(dirname "$0")/lib.sh"
start_world

# How a service can be asked: repeat = it knows a repeated message, back = what was said can be read, post = both,
# blind = neither.  Each row answers the customer who wrote "SERVICE NUMBER".
rows="telegram:1:blind whatsapp:1:blind twilio:1:back messenger:1:back facebook:1:back instagram:1:back instagram:2:back
	x:1:back tiktok:1:back bluesky:1:post bluesky:2:back matrix:1:repeat mastodon:1:repeat"
for s in $services; do
	says $s "$s 1"
	says $s "$s 2"
done
sync
is "$rc" 0 "all accounts are pulled" || note "$errs" "$out"

# tell SERVICE:NUMBER:... TEXT
tell() {
	IFS=: read -r s number how <<-EOF
	$1
	EOF
	reply $s "$s $number" "$2"
}
# as_expected TEXT STATE:TIMES...: what became of every row, by how its service can be asked
as_expected() {
	for row in $rows; do
		IFS=: read -r s number how <<-EOF
		$row
		EOF
		case $how in
		blind) want=$2 ;;
		back) want=$3 ;;
		post) want=$4 ;;
		repeat) want=$5 ;;
		esac
		got=$(state_of "$s $number $1"):$(taken $s "$s $number $1")
		case " $want " in
		*" $got "*) ;;
		*) echo "$s $number: state $got, not $want" ;;
		esac
	done
}
n=0
while IFS='|' read -r always expected fault; do
	[ "$FAULTS$always" ] || continue
	n=$((n + 1))
	fault=$(printf '%b' "$fault")
	for s in $services; do
		faults $s "send$tab$fault" "send$tab$fault"
		case $s in instagram | bluesky) ;; *) faults $s "send$tab$fault" ;; esac
	done
	for row in $rows; do
		tell $row "${row%%:*} $(echo $row | cut -d : -f 2) fault $n"
	done
	sync
	sync
	for s in $services; do
		met $s || note "$s sent nothing"
	done
	good_pass
	good_pass
	# shellcheck disable=SC2086
	is "$(as_expected "fault $n" $expected)" "" "$fault" || note "$errs"
	# a person has looked: they are not asked for again
	sql_write "UPDATE outbox SET state = 9 WHERE state = 7"
done <<'LIST'
1|7:0 7:0 7:0 3:1|reset-before
1|7:1 3:1 3:1 3:1|reset-after
|7:1 3:1 3:1 3:1|reset-half-head
1|7:1 3:1 3:1 3:1|half
1|7:1 3:1 3:1 3:1|garbage
|7:1 3:1 3:1 3:1|html
|7:1 3:1 3:1 3:1|empty
|7:1 3:1 3:1 3:1|deep
|7:1 3:1 3:1 3:1|gzip
|7:1 3:1 3:1 3:1|bomb
1|7:1 3:1 3:1 3:1|endless
|3:1 3:1 3:1 3:1|slow\t300
1|7:0 7:0 3:1 3:1|answer\t500\t\t{}
|7:0 7:0 3:1 3:1|answer\t502\tContent-Type: text/html\t<html>Bad gateway</html>
|7:0 7:0 3:1 3:1|answer\t503\tRetry-After: 1\t
1|7:1 3:1 3:1 3:1|after\t500\t\t{}
|7:1 3:1 3:1 3:1|after\t504\tContent-Type: text/html\t<html>Gateway Timeout</html>
1|3:1 3:1 3:1 3:1|answer\t429\tRetry-After: 1\t
1|6:0 6:0 6:0 6:0|answer\t400\t\t{}
LIST
good_pass
for row in $rows; do
	s=${row%%:*}
	[ -z "$(sort "$world/$s.out" | uniq -d)" ] || note "$s: $(sort "$world/$s.out" | uniq -d)"
done
is "$(sort "$world"/*.out | uniq -d)" "" "none of $(sql 'SELECT count(*) FROM outbox') answers left twice"
is "$(sql "SELECT count(*) FROM (SELECT 1 FROM message m JOIN thread t ON t.id = m.thread WHERE m.direction = 1
	GROUP BY t.account, m.text HAVING count(*) > 1)")" 0 "none stands twice on a timeline"
done_testing
