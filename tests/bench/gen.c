/* gen.c - see gen.h. */
#include "gen.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "clock.h"
#include "str.h"

enum { ACTIVE = 4096, VOCABULARY = 24000 };

struct talk {
	int64_t id;			/* number of its first message */
	int64_t last;			/* number of its newest message */
	uint32_t customer, words;
	int count;
	bool ours;			/* whose turn is next */
};

struct gen {
	struct gen_spec spec;
	uint64_t state;
	int64_t next;
	struct talk talks[ACTIVE];
	size_t active;
	struct arena *arena;
	char **vocabulary;
	double *weight;			/* cumulated */
};

static const char *const names[][2] = {
	{ "Ana", "Perez" }, { "Marco", "Rossi" }, { "Giulia", "Bianchi" }, { "John", "Smith" }, { "Zoë", "Müller" },
	{ "Łukasz", "Nowak" }, { "Chiara", "Ferrari" }, { "Omar", "Haddad" }, { "Søren", "Jensen" },
	{ "Lucía", "García" }, { "Élodie", "Dubois" }, { "Ελένη", "Παπαδοπούλου" }, { "Иван", "Петров" },
	{ "Оксана", "Шевченко" }, { "محمد", "حداد" }, { "ליאור", "כהן" }, { "伟", "张" }, { "花子", "田中" },
	{ "민준", "김" }, { "สมชาย", "ใจดี" }, { "प्रिया", "शर्मा" }, { "Ayşe", "Yılmaz" }, { "Đặng", "Nguyễn" },
	{ "Siân", "O'Connor" }, { "João", "Conceição" }, { "Paolo", "Esposito" }, { "Francesca", "Conti" },
	{ "Bruno", "Greco" }, { "Ingrid", "Lindqvist" }, { "Tariq", "al-Rashid" }, { "Miroslav", "Dvořák" },
	{ "Noémi", "Szabó" },
};
static const char *const common[] = { "the", "and", "to", "il", "la", "di", "che", "you", "non", "per", "a", "order",
	"ordine", "is", "my", "mio", "un", "not", "è", "ho", "have", "it", "with", "con", "in", "for", "please", "when",
	"quando", "pacco", "parcel", "refund", "rimborso", "fattura", "invoice", "delivery", "consegna", "grazie",
	"thanks", "buongiorno", "hello", "account", "password", "payment", "pagamento", "address", "indirizzo" };
static const char *const starts[] = { "br", "c", "d", "f", "gl", "l", "m", "n", "p", "qu", "r", "s", "st", "t", "v",
	"z", "sch", "tr", "b", "g" };
static const char *const middles[] = { "a", "e", "i", "o", "u", "è", "ai", "ou", "ü", "io" };
static const char *const ends[] = { "", "n", "r", "l", "s", "t", "nte", "re", "ne", "tion" };

#define PICK(g, array) ((array)[gen_below((g), sizeof (array) / sizeof *(array))])

