/* quote.c - what of a mail was written now, and what it quotes.  Line by line, linear in the text. */
#include "care.h"

#include <ctype.h>
#include <string.h>

#include "buf.h"
#include "clock.h"
#include "str.h"
#include "utf8.h"

enum { QUOTE_WIDTH = 74 };

struct line { const char *s; size_t len; };	/* without its end */

static struct line
trimmed(struct line l)
{
	while (l.len && isspace((unsigned char)l.s[l.len - 1]))
		l.len--;
	while (l.len && (*l.s == ' ' || *l.s == '\t' || *l.s == '*' || *l.s == '_')) {
		l.s++;
		l.len--;
	}
	return l;
}

static bool
starts(struct line l, const char *prefix)
{
	size_t n = strlen(prefix);
	return l.len >= n && !strncasecmp(l.s, prefix, n);
}

static bool
ends(struct line l, const char *suffix)
{
	size_t n = strlen(suffix);
	return l.len >= n && !strncasecmp(l.s + l.len - n, suffix, n);
}

static bool
has(struct line l, const char *word)
{
	size_t n = strlen(word);
	for (size_t i = 0; i + n <= l.len; i++)
		if (!strncasecmp(l.s + i, word, n))
			return true;
	return false;
}

/* "> words"; "| words" as some programs write it, but not a table's "| a | b |". */
static bool
is_quoted(struct line l)
{
	size_t i = 0;
	while (i < l.len && i < 3 && l.s[i] == ' ')
		i++;
	if (i < l.len && l.s[i] == '>')
		return true;
	struct line t = trimmed(l);
	return t.len && *t.s == '|' && (t.len == 1 || (t.s[1] == ' ' && t.s[t.len - 1] != '|'));
}

static bool
is_blank(struct line l)
{
	return !trimmed(l).len;
}

/* The next line that is not blank, or n; not further than two blank lines away. */
static size_t
next_words(const struct line *lines, size_t i, size_t n)
{
	size_t k = i;
	while (k < n && k < i + 3 && is_blank(lines[k]))
		k++;
	return k < n && is_blank(lines[k]) ? n : k;
}

/* -- attributions ------------------------------------------------------------------------------------- */

/* "On ... wrote:", "Il giorno ... ha scritto:" and their like: the opening at the start, the verb at the end. */
static const struct { const char *opening, *ending; } attributions[] = {
	{ "on ", "wrote:" }, { "on ", "writes:" }, { "on ", "said:" }, { "le ", "a écrit :" }, { "le ", "a écrit:" },
	{ "le ", "a écrit\xc2\xa0:" }, { "am ", "schrieb:" }, { "am ", "geschrieben:" }, { "il ", "ha scritto:" },
	{ "in data ", "ha scritto:" }, { "el ", "escribió:" }, { "em ", "escreveu:" }, { "a ", "escreveu:" },
	{ "op ", "schreef:" }, { "op ", "geschreven:" }, { "den ", "skrev:" }, { "dne ", "napsal(a):" },
	{ "em ", "escreveu :" },
};

/* Verbs that end an attribution, and words that end it where the verb comes earlier. */
static const char *const said[] = { " wrote:", " writes:", " said:", " ha scritto:", " schrieb:", " a écrit :",
	" a écrit:", " a écrit\xc2\xa0:", " escribió:", " escreveu:", " schreef:", " skrev:", " napisał(a):", " napisał:",
	" kirjoitti:", " написал:", " написал(а):", " пишет:", " 写道：", " 写道:" };

static bool
says(struct line l)
{
	for (size_t i = 0; i < sizeof said / sizeof *said; i++)
		if (ends(l, said[i]))
			return true;
	return false;
}

/* A time of day, a year, or an address. */
static bool
is_dated(struct line l)
{
	for (size_t i = 1; i + 2 < l.len; i++) {
		const unsigned char *p = (const unsigned char *)l.s + i;
		if ((p[0] == ':' || p[0] == '.') && isdigit(p[-1]) && isdigit(p[1]) && isdigit(p[2]))
			return true;
		if (((p[-1] == '1' && p[0] == '9') || (p[-1] == '2' && p[0] == '0')) && isdigit(p[1]) && isdigit(p[2]))
			return true;
	}
	return has(l, "@");
}

