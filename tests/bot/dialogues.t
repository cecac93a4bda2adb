#!/bin/sh
# Dialogues through the bot's own engine: who asks for a person gets one, always; and what it says is mostly right.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need python3
export SPORTELLO

run "$top_srcdir/tests/bot/dialogues.py"
is "$rc" 0 "nobody who asks for a person is left alone" || note "$out"
# right and wrong answers of the Italian dialogues: columns 8 and 9 of the row
row=$(printf '%s\n' "$out" | sed -n 's/^it (ours)//p' | head -n 1)
set -- $row
is "$((${1:-0} >= 40 && ${13:-0} == ${14:-1} && ${13:-0} >= 10))" 1 "dialogues of our own, with people who ask for a person" || note "$row"
is "$((${8:-0} >= 25 && ${9:-9} <= 4))" 1 "most answers are right, few are wrong" || note "$row"
is "$((${2:-0} >= 20))" 1 "and more than half needs no person" || note "$row"

corpora=$top_srcdir/../shared/corpora
[ -x "$corpora/unpack" ] || corpora=$(cd "$top_srcdir" && dirname "$(git rev-parse --git-common-dir 2>/dev/null)")/../shared/corpora
if [ -z "$DIALOGUES" ] && [ -r "$corpora/public.tar.xz" ]; then
	DIALOGUES=$T/all.jsonl
	tar -xJOf "$corpora/public.tar.xz" public/dialogues/all.jsonl >"$DIALOGUES" 2>/dev/null
fi
if [ -s "$DIALOGUES" ]; then
	run "$top_srcdir/tests/bot/dialogues.py" --corpus "$DIALOGUES"
	is "$rc" 0 "nor anybody in the public dialogues" || note "$out"
else
	note "the public dialogues are not here (DIALOGUES=FILE): only our own were gone through"
fi
done_testing
