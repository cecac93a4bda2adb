# console.sh - how fast the console starts and answers, beside other programs on the same mail; sourced by run.
# Times are taken when an emulated screen changes, by tui_bench (../shared/tools/tui_bench).

tui=$data/tui ready=
# a row of a mail is on the screen
rows_of_mail='Perez|Rossi|Bianchi|Smith|Okafor|Ferrari|Esposito|Jensen|Iyer|Dubois|Costa|Haddad|Brown|Greco|Conti|Lindt'

build_tui() {
	local from=${SHARED:-$src/../shared}/tools/tui_bench
	mkdir -p "$tui"
	[ -x "$tui/tui_bench" ] && [ -x "$tui/floor" ] && return 0
	[ -e "$from/tui_bench.c" ] || {
		missing "tui_bench" "not at $from (SHARED=FOLDER): the console is not measured"
		return 1
	}
	${CC:-cc} -O2 -o "$tui/tui_bench" "$from/tui_bench.c" -lvterm -lutil -lm 2>/dev/null &&
		${CC:-cc} -O2 -D_GNU_SOURCE -o "$tui/floor" "$from/floor.c" -lncursesw -ltinfo 2>/dev/null || {
		missing "tui_bench" "does not build (libvterm-dev?): the console is not measured"
		return 1
	}
}

# figures FILE LABEL METRIC: n min p50 p99 max
figures() {
	sed -n -E "/\"label\":\"$2\"/ s/.*\"n\":([0-9]*).*\"$3\":\{\"min\":([^,]*),\"p50\":([^,]*),\"p95\":[^,]*,\"p99\":([^,]*),\"max\":([^,}]*).*/\1 \2 \3 \4 \5/p" \
		"$1" | head -1
}

bare="a bare curses program"

# figure_row TITLE WHAT UNIT FILE LABEL METRIC BUDGET [PEER]: beside the same figure of the bare program, or the one named
figure_row() {
	local n min p50 p99 max peer="$bare: ${8:-$2}"
	[ "$1" = "$bare" ] && peer=.
	read -r n min p50 p99 max < <(figures "$4" "$5" "$6")
	[ -n "$p50" ] && row "$group" "$1: $2" "$3" "$n" "$min" "$p50" "$p99" "$max" "$7" "$peer" ""
}

# The floor of what is measured next, on a screen of the same size.
bare_floor() {
	local budget_memory='' ready=customer tui_quiet=''
	measured "$bare" "$starts" "" "" "${1:-20 down=j}" "$tui/floor"
}

# measured TITLE STARTS BUDGET_START BUDGET_KEY KEYS COMMAND...: rows of start, keys, memory, bytes.  KEYS: loops of
# tui_bench with ; between.
measured() {
	local title=$1 starts=$2 budget_start=$3 budget_key=$4 keys=$5 file=$data/tui-out.json
	local loops=() loop
	shift 5
	while IFS= read -r loop; do loops+=(-k "$loop"); done < <(printf '%s\n' "$keys" | tr ';' '\n')
	: >"$file"
	timeout 600 "$tui/tui_bench" -n "$starts" -W "$warm" -r "${tui_rows:-40}" -c "${tui_columns:-120}" -q "${tui_quiet:-40}" \
		-t 120000 -w "$ready" "${loops[@]}" -o "$file" -- "$@" >/dev/null 2>"$data/tui-errs" || {
		missing "$title" "did not start"
		say "$title: $(tail -1 "$data/tui-errs")"
		return
	}
	figure_row "$title" "start to first screen" ms "$file" start ready "$budget_start"
	figure_row "$title" "key to paint, down" ms "$file" down change "$budget_key"
	figure_row "$title" "key to paint, a page down" ms "$file" page change "$budget_key" "key to paint, down"
	figure_row "$title" "key to paint, open" ms "$file" open change "" "key to paint, down"
	figure_row "$title" "processor time a key" ms "$file" down cpu ""
	figure_row "$title" "bytes a moved row" bytes "$file" down bytes ""
	figure_row "$title" "memory" kB "$file" start hwm_end_kb "$budget_memory"
}

peer_configs() {
	mkdir -p "$XDG_CONFIG_HOME/aerc" "$data/cache"
	cat >"$data/neomuttrc" <<-END
	set mbox_type=Maildir folder=$mail header_cache=$data/cache/neomutt mark_old=no sleep_time=0 beep=no wait_key=no
	set pager_index_lines=0
	END
	printf '[bench]\nsource = notmuch://%s\nquery-map = %s\ndefault = all\nfrom = Support <support@shop.example>\n' \
		"$mail" "$data/aerc-queries" >"$XDG_CONFIG_HOME/aerc/accounts.conf"
	chmod 600 "$XDG_CONFIG_HOME/aerc/accounts.conf"
	echo 'all=*' >"$data/aerc-queries"
	printf 'initial_command = "search *"\n[accounts]\n' >"$data/alot.conf"
}

