#!/bin/sh
# translated.t - every message that a person may see has words in every language of po/LINGUAS.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need xgettext msgmerge msgattrib

cd "$top_srcdir" || exit 99
options=$(sed -n 's/^XGETTEXT_OPTIONS *= *//p' po/Makevars)
messages() {
	.ci/potfiles | eval "xgettext --from-code=UTF-8 --files-from=- -L C -o '$T/all.pot' $options" 2>"$T/words"
}
# untranslated FILE.po: what has no words there, or only guessed ones
untranslated() {
	msgmerge -q --no-fuzzy-matching --no-wrap -o "$T/merged.po" "$1" "$T/all.pot" 2>>"$T/words"
	{
		msgattrib --untranslated --no-obsolete --no-wrap "$T/merged.po"
		msgattrib --only-fuzzy --no-obsolete --no-wrap "$T/merged.po"
	} 2>>"$T/words" | grep -A 1 '^msgid' | grep -v '^msgid ""$\|^msgstr\|^--\|^"[A-Za-z-]*: .*\\n"$'
}

messages
ok $? "the messages are collected" || note "$(cat "$T/words")"
[ "$(grep -c '^msgid' "$T/all.pot")" -gt 2000 ]
ok $? "all of them" || note "$(grep -c '^msgid' "$T/all.pot")"
for language in $(sed 's/#.*//' po/LINGUAS); do
	is "$(untranslated "po/$language.po" | head -n 40)" "" "$language: nothing is left untranslated"
	sed '/^msgid "leave"$/,/^$/d' "po/$language.po" >"$T/gap.po"
	like "$(untranslated "$T/gap.po")" '"leave"' "$language: and a gap would be seen"
done
done_testing
