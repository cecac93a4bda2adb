#!/bin/sh
# The sample world: made whole, in its own folder, with every state, and the same each time.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need notmuch sqlite3

world=$T/world
ask() {
	run "$world/open" "$@"
}
count() {
	"$world/open" count "$1"
}
at_least() {		# at_least N WHAT QUERY
	n=$(count "$3")
	[ "${n:-0}" -ge "$1" ]
	ok $? "$2" || note "$n of $1"
}

find "$T" -newer "$T/home" | sort >"$T/before"
run "$SPORTELLO" demo --no-run --dir "$world"
is "$rc" 0 "the world is made" || note "$errs"
like "$out" "$world/open" "and how to open it is said"
is "$(find "$HOME" -type f)" "" "nothing is written in the user's folders"
is "$(ls "$T" | tr '\n' ' ')" "before errs home out world " "nor beside the folder"
is "$(find "$world" -name clock)" "" "its clock runs again"

# ---- what is in it ----
at_least 55 "about 60 cases" ""
people=$("$world/open" customer list | wc -l)
[ "$people" -ge 25 ]
ok $? "at least 25 customers" || note "$people"
for status in new open pending snoozed resolved spam; do
	at_least 2 "some are $status" "status:$status"
done
at_least 1 "some are merged" is:merged
at_least 3 "some are overdue" is:overdue
at_least 2 "some are escalated or were" "escalated:any or tag:sicurezza"
at_least 1 "one came late" is:late
for channel in mail whatsapp telegram chat facebook sms voice; do
	at_least 1 "$channel is there" "channel:$channel"
done
ask list --limit 200 --json
is "$(echo "$out" | grep -c '"channels":\["[a-z]*","[a-z]*","[a-z]*"\]')" 1 "a conversation over three channels"
at_least 2 "PEC" "account:pec"
at_least 4 "cases of mine" "is:mine is:open"
at_least 2 "of a colleague" "assigned:giulia"
at_least 1 "of a team" "team:magazzino"
at_least 1 "something public" is:public
at_least 5 "something unread" is:unread
at_least 1 "an urgent one" priority:urgent
at_least 1 "a promise" has:promise
at_least 2 "somebody to be called back" has:callback
at_least 1 "a call that we made" "kind:call direction:out"
at_least 1 "a visit to the shop" kind:visit
at_least 1 "a letter on paper" kind:letter
at_least 1 "a draft" has:draft
at_least 3 "attachments" has:attachment
at_least 3 "tags" "tag:spedizione or tag:vip or tag:rimborso"
at_least 3 "notes" has:note
is "$("$world/open" count --items is:history | awk '{ print ($1 >= 10) }')" 1 "history without work"
ask search "hall preventivo"
like "$out" "Conferma ordine" "which is found"

ask outbox --all --json
for state in queued sent delivered read failed unknown review cancelled; do
	like "$out" "\"state\":\"$state\"" "the outbox has one $state"
done
like "$out" "5.1.1.*User unknown" "with the server's words"
ask customer suggest
like "$out" "the same name: D. Kohen" "a candidate for merging, with evidence"
is "$(sqlite3 "$world/store.db" "SELECT count(*) FROM note WHERE source = 'second-level'")" 1 \
	"the second level's answer is a note"
is "$(sqlite3 "$world/store.db" 'SELECT count(*) FROM cases WHERE waits_on IS NOT NULL')" 1 "one waits on a third party"
is "$(sqlite3 "$world/store.db" 'SELECT count(*) > 0 FROM message WHERE flags & 4')" 1 "thanks that woke nothing"
is "$(sqlite3 "$world/store.db" 'SELECT count(*) > 0 FROM message WHERE flags & 4096')" 1 "a link that lies"
is "$(sqlite3 "$world/store.db" 'SELECT count(*) > 0 FROM message WHERE flags & 128')" 1 "a PEC anomaly"
is "$(sqlite3 "$world/store.db" 'SELECT count(*) FROM message WHERE flags & 65536')" 3 "missed calls"
is "$(sqlite3 "$world/store.db" 'SELECT count(DISTINCT kind) FROM message')" 6 \
	"messages, calls, a bounce, an automatic reply, receipts, a reaction"
command -v openssl >/dev/null &&
	is "$(sqlite3 "$world/store.db" 'SELECT count(*) FROM message WHERE flags & 256')" 0 "PEC is signed"

# what could not be delivered is not done with
at_least 1 "a refused answer opens its case again" "subject:catalogo is:open"

ask doctor
like "$out" "store.db is whole" "the store is whole"
unlike "$out" "wait to be indexed" "everything is indexed"
ask doctor --recount
like "$out" "^ok .* 0 derived" "derived values are as a recount gives them"

is "$(sqlite3 "$world/store.db" "SELECT count(*) FROM attachment WHERE name = 'fattura-214.pdf'")" 1 \
	"a file we sent is there once, though the copy in the Maildir holds it too"

# ---- again, and the same each time ----
now=2026-11-24T10:00:00Z
table() {
	"$1/open" --now "$now" list --limit 200 --json | sed 's/"uid":"[^"]*",//'
	"$1/open" --now "$now" outbox --all --json | sed 's/"remote_id":"[^"]*"//'
	"$1/open" --now "$now" log --limit 1000 | cut -c1-200
}
for n in 1 2; do
	run "$SPORTELLO" demo --no-run --now "$now" --dir "$T/same$n"
	is "$rc" 0 "made for a given time" || note "$errs"
	table "$T/same$n" >"$T/table$n"
done
run "$T/same1/open" sync --json
is "$rc" 0 "a further pass" || note "$errs"
unlike "$out" '"messages":[1-9]' "finds nothing new while its time stands still"
[ -s "$T/table1" ] && cmp -s "$T/table1" "$T/table2"
ok $? "the same time gives the same world" || diff "$T/table1" "$T/table2" | head -20 | sed 's/^/# /'
# a sync that fails: nothing half made is left
mkdir "$T/broken"
printf '#!/bin/sh\necho no >&2\nexit 1\n' >"$T/broken/notmuch"
chmod +x "$T/broken/notmuch"
run env PATH="$T/broken:$PATH" "$SPORTELLO" demo --no-run --dir "$T/half"
is "$rc" 1 "without a working notmuch there is no world"
like "$errs" "fetch-command.*no" "which is said"
is "$(ls -d "$T/half" 2>/dev/null)" "" "and nothing half made is left"
(cd "$T" && "$SPORTELLO" demo --no-run --quiet --dir "the shop's world" >"$T/out" 2>&1)
ok $? "a folder with blanks and quotes in its name will do" || note "$(cat "$T/out")"
is "$("$T/the shop's world/open" count)" "$(count "")" "and holds the same"
run "$SPORTELLO" demo --no-run --dir "$T/home/.."
is "$rc" 1 "a folder with something else in it is refused"
like "$errs" "not empty" "and why is said"

done_testing
