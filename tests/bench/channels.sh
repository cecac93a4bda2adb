# channels.sh - connected channels: a backlog of twenty accounts beside a plain loop that reads the same pages, and what
# an idle hour costs; sourced by run.

channels_dir=$data/channels
channels_backlog="telegram telegram telegram telegram telegram mastodon mastodon mastodon mastodon mastodon
	matrix matrix matrix matrix matrix twilio twilio twilio twilio twilio"
channels_idle="telegram telegram telegram mastodon mastodon matrix matrix twilio twilio messenger messenger facebook
	facebook instagram instagram whatsapp x x tiktok bluesky"

# services_start MESSAGES CHANNEL...: sets services_pid, services_url, and writes the configuration
services_start() {
	local n=0 channel messages=$1
	shift
	rm -rf "$channels_dir"
	mkdir -p "$channels_dir"
	(umask 077; echo secret >"$channels_dir/token")
	"$bench/services" -n "$messages" "$channels_dir" "$@" &
	services_pid=$!
	until [ -s "$channels_dir/port" ]; do
		kill -0 "$services_pid" || return
		sleep 0.05
	done
	services_url=http://127.0.0.1:$(cat "$channels_dir/port")
	{
		printf '[agent]\nid = eva\nname = Eva Rossi\n'
		for channel; do
			printf '[account %s-%s]\nchannel = %s\nurl = %s/%s\n' "$channel" "$n" "$channel" "$services_url" "$n"
			case $channel in
			telegram) printf 'address = @bot_%s\n' "$n" ;;
			mastodon) printf 'address = @shop%s@social.example\n' "$n" ;;
			matrix) printf 'address = @shop:example.org\n' ;;
			twilio) printf 'address = AC0123456789abcdef0123456789abcdef\nown-addresses = +390212345678\n' ;;
			bluesky) printf 'address = shop.example.org\nsecret-file = %s/token\n' "$channels_dir" ;;
			*) printf 'address = 1000%s\n' "$n" ;;
			esac
			[ "$channel" = bluesky ] || printf 'token-file = %s/token\n' "$channels_dir"
			n=$((n + 1))
		done
	} >"$channels_dir/config"
	chmod 600 "$channels_dir/config"
}

services_stop() {
	kill "$services_pid"
	wait "$services_pid" 2>/dev/null
}

# An agent at work and a console that paints, beside the pull.
channels_beside() {
	local keys=$1
	"$bench/desk" -p "$channels_pid" -t "an agent, while channels bring a backlog" "$channels_dir/store" >>"$rows" &
	local desk_pid=$!
	if [ -x "$tui/tui_bench" ]; then
		until [ "$("$console" --config "$channels_dir/config" --store "$channels_dir/store/store.db" count 2>/dev/null || echo 0)" -gt 40 ]; do
			kill -0 "$channels_pid" 2>/dev/null || break
			sleep 0.05
		done
		group="console while channels bring a backlog" budget_memory=24576 ready='ana|Ana|#[0-9]'
		bare_floor
		measured "sportello" 1 "" "p50 1.5, p99 5" "$keys down=j" "$console" --config "$channels_dir/config" \
			--store "$channels_dir/store/store.db"
	fi
	wait "$desk_pid"
}

