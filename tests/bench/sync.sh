# sync.sh - first sync and nothing-new sync beside `notmuch new`, and an agent's writes beside an import; sourced by run.

mail=$data/mail-$size
export NOTMUCH_CONFIG=$data/notmuch-$size

make_maildir() {
	[ -e "$mail.made" ] && return
	say "making $mail ..."
	rm -rf "$mail"
	"$bench/gen_maildir" "$mail" "$size" || exit 1
	touch "$mail.made"
}

write_configs() {
	cat >"$NOTMUCH_CONFIG" <<-END
	[database]
	path=$mail
	[user]
	name=Support
	primary_email=support@shop.example
	[new]
	tags=unread;inbox
	END
	cat >"$data/config-$size" <<-END
	[agent]
	id = eva
	name = Eva Rossi
	[account support]
	channel = mail
	address = Support <support@shop.example>
	maildir = $mail
	query = *
	since = 2026-08-01
	END
	# all of it is work: as much as sync can have to do
	sed 's/^since = .*/since = 2020-01-01/' "$data/config-$size" >"$data/config-busy-$size"
	chmod 600 "$data/config-$size" "$data/config-busy-$size"
}

run_sync() {
	"$sync" --config "$data/config-$size" --store "$1/store.db" "${@:2}"
}

# What the other pieces need: the mail, its index, a store made of it.
need_synced() {
	make_maildir
	write_configs
	[ -e "$mail/.notmuch" ] || {
		say "notmuch new on $size mails ..."
		notmuch new --quiet
	}
	[ -e "$data/sync-$size/made" ] && return
	say "first sync of $size mails ..."
	run_sync "$data/sync-$size" --quiet && run_sync "$data/sync-$size" --quiet && touch "$data/sync-$size/made"
}

# notmuch's first indexing.  It is slow: from 50,000 mails on, its time is measured once and kept beside the index.
bench_notmuch() {
	local kept=$data/notmuch-$size.took
	if [ "$size" -ge 50000 ] && [ -z "${FRESH:-}" ] && [ -e "$mail/.notmuch" ] && [ -s "$kept" ]; then
		read -r nm_wall nm_cpu nm_kb nm_when <"$kept"
		say "notmuch new on $size mails took $nm_wall ms $nm_when (FRESH=1 measures it again)"
		return
	fi
	say "notmuch new on $size mails ..."
	rm -rf "$mail/.notmuch"
	once notmuch new --quiet
	nm_wall=$wall nm_cpu=$cpu nm_kb=$kb nm_when="on $(date -u +%F)"
	echo "$nm_wall $nm_cpu $nm_kb $nm_when" >"$kept"
}

bench_first_sync() {
	local dir=$data/sync-$size i first=1 have
	[ "$size" -le 5000 ] && first=2
	: >"$data/first"
	for ((i = 0; i < first; i++)); do
		bench_notmuch
		rm -rf "$dir" "$data/copied"
		say "first sync of the same ..."
		once "$sync" --config "$data/config-$size" --store "$dir/store.db" --quiet
		echo "$nm_wall $nm_cpu $nm_kb $wall $cpu $kb" >>"$data/first"
	done
	group="first sync, $size mails"
	of() { cut -d' ' -f"$1" "$data/first"; }
	of 1 | spread "notmuch new" ms "" .
	once cp -r "$mail/support" "$data/copied"
	rm -rf "$data/copied"
	value "the customers' mails copied (cp -r)" ms "$wall" "" "notmuch new"
	of 4 | spread "sportello-sync, stored and searchable" ms "0.2 of notmuch's" "notmuch new"
	of 2 | spread "notmuch new, processor time" ms "" .
	of 5 | spread "sportello-sync, processor time" ms "" "notmuch new, processor time"
	of 1 | awk -v n="$size" '{ printf "%.0f\n", n / $1 * 1000 }' | spread "notmuch new, mails a second" count "" .
	of 4 | awk -v n="$size" '{ printf "%.0f\n", n / $1 * 1000 }' |
		spread "sportello-sync, mails a second" count "" "notmuch new, mails a second"
	of 3 | spread "notmuch new, peak memory of a process" kB "" .
	of 6 | spread "sportello-sync, peak memory of a process" kB "" "notmuch new, peak memory of a process"
	have=$(run_sync "$dir" --json 2>/dev/null | sed -n 's/.*"ok":true.*"messages":\([0-9]*\).*/\1/p' | tail -1)
	[ "$have" = 0 ] || say "a second sync found $have messages more"
	run_sync "$dir" --quiet		# tags settle
	touch "$dir/made"
}

bench_nothing_new() {
	need_synced
	group="nothing new, $size mails"
	timed "notmuch new" "" . "" "$runs" notmuch new --quiet
	timed "sportello-sync" 100 "notmuch new" "" "$runs" "$sync" --config "$data/config-$size" --store "$data/sync-$size/store.db" \
		--quiet
}

bench_again() {
	bench_nothing_new
}

bench_sizes() {
	local dir=$data/sync-$size maildir what
	group="bytes a mail, $size mails"
	maildir=$(find "$mail" -path "$mail/.notmuch" -prune -o -type f -printf '%s\n' | awk '{ n += $1 } END { print n }')
	of() { awk "BEGIN { printf \"%.0f\", $1 / $size }"; }
	value "the Maildir" bytes "$(of "$maildir")" "" .
	value "notmuch's index" bytes "$(of "$(du -sb "$mail/.notmuch" | cut -f1)")" "" "the Maildir"
	for what in store.db search.db; do
		value "$what" bytes "$(of "$(bytes "$dir/$what")")" "" "the Maildir"
	done
}

# An agent's writes while sync imports at full speed, and alone; and where the disk costs nothing, so that what is
# left is the lock's.  At most WRITES seconds (60) of each import.
bench_writes() {
	writes_in "$data/write-$size" "an agent's writes"
	[ -w /dev/shm ] && [ "$size" -le 200000 ] && writes_in "/dev/shm/sportello-bench.$$" "an agent's writes, store in memory"
}

writes_in() {
	local dir=$1 pid desk
	rm -rf "$dir"
	say "an agent writes while sync imports ..."
	"$sync" --config "$data/config-busy-$size" --store "$dir/store.db" --quiet &
	pid=$!
	until [ -e "$dir/store.db" ] || ! kill -0 "$pid" 2>/dev/null; do sleep 0.01; done
	"$bench/desk" -p "$pid" -t "$2, while sync imports" "$dir" >>"$rows" &
	desk=$!
	ends_within "$pid" "${WRITES:-60}"
	wait "$desk"
	"$bench/desk" -n 100 -t "$2, alone" "$dir" >>"$rows"
	rm -rf "$dir"
}

bench_sync() {
	make_maildir
	write_configs
	bench_first_sync
	bench_nothing_new
	bench_sizes
	bench_writes
}
