# mails.awk - n mails into the Maildir `root` (folders INBOX and Sent), the newest written at `now`.  The same n gives
# the same mails.
function pick(list, count) { return list[int(rand() * count) + 1] }
function words(count,   s, i) {
	for (i = 0; i < count; i++)
		s = s (i ? i % 11 ? " " : "\n" : "") (rand() < 0.05 ? int(rand() * 90000) : pick(vocabulary, vocabulary_count))
	return s
}
function begin(i) {
	left[i] = 1 + int(rand() * 7)
	person[i] = int(rand() * n / 6) + 1
	root_id[i] = last_id[i] = ""
	subject[i] = words(2 + int(rand() * 4))
	gsub(/\n/, " ", subject[i])
}
function mail(k, i, ours,   file, at, us, them) {
	at = now - int((n - k) * span / n) - 60
	file = sprintf("%s/%s/cur/%d.%d.kill:2,%s", root, ours ? "Sent" : "INBOX", at, k, ours || rand() < 0.4 ? "S" : "")
	us = "Support <support@example.org>"
	them = pick(names, name_count) " " pick(names, name_count) " <c" person[i] "@customer.example>"
	printf "From: %s\nTo: %s\nSubject: %s%s\nDate: %s\nMessage-ID: <k%d@mail.example>\n", ours ? us : them,
		ours ? them : us, root_id[i] ? "Re: " : "", subject[i],
		strftime("%a, %d %b %Y %H:%M:%S +0000", at, 1), k >file
	if (root_id[i])
		printf "In-Reply-To: <%s>\nReferences: <%s>%s\n", last_id[i], root_id[i],
			last_id[i] == root_id[i] ? "" : " <" last_id[i] ">" >file
	printf "MIME-Version: 1.0\n" >file
	if (rand() < 0.1) {
		printf "Content-Type: multipart/mixed; boundary=\"b%d\"\n\n--b%d\nContent-Type: text/plain; charset=utf-8\n\n", k, k >file
		print words(20 + rand() * 200) >file
		printf "\n--b%d\nContent-Type: application/pdf; name=\"invoice-%d.pdf\"\nContent-Disposition: attachment;" \
			" filename=\"invoice-%d.pdf\"\n\n%s\n--b%d--\n", k, k, k, words(40), k >file
	} else {
		printf "Content-Type: text/plain; charset=utf-8\n\n%s\n", words(20 + rand() * 200) >file
	}
	close(file)
	last_id[i] = "k" k "@mail.example"
	if (!root_id[i])
		root_id[i] = last_id[i]
	left[i]--
}
BEGIN {
	srand(4711)
	span = 20 * 86400
	vocabulary_count = split("order parcel refund invoice delivery account ordine pacco rimborso fattura consegna quando arriva please when" \
		" the where is my il mio non grazie broken lamp colore taglia più è città straße", vocabulary, " ")
	name_count = split("Ana Marco Zoë Łukasz Chiara Omar Søren Lucía Wei Priya Rossi Pérez Smith Müller", names, " ")
	for (k = 1; k <= n; k++) {
		i = int(rand() * 40)
		if (left[i] <= 0)
			begin(i)
		mail(k, i, root_id[i] && rand() < 0.3)
	}
}
