#!/bin/bash
# Every label of the line of keys has its words in src/ui/bar.c, where translators find them.
. "${top_srcdir:-.}/tests/lint/lib.sh"

# labels: what the screens name, one a line
labels() {
	cat src/ui/*.c | tr -d '\n\t' | grep -oE '(\.hints = |ROWS_SCREEN\([a-z]+, N_\("[^"]*"\), )("[^"]*")+' |
		sed -E 's/^[^"]*N_\("[^"]*"\), //; s/^\.hints = //; s/""//g; s/"//g' | tr ',' '\n' |
		sed -E 's/=.*//; s/-/ /g' | sort -u | grep -vx help
}

without_words() {
	local label status=0
	while read -r label; do
		grep -qF "N_(\"$label\")" src/ui/bar.c && continue
		[ "$label" = open ] && continue
		echo "$label: no words in src/ui/bar.c"
		status=1
	done < <(labels)
	return $status
}

passes "there are labels" eval '[ "$(labels | wc -l)" -gt 20 ]'
passes "each has its words" without_words
printf '\t.hints = "reply,look=open,"\n\t"throw=drop,help",\n' | sample src/ui/screen.c
echo 'N_("reply") N_("look")' | sample src/ui/bar.c
finds 'throw: no words' "one that has none is found" in_samples without_words
done_testing
