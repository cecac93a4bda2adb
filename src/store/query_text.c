/* query_text.c - words: MATCH expressions for the index, and the scan of what it does not hold yet. */
#include "act.h"
#include "query_sql.h"

#include <string.h>

#include "index_internal.h"
#include "str.h"
#include "utf8.h"

/* Columns that a field's words may be in; bits of INDEX_*. */
enum { ALL_COLUMNS = (1 << INDEX_COLUMNS) - 1 };

static int
columns_of(const struct query *q)
{
	switch (q->field) {
	case QUERY_FROM: return 1 << INDEX_SENDER;
	case QUERY_TO: return 1 << INDEX_RCPT;
	case QUERY_SUBJECT: return 1 << INDEX_SUBJECT;
	default: return ALL_COLUMNS;
	}
}

static bool
is_text_term(const struct query *q)
{
	return q->op == QUERY_TERM && (q->field == QUERY_WORDS || q->field == QUERY_FROM || q->field == QUERY_TO ||
		q->field == QUERY_SUBJECT);
}

bool
query_is_text(const struct query *q)
{
	if (q->op == QUERY_TERM)
		return is_text_term(q);
	if (q->op != QUERY_AND && q->op != QUERY_OR)
		return false;
	for (size_t i = 0; i < q->kid_count; i++)
		if (!query_is_text(q->kids[i]))
			return false;
	return true;
}

/* -- folding ------------------------------------------------------------------------------------------ */

/* A number written in groups is also in the index in one piece: that piece alone is what to look for. */
static char *
joined_number(char **tokens, size_t n)
{
	size_t len = 0;
	if (n < 3)
		return NULL;
	for (size_t i = 0; i + 1 < n; i++) {
		size_t k = strlen(tokens[i]);
		if (strspn(tokens[i], "0123456789") != k || strncmp(tokens[n - 1] + len, tokens[i], k))
			return NULL;
		len += k;
	}
	return strlen(tokens[n - 1]) == len ? tokens[n - 1] : NULL;
}

char *
query_text_tokens(const struct query *q, struct arena *a)
{
	struct buf b = BUF_INIT;
	size_t n;
	if (q->text)
		utf8_fold(&b, q->text, strlen(q->text));
	char *folded = arena_strn(a, b.data, b.len);
	buf_free(&b);
	char **tokens = str_split(a, folded, " ", &n), *joined = joined_number(tokens, n);
	return joined ? joined : folded;
}

/* The number as it is written in groups: it may be a part of a longer one ("347 12345" of "+39 347 12345"), which
 * is in the index in one piece only as a whole.  NULL when the term is no such number. */
static char *
number_groups(const struct query *q, struct arena *a)
{
	struct buf b = BUF_INIT;
	size_t n;
	utf8_fold(&b, q->text, strlen(q->text));
	char **tokens = str_split(a, arena_strn(a, b.data, b.len), " ", &n), *joined = joined_number(tokens, n);
	buf_clear(&b);
	for (size_t i = 0; joined && i + 1 < n; i++)
		buf_addf(&b, "%s%s", i ? " " : "", tokens[i]);
	char *groups = joined ? arena_strn(a, b.data, b.len) : NULL;
	buf_free(&b);
	return groups;
}

const struct query *
query_prune(const struct query *q, struct arena *a)
{
	static const struct query all = { .op = QUERY_ALL };
	if (!q || q->op == QUERY_ALL)
		return &all;
	if (q->op == QUERY_TERM)
		return is_text_term(q) && !*query_text_tokens(q, a) ? &all : q;
	struct query *copy = arena_mem(a, q, sizeof *q);
	copy->kids = arena_array(a, struct query *, q->kid_count + 1);
	copy->kid_count = 0;
	for (size_t i = 0; i < q->kid_count; i++) {
		const struct query *kid = query_prune(q->kids[i], a);
		if (kid->op == QUERY_ALL && q->kids[i]->op == QUERY_ALL && q->op != QUERY_AND)
			return q->op == QUERY_OR ? &all : q;
		if (kid->op != QUERY_ALL)
			copy->kids[copy->kid_count++] = (struct query *)kid;
	}
	if (!copy->kid_count)
		return &all;
	return q->op != QUERY_NOT && copy->kid_count == 1 ? copy->kids[0] : copy;
}

/* One Han, kana, Hangul or Thai letter is indexed only as the first of a pair. */
static bool
is_prefix(const struct query *q, const char *tokens)
{
	uint32_t cp;
	if (q->prefix)
		return true;
	const char *last = strrchr(tokens, ' ');
	last = last ? last + 1 : tokens;
	size_t n = utf8_next(last, strlen(last), &cp);
	return !last[n] && cp >= 0xe00;
}

static void
match_of(struct query_sql *x, const struct query *q, struct buf *b)
{
	static const char *const filters[] = { [QUERY_FROM] = "sender", [QUERY_TO] = "rcpt",
		[QUERY_SUBJECT] = "subject" };
	if (q->op == QUERY_TERM) {
		const char *tokens = query_text_tokens(q, x->a);
		if (columns_of(q) != ALL_COLUMNS)
			buf_addf(b, "%s : ", filters[q->field]);
		const char *groups = number_groups(q, x->a), *star = is_prefix(q, tokens) ? " *" : "";
		/* folded text holds letters, digits and blanks alone */
		if (groups)
			buf_addf(b, "(\"%s\"%s OR \"%s\"%s)", tokens, star, groups, star);
		else
			buf_addf(b, "\"%s\"%s", tokens, star);
		return;
	}
	buf_addc(b, '(');
	for (size_t i = 0; i < q->kid_count; i++) {
		if (i)
			buf_adds(b, q->op == QUERY_AND ? " AND " : " OR ");
		match_of(x, q->kids[i], b);
	}
	buf_addc(b, ')');
}

