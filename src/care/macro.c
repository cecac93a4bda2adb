/* macro.c - what a macro's text may hold: variables, questions, days; and which of its texts is for whom. */
#include "care.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "clock.h"
#include "conf.h"
#include "str.h"
#include "utf8.h"

/* -- placeholders ------------------------------------------------------------------------------------------- */

/* The end of a placeholder that starts at s ('{'), or NULL if it is none; end: of the text. */
static const char *
placeholder_end(const char *s, const char *end)
{
	if (end - s < 3 || s[0] != '{' || !(isalpha((unsigned char)s[1]) || s[1] == '_'))
		return NULL;
	const char *p = s + 1;
	while (p < end && (isalnum((unsigned char)*p) || strchr("_.+-", *p)))
		p++;
	if (p < end && *p == '}')
		return p;
	if (p >= end || (*p != '|' && *p != ':'))
		return NULL;
	while (p < end && *p != '}' && *p != '\n')
		p++;
	return p < end && *p == '}' ? p : NULL;
}

bool
care_gap_find(const char *text, size_t len, size_t from, size_t *start, size_t *end)
{
	for (const char *p = text + from; from <= len && (p = memchr(p, '{', (size_t)(text + len - p))); p++) {
		const char *last = placeholder_end(p, text + len);
		if (!last)
			continue;
		*start = (size_t)(p - text);
		*end = (size_t)(last + 1 - text);
		return true;
	}
	return false;
}

bool
care_has_placeholder(const char *text, const char **where)
{
	size_t start, end;
	if (!text || !care_gap_find(text, strlen(text), 0, &start, &end))
		return false;
	if (where)
		*where = text + start;
	return true;
}

const char *
care_open_question(const char *text)
{
	size_t start, end, len = text ? strlen(text) : 0;
	for (size_t at = 0; text && care_gap_find(text, len, at, &start, &end); at = end)
		if (str_starts(text + start, "{ask:"))
			return text + start;
	return NULL;
}

/* -- variables ------------------------------------------------------------------------------------------------ */

/* Of "name|fallback" the name is cut off; the fallback, or NULL. */
static char *
cut(char *inner)
{
	char *bar = strchr(inner, '|');
	if (bar)
		*bar++ = '\0';
	return bar;
}

static bool
listed(char *const *list, size_t n, const char *s)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(list[i], s))
			return true;
	return false;
}

/* What a customer is called, or wrote, holds no place to be filled in. */
static const char *
inert(const char *value, struct arena *a)
{
	if (!care_has_placeholder(value, NULL))
		return value;
	char *copy = arena_str(a, value);
	for (char *c = copy; *c; c++)
		*c = *c == '{' ? '(' : *c == '}' ? ')' : *c;
	return copy;
}

char *
care_expand(const char *text, care_lookup *lookup, void *ctx, struct arena *a, char ***open)
{
	struct buf b = BUF_INIT;
	char **list = NULL;
	size_t n = 0, space = 0;
	const char *stop = strchr(text, '\0');
	for (const char *p = text; *p; p++) {
		const char *end;
		if (p[0] == '{' && p[1] == '{') {
			buf_addc(&b, '{');
			p++;
			continue;
		}
		if (!(end = placeholder_end(p, stop))) {
			buf_addc(&b, *p);
			continue;
		}
		char *inside = arena_strn(a, p + 1, (size_t)(end - p - 1)), *name = arena_str(a, inside), *fallback = cut(name);
		const char *value = str_starts(inside, "ask:") ? NULL : inert(lookup(ctx, name), a);
		if (str_empty(value) && fallback && !str_starts(inside, "ask:"))
			value = fallback;
		/* "Dear {name|}," where there is no name: the blank before it goes, too */
		bool blank = value && !*value && b.len && b.data[b.len - 1] == ' ';
		if (blank && (!end[1] || strchr(" \n,.;:!?)", end[1])))
			buf_truncate(&b, b.len - 1);
		if (value) {
			buf_adds(&b, value);
		} else {
			buf_add(&b, p, (size_t)(end - p + 1));
			if (!listed(list, n, inside))
				*VEC_PUSH(a, list, n, space) = inside;
		}
		p = end;
	}
	*VEC_PUSH(a, list, n, space) = NULL;
	*open = list;
	char *s = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return s;
}

