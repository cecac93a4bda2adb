#!/bin/sh
# card.t - the customer's card, beside a case and on the whole screen: what it shows, what can be done from it.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
cat >"$T/hook" <<'EOF'
#!/bin/sh
cat >"$0.in"
echo run >>"$0.runs"
[ -e "$0.fail" ] && { echo "the shop is closed" >&2; exit 3; }
cat "$0.lines"
EOF
chmod +x "$T/hook"
cat >"$T/hook.lines" <<'EOF'
{"title":"Order 4711","value":"lost by the carrier","tone":"bad","link":"https://shop.example/o/4711"}
{"title":"Order 4600","value":"delivered","tone":"good"}
{"title":"Points","value":120}
{"value":"\u001b[31mred \u001b]0;owned\u0007 words"}
EOF
cat >>"$config" <<EOF
[field city]
title = City
on = customer
[field plan]
title = Plan
type = choice
values = free, plus, gold
on = customer
EOF
sed -i "s|^late-after = .*|&\ncustomer-hook = $T/hook|" "$config"
person_of() {
	desk --now "$now" customer list "$1" --json
	printf '%s\n' "$out" | sed -n 's/^{"id": *\([0-9]*\),.*/\1/p' | head -1
}
person=$(person_of ana@shop.example)
at "$now" customer set "$person" vip yes
at "$now" customer set "$person" city Madrid
at "$now" customer set "$person" form informal
at "$now" customer set "$person" quiet 22:00-08:00
at "$now" customer set "$person" notes 'Buys presents for her family. Calls back rather than waits.'
at "$now" customer tag "$person" +loyal
at "$now" customer consent "$person" marketing no 'asked on the phone'
at "$now" customer consent "$person" recording yes 'form on the site'
at "$now" customer rate "$person" 4/5 'quick, thank you'

world_keep
for size in 80x24 120x40 200x60 40x20; do
	world_again
	console "$size" <<-EOF
		cmd open #$ana
		dump beside the case
		key c
		dump the pane
		key c
		key @
		dump the whole card
		key z M
		dump all parts folded
		key z R
		key G
		dump the end of it
	EOF
	is "$rc" 0 "the card at $size" || note "$out"
	same_screens "card-$size"
done


# the README shows it
if [ -n "$RENEW" ]; then
	awk '/^=== /{on = /the whole card$/; next} on' "$golden/card-80x24.txt" | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}' >"$T/shown"
	awk -v file="$T/shown" '
		/^<!-- card -->/ {print "<!-- card -->\n```text"; while ((getline line < file) > 0) print line; print "```"; skip = 1; next}
		/^<!-- end of card -->/ {skip = 0}
		!skip' "$top_srcdir/README.md" >"$T/README"
	grep -q '^<!-- end of card -->' "$T/README" && cp "$T/README" "$top_srcdir/README.md"
fi
is "$(awk '/^<!-- card -->/ {on = 1; next} /^<!-- end of card -->/ {on = 0} on' "$top_srcdir/README.md" | grep -v '^```' | sed '/^$/d')" \
	"$(awk '/^=== /{on = /the whole card$/; next} on' "$golden/card-80x24.txt" | sed '/^$/d')" "the README shows the card"

# the hook: asked once while what it said is new, again by key; what it gets; its own words when it fails
world_again
rm -f "$T/hook.runs"
console 80x24 <<-EOF
	cmd open #$ana
	key @
	expect lost by the carrier
	key q
	key @
	expect lost by the carrier
EOF
is "$rc $(wc -l <"$T/hook.runs")" "0 1" "what the hook said is kept" || note "$out"
is "$(python3 -c 'import json, sys; j = json.load(open(sys.argv[1])); print(sorted(j), j["identities"][0]["address"])' "$T/hook.in")" \
	"['customer', 'identities', 'language', 'name', 'uid'] ana@shop.example" "it gets the addresses as JSON"
: >"$T/hook.fail"
console 80x24 <<-EOF
	cmd open #$ana
	key @
	key $
	expect the shop is closed
	expect lost by the carrier
