/* query_lex.c - words of the query language into tokens, and the values of terms. */
#include "query_internal.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "care.h"
#include "clock.h"
#include "i18n.h"
#include "mood.h"
#include "kpi.h"
#include "str.h"

int
query_fail(int column, struct error *err, const char *fmt, ...)
{
	struct buf b = BUF_INIT;
	va_list ap;
	va_start(ap, fmt);
	buf_vaddf(&b, fmt, ap);
	va_end(ap);
	error_set(err, ERR_USAGE, _("column %d: %s"), column, b.data);
	buf_free(&b);
	return -1;
}

static void
advance(struct query_lexer *l)
{
	if (((unsigned char)*l->p & 0xc0) != 0x80)
		l->column++;
	l->p++;
}

/* The value at l->p: quoted or up to a blank or parenthesis. */
static int
read_value(struct query_lexer *l, struct token *t, struct error *err)
{
	struct buf b = BUF_INIT;
	int start = l->column;
	if (*l->p == '"') {
		t->quoted = true;
		advance(l);
		while (*l->p && *l->p != '"') {
			if (*l->p == '\\' && (l->p[1] == '"' || l->p[1] == '\\'))
				advance(l);
			buf_addc(&b, *l->p);
			advance(l);
		}
		if (!*l->p) {
			buf_free(&b);
			return query_fail(start, err, _("the quote is never closed"));
		}
		advance(l);
		if (*l->p == '*') {
			t->star = true;
			advance(l);
		}
	} else {
		while (*l->p && !isspace((unsigned char)*l->p) && *l->p != '(' && *l->p != ')' && *l->p != '"') {
			buf_addc(&b, *l->p);
			advance(l);
		}
		if (b.len > 1 && b.data[b.len - 1] == '*') {
			buf_truncate(&b, b.len - 1);
			t->star = true;
		}
	}
	t->text = arena_strn(l->a, b.data, b.len);
	buf_free(&b);
	return 0;
}

static bool
word_is(const char *p, const char *word)
{
	size_t n = strlen(word);
	return str_istarts(p, word) && (!p[n] || isspace((unsigned char)p[n]) || p[n] == '(' || p[n] == ')');
}

static int
simple(struct query_lexer *l, struct token *t, enum token_kind kind, int length)
{
	t->kind = kind;
	while (length-- > 0)
		advance(l);
	t->end = (size_t)(l->p - l->source);
	return 0;
}

int
query_token(struct query_lexer *l, struct token *t, struct error *err)
{
	while (isspace((unsigned char)*l->p))
		advance(l);
	*t = (struct token){ .kind = TOKEN_END, .column = l->column, .end = (size_t)(l->p - l->source) };
	if (!*l->p)
		return 0;
	if (*l->p == '(')
		return simple(l, t, TOKEN_OPEN, 1);
	if (*l->p == ')')
		return simple(l, t, TOKEN_CLOSE, 1);
	if (word_is(l->p, "and"))
		return simple(l, t, TOKEN_AND, 3);
	if (word_is(l->p, "or"))
		return simple(l, t, TOKEN_OR, 2);
	if (word_is(l->p, "not"))
		return simple(l, t, TOKEN_NOT, 3);
	if (*l->p == '-' && l->p[1] && !isspace((unsigned char)l->p[1]))
		return simple(l, t, TOKEN_NOT, 1);
	t->kind = TOKEN_TERM;
	size_t n = 0;
	while (isalpha((unsigned char)l->p[n]) || l->p[n] == '_')
		n++;
	if (n && l->p[n] == ':' && l->p[n + 1] != '/') {
		t->field = str_lower(l->a, arena_strn(l->a, l->p, n));
		while (n-- + 1)
			advance(l);
	}
	if (read_value(l, t, err) < 0)
		return -1;
	t->end = (size_t)(l->p - l->source);
	if (t->field && !*t->text && !t->quoted)
		return query_fail(t->column, err, _("'%s:' needs a value"), t->field);
	return 0;
}

/* -- values ------------------------------------------------------------------------------------------------ */

static const char *
comparison(const char *s, enum query_cmp *cmp)
{
	*cmp = QUERY_EQ;
	if (*s == '>' || *s == '<') {
		bool equal = s[1] == '=';
		*cmp = *s == '>' ? equal ? QUERY_GE : QUERY_GT : equal ? QUERY_LE : QUERY_LT;
		s += equal ? 2 : 1;
	}
	return s;
}

/* Start of a local day, moved by days. */
static int64_t
day_start(int64_t at, int days)
{
	struct clock_local l;
	clock_to_local(at, &l);
	l.day += days;
	l.hour = l.minute = l.second = 0;
	return clock_from_local(&l);
}

static int64_t
month_start(int64_t at, int month, int year_back)
{
	struct clock_local l;
	clock_to_local(at, &l);
	l.year -= year_back;
	l = (struct clock_local){ .year = l.year, .month = month, .day = 1 };
	return clock_from_local(&l);
}

