#!/bin/sh
# own.t - our own words on the channel itself: other words for them, or away with them; asked about, and refused with
# the reason where the channel cannot.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
mkdir -p "$T/page"
cat >"$T/page/in.jsonl" <<EOF
{"type":"capability","key":"acts","value":"like edit delete"}
{"thread":"c1","id":"1","at":"2026-11-20T13:10:00Z","audience":"public","from":{"address":"rita","name":"Rita"},"text":"When do you open?"}
{"thread":"c1","id":"2","at":"2026-11-20T13:20:00Z","audience":"public","direction":"out","from":{"address":"our-page","name":"Us"},"text":"At nine."}
EOF
cat >>"$config" <<EOF
[account page]
channel = exec
as = mastodon
command = $top_srcdir/examples/exec-spool $T/page
id = our-page
since = 2026-11-01
EOF
sync --now 2026-11-20T14:31:30Z --account page
rita=$(sql "SELECT c.number FROM cases c JOIN customer u ON u.id=c.customer WHERE u.name='Rita'")
ours=$(sql "SELECT id FROM message WHERE direction=1 AND remote_id='2'")

for size in 80x24 120x40 200x60; do
	[ "$size" = 80x24 ] && world_keep || world_again
	console "$size" <<-EOF
		cmd open $rita
		key g g
		key W e
		expect not our words
		key G
		key W e
		dump the words as they stand
		key C-x y
		expect nothing is written yet
		type ,
		key Backspace End Backspace
		type , Monday to Saturday.
		key C-x y
		dump the question
		key y
		expect new words are queued
		key g o
		dump the outbox
		key q
		key u
		expect taken back
		key g D
		key Enter
		expect OTHER WORDS
		expect Monday to Saturday
		key Esc
		key q
		key W d
		dump before it is deleted
		key Enter
		key e
		expect nothing was deleted
		key W d
		key y
		expect deleting is queued
	EOF
	is "$rc" 0 "our own words at $size" || note "$out"
	same_screens "own-$size"
done
is "$(sql "SELECT group_concat(kind || ' ' || (target=$ours) || ' ' || state, '|') FROM (SELECT * FROM outbox ORDER BY id) WHERE account=(SELECT id FROM account WHERE name='page')")" \
	'edit 1 9|delete 1 0' "both are rows of the outbox about them"

# ---- where the channel cannot --------------------------------------------------------------------------------
world_again
sqlite3 "$store" "UPDATE capability SET value='like' WHERE key='acts'"
console 80x24 <<-EOF
	cmd open $rita
	key G
	key W e
	expect mastodon cannot do 'edit'
	key W d
	expect mastodon cannot do 'delete'
EOF
is "$rc" 0 "what cannot be done is refused at once" || note "$out"
done_testing
