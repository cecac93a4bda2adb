#!/bin/sh
# mails.t - sixty kinds of mail that nobody sends who means well, a good one beside each, and what is no mail at all in the
# Maildir: each is taken in or named, the good ones all come, memory stays small, and every screen and verb shows it.
# SPORTELLO_HOSTILE=full: 100 MB, 10,000 parts, 100,000 headers.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need notmuch sqlite3 python3
mails=$top_srcdir/tests/hostile/mails.py
size=${SPORTELLO_HOSTILE:-small}
most=512			# MB of memory in any process
[ "$size" = full ] && most=1024
under_sanitizer && most=8192
TZ=Europe/Rome LC_ALL=C.UTF-8
export TZ LC_ALL
mail_setup
write_config "since = 2026-11-01" </dev/null
mkdir "$T/made"
python3 "$mails" write "$T/made" "$size"
kinds=$(ls "$T/made")
n=$(echo "$kinds" | wc -l)
for k in $kinds; do
	mv "$T/made/$k" "$mail_root/INBOX/cur/$k:2,"
	simple_mail "ok-$k@example.net" "Bob <bob-$k@example.net>" "Good $k" "Is it there, beside $k?" | put_mail "ok-$k" >/dev/null
done

# ---- what is no mail ----
box=$mail_root/INBOX/cur
simple_mail linked@example.net "Lena <lena@example.net>" "Linked" "A mail behind a link?" >"$T/linked"
ln -s "$T/linked" "$box/linked:2,"
ln -s /dev/zero "$box/zero:2,"
ln -s /etc/passwd "$box/passwd:2,"
mkfifo "$box/fifo:2,"
mkdir "$box/folder:2,"
: >"$box/empty:2,"
for turned in gone fifo-now folder-now zero-now dangling circle; do
	simple_mail "$turned@example.net" "Tina <tina@example.net>" "Turned" "Still there?" | put_mail "$turned" >/dev/null
done
mkdir -p "$mail_root/Elsewhere/new" "$mail_root/Elsewhere/tmp" "$T/real-cur"
ln -s "$T/real-cur" "$mail_root/Elsewhere/cur"
simple_mail elsewhere@example.net "Else <else@example.net>" "Elsewhere" "In a linked folder?" >"$T/real-cur/elsewhere:2,"
notmuch new --quiet >"$T/notmuch.log" 2>&1 || note "notmuch: $(tail -n 2 "$T/notmuch.log")"
# and between its look and ours
rm "$box/gone:2," "$box/fifo-now:2," "$box/folder-now:2," "$box/zero-now:2," "$box/dangling:2," "$box/circle:2,"
mkfifo "$box/fifo-now:2,"
mkdir "$box/folder-now:2,"
ln -s /dev/zero "$box/zero-now:2,"
ln -s "$T/nowhere" "$box/dangling:2,"
ln -s "$box/circle:2," "$box/circle:2,"

run python3 "$mails" measure "$SPORTELLO_SYNC" --config "$config" --store "$store" --now 2026-11-20T14:00:00Z --json
is "$rc" 0 "all of it is taken in" || note "$out" "$(tail -n 3 "$T/errs")"
used=$out
[ "${used#* }" -lt $most ]
ok $? "in little memory" || note "${used#* } MB"
echo "# sync: $n kinds ($size): ${used% *} s of processor time, ${used#* } MB at most"
lost=0
for k in $kinds; do
	[ "$(sql "SELECT count(*) FROM message WHERE remote_id = 'ok-$k@example.net'")" = 1 ] || { lost=$((lost + 1)); note "lost: good $k"; }
	[ "$(sql "SELECT (SELECT count(*) FROM mail_file WHERE path LIKE 'INBOX/cur/$k:%') + (SELECT count(*) FROM problem WHERE file LIKE 'INBOX/cur/$k:%')")" -ge 1 ] ||
		{ lost=$((lost + 1)); note "lost: $k"; }
done
is $lost 0 "each of $n kinds, and the good mail beside it, is there or named"
is "$(sql "SELECT count(*) FROM message WHERE remote_id IN ('linked@example.net', 'elsewhere@example.net')")" 2 \
	"links and linked folders are followed as notmuch follows them"
is "$(sql "SELECT count(*) FROM text WHERE body LIKE '%root:%'")" 0 "a link to what is no mail brings nothing"
is "$(sql "SELECT count(*) FROM message WHERE received_at > strftime('%s') * 1000 + 86400000 OR received_at < 0 OR sent_at > 4102444800000")" 0 \
	"no clock is in the year 0 or 9999" || note "$(sql "SELECT remote_id, received_at, sent_at FROM message WHERE received_at > strftime('%s') * 1000")"
is "$(sql 'PRAGMA integrity_check')" ok "the store is whole"
sync --now 2026-11-20T14:01:00Z --json
like "$out" '"messages":0' "a second look finds nothing new"

# ---- what is seen of it ----
numbers=$(sql "SELECT number FROM cases ORDER BY number")
bad=0
for c in $numbers; do
	timeout 60 "$SPORTELLO" --config "$config" --store "$store" show "$c" >"$T/out" 2>"$T/errs" || { bad=$((bad + 1)); note "show $c: $(cat "$T/errs")"; }
	LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]\|\302[\200-\237]\|\342\200\256')" "$T/out" && { bad=$((bad + 1)); note "show $c holds controls"; }
done
is $bad 0 "show shows each of $(echo "$numbers" | wc -l) cases, without a control"
for c in $numbers; do
	"$SPORTELLO" --config "$config" --store "$store" show "$c" --json
done >"$T/json" 2>"$T/errs"
run python3 -c 'import json,sys
print(sum(1 for l in open(sys.argv[1], encoding="utf-8") if json.loads(l) and not set(l) & set(chr(i) for i in range(32) if i != 10)))' "$T/json"
is "$out" "$(echo "$numbers" | wc -l)" "each is JSON, in valid UTF-8" || note "$errs"
for c in $numbers; do
	printf 'cmd open %s\nexpect %s\ncmd bottom\ncmd top\ncmd headers\nkey q\n' "$c" "$c"
done >"$T/script"
run python3 "$mails" measure timeout 120 "$SPORTELLO" --config "$config" --store "$store" --no-sync --now 2026-11-20T14:05:00Z --script "$T/script"
is "$rc" 0 "the console opens each" || note "$(grep -v '^=' "$T/errs" | tail -n 5)"
echo "# console: ${out% *} s of processor time, ${out#* } MB at most"
echo "# tried $((n + 16)), lost $lost"
done_testing
