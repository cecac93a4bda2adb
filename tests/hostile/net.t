#!/bin/sh
# net.t - servers and lines that nobody should trust: certificates, old TLS, encryption that was taken off the line,
# words put in before it began, redirects to where only we can go, answers without end.  Each is refused with words that
# say why, no secret leaves, and the account beside it goes on.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need python3 openssl sqlite3

net=$T/net
mkdir -p "$net"
cd "$net" || exit 99
authority() {			# authority NAME
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj "/CN=$1" -keyout "$1.key" -out "$1.crt" 2>/dev/null
}
# certificate NAME AUTHORITY ALTERNATIVE-NAMES DATES...
certificate() {
	name=$1 ca=$2 san=$3
	shift 3
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$name" -keyout "$name.key" -out "$name.csr" 2>/dev/null
	echo "subjectAltName=$san" >"$name.ext"
	rm -rf ca && mkdir ca && : >ca/index
	printf '[ca]\ndefault_ca=c\n[c]\ndatabase=ca/index\nnew_certs_dir=ca\nrand_serial=yes\ndefault_md=sha256\npolicy=p\ncopy_extensions=none\n[p]\ncommonName=supplied\n' >ca/conf
	openssl ca -batch -notext -config ca/conf -cert "$ca.crt" -keyfile "$ca.key" -in "$name.csr" -extfile "$name.ext" "$@" \
		-out "$name.crt" 2>"$name.errs" || { cat "$name.errs" >&2; exit 99; }
	cat "$name.key" "$name.crt" >"$name.pem"
}
authority ours
authority theirs
here=DNS:localhost,IP:127.0.0.1
certificate good ours "$here" -days 20
certificate expired ours "$here" -startdate 200101000000Z -enddate 210101000000Z
certificate early ours "$here" -startdate 480101000000Z -enddate 490101000000Z
certificate other-host ours DNS:bank.example -days 20
certificate other-ca theirs "$here" -days 20
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=localhost -addext "subjectAltName=$here" -keyout self.key \
	-out self.crt 2>/dev/null
cat self.key self.crt >self.pem
cd - >/dev/null
python3 "$top_srcdir/tests/hostile/net.py" "$net" 2>"$T/net.errs" &
test_pids="$test_pids $!"
eventually 20 test -s "$net/all.port" || skip_all "the test servers do not start here: $(tail -n 1 "$T/net.errs")"
port() {
	cat "$net/$1.port"
}
asked() {			# how often a server was asked for anything
	grep -c -v '^connected$' "$net/$1.log" 2>/dev/null
}
(umask 077; echo 123456:very-secret >"$T/token")

# account URL: one good account, and one at an address
account() {
	{
		printf '[agent]\nid = eva\n[account good]\nchannel = telegram\naddress = @good_bot\nurl = https://127.0.0.1:%s\ntoken-file = %s\nca-file = %s\n' \
			"$(port good)" "$T/token" "$net/ours.crt"
		printf '[account bad]\nchannel = telegram\naddress = @bad_bot\nurl = %s\ntoken-file = %s\nca-file = %s\n' \
			"$1" "$T/token" "$net/ours.crt"
	} >"$config"
	chmod 600 "$config"
}
tried=0
# refused NAME URL WORDS: the account says so in these words, and the good one has not minded
refused() {
	tried=$((tried + 1))
	account "$2"
	sync --json
	like "$(printf '%s\n' "$out" | grep '"account":"bad"')" "\"ok\":false.*$3" "$1: refused, and it says why" || note "$errs"
	like "$out" '"account":"good".*"ok":true' "$1: the account beside it goes on"
}

# ---- certificates and versions ----
for s in expired early other-host self other-ca; do
	refused "$s" "https://127.0.0.1:$(port $s)" 'certificate.*not trusted.*nothing was sent'
	is "$(asked $s)" 0 "$s: not a word was said to it"
done
# a machine whose own rules would let it pass: ours do not
printf 'openssl_conf = c\n[c]\nssl_conf = s\n[s]\nsystem_default = d\n[d]\nMinProtocol = TLSv1\nCipherString = ALL:@SECLEVEL=0\n' >"$net/openssl.conf"
export OPENSSL_CONF="$net/openssl.conf"
if [ -s "$net/old-tls.port" ]; then
	refused "TLS 1.1" "https://127.0.0.1:$(port old-tls)" '127.0.0.1:'
	is "$(asked old-tls)" 0 "TLS 1.1: not a word was said to it"
