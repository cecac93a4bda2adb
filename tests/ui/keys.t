#!/bin/sh
# keys.t - every key of every preset on every screen is pressed: it must be a command that is at home there, and
# something must change.  What the specification promises is bound, and nothing hides anything.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
printf '#!/bin/sh\necho more >>"$1"\n' >"$T/editor"
chmod +x "$T/editor"
EDITOR=$T/editor VISUAL=$T/editor
export EDITOR VISUAL

# something public, and somebody whose window for free words is shut
mkdir -p "$T/page" "$T/wa"
cat >"$T/page/in.jsonl" <<EOF
{"thread":"post","id":"c1","at":"2026-11-20T13:10:00Z","audience":"public","from":{"address":"Rita","name":"Rita"},"text":"Lovely!","post":"Our new lamp.","post_link":"https://p.example/1"}
{"thread":"post","id":"c2","at":"2026-11-20T13:20:00Z","audience":"public","from":{"address":"Otto","name":"Otto"},"text":"Meh.","post":"Our new lamp.","post_link":"https://p.example/1"}
EOF
cat >"$T/wa/in.jsonl" <<EOF
{"type":"capability","key":"template:ciao/it","value":"{\"name\":\"ciao\",\"language\":\"it\",\"category\":\"UTILITY\",\"body\":\"Possiamo aiutarla, {{1}} {{2}}?\"}"}
{"type":"capability","key":"after-window","value":"written-template"}
{"thread":"w1","id":"1","at":"2026-11-19T09:00:00Z","from":{"address":"+391","name":"Wanda"},"text":"Is it ready?"}
{"type":"capability","thread":"w1","key":"window","value":"2026-11-20T09:00:00Z"}
EOF
cp "$config" "$T/plain-config"
globex=$(case_of invoice)
cp -r "$top_srcdir/examples/answers" "$T/answers"
cat >>"$config" <<EOF
[answers]
folder = $T/answers
[field order]
type = text
[rule shop]
when = lamp
do = tag +lamp
active = no
[rule order]
when = order
do = tag +order
active = no
[bot Lina]
accounts = page
[account page]
channel = exec
as = facebook
command = $top_srcdir/examples/exec-spool $T/page
id = our-page
since = 2026-11-01
[account wa]
channel = exec
as = whatsapp
command = $top_srcdir/examples/exec-spool $T/wa
id = us
since = 2026-11-01
EOF
cp "$config" "$T/config-before"
sync --now 2026-11-20T14:31:30Z --account page
sync --now 2026-11-20T14:31:30Z --account wa
# two pictures, and what draws them
mkdir -p "$T/bin"
printf '#!/bin/sh\nfor a; do :; done\ncat "$a"\n' >"$T/bin/chafa"
chmod +x "$T/bin/chafa"
PATH=$T/bin:$PATH
{
	printf 'From: Rosa <rosa@mail.example>\nTo: support@example.org\nSubject: the shade\nDate: Sun, 15 Nov 2026 14:25:00 +0000\n'
	printf 'Message-ID: <rosa@mail.example>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n'
	for i in 1 2; do
		printf -- '--x\nContent-Type: image/png; name=%s.png\nContent-Disposition: attachment; filename=%s.png\n\n%s%s\n' \
			"$i" "$i" "$i" "$i"
	done
	echo '--x--'
} | put_mail rosa@mail.example >/dev/null
index_mail
sync --now 2026-11-20T14:31:30Z --account support
rosa=$(sql "SELECT number FROM cases WHERE subject='the shade'")
wanda=$(sql "SELECT c.number FROM cases c JOIN customer u ON u.id=c.customer WHERE u.name='Wanda'")