static bool
has_digit(struct line l)
{
	for (size_t i = 0; i < l.len; i++)
		if (isdigit((unsigned char)l.s[i]))
			return true;
	return false;
}

/* By its words alone, wherever it stands. */
static bool
is_attribution(struct line l)
{
	if (l.len < 8 || l.len > 400)
		return false;
	for (size_t i = 0; i < sizeof attributions / sizeof *attributions; i++)
		if (starts(l, attributions[i].opening) && ends(l, attributions[i].ending) && is_dated(l))
			return true;
	if (starts(l, "---- on ") && ends(l, " wrote ----"))
		return true;
	/* "Am 3.2.2016 schrieb Max <max@example.org>:" */
	if (l.s[l.len - 1] == ':' && has(l, "@") && is_dated(l) && ((starts(l, "am ") && has(l, " schrieb ")) ||
	    (starts(l, "op ") && has(l, " schreef ")) || (starts(l, "den ") && has(l, " skrev "))))
		return true;
	return l.len < 200 && is_dated(l) && says(l);
}

/* Right above a quote less is needed: a colon at the end, and a date, an address or a verb. */
static bool
introduces(struct line l)
{
	size_t words = 0;
	if (l.len < 5 || l.len > 400)
		return false;
	if (has_digit(l) && *l.s && l.s[l.len - 1] == '>' && isdigit((unsigned char)*l.s) && has(l, "@"))
		return true;		/* "2013/7/20 Ana <ana@example.net>" */
	if (l.s[l.len - 1] != ':' && !ends(l, "：") && !ends(l, " geschreven"))
		return false;
	if ((has(l, "@") || has(l, "<")) && has_digit(l))
		return true;
	if (has_digit(l) && (says(l) || has(l, " uhr:") || has(l, " schrieb ") || has(l, " schreef ")))
		return true;
	for (size_t i = 0; i < l.len; i++) {
		words += l.s[i] == ' ';
		if (strchr(",;.!?", l.s[i]) && i + 1 < l.len && l.s[i + 1] == ' ' && i > 3)
			return false;
	}
	return says(l) && words <= 6;
}

static bool
may_open_attribution(struct line l)
{
	for (size_t i = 0; i < sizeof attributions / sizeof *attributions; i++)
		if (starts(l, attributions[i].opening))
			return l.len < 120;
	return false;
}

/* Where an attribution may begin: after a blank line, with its opening word, or with a date. */
static bool
may_begin(const struct line *lines, size_t i)
{
	struct line t = trimmed(lines[i]);
	return !i || is_blank(lines[i - 1]) || may_open_attribution(t) || (t.len && isdigit((unsigned char)*t.s));
}

/* How many lines from i on are an attribution, broken by whoever wrapped them; 0 = none. */
static size_t
attribution_lines(const struct line *lines, size_t i, size_t n)
{
	char joined[1200];
	size_t len = 0;
	struct line first = trimmed(lines[i]);
	bool opens = may_open_attribution(first), begins = may_begin(lines, i);
	for (size_t k = i; k < n && k < i + 4 && !is_blank(lines[k]); k++) {
		struct line part = trimmed(lines[k]);
		if (k > i && is_quoted(lines[k]) && !(part.len < 4 && ends(part, ":")))
			return 0;
		if (len + part.len + 2 >= sizeof joined || (k > i && may_open_attribution(part) && has_digit(part)))
			return 0;
		if (len)
			joined[len++] = ' ';
		memcpy(joined + len, part.s, part.len);
		len += part.len;
		struct line l = { joined, len };
		if ((k == i || opens) && is_attribution(l))
			return k - i + 1;
		size_t next = next_words(lines, k + 1, n);
		if (begins && (k == i || opens || has_digit(first) || has(first, "<")) && next < n && is_quoted(lines[next]) &&
		    introduces(l))
			return k - i + 1;
	}
	return 0;
}

