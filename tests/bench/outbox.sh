# outbox.sh - how fast the outbox leaves, beside a plain libcurl loop that sends the same to the same server; sourced by run.

outbox_dir=$data/outbox

# replies COUNT CONFIG: one to each of the newest cases, at once
replies() {
	local ours=("$console" --config "$2" --store "$outbox_dir/store/store.db")
	"${ours[@]}" list --sort recent -n "$1" --json | sed -n "s|^{\"case\":\([0-9]*\),.*|reply \1 --body-file $outbox_dir/body --no-hold|p" |
		"${ours[@]}" shell >"$outbox_dir/said" 2>&1
	[ "$(states 0)" = "$1" ] || say "$(states 0) replies are queued, not $1: $(tail -1 "$outbox_dir/said")"
}

states() {
	sqlite3 "$outbox_dir/store/store.db" "SELECT count(*) FROM outbox WHERE state = $1"
}

# sent COUNT CONFIG: a pass delivers, timed; a loop does the same: post's arguments follow
sent() {
	local count=$1 config=$2 span
	shift 2
	once "$sync" --config "$config" --store "$outbox_dir/store/store.db" --quiet
	[ "$(states 3)" = "$count" ] || say "of $count replies $(states 3) were sent"
	span=$(sqlite3 "$outbox_dir/store/store.db" 'SELECT max(sent_at) - min(wire_at) FROM outbox WHERE state = 3')
	sent_wall=$wall sent_cpu=$cpu sent_span=$span
}

# rows_of_outbox COUNT WALL CPU DURABLE
rows_of_outbox() {
	value "plain libcurl loop, $1 of them" ms "$2" "" .
	value "plain libcurl loop, noted on the disk before and after each" ms "$4" "" "plain libcurl loop, $1 of them"
	value "sportello-sync, first on the wire to last sent" ms "$sent_span" "" "plain libcurl loop, $1 of them"
	value "sportello-sync, beside the loop that notes" ms "$sent_span" "" "plain libcurl loop, noted on the disk before and after each"
	value "sportello-sync, the whole pass" ms "$sent_wall" "" "plain libcurl loop, $1 of them"
	value "plain libcurl loop, processor time" ms "$3" "" .
	value "sportello-sync, processor time of the pass" ms "$sent_cpu" "" "plain libcurl loop, processor time"
	value "plain libcurl loop, messages a second" count "$(awk "BEGIN { printf \"%.0f\", $1 / $2 * 1000 }")" "" .
	value "sportello-sync, messages a second" count "$(awk "BEGIN { printf \"%.0f\", $1 / ($sent_span + 1) * 1000 }")" "" \
		"plain libcurl loop, messages a second"
}

outbox_config() {
	printf '[agent]\nid = eva\nname = Eva Rossi\n' >"$outbox_dir/config"
	cat >>"$outbox_dir/config"
	chmod 600 "$outbox_dir/config"
}

bench_outbox_mail() {
	local count=$1 sink port durable NOTMUCH_CONFIG=$outbox_dir/notmuch
	export NOTMUCH_CONFIG
	"$bench/gen_maildir" "$outbox_dir/mail" $((count * 8))
	printf '[database]\npath=%s\n[user]\nprimary_email=support@shop.example\n' "$outbox_dir/mail" >"$NOTMUCH_CONFIG"
	notmuch new --quiet
	"$bench/../kill/sink" "$outbox_dir/taken" 0 >"$outbox_dir/port" &
	sink=$!
	until [ -s "$outbox_dir/port" ]; do sleep 0.02; done
	port=$(cat "$outbox_dir/port")
	outbox_config <<-END
	[account support]
	channel = mail
	address = Support <support@shop.example>
	maildir = $outbox_dir/mail
	query = *
	since = 2020-01-01
	smtp = smtp://127.0.0.1:$port
	sent-folder = Sent
	END
	"$sync" --config "$outbox_dir/config" --store "$outbox_dir/store/store.db" --quiet
	touch "$outbox_dir/before"
	replies "$count" "$outbox_dir/config"
	sent "$count" "$outbox_dir/config"
	find "$outbox_dir/mail/Sent" -type f -newer "$outbox_dir/before" >"$outbox_dir/files"
	read -r wall cpu _ < <(xargs "$bench/post" "smtp://127.0.0.1:$port" <"$outbox_dir/files")
	read -r durable _ < <(xargs "$bench/post" -d "$outbox_dir/log" "smtp://127.0.0.1:$port" <"$outbox_dir/files")
	kill "$sink"
	wait "$sink" 2>/dev/null
	group="outbox: $count mails by SMTP on loopback"
	rows_of_outbox "$(wc -l <"$outbox_dir/files")" "$wall" "$cpu" "$durable"
	[ "$(wc -l <"$outbox_dir/taken")" = $((count * 3)) ] || say "the server took $(wc -l <"$outbox_dir/taken") mails, not $((count * 3))"
}

# Mastodon alone of the connected channels lets an account send so many at once (250 in five minutes).
bench_outbox_http() {
	local count=150 i durable
	services_start 600 mastodon || return
	"$sync" --config "$channels_dir/config" --store "$outbox_dir/store/store.db" --quiet
	replies "$count" "$channels_dir/config"
	sent "$count" "$channels_dir/config"
	for ((i = 0; i < count; i++)); do
		printf 'status=%s&in_reply_to_id=%d&visibility=direct' "$(cat "$outbox_dir/body")" "$i" >"$outbox_dir/post-$i"
	done
	read -r wall cpu _ < <("$bench/post" "$services_url/0/api/v1/statuses" "$outbox_dir"/post-*)
	read -r durable _ < <("$bench/post" -d "$outbox_dir/log" "$services_url/0/api/v1/statuses" "$outbox_dir"/post-*)
	services_stop
	group="outbox: $count posts by HTTP on loopback (mastodon)"
	rows_of_outbox "$count" "$wall" "$cpu" "$durable"
}

bench_outbox() {
	local count=$((size / 20))
	[ "$count" -gt 1000 ] && count=1000
	[ -x "$bench/../kill/sink" ] || make -s -C "$build" tests/kill/sink || return
	say "the outbox leaves ..."
	rm -rf "$outbox_dir"
	mkdir -p "$outbox_dir"
	echo "Good morning, we have looked into it: your parcel left the depot today and reaches you tomorrow." >"$outbox_dir/body"
	bench_outbox_mail "$count"
	rm -rf "$outbox_dir/store"
	bench_outbox_http
	rm -rf "$outbox_dir"
}