# a page that somebody else wrote for me
world_max
"$SPORTELLO" --config "$T/config-max" --store "$store" --now 2026-11-20T14:00:00Z take 3 >/dev/null
"$SPORTELLO" --config "$T/config-max" --store "$store" --now 2026-11-20T14:10:00Z handover eva --text "$(printf 'Off to the dentist.%s' ' The carrier rings at ten.' ' Say hello.' ' Bye.')" >/dev/null || note "no hand-over"

# about COMMAND: what a command of a history needs to do something
about() {
	case $1 in
	fold-all) echo 'key k k z R' ;;
	page-up) echo 'key z R g g G' ;;
	fold) echo 'key g g }' ;;
	*) echo 'key k k k k k' ;;
	esac
}

# before MAP COMMAND: orders that lead to a screen with something under, above and beside the cursor; a screen that is not
# named here is opened by the command of its name
before() {
	printf 'fresh\nresize 80x24\n'
	case $2 in
	alarm-*)
		printf 'cmd shell sqlite3 %s "INSERT INTO alarm(what, word, usual, now, at) VALUES (%s)"\nwait 60\n' "$store" \
			"'phrase', 'login', 2, 23, 1763600000000"
		[ "$1" = incidents ] && printf 'cmd incident\n'
		return
		;;
	incident-fold)
		printf 'cmd incident new outage\nfresh\ncmd filter is:incident\nkey g g\n'
		[ "$1" = case ] && printf 'key Enter\n'
		return
		;;
	esac
	case $1 in
	incidents) printf 'cmd incident new outage\ncmd incident\n' ;;
	global | list) printf 'cmd search order\nkey g g j Space Esc j Space j\n' ;;
	case) printf 'cmd search order\ncmd open %s\nkey k\nkey x\n' "$ana" ;;
	history) printf 'resize 80x16\ncmd search order\ncmd open %s\nkey x\ncmd history\n%s\n' "$ana" "$(about "$2")" ;;
	people) printf 'cmd customers\nkey j\n' ;;
	person) printf 'cmd open %s\ncmd person\nkey j\n' "$ana" ;;
	suggestions) printf 'cmd suggestions\n' ;;
	compose) printf 'cmd open %s\ncmd reply\ntype Hello\nkey Enter\n' "$globex" ;;
	reading)
		printf 'cmd open %s\ncmd reply\ntype Hello\nkey C-x o\n' "$ana"
		case $2 in page-up | fold-none) ;; *) printf 'key [ [ z a\n' ;; esac
		;;
	template) printf 'cmd open %s\nkey r\nkey Enter\ntype 1\n' "$wanda" ;;
	merge) printf 'cmd undo\nfresh\ncmd filter ana\nkey *\nkey &\n' ;;
	fields) printf 'cmd open %s\ncmd fields\n' "$ana" ;;
	outbox) printf 'cmd open %s\ncmd reply\ntype Hello\nkey C-x y\nfresh\ncmd outbox\n' "$globex" ;;
	read) printf 'resize 80x10\ncmd news\ncmd news-page 1\n' ;;
	page) printf 'key g h Tab\n' ;;
	bulk) printf 'key *\nkey m b\ntype Closed today.\nkey Esc\nwait 60\n' ;;
	words) printf 'key *\nkey m b\ntype Closed today.\n' ;;
	context) printf 'cmd stream\nkey Enter\n' ;;
	drafts) printf 'cmd open %s\ncmd note Hm\nkey Esc\nfresh\ncmd drafts\n' "$ana" ;;
	many) printf 'cmd bulk is:new -- tag +many\n' ;;
	picture) printf 'cmd open %s\nkey z p\n%s\n' "$rosa" "$([ "$2" = up ] && echo 'key Down')" ;;
	search) printf 'cmd search-all order\nkey Enter\nkey j\n' ;;
	help) printf 'cmd help\nkey Tab j\n' ;;
	answer) printf 'resize 80x10\ncmd open %s\ncmd answer-read return\n' "$ana"; [ "$2" = page-up ] && echo 'key Space' ;;
	missing) printf 'cmd shell sqlite3 %s "%s"\ncmd answers-missing\nkey j\n' "$store" "INSERT INTO answer_use(id, case_id, at, score, by, state) \
SELECT id, case_id, received_at, 0, 'intent', 'missing' FROM message WHERE case_id IS NOT NULL AND direction = 0" ;;
	rule) printf 'cmd rule-edit shop\nkey Enter\nkey Enter\n' ;;
	rules) printf 'cmd rules\nkey j\n' ;;
	ring) printf 'cmd shell %s --config %s --store %s --now %s ring +34600111222 --line shop >/dev/null\n' \
		"$SPORTELLO" "$config" "$store" "$now" ;;
	*) printf 'cmd %s\nkey j\n' "$1" ;;
	esac
}

