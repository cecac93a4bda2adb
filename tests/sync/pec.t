#!/bin/sh
# PEC, certified mail (RFC 6109): whose words they are, receipts as evidence, and only with a good signature.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib.sh"
need notmuch sqlite3 openssl

mail_setup
cat >"$T/mailer" <<EOF
#!/bin/sh
cat >"$T/sent.eml"
EOF
chmod +x "$T/mailer"
provider=posta-certificata@pec.example.it
pec=$T/pec
mkdir -p "$pec"
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=Test PEC authority" -keyout "$pec/ca.key" \
	-out "$pec/ca.pem" 2>/dev/null
openssl req -newkey rsa:2048 -nodes -subj "/CN=Provider" -keyout "$pec/key.pem" -out "$pec/req.pem" 2>/dev/null
printf 'subjectAltName=email:%s\nkeyUsage=digitalSignature\nextendedKeyUsage=emailProtection\n' "$provider" >"$pec/ext"
openssl x509 -req -in "$pec/req.pem" -CA "$pec/ca.pem" -CAkey "$pec/ca.key" -CAcreateserial -days 30 \
	-extfile "$pec/ext" -out "$pec/cert.pem" 2>/dev/null
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=Forger" -addext "subjectAltName=email:$provider" \
	-keyout "$pec/forged.key" -out "$pec/forged.pem" 2>/dev/null

write_config "pec = yes" "pec-ca-file = $pec/ca.pem" "sendmail = $T/mailer" "sent-folder = Sent" </dev/null

# pec_mail ID SUBJECT FROM-NAME HEADERS TEXT DATICERT [ORIGINAL [CERT KEY]]: a signed envelope or receipt
pec_mail() {
	{
		printf 'Content-Type: multipart/mixed; boundary="in"\r\n\r\n--in\r\n'
		printf 'Content-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n' "$5"
		printf -- '--in\r\nContent-Type: application/xml; name=daticert.xml\r\n'
		printf 'Content-Disposition: attachment; filename=daticert.xml\r\n\r\n%s\r\n' "$6"
		if [ -n "$7" ]; then
			printf -- '--in\r\nContent-Type: message/rfc822; name=postacert.eml\r\n'
			printf 'Content-Disposition: attachment; filename=postacert.eml\r\n\r\n'
			sed 's/\r*$/\r/' "$7"
		fi
		printf -- '--in--\r\n'
	} >"$T/inner"
	openssl cms -sign -in "$T/inner" -signer "${8:-$pec/cert.pem}" -inkey "${9:-$pec/key.pem}" -md sha256 \
		-outform SMIME -out "$T/signed" 2>/dev/null
	printf 'From: "%s" <%s>\nTo: support@example.org\nSubject: %s\nDate: %s\nMessage-ID: <%s>\n' "$3" "$provider" \
		"$2" "$(mail_date 60)" "$1"
	[ -n "$4" ] && printf '%b\n' "$4"
	tr -d '\r' <"$T/signed"
}

simple_mail "original-1@pec.example.it" "Ana Perez <ana@pec.example.it>" "Reclamo" \
	"Chiedo il rimborso. Quando lo ricevo?" 120 >"$T/original"
pec_mail "envelope-1@pec.example.it" "POSTA CERTIFICATA: Reclamo" "Per conto di: ana@pec.example.it" \
	"Reply-To: ana@pec.example.it\nX-Trasporto: posta-certificata" "Messaggio di posta certificata" \
	'<postacert tipo="posta-certificata"/>' "$T/original" | put_mail p1 >/dev/null
simple_mail "original-2@pec.example.it" "Ceo <ceo@pec.example.it>" "Urgente" "Paghi subito?" 120 >"$T/original2"
pec_mail "envelope-2@pec.example.it" "POSTA CERTIFICATA: Urgente" "Per conto di: ceo@pec.example.it" \
	"Reply-To: ceo@pec.example.it\nX-Trasporto: posta-certificata" "Messaggio di posta certificata" \
	'<postacert tipo="posta-certificata"/>' "$T/original2" "$pec/forged.pem" "$pec/forged.key" |
	put_mail p2 >/dev/null
simple_mail "ordinary-1@example.com" "Bob <bob@example.com>" "Domanda" "A che ora aprite?" 120 >"$T/ordinary"
pec_mail "anomaly-1@pec.example.it" "ANOMALIA MESSAGGIO: Domanda" "Per conto di: bob@example.com" \
	"Reply-To: bob@example.com\nX-Trasporto: errore" "Anomalia" "" "$T/ordinary" | put_mail p3 >/dev/null
