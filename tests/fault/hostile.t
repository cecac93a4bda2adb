#!/bin/sh
# A service that answers with nonsense, with too much or not at all: its account says so and nothing comes of it, while
# the ten others go on.  Every channel in turn is the bad one; with FAULTS=all in every way, else each in another.
. "$(dirname "$0")/lib.sh"
start_world
for s in $services; do
	says $s "$s before"
done
sync
is "$rc" 0 "all accounts are pulled" || note "$errs" "$out"

ways="garbage html empty deep nul gzip bomb endless half twisted twisted"
n=0
# bad SERVICE WAY
bad() {
	n=$((n + 1))
	sql_write "DELETE FROM cursor WHERE key LIKE 'templates%'"
	rm -f "$world"/*.faults
	faults $1 "*$tab$2" "*$tab$2" "*$tab$2" "*$tab$2"
	for s in $services; do
		says $s "$s during $n"
	done
	sync --json
	# what only looks like an answer may be taken for one
	[ "$2" = twisted ] || like "$out" "\"account\":\"$1\".*\"ok\":false" "$1, $2: the account says so" || note "$errs"
	case $2 in
	bomb | endless) like "$out" "\"account\":\"$1\".*is larger than" "$1, $2: it stops reading" ;;
	esac
	is "$(printf '%s\n' "$out" | grep -v "\"account\":\"$1\"" | grep -c '"ok":true')" 10 "$1, $2: no other account minds" ||
		note "$out"
	is "$(for s in $services; do [ $s = $1 ] || wrong_in $s; done)" "" "$1, $2: and what was said there has come"
	[ "$2" = twisted ] && return
	good_pass
	is "$(wrong_in $1)" "" "$1, $2: later its own comes, too" || note "$errs"
}
for whose in $services; do
	first=${ways%% *} ways="${ways#* } ${ways%% *}"
	for way in ${FAULTS:+$ways} $first; do
		bad $whose $way
		[ "$FAULTS" ] || break
	done
done

# ---- some that never answer ----
sed -i 's/^poll = 1d/poll = 3s/' "$config"
rm -f "$world"/*.faults
for s in twilio x matrix; do
	faults $s "*${tab}hang" "*${tab}hang" "*${tab}hang"
done
others=$(echo " $services " | sed 's/ twilio / /; s/ x / /; s/ matrix / /')
"$SPORTELLO_SYNC" --config "$config" --store "$store" --watch >/dev/null 2>"$T/watch.errs" &
watcher=$!
test_pids="$test_pids $watcher"
for s in $others; do
	says $s "$s beside"
done
have_come() {
	[ -z "$(wrong_inbound "$others" 2>&1)" ]
}
eventually 40 have_come
ok $? "three that never answer delay none of the eight others" || note "$(wrong_inbound "$others")" "$(cat "$T/watch.errs")"
kill -TERM "$watcher"
wait "$watcher"
is $? 0 "and it ends when it is told to"
done_testing
