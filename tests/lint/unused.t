#!/bin/bash
# What is declared is used: functions of include/, statements of the store, options; and an option that the code asks
# for by its key is one.
. "${top_srcdir:-.}/tests/lint/lib.sh"

# words FILES...: every word of them, once for each place
words() {
	cat "$@" | grep -oE '[A-Za-z_][A-Za-z0-9_]*'
}

# Declared, defined by its name, and standing nowhere else in src/, tests/ and the macros of the headers.
functions() {
	sed -nE 's/^[a-z][A-Za-z0-9_ *]*[ *]([a-z][a-z0-9_]*)\(.*/\1/p' include/*.h | sort -u >"$scratch/list"
	cat $(find src -name '*.c') | sed -nE 's/^([a-z][a-z0-9_]*)\(.*/\1/p' | sort -u | comm -12 - "$scratch/list" >"$scratch/both"
	sed -n '/^#define/,/[^\]$/p' include/*.h >"$scratch/macros"
	words $(find src tests -name '*.[ch]') "$scratch/macros" | sort | uniq -c | awk -v list="$scratch/both" '
		{ times[$2] = $1 }
		END {
			while ((getline name < list) > 0)
				if (times[name] == 1) {
					print name ": nothing uses it"
					found = 1
				}
			exit found
		}'
}

statements() {
	local name fields status=0
	fields=$(sed -nE 's/^FIELD\(([A-Z0-9_]+),.*/\1/p' src/store/*.def | tr '\n' '|')
	words src/store/*.[ch] | grep '^STMT_' | sort -u >"$scratch/used"
	for name in $(sed -nE 's/^S\(([A-Z0-9_]+),.*/\1/p' src/store/*.stmts | grep -vE "^[GS]ET_(${fields}-)$"); do
		grep -qx "STMT_$name" "$scratch/used" && continue
		echo "$name: no statement asks it"
		status=1
	done
	return $status
}

# Options are asked for by their number, by their key, as "NAME-command" and "NAME-file" of a secret's name, or, those
# that name servers, by the end of their key.
options() {
	local id key status=0
	words $(find src -name '*.[ch]') | grep '^OPT_' | sort -u >"$scratch/used"
	cat $(find src -name '*.[ch]') | grep -oE '"[a-z-]+"' | sort -u >"$scratch/keys"
	while read -r id key; do
		grep -qx "OPT_$id" "$scratch/used" || grep -qx "\"$key\"" "$scratch/keys" && continue
		[[ $key == *-url ]] && grep -qx '"-url"' "$scratch/keys" && continue
		[[ $key == *-command || $key == *-file ]] && grep -qx "\"${key%-*}\"" "$scratch/keys" && continue
		echo "$key: nobody reads this option"
		status=1
	done < <(sed -nE 's/^OPTION\(([A-Z]+), ([A-Z0-9_]+), "([a-z-]+)".*/\1_\2 \3/p' include/options.def)
	return $status
}

# A key that is asked for and that no option has
asked() {
	local key status=0
	for key in $(cat $(find src -name '*.c') | grep -oE 'worker_option\([^",]*, "[a-z-]+"' | cut -d'"' -f2 | sort -u); do
		grep -q "^OPTION([A-Z]*, [A-Z0-9_]*, \"$key\"" include/options.def && continue
		echo "$key: no option has this key"
		status=1
	done
	return $status
}

passes "every function of include/ has a caller" functions
passes "every statement is asked" statements
passes "every option is read" options
passes "every option that is asked for exists" asked
printf 'int lost(void);\nint found(void);\n' | sample include/some.h
printf 'OPTION(MAIL, LOST, "lost-key", TEXT)\nOPTION(MAIL, FOUND, "found", TEXT)\n' | sample include/options.def
printf 'S(LOST, "SELECT 1")\nS(FOUND, "SELECT 2")\nS(GET_IT, "SELECT 3")\n' | sample src/store/some.stmts
echo 'FIELD(IT, "it")' | sample src/store/some.def
printf 'int\nlost(void)\n{\n}\nint\nfound(void)\n{\n\tlist = { found, STMT_FOUND };\n\tworker_option(w, "found");\n\tworker_option(w, "fuond");\n}\n' |
	sample src/store/some.c
mkdir -p "$scratch/tree/tests"
finds 'lost: nothing uses it' "a function without a caller is found" in_samples functions
finds 'LOST: no statement asks it' "a statement that is never asked is found" in_samples statements
finds 'lost-key: nobody reads' "an option that nobody reads is found" in_samples options
finds 'fuond: no option has this key' "a misspelt key is found" in_samples asked
done_testing
