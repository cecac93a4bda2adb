#!/bin/sh
# Payloads that WhatsApp pushed: each message once, whoever hands it over and how often; what is for others is refused.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need sqlite3

cat >"$config" <<-EOF
[account wa]
channel = whatsapp
address = 106540352242922
since = 2020-01-01
[account box]
channel = telegram
address = @bot
EOF
vendor=$top_srcdir/tests/channel/whatsapp
messages() {
	sql 'SELECT count(*) FROM message'
}

for f in "$vendor"/vendor-*.answer; do
	sync --ingest wa "$f"
	[ "$rc" -eq 0 ] || break
done
is "$rc $errs" "0 " "the vendor's own samples are taken in"
# twelve messages, two of them with the id of another one
is "$(messages)" 10 "each message once"
is "$(sql 'SELECT count(DISTINCT thread) FROM message')" 1 "in one conversation"
is "$(sql "SELECT count(*) FROM identity WHERE address='+16505551234' AND kind IN ('phone', 'whatsapp')")" 2 \
	"the person is known by the number"
for f in "$vendor"/vendor-*.answer; do
	sync --ingest wa "$f"
done
is "$(messages)" 10 "a payload that comes again changes nothing"

sync --ingest wa - <"$vendor/bsuid.answer"
is "$rc" 0 "a payload may come on standard input"
sync --ingest wa "$vendor/other-number.answer"
like "$rc $errs" '^[1-9] .*for another number (5)' "what is for another number is refused, and said"
sync --ingest wa "$vendor/garbage.answer"
like "$rc $errs" '^[1-9] .*not JSON' "so is what is no JSON"
{ cat "$vendor/bsuid.answer"; head -c 17000000 /dev/zero | tr '\0' ' '; } >"$T/large"
sync --ingest wa "$T/large"
like "$rc $errs" '^[1-9] .*large: more than 16 MB' "and what has no end"
sync --ingest box "$vendor/bsuid.answer"
like "$rc $errs" '^2 .*takes no payloads' "an account that is asked takes none"
sync --ingest nobody "$vendor/bsuid.answer"
like "$rc $errs" '^3 .*no \[account nobody\]' "nor one that is not there"
sync --ingest wa "$T/missing"
like "$rc $errs" "^1 .*No such file" "a file that is not there is named"
sync --ingest wa
like "$rc $errs" '^2 .*usage' "and so is a missing word"
is "$(messages)" 11 "none of these left anything behind"

public=$top_srcdir/../shared/corpora/public/webhooks/whatsapp-cloud-pywa
if [ -d "$public" ] && command -v python3 >/dev/null; then
	for f in "$public"/updates__*.json; do
		python3 - "$f" "$T" <<-'EOF'
		import json, sys, os
		for name, one in json.load(open(sys.argv[1])).items():
		    if isinstance(one, dict) and 'entry' in one:
		        for change in one['entry'][0]['changes']:
		            if 'metadata' in change.get('value', {}):
		                change['value']['metadata']['phone_number_id'] = '106540352242922'
		        json.dump(one, open('%s/pushed-%s-%s' % (sys.argv[2], os.path.basename(sys.argv[1]), name), 'w'))
		EOF
	done
	bad=
	for f in "$T"/pushed-*; do
		sync --ingest wa "$f"
		[ "$rc" -eq 0 ] || bad="$bad $f: $errs"
	done
	is "$bad" "" "what others have seen pushed is taken in too"
fi
done_testing
