#!/bin/sh
# team.t - a team in the console: what a trainee wrote is let go, changed or given back; queues and who is away; the mood
# and the language of a customer, shown and corrected.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
printf '#!/bin/sh\nsed s/toda,/today,/ "$1" >"$1.new" && mv "$1.new" "$1"\n' >"$T/editor"
chmod +x "$T/editor"
EDITOR=$T/editor VISUAL=$T/editor
export EDITOR VISUAL
cat >>"$config" <<-END
	[team shop]
	title = Shop
	members = eva, max, anna
	trainees = anna
	assign = least-busy
	max = 5
END
as() {
	sed "s/^id *= .*/id = $1/" "$config" >"$T/config-$1"
	chmod 600 "$T/config-$1"
	who=$1
	shift
	run "$SPORTELLO" --config "$T/config-$who" --store "$store" --now "$now" "$@"
}
for name in anna max; do as $name list >/dev/null; done
sqlite3 "$store" "UPDATE agent SET seen_at = 1795185000000 WHERE name = 'eva'"
at 2026-11-20T14:30:00Z assign "$ana" team:shop
kohen=$(case_of 'cannot log in')
as anna reply "$ana" "It left toda, and is with you tomorrow."
as anna reply "$kohen" "No idea."

# ---- a second person ----
console 80x24 <<-END
	key g o
	expect review
	expect by anna: r lets it go
	dump what waits for a second person
	key j
	key e
	expect [-toda,-]{+today,+}
	key y
	expect changed, and on its way
	fresh
	key g o
	key b
	type have a look at her account first
	key Enter
	expect given back to anna
	dump decided
	cmd open $ana
	key G
	expect eva changed it before it left: za
	key z a
	expect {+today,+}
	dump what was changed
END
ok "$rc" "in the outbox" || printf '%s\n' "$out" "$errs" | sed 's/^/# /'
sed "s/^id *= .*/id = anna/" "$config" >"$T/config-anna"
cp "$config" "$T/config-eva"

# ---- queues, and who is away ----
as max away until '2026-11-23 9:00' --substitute eva
is "$rc" 0 "away" || note "$errs"
at 2026-11-20T14:31:00Z assign "$kohen" max
for size in 48x30 80x24 120x40; do
	console $size <<-END
		key g q
		expect Shop
		expect away until Mon 23/11
		dump queues
		key j j Enter
		expect cannot log in
		cmd open $kohen
		$([ $size = 48x30 ] || echo expect max is away)
		dump a case of somebody away
	END
	ok "$rc" "at $size" || printf '%s\n' "$out" "$errs" | sed 's/^/# /'
	screens=$screens$out
done
console 80x24 <<-END
	cmd open $kohen
	key a
	expect away until Mon
	key Esc
	key B
	expect assigned to nobody
	cmd away until 'mon 9:00'
	expect eva is away
	cmd away
	expect you are away
	key u
	cmd away off
	expect eva is not away
	cmd open $kohen
	cmd mood angry
	expect - angry
	dump angry
	key Esc
	cmd filter is:angry
	dump angry in the list
	cmd open $kohen
	key u
	cmd mood
	key u
	expect - unhappy
	cmd language it
	expect , it
	key X
END
ok "$rc" "out of office, give back, mood and language" || printf '%s\n' "$out" "$errs" | sed 's/^/# /'
done_testing
