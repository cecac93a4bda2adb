#!/bin/sh
# Two consoles, two syncs and the command line on one store, all at once, over and over: the second sync says that another
# is at work, nobody waits in vain, every reply leaves once, every note and tag that was said to be kept is there.
few=1
. "${top_srcdir:-$(dirname "$0")/../..}/tests/torture/lib.sh"

mail_setup
make_mails 24
start_sink 5
write_config "smtp = smtp://127.0.0.1:$sink_port" "sent-folder = Sent" "since = $(date -d '-30 days' +%F)" <<EOF
[care]
undo-send = 0s
EOF
sed 's/^id   = eva/id   = max/; s/^name = Eva Rossi/name = Max Neri/' "$config" >"$T/config.max"
chmod 600 "$T/config.max"
sync && sync
is "$rc" 0 "a world is made" || note "$errs"
cases=$(sql 'SELECT count(*) FROM cases')

# console WHO CASE WORDS: one that writes a note, a reply and a tag; its exit status says whether the screen said "queued"
console_of() {
	cat >"$T/script.$1" <<-ORDERS
	cmd open $2
	key r
	type $3
	key C-x y
	expect queued to
	cmd note $3
	quit
	ORDERS
	"$SPORTELLO" --config "$T/config.$1" --store "$store" --no-sync --script "$T/script.$1" --size 80x24 >"$T/out.$1" 2>&1
	echo "$? $1 $3" >>"$T/consoles"
}
cp "$config" "$T/config.eva"
chmod 600 "$T/config.eva"
one_sync() {
	"$SPORTELLO_SYNC" --config "$config" --store "$store" --quiet 2>"$T/sync.$1"
	echo "$? $(cat "$T/sync.$1")" >>"$T/syncs"
}
one_verb() {
	"$SPORTELLO" --config "$config" --store "$store" "$@" >/dev/null 2>"$T/verb.$2"
	echo "$? $*: $(cat "$T/verb.$2")" >>"$T/verbs"
}
: >"$T/consoles" >"$T/syncs" >"$T/verbs"
round=0
rounds=$((times > 1 ? times / 4 + 1 : 3))
bad=
while round=$((round + 1)) && [ "$round" -le "$rounds" ]; do
	one=$((round % cases + 1)) other=$(((round * 5 + 3) % cases + 1))
	simple_mail "two-$round@example.net" "Neu <neu@example.net>" "New" "Where is parcel $round?" 60 | put_mail "two$round" >/dev/null
	index_mail
	pids=
	console_of eva "$one" "Eva writes number $round." & pids="$pids $!"
	console_of max "$one" "Max writes number $round." & pids="$pids $!"
	one_sync a & pids="$pids $!"
	one_sync b & pids="$pids $!"
	one_verb tag "$other" "+round-$round" & pids="$pids $!"
	one_verb note "$other" "Round $round." & pids="$pids $!"
	wait $pids
	found=$(wrong_now)
	[ -z "$found" ] || bad="$bad round $round: $found"
done
is "$bad" "" "after each of $rounds rounds the store is whole and no row tells a lie"
for pass in 1 2 3; do
	sync
done
is "$rc" 0 "a pass completes" || note "$errs"

is "$(grep -v -e '^0 $' -e '^4 .*another sportello-sync.*at work' "$T/syncs")" "" "a sync works, or says that another is at work"
is "$(grep -v -e '^0 ' -e '^4 .*another program is writing' "$T/verbs")" "" "a verb works, or says who is writing"
is "$(while read -r status words; do
	[ "$status" -ne 0 ] && continue
	set -- $words
	case $1 in
	tag) has=$(sql "SELECT count(*) FROM case_tag c JOIN tag t ON t.id = c.tag WHERE '+' || t.name = '${3%:}'") ;;
	note) has=$(sql "SELECT count(*) FROM text WHERE body = 'Round ${4%.:}.'") ;;
	esac
	[ "$has" -gt 0 ] || echo "$words is not there"
done <"$T/verbs")" "" "what a verb said to be done is there"
is "$(while read -r status who words; do
	rows=$(sql "SELECT count(*), sum(state IN (3, 7, 8)) FROM outbox o JOIN text t ON t.id = o.text WHERE t.body = '$words'")
	case $status:$rows in
	0:1\|1 | 1:0\|* | 1:1\|1) ;;
	*) echo "$who, $words: the console ended with $status, rows $rows" ;;
	esac
done <"$T/consoles")" "" "each reply that a console called queued is there once, and has left or waits for a person" ||
	note "$(tail -n 30 "$T/out.eva")"
is "$(sort "$T/taken" | uniq -d)" "" "none left twice"
is "$(sql "SELECT count(*) FROM message WHERE remote_id LIKE 'two-%'")" "$rounds" "all mail is in"
found=$(index_wrong)
is "$found" "" "the index holds each item once"
note "$rounds rounds; $(grep -c '^0' "$T/consoles") replies queued, $(grep -c . "$T/taken") sent, $(sql 'SELECT count(*) FROM outbox WHERE state = 8') stopped" \
	"because a colleague had written, $(grep -c '^4' "$T/syncs") times the other sync was refused"
tally "two consoles, two syncs and two verbs at once" "$((rounds * 6))" "$test_failed" "programs"
done_testing
