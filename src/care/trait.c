/* trait.c - addresses and telephone numbers that a text gives as its author's. */
#include "match.h"

#include <ctype.h>
#include <string.h>

#include "buf.h"
#include "str.h"
#include "utf8.h"

enum { TEXT_MAX = 20000, BEFORE = 90, AFTER = 30, SIGNATURE_LINES = 7, ALONE = 12, SIGNATURE_WIDTH = 70 };

static const char *const places[PLACE_COUNT] = {
#define X(id, name, help) [PLACE_##id] = name,
	CARE_PLACES(X)
#undef X
};

const char *
care_place_name(enum care_place p)
{
	return places[p];
}

int
care_place_parse(const char *name)
{
	for (int p = 0; p < PLACE_COUNT; p++)
		if (str_eq(places[p], name))
			return p;
	return -1;
}

/* -- the words around a value ------------------------------------------------------------------------------ */

/* Folded, in the languages that customers write. */
static const char *const mine[] = {
	"my number", "my phone", "my mobile", "my cell", "my cellphone", "my telephone", "my tel", "my whatsapp", "my email",
	"my e mail", "my mail", "my address is", "my contact", "call me", "text me", "reach me", "ring me", "contact me",
	"write me", "write to me", "sent you a mail from", "sent you an email from", "wrote to you from", "wrote you from",
	"i wrote from", "ho scritto da", "ho mandato una mail da", "email me", "i am at", "i can be reached",
	"best number", "best email",
	"mio numero", "mio cellulare", "mio telefono", "mio cell", "mio whatsapp", "mia mail", "mia email", "mia e mail",
	"mio indirizzo mail", "mio indirizzo email", "mio indirizzo e mail", "mio indirizzo di posta", "mio contatto",
	"miei contatti", "mio recapito", "miei recapiti",
	"chiamami", "chiamatemi", "mi chiami", "richiamatemi", "mi richiami", "mi trovate", "mi trova", "mi trovi", "scrivetemi",
	"mi scriva", "contattatemi", "mi contatti", "mi puo contattare", "mi potete contattare", "rispondetemi",
	"meine nummer", "meine telefonnummer", "meine handynummer", "mein handy", "meine mail", "meine e mail", "meine email",
	"meine adresse ist", "rufen sie mich", "erreichen sie mich", "ich bin unter", "mich unter", "schreiben sie mir",
	"mon numero", "mon portable", "mon telephone", "mon mail", "mon email", "mon e mail", "mon adresse mail", "appelez moi",
	"me joindre", "rappelez moi", "ecrivez moi",
	"mi numero", "mi telefono", "mi movil", "mi celular", "mi correo", "mi email", "mi mail", "llamame", "llamenme",
	"escribame", "contactarme",
	"meu numero", "meu telefone", "meu celular", "meu telemovel", "meu email", "meu e mail", "me ligue", "ligue me",
	"me liga" };

static const char *const others[] = {
	"my husband", "my wife", "my son", "my daughter", "my mother", "my mum", "my mom", "my father", "my dad", "my brother",
	"my sister", "my friend", "my colleague", "my boss", "my neighbour", "my neighbor", "my partner", "my girlfriend",
	"my boyfriend", "my assistant", "my secretary", "his number", "her number", "their number", "his email", "her email",
	"his mail", "her mail", "the courier", "the driver", "your number", "your email", "your address", "the number of",
	"mio marito", "mia moglie", "mio figlio", "mia figlia", "mia madre", "mia mamma", "mio padre", "mio papa", "mio fratello",
	"mia sorella", "mio amico", "mia amica", "mio collega", "mia collega", "mio capo", "mio vicino", "mio compagno",
	"mia compagna", "mia segretaria", "suo numero", "sua mail", "sua email", "vostro numero", "vostra mail", "del corriere",
	"dal corriere", "corriere", "fattorino", "fornitore",
	"mein mann", "meine frau", "mein sohn", "meine tochter", "meine mutter", "mein vater", "mein bruder", "meine schwester",
	"mein freund", "meine freundin", "mein kollege", "meine kollegin", "seine nummer", "ihre nummer", "ihre mail",
	"mon mari", "ma femme", "mon fils", "ma fille", "ma mere", "mon pere", "mon frere", "ma soeur", "mon ami", "mon collegue",
	"mi marido", "mi mujer", "mi esposa", "mi hijo", "mi hija", "mi madre", "mi padre", "mi hermano", "mi hermana", "mi amigo",
	"mi companero", "meu marido", "minha mulher", "minha esposa", "meu filho", "minha filha", "minha mae", "meu pai" };

