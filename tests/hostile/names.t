#!/bin/sh
# names.t - what strangers call their files, themselves and their links: no file is written but where one said, none is
# hidden, none is an option; who looks like another is said to; nothing endless is kept.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need notmuch sqlite3 python3
names=$top_srcdir/tests/hostile/names.py
echo "the file" >"$T/file"
mail_setup
python3 "$names" mail | put_mail files >/dev/null
index_mail
write_config "since = 2026-11-01" <<EOF
[account chat]
channel = exec
as = sms
id = us
since = 2026-11-01
command = python3 $names channel $T/file
EOF
sync --now 2026-11-20T14:00:00Z
n=$(python3 "$names" names)

# ---- files ----
is "$(sql "SELECT count(*) FROM attachment a JOIN message m ON m.id = a.message WHERE m.remote_id = 'files@hostile.example'")" "$n" \
	"$n files of a mail are there" || note "$errs"
is "$(sql "SELECT count(*) FROM attachment WHERE name LIKE '%/%' OR name LIKE '%\\%' OR name GLOB '[.~-]*' OR name = '' OR
	length(CAST(name AS BLOB)) > 203")" 0 "no name is a path, hidden, an option, a home, empty or endless" ||
	note "$(sql 'SELECT name FROM attachment')"
is "$(sql 'SELECT name FROM attachment' | LC_ALL=C grep -c "$(printf '[\001-\037\177]')")" 0 "nor holds it a control"
is "$(sql 'SELECT name FROM attachment' | grep -c "$(printf '\342\200\256\|\342\201\246')")" 0 "nor a turn of direction"
mkdir "$T/saved" "$T/saved/in"
cd "$T/saved/in" || exit 99
tried=0 lost=0
for item in $(sql "SELECT message || '/' || id FROM attachment ORDER BY id"); do
	name=$(sql "SELECT name FROM attachment WHERE id = ${item#*/}")
	[ "$(sql "SELECT count(*) FROM attachment WHERE message = ${item%/*} AND name = '$(printf %s "$name" | sed "s/'/''/g")'")" = 1 ] || continue
	rm -rf "$T/saved/in/"* "$T/saved/in/".[!.]*
	desk save "${item%/*}" "$name"
	tried=$((tried + 1))
	case $(cat "$T/saved/in/"* 2>/dev/null) in
	"the file" | "file "*) ;;
	*)
		lost=$((lost + 1))
		note "$item $name: $rc $out $errs $(ls -la "$T/saved/in")"
		;;
	esac
done
cd - >/dev/null || exit 99
is "$lost" 0 "$tried of them saved under the name they came with: each lies where it was said" || note "$errs"
is "$(find "$T/saved" -type f | wc -l)" 1 "and nothing beside it"
is "$(find "$T" \( -name 'passwd*' -o -name '*owned*' \) | grep -v saved/in | wc -l)" 0 "nor anywhere else"

# what is there already stays
echo mine >"$T/saved/in/mine.txt"
for kind in mail exec; do
	item=$(sql "SELECT a.message || ' ' || a.name FROM attachment a JOIN message m ON m.id = a.message JOIN thread t ON t.id = m.thread
		JOIN account c ON c.id = t.account WHERE c.channel = '$kind' AND a.name LIKE 'a b%' LIMIT 1")
	tried=$((tried + 1))
	desk save ${item%% *} "${item#* }" "$T/saved/in/mine.txt"
	like "$rc $errs" "^1 .*mine.txt' exists already: name another file" "a file of $kind is not written over another"
	is "$(cat "$T/saved/in/mine.txt")" mine "which stays as it was"
done

# ---- people ----
python3 "$names" expected >"$T/expected"
while IFS='|' read -r subject flag; do
	tried=$((tried + 1))
	desk show "$(sql "SELECT number FROM cases WHERE subject = '$subject'")" --json
	got=$(printf '%s' "$out" | grep -o '"lookalike"\|"other-name"' | tr -d '"' | tr '\n' ' ')
	is "${got% }" "$flag" "$subject: ${flag:-nothing to warn of}"
done <"$T/expected"
mixed=$(sql "SELECT number FROM cases WHERE subject = 'who 1'") other=$(sql "SELECT number FROM cases WHERE subject = 'who 15'")
desk show "$mixed"
like "$out" "letters of two alphabets" "the command line says it in words"
desk show "$other"
like "$out" "name is an address, and not theirs" "and that a name is another's address"
printf 'cmd open %s\nexpect letters of two alphabets\ncmd open %s\nexpect name is an address, and not theirs\n' "$mixed" "$other" \
	>"$T/script"
desk --now 2026-11-20T14:05:00Z --no-sync --script "$T/script" --size 120x40
is "$rc" 0 "the console does, too" || note "$out"

# ---- endless ones ----
is "$(sql "SELECT (SELECT max(length(subject)) FROM message) <= 1001, (SELECT max(length(name)) FROM identity) <= 301")" "1|1" \
	"a subject and a name end somewhere"
[ "$(sql "SELECT length(recipients) FROM message WHERE remote_id = 'many'")" -lt 5000 ]
ok $? "nor are the names of nine more without end" || note "$(sql "SELECT length(recipients) FROM message WHERE remote_id = 'many'")"
is "$(sql "SELECT count(*) FROM message WHERE subject LIKE 'SSSS%…'")" 1 "and say that there was more"
echo "# tried $tried, lost $lost"
done_testing
