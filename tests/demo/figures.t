#!/bin/sh
# figures.t - on the sample world every number of the dashboard is what its query finds.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need notmuch sqlite3

"$SPORTELLO" demo --no-run --now 2026-11-24T10:00:00Z --dir "$T/world" >"$T/made" 2>&1 ||
	skip_all "the sample world could not be made: $(cat "$T/made")"
printf 'key g d\ncmd dash-range 30d\nwait-idle\ncmd export %s\nexpect all figures are in\n' "$T/figures" >"$T/script"
run "$T/world/open" --now 2026-11-24T10:00:00Z --no-sync --script "$T/script"
is "$rc" 0 "the figures of the sample world" || note "$out$errs"
cut -f 6,7 "$T/figures" | tail -n +2 | grep -v '^0*	' | sort -u >"$T/numbers"
wrong=$(while IFS="$(printf '\t')" read -r cases query; do
	found=$("$T/world/open" --now 2026-11-24T10:00:00Z count "$query")
	[ "$found" = "$cases" ] || echo "$query: $cases shown, $found found"
done <"$T/numbers")
is "$wrong" "" "each is what its query finds"
[ "$(wc -l <"$T/numbers")" -gt 60 ]
ok $? "and they are many" || note "$(wc -l <"$T/numbers")"
done_testing
