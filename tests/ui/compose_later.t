#!/bin/sh
# compose_later.t - a message for a later hour: kept with the draft, shown, judged again when it is due.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world

console 80x24 <<-EOF
	cmd open $ana
	key r
	type Did it arrive by now?
	key C-x @
	dump when
	type tomorrow 8:30 
	key Enter
	expect leaves Sat 21 Nov 08:30 - it is judged again then
	cmd send-at unless reply
	expect leaves Sat 21 Nov 08:30, only if no reply came
	key Esc
	key r
	expect leaves Sat 21 Nov 08:30, only if no reply came
	key M-Enter
	dump the review says when
	key y
	expect came - u takes it back
	expect [queued: leaves Sat 21 Nov 08:30]
	key g o
	expect scheduled for Sat 21 Nov 08:30, only if the customer has not written by then
	key e
	expect Did it arrive by now?
	expect leaves Sat 21 Nov 08:30, only if no reply came
	key C-x @
	type mon 9
	key Enter
	key C-x y
EOF
is "$rc" 0 "an hour is set, shown, reviewed, changed in the outbox" || note "$out"
same_screens compose_later
is "$(sql "SELECT state, scheduled, unless_reply FROM outbox ORDER BY id DESC LIMIT 1")" '0|1|1' "it waits in the outbox"
is "$(sql "SELECT datetime(not_before / 1000, 'unixepoch') FROM outbox ORDER BY id DESC LIMIT 1")" '2026-11-23 08:00:00' \
	"until Monday at nine, here"

# ---- due: it leaves, unless the customer wrote -----------------------------------------------------------------------------

sync --now 2026-11-23T07:59:00Z
is "$(sql "SELECT state FROM outbox ORDER BY id DESC LIMIT 1")" 0 "a minute before it is still there"
letter ana4@shop.example 'Sat, 21 Nov 2026 10:00:00 +0000' 'Ana Perez <ana@shop.example>' \
	'Re: Order 4711 never arrived' ana1@shop.example <<-EOT
	It came this morning, thank you so much, what a day!
EOT
index_mail
sync --now 2026-11-23T08:00:01Z
is "$(sql "SELECT state, reason FROM outbox ORDER BY id DESC LIMIT 1")" '9|reply' "the customer wrote first: it does not leave"
now=2026-11-23T08:05:00Z
console 80x24 <<-EOF
	cmd open $ana
	expect [cancelled: not sent: the customer wrote first]
	key g o
	expect not sent: the customer wrote first
	key e
	expect Did it arrive by now?
	key C-x X
EOF
is "$rc" 0 "the timeline and the outbox say so, and the text is not lost" || note "$out"

at 2026-11-23T08:06:00Z reply "$ana" --at '2026-11-24 10:00' --unless-reply 'All well?'
at 2026-11-23T08:07:00Z outbox
like "$out" 'only if no reply came' "the command line asks for it, and shows it"
sync --now 2026-11-24T09:00:01Z
is "$(sql "SELECT state FROM outbox ORDER BY id DESC LIMIT 1")" 3 "nobody wrote: it leaves at its hour"
desk reply "$ana" --unless-reply 'And now?'
is "$rc" 2 "without an hour there is nothing to wait for"

done_testing
