#!/bin/sh
# notify.t - what concerns me while I look elsewhere is told by a program of my choice, without a shell and without
# customers' words unless I want them; what does not concern me is not.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3

world
printf '#!/bin/sh\nfor a in "$@"; do printf "[%%s]\\n" "$a"; done >>"%s"\n' "$T/told.new" >"$T/tell"
printf 'mv "%s" "%s"\n' "$T/told.new" "$T/told" >>"$T/tell"
chmod +x "$T/tell"
printf '[ui]\nnotify-command = %s --app=x {title} {text}\n' "$T/tell" >>"$config"
sed 's/^id   = eva/id = max/' "$config" >"$T/max"
chmod 600 "$T/max"

# told: what the program got, one line; nothing where it did not run
told() {
	eventually "${1:-5}" test -s "$T/told" && tr '\n' ' ' <"$T/told"
	rm -f "$T/told"
}

# meanwhile COMMAND: while the console is open
meanwhile() {
	printf '%s >%s 2>&1\n' "$1" "$T/done" >"$T/do"
	console 80x24 <<-EOF
		wait-idle
		cmd !sh $T/do 
		wait-idle
		$2
		wait-idle
	EOF
}
run_as="$SPORTELLO --store $store --now $now"

letter ana9@shop.example 'Fri, 20 Nov 2026 14:31:00 +0000' '"Ana <b>Perez</b> $(touch x)" <ana@shop.example>' \
	'Re: Order 4711 never arrived' ana1@shop.example <<-EOF
	Hello?
EOF
letter globex2@globex.example 'Fri, 20 Nov 2026 14:31:00 +0000' 'Nobody <n@globex.example>' 'A new one' <<-EOF
	Hello?
EOF
index_mail
meanwhile "$SPORTELLO_SYNC --config $config --store $store --now $now"
is "$(told)" "[--app=x] [Sportello: 1 case of yours has news] [#$ana] " "news on my case; of a case of nobody's not a word"

meanwhile "$run_as --config $T/max note $ana 'what do you say, @eva?'"
is "$(told)" "[--app=x] [Sportello: 1 note calls you] [#$ana: max calls you] " "a note that calls me"
meanwhile "$run_as --config $T/max note $(case_of 'cannot log') 'this is for @max alone'"
is "$(told 1)" "" "one that calls somebody else does not"

echo 'notify-text = yes' >>"$config"
desk --now "$now" priority "$ana" low
desk --now "$now" priority "$(case_of invoice)" normal
meanwhile true "later $((19 * 3600000 + 60000))"
like "$(told)" '\[Sportello: 1 case of yours is overdue\] \[#[0-9]* Globex GmbH: invoice' "a clock that ran out, with words where they are wanted"
ok "$(test ! -e "$T/x"; echo $?)" "no shell sees a customer's name"

# what is painted while I look elsewhere is not read
unread() {
	desk --now "$now" list --json "case:$1"
	printf '%s\n' "$out" | sed 's/.*"unread":\([0-9]*\).*/\1/'
}
kohen=$(case_of 'cannot log')
for where in away here; do
	console 80x24 <<-EOF
		look $where
		cmd open $kohen
		key G
		key q
	EOF
	echo "$where $(unread "$kohen")"
done >"$T/read"
is "$(cat "$T/read")" "away 2
here 0" "nor read: a case that was painted while I looked elsewhere"
done_testing
