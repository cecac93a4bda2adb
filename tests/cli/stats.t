#!/bin/sh
# The figures by what the cases are about: fields with their branches, tags, channels, teams, agents.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
. "$top_srcdir/tests/cli/world.sh"
world

cat >>"$config" <<-EOF
	[field reason]
	type = tree
	values = delivery/late, delivery/lost, quality
	[field segment]
	on = customer
EOF

# of VALUE: [opened, resolved] of a value of the last output
of() {
	json "next(([x[\"opened\"], x[\"resolved\"]] for x in r[\"values\"] if x[\"value\"] == $1), None)"
}

desk field 1 reason delivery/late
desk field 2 reason delivery/lost
desk resolve 2
desk stats --by field:reason --json
is "$rc" 0 "stats --by a field" || note "$errs"
is "$(json 'sorted(r)')" '["by", "from", "to", "values"]' "in one object"
is "$(json '[k for k in "value opened resolved first_reply_p50 first_reply_p90 resolution_p50 resolution_p90".split() if k not in r["values"][0]]')" \
	"[]" "every figure of a value"
is "$(of '"delivery"') $(of '"delivery/late"') $(of '"delivery/lost"') $(of None)" "[2, 1] [1, 0] [1, 1] [1, 0]" \
	"a branch is the sum of what is below it; those without a value are there, too"
is "$(json '[x["value"] for x in r["values"]]')" '["delivery", "delivery/late", "delivery/lost", null]' "branches stand above"
is "$(json '[x["resolution_p50"] > 0 for x in r["values"]]')" '[true, false, true, false]' "with how long it took"
desk stats --by field:reason
like "$out" '^  lost  *1  *1 ' "for people: leaves below their branch"

desk field 2 reason -
desk stats --by field:reason --json
is "$(of '"delivery"') $(of None)" "[1, 0] [2, 1]" "what was taken away counts no more"

desk tag 1 +vip +late
desk tag 2 +vip
desk stats --by tag --json
is "$(of '"vip"') $(of '"late"') $(of None)" "[2, 1] [1, 0] [1, 0]" "by tags: a case with two counts with each"
is "$(json 'r["values"][0]["value"]')" vip "the most frequent first"
desk stats --by channel --json
is "$(of '"mail"') $(of '"mastodon"')" "[2, 1] [1, 0]" "by channel"
desk assign 1 eva
desk assign 2 team:invoices
desk stats --by agent --json
is "$rc" 1 "by agent: off"
like "$errs" "figures by named agent are off: .per-agent = self" "and why, and which option says otherwise"
desk stats --kpi effort --by agent
like "$errs" "art. 4 l. 300/1970" "figures by their definition, too: the law"
cp "$config" "$T/plain"
printf '[stats]\nper-agent = self\n' >>"$config"
desk stats --by agent --json
is "$(of '"eva"') $(of None)" "[1, 0] null" "self: one's own alone"
is "$(sqlite3 "$store" "SELECT count(*) FROM action WHERE args LIKE 'stats%'")" 0 "which nobody need know"
sed 's/= self/= named/' "$config" >"$T/named" && cp "$T/named" "$config"
desk stats --by agent --json
is "$(of '"eva"') $(of None)" "[1, 0] [2, 1]" "named: everybody's"
desk stats --kpi opened --by agent --json
is "$(json 'sorted((v["value"] or "", v["n"]) for v in r["figures"][0]["values"])')" '[["", 2], ["eva", 1]]' "by definition, too"
is "$(sqlite3 "$store" "SELECT group_concat(args, '; ') FROM action WHERE args LIKE 'stats%'")" "stats --by agent; stats --kpi" \
	"each look stands in the journal"
desk news
like "$out" "Eva Rossi looked at figures by named agent: stats --kpi" "and is news to all"
cp "$T/plain" "$config"
desk stats --by team --json
is "$(of '"invoices"')" "[1, 1]" "by team"
desk list ana --json
desk customer list ana --json
desk customer set "$(json 'r["id"]')" segment wholesale
desk stats --by field:segment --json
is "$(of '"wholesale"') $(of None)" "[1, 0] [2, 1]" "by a field of the customer"

# ---- by when ----
today=$(date +%Y-%m-%d)
desk stats --since "$today" --by day --json
is "$(json '[[x["value"], x["solved"]] for x in r["values"]]')" "[[\"$today\", 1]]" "by day: today alone"
desk stats --by hour --json
is "$(json '[len(r["values"]), sum(x["opened"] for x in r["values"]), sum(x["solved"] for x in r["values"])]')" "[24, 3, 1]" \
	"by hour: 24 of them, with all that there is"
