/* read_kpi.c - a figure of a period, in all or by something: each value is read once, then the groups are measured. */
#include "query_kpi.h"

#include <stdlib.h>
#include <string.h>

#include "act.h"
#include "clock.h"
#include "read_internal.h"
#include "str.h"

struct values { int64_t *v; size_t n, space; };
struct group {
	const char *name;		/* NULL = those without */
	int64_t hits;
	struct values all, office, cases;	/* cases: where one can count several times */
};
struct reading {
	struct store *s;
	const struct kpi_ask *ask;
	enum kpi k;
	struct arena *a, *work;
	struct group *group;
	size_t n, space, at;		/* at: the group that was asked for last */
	struct { int64_t id; const char *name; } agent[64];
	size_t agents;
	int64_t day_from, day_to;	/* of the last moment, and its name */
	const char *day;
	struct arena *case_arena;	/* by other hours: the figures of the case that was looked at last */
	int64_t case_id;
	struct kpi_figures figures;
	struct error *err;
};

/* -- groups ------------------------------------------------------------------------------------------------------------------ */

static struct group *
group_named(struct reading *r, const char *name, size_t len)
{
	struct group *g = r->n ? &r->group[r->at] : NULL;
	if (g && (name ? g->name && !strncmp(g->name, name, len) && !g->name[len] : !g->name))
		return g;
	for (size_t i = 0; i < r->n; i++) {
		g = &r->group[i];
		if (name ? g->name && !strncmp(g->name, name, len) && !g->name[len] : !g->name)
			return r->at = i, g;
	}
	g = VEC_PUSH(r->work, r->group, r->n, r->space);
	*g = (struct group){ .name = name ? arena_strn(r->a, name, len) : NULL };
	r->at = r->n - 1;
	return g;
}

/* Can a case count several times? */
static bool
repeats(const struct reading *r)
{
	enum kpi_moment at = kpi_infos[r->k].moment;
	return at == KPI_AT_REPLY || at == KPI_AT_DUE || at == KPI_AT_CLOCK || at == KPI_AT_RATED;
}

static void
add(struct reading *r, struct group *g, int64_t value, int64_t office, int64_t case_id)
{
	g->hits += value != 0;
	if (repeats(r))
		*VEC_PUSH(r->work, g->cases.v, g->cases.n, g->cases.space) = case_id;
	*VEC_PUSH(r->work, g->all.v, g->all.n, g->all.space) = value;
	if (office >= 0)
		*VEC_PUSH(r->work, g->office.v, g->office.n, g->office.space) = office;
}

static void
add_named(struct reading *r, const char *name, size_t len, const int64_t v[3])
{
	add(r, group_named(r, len ? name : NULL, len), v[0], v[1], v[2]);
}

/* A case counts under each of its channels; of a tree under each branch. */
static void
add_words(struct reading *r, const char *words, const char *separator, bool branches, const int64_t v[3])
{
	if (str_empty(words)) {
		add_named(r, NULL, 0, v);
		return;
	}
	if (branches) {
		for (const char *p = strchr(words, '/'); p; p = strchr(p + 1, '/'))
			add_named(r, words, (size_t)(p - words), v);
		add_named(r, words, strlen(words), v);
		return;
	}
	for (const char *p = words; *p;) {
		size_t len = separator ? strcspn(p, separator) : strlen(p);
		add_named(r, p, len, v);
		p += len + (p[len] != '\0');
	}
}

static const char *
agent_name(struct reading *r, int64_t id)
{
	for (size_t i = 0; i < r->agents; i++)
		if (r->agent[i].id == id)
			return r->agent[i].name;
	const char *name = id ? store_agent_name(r->s, id, r->a) : NULL;
	if (r->agents < sizeof r->agent / sizeof *r->agent) {
		r->agent[r->agents].id = id;
		r->agent[r->agents++].name = name;
	}
	return name;
}

