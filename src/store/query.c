/* query.c - the query language as SQL: parameters, and what a tree means; its terms are in query_terms.c. */
#include "query_sql.h"

#include <stdlib.h>
#include "clock.h"
#include "str.h"

enum { SCAN_MAX = 5000, HITS_US = 8000 };
enum on { ON_CASE, ON_MESSAGE, ON_NOTE };	/* which alias a term about a message looks at */

/* -- parameters ----------------------------------------------------------------------------------------- */

static int
add_param(struct query_sql *x, struct query_param p)
{
	*VEC_PUSH(x->a, x->params, x->count, x->space) = p;
	return (int)x->count;
}

int
query_param_int(struct query_sql *x, int64_t v)
{
	return add_param(x, (struct query_param){ .type = PARAM_INT, .i = v });
}

int
query_param_text(struct query_sql *x, const char *v)
{
	return add_param(x, (struct query_param){ .type = PARAM_TEXT, .t = v ? v : "" });
}

int
query_param_blob(struct query_sql *x, const void *p, size_t len)
{
	return add_param(x, (struct query_param){ .type = PARAM_BLOB, .t = arena_mem(x->a, p, len), .len = len });
}

void
query_sql_bind(const struct query_sql *x, sqlite3_stmt *st)
{
	int n = sqlite3_bind_parameter_count(st);
	for (int i = 0; i < n && i < (int)x->count; i++) {
		const struct query_param *p = &x->params[i];
		if (p->type == PARAM_INT)
			sqlite3_bind_int64(st, i + 1, p->i);
		else if (p->type == PARAM_TEXT)
			sqlite3_bind_text(st, i + 1, p->t, -1, SQLITE_STATIC);
		else
			sqlite3_bind_blob64(st, i + 1, p->t, p->len, SQLITE_STATIC);
	}
}

void
query_sql_begin(struct query_sql *x, struct store *s, int64_t agent, struct arena *a, struct error *err)
{
	*x = (struct query_sql){ .s = s, .a = a, .agent = agent, .now = clock_now(), .sets = QUERY_SETS, .err = err };
	if (!s->functions)
		s->functions = query_text_register(s) == SQLITE_OK;
}

bool
query_sql_index(struct query_sql *x)
{
	if (x->looked)
		return x->search;
	x->looked = true;
	x->search = db_attach_search(x->s);
	int64_t top = db_int64(x->s, STMT_INDEX_TOP, 0, "");
	x->last = x->search ? db_int64(x->s, STMT_INDEX_LAST, 0, "") : 0;
	if (x->last < top - SCAN_MAX)
		x->last = top - SCAN_MAX;
	return x->search;
}

bool
read_cut(struct store *s, struct error *err)
{
	if (err->code != ERR_BUSY || !s->deadline_us || clock_mono_us() <= s->deadline_us ||
	    (s->interrupt && s->interrupt(s->interrupt_ctx)))
		return false;
	error_clear(err);
	return true;
}

void
query_sql_pause(struct query_sql *x, int64_t us, int64_t *was)
{
	int64_t until = clock_mono_us() + us;
	*was = x->s->deadline_us;
	if (*was && until < *was)
		x->s->deadline_us = until;
}

bool
query_sql_resume(struct query_sql *x, int64_t was)
{
	bool cut = x->s->deadline_us != was && read_cut(x->s, x->err);
	x->s->deadline_us = was;
	return cut;
}

int64_t
query_sql_hits(struct query_sql *x, const char *match)
{
	sqlite3_stmt *st = db_stmt(x->s, STMT_INDEX_HITS, x->err);
	int64_t was;
	if (!st)
		return -1;
	db_bind(st, "ti", match, (int64_t)QUERY_SMALL + 1);
	query_sql_pause(x, HITS_US, &was);
	int rc = db_step(x->s, st, x->err);
	int64_t n = rc > 0 ? db_col(st, 0) : -1;
	db_done(st);
	return query_sql_resume(x, was) ? QUERY_SMALL + 1 : n;
}

/* -- what a tree asks for ------------------------------------------------------------------------------- */

bool
query_value_is(const struct query *q, const char *value)
{
	return str_ieq(q->text, value);
}

/* Does this term look at a message? */
static bool
about_message(const struct query *q)
{
	if (q->field == QUERY_HAS)
		return query_value_is(q, "attachment");
	if (q->field == QUERY_IS)
		return query_value_is(q, "stream") || query_value_is(q, "in-stream");
	return query_fields[q->field].about_message;
}