# peer NAME STARTS KEYS COMMAND...: a program that may be missing; it may take long
peer() {
	if command -v "$4" >/dev/null; then
		tui_quiet=150 measured "$1" "$2" "" "" "$3" "${@:4}"
	else
		missing "$1" "not installed"
	fi
}

bench_peers() {
	local keys='10 down=j' more='2 page=<PageDown> -back=<PageUp>' often=$starts peers=1
	[ "$size" -ge 10000 ] && keys='20 down=j' more='5 page=<PageDown> -back=<PageUp>'
	[ "$size" -ge 100000 ] && keys='40 down=j' often=$((runs * 2)) peers=2
	group="console beside others, $size mails" budget_memory=
	bare_floor "$keys"
	budget_memory=24576 ready=$rows_of_mail
	measured "sportello" "$often" "20, 5 x bare" "p50 1.5, p99 5" "$keys;$more" "$console" --config "$data/config-$size" \
		--store "$data/sync-$size/store.db"
	budget_memory=
	peer "neomutt" "$peers" "$keys;$more" neomutt -R -n -F "$data/neomuttrc" -f "$mail/support"
	peer "aerc" "$peers" "$keys;$more" aerc
	peer "alot" "$peers" "$keys;$more" alot -n "$NOTMUCH_CONFIG" -c "$data/alot.conf"
}

# The budget of bytes is for 80x24; with the preview below the list, what changes there may be written, too.
bench_small_screen() {
	local least median most
	group="console at 80x24" tui_rows=24 tui_columns=80
	bare_floor
	ready=$rows_of_mail budget_memory=24576
	measured "sportello" "$starts" 20 "p50 1.5, p99 5" '30 down=j' "$console" --config "$data/config-$size" \
		--store "$data/sync-$size/store.db"
	read -r least median most < <(python3 "$src/tests/bench/cells.py" 80 24 30 "$console" --config "$data/config-$size" \
		--store "$data/sync-$size/store.db" --no-sync)
	[ -n "$median" ] && row "$group" "cells that a moved row changes" count 30 "$least" "$median" "$most" "$most" "" "" ""
	tui_rows='' tui_columns='' budget_memory=
}

bench_busy() {
	local dir=$data/import-$size pid keys=$((size / 100))
	[ "$keys" -gt 300 ] && keys=300
	rm -rf "$dir"
	say "the console while sync imports ..."
	"$sync" --config "$data/config-busy-$size" --store "$dir/store.db" --quiet &
	pid=$!
	until [ "$("$console" --config "$data/config-busy-$size" --store "$dir/store.db" count 2>/dev/null || echo 0)" -gt 40 ]; do
		kill -0 "$pid" 2>/dev/null || break
		sleep 0.05
	done
	group="console while sync imports"
	bare_floor		# beside the import, too
	budget_memory=24576 ready=$rows_of_mail
	measured "sportello" 1 "" "p50 1.5, p99 5" "$keys down=j" "$console" --config "$data/config-busy-$size" \
		--store "$dir/store.db"
	kill -0 "$pid" 2>/dev/null && say "(sync was at work all the time)" || say "(sync ended before the last key)"
	ends_within "$pid" 0
	rm -rf "$dir"
}

bench_large() {
	local keys='60 down=j;5 page=<PageDown> -back=<PageUp>;10 open=<Enter> -back=q'
	[ -e "$store/made" ] || return
	group="console, a store of $store_size messages"
	bare_floor
	budget_memory=24576 ready='#[0-9]'
	[ "$size" -lt 10000 ] && keys='15 down=j;2 page=<PageDown> -back=<PageUp>;3 open=<Enter> -back=q'
	measured "sportello" $((starts * 2)) "20, 5 x bare" "p50 1.5, p99 5" "$keys" "$console" \
		--config "$data/config-$size" --store "$store/store.db"
}

# Every screen: its name, the keys that open it, the keys that are timed there, the keys that leave it, what must stand
# on the screen then (no blanks): else it is not that screen that was timed.
screens='
list||j||
list, a page|g<Space><BS>|<PageDown>|gg|
list with a filter|\is:open<Enter>|j|<Esc>|
search as one types|g/|a|<Esc>|Search
case|<Enter> G|k|q|E.escalate
case to case|<Enter>|J|q|E.escalate
card|@|j k|q|Customer.[0-9]
history|gH|k|q|T.kind
fields|gf|j k|q|Fields
customers as one types|gc|a|<Esc> q|Customers
suggestions|gI|j k|q|Perhaps
outbox|go|j k|q|Outbox
drafts|gD|j k|q|Drafts
journal|gl|j|q|Journal
log of a case|gj|j k|q|Journal
accounts|gA|j k|q|Accounts.and
stream|gS|j k|q|Stream
dashboard|gd|j k|q|Dashboard
dashboard, page two|gd G|j k|q|2/2
dashboard, its table|gd v|j k|<Esc> q|VALUE
hand-over|gh|j k|q|Hand.over
news|gn|j k|q|While.you
undo list|gU|j k|q|What.I.did
help|?|<Down> <Up>|<Esc>|Keys.here
keys as one types|?|e|<Esc>|Keys.here
palette as one types|<C-k>|e|<Esc>|Tab.to.the
macros|,,|<Down> <Up>|<Esc>|macro.─
composer|i|a|<C-x>X y|C-x.y
queues of the teams|gq|j k|q|Queues
rules|gR|j k|q|Rules
rule as one types|gR <Enter> <Space>|a|<Esc> q q|Rule,.tried
answers|gk|j k|q|Answers
answers as one types|gk /|e|<Esc> q|Answers
an answer|gk <Space>|j k|q q|gets
answers that miss|gk m|j k|q q|Missing
incidents|g!|j k|q|ncidents
policy of a case|:policy<Enter>|<Down> <Up>|<Esc>|what.is.promised
views to choose from|gV|<Down> <Up>|<Esc>|view.─
command line as one types|:|s|<Esc>|:s?
bot dialogues|gb|j k|gi|
while all is held|:hold<Enter>|j k|:release<Enter>|HELD
'

