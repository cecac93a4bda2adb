#!/bin/sh
# kpi.t - the figures of a generated world, counted by another program out of the same messages and journal.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need python3
python3 -c 'import sqlite3' 2>/dev/null || skip_all "python3 has no sqlite3"
world=$top_builddir/tests/unit/store_metric
[ -x "$world" ] || skip_all "tests/unit/store_metric is not built"

KEEP=$T "$world" >"$T/made" 2>&1
is "$?" 0 "some weeks of a world" || note "$(grep '^not ok' "$T/made")"
out=$(python3 "$top_srcdir/tests/cli/kpi_model.py" "$T/store.db" 2>&1)
is "$(printf '%s\n' "$out" | sed -n '$p')" "all the same" "every figure of every case" || note "$out"
like "$out" '^reopened: [1-9]' "some were reopened"
like "$out" '^merged: [1-9]' "some merged"
like "$out" '^pending: [1-9]' "some waited for the customer"
like "$out" '^bumped: [1-9]' "some customers asked again"
like "$out" '^handed over: [1-9]' "some came from the bot"
done_testing
