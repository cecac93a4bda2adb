#!/bin/sh
# Whatever goes wrong between a server and us while we fetch: each account says so, none of it is lost, nothing comes
# twice.  The same faults for every channel.  With FAULTS=all each of them, else those that differ most.
. "$(dirname "$0")/lib.sh"
start_world
for s in $services; do
	says $s "$s before"
done
sync
is "$rc" 0 "all accounts are pulled" || note "$errs" "$out" "$(cat "$T/world.errs")"
is "$(wrong_inbound)" "" "and bring what was said"

all=$(echo $services | tr ' ' '\n' | sort | tr '\n' ' ')
n=0
while IFS='|' read -r always outcome fault; do
	[ "$FAULTS$always" ] || continue
	n=$((n + 1))
	fault=$(printf '%b' "$fault")
	for s in $services; do
		says $s "$s during $n"
		faults $s "pull$tab$fault"
	done
	# whatsapp looks for its templates but seldom
	sql_write "DELETE FROM cursor WHERE key LIKE 'templates%'"
	sync
	for s in $services; do
		met $s || note "$s did not ask"
	done
	case $outcome in
	errs) is "$(in_error)" "$all" "$fault: every account says so" || note "$errs" ;;
	fine) is "$(in_error)" "" "$fault: nobody minds" || note "$errs" ;;
	esac
	good_pass
	is "$(in_error)" "" "$fault: and then all is well" || note "$errs"
done <<'LIST'
1|errs|reset-before
|errs|reset-after
|errs|reset-half-head
1|errs|half
|errs|garbage
1|errs|html
|errs|empty
1|errs|deep
|errs|nul
|errs|gzip
1|errs|bomb
1|errs|endless
1|errs|answer\t500\t\t{}
|errs|answer\t502\tContent-Type: text/html\t<html>Bad gateway</html>
|errs|answer\t503\tRetry-After: 1\t
1|errs|answer\t401\t\t{}
1|fine|slow\t300
LIST

# ---- errors in a good answer ----
refuse() {			# refuse SERVICE BODY WORDS
	faults $1 "pull${tab}answer${tab}200$tab$tab$2"
	says $1 "$1 refused"
	sync --json
	like "$out" "\"account\":\"$1\".*\"ok\":false.*$3" "$1: an error inside a 200 is one, in its words" || note "$errs"
	is "$(printf '%s\n' "$out" | grep -c '"ok":true')" 10 "$1: and no other account minds"
}
refuse telegram '{"ok":false,"error_code":500,"description":"broken inside"}' 'broken inside'
for s in messenger facebook instagram; do
	refuse $s '{"error":{"message":"broken inside","code":2,"type":"OAuthException"}}' 'broken inside'
done
refuse tiktok '{"code":50000,"message":"broken inside"}' 'broken inside'
refuse x '{"errors":[{"detail":"broken inside","title":"Not Found Error","type":"about:blank"}]}' 'broken inside'
refuse mastodon '{"error":"broken inside"}' 'is no list'
refuse matrix '{"errcode":"M_UNKNOWN","error":"broken inside"}' 'next_batch'
refuse twilio '{"code":20404,"message":"broken inside","status":404}' 'no list of calls'
refuse bluesky '{"error":"InternalServerError","message":"broken inside"}' 'no list of notifications'

# ---- another host ----
for s in $services; do
	faults $s "pull${tab}answer${tab}302${tab}Location: http://127.0.0.1:$foreign_port/$s"
	says $s "$s redirected"
done
sync
like "$(grep -c '^GET' "$world/foreign.log")" '^[89]$' "a redirect to another host is followed" || note "$(grep ^GET "$world/foreign.log")"
unlike "$(cat "$world/foreign.log")" "very-secret" "and takes no token along"
for s in $services; do
	faults $s "pull${tab}answer${tab}302${tab}Location: http://127.0.0.1:$foreign_port/twice?t=very-secret-$s"
done
sync
unlike "$(cat "$world/foreign.log")" "very-secret\|twice" "nor is one followed that has it in its address"
good_pass
is "$(in_error)" "" "and then all is well" || note "$errs"

# ---- a backlog, page by page ----
for s in $services; do
	[ $s = whatsapp ] || for i in $(seq 60); do
		says $s "$s backlog $i"
	done
	faults $s "more${tab}reset-after" "log${tab}half" "more${tab}garbage" "more${tab}half" "log${tab}reset-after" "more${tab}answer${tab}500"
done
passes=0
while [ $passes -lt 12 ] && { [ $passes -lt 4 ] || [ -n "$(wrong_inbound)" ]; }; do
	passes=$((passes + 1))
	sql_write "UPDATE job SET not_before = 0 WHERE attempts > 0"
	sync
done
for s in twilio messenger facebook instagram tiktok bluesky matrix; do
	grep -q ^more "$world/$s.faults" && note "$s: not all faults were met"
done
good_pass
is "$(wrong_inbound)" "" "whatever happens, each message of each came exactly once" || note "$(cat "$T/world.errs")"

# ---- a second backlog, before the rest of the first was read (the times are whole seconds) ----
for part in 1 2 3 4; do
	for s in messenger instagram; do
		seq -f "$(date +%s) $s part $part %g" 120 >>"$world/$s.in"
		yes "more${tab}answer${tab}503" | head -n 100 >"$world/$s.faults"
	done
	sleep 1.1
	[ $part -lt 3 ] || sync
done
for pass in 1 2 3 4; do
	[ -z "$(wrong_inbound)" ] || good_pass
done
is "$(wrong_inbound)" "" "takes nothing away from it"
done_testing