/* -- separators, headers of the old message ------------------------------------------------------------ */

static bool
is_separator(struct line l)
{
	static const char *const words[] = { "original message", "messaggio originale", "messaggio original",
		"ursprüngliche nachricht", "message d'origine", "message original", "mensaje original", "mensagem original",
		"oorspronkelijk bericht", "original-nachricht", "original appointment", "originalmeddelande",
		"oprindelig meddelelse", "reply message" };
	if (l.len < 8 || l.len > 120)
		return false;
	if (!starts(l, "--") && !starts(l, "==") && !starts(l, "> --"))
		return false;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (has(l, words[i]))
			return true;
	return starts(l, "---- on ") && ends(l, " wrote ----");
}

static bool
is_forward_separator(struct line l)
{
	static const char *const words[] = { "forwarded message", "messaggio inoltrato", "weitergeleitete nachricht",
		"message transféré", "mensaje reenviado", "mensagem encaminhada", "doorgestuurd bericht", "begin forwarded" };
	if (l.len > 120 || (!starts(l, "--") && !starts(l, "begin forwarded message") && !starts(l, "==") &&
	    !starts(l, "inizio messaggio inoltrato") && !starts(l, "anfang der weitergeleiteten nachricht") &&
	    !starts(l, "début du message transféré") && !starts(l, "inicio del mensaje reenviado")))
		return false;
	if (!starts(l, "--") && !starts(l, "=="))
		return true;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (has(l, words[i]))
			return true;
	return false;
}

/* Which header of a mail a line of Outlook's block is, in its languages. */
enum field { FIELD_NONE, FIELD_FROM, FIELD_SENT, FIELD_TO, FIELD_SUBJECT };
static enum field
field_of(struct line l)
{
	static const struct { const char *name; enum field field; } names[] = {
		{ "from", FIELD_FROM }, { "da", FIELD_FROM }, { "von", FIELD_FROM }, { "de", FIELD_FROM }, { "van", FIELD_FROM },
		{ "från", FIELD_FROM }, { "fra", FIELD_FROM }, { "od", FIELD_FROM }, { "от", FIELD_FROM }, { "От", FIELD_FROM },
		{ "sent", FIELD_SENT }, { "date", FIELD_SENT }, { "inviato", FIELD_SENT }, { "data", FIELD_SENT },
		{ "gesendet", FIELD_SENT }, { "datum", FIELD_SENT }, { "envoyé", FIELD_SENT }, { "envoyé le", FIELD_SENT },
		{ "enviado", FIELD_SENT }, { "enviado el", FIELD_SENT }, { "enviada", FIELD_SENT }, { "enviado em", FIELD_SENT },
		{ "enviada em", FIELD_SENT }, { "fecha", FIELD_SENT }, { "verzonden", FIELD_SENT }, { "skickat", FIELD_SENT },
		{ "sendt", FIELD_SENT }, { "wysłano", FIELD_SENT }, { "Отправлено", FIELD_SENT },
		{ "to", FIELD_TO }, { "a", FIELD_TO }, { "an", FIELD_TO }, { "à", FIELD_TO }, { "À", FIELD_TO },
		{ "para", FIELD_TO }, { "aan", FIELD_TO }, { "till", FIELD_TO }, { "til", FIELD_TO }, { "do", FIELD_TO },
		{ "cc", FIELD_TO }, { "Кому", FIELD_TO },
		{ "subject", FIELD_SUBJECT }, { "oggetto", FIELD_SUBJECT }, { "betreff", FIELD_SUBJECT },
		{ "objet", FIELD_SUBJECT }, { "asunto", FIELD_SUBJECT }, { "assunto", FIELD_SUBJECT },
		{ "onderwerp", FIELD_SUBJECT }, { "ämne", FIELD_SUBJECT }, { "Ämne", FIELD_SUBJECT }, { "emne", FIELD_SUBJECT },
		{ "temat", FIELD_SUBJECT }, { "Тема", FIELD_SUBJECT },
	};
	const char *colon = memchr(l.s, ':', l.len < 24 ? l.len : 24);
	if (!colon)
		return FIELD_NONE;
	size_t len = (size_t)(colon - l.s);
	while (len && (l.s[len - 1] == ' ' || l.s[len - 1] == '*' || l.s[len - 1] == '_'))
		len--;
	if (len > 2 && !memcmp(l.s + len - 2, "\xc2\xa0", 2))
		len -= 2;		/* "De :" with a blank that does not break */
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strlen(names[i].name) == len && !strncasecmp(names[i].name, l.s, len))
			return names[i].field;
	return FIELD_NONE;
}

