#!/bin/sh
# What can be wrong with configuration and store: each a message that says what, where and what to do.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
. "$top_srcdir/tests/cli/world.sh"
need sqlite3 python3

# ---- configuration: file, line, nearest spelling; exit 3 ----
# wrong PATTERN: standard input is the configuration
wrong() {
	cat >"$T/wrong"
	run "$SPORTELLO" --config "$T/wrong" --store "$store" list
	is "$rc" 3 "exit 3: $1"
	like "$errs" "^sportello: $T/wrong:$1" "says so"
}
wrong "3:1: unknown key 'adress' in \[account a\] - did you mean 'address'?" <<EOF
[account a]
channel = mail
adress = a@example.org
EOF
wrong "1:.*unknown section \[acount\] - did you mean \[account\]?" <<EOF
[acount a]
EOF
wrong "2:.*late-after = 'soon': say a time such as" <<EOF
[care]
late-after = soon
EOF
wrong "3:.*'id' is set already on line 2" <<EOF
[agent]
id = eva
id = max
EOF
wrong "1:.*'id' stands before any" <<EOF
id = eva
EOF
wrong "2:.*the quote is not closed" <<EOF
[view x]
query = "is:open
EOF
wrong "1:.*\[account a\].*channel" <<EOF
[account a]
address = a@example.org
EOF
run "$SPORTELLO" --config "$T/absent" --store "$store" list
is "$rc" 3 "a configuration that was named and is not there"
like "$errs" "absent: cannot be read: No such file" "is named"
run env SPORTELLO_CONFIG="$T/wrong" "$SPORTELLO" list
is "$rc" 3 "SPORTELLO_CONFIG names the configuration"
run "$SPORTELLO" --config "$T/wrong" --help
is "$rc" 0 "help needs none"

# ---- no configuration, no store: the first run ----
run "$SPORTELLO" list
is "$rc" 1 "without anything: an empty list"
[ -f "$XDG_DATA_HOME/sportello/store.db" ]
ok $? "the store is made where it belongs"
is "$(stat -c %a "$XDG_DATA_HOME/sportello" "$XDG_DATA_HOME/sportello/store.db" | tr '\n' ' ')" "700 600 " \
	"for its owner alone"
run "$SPORTELLO" doctor
like "$out" "^look *config .*sportello account add" "doctor says how to begin"

for i in 1 2 3 4 5 6 7 8; do
	"$SPORTELLO" --store "$T/fresh/store.db" count >>"$T/fresh.out" 2>&1 &
done
wait
is "$(sort "$T/fresh.out" | uniq -c | sed 's/^ *//')" "8 0" "eight programs may start at once on a store that is not there yet"

# ---- somebody else writes ----
# locked COMMAND...: runs it while another process holds the store's lock
locked() {
	rm -f "$T/held"
	python3 -c '
import os, sqlite3, sys
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute("BEGIN IMMEDIATE")
open(sys.argv[2], "w").close()
sys.stdin.read()' "${held_store:-$XDG_DATA_HOME/sportello/store.db}" "$T/held" <"$T/hold" &
	exec 8>"$T/hold"
	eventually 20 test -e "$T/held"
	run "$@"
	exec 8>&-
	wait
}
mkfifo "$T/hold"
locked "$SPORTELLO" count
is "$rc" 0 "reading does not wait for a writer"

# ---- a store of another version, damaged, something else ----
world
held_store=$store
locked "$SPORTELLO" --config "$config" --store "$store" tag 1 +held
is "$rc" 4 "a verb gives up when somebody keeps the lock"
like "$errs" "another program is writing; try again" "and says why"
desk doctor
is "$rc" 0 "all is well" || note "$out"
desk doctor --json
is "$(json 'r["wrong"]')" 0 "as an object too"
is "$(json '[k for f in r["findings"] for k in ("area", "state", "words") if k not in f]')" "[]" "with findings"
desk doctor --recount
like "$out" "^ok *store *0 derived values differ" "every derived value is as recomputed"