fi
for url in http://192.0.2.1/ http://127.0.0.1.example/ http://localhost.example/ ftp://127.0.0.1/ file:///etc/passwd \
	http://user:pass@127.0.0.1/ gopher://127.0.0.1/ HTTP://192.0.2.1/ //127.0.0.1/ "http://[::ffff:192.0.2.1]/"; do
	refused "$url" "$url" 'not https\|address'
done

# ---- answers without end ----
for s in headers header status continue trailers; do
	refused "endless $s" "http://127.0.0.1:$(port $s)" 'the head of the answer of .* has no end'
done
refused "endless chunks" "http://127.0.0.1:$(port chunks)" 'is larger than'
for s in large packed; do
	refused "100 MB, $s" "http://127.0.0.1:$(port $s)" 'is larger than 8192 KB'
done
refused "what is said, sent on" "http://127.0.0.1:$(port itself)" 'sends us to http://127.0.0.1.*is `url` right'
for s in silent half-head half-body half-chunk torn; do
	refused "a line that breaks: $s" "http://127.0.0.1:$(port $s)" '127.0.0.1:\|JSON'
done
for s in no-wait odd-wait; do
	refused "come back, $s" "http://127.0.0.1:$(port $s)" 'later\|429'
	wait_ms=$(sql "SELECT max(next_at) - strftime('%s') * 1000 FROM account WHERE name = 'bad'")
	[ "${wait_ms:-0}" -lt 1000000 ]
	ok $? "$s: and it is tried again soon" || note "$wait_ms"
done
refused "come back in the year 9999" "http://127.0.0.1:$(port pauses)" 'later\|429'

# ---- where our name and password go ----
matrix() {
	printf '[agent]\nid = eva\n[account chat]\nchannel = matrix\naddress = @a:example.org\nurl = %s\ntoken-file = %s\nca-file = %s\n' \
		"$1" "$T/token" "$net/ours.crt" >"$config"
}
tried=$((tried + 1))
matrix "https://127.0.0.1:$(port good)"
sync
like "$(cat "$net/good.heads")" "very-secret" "a server is told the token that is its own"
rm "$net/good.heads"
matrix "http://127.0.0.1:$(port elsewhere)"
sync
like "$(cat "$net/elsewhere.heads" "$net/good.heads" | grep -c '^GET')" "^[2-9]" "a redirect to another one is followed"
unlike "$(cat "$net/good.heads")" "very-secret\|[Aa]uthorization" "without the token"

for s in itself ping; do
	tried=$((tried + 1))
	matrix "http://127.0.0.1:$(port $s)"
	rm -f "$net/$s.log"
	sync --json
	like "$out" '"ok":false.*sends us from address to address' "redirects in a circle, $s: it ends, and says why"
	[ "$(asked $s)" -le 8 ]
	ok $? "$s: was asked a few times" || note "$(asked $s)"
done

# ---- SMTP: encryption stripped, words put in before it, certificates, old versions ----
mail_setup
simple_mail ana-1@example.net "Ana <ana@example.net>" "Lamp" "My lamp is broken. What now?" 600 | put_mail a1 >/dev/null
index_mail
smtp() {			# smtp NAME [HOST]: that server for our mail
	write_config "smtp = smtp://${2:-localhost}:$(port "smtp-$1")" "smtp-user = support" "password-file = $T/token" \
		"ca-file = $net/ours.crt" </dev/null
}
state() {
	sql "SELECT group_concat(state) FROM outbox"
}
smtp good
sync
echo "We send a new one." >"$T/body"
desk reply 1 --body-file "$T/body" --no-hold
is "$rc" 0 "a reply is queued" || note "$errs"
# 2130706433 is 127.0.0.1 too, but does not say so
while IFS='|' read -r name host words; do
	tried=$((tried + 1))
	smtp "$name" "$host"
	sync --json
	like "$out" "\"ok\":false.*$words" "SMTP $name: refused, and it says why" || note "$errs"
	is "$(state)" 0 "SMTP $name: the reply waits"
	is "$(grep -c -e AUTH -e 'MAIL FROM' -e secret "$net/smtp-$name.log")" 0 "SMTP $name: no name, no password, no mail was said"
	sqlite3 "$store" "UPDATE outbox SET next_try = 0; UPDATE account SET error = NULL" >/dev/null
