# world.sh - what the tests of the command line share: a small world that came in through sportello-sync.
#
# Cases: 1 Ana's lamp (two mails, the second quotes), 2 Bob's invoice (an attachment), 3 Zoe, who complains in
# public; and one mail of history.  Escalation tecnici, view vip, macros saluto and chiede.

# json EXPRESSION: of the last output, one object a line, in r (the first one) and rows
json() {
	printf '%s\n' "$out" | python3 -c '
import json, sys
rows = [json.loads(line) for line in sys.stdin if line.strip()]
r = rows[0] if rows else None
v = eval(sys.argv[1])
print(v if isinstance(v, str) else json.dumps(v, ensure_ascii=False))' "$1"
}

attached_mail() {
	cat <<-EOF
	From: Bob <bob@example.com>
	To: Support <support@example.org>
	Subject: Invoice 12
	Date: $(mail_date 300)
	Message-ID: <bob-1@example.com>
	MIME-Version: 1.0
	Content-Type: multipart/mixed; boundary=x

	--x
	Content-Type: text/plain; charset=utf-8

	Where is my invoice?
	--x
	Content-Type: text/csv; name="order.csv"
	Content-Disposition: attachment; filename="order.csv"

	12;3
	--x--
	EOF
}

world() {
	need notmuch sqlite3 python3
	mail_setup
	mkdir -p "$T/spool"
	echo 'Eva Rossi, Assistenza' >"$HOME/.signature"
	printf '#!/bin/sh\ncat >"%s/sent.eml"\n' "$T" >"$T/mailer"
	chmod +x "$T/mailer"
	write_config "sendmail = $T/mailer" "signature-file = ~/.signature" <<-EOF
	[account piazza]
	channel = exec
	as = mastodon
	id = @shop
	command = $top_srcdir/examples/exec-spool $T/spool
	[escalation tecnici]
	to = mail:secondo@example.org
	[view vip]
	query = tag:vip
	[macro saluto]
	text = "Gentile {customer.first_name|cliente}, grazie."
	do = tag +grazie
	[macro chiede]
	text = "Importo: {ask:Importo}"
	EOF
	simple_mail ana-1@example.net "Ana Perez <ana@example.net>" "Lamp" "My lamp is broken. What now?" 6000 |
		put_mail a1 >/dev/null
	printf '%s\n%s\n%s\n' 'Hello? Anybody there?' "On Monday Ana wrote:" '> My lamp is broken. What now?' >"$T/again"
	simple_mail ana-2@example.net "Ana Perez <ana@example.net>" "Re: Lamp" "$(cat "$T/again")" 600 ana-1@example.net |
		put_mail a2 >/dev/null
	attached_mail | put_mail b1 >/dev/null
	simple_mail old-1@example.net "Ida Neri <ida@example.net>" "Vecchia fattura" "La fattura di marzo?" 40000000 |
		put_mail o1 >/dev/null
	printf '{"thread":"z1","id":"1","from":{"address":"zoe","name":"Zoe"},"at":"%s","text":"%s","audience":"public"}\n' \
		"$(date -u +%Y-%m-%dT%H:%M:%SZ)" "Your lamps are a shame! Why?" >"$T/spool/in.jsonl"
	index_mail
	sync --account support		# its cases have the first numbers
	sync
	sync
}
