#!/bin/sh
# window.t - a reply window counted down in list and composer; once it has closed, r asks by which other way.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
mkdir -p "$T/wa"
cat >"$T/wa/in.jsonl" <<EOF
{"thread":"w1","id":"1","at":"2026-11-20T13:40:00Z","from":{"address":"+391","name":"Wanda"},"text":"Is it ready?"}
{"type":"capability","thread":"w1","key":"window","value":"2026-11-20T16:40:00Z"}
{"thread":"w2","id":"1","at":"2026-11-20T12:40:00Z","from":{"address":"+392","name":"Vito"},"text":"Any news?"}
{"type":"capability","thread":"w2","key":"window","value":"2026-11-20T13:00:00Z"}
{"type":"capability","thread":"w2","key":"after-window","value":"template"}
EOF
cat >>"$config" <<EOF
[account wa]
channel = exec
as = whatsapp
command = $top_srcdir/examples/exec-spool $T/wa
id = us
since = 2026-11-01
EOF
sync --now 2026-11-20T14:31:30Z --account wa
wanda=$(sql "SELECT c.number FROM cases c JOIN customer u ON u.id=c.customer WHERE u.name='Wanda'")
vito=$(sql "SELECT c.number FROM cases c JOIN customer u ON u.id=c.customer WHERE u.name='Vito'")

console 120x40 <<-EOF
	cmd filter channel:whatsapp
	dump the list counts the windows down
	cmd open $wanda
	key r
	dump so does the composer
	key Esc
	cmd open $vito
	key r
	dump closed: another way is asked for
EOF
is "$rc" 0 "the script runs" || note "$out"
same_screens window

item=$(sql "SELECT m.id FROM message m JOIN cases c ON c.id=m.case_id WHERE c.number=$vito")
desk --now "$now" explain "$item"
like "$out" 'takes no reply there since 2026-11-20T13:00:00Z' "explain says so"
desk --now "$now" reply "$vito" 'It is ready.'
is "$rc" 1 "a reply is refused before it is queued"
like "$errs" 'window closed 1h ago; it still takes: a template' "with what the channel still takes"
done_testing
