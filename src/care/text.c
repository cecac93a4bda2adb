/* text.c - subjects, our Message-IDs, language. */
#include "care.h"

#include <ctype.h>
#include <string.h>

#include "buf.h"
#include "str.h"

/* -- subjects ------------------------------------------------------------------------------------------- */

static const char *const prefixes[] = { "re", "r", "aw", "sv", "antw", "ref", "rif", "res", "fw", "fwd", "wg", "i",
	"tr", "rv", "enc", "inoltra", "inoltro", "vs", NULL };

/* Length of one reply or forward prefix with its colon and blanks, or 0. */
static size_t
prefix_length(const char *s)
{
	for (const char *const *p = prefixes; *p; p++) {
		size_t n = strlen(*p);
		if (!str_istarts(s, *p))
			continue;
		const char *q = s + n;
		if (*q == '[' || *q == '(' || *q == '^') {
			q++;
			while (isdigit((unsigned char)*q))
				q++;
			if (*q == ']' || *q == ')')
				q++;
		}
		if (*q == ':')
			return (size_t)(q + 1 + strspn(q + 1, " \t") - s);
	}
	return 0;
}

static size_t
list_tag_length(const char *s)
{
	const char *end = *s == '[' ? strchr(s, ']') : NULL;
	return end && end - s < 40 && end[1] == ' ' ? (size_t)(end + 2 - s) : 0;
}

char *
care_bare_subject(const char *subject, struct arena *a)
{
	const char *s = subject ? subject : "";
	for (size_t n;;) {
		s += strspn(s, " \t");
		if (!(n = prefix_length(s)) && !((n = list_tag_length(s)) && prefix_length(s + n)))
			break;
		s += n;
	}
	return str_trim(a, s);
}

char *
care_reply_subject(const char *subject, struct arena *a)
{
	return arena_printf(a, "Re: %s", care_bare_subject(subject, a));
}

char *
care_forward_subject(const char *subject, struct arena *a)
{
	return arena_printf(a, "Fwd: %s", care_bare_subject(subject, a));
}

/* -- our Message-IDs --------------------------------------------------------------------------------------- */

char *
care_message_id(struct uid outbox, const void *key, size_t key_len, const char *domain, struct arena *a)
{
	char hex[33], mark[17];
	uid_hex(hex, outbox);
	hash_mark(mark, key, key_len, hex);
	return arena_printf(a, "%s.%s@%s", hex, mark, str_empty(domain) ? "localhost" : domain);
}

bool
care_message_id_ours(const char *id, const void *key, size_t key_len, struct uid *outbox)
{
	char hex[33], mark[17];
	struct uid uid;
	if (!id || strlen(id) < 50 || id[32] != '.' || id[49] != '@')
		return false;
	memcpy(hex, id, 32);
	hex[32] = '\0';
	if (!uid_parse(&uid, hex))
		return false;
	hash_mark(mark, key, key_len, hex);
	if (memcmp(mark, id + 33, 16))
		return false;
	*outbox = uid;
	return true;
}

/* -- language -------------------------------------------------------------------------------------------------- */

static const struct { const char *code, *words; } stop_words[] = {
	{ "en", " the and you for that with have this not are was but your please my would could what when order hello"
		" thank thanks been from has will can just there their which about we it is in of to " },
	{ "it", " il la che non per una sono con del della gli ho mi ma anche come vorrei grazie buongiorno salve quando"
		" ordine ancora questo questa nel alla dei delle si ci vi ha è più cosa fare stato sul di da e " },
	{ "de", " der die das und ich nicht ist ein eine mit für auf den sie wir haben habe bitte guten danke wann aber"
		" noch bei von zu es im dem mein meine sehr geehrte wurde auch nur kann " },
	{ "fr", " le la les des une est que pas pour avec je vous nous dans sur mon ma bonjour merci votre mais avez ai"
		" commande cette qui du au et il en ce été plus quand " },
	{ "es", " el la los las que no por para con una es mi hola gracias pero como del al se lo su pedido cuando"
		" este esta muy más he ha me y en de un ustedes tengo " },
	{ "pt", " o a os as que não para com uma é meu minha olá obrigado obrigada mas como do da no na se por pedido"
		" quando este esta muito mais eu você em um de e ainda " },
	{ "nl", " de het een en ik niet is van voor met op dat je u wij hebben heb graag bedankt maar nog bij mijn"
		" bestelling wanneer dit deze ook kan er aan te in zijn was " },
};

enum { STOP_WORDS = sizeof stop_words / sizeof *stop_words };

/* Which languages have words here and are among these; whether all of these do. */
static bool
with_words(const char *const *languages, size_t n, bool wanted[STOP_WORDS])
{
	size_t found = 0;
	for (size_t k = 0; k < STOP_WORDS; k++) {
		wanted[k] = !n;
		for (size_t i = 0; i < n && !wanted[k]; i++)
			wanted[k] = str_eq(languages[i], stop_words[k].code);
		found += wanted[k];
	}
	return n && found == n;
}

static void
count_stop_words(const char *text, const bool wanted[STOP_WORDS], int hits[STOP_WORDS])
{
	char word[16];			/* no stop word is longer */
	int words = 0;
	for (const char *p = text ? text : ""; *p && words < 400;) {
		size_t len = strcspn(p, " \t\r\n.,;:!?()\"'<>");
		words += len > 0;
		if (len && len < sizeof word - 3) {
			word[0] = ' ';
			for (size_t i = 0; i < len; i++)
				word[i + 1] = (char)tolower((unsigned char)p[i]);
			word[len + 1] = ' ';
			word[len + 2] = '\0';
			for (size_t k = 0; k < STOP_WORDS; k++)
				hits[k] += wanted[k] && strstr(stop_words[k].words, word) != NULL;
		}
		p += len + (p[len] != '\0');
	}
}

/* The language with most hits, at least this many and this many tenths of the next one's. */
static const char *
most_hits(const bool wanted[STOP_WORDS], const int hits[STOP_WORDS], int least, int tenths)
{
	int best = -1, second = 0;
	for (int k = 0; k < STOP_WORDS; k++) {
		if (!wanted[k])
			continue;
		if (best < 0 || hits[k] > hits[best]) {
			second = best < 0 ? 0 : hits[best];
			best = k;
		} else if (hits[k] > second) {
			second = hits[k];
		}
	}
	return best >= 0 && hits[best] >= least && hits[best] * 10 >= second * tenths ? stop_words[best].code : NULL;
}

const char *
care_language(const char *text, const char *const *languages, size_t n)
{
	bool wanted[STOP_WORDS];
	int hits[STOP_WORDS] = { 0 };
	with_words(languages, n, wanted);
	count_stop_words(text, wanted, hits);
	return most_hits(wanted, hits, 2, 13);
}

const char *
care_language_sure(const char *text, const char *const *languages, size_t n)
{
	bool wanted[STOP_WORDS];
	int hits[STOP_WORDS] = { 0 };
	if (!with_words(languages, n, wanted))
		return NULL;
	count_stop_words(text, wanted, hits);
	return most_hits(wanted, hits, 6, 30);
}
