#!/bin/sh
# doctor after a fall: what was left behind is named, each with what to do, and what it says to do helps.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
. "$top_srcdir/tests/cli/world.sh"
need python3
world
index=$T/data/search.db
# says PATTERN WORDS [OPTION]: a line of the doctor's
says() {
	desk doctor $3
	like "$out" "$1" "$2"
}
says '^ok *search *all is indexed' "all is well"
says '^ok *clock ' "the clock, too"
unlike "$out" 'was on its way' "nothing is under way"

# ---- the index: missing, no database, damaged inside ----
rm -f "$index"*
says '^look *search *5 items wait to be indexed: run .sportello sync' "without an index"
sync
says '^ok *search *all is indexed' "a pass makes it"
rm -f "$index"-*
head -c 50000 /dev/urandom >"$index"
says '^look *search *5 items wait' "where it is no database"
sync
says '^ok *search *all is indexed' "a pass makes it anew"
garble() {			# garble FROM: every page from there on
	rm -f "$index"-*
	python3 - "$index" "$1" <<-'EOP'
	import sys
	with open(sys.argv[1], "r+b") as f:
	    size = f.seek(0, 2)
	    for at in range(int(sys.argv[2]), size, 4096):
	        f.seek(at)
	        f.write(b"\xff" * min(300, size - at))
	EOP
}
garble 8192
says "^wrong *search *$T/data/search.db is damaged (.*): delete it, and .sportello sync. makes it anew; nothing is lost" \
	"one that is damaged inside, looked at in full" --full
like "$out" '^ok *store .* is whole' "and the store is not blamed for it"
desk search lamp
[ "$rc" -eq 0 ] || like "$errs" "search.db, the index, is damaged, or the store itself .*doctor --full" "nor by a search"
unlike "$errs" "restore a backup" "which advises no backup"
rm -f "$index"*
sync
says '^ok *search *all is indexed' "what it said helps" --full
desk search lamp
is "$rc" 0 "and words are found again" || note "$errs"

# ---- a claim of somebody who is gone ----
desk reply 1 --no-hold 'Not sent yet.'
sqlite3 "$store" "UPDATE outbox SET state = 1 WHERE state = 0"
says '^look *outbox *1 message was on its way when sync ended: the next .sportello sync. finds out what became of it' "a claim of sync that is gone"
flock "$T/data/sync.lock" "$SPORTELLO" --config "$config" --store "$store" doctor >"$T/out"
unlike "$(cat "$T/out")" 'was on its way' "while one is at work that is as it should be"
sync
unlike "$(desk doctor; printf '%s' "$out")" 'was on its way' "what it said helps"
is "$(sql 'SELECT count(*) FROM outbox WHERE state IN (0, 1, 2)')" 0 "it has left"

# ---- an account that fails, since today and since days ----
failing() {
	sqlite3 "$store" "UPDATE account SET error = 'no such host', error_at = (strftime('%s', 'now') - $1) * 1000 WHERE name = 'support'"
}
failing 3600
says '^wrong *account *support (mail): no such host' "an account that fails"
unlike "$out" 'so for' "since an hour"
failing 450000
says '^wrong *account *support (mail): no such host; so for 5 days: .sportello account test support. tries each step' "since days"
sqlite3 "$store" "UPDATE account SET error = NULL, error_at = NULL"

# ---- the clock ----
sqlite3 "$store" "UPDATE message SET received_at = (strftime('%s', 'now') + 7200) * 1000 WHERE id = (SELECT max(id) FROM message)"
says '^look *clock *it is .* here, but a message came in at .*: set the clock, unless' "a message of the future"

# ---- hardly any space left ----
cat >"$T/full.c" <<'EOC'
#include <sys/statvfs.h>
int
statvfs(const char *path, struct statvfs *out)
{
	(void)path;
	*out = (struct statvfs){ .f_bsize = 4096, .f_frsize = 4096, .f_blocks = 1 << 20, .f_bfree = 1000, .f_bavail = 1000 };
	return 0;
}
int
statvfs64(const char *path, struct statvfs64 *out)
{
	(void)path;
	*out = (struct statvfs64){ .f_bsize = 4096, .f_frsize = 4096, .f_blocks = 1 << 20, .f_bfree = 1000, .f_bavail = 1000 };
	return 0;
}
EOC
if ! under_sanitizer && ${CC:-cc} -D_GNU_SOURCE -shared -fPIC -o "$T/full.so" "$T/full.c" 2>/dev/null; then
	LD_PRELOAD=$T/full.so "$SPORTELLO" --config "$config" --store "$store" doctor >"$T/out"
	is "$?" 1 "a disk that is nearly full is wrong"
	like "$(cat "$T/out")" '^wrong *disk *under 1 GB is free: sync has stopped pulling; free some space' "and what to do is said"
fi
done_testing