char **
care_variables(const char *text, struct arena *a)
{
	char **list = NULL;
	size_t n = 0, space = 0, start, end, len = strlen(text);
	for (size_t at = 0; care_gap_find(text, len, at, &start, &end); at = end) {
		char *name = arena_strn(a, text + start + 1, end - start - 2);
		(void)cut(name);
		if ((!start || text[start - 1] != '{') && !str_starts(name, "ask:") && !listed(list, n, name))
			*VEC_PUSH(a, list, n, space) = name;
	}
	*VEC_PUSH(a, list, n, space) = NULL;
	return list;
}

static const char *const variables[] = { "customer.name", "customer.first_name", "customer.signs", "customer.form",
	"customer.language", "customer.manager", "case.number", "case.subject", "case.channel_before", "agent.name",
	"agent.first_name", "greeting", "now", "today", "tomorrow" };

bool
care_variable_known(const char *name)
{
	for (size_t i = 0; i < sizeof variables / sizeof *variables; i++)
		if (str_eq(variables[i], name))
			return true;
	return care_day(name, MS_DAY) != 0;
}

const char *
care_variable_near(const char *name)
{
	return str_nearest(name, variables, sizeof variables / sizeof *variables);
}

/* -- gaps ------------------------------------------------------------------------------------------------------- */

void
care_gap_read(const char *inside, struct arena *a, struct care_gap *out)
{
	char *question = arena_str(a, inside), *mark;
	struct care_gap g = { .inside = inside, .asks = str_starts(inside, "ask:") };
	g.proposal = cut(question);
	if (g.asks)
		question += strlen("ask:");
	if (g.asks && (mark = strrchr(question, '?')) && strchr(mark, '/')) {
		size_t n;
		g.choices = str_split(a, mark + 1, "/", &n);
		mark[1] = '\0';
		g.choices = n > 1 ? g.choices : NULL;
	}
	g.question = str_trim(a, question);
	if (!g.proposal && g.choices)
		g.proposal = g.choices[0];
	*out = g;
}

bool
care_gap_next(const char *text, size_t from, struct arena *a, struct care_gap *out)
{
	size_t start, end;
	if (!care_gap_find(text, strlen(text), from, &start, &end))
		return false;
	care_gap_read(arena_strn(a, text + start + 1, end - start - 2), a, out);
	out->start = start;
	out->len = end - start;
	return true;
}

char *
care_gap_fill(const char *text, const char *question, const char *answer, struct arena *a)
{
	struct buf b = BUF_INIT;
	struct care_gap g;
	size_t at = 0;
	for (size_t from = 0; care_gap_next(text, from, a, &g); from = g.start + g.len) {
		if (!str_eq(g.question, question))
			continue;
		buf_add(&b, text + at, g.start - at);
		buf_adds(&b, answer);
		at = g.start + g.len;
	}
	buf_adds(&b, text + at);
	char *s = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return s;
}

/* -- macros that a text names ----------------------------------------------------------------------------------------- */

bool
care_snippet_find(const char *text, size_t from, size_t *at)
{
	for (const char *p = text + from; (p = strstr(p, "::")) != NULL; p += 2)
		if (p == text || strchr(" \t\n(\"'", p[-1])) {
			*at = (size_t)(p - text);
			return true;
		}
	return false;
}

const struct conf_macro *
care_snippet_macro(const struct conf *conf, const char *text, size_t at, size_t *end)
{
	size_t n, longest = 0;
	const struct conf_macro *list = conf_macros(conf, &n), *found = NULL;
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(list[i].name);
		const char *after = text + at + 2 + len;
		if (len <= longest || strncmp(text + at + 2, list[i].name, len) || isalnum((unsigned char)*after) ||
		    strchr("_-", *after ? *after : ' ') || (unsigned char)*after >= 0x80)
			continue;
		longest = len;
		found = &list[i];
	}
	*end = at + 2 + longest;
	return found;
}

/* -- which text ---------------------------------------------------------------------------------------------------- */

/* "it" of "it-IT" too. */
static bool
same_language(const char *ours, const char *theirs)
{
	return ours && theirs && !strncmp(ours, theirs, 2);
}

/* The best text for a language (NULL = those for none), a form and a length; where the form is not known the formal
 * one is right, and what fits in form counts more than what fits in length. */
