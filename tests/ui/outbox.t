#!/bin/sh
# outbox.t - what is under way: every state in words, the server's own words, and what can be done about it.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
write() {
	printf '%s\n' "$2" >"$T/body"
	number=$1
	shift 2
	desk --now "$when" reply "$number" --body-file "$T/body" "$@"
	[ "$rc" -eq 0 ] || note "$errs"
}
invoice=$(case_of invoice)
wang=$(sql "SELECT number FROM cases WHERE channels LIKE '%telegram%' ORDER BY number LIMIT 1")

# refused by the server
when=2026-11-20T14:10:00Z
cp "$config" "$config.good"
sed -i 's|^sendmail = .*|sendmail = echo "550 5.1.1 no such person here" >\&2; exit 67|' "$config"
write "$invoice" 'The corrected invoice is attached.' --no-hold
sync --now $when --account support
# broken off when it may have been taken
printf '%s\n' '#!/bin/sh' 'while read -r line; do case $line in' \
	'*hello*) echo "{\"type\":\"hello\",\"idempotent\":false}" ;; *pull*) echo "{\"type\":\"done\"}" ;;' \
	'*send*) exit 1 ;; *quit*) exit 0 ;; esac; done' >"$T/dies"
chmod +x "$T/dies"
sed -i "s|^command = .*exec-spool $T/chat|command = $T/dies|" "$config"
write "$wang" 'It was refunded today.' --no-hold
sync --now $when --account chat
cp "$config.good" "$config"
# somebody wrote meanwhile
when=2026-11-20T14:25:00Z
write "$ana" 'We are looking into it.' --no-hold --seen 1
sync --now $when --account support
# later, and held for undo
when=2026-11-20T14:31:58Z
write "$(case_of 'cannot log')" 'Please try again tomorrow.' --at 2h
write "$(case_of 'size')" 'Of course you can.'
is "$(sql 'SELECT group_concat(state) FROM (SELECT state FROM outbox ORDER BY id)')" '6,7,8,0,0' "one of each kind is there"

console 80x24 <<-EOF
	expect 3 to LOOK AT
	resize 120x40
	expect 1 FAILED
	expect 1 UNKNOWN
	expect 1 to REVIEW
	resize 80x24
	key g o
	dump the outbox
	key j
	dump the second
	key j
	dump the third
	key j
	dump the fourth
	key j
	dump the fifth
EOF
is "$rc" 0 "the outbox" || note "$out"
same_screens outbox

# ---- what can be done ------------------------------------------------------------------------------------------------------

to() {
	sql "SELECT state FROM outbox WHERE id = $1"
}
console 80x24 <<-EOF
	key g o
	key j j e
	expect REPLY to the customer by mail
	expect The corrected invoice is attached.
	key Esc
	expect Outbox
EOF
is "$rc $(to 1)" "0 9" "what was refused is taken back and edited" || note "$out"
is "$(sql "SELECT count(*) FROM draft WHERE body LIKE 'The corrected invoice%'")" 1 "its text is a draft"
console 80x24 <<-EOF
	key g o
	key j d
	expect settle it
	key Y
	expect was sent
EOF
is "$rc $(to 2)" "0 3" "an unknown delivery is settled, not cancelled" || note "$out"
console 80x24 <<-EOF
	key g o
	key r
	expect released
EOF
is "$rc $(to 3)" "0 0" "what was stopped is released after a look" || note "$out"

# ---- a store that was copied to another machine sends nothing until somebody says so -------------------------------------------

rm -rf "$XDG_STATE_HOME"
console 120x40 <<-EOF
	expect this store was copied: nothing is sent until :outbox-adopt
EOF
is "$rc" 0 "a copied store says so" || note "$out"
sync --now 2026-11-20T17:00:00Z --account support
console 120x40 <<-EOF
	key g o
	expect this store was copied or restored
	cmd outbox-adopt
	expect sends from this machine now
	expect-not nothing is sent until
EOF
is "$rc" 0 "and is adopted" || note "$out"

done_testing
