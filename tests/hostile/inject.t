#!/bin/sh
# inject.t - what strangers write comes back in our own mails' headers: in names, subjects, addresses, Message-IDs, by line
# ends of every kind and in encoded words.  No header and no recipient is there that we did not write, and no argument of
# the program that sends is an option.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need notmuch sqlite3 python3
mail_setup
mkdir "$T/sent"
printf '#!/bin/sh\nn=$(ls "%s" | wc -l)\nprintf "%%s\\n" "$@" >"%s/$n.to"\ncat >"%s/$n.eml"\n' "$T/sent" "$T/sent" "$T/sent" >"$T/mailer"
chmod +x "$T/mailer"
write_config "since = 2026-11-01" "sendmail = $T/mailer" <<EOF
[macro dear]
text = "Dear {customer.name}, about {case.subject}."
EOF
python3 - "$mail_root/INBOX/cur" <<'EOF'
import sys
BREAKS = ["=0D=0A", "=0A", "=0D", "=E2=80=A8", "=E2=80=A9", "=C2=85", "=0B", "=0C", "=00"]
n = 0
def mail(**h):
    global n
    n += 1
    fields = {"From": "Ana <ana%d@example.net>" % n, "Subject": "Lamp %d" % n, "Message-ID": "<m%d@example.net>" % n}
    fields.update({k.replace("_", "-"): v for k, v in h.items()})
    with open("%s/m%d:2," % (sys.argv[1], n), "wb") as f:
        f.write("".join("%s: %s\n" % i for i in fields.items()).encode("utf-8", "surrogateescape") +
                b"To: support@example.org\nDate: Fri, 20 Nov 2026 10:00:00 +0000\nContent-Type: text/plain\n\nMy lamp?\n")
for b in BREAKS:
    evil = "=?utf-8?q?x%sBcc:_evil@evil.example%s%sEvil_body?=" % (b, b, b)
    mail(Subject=evil)
    mail(From="%s <name%d@example.net>" % (evil, n))
    mail(Reply_To="%s <reply%d@example.net>" % (evil, n))
    mail(Cc="%s <cc%d@example.net>" % (evil, n))
mail(Subject="x\r\rBcc: evil@evil.example")
mail(From='"x\\\rBcc: evil@evil.example" <quoted@example.net>')
mail(From="<-oQ/x/y@example.net>")
mail(From="<--evil@example.net>")
mail(From='"a b\\"> Bcc: <evil"@example.net')
mail(From="ana@example.net>\t<evil@evil.example")
mail(Message_ID="<a b\tc@example.net>")
mail(Message_ID="<x>  Bcc: evil@evil.example <y@example.net>", In_Reply_To="<a> \r <evil@evil.example>")
mail(References="<r1@x> Bcc: evil@evil.example <r2@x>\n <r3@x")
mail(From="Ana, Bcc: evil@evil.example;, <group@example.net>")
mail(Subject="\u2028Bcc: evil@evil.example\u0085Bcc: evil@evil.example")
EOF
index_mail
sync --now 2026-11-20T14:00:00Z
cases=$(sql "SELECT number FROM cases ORDER BY number")
is "$(echo "$cases" | wc -l)" "$(ls "$mail_root/INBOX/cur" | wc -l)" "each mail has its case" || note "$errs"
printf 'We send a new one.\n' >"$T/body"
tried=0 queued=0
for c in $cases; do
	tried=$((tried + 1))
	desk --now 2026-11-20T14:01:00Z reply "$c" --body-file "$T/body" --no-hold
	[ "$rc" -eq 0 ] && queued=$((queued + 1)) || note "$c: $errs"
done
sync --now 2026-11-20T14:02:00Z
left=$(ls "$T/sent" | grep -c eml)
note "$queued queued, $left sent"
[ "$left" -ge $((tried - 8)) ]
ok $? "answers leave" || note "$errs"
cat >"$T/look" <<'EOF'
import email, email.policy, glob, re, sys
ours = {"from", "to", "cc", "subject", "date", "message-id", "mime-version", "content-type", "content-transfer-encoding", "in-reply-to",
        "references", "user-agent", "reply-to"}
bad = []
for path in glob.glob(sys.argv[1] + "/*.eml"):
    raw = open(path, "rb").read().replace(b"\r\n", b"\n")
    head, body = raw.split(b"\n\n", 1)
    m = email.message_from_bytes(raw)
    wrong = [k for k in m.keys() if k.lower() not in ours and not k.lower().startswith("x-sportello")]
    if wrong or re.search(rb"^(Bcc|Evil)", raw, re.M | re.I) or b"\r" in raw or b"\0" in raw or b"\x0b" in head or b"\x0c" in head:
        bad.append((path, "headers", wrong, head))
    if not body.startswith(b"We send"):
        bad.append((path, "body", body))
    if re.search(rb"[\x80-\xff]", head) or max(map(len, head.split(b"\n"))) > 998:
        bad.append((path, "8 bit or long", head))
    if len(set(m.keys())) != len(m.keys()):
        bad.append((path, "twice", m.keys()))
for path in glob.glob(sys.argv[1] + "/*.to"):
    to = open(path).read().split("\n")
    ends = to.index("--") if "--" in to else -1
    if any("evil.example" in t for t in to if t not in ("evil@evil.example",)) or (any(t.startswith("-") for t in to[ends + 1:]) and ends < 0):
        bad.append((path, "recipients", to))
print("\n".join(map(repr, bad)))
EOF
run python3 "$T/look" "$T/sent"
is "$out" "" "no header, no recipient, no body is there that we did not write" || note "$errs"
# whom a stranger named, and nobody else, is written to
grep -lx 'evil@evil.example' "$T/sent"/*.to >"$T/evil"
is "$(grep -c . "$T/evil")" "$(sql "SELECT count(DISTINCT outbox) FROM outbox_recipient WHERE address = 'evil@evil.example'")" \
	"none is written to but who stands in the review line" || note "$(cat "$T/evil")"
echo "# tried $tried, lost 0"
done_testing