static const struct conf_text *
best(const struct conf_macro *m, const char *language, bool any, const struct care_wish *w)
{
	const struct conf_text *found = NULL;
	int most = -1;
	for (size_t i = 0; i < m->text_count; i++) {
		const struct conf_text *t = &m->texts[i];
		if (w->only_brief && !t->brief)
			continue;
		if (!any && (language ? !same_language(t->language, language) : t->language != NULL))
			continue;
		bool form = str_eq(t->form, str_empty(w->form) ? "formal" : w->form);
		int points = (!t->form ? 4 : form ? 6 : 0) + (t->brief == w->brief);
		if (points > most) {
			most = points;
			found = t;
		}
	}
	return found;
}

const struct conf_text *
care_text_choose(const struct conf_macro *m, const struct care_wish *w, const char *const *home, bool *missed)
{
	const struct conf_text *t = w->language ? best(m, w->language, false, w) : NULL;
	bool languages = false;
	for (size_t i = 0; i < m->text_count; i++)
		languages |= m->texts[i].language != NULL;
	*missed = !t && w->language && languages;
	if (!t)
		t = best(m, NULL, false, w);
	for (; !t && home && *home; home++)
		t = best(m, *home, false, w);
	return t ? t : best(m, NULL, true, w);
}

/* -- days and hours ---------------------------------------------------------------------------------------------------- */

int64_t
care_day(const char *name, int64_t now)
{
	struct clock_local t;
	char *end;
	bool today = str_starts(name, "today"), tomorrow = str_starts(name, "tomorrow");
	const char *rest = name + (today ? strlen("today") : strlen("tomorrow"));
	long days = tomorrow;
	if (!today && !tomorrow)
		return 0;
	if (*rest) {
		if (*rest != '+' || !isdigit((unsigned char)rest[1]))
			return 0;
		long n = strtol(rest + 1, &end, 10);
		if (n > 3660 || (*end && (end[1] || (*end != 'd' && *end != 'w'))))
			return 0;
		days += *end == 'w' ? 7 * n : n;
	}
	clock_to_local(now, &t);
	t.day += (int)days;
	t.hour = 12;
	t.minute = t.second = 0;
	return clock_from_local(&t);
}

/* The months of the languages that have words here; what stands between day, month and year. */
static const struct { const char *language, *before, *after, *months; } calendars[] = {
	{ "en", " ", " ", "January February March April May June July August September October November December" },
	{ "it", " ", " ", "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre" },
	{ "de", ". ", " ", "Januar Februar März April Mai Juni Juli August September Oktober November Dezember" },
	{ "fr", " ", " ", "janvier février mars avril mai juin juillet août septembre octobre novembre décembre" },
	{ "es", " de ", " de ", "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre" },
	{ "pt", " de ", " de ", "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro" },
	{ "nl", " ", " ", "januari februari maart april mei juni juli augustus september oktober november december" },
};

char *
care_day_words(int64_t at, const char *language, struct arena *a)
{
	struct clock_local t;
	clock_to_local(at, &t);
	for (size_t i = 0; i < sizeof calendars / sizeof *calendars; i++) {
		if (same_language(calendars[i].language, language))
			return arena_printf(a, "%d%s%s%s%d", t.day, calendars[i].before,
				str_split(a, calendars[i].months, " ", NULL)[t.month - 1], calendars[i].after, t.year);
	}
	return arena_printf(a, "%04d-%02d-%02d", t.year, t.month, t.day);
}

const char *
care_greeting(int64_t now, const char *language)
{
	/* morning, afternoon, evening; Italians change once a day */
	static const struct { const char *language, *words[3]; } greetings[] = {
		{ "en", { "Good morning", "Good afternoon", "Good evening" } },
		{ "it", { "Buongiorno", "Buongiorno", "Buonasera" } },
		{ "de", { "Guten Morgen", "Guten Tag", "Guten Abend" } },
		{ "fr", { "Bonjour", "Bonjour", "Bonsoir" } },
		{ "es", { "Buenos días", "Buenas tardes", "Buenas noches" } },
		{ "pt", { "Bom dia", "Boa tarde", "Boa noite" } },
		{ "nl", { "Goedemorgen", "Goedemiddag", "Goedenavond" } },
	};
	struct clock_local t;
	clock_to_local(now, &t);
	int part = t.hour >= 4 && t.hour < 12 ? 0 : t.hour >= 12 && t.hour < 17 ? 1 : 2;
	for (size_t i = 0; i < sizeof greetings / sizeof *greetings; i++)
		if (same_language(greetings[i].language, language))
			return greetings[i].words[part];
	return greetings[0].words[part];
}
