#!/bin/sh
# cursor.t - the terminal's own cursor stands in what is selected, on every screen and in every list to choose from, and in
# the text where one writes: a screen reader reads what was gone to.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
printf '[field order]\ntype = text\n' >>"$config"
desk --now "$now" reply "$ana" --no-hold -- hello
desk --now "$now" reply "$(case_of invoice)" --no-hold -- hello
printf '{"thread":"p1","id":"%s","at":"2026-11-20T13:0%s:00Z","audience":"public","from":{"address":"rita","name":"Rita"},"text":"When do you open?"}\n' \
	1 1 2 2 3 3 >>"$T/chat/in.jsonl"
sync --now 2026-11-20T14:31:30Z --account chat
world_keep

# where NAME ORDER...: orders, then the cursor after each of three moves
where() {
	name=$1
	shift
	printf '%s\n' "$@"
	for move in ${moves:-j j k}; do
		printf 'dump cells\nkey %s\n' "$move"
	done
	printf 'dump cells\nkey Esc\nkey Esc\nkey Esc\ncmd view 1\n'
	for i in 1 2 3 4; do
		echo "$name" >>"$T/names"
	done
}
script() {
	: >"$T/names"
	where list
	where case "cmd open $ana"
	where history "cmd open $ana" 'cmd history'
	where person "cmd open $ana" 'cmd person'
	where fields "cmd open $ana" 'cmd fields'
	where outbox 'cmd outbox'
	where journal 'cmd journal'
	where accounts 'cmd accounts'
	where customers 'cmd customers'
	where stream 'cmd stream'
	where help 'cmd help'
	where dashboard 'cmd dashboard'
	where handover 'cmd handover'
	where drafts "cmd open $ana" 'key i' 'type hm' 'key C-x p' 'cmd drafts'
	moves='Down Down Up'
	where search 'cmd search-all order'
	where palette 'key C-k'
	where themes 'cmd theme'
	where assign 'key a'
	where views 'cmd view'
	where macros 'key ,'
	where ways "cmd open $ana" 'key R'
	where snooze 'cmd snooze'
	where compose "cmd open $ana" 'key r' 'type hello' 'key Enter' 'type more' 'key Enter'
	moves='Left Left Right'
	where command 'key :' 'type assign'
	moves='y y y'
	where merge "cmd merge 3"
}
for size in 80x24 48x30 200x60; do
	world_again
	script >"$T/orders"
	console "$size" <"$T/orders"
	[ "$rc" -eq 0 ] || note "$errs"
	printf '%s\n' "$out" >"$T/cells"
	python3 - "$T/cells" "$T/names" >"$T/wrong" <<-'EOF'
	import re, sys
	names = open(sys.argv[2]).read().split()
	screens, rows = [], []
	for line in open(sys.argv[1], newline="\n"):
	    if line.startswith("=== "):
	        rows = []
	    elif "\x1f" in line:
	        rows.append([c.split(":", 1) for c in line.split("\x1f")[:-1]])
	    elif line.startswith("cursor "):
	        screens.append((rows, line.split()[1]))
	texts = {"compose", "command", "help", "search", "merge"}
	CURSOR, SELECTION = 0xe, 0x10
	print("# %d screens, %d names" % (len(screens), len(names)))
	bad = len(screens) != len(names)
	for name, (rows, at) in zip(names, screens):
	    if at == "hidden":
	        print(name, "the cursor is hidden"); bad = True; continue
	    x, y = map(int, at.split(","))
	    row = rows[y]
	    marked = any(int(c[0], 16) & 0xff == CURSOR or int(c[0], 16) & 0x400 for c in row) or any(c[1] == ">" for c in row)
	    if name not in texts and not marked and "nothing" not in "".join(c[1] for r in rows for c in r):
	        print(name, at, "".join(c[1] for c in row)); bad = True
	sys.exit(bad)
	EOF
	ok $? "$size: $(sed -n 's/^# //p' "$T/wrong" | cut -d, -f1), the cursor where the selection is" || sort -u "$T/wrong" | sed 's/^/# /' | head -40
done
done_testing
