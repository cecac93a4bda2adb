#!/bin/sh
# The manual pages: they format without a word, and hold every verb, option, key, command, field and table.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need man groff
pages=$top_builddir/man

text() {
	MANWIDTH=250 MAN_KEEP_FORMATTING= man -E UTF-8 -l "$pages/$1" 2>/dev/null | col -bx
}

# all WHAT WORDS...: none of these lacks in the text of a page, which is in $page
all() {
	what=$1
	shift
	missing=
	for word; do
		printf '%s\n' "$page" | grep -qF -e "$word" || missing="$missing $word"
	done
	[ $# -gt 0 ] && [ -z "$missing" ]
	ok $? "$what ($#)" || note "missing:$missing"
}

for name in sportello.1 sportello-sync.1 sportello-actions.5 sportello-escalation.5 sportello-exec.5 sportello-keys.5 sportello-answers.5 sportello-macros.5 sportello-rules.5 sportello-theme.5 sportello.conf.5 \
	sportello-accessibility.7 sportello-channels.7 sportello-clocks.7 sportello-figures.7 sportello-query.7 sportello-store.7; do
	[ -s "$pages/$name" ]
	ok $? "$name is made"
	is "$(groff -mandoc -ww -Tutf8 "$pages/$name" 2>&1 >/dev/null)" "" "$name: groff has nothing to say"
	is "$(man --warnings -l "$pages/$name" 2>&1 >/dev/null)" "" "$name: man has nothing to say"
	is "$(grep -n '@[A-Za-z -]*@$' "$pages/$name")" "" "$name: no marker is left"
done
[ "$(ls "$top_srcdir/man/"*.in | wc -l)" -eq "$(ls "$pages/"*.[157] | wc -l)" ]
ok $? "every source in man/ is a page"

# ---- sportello(1) and --help say the same ----
page=$(text sportello.1)
verbs=$("$SPORTELLO" complete verbs)
all "sportello(1) has every verb" $verbs
options=$("$SPORTELLO" --help | sed -n 's/^  \(-., \|    \)\(--[a-z-]*\).*/\2/p')
all "and every option of the program" $options
for verb in $verbs; do
	# the verb's item, as far as the next one
	usage=$("$SPORTELLO" help "$verb" | sed -n '1{s/^usage: sportello //; s/ \[OPTIONS\]//p}')
	usage=${usage% }
	all "sportello(1): $usage" " $usage"
	"$SPORTELLO" help "$verb" | sed -n '/^Options of every verb/q; s/^  \(-., \|    \)\(--[a-z-]*\( [A-Z][A-Zx]*\)*\).*/\2/p' |
		sed 's/ *$//' >"$T/options"
	[ -s "$T/options" ] || continue
	missing=
	while read -r option; do
		printf '%s\n' "$page" | grep -qE -e "^ +(-., )?$option( |\$)" || missing="$missing $option"
	done <"$T/options"
	is "$missing" "" "with its options"
done
all "and what scripts may rely on" waiting_since last_item remote_id next_try not_before left_alone
for see in $("$SPORTELLO" --help | grep -o 'sportello[a-z.-]*([157])'); do
	section=${see#*(}
	[ -e "$pages/${see%(*}.${section%)}" ]
	ok $? "--help names a page that is there: $see"
done

page=$(text sportello-sync.1)
all "sportello-sync(1) has every option" $("$SPORTELLO_SYNC" --help | sed -n 's/^  \(--[a-z-]*\).*/\1/p')

# ---- sportello.conf(5) ----
page=$(text sportello.conf.5)
all "sportello.conf(5) has every key" $(sed -n 's/^OPTION([A-Z]*, [A-Z_]*, "\([a-z-]*\)".*/\1/p' \
	"$top_srcdir/include/options.def")
all "and every channel" $(sed -n 's/^CHANNEL("\([a-z]*\)".*/\1/p' "$top_srcdir/include/channels.def")
example=$(man -E UTF-8 -l "$pages/sportello.conf.5" 2>/dev/null | col -bx | sed -n '/^EXAMPLES/,/^SEE ALSO/p' |
	sed '1d; $d; s/^     //')
printf '%s\n' "$example" >"$T/example"
run "$SPORTELLO" --config "$T/example" --store "$store" list
is "$rc" 1 "its example is a configuration" || note "$errs"

# ---- sportello-keys(5), sportello-theme(5) ----
page=$(text sportello-keys.5)
all "sportello-keys(5) has every command" $(sed -n '/^const struct command commands/,/^};/s/^	{ "\([a-z-]*\)",.*/\1/p' \
	"$top_srcdir/src/ui/commands.c")
keys=$(sed -n '/struct default_key defaults/,/^};/p' "$top_srcdir/src/ui/keys.c" | grep -o '{ "[a-z]*", "[^"]*"' |
	sed 's/.*, "//; s/"$//; s/\\\\/\\/' | sort -u)
missing=$(printf '%s\n' "$keys" | while read -r key; do
	printf '%s\n' "$page" | sed 's/^ *//' | grep -qF -e "$key " || echo "$key"
done)
is "$missing" "" "and every key ($(printf '%s\n' "$keys" | wc -l))"
page=$(text sportello-theme.5)
all "sportello-theme(5) has every role" $(sed -n 's/^\(ROLE\|STATE\)([A-Z_]*, "\([a-z-]*\)".*/\2/p' \
	"$top_srcdir/include/theme.def")

# ---- sportello-channels(7) ----
connected=$(sed -n 's/^CHANNEL("\([a-z]*\)".*[, ]CONNECT.*/\1/p' "$top_srcdir/include/channels.def" | grep -vx -e mail -e exec)
for name in $connected; do
	grep -q "^\(\.Cm \)\{0,1\}channel *= *$name\( \|\$\)" "$top_srcdir/man/sportello-channels.7.in"
	ok $? "sportello-channels(7) has a section for $name"
done

# ---- sportello-query(7) ----
page=$(text sportello-query.7)
all "sportello-query(7) has every field" $("$SPORTELLO" complete query '')
all "and every value" $("$SPORTELLO" complete query is: | sed 's/^is://') $("$SPORTELLO" complete query has: |
	sed 's/^has://')
sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/s/^\.It //p' "$pages/sportello-query.7" | sed 's/\\(dq/"/g' >"$T/queries"
while read -r query; do
	run "$SPORTELLO" --store "$store" count "$query"
	is "$rc" 0 "its example can be asked: $query" || note "$errs"
done <"$T/queries"

# ---- sportello-store(7) against a real store ----
if command -v sqlite3 >/dev/null; then
	page=$(text sportello-store.7)
	tables=$(sqlite3 "$store" "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
	all "sportello-store(7) has every table" $tables
	missing=
	for table in $tables; do
		part=$(printf '%s\n' "$page" | sed -n "/^   $table\$/,/^   [a-z_]*\$/p" | sed '1!{/^   [a-z_]*$/d}')
		for column in $(sqlite3 "$store" "SELECT name FROM pragma_table_info('$table')"); do
			printf '%s\n' "$part" | grep -qw -e "$column" || missing="$missing $table.$column"
		done
	done
	is "$missing" "" "and every column"
	sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/p' "$pages/sportello-store.7" | sed '/^\./d; /^[A-Z][a-z].*:$/d' >"$T/examples.sql"
	run sqlite3 -readonly "$store" ".read $T/examples.sql"
	is "$rc$errs" 0 "its examples run"
fi

done_testing
