#!/bin/sh
# out.t - strangers' words go out again: into answers by macros and rules, into tables, pages, JSON and addresses that are
# opened.  None of them is a command, a place to be filled in, a formula, markup or a file of ours there.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need sqlite3 python3
TZ=Europe/Rome LC_ALL=C.UTF-8
export TZ LC_ALL
strangers=$top_srcdir/tests/hostile/out.py
printf '#!/bin/sh\nfor a in "$@"; do printf "%%s|" "$a"; done >>"%s"\n' "$T/opened" >"$T/viewer"
chmod +x "$T/viewer"
cat >"$config" <<EOF
[agent]
id = eva
[account chat]
channel = exec
as = sms
id = us
since = 2026-11-01
command = python3 $strangers channel
[macro dear]
text = "Dear {customer.name|friend}, about {case.subject}."
do = "note {case.subject}"
[macro mark]
do = "tag {customer.name|none}"
[rule hello]
when = is:new
do = "note from {customer.name}"
[ui]
open-command = $T/viewer --new {address}
EOF
chmod 600 "$config"
cd "$T" || exit 99
sync --now 2026-11-20T14:00:00Z
cases=$(sql "SELECT number FROM cases ORDER BY number")
tried=$(echo "$cases" | wc -l)
is "$tried" 35 "each stranger has a case" || note "$errs"

# ---- what is opened ----
link=$(sql "SELECT number FROM cases c JOIN message m ON m.case_id = c.id WHERE m.remote_id = 'l'")
printf 'cmd open %s\nexpect Links\ncmd top\ncmd links\nexpect good.example\nkey Escape\n' "$link" >"$T/script"
printf 'cmd person-link %s\nexpect copied\n' javascript:alert file:///etc/passwd data:text/html,x vbscript:x --new ftp://x/ >>"$T/script"
printf 'cmd open %s\ncmd top\ncmd links\nkey 1\nexpect opened with\n' "$link" >>"$T/script"
desk --now 2026-11-20T14:05:00Z --no-sync --script "$T/script" --size 100x30
is "$rc" 0 "of their links those to the web alone are opened" || note "$out" "$errs"
eventually 5 test -s "$T/opened"
is "$(cat "$T/opened")" "--new|https://good.example/a|" "by the user's program, as one word"
# ---- answers ----
lost=0
for c in $cases; do
	desk --now 2026-11-20T14:01:00Z reply "$c" --macro dear --no-hold
	[ "$rc" -eq 0 ] || { lost=$((lost + 1)); note "$c: $errs"; }
done
for c in 1 16 17 19 20 27 28 33; do
	echo hello | desk --now 2026-11-20T14:02:00Z reply "$c" --macro mark --body-file - --no-hold
	[ "$rc" -le 2 ] || note "$rc $errs"
done
is $lost 0 "a macro with their names and subjects is an answer to each"
is "$(sql "SELECT count(*) FROM outbox o JOIN text t ON t.id = o.text WHERE t.body NOT LIKE 'Dear %about %' AND trim(t.body, char(10)) <> 'hello'")" 0 "in its own words"
is "$(sql "SELECT count(*) FROM outbox o JOIN text t ON t.id = o.text WHERE t.body LIKE '%{%}%'")" 0 "nothing of theirs is a place to be filled in" ||
	note "$(sql "SELECT t.body FROM outbox o JOIN text t ON t.id = o.text WHERE t.body LIKE '%{%}%'")"
is "$(sql "SELECT count(*) FROM cases WHERE status = 5 OR id IN (SELECT c.case_id FROM case_tag c JOIN tag t ON t.id = c.tag WHERE t.name = 'owned')")" 0 \
	"nor a command of a macro or a rule" || note "$(sql 'SELECT number, subject, status FROM cases WHERE status = 5')"
is "$(sql "SELECT count(*) FROM tag WHERE name = 'vip'")" 1 "a minus before a name is none of ours"
is "$(sql "SELECT count(*) FROM tag WHERE name GLOB '[-+]*'")" 0 "nor an option of a command" || note "$(sql 'SELECT name FROM tag')"
is "$(sql 'SELECT name FROM tag' | LC_ALL=C grep -c "$(printf '[\001-\011\013-\037\177]\|\302[\200-\237]\|\342\200\256')")" 0 "nor what drives a terminal, as a tag"
[ ! -e owned ] && [ -z "$(find "$T" -name owned)" ]
ok $? "nor a command of a shell"

# ---- tables, pages, JSON ----
desk customer export --format csv
python3 "$strangers" csv "$T/out" >"$T/bad"
is "$(cat "$T/bad")" "" "no cell of the table of people is a formula"
desk customer export --format vcard
is "$(printf '%s\n' "$out" | grep -c '^BEGIN:VCARD')" "$(printf '%s\n' "$out" | grep -c '^END:VCARD')" "each card is whole"
unlike "$out" '^Bcc\|^SCRIPT' "and none has lines that we did not write"
for form in csv html md; do
	desk --now 2026-11-21T14:00:00Z report week --into "$T/week.$form"
	[ "$rc" -eq 0 ] || note "$form: $errs"
	python3 "$strangers" page "$T/week.$form" >"$T/bad"
	is "$?$(cat "$T/bad")" "0" "a page ($form) holds no markup of theirs"
done
is "$(python3 "$strangers" csv "$T/week.csv")" "" "nor its table a formula"
n=0 lost=0
for verb in "list" "search lamp" "outbox" "customer list" "log 1" "show 16" "show 23" "show 24" "explain 1" "stats"; do
	desk $verb --json
	[ "$rc" -le 1 ] || { note "$verb: $errs"; continue; }
	n=$((n + 1))
	cat "$T/out" >>"$T/json"
	desk $verb
	LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]\|\302[\200-\237]\|\342\200\256')" "$T/out" && { lost=$((lost + 1)); note "$verb: controls"; }
done
is "$(python3 "$strangers" json "$T/json" 2>&1)" "" "each line is JSON, without what a terminal would obey"
is "$n $lost" "10 0" "$n verbs say them as JSON and as text, without a control"

echo "# tried $tried, lost $lost"
done_testing
