#!/bin/sh
# A stream that the server holds open is a doorbell: it wakes the pull of a Mastodon account, and whatever is wrong with
# it - refused, silent, cut off, garbage, without end, at another host - costs no message, gets no token and is said.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need sqlite3 python3

web=$T/web
mkdir -p "$web"
python3 "$top_srcdir/tests/sync/social.py" "$web" 2>"$T/social.errs" &
test_pids="$test_pids $!"
eventually 10 test -s "$web/port" || skip_all "the test server does not start here"
port=$(cat "$web/port")
echo token >"$T/token"
chmod 600 "$T/token"
configure() {
	cat >"$config" <<-EOF
	[agent]
	id = eva
	[account posts]
	channel = mastodon
	address = @acme@social.example
	url = http://127.0.0.1:$port
	token-file = $T/token
	poll = $1
	$2
	EOF
}
toots() {
	printf '{"id":"%s","created_at":"%s","content":"<p>%s</p>","visibility":"public","in_reply_to_id":null,"account":{"id":"9","username":"nora","acct":"nora@else.example","display_name":"Nora"},"mentions":[{"id":"1","username":"acme","acct":"acme"}],"spoiler_text":""}\n' \
		"$1" "$(date -u +%Y-%m-%dT%H:%M:%S.000Z)" "$2" >>"$web/mastodon"
}
rings() {
	printf '{"id":"%s"}\n' "$1" >>"$web/ring"
}
watch() {
	: >"$web/log"
	"$SPORTELLO_SYNC" --config "$config" --store "$store" --watch --trace sync >"$T/watch.out" 2>"$T/watch.errs" &
	watcher=$!
	test_pids="$test_pids $watcher"
}
unwatch() {
	kill -TERM "$watcher"
	wait "$watcher"
}
came() {
	[ "$(sql "SELECT count(*) FROM message WHERE direction = 0" 2>/dev/null)" = "$1" ]
}
stream_is() {
	sql "SELECT value FROM capability WHERE key = 'stream'" 2>/dev/null | grep -q "$1"
}
pulls() {
	grep -c 'GET /api/v1/notifications.*min_id' "$web/log"
}
streams() {
	grep -c . "$web/streams"
}

# ---- silence takes its time: beside all else ----
mkdir -p "$T/quiet"
echo silent >"$T/quiet/stream"
python3 "$top_srcdir/tests/sync/social.py" "$T/quiet" 2>/dev/null &
test_pids="$test_pids $!"
eventually 10 test -s "$T/quiet/port"
configure 1h
sed "s/127.0.0.1:$port/127.0.0.1:$(cat "$T/quiet/port")/" "$config" >"$T/quiet/config"
"$SPORTELLO_SYNC" --config "$T/quiet/config" --store "$T/quiet/store.db" --watch >/dev/null 2>"$T/quiet/errs" &
quiet=$!
test_pids="$test_pids $quiet"

# ---- it rings ----
echo open >"$web/stream"
toots 101 "first"
watch
eventually 10 came 1
ok $? "an account with a stream is pulled as any other" || note "$(cat "$T/watch.errs")"
eventually 10 stream_is '^open$'
ok $? "its stream is opened, which the store knows" || note "$(cat "$T/watch.errs")"
twice() {
	[ "$(pulls)" -ge 1 ]
}
eventually 5 twice
ok $? "what came before it was open is asked for once more"
rarely() {
	"$SPORTELLO" --config "$config" --store "$store" account list |
		grep -q 'posts.*next look in 1.m, every 1[45]m; stream open'
}
eventually 5 rarely
ok $? "and account list says so, with how rarely one looks meanwhile" || note "$("$SPORTELLO" --config "$config" --store "$store" account list)"
toots 102 "second"
sleep 1.5
came 1
ok $? "nothing but the bell says that there is more"
rings 102
eventually 5 came 2
ok $? "an event of the stream wakes the pull" || note "$(cat "$T/watch.errs")"
n=$(pulls)
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	rings "$i"
done
sleep 2.5
[ $(($(pulls) - n)) -le 4 ]
ok $? "a bell that rings without end is a look a second at most" || note "$(pulls) $n"
is "$(sort -u "$web/streams")" '"/api/v1/streaming/user/notification with token"' "one path, with the token"
is "$(streams)" 1 "opened once"

# ---- it breaks ----
toots 103 "while it was down"
echo end >"$web/stream"
eventually 5 stream_is 'has ended'
ok $? "a stream that ends is said"
echo open >"$web/stream"
eventually 15 came 3
ok $? "when it is open again, what came meanwhile is asked for" || note "$(cat "$T/watch.errs")"
eventually 5 stream_is '^open$'
unwatch
for kind in none page endless garbage; do
	rm -f "$web/streams"
	echo $kind >"$web/stream"
	configure 3s
	watch
	eventually 5 test -s "$web/streams"
	toots "2$(streams)$(date +%s)" "during $kind"
	was=$(sql "SELECT count(*) FROM message WHERE direction = 0")
	eventually 10 came $((was + 1))
	ok $? "with $kind for a stream the account is pulled as before" || note "$(cat "$T/watch.errs")"
	case $kind in
	none) eventually 5 stream_is 'no stream for us (404)' ;;
	page) eventually 5 stream_is 'no stream of events' ;;
	endless) eventually 5 stream_is 'no end of line' ;;
	garbage) eventually 5 stream_is '^open$' ;;
	esac
	ok $? "which is said" || note "$(sql "SELECT value FROM capability WHERE key = 'stream'")"
	unwatch
	is "$(streams)" 1 "and it is not knocked at again and again"
	is "$(sql "SELECT coalesce(error, '') FROM account")" "" "the account itself is fine"
done

# ---- another host ----
rm -f "$web/streams"
echo elsewhere >"$web/stream"
watch
eventually 10 stream_is "set stream-url"
ok $? "a stream at another host is named, with what to set" || note "$(sql "SELECT value FROM capability WHERE key = 'stream'")"
unwatch
is "$(sed 1d "$web/streams")" '"/api/v1/streaming/elsewhere without token"' "and the token did not go there"
configure 1h "stream-url = http://localhost:$port/"
rm -f "$web/streams"
echo open >"$web/stream"
watch
eventually 10 stream_is '^open$'
ok $? "once it is set, it is the account's own" || note "$(cat "$T/watch.errs")"
unwatch
configure 3s "stream = no"
rm -f "$web/streams"
watch
eventually 10 pulls
sleep 1
unwatch
[ ! -s "$web/streams" ]
ok $? "stream = no opens none"

# ---- silence ----
fell_silent() {
	sqlite3 "$T/quiet/store.db" "SELECT value FROM capability WHERE key = 'stream'" | grep -q 'fell silent'
}
eventually 60 fell_silent
ok $? "a stream without a sign of life is given up" || note "$(cat "$T/quiet/errs")"
again() {
	[ "$(grep -c . "$T/quiet/streams")" -ge 2 ]
}
eventually 15 again
ok $? "and tried again"
kill "$quiet"
wait "$quiet"
is $? 0 "it ends cleanly meanwhile"
done_testing