/* Outlook's block: From, Sent and Subject among the next lines, in any order.  (A journey "From: Milan, To:
 * Rome, Date: ..." has no subject.) */
static bool
is_header_block(const struct line *lines, size_t i, size_t n)
{
	unsigned seen = 0;
	if (!field_of(trimmed(lines[i])))
		return false;
	for (size_t k = i; k < n && k < i + 8 && !is_blank(lines[k]); k++)
		seen |= 1u << field_of(trimmed(lines[k]));
	unsigned wanted = 1u << FIELD_FROM | 1u << FIELD_SUBJECT;
	return (seen & wanted) == wanted && seen & (1u << FIELD_SENT | 1u << FIELD_TO);
}

/* A rule of dashes or underscores right above the headers of an old message belongs to them. */
static bool
is_rule_above(const struct line *lines, size_t i, size_t n)
{
	size_t rule = 0, next;
	for (size_t k = 0; k < lines[i].len; k++) {
		if (!strchr("-_= *", lines[i].s[k]))
			return false;
		rule += lines[i].s[k] != ' ';
	}
	next = rule >= 3 ? next_words(lines, i + 1, n) : n;
	return next < n && is_header_block(lines, next, n);
}

/* -- signatures --------------------------------------------------------------------------------------- */

/* Lines with words from i on until the end or until something quoted begins. */
static size_t
lines_left(const struct line *lines, size_t i, size_t n)
{
	size_t left = 0;
	for (; i < n && left < 30 && !is_quoted(lines[i]) && !is_header_block(lines, i, n) &&
	    !is_separator(trimmed(lines[i])) && !is_attribution(trimmed(lines[i])); i++)
		left += !is_blank(lines[i]);
	return left;
}

/* What telephones and programs add about themselves. */
static bool
is_advert(struct line l)
{
	static const char *const openings[] = { "sent from ", "sent via ", "sent with ", "get outlook for ", "inviato da ",
		"inviato dal ", "inviata da ", "ottieni outlook", "scarica outlook", "von meinem ", "gesendet von ",
		"gesendet mit ", "outlook für ", "holen sie sich outlook", "envoyé de ", "envoyé depuis ", "envoyé à partir ",
		"télécharger outlook", "obtenir outlook", "enviado desde ", "enviado de ", "enviado do ", "enviado a partir ",
		"obtener outlook", "verstuurd vanaf ", "verzonden vanaf ", "verzonden met ", "outlook voor ", "sendt fra ",
		"skickat från ", "wysłane z " };
	for (size_t k = 0; l.len <= 80 && k < sizeof openings / sizeof *openings; k++)
		if (starts(l, openings[k]))
			return true;
	return false;
}

/* Only what stands near the end is one: people use dashes between paragraphs, and "Inviato da voi il pacco"
 * may open a complaint. */
static bool
is_signature(const struct line *lines, size_t i, size_t n)
{
	struct line l = lines[i];
	if (l.len == 3 && !memcmp(l.s, "-- ", 3))
		return true;
	if (l.len == 2 && !memcmp(l.s, "--", 2))
		return lines_left(lines, i + 1, n) <= 15;
	size_t next = l.len >= 10 && *l.s == '_' && !trimmed(l).len ? next_words(lines, i + 1, n) : n;
	if (next < n && has(lines[next], "mailing list"))
		return true;
	if (!is_advert(trimmed(l)) || (i && !is_blank(lines[i - 1]) && !is_advert(trimmed(lines[i - 1]))))
		return false;
	return lines_left(lines, i + 1, n) <= 3;
}

