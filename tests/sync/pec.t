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
receipt() {		# receipt NAME TYPE SUBJECT [CERT KEY]
	pec_mail "$1@pec.example.it" "$3: Re: Reclamo" "Posta Certificata" \
		"X-Ricevuta: $2\nX-Riferimento-Message-ID: <$id>" "Ricevuta" \
		"<postacert tipo=\"$2\" errore=\"nessuno\"><intestazione><destinatari tipo=\"certificato\">ana@pec.example.it</destinatari></intestazione><dati><msgid>&lt;$id&gt;</msgid></dati></postacert>" \
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

done_testing
