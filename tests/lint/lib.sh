# lib.sh - what the lint tests share: TAP, a scratch folder, the tree's own files.
cd "${top_srcdir:-.}" || exit 99
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
n=0

# ok STATUS NAME [OUTPUT-FILE]
ok() {
	n=$((n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		[ -z "${3-}" ] || sed 's/^/# /' "$3"
	fi
}

# passes NAME COMMAND...: the command succeeds
passes() {
	local name=$1
	shift
	"$@" >"$scratch/out" 2>&1
	ok $? "$name" "$scratch/out"
}

# finds TEXT NAME COMMAND...: the command fails and names TEXT (the lint sees a bad sample)
finds() {
	local text=$1 name=$2
	shift 2
	"$@" >"$scratch/out" 2>&1
	local status=$?
	[ $status != 0 ] && grep -qF -- "$text" "$scratch/out"
	ok $? "$name" "$scratch/out"
}

# A bad sample in a tree of its own: sample PATH <<TEXT
sample() {
	mkdir -p "$scratch/tree/$(dirname "$1")"
	cat >"$scratch/tree/$1"
}

# A command in the samples' tree
in_samples() {
	(cd "$scratch/tree" && "$@")
}

done_testing() {
	echo "1..$n"
}