/* Does the truth of the tree hang on which item is looked at (Q1)? */
static bool
depends(const struct query *q)
{
	if (q->op == QUERY_TERM)
		return about_message(q);
	if (q->op == QUERY_NOT)
		return false;
	for (size_t i = 0; i < q->kid_count; i++)
		if (depends(q->kids[i]))
			return true;
	return false;
}

bool
query_sql_asks_items(const struct query *q)
{
	if (q->op == QUERY_TERM)
		return about_message(q);
	for (size_t i = 0; i < q->kid_count; i++)
		if (query_sql_asks_items(q->kids[i]))
			return true;
	return false;
}

/* May the tree be true of a note? */
static bool
fits_note(const struct query *q)
{
	if (q->op == QUERY_TERM)
		return !about_message(q) || q->field == QUERY_WORDS || q->field == QUERY_DATE ||
			q->field == QUERY_FROM || q->field == QUERY_KIND || q->field == QUERY_DIRECTION ||
			q->field == QUERY_CHANNEL;
	if (q->op == QUERY_AND || q->op == QUERY_OR) {
		for (size_t i = 0; i < q->kid_count; i++)
			if (fits_note(q->kids[i]) != (q->op == QUERY_AND))
				return q->op == QUERY_OR;
		return q->op == QUERY_AND;
	}
	return true;
}

unsigned
query_status_bit(const char *name)
{
	char *lower;
	struct arena *a = arena_new();
	lower = str_lower(a, name);
	int v = status_parse(lower);
	arena_free(a);
	return v < 0 ? 0 : 1u << v;
}

unsigned
query_sql_statuses(const struct query *q)
{
	const unsigned all = (1u << STATUS_COUNT) - 1;
	unsigned bits = q->op == QUERY_OR ? 0 : all;
	switch (q->op) {
	case QUERY_TERM:
		if (q->field == QUERY_STATUS || (q->field == QUERY_IS && query_status_bit(q->text)))
			return query_status_bit(q->text);
		if (q->field == QUERY_IS && query_value_is(q, "overdue"))
			return 1u << STATUS_NEW | 1u << STATUS_OPEN;
		return all;
	case QUERY_AND:
		for (size_t i = 0; i < q->kid_count; i++)
			bits &= query_sql_statuses(q->kids[i]);
		return bits;
	case QUERY_OR:
		for (size_t i = 0; i < q->kid_count; i++)
			bits |= query_sql_statuses(q->kids[i]);
		return bits;
	case QUERY_NOT:
		if (q->kids[0]->op == QUERY_TERM && (q->kids[0]->field == QUERY_STATUS ||
				(q->kids[0]->field == QUERY_IS && query_status_bit(q->kids[0]->text))))
			return all & ~query_status_bit(q->kids[0]->text);
		return all;
	case QUERY_ALL:
		break;
	}
	return all;
}

/* -- trees ---------------------------------------------------------------------------------------------- */

static int emit_tree(struct query_sql *x, const struct query *q, enum on on, bool item, struct buf *out);

/* One item of the case with which all kids are true (Q1). */
static int
emit_exists(struct query_sql *x, struct query *const *kids, size_t n, struct buf *out)
{
	bool note = true;
	for (size_t i = 0; i < n; i++)
		note = note && fits_note(kids[i]);
	buf_adds(out, "(EXISTS (SELECT 1 FROM message m WHERE m.case_id=c.id");
	for (size_t i = 0; i < n; i++) {
		buf_adds(out, " AND ");
		if (emit_tree(x, kids[i], ON_MESSAGE, false, out) < 0)
			return -1;
	}
	buf_addc(out, ')');
	if (note) {
		buf_adds(out, " OR EXISTS (SELECT 1 FROM note n WHERE n.case_id=c.id AND n.deleted=0");
		for (size_t i = 0; i < n; i++) {
			buf_adds(out, " AND ");
			if (emit_tree(x, kids[i], ON_NOTE, false, out) < 0)
				return -1;
		}
		buf_addc(out, ')');
	}
	buf_addc(out, ')');
	return 0;
}

