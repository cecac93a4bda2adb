# sizes.awk - functions over 80 lines, files over 800; lines over 132 columns (a tab is 8; aim
# at 100).

function complain(line, what) {
	printf "%s:%d: %s\n", FILENAME, line, what
	bad = 1
}

function finish() {
	if (previous != "" && lines > 800)
		printf "%s:%d: the file has %d lines, 800 at most\n", previous, lines, lines
	if (lines > 800)
		bad = 1
}

FNR == 1 { finish(); previous = FILENAME; begun = 0 }

{ lines = FNR }

# a function begins with a brace of its own in the first column; a table does not
/^\{/ { begun = FNR }

/^\}/ {
	if (begun && FNR - begun - 1 > 80)
		complain(begun, "the function has " FNR - begun - 1 " lines, 80 at most")
	begun = 0
}

{
	text = $0
	columns = 0
	while ((at = index(text, "\t")) > 0) {
		columns += at - 1
		columns += 8 - columns % 8
		text = substr(text, at + 1)
	}
	gsub(/[\200-\277]/, "", text)
	if (columns + length(text) > 132)
		complain(FNR, "the line is " columns + length(text) " columns wide, 132 at most")
	if ($0 ~ /[ \t]$/)
		complain(FNR, "blanks at the end of the line")
}

END { finish(); exit bad }
