#!/bin/sh
# Each call that sync, the command line and the console make to the system is the one that fails, or the last one: no space,
# an error of the disk, no permission, killed before, after and in the middle.  After each the store is whole, derived values
# are what a recount gives, no row of the outbox says what is not so, and an undisturbed pass makes all good.
few=1
. "${top_srcdir:-$(dirname "$0")/../..}/tests/torture/lib.sh"

mail_setup
make_mails 24
start_sink
write_config "smtp = smtp://127.0.0.1:$sink_port" "sent-folder = Sent" "since = $(date -d '-30 days' +%F)" <<EOF
[care]
undo-send = 0s
EOF
sync && sync
is "$rc" 0 "a world is made" || note "$errs"
a_days_work
notmuch tag +vip -- id:new-3@example.net
base
sync
is "$rc" 0 "an undisturbed pass" || note "$errs"
came_in >"$T/calm"
is "$(lies)$(index_wrong)" "" "leaves nothing wrong"

# ---- a pass of sync: mail in, mail out, the index, the robot ----
pass_pass() {
	struck "$1" sportello-sync "$SPORTELLO_SYNC" --config "$config" --store "$store" --quiet
	bad=
	[ -z "$errs" ] || [ "$rc" -eq 137 ] || printf '%s\n' "$errs" | grep -q '^sportello-sync: .* ' || bad="it says: $errs; "
	case $rc in
	0 | 1 | 4 | 5 | 137) ;;
	*) bad="$bad it ends with $rc: $errs; " ;;
	esac
}
after_pass() {
	bad="$bad$(wrong_now)"
	sync && sync
	[ "$rc" -eq 0 ] || bad="$bad then sync fails: $errs; "
	bad="$bad$(wrong_now)$(mails_wrong $T/calm)$(index_wrong)"
	left=$(sql 'SELECT count(*) FROM outbox WHERE state NOT IN (3, 7)')
	[ "$left" -eq 0 ] || bad="$bad $left replies stay behind; "
	copies=$(ls "$mail_root/Sent/cur" | grep -c sportello)
	[ "$copies" -eq "$(sql 'SELECT count(*) FROM outbox WHERE state = 3')" ] || bad="$bad $copies copies in Sent; "
	printf '%s' "$bad"
}

# ---- the command line: what was said to be done is there ----
# each verb, and what asks the store whether it was done
verbs="note 4 'A note, called back.' | FROM text WHERE body = 'A note, called back.'
reply 5 'A reply by hand.' --seen 999999999 | FROM outbox o JOIN text t ON t.id = o.text WHERE t.body = 'A reply by hand.'
tag 6 +torture | FROM case_tag c JOIN tag t ON t.id = c.tag WHERE t.name = 'torture'
assign 6 eva | FROM cases WHERE number = 6 AND assignee IS NOT NULL
status 4 pending | FROM cases WHERE number = 4 AND status = 2
priority 5 high | FROM cases WHERE number = 5 AND priority <> 1
resolve 7 | FROM cases WHERE number = 7 AND status = 4
undo 7 | FROM cases WHERE number = 7 AND status <> 4"
desk_pass() {
	bad=
	fresh_shared
	: >"$T/torture/hits"
	while IFS='|' read -r verb ask; do
		eval "run setsid -w env LD_PRELOAD='$T/shim.so' TORTURE_DIR='$T/torture' TORTURE_ROOT='$disk' TORTURE_FAIL='$1' \
			TORTURE_PROG=sportello '$SPORTELLO' --config '$config' --store '$store' $verb" </dev/null
		case $rc in
		0) [ "$(sql "SELECT count(*) $ask")" -gt 0 ] || bad="$bad $verb is said to be done and is not; " ;;
		137) ;;
		1 | 2 | 3 | 4) printf '%s\n' "$errs" | grep -q '^sportello: .* ' || bad="$bad $verb says nothing: $errs; " ;;
		*) bad="$bad $verb ends with $rc: $errs; " ;;
		esac
	done <<VERBS
$verbs
VERBS
}
after_desk() {
	bad="$bad$(wrong_now)"
	# what the disk refused once works now
	desk note 8 "All is well again."
	[ "$rc" -eq 0 ] || bad="$bad a note cannot be written then: $errs; "
	printf '%s' "$bad$(wrong_now)"
}

# ---- the console: a reply is written and sent, a theme is kept in the configuration ----
cat >"$T/script" <<'SCRIPT'
cmd open 8
key r
type We have looked at it, and it is on its way.
key C-x y
expect queued
cmd theme
type nord
key Enter
quit
SCRIPT
console_pass() {
	bad=
	struck "$1" sportello "$SPORTELLO" --config "$config" --store "$store" --no-sync --script "$T/script" --size 80x24
	queued=$(sql "SELECT count(*) FROM outbox o JOIN text t ON t.id = o.text WHERE t.body LIKE 'We have looked%'")
	case $rc in
	0) [ "$queued" -eq 1 ] || bad="a reply that the screen calls queued is there $queued times; " ;;
	137 | 1 | 3 | 4) ;;
	*) bad="the console ends with $rc: $errs; " ;;
	esac
}
after_console() {
	bad="$bad$(wrong_now)"
	desk list
	[ "$rc" -eq 0 ] || bad="$bad the list cannot be read then: $errs; "
	cmp -s "$config" "$T/base/config" || grep -q 'theme *= nord' "$config" || bad="$bad the configuration is neither old nor new; "
	printf '%s' "$bad"
}

# ---- the first sync: a store that is being made ----
first_pass() {
	rm -rf "$disk/data"
	pass_pass "$1"
}
after_first() {
	bad="$bad$(wrong_now)"
	sync && sync
	[ "$rc" -eq 0 ] || bad="$bad then sync fails: $errs; "
	printf '%s' "$bad$(wrong_now)$(mails_wrong $T/calm)$(index_wrong)"
}

# by itself: a few, each way somewhere
if [ -z "$TRIES$WAYS$SCENES" ]; then
	total=0 total_lost=0
	for one in pass:kill pass:ENOSPC:on first:EIO first:EACCES desk:half desk:ENOSPC console:EIO console:kill first:kill; do
		scene=${one%%:*} way=${one#*:} on=
		[ "$way" = "${way%:on}" ] || on=:on
		blows "$scene" "${way%:on}" "$times" "$on"
	done
	done_testing
fi
sweep "a pass, verbs, the console, a first sync" pass desk console first
done_testing
