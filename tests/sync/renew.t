#!/bin/sh
# Tokens that a service renews and replaces (X, TikTok, Bluesky): kept before they are used, by a command or in a file;
# whatever is killed or full meanwhile, the next run goes on with what was kept, and no token is shown twice.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need sqlite3 python3 curl

web=$T/web
mkdir -p "$web"
(umask 077; exec python3 "$top_srcdir/tests/sync/oauth.py" "$web" 2>"$T/oauth.errs") &
test_pids="$test_pids $!"
eventually 10 test -s "$web/port" || skip_all "the test server does not start here"
port=$(cat "$web/port")
(umask 077; echo s3cret >"$T/secret"; echo app-pass >"$T/password")
said() {
	grep -c "^$1" "$web/said" 2>/dev/null
}
forget() {
	: >"$web/said"
}
# account NAME CHANNEL ADDRESS [LINES]
account() {
	printf '[account %s]\nchannel = %s\naddress = %s\nurl = http://127.0.0.1:%s/%s\npoll = 2s\n%s\n' \
		"$1" "$2" "$3" "$port" "$2" "$4"
}
tokens() {			# tokens SERVICE: from files, renewed ones beside the store
	printf 'token-file = %s\nrefresh-token-file = %s\nclient-id = app\nsecret-file = %s\n' \
		"$web/$1.access" "$web/$1.refresh" "$T/secret"
}
write_accounts() {
	{
		printf '[agent]\nid = eva\n'
		cat
	} >"$config"
}
state() {
	sql "SELECT state || ': ' || coalesce(error, '') FROM account WHERE name = '$1'"
}

over() {			# over SERVICE: its access tokens are over
	curl -s "http://127.0.0.1:$port/$1/over" >"$T/null"
}

