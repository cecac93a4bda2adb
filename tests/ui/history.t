#!/bin/sh
# history.t - the history of a customer: all cases and channels in order of time, narrowed by words and by single keys.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
letter ana0@shop.example 'Tue, 03 Mar 2026 10:00:00 +0000' 'Ana Perez <ana@shop.example>' 'Opening hours' <<-EOT
	Are you open on Saturdays?
	EOT
# what was before the account: history, spread over the year
i=0
for day in '07 Apr' '08 Apr' '19 May' '19 May' '20 May' '20 May' '11 Aug' '12 Oct'; do
	i=$((i + 1))
	letter "ana-$i@shop.example" "$(date -u -d "$day 2026 1$i:00" "+%a, %d %b %Y %H:%M:00 +0000")" 'Ana Perez <ana@shop.example>' "Question $i" <<-EOT
	A question of $day.
	EOT
done
for day in 2026-06-30 2026-09-03 2026-09-04 2026-10-30; do
	chat c3 "$day" "${day}T10:00:00Z" @ana 'Ana Perez' "Asked on $day"
done
letter ana3@shop.example 'Fri, 20 Nov 2026 10:10:00 +0000' 'Ana Perez <ana@shop.example>' 'Another matter: the invoice' <<-EOT
	The invoice 77 has the wrong street.
	EOT
chat c3 2 2026-11-20T14:31:00Z @ana 'Ana Perez' 'It was ordered in Octobre'
printf '{"type":"event","event":"edit","thread":"c3","id":"2","at":"2026-11-20T14:31:20Z","text":"It was ordered in October"}\n' \
	>>"$T/chat/in.jsonl"
index_mail
sync --now 2026-11-20T14:31:30Z
at 2026-11-20T14:31:40Z customer list ana --json
ids=$(printf '%s\n' "$out" | sed -n 's/^{"id": *\([0-9]*\),.*/\1/p')
at 2026-11-20T14:31:45Z customer merge $ids
at 2026-11-20T14:31:50Z contact "$ana" --for 4 'She wants the money back.'
cat >>"$config" <<-EOF
	[keys list]
	Q = quit
	EOF
world_keep

for size in 40x20 80x24 120x40 200x60; do
	world_again
	console "$size" <<-EOF
		cmd open #$ana
		key g H
		dump the history
		key G
		key x
		dump with all that was done
		key x
		key x
		key g g
		dump its beginning
		key }
		key =
		dump one case
		key Esc
		key G
		key [
		key [
		key v
		dump one channel
		key T
		dump and one kind
		key *
		key /
		type invoice
		dump while one types
		key Enter
		dump narrowed by words
		key Enter
		dump the case at that item
		key q
		key Esc
		key z R
		dump unfolded, with what was said before
		key J
		key K
		key K
		dump two cases back
		key q
	EOF
	is "$rc" 0 "the script runs at $size" || note "$out"
	same_screens "history-$size"
done

# the README shows it
if [ -n "$RENEW" ]; then
	awk '/^=== /{on = /its beginning$/; next} on' "$golden/history-80x24.txt" >"$T/screen"
	awk -v file="$T/screen" '
	/^<!-- history -->/ {print "<!-- history -->\n```text"; while ((getline line < file) > 0) print line; print "```"; skip = 1; next}
	/^<!-- end of history -->/ {skip = 0}
	!skip' "$top_srcdir/README.md" >"$T/README"
	grep -q '^<!-- end of history -->' "$T/README" && cp "$T/README" "$top_srcdir/README.md"
fi
is "$(awk '/^<!-- history -->/ {on = 1; next} /^<!-- end of history -->/ {on = 0} on' "$top_srcdir/README.md" | grep -v '^```' | sed '/^$/d')" \
	"$(awk '/^=== /{on = /its beginning$/; next} on' "$golden/history-80x24.txt" | sed '/^$/d')" "the README shows it"

# in another language
world_again
LANGUAGE=it console 80x24 <<-EOF
	cmd open #$ana
	key g H
	key x
	dump in Italian
	key [
	key [
	key [
	key =
	dump one case, in Italian
EOF
same_screens history-it

# who it is of: from the list of customers, from a case, by name
world_again
console 80x24 <<-EOF
	cmd customers perez
	key Tab
	key H
	expect ordered in October
	key q
	cmd history ana@shop.example
	expect ordered in October
	cmd history nobody
	expect no customer fits
	key /
	type date:nonsense
	expect is no time
	key Esc
	expect ordered in October
	key q
	cmd search-all Saturdays
	key Enter
	key H
	expect 3 cases, 19 contacts
	expect >11:00 ml Ana     > Opening hours
	key q
	cmd open #$ana
	key H
	expect Message-ID
	key g H
	expect 3 cases, 19 contacts
	key G
	key [
	key [
	key t
	expect tag
	key Esc
	key r
	expect reply by
EOF
is "$rc" 0 "opened from the customers and by name" || note "$out"

# what is new: at the second visit, and only once it was on the screen
seen() {
	sqlite3 "$T/data/store.db" "SELECT item FROM visit" 2>/dev/null
}
world_again
console 80x24 <<-EOF
	cmd history ana@shop.example
	key q
EOF
first=$(seen)
is "$([ "${first:-0}" -gt 0 ] && echo yes)" yes "the visit is remembered"
for i in 1 2 3 4 5 6 7 8; do
	letter "ana-new$i@shop.example" "Fri, 20 Nov 2026 14:31:0$i +0000" 'Ana Perez <ana@shop.example>' "Matter $i" <<-EOT
	The matter number $i of today.
	And a second line of it.
	And a third.
	EOT
done
index_mail
sync --now 2026-11-20T14:31:59Z
console 80x24 <<-EOF
	cmd history ana@shop.example
	expect 8 new
	key q
EOF
is "$rc" 0 "eight are new" || note "$out"
half=$(seen)
is "$([ "$half" -ge "$first" ] && echo yes)" yes "the mark never goes back"
console 80x24 <<-EOF
	cmd history ana@shop.example
	expect new
	key g g
	key g n
	expect new since your visit
	key PageUp
	key PageDown
	key PageDown
	key PageDown
	key q
	cmd history ana@shop.example
	dump nothing is new
EOF
is "$rc" 0 "what was not on the screen is still new" || note "$out"
unlike "$out" ' new, ' "once all was on the screen, nothing is new"
done_testing
