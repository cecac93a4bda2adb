#!/bin/sh
# contact.t - who telephones stands over whatever is there and takes no letter from it; a call, a visit, a letter are
# written down in a few keys, and what was typed is never lost.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
cat >>"$config" <<EOF
[ui]
dial-command = $T/dial {number}
EOF
cat >"$T/dial" <<'EOF'
#!/bin/sh
echo "$1" >>"${0%/*}/dialled"
[ ! -e "${0%/*}/broken" ] || { echo "no line" >&2; exit 3; }
EOF
chmod 755 "$T/dial"
sed 's/= eva$/= max/' "$config" >"$T/max"
chmod 600 "$T/max"
run "$SPORTELLO" --config "$T/max" --store "$store" undo	# a colleague is known
at 2026-11-20T09:00:00Z contact +34600111222 --name 'Zoë 🦒 Park' --for 3:12 'Asked about the sofa'
sofa=$(sql "SELECT max(number) FROM cases")
at 2026-11-20T09:05:00Z customer set "$(sql "SELECT customer FROM cases WHERE number=$sofa")" notes 'Prefers the telephone'
world_keep
at 2026-11-20T14:31:48Z ring +34600111222 --line shop

for size in 80x24 120x40 200x60 48x30; do
	console $size <<-EOF
		dump the card over the list
		key F3
		dump the form of the call that rings
		key d
		type The line broke in a tunnel
		key Enter
		expect Dropped call: logged
		cmd open $sofa
		dump on the timeline
	EOF
	is "$rc" 0 "$size: the script runs" || note "$out"
	same_screens "contact-$size"
	is "$(sql "SELECT n.kind, n.direction, n.outcome, n.duration_ms, x.body FROM note n JOIN text x ON x.id=n.text
		ORDER BY n.id DESC LIMIT 1")" "1|0|5|12000|The line broke in a tunnel" "$size: it lasted from the first ring on"
	world_again
	at 2026-11-20T14:31:48Z ring +34600111222 --line shop
done

# ---- the card and what is being written ----
rings() {
	echo "cmd shell $SPORTELLO --config $config --store $store --now $now ring $* >/dev/null"
	echo "wait 700"
}
console 80x24 <<-EOF
	expect Zoë 🦒 Park
	cmd open $ana
	key i
	type dear colleagues
	expect dear colleagues
	expect Telephone 00:12
	key F4
	expect-not Telephone
$(rings anonymous)
	expect number withheld
	type , one more thing
	key F3
	expect name, number or address
	key Esc
	expect nothing was written down
	expect dear colleagues, one more thing
$(rings +4930555019 --agent max)
	expect-not +4930555019
$(rings +4930555019)
	expect nobody known has this number
$(rings +4930555019 --missed)
	expect-not nobody known has this number
	expect missed: +4930555019
EOF
is "$rc" 0 "the card comes and goes; letters go to what is being written" || note "$out"
is "$(sql "SELECT body FROM draft WHERE kind='note'")" "dear colleagues, one more thing" "the draft is whole"
world_again

# ---- with whom ----
console 80x24 <<-EOF
	cmd journal
	key mc
	expect name, number or address
	type ana perez
	expect somebody new: ana perez
	key Enter
	key n
	type She will call again
	key Esc
	expect kept as a draft
	cmd drafts
	expect She will call again
	key Enter
	expect [no answer]
	key Enter
	expect Missed call: logged
	expect-not She will call again
	cmd open $ana
	key mv
	type Came by with the receipt
	key S-Tab
	type tomorrow 9:00
	key Enter
	key Enter
	expect Visit: logged
	expect call back Ana Perez, by
	key u
	expect-not Came by with the receipt
	key ml
	key Enter
	expect Letter: logged
	key mc
	key w
	type 25:00
	key Enter
	key Enter
	expect is no time of the past
	key Esc
	cmd contact call out busy
	expect logged
EOF
is "$rc" 0 "with somebody found, kept, resumed; a visit undone; words that cannot be read stay" || note "$out"
is "$(sql "SELECT count(*) FROM draft WHERE kind='contact' AND actions LIKE '%25:00%'")" 1 "what was typed is kept"
world_again

# ---- dialling ----
: >"$T/dialled"
console 120x40 <<-EOF
	cmd open $sofa
	key md
	expect calling +34600111222
	expect [we called]
	key n
	key Enter
	expect Call, no answer: logged
	cmd dial 112
	expect 112
	key Esc
	cmd shell touch $T/broken
	cmd dial 112
	expect dialling failed: no line
	cmd open $ana
	key md
	expect has no telephone number here
EOF
is "$rc" 0 "dialling opens the form of a call of ours" || note "$out"
is "$(cat "$T/dialled")" "+34600111222
112
112" "the command got the number alone"
done_testing
