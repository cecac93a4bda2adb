/* read_stats_by.c - the figures by what the cases are about: a field, tags, channels, the team, the agent. */
#include <stdlib.h>
#include <string.h>

#include "read_internal.h"
#include "str.h"

/* What one case adds; -1 = nothing. */
struct counted { int64_t id, opened, resolved, first, span; };

/* One case under one of its values. */
struct labelled { const char *label; const struct counted *c; };

struct counting {
	struct store *s;
	const struct stats_key *key;
	struct arena *a;
	struct counted *cases;
	size_t n, space;
	struct labelled *under;
	size_t under_n, under_space;
};

/* -- the cases ---------------------------------------------------------------------------------------------- */

static void
take_resolved(void *ctx, int64_t case_id, int64_t count, int64_t span)
{
	struct counting *k = ctx;
	if (count || span >= 0)
		*VEC_PUSH(k->a, k->cases, k->n, k->space) = (struct counted){ case_id, 0, count, -1, span };
}

static int
by_id(const void *x, const void *y)
{
	int64_t a = ((const struct counted *)x)->id, b = ((const struct counted *)y)->id;
	return (a > b) - (a < b);
}

/* What was opened or answered in the period, and what was resolved: each case once. */
static int
read_counted(struct counting *k, int64_t from_at, int64_t to_at, struct error *err)
{
	int rc;
	size_t n = 0;
	sqlite3_stmt *st = db_stmt(k->s, STMT_STATS_BY_CASES, err);
	if (!st)
		return -1;
	db_bind(st, "ii", from_at, to_at);
	while ((rc = db_step(k->s, st, err)) > 0)
		*VEC_PUSH(k->a, k->cases, k->n, k->space) = (struct counted){ db_col(st, 0), db_col(st, 1), 0, db_col(st, 2), -1 };
	db_done(st);
	if (rc < 0 || stats_resolutions(k->s, from_at, to_at, take_resolved, k, err) < 0)
		return -1;
	if (k->n)
		qsort(k->cases, k->n, sizeof *k->cases, by_id);
	for (size_t i = 0; i < k->n; i++) {
		if (n && k->cases[n - 1].id == k->cases[i].id) {
			struct counted *c = &k->cases[n - 1], *d = &k->cases[i];
			c->opened += d->opened;
			c->resolved += d->resolved;
			c->first = c->first > d->first ? c->first : d->first;
			c->span = c->span > d->span ? c->span : d->span;
		} else {
			k->cases[n++] = k->cases[i];
		}
	}
	k->n = n;
	return 0;
}

/* -- their values --------------------------------------------------------------------------------------------- */

static void
put(struct counting *k, const char *label, const struct counted *c)
{
	*VEC_PUSH(k->a, k->under, k->under_n, k->under_space) = (struct labelled){ label, c };
}

static void
put_value(struct counting *k, const char *value, const struct counted *c)
{
	size_t n;
	if (k->key->by == STATS_BY_CHANNEL) {
		char **each = str_split(k->a, value, " ", &n);
		for (size_t i = 0; i < n; i++)
			put(k, each[i], c);
		return;
	}
	if (k->key->by == STATS_BY_FIELD && k->key->tree)
		for (const char *p = strchr(value, '/'); p; p = strchr(p + 1, '/'))
			put(k, arena_strn(k->a, value, (size_t)(p - value)), c);
	put(k, value, c);
}

static int
read_values(struct counting *k, const struct counted *c, struct error *err)
{
	static const enum stmt of[] = { [STATS_BY_FIELD] = STMT_STATS_OF_FIELD, [STATS_BY_TAG] = STMT_STATS_OF_TAG,
		[STATS_BY_CHANNEL] = STMT_STATS_OF_CHANNEL, [STATS_BY_TEAM] = STMT_STATS_OF_TEAM,
		[STATS_BY_AGENT] = STMT_STATS_OF_AGENT };
	bool field = k->key->by == STATS_BY_FIELD;
	size_t before = k->under_n;
	int rc;
	sqlite3_stmt *st = db_stmt(k->s, field && k->key->on_customer ? STMT_STATS_OF_CUSTOMER : of[k->key->by], err);
	if (!st)
		return -1;
	if (field)
		db_bind(st, "it", c->id, k->key->field);
	else
		db_bind(st, "i", c->id);
	while ((rc = db_step(k->s, st, err)) > 0) {
		char *value = db_col_text(st, 0, k->a);
		if (!str_empty(value))
			put_value(k, value, c);
	}
	db_done(st);
	if (k->under_n == before)
		put(k, NULL, c);
	return rc;
}

/* -- the rows --------------------------------------------------------------------------------------------------- */

static int
by_label(const void *x, const void *y)
{
	const struct labelled *a = x, *b = y;
	if (!a->label || !b->label)
		return !a->label - !b->label;
	return strcmp(a->label, b->label);
}

static struct stats_row
sum_up(struct counting *k, size_t from, size_t to)
{
	struct stats_row r = { .value = k->under[from].label };
	struct arena *a = arena_new();
	struct spans first = { NULL, 0, 0 }, span = { NULL, 0, 0 };
	for (size_t i = from; i < to; i++) {
		const struct counted *c = k->under[i].c;
		r.opened += c->opened;
		r.resolved += c->resolved;
		if (c->first >= 0)
			*VEC_PUSH(a, first.item, first.n, first.space) = c->first;
		if (c->span >= 0)
			*VEC_PUSH(a, span.item, span.n, span.space) = c->span;
	}
	stats_percentiles(&first, &r.first_reply_p50, &r.first_reply_p90);
	stats_percentiles(&span, &r.resolution_p50, &r.resolution_p90);
	r.solved = (int64_t)span.n;
	arena_free(a);
	return r;
}

/* The most frequent first; those without a value last. */
static int
by_count(const void *x, const void *y)
{
	const struct stats_row *a = x, *b = y;
	int64_t n = b->opened + b->resolved - a->opened - a->resolved;
	if (!a->value || !b->value)
		return !a->value - !b->value;
	return n ? n > 0 ? 1 : -1 : strcmp(a->value, b->value);
}

int
read_stats_by(struct store *s, int64_t from_at, int64_t to_at, const struct stats_key *key, struct arena *a,
	struct stats_row **out, size_t *n, struct error *err)
{
	struct counting k = { .s = s, .key = key, .a = a };
	struct stats_row *rows = NULL;
	size_t count = 0, space = 0;
	if (key->by >= STATS_BY_DAY)
		return read_stats_when(s, from_at, to_at, key->by, a, out, n, err);
	if (read_counted(&k, from_at, to_at, err) < 0)
		return -1;
	for (size_t i = 0; i < k.n; i++)
		if (read_values(&k, &k.cases[i], err) < 0)
			return -1;
	if (k.under_n)
		qsort(k.under, k.under_n, sizeof *k.under, by_label);
	for (size_t i = 0, to; i < k.under_n; i = to) {
		for (to = i + 1; to < k.under_n && by_label(&k.under[i], &k.under[to]) == 0;)
			to++;
		*VEC_PUSH(a, rows, count, space) = sum_up(&k, i, to);
	}
	/* a tree keeps its branches above their leaves */
	if (count && !(key->by == STATS_BY_FIELD && key->tree))
		qsort(rows, count, sizeof *rows, by_count);
	*out = rows;
	*n = count;
	return 0;
}
