#!/bin/sh
# backup and restore: a whole copy while others write, put back where nothing is or instead of what is there; what is no
# backup is refused with a reason, and nothing leaves before a person says so.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
. "$top_srcdir/tests/cli/world.sh"
world
printf 'a file of ours' >"$T/ours.txt"
desk reply 2 --no-hold --attach "$T/ours.txt" 'Here it is.'
sync
desk reply 1 --no-hold 'Not sent yet.'
desk note 1 'A note that stays.'
rm -f "$T/sent.eml"

desk doctor
like "$out" '^look *backup *none was made yet' "doctor says that there is none"
desk backup "$T/first"
is "$rc" 0 "backup" || note "$errs"
like "$out" '^/.*/first: 3 cases, [0-9]* messages, [0-9]* files\{0,1\}, [0-9.]* MB$' "says what is in it"
like "$out" 'passwords are in it' "and what is not"
is "$(stat -c %a "$T/first" "$T/first/store.db" "$T/first/backup" | sort -u | tr '\n' ' ')" "600 700 " "for its owner alone"
is "$(sqlite3 -readonly "$T/first/store.db" 'PRAGMA integrity_check; SELECT count(*) FROM note')" "ok
1" "a store that is whole"
is "$(cat "$T/first"/blobs/*/*)" "a file of ours" "with its attachments"
[ ! -e "$T/first/configuration" ] && [ ! -e "$T/first/search.db" ]
ok $? "without configuration and index"
desk backup "$T/first"
is "$rc" 1 "a backup is never replaced"
like "$errs" "first: is there already" "and that is said"
mkdir "$T/many"
desk backup "$T/many/" --with-config --json
is "$(json '[r["cases"], r["configuration"], r["version"] > 7]')" "[3, true, true]" "as an object, into a folder"
many=$(json 'r["backup"]')
like "$many" 'many/sportello-[0-9]*-[0-9]*$' "under a name with the time in it"
is "$(cksum <"$many/configuration")" "$(cksum <"$config")" "with the configuration"
desk backup "$T/quiet" --quiet
is "$rc$out$errs" 0 "quiet: nothing is said"
desk backup "$T/absent/x"
is "$rc" 1 "a folder that is not there"
like "$errs" 'absent/x.part: cannot be made: No such file' "is named"
run "$SPORTELLO" --config "$config" --store "$T/nothing/store.db" backup "$T/x"
is "$rc" 4 "there is nothing to copy"
[ ! -e "$T/nothing" ] && [ ! -e "$T/x" ] && [ ! -e "$T/x.part" ]
ok $? "and nothing is made"

desk doctor
like "$out" "^ok *backup *the last one was made 0 days ago: $T/quiet" "doctor knows the last one"

# ---- while a writer is in the middle of it, and what came after the moment is not in it ----
python3 -c '
import sqlite3, sys, time
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute("PRAGMA journal_mode=WAL")
n = 0
end = time.time() + 60
while time.time() < end:
	c.execute("INSERT INTO setting(key, value) VALUES(?, ?)", ("test.%d" % n, "x" * 3000))
	n += 1
	if n == 20:
		open(sys.argv[2], "w").close()' "$store" "$T/writes" &
writer=$!
test_pids="$test_pids $writer"
eventually 20 test -e "$T/writes"
desk backup "$T/busy"
is "$rc" 0 "while somebody writes without end" || note "$errs"
kill $writer
wait $writer 2>/dev/null
is "$(sqlite3 -readonly "$T/busy/store.db" "PRAGMA integrity_check; SELECT count(*) = max(CAST(substr(key, 6) AS INTEGER)) + 1
	FROM setting WHERE key LIKE 'test.%'")" "ok
1" "it is one moment"
sqlite3 "$store" "DELETE FROM setting WHERE key LIKE 'test.%'"

# ---- what a killed one left does not stand in the way; what somebody works on does ----
mkdir "$T/left.part" "$T/left.part/blobs"
echo half >"$T/left.part/store.db"
desk backup "$T/left"
is "$rc" 0 "what a killed one left" || note "$errs"
mkdir "$T/taken.part"
flock "$T/taken.part" "$SPORTELLO" --config "$config" --store "$store" backup "$T/taken" 2>"$T/errs"
is "$?" 4 "two at the same name"
like "$(cat "$T/errs")" 'taken: another backup is being made there' "one is told so"

