#!/bin/sh
# Signing in by hand: a browser that comes back to this machine (X), an address or a code that is pasted (TikTok,
# Mastodon), a code that is typed in elsewhere (Matrix), a password that is pasted (Bluesky); what is hostile or goes
# wrong on the way; and the wizard that does it.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need sqlite3 python3 curl

web=$T/web
mkdir -p "$web"
(umask 077; exec python3 "$top_srcdir/tests/sync/oauth.py" "$web" 2>"$T/oauth.errs") &
test_pids="$test_pids $!"
eventually 10 test -s "$web/port" || skip_all "the test server does not start here"
port=$(cat "$web/port")
here=$(free_port)
(umask 077; echo s3cret >"$T/secret"; echo wr0ng-s3cret >"$T/wrong")
said() {
	grep -c "^$1" "$web/said" 2>/dev/null
}
# account NAME CHANNEL ADDRESS [LINES]
account() {
	printf '[account %s]\nchannel = %s\naddress = %s\nurl = http://127.0.0.1:%s/%s\npoll = 2s\n%s\n' \
		"$1" "$2" "$3" "$port" "$2" "$4"
}
cat >"$config" <<-EOF
	[agent]
	id = eva
	$(account xx x 111 "client-id = public
	authorize-url = http://127.0.0.1:$port/x/i/oauth2/authorize
	redirect-uri = http://127.0.0.1:$here/back
	direct-messages = no")
	$(account tt tiktok biz "client-id = app
	secret-file = $T/secret
	authorize-url = http://127.0.0.1:$port/tiktok/v2/auth/authorize/
	redirect-uri = https://acme.example/tiktok/")
	$(account tw tiktok other "client-id = app
	secret-file = $T/wrong
	authorize-url = http://127.0.0.1:$port/tiktok/v2/auth/authorize/
	redirect-uri = https://acme.example/tiktok/")
	$(account ma mastodon @acme)
	$(account mx matrix @shop:example.org "# ours
	invitations = ignore   # kept")
	$(account bs bluesky acme.example)
	$(account gone x 222 "client-id = public
	token-file = $T/nothing")
	$(account none x 333)
	[account letters]
	channel = mail
	address = a@example.org
	maildir = $T
	EOF

# signs_in ACCOUNT [OPTIONS]: begins; what is pasted goes to descriptor 7, what it says to $T/said
signs_in() {
	rm -f "$T/pasted" "$T/said"		# what the last one said is no address of this one
	mkfifo "$T/pasted"
	"$SPORTELLO_SYNC" --config "$config" --store "$store" --authorize "$@" <"$T/pasted" >"$T/said" 2>"$T/said.errs" &
	signing=$!
	test_pids="$test_pids $signing"
	exec 7>"$T/pasted"
	: >"$web/said"
	eventually 10 grep -q '^  http' "$T/said"
	address=$(sed -n 's/^  \(http.*\)/\1/p' "$T/said")
}
pastes() {
	printf '%s\n' "$1" >&7
}
ends() {			# its status in $rc, all it said in $out
	exec 7>&-
	eventually 60 test ! -d "/proc/$signing" || kill "$signing"		# it would wait ten minutes for a browser
	wait "$signing"
	rc=$?
	out=$(cat "$T/said" "$T/said.errs")
}
browser() {			# browser ADDRESS: a person allows it; where the browser ends in $ended, what is there in $out
	ended=$(curl -s -m 60 -L -o "$T/page" -w '%{url_effective}' "$1" 2>"$T/null")
	out=$(cat "$T/page" 2>/dev/null)
}
lands() {			# where a browser on another machine would end
	curl -s -o "$T/page" -w '%{redirect_url}' "$1"
}
status() {			# status [CURL'S ARGUMENTS]: what the listener answers
	curl -s -o "$T/page" -w '%{http_code}' "$@"
}

# ---- a browser comes back ----
signs_in xx
like "$address" 'response_type=code&client_id=public&redirect_uri=http%3A%2F%2F127.0.0.1%3A'$here'%2Fback&' "the address is shown"
like "$address" 'scope=tweet.read%20tweet.write.*&state=.\{43\}&code_challenge=.\{43\}&code_challenge_method=S256$' \
	"with what is asked for, and PKCE"
is "$(awk -v p="$(printf ':%04X' "$here")" '$4 == "0A" && index($2, p) { print $2 }' /proc/net/tcp /proc/net/tcp6)" \
	"0100007F$(printf ':%04X' "$here")" "it listens on loopback alone"
browser "$address"
like "$out" 'You may close this window' "the browser is told that it is done" || note "$ended"
ends
is "$rc" 0 "signed in" || note "$out"
like "$out" '^ok *sign-in of \[account xx\]: the token is kept' "says so"
like "$out" 'signed in for @acme (111)' "and tries it"
like "$(cat "$web/said")" '^x authorize public tweet.read.* S256 code' "as the service saw it"
kept=$(find "$XDG_STATE_HOME/sportello/secrets" -type f -name '*token')
is "$(echo "$kept" | wc -l) $(find $kept -perm /077 | wc -l)" "2 0" "both tokens are kept, for their owner alone"
sync --account xx
is "$rc" 0 "and used" || note "$errs"

# ---- by the program for addresses ----
cat >"$T/browser" <<-EOF
	#!/bin/sh
	echo "\$#" >"$T/words"
	exec curl -s -L -o "$T/null" "\$2"
	EOF
chmod 755 "$T/browser"
cp "$config" "$T/config.before"
printf '[ui]\nopen-command = %s --new {address}\n' "$T/browser" >>"$config"
run "$SPORTELLO_SYNC" --config "$config" --store "$store" --authorize xx </dev/null
is "$rc $(cat "$T/words")" "0 2" "a program that is named for it opens the address, without a shell" || note "$out$errs"
like "$out" "(opened with $T/browser)" "which is said"
cp "$T/config.before" "$config"

# ---- what else may call there ----
signs_in xx
back=http://127.0.0.1:$here/back
state=$(echo "$address" | sed 's/.*&state=\([^&]*\).*/\1/')
is "$(status -X POST -d x=1 "$back?code=evil&state=$state")" 405 "only GET"
is "$(status "http://127.0.0.1:$here/other?code=evil&state=$state")" 404 "only that path"
is "$(status -H 'Host: evil.example' "$back?code=evil&state=$state")" 400 "only under its own name"
is "$(status "$back?code=evil&state=$(echo "$state" | tr 'A-Za-z' 'B-ZAb-za')")" 400 "only with its state"
is "$(status "$back?code=evil")" 400 "not without"
is "$(status "$back?code=evil&state=$state&state=$state")" 400 "nor twice"
is "$(status "$back?code=a%0d%0ab&state=$state")" 400 "no line ends in a code"
is "$(status "$back?error=evil")" 400 "nobody else breaks it off"
unlike "$(cat "$T/page")" "evil" "and nothing is said back"
python3 - "$here" <<-'EOF'
	import socket, sys, os
	for what in (b'', b'GET', b'\0' * 100, b'GET /back?' + b'a' * 20000 + b' HTTP/1.1\r\n\r\n', os.urandom(3000),
	             b'GET /back HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nX: \0\r\n\r\n' % int(sys.argv[1])):
	    s = socket.create_connection(('127.0.0.1', int(sys.argv[1])), 5)
	    try:
	        s.sendall(what)
	        s.shutdown(socket.SHUT_WR)
	        s.settimeout(10)
	        s.recv(100)
	    except OSError:
	        pass
	    s.close()
	EOF
browser "$address"
like "$out" 'You may close this window' "the right one is heard after all of them"
ends
is "$rc" 0 "and signs in" || note "$out"

# ---- the browser runs elsewhere ----
signs_in xx
pastes "hello"
pastes "https://evil.example/?code=1&state=2"
pastes "$(lands "$address")"
ends
is "$rc" 0 "the address can be pasted instead" || note "$out"
like "$out" 'that does not belong to this sign-in' "what is none of it is named, and asked for again"
signs_in xx --json
eventually 10 grep -q '"words"' "$T/said"
address=$(sed -n 's/.*"words":"\(http[^"]*\)".*/\1/p' "$T/said")
pastes "$(lands "$address")"
ends
is "$rc" 0 "for programs, too" || note "$out"
is "$(grep -cv '^{"step":.*}$' "$T/said")" 0 "a step an object" || note "$out"

# ---- refused ----
printf 'No \033[31mway\033[0m' >"$web/deny"
signs_in xx
browser "$address"
like "$out" 'That was refused' "the browser is told when it was not allowed"
ends
rm "$web/deny"
is "$rc" 5 "the sign-in has failed"
like "$out" 'FAIL *sign-in of .*: it was not allowed there (access_denied: No .\[31mway' "with the service's words"
unlike "$out" "$(printf '\033')" "made harmless"
is "$(find $kept -newer "$web/said" | wc -l)" 0 "and what was kept stays"

# ---- nothing is shown that is secret ----
signs_in xx --trace http --trace raw
browser "$address"
code=$(echo "$ended" | sed 's/.*[?&]code=\([^&]*\).*/\1/')
ends
is "$rc" 0 "a sign-in that is traced" || note "$out"
like "$out" 'code_verifier={secret-form:verifier}' "shows what was asked"
[ -n "$code" ] && unlike "$out" "[ar]t-[0-9]*-\|$code" "but no code and no token"
unlike "$(ps -eo args)" "[ar]t-[0-9]*-[A-Za-z]" "nor does a list of processes"

# ---- it could not be kept, it is not set up ----
: >"$web/said"
run "$SPORTELLO_SYNC" --config "$config" --store "$store" --authorize gone </dev/null
is "$rc $(wc -l <"$web/said")" "3 0" "where the token could not be found again, nobody is sent to a browser"
like "$out" "$T/nothing.*take that line out of \[account gone\], or set .token-save-command" "and it says what to do"
run "$SPORTELLO_SYNC" --config "$config" --store "$store" --authorize none </dev/null
is "$rc" 3 "no application"
like "$out" 'needs .client-id.*developer.x.com' "where one makes it is named"
run "$SPORTELLO_SYNC" --config "$config" --store "$store" --authorize letters </dev/null
is "$rc" 2 "mail has another way"
like "$out" 'password-command' "which is named"
desk account authorize nobody
is "$rc" 2 "no such account"
desk account authorize
is "$rc" 2 "no name"
python3 -c 'import socket, sys, time
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("127.0.0.1", int(sys.argv[1]))); s.listen(); time.sleep(30)' "$here" &
holder=$!
test_pids="$test_pids $holder"
eventually 10 listens "$here"
run "$SPORTELLO_SYNC" --config "$config" --store "$store" --authorize xx </dev/null
kill "$holder"
is "$rc" 5 "the port is taken"
like "$out" "port $here of this machine.*redirect-uri" "it is named"

# ---- an address of one's own ----
signs_in tt
like "$address" 'client_key=app&redirect_uri=https%3A%2F%2Facme.example%2Ftiktok%2F&scope=.*comment.list' "TikTok has names of its own"
pastes "$(lands "$address" | sed 's/code=/auth_code=/')"
ends
is "$rc" 0 "the address of the page is pasted" || note "$out"
sync --account tt
is "$rc" 0 "and the token used" || note "$errs"
signs_in tw
pastes "$(lands "$address")"
ends
is "$rc" 5 "a secret that is wrong"
like "$out" 'the service refuses to sign in (40105: the secret <secret> is wrong)' "is not said back"
sed -i "s|$T/wrong|$T/secret|" "$config"
signs_in tw
pastes "$(lands "$address")"
ends
like "$out" 'signed in for biz, but .address. says other' "who signs in as somebody else is told"

# ---- a code that is shown ----
signs_in ma
like "$(cat "$web/said")" '^mastodon app Sportello urn:ietf:wg:oauth:2.0:oob read:accounts ' "an application is made"
pastes ""
pastes "$(curl -s "$address" | sed 's/.*"code": "\([^"]*\)".*/\1/')"
ends
is "$rc" 0 "the code is pasted" || note "$out"
like "$(cat "$web/said")" '^mastodon token masto$' "with the application's secret, and PKCE"
is "$(find "$XDG_STATE_HOME/sportello/secrets" -name secret | wc -l)" 0 "which is not kept"
echo read:statuses >"$web/granted"
signs_in ma
pastes "$(curl -s "$address" | sed 's/.*"code": "\([^"]*\)".*/\1/')"
ends
rm "$web/granted"
like "$out" 'allowed, but without: read:accounts ' "what was not allowed is named"

# ---- a code that is typed in elsewhere ----
echo wait >"$web/device"
echo 1 >"$web/slow"
signs_in mx
like "$address" '/matrix/link?user_code=WDJB-MJHT$' "Matrix: the server's page"
like "$(cat "$T/said")" 'The code there is  WDJB-MJHT' "and the code"
like "$(cat "$web/said")" '^matrix device public urn:matrix:client:api:\* urn:matrix:client:device:' "for a device of its own"
eventually 20 test "$(said 'matrix device')" = 1
echo allow >"$web/device"
ends
is "$rc" 0 "allowed there, signed in here" || note "$out"
is "$(said 'matrix too-fast')" 0 "no faster than the server says"
like "$(cat "$config")" '^client-id  *= public$' "the application is remembered"
like "$(cat "$config")" "^token-url  *= http://127.0.0.1:$port/matrix/token\$" "and where tokens are renewed"
like "$(cat "$config")" 'invitations = ignore   # kept$' "all else stays as it was"
sync --account mx
is "$rc" 0 "and used" || note "$errs"
curl -s "http://127.0.0.1:$port/matrix/over" >"$T/null"
sync --account mx
is "$rc $(said 'matrix renewed')" "0 1" "and renewed there" || note "$errs"
rm "$web/slow"
echo "not today" >"$web/deny"
signs_in mx
ends
rm "$web/deny"
is "$rc" 5 "refused there"
like "$out" 'it was not allowed there (access_denied: not today)' "is said here"
echo wait >"$web/device"
echo 1 >"$web/expires"
signs_in mx
ends
rm "$web/expires"
like "$out" 'the time for it is over' "nobody typed it in"
rm "$web/device"
signs_in mx
browser "$address"
ends
is "$rc" 0 "a server without such codes: by the browser, to any port" || note "$out"
like "$(cat "$web/said")" '"redirect_uris": \["http://127.0.0.1/"\]' "as it was registered"
echo 1 >"$web/legacy"
: >"$web/said"
run "$SPORTELLO_SYNC" --config "$config" --store "$store" --authorize mx </dev/null
is "$rc" 5 "a server of the old kind"
like "$out" 'has no sign-in of that kind' "is named"
curl -s "http://127.0.0.1:$port/matrix/first" | sed 's/.*"access_token": "\([^"]*\)".*/\1/' >"$T/old-token"
run "$SPORTELLO_SYNC" --config "$config" --store "$store" --authorize mx <"$T/old-token"
is "$rc" 0 "there a token is pasted" || note "$out$errs"

# ---- a password that is pasted ----
run sh -c 'printf "two words\napp-pass\n" | "$1" --config "$2" --store "$3" account authorize bs' - "$SPORTELLO" "$config" "$store"
is "$rc" 0 "Bluesky: an app password" || note "$out$errs"
like "$out" 'https://bsky.app/settings/app-passwords' "where one makes it"
like "$out" 'That is no token' "what cannot be one is asked for again"
sync --account bs
is "$rc" 0 "is used" || note "$errs"
run grep -rl 'app-pass\|[ar]t-[0-9]*-' "$T/data" "$config"
is "$out" "" "nothing of all this is in the store or the configuration"

# ---- the wizard ----
conf=$XDG_CONFIG_HOME/sportello/config
mkfifo "$T/answers"
"$SPORTELLO" --store "$store" account add shop <"$T/answers" >"$T/wizard.out" 2>&1 &
signing=$!
test_pids="$test_pids $signing"
exec 7>"$T/answers"
printf '%s\n' mastodon @acme "http://127.0.0.1:$port/mastodon" yes >&7
eventually 10 grep -q '^  http' "$T/wizard.out"
pastes "$(curl -s "$(sed -n 's/^  \(http.*\)/\1/p' "$T/wizard.out")" | sed 's/.*"code": "\([^"]*\)".*/\1/')"
exec 7>&-
wait "$signing"
is "$?" 0 "the wizard signs in" || note "$(cat "$T/wizard.out")"
unlike "$(cat "$conf")" 'token' "and asks for no token then"
printf '%s\n' x 111 public '' no 'echo old-token' '' '' >"$T/plain"
run "$SPORTELLO" --store "$store" account add xx <"$T/plain"
like "$out" 'https://developer.x.com/' "it names where an application is made"
like "$(cat "$conf")" '^token-command *= echo old-token$' "who has a token says where it is"
done_testing
