#!/bin/bash
# Small functions, small files, lines that fit.
. "${top_srcdir:-.}/tests/lint/lib.sh"
lint=$PWD/tests/lint
sizes() {
	LC_ALL=C awk -f "$lint/sizes.awk" "$@"
}

passes "functions, files and lines of the sources keep the limits" \
	sizes $(find src include tests -name '*.[ch]' | LC_ALL=C sort)

body() {
	for ((i = 0; i < $1; i++)); do echo '	x();'; done
}
{ printf 'int\nf(void)\n{\n'; body 80; printf '}\n'; } | sample src/a.c
passes "80 lines are allowed" in_samples sizes src/a.c
{ printf 'int\nf(void)\n{\n'; body 81; printf '}\n'; } | sample src/a.c
finds 'src/a.c:3: the function has 81 lines' "81 are not" in_samples sizes src/a.c
{ printf 'static const int t[] = {\n'; body 100; printf '};\n'; } | sample src/a.c
passes "a table may be long" in_samples sizes src/a.c
for ((i = 0; i <= 800; i++)); do echo '/* */'; done | sample src/b.c
finds 'src/b.c:801: the file has 801 lines' "a long file" in_samples sizes src/b.c src/a.c
printf '\t\t%0117d\n' 0 | sample src/c.c
finds 'src/c.c:1: the line is 133 columns' "a wide line" in_samples sizes src/c.c
printf '\t\t%0114dèèè\n' 0 | sample src/c.c
finds '133 columns' "columns are not bytes" in_samples sizes src/c.c
printf 'x; \n' | sample src/d.c
finds 'src/d.c:1: blanks' "blanks at the end" in_samples sizes src/d.c
done_testing