done <<'LIST'
plain|2130706433|offers no encryption (STARTTLS): nothing was sent
inject|localhost|nothing was sent\|Weird\|response
inject|2130706433|nothing was sent\|Weird\|response
expired|localhost|certificate.*not trusted
self|localhost|certificate.*not trusted
other-host|localhost|certificate.*not trusted
old|localhost|localhost:
greeting|localhost|localhost:
LIST
smtp words
sync --json --trace smtp
unlike "$errs" "$(printf '[\033\007\302\233]')" "a trace drives no terminal"
like "$errs" "taken" "but shows what was said"
like "$out" '"ok":true.*"delivered":1' "a good server takes it" || note "$errs"
desk outbox
unlike "$out$errs" "$(printf '[\033\007\302\233]')" "and its words come without their escapes" || note "$out"

# an address that would end the command it stands in
for who in '"ana> NOTIFY=NEVER <evil"@example.net' '"ana>,<evil@evil.example"@example.net' 'ana @example.net'; do
	tried=$((tried + 1))
	simple_mail "q$tried@example.net" "$who" "Lamp $tried" "And mine? It is broken, too." 600 | put_mail "q$tried" >/dev/null
done
index_mail
smtp good
sync
for c in $(sql "SELECT number FROM cases WHERE number > 1"); do
	desk reply "$c" --body-file "$T/body" --no-hold
	note "$c: $rc $errs"
done
sync --json
is "$(grep -e '^RCPT' -e '^MAIL' "$net/smtp-good.log" | grep -c -e '>.*<' -e NOTIFY -e 'TO:<evil@evil.example>' -e '> *[^ ]* *[A-Z]*=N')" 0 \
	"no address in a command is more than one" || note "$(cat "$net/smtp-good.log")"

# ---- SSRF: files that lie where only we can go ----
start_httpd
bot=111:AAAtoken
: >"$httpd/$bot.updates"
printf '[agent]\nid = eva\n[account shop]\nchannel = telegram\naddress = @shop_bot\nurl = http://127.0.0.1:%s\ntoken-file = %s\nca-file = %s\n' \
	"$http_port" "$T/token" "$net/ours.crt" >"$config"
echo $bot >"$T/token"
n=0
while read -r to words; do
	n=$((n + 1)) tried=$((tried + 1))
	echo "{\"update_id\":$n,\"message\":{\"message_id\":$n,\"from\":{\"id\":501,\"is_bot\":false,\"first_name\":\"Z\"},\"chat\":{\"id\":501,\"type\":\"private\"},\"date\":$(date +%s),\"text\":\"$n\",\"document\":{\"file_id\":\"DOC$n\",\"file_name\":\"$n.pdf\",\"mime_type\":\"application/pdf\",\"file_size\":9}}}" >>"$httpd/$bot.updates"
	echo "file redirect $(echo "$to" | sed "s/@TLS@/127.0.0.1:$(port good)/; s/@EXPIRED@/127.0.0.1:$(port expired)/; s/@SELF@/127.0.0.1:$http_port/")" >"$httpd/$bot.faults"
	sync --trace sync
	like "$errs" "$words" "a file at $to: not fetched, and it says why"
	sqlite3 "$store" "DELETE FROM job" >/dev/null
done <<'LIST'
https://169.254.169.254/latest/meta-data/ is 169.254.169.254, in an inner network
https://10.0.0.1/ in an inner network
https://172.16.0.1/ in an inner network
https://192.168.1.1/admin in an inner network
https://100.64.0.1/ in an inner network
https://167772161/ is 10.0.0.1, in an inner network
https://0x0a000001/ is 10.0.0.1, in an inner network
https://012.0.0.1/ is 10.0.0.1, in an inner network
https://[fd00::1]/ in an inner network
https://[fe80::1]/ in an inner network
https://[::ffff:10.0.0.1]/ in an inner network
https://[64:ff9b::a00:1]/ in an inner network
https://224.0.0.1/ in an inner network
http://169.254.169.254/ that is not https
http://10.0.0.1/ that is not https
http://example.org/ that is not https
file:///etc/passwd that is not https\|not followed\|file
ftp://127.0.0.1/x that is not https
gopher://127.0.0.1/x that is not https\|not followed\|gopher
https://user:pass@@TLS@/ that is not https
https://@EXPIRED@/ certificate
https://@TLS@/?t=111:AAAtoken with our secret: not followed
https://@TLS@/?t=111%3AAAAtoken with our secret: not followed
LIST
is "$(sql 'SELECT count(*) FROM blob')" 0 "nothing was fetched"
is "$(sql "SELECT count(*) FROM message m JOIN thread t ON t.id = m.thread JOIN account a ON a.id = t.account WHERE a.name = 'shop'")" "$n" \
	"every message is there"
unlike "$(cat "$net"/*.log)" "AAAtoken" "and no token left"

echo "# tried $tried, lost 0"
done_testing
