#!/bin/sh
# Text and deliveries before files: a file that trickles delays nobody's words, what is over the limit or on a metered
# line waits until it is asked for, an expired link is said, a slow line is found out by itself.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need sqlite3

start_httpd
now=$(date +%s)
configure() {
	{
		printf '[agent]\nid = eva\n[care]\nundo-send = 0s\n[sync]\nmetered = %s\n' "$1"
		for a in a b c d; do
			printf '[account %s]\nchannel = telegram\naddress = @bot_%s\nurl = http://127.0.0.1:%s\ntoken-command = echo 900:%s\npoll = 2s\nmedia-limit = 3\n' \
				$a $a "$http_port" $a
		done
	} >"$config"
}
number=0
update() {			# update ACCOUNT REST
	number=$((number + 1))
	echo "{\"update_id\":$number,\"message\":{\"message_id\":$number,\"from\":{\"id\":77,\"is_bot\":false,\"first_name\":\"Ana\"},\"chat\":{\"id\":77,\"type\":\"private\"},\"date\":$now,$2}}" >>"$httpd/900:$1.updates"
}
says() {
	update "$1" "\"text\":\"$2\""
}
sends() {			# sends ACCOUNT FILE-ID NAME BYTES-SAID
	update "$1" "\"caption\":\"see $3\",\"document\":{\"file_id\":\"$2\",\"file_name\":\"$3\",\"mime_type\":\"application/pdf\"${4:+,\"file_size\":$4}}"
}
file() {			# file FILE-ID BYTES
	{
		printf '%%PDF-1.4 '
		head -c $(($2 - 9)) /dev/zero
	} >"$httpd/files/$1"
}
item_of() {
	sql "SELECT message FROM attachment WHERE name = '$1'"
}
here() {
	[ "$(sql "SELECT count(*) FROM attachment WHERE name = '$1' AND blob IS NOT NULL")" = 1 ]
}
case_of() {			# case_of ACCOUNT
	sql "SELECT c.number FROM cases c JOIN message m ON m.case_id = c.id JOIN thread t ON t.id = m.thread
		JOIN account a ON a.id = t.account WHERE a.name = '$1' LIMIT 1"
}
asked_for() {
	grep -c "file_id.*$1\|GET /file/.*$1" "$httpd/log"
}
for a in a b c d; do
	: >"$httpd/900:$a.updates"
done
mkdir -p "$httpd/files"

# ---- over the limit ----
configure no
file BIG 4000000
file SMALL 2000
file UNSAID 5000000
sends a BIG big.pdf 4000000
sends a SMALL small.pdf 2000
sends a UNSAID unsaid.pdf
says b "hello"
sync
here small.pdf
ok $? "what is small enough comes by itself" || note "$errs"
is "$(sql "SELECT group_concat(name) FROM attachment WHERE blob IS NULL")" "big.pdf,unsaid.pdf" "what is over the limit does not"
is "$(asked_for BIG)" 0 "and is not even asked for"
is "$(sql "SELECT bytes FROM attachment WHERE name = 'unsaid.pdf'")" 5000000 "what did not say its size is known by now"
is "$(sql "SELECT count(*) FROM problem")" 0 "which is no problem"
desk show "$(case_of a)"
like "$out" '^\[1\] big.pdf 3.8M - not fetched$' "the story says so" || note "$out"
like "$out" '^\[1\] small.pdf 2.0K$' "and nothing of what is here" || note "$out"
desk save "$(item_of big.pdf)" 1 "$T/big.pdf"
like "$errs" 'big.pdf is not fetched; .sportello fetch. asks for it' "it cannot be saved, and how to get it is said"
desk fetch "$(item_of small.pdf)"
is "$rc $out" "1 everything is here already" "what is here is not asked for"
desk fetch "$(item_of big.pdf)" 2
like "$errs" "has no attachment '2'" "nor what is not there"
desk fetch "$(item_of big.pdf)" 1
is "$rc" 0 "it is asked for" || note "$errs"
desk save "$(item_of big.pdf)"
like "$out" 'big.pdf  (asked for)' "which is remembered"
sync
here big.pdf
ok $? "and the next sync brings it, over the limit" || note "$errs"
desk save "$(item_of big.pdf)" 1 "$T/big.pdf"
cmp -s "$httpd/files/BIG" "$T/big.pdf"
ok $? "whole"
n=$(asked_for BIG)
sync
is "$(asked_for BIG)" "$n" "once"


# ---- from the console ----
cat >"$T/script" <<-EOF
	cmd open $(case_of a)
	key g g
	key j
	key j
	key S
	dump the attachments
	key Enter
	dump asked
	EOF