/* "2026-11-20", "2026-W47" (ISO 8601), "2026-11": rows come in no order, but neighbours are often of one day. */
static const char *
day_name(struct reading *r, int64_t at)
{
	struct clock_local l;
	if (at >= r->day_from && at < r->day_to)
		return r->day;
	clock_to_local(at, &l);
	struct clock_local next = { .year = l.year, .month = l.month, .day = l.day };
	r->day_from = clock_from_local(&next);
	next.day++;
	r->day_to = clock_from_local(&next);
	if (r->ask->by == KPI_BY_MONTH)
		r->day = arena_printf(r->a, "%04d-%02d", l.year, l.month);
	else if (r->ask->by == KPI_BY_WEEK)
		r->day = clock_week_name(at, r->a);
	else
		r->day = arena_printf(r->a, "%04d-%02d-%02d", l.year, l.month, l.day);
	return r->day;
}

static int
field_value(struct reading *r, int64_t case_id, char **out)
{
	return db_text(r->s, r->ask->field->on_customer ? STMT_STATS_OF_CUSTOMER : STMT_STATS_OF_FIELD, r->work, out, r->err, "it",
		case_id, r->ask->field->field);
}

/* By other hours than those that are kept: the case is counted again, from its journal. */
static int
office_again(struct reading *r, int64_t case_id, int64_t at, int64_t *out)
{
	if (r->case_id != case_id) {
		arena_free(r->case_arena);
		r->case_arena = arena_new();
		r->case_id = case_id;
		if (metric_of_case(r->s, case_id, r->ask->hours, r->case_arena, &r->figures, r->err) < 0)
			return -1;
	}
	*out = r->figures.office[r->k];
	for (size_t i = 0; r->k == KPI_REPLY_TIME && i < r->figures.replies; i++)
		if (r->figures.reply[i].at == at)
			*out = r->figures.reply[i].office;
	return 0;
}

/* Columns as query_kpi_select() has them. */
static int
take(struct reading *r, sqlite3_stmt *st)
{
	int64_t at = db_col(st, 0);
	int64_t v[3] = { db_col(st, 1), sqlite3_column_type(st, 2) == SQLITE_NULL ? -1 : db_col(st, 2), db_col(st, 3) };
	const char *label = (const char *)(r->ask->by == KPI_BY_AGENT ? NULL : sqlite3_column_text(st, 4));
	char *value = NULL;
	if (r->ask->other_hours && v[1] >= 0 && kpi_infos[r->k].unit == KPI_SPAN && office_again(r, v[2], at, &v[1]) < 0)
		return -1;
	switch (r->ask->by) {
	case KPI_BY_ALL: add_named(r, "", 0, v); break;
	case KPI_BY_CHANNEL: add_words(r, label, " ", false, v); break;
	case KPI_BY_VALUE:
		label = arena_printf(r->work, "%lld", (long long)v[0]);
		add_named(r, label, strlen(label), v);
		break;
	case KPI_BY_AGENT:
		label = agent_name(r, db_col(st, 4));
		add_words(r, label, NULL, false, v);
		break;
	case KPI_BY_DAY:
	case KPI_BY_WEEK:
	case KPI_BY_MONTH:
		label = day_name(r, at);
		add_named(r, label, strlen(label), v);
		break;
	case KPI_BY_FIELD:
		if (field_value(r, v[2], &value) < 0)
			return -1;
		add_words(r, value, NULL, r->ask->field->tree, v);
		break;
	default: add_words(r, label, NULL, false, v); break;
	}
	return 0;
}

/* -- the rows ---------------------------------------------------------------------------------------------- */

static int
by_name(const void *x, const void *y)
{
	const struct kpi_row *a = x, *b = y;
	if (!a->value || !b->value)
		return !a->value - !b->value;
	return strcmp(a->value, b->value);
}

/* The most frequent first, those without last. */
static int
by_count(const void *x, const void *y)
{
	const struct kpi_row *a = x, *b = y;
	if (!a->value || !b->value)
		return !a->value - !b->value;
	return a->all.n != b->all.n ? a->all.n < b->all.n ? 1 : -1 : strcmp(a->value, b->value);
}

static int
by_id(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
	return (a > b) - (a < b);
}

static int64_t
distinct(struct values *ids)
{
	int64_t n = 0;
	if (ids->n)
		qsort(ids->v, ids->n, sizeof *ids->v, by_id);
	for (size_t i = 0; i < ids->n; i++)
		n += !i || ids->v[i] != ids->v[i - 1];
	return n;
}