# One start, every screen in turn: key to paint and bytes a key; at two sizes.
bench_screens_at() {
	local size_=$1 columns=${1%x*} rows_=${1#*x} file=$data/tui-screens.json n=0 name open key leave
	local loops=()
	[ -e "$store/made" ] || return
	group="every screen at $size_, a store of $store_size messages"
	tui_rows=$rows_ tui_columns=$columns bare_floor
	while IFS='|' read -r name open key leave seen; do
		[ -n "$name" ] || continue
		n=$((n + 1))
		set -f
		set -- $open
		while [ $# -gt 1 ]; do
			loops+=(-k "1 -way$n=$1")
			shift
		done
		set +f
		[ -n "$open" ] && loops+=(-k "1 open$n=$1${seen:+~$seen}")
		case $key in
		*' '*) loops+=(-k "$(($screen_keys / 2)) s$n=${key% *} s$n=${key#* }") ;;
		*) loops+=(-k "$screen_keys s$n=$key") ;;
		esac
		for leave in $leave; do		# a step a key: Esc and a letter together are another key
			loops+=(-k "1 -leave$n=$leave")
		done
	done <<<"$screens"
	: >"$file"
	say "every screen at $size_ ..."
	timeout 1200 "$tui/tui_bench" -n 1 -W 1 -r "$rows_" -c "$columns" -q 20 -s 100 -y 1000 -t 120000 -w '#[0-9]' "${loops[@]}" -o "$file" \
		${SCREENS_SEEN:+-S "$SCREENS_SEEN"} -- "$console" --config "$data/config-screens" --store "$store/store.db" --no-sync \
		>/dev/null 2>"$data/tui-errs" || say "$(tail -1 "$data/tui-errs")"
	n=0
	while IFS='|' read -r name open key leave seen; do
		[ -n "$name" ] || continue
		n=$((n + 1))
		grep -q "\"label\":\"open$n\".*\"timeouts\":[1-9]" "$file" && say "$name did not open"
		figure_row "$name" "key to paint" ms "$file" "s$n" change "p50 1.5, p99 5" "key to paint, down"
		figure_row "$name" "processor time a key" ms "$file" "s$n" cpu ""
		figure_row "$name" "bytes a key" bytes "$file" "s$n" bytes "" "bytes a moved row"
	done <<<"$screens"
}

bench_screens() {
	local screen_keys=${SCREEN_KEYS:-40}
	make_store
	build_tui || return
	write_configs
	{
		cat "$data/config-$size"
		cat <<-END
		[account bench]
		channel = mail
		address = Help <help@example.org>
		maildir = $mail
		smtp = smtp://127.0.0.1:9
		[field order]
		type = text
		[field size]
		type = text
		[macro thanks]
		text = Thank you, {customer.first_name|dear customer}.
		[macro sorry]
		text = We are sorry.
		[answers]
		folder = $src/examples/answers
		[team first]
		members = eva, max
		[hours office]
		open = mon-fri 9:00-18:00
		[policy vip]
		when = tag:vip
		first-response = 1h
		next-response = 2h
		resolution = 8h
		hours = office
		[policy all]
		first-response = 4h
		next-response = 8h
		resolution = 5d
		[rule angry]
		when = is:angry
		do = priority high
		[rule refunds]
		when = refund OR rimborso
		do = tag +refund
		[bot Lina]
		languages = en, it
		END
	} >"$data/config-screens"
	chmod 600 "$data/config-screens"
	[ "$size" -lt 10000 ] && screen_keys=6
	bench_screens_at 80x24
	[ "$size" -lt 10000 ] && return
	bench_screens_at 120x40
	bench_screens_at 200x60
}

bench_console() {
	group="console beside others, $size mails"
	build_tui || return
	need_synced
	say "the console beside other programs ..."
	peer_configs
	bench_peers
	bench_small_screen
	bench_busy
	bench_large
}