/* -- spans ---------------------------------------------------------------------------------------------------- */

struct spans { struct quote_span *span; size_t n, space; };

static void
add_line(struct spans *out, struct arena *a, enum quote_kind kind, size_t start, size_t len)
{
	if (out->n && out->span[out->n - 1].kind == kind) {
		out->span[out->n - 1].len += len;
		out->span[out->n - 1].lines++;
		return;
	}
	*VEC_PUSH(a, out->span, out->n, out->space) = (struct quote_span){ kind, start, len, 1 };
}

/* What this line begins, given the lines around it; `joined` counts the lines of a broken attribution. */
static enum quote_kind
judge(const struct line *lines, size_t i, size_t n, enum quote_kind state, size_t *joined)
{
	struct line l = lines[i], t = trimmed(l);
	size_t count;
	*joined = 1;
	if (state == QUOTE_FORWARD || is_forward_separator(t))
		return QUOTE_FORWARD;
	if (is_quoted(l))
		return QUOTE_QUOTED;
	if (is_separator(t) || is_rule_above(lines, i, n) || is_header_block(lines, i, n))
		return QUOTE_ATTRIBUTION;
	if ((count = attribution_lines(lines, i, n))) {
		*joined = count;
		return QUOTE_ATTRIBUTION;
	}
	return state == QUOTE_SIGNATURE || is_signature(lines, i, n) ? QUOTE_SIGNATURE : QUOTE_BODY;
}

/* After Outlook's separator or header block everything is the old message; after "wrote:" only quoted lines,
 * or all of it when none of the rest is marked. */
static bool
rest_is_quoted(const struct line *lines, size_t i, size_t n, size_t joined)
{
	if (is_separator(trimmed(lines[i])) || is_rule_above(lines, i, n) || is_header_block(lines, i, n))
		return true;
	for (size_t k = i + joined; k < n && k < i + joined + 6; k++)
		if (is_quoted(lines[k]))
			return false;
	return true;
}

size_t
quote_split(const char *text, size_t len, struct arena *a, struct quote_span **out)
{
	struct line *lines = NULL;
	size_t n = 0, space = 0, *ends_at = NULL, ends_n = 0, ends_space = 0;
	struct spans spans = { NULL, 0, 0 };
	for (size_t at = 0; at < len;) {
		const char *nl = memchr(text + at, '\n', len - at);
		size_t end = nl ? (size_t)(nl - text) + 1 : len, body = nl ? end - 1 - at : end - at;
		if (body && text[at + body - 1] == '\r')
			body--;
		*VEC_PUSH(a, lines, n, space) = (struct line){ text + at, body };
		*VEC_PUSH(a, ends_at, ends_n, ends_space) = end;
		at = end;
	}
	enum quote_kind state = QUOTE_BODY;
	bool all_quoted = false, said_something = false;
	for (size_t i = 0, start = 0; i < n;) {
		size_t joined = 1;
		enum quote_kind kind = all_quoted ? QUOTE_QUOTED : judge(lines, i, n, state, &joined);
		if (!all_quoted && is_blank(lines[i]) && (state == QUOTE_QUOTED || state == QUOTE_ATTRIBUTION)) {
			size_t next = next_words(lines, i, n);

			if (next < n && is_quoted(lines[next]))
				kind = QUOTE_QUOTED;	/* blank lines inside a quote */
		}
		if (kind == QUOTE_ATTRIBUTION && rest_is_quoted(lines, i, n, joined)) {
			/* nothing of his own above it: an old message passed on, or the answer stands below */
			if (said_something)
				all_quoted = true;
			else if (is_header_block(lines, i, n) || is_rule_above(lines, i, n) || is_separator(trimmed(lines[i])))
				kind = QUOTE_FORWARD;
		}
		said_something = said_something || (kind == QUOTE_BODY && !is_blank(lines[i]));
		for (size_t k = 0; k < joined; k++, i++) {
			add_line(&spans, a, kind, start, ends_at[i] - start);
			start = ends_at[i];
		}
		state = kind;
	}
	*out = spans.span;
	return spans.n;
}

