/*
 * gen_maildir.c - a Maildir for benchmarks: gen_maildir DIR COUNT [SEED].
 *
 * Deterministic.  About one mail in four is ours (folder Sent), threads of one to nine mails, Italian and
 * English, plain, HTML or with a small attachment, spread over three years before 2026-11-20.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

static uint64_t state;

static uint32_t
rnd(uint32_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)((state >> 11) % below);
}

static const char *const first[] = { "Ana", "Marco", "Giulia", "John", "Mary", "Zoë", "Łukasz", "Chiara", "Omar",
	"Ingrid", "Paolo", "Søren", "Lucía", "Wei", "Priya", "Élodie", "Bruno", "Nadia", "Tom", "Francesca" };
static const char *const last[] = { "Perez", "Rossi", "Bianchi", "Smith", "Müller", "Nowak", "Okafor", "Ferrari",
	"Esposito", "Jensen", "García", "Zhang", "Iyer", "Dubois", "Costa", "Haddad", "Brown", "Greco", "Conti", "Lindt" };
static const char *const words[] = { "order", "parcel", "refund", "invoice", "delivery", "account", "password",
	"please", "could", "you", "check", "the", "number", "again", "because", "it", "has", "not", "arrived", "yet",
	"since", "last", "week", "and", "I", "would", "like", "to", "know", "when", "we", "receive", "ordine",
	"pacco", "rimborso", "fattura", "consegna", "buongiorno", "vorrei", "sapere", "quando", "arriva", "il", "mio",
	"grazie", "per", "la", "risposta", "non", "ho", "ancora", "ricevuto", "spedizione", "indirizzo", "cambio",
	"taglia", "colore", "carta", "pagamento", "addebito", "doppio", "servizio", "clienti", "urgente", "regalo",
	"compleanno", "warehouse", "tracking", "courier", "damaged", "replacement", "warranty", "receipt", "size",
	"exchange", "login", "error", "page", "checkout", "voucher", "discount", "code", "expired", "support" };

#define PICK(a) ((a)[rnd(sizeof (a) / sizeof *(a))])

static void
sentence(FILE *f, int n)
{
	for (int i = 0; i < n; i++) {
		if (rnd(40) == 0)
			fprintf(f, "%s%u", i ? " " : "", 1000 + rnd(900000));
		else
			fprintf(f, "%s%s", i ? " " : "", PICK(words));
	}
	fputs(".\n", f);
}

static void
body(FILE *f, int lines)
{
	for (int i = 0; i < lines; i++) {
		sentence(f, 6 + (int)rnd(12));
		if (rnd(5) == 0)
			fputc('\n', f);
	}
}

static void
content(FILE *f, uint32_t id)
{
	uint32_t kind = rnd(20);
	int lines = 3 + (int)rnd(18);
	if (kind < 3) {
		fputs("MIME-Version: 1.0\nContent-Type: text/html; charset=UTF-8\n\n<html><body><p>", f);
		body(f, lines);
		fprintf(f, "</p><p><a href=\"https://shop.example/o/%u\">your order</a></p></body></html>\n", id);
		return;
	}
	if (kind == 3) {
		fprintf(f, "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b%u\"\n\n--b%u\n"
			"Content-Type: text/plain; charset=UTF-8\n\n", id, id);
		body(f, lines);
		fprintf(f, "--b%u\nContent-Type: application/pdf; name=\"invoice-%u.pdf\"\n"
			"Content-Transfer-Encoding: base64\nContent-Disposition: attachment; "
			"filename=\"invoice-%u.pdf\"\n\n", id, id, id);
		for (int i = 0; i < 40; i++) {
			for (int k = 0; k < 76; k++)
				fputc("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef"[rnd(32)], f);
			fputc('\n', f);
		}
		fprintf(f, "--b%u--\n", id);
		return;
	}
	fputs("MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n\n", f);
	body(f, lines);
	if (kind > 10) {
		fputs("\nOn Monday, Support wrote:\n> ", f);
		sentence(f, 10);
		fputs("> ", f);
		sentence(f, 10);
	}
	if (rnd(3) == 0)
		fprintf(f, "\n-- \n%s\n", PICK(first));
}

struct thread { uint32_t root, parent, person; int left; time_t at; };

static int
write_mail(const char *dir, uint32_t id, struct thread *t, int ours)
{
	char path[4096], date[64];
	struct tm tm;
	snprintf(path, sizeof path, "%s/%s/cur/%010ld.%u.bench:2,%s", dir, ours ? "Sent" : "support", (long)t->at, id,
		ours || rnd(3) ? "S" : "");
	FILE *f = fopen(path, "w");
	if (!f) {
		fprintf(stderr, "gen_maildir: %s: %s\n", path, strerror(errno));
		return -1;
	}
	gmtime_r(&t->at, &tm);
	strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S +0000", &tm);
	const char *fn = first[t->person % 20], *ln = last[t->person / 20 % 20];
	if (ours)
		fprintf(f, "From: Support <support@shop.example>\nTo: %s %s <c%u@mail.example>\n", fn, ln, t->person);
	else
		fprintf(f, "Received: from mail.example by mx.shop.example; %s\nFrom: %s %s <c%u@mail.example>\n"
			"To: Support <support@shop.example>\n", date, fn, ln, t->person);
	fprintf(f, "Date: %s\nMessage-ID: <%u.bench@mail.example>\nSubject: %s%s %s %u\n", date, id,
		t->parent ? "Re: " : "", words[t->root % 80], words[t->root / 80 % 80], t->root);
	if (t->parent)
		fprintf(f, "In-Reply-To: <%u.bench@mail.example>\nReferences: <%u.bench@mail.example>"
			" <%u.bench@mail.example>\n", t->parent, t->root, t->parent);
	content(f, id);
	return fclose(f);
}

int
main(int argc, char **argv)
{
	if (argc < 3) {
		fprintf(stderr, "usage: gen_maildir DIR COUNT [SEED]\n");
		return 2;
	}
	uint32_t count = (uint32_t)strtoul(argv[2], NULL, 10);
	state = 88172645463325252ULL + (argc > 3 ? strtoull(argv[3], NULL, 10) : 0);
	static const char *const folders[] = { "", "/support", "/support/cur", "/support/new", "/support/tmp", "/Sent",
		"/Sent/cur", "/Sent/new", "/Sent/tmp" };
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		char path[4096];
		snprintf(path, sizeof path, "%s%s", argv[1], folders[i]);
		if (mkdir(path, 0700) < 0 && errno != EEXIST) {
			fprintf(stderr, "gen_maildir: %s: %s\n", path, strerror(errno));
			return 1;
		}
	}
	enum { OPEN = 64 };
	struct thread threads[OPEN] = { { 0, 0, 0, 0, 0 } };
	const time_t end = 1795132800, span = 3L * 365 * 86400;	/* 2026-11-20 */
	for (uint32_t id = 1; id <= count; id++) {
		struct thread *t = &threads[rnd(OPEN)];
		time_t at = end - span + (time_t)((double)span * id / count);
		if (t->left <= 0)
			*t = (struct thread){ .root = id, .person = rnd(count / 4 + 10), .left = 1 + (int)rnd(9) };
		t->at = at;
		int ours = t->parent && rnd(5) < 2;
		if (write_mail(argv[1], id, t, ours) < 0)
			return 1;
		t->parent = id;
		t->left--;
	}
	return 0;
}
