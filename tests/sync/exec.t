#!/bin/sh
# Exec accounts: both example programs, both directions, and lines that are not right.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need sqlite3 python3

spool=$T/spool
mkdir -p "$spool"
cat >"$config" <<EOF
[agent]
id = eva
[account chat]
channel = exec
as = telegram
id = our-bot
command = $top_srcdir/examples/exec-spool $spool
[account calls]
channel = exec
as = voice
id = +39021234
command = $top_srcdir/examples/exec-calls $T/calls.csv
EOF
now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
cat >"$spool/in.jsonl" <<EOF
{"thread":"c7","id":"1","from":{"address":"ana","name":"Ana"},"at":"$now","text":"Where is my order?"}
EOF
echo 'a picture' >"$T/lamp.png"
cat >>"$spool/in.jsonl" <<EOF
{"thread":"c8","id":"2","from":"zoe","text":"Like this?","at":"$now","attachments":[{"name":"lamp.png","type":"image/png","path":"$T/lamp.png"}]}
EOF
echo '{"c7":["Thank you! When exactly?"]}' >"$spool/answers.json"
printf '%s,in,+393331234567,Ana Perez,0,missed\n' "$now" >"$T/calls.csv"

sync --json
is "$rc" 0 "both accounts are pulled" || note "$errs"
is "$(sql "SELECT count(*) FROM message m JOIN thread t ON t.id = m.thread JOIN account a ON a.id = t.account
	WHERE a.speaks_as = 'telegram'")" 2 "two chat messages came"
is "$(sql "SELECT b.bytes, b.state FROM attachment a JOIN blob b ON b.id = a.blob")" "10|have" \
	"the file that came with one is kept"
is "$(sql 'SELECT count(*) FROM message WHERE kind = 1 AND flags & 65536')" 1 "and a missed call"
is "$(sql 'SELECT count(*) FROM cases')" 3 "each is a case"
sync --json
is "$(sql 'SELECT count(*) FROM message')" 3 "the cursor holds: nothing comes twice"

chat=$(sql "SELECT c.number FROM cases c WHERE c.channels LIKE '%telegram%' ORDER BY id LIMIT 1")
printf 'It left today.\n' >"$T/body"
desk reply "$chat" --body-file "$T/body" --no-hold
is "$rc" 0 "a reply is queued" || note "$errs"
sync --json --account chat
like "$out" '"delivered":1' "the program takes it"
like "$(cat "$spool/out.jsonl")" '"thread": "c7".*"text": "It left today' "with thread and text"
is "$(sql 'SELECT state, remote_id IS NOT NULL FROM outbox')" "3|1" "the row says sent"
sync --json --account chat
is "$(sql "SELECT case_id = (SELECT id FROM cases WHERE number = $chat) FROM message WHERE remote_id LIKE 'answer-%'")" 1 \
	"the customer's answer is in the same case"

# ---- a broken-off delivery: a program that knows its tokens is asked again ----
cat >"$T/dies" <<EOF
#!/bin/sh
while read -r line; do
	case \$line in
	*hello*) echo '{"type":"hello","idempotent":IDEM}' ;;
	*pull*) echo '{"type":"done"}' ;;
	*send*) echo "\$line" >>"$T/heard"; exit 1 ;;
	*quit*) exit 0 ;;
	esac
done
EOF
chmod +x "$T/dies"
sed "s/IDEM/true/" "$T/dies" >"$T/dies-safe"
sed "s/IDEM/false/" "$T/dies" >"$T/dies-unsafe"
chmod +x "$T"/dies-*
desk reply "$chat" --body-file "$T/body" --no-hold
sed -i "s|^command = .*exec-spool.*|command = $T/dies-safe|" "$config"
sync --json --account chat
is "$(sql 'SELECT state FROM outbox ORDER BY id DESC LIMIT 1')" 0 "no answer from one: queued again"
sed -i "s|^command = .*dies-safe|command = $T/dies-unsafe|" "$config"
desk outbox retry "$(sql 'SELECT max(id) FROM outbox')"
sync --json --account chat
is "$(sql 'SELECT state FROM outbox ORDER BY id DESC LIMIT 1')" 7 "no answer from another: unknown"
sync --json --account chat
is "$(wc -l <"$T/heard")" 2 "which is never repeated by itself"

# ---- lines that are not right ----
cat >"$T/bad" <<'EOF'
#!/bin/sh
echo '{"type":"hello"}'
echo 'this is no JSON'
echo '{"type":"message","thread":"x","id":"no-from","text":"?"}'
echo '{"type":"surprise"}'
echo '{"no":"type"}'
echo '{"type":"message","thread":"x","id":"good","from":"zoe","text":"Is anybody there?"}'
awk 'BEGIN { while (i++ < 1200000) printf "x"; print "" }'
echo '{"type":"message","thread":"x","id":"good2","from":"zoe","text":"Hello?"}'
echo '{"type":"done"}'
cat >/dev/null
EOF
chmod +x "$T/bad"
sed -i "s|^command = .*dies-unsafe|command = $T/bad|" "$config"
sync --json
is "$rc" 5 "a program that talks nonsense fails its account"
like "$out" '"account":"chat".*"ok":false.*line 2' "and the line is named"
like "$out" '"account":"calls".*"ok":true' "the other account does not mind"
is "$(sql "SELECT count(*) FROM message WHERE remote_id IN ('good', 'good2')")" 2 "what was right is taken"
is "$(sql "SELECT count(*) FROM problem WHERE kind = 'protocol'")" 5 "each bad line is named"
is "$(sql "SELECT count(*) FROM problem WHERE words LIKE '%longer than 1 MB%'")" 1 "one of them was not even kept until its end"

# ---- programs that fail ----
sed -i "s|^command = $T/bad|command = echo no such door >\&2; exit 3|" "$config"
sync --json --account chat
like "$out" 'status 3: no such door' "its last words are shown"
sed -i "s|^command = echo no.*|command = /nonexistent/program|" "$config"
sync --json --account chat
is "$rc" 5 "a program that is not there fails the account"
like "$out" 'not found' "with the shell's words"

done_testing
