#!/bin/sh
# hostile.t - text from outside changes no cell but its own: two worlds that differ in nothing but what strangers wrote,
# plain in one, as hostile as can be in the other, and every screen of both compared cell by cell; and on a real terminal
# no escape sequence is written that is not ours.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
need python3 sqlite3
now=2026-11-20T14:32:00Z TZ=Europe/Rome LC_ALL=C.UTF-8
export TZ LC_ALL
hostile=$top_srcdir/tests/ui/hostile.py

# world KIND: "plain" or "hostile"; the same messages at the same times, in $T/KIND
world() {
	mkdir -p "$T/$1/data" "$T/home"
	config=$T/world/config store=$T/world/data/store.db
	# one address for both: nothing may differ but the words
	ln -sfn "$T/$1" "$T/world"
	cat >"$config" <<-EOF
	[agent]
	id = eva
	[care]
	late-after = 10000d
	[ui]
	sync = no
	$(python3 "$hostile" config "$1" "$T/world")
	EOF
	chmod 600 "$config"
	sync --now 2026-11-20T14:30:00Z
	case=1
	python3 "$hostile" verbs "$1" "$case" >"$T/verbs"
	while IFS= read -r line; do
		eval "desk --now 2026-11-20T14:31:00Z $line"
		[ "$rc" -eq 0 ] || note "$line: $errs"
	done <"$T/verbs"
	sync --now 2026-11-20T14:31:30Z
	desk --now 2026-11-20T14:31:40Z customer show 1 --hook
}

screens() {
	for size in ${SIZES:-80x24 48x30 200x60}; do
		python3 "$hostile" script "$case" >"$T/script"
		desk --now "$now" --no-sync --script "$T/script" --size "$size"
		[ "$rc" -eq 0 ] || note "$errs"
		printf '%s\n' "$out"
	done
}

for kind in plain hostile; do
	world $kind
	screens >"$T/$kind.cells"
done
python3 "$hostile" compare "$T/plain.cells" "$T/hostile.cells" >"$T/compared"
ok $? "$(grep -c '^=== ' "$T/plain.cells") screens differ in nothing but strangers' own cells" || sed 's/^/# /' "$T/compared" | head -60
python3 "$hostile" covered "$T/plain.cells" >"$T/compared"
ok $? "and all kinds of strangers' words were on them" || sed 's/^/# /' "$T/compared"

# a book is no reason to wait
printf '#!/bin/sh\nexec python3 "%s" book\n' "$hostile" >"$T/book"
chmod +x "$T/book"
printf '[account book]\nchannel = exec\nas = sms\nid = us\nsince = 2026-11-01\ncommand = %s\n' "$T/book" >>"$config"
sync --now 2026-11-20T14:31:50Z --account book
book=$(sql "SELECT max(number) FROM cases")
printf 'cmd open %s\nexpect ЖЖЖ\ncmd bottom\nexpect KB more, not shown\n' "$book" >"$T/script"
desk --now "$now" --no-sync --script "$T/script"
is "$rc" 0 "of a message like a book the beginning is shown, and that it is" || note "$out" | head -40

run python3 "$hostile" terminal "$SPORTELLO" --config "$config" --store "$store" --no-sync --now "$now"
is "$rc" 0 "what is written on a terminal has no escape but ours" || note "$out $errs"
done_testing
