#!/bin/sh
# A Telegram account against a server that is not ours: telegram-test-api of npm.  It holds nothing open and forgets at
# once, so it shows only that both sides understand each other.  NODE_PATH says where it is; else it is installed into the
# scratch folder, if that goes quickly.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need sqlite3 python3 node

found() {
	node -e 'require("telegram-test-api")' >/dev/null 2>&1
}
if ! found; then
	need npm
	mkdir -p "$T/npm"
	timeout 60 npm install --no-audit --no-fund --prefix "$T/npm" telegram-test-api@4.2.1 >"$T/npm.log" 2>&1
	export NODE_PATH="$T/npm/node_modules"
	found || skip_all "telegram-test-api of npm is neither here nor can it be installed"
fi
port=$(free_port)
node -e '
const T = require("telegram-test-api");
const s = new (T.default || T)({ port: +process.argv[1], host: "127.0.0.1", storage: "RAM" });
s.start().catch(e => { console.error(e); process.exit(1); });
' "$port" >"$T/server.log" 2>&1 &
test_pids="$test_pids $!"
eventually 20 listens "$port" || skip_all "telegram-test-api does not start here"
cat >"$config" <<EOF
[agent]
id = eva
[care]
undo-send = 0s
[account shop]
channel = telegram
address = @acme_care_bot
url = http://127.0.0.1:$port
token-command = echo 111:AAA
EOF
post() {			# post METHOD JSON
	python3 - "$port" "$1" "$2" <<'END'
import sys, urllib.request
port, method, body = sys.argv[1:]
r = urllib.request.Request("http://127.0.0.1:%s/%s" % (port, method), body.encode(), {"Content-Type": "application/json"})
print(urllib.request.urlopen(r).read().decode())
END
}
post sendMessage '{"botToken":"111:AAA","from":{"id":501,"first_name":"Zoé","is_bot":false},"chat":{"id":501,"first_name":"Zoé","type":"private"},'"\"date\":$(date +%s)"',"text":"Where is my order?"}' >/dev/null
sync --json
is "$rc" 0 "a pull" || note "$out $errs $(cat "$T/server.log")"
is "$(sql "SELECT t.body FROM message m JOIN text t ON t.id = m.text")" "Where is my order?" "brings what the customer said"
echo "It leaves today: è partito." >"$T/body"
desk reply 1 --body-file "$T/body" --no-hold
sync --json
like "$out" '"delivered":1,"failed":0' "the answer leaves" || note "$out $errs"
like "$(post getUpdates '{"token":"111:AAA","chatId":501}')" 'It leaves today: è partito' "and the customer has it"
desk account test shop
like "$out" '^ok .*sign-in' "account test is content" || note "$out"
done_testing
