#!/bin/sh
# stream.t - what was said in public, from the command line: listed, decided about, answered; what is done on the
# channel leaves through the outbox, once.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/cli/world.sh"
world

now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
said() {
	printf '{"thread":"post","id":"%s","at":"%s","audience":"public","from":{"address":"%s","name":"%s"},"text":"%s",%s}\n' \
		"$1" "$now" "$2" "$3" "$4" '"post":"Our new lamp","post_link":"https://p.example/1","likes":4,"reach":'"$5" \
		>>"$T/spool/in.jsonl"
}
said r1 rita Rita 'What a lovely window!' 120
said b1 blog 'The Blog' 'We write about it in December.' 52000
said q1 lena Lena 'How much is the big one?' 10
cases=$(sql "SELECT count(*) FROM cases")
sync

is "$(sql "SELECT count(*) FROM cases")" $((cases + 1)) "of three comments only the question became a case"
desk stream --json
is "$(json '[x["from"]["name"] for x in rows]')" '["The Blog", "Rita"]' "the stream holds the others, newest first"
is "$(json '[r["state"], r["likes"], r["reach"], r["post"], r["post_link"], r["audience"], r["liked"]]')" \
	'["new", 4, 52000, "Our new lamp", "https://p.example/1", "public", false]' "with what they stand under and their figures"
blog=$(json 'r["id"]')
rita=$(json 'rows[1]["id"]')
desk stream list 'reach:>10k' --json
is "$(json 'len(rows)')" 1 "a query narrows it by reach"
desk search is:stream --json
is "$(json 'len(rows)')" 2 "is:stream finds them in the search"
desk explain "$rita"
like "$out" 'in the stream' "explain says where it is"

desk stream pass "$blog"
is "$rc" 0 "passed over"
desk stream --json
is "$(json '[x["id"] for x in rows]')" "[$rita]" "it has left the stream"
desk undo
desk stream --json
is "$(json 'len(rows)')" 2 "undo brings it back"

desk stream like "$rita" --json
is "$(json 'r["words"]')" 'like queued' "a like is queued"
desk outbox --json
is "$(json '[r["kind"], r["to"], r["item"], r["state"]]')" '["like", "Rita", '"$rita"', "queued"]' "as a row of the outbox"
is "$(json 'r["about"]')" 'What a lovely window!' "with the words that it is about"
desk outbox
like "$out" 'Rita  like: "What a lovely window!"' "as what is done to them, not as what is said"
desk undo
is "$(sql "SELECT state FROM outbox ORDER BY id DESC LIMIT 1")" 9 "undo takes it back within the hold"
desk stream like "$rita" --no-hold
sync
like "$(cat "$T/spool/out.jsonl")" '"act": "like", "thread": "post", "message": "r1"' "the program is asked to like it"
desk stream show "$rita" --json
is "$(json '[r["liked"], r["state"]]')" '[true, "new"]' "and the stream knows that it did"
desk stream like "$rita"
is "$rc" 1 "nothing is liked twice"
like "$errs" 'like it already' "and says why"
desk stream hide "$blog" --no-hold
desk stream unlike "$rita" --no-hold
sync
is "$(grep -c '"do": "act"' "$T/spool/out.jsonl")" 3 "each deed leaves once"
sync
is "$(grep -c '"do": "act"' "$T/spool/out.jsonl")" 3 "and only once"

desk stream answer "$rita" 'Thank you, Rita!'
is "$rc" 2 "a public answer must be said to be public"
desk stream answer "$rita" 'Thank you, Rita!' --public --no-hold
is "$rc" 0 "then it is queued"
sync
like "$(grep '"do": "send"' "$T/spool/out.jsonl")" '"in_reply_to": "r1"' "it stands under the comment"
is "$(sql "SELECT count(*) FROM cases")" $((cases + 1)) "and opens no case"
desk stream list --all --json
is "$(json '[x["state"] for x in rows if x["id"]=='"$rita"']')" '["answered"]' "the comment is answered"

ours=$(sql "SELECT id FROM message WHERE direction=1 AND audience=3 ORDER BY id DESC LIMIT 1")
desk stream edit "$ours" 'Thanks a lot, Rita!'
is "$rc" 1 "other public words must be said to be public, too"
desk stream edit "$ours" 'Thanks a lot, Rita!' --public --no-hold
sync
is "$(sql "SELECT body FROM text JOIN message m ON m.text=text.id WHERE m.id=$ours")" 'Thanks a lot, Rita!' "our words are changed"
desk stream delete "$rita"
is "$rc" 1 "what others said is not ours to delete"
desk stream delete "$ours" --no-hold
sync
is "$(sql "SELECT flags & 262144 > 0 FROM message WHERE id=$ours")" 1 "ours are"

desk stream case "$blog" --json
like "$out" '"words":"opened #' "one becomes a case by hand"
desk undo
desk stream --json
is "$(json '[x["id"] for x in rows]')" "[$blog]" "and is in the stream again when that is undone"
desk stream nonsense "$blog"
is "$rc" 2 "an unknown word is a usage error"
desk stream show 1
is "$rc" 1 "what was not said in public"

# ---- the one private answer ----
desk stream answer "$blog" 'Between us.' --private
is "$rc" 1 "no private answer where the channel does not offer one"
like "$errs" 'cannot be answered in private' "and it is said"
said p1 nina Nina 'It is broken again.' 3
said p2 ugo Ugo 'So is mine.' 3
sed -i 's/"thread":"post","id":"p/"thread":"pnew","id":"p/' "$T/spool/in.jsonl"
echo '{"type":"capability","thread":"pnew","key":"private-reply","value":"yes"}' >>"$T/spool/in.jsonl"
sync
desk stream --json
nina=$(json '[x["id"] for x in rows if x["from"]["name"] == "Nina"][0]')
ugo=$(json '[x["id"] for x in rows if x["from"]["name"] == "Ugo"][0]')
is "$(json '[x["private_until"] is not None for x in rows if x["from"]["name"] in ("Nina", "Rita")]')" '[true]' \
	"the stream says which may be answered in private"
desk stream answer "$nina" 'Which order is it?' --private --public
is "$rc" 2 "private or public, not both"
desk stream answer "$nina" 'Which order is it?' --private --no-hold
is "$rc" 0 "once it is allowed"
sync
like "$(grep 'Which order is it' "$T/spool/out.jsonl")" '"in_reply_to": "p1", "audience": "private"' \
	"to the one who said it, though another one wrote there later"
is "$(sql "SELECT count(*) FROM message WHERE id=$nina AND case_id IS NOT NULL")" 1 "her comment is a case"
desk stream answer "$ugo" 'And yours?' --private
is "$rc" 1 "but once only"
done_testing
