#!/bin/bash
# Functions that are never called, notes to oneself, places of one machine.
. "${top_srcdir:-.}/tests/lint/lib.sh"
lint=$PWD/tests/lint
words() {
	awk -f "$lint/words.awk" "$@"
}

passes "no such word in the tree" words $(find src include tests themes man completions examples po \
	.ci/run setup README.md configure.ac Makefile.am -type f \
	! -path 'tests/lint/*' ! -name '*.eml' ! -name '*.pot' ! -name 'Make*.in*' ! -name '*.o' \
	! -name '*.sed' ! -name '*.sin' ! -name '*.header' ! -name 'Rules-quot' ! -name '*.template' \
	! -path 'po/POTFILES*' ! -path '*/.deps/*' 2>/dev/null | LC_ALL=C sort | xargs grep -lI '')

# bad TEXT WHAT NAME
bad() {
	printf '%s\n' "$1" | sample src/a.c
	finds "$2" "$3" in_samples words src/a.c
}
bad 'strcpy(a, b);' 'strcpy()' "strcpy"
bad 'x = atoi (s);' 'atoi()' "atoi with a blank"
bad 'if (system(c)) return;' 'system()' "system"
bad 'f = popen(c, "r");' 'popen()' "popen"
bad 'for (p = strtok(s, ","); p; ) ;' 'strtok()' "strtok"
bad 'int a; // why' '// comment' "a // comment"
bad 'int a; /* TODO: later */' 'note to oneself' "a note"
bad 'return error_set(err, E, "not implemented");' 'a gap' "a gap"
bad 'open("/root/x");' 'path of one machine' "a path"
bad 'open("/tmp/x");' 'path of one machine' "a fixed temporary file"
bad '/* from https://pypi.org/x */' 'package registry' "a registry"
sample src/a.c <<'X'
/* strcpy() is not used; see http://example.org // here */
static const char url[] = "http://example.org/strcat(", quote = '"', slash = '/';
x = my_strcpy(a) + channel->system(a) + snprintf(a, 1, "//");
/* over
   two lines: gets() */
char template[] = "x.XXXXXX";
X
passes "strings, comments and other names are no offence" in_samples words src/a.c
done_testing
