#!/bin/sh
# Completion in bash and zsh: verbs, options and their values, and what the store and the configuration hold.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
. "$top_srcdir/tests/cli/world.sh"
need bash
script=$top_builddir/completions/sportello
world
desk tag 1 +vip +verde
desk tag 2 '+a`id>pwned`'

# tab WORD...: what the last word may become, on one line; the words are those of the line
cat >"$T/tab" <<'EOF'
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
COMP_LINE="$*"
COMP_LINE=${COMP_LINE/ : /:}
COMP_POINT=${#COMP_LINE}
_sportello "$1" "${*: -1}" "${@: -2:1}"
printf '%s\n' "${COMPREPLY[@]}" | sed 's/ *$//' | sort | tr '\n' ' '
EOF
tab() {
	out=$(cd "$T" && bash "$T/tab" "$script" "$SPORTELLO" "$@" 2>&1)
	out=${out% }
}
here="--config $config --store $store"

bash -n "$script"
ok $? "bash reads the script"
tab sn
is "$out" "snooze" "a verb"
tab ""
is "$out" "$("$SPORTELLO" complete verbs | sort | tr '\n' ' ' | sed 's/ $//')" "all verbs"
unlike "$out" "complete" "but not the hidden one"
tab list --s
is "$out" "--sort --store" "options of a verb and of all"
tab list --sort ""
is "$out" "due priority recent waiting" "values of an option"
tab list --sort = re
is "$out" "recent" "after an equals sign, as bash cuts it"
tab status 1 p
is "$out" "pending" "a status"
tab priority 1 ""
is "$out" "high low normal urgent" "a priority"
tab outbox re
is "$out" "resolve retry" "a part of a verb"
tab customer e
is "$out" "erase export" "of customer too"

# ---- what there is at the moment ----
tab $here show ""
is "$out" "1 2 3" "cases"
tab $here tag 1 +v
is "$out" "+verde +vip" "tags to add"
tab $here tag 1 -v
is "$out" "-verde -vip" "tags to remove"
tab $here tag 1 +a
is "$out" '+a\`id\>pwned\`' "a tag is quoted"
[ ! -e "$T/pwned" ]
ok $? "and never run"
tab $here assign 1 ""
is "$out" "eva me nobody" "agents"
tab $here escalate 1 te
is "$out" "tecnici" "escalation targets"
tab $here reply 1 --macro ""
is "$out" "chiede saluto" "macros"
tab $here macro expand ""
is "$out" "chiede saluto" "a macro to fill in"
tab $here reply 1 --via ""
is "$out" "piazza support" "accounts"
tab $here account test p
is "$out" "piazza" "an account to test"
tab $here list is
is "$out" "is:" "fields of a query"
tab $here list is : ov
is "$out" "overdue" "values of a field: what is left after the colon"
tab $here --theme d
is "$out" "dark default dracula" "themes"
mkdir "$T/some folder"
tab demo --dir "$T/so"
is "$out" "$T/some folder" "folders"
tab $here show nothing
is "$out" "" "nothing where nothing fits"
tab --config "$T/absent" show ""
is "$out" "" "nor where nothing can be known"

# ---- every option of --help is completed ----
for verb in $("$SPORTELLO" complete verbs); do
	want=$("$SPORTELLO" help "$verb" | sed -n 's/^  \(-., \|    \)\(--[a-z-]*\).*/\2/p' | sort | tr '\n' ' ')
	tab "$verb" --
	is "$out" "${want% }" "$verb: every option"
done

# ---- zsh ----
if command -v zsh >/dev/null; then
	zsh -n "$top_builddir/completions/_sportello"
	ok $? "zsh reads its script"
	like "$(head -n 1 "$top_builddir/completions/_sportello")" '^#compdef sportello' "and finds it"
	cat >"$T/zrc" <<-EOF
	fpath=($top_builddir/completions \$fpath)
	autoload -Uz compinit && compinit -u -d $T/zdump
	PS1='> '
	zstyle ':completion:*' list-colors ''
	EOF
	cat >"$T/ztab" <<'EOF'
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "source $1; bindkey '^I' complete-word; LISTMAX=1000; unsetopt beep; stty cols 200 rows 50"
zpty -w z "print ready"
zpty -r z out '*ready*ready*> *' || exit 1
zpty -w -n z "$2"$'\t\C-u'"print en"'d'$'\n'
zpty -r z out '*end*'
print -r -- $out
EOF
	# ztab LINE: what the line becomes
	ztab() {
		out=$(timeout 20 zsh -f "$T/ztab" "$T/zrc" "$1" 2>&1 | tr -d '\r' | sed 's/\x1b[^a-zA-Z]*[a-zA-Z]//g')
	}
	ln -sf "$SPORTELLO" "$T/sportello"
	PATH=$T:$PATH
	ztab "sportello sno"
	like "$out" "sportello snooze" "a verb"
	ztab "sportello $here escalate 1 te"
	like "$out" "escalate 1 tecnici" "what the configuration holds"
	ztab "sportello list --sort rec"
	like "$out" "list --sort recent" "the value of an option"
else
	note "zsh is not installed: its script is not read"
fi

done_testing
