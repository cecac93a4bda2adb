#!/bin/sh
# Actions on the world: a program is run for a case, once, with the case as JSON; above a limit a second person says yes,
# who must be another user of this host; its words stand on the case.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need notmuch sqlite3 python3

mail_setup
cat >"$T/refund" <<EOF
#!/bin/sh
cat >"$T/given"
echo "\$SPORTELLO_ACTION \$SPORTELLO_CASE \$(python3 -c 'import json; print(json.load(open("$T/given"))["answers"]["importo"]["text"])')" >>"$T/runs"
[ -e "$T/hangs" ] && sleep 20
[ -e "$T/fails" ] && { echo "no money left" >&2; exit 4; }
echo "refund R-77 booked"
EOF
chmod +x "$T/refund"
write_config <<EOF
[care]
undo-send = 0s
[field importo]
type = amount
[team lead]
members = eva, max
[action rimborso]
command = $T/refund
ask = importo, motivo
limit = 50
second = lead
confirm = The money leaves at once.
when = not tag:fraud
timeout = 2s
[action stampa]
command = cat >"$T/printed"
EOF
simple_mail ana-1@example.net "Ana Perez <ana@example.net>" 'Lamp; $(touch '"$T"'/hacked)' \
	"My lamp explodes. What now?" 600 | put_mail a1 >/dev/null
index_mail
sync
runs() {
	wc -l <"$T/runs" 2>/dev/null || echo 0
}
row() {
	sql "SELECT state || ' ' || coalesce(reason, error, '') FROM outbox ORDER BY id DESC LIMIT 1"
}

# ---- what is asked for ----
desk run 1 rimborsi importo=10
is "$rc" 1 "an action that is not configured is none"
like "$errs" "rimborso" "and the nearest is named"
desk run 1 rimborso importo=10
like "$errs" 'motivo is missing' "what is asked for must be said"
desk run 1 rimborso importo=ten motivo=late
is "$rc" 1 "what is a field is read as one"
desk run 1 rimborso importo=10 motivo=late urgent=yes
like "$errs" "asks for no 'urgent'" "and nothing else is taken"
desk tag 1 +fraud
desk run 1 rimborso importo=10 motivo=late
like "$errs" 'only for a case where not tag:fraud' "it is for some cases only"
desk tag 1 -fraud
is "$(sql 'SELECT count(*) FROM outbox')" 0 "nothing of that is queued"

# ---- below the limit ----
desk run 1 rimborso "importo=49,90 EUR" 'motivo=too late; "$(touch '"$T"'/hacked)"'
is "$rc" 0 "below its limit it is run" || note "$errs"
is "$(row)" "0 " "by sync"
sync
is "$rc" 0 "sync runs it" || note "$errs"
is "$(cat "$T/runs")" "rimborso 1 49.90 EUR" "once, with its answers"
is "$(python3 -c 'import json,sys; j=json.load(open(sys.argv[1])); print(j["format_version"], j["action"], j["asked_by"], j["case"]["number"], j["customer"]["name"], j["answers"]["importo"]["number"])' "$T/given")" \
	"1 rimborso eva 1 Ana Perez 4990" "and the case as JSON"
[ ! -e "$T/hacked" ]
ok $? "no word of anybody is a command"
desk show 1
like "$out" 'INTERNAL NOTE by rimborso' "its words stand on the case"
like "$out" '^refund R-77 booked' "as it said them"
sync
is "$(runs)" 1 "another pass does not run it again"
desk undo 1
is "$rc" 1 "what was run is not undone"
like "$errs" 'was run' "and it is said why"
desk run 1 stampa
desk undo 1
is "$rc" 0 "what was not run yet is taken back" || note "$errs"
sync
[ ! -e "$T/printed" ]
ok $? "and never run"

# ---- above it ----
desk run 1 rimborso importo=70 motivo=broken
is "$rc" 0 "above its limit it is asked for" || note "$errs"
is "$(row)" "8 limit" "and waits for a second person"
id=$(sql 'SELECT max(id) FROM outbox')
sync
is "$(runs)" 1 "it is not run"
desk outbox retry "$id"
is "$rc" 1 "not by trying again either"
desk approve "$id"
is "$rc" 1 "nobody says yes to their own"
as_max() {
	sed 's/^id   = eva/id = max/' "$config" >"$T/max.conf"
	run "$SPORTELLO" --config "$T/max.conf" --store "$store" "$@"
}
as_max approve "$id"
is "$rc" 1 "who is the same user of this host is no second person"
like "$errs" 'nobody can vouch' "and hears so"
sqlite3 "$store" "UPDATE agent SET host_uid = 99999 WHERE name = 'eva'"
as_max approve "$id"
is "$rc" 0 "another user is one" || note "$errs"
sync
is "$(tail -1 "$T/runs")" "rimborso 1 70.00" "then it is run"
is "$(python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["approved_by"])' "$T/given")" max "and told who said yes"

# ---- what goes wrong ----
: >"$T/fails"
desk run 1 rimborso importo=5 motivo=x
sync
like "$(row)" '^6 no money left' "one that fails says why"
like "$(sql 'SELECT exit FROM run ORDER BY outbox DESC LIMIT 1')" '^4$' "with its status"
rm "$T/fails"
: >"$T/hangs"
before=$(runs)
desk run 1 rimborso importo=6 motivo=x
sync
like "$(row)" '^7 ' "one that hangs is ended, and nobody knows what it did"
sync
is "$(runs)" $((before + 1)) "it is not run again by itself"
rm "$T/hangs"
desk outbox resolve "$(sql 'SELECT max(id) FROM outbox')" queued
[ "$rc" -eq 0 ] || desk outbox retry "$(sql 'SELECT max(id) FROM outbox')"
sync
is "$(runs)" $((before + 2)) "a person may have it run again"

done_testing
