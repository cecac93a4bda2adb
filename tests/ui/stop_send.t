#!/bin/sh
# stop_send.t - the customer writes while the agent does: it is shown above the text, and what was not seen stops
# the message before it leaves.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
sed -i "s|^sendmail = .*|sendmail = sh -c 'cat >/dev/null' sh|" "$config"
lena=$(case_of size)
# arrives ID TIME TEXT: a mail of Lena's for the next sync, which the file $T/news.sh runs
arrives() {
	letter "$1@mail.example" "Fri, 20 Nov 2026 $2 +0000" 'Łena Kowalska <lena@mail.example>' \
		'Re: size exchange' lena@mail.example <<-EOT
	$3
	EOT
	{
		echo "#!/bin/sh"
		echo "notmuch new --quiet"
		echo "'$SPORTELLO_SYNC' --config '$config' --store '$store' --now 2026-11-20T14:32:00Z --account support --quiet"
	} >"$T/news.sh"
	chmod +x "$T/news.sh"
}

arrives lena2 14:31:30 'Wait, I found the receipt.'
console 80x24 <<-EOF
	cmd open $lena
	key r
	type Of course you can.
	cmd shell $T/news.sh >/dev/null 2>&1
	wait 300
	expect Wait, I found the receipt.
	expect Of course you can.
	key C-x y
	expect queued
EOF
is "$rc" 0 "what comes is shown above the text while one writes" || note "$out"
sync --now 2026-11-20T14:33:00Z --account support
is "$(sql 'SELECT state, reason FROM outbox ORDER BY id DESC LIMIT 1')" '8|news' "sent before it could be read: stopped"

console 80x24 <<-EOF
	expect 1 to LOOK AT
	key g o
	expect meanwhile 15:31 Łena Kowalska: Wait, I found the receipt.
	key r
	expect released
EOF
is "$rc" 0 "both sides are shown, and it is released" || note "$out"
sync --now 2026-11-20T14:33:30Z --account support
is "$(sql 'SELECT state FROM outbox ORDER BY id DESC LIMIT 1')" 3 "then it leaves"

arrives lena3 14:34:00 'It says size L.'
console 80x24 <<-EOF
	cmd open $lena
	key r
	type Noted.
	cmd shell $T/news.sh >/dev/null 2>&1
	wait 2600
	expect It says size L.
	key C-x y
	expect queued
EOF
is "$rc" 0 "what was in view for two seconds was seen" || note "$out"
sync --now 2026-11-20T14:35:00Z --account support
is "$(sql 'SELECT state FROM outbox ORDER BY id DESC LIMIT 1')" 3 "and stops nothing"

done_testing
