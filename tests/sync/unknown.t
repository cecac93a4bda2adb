#!/bin/sh
# Deliveries that break off: before the last byte they are simply tried again, after it nobody knows, and only
# what is seen settles it.  The server here breaks where it is told to and counts what it took.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need notmuch sqlite3 python3

mail_setup
cat >"$T/server.py" <<'END'
import os, socketserver, sys, time
folder = sys.argv[1]
def mode():
    try:
        return open(folder + "/mode").read().strip()
    except OSError:
        return "ok"
class H(socketserver.StreamRequestHandler):
    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")
    def handle(self):
        self.say("220 test ESMTP")
        while True:
            line = self.rfile.readline()
            if not line:
                return
            word = line[:4].upper().decode()
            if word == "RCPT" and mode() == "drop-rcpt":
                return
            if word == "DATA":
                if mode() == "drop-data":
                    return
                self.say("354 go on")
                body = b""
                while not body.endswith(b"\r\n.\r\n"):
                    more = self.rfile.readline()
                    if not more:
                        return
                    body += more
                n = len(os.listdir(folder + "/taken"))
                if mode() in ("ok", "drop-end", "hang"):
                    open(folder + "/taken/%d" % n, "wb").write(body)
                if mode() == "drop-end":
                    return
                if mode() == "hang":
                    time.sleep(60)
                    return
                self.say({"later": "451 4.7.1 greylisted, come again", "refuse": "554 5.7.1 not in this house"}
                         .get(mode(), "250 2.0.0 taken as 4711"))
            elif word == "EHLO":
                self.say("250 test")
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")
class S(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
S(("127.0.0.1", int(sys.argv[2])), H).serve_forever()
END
mkdir -p "$T/server/taken"
port=$(free_port)
python3 "$T/server.py" "$T/server" "$port" 2>/dev/null &
test_pids="$test_pids $!"
eventually 5 listens "$port"
write_config "smtp = smtp://127.0.0.1:$port" "sent-folder = Sent" </dev/null
for n in 1 2 3 4 5 6; do
	simple_mail "q$n@example.net" "Ana $n <ana$n@example.net>" "Question $n" "What about number $n?" $((900 - n)) |
		put_mail "q$n" >/dev/null
done
index_mail
sync
is "$rc" 0 "mail comes in" || note "$errs"
echo "It is on its way." >"$T/body"
taken() {
	ls "$T/server/taken" | wc -l
}
last() {
	sql "SELECT $1 FROM outbox ORDER BY id DESC LIMIT 1"
}
mode() {
	echo "$1" >"$T/server/mode"
}

# ---- before the last byte: nothing has happened ----
mode drop-rcpt
desk reply 1 --body-file "$T/body" --no-hold
sync
is "$(last state)|$(taken)" "0|0" "the line broke at the recipient: it is queued, and was not taken"
mode drop-data
sync
is "$(last state)|$(taken)" "0|0" "the line broke before the text: the same"
mode ok
sync
is "$(last state)|$(taken)" "3|1" "and leaves, once, when the line holds"

# ---- the server's answer to the whole ----
mode later
desk reply 2 --body-file "$T/body" --no-hold
sync
is "$(last state)" 0 "put off after the text: queued"
like "$(last error)" 'greylisted' "with the server's words"
mode refuse
desk outbox retry "$(last id)"
sync
is "$(last state)" 6 "refused after the text: failed"
like "$(last error)" 'not in this house' "with the server's words"
is "$(taken)" 1 "neither was taken"

# ---- after the last byte ----
mode drop-end
desk reply 3 --body-file "$T/body" --no-hold
sync
is "$(last state)|$(taken)" "7|2" "the line broke after the text: nobody knows"
mode ok
sync
sync
is "$(last state)|$(taken)" "7|2" "and it is not sent again by itself"
id=$(last remote_id)
simple_mail "re-3@example.net" "Ana 3 <ana3@example.net>" "Re: Question 3" "Thank you. By when?" 0 "$id" | put_mail re3 >/dev/null
index_mail
sync
is "$(last state)" 3 "somebody answers it: so it was sent"
is "$(ls "$mail_root/Sent/cur" | wc -l)" 2 "and has its copy in Sent"

mode hang
desk reply 4 --body-file "$T/body" --no-hold
"$SPORTELLO_SYNC" --config "$config" --store "$store" --quiet >/dev/null 2>&1 &
victim=$!
arrived() {
	[ "$(taken)" -eq 3 ]
}
eventually 10 arrived
kill -9 "$victim"
wait "$victim" 2>/dev/null
mode ok
sync
is "$(last state)|$(taken)" "7|3" "killed while the server thinks about it: unknown, and not sent again"
id=$(last remote_id)
simple_mail "$id" "Support <support@example.org>" "Re: Question 4" "It is on its way." 0 q4@example.net | put_mail bcc >/dev/null
index_mail
sync
is "$(last state)" 3 "a copy of it lies in the mailbox: so it was sent"
is "$(sql "SELECT count(*) FROM message WHERE remote_id = '$id'")" 1 "which stands once on the timeline"
is "$(taken)" 3 "the server has it once"

# ---- nothing is seen: a person decides ----
mode drop-end
desk reply 5 --body-file "$T/body" --no-hold
sync
row=$(last id)
bytes=$(cksum <"$T/server/taken/3")
mode ok
desk outbox retry "$row"
is "$rc" 0 "a person may send it again" || note "$errs"
sync
is "$(last state)|$(taken)" "3|5" "then it leaves"
is "$(cksum <"$T/server/taken/4")" "$bytes" "with the same bytes and Message-ID"

done_testing
