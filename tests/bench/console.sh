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
		say "no tui_bench at $from: the console is not measured"
		return 1
	}
	${CC:-cc} -O2 -o "$tui/tui_bench" "$from/tui_bench.c" -lvterm -lutil -lm 2>/dev/null &&
		${CC:-cc} -O2 -D_GNU_SOURCE -o "$tui/floor" "$from/floor.c" -lncursesw -ltinfo 2>/dev/null || {
		say "tui_bench does not build (libvterm-dev?): the console is not measured"
		return 1
	}
}

# figures FILE LABEL METRIC: p50 p99 max
figures() {
	sed -n -E "/\"label\":\"$2\"/ s/.*\"$3\":\{\"min\":[^,]*,\"p50\":([^,]*),\"p95\":[^,]*,\"p99\":([^,]*),\"max\":([^,]*).*/\1 \2 \3/p" \
		"$1" | head -1
}

# measured TITLE STARTS BUDGET_START BUDGET_KEY KEYS COMMAND...: rows of start, keys, memory, bytes.  KEYS: loops of
# tui_bench with ; between.
measured() {
	local title=$1 starts=$2 budget_start=$3 budget_key=$4 keys=$5 file=$data/tui-out.json p50 p99 max
	local loops=() loop
	shift 5
	while IFS= read -r loop; do loops+=(-k "$loop"); done < <(printf '%s\n' "$keys" | tr ';' '\n')
	: >"$file"
	timeout 600 "$tui/tui_bench" -n "$starts" -W 1 -r "${tui_rows:-40}" -c "${tui_columns:-120}" -q "${tui_quiet:-40}" \
		-t 120000 -w "$ready" "${loops[@]}" -o "$file" -- "$@" >/dev/null 2>"$data/tui-errs" || {
		row "$group" "$title: did not start" - 0 "" "" "" ""
		say "$title: $(tail -1 "$data/tui-errs")"
		return
	}
	read -r p50 p99 max < <(figures "$file" start ready)
	row "$group" "$title: start to first screen" ms "$starts" "$p50" "$p99" "$max" "$budget_start"
	read -r p50 p99 max < <(figures "$file" down change)
	row "$group" "$title: key to paint, down" ms "$(sed -n 's/.*"label":"down","n":\([0-9]*\).*/\1/p' "$file" | head -1)" \
		"$p50" "$p99" "$max" "$budget_key"
	read -r p50 p99 max < <(figures "$file" page change)
	[ -n "$p50" ] && row "$group" "$title: key to paint, a page down" ms "" "$p50" "$p99" "$max" "$budget_key"
	read -r p50 p99 max < <(figures "$file" open change)
	[ -n "$p50" ] && row "$group" "$title: key to paint, open" ms "" "$p50" "$p99" "$max" ""
	read -r p50 p99 max < <(figures "$file" down bytes)
	row "$group" "$title: bytes a moved row" bytes "" "$p50" "$p99" "$max" ""
	read -r p50 p99 max < <(figures "$file" start hwm_end_kb)
	row "$group" "$title: memory" kB "" "$p50" "" "$max" "$budget_memory"
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

bench_peers() {
	local keys='20 down=j' more='5 page=<PageDown> -back=<PageUp>' starts=$runs peers=1
	[ "$size" -ge 100000 ] && keys='40 down=j' starts=$((runs * 2)) peers=2
	group="console beside others, $size mails" budget_memory= ready=customer
	measured "a bare curses program" "$starts" "" "" "$keys" "$tui/floor"
	budget_memory=24576 ready=$rows_of_mail
	measured "sportello" "$starts" "20, 5 x bare" "p50 1.5, p99 5" "$keys;$more" "$console" --config "$data/config-$size" \
		--store "$data/sync-$size/store.db"
	budget_memory=
	tui_quiet=150
	command -v neomutt >/dev/null && measured "neomutt" "$peers" "" "" "$keys;$more" neomutt -R -n -F "$data/neomuttrc" -f "$mail/support"
	command -v aerc >/dev/null && measured "aerc" "$peers" "" "" "$keys;$more" aerc
	command -v alot >/dev/null && measured "alot" "$peers" "" "" "$keys;$more" alot -n "$NOTMUCH_CONFIG" -c "$data/alot.conf"
	tui_quiet=
}

# Rows alone, no preview: the budget is for 80x24.
bench_small_screen() {
	ready=$rows_of_mail group="console at 80x24" tui_rows=24 tui_columns=80 budget_memory=24576
	measured "sportello" "$runs" 20 "p50 1.5, p99 5" '30 down=j' "$console" --config "$data/config-$size" \
		--store "$data/sync-$size/store.db"
	tui_rows='' tui_columns='' budget_memory=
}

bench_busy() {
	local dir=$data/import-$size pid keys=$((size / 150))
	[ "$keys" -gt 300 ] && keys=300
	rm -rf "$dir"
	say "the console while sync imports ..."
	"$sync" --config "$data/config-busy-$size" --store "$dir/store.db" --quiet &
	pid=$!
	until [ "$("$console" --config "$data/config-busy-$size" --store "$dir/store.db" count 2>/dev/null || echo 0)" -gt 40 ]; do
		kill -0 "$pid" 2>/dev/null || break
		sleep 0.05
	done
	group="console while sync imports" budget_memory=24576 ready=$rows_of_mail
	measured "sportello" 1 "" "p50 1.5, p99 5" "$keys down=j" "$console" --config "$data/config-busy-$size" \
		--store "$dir/store.db"
	kill -0 "$pid" 2>/dev/null && say "(sync was at work all the time)" || say "(sync ended before the last key)"
	wait "$pid"
	rm -rf "$dir"
}

bench_large() {
	[ -e "$store/made" ] || return
	group="console, a store of $store_size messages" budget_memory=24576
	ready='#[0-9]'
	measured "sportello" 10 "20, 5 x bare" "p50 1.5, p99 5" '60 down=j;5 page=<PageDown> -back=<PageUp>;10 open=<Enter> -back=q' "$console" \
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
help|? <Esc>|j|q|Keys.here
keys as one types|?|e|<Esc> q|Keys.here
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
bench_screens() {
	local size_=$1 columns=${1%x*} rows_=${1#*x} file=$data/tui-screens.json n=0 name open key leave p50 p99 max
	local loops=()
	[ -e "$store/made" ] || return
	group="every screen at $size_, a store of $store_size messages"
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
		*' '*) loops+=(-k "$((${SCREEN_KEYS:-40} / 2)) s$n=${key% *} s$n=${key#* }") ;;
		*) loops+=(-k "${SCREEN_KEYS:-40} s$n=$key") ;;
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
		read -r p50 p99 max < <(figures "$file" "s$n" change)
		row "$group" "$name: key to paint" ms "${SCREEN_KEYS:-40}" "$p50" "$p99" "$max" "p50 1.5, p99 5"
		read -r p50 p99 max < <(figures "$file" "s$n" cpu)
		row "$group" "$name: processor time a key" ms "${SCREEN_KEYS:-40}" "$p50" "$p99" "$max" ""
		read -r p50 p99 max < <(figures "$file" "s$n" bytes)
		row "$group" "$name: bytes a key" bytes "${SCREEN_KEYS:-40}" "$p50" "$p99" "$max" ""
	done <<<"$screens"
}

bench_all_screens() {
	build_tui || return
	[ -e "$data/config-$size" ] || write_configs
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
	bench_screens 80x24
	bench_screens 120x40
	bench_screens 200x60
}

bench_console() {
	build_tui || return
	[ -e "$data/sync-$size/store.db" ] || {
		say "the console is measured on what ONLY=sync has made"
		return
	}
	say "the console beside other programs ..."
	peer_configs
	bench_peers
	bench_small_screen
	bench_busy
	bench_large
}
