#!/bin/sh
# Mails that follow each other share a connection, and a server that ends it between two of them costs nothing.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need notmuch sqlite3 python3

mail_setup
server=$T/server
mkdir "$server"
echo keep >"$server/mode"
python3 "$top_srcdir/tests/sync/line.py" "$server" &
test_pids="$test_pids $!"
eventually 10 test -s "$server/port"
write_config "smtp = smtp://127.0.0.1:$(cat "$server/port")" </dev/null
simple_mail ana-1@example.net "Ana Perez <ana@example.net>" "Lamp" "My lamp is broken. What now?" 600 |
	put_mail a1 >/dev/null
index_mail
sync
is "$rc" 0 "mail comes in" || note "$errs"

# five replies leave in one pass: MODE CONNECTIONS WORDS
five() {
	echo "$1" >"$server/mode"
	: >"$server/log"
	for n in 1 2 3 4 5; do
		echo "Answer $n, $1" >"$T/body"
		desk reply 1 --body-file "$T/body" --no-hold
	done
	sync --json
	is "$rc" 0 "$3: the pass succeeds" || note "$errs"
	like "$out" '"delivered":5,"failed":0' "five are delivered"
	is "$(grep -c '^mail' "$server/log")|$(grep '^mail' "$server/log" | sort -u | wc -l)" "5|5" "each arrives, and once"
	is "$(grep -c '^connection' "$server/log")" "$2" "over $2 connections"
	is "$(sql 'SELECT count(*) FROM outbox WHERE state <> 3')" 0 "none waits for another try"
}

five keep 1 "a patient server"
five "421 2" 3 "one that takes two mails a connection"
five drop 5 "one that hangs up without a word"
done_testing
