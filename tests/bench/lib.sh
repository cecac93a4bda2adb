# lib.sh - rows and times of the benchmark; sourced by run.  A row's fields: see row.h.

say() {
	printf '%s\n' "$*" >&2
}

# piece NAME: the rows that follow are those of this piece; what it said the last time is forgotten.
piece() {
	group=$1
	rows=$data/rows/$size/$1
	mkdir -p "${rows%/*}"
	printf '#\t%s\t%s\t%s\t%s\t%s\n' "$1" "$(date -u +'%F %H:%M')" "$size" "$store_size" "$(cut -d' ' -f1 /proc/loadavg)" >"$rows"
	pieces="$pieces $rows"
}

# row GROUP WHAT UNIT N MIN P50 P99 MAX BUDGET PEER BASE
row() {
	local IFS=$'\t'
	printf '%s\n' "$*" >>"$rows"
}

# value WHAT UNIT VALUE BUDGET PEER BASE: one figure of $group
value() {
	row "$group" "$1" "$2" 1 "" "$3" "" "" "${4:-}" "${5:-}" "${6:-}"
}

# missing WHAT WHY: a peer that is not here
missing() {
	row "$group" "$1: $2" - 0 "" "" "" "" "" "" ""
	say "$1: $2"
}

# spread WHAT UNIT BUDGET PEER: of the figures on standard input
spread() {
	sort -g | awk -v OFS='\t' -v g="$group" -v what="$1" -v unit="$2" -v budget="$3" -v peer="$4" '
		{ v[NR] = $1 }
		function rank(p) { i = int(p * NR + 0.999999); return v[i ? i : 1] }
		END { if (NR) print g, what, unit, NR, v[1], rank(0.5), rank(0.99), v[NR], budget, peer, "" }' >>"$rows"
}

# timed WHAT BUDGET PEER BASE RUNS COMMAND...: how long it takes, its output dropped; no further run after LONGEST ms.
# Sets t_p50, t_cpu, t_kb.
timed() {
	local what=$1 budget=$2 peer=$3 base=$4 n=$5 t_n t_min t_p99 t_max
	shift 5
	t_p50='' t_cpu='' t_kb=''
	read -r t_n t_min t_p50 t_p99 t_max t_cpu t_kb < <("$bench/took" -n "$n" -m "${LONGEST:-8000}" -q "$@") || {
		missing "$what" "failed"
		return
	}
	row "$group" "$what" ms "$t_n" "$t_min" "$t_p50" "$t_p99" "$t_max" "$budget" "$peer" "$base"
}

# once COMMAND...: sets wall, cpu (ms) and kb
once() {
	local a b c d
	read -r a wall b c d cpu kb < <("$bench/took" -q "$@") || say "failed: $*"
}

ratio() {
	awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f", b ? a / b : 0 }'
}

bytes() {
	stat -c %s "$1" 2>/dev/null || echo 0
}

# ends_within PID SECONDS: waits for its end, and ends it after that time
ends_within() {
	local i=0
	while kill -0 "$1" 2>/dev/null && [ "$i" -lt $(($2 * 10)) ]; do
		sleep 0.1
		i=$((i + 1))
	done
	kill "$1" 2>/dev/null
	wait "$1" 2>/dev/null
}