desk --no-sync --script "$T/script" --size 80x24
like "$out" 'unsaid.pdf 4.8M - not fetched (S asks for it)' "the story in the console says by which key it is asked for"
like "$out" 'asked for unsaid.pdf, 4.8M: the next sync brings it' "the key asks" || note "$out $errs"
like "$(printf '%s\n' "$out" | sed -n '/asked$/,$p')" 'unsaid.pdf 4.8M - asked for' "and the story knows"
sync
here unsaid.pdf
ok $? "which brings it" || note "$errs"

# ---- many ----
# more files than anybody looks at in one go do not hide what is no file
id=$(sql "SELECT id FROM account WHERE name = 'c'")
sqlite3 "$store" "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) INSERT INTO job(account, kind, key, not_before,
	created_at) SELECT $id, 'media', 'no-such-file-' || i, 1, 1 FROM n; INSERT INTO job(account, kind, key, not_before, created_at)
	VALUES($id, 'other', '', 2, 1)"
sync
is "$(sql "SELECT count(*) FROM job WHERE kind = 'other'")" 0 "words behind many files are fetched"

# ---- gone ----
sends a LOST lost.pdf 9
printf 'file status 404\n' >"$httpd/900:a.faults"
printf '%%PDF-1.4 ' >"$httpd/files/LOST"
sync
desk show "$(case_of a)"
like "$out" 'lost.pdf 9 - not to be had: .*expired.*(404)' "an expired link is said where the file would stand" || note "$out"
desk doctor
like "$out" 'lost.pdf, item [0-9]*/1: ' "and doctor names it"
desk fetch "$(item_of lost.pdf)"
sync
here lost.pdf
ok $? "asked for again, it is tried again" || note "$errs"
is "$(sql "SELECT count(*) FROM problem")" 0 "and the complaint is withdrawn"

# ---- paid by volume ----
configure yes
file M1 3000
file M2 3000
sends b M1 m1.pdf 3000
sends b M2 m2.pdf 3000
says c "text comes"
sync
is "$rc" 0 "a metered pass ends" || note "$errs"
is "$(sql "SELECT count(*) FROM message m JOIN text t ON t.id = m.text WHERE t.body IN ('see m1.pdf', 'text comes')")" 2 \
	"on a metered line the words come"
is "$(asked_for M1)" 0 "and no file"
desk show "$(case_of b)"
like "$out" 'm1.pdf 2.9K - not here yet' "which is said" || note "$out"
desk fetch "$(item_of m2.pdf)"
sync
here m2.pdf && ! here m1.pdf
ok $? "but what somebody asks for" || note "$errs"
configure no
sync
here m1.pdf
ok $? "the rest comes when the line is another one" || note "$errs"

# ---- one trickles ----
file SLOW 2000000
printf 'file trickle 9000\n' >"$httpd/900:a.faults"
sends a SLOW slow.pdf 2000000
"$SPORTELLO_SYNC" --config "$config" --store "$store" --watch --trace sync >"$T/watch.out" 2>"$T/watch.errs" &
watcher=$!
test_pids="$test_pids $watcher"
trickles() {
	sql "SELECT progress FROM account WHERE name = 'a'" | grep -q 'fetching slow.pdf, .*K of 1.9M'
}
eventually 15 trickles
ok $? "how far a file is stands at its account" || note "$(sql "SELECT * FROM account")" "$(cat "$T/watch.errs")"
desk account list
like "$out" '^a .*fetching slow.pdf' "and account list shows it"
for a in a b c d; do
	says $a "while it trickles"
done
came() {
	[ "$(sql "SELECT count(*) FROM message m JOIN text t ON t.id = m.text WHERE t.body = 'while it trickles'")" = 4 ]
}
eventually 10 came
ok $? "the words of all accounts come meanwhile, its own too" || note "$(cat "$T/watch.errs")"
echo "Here you are." >"$T/body"
desk reply "$(case_of a)" --body-file "$T/body" --no-hold
left() {
	grep -q 'Here you are' "$httpd/900:a.sent"
}
eventually 10 left
ok $? "and a reply leaves"
! here slow.pdf
ok $? "while the file is still on its way"
slow() {
	grep -q 'the line is slow' "$T/watch.errs"
}
eventually 20 slow
ok $? "a slow line is found out" || note "$(cat "$T/watch.errs")"
file LATER 3000
sends d LATER later.pdf 3000
waits() {
	[ -n "$(item_of later.pdf)" ]
}
eventually 10 waits
sleep 1
is "$(asked_for LATER)" 0 "and no further file is begun"
desk fetch "$(item_of later.pdf)"
eventually 10 here later.pdf
ok $? "but one that is asked for comes at once" || note "$(cat "$T/watch.errs")"
kill -TERM "$watcher"
wait "$watcher"
is $? 0 "it ends cleanly"
is "$(ls "$(dirname "$store")/incoming" 2>/dev/null | wc -l)" 0 "and leaves no piece of a file behind"
done_testing
