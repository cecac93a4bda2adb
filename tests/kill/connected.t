#!/bin/sh
# kill -9 at random moments of a connected account, whose server forgets what was confirmed and does not know what it has
# been told: every message comes exactly once, every answer leaves at most once, and each row of the outbox says the truth.
. "$(dirname "$0")/lib.sh"

start_httpd
bot=321:kill
cat >"$config" <<EOF
[agent]
id = eva
[care]
undo-send = 0s
[account shop]
channel = telegram
address = @shop_bot
url = http://127.0.0.1:$http_port
token-command = echo $bot
EOF
: >"$httpd/$bot.updates"
printf '%%PDF-1.4 a file' >"$httpd/files/F"
now=$(date +%s)

# arrive FROM TO: so many messages, some with a file, of seven chats
arrive() {
	awk -v from="$1" -v to="$2" -v now="$now" 'BEGIN {
		for (i = from; i <= to; i++) {
			chat = 100 + i % 7
			file = i % 5 ? "" : ",\"document\":{\"file_id\":\"F\",\"file_name\":\"f.pdf\",\"file_size\":15},\"caption\":\"n\""
			printf "{\"update_id\":%d,\"message\":{\"message_id\":%d,\"from\":{\"id\":%d,\"is_bot\":false,\"first_name\":\"C%d\"},\"chat\":{\"id\":%d,\"type\":\"private\"},\"date\":%d,\"text\":\"n %d\"%s}}\n",
				i, i, chat, chat, chat, now, i, file
		}
	}' >>"$httpd/$bot.updates"
}
times_taken() {
	cut -f 3 "$httpd/$bot.sent" 2>/dev/null | grep -cxF "$1"
}
# lies: rows that say what is not so (0 queued, 1 trying, 2 wire, 3 sent, 7 unknown)
lies() {
	sql 'SELECT o.id, o.state, t.body FROM outbox o JOIN text t ON t.id = o.text' | grep '|' |
		while IFS='|' read -r id state text; do
			case $state:$(times_taken "$text") in
			0:0 | 1:0 | 2:0 | 2:1 | 3:1 | 7:0 | 7:1 | 8:0) ;;
			*) echo "row $id: state $state, taken $(times_taken "$text") times" ;;
			esac
		done
}

arrive 1 230
top=230 n=0
sync
is "$rc" 0 "messages come in" || note "$errs"
feed() {
	arrive $((top + 1)) $((top + 150))
	top=$((top + 150))
	while [ "$(sql 'SELECT count(*) FROM outbox WHERE state = 0')" -lt 4 ]; do
		n=$((n + 1))
		printf 'answer %d' "$n" >"$T/body"
		desk reply "$((n % 7 + 1))" --body-file "$T/body" --no-hold --seen 999999999
		[ "$rc" -eq 0 ] || return 1
	done
}
strike 10 250 "kill -9 of a connected account, in and out"

sync --json
is "$rc" 0 "after the last of them a pass completes" || note "$errs"
sync
is "$(sql 'SELECT count(*), count(DISTINCT remote_id) FROM message WHERE direction = 0')" "$top|$top" \
	"each of $top messages came exactly once"
is "$(sql 'SELECT count(*) FROM attachment WHERE blob IS NULL')" 0 "and every file"
is "$(sql 'SELECT count(*) FROM job')" 0 "nothing is left to do"
is "$(lies)" "" "no row tells a lie"
is "$(sql 'SELECT count(*) FROM outbox')" "$n" "none of $n answers is lost"
is "$(sql 'SELECT count(*) FROM outbox WHERE state NOT IN (3, 7)')" 0 "each is sent or in doubt"
is "$(cut -f 3 "$httpd/$bot.sent" | sort | uniq -d | grep -c .)" 0 "none left twice"
note "$struck kills in $runs passes, $n answers, $(sql 'SELECT count(*) FROM outbox WHERE state = 7') in doubt"
done_testing
