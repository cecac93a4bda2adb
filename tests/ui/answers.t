#!/bin/sh
# answers.t - what the desk knows, in the console: found, read, put into a reply; ?? in the text; guides; what is missing.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/lib.sh"
. "$top_srcdir/tests/ui/world.sh"
. "$top_srcdir/tests/ui/golden.sh"
need python3 sqlite3

world
cp -r "$top_srcdir/examples/answers" "$T/answers"
printf 'title: Only until spring\nvalid until: 2026-03-31\nwhen: tag:vip\n?en\nspring sale\n=en: Over.\n! Say it is over.\n' >"$T/answers/spring.txt"
printf '#!/bin/sh\nprintf "titel: x\\n" >"$1"\n' >"$T/editor"
printf '#!/bin/sh\ncat >"%s/case.json"\necho https://video.example/room-7\n' "$T" >"$T/room"
chmod +x "$T/editor" "$T/room"
EDITOR=$T/editor VISUAL=$T/editor
export EDITOR VISUAL
cat >>"$config" <<EOF
[answers]
folder = $T/answers
link-command = $T/room
[field order]
type = text
EOF
cat >"$T/answers/video.txt" <<EOF
title: Let us look at it together
? show it to you on video
> Please open this link in your browser:
link-command
> Hold the lamp into the camera, {customer.first_name|please}.
EOF
globex=$(case_of invoice)

for size in 48x30 80x24 120x40 200x60; do
	console $size <<-EOF >>"$T/screens"
		cmd open $ana
		key g k
		dump answers for a case
		key / x
		key Esc
		cmd answer-read return
		dump one to be read
		fresh
		cmd open $ana
		key r
		type ??ret
		dump answers in the text
		key Esc C-x X
	EOF
	printf '%s\n' "$out" >>"$T/screens"
done
out=$(cat "$T/screens")
same_screens answers

console 80x24 <<-EOF
	cmd open $ana
	key g k
	expect Where is my order?
	expect Order, arrived
	key Enter
	expect Your order {case.order} is on its way
	expect {case.order}:
	type 4711
	key Enter
	expect Your order 4711 is on its way
	key C-x k
EOF
is "$rc" 0 "the best answer stands first, Enter puts it into a reply, its gaps are a macro's" || note "$out"
is "$(sql "SELECT answer || by || state || (score > 40) FROM answer_use WHERE case_id = (SELECT id FROM cases WHERE number = $ana) AND answer NOT NULL")" \
	"order-statusagentgiven1" "which is taken note of"

console 80x24 <<-EOF
	cmd open $globex
	key r
	type ??rimb
	expect │>When is my money back?
	key Esc C-x X
EOF
is "$rc" 0 "a word of what customers ask comes before one within a text" || note "$out"
console 80x24 <<-EOF
	cmd open $globex
	key g k /
	type spring
	expect Only until spring
	expect VALID UNTIL 2026-03-31: over
	expect NOT HERE: only where tag:vip
	key Enter
	expect spring: only where tag:vip
	fresh
	cmd open $globex
	key r
	type Hello ??invo
	expect Invoices and receipts
	key Enter
	expect Hello The invoice is in your account
	expect-not ??invo
	key Space
	type what?? really
	expect what?? really
	expect-not Tab takes it
	key C-x k
	fresh
	cmd answers
	cmd answer-edit spring
	expect saved, but spring.txt:1: unknown key 'titel' - did you mean 'title'?
	key g g
	expect ! spring.txt:1
EOF
is "$rc" 0 "found while one types; old and out of place said; ?? in the text; a file with a mistake is seen" || note "$out"

# a guide: its link is made for the case, the head says how far it is
console 80x24 <<-EOF
	cmd open $globex
	cmd guide video
	expect video: step 1/2 - once it is sent mg brings the next
	expect https://video.example/room-7
	key C-x k
	fresh
	cmd open $globex
	expect guide video 1/2
	key m g
	expect Hold the lamp into the camera
	expect video: step 2/2, the last
	key C-x k
	fresh
	cmd open $globex
	expect-not guide video
	key m g
	expect no guide goes on here: gk chooses one, > begins it
	cmd guide vido
	expect there is no answer 'vido' - did you mean 'video'?
EOF
is "$rc" 0 "a guide, step by step" || note "$out"
like "$(cat "$T/case.json")" "^{\"case\":\"$globex\".*\"customer\":\"Globex" "the program gets the case as JSON"

sed -i 's/^link-command = .*/&\nguide = send/' "$config"
console 80x24 <<-EOF
	cmd open $globex
	cmd guide video
	expect video: step 1/2: queued
	expect u takes it back
EOF
is "$rc" 0 "or at once, where that is wanted" || note "$out"
sed -i '/^guide = send/d' "$config"

# what agents write three times, and no answer says
for n in $ana $globex $(case_of 'cannot log'); do
	at 2026-11-20T14:3$((n % 10)):00Z reply "$n" --no-hold "We are glad that you wrote to us. The spare shade for this lamp can be ordered again from March on, number $n."
done
sync --now 2026-11-20T14:50:00Z >/dev/null
desk --now "$now" answers missing --json
like "$out" '^{"by":"agents","count":3,' "what agents have written three times"
like "$out" 'The spare shade' "with their words" || note "$out"
console 120x40 <<-EOF
	cmd answers-missing
	expect agents
	expect The spare shade
	expect written 3 times, and no answer says it
	dump what is missing
	key Enter
	type shade
	key Enter
	expect saved, but shade.txt:1
	key -
	expect not needed: it is listed no more
	expect nothing is missing
EOF
is "$rc" 0 "what is missing: looked at, put aside, a new file begun" || note "$out"
same_screens answers_missing
done_testing
