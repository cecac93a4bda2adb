/* quote.c - what of a mail was written now, and what it quotes.  Line by line, linear in the text. */
#include "care.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "buf.h"
#include "clock.h"
#include "i18n.h"
#include "str.h"
#include "utf8.h"

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

static bool
is_quoted(struct line l)
{
	size_t i = 0;
	while (i < l.len && i < 3 && l.s[i] == ' ')
		i++;
	return i < l.len && (l.s[i] == '>' || (l.s[i] == '|' && i + 1 < l.len && l.s[i + 1] == ' '));
}

/* "On ... wrote:", "Il giorno ... ha scritto:" and their like; the verb at the end, the opening at the start. */
static const struct { const char *opening, *ending; } attributions[] = {
	{ "on ", "wrote:" }, { "on ", "writes:" }, { "le ", "a écrit :" }, { "le ", "a écrit:" }, { "am ", "schrieb:" },
	{ "am ", "geschrieben:" }, { "il ", "ha scritto:" }, { "il giorno ", "ha scritto:" }, { "in data ", "ha scritto:" },
	{ "el ", "escribió:" }, { "em ", "escreveu:" }, { "op ", "schreef:" }, { "den ", "skrev:" }, { "", "schrieb am" },
	{ "", "<> wrote:" },
};

static bool
is_attribution(struct line l)
{
	if (l.len < 8 || l.len > 400)
		return false;
	for (size_t i = 0; i < sizeof attributions / sizeof *attributions; i++)
		if (*attributions[i].opening && starts(l, attributions[i].opening) && ends(l, attributions[i].ending))
			return true;
	bool dated = false;
	for (size_t i = 0; i < l.len; i++)
		dated |= isdigit((unsigned char)l.s[i]) != 0;
	return (dated || has(l, "@") || has(l, "<")) && l.len < 200 && (ends(l, " wrote:") || ends(l, " ha scritto:") ||
		ends(l, " schrieb:") || ends(l, " a écrit :") || ends(l, " escribió:") || ends(l, " writes:"));
}

static bool
may_open_attribution(struct line l)
{
	for (size_t i = 0; i < sizeof attributions / sizeof *attributions; i++)
		if (*attributions[i].opening && starts(l, attributions[i].opening))
			return l.len < 120;
	return false;
}

static bool
is_separator(struct line l)
{
	static const char *const words[] = { "original message", "messaggio originale", "ursprüngliche nachricht",
		"message d'origine", "mensaje original", "mensagem original", "oorspronkelijk bericht", "original-nachricht",
		"original appointment" };
	if (l.len < 8 || l.len > 120)
		return false;
	if (!starts(l, "--") && !starts(l, "__") && !starts(l, "=="))
		return false;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (has(l, words[i]))
			return true;
	/* Outlook's bare rule of underscores */
	size_t rule = 0;
	while (rule < l.len && l.s[rule] == '_')
		rule++;
	return rule == l.len && rule >= 20;
}

static bool
is_forward_separator(struct line l)
{
	return l.len < 120 && starts(l, "--") && (has(l, "forwarded message") || has(l, "messaggio inoltrato") ||
		has(l, "weitergeleitete nachricht") || has(l, "message transféré") || has(l, "mensaje reenviado"));
}

static bool
header_field(struct line l, const char *const *names)
{
	for (; *names; names++)
		if (starts(l, *names))
			return true;
	return false;
}

/* Outlook's block: a From line with a Sent/Date line among the next three. */
static bool
is_header_block(const struct line *lines, size_t i, size_t n)
{
	static const char *const from[] = { "from:", "da:", "von:", "de :", "de:", "van:", NULL };
	static const char *const sent[] = { "sent:", "date:", "inviato:", "data:", "gesendet:", "datum:", "envoyé", "enviado",
		"fecha:", "verzonden:", NULL };
	if (!header_field(trimmed(lines[i]), from))
		return false;
	for (size_t k = i + 1; k < n && k <= i + 3; k++)
		if (header_field(trimmed(lines[k]), sent))
			return true;
	return false;
}