char *
quote_fresh(const char *text, struct arena *a)
{
	struct quote_span *spans;
	struct buf b = BUF_INIT;
	size_t n = quote_split(text, strlen(text), a, &spans);
	for (size_t i = 0; i < n; i++)
		if (spans[i].kind == QUOTE_BODY)
			buf_add(&b, text + spans[i].start, spans[i].len);
	char *s = str_trim(a, arena_strn(a, b.data, b.len));
	buf_free(&b);
	return s;
}

/* "On 2026-11-20 09:12 Ana wrote:" in the customer's language. */
static char *
attribution(const char *who, int64_t at, const char *language, struct arena *a)
{
	struct clock_local l;
	clock_to_local(at, &l);
	const char *iso = arena_printf(a, "%04d-%02d-%02d %02d:%02d", l.year, l.month, l.day, l.hour, l.minute);
	const char *dmy = arena_printf(a, "%02d/%02d/%04d %02d:%02d", l.day, l.month, l.year, l.hour, l.minute);
	if (str_eq(language, "it"))
		return arena_printf(a, "Il giorno %s %s ha scritto:", dmy, who);
	if (str_eq(language, "de"))
		return arena_printf(a, "Am %02d.%02d.%04d %02d:%02d schrieb %s:", l.day, l.month, l.year, l.hour, l.minute, who);
	if (str_eq(language, "fr"))
		return arena_printf(a, "Le %s, %s a écrit :", dmy, who);
	if (str_eq(language, "es"))
		return arena_printf(a, "El %s, %s escribió:", dmy, who);
	if (str_eq(language, "pt"))
		return arena_printf(a, "Em %s, %s escreveu:", dmy, who);
	if (str_eq(language, "nl"))
		return arena_printf(a, "Op %s schreef %s:", iso, who);
	return arena_printf(a, "On %s %s wrote:", iso, who);
}

/* One line as "> " lines of at most QUOTE_WIDTH columns, broken at blanks where there are any. */
static void
quote_line(struct buf *b, const char *p, size_t len)
{
	do {
		size_t n = utf8_fit(p, len, QUOTE_WIDTH, NULL), cut = n;
		if (n < len) {
			while (cut && p[cut] != ' ' && p[cut - 1] != ' ')
				cut--;
			if (!cut)	/* one long word, a link: stays whole */
				for (cut = n; cut < len && p[cut] != ' '; cut++)
					continue;
			n = cut;
		}
		while (cut && p[cut - 1] == ' ')
			cut--;
		buf_adds(b, cut ? "> " : ">");
		buf_add(b, p, cut);
		buf_addc(b, '\n');
		while (n < len && p[n] == ' ')
			n++;
		p += n;
		len -= n;
	} while (len);
}

char *
quote_for_reply(const char *text, const char *who, int64_t at, const char *language, struct arena *a)
{
	struct quote_span *spans;
	struct buf b = BUF_INIT;
	size_t n = quote_split(text, strlen(text), a, &spans);
	bool blank = true;		/* none at the beginning */
	buf_adds(&b, attribution(who, at, language, a));
	buf_addc(&b, '\n');
	for (size_t i = 0; i < n; i++) {
		if (spans[i].kind == QUOTE_SIGNATURE || spans[i].kind == QUOTE_ATTRIBUTION || spans[i].kind == QUOTE_QUOTED)
			continue;
		const char *p = text + spans[i].start, *end = p + spans[i].len;
		while (p < end) {
			const char *nl = memchr(p, '\n', (size_t)(end - p));
			size_t len = nl ? (size_t)(nl - p) : (size_t)(end - p);
			while (len && isspace((unsigned char)p[len - 1]))
				len--;
			if (len || !blank)
				quote_line(&b, p, len);
			blank = !len;
			p = nl ? nl + 1 : end;
		}
	}
	while (b.len > 3 && !strcmp(b.data + b.len - 2, ">\n"))
		buf_truncate(&b, b.len - 2);
	char *s = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return s;
}
