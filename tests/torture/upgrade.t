#!/bin/sh
# A store of every older version, killed, refused and cut off from power at arbitrary calls of its upgrade: what was in it
# is in it, the next start ends the upgrade, the copy made before is whole, and nothing else is left.  A store of a newer
# version is left alone.
few=1
. "${top_srcdir:-$(dirname "$0")/../..}/tests/torture/lib.sh"
power=$top_srcdir/tests/torture/power.py

mail_setup
make_mails 16
write_config "since = $(date -d '-30 days' +%F)" </dev/null
sync && sync
is "$rc" 0 "a world is made" || note "$errs"
desk note 1 "A note." && desk tag 2 +old && desk reply 3 "An answer that waits." --at '+2d'
now_version=$(sql 'PRAGMA user_version')
cp -a "$disk" "$T/new"

# old VERSION: the store as it was in that version, with what that version could hold
old() {
	rm -rf "$disk"
	cp -a "$T/new" "$disk"
	sqlite3 "$store" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
	mv "$store" "$T/source.db"
	rm -f "$disk/data/search.db"*
	{
		echo 'PRAGMA foreign_keys=OFF; PRAGMA application_id=1397772114; BEGIN;'
		for sql in "$top_srcdir"/src/store/migrations/[0-9]*.sql; do
			number=${sql##*/}
			number=$(expr "${number%%-*}" + 0)
			[ "$number" -gt "$1" ] || cat "$sql"
		done
		echo "PRAGMA user_version=$1; COMMIT;"
	} | sqlite3 "$store" || return 1
	sqlite3 "$store" "ATTACH '$T/source.db' AS s; SELECT 'INSERT OR REPLACE INTO main.' || m.name || '(' || cols || ') SELECT ' || cols ||
		' FROM s.' || m.name || ';' FROM (SELECT m.name, (SELECT group_concat('\"' || a.name || '\"', ',')
		FROM pragma_table_info(m.name, 'main') a JOIN pragma_table_info(m.name, 's') b ON a.name = b.name) AS cols
		FROM main.sqlite_schema m WHERE m.type = 'table' AND m.name NOT IN ('change', 'meta') AND m.name NOT LIKE 'sqlite_%') m WHERE cols IS NOT NULL" >"$T/copy.sql"
	{
		echo "PRAGMA foreign_keys=OFF; ATTACH '$T/source.db' AS s; BEGIN;"
		cat "$T/copy.sql"
		# (each version has its own rows of these)
		echo "INSERT OR REPLACE INTO main.meta SELECT * FROM s.meta;"
		echo "COMMIT; DETACH s; PRAGMA journal_mode=WAL;"
	} | sqlite3 "$store" >/dev/null || return 1
	at_home
}
# all that is in it, but for what says when
content() {
	sqlite3 -readonly "$store" .dump | grep -v -e "INSERT INTO meta VALUES('barrier_at'"
}
kept_before() {
	sqlite3 -readonly "$1" "SELECT count(*), max(uid) FROM message; SELECT count(*), max(uid) FROM cases; SELECT count(*) FROM action;
		SELECT count(*) FROM outbox; SELECT count(*), max(body) FROM text; SELECT count(*) FROM identity" 2>&1
}
after_upgrade() {
	found=$(whole 2>&1)
	[ "$found" = ok ] || echo "not whole: $found; "
	desk count
	[ "$rc" -eq 0 ] || echo "then it cannot be opened: $errs; "
	content >"$T/content"
	cmp -s "$T/content" "$T/content.$version" || echo "another content: $(diff "$T/content" "$T/content.$version" | head -n 2); "
	[ "$(whole 2>&1)" = ok ] || echo "not whole then; "
	[ -z "$1" ] && [ "$(kept_before "$store.before-$version")" != "$held" ] &&
		echo "the copy made before holds $(kept_before "$store.before-$version"); "
	strays=$(cd "$disk/data" && ls | grep -v -x -e 'store.db\(-wal\|-shm\|\.before-[0-9]*\)\{0,1\}' -e 'search.db.*' -e '.*\.lock' -e blobs -e outbox)
	[ -z "$strays" ] || echo "left behind: $strays; "
}
struck_n=0 lost=0
version=0
while version=$((version + 1)) && [ "$version" -lt "$now_version" ]; do
	old "$version" || {
		ok 1 "a store of version $version"
		continue
	}
	held=$(kept_before "$store")
	base
	desk count
	is "$rc:$(sql 'PRAGMA user_version')" "0:$now_version" "version $version is upgraded" || note "$errs"
	content >"$T/content.$version"
	is "$(whole)" ok "and is whole"
	is "$(kept_before "$store.before-$version")" "$held" "the copy holds what it held"
	ways="kill killafter half ENOSPC EIO"
	# by itself: each version in another way
	[ "$TRIES" ] || ways=$(echo $ways $ways | cut -d ' ' -f "$version")
	for way in ${WAYS:-$ways}; do
		back
		struck "$way:0" sportello "$SPORTELLO" --config "$config" --store "$store" count
		of=$(calls)
		blow=0
		while blow=$((blow + 1)) && [ "$blow" -le "$times" ]; do
			back
			call=$(one_of "$blow" "$times" "$of")
			struck "$way:$call" sportello "$SPORTELLO" --config "$config" --store "$store" count
			where=$(hit)
			struck_n=$((struck_n + 1))
			said=
			case $rc in
			0 | 137) ;;
			4) printf '%s\n' "$errs" | grep -q '^sportello: .* ' || said="says nothing: $errs; " ;;
			*) said="ends with $rc: $errs; " ;;
			esac
			found=$said$(after_upgrade)
			[ -z "$found" ] || {
				lost=$((lost + 1))
				note "version $version, $way at call $call of $of ($where): $found"
			}
		done
	done
