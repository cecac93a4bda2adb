# lib.sh - what the tests of tests/torture share: a small world on a disk of its own that is put back before each blow, the
# shim that strikes (shim.h), what must be so after each, and the table.  TRIES says how often; `make torture`: 200.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/kill/lib.sh"
need python3 "${CC%% *}" setsid
under_sanitizer && skip_all "not under a sanitizer"
times=${TRIES:-${few:-8}}

${CC:-cc} -D_GNU_SOURCE -O1 -shared -fPIC -o "$T/shim.so" "$top_srcdir/tests/torture/shim.c" \
	"$top_srcdir/tests/torture/record.c" -ldl || skip_all "no shared object can be made here"
disk=$T/disk
mkdir -p "$disk/home" "$T/torture"
mail_root=$disk/Mail store=$disk/data/store.db config=$disk/config
HOME=$disk/home XDG_CONFIG_HOME=$HOME/.config XDG_DATA_HOME=$HOME/.local/share XDG_STATE_HOME=$HOME/.local/state
XDG_CACHE_HOME=$HOME/.cache

# fresh_shared: what the shims share (shim.h), at its beginning
fresh_shared() {
	head -c 16 /dev/zero >"$T/torture/shared"
}
# clock SECONDS: later, or earlier, than it is; for whoever runs with the shim, also those who run already
clock() {
	python3 -c 'import struct, sys
with open(sys.argv[1], "r+b") as f:
    f.seek(8)
    f.write(struct.pack("<q", int(sys.argv[2]) * 1000))' "$T/torture/shared" "$1"
}

# struck WAY:N PROGRAM COMMAND...: the command with the shim, in a session of its own; its status in $rc
struck() {
	fresh_shared
	: >"$T/torture/hits"
	how=$1 who=$2
	shift 2
	run setsid -w env LD_PRELOAD="$T/shim.so" TORTURE_DIR="$T/torture" TORTURE_ROOT="$disk" TORTURE_FAIL="$how" \
		TORTURE_PROG="$who" "$@"
	# whoever was struck may have left a child that is on its way out
	eventually 10 unlocked || note "something of it lives on"
}
calls() {
	od -An -t d8 -N 8 "$T/torture/shared" | tr -d ' '
}
hit() {
	head -n 1 "$T/torture/hits"
}

# base: from now on the disk is put back as it is now; back: puts it back
base() {
	rm -rf "$T/base"
	cp -a "$disk" "$T/base"
	[ ! -e "$T/taken" ] || cp "$T/taken" "$T/base-taken"
}
back() {
	rm -rf "$disk"
	cp -a "$T/base" "$disk"
	at_home
	[ ! -e "$T/taken" ] || cat "$T/base-taken" >"$T/taken"
}

# at_home: the store may send from here, although it is a copy: its new inode stands in the file about that
at_home() {
	for known in "$XDG_STATE_HOME"/sportello/delivery-*; do
		[ ! -s "$known" ] || sed -i "s/^[0-9]*/$(stat -c %i "$store")/" "$known"
	done
}

# start_sink: a mail server that takes everything and writes down what, on $sink_port
start_sink() {
	: >"$T/taken"
	rm -f "$T/port"
	"$top_builddir/tests/kill/sink" "$T/taken" "${1:-0}" >"$T/port" &
	test_pids="$test_pids $!"
	eventually 5 test -s "$T/port"
	sink_port=$(cat "$T/port")
}

# a_days_work: three replies that wait, six new mails that the index knows
a_days_work() {
	for case in 1 2 3; do
		desk reply $case "It is on its way, number $case." --seen 999999999
		[ "$rc" -eq 0 ] || note "$errs"
	done
	for n in 1 2 3 4 5 6; do
		simple_mail "new-$n@example.net" "Neu <neu$n@example.net>" "New $n" "Where is parcel $n?" $((90 - n)) |
			put_mail "new$n" >/dev/null
	done
	index_mail
}

