# growth.sh - each figure of the store against its size; sourced by run.  SIZES, messages (SIZE, and three and ten times as many).

# What one size costs; kept until the store or the programs are newer, so that a long run can be taken up again.
grow() {
	local store_size=$1 store=$data/store-$1 kept=$data/growth-$1 what before
	make_store
	if [ -s "$kept" ] && [ "$kept" -nt "$store/made" ] && [ "$kept" -nt "$bench/queries" ] && [ -z "${FRESH:-}" ]; then
		cat "$kept" >>"$rows"
		return
	fi
	before=$rows rows=$kept.new
	: >"$rows"
	say "a store of $1 messages ..."
	"$bench/queries" -n $((runs + 4)) "$store" | sed "s/^/$1 messages: /" >>"$rows"
	group="$1 messages: bytes a message"
	for what in store.db search.db; do
		value "$what" bytes "$(awk "BEGIN { printf \"%.0f\", $(bytes "$store/$what") / $1 }")" "" "a page of 4,096 bytes" 4096
	done
	group="$1 messages: console"
	if build_tui; then
		bare_floor
		budget_memory=24576 ready='#[0-9]'
		measured "sportello" "$runs" "20, 5 x bare" "p50 1.5, p99 5" '40 down=j;5 page=<PageDown> -back=<PageUp>' "$console" \
			--config "$data/config-$size" --store "$store/store.db" --no-sync
	fi
	mv "$kept.new" "$kept"
	rows=$before
	cat "$kept" >>"$rows"
}

bench_growth() {
	local one
	write_configs
	for one in ${SIZES:-$size $((size * 3)) $((size * 10))}; do
		grow "$one"
	done
}
