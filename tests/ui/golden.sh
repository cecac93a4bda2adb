# golden.sh - screens of the console as text, compared with files of tests/ui/golden.  Source it after world.sh.
#
# When a screen was changed on purpose, the files are written anew by
#	RENEW=1 tests/ui/screens.t; RENEW=1 tests/ui/session.t
# and `git diff tests/ui/golden` shows what changed.

golden=$top_srcdir/tests/ui/golden

# console SIZE: runs the script on standard input; $out is what it printed
console() {
	cat >"$T/script"
	desk --now "$now" --no-sync --script "$T/script" --size "$1"
}

# agent WHAT [SIZE]: the script on standard input must hold, on the world as world_keep found it
agent() {
	world_again
	console "${2:-80x24}"
	ok "$rc" "$1" || printf '%s\n' "$out" "$errs" | sed 's/^/# /'
}

# same_screens NAME: $out is what the file says; how many commands and keys there are in all does not count
same_screens() {
	out=$(printf '%s\n' "$out" | sed 's|[0-9][0-9]*/1[0-9][0-9]|n/all|; s|[0-9][0-9]*/[2-9][0-9][0-9] │|n/all │|')
	if [ -n "$RENEW" ]; then
		mkdir -p "$golden"
		printf '%s\n' "$out" >"$golden/$1.txt"
	fi
	printf '%s\n' "$out" >"$T/got.txt"
	diff -u "$golden/$1.txt" "$T/got.txt" >"$T/diff"
	ok $? "the screens of $1 are as they were" || sed 's/^/# /' "$T/diff" | head -80
}
