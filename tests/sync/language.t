#!/bin/sh
# In which language people write, against the labels of public dialogues: by language and length, as a table.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need python3
corpora=$top_srcdir/../shared/corpora
[ -x "$corpora/unpack" ] || corpora=$(cd "$top_srcdir" && dirname "$(git rev-parse --git-common-dir 2>/dev/null)")/../shared/corpora
[ -x "$corpora/unpack" ] || skip_all "there is no ../shared/corpora beside the sources"
[ -x "$top_builddir/tests/unit/sync_language" ] || skip_all "tests/unit/sync_language is not built"
"$corpora/unpack" "$T/all" >"$T/unpack.log" 2>&1 || skip_all "the collections cannot be unpacked here"
python3 - "$T/all/public/dialogues/all.jsonl" >"$T/lines" <<'END'
import collections, json, random, sys
by = collections.defaultdict(list)
for line in open(sys.argv[1], encoding='utf-8'):
    d = json.loads(line)
    for m in d['messages']:
        if m['who'] != 'customer':
            continue
        # the labels of a language are on the message, else on the dialogue; placeholders and marks are no words
        language = (m.get('lang') or d['lang']).split('-')[0].lower()
        if d['source'] == 'bcontrast':
            language = 'de'
        if d['source'].startswith('irc') or '/' in language:
            continue
        text = ' '.join(w for w in m['text'].split() if w[0] not in '#@' and not w.startswith('http'))
        if sum(c.isalpha() for c in text) >= 8:
            n = 0 if len(text) < 40 else 1 if len(text) <= 120 else 2
            by[language, n].append(text)
random.seed(1)
for (language, n), texts in sorted(by.items()):
    random.shuffle(texts)
    for text in texts[:300]:
        print(language + '\t' + text)
END
run "$top_builddir/tests/unit/sync_language" "$T/lines"
is "$rc" 0 "told"
printf '%s\n' "$out" | sed 's/^/# /'
# at least LENGTH SHARE
least() {
	printf '%s\n' "$out" | awk -F '\t' -v c="$1" -v s="$2" '$1 == "all" && $2 == c { found = $4 + 0 >= s } END { exit !found }'
	ok $? "$1 letters: at least $2 are right"
}
# what libexttextcat alone does, restricted to these seven languages, is 0.71, 0.95 and 0.98
least "under 40" 0.71
least "40 to 120" 0.95
least "over 120" 0.98
done_testing