/* A number after these is none of a telephone. */
static const char *const counted[] = {
	"order", "orders", "order number", "invoice", "ticket", "case", "tracking", "shipment", "iban", "vat", "reference", "ref",
	"customer", "customer number", "account", "account number", "serial", "model", "ordine", "ordine n", "ordine numero",
	"fattura", "pratica", "spedizione", "codice", "codice fiscale", "partita iva", "p iva", "iva", "contratto", "cliente",
	"numero cliente", "bestellung", "bestellnummer", "rechnung", "kundennummer", "auftrag", "commande", "facture", "client",
	"pedido", "factura", "fatura", "encomenda", "rma", "id", "sku", "isbn", "ean" };

/* Where the last of the phrases ends in a folded text, from 1; 0 = nowhere. */
static size_t
last_of(const char *folded, const char *const *phrases, size_t n)
{
	size_t best = 0;
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(phrases[i]);
		for (const char *p = folded; (p = strstr(p, phrases[i])) != NULL; p++) {
			bool whole = (p == folded || p[-1] == ' ') && (!p[len] || p[len] == ' ');
			if (whole && (size_t)(p - folded) + len > best)
				best = (size_t)(p - folded) + len;
		}
	}
	return best;
}
#define LAST_OF(folded, phrases) last_of((folded), (phrases), sizeof (phrases) / sizeof *(phrases))

/* The sentence before a place, folded: up to the line before the last, a full stop, or so many bytes. */
static char *
before(const char *text, const char *at, struct arena *a)
{
	const char *p = at;
	int lines = 0;
	while (p > text && at - p < BEFORE) {
		if (p[-1] == '\n' && (++lines > 1 || (p - 1 > text && p[-2] == '\n')))
			break;
		if (strchr(".!?;", p[-1]) && isspace((unsigned char)*p) && at - p > 4)
			break;
		p--;
	}
	return str_trim(a, utf8_fold_str(a, arena_strn(a, p, (size_t)(at - p))));
}

/* Is it about all that was said?  So one answers who asks for it. */
static bool
is_all(const char *text, const char *start, const char *end)
{
	size_t letters = 0;
	for (const char *p = text; *p && letters <= ALONE; p++)
		if (p < start || p >= end)
			letters += !isspace((unsigned char)*p);
	return letters <= ALONE;
}

/* PLACE_COUNT = somebody else's. */
static enum care_place
judge(const char *text, const char *start, const char *end, bool signature, struct arena *a)
{
	char *said = before(text, start, a);
	size_t own = LAST_OF(said, mine), other = LAST_OF(said, others);
	if (other > own)
		return PLACE_COUNT;
	if (own)
		return PLACE_GIVEN;
	/* "347 123 4567 is my number" */
	size_t n = strcspn(end, "\n.!?");
	char *after = str_trim(a, utf8_fold_str(a, arena_strn(a, end, n < AFTER ? n : AFTER)));
	if (LAST_OF(after, others))
		return PLACE_COUNT;
	if (LAST_OF(after, mine))
		return PLACE_GIVEN;
	return signature ? PLACE_SIGNATURE : is_all(text, start, end) ? PLACE_GIVEN : PLACE_TEXT;
}

/* -- values --------------------------------------------------------------------------------------------------- */

struct taking {
	const char *country;
	struct arena *a;
	struct care_trait *out;
	size_t n;
};

static void
take(struct taking *t, const char *kind, const char *value, enum care_place place)
{
	for (size_t i = 0; i < t->n; i++)
		if (str_eq(t->out[i].kind, kind) && str_eq(t->out[i].value, value)) {
			if (place > t->out[i].place)
				t->out[i].place = place;
			return;
		}
	if (t->n < CARE_TRAITS)
		t->out[t->n++] = (struct care_trait){ kind, value, place };
}

static bool
in_address(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("._%+-", c));
}

static void
addresses(struct taking *t, const char *text, bool signature)
{
	for (const char *p = text; t->n < CARE_TRAITS && (p = strchr(p, '@')) != NULL; p++) {
		const char *start = p, *end = p + 1;
		while (start > text && in_address(start[-1]))
			start--;
		while (isalnum((unsigned char)*end) || *end == '-' || (*end == '.' && isalnum((unsigned char)end[1])))
			end++;
		while (start < p && *start == '.')
			start++;
		if (start == p || !memchr(p, '.', (size_t)(end - p)) || end - start > 200)
			continue;
		char *value = care_identity_normal("mail", arena_strn(t->a, start, (size_t)(end - start)), t->a);
		enum care_place place = judge(text, start, end, signature, t->a);
		if (value && place != PLACE_COUNT && !care_identity_is_robot("mail", value))
			take(t, "mail", value, place);
	}
}

