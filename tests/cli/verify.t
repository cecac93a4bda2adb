#!/bin/sh
# Who is speaking: facts, a code that is read back, a hook, a person; what is told to nobody unverified.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
. "$top_srcdir/tests/cli/world.sh"
world
cat >>"$config" <<-EOT
	[field order]
	identifies = yes
	[field iban]
	on = customer
	sensitive = yes
EOT

desk show 1
like "$out" 'Customer: Ana Perez (unverified)' "who writes is unverified"
desk show 1 --json
is "$(json '[r["speaking"]["address"], r["speaking"]["verified"], r["speaking"]["words"]]')" \
	'["ana@example.net", false, "unverified"]' "in JSON, too"

# bank details: only for somebody who is verified
desk customer set ana@example.net iban "IT60 X054 2811 1010 0000 0123 456"
is "$rc" 1 "bank details are not changed for somebody unknown"
like "$errs" 'iban needs a customer who is verified now.*--verified HOW' "and it says what to do"
desk customer set ana@example.net iban "IT60 X054 2811 1010 0000 0123 456" --verified "called her back"
is "$rc" 0 "unless a person says how they know them"
desk verify 1
like "$out" 'ana@example.net>, mail: verified: person, ..:.., eva' "that verifies the contact"
desk log 1
like "$out" 'who is speaking: verified: called her back' "the journal keeps the reason"
desk verify 1 --end
like "$out" 'unverified again' "and it can be ended"

# the guard
desk field 1 order 12345
desk reply 1 "Your order 12345 leaves today, by IT60 X054 2811 1010 0000 0123 456."
is "$rc" 1 "order and bank data are not told to somebody unverified"
like "$errs" 'ana@example.net is unverified, and this tells them IBAN IT60 X054 2811 1010 0000 0123 456, order 12345: .*--anyway' \
	"what was found is named"
desk reply 1 "Pay with 4111 1111 1111 1111?"
like "$errs" 'tells them card 4111 1111 1111 1111' "a card's number"
desk reply 1 "Your order is on its way."
is "$rc" 0 "words without data leave"
desk undo
desk reply 1 "Your order 12345 leaves today." --anyway
is "$rc" 0 "a second yes"
desk undo
desk field 3 order 77777
desk reply 3 "Your order 77777 is lost." --public --anyway
is "$rc" 1 "in public there is no yes"
like "$errs" 'everybody would read order 77777' "and it says why"
desk reply 3 "We are sorry." --public --anyway
is "$rc" 0 "other words may be said there"
desk undo

# facts
desk verify 1
like "$out" '  order  *12345' "the facts that could be asked for are shown to the agent"
desk verify 1 --facts order
is "$rc" 2 "one is too few"
desk verify 1 --facts order,shoe
is "$rc" 1 "only what the card knows"
desk verify 1 --facts order,iban
is "$rc" 0 "two facts"
desk verify 1 --json
is "$(json '[r["verified"], r["how"], r["facts"], r["by"]]')" '[true, "facts", ["order", "iban"], "eva"]' "how, and by whom"
desk reply 1 "Your order 12345 leaves today."
is "$rc" 0 "to somebody verified it is told"
desk undo
desk undo
desk verify 1 --json
is "$(json 'r["verified"]')" false "undone"
desk verify 1 --facts order,iban
desk resolve 1
desk reopen 1
desk verify 1 --json
is "$(json 'r["verified"]')" false "a case that was done ends the contact"

# a code
desk verify 1 --code
is "$rc" 1 "no code without an address that was known before"
like "$errs" 'no other address of theirs was known' "and it says so"
sqlite3 "$store" "UPDATE identity SET customer=(SELECT customer FROM identity WHERE address='ana@example.net'), first_at=1
	WHERE address='bob@example.com'"
desk verify 1 --code
is "$rc" 0 "to one that was known" || note "$errs"
like "$out" 'a code is on its way to bob@example.com' "it says where to"
desk show 1
like "$out" 'unverified, a code is out' "the case says so"
like "$out" 'Your code: ······' "which nobody reads here while it waits to leave, either"
sync
code=$(sed -n 's/^Your code: \([0-9]*\).*/\1/p' "$T/sent.eml")
is "${#code}" 6 "the mail has six digits"
desk show 1
like "$out" 'Your code: ······' "nobody reads it here any more"
is "$(printf '%s' "$out" | grep -c "$code")" 0 "nowhere on the timeline"
is "$(sqlite3 "$store" .dump | grep -c "$code")" 0 "nor in the store"
is "$(grep -rl "$code" "$T/data" 2>/dev/null | grep -v wal | wc -l)" 0 "nor in a file"
wrong=$(printf '%06d' $(((${code#"${code%%[!0]*}"} + 1) % 1000000)))
desk verify 1 --code-back "$wrong"
is "$rc" 1 "a wrong code: exit 1"
like "$out" '2 tries are left' "and how often it may be tried"
desk verify 1 --code-back "$code"
is "$rc" 0 "the right one"
desk verify 1
like "$out" 'verified: code' "verified by it"
desk verify 1 --end

# the hook
cat >>"$config" <<-EOT
	[care]
	verify-hook = cat >$T/asked; test -e $T/known
EOT
desk verify 1 --hook
is "$rc" 1 "the hook says no"
like "$(cat "$T/asked")" '"address":"ana@example.net"' "it is told who speaks"
touch "$T/known"
desk verify 1 --hook
is "$rc" 0 "the hook says yes"
desk show 1
like "$out" '(verified: hook, ' "and the case says so"
desk verify 1 --hook --end
is "$rc" 2 "one way at a time"
done_testing