index_mail
sync
is "$rc" 0 "certified mail comes in" || note "$errs"
sender() {
	sql "SELECT i.address FROM message m JOIN identity i ON i.id = m.sender WHERE m.remote_id = '$1'"
}
is "$(sender envelope-1@pec.example.it)" ana@pec.example.it "the customer is who wrote, not the provider"
like "$(sql "SELECT body FROM message m JOIN text t ON t.id = m.text WHERE remote_id = 'envelope-1@pec.example.it'")" \
	"Chiedo il rimborso" "the words are those of postacert.eml"
is "$(sql "SELECT flags & 64 <> 0, flags & 256 FROM message WHERE remote_id = 'envelope-1@pec.example.it'")" "1|0" \
	"a good signature makes it PEC"
is "$(sql "SELECT flags & 256 <> 0 FROM message WHERE remote_id = 'envelope-2@pec.example.it'")" 1 \
	"a forged one only claims to be"
is "$(sql "SELECT flags & 128 <> 0 FROM message WHERE remote_id = 'anomaly-1@pec.example.it'")" 1 \
	"ordinary mail in a PEC box says so"
is "$(sender anomaly-1@pec.example.it)" bob@example.com "and belongs to its sender"
is "$(sql "SELECT count(*) FROM identity i JOIN customer c ON c.id = i.customer WHERE i.address = '$provider'")" 0 \
	"the provider is no customer"
is "$(sql "SELECT group_concat(name, ' ') FROM (SELECT name FROM attachment a JOIN message m ON m.id = a.message
	WHERE remote_id = 'envelope-1@pec.example.it' AND name IN ('daticert.xml', 'smime.p7s') ORDER BY name)")" \
	"daticert.xml smime.p7s" "the evidence is kept"

# ---- our answer and its receipts ----
case=$(sql "SELECT number FROM cases c JOIN message m ON m.case_id = c.id WHERE remote_id = 'envelope-1@pec.example.it'")
echo "La rimborsiamo oggi." >"$T/body"
desk reply "$case" --body-file "$T/body" --no-hold --resolve
is "$rc" 0 "an answer is queued" || note "$errs"
sync --json
like "$out" '"delivered":1' "and sent"
like "$(cat "$T/sent.eml")" '^To: .*ana@pec.example.it' "to the customer's certified address"
id=$(sql 'SELECT remote_id FROM outbox')
receipt() {		# receipt NAME TYPE SUBJECT [CERT KEY [TYPE IN THE HEADER [RECIPIENT]]]
	pec_mail "$1@pec.example.it" "$3: Re: Reclamo" "Posta Certificata" \
		"X-Ricevuta: ${6:-$2}\nX-Riferimento-Message-ID: <$id>" "Ricevuta" \
		"<postacert tipo=\"$2\" errore=\"nessuno\"><intestazione><destinatari tipo=\"certificato\">ana@pec.example.it</destinatari></intestazione><dati><msgid>&lt;$id&gt;</msgid><consegna>${7:-ana@pec.example.it}</consegna></dati></postacert>" \
		"" "$4" "$5" | put_mail "$1" >/dev/null
}
cases=$(sql 'SELECT count(*) FROM cases')
receipt forged avvenuta-consegna CONSEGNA "$pec/forged.pem" "$pec/forged.key"
index_mail
sync
is "$(sql 'SELECT state FROM outbox')" 3 "a forged receipt changes nothing"
receipt accepted accettazione ACCETTAZIONE
index_mail
sync
is "$(sql 'SELECT state FROM outbox')" 3 "accepted by our provider: sent"
receipt raised accettazione CONSEGNA "" "" avvenuta-consegna
index_mail
sync
is "$(sql 'SELECT state FROM outbox')" 3 "a header that says more than the signed certificate changes nothing"
other=$id
id=somebody-elses@pec.example.it
receipt swapped avvenuta-consegna CONSEGNA
sed -i "s/^X-Riferimento-Message-ID: .*/X-Riferimento-Message-ID: <$other>/" "$mail_root/INBOX/cur/swapped:2,"
id=$other
index_mail
sync
is "$(sql 'SELECT state FROM outbox')" 3 "nor does the receipt of another mail under our Message-ID"
receipt delivered avvenuta-consegna CONSEGNA
index_mail
sync
is "$(sql 'SELECT state FROM outbox')" 4 "delivered to theirs: delivered"
is "$(sql 'SELECT count(*) FROM cases')" "$cases" "receipts are no cases"
is "$(sql "SELECT status FROM cases WHERE number = $case")" 4 "and wake none"