desk stats --by weekday --json
is "$(json '[[x["value"] for x in r["values"]], sum(x["opened"] for x in r["values"])]')" \
	'[["mon", "tue", "wed", "thu", "fri", "sat", "sun"], 3]' "by weekday, from Monday on"
desk stats --until 2026-01-01 --since 2025-01-01 --by day --tsv
is "$(printf '%s\n' "$out" | awk -F '\t' 'NR > 1 { n++; sum += $2 + $3 } END { print n, sum }')" "365 0" "a period that has ended, as lines with tabs"
desk stats --tsv
like "$out" "$(printf '^solved\t1$')" "all figures as lines with tabs"
LC_ALL=C.UTF-8 desk stats --by channel --plot
like "$out" '^mail  *2 ██*$' "bars for people"
desk stats --plot
is "$rc" 2 "bars of nothing: exit 2"
desk stats --since today --until yesterday
like "$errs" "until must be later than" "a period that ends before it begins"

# ---- by definition ----
desk stats --kpi all --json
is "$rc" 0 "all figures" || note "$errs"
is "$(json '[len(r["figures"]) > 30, sorted(r)]')" '[true, ["by", "figures", "from", "hours", "to"]]' "as one object"
wrong=$(printf '%s\n' "$out" | python3 -c '
import json, sys
for f in json.load(sys.stdin)["figures"]:
	v = f["values"][0]
	if f["unit"] != "share" and ">" not in f["query"] and "=1" not in f["query"]:
		print(v["cases"], f["query"], sep="\t")' | while IFS="$(printf '\t')" read -r n query; do
	desk count "$query"
	[ "$out" = "$n" ] || echo "$query: $n shown, $out found"
done)
is "$wrong" "" "each is what its query finds"
desk stats --kpi first_response,effort --by channel
like "$out" "^first response$" "for people: a table for each"
like "$out" "^mail  *1 " "with a row for each value"
desk list ana --json
who=$(json 'r["customer"]["id"]')
desk customer set "$who" segment '=HYPERLINK("http://x.example")'
desk stats --kpi opened --by field:segment --csv
like "$out" "'=HYPERLINK" "a formula in a spreadsheet is a text"
like "$out" '^kpi,value,cases,n,p50,p90,mean,office_p50' "under their names"
desk customer set "$who" segment wholesale
cat >>"$config" <<-EOF
	[hours banco]
	open = mon-sun 0:00-0:01
	[hours never]
	open = mon 0:00-0:01
EOF
desk stats --kpi full_resolution --json
is "$(json '[r["hours"], r["figures"][0]["values"][0]["office_p50"] < r["figures"][0]["values"][0]["p50"]]')" '["banco", true]' \
	"in the hours of the configuration, the first there are"
desk stats --kpi full_resolution --hours never --json
is "$(json '[r["hours"], r["figures"][0]["values"][0]["n"]]')" '["never", 1]' "in other hours, counted anew"
desk stats --kpi full_resolution --hours nevr
like "$errs" "did you mean 'never'" "unknown hours: the nearest"
desk stats --explain effort
like "$out" "contacts [+] channel changes [+] transfers [+] long waits" "the formula"
desk stats --kpi efort
is "$rc" 2 "an unknown figure: exit 2"
like "$errs" "did you mean 'effort'" "and the nearest"
desk stats --csv
like "$errs" "go with --kpi" "options that go with it alone"
desk count "kpi:effort>soon"
like "$errs" "column 1: 'soon' is no number" "a bad term says where"

# ---- one page ----
desk customer rate "$who" 2/7 'Ana <script>alert(1)</script> | =1+1'
desk report week --week "$(date +%G-W%V)"
is "$rc" 0 "a report" || note "$errs"
like "$out" '^| cases opened | 3 .* .opened:' "figures with their queries"
unlike "$out" 'Ana' "customers' words without their names"
like "$out" 'CES 2: .*\\<script\\>' "and no markup of theirs"
desk report week --week "$(date +%G-W%V)" --into "$T/week.html"
like "$(cat "$T/week.html")" '&lt;script&gt;' "in HTML neither"
unlike "$(cat "$T/week.html")" '<script' "none at all"
desk report month --format csv
like "$out" '^part,figure,now,before,change,small,query' "for a spreadsheet"
desk report week --week 2026-W54
like "$errs" "say it like 2026-W47" "a week that there is not"
desk report year
is "$rc" 2 "nor a year"

desk stats --by weather
is "$rc" 2 "by something else: exit 2"
like "$errs" "say field:NAME, tag, channel, team, agent, day, hour or weekday" "and what there is"
desk stats --by field:reasn
like "$errs" "did you mean 'reason'" "an unknown field: the nearest"
done_testing