# lies: rows of the outbox that say what is not so (2 wire, 3 sent, 7 unknown; the others have not left), and what the server
# has that nobody sent
lies() {
	sql "SELECT id || ' ' || remote_id || ' ' || state FROM outbox WHERE remote_id IS NOT NULL" | awk -v taken="$T/taken" '
		BEGIN { while ((getline line <taken) > 0) times[line]++ }
		{ known[$2] = 1; n = times[$2] + 0; said = $3 ":" n }
		said !~ /^([01689]:0|2:[01]|3:1|7:[01])$/ { printf "row %s: state %s, taken %s times; ", $1, $3, n }
		END { for (id in times) if (!(id in known)) printf "%s was sent by nobody; ", id }'
}

# wrong_now: what is wrong with the store, nothing when all is well
wrong_now() {
	[ -s "$store" ] || return 0
	# (one that only reads leaves what must be rolled back to others)
	case $(sql 'PRAGMA user_version' 2>&1) in
	*readonly*) sqlite3 "$store" 'PRAGMA user_version' >/dev/null 2>&1 ;;
	esac
	[ "$(sql 'PRAGMA user_version' 2>&1)" != 0 ] || return 0	# its making had not got that far
	found=$(whole 2>&1)
	[ "$found" = ok ] || echo "not whole: $found; "
	lies
	desk doctor --recount
	printf '%s\n' "$out" | grep -q '^ok.* 0 derived values differ' ||
		echo "recount: $(printf '%s %s' "$out" "$errs" | grep -i 'store\|derived' | tr '\n' ' '); "
}

# index_wrong: the index holds each item once, as many as there are, and each mail is found
index_wrong() {
	sqlite3 -readonly "${store%/*}/search.db" "ATTACH 'file:$store?mode=ro' AS s;
		SELECT 'the index: ' || group_concat(integrity_check) FROM pragma_integrity_check WHERE integrity_check <> 'ok'
			HAVING count(*) > 0;
		SELECT 'the index lacks ' || count(*) || ' of the messages; ' FROM s.message m WHERE NOT EXISTS
			(SELECT 1 FROM doc d WHERE d.item = m.id) HAVING count(*) > 0;
		SELECT 'the index has one twice; ' FROM (SELECT 1 FROM doc GROUP BY item HAVING count(*) > 1) LIMIT 1" 2>&1
}

# what came in, in an order of its own
came_in() {
	sql "SELECT m.remote_id, m.subject, hex(m.content), m.files, x.body FROM message m LEFT JOIN text x ON x.id = m.text
		WHERE m.direction = 0 ORDER BY m.remote_id, m.variant"
}

# mails_wrong FILE: what came in is what an undisturbed run took in, which stands in this file
mails_wrong() {
	came_in >"$T/came"
	cmp -s "$T/came" "$1" || echo "the mails differ: $(diff "$T/came" "$1" | head -n 3 | cut -c 1-200); "
}

# one_of I OF N: of so many tries the Ith lands on this call of N, spread over all, another one each time
one_of() {
	awk -v i="$1" -v of="$2" -v n="$3" -v seed="$(od -An -N4 -tu4 /dev/urandom)" \
		'BEGIN { srand(seed); k = int((i - 1 + rand()) * n / of) + 1; print (k > n ? n : k) }'
}

# ---- calls that fail: a scene WHAT has WHAT_pass and after_WHAT, which leave what is wrong in $bad and say it ----