char *
query_text_match(struct query_sql *x, const struct query *q)
{
	struct buf b = BUF_INIT;
	match_of(x, q, &b);
	char *match = arena_strn(x->a, b.data, b.len);
	buf_free(&b);
	return match;
}

/* -- conditions --------------------------------------------------------------------------------------- */

/* has_words(columns, tokens, prefix, subject, body, sender, recipients, files) */
static void
emit_has_words(struct query_sql *x, const struct query *q, const char *tokens, bool note, struct buf *out)
{
	buf_addf(out, "has_words(%d, ?%d, %d, ", columns_of(q), query_param_text(x, tokens), is_prefix(q, tokens));
	buf_adds(out, note ? "NULL, (SELECT body FROM text WHERE id=n.text), n.author, NULL, NULL)"
		: "m.subject, (SELECT body FROM text WHERE id=m.text), (SELECT coalesce(name, '') || ' ' ||"
		" coalesce(address, '') FROM identity WHERE id=m.sender), m.recipients, (SELECT"
		" group_concat(coalesce(name, ''), ' ') FROM attachment WHERE message=m.id))");
}

/* Journal rows are many, and few are about next steps: their index alone is gone through, then the texts. */
void
query_step_sql(struct query_sql *x, const struct query *q, struct buf *out)
{
	const char *tokens = query_text_tokens(q, x->a);
	buf_addf(out, "SELECT a.case_id FROM (SELECT id FROM action INDEXED BY action_at WHERE at>0 AND verb=%d) k"
		" CROSS JOIN action a ON a.id=k.id CROSS JOIN text t ON t.id=a.text WHERE a.case_id IS NOT NULL"
		" AND a.undone_by IS NULL AND has_words(%d, ?%d, %d, NULL, t.body, NULL, NULL, NULL)", (int)ACT_NEXT,
		ALL_COLUMNS, query_param_text(x, tokens), is_prefix(q, tokens));
}

static void
emit_scan(struct query_sql *x, const struct query *q, bool note, struct buf *out)
{
	buf_addc(out, '(');
	if (q->op != QUERY_TERM) {
		for (size_t i = 0; i < q->kid_count; i++) {
			if (i)
				buf_adds(out, q->op == QUERY_AND ? " AND " : " OR ");
			emit_scan(x, q->kids[i], note, out);
		}
		buf_addc(out, ')');
		return;
	}
	const char *tokens = query_text_tokens(q, x->a), *groups = number_groups(q, x->a);
	emit_has_words(x, q, tokens, note, out);
	if (groups) {
		buf_adds(out, " OR ");
		emit_has_words(x, q, groups, note, out);
	}
	buf_addc(out, ')');
}

int
query_text_emit(struct query_sql *x, const struct query *q, bool note, struct buf *out)
{
	const char *id = note ? "n.id" : "m.id";
	char *match = query_sql_index(x) && !x->scan ? query_text_match(x, q) : NULL;
	int64_t hits = match ? query_sql_hits(x, match) : 0;
	if (hits < 0)
		return -1;
	/* a common word is sooner found in one text than one text among its many hits */
	if (x->scan || hits > QUERY_SMALL) {
		emit_scan(x, q, note, out);
		return 0;
	}
	buf_addf(out, "((%s>%lld AND ", id, (long long)x->last);
	emit_scan(x, q, note, out);
	buf_addc(out, ')');
	if (match)
		buf_addf(out, " OR (%s<=%lld AND %s IN (SELECT d.item FROM search.doc d WHERE d.rowid IN"
			" (SELECT rowid FROM search.fts WHERE fts MATCH ?%d)))", id, (long long)x->last, id,
			query_param_text(x, match));
	buf_addc(out, ')');
	return 0;
}

/* -- the scan ------------------------------------------------------------------------------------------ */

/* Are the tokens in the folded text, one after the other, the last one whole or (prefix) begun? */
static bool
holds(const char *text, const char *tokens, bool prefix)
{
	size_t n = strlen(tokens);
	for (const char *p = text; (p = strstr(p, tokens)) != NULL; p++)
		if ((p == text || p[-1] == ' ') && (prefix || !p[n] || p[n] == ' '))
			return true;
	return false;
}

static void
has_words(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	int columns = sqlite3_value_int(argv[0]);
	const char *tokens = (const char *)sqlite3_value_text(argv[1]);
	bool prefix = sqlite3_value_int(argv[2]) != 0, found = false;
	struct buf b = BUF_INIT;
	for (int i = 0; i < INDEX_COLUMNS && i + 3 < argc && !found; i++) {
		const char *text = (const char *)sqlite3_value_text(argv[i + 3]);
		if (!(columns & 1 << i) || !text)
			continue;
		buf_clear(&b);
		if (i == INDEX_RCPT)
			index_fold_recipients(&b, text);
		else
			utf8_fold(&b, text, (size_t)sqlite3_value_bytes(argv[i + 3]));
		found = holds(b.data, tokens, prefix);
	}
	buf_free(&b);
	sqlite3_result_int(ctx, found);
}

int
query_text_register(struct store *s)
{
	return sqlite3_create_function(s->db, "has_words", 3 + INDEX_COLUMNS, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
		NULL, has_words, NULL, NULL);
}