# preset NAME: what follows runs with it
preset() {
	cat "$T/config-before" >"$config"
	printf '[ui]\npreset = %s\n' "$1" >>"$config"
}

# pressing PRESET MAP FILE: presses each binding of a file of `bindings`, in one run
pressing() {
	while IFS='	' read -r keys command origin; do
		# these may change nothing that can be seen in a script: they draw anew, or stop the program
		case $command in redraw | suspend) continue ;; esac
		# nothing is long enough there
		case "$2 $command" in 'news page-down') continue ;; esac
		before "$2" "$command"
		echo "press $2 $keys"
	done <"$3" >"$T/keys"
	console 80x24 <"$T/keys"
	is "$rc $out" "0 " "$1: $(wc -l <"$3") keys of $2 do what they say" || note "$errs"
}

preset default
console 80x24 <<-EOF
	maps
EOF
# (what surrounds public words before these are decided on)
maps=$(printf '%s\n' "$out" | grep -v -x list | sort)
screens=$(cd "$top_srcdir/src/ui" && cat *.c | sed -nE 's/^(ROWS_SCREEN\(([a-z]+),.*|const struct screen_ops ([a-z]+)_screen = .*)/\2\3/p' | sort)
missing=
for name in $screens; do
	printf '%s\n' $maps list | grep -qx "$name" || missing="$missing $name"
done
is "$missing" "" "every screen has keys of its own, so that [keys SCREEN] is known"

for preset in default mutt web; do
	preset "$preset"
	desk doctor
	unlike "$errs$out" 'hides|bound before|no command|no screen' "$preset: nothing hides anything"
	for map in list $maps; do
		echo "bindings $map" >"$T/keys"
		console 80x24 <"$T/keys"
		printf '%s\n' "$out" | grep . >"$T/$preset-$map"
		case $map in
		# what is the same everywhere is tried on the list, and what a preset leaves alone once
		list) cp "$T/$preset-list" "$T/try" ;;
		global) continue ;;
		*) grep -vxF -f "$T/$preset-list" "$T/$preset-$map" >"$T/try" ;;
		esac
		[ "$preset" = default ] || { grep -vxF -f "$T/default-$map" "$T/try" >"$T/try2"; mv "$T/try2" "$T/try"; }
		[ -s "$T/try" ] && pressing "$preset" "$map" "$T/try"
	done
done

# one key alone throws nothing away: what cannot be taken back has a sequence, or asks (as `drop` does among drafts)
is "$(cd "$T" && grep -hE '^[^ ]+	(drop|own-delete|view-drop|outbox-adopt|macro-drop)( |	)' default-* mutt-* web-* | sort -u |
	grep -v '^d	drop	')" "" "no single key destroys anything"

# what the specification promises; each line must be in force
promised() {
	while IFS='	' read -r map keys command; do
		cut -f 1,2 "$T/$1-$map" | grep -qxF -e "$keys	$command" || printf '%s %s: %s\n' "$map" "$keys" "$command"
	done
}
promised default <"$top_srcdir/tests/ui/keys.default" >"$T/lost"
is "$(cat "$T/lost")" "" "every key of the specification is bound to what it promises"

done_testing
