#!/bin/sh
# compose_spell.t - misspelled words are marked as one writes, walked through, and learned; without hunspell nothing is said.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
mkdir -p "$T/dict"
: >"$T/dict/en_US.dic"
# a child that speaks as ispell does, knows two wrong words, and says what it was started with
cat >"$T/checker" <<EOF
#!/bin/sh
echo "\$*" >"$T/started"
echo '@(#) International Ispell, made up'
while read -r word; do
	case \$word in
	^wrold) echo '& wrold 2 1: world, would' ;;
	^parcle) echo '# parcle 1' ;;
	*) echo '*' ;;
	esac
	echo
done
echo over >>"$T/started"
EOF
chmod +x "$T/checker"
printf '[ui]\nspell = en\nspell-command = %s\n' "$T/checker" >>"$config"

DICPATH=$T/dict
console 80x24 <<-EOF
	cmd open $ana
	key r
	type Hello wrold
	expect-not Spell:
	type , the parcle of wrold@x.example is lost.
	key Enter
	type > wrold quoted
	key Enter
	expect Spell: 2
	dump styled
	key C-x $
	key Esc
	key M-< C-x $
	dump what it would write
	key Enter
	expect instead of "parcle"
	type keep
	key Enter
	expect no misspelled word
	expect Hello world, the parcle
	expect-not Spell:
	key Esc
EOF
is "$rc" 0 "misspelled words are marked, changed and learned" || note "$out"
same_screens compose_spell
like "$(head -n 1 "$T/started")" "^-a -i utf-8 -d $T/dict/en_US\$" "the child is asked as hunspell is"
is "$(cat "$XDG_DATA_HOME/sportello/words")" parcle "the agent's own words are kept"

console 80x24 <<-EOF
	cmd open $ana
	key i
	type wrold parcle 
	expect Spell: 1
	key Esc
EOF
is "$rc" 0 "and known the next time" || note "$out"

# ---- not there, or without a dictionary --------------------------------------------------------------------------------------

sed -i 's|^spell-command = .*|spell-command = /nonexistent/speller|' "$config"
console 80x24 <<-EOF
	cmd open $ana
	key i
	type wrold
	key Space
	expect-not Spell
	key C-x $
	expect spelling is not checked here
	key Esc
EOF
is "$rc" 0 "a program that is not there is no trouble" || note "$out"
desk doctor
like "$out" 'spelling .*/nonexistent/speller is not there' "but doctor says it"

if command -v hunspell >/dev/null && [ -r /usr/share/hunspell/en_US.dic ]; then
	sed -i 's|^spell-command = .*|spell-command = hunspell|' "$config"
	DICPATH=/usr/share/hunspell
	console 80x24 <<-EOF
		cmd open $ana
		key i
		key C-a C-k
		type The wrold is round, isn't it? 
		expect Spell: 1
		key C-x X
	EOF
	is "$rc" 0 "the real hunspell agrees" || note "$out"
else
	ok 0 "the real hunspell agrees # SKIP no hunspell with a dictionary here"
fi

done_testing
