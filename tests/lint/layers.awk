# layers.awk - includes that break tests/lint/layers.tab.  Run as: awk -f layers.awk layers.tab FILES...
# File names are as seen from the top of the tree (src/..., include/...).

FILENAME ~ /layers\.tab$/ {
	if ($1 == "layer") {
		known[$2] = 1
		may[$2, $2] = 1
		for (i = 3; i <= NF; i++)
			may[$2, $i] = 1
	} else if ($1 == "header") {
		for (i = 3; i <= NF; i++)
			owner[$i] = $2
	} else if ($1 == "third") {
		for (i = 3; i <= NF; i++)
			place[$2] = place[$2] " " $i
	} else if ($1 == "system") {
		for (i = 2; i <= NF; i++)
			libc[$i] = 1
	} else if ($1 == "forbid") {
		where[++forbidden] = $2
		word[forbidden] = $3
		why[forbidden] = ""
		for (i = 4; i <= NF; i++)
			why[forbidden] = why[forbidden] " " $i
	}
	next
}

function complain(what) {
	printf "%s:%d: %s\n", FILENAME, FNR, what
	bad = 1
}

FNR == 1 {
	base = FILENAME
	sub(/.*\//, "", base)
	if (FILENAME ~ /^include\//) {
		layer = owner[base]
		if (layer == "")
			complain("this header has no layer in tests/lint/layers.tab")
	} else {
		split(FILENAME, parts, "/")
		layer = parts[2]
		if (!(layer in known))
			complain("src/" layer "/ is no layer of tests/lint/layers.tab")
	}
}

/^[ \t]*#[ \t]*include[ \t]*</ {
	name = $0
	sub(/^[^<]*</, "", name)
	sub(/>.*/, "", name)
	if (name in libc)
		next
	if (!(name in place)) {
		complain("<" name "> is in no row of tests/lint/layers.tab")
		next
	}
	n = split(place[name], places, " ")
	for (i = 1; i <= n; i++)
		if (index(FILENAME, places[i]) == 1)
			next
	complain("<" name "> may be included only in" place[name])
	next
}

/^[ \t]*#[ \t]*include[ \t]*"/ {
	name = $0
	sub(/^[^"]*"/, "", name)
	sub(/".*/, "", name)
	if (name ~ /\//) {
		complain("\"" name "\": no paths in includes; private headers stay in their folder")
		next
	}
	if (!(name in owner))
		next	# private: the compiler finds it in this folder or not at all
	if (layer != "" && !((layer, owner[name]) in may))
		complain(layer " may not include \"" name "\", which is " owner[name] "'s")
	next
}

{
	for (i = 1; i <= forbidden; i++)
		if (index(FILENAME, where[i]) == 1 && $0 ~ ("(^|[^A-Za-z0-9_])" word[i] "[ \t]*\\(") &&
		    $0 !~ /^[ \t]*(\/?\*|\/\/)/)
			complain(word[i] "():" why[i])
}

END { exit bad }
