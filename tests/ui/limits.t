#!/bin/sh
# limits.t - where a screen, or a page, says that it ends: what is there is not silently less than all.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
world_max
"$SPORTELLO" --config "$T/config-max" --store "$store" tag 3 +seen >/dev/null
at 2026-11-20T14:00:00Z take 1

# many TABLE WHERE COUNT [COLUMN=SQL]...: so many copies of a row, each with an id and a uid of its own
many() {
	python3 - "$store" "$@" <<-'EOP'
	import sqlite3, sys
	store, table, where, count, *other = sys.argv[1:]
	db = sqlite3.connect(store)
	names = [row[1] for row in db.execute('PRAGMA table_info(%s)' % table)]
	values = {n: n for n in names}
	values.update({'id': 'id+i*10000', 'uid': 'randomblob(length(uid))'}, **dict(o.split('=', 1) for o in other))
	db.execute('INSERT INTO %s (%s) WITH n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<%s) SELECT %s FROM %s, n WHERE %s' % (
	    table, ', '.join(names), count, ', '.join(values[n] for n in names), table, where))
	db.commit()
	EOP
}

# ---- a table of the console ----
many action "id=(SELECT max(id) FROM action WHERE case_id=1)" 3199 'grp=id+i*10000'
of=$(sql "SELECT count(*) FROM action WHERE case_id=1")
[ "$of" -gt 3200 ]
ok $? "a case has a journal of $of lines"
world_keep
agent "a table that ends before all is told says so" <<-EOF
	cmd open 1
	cmd journal 1
	expect Journal
	expect-not no more than
	key G
	key G
	key G
	key G
	key G
	key G
	expect no more than 3200 rows here: the command line shows all
EOF
desk log 1 --json
[ "$(printf '%s\n' "$out" | grep -c .)" -ge "$of" ]
ok $? "and the command line does show all" || note "$(printf '%s\n' "$out" | grep -c .) of $of"

# ---- handing over ----
held=$(sql "SELECT count(*) FROM cases WHERE assignee=(SELECT id FROM agent WHERE name='eva') AND status NOT IN (4, 5, 6)")
many cases "number=1" "$((1000 - held))" 'number=number+i*10000'
desk handover max --dry-run
is "$rc" 0 "a page tells of a thousand cases" || note "$errs"
like "$out" '^1000 cases' "of each of them"
many cases "number=1" 1 'number=99999999' 'id=99999999'
desk handover max
is "$rc" 1 "of one more it tells nobody"
like "$errs" "you hold 1001 cases, and a page tells of 1000 at most: hand over in parts, with sportello bulk 'is:mine .*' assign WHO" \
	"and says what to do"
is "$(sql "SELECT count(*) FROM cases WHERE assignee=(SELECT id FROM agent WHERE name='max')")" 0 "nothing went over"
rm -rf "$T/before"
world_keep
agent "nor does the console" <<-EOF
	key g h
	expect a page tells of 1000 at most
EOF
desk bulk 'is:mine case:1' assign max --yes
is "$rc" 0 "what it says works" || note "$errs"
desk handover max --dry-run
is "$rc" 0 "and then the rest does" || note "$errs"
done_testing
