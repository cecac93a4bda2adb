#!/bin/sh
# A mail that crashes or hangs the parser costs that mail its text, never the pass.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need notmuch sqlite3 "${CC%% *}"
under_sanitizer && skip_all "not under a sanitizer"

${CC:-cc} -D_GNU_SOURCE -shared -fPIC -o "$T/poison.so" "$top_srcdir/tests/sync/poison.c" -ldl ||
	skip_all "no shared object can be made here"
mail_setup
write_config </dev/null
for n in 1 2 3 4 5; do
	simple_mail "good-$n@example.net" "Ana <ana$n@example.net>" "Question $n" "Where is parcel $n?" $((900 - n)) |
		put_mail "good$n" >/dev/null
done
simple_mail crash@example.net "Bob <bob@example.com>" "Poison" "Does this crash?" 898 | put_mail crash1 >/dev/null
simple_mail hang@example.net "Bob <bob@example.com>" "Tar" "Does this hang?" 897 | put_mail hang1 >/dev/null
simple_mail short@example.net "Bob <bob@example.com>" "Short" "Is there memory?" 896 | put_mail short1 >/dev/null
index_mail

LD_PRELOAD=$T/poison.so
export LD_PRELOAD
sync --json
unset LD_PRELOAD
is "$rc" 0 "the pass goes on after both" || note "$errs"
is "$(sql "SELECT count(*) FROM message WHERE remote_id LIKE 'good-%'")" 5 "the other mail is there"
is "$(sql "SELECT group_concat(file, ' ') FROM (SELECT file FROM problem WHERE kind = 'unreadable' ORDER BY file)")" \
	"INBOX/cur/crash1:2, INBOX/cur/hang1:2," "the files are named"
is "$(sql "SELECT kind FROM message WHERE remote_id = 'short@example.net'")" 0 "what had no memory the first time is read the second"
like "$(sql "SELECT words FROM problem WHERE file LIKE '%crash1%'")" "signal 6" "with what happened"
like "$(sql "SELECT words FROM problem WHERE file LIKE '%hang1%'")" "10 seconds" "to each"
is "$(sql 'SELECT count(*) FROM message WHERE kind = 6')" 2 "each stands as an unreadable message"
sync --json
is "$(sql 'SELECT count(*) FROM message')" 8 "the next sync leaves it at that"

done_testing
