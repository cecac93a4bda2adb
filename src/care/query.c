/* query.c - the query language: tokens into a tree, and back. */
#include "query_internal.h"

#include <string.h>

#include "buf.h"
#include "i18n.h"
#include "str.h"
#include "utf8.h"

/* More terms than anybody writes and SQLite takes in one statement; more words than are a phrase. */
enum { DEPTH_MAX = 200, TERMS_MAX = 200, VALUE_MAX = 4000, PHRASE_MAX = 64 };

const struct query_field_info query_fields[QUERY_FIELD_COUNT] = {
#define X(id, name, msg, kind, help) [QUERY_##id] = { name, msg, QV_##kind, help },
	QUERY_FIELDS(X)
#undef X
};

struct parser {
	struct query_lexer lexer;
	struct token now;
	const struct query_context *ctx;
	struct arena *a;
	int depth, terms;
	struct error *err;
};

static int parse_or(struct parser *p, struct query **out);

static int
next(struct parser *p)
{
	return query_token(&p->lexer, &p->now, p->err);
}

static struct query *
node(struct parser *p, enum query_op op, struct query **kids, size_t n)
{
	struct query *q = arena_new_of(p->a, struct query);
	*q = (struct query){ .op = op, .kids = kids, .kid_count = n };
	return q;
}

static int
find_field(struct parser *p, const char *name, enum query_field *out)
{
	static const struct { const char *alias; enum query_field field; } aliases[] = {
		{ "attachment", QUERY_HAS }, { "body", QUERY_WORDS }, { "mid", QUERY_ID }, { "lastmod", QUERY_UPDATED },
		{ "assignee", QUERY_ASSIGNED } };
	const char *names[QUERY_FIELD_COUNT];
	for (int f = 0; f < QUERY_FIELD_COUNT; f++) {
		names[f] = query_fields[f].name;
		if (*names[f] && str_eq(names[f], name)) {
			*out = (enum query_field)f;
			return 0;
		}
	}
	for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
		if (str_eq(aliases[i].alias, name) && aliases[i].field != QUERY_HAS) {
			*out = aliases[i].field;
			return 0;
		}
	const char *near = str_nearest(name, names, QUERY_FIELD_COUNT);
	if (!near)
		return query_fail(p->now.column, p->err, _("unknown field '%s:'"), name);
	return query_fail(p->now.column, p->err, _("unknown field '%s:' - did you mean '%s:'?"), name, near);
}

/* Within what can be looked for while somebody waits? */
static int
check_size(struct parser *p, const struct token *t)
{
	size_t words = 0;
	if (++p->terms > TERMS_MAX)
		return query_fail(t->column, p->err, _("a query has at most %d terms"), TERMS_MAX);
	if (t->text && strnlen(t->text, VALUE_MAX + 1) > VALUE_MAX)
		return query_fail(t->column, p->err, _("longer than %d characters"), VALUE_MAX);
	for (const char *s = t->text; s && (s = strpbrk(s, " \t\n")); s += strspn(s, " \t\n"))
		if (++words >= PHRASE_MAX)
			return query_fail(t->column, p->err, _("a phrase has at most %d words"), PHRASE_MAX);
	return 0;
}

static int
parse_term(struct parser *p, struct query **out)
{
	const struct token *t = &p->now;
	if (check_size(p, t) < 0)
		return -1;
	struct query *q = node(p, QUERY_TERM, NULL, 0);
	q->column = t->column;
	q->field = QUERY_WORDS;
	int64_t number;
	if (!t->field && !t->quoted && str_eq(t->text, "*")) {
		q->op = QUERY_ALL;
		*out = q;
		return next(p);
	}
	if (t->field && find_field(p, t->field, &q->field) < 0)
		return -1;
	if (!t->field && !t->quoted && t->text[0] == '#' && str_to_int64(t->text + 1, &number) == 0)
		q->field = QUERY_CASE;
	if (query_term(p->ctx, t, q, p->a, p->err) < 0)
		return -1;
	if (p->ctx->last_is_prefix && q->field == QUERY_WORDS && !q->phrase && !p->lexer.source[t->end])
		q->prefix = true;
	*out = q;
	return next(p);
}

static int
parse_one(struct parser *p, struct query **out)
{
	if (++p->depth > DEPTH_MAX)
		return query_fail(p->now.column, p->err, _("nested too deeply"));
	int rc = -1;
	int open = p->now.column;
	switch (p->now.kind) {
	case TOKEN_NOT: {
		struct query **kid = arena_new_of(p->a, struct query *);
		if (next(p) == 0 && parse_one(p, kid) == 0) {
			*out = node(p, QUERY_NOT, kid, 1);
			rc = 0;
		}
		break;
	}
	case TOKEN_OPEN:
		if (next(p) < 0 || parse_or(p, out) < 0)
			break;
		if (p->now.kind != TOKEN_CLOSE)
			query_fail(open, p->err, _("the parenthesis is never closed"));
		else
			rc = next(p);
		break;
	case TOKEN_TERM:
		rc = parse_term(p, out);
		break;
	case TOKEN_CLOSE:
		query_fail(p->now.column, p->err, _("this parenthesis was never opened"));
		break;
	case TOKEN_AND:
	case TOKEN_OR:
		query_fail(p->now.column, p->err, _("'%s' needs something on both sides"),
			p->now.kind == TOKEN_AND ? "and" : "or");
		break;
	case TOKEN_END:
		query_fail(p->now.column, p->err, _("something is missing at the end"));
		break;
	}
	p->depth--;
	return rc;
}

static struct query *
joined(struct parser *p, enum query_op op, struct query **kids, size_t n)
{
	return n == 1 ? kids[0] : node(p, op, kids, n);
}