static int
month_named(const char *s)
{
	static const char *const months[] = { "january", "february", "march", "april", "may", "june", "july", "august",
		"september", "october", "november", "december" };
	for (int i = 0; i < 12; i++)
		if (strlen(s) >= 3 && str_istarts(months[i], s))
			return i + 1;
	return 0;
}

static bool
span_unit(const char *unit, int64_t n, int64_t now, int64_t *from, int64_t *to)
{
	static const struct { const char *name; int64_t ms; } units[] = { { "min", MS_MINUTE }, { "m", MS_MINUTE },
		{ "h", MS_HOUR }, { "hours", MS_HOUR }, { "d", MS_DAY }, { "day", MS_DAY }, { "days", MS_DAY },
		{ "w", 7 * MS_DAY }, { "week", 7 * MS_DAY }, { "weeks", 7 * MS_DAY }, { "M", 30 * MS_DAY },
		{ "months", 30 * MS_DAY }, { "month", 30 * MS_DAY }, { "y", 365 * MS_DAY }, { "year", 365 * MS_DAY },
		{ "years", 365 * MS_DAY } };
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (str_eq(units[i].name, unit)) {
			*from = now - n * units[i].ms;
			*to = *from + (units[i].ms >= MS_DAY ? MS_DAY : units[i].ms);
			if (units[i].ms >= MS_DAY) {
				*from = day_start(*from, 0);
				*to = day_start(*from, 1);
			}
			return true;
		}
	return false;
}

/* One moment in words: the span of time [from, to) that it names. */
static bool
read_moment(const char *s, int64_t now, int64_t *from, int64_t *to)
{
	int y, m, d, used = 0, month;
	char *end;
	if (str_ieq(s, "today"))
		return *from = day_start(now, 0), *to = day_start(now, 1), true;
	if (str_ieq(s, "yesterday"))
		return *from = day_start(now, -1), *to = day_start(now, 0), true;
	if (str_ieq(s, "now"))
		return *from = now, *to = now + 1, true;
	if (str_ieq(s, "this_week") || str_ieq(s, "last_week")) {
		struct clock_local l;
		clock_to_local(now, &l);
		int back = (l.weekday + 6) % 7 + (str_ieq(s, "last_week") ? 7 : 0);
		return *from = day_start(now, -back), *to = day_start(now, 7 - back), true;
	}
	if ((month = month_named(s)) != 0) {
		*from = month_start(now, month, 0);
		*from = *from > now ? month_start(now, month, 1) : *from;
		struct clock_local l;
		clock_to_local(*from, &l);
		l.month++;
		return *to = clock_from_local(&l), true;
	}
	if (sscanf(s, "%4d-%2d-%2d%n", &y, &m, &d, &used) == 3 && used >= 8 && !s[used] && m >= 1 && m <= 12 && d >= 1 &&
	    d <= 31) {
		struct clock_local l = { .year = y, .month = m, .day = d };
		*from = clock_from_local(&l);
		return *to = day_start(*from, 1), true;
	}
	if (sscanf(s, "%4d-%2d%n", &y, &m, &used) == 2 && used == 7 && !s[used] && m >= 1 && m <= 12) {
		struct clock_local l = { .year = y, .month = m, .day = 1 };
		*from = clock_from_local(&l);
		l.month++;
		return *to = clock_from_local(&l), true;
	}
	if (strlen(s) == 4 && (y = (int)strtol(s, &end, 10)) > 1900 && !*end) {
		struct clock_local l = { .year = y, .month = 1, .day = 1 };
		*from = clock_from_local(&l);
		l.year++;
		return *to = clock_from_local(&l), true;
	}
	if (s[0] == '@') {
		int64_t sec = strtoll(s + 1, &end, 10);
		if (end == s + 1 || *end || sec < 0 || sec > 253402300799)	/* the year 9999 */
			return false;
		return *from = sec * 1000, *to = *from + 1000, true;
	}
	if (clock_parse_rfc3339(s, from))
		return *to = *from + 1000, true;
	if (isdigit((unsigned char)*s)) {
		long n = strtol(s, &end, 10);
		return n >= 0 && n < 100000 && span_unit(end, n, now, from, to);
	}
	return false;
}

static int
read_range(const struct query_context *ctx, const struct token *t, struct query *q, struct arena *a,
	struct error *err)
{
	const char *dots = strstr(t->text, ".."), *text = comparison(t->text, &q->cmp);
	int64_t from, to;
	const char *bad = text;
	if (!dots && q->cmp != QUERY_EQ) {
		if (!read_moment(text, ctx->now, &from, &to))
			goto fail;
		bool after = q->cmp == QUERY_GT || q->cmp == QUERY_GE;
		/* date:>7d: older things are earlier, so more than seven days ago */
		bool span = isdigit((unsigned char)*text) && !strchr(text, '-');
		after = span ? !after : after;
		q->from_at = after ? from : 0;
		q->to_at = after ? 0 : from;
		q->cmp = QUERY_EQ;
		return 0;
	}
	q->cmp = QUERY_EQ;
	if (!dots) {
		if (!read_moment(t->text, ctx->now, &from, &to))
			goto fail;
		q->from_at = from;
		q->to_at = to;
		return 0;
	}
	char *left = arena_strn(a, t->text, (size_t)(dots - t->text));
	const char *right = dots + 2;
	if (*left) {
		if (!read_moment(bad = left, ctx->now, &from, &to))
			goto fail;
		q->from_at = from;
	}
	if (*right && !str_eq(right, "!")) {
		if (!read_moment(bad = right, ctx->now, &from, &to))
			goto fail;
		q->to_at = to;
	} else if (str_eq(right, "!")) {
		q->to_at = q->from_at + MS_DAY;
	}
	return 0;
fail:
	return query_fail(t->column, err, _("'%s' is no time: try today, yesterday, 7d.., 2026-11-01..2026-11-15, november"),
		bad);
}

