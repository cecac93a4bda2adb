#!/bin/sh
# Certified mail on the screen: its certificates and receipts are evidence, folded until somebody asks, and
# an answer by ordinary mail says that it is not certified.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need notmuch openssl

"$SPORTELLO" demo --no-run --now 2026-11-24T10:00:00Z --dir "$T/world" >"$T/made" 2>&1 ||
	skip_all "the sample world could not be made: $(cat "$T/made")"
number=$("$T/world/open" list 'account:pec is:pending' --limit 1 | sed 's/^#\([0-9]*\).*/\1/')

cat >"$T/script" <<'EOF'
expect certificates: za]
expect CONSEGNA
expect [certified receipt: za]
expect-not Ricevuta di avvenuta consegna
key [ z a
expect Ricevuta di avvenuta consegna
expect daticert.xml
key z a
expect-not Ricevuta di avvenuta consegna
cmd reply negozio
expect NOT CERTIFIED
EOF
run "$T/world/open" --case "$number" --now 2026-11-24T10:00:00Z --size 80x40 --script "$T/script"
is "$rc" 0 "folded, unfolded, and a plain answer says that it is not certified" || note "$out$errs"
done_testing
