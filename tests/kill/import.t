#!/bin/sh
# kill -9 at random moments of taking mail in: after each the store is whole, and at the end it holds what an
# undisturbed run would hold, nothing lost and nothing doubled.
. "$(dirname "$0")/lib.sh"

mail_setup
make_mails $((600 + kills * 12))
write_config "since = $(date -d '-9 days' +%F)" </dev/null

store=$T/calm/store.db
begun=$(now_ms)
sync --json
whole_run=$(($(now_ms) - begun))
is "$rc" 0 "an undisturbed run takes all in" || note "$errs"
mails=$(notmuch count '*')
is "$(sql 'SELECT count(*) FROM message')" "$mails" "$mails mails"
sync
world "$T/calm/store.db" >"$T/calm.txt"

store=$T/data/store.db
struck=0 started=0 rounds=0 broken=
while [ "$struck" -lt "$kills" ] && [ "$started" -lt $((kills * 6)) ]; do
	started=$((started + 1))
	if killed 0 $((whole_run * 6 / 10)); then
		struck=$((struck + 1))
		[ -s "$store" ] && found=$(whole 2>&1) && [ "$found" != ok ] && broken="$broken kill $struck: $found;"
	fi
	[ -s "$store" ] && [ "$(sql 'SELECT count(*) FROM message' 2>/dev/null)" = "$mails" ] || continue
	# all is in: compare, and begin anew with an empty store
	rounds=$((rounds + 1))
	sync && sync
	world "$store" >"$T/killed.txt"
	if ! cmp -s "$T/calm.txt" "$T/killed.txt"; then
		note "store $rounds differs"
		break
	fi
	[ "$struck" -lt "$kills" ] && rm -rf "$T/data"
done
[ -e "$T/data" ] || sync
note "$struck kills in $started runs of up to $whole_run ms, $rounds stores of $mails mails completed"
[ "$struck" -ge "$kills" ]
ok $? "$kills kills struck while it was at work"
is "$broken" "" "the store was whole after each"
tally "kill -9 while mail comes in" "$struck" "$(printf '%s' "$broken" | grep -o 'kill [0-9]*:' | grep -c .)"
sync --json
is "$rc" 0 "after the last of them a pass completes" || note "$errs"
sync
world "$store" >"$T/killed.txt"
cmp -s "$T/calm.txt" "$T/killed.txt"
ok $? "what is in the store is what an undisturbed run makes" || note "$(diff "$T/calm.txt" "$T/killed.txt" | head -20)"
is "$(whole)" ok "the store is whole"

# the index is derived: it holds each item once, and finds what the other finds
index() {
	sqlite3 -readonly "${store%/*}/search.db" "$1"
}
is "$(index 'PRAGMA integrity_check')" ok "so is the index"
is "$(index 'SELECT count(*), count(DISTINCT item) FROM doc')" "$mails|$mails" "it holds each mail once"
found=$(index "SELECT count(*) FROM fts WHERE fts MATCH 'rimborso'")
store=$T/calm/store.db
is "$found" "$(index "SELECT count(*) FROM fts WHERE fts MATCH 'rimborso'")" "and finds as much"

done_testing
