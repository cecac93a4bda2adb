#!/bin/sh
# Who is one person: people who write on several channels, the truth known.  Exact matching merges nobody wrongly, and
# what is suggested is nearly always right.  `make bench` measures it on real dialogues.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need python3

python3 "$top_srcdir/tests/people/people.py" make "$T/world" 7 120
cp "$T/world/config" "$config"
chmod 600 "$config"
sync
figures=$(python3 "$top_srcdir/tests/people/people.py" judge "$T/world" "$store")
note "$figures"
of() {
	printf '%s\n' "$figures" | python3 -c 'import json, sys; f = json.load(sys.stdin); print(eval(sys.argv[1], f))' "$1"
}
is "$(of wrong_merges)" 0 "nobody became one with somebody else by itself"
is "$(of 'persons, customers > persons, tied > 60')" "(120, True, True)" "all are here, and more than half may be told to be one"
is "$(of 'precision >= 0.95')" True "what is suggested is right: $(of precision)"
is "$(of 'recall_tied >= 0.85')" True "what a text ties is suggested: $(of recall_tied)"

# a second look at the same messages changes nothing, and neither does going through them anew
before=$(sql "SELECT a, b, score, evidence FROM suggestion ORDER BY a, b")
sync
is "$(sql "SELECT a, b, score, evidence FROM suggestion ORDER BY a, b")" "$before" "a second look suggests the same"
sqlite3 "$store" "DELETE FROM trait; DELETE FROM suggestion; UPDATE counter SET value = 0 WHERE name = 'trait'" >/dev/null
sync
is "$(sql "SELECT count(*) FROM suggestion")" "$(printf '%s\n' "$before" | wc -l)" "what an older version stored is gone through, too"
done_testing