static void
measure(struct reading *r, struct kpi_row **out, size_t *n)
{
	bool in_order = r->ask->by == KPI_BY_DAY || r->ask->by == KPI_BY_WEEK || r->ask->by == KPI_BY_MONTH ||
		(r->ask->by == KPI_BY_FIELD && r->ask->field->tree);
	struct kpi_row *rows = arena_array(r->a, struct kpi_row, r->n + 1);
	for (size_t i = 0; i < r->n; i++) {
		struct group *g = &r->group[i];
		rows[i] = (struct kpi_row){ .value = g->name, .hits = g->hits,
			.cases = repeats(r) ? distinct(&g->cases) : (int64_t)g->all.n,
			.all = kpi_spread(g->all.v, g->all.n), .office = kpi_spread(g->office.v, g->office.n) };
	}
	if (r->n)
		qsort(rows, r->n, sizeof *rows, in_order ? by_name : by_count);
	*out = rows;
	*n = r->n;
}

static int
read_rows(struct reading *r, const struct query *filter, struct error *err)
{
	struct query_sql x;
	struct buf b = BUF_INIT;
	int rc = -1;
	query_sql_begin(&x, r->s, r->ask->agent, r->work, err);
	sqlite3_stmt *st = query_kpi_select(&x, r->ask, r->k, filter, &b) < 0 ? NULL : db_prepare(r->s, b.data, err);
	if (st) {
		query_sql_bind(&x, st);
		while ((rc = db_step(r->s, st, err)) > 0)
			if (take(r, st) < 0) {
				rc = -1;
				break;
			}
		sqlite3_finalize(st);
	}
	buf_free(&b);
	return rc;
}

/* As it stands now: the number of cases that a query finds. */
static int
read_now(struct reading *r, const char *filter, struct kpi_row **out, size_t *n, struct error *err)
{
	struct query_context ctx = { .now = clock_now() };
	struct query *q;
	const char *text = kpi_infos[r->k].query;
	struct kpi_row *row = arena_array(r->a, struct kpi_row, 1);
	*row = (struct kpi_row){ .value = NULL };
	if (!str_empty(filter))
		text = arena_printf(r->work, "(%s) (%s)", filter, text);
	if (query_parse(text, &ctx, r->work, &q, NULL, err) < 0 ||
	    read_count(r->s, q, r->ask->agent, INT64_MAX - 1, &row->all.n, err) < 0)
		return -1;
	row->cases = row->hits = row->all.n;
	*out = row;
	*n = 1;
	return 0;
}

int
read_kpi(struct store *s, const struct kpi_ask *ask, enum kpi k, struct arena *a, struct kpi_row **out, size_t *n,
	struct error *err)
{
	struct reading r = { .s = s, .ask = ask, .k = k, .a = a, .work = arena_new(), .err = err };
	struct query_context ctx = { .now = clock_now() };
	struct query *q;
	int rc = -1;
	if (kpi_infos[k].moment == KPI_AT_NOW) {
		rc = read_now(&r, ask->filter, out, n, err);
	} else if (query_parse(ask->filter ? ask->filter : "", &ctx, r.work, &q, NULL, err) == 0 &&
	    read_rows(&r, query_prune(q, r.work), err) == 0) {
		if (ask->by == KPI_BY_ALL)
			(void)group_named(&r, NULL, 0);	/* nothing is a row, too */
		measure(&r, out, n);
		rc = 0;
	}
	arena_free(r.case_arena);
	arena_free(r.work);
	return rc;
}

int
read_looked(struct store *s, int64_t since, struct arena *a, struct looked **out, size_t *n, struct error *err)
{
	struct looked *rows = NULL;
	size_t count = 0, space = 0;
	int rc = -1;
	sqlite3_stmt *st = db_stmt(s, STMT_METRIC_LOOKED, err);
	if (!st)
		return -1;
	db_bind(st, "ii", since, (int64_t)ACT_FIGURES);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, rows, count, space) = (struct looked){ db_col_text(st, 0, a), db_col_text(st, 1, a), db_col(st, 2) };
	db_done(st);
	*out = rows;
	*n = count;
	return rc;
}

/* -- several numbers at once ------------------------------------------------------------------------------------- */

enum { NUMBERS = 65 };		/* the last: that many, or more */

