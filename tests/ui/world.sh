# world.sh - a small world of fixed date for the tests of the console: a Maildir, a chat account, an hour of
# work done by the command line.  Source it after tests/lib.sh; it calls mail_setup.  "Now" is $now.

now=2026-11-20T14:32:00Z
TZ=Europe/Rome LC_ALL=C.UTF-8
export TZ LC_ALL

# at TIME VERB...: the command line at a time of the day; a world that fails is no world
at() {
	when=$1
	shift
	desk --now "$when" "$@"
	[ "$rc" -eq 0 ] || note "$*: $errs"
}

# case_of PATTERN: the number of the case whose line of JSON holds it
case_of() {
	grep -e "$1" "$T/cases" | sed -n 's/.*"case":\([0-9]*\),.*/\1/p'
}

# letter ID DATE FROM SUBJECT [REFERENCES]: a mail to us, its text on standard input
letter() {
	{
		printf 'From: %s\nTo: Support <support@example.org>\nSubject: %s\nDate: %s\nMessage-ID: <%s>\n' \
			"$3" "$4" "$2" "$1"
		[ -n "$5" ] && printf 'In-Reply-To: <%s>\nReferences: <%s>\n' "$5" "$5"
		printf 'MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n'
		cat
	} | put_mail "$1" "$6" >/dev/null
}

# chat THREAD ID TIME ADDRESS NAME TEXT
chat() {
	printf '{"thread":"%s","id":"%s","at":"%s","from":{"address":"%s","name":"%s"},"text":"%s"}\n' "$@" \
		>>"$T/chat/in.jsonl"
}

world_mail() {
	letter ana1@shop.example 'Thu, 19 Nov 2026 22:13:00 +0000' 'Ana Perez <ana@shop.example>' \
		'Order 4711 never arrived' <<-EOT
	Hello,

	my order 4711 never arrived. The tracking page has said "in transit" for nine days now.
	It was a birthday present.

	Ana

	--
	Ana Perez
	Calle Mayor 1, Madrid
	EOT
	letter globex@globex.example 'Fri, 20 Nov 2026 09:32:00 +0000' 'Globex GmbH <billing@globex.example>' \
		'Re: invoice 2026-118 wrong VAT number' <<-EOT
	The VAT number on the invoice is still wrong. Please send a corrected one.
	EOT
	letter kohen@mail.example 'Fri, 20 Nov 2026 08:30:00 +0000' 'D. Kohen <kohen@mail.example>' \
		'cannot log in' <<-EOT
	I cannot log in since the update. It says "session expired", whatever I do.
	EOT
	letter lena@mail.example 'Fri, 20 Nov 2026 06:30:00 +0000' 'Łena Kowalska <lena@mail.example>' \
		'=?UTF-8?Q?size_exchange_=F0=9F=91=97=3F?=' <<-EOT
	Can I change the dress 👗 for a size M? Grazie 🙏
	EOT
	letter initech@mail.example 'Sat, 14 Nov 2026 10:00:00 +0000' 'Initech <office@initech.example>' \
		'contract renewal questions' <<-EOT
	Before we renew: what does the yearly plan cost for twelve seats?
	EOT
	letter noor@mail.example 'Fri, 20 Nov 2026 11:15:00 +0000' 'نور الهدى <noor@mail.example>' \
		'هل وصل الطلب؟' <<-EOT
	مرحبا، هل وصل طلبي رقم 9001؟ شكرا لكم.
	EOT
	letter evil@mail.example 'Fri, 20 Nov 2026 10:05:00 +0000' '"Evil [31m Bold" <evil@mail.example>' \
		"$(printf 'nice\033]0;owned\007 subject \342\200\256drawkcab')" <<-EOT
	$(printf 'a\033[2Jb\t\302\233c \342\200\256evil')
	EOT
}

world_chats() {
	chat c1 1 2026-11-20T14:24:00Z @wang 'Wang Xiaoming 王小明' 'refund for order 8812 please, when?'
	chat c2 1 2026-11-20T14:28:00Z visitor-93 visitor-93 'checkout says card declined, but the bank says paid'
	chat c3 1 2026-11-20T14:02:00Z @ana 'Ana Perez' 'hello?? did you get my mail about order 4711'
}

world_config() {
	printf '#!/bin/sh\ncat >/dev/null\n' >"$T/sendmail"
	chmod +x "$T/sendmail"
	write_config 'since = 2026-11-01' "sendmail = $T/sendmail" <<-EOF
	[care]
	late-after = 10000d
	[account chat]
	channel = exec
	as = telegram
	command = $top_srcdir/examples/exec-spool $T/chat
	id = us
	since = 2026-11-01
	[escalation tecnici]
	to = mail:second@example.org
	level = 2
	team = tecnici
	[view vip]
	name = VIP
	query = is:open tag:vip
	key = g7
	[macro refund]
	key = ,r
	text = "Dear {customer.first_name|customer}, your refund is on its way."
	do = tag +refund; status pending
	[keys list]
	Z = snooze 1h
	EOF
}

# world: mail and chats of a day, taken in, and what eva and max did until now
world() {
	mail_setup
	mkdir -p "$T/chat"
	world_mail
	world_chats
	world_config
	index_mail
	sync --now 2026-11-20T14:30:00Z --account support
	sync --now 2026-11-20T14:30:00Z --account chat
	letter ana2@shop.example 'Fri, 20 Nov 2026 14:20:00 +0000' 'Ana Perez <ana@shop.example>' \
		'Re: Order 4711 never arrived' ana1@shop.example <<-EOT
	Any news?? It was a birthday present.

	On Thu, 19 Nov 2026 at 23:13, Support wrote:
	> Hi Ana, we check with the carrier.
	> You will hear from us tomorrow.
	EOT
	at 2026-11-20T09:40:00Z list --json
	printf '%s\n' "$out" >"$T/cases"
	ana=$(case_of 'Order 4711')
	at 2026-11-20T09:41:00Z assign "$ana" eva
	at 2026-11-20T09:42:00Z priority "$ana" urgent
	at 2026-11-20T09:43:00Z tag "$ana" +ship +vip
	at 2026-11-20T11:05:00Z note "$ana" 'carrier lost the parcel, claim CL-99 opened'
	at 2026-11-20T09:50:00Z snooze "$(case_of contract)" '2026-11-23 9:00'
	at 2026-11-20T09:51:00Z tag "$(case_of contract)" +sales
	at 2026-11-20T09:52:00Z assign "$(case_of invoice)" eva
	at 2026-11-20T09:53:00Z tag "$(case_of 'cannot log')" +login
	index_mail
	sync --now 2026-11-20T14:31:00Z
}

# world_keep, world_again: the world as it was; in place, as a copied store would send nothing
# The configuration of a colleague on the same store: $T/config-max
world_max() {
	sed 's/^id *=.*/id = max/; s/^name *=.*/name = Max/' "$config" >"$T/config-max"
	chmod 600 "$T/config-max"
}

world_keep() {
	cp -r "$T/data" "$T/before"
}

world_again() {
	rm -f "$T/data/"*-wal "$T/data/"*-shm
	cp -r "$T/before/." "$T/data/"
}