static int
parse_and(struct parser *p, struct query **out)
{
	struct query **kids = NULL, *one;
	size_t n = 0, space = 0;
	for (;;) {
		if (parse_one(p, &one) < 0)
			return -1;
		*VEC_PUSH(p->a, kids, n, space) = one;
		if (p->now.kind == TOKEN_AND) {
			if (next(p) < 0)
				return -1;
			continue;
		}
		if (p->now.kind != TOKEN_TERM && p->now.kind != TOKEN_OPEN && p->now.kind != TOKEN_NOT)
			break;
	}
	*out = joined(p, QUERY_AND, kids, n);
	return 0;
}

static int
parse_or(struct parser *p, struct query **out)
{
	struct query **kids = NULL, *one;
	size_t n = 0, space = 0;
	for (;;) {
		if (parse_and(p, &one) < 0)
			return -1;
		*VEC_PUSH(p->a, kids, n, space) = one;
		if (p->now.kind != TOKEN_OR)
			break;
		if (next(p) < 0)
			return -1;
	}
	*out = joined(p, QUERY_OR, kids, n);
	return 0;
}

const char *
query_brief(const char *source, struct arena *a)
{
	size_t len = strlen(source), n = utf8_fit(source, len, 60, NULL);
	return n < len ? arena_printf(a, "%.*s…", (int)n, source) : source;
}

int
query_parse(const char *source, const struct query_context *ctx, struct arena *a, struct query **out,
	int *error_column, struct error *err)
{
	struct error mine = ERROR_INIT;
	struct parser p = { .lexer = { source, source, 1, a }, .ctx = ctx, .a = a, .err = &mine };
	int rc = next(&p);
	if (rc == 0 && p.now.kind == TOKEN_END)
		*out = node(&p, QUERY_ALL, NULL, 0);
	else if (rc == 0 && (rc = parse_or(&p, out)) == 0 && p.now.kind == TOKEN_CLOSE)
		rc = query_fail(p.now.column, &mine, _("this parenthesis was never opened"));
	if (rc < 0) {
		if (error_column)
			*error_column = p.now.column;
		error_set(err, mine.code, "%s", mine.text);
	}
	return rc;
}

/* -- back to text ---------------------------------------------------------------------------------------- */

static void
unparse_value(struct buf *b, const struct query *q)
{
	/* a lone "-" is a word, "-*" would be a negation; in or"x" the first is a word, and body:date:x and body:#7 texts */
	bool sign = *q->text == '-' || str_ieq(q->text, "and") || str_ieq(q->text, "or") || str_ieq(q->text, "not") ||
		(q->field == QUERY_WORDS && (*q->text == '#' || strchr(q->text, ':')));
	bool quote = q->phrase || !*q->text || sign || strpbrk(q->text, " \t\n\v\f\r()\"");
	if (quote)
		buf_addc(b, '"');
	for (const char *p = q->text; *p; p++) {
		if (quote && (*p == '"' || *p == '\\'))
			buf_addc(b, '\\');
		buf_addc(b, *p);
	}
	if (quote)
		buf_addc(b, '"');
	if (q->prefix)
		buf_addc(b, '*');
}

static void
unparse(struct buf *b, const struct query *q, bool inside)
{
	switch (q->op) {
	case QUERY_ALL:
		buf_addc(b, '*');
		break;
	case QUERY_NOT:
		buf_adds(b, "not ");
		unparse(b, q->kids[0], true);
		break;
	case QUERY_AND:
	case QUERY_OR:
		if (inside)
			buf_addc(b, '(');
		for (size_t i = 0; i < q->kid_count; i++) {
			if (i)
				buf_adds(b, q->op == QUERY_AND ? " and " : " or ");
			unparse(b, q->kids[i], true);
		}
		if (inside)
			buf_addc(b, ')');
		break;
	case QUERY_TERM:
		if (*query_fields[q->field].name)
			buf_addf(b, "%s:", query_fields[q->field].name);
		if (q->field == QUERY_PRIORITY && q->cmp != QUERY_EQ)
			buf_adds(b, q->cmp == QUERY_LT ? "<" : q->cmp == QUERY_LE ? "<=" : q->cmp == QUERY_GT ? ">" : ">=");
		unparse_value(b, q);
		break;
	}
}

char *
query_unparse(const struct query *q, struct arena *a)
{
	struct buf b = BUF_INIT;
	unparse(&b, q, false);
	char *s = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return s;
}

char **
query_complete(const char *source, size_t pos, struct arena *a, size_t *word_start)
{
	char **list = NULL;
	size_t n = 0, space = 0, start = pos;
	while (start && !strchr(" \t(\"", source[start - 1]))
		start--;
	if (source[start] == '-' && start < pos)
		start++;
	char *word = arena_strn(a, source + start, pos - start), *colon = strchr(word, ':');
	*word_start = start;
	for (int f = 1; f < QUERY_FIELD_COUNT; f++) {
		const struct query_field_info *info = &query_fields[f];
		if (!colon && str_starts(info->name, word))
			*VEC_PUSH(a, list, n, space) = arena_printf(a, "%s:", info->name);
		if (!colon || info->value != QV_ENUM || strncmp(info->name, word, (size_t)(colon - word)) ||
		    info->name[colon - word])
			continue;
		for (const char *p = info->help; *p && *p != ';';) {
			size_t len = strcspn(p, " ;");
			if (!strncmp(p, colon + 1, strlen(colon + 1)))
				*VEC_PUSH(a, list, n, space) = arena_printf(a, "%s:%.*s", info->name, (int)len, p);
			p += len + (p[len] == ' ');
		}
	}
	*VEC_PUSH(a, list, n, space) = NULL;
	return list;
}