/* Something that is counted, by the word before: "order 3348917502", "n. 12345678". */
static bool
is_count(const char *text, const char *start, struct arena *a)
{
	char *said = before(text, start, a);
	size_t n = strlen(said), at = LAST_OF(said, counted);
	if (start > text && strchr("#_/=&?-", start[-1]))
		return true;
	return at && n - at <= 12 && !LAST_OF(said + at, mine);
}

static void
numbers(struct taking *t, const char *text, bool signature)
{
	for (const char *p = text; *p && t->n < CARE_TRAITS;) {
		size_t len = 0, end = 0, digits = 0;
		if (!isdigit((unsigned char)*p) && *p != '+' && *p != '(') {
			p++;
			continue;
		}
		/* one blank or mark between digits; a line's end or two blanks end it */
		while (p[len] && len < 26) {
			if (isdigit((unsigned char)p[len])) {
				digits++;
				end = len + 1;
			} else if (!(strchr("+(", p[len]) && len < 2) && !(strchr(" -./()", p[len]) && p[len + 1] != p[len])) {
				break;
			}
			len++;
		}
		const char *start = p;
		bool alone = start == text || !(isalnum((unsigned char)start[-1]) || strchr("@.,:/#", start[-1])) ||
			(start[-1] == ':' || start[-1] == '.');
		bool whole = !isalnum((unsigned char)start[end]) && start[end] != '@';
		p += end ? end : 1;
		if (digits < 8 || digits > 15 || !alone || !whole || is_count(text, start, t->a))
			continue;
		char *value = care_phone(arena_strn(t->a, start, end), t->country, t->a);
		enum care_place place = value ? judge(text, start, start + end, signature, t->a) : PLACE_COUNT;
		if (place != PLACE_COUNT)
			take(t, "phone", value, place);
	}
}

/* -- the text ------------------------------------------------------------------------------------------------- */

/* Where a signature without its "-- " begins: the last paragraph, short lines only, not the only one. */
static size_t
sign_off(const char *text, size_t len)
{
	size_t end = len, start;
	int lines = 0;
	while (end && isspace((unsigned char)text[end - 1]))
		end--;
	for (start = end; start > 0; start--) {
		if (text[start - 1] != '\n')
			continue;
		size_t width = strcspn(text + start, "\n");
		if (width > SIGNATURE_WIDTH || ++lines > SIGNATURE_LINES)
			return len;
		size_t blank = start - 1;
		while (blank && (text[blank - 1] == ' ' || text[blank - 1] == '\t' || text[blank - 1] == '\r'))
			blank--;
		if (blank && text[blank - 1] == '\n')
			return start;
	}
	return len;
}

static void
part(struct taking *t, const char *text, bool signature)
{
	addresses(t, text, signature);
	numbers(t, text, signature);
}

size_t
care_traits(const char *text, const char *country, struct arena *a, struct care_trait out[CARE_TRAITS])
{
	struct taking t = { country, a, out, 0 };
	struct quote_span *spans;
	size_t len = text ? strlen(text) : 0, digits = 0, n, last_body = 0;
	if (len > TEXT_MAX)
		len = TEXT_MAX;
	for (size_t i = 0; i < len; i++)
		digits += isdigit((unsigned char)text[i]) != 0;
	if (digits < 8 && !(len && memchr(text, '@', len)))
		return 0;
	n = quote_split(text, len, a, &spans);
	for (size_t i = 0; i < n; i++)
		if (spans[i].kind == QUOTE_BODY)
			last_body = i;
	for (size_t i = 0; i < n; i++) {
		char *words = arena_strn(a, text + spans[i].start, spans[i].len);
		size_t cut = spans[i].len;
		if (spans[i].kind == QUOTE_SIGNATURE) {
			part(&t, words, true);
		} else if (spans[i].kind == QUOTE_BODY) {
			if (i == last_body)
				cut = sign_off(words, spans[i].len);
			if (cut < spans[i].len)
				part(&t, words + cut, true);
			words[cut] = '\0';
			part(&t, words, false);
		}
	}
	return t.n;
}