/* Kids with AND or OR between; those about words alone as one expression for the index. */
static int
emit_kids(struct query_sql *x, const struct query *q, enum on on, bool item, struct buf *out)
{
	struct query words = { .op = q->op, .kids = arena_array(x->a, struct query *, q->kid_count) };
	size_t done = 0;
	buf_addc(out, '(');
	for (size_t i = 0; i < q->kid_count; i++) {
		if (on == ON_MESSAGE && query_is_text(q->kids[i])) {
			words.kids[words.kid_count++] = q->kids[i];
			continue;
		}
		if (done++)
			buf_adds(out, q->op == QUERY_AND ? " AND " : " OR ");
		if (emit_tree(x, q->kids[i], on, item, out) < 0)
			return -1;
	}
	if (words.kid_count) {
		if (done)
			buf_adds(out, q->op == QUERY_AND ? " AND " : " OR ");
		if (query_text_emit(x, words.kid_count == 1 ? words.kids[0] : &words, on == ON_NOTE, out) < 0)
			return -1;
	}
	buf_addc(out, ')');
	return 0;
}

/* AND on a case: what hangs on an item goes together to one item, the rest stands alone. */
static int
emit_case_and(struct query_sql *x, const struct query *q, struct buf *out)
{
	struct query **together = arena_array(x->a, struct query *, q->kid_count);
	size_t n = 0, done = 0;
	buf_addc(out, '(');
	for (size_t i = 0; i < q->kid_count; i++) {
		if (depends(q->kids[i])) {
			together[n++] = q->kids[i];
			continue;
		}
		if (done++)
			buf_adds(out, " AND ");
		if (emit_tree(x, q->kids[i], ON_CASE, false, out) < 0)
			return -1;
	}
	if (n) {
		if (done)
			buf_adds(out, " AND ");
		struct query *one = together[0];
		struct query all = { .op = QUERY_AND, .kids = together, .kid_count = n };
		struct query *tree = n == 1 ? one : arena_mem(x->a, &all, sizeof all);
		if (n == 1 && one->op == QUERY_OR ? emit_tree(x, one, ON_CASE, false, out) < 0
				: emit_exists(x, &tree, 1, out) < 0)
			return -1;
	}
	buf_addc(out, ')');
	return 0;
}

static int
emit_tree(struct query_sql *x, const struct query *q, enum on on, bool item, struct buf *out)
{
	switch (q->op) {
	case QUERY_ALL:
		buf_addc(out, '1');
		return 0;
	case QUERY_NOT:
		/* on an item of a case: no item of the case (Q2); in the search: not this item (Q3) */
		buf_adds(out, "NOT ");
		return emit_tree(x, q->kids[0], item ? on : ON_CASE, item, out);
	case QUERY_OR:
		return emit_kids(x, q, on, item, out);
	case QUERY_AND:
		return on == ON_CASE ? emit_case_and(x, q, out) : emit_kids(x, q, on, item, out);
	case QUERY_TERM:
		break;
	}
	if (item && q->field == QUERY_IS && query_value_is(q, "history")) {
		buf_adds(out, "(c.id IS NULL)");
		return 0;
	}
	if (!about_message(q)) {
		query_case_term(x, q, out);
		return x->err->code ? -1 : 0;
	}
	if (on == ON_CASE) {
		struct query *one = arena_mem(x->a, q, sizeof *q);
		return emit_exists(x, &one, 1, out);
	}
	return on == ON_NOTE ? query_note_term(x, q, out) : query_message_term(x, q, out);
}

/* Is there a term that names merged cases? */
static bool
names_merged(const struct query *q)
{
	if (q->op == QUERY_TERM)
		return q->field == QUERY_CASE || q->field == QUERY_MERGED || (q->field == QUERY_IS &&
			(query_value_is(q, "merged") || query_value_is(q, "any")));
	for (size_t i = 0; i < q->kid_count; i++)
		if (names_merged(q->kids[i]))
			return true;
	return false;
}

int
query_sql_case(struct query_sql *x, const struct query *q, struct buf *out)
{
	if (!names_merged(q))
		buf_addf(out, "+c.status<>%d AND ", STATUS_MERGED);
	if (query_hides_members(q))
		buf_adds(out, "(+c.incident IS NULL OR +c.status>3 OR (SELECT u.closed_at FROM incident u WHERE u.id=c.incident)"
			" IS NOT NULL) AND ");
	return emit_tree(x, q, ON_CASE, false, out);
}

int
query_sql_tree(struct query_sql *x, const struct query *q, struct buf *out)
{
	return emit_tree(x, q, ON_CASE, false, out);
}

int
query_sql_item(struct query_sql *x, const struct query *q, bool note, struct buf *out)
{
	return emit_tree(x, q, note ? ON_NOTE : ON_MESSAGE, true, out);
}
