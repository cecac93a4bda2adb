#!/bin/sh
# backup while mail comes in, leaves, and an agent writes: what is under its name is one moment of the store, whole, and what was
# said to be done before it began is in it.  restore of a copy that was cut or garbled anywhere: refused in words and the store is
# as it was, or what was damaged did not matter and all is there.
few=2
. "${top_srcdir:-$(dirname "$0")/../..}/tests/torture/lib.sh"

# ---- while everybody works ----
mail_setup
start_sink
write_config "smtp = smtp://127.0.0.1:$sink_port" "sent-folder = Sent" "since = $(date -d '-30 days' +%F)" <<EOF
[care]
undo-send = 0s
EOF
make_mails 12
sync && sync
is "$rc" 0 "a world is made" || note "$errs"
at_work() {
	n=0
	while [ ! -e "$T/enough" ]; do
		n=$((n + 1))
		"$SPORTELLO" --config "$config" --store "$store" note $((n % 4 + 1)) "note $round.$n" >/dev/null 2>&1 &&
			echo "note $round.$n" >>"$T/written"
		if [ $((n % 4)) -eq 1 ]; then
			"$SPORTELLO" --config "$config" --store "$store" reply 5 "reply $round.$n" --no-hold --seen 999999999 \
				>/dev/null 2>&1 && echo "reply $round.$n" >>"$T/written"
		fi
		"$SPORTELLO_SYNC" --config "$config" --store "$store" --quiet >/dev/null 2>&1
	done
}
mails_come() {
	for i in $(seq 40); do
		simple_mail "come-$round-$i@example.net" "Neu <neu$i@example.net>" "New $i" "Where is parcel $i?" 60 |
			put_mail "come$round-$i" >/dev/null
	done
	index_mail
}
made=0 lost=0 round=0
while round=$((round + 1)) && [ "$round" -le "$times" ]; do
	rm -f "$T/enough"
	: >"$T/written"
	mails_come
	at_work &
	worker=$!
	eventually 20 test -s "$T/written"
	sleep "$(moment 0 300)"
	cp "$T/written" "$T/before"
	desk backup "$T/b-$round"
	wrong=
	[ "$rc" -eq 0 ] || wrong="it says: $errs; "
	: >"$T/enough"
	wait $worker
	if [ "$rc" -eq 0 ]; then
		made=$((made + 1))
		found=$(sqlite3 -readonly "$T/b-$round/store.db" 'PRAGMA integrity_check; PRAGMA foreign_key_check' 2>&1)
		[ "$found" = ok ] || wrong="$wrong not whole: $found; "
		# (it is there as it was at once, and by its own program)
		run "$SPORTELLO" --config "$config" --store "$T/r-$round/store.db" restore "$T/b-$round"
		[ "$rc" -eq 0 ] || wrong="$wrong cannot be put back: $errs; "
		run "$SPORTELLO" --config "$config" --store "$T/r-$round/store.db" doctor --recount
		printf '%s\n' "$out" | grep -q '^ok.* 0 derived values differ' || wrong="$wrong its derived values are others; "
		sqlite3 -readonly "$T/r-$round/store.db" 'SELECT body FROM text' >"$T/bodies"
		while read -r words; do
			grep -qxF "$words" "$T/bodies" || wrong="$wrong \"$words\" was written before it, and is not in it; "
		done <"$T/before"
	fi
	rm -rf "$T/b-$round" "$T/r-$round"
	[ -z "$wrong" ] || {
		lost=$((lost + 1))
		note "backup $round: $wrong"
	}
done
is "$lost" 0 "$made backups while mail came, answers left and an agent wrote"
tally "a backup while sync imports and sends and an agent writes" "$times" "$lost"
is "$(wrong_now)" "" "the store is as it was"

# ---- cut, and garbled ----
printf 'a file of ours' >"$T/ours.txt"
desk reply 6 --no-hold --attach "$T/ours.txt" 'Here it is.' --seen 999999999
desk backup "$T/good"
is "$rc" 0 "a backup" || note "$errs"
content() {
	sqlite3 -readonly "$1" .dump 2>&1 | grep -v -e 'INSERT INTO meta VALUES' | cksum
}
back=$T/back/store.db
run "$SPORTELLO" --config "$config" --store "$back" restore "$T/good"
is "$rc" 0 "is put back" || note "$errs"
as_backed=$(content "$T/good/store.db")
run "$SPORTELLO" --config "$config" --store "$back" note 1 'Ours, written after it.'
ours=$(cksum <"$back")
refused=0 harmless=0 lost=0 blow=0
while blow=$((blow + 1)) && [ "$blow" -le "$times" ]; do
	rm -rf "$T/bad"
	cp -r "$T/good" "$T/bad"
	how=$(python3 - "$T/bad" "$blow" <<'EOP'
import os, random, sys
top, blow = sys.argv[1:]
rng = random.Random()
files = sorted(os.path.join(d, f) for d, _, names in os.walk(top) for f in names)
# mostly the store, now and then one of the others
path = os.path.join(top, "store.db") if int(blow) % 4 else rng.choice(files)
with open(path, "rb") as f:
    data = bytearray(f.read())
at = rng.randrange(max(1, len(data)))
way = rng.choice(("cut", "bit", "zeros", "noise", "grown", "twice", "gone"))
if way == "cut":
    del data[at:]
elif way == "bit" and data:
    data[at] ^= 1 << rng.randrange(8)
elif way == "zeros":
    data[at:at + 4096] = bytes(len(data[at:at + 4096]))
elif way == "noise":
    data[at:at + 512] = os.urandom(len(data[at:at + 512]))
elif way == "grown":
    data += os.urandom(rng.randrange(1, 9000))
elif way == "twice":			# a page stands where another one was
    other = rng.randrange(max(1, len(data))) // 4096 * 4096
    data[at // 4096 * 4096:at // 4096 * 4096 + 4096] = data[other:other + 4096]
if way == "gone":
    os.remove(path)
else:
    with open(path, "wb") as f:
        f.write(data)
print("%s %s at %d" % (path[len(top) + 1:], way, at))
EOP
)
	run "$SPORTELLO" --config "$config" --store "$back" restore --replace "$T/bad"
	wrong=
	if [ "$rc" -eq 0 ]; then
		harmless=$((harmless + 1))
		[ "$(content "$back")" = "$as_backed" ] || wrong="taken, and not what was backed up; "
		[ "$(cat "$T/back"/blobs/*/* | cksum)" = "$(cat "$T/good"/blobs/*/* | cksum)" ] || wrong="$wrong taken with other files; "
		# ours again
		rm -rf "$T/back"
		run "$SPORTELLO" --config "$config" --store "$back" restore "$T/good"
		run "$SPORTELLO" --config "$config" --store "$back" note 1 'Ours, written after it.'
		ours=$(cksum <"$back")
	else
		refused=$((refused + 1))
		printf '%s\n' "$errs" | grep -q '^sportello: .*: .*' || wrong="it says: $errs; "
		[ "$rc" -eq 1 ] || [ "$rc" -eq 4 ] || wrong="$wrong it ends with $rc: $errs; "
		[ "$(cksum <"$back")" = "$ours" ] || wrong="$wrong refused, and the store is another one; "
		[ ! -e "$T/back/.restore" ] || wrong="$wrong something is left; "
	fi
	[ -z "$wrong" ] || {
		lost=$((lost + 1))
		note "$how: $wrong"
	}
done
is "$lost" 0 "$times damaged backups: $refused refused in words, $harmless taken as they were"
tally "a backup that was cut or garbled is put back" "$times" "$lost" "$refused refused in words, $harmless of them whole in all that counts"
done_testing