EOF
is "$rc $(wc -l <"$T/hook.runs")" "0 2" "by key it is asked again; its words when it fails, and the old lines stay" || note "$out"
rm "$T/hook.fail"
desk --now 2026-11-20T15:00:00Z customer show --hook "$person" --json
like "$out" '"hook": *{"at": *"2026-11-20T15:00:00Z", *"error": *null' "the command line runs it, too"

# editing in place, with the words of the command line
cat >"$T/editor" <<'EOF'
#!/bin/sh
printf 'Never calls back.\n' >"$1"
EOF
chmod +x "$T/editor"
EDITOR=$T/editor VISUAL=
export EDITOR VISUAL
console 120x40 <<-EOF
	cmd open #$ana
	key @
	cmd person-edit city Toledo
	expect City              Toledo
	key t
	type -loyal +b2b
	key Enter
	expect tags              b2b
	key V
	expect-not  VIP │
	key V
	expect  VIP │
	key i
	expect Never calls back.
	key u
	expect Calls back
	cmd person-edit plan
	type p
	key Tab
	key Enter
	expect Plan              plus
	cmd person-edit plan bronze
	expect bronze
	key g g
	key e
	expect name: Ana
	key Esc
	cmd person-edit "consent marketing" yes by mail
	expect agreed: by mail
	cmd person-edit "consent marketing" perhaps
	expect say yes or no first
EOF
is "$rc" 0 "values, tags, VIP, notes, consent" || note "$out"

# what a line names is opened, written to, copied
console 80x24 <<-EOF
	cmd open #$ana
	key @
	key 5 j
	key y e
	expect copied: ana@shop.example
	key r
	expect To: Ana Perez
	key Esc
	key g c
	type kohen
	key Tab
	key c
	expect kohen@mail.example
	key L
	expect cannot log in
EOF
is "$rc" 0 "copied, written to, from the list of customers to a card and to their cases" || note "$out"

# who may be one
chat c9 1 2026-11-20T14:10:00Z @dk 'D. Kohen' 'Still no login, my mail at home is kohen@mail.example'
sync --now 2026-11-20T14:33:00Z --account chat
sync --now 2026-11-20T14:34:00Z --account chat
rm -rf "$T/before"
world_keep
for size in 80x24 120x40 200x60 40x20; do
	world_again
	console "$size" <<-EOF
		key g I
		dump who may be one
		key -
		dump turned down
		key u
		key &
		dump taken
		key u
		dump and back
	EOF
	is "$rc" 0 "suggestions at $size" || note "$out"
	same_screens "suggestions-$size"
done

world_again
kohen=$(person_of kohen@mail.example)
console 120x40 <<-EOF
	cmd person $kohen
	expect perhaps the same person
	key 4 j
	key 4 j
	key 3 j
	key &
	expect are one customer - u undoes
	key u
	expect perhaps the same person
	cmd suggestions
	key Enter
	expect evidence: said that
	key s
	expect are one customer
EOF
is "$rc" 0 "from a card: taken with one key, taken back, and by the dialogue" || note "$out"
desk --now "$now" log --json
like "$out" 'said that kohen@mail.example is theirs' "the evidence is the reason in the journal"

# names from the right and with pictures, without colours
rm -rf "$T/before"
noor=$(person_of noor@mail.example)
lena=$(person_of lena@mail.example)
at "$now" customer set "$lena" name 'Łena 👗 Kowalska'
at "$now" customer set "$noor" vip yes
NO_COLOR=1
export NO_COLOR
console 80x24 <<-EOF
	cmd person $noor
	dump a name from the right
	key q
	cmd person $lena
	dump a name with a picture
EOF
is "$rc" 0 "names of all kinds" || note "$out"
same_screens card-names
unset NO_COLOR
LANGUAGE=it console 80x24 <<-EOF
	cmd person ana@shop.example
	dump in Italian
	key G
	dump in Italian, to its end
EOF
same_screens card-it

done_testing