version=$(sqlite3 "$store" 'PRAGMA user_version')
sqlite3 "$store" 'PRAGMA user_version = 9999' >/dev/null
before=$(cksum <"$store")
desk list
is "$rc" 4 "a store of a newer version: exit 4"
like "$errs" "store.db: is of version 9999, .* upgrade sportello; the file was not touched" "says so"
is "$(cksum <"$store")" "$before" "and leaves it alone"
sqlite3 "$store" "PRAGMA user_version = $version" >/dev/null
desk list
is "$rc" 0 "the right version opens again"

mkdir "$T/else"
sqlite3 "$T/else/store.db" 'CREATE TABLE recipe(name)' >/dev/null
before=$(cksum <"$T/else/store.db")
run "$SPORTELLO" --config "$config" --store "$T/else/store.db" list
is "$rc" 4 "a database of something else"
like "$errs" "else/store.db" "is named"
is "$(cksum <"$T/else/store.db")" "$before" "and left alone"

mkdir "$T/broken"
{ head -c 4096 "$store"; head -c 60000 /dev/zero | tr '\0' x; } >"$T/broken/store.db"
run "$SPORTELLO" --config "$config" --store "$T/broken/store.db" list
is "$rc" 4 "a damaged store: exit 4"
like "$errs" "broken/store.db" "is named"
printf 'hello' >"$T/broken/store.db"
run "$SPORTELLO" --config "$config" --store "$T/broken/store.db" list
is "$rc" 4 "a file that is no database"

# ---- a folder that cannot be written: everything can be read ----
read_only() {
	if [ "$(id -u)" -eq 0 ]; then
		run setpriv --reuid nobody --regid nogroup --clear-groups env XDG_STATE_HOME="$T/nostate" "$SPORTELLO" \
			--config "$T/ro.config" --store "$T/ro/store.db" "$@"
	else
		run "$SPORTELLO" --config "$T/ro.config" --store "$T/ro/store.db" "$@"
	fi
}
sqlite3 "$store" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
mkdir "$T/ro"
cp "$store" "$T/data/search.db" "$T/ro/"
printf '[agent]\nid = eva\n[account support]\nchannel = exec\ncommand = true\n' >"$T/ro.config"
chmod 644 "$T/ro.config" "$T/ro/"*
chmod 555 "$T/ro"
read_only list
if [ "$rc" -eq 126 ] || [ "$rc" -eq 127 ]; then
	note "nobody may not run $SPORTELLO here: the read-only store is not tried"
else
	is "$rc" 0 "a read-only store is read" || note "$errs"
	like "$out" '^#1 .*Lamp' "as ever"
	read_only show 1
	like "$out" 'My lamp is broken' "with its texts"
	read_only search lamp
	is "$rc" 0 "and searched"
	for verb in "tag 1 +x" "note 1 hello" "reply 1 hello" "resolve 1"; do
		read_only $verb
		is "$rc" 4 "$verb is refused"
		like "$errs" "read-only\|cannot be written" "because of that"
	done
	read_only doctor
	is "$rc" 1 "doctor finds it"
	like "$out" "^wrong *store .*cannot be written" "and says so"
fi
chmod 755 "$T/ro"

# ---- others may look into the folder ----
chmod 755 "$T/data"
desk doctor
like "$out" "^wrong .*can be entered by others: chmod 700" "a folder that others may enter is wrong"
chmod 700 "$T/data"

# ---- rights, clock, program, sandbox: each a line, and what is wrong is named ----
desk doctor --full
is "$rc" 0 "a full look finds nothing wrong" || note "$out"
like "$out" '^ok *store .* is whole, version [0-9]* (looked at in full)' "the whole store"
like "$out" '^ok *store *0 derived values differ' "and a recount"
for area in rights disk clock program hardening sandbox terminal; do
	like "$out" "^[a-z]* *$area " "it looks at: $area"
done
chmod 644 "$store"
desk doctor
is "$rc" 1 "a store that others may read"
like "$out" "^wrong *rights *$store can be read by others: chmod 600" "is wrong"
chmod 600 "$store"
chmod 666 "$config"
desk doctor
like "$out$errs" "config.*others" "and a configuration that others may write is named"
chmod 600 "$config"
touch -d '+3 days' "$store"
desk doctor
like "$out" '^wrong *clock .*set the clock' "and a clock that was set back"
touch "$store"
printf '[store]\nsandbox = off\n' >>"$config"
desk doctor
like "$out" '^look *sandbox *it is switched off' "that nothing is held is said"

done_testing
