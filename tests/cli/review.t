#!/bin/sh
# A second person: a trainee's replies wait until a colleague lets them go, changes them or gives them back; and what a
# customer feels and speaks, told and corrected.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
. "$top_srcdir/tests/cli/world.sh"
world
cat >>"$config" <<-END
	[team help]
	members = eva, max, anna
	trainees = anna
END

# as AGENT COMMAND...: the same desk, somebody else at it
as() {
	who=$1
	shift
	sed "s/^id   = eva/id   = $who/" "$config" >"$T/config-$who"
	chmod 600 "$T/config-$who"
	run "$SPORTELLO" --config "$T/config-$who" --store "$store" "$@"
}
last() { sql 'SELECT max(id) FROM outbox'; }
state() { sql "SELECT state FROM outbox WHERE id = $1"; }

# ---- waits ----
as anna reply 1 --no-hold "It left toda, we will send it."
is "$rc" 0 "a trainee replies" || note "$errs"
row=$(last)
is "$(state "$row")" 8 "and the reply waits"
as anna outbox
like "$out" "a colleague looks at it before it leaves" "the outbox says for what"
as anna show 1 --json
is "$(json 'r["waiting_since"] is not None')" true "the customer waits on"
as anna approve "$row"
is "$rc" 1 "nobody lets their own go"
like "$errs" "nobody lets their own go" "and hears why"
as anna outbox retry "$row"
is "$rc" 1 "nor by another door"
is "$(state "$row")" 8 "it has not moved"
sync
is "$(state "$row")" 8 "nor has sync moved it"
desk outbox retry "$row"
like "$errs" "approve $row, or return $row" "a colleague is told what there is to decide"

# ---- changed and let go ----
printf 'It left today, and we are glad to send it.\n\n-- \nEva Rossi, Assistenza\n' >"$T/changed"
as max approve "$row" --body-file "$T/changed"
is "$rc" 0 "a colleague changes it and lets it go" || note "$errs"
is "$(state "$row")" 0 "it is on its way"
as anna outbox show "$row"
like "$out" '^It left \[-toda,-\]{+today, and+} we \[-will-\]{+are glad to+} send it\.$' "its author sees what was changed, by words"
like "$out" "changed by max" "and by whom"
as anna outbox show "$row" --json
is "$(json '[r["reviewer"], r["text_before"].split(",")[0], r["text"].split(",")[0]]')" '["max", "It left toda", "It left today"]' \
	"both texts are kept"
as anna show 1 --json
is "$(json 'r["waiting_since"]')" null "now the customer waits no longer"
as max approve "$row"
is "$rc" 1 "once"
like "$errs" "does not wait for a second person" "and not what does not wait"
like "$(sql "SELECT group_concat(coalesce(words, ''), '|') FROM outbox_log WHERE outbox = $row")" 'trainee|max' "the log names who"
desk log 1 --json
like "$out" 'changed what anna wrote, and let it go.*send it\..*"actor":"max"' "and so does the journal, with the words" || note "$out"

# ---- given back ----
as anna reply 2 --resolve "No idea."
row=$(last)
as max return "$row" please look at the invoice first
is "$rc" 0 "or gives it back" || note "$errs"
is "$(state "$row")" 9 "it does not leave"
is "$(sql "SELECT g.name || ': ' || d.body FROM draft d JOIN agent g ON g.id = d.agent WHERE d.case_id = 2" | head -1)" "anna: No idea." \
	"the text is a draft of its author again"
as anna show 2 --json
is "$(json '[r["status"], [i["text"] for i in r["items"] if i["kind"] == "note"]]')" '["open", ["@anna please look at the invoice first"]]' \
	"the word stands on the case, which is open again"
as anna news
like "$out" "please look at the invoice first" "and is news to them"
as max return "$row" again
is "$rc" 1 "once"

# ---- a configuration that does not know is no way out ----
sed "s/^id   = eva/id   = anna/; /^\[team help/,\$d" "$config" >"$T/config-loose"
chmod 600 "$T/config-loose"
run "$SPORTELLO" --config "$T/config-loose" --store "$store" reply 1 --no-hold "So much for that."
row=$(last)
is "$(state "$row")" 0 "another configuration takes it as it is"
sync
is "$(state "$row")" 8 "but sync, which sends it, asks"
is "$(sql "SELECT reason FROM outbox WHERE id = $row")" trainee "for the same reason"
desk approve "$row"
is "$rc" 0 "and it can be let go"
as anna tag 2 +x
is "$rc" 0 "all else a trainee does is done at once"

# ---- what was told of a customer ----
desk show 3 --json
is "$(json '[i["language"] for i in r["items"] if i["kind"] == "message"]')" '["en"]' "a language is told" || note "$out"
desk mood 3 angry
is "$rc" 0 "and corrected, as the mood is" || note "$errs"
desk list is:angry --json
is "$(json '[x["case"] for x in rows]')" '[3]' "is:angry finds it"
desk undo
desk list is:angry
is "$out" "" "undone"
desk mood 3 furious
is "$rc" 1 "no such mood"
desk language 3 it
desk count lang:it
is "$out" 1 "lang: finds what an agent said"
desk language 3 italian
is "$rc" 1 "two letters"
done_testing
