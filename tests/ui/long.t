#!/bin/sh
# long.t - a story of six hundred items: either end at once, every item on the way, what is found, what comes meanwhile.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
mkdir -p "$T/long"
python3 - >"$T/long/in.jsonl" <<'EOF'
for i in range(600):
    print('{"thread":"t","id":"%d","at":"2026-11-19T%02d:%02d:%02dZ","from":{"address":"+391","name":"Lunga"},"text":"number %03d it is"}'
        % (i, 8 + i // 360, i // 6 % 60, i % 6 * 10, i))
EOF
cat >>"$config" <<EOF
[account long]
channel = exec
as = whatsapp
command = $top_srcdir/examples/exec-spool $T/long
id = us
since = 2026-11-01
EOF
sync --now 2026-11-20T14:31:30Z --account long
number=$(sql "SELECT c.number FROM cases c JOIN customer u ON u.id=c.customer WHERE u.name='Lunga'")
world_keep

agent "g g is at the first item, G at the last, and pages go on from there" <<-EOF
	cmd open $number
	expect number 599 it is
	key g g
	expect number 000 it is
	expect-not > number 599 it is
	key PageDown
	expect number 025 it is
	key G
	expect number 599 it is
	expect-not > number 000 it is
	key PageUp
	expect number 575 it is
	key g g
	expect number 000 it is
EOF

{
	echo "cmd open $number"
	echo "key g g"
	yes "key PageDown" | head -n 60
	echo "expect number 599 it is"
	yes "key PageUp" | head -n 60
	echo "expect number 000 it is"
} >"$T/pages"
agent "page by page from end to end and back" <"$T/pages"

agent "what is looked for is found, however far up" <<-EOF
	cmd open $number
	key /
	type number 300
	key Enter
	expect number 300 it is
	key G
	expect > number 599 it is
EOF

agent "what is done meanwhile moves nothing, and stands at the end" <<-EOF
	cmd open $number
	key g g PageDown
	expect number 025 it is
	cmd note it was looked into
	expect number 025 it is
	key G
	expect it was looked into
EOF
done_testing
