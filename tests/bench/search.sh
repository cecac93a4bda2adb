# search.sh - full-text search beside notmuch's on the same mail: a cold process each, and as one types; sourced by run.

# kind TAB the same query in both languages; RARE and SENDER are found in the mail.
searches='
rare	RARE
common	refund
phrase	"il pacco"
prefix	consegn*
from	from:SENDER
tag	tag:vip
date range	date:2026-03-01..2026-03-31
combined	refund tag:vip date:2026-09-01..2026-12-31
'

# A mail from the middle of all.
some_mail() {
	find "$mail/support/cur" -name "*.$((size / 2))*.bench:*" -print -quit | grep . ||
		find "$mail/support/cur" -name "*.$((size / 20))*.bench:*" -print -quit
}

# Its word that the fewest mails hold, but more than one does.
rare_word() {
	sed '1,/^$/d' "$1" | tr -cs 'a-z\200-\377' '\n' | grep -E '^[a-z]{6,12}$' | sort -u | head -60 >"$data/words"
	notmuch count --batch <"$data/words" | paste - "$data/words" | sort -n | awk '$1 > 1 { print $2; exit }'
}

# The newest 200 cases are tagged here, and their mails there: the same answer to tag:vip.
tag_both() {
	local dir=$data/sync-$size
	[ -e "$dir/tagged" ] && return
	"$console" --config "$data/config-$size" --store "$dir/store.db" list --sort recent -n 200 --json |
		sed -n 's/^{"case":\([0-9]*\),.*/tag \1 +vip/p' |
		"$console" --config "$data/config-$size" --store "$dir/store.db" shell >/dev/null 2>"$data/tag-errs"
	"$console" --config "$data/config-$size" --store "$dir/store.db" search -n 100000 tag:vip --json |
		sed -n 's/.*"remote_id":"\([^"]*\)".*/+vip -- id:"\1"/p' | notmuch tag --batch
	run_sync "$dir" --quiet
	run_sync "$dir" --quiet
	touch "$dir/tagged"
}

bench_search() {
	local kind query found both some dir=$data/sync-$size
	command -v notmuch >/dev/null || {
		group="full-text search" missing notmuch "not installed"
		return
	}
	need_synced
	tag_both
	: >"$data/typed"
	some=$(some_mail)
	searches=${searches/RARE/$(rare_word "$some")}
	searches=${searches/SENDER/$(sed -n 's/^From:.*<\(.*\)>.*/\1/p' "$some" | head -1)}
	say "searching $size mails ..."
	local ours=("$console" --config "$data/config-$size" --store "$dir/store.db")
	group="full-text search, $size mails: 50 results"
	timed "notmuch: the process alone (--version)" "" . "" "$runs" notmuch --version
	timed "sportello: the process alone (--version)" "" "notmuch: the process alone (--version)" "" "$runs" "${ours[@]}" --version
	while IFS=$'\t' read -r kind query; do
		[ -n "$kind" ] || continue
		found=$("${ours[@]}" count --items "$query") both=$(notmuch count "$query")
		[ "$found" = "$both" ] || say "$query: $found mails here, $both there"
		group="full-text search, $size mails: 50 results"
		timed "$kind: notmuch search" "" . "" "$runs" notmuch search --limit=50 "$query"
		timed "$kind: notmuch search --output=threads" "" "$kind: notmuch search" "" "$runs" notmuch search --limit=50 \
			--output=threads "$query"
		timed "$kind: sportello search" "" "$kind: notmuch search" "" "$runs" "${ours[@]}" search -n 50 "$query"
		timed "$kind: sportello list" "" "$kind: notmuch search" "" "$runs" "${ours[@]}" list -n 50 "$query"
		printf '%s\t%s\t%s\t%s\n' "$kind" "$query" "notmuch search, a process of its own" \
			"$(sed -n "s/^[^\t]*\t$kind: notmuch search\t[^\t]*\t[^\t]*\t[^\t]*\t\([^\t]*\).*/\1/p" "$rows")" >>"$data/typed"
		group="full-text search, $size mails: count"
		timed "$kind: notmuch count ($both)" "" . "" "$runs" notmuch count "$query"
		timed "$kind: sportello count ($found)" "" "$kind: notmuch count ($both)" "" "$runs" "${ours[@]}" count --items "$query"
	done <<<"$searches"
	"$bench/queries" -n 3 -t "$data/typed" "$dir" >>"$rows"
}