desk reply "$case" --body-file "$T/body" --no-hold --resolve
sync
id=$(sql 'SELECT remote_id FROM outbox ORDER BY id DESC LIMIT 1')
receipt failed errore-consegna "AVVISO DI MANCATA CONSEGNA"
index_mail
sync
is "$(sql 'SELECT state FROM outbox ORDER BY id DESC LIMIT 1')" 6 "a failure receipt makes another one failed"
is "$(sql "SELECT status FROM cases WHERE number = $case")" 1 "and opens the case again"


# ---- two recipients, each with receipts of his own ----
desk new --to "Ana <ana@pec.example.it>, Bob <bob@pec.example.it>" --subject "Contratto" --body-file "$T/body" --no-hold
sync
id=$(sql 'SELECT remote_id FROM outbox ORDER BY id DESC LIMIT 1')
receipt two-a avvenuta-consegna CONSEGNA "" "" "" ana@pec.example.it
index_mail
sync
is "$(sql 'SELECT state FROM outbox ORDER BY id DESC LIMIT 1')" 3 "delivered to one of two is not yet delivered"
receipt two-late preavviso-errore-consegna "AVVISO DI MANCATA CONSEGNA PER SUP. TEMPO MASSIMO" "" "" "" bob@pec.example.it
index_mail
sync
is "$(sql 'SELECT state FROM outbox ORDER BY id DESC LIMIT 1')" 6 "a notice that the other has not got it for hours fails it"
receipt two-b avvenuta-consegna CONSEGNA "" "" "" bob@pec.example.it
index_mail
sync
is "$(sql 'SELECT state FROM outbox ORDER BY id DESC LIMIT 1')" 4 "until he has: then both have it"
is "$(sql "SELECT group_concat(state) FROM outbox_recipient WHERE outbox = (SELECT max(id) FROM outbox)")" "4,4" \
	"as each recipient's own state says"

# ---- what a person is told ----
desk explain "$(sql "SELECT id FROM message WHERE remote_id = 'envelope-1@pec.example.it'")"
like "$out" 'certified mail (PEC): customer and text are those of the certified message' "explain says what it is"
desk explain "$(sql "SELECT id FROM message WHERE remote_id = 'envelope-2@pec.example.it'")"
like "$out" 'claims to be certified mail; its signature was not verified' "and what only claims to be"
desk explain "$(sql "SELECT id FROM message WHERE remote_id = 'anomaly-1@pec.example.it'")"
like "$out" 'ordinary mail that reached a certified mailbox' "and an anomaly"
simple_mail "imitation@example.com" "\"Per conto di: ana@pec.example.it\" <$provider>" "POSTA CERTIFICATA: Reclamo" \
	"Il cliente chiede: quando arriva?" 60 | sed '/^Subject/a X-Trasporto: posta-certificata' | put_mail imitation >/dev/null
index_mail
sync
desk explain "$(sql "SELECT id FROM message WHERE remote_id = 'imitation@example.com'")"
like "$out" 'claims to be certified mail' "an unsigned imitation is told apart"
is "$(sql "SELECT count(*) FROM message m WHERE m.remote_id = 'imitation@example.com'
	AND m.case_id = (SELECT case_id FROM message WHERE remote_id = 'envelope-1@pec.example.it')")" 0 "and joins nobody's case"

# ---- by which account an answer leaves ----
cat >>"$config" <<EOF
[account plain]
channel = mail
address = Shop <shop@example.org>
maildir = $mail_root
query = to:shop@example.org
sendmail = $T/mailer
EOF
sync
sent=$(sql 'SELECT count(*) FROM outbox')
desk reply "$case" --body-file "$T/body" --no-hold
is "$(sql 'SELECT a.name FROM outbox o JOIN account a ON a.id = o.account ORDER BY o.id DESC LIMIT 1')" support \
	"the answer to a certified mail leaves by the certified account"
sed -i 's/^pec = yes/pec = no/' "$config"
desk reply "$case" --body-file "$T/body" --no-hold
is "$rc" 1 "where there is none, an answer is not sent just so"
like "$errs" 'would not be certified' "it is asked"
desk reply "$case" --body-file "$T/body" --no-hold --via plain
is "$rc" 0 "who names another account means it" || note "$errs"
is "$(sql 'SELECT count(*) FROM outbox')" $((sent + 2)) "two answers are queued"

done_testing
