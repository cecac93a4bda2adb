# headings.awk - the manual pages and their sections as a table in C: { "sportello-keys(5)", "Binding keys" }, ...
# usage: awk -f headings.awk man/*.in
BEGIN {
	print "/* Made from man/ by headings.awk. */"
	print "#include \"ui.h\"\n\nconst struct manual_section manual_sections[] = {"
}
FNR == 1 {
	page = FILENAME
	sub(/.*\//, "", page)
	sub(/\.in$/, "", page)
	section = page
	sub(/.*\./, "", section)
	sub(/\.[0-9]$/, "", page)
	printf "\t{ \"%s\", \"%s\", \"\" },\n", page, section
}
/^\.S[hs] / {
	heading = $0
	sub(/^\.S[hs] /, "", heading)
	gsub(/\\&|["\\]/, "", heading)
	if (heading !~ /^(NAME|SYNOPSIS|DESCRIPTION|SEE ALSO)$/ && heading !~ /@/)
		printf "\t{ \"%s\", \"%s\", \"%s\" },\n", page, section, heading
}
END {
	print "\t{ NULL, NULL, NULL }\n};"
}