# ---- renewed, by their time and because they are refused ----
write_accounts <<-EOF
	$(account xx x 111 "$(tokens x)
	direct-messages = no")
	$(account tt tiktok biz "$(tokens tiktok)")
	EOF
echo 'revoked' >"$web/x.access"
echo 'revoked' >"$web/tiktok.access"
sync
is "$rc" 0 "a token that is refused is renewed" || note "$errs$(cat "$T/oauth.errs")"
is "$(said 'x renewed') $(said 'tiktok renewed')" "1 1" "once for each account"
is "$(said reuse) $(said '.* reuse')" "0 0" "with tokens that are good"
sync
is "$rc $(said 'x renewed') $(said 'tiktok renewed')" "0 1 1" "the next run uses what was kept" || note "$errs"
echo 1 >"$web/life"
echo 'another' >"$web/x.access"
sync				# the kept one counts no more; what comes now is over in a second
is "$(said 'x renewed')" 2 "when the person puts another token there, that one counts, and it is renewed"
sync
is "$rc $(said 'x renewed')" "0 3" "a token close to its end is renewed before it is used" || note "$errs"
is "$(said '.* reuse')" 0 "always with the last one"
rm -f "$web/life"
is "$(find "$XDG_STATE_HOME/sportello/secrets" -type f -perm /077 | wc -l) $(find "$XDG_STATE_HOME/sportello/secrets" \
	-name 'room*' | wc -l)" "0 0" "only their owner can read them, and nothing is left behind"
sync
run grep -rl "at-[0-9]\|rt-[0-9]" "$T/data"
is "$out" "" "none is in the store or beside it"
sync --trace http --trace raw
unlike "$out$errs" "[ar]t-[0-9]" "or in a trace"

# ---- a probe renews for good ----
over x
sync --probe xx
like "$out" "signed in for @acme (111)" "an account is tried with a renewed token" || note "$errs"
sync
is "$rc $(said '.* reuse')" "0 0" "which the next run knows" || note "$errs"

# ---- there is no room for the new one ----
forget
over x
mv "$XDG_STATE_HOME/sportello" "$T/state-kept"
: >"$XDG_STATE_HOME/sportello"		# as full as can be: no folder can be made
sync
is "$rc" 5 "where a token could not be kept, the account fails"
like "$errs" "xx: .*cannot make this folder" "aloud"
is "$(said '.* renewed') $(said '.* refused')" "0 0" "and none is asked for: the old one stays good"
rm "$XDG_STATE_HOME/sportello"
mv "$T/state-kept" "$XDG_STATE_HOME/sportello"
sync
is "$rc $(said 'x renewed') $(said '.* reuse')" "0 1 0" "when there is room again, it goes on" || note "$errs"

# ---- kept by a command, and killed ----
forget
cp "$web/x.access" "$T/old"
cat >"$T/keep" <<-EOF
	#!/bin/sh
	cat >"$T/kept.\$SPORTELLO_SECRET.new"
	echo "\$SPORTELLO_SECRET" >>"$T/kept.log"
	[ -e "$T/full" ] && { echo "No space left on device" >&2; exit 1; }
	if [ -e "$T/die-before" ] && [ "\$SPORTELLO_SECRET" = refresh-token ]; then
		rm "$T/die-before"
		kill -9 \$(cat "$T/data/sync.lock")
	fi
	sleep 0.2
	mv "$T/kept.\$SPORTELLO_SECRET.new" "$T/kept.\$SPORTELLO_SECRET"
	if [ -e "$T/die-after" ] && [ "\$SPORTELLO_SECRET" = refresh-token ]; then
		rm "$T/die-after"
		kill -9 \$(cat "$T/data/sync.lock")
	fi
	exit 0
	EOF
chmod 755 "$T/keep"
restart_x() {			# a new sign-in, whose access token is over
	curl -s "http://127.0.0.1:$port/x/first" >"$T/first"
	python3 - "$T" <<-EOF
	import json, sys
	first = json.load(open(sys.argv[1] + '/first'))
	open(sys.argv[1] + '/kept.token', 'w').write('over\n')
	open(sys.argv[1] + '/kept.refresh-token', 'w').write(first['refresh_token'] + '\n')
	EOF
	rm -f "$T/kept.log"
	forget
}
by_command="token-command = cat $T/kept.token
refresh-token-command = cat $T/kept.refresh-token
token-save-command = $T/keep
client-id = app
secret-file = $T/secret
direct-messages = no"
write_accounts <<-EOF
	$(account xc x 222 "$by_command")
	EOF
restart_x
sync
is "$rc $(said 'x renewed') $(tr '\n' ' ' <"$T/kept.log")" "0 1 refresh-token token " \
	"a command keeps both, first the one that cannot be had again" || note "$errs"
is "$(find "$XDG_STATE_HOME/sportello/secrets" -newer "$T/keep" -type f -name '*token' | wc -l)" 0 "and no file does"

for when in before after; do
	restart_x
	: >"$T/die-$when"
	sync
	is "$rc" 137 "killed $when the new token is kept"
	eventually 10 test -s "$T/kept.refresh-token" -a ! -e "$T/kept.refresh-token.new"
	sleep 0.5
	sync
	is "$rc $(said '.* reuse') $(said '.* refused')" "0 0 0" "the next run goes on with what was kept" || note "$errs"
done

restart_x
: >"$T/full"
sync
is "$rc" 5 "where the command fails, the run says so"
like "$errs" "token-save-command ended with status 1: No space left on device; the new refresh-token is in " "with its words"
sync
is "$(said '.* reuse') $(said 'x renewed')" "0 1" "and the token is not lost: it was kept in a file" || note "$errs"
is "$rc" 0 "which is used" || note "$errs"
rm "$T/full"

# ---- nothing at all takes it: it is held ----
restart_x
: >"$T/full"
mv "$XDG_STATE_HOME/sportello" "$T/state-kept"
: >"$XDG_STATE_HOME/sportello"
"$SPORTELLO_SYNC" --config "$config" --store "$store" --watch >"$T/watch.out" 2>&1 &
watch=$!
test_pids="$test_pids $watch"
complains() {
	grep -q 'xc: the renewed token could not be kept' "$T/watch.out"
}
eventually 20 complains
ok $? "where neither the command nor the file takes it, sync says so" || note "$(cat "$T/watch.out")"
is "$(said 'x asked')" 0 "and does not use it"
rm "$T/full"
renewed() {
	[ "$(said 'x asked')" -gt 0 ]
}
eventually 60 renewed
is "$(said 'x renewed') $(said '.* reuse') $(said '.* refused')" "1 0 0" "it is kept when it can be, without asking again" ||
	note "$(cat "$T/watch.out")"
kill "$watch"
wait "$watch" 2>/dev/null
rm "$XDG_STATE_HOME/sportello"
mv "$T/state-kept" "$XDG_STATE_HOME/sportello"

# ---- two accounts with one sign-in ----
restart_x
write_accounts <<-EOF
	$(account xa x 333 "$by_command")
	$(account xb x 444 "$by_command")
	EOF
sync
is "$rc $(said 'x renewed') $(said '.* reuse')" "0 1 0" "two accounts with one sign-in renew it once" || note "$errs"

# ---- refused ----
write_accounts <<-EOF
	$(account xr x 555 "$by_command
	authorize-url = http://127.0.0.1:$port/x/i/oauth2/authorize
	redirect-uri = http://127.0.0.1:$(free_port)/")
	EOF
restart_x
echo refused >"$web/no"
sync
is "$rc" 5 "a renewal that is refused fails the account"
like "$(state xr)" "^auth: sign in again (sportello account authorize xr): Value passed for the token was invalid" \
	"and it says what to do"
desk doctor
like "$out" "^wrong *account *xr (x): sign in again (sportello account authorize xr)" "doctor, too"
asked=$(said 'x refused')
sync
sync
is "$rc $(said 'x refused')" "5 $asked" "the same token is not shown again"
rm "$web/no"
"$SPORTELLO_SYNC" --config "$config" --store "$store" --watch >"$T/watch.out" 2>&1 &
watch=$!
test_pids="$test_pids $watch"
stopped() {
	grep -q 'authorize xr' "$T/watch.out"
}
eventually 10 stopped
ok $? "sync that goes on stops asking, too" || note "$(cat "$T/watch.out")"
"$SPORTELLO_SYNC" --config "$config" --store "$store" --authorize xr </dev/null >"$T/signing" 2>&1 &
signing=$!
test_pids="$test_pids $signing"
eventually 10 grep -q '^  http' "$T/signing"
curl -s -L "$(sed -n 's/^  \(http.*\)/\1/p' "$T/signing")" >"$T/null"
wait "$signing"
is "$?" 0 "somebody signs in" || note "$(cat "$T/signing")"
goes_on() {
	[ "$(state xr)" = "idle: " ]
}
eventually 20 goes_on
ok $? "and it goes on" || note "$(state xr) $(cat "$T/watch.out")"
is "$(said '.* reuse')" 0 "with what the sign-in brought"
kill "$watch"
wait "$watch" 2>/dev/null

# ---- Bluesky: a session ----
forget
write_accounts <<-EOF
	$(account bs bluesky acme.example "secret-file = $T/password")
	EOF
echo 1 >"$web/life"
sync
is "$rc $(said 'bluesky created')" "0 1" "a session is made with the password" || note "$errs"
sleep 1
rm -f "$web/life"
sync
is "$rc $(said 'bluesky created') $(said 'bluesky renewed')" "0 1 1" "and renewed when it is over" || note "$errs"
sync
is "$rc $(said 'bluesky renewed') $(said '.* reuse')" "0 1 0" "once"
done_testing
