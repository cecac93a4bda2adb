#!/bin/sh
# soak.t - thousands of keys through every screen: the console does not stop, and does not grow.
# SOAK=100000 tests/ui/soak.t is the long one.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
keys=${SOAK:-3000}
# Walks of one screen each; all of them come back to the list.  What is typed is thrown away or kept as a draft.
cat >"$T/walk.awk" <<'EOF'
function key(k) { print "key " k; n += split(k, words, " ") }
function pick(list,   w, m) { m = split(list, w, "|"); return w[int(rand() * m) + 1] }
function some(list, most,   i) { for (i = int(rand() * most) + 1; i > 0; i--) key(pick(list)) }
BEGIN {
	srand(seed)
	split("48x30 80x24 120x40 200x60 60x18 30x6", sizes, " ")
	while (n < keys) {
		walk = int(rand() * 12)
		key("Esc")
		if (rand() < .1) print "resize " sizes[int(rand() * 6) + 1]
		if (walk < 3) some("j|k|G|g g|C-d|C-u|PageDown|PageUp|Space|v|V|J|K|3 j|Home|End|c|O|`", 12)
		else if (walk < 5) {
			key("Enter")
			some("j|k|]|[|}|{|z a|z M|z R|x|H|Space|J|K|c|O|l|h|G|g g", 14)
			key("q"); key("q"); key("j"); key("Esc")
		} else if (walk == 5) {
			key("g " pick("i|m|u|w|s|a|e|p")); some("j|k|G", 4); key("g i")
		} else if (walk == 6) {
			key(pick("g o|g l|g c Tab|g D|g A|g S|g I|?|g H|@"))
			some("j|k|G|g g|PageDown", 6); key("Esc"); key("q"); key("Esc"); key("g i")
		} else if (walk == 7) {
			key("/"); print "type " pick("order|never|4711|zz"); key(pick("Enter|Esc")); key("n"); key("Esc")
		} else if (walk == 8) {
			key("\\"); print "type " pick("is:open|tag:login|Ana|x"); key("Enter"); some("j|k", 3); key("Esc")
		} else if (walk == 9) {
			key("r"); print "type " pick("Hello|Ciao 👗|שלום|We look into it.")
			some("Left|Right|Up|Down|Home|End|Enter|Backspace|C-w|PageUp|PageDown", 8)
			key("C-x X"); key("y"); key("Esc")
		} else if (walk == 10) {
			key(pick("C-k|s|w|a|, ,|g V")); some("j|k|a|o|Down|Up", 3); key("Esc"); key("Esc")
		} else {
			key("t"); print "type +soak"; key("Enter"); key("u"); key("C-r"); key("u")
		}
		if (n > next_mark) { print "heap"; next_mark = n + keys / 10 }
	}
	print "heap"
}
EOF
awk -v keys="$keys" -v seed="${SEED:-7}" -f "$T/walk.awk" >"$T/soak"
console 80x24 <"$T/soak"
is "$rc" 0 "$keys keys" || note "$errs"
printf '%s\n' "$out" | grep '^heap' >"$T/heap"
like "$(tail -n 1 "$T/heap")" "^heap.[0-9]" "it lived to the last of them"
# the least of the last third beside the least of the third before: what is in use goes up and down with the screens
printf '%s\n' "$out" | awk -v FS='\t' '/^heap/ { b[++n] = $2; k[n] = $3 }
	function least(from, to,   m, i) { m = b[from]; for (i = from; i <= to; i++) m = b[i] < m ? b[i] : m; return m }
	END { one = int(n / 3) + 1; two = int(n * 2 / 3) + 1; grown = least(two, n) - least(one, two - 1); over = k[two] - k[one]
		printf "%d bytes more after %d keys more\n", grown, over; exit !(grown < 262144 + over * 4) }' >"$T/grown"
ok $? "what is allocated does not grow with the keys" || note "$(cat "$T/heap")"
note "$(cat "$T/grown"): $(cut -f2 "$T/heap" | tr "\n" " ")"
is "$(sql 'PRAGMA quick_check')" ok "the store is whole"
done_testing