static struct kpi_row *
number_rows(const int64_t *count, struct arena *a, size_t *n)
{
	struct kpi_row *rows = arena_array(a, struct kpi_row, NUMBERS);
	*n = 0;
	for (int v = 0; v < NUMBERS; v++)
		if (count[v])
			rows[(*n)++] = (struct kpi_row){ .value = arena_printf(a, "%d", v), .hits = v ? count[v] : 0,
				.cases = count[v], .all = { .n = count[v] } };
	return rows;
}

int
read_kpi_values(struct store *s, const struct kpi_ask *ask, const enum kpi *list, size_t n, struct arena *a,
	struct kpi_row **rows, size_t *counts, struct error *err)
{
	struct arena *work = arena_new();
	struct query_context ctx = { .now = clock_now() };
	int64_t *count = arena_array(work, int64_t, n * NUMBERS);
	struct query_sql x;
	struct query *q;
	struct buf b = BUF_INIT;
	sqlite3_stmt *st = NULL;
	int rc = -1;
	query_sql_begin(&x, s, ask->agent, work, err);
	if (query_parse(ask->filter ? ask->filter : "", &ctx, work, &q, NULL, err) == 0 &&
	    query_kpi_columns(&x, ask, list, n, query_prune(q, work), &b) == 0)
		st = db_prepare(s, b.data, err);
	if (st) {
		query_sql_bind(&x, st);
		while ((rc = db_step(s, st, err)) > 0)
			for (size_t i = 0; i < n; i++) {
				int64_t v = sqlite3_column_int64(st, (int)i);
				count[i * NUMBERS + (size_t)(v < 0 ? 0 : v < NUMBERS ? v : NUMBERS - 1)]++;
			}
		sqlite3_finalize(st);
	}
	for (size_t i = 0; rc == 0 && i < n; i++)
		rows[i] = number_rows(count + i * NUMBERS, a, &counts[i]);
	buf_free(&b);
	arena_free(work);
	return rc;
}

/* -- several spans at once --------------------------------------------------------------------------------------- */

static void
push_span(struct kpi_spans *out, sqlite3_stmt *st, int column)
{
	if (sqlite3_column_type(st, column) == SQLITE_NULL)
		return;
	out->all[out->n++] = sqlite3_column_int64(st, column);
	if (sqlite3_column_type(st, column + 1) != SQLITE_NULL)
		out->office[out->offices++] = sqlite3_column_int64(st, column + 1);
}

void
kpi_spans_free(struct kpi_spans *p)
{
	free(p->all);
	free(p->office);
	*p = (struct kpi_spans){ .all = NULL };
}

static void
grow(struct kpi_spans *p, size_t n, size_t space)
{
	for (size_t i = 0; i < n; i++) {
		p[i].all = xrealloc(p[i].all, space * sizeof *p[i].all);
		p[i].office = xrealloc(p[i].office, space * sizeof *p[i].office);
	}
}

int
read_kpi_spans(struct store *s, const struct kpi_ask *ask, const enum kpi *list, size_t n, struct kpi_spans *out,
	struct error *err)
{
	struct arena *work = arena_new();
	struct query_context ctx = { .now = clock_now() };
	struct kpi_spans *found = arena_array(work, struct kpi_spans, n);
	struct query_sql x;
	struct query *q;
	struct buf b = BUF_INIT;
	sqlite3_stmt *st = NULL;
	int rc = -1;
	size_t rows = 0, space = 0;
	query_sql_begin(&x, s, ask->agent, work, err);
	if (query_parse(ask->filter ? ask->filter : "", &ctx, work, &q, NULL, err) == 0 &&
	    query_kpi_spans(&x, ask, list, n, query_prune(q, work), &b) == 0)
		st = db_prepare(s, b.data, err);
	if (st) {
		query_sql_bind(&x, st);
		while ((rc = db_step(s, st, err)) > 0) {
			if (rows++ == space)
				grow(found, n, space = space ? space * 2 : 1024);
			for (size_t i = 0; i < n; i++)
				push_span(&found[i], st, (int)i * 2);
		}
		sqlite3_finalize(st);
	}
	for (size_t i = 0; i < n; i++) {
		if (rc == 0) {
			out[i] = found[i];
			continue;
		}
		kpi_spans_free(&found[i]);
	}
	buf_free(&b);
	arena_free(work);
	return rc;
}
