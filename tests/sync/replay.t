#!/bin/sh
# Some days of a desk once more, with a clock that is set to each event: cases over seven channels, two teams, office
# hours and nights, a holiday and an afternoon off, the night in which clocks are put back; answers, pauses, undo.  Every
# clock is what an independent model says, which looks at every minute (replay.py).
# SPORTELLO_REPLAY_SEED and SPORTELLO_REPLAY_CASES: other dice, more cases.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need python3
python3 -c 'import zoneinfo; zoneinfo.ZoneInfo("Europe/Rome")' 2>/dev/null || skip_all "python3 knows no time zones here"

# a build with sanitizers is ten times slower
cases=2000
under_sanitizer && cases=300
cases=${SPORTELLO_REPLAY_CASES:-$cases}
dir=$T/desk store=$T/replayed/store.db
mkdir -p "$dir"
python3 "$top_srcdir/tests/sync/replay.py" make "${SPORTELLO_REPLAY_SEED:-1}" "$cases" "$dir"
ok $? "$cases cases are made"
out=$("$SPORTELLO_SYNC" --config "$dir/config" --store "$store" --replay "$dir/events" 2>&1)
ok $? "they are replayed: $out"

# now is the time of the last event: what runs has run until then
now=$(tail -1 "$dir/events" | sed 's/.*"at": "\([^"]*\)".*/\1/')
desk() {
	"$SPORTELLO" --config "$dir/config" --store "$store" --now "$now" "$@"
}
# clocks FILE: as the model writes them
clocks() {
	desk policy clocks is:any --json >"$T/clocks"
	desk list is:any --json --limit 100000 >"$T/cases"
	python3 "$top_srcdir/tests/sync/replay.py" read "$T/cases" "$T/clocks" >"$1"
}
clocks "$T/got"
cmp -s "$T/got" "$dir/expected"
ok $? "$(wc -l <"$dir/expected") clocks are what the model says" || diff "$T/got" "$dir/expected" | head -20 | sed 's/^/# /'
is "$(desk policy list --json | python3 -c 'import json, sys
print(" ".join(json.loads(l)["policy"] for l in sys.stdin))')" "vip free night urgent chats rest" "six policies, in their order"
like "$(desk doctor --recount 2>&1)" " 0 derived values differ" "a recount finds nothing else"
like "$(desk count broken:first)" '^[1-9]' "broken promises are found"

# what would have been, and what then is
want=$(desk policy test rest --first-response 2h --hours none --since 30d --json | python3 -c 'import json, sys
print(json.load(sys.stdin)["would"]["first"])')
sed -i '/^\[policy rest\]/,$ { s/^hours = office/# &/; s/^first-response = .*/first-response = 2h/; }' "$dir/config"
SPORTELLO_STORE=$store "$SPORTELLO_SYNC" --config "$dir/config" --now "$now" --quiet 2>/dev/null
is "$(desk policy test rest --since 30d --json | python3 -c 'import json, sys
print(json.load(sys.stdin)["is"]["first"])')" "$want" "another policy makes of the past what it would have made"
clocks "$T/again"
! cmp -s "$T/again" "$T/got"
ok $? "the robot has counted all cases again"

# what is no event
printf '{"at":"2026-11-01T10:00:00Z","account":"mail","message":{"id":"a","from":"a@x.example","text":"Hi?"}}\n{"at":"2026-11-01T09:00:00Z"}\n' \
	>"$T/bad"
out=$("$SPORTELLO_SYNC" --config "$dir/config" --store "$T/other/store.db" --replay "$T/bad" 2>&1)
like "$out" "bad:2: '2026-11-01T09:00:00Z' is earlier than the line before" "an event out of order is refused, with its line"
out=$("$SPORTELLO_SYNC" --config "$dir/config" --store "$store" --replay "$T/bad" 2>&1)
like "$out" "is there already - name a new store" "no store that is there is touched"
done_testing