static uint64_t
draw(struct gen *g)
{
	uint64_t z = g->state += 0x9e3779b97f4a7c15ULL;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

uint32_t
gen_below(struct gen *g, uint32_t n)
{
	return (uint32_t)((draw(g) >> 32) * n >> 32);
}

static void
make_vocabulary(struct gen *g)
{
	size_t fixed = sizeof common / sizeof *common;
	double sum = 0;
	g->vocabulary = arena_array(g->arena, char *, VOCABULARY);
	g->weight = arena_array(g->arena, double, VOCABULARY);
	for (size_t i = 0; i < VOCABULARY; i++) {
		struct buf b = BUF_INIT;
		for (uint32_t k = gen_below(g, 3) + 1; i >= fixed && k > 0; k--)
			buf_addf(&b, "%s%s", PICK(g, starts), PICK(g, middles));
		g->vocabulary[i] = i < fixed ? arena_str(g->arena, common[i])
			: arena_printf(g->arena, "%s%s", b.data, PICK(g, ends));
		buf_free(&b);
		g->weight[i] = sum += 1.0 / (double)(i + 3);
	}
}

static const char *
word(struct gen *g)
{
	double at = (double)(draw(g) >> 11) / 9007199254740992.0 * g->weight[VOCABULARY - 1];
	size_t low = 0, high = VOCABULARY - 1;
	while (low < high) {
		size_t mid = (low + high) / 2;
		if (g->weight[mid] < at)
			low = mid + 1;
		else
			high = mid;
	}
	return g->vocabulary[low];
}

char *
gen_text(struct gen *g, struct arena *a, int words)
{
	struct buf b = BUF_INIT;
	for (int i = 0; i < words; i++) {
		if (gen_below(g, 60) == 0)
			buf_addf(&b, "%u", 1000 + gen_below(g, 9000000));
		else
			buf_adds(&b, word(g));
		buf_adds(&b, i + 1 == words ? ".\n" : i % 14 == 13 ? ".\n" : gen_below(g, 12) == 0 ? ", " : " ");
	}
	char *text = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return text;
}

struct gen *
gen_new(const struct gen_spec *spec)
{
	struct gen *g = xcalloc(1, sizeof *g);
	g->spec = *spec;
	g->state = spec->seed * 7919 + 17;
	g->arena = arena_new();
	make_vocabulary(g);
	return g;
}

void
gen_free(struct gen *g)
{
	if (!g)
		return;
	arena_free(g->arena);
	free(g);
}

static int64_t
time_of(const struct gen_spec *spec, int64_t i)
{
	return spec->from_at + (int64_t)((double)(spec->to_at - spec->from_at) * (double)i / (double)spec->messages);
}

static double
length_of(const struct gen_spec *spec)
{
	return spec->length > 0 ? spec->length : 3.5;
}

int64_t
gen_since(const struct gen_spec *spec, int64_t cases)
{
	double threads = (double)spec->messages / length_of(spec);
	return (double)cases >= threads ? spec->from_at - MS_DAY
		: time_of(spec, (int64_t)((double)spec->messages * (1 - (double)cases / threads)));
}

/* One talk in six comes from somebody who wrote before. */
static uint32_t
customer(struct gen *g)
{
	uint32_t known = (uint32_t)(g->next / 4) + 1;
	return gen_below(g, 6) == 0 ? gen_below(g, known) : known;
}

static struct talk *
choose_talk(struct gen *g, bool *fresh)
{
	struct talk *t;
	*fresh = g->active < 8 || gen_below(g, 1000) < (uint32_t)(1000 / length_of(&g->spec) + .5);
	if (!*fresh)
		return &g->talks[gen_below(g, (uint32_t)g->active)];
	t = &g->talks[g->active < ACTIVE ? g->active++ : gen_below(g, ACTIVE)];
	*t = (struct talk){ .id = g->next, .last = -1, .customer = customer(g), .words = gen_below(g, 1 << 30) };
	return t;
}

static char *
message_id(const struct gen *g, struct arena *a, int64_t n)
{
	return arena_printf(a, "%llx.%lld.gen@mail.example", (unsigned long long)(g->spec.seed * 2654435761u),
		(long long)n);
}

static void
references(struct gen *g, struct arena *a, const struct talk *t, struct message_in *m)
{
	const char **refs = arena_array(a, const char *, 2);
	if (t->last < 0)
		return;
	refs[0] = message_id(g, a, t->id);
	m->reference_count = 1;
	if (t->last != t->id)
		refs[m->reference_count++] = message_id(g, a, t->last);
	m->references = refs;
	m->in_reply_to = refs[m->reference_count - 1];
}

static void
attach(struct gen *g, struct arena *a, struct message_in *m)
{
	static const char *const files[][2] = { { "fattura.pdf", "application/pdf" }, { "photo.jpg", "image/jpeg" },
		{ "order.xlsx", "application/octet-stream" } };
	struct attachment *t;
	if (gen_below(g, 9))
		return;
	uint32_t kind = gen_below(g, 3);
	t = arena_array(a, struct attachment, 1);
	*t = (struct attachment){ .part = "2", .name = files[kind][0], .type = files[kind][1],
		.bytes = 2000 + gen_below(g, 900000) };
	m->attachments = t;
	m->attachment_count = 1;
}

static void
people(struct arena *a, const struct talk *t, bool ours, struct message_in *m)
{
	const char *const *n = names[t->customer % (sizeof names / sizeof *names)];
	struct address us = { "Help", "help@example.org" };
	struct address them = { arena_printf(a, "%s %s", n[0], n[1]),
		arena_printf(a, "c%u@mail%u.example", t->customer, t->customer % 50) };
	struct recipient *to = arena_array(a, struct recipient, 1);
	m->from = ours ? us : them;
	to->role = ROLE_TO;
	to->who = ours ? them : us;
	m->recipients = to;
	m->recipient_count = 1;
}

static void
make(struct gen *g, struct arena *a, struct message_in *m)
{
	bool fresh;
	struct talk *t = choose_talk(g, &fresh);
	int64_t n = g->next;
	int words = 8 + (int)(exp(2.0 + 2.9 * (double)gen_below(g, 1000) / 1000.0));
	memset(m, 0, sizeof *m);
	m->remote_id = message_id(g, a, n);
	m->thread = message_id(g, a, t->id);
	references(g, a, t, m);
	m->direction = t->ours ? DIRECTION_OUT : DIRECTION_IN;
	people(a, t, t->ours, m);
	m->subject = arena_printf(a, "%s%s %s %u", fresh ? "" : "Re: ", g->vocabulary[t->words % 500],
		g->vocabulary[t->words / 500 % VOCABULARY], t->words % 100000);
	m->text = gen_text(g, a, words);
	m->received_at = m->sent_at = time_of(&g->spec, n);
	m->tz_minutes = 60;
	attach(g, a, m);
	m->file = arena_printf(a, "INBOX/cur/%lld.%llx_%lld.host:2,S", (long long)(m->sent_at / 1000),
		(unsigned long long)g->spec.seed, (long long)n);
	m->file_bytes = (int64_t)strlen(m->text) + 1800;
	m->file_mtime_ms = m->sent_at;
	m->content = digest_of(m->text, strlen(m->text));
	t->last = n;
	t->ours = t->ours ? false : gen_below(g, 10) < 8;
	t->count++;
}

size_t
gen_batch(struct gen *g, struct arena *a, size_t n, struct batch *out)
{
	int64_t left = g->spec.messages - g->next;
	if ((int64_t)n > left)
		n = (size_t)left;
	struct message_in *m = arena_array(a, struct message_in, n ? n : 1);
	for (size_t i = 0; i < n; i++, g->next++)
		make(g, a, &m[i]);
	memset(out, 0, sizeof *out);
	out->messages = m;
	out->message_count = n;
	return n;
}

int
gen_account(struct store *s, int64_t since_at, struct feed_context *out, struct error *err)
{
	static const char *const own[] = { "help@example.org", NULL };
	static const char *const languages[] = { "en", "it", NULL };
	struct feed_account in = { .name = "bench", .channel = "mail", .speaks_as = "mail",
		.address = "help@example.org", .uid = uid_of("account", "mail", "bench", NULL), .since_at = since_at };
	int64_t id;
	if (feed_account(s, &in, &id, err) < 0)
		return -1;
	*out = (struct feed_context){ .account = id, .account_uid = in.uid, .channel = "mail", .own_addresses = own,
		.languages = languages };
	return 0;
}
