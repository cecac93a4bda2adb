#!/bin/sh
# "Too fast", in every form that services say it: what waits to be sent rests until then, and leaves once after it; a
# good answer that says that the next one would be too fast is heeded before anybody is told off.
. "$(dirname "$0")/lib.sh"
start_world
for s in $services; do
	says $s "$s 1"
done
says instagram "instagram 2"
sync
is "$rc" 0 "all accounts are pulled" || note "$errs" "$out"
for s in $services; do
	case $s in
	instagram) reply $s "$s 2" "$s answer" ;;
	*) reply $s "$s 1" "$s answer" ;;
	esac
done
wait=300
waiting() {
	sql "SELECT count(*) FROM outbox WHERE state = 0"
}
# restless: those that do not wait as long as they were told, or longer
restless() {
	sql "SELECT a.name || ' waits ' || round((coalesce(next_try, 0) / 1000 - $at) * 1.0) FROM outbox o
		JOIN account a ON a.id = o.account WHERE a.name IN ($1) AND (o.state <> 0 OR next_try IS NULL
		OR next_try / 1000 NOT BETWEEN $at + $wait - 30 AND $at + $wait + 60)"
}
quoted() {
	printf "'%s'" "$1" | sed "s/ /','/g"
}
# told WHO FORM: each of them says so in this form
told() {
	who=${1:-$services}
	at=$(date +%s)
	form=$(printf '%s' "$2" | sed "s/@EPOCH@/$((at + wait))/g; s/@ISO@/$(date -u -d "@$((at + wait))" +%Y-%m-%dT%H:%M:%S.000000Z)/g;
		s/@DATE@/$(LC_ALL=C date -u -d "@$((at + wait))" '+%a, %d %b %Y %H:%M:%S GMT')/g; s/@SPAN@/$wait/g")
	rm -f "$world"/*.faults
	for s in $who; do
		faults $s "send${tab}answer${tab}$(printf '%b' "$form")"
	done
	sql_write "UPDATE outbox SET next_try = 0 WHERE account IN (SELECT id FROM account WHERE name IN ($(quoted "$who")));
		UPDATE outbox SET next_try = $((at + 9999))000 WHERE account NOT IN (SELECT id FROM account WHERE name IN
		($(quoted "$who")))"
	sync
	is "$(restless "$(quoted "$who")" 2>&1)" "" "$2" || note "$errs"
}
while IFS='|' read -r who form; do
	told "$who" "$form"
done <<'LIST'
|429\tRetry-After: @SPAN@
|429\tRetry-After: @DATE@
|429\tX-RateLimit-Remaining: 0~X-RateLimit-Reset: @EPOCH@
|429\tX-RateLimit-Remaining: 0~X-RateLimit-Reset: @ISO@
|429\tX-RateLimit-Remaining: 0~X-RateLimit-Reset-After: @SPAN@.5
|429\tx-rate-limit-limit: 50~x-rate-limit-remaining: 0~x-rate-limit-reset: @EPOCH@
|429\tRateLimit-Limit: 3000~RateLimit-Remaining: 0~RateLimit-Reset: @EPOCH@
|429\tRateLimit: limit=100, remaining=0, reset=@SPAN@
telegram|429\t\t{"ok":false,"error_code":429,"description":"Too Many Requests: retry after @SPAN@","parameters":{"retry_after":@SPAN@}}
matrix|429\t\t{"errcode":"M_LIMIT_EXCEEDED","error":"Too Many Requests","retry_after_ms":@SPAN@000}
bluesky|429\tRateLimit-Remaining: 0~RateLimit-Reset: @EPOCH@\t{"error":"RateLimitExceeded","message":"Rate Limit Exceeded"}
twilio|429\tRetry-After: @SPAN@\t{"code":20429,"message":"Too Many Requests","status":429}
tiktok|200\t\t{"code":40100,"message":"Too many requests"}
messenger facebook instagram whatsapp|400\tX-App-Usage: {"call_count":100,"total_time":25,"total_cputime":25}\t{"error":{"message":"Application request limit reached","code":4}}
messenger facebook instagram whatsapp|400\tX-Business-Use-Case-Usage: {"1":[{"type":"pages","call_count":100,"estimated_time_to_regain_access":5}]}\t{"error":{"message":"Calls to this api have exceeded the rate limit","code":80006}}
LIST

# ---- before it is too late ----
at=$(date +%s)
while IFS='|' read -r who form; do
	rm -f "$world"/*.faults
	for s in ${who:-$pulled}; do
		faults $s "pull${tab}with${tab}$(printf '%s' "$form" | sed "s/@EPOCH@/$((at + wait))/g")"
	done
	sql_write "UPDATE outbox SET next_try = 0"
	before=$(waiting)
	sync --json
	left=$(for s in ${who:-$pulled}; do taken $s "$s answer"; done | sort -u)
	is "$rc $left" "0 0" "$form: nothing more is asked, and that is no error" || note "$errs" "$out"
done <<'LIST'
|X-RateLimit-Remaining: 0~X-RateLimit-Reset: @EPOCH@
messenger facebook instagram|X-App-Usage: {"call_count":12,"total_time":97,"total_cputime":5}
messenger facebook instagram|X-Business-Use-Case-Usage: {"1":[{"type":"messenger","call_count":96,"estimated_time_to_regain_access":0}]}
LIST
rm -f "$world"/*.faults
sql_write "UPDATE outbox SET next_try = 0"
sync
sync
is "$(for s in $services; do taken $s "$s answer"; done | tr '\n' ' ')" "1 1 1 1 1 1 1 1 1 1 1 " "then each has left, once" ||
	note "$errs"
is "$(waiting)" 0 "and nothing waits any more"

# ---- in the middle of many pages ----
for i in $(seq 80); do
	says facebook "facebook many $i"
done
faults facebook "more${tab}with${tab}X-App-Usage: {\"call_count\":100}"
sync
is "$(grep -c '^more' "$world/facebook.log")" 1 "what an answer asks for holds between two pages, too" || note "$errs"
sync
is "$(wrong_inbound facebook)" "" "and the rest is fetched when it may be" || note "$errs"
done_testing
