#!/bin/sh
# What is under way: the list, one row with its history, and what a person can decide about it.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
. "$top_srcdir/tests/cli/world.sh"
world

state() {
	desk outbox show "$1" --json
	json 'r["state"]'
}

desk outbox
is "$rc" 1 "an empty outbox: exit 1"
is "$out$errs" "" "and nothing is said"
desk reply 1 one
desk outbox
is "$rc" 0 "outbox"
like "$out" ' queued .* #1 .* mail .* ana@example.net' "number, state, case, channel, to whom"
desk outbox list --json
is "$(json '[k for k in "id case account channel to state attempts next_try error remote_id".split() if k not in r]')" \
	"[]" "every field promised"
like "$(json 'r["remote_id"]')" '@example.org$' "the Message-ID is known before it leaves"
desk outbox show 1
like "$out" 'queued *ana@example.net' "show: each recipient"
like "$out" '^one$' "and the text"
desk outbox show 99
is "$rc" 1 "a row that is not there"
desk outbox show
is "$rc" 2 "show needs a number"
desk outbox show one
is "$rc" 2 "a number, not a word"
desk outbox burn 1
is "$rc" 2 "an unknown part"

# ---- cancel ----
desk outbox cancel 1
is "$rc" 0 "cancel" || note "$errs"
is "$(state 1)" cancelled "takes it back"
desk outbox
is "$rc" 1 "it is not under way any more"
desk outbox --all
like "$out" 'cancelled' "but there with --all"
desk outbox cancel 1
is "$rc" 1 "not twice"
sync
[ ! -e "$T/sent.eml" ]
ok $? "and never leaves"

# ---- failed, retry ----
printf '#!/bin/sh\necho "550 no such user" >&2\nexit 67\n' >"$T/mailer"
desk reply 1 --no-hold two
sync
is "$(state 2)" failed "a refused row failed"
desk outbox show 2
like "$out" '550 no such user' "with the other side's words"
like "$out" '^  20.* failed ' "and the history"
printf '#!/bin/sh\ncat >"%s/sent.eml"\n' "$T" >"$T/mailer"
desk outbox retry 2
is "$rc" 0 "retry" || note "$errs"
is "$(state 2)" queued "it waits again"
sync
is "$(state 2)" sent "and leaves"
desk outbox retry 2
is "$rc" 1 "what was sent is not sent again"
desk outbox cancel 2
is "$rc" 1 "nor taken back"

# ---- unknown: a delivery broke off; a person says what became of it ----
broken_off() {
	desk reply 1 --no-hold "$1"
	row=$(sql 'SELECT max(id) FROM outbox')
	sqlite3 "$store" "UPDATE outbox SET state = 7, wire_at = 1 WHERE id = $row"
}
broken_off three
desk outbox
like "$out" ' unknown ' "it is in the list"
desk outbox resolve "$row" sent
is "$(state "$row")" sent "resolve sent"
broken_off four
desk outbox resolve "$row" not-sent
is "$(state "$row")" cancelled "resolve not-sent"
printf '#!/bin/sh\nexit 75\n' >"$T/mailer"
desk reply 1 --no-hold five
sync
row=$(sql 'SELECT max(id) FROM outbox')
is "$(state "$row")" queued "what is put off waits"
sqlite3 "$store" "UPDATE outbox SET state = 7, wire_at = 1 WHERE id = $row"
printf '#!/bin/sh\ncat >"%s/sent.eml"\n' "$T" >"$T/mailer"
id=$(sql "SELECT remote_id FROM outbox WHERE id = $row")
desk outbox resolve "$row" again --json
is "$(json '[r["id"], r["state"]]')" "[$row, \"queued\"]" "resolve again, as an object"
sync
like "$(cat "$T/sent.eml")" "^Message-ID: <$id>" "the same message leaves, under its own Message-ID"
desk outbox resolve "$row" perhaps
is "$rc" 2 "there is no third way"
like "$errs" 'sent|not-sent|again' "it says which there are"

# ---- a copy of the store sends nothing by itself ----
desk reply 1 --no-hold six
row=$(sql 'SELECT max(id) FROM outbox')
rm -rf "$XDG_STATE_HOME/sportello"
rm -f "$T/sent.eml"
sync
[ ! -e "$T/sent.eml" ]
ok $? "a store that is not at home sends nothing"
is "$(state "$row")" review "its rows wait for a person"
desk doctor
like "$out" 'outbox adopt' "doctor says what to do"
desk outbox adopt --json
is "$rc $out" '0 {"adopted":true}' "adopt" || note "$errs"
desk outbox retry "$row"
sync
is "$(state "$row")" sent "then it leaves"

done_testing