static int
read_span(const struct token *t, struct query *q, struct error *err)
{
	const char *s = comparison(t->text, &q->cmp);
	bool minus = *s == '-';
	struct error why = ERROR_INIT;
	if (str_eq(s, "0"))
		q->span_ms = 0;
	else if (care_span(s + minus, &q->span_ms, &why) < 0)
		return query_fail(t->column, err, _("'%s' is no span: try >4h, <30m, >2d"), t->text);
	if (minus)
		q->span_ms = -q->span_ms;
	if (q->cmp == QUERY_EQ)
		q->cmp = QUERY_GE;
	return 0;
}

/* "angry", "<-30". */
static int
read_mood(const struct token *t, struct query *q, struct error *err)
{
	static const struct { const char *name; enum query_cmp cmp; int mood; } named[] = { { "angry", QUERY_LE, MOOD_ANGRY },
		{ "unhappy", QUERY_LE, MOOD_UNHAPPY }, { "content", QUERY_GE, MOOD_CONTENT }, { "happy", QUERY_GE, MOOD_HAPPY } };
	for (size_t i = 0; i < sizeof named / sizeof *named; i++)
		if (str_ieq(named[i].name, t->text)) {
			q->cmp = named[i].cmp;
			q->number = named[i].mood;
			return 0;
		}
	const char *s = comparison(t->text, &q->cmp);
	if (str_to_int64(*s == '+' ? s + 1 : s, &q->number) < 0 || q->number < MOOD_MIN || q->number > MOOD_MAX)
		return query_fail(t->column, err, _("'%s' is no mood: try <-30, >=20, angry, unhappy, content, happy"), t->text);
	return 0;
}

/* ">10000", "<=2k", "3M". */
static int
read_number(const struct token *t, struct query *q, struct error *err)
{
	if (q->field == QUERY_MOOD)
		return read_mood(t, q, err);
	const char *s = comparison(t->text, &q->cmp);
	char *end;
	long n = isdigit((unsigned char)*s) ? strtol(s, &end, 10) : -1;
	int64_t times = n < 0 || !*end ? 1 : *end == 'k' || *end == 'K' ? 1000 : *end == 'M' || *end == 'm' ? 1000000 : 0;
	if (n < 0 || n > 1000000000000 || !times || (*end && end[1]))
		return query_fail(t->column, err, _("'%s' is no number: try >10000, >10k, <500"), t->text);
	q->number = n * times;
	return 0;
}

static int
check_enum(const struct token *t, struct query *q, struct error *err)
{
	const char *s = q->field == QUERY_PRIORITY ? comparison(t->text, &q->cmp) : t->text;
	const char *list = query_fields[q->field].help, *colon = strchr(list, ';');
	size_t n = strlen(s), end = colon ? (size_t)(colon - list) : strlen(list);
	q->text = s;
	for (const char *p = list; p < list + end;) {
		size_t len = strcspn(p, " ;");
		if (len == n && !strncasecmp(p, s, n))
			return 0;
		p += len + (*(p + len) == ' ');
		if (*p == ';')
			break;
	}
	return query_fail(t->column, err, _("'%s:' knows: %.*s"), query_fields[q->field].name, (int)end, list);
}

int
query_term(const struct query_context *ctx, const struct token *t, struct query *q, struct arena *a,
	struct error *err)
{
	q->text = t->text;
	q->phrase = t->quoted;
	q->prefix = t->star;
	switch (query_fields[q->field].value) {
	case QV_TIME: return read_range(ctx, t, q, a, err);
	case QV_SPAN: return read_span(t, q, err);
	case QV_ENUM: return check_enum(t, q, err);
	case QV_CASE: {
		const char *s = *t->text == '#' ? t->text + 1 : t->text;
		int64_t n;
		if (str_starts(s, "u:") ? strlen(s) < 4 : str_to_int64(s, &n) < 0)
			return query_fail(t->column, err, _("'%s' is no case: say a number, or u: and the beginning of its uid"),
				t->text);
		q->text = s;
		return 0;
	}
	case QV_NUMBER: return read_number(t, q, err);
	case QV_TEXT: {
		struct error why = ERROR_INIT;
		struct kpi_term term;
		if (q->field == QUERY_KPI && kpi_term(q->text, a, &term, &why) < 0)
			return query_fail(t->column, err, "%s", why.text);
		return 0;
	}
	}
	return 0;
}