done
is "$lost" 0 "$struck_n upgrades were killed or refused"
tally "killed or refused in the middle of an upgrade" "$struck_n" "$lost" "versions 1 to $((now_version - 1))"

# ---- the power is cut ----
tried=0 lost=0
for version in 1 $((now_version - 1)); do
	old "$version" || continue
	sqlite3 "$store" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
	held=$(kept_before "$store")
	base
	find "$disk" -printf '%i %p\n' >"$T/base.inodes"
	fresh_shared
	: >"$T/torture/log"
	run env LD_PRELOAD="$T/shim.so" TORTURE_DIR="$T/torture" TORTURE_ROOT="$disk" TORTURE_LOG=1 \
		"$SPORTELLO" --config "$config" --store "$store" count
	records=$(python3 "$power" count "$T/torture/log")
	blow=0
	while blow=$((blow + 1)) && [ "$blow" -le $((times * 3)) ]; do
		at=$(one_of "$blow" $((times * 3)) "$records") seed=$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')
		rm -rf "$disk"
		mkdir "$disk"
		python3 "$power" make "$T/torture/log" "$T/base" "$disk" "$disk" "$at" "$seed" >"$T/promises"
		at_home
		tried=$((tried + 1))
		found=$(after_upgrade)
		[ -z "$found" ] || {
			lost=$((lost + 1))
			note "version $version, cut after record $at of $records, seed $seed: $found"
		}
	done
done
is "$lost" 0 "the power was cut $tried times"
tally "power cut in the middle of an upgrade" "$tried" "$lost"

# ---- from the future ----
rm -rf "$disk"
cp -a "$T/new" "$disk"
sqlite3 "$store" "PRAGMA user_version=$((now_version + 1)); PRAGMA wal_checkpoint(TRUNCATE)" >/dev/null
before=$(cksum <"$store")
desk list
is "$rc" 4 "the command line leaves a newer store alone"
like "$errs" "upgrade sportello; the file was not touched" "and says so"
sync
is "$rc" 4 "so does sync"
is "$(cksum <"$store")" "$before" "not a byte has changed"
done_testing
