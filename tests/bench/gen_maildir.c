/*
 * gen_maildir.c - a Maildir for benchmarks: gen_maildir DIR COUNT [SEED [NEWEST]].
 *
 * Deterministic.  About one mail in four is ours (folder Sent), threads of one to nine mails, plain, HTML or
 * with a small attachment, words as in gen.h, spread over the three years before NEWEST (seconds since 1970;
 * 2026-11-20).
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "gen.h"

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
#define PICK(a) ((a)[rnd(sizeof (a) / sizeof *(a))])

static struct gen *world;
static struct arena *arena;

static void
body(FILE *f, int words)
{
	fputs(gen_text(world, arena, words), f);
}

/* What real mail carries above its text: the way it took, a signature. */
static void
route(FILE *f, const char *date, uint32_t id)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123";
	fprintf(f, "Return-Path: <c%u@mail.example>\nReceived: from mx%u.mail.example (mx%u.mail.example [192.0.2.%u])\n"
		"\tby mx.shop.example with ESMTPS id %x; %s\n", id, id % 9, id % 9, id % 250, id * 2654435761u, date);
	fputs("DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=mail.example; s=s1;\n"
		"\th=from:to:subject:date:message-id;\n\tb=", f);
	for (int i = 0; i < 172; i++)
		fprintf(f, "%s%c", i % 70 == 69 ? "\n\t " : "", letters[rnd(56)]);
	fputc('\n', f);
}

static void
content(FILE *f, uint32_t id)
{
	uint32_t kind = rnd(20);
	int words = 30 + (int)rnd(220);
	if (kind < 3) {
		fputs("MIME-Version: 1.0\nContent-Type: text/html; charset=UTF-8\n\n<html><body><p>", f);
		body(f, words);
		fprintf(f, "</p><p><a href=\"https://shop.example/o/%u\">your order</a></p></body></html>\n", id);
		return;
	}
	if (kind == 3) {
		fprintf(f, "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b%u\"\n\n--b%u\n"
			"Content-Type: text/plain; charset=UTF-8\n\n", id, id);
		body(f, words);
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
	body(f, words);
	if (kind > 10) {
		fputs("\nOn Monday, Support wrote:\n> ", f);
		body(f, 12);
		fputs("> ", f);
		body(f, 12);
	}
	if (rnd(3) == 0)
		fprintf(f, "\n-- \n%s\n", PICK(first));
}

struct thread { uint32_t root, parent, person; int left; time_t at; char subject[64]; };

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
	if (ours) {
		fprintf(f, "From: Support <support@shop.example>\nTo: %s %s <c%u@mail.example>\n", fn, ln, t->person);
	} else {
		route(f, date, id);
		fprintf(f, "From: %s %s <c%u@mail.example>\nTo: Support <support@shop.example>\n", fn, ln, t->person);
	}
	fprintf(f, "Date: %s\nMessage-ID: <%u.bench@mail.example>\nSubject: %s%s\n", date, id,
		t->parent ? "Re: " : "", t->subject);
	if (t->parent)
		fprintf(f, "In-Reply-To: <%u.bench@mail.example>\nReferences: <%u.bench@mail.example>"
			" <%u.bench@mail.example>\n", t->parent, t->root, t->parent);
	content(f, id);
	return fclose(f);
}

static int
make_folders(const char *dir)
{
	static const char *const folders[] = { "", "/support", "/support/cur", "/support/new", "/support/tmp", "/Sent",
		"/Sent/cur", "/Sent/new", "/Sent/tmp" };
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		char path[4096];
		snprintf(path, sizeof path, "%s%s", dir, folders[i]);
		if (mkdir(path, 0700) < 0 && errno != EEXIST) {
			fprintf(stderr, "gen_maildir: %s: %s\n", path, strerror(errno));
			return -1;
		}
	}
	return 0;
}

static void
begin_thread(struct thread *t, uint32_t id, uint32_t count)
{
	char *words = gen_text(world, arena, 3 + (int)rnd(4));
	*t = (struct thread){ .root = id, .person = rnd(count / 4 + 10), .left = 1 + (int)rnd(9) };
	snprintf(t->subject, sizeof t->subject - 1, "%.*s %u", (int)(strcspn(words, ".\n")), words, id);
	for (size_t n = strlen(t->subject); n > 0 && (t->subject[n - 1] & 0x80); n--)	/* a letter cut in two */
		t->subject[n - 1] = '\0';
}

int
main(int argc, char **argv)
{
	enum { OPEN = 64 };
	static struct thread threads[OPEN];
	if (argc < 3) {
		fprintf(stderr, "usage: gen_maildir DIR COUNT [SEED [NEWEST]]\n");
		return 2;
	}
	uint32_t count = (uint32_t)strtoul(argv[2], NULL, 10);
	uint64_t seed = argc > 3 ? strtoull(argv[3], NULL, 10) : 0;
	const time_t end = argc > 4 ? strtol(argv[4], NULL, 10) : 1795132800, span = 3L * 365 * 86400;
	state = 88172645463325252ULL + seed;
	world = gen_new(&(struct gen_spec){ .seed = seed + 1, .messages = 1, .to_at = 1 });
	arena = arena_new();
	if (make_folders(argv[1]) < 0)
		return 1;
	for (uint32_t id = 1; id <= count; id++) {
		struct thread *t = &threads[rnd(OPEN)];
		if (t->left <= 0)
			begin_thread(t, id, count);
		t->at = end - span + (time_t)((double)span * id / count);
		int ours = t->parent && rnd(5) < 2;
		if (write_mail(argv[1], id, t, ours) < 0)
			return 1;
		t->parent = id;
		t->left--;
		arena_reset(arena);
	}
	arena_free(arena);
	gen_free(world);
	return 0;
}
