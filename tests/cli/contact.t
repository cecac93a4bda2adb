#!/bin/sh
# Calls, visits and letters that no channel brings; who rings; dialling; what is to be called back.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
. "$top_srcdir/tests/cli/world.sh"
need python3 sqlite3
cat >"$config" <<END
[agent]
id = eva
name = Eva Rossi
[care]
country = IT
callback-within = 2h
[ui]
dial-command = $T/dial "to {number}"
END
chmod 600 "$config"
cat >"$T/dial" <<'END'
#!/bin/sh
for word; do echo "[$word]"; done >>"${0%/*}/dialled"
[ ! -e "${0%/*}/broken" ] || { echo "no line" >&2; exit 3; }
END
chmod 755 "$T/dial"

# ---- contact ----
desk contact "333 123 4567" --name "Ana Perez" --for 3:12 Wants the tin giraffe mended
is "$rc" 0 "a call from somebody new" || note "$errs"
like "$out" "Telephone call: logged, opened #1" "opens a case"
desk show 1 --json
is "$(json '[(i["kind"], i["direction"], i["seconds"], i["outcome"], i["channel"], i["actor"], i["text"]) for i in r["items"] if i["kind"] == "call"]')" \
	'[["call", "in", 192, "answered", "voice", "eva", "Wants the tin giraffe mended"]]' "on the timeline like any other"
is "$(json '[r["customer"]["name"], r["waiting_since"], r["callback"]]')" '["Ana Perez", null, null]' \
	"who was spoken to does not wait"
is "$(sql "SELECT kind, address FROM identity")" "phone|+393331234567" "the number is kept with its country"
desk contact 1 --letter --direction in "Sent the receipt"
desk show 1
like "$out" 'letter > Ana Perez  \[letter, noted by eva\]' "a letter"
like "$out" "waiting for" "which waits for an answer"
desk contact 1 --visit --direction out "Mended it"
desk show 1 --json
is "$(json '[r["waiting_since"], r["channels"]]')" '[null, ["letter", "visit", "voice"]]' "a visit answers"
desk undo
desk show 1 --json
is "$(json '[r["waiting_since"] is not None, r["channels"]]')" '[true, ["letter", "voice"]]' "undone, it waits again"
desk search giraffe --json
is "$(json '[(i["kind"], i["case"]) for i in rows]')" '[["call", 1]]' "search finds its words"
desk count kind:letter
is "$out" 1 "by kind"
desk customer export 1 --json --verified "her voice"
is "$(json '[i["kind"] for i in r["items"]]')" '["call", "letter"]' "what is known of a customer holds them"
desk contact +4930555019 --missed --at 30m --name "Jo"
like "$out" "Missed call: logged, opened #2" "a missed call opens another case"
desk show 2
like "$out" "^Call back: +4930555019, by " "and a callback"
desk list has:callback --json
is "$(json '[(c["case"], c["callback_to"], c["callback"] == c["due"]) for c in rows]')" '[[2, "+4930555019", true]]' \
	"has:callback: it is due then"
desk contact 2 --direction out --outcome busy
desk count has:callback
is "$out" 1 "busy: still to be called"
desk contact 2 --direction out --callback "tomorrow 15:00" "Call me tomorrow"
desk show 2 --json
is "$(json '[r["callback"] is not None, r["waiting_since"]]')" '[true, null]' "spoken to, but to be called tomorrow"
desk contact 2 --resolve
desk show 2 --json
is "$(json '[r["status"], r["callback"]]')" '["resolved", null]' "done"
desk contact new --name "Mario 🦒" --visit "Asked for the opening hours"
is "$rc" 0 "somebody who came in"
desk show 3 --json
is "$(json '[r["customer"]["name"], r["subject"]]')" '["Mario 🦒", "Asked for the opening hours"]' "has a case"
echo "what was said" | run "$SPORTELLO" --config "$config" --store "$store" contact "customer:Mario" --body-file -
is "$rc" 0 "words from a file"

# refused, with what to do
refuse() {
	want=$1
	shift
	desk "$@"
	[ "$rc" -ne 0 ] && printf '%s\n' "$errs" | grep -q -e "$want"
	ok $? "refused: $want" || note "$rc $out $errs"
}
refuse "usage: sportello contact" contact
refuse "is no direction and no outcome" contact 1 --outcome shouted
refuse "cannot end with 'busy'" contact 1 --visit --outcome busy
refuse "is no time of the past" contact 1 --at "tomorrow 9:00"
refuse "not happened yet" contact 1 --at 2099-01-01
refuse "is no duration" contact 1 --for long
refuse "say who with --name" contact new --visit
refuse "no telephone number" contact "+39;reboot"
refuse "no case" contact 99

# ---- ring ----
desk ring "sip:+393331234567@pbx.example" --line shop
is "$rc" 0 "ring"
like "$out" "+393331234567 on line shop" "number and line"
like "$out" "Ana Perez  customer:1" "who it is"
like "$out" "#1 *open *Wants the tin giraffe mended" "and what is open"
desk ring 0039-333-1234567 --json
is "$(json '[r["number"], r["missed"], [c["name"] for c in r["customers"]], [k["case"] for k in r["customers"][0]["open"]]]')" \
	'["+393331234567", false, ["Ana Perez"], [1]]' "as JSON"
desk ring +442079460000
like "$out" "nobody known has this number" "an unknown number says so"
desk ring anonymous
like "$out" "number withheld" "a withheld number"
refuse "the number is empty" ring ""
refuse "no telephone number" ring '$(reboot)'
refuse "no telephone number" ring "$(printf '+39\033[2J')"
refuse "it is too long" ring "$(printf '%0100d' 1)"
refuse "it has 16 digits" ring +1234567890123456
refuse "no agent 'nobody'" ring +442079460000 --agent nobody
desk ring +393331234567 --missed --json
is "$(json '[r["missed"], r["case"], r["customers"][0]["open"][0]["callback_to"]]')" '[true, 1, "+393331234567"]' \
	"nobody took it: written down on the open case, to be called back"
desk ring +393331234567 --missed
desk count customer:1
is "$out" 1 "who calls twice has one case"
desk log 1
like "$out" "ring *.*logged: Missed call" "the journal says who wrote it down"
desk contact 1 "Spoke to her"
desk count has:callback
is "$out" 0 "spoken to, nobody is to be called"
is "$(sql "SELECT count(*) FROM ring WHERE number LIKE '%39333%' AND state=2")" 1 "what rang was missed"
desk customer erase 1 --yes --verified "her voice"
is "$(sql "SELECT count(*) FROM ring WHERE number='+393331234567'")" 0 "erased, no number of theirs rings on"

# ---- dial ----
desk dial 06/1234567
is "$rc $(cat "$T/dialled")" "0 [to +39061234567]" "dial: one word, without a shell"
desk contact 06/1234567 --missed
number=$(sql "SELECT max(number) FROM cases")
: >"$T/dialled"
desk dial "$number"
is "$(cat "$T/dialled")" "[to +39061234567]" "a case's number"
refuse "has no telephone number" dial customer:Mario
: >"$T/broken"
refuse "ended with status 3: no line" dial +39061234567
sed -i '/dial-command/d' "$config"
refuse "set dial-command in \[ui\]" dial +39061234567

done_testing
