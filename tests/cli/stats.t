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
is "$(of '"eva"') $(of None)" "[1, 0] [2, 1]" "by agent"
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

desk stats --by weather
is "$rc" 2 "by something else: exit 2"
like "$errs" "say field:NAME, tag, channel, team, agent, day, hour or weekday" "and what there is"
desk stats --by field:reasn
like "$errs" "did you mean 'reason'" "an unknown field: the nearest"
done_testing