# ---- restore: where nothing is ----
back=$T/back/store.db
restore() {
	run "$SPORTELLO" --config "$config" --store "$back" restore "$@"
}
restore --dry-run "$T/first"
like "$out" 'first: made 20..-..-.. ..:.., 3 cases' "dry-run says what it is"
[ ! -e "$T/back" ]
ok $? "and does nothing"
restore "$T/first"
is "$rc" 0 "restore" || note "$errs"
like "$out" 'Nothing leaves until .sportello outbox adopt.' "says what comes next"
is "$(stat -c %a "$T/back" "$back" | tr '\n' ' ')" "700 600 " "for its owner alone"
is "$(sqlite3 -readonly "$back" 'SELECT count(*) FROM note')" 1 "it is there"
is "$(cat "$T/back"/blobs/*/*)" "a file of ours" "with its files"
run "$SPORTELLO_SYNC" --config "$config" --store "$back"
[ ! -e "$T/sent.eml" ]
ok $? "nothing leaves"
run "$SPORTELLO" --config "$config" --store "$back" search lamp
is "$rc" 0 "the index was made anew"
run "$SPORTELLO" --config "$config" --store "$back" outbox adopt
run "$SPORTELLO" --config "$config" --store "$back" outbox
row=$(printf '%s\n' "$out" | sed -n 's/^ *\([0-9]*\) .*/\1/p' | head -n 1)
run "$SPORTELLO" --config "$config" --store "$back" outbox retry "$row"
run "$SPORTELLO_SYNC" --config "$config" --store "$back"
like "$(cat "$T/sent.eml" 2>/dev/null)" 'Not sent yet' "until a person says so"

# ---- instead of what is there ----
run "$SPORTELLO" --config "$config" --store "$back" note 2 'Written after the backup.'
restore "$T/first"
is "$rc" 1 "a store that is there stays"
like "$errs" 'back/store.db: there is a store already; --replace' "and that is said"
mkfifo "$T/hold"
python3 -c '
import sqlite3, sys
c = sqlite3.connect(sys.argv[1])
c.execute("SELECT * FROM meta").fetchall()
open(sys.argv[2], "w").close()
sys.stdin.read()' "$back" "$T/opened" <"$T/hold" &
exec 8>"$T/hold"
eventually 20 test -e "$T/opened"
restore --replace "$T/first"
is "$rc" 4 "nor while a program has it open"
like "$errs" 'a program has it open' "and that is said"
exec 8>&-
wait $!
flock "$T/back/sync.lock" "$SPORTELLO" --config "$config" --store "$back" restore --replace "$T/first" 2>"$T/errs"
is "$?" 4 "nor while sync runs"
restore --replace "$T/first" --json
is "$rc" 0 "replace" || note "$errs"
aside=$(json 'r["aside"]')
is "$(sqlite3 -readonly "$back" 'SELECT count(*) FROM note')" 1 "it is as the backup was"
is "$(sqlite3 -readonly "$aside/store.db" 'SELECT count(*) FROM note')" 2 "the old one is aside"
[ ! -e "$T/back/search.db" ] && [ ! -e "$T/back/.restore" ]
ok $? "without the old index"
restore --replace "$aside"
is "$(sqlite3 -readonly "$back" 'SELECT count(*) FROM note')" 2 "and is a backup itself"
XDG_CONFIG_HOME=$T/newhome run "$SPORTELLO" --store "$T/new/store.db" restore "$many"
is "$(cksum <"$T/newhome/sportello/config" 2>/dev/null)" "$(cksum <"$config")" "the configuration comes back where there is none" ||
	note "$out$errs$(find "$T/newhome")"

# ---- an older version, a newer one, a damaged one, something else: ours stays as it is ----
before=$(cksum <"$back")
refused() {
	restore --replace "$1"
	is "$rc" "$2" "$3"
	like "$errs" "$4" "is refused with a reason"
	is "$(cksum <"$back")" "$before" "and nothing is touched"
}
cp -r "$T/first" "$T/newer"
sqlite3 "$T/newer/store.db" 'PRAGMA journal_mode=DELETE; PRAGMA user_version=9999' >/dev/null
refused "$T/newer" 4 "a newer version" 'is of version 9999, .* upgrade sportello'
cp -r "$T/first" "$T/cut"
truncate -s -8192 "$T/cut/store.db"
refused "$T/cut" 1 "one that was cut" 'damaged'
cp -r "$T/first" "$T/less"
rm -r "$T/less/blobs"
refused "$T/less" 1 "one that lacks a file" 'less: 1 file is missing in it'
head -c 100000 /dev/urandom >"$T/noise"
refused "$T/noise" 1 "no database" 'noise: is no backup, or a damaged one'
sqlite3 "$T/recipes" 'CREATE TABLE recipe(name)'
refused "$T/recipes" 1 "somebody else's" 'recipes: is a database, but no store of sportello'
refused "$T/data/search.db" 1 "the index" 'search.db: is'
refused "$T/many" 1 "a folder" 'many: is no backup: there is no store.db in it'
refused "$back" 1 "itself" 'is the store itself'

done_testing