static bool
is_signature(struct line l)
{
	static const char *const mobile[] = { "sent from my ", "inviato da ", "von meinem ", "envoyé de mon ",
		"enviado desde mi ", "get outlook for ", "verstuurd vanaf ", "sent from outlook", "inviato dal mio " };
	if ((l.len == 2 && !memcmp(l.s, "--", 2)) || (l.len == 3 && !memcmp(l.s, "-- ", 3)))
		return true;
	if (l.len > 80)
		return false;
	for (size_t i = 0; i < sizeof mobile / sizeof *mobile; i++)
		if (starts(l, mobile[i]))
			return true;
	return false;
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
	*joined = 1;
	if (state == QUOTE_FORWARD)
		return QUOTE_FORWARD;
	if (is_forward_separator(t))
		return QUOTE_FORWARD;
	if (is_quoted(l))
		return QUOTE_QUOTED;
	if (state == QUOTE_SIGNATURE)
		return is_separator(t) || is_header_block(lines, i, n) ? QUOTE_ATTRIBUTION : QUOTE_SIGNATURE;
	if (is_separator(t) || is_header_block(lines, i, n) || is_attribution(t))
		return QUOTE_ATTRIBUTION;
	if (may_open_attribution(t)) {
		char two[1024];
		size_t len = 0;
		for (size_t k = i; k < n && k < i + 3 && len + lines[k].len + 2 < sizeof two; k++) {
			struct line part = trimmed(lines[k]);
			if (!part.len)
				break;
			if (len)
				two[len++] = ' ';
			memcpy(two + len, part.s, part.len);
			len += part.len;
			if (k > i && is_attribution((struct line){ two, len })) {
				*joined = k - i + 1;
				return QUOTE_ATTRIBUTION;
			}
		}
	}
	return is_signature(l) ? QUOTE_SIGNATURE : QUOTE_BODY;
}

/* After Outlook's separator or header block everything is the old message; after "wrote:" only quoted lines,
 * or all of it when none of the rest is marked. */
static bool
rest_is_quoted(const struct line *lines, size_t i, size_t n, size_t joined)
{
	struct line t = trimmed(lines[i]);
	if (is_separator(t) || is_header_block(lines, i, n))
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
	bool all_quoted = false;
	for (size_t i = 0, start = 0; i < n;) {
		size_t joined = 1;
		enum quote_kind kind = all_quoted ? QUOTE_QUOTED : judge(lines, i, n, state, &joined);
		if (!trimmed(lines[i]).len && !all_quoted && state == QUOTE_QUOTED && i + 1 < n && is_quoted(lines[i + 1]))
			kind = QUOTE_QUOTED;	/* a blank line inside a quote */
		if (kind == QUOTE_ATTRIBUTION)
			all_quoted = rest_is_quoted(lines, i, n, joined);
		for (size_t k = 0; k < joined; k++, i++) {
			add_line(&spans, a, kind, start, ends_at[i] - start);
			start = ends_at[i];
		}
		state = kind == QUOTE_SIGNATURE || kind == QUOTE_FORWARD || kind == QUOTE_QUOTED ? kind : QUOTE_BODY;
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

/* "On 2026-11-20 at 09:12, Ana wrote:" in the customer's language. */
static char *
attribution(const char *who, int64_t at, const char *language, struct arena *a)
{
	struct clock_local l;
	char when[32];
	clock_to_local(at, &l);
	if (str_eq(language, "it")) {
		snprintf(when, sizeof when, "%02d/%02d/%04d %02d:%02d", l.day, l.month, l.year, l.hour, l.minute);
		return arena_printf(a, "Il giorno %s %s ha scritto:", when, who);
	}
	snprintf(when, sizeof when, "%04d-%02d-%02d %02d:%02d", l.year, l.month, l.day, l.hour, l.minute);
	if (str_eq(language, "de"))
		return arena_printf(a, "Am %s schrieb %s:", when, who);
	return arena_printf(a, "On %s %s wrote:", when, who);
}

char *
quote_for_reply(const char *text, const char *who, int64_t at, const char *language, struct arena *a)
{
	struct quote_span *spans;
	struct buf b = BUF_INIT;
	size_t n = quote_split(text, strlen(text), a, &spans);
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
			buf_adds(&b, len ? "> " : ">");
			buf_add(&b, p, len);
			buf_addc(&b, '\n');
			p = nl ? nl + 1 : end;
		}
	}
	while (b.len > 3 && !strcmp(b.data + b.len - 2, ">\n"))
		buf_truncate(&b, b.len - 2);
	char *s = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return s;
}
