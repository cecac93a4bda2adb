#!/bin/sh
# The command line itself: options, help, exit statuses, and what is said about what cannot be read.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"

desk_bare() {
	run "$SPORTELLO" --store "$store" "$@"
}

# ---- help and version, as GNU programs have them ----
for option in --help -h; do
	desk_bare $option
	is "$rc" 0 "$option succeeds"
	is "$errs" "" "$option says nothing on standard error"
	like "$out" '^usage: sportello \[OPTIONS\]' "$option shows the usage"
done
is "$(printf '%s\n' "$out" | awk 'length > 80')" "" "help fits a terminal of 80 columns"
desk_bare --version
is "$rc" 0 "--version succeeds"
is "$(printf '%s\n' "$out" | head -n 1)" "sportello $(sed -n 's/^AC_INIT(\[sportello\], \[\(.*\)\])/\1/p' \
	"$top_srcdir/configure.ac")" "its first line is name and version alone"
like "$out" '^SQLite 3' "then the libraries"
desk_bare -V
like "$out" '^sportello ' "-V too"
for verb in list reply customer outbox; do
	desk_bare $verb --help
	is "$rc" 0 "$verb --help succeeds"
	like "$out" "^usage: sportello $verb" "and shows how $verb is used"
	desk_bare help $verb
	like "$out" "^usage: sportello $verb" "so does help $verb"
done
desk_bare help
like "$out" '^  snooze CASE WHEN' "help lists the verbs"
[ ! -e "$store" ]
ok $? "none of this makes a store"

# ---- what cannot be read ----
# bad STATUS PATTERN ARGUMENTS...
bad() {
	want=$1 pattern=$2
	shift 2
	desk_bare "$@"
	is "$rc" "$want" "exit $want: $*"
	like "$errs" "^sportello: .*$pattern" "says: $pattern"
	is "$out" "" "and nothing on standard output"
}
bad 2 "unknown option '--jsno' - did you mean '--json'?" list --jsno
bad 2 "unknown option '-z' - try 'sportello show --help'" show -z 1
bad 2 "unknown option '--bogus'" --bogus
bad 2 "option '--limit' needs a value: N" list --limit
bad 2 "option '-n' needs a value: N" list -n
bad 2 "option '--json' takes no value" list --json=yes
bad 2 "unknown verb 'snoze' - did you mean 'snooze'?" snoze 1
bad 2 "unknown verb 'snoze'" help snoze
bad 2 "\-\-limit 'many' is not a number" list --limit many
bad 2 "\-\-sort 'size': due, waiting, recent or priority" list --sort size
bad 2 "\-\-now 'noon' is no RFC 3339 time" list --now noon
bad 2 "\-\-format-version '9': this program speaks version 1" list --format-version 9
bad 2 "column 1: unknown field" list foo:bar
bad 2 "column 9: .*never closed" list 'is:open (from:ana'
bad 2 "column 6: .*never closed" list 'lamp "broken'
bad 2 "column 6: 'is:' knows:.*overdue" list 'lamp is:wating'
bad 2 "'soon' is no time" list date:soon
bad 2 "usage: sportello show CASE" show
bad 2 "usage: sportello search QUERY" search
bad 2 "usage: sportello tag CASE" tag
bad 2 "usage: sportello new --to" new --to ana@example.net
bad 2 "\-\-size 'big': say COLUMNSxROWS" --size big
bad 1 "there is no case #4711" show 4711
bad 1 "'abc' is no case: say a number" show abc
bad 1 "there is no" explain 4711
bad 1 "no customer" customer show nobody

# ---- options where people put them ----
desk_bare count --json
like "$out" '^{"count":0}' "an option after the verb"
desk_bare --json count
like "$out" '^{"count":0}' "and before it"
desk_bare stats -qj
like "$out" '^{.*"open":0' "letters together"
desk_bare list -n5
is "$rc" 1 "a value directly after its letter; an empty list is exit 1"
desk_bare list --lim=5 is:open
is "$rc" 1 "an option cut short where nothing else begins so"
desk_bare count -is:spam -x
is "$rc" 0 "words with a minus belong to the query"
desk_bare count -- --limit
is "$rc" 0 "after -- all is query"
run env SPORTELLO_STORE="$store" "$SPORTELLO" count
is "$out" 0 "SPORTELLO_STORE names the store"
desk_bare stats --since 2026-11-01
is "$rc" 0 "a date for --since"
bad 2 "\-\-since 'ever'" stats --since ever

# ---- no terminal, no console; nothing waits for a person ----
echo list >"$T/script"
run timeout 10 "$SPORTELLO" --store "$store" <"$T/script"
is "$rc" 2 "sportello < file ends at once"
like "$errs" "needs a terminal; for scripts there are verbs" "and says what to use"
run timeout 10 "$SPORTELLO" --store "$store" note 1 </dev/null
is "$rc" 1 "a note about no case fails without waiting"
run sh -c "'$SPORTELLO' --store '$store' help >/dev/full"
is "$rc" 1 "output that cannot be written is a failure"
like "$errs" "standard output" "and is said"

done_testing