# blows WHAT WAY COUNT [:on]: runs WHAT_pass with calls failing this way, COUNT of them, spread over all it makes
blows() {
	back
	"$1_pass" "$2:0"
	of=$(calls) struck_n=0 lost=0
	[ -z "$bad" ] || note "$1, undisturbed: $bad"
	blow=0
	while blow=$((blow + 1)) && [ "$blow" -le "$3" ]; do
		back
		call=$(one_of "$blow" "$3" "$of")
		"$1_pass" "$2:$call$4"
		where=$(hit)
		[ -z "$where" ] || struck_n=$((struck_n + 1))
		found=$("after_$1")
		[ -z "$found" ] || {
			lost=$((lost + 1))
			note "$1, $2$4 at call $call ($where): $found"
		}
	done
	is "$lost" 0 "$1: $2${4:+ from there on}, $struck_n of $of calls"
	total=$((total + struck_n)) total_lost=$((total_lost + lost))
}
# sweep WORDS WHAT...: calls of each WHAT failing in each way, and a row of the table for each way
sweep() {
	words_of=$1
	shift
	for way in ${WAYS:-kill killafter half alone ENOSPC ENOSPC:on EIO EIO:on EACCES}; do
		total=0 total_lost=0 on=
		[ "$way" = "${way%:on}" ] || on=:on
		for what in ${SCENES:-"$@"}; do
			blows "$what" "${way%:on}" "$times" "$on"
		done
		case $way in
		kill) words="kill -9 before a call" ;;
		killafter) words="kill -9 after a call" ;;
		half) words="kill -9 in the middle of a write" ;;
		alone) words="kill -9 of one process of several" ;;
		*) words="${way%:on}${on:+ from a call on}${on:- at one call}" words="${words%:on}" ;;
		esac
		tally "$words" "$total" "$total_lost" "$words_of"
	done
}

# ---- power that is cut ----
power=$top_srcdir/tests/torture/power.py

# recorded COMMAND...: what it does to the disk is written down
recorded() {
	run env LD_PRELOAD="$T/shim.so" TORTURE_DIR="$T/torture" TORTURE_ROOT="$disk" TORTURE_LOG=1 "$@"
}
recorded_sync() {
	recorded "$SPORTELLO_SYNC" --config "$config" --store "$store" --quiet
}
# promised SELECT COMMAND...: a verb that says it is done, and what must be found from then on
promised() {
	asks=$1
	shift
	promised_by "$asks" "$SPORTELLO" --config "$config" --store "$store" "$@"
}
promised_by() {
	asks=$1
	shift
	recorded "$@"
	if [ "$rc" -eq 0 ]; then
		printf 'P 0 0 0\t%s\n' "$asks" >>"$T/torture/log"
	else
		note "$* says $errs"
	fi
}
start_recording() {
	sqlite3 "$store" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null 2>&1
	fresh_shared
	: >"$T/torture/log"
	base
	find "$disk" -printf '%i %p\n' >"$T/base.inodes"
}

# cuts WHAT: hundreds of disks out of the log; `after` says what is wrong with one
cuts() {
	cp "$T/torture/log" "$T/log"
	records=$(python3 "$power" count "$T/log")
	blow=0 lost=0
	while blow=$((blow + 1)) && [ "$blow" -le "$times" ]; do
		at=$(one_of "$blow" "$times" "$records") seed=$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')
		[ -z "$AT" ] || at=${AT%:*} seed=${AT#*:}
		rm -rf "$disk"
		mkdir "$disk"
		python3 "$power" make "$T/log" "$T/base" "$disk" "$disk" "$at" "$seed" >"$T/promises" || return 1
		[ ! -e "$disk/taken" ] || cat "$disk/taken" >"$T/taken"
		[ ! -s "$store" ] || at_home
		found=$(after)
		[ -z "$found" ] || {
			lost=$((lost + 1))
			note "$1, cut after record $at (AT=$at:$seed): $found"
		}
	done
	is "$lost" 0 "$1: the power was cut $times times within $records records"
	tally "power cut, $1" "$times" "$lost" "unsynced writes lost, kept, torn by 512 bytes"
}
kept_promises() {
	while read -r ask; do
		[ "$(sql "SELECT count(*) $ask")" -gt 0 ] || echo "gone: $ask; "
	done <"$T/promises"
}
