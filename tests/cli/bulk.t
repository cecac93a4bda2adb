#!/bin/sh
# One text to many: each customer once, in private, held and paced; what does not go says why; one undo.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
. "$top_srcdir/tests/cli/world.sh"
TZ=Europe/Rome
export TZ
world

desk bulk-reply 'is:new or is:open' 'Dear {customer.first_name|customer}, we are closed today.' --dry-run --json
is "$rc" 0 "a dry run" || note "$errs"
is "$(json '[(r["case"], r["state"], r["goes"]) for r in sorted(rows, key=lambda r: r["case"])]')" \
	'[[1, "ready", true], [2, "ready", true], [3, "public", false]]' "in public nothing goes"
is "$(sql "SELECT count(*) FROM outbox")" 0 "and nothing is queued"
desk bulk-reply 'is:new or is:open' 'Your order {field.order} is late.' --dry-run
is "$rc" 1 "where something has no value, nothing goes"
like "$out" '^2 something is not filled in$' "it is counted"
like "$out" '#1 .*{field.order}' "and named, for whom"
desk customer consent Bob contact no
desk bulk-reply 'is:new or is:open' 'We are closed today.' --dry-run --json
is "$(json '[(r["state"], r["goes"]) for r in rows if r["case"] == 2]')" '[["doubt", false]]' \
	"who wants no messages gets none without a yes"
desk undo
desk bulk-reply 'is:new or is:open' 'Dear {customer.first_name|customer}, we are closed today.' --pending
is "$rc" 0 "queued" || note "$errs"
like "$out" '^2 messages queued, the first leaves in 1m' "says what goes, and when"
is "$(sql "SELECT count(DISTINCT grp) || '/' || count(*) FROM outbox WHERE state=0")" 1/2 "one group"
is "$(sql "SELECT min(not_before-queued_at) >= 60000 AND max(not_before-queued_at) >= 62000 FROM outbox")" 1 \
	"held for a minute, then at the account's pace"
is "$(sql "SELECT count(*) FROM outbox o JOIN text t ON t.id=o.text WHERE t.body LIKE 'Dear Ana,%' OR t.body LIKE 'Dear Bob,%'")" 2 \
	"each by name"
is "$(sql "SELECT count(*) FROM cases WHERE status=2")" 2 "and the cases are pending"
desk undo
like "$out" '^2 messages taken back' "one undo takes all back"
is "$(sql "SELECT (SELECT count(*) FROM outbox WHERE state=0) || '/' || (SELECT count(*) FROM cases WHERE status=2) || '/' || (SELECT count(*) FROM draft)")" \
	0/0/0 "the cases, too; no draft is left for each"
desk bulk-reply 'is:new or is:open' 'We are closed today.'
sqlite3 "$store" "UPDATE outbox SET state=3 WHERE id=(SELECT max(id) FROM outbox)"
desk undo
like "$out" '^1 message taken back, 1 had left' "what has left stays"
like "$out" '^left alone: the message to ' "and is named"
desk undo
unlike "$out$errs" 'messages\{0,1\} taken back' "the undo after that is about something else"
desk bulk-reply 'tag:none-such' 'Hello.'
is "$rc" 1 "nobody"
desk bulk-reply 'is:new' --macro saluto --dry-run --json
is "$rc" 0 "with a macro" || note "$errs"
done_testing
