#!/bin/sh
# themes.t - a theme is looked at while one moves, kept by Enter, left as it was by Esc; the user's own are there too.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/golden.sh"
now=2026-11-20T14:32:00Z LC_ALL=C.UTF-8
export LC_ALL
printf '[agent]\nid = eva\n' >"$config"
chmod 600 "$config"
mkdir -p "$XDG_CONFIG_HOME/sportello/themes"
printf '# mine - as I like it.\n[roles]\nalert = red\n' >"$XDG_CONFIG_HOME/sportello/themes/mine.theme"
printf '[roles]\nalret = red\n' >"$XDG_CONFIG_HOME/sportello/themes/nearly.theme"

console 80x24 <<-EOF
	cmd theme
	type nord
	expect > nord
	key Esc
	cmd theme
	dump the themes
	type mine
	expect as I like it
	key Enter
	expect theme mine, kept in
	cmd theme
	type solarized-l
	key Tab
	expect theme solarized-light for now
	cmd theme
	type nearly
	key Enter
	expect is no role "alret"
	cmd theme
	type mono
	key Esc
	cmd theme
	dump after an error
	key Esc
EOF
is "$rc" 0 "choosing" || note "$out"
is "$(printf '%s\n' "$out" | grep 'in use' | sed 's/^.*│>//; s/ .*//' | xargs)" "default solarized-light" \
	"Esc, and a theme that cannot be read, leave what was"
like "$(cat "$config")" '^theme *= mine$' "Enter keeps it, Tab does not"
run "$SPORTELLO" --config "$config" --theme list
is "$rc $(printf '%s\n' "$out" | grep -c .)" "0 $(($(ls "$top_srcdir"/themes/*.theme | wc -l) + 3))" "--theme list: all, one's own, auto"
like "$out" '^mine  *as I like it$' "and what they are for"
like "$out" '^nearly .*:2: there is no role' "or what is wrong with them"
echo quit >"$T/script"
desk --no-sync --script "$T/script" --theme auto
is "$rc" 0 "auto is one, where nobody can be asked"
desk --no-sync --script "$T/script" --theme solarised-dark
like "$errs" 'there is no theme "solarised-dark"; there are: ' "a theme that is not there"
done_testing