bench_backlog() {
	local each=$((size / 20)) all channels wall cpu kb
	[ "$each" -gt 5000 ] && each=5000
	[ "$each" -lt 1000 ] && each=1000
	set -- $channels_backlog
	[ "$size" -lt 10000 ] && set -- telegram mastodon matrix twilio
	all=$((each * $#)) channels=$*
	group="a backlog of connected channels, $# accounts"
	say "$# accounts, $all messages ..."
	services_start "$each" $channels || return
	once "$sync" --config "$channels_dir/config" --store "$channels_dir/store/store.db" --quiet
	local plain="a plain loop that reads the pages" writes="a plain loop that writes the same rows, too"
	set -- $("$bench/plain" "$services_url" "$channels_dir/store/store.db" "$channels_dir/plain" | tr '\n' ' ')
	value "$plain" ms "$1" "" .
	value "a plain loop that parses them, too" ms "$5" "" "$plain"
	value "$writes" ms "$9" "" "$plain"
	value "$writes, processor time" ms "${10}" "" .
	value "sportello-sync, first to last message stored" ms "${13}" "twice the loop that reads" "$plain"
	value "sportello-sync, beside the loop that writes" ms "${13}" "" "$writes"
	value "sportello-sync, stored and searchable" ms "$wall" "" "$writes"
	value "sportello-sync, processor time" ms "$cpu" "" "$writes, processor time"
	value "sportello-sync, messages a second" count "$(awk "BEGIN { printf \"%.0f\", $all / ${13} * 1000 }")" "" \
		"the loop that reads" "$(awk "BEGIN { printf \"%.0f\", $all / ($1 + 0.1) * 1000 }")"
	value "sportello-sync, peak memory of a process" kB "$kb" 65536 "all pages" "$(($3 / 1024))"
	awk "BEGIN { printf \"%.4f\", $2 / $4 }" >"$data/plain-ms-a-request"
	rm -rf "$channels_dir/store"
	say "the same with an agent and a console beside ..."
	"$sync" --config "$channels_dir/config" --store "$channels_dir/store/store.db" --quiet &
	channels_pid=$!
	until [ -e "$channels_dir/store/store.db" ]; do sleep 0.01; done
	channels_beside $((all / 500 > 300 ? 300 : all / 500))
	wait "$channels_pid"
	services_stop
}

# ns that the processes of sync have had, one a line
cpu_of() {
	local pid
	for pid in "$1" $(cat /proc/"$1"/task/"$1"/children); do
		cut -d' ' -f1 "/proc/$pid/schedstat"
	done | awk '{ n += $1 } END { printf "%.0f\n", n }'
}

# IDLE seconds of twenty accounts where nothing happens; per hour, by extrapolation.
bench_idle() {
	local pid before after seconds=$idle requests alone group="an idle hour of twenty accounts (from $idle s)"
	say "twenty accounts, nothing new, $seconds s ..."
	services_start 0 $channels_idle || return
	"$sync" --config "$channels_dir/config" --store "$channels_dir/store/store.db" --watch --quiet &
	pid=$!
	sleep $((seconds < 10 ? 4 : 10))
	before=$(cpu_of "$pid")
	curl -s "$services_url/counts" >"$channels_dir/before"
	sleep "$seconds"
	after=$(cpu_of "$pid")
	curl -s "$services_url/counts" >"$channels_dir/after"
	kill "$pid"
	wait "$pid"
	services_stop
	requests=$(paste "$channels_dir/before" "$channels_dir/after" | awk -v s="$seconds" '{ n += $6 - $2 } END { printf "%.0f", n * 3600 / s }')
	alone=$(awk -v n="$requests" -v ms="$(cat "$data/plain-ms-a-request" 2>/dev/null || echo 0)" 'BEGIN { printf "%.3f", n * ms / 1000 }')
	value "processor time, all processes" s "$(awk "BEGIN { printf \"%.2f\", ($after - $before) / 1e9 * 3600 / $seconds }")" 2 \
		"a plain loop of as many requests ($requests)" "$alone"
	# beside each: a loop that asks once a minute
	paste "$channels_dir/before" "$channels_dir/after" | awk -v s="$seconds" '
		{ n[$1]++; requests[$1] += $6 - $2; bytes[$1] += $7 - $3 + $8 - $4 }
		END { for (c in n) printf "%s\t%.0f\t%.0f\t%.0f\n", c, requests[c] / n[c] * 3600 / s, bytes[c] / n[c] * 3600 / s,
			requests[c] ? bytes[c] / requests[c] * 60 : 0 }' |
		sort | while IFS=$'\t' read -r channel requests bytes minutes; do
		value "$channel, requests of one account" count "$requests" "" "one a minute" 60
		value "$channel, bytes of one account, both ways" bytes "$bytes" "" "one request a minute" "$minutes"
	done
}

bench_channels() {
	build_tui
	bench_backlog
	if [ "$idle" -gt 0 ]; then
		bench_idle
	else
		group="an idle hour of twenty accounts"
		missing "not measured" "takes IDLE=60 seconds"
	fi
}
