#!/bin/sh
# Translations: each is whole in form, is found by a program in its build tree, and leaves what scripts read alone.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
. "$top_srcdir/tests/cli/world.sh"
need msgfmt
LC_ALL=C.UTF-8
export LC_ALL

for language in $(sed 's/#.*//' "$top_srcdir/po/LINGUAS"); do
	run msgfmt --check-format --check-domain -o /dev/null "$top_srcdir/po/$language.po"
	is "$rc" 0 "$language: every format fits its original" || note "$errs"
done
LANGUAGE=it "$SPORTELLO" --help >"$T/it" 2>&1
"$SPORTELLO" --help >"$T/en"
if cmp -s "$T/it" "$T/en"; then
	skip_all "built without translations, or this system has none"
fi
like "$(cat "$T/it")" '^uso: sportello' "help in Italian"
is "$(awk 'length > 85' "$T/it")" "" "in 80 columns too"

world
desk tag 1 +vip
desk reply 2 hello
for verb in "list" "count" "stats" "outbox" "customer list" "account list" "search lamp"; do
	desk $verb --json --now 2030-01-01T00:00:00Z
	en=$out
	LANGUAGE=it
	export LANGUAGE
	desk $verb --json --now 2030-01-01T00:00:00Z
	unset LANGUAGE
	is "$out" "$en" "$verb --json is the same in every language"
done
LANGUAGE=it
export LANGUAGE
desk show 1
like "$out" 'ha messo le etichette +vip' "what was done is told in Italian, whoever did it"
desk show 4711
is "$rc" 1 "exit statuses stay"
like "$errs" 'non c.è il caso #4711' "errors are in Italian"
desk list is:wating
is "$rc" 2 "of every kind"

done_testing
