#!/bin/bash
# Text files come into the programs byte for byte; setup and its options.
. "${top_srcdir:-.}/tests/lint/lib.sh"
embed=$PWD/src/gen/embed.sh

# prints the embedded text back
compile() {
	cat >>"$scratch/text.c" <<'X'
#include <stdio.h>
int main(void) { return fputs(text, stdout) < 0; }
X
	${CC:-cc} -std=gnu11 -Wall -Wextra -Werror -o "$scratch/text" "$scratch/text.c" &&
		"$scratch/text" >"$scratch/back" && cmp "$scratch/odd.sql" "$scratch/back"
}

comes_back() {
	sh "$embed" text "$scratch/odd.sql" >"$scratch/text.c"
	passes "$1" compile
}

printf 'SELECT "a\\b" -- %%s ??=\n\ttab\r\n\nperch\303\251 \033[0m '"'"'x'"'"'\n' >"$scratch/odd.sql"
comes_back "quotes, backslashes, percent signs, tabs, accents"
: >"$scratch/odd.sql"
comes_back "an empty file"
for ((i = 0; i < 3000; i++)); do echo "line $i of a long migration"; done >"$scratch/odd.sql"
comes_back "a long file"

table() {
	printf 'one\n' >"$scratch/001-a.sql"
	printf 'two\n' >"$scratch/002-b.sql"
	sh "$embed" -t list "$scratch/001-a.sql" "$scratch/002-b.sql" >"$scratch/table.c"
	cat >>"$scratch/table.c" <<'X'
#include <stdio.h>
int main(void) { for (int i = 0; list[i].name; i++) printf("%s=%s", list[i].name, list[i].text); return 0; }
X
	${CC:-cc} -std=gnu11 -Wall -Wextra -Werror -o "$scratch/table" "$scratch/table.c" &&
		[ "$("$scratch/table")" = $'001-a=one\n002-b=two' ]
}
passes "several files as a table, in order" table

usage() {
	./setup --nonsense >/dev/null 2>&1
	[ $? = 2 ] && ./setup --help | grep -q 'setup check'
}
passes "setup explains itself" usage

# On a system without apt: a copy of setup, so that the tree's own build is left alone.
elsewhere() {
	mkdir -p "$scratch/bin" "$scratch/copy"
	cp setup "$scratch/copy"
	for p in bash dirname mkdir date cat; do
		ln -sf "$(command -v $p)" "$scratch/bin/$p"
	done
	! PATH=$scratch/bin "$scratch/copy/setup" --no-run && ls "$scratch/copy/build" >/dev/null
}
finds 'autoreconf -fi && ./configure' "without apt, setup names the packages and the usual way" \
	eval 'elsewhere && false'
done_testing
