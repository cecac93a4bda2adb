#!/bin/sh
# The power is cut at some point while everybody works: mail comes in and leaves, an agent writes, a console keeps a theme.
# The disk then holds what was synced, and of the rest anything (power.py).  What the program said to be done is there,
# nothing that the server took is forgotten or leaves twice, the store is whole, and a pass makes all good.
few=4
. "${top_srcdir:-$(dirname "$0")/../..}/tests/torture/lib.sh"
# ---- a day's work ----
mail_setup
make_mails 24
: >"$disk/taken"
mkdir -p "$T/torture"
fresh_shared
env LD_PRELOAD="$T/shim.so" TORTURE_DIR="$T/torture" TORTURE_ROOT="$disk" TORTURE_LOG=1 \
	"$top_builddir/tests/kill/sink" "$disk/taken" 0 >"$T/port" &
test_pids="$test_pids $!"
eventually 5 test -s "$T/port"
configure() {
	write_config "smtp = smtp://127.0.0.1:$1" "sent-folder = Sent" "since = $(date -d '-30 days' +%F)" <<-EOF
	[care]
	undo-send = 0s
	EOF
}
configure "$(cat "$T/port")"
sync && sync
is "$rc" 0 "a world is made" || note "$errs"
a_days_work
base
sync
came_in >"$T/calm"
# (the server that is recorded has its file open: it must stay the same one)
cp "$disk/taken" "$T/were-taken"
for one in "$disk"/*; do
	[ "${one##*/}" = taken ] || rm -rf "$one"
done
for one in "$T/base"/*; do
	[ "${one##*/}" = taken ] || cp -a "$one" "$disk/"
done
: >"$disk/taken"
at_home
start_recording
reply_of() {
	echo "FROM outbox o JOIN text t ON t.id = o.text WHERE t.body = '$1'"
}
recorded_sync
is "$rc" 0 "a pass that is recorded" || note "$errs"
promised "FROM text WHERE body = 'A note, called back.'" note 4 'A note, called back.'
promised "$(reply_of 'A reply by hand.')" reply 5 'A reply by hand.' --seen 999999999
printf 'the file' >"$T/file.txt"
promised "FROM outbox_file f JOIN blob b ON b.id = f.blob WHERE f.name = 'file.txt'" reply 9 'With a file.' --attach "$T/file.txt" \
	--seen 999999999
promised "FROM case_tag c JOIN tag t ON t.id = c.tag WHERE t.name = 'torture'" tag 6 +torture
promised "FROM cases WHERE number = 4 AND status = 2" status 4 pending
recorded_sync
promised "FROM cases WHERE number = 7 AND status = 4" resolve 7
cat >"$T/script" <<'ORDERS'
cmd open 8
key r
type We have looked at it.
key C-x y
expect queued
cmd theme
type nord
key Enter
quit
ORDERS
recorded "$SPORTELLO" --config "$config" --store "$store" --no-sync --script "$T/script" --size 80x24
is "$rc" 0 "and a console" || note "$out"
printf 'P 0 0 0\t%s\n' "$(reply_of 'We have looked at it.')" >>"$T/torture/log"
recorded_sync
is "$(sort "$disk/taken" | uniq -d)" "" "undisturbed, none is sent twice"
start_sink
after() {
	# the configuration: as it was, or as it became
	grep -q 'channel = mail' "$config" || echo "the configuration is lost; "
	configure "$sink_port"
	kept_promises
	wrong_now
	sync && sync
	[ "$rc" -eq 0 ] || echo "then sync fails: $errs; "
	wrong_now
	mails_wrong "$T/calm"
	index_wrong
	copies=$(ls "$mail_root/Sent/cur" | grep -c sportello)
	[ "$copies" -eq "$(sql 'SELECT count(*) FROM outbox WHERE state = 3')" ] || echo "$copies copies in Sent; "
	for digest in $(sql "SELECT lower(hex(b.sha256)) FROM outbox_file f JOIN blob b ON b.id = f.blob"); do
		name=${digest#??}
		[ "$(sha256sum <"$disk/data/blobs/${digest%"$name"}/$name" 2>&1)" = "$digest  -" ] || echo "the file of a reply is lost; "
	done
	left=$(sql 'SELECT count(*) FROM outbox WHERE state NOT IN (3, 7)')
	[ "$left" -eq 0 ] || echo "$left replies stay behind: $(sql 'SELECT state, reason FROM outbox WHERE state NOT IN (3, 7)' 2>&1 | head -n 1); "
}
cuts "a day's work"

# ---- a store that is being made ----
configure "$sink_port"
rm -rf "$disk/data" "$XDG_STATE_HOME"
: >"$T/taken"
rm -f "$disk/taken"
index_mail			# the last cut may have left notmuch behind a file's new name
start_recording
recorded_sync
is "$rc" 0 "a first sync that is recorded" || note "$errs"
after() {
	wrong_now
	sync && sync
	[ "$rc" -eq 0 ] || echo "then sync fails: $errs; "
	wrong_now
	mails_wrong "$T/calm"
	index_wrong
}
cuts "a first sync"
done_testing
