#!/bin/sh
# Signing in against an authorization server that others wrote: by the browser that comes back, and by a code that is typed
# in; then renewing, with a token to renew with that is good once.  SPORTELLO_TEST_OIDC names the folder whose
# node_modules hold oidc-provider.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need sqlite3 python3
[ -n "$SPORTELLO_TEST_OIDC" ] || skip_all "SPORTELLO_TEST_OIDC names no folder with npm's oidc-provider"
need node

port=$(free_port)
node "$top_srcdir/tests/sync/oauth-provider.mjs" "$SPORTELLO_TEST_OIDC" "$port" >"$T/provider.log" 2>&1 &
test_pids="$test_pids $!"
eventually 20 grep -q '^ready' "$T/provider.log" || skip_all "oidc-provider does not start here"
scope="scope = urn:matrix:client:api:*"
account() {			# account NAME [LINES]
	printf '[account %s]\nchannel = matrix\naddress = @shop:example.org\nurl = http://127.0.0.1:%s\n%s\n%s\n' \
		"$1" "$port" "$scope" "$2"
}
cat >"$config" <<-EOF
	[agent]
	id = eva
	$(account coded)
	$(account browsed "redirect-uri = http://127.0.0.1/back")
	EOF
signs_in() {
	"$SPORTELLO_SYNC" --config "$config" --store "$store" --authorize "$1" </dev/null >"$T/$1" 2>&1 &
	signing=$!
	test_pids="$test_pids $signing"
	eventually 10 grep -q '^  http' "$T/$1"
	python3 "$top_srcdir/tests/sync/oauth-browser.py" "$(sed -n 's/^  \(http.*\)/\1/p' "$T/$1")" >"$T/ended" 2>&1
	wait "$signing"
	rc=$?
	out=$(cat "$T/$1" "$T/ended")
}
for name in browsed coded; do
	signs_in $name
	is "$rc" 0 "$name: signed in" || note "$out
	$(cat "$T/provider.log")"
	like "$out" "signed in as @shop:example.org" "$name: as ourselves"
	sync --account $name
	is "$rc" 0 "$name: the token is taken" || note "$errs"
done
like "$(cat "$T/ended")" "/device" "(one by a code)"
like "$(cat "$T/browsed" "$T/provider.log")" "The browser comes back here" "(one by a browser)"
renewals() {
	grep -c '^POST /token' "$T/provider.log"
}
before=$(renewals)
for round in 1 2 3; do
	sync --account coded --now "$(date -u -d "+$((round * 60)) seconds" +%Y-%m-%dT%H:%M:%SZ)"
	is "$rc" 0 "renewed, round $round" || note "$errs"
done
is "$(($(renewals) - before))" 3 "each time with the token of the last"
done_testing
