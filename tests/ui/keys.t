#!/bin/sh
# keys.t - every key does something: each default binding is pressed on its screen, and the screen must change.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3

world
world_keep

# These may change nothing that can be seen in a script: they draw anew, or stop the program.
quiet=' redraw suspend '

# before MAP: orders that lead to a screen with something under, above and beside the cursor
before() {
	case $1 in
	list) printf 'key j\nkey Space\nkey j\n' ;;
	case) printf 'cmd filter order\nkey j\nkey Enter\nkey x\n' ;;
	outbox) printf 'cmd reply\ntype Hello\nkey C-x y\ncmd outbox\n' ;;
	compose) printf 'cmd reply\ntype Hello\nkey Enter\n' ;;
	search) printf 'cmd search-all order\nkey Enter\nkey j\n' ;;
	help) printf 'cmd help\nkey j\n' ;;
	*) printf 'cmd %s\nkey j\n' "$1" ;;
	esac
}

press() {
	world_again
	{
		before "$1"
		printf 'dump\nkey %s\ndump\n' "$2"
	} >"$T/keys"
	console 80x24 <"$T/keys"
}

for map in list case compose outbox journal search help accounts drafts; do
	echo "bindings $map" >"$T/keys"
	console 80x24 <"$T/keys"
	printf '%s\n' "$out" >"$T/all"
	[ "$map" = list ] && cp "$T/all" "$T/of-list"
	# what is the same everywhere is tried on the list
	if [ "$map" = list ]; then cat "$T/all"; else grep -vxF -f "$T/of-list" "$T/all"; fi >"$T/bindings"
	count=0 bad=
	while IFS='	' read -r keys command origin; do
		case $command in *' '*) first=${command%% *} ;; *) first=$command ;; esac
		press "$map" "$keys"
		printf '%s\n' "$out" | awk '/^=== /{n++} {s[n] = s[n] "\n" $0} END {exit s[1] == s[2]}' && moved=yes || moved=
		[ "$rc" -eq 0 ] || bad="$bad $keys(exit $rc)"
		case $out in *'no command '*) bad="$bad $keys($command: no command)" ;; esac
		case $quiet in *" $first "*) moved=yes ;; esac
		[ "$moved" ] || bad="$bad [$keys: $command]"
		count=$((count + 1))
	done <"$T/bindings"
	is "$bad" '' "$map: $count keys do something"
done

done_testing
