/*
 * read_figures.c - the figures of a period in one walk over the cases that changed since it began.
 *
 * The walk goes from the oldest change to the newest: a case that changes meanwhile is met again and passed over.
 * What the journal says of a case is read of its row of table metric where that is counted, else of the journal itself.
 * Spans are kept a list per day; when the walk is over each is measured by itself, then those of each agent.
 */
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "figures.h"
#include "kpi.h"
#include "query_figures.h"
#include "read_internal.h"
#include "str.h"

enum { ROWS_A_STEP = 4000, COUNTED_A_STEP = 50000, FEW_BEHIND = 1000, LOOK_EVERY = 8, LISTS = 2, PART = 16,
	SOME = 500 };
enum { SLOT_MS = 15 * 60 * 1000 };

/* A span with where it counts, in an order of its own: ms << 20 | agent << 8 | hour. */
typedef int64_t span_t;
struct span_list { span_t *item; size_t n, space; bool measured; struct figures_span span; };

struct figures {
	struct arena *a;
	int64_t from_at, to_at, agent;
	const struct query *filter;
	int64_t *day_at;
	int *day_weekday;
	size_t days;
	int64_t after_at, after_id, seen;
	/* by cases as they changed; or what is counted, then the cases that were left; or each of those that fit */
	enum { BY_CASES, BY_METRIC, BY_LEFT, BY_EACH } way;
	bool chosen, fitting;
	int64_t some_end;		/* the last of those that are being looked at */
	struct figures_fit fit;		/* with a filter: what it finds, known before the walk */
	int64_t *left;			/* cases to which something happened since they were counted */
	size_t left_n, left_space;
	uint16_t *slot;			/* of each quarter of an hour: 1 + day * 24 + hour; 0 = not known yet */
	size_t slots;
	struct figures_bits met;
	bool walked, done;
	struct figures_count total, *day, hour[24], weekday[7];
	int64_t heat[7][24], reopened, merged, escalated;
	struct figures_group *channel, *agents;
	size_t channel_n, channel_space, agent_n, agent_space, agents_measured;
	struct figures_span *agent_span;
	struct span_list *spans[LISTS];	/* of each day */
};

/* -- the period ------------------------------------------------------------------------------------------------- */

static int64_t
next_midnight(int64_t at, int days)
{
	struct clock_local l;
	clock_to_local(at, &l);
	l.day += days;
	l.hour = l.minute = l.second = 0;
	return clock_from_local(&l);
}

/* The days from the first to the last moment, the last FIGURES_DAYS of them. */
static void
make_days(struct figures *f)
{
	int64_t now = clock_now(), last = f->to_at ? f->to_at - 1 : now > f->from_at ? now : f->from_at;
	int64_t at = f->from_at, back = next_midnight(last, 1 - FIGURES_DAYS);
	f->day_at = arena_array(f->a, int64_t, FIGURES_DAYS + 1);
	f->day_weekday = arena_array(f->a, int, FIGURES_DAYS + 1);
	if (at < back)
		at = back;
	while (at <= last && f->days < FIGURES_DAYS) {
		struct clock_local l;
		f->day_at[f->days] = at;
		clock_to_local(at, &l);
		f->day_weekday[f->days++] = l.weekday;
		at = next_midnight(at, 1);
	}
	if (!f->days)
		f->day_at[f->days++] = f->from_at;
	f->day_at[f->days] = f->to_at ? f->to_at : at;
}

static size_t
day_of(const struct figures *f, int64_t at)
{
	size_t low = 0, high = f->days;
	while (high - low > 1) {
		size_t mid = (low + high) / 2;
		*(at >= f->day_at[mid] ? &low : &high) = mid;
	}
	return low;
}

static bool
in_period(const struct figures *f, int64_t at)
{
	return at >= f->from_at && at > 0 && (!f->to_at || at < f->to_at);
}

struct figures *
figures_new(const struct figures_ask *ask, struct error *err)
{
	struct arena *a = arena_new();
	struct query_context ctx = { .now = clock_now() };
	struct query *q;
	if (query_parse(ask->filter ? ask->filter : "", &ctx, a, &q, NULL, err) < 0) {
		arena_free(a);
		return NULL;
	}
	struct figures *f = arena_new_of(a, struct figures);
	f->a = a;
	f->from_at = f->after_at = ask->from_at;
	f->to_at = ask->to_at;
	f->agent = ask->agent;
	f->filter = query_prune(q, a);
	make_days(f);
	f->day = arena_array(a, struct figures_count, f->days);
	f->slots = f->days * 100;
	f->slot = arena_array(a, uint16_t, f->slots);
	for (int i = 0; i < LISTS; i++)
		f->spans[i] = arena_array(a, struct span_list, f->days);
	return f;
}

void
figures_free(struct figures *f)
{
	if (!f)
		return;
	figures_compact(f);
	arena_free(f->a);
}

void
figures_compact(struct figures *f)
{
	for (int i = 0; i < LISTS; i++)
		for (size_t d = 0; d < f->days; d++) {
			free(f->spans[i][d].item);
			f->spans[i][d].item = NULL;
			f->spans[i][d].n = 0;
		}
	figures_bits_free(&f->met);
	figures_bits_free(&f->fit.bits);
}

/* -- one case --------------------------------------------------------------------------------------------------- */

/* A moment by our clock. */
struct moment { size_t day; int hour, weekday; };

static struct moment
moment_of(const struct figures *f, int64_t at)
{
	struct clock_local l;
	/* hours and days begin with a quarter of an hour everywhere */
	int64_t i = at / SLOT_MS - f->day_at[0] / SLOT_MS - 1;
	uint16_t *slot = i >= 0 && i < (int64_t)f->slots ? &f->slot[i] : NULL;
	if (slot && *slot) {
		size_t day = (*slot - 1u) / 24;
		return (struct moment){ day, (*slot - 1) % 24, f->day_weekday[day] };
	}
	clock_to_local(at, &l);
	struct moment m = { day_of(f, at), l.hour, l.weekday };
	if (slot && f->day_weekday[m.day] == m.weekday)
		*slot = (uint16_t)(1 + m.day * 24 + (size_t)m.hour);
	return m;
}

static size_t
agent_place(struct figures *f, int64_t id)
{
	for (size_t i = 0; i < f->agent_n; i++)
		if (f->agents[i].id == id)
			return i;
	*VEC_PUSH(f->a, f->agents, f->agent_n, f->agent_space) = (struct figures_group){ .id = id };
	return f->agent_n - 1;
}

static void
count_channels(struct figures *f, const char *channels, bool opened, bool solved)
{
	for (const char *p = channels ? channels : ""; *p;) {
		size_t n = strcspn(p, " "), i = 0;
		while (i < f->channel_n && (strncmp(f->channel[i].name, p, n) || f->channel[i].name[n]))
			i++;
		if (i == f->channel_n)
			VEC_PUSH(f->a, f->channel, f->channel_n, f->channel_space)->name = arena_strn(f->a, p, n);
		f->channel[i].count.opened += opened;
		f->channel[i].count.solved += solved;
		p += n + (p[n] == ' ');
	}
}

static void
keep_span(struct figures *f, enum figures_what what, struct moment m, size_t agent, int64_t ms)
{
	struct span_list *l = &f->spans[what][m.day];
	uint64_t span = ms < 0 ? 0 : (uint64_t)ms;
	if (l->n == l->space) {
		l->space = l->space ? l->space * 2 : 32;
		l->item = xrealloc(l->item, l->space * sizeof *l->item);
	}
	l->item[l->n++] = span << 20 | (uint64_t)(agent & 0xfff) << 8 | (uint64_t)m.hour;
}

/* Columns as select_cases() has them. */
static void
count_case(struct figures *f, sqlite3_stmt *st)
{
	int64_t opened_at = db_col(st, 2), reply = db_col(st, 3), resolved_at = db_col(st, 5);
	bool opened = in_period(f, opened_at), solved = in_period(f, resolved_at);
	bool replied = reply >= 0 && in_period(f, db_col(st, 4));
	size_t agent = agent_place(f, db_col(st, 7));
	if (opened) {
		struct moment m = moment_of(f, opened_at);
		f->total.opened++;
		f->day[m.day].opened++;
		f->hour[m.hour].opened++;
		f->weekday[m.weekday].opened++;
		f->heat[m.weekday][m.hour]++;
	}
	if (solved) {
		struct moment m = moment_of(f, resolved_at);
		f->total.solved++;
		f->day[m.day].solved++;
		f->hour[m.hour].solved++;
		f->weekday[m.weekday].solved++;
		keep_span(f, FIGURES_RESOLUTION, m, agent, resolved_at - opened_at);
	}
	if (replied)
		keep_span(f, FIGURES_REPLY, moment_of(f, db_col(st, 4)), agent, reply);
	f->agents[agent].count.opened += opened;
	f->agents[agent].count.solved += solved;
	if (opened || solved)
		count_channels(f, (const char *)sqlite3_column_text(st, 6), opened, solved);
	int64_t turned = db_col(st, 8);
	f->reopened += (turned & KPI_TURNED_REOPENED) != 0;
	f->merged += (turned & KPI_TURNED_MERGED) != 0;
	f->escalated += (turned & KPI_TURNED_ESCALATED) != 0;
}

/* -- the walk --------------------------------------------------------------------------------------------------- */

#define MARK "(SELECT value FROM meta WHERE key='metric_item')"
/* Cases to which something happened since it was counted. */
static const char since_counted[] = "SELECT case_id FROM message WHERE id>" MARK " AND case_id IS NOT NULL"
	" UNION ALL SELECT case_id FROM note WHERE id>" MARK " AND case_id IS NOT NULL"
	" UNION ALL SELECT case_id FROM action WHERE id>" MARK " AND case_id IS NOT NULL"
	" UNION ALL SELECT entity_id FROM action_change WHERE action>" MARK " AND entity='case' UNION ALL SELECT o.case_id"
	" FROM outbox_log l JOIN outbox o ON o.id=l.outbox WHERE l.id>(SELECT value FROM meta WHERE key='metric_log')"
	" AND o.case_id IS NOT NULL";

/* A case's row of table metric, unless something happened to it since it was counted; false = there is none of any. */
static bool
join_metric(struct query_sql *x, struct buf *b)
{
	if (db_int64(x->s, STMT_METRIC_BEHIND, INT64_MAX, "") > FEW_BEHIND)
		return false;
	buf_addf(b, " LEFT JOIN metric k ON k.case_id=c.id AND c.id>=(SELECT value FROM meta WHERE key='metric_case')"
		" AND c.id NOT IN (%s)", since_counted);
	return true;
}

/* What the journal says, or what was made of it. */
static void
select_known(struct query_sql *x, const char *known, enum figure_sql what, struct buf *b)
{
	if (known)
		buf_addf(b, "coalesce(%s, ", known);
	query_figure_sql(x, what, 0, 0, b);
	if (known)
		buf_addc(b, ')');
}

/* What happened to it in the period, KPI_TURNED...: CASE asks the journal of no case that it need not, AND would. */
static void
select_turned(struct query_sql *x, const struct figures *f, const char *reopened, const char *merged, const char *escalated,
	struct buf *b)
{
	buf_addf(b, "(CASE WHEN %s THEN ", reopened);
	query_figure_sql(x, FIGURE_REOPENED, f->from_at, f->to_at, b);
	buf_addf(b, " ELSE 0 END)*%d+(CASE WHEN %s THEN ", KPI_TURNED_REOPENED, merged);
	query_figure_sql(x, FIGURE_MERGED, f->from_at, f->to_at, b);
	buf_addf(b, " ELSE 0 END)*%d+(CASE WHEN %s THEN ", KPI_TURNED_MERGED, escalated);
	query_figure_sql(x, FIGURE_ESCALATED, f->from_at, f->to_at, b);
	buf_addf(b, " ELSE 0 END)*%d", KPI_TURNED_ESCALATED);
}

/* The next of those that fit. */
static void
select_some(struct query_sql *x, struct figures *f, struct buf *b)
{
	struct buf list = BUF_INIT;
	int64_t id = f->after_id;
	for (int i = 0; i < SOME && (id = figures_bit_next(&f->fit.bits, id)) != 0; i++) {
		buf_addf(&list, "%c%lld", i ? ',' : '[', (long long)id);
		f->some_end = id;
	}
	buf_addf(b, "c.id IN (SELECT value FROM json_each(?%d))", query_param_text(x, arena_printf(x->a, "%s]",
		list.len ? list.data : "[")));
	buf_free(&list);
}

static void
select_cases(struct query_sql *x, struct figures *f, struct buf *b)
{
	int from = query_param_int(x, f->from_at ? f->from_at : 1), to = query_param_int(x, f->to_at ? f->to_at : INT64_MAX);
	struct buf join = BUF_INIT;
	bool known = join_metric(x, &join);
	buf_addf(b, "SELECT c.id, c.updated_at, c.opened_at, CASE WHEN c.first_reply_at>=?%d AND c.first_reply_at<?%d"
		" AND c.status<>6 THEN ", from, to);
	select_known(x, known ? "k.reply_ms" : NULL, FIGURE_FIRST_REPLY, b);
	buf_addf(b, " ELSE -1 END, c.first_reply_at, CASE WHEN c.status=4 AND c.resolved_at>=?%d THEN ", from);
	select_known(x, known ? "k.resolved_at" : NULL, FIGURE_RESOLVED, b);
	buf_adds(b, " END, c.channels, c.assignee, ");
	select_turned(x, f, known ? "c.status<>6 AND ifnull(k.turned&1, 1)" : "c.status<>6", "c.merged_into IS NOT NULL",
		known ? "c.status<>6 AND ifnull(k.turned&2, 1)" : "c.status<>6", b);
	buf_addf(b, " FROM cases c %s%s WHERE ", f->way == BY_CASES ? "INDEXED BY case_recent" : "NOT INDEXED",
		join.data ? join.data : "");
	buf_free(&join);
	if (f->way == BY_EACH) {
		select_some(x, f, b);
		return;
	}
	buf_addf(b, "(c.updated_at, c.id)>(?%d, ?%d)", query_param_int(x, f->after_at), query_param_int(x, f->after_id));
	if (f->way != BY_LEFT)
		return;
	buf_addf(b, " AND c.id IN (%s", since_counted);
	for (size_t i = 0; i < f->left_n; i++)
		buf_addf(b, "%s%lld%s", i ? ", (" : " UNION ALL VALUES (", (long long)f->left[i], ")");
	buf_addc(b, ')');
}

/* The same columns of what is counted alone, and whether something happened since. */
static void
select_counted(struct query_sql *x, const struct figures *f, struct buf *b)
{
	buf_adds(b, "SELECT c.id, c.opened_at, c.opened_at, c.reply_ms, c.first_at, c.resolved_at, c.channels, c.agent,"
		" CASE WHEN c.turned THEN ");
	select_turned(x, f, "c.turned&1", "c.turned&4", "c.turned&2", b);
	/* a row that is outdated from now on says what was true just now */
	bool all = db_int64(x->s, STMT_METRIC_BEHIND, 1, "") == 0;
	buf_addf(b, " ELSE 0 END, %s%s%s", all ? "0" : "c.id IN (", all ? "" : since_counted, all ? "" : ")");
	buf_addf(b, " FROM (SELECT case_id AS id, opened_at, first_at, reply_ms, resolved_at, channels, agent, turned,"
		" turned&4 AS merged_into FROM metric INDEXED BY metric_opened) c WHERE (c.opened_at, c.id)>(?%d, ?%d)"
		" ORDER BY c.opened_at, c.id LIMIT %d", query_param_int(x, f->after_at), query_param_int(x, f->after_id),
		COUNTED_A_STEP);
}

/* Of many cases what is counted is read, when that is all but a few; else the cases one by one. */
static bool
is_counted(struct store *s)
{
	return db_int64(s, STMT_META_GET, INT64_MAX, "t", "metric_case") <= 1 &&
		db_int64(s, STMT_METRIC_BEHIND, INT64_MAX, "") <= FEW_BEHIND;
}

static void
choose(struct store *s, struct figures *f)
{
	int64_t many = db_int64(s, STMT_METRIC_CASES_END, 0, "") / PART + 1;
	f->chosen = true;
	if (db_int64(s, STMT_METRIC_CHANGED, 0, "ii", f->from_at, many) < many)
		return;
	f->fitting = f->filter->op != QUERY_ALL;
	if (f->fitting || !is_counted(s))
		return;
	f->way = BY_METRIC;
	f->after_at = INT64_MIN;
}

/* What fits is known: where many do, what is counted is read as without a filter, and the others passed over. */
static void
choose_fitting(struct store *s, struct figures *f)
{
	f->way = BY_EACH;
	if (f->fit.bits.n < db_int64(s, STMT_METRIC_CASES_END, 0, "") / PART || !is_counted(s))
		return;
	f->way = BY_METRIC;
	f->after_at = INT64_MIN;
}

/* What is counted, and says so no more, is looked at in the end. */
static void
take(struct figures *f, sqlite3_stmt *st)
{
	int64_t id = db_col(st, 0);
	if (f->way != BY_EACH) {	/* those come in no order: all, or again */
		f->after_id = id;
		f->after_at = db_col(st, 1);
	}
	if (f->way == BY_METRIC && db_col(st, 9)) {
		*VEC_PUSH(f->a, f->left, f->left_n, f->left_space) = id;
		return;
	}
	if ((f->way == BY_METRIC && f->fitting && !figures_bit(&f->fit.bits, id)) || figures_bit_set(&f->met, id))
		return;
	f->seen++;
	count_case(f, st);
}

/* The next part of it, the cases that were left; false = there is none. */
static bool
next_way(struct figures *f)
{
	if (f->way != BY_METRIC)
		return false;
	f->way = BY_LEFT;
	f->after_at = f->from_at;
	f->after_id = 0;
	return true;
}

/* One stretch of the walk; 1 = time is up, 0 = it is over. */
static int
walk(struct store *s, struct figures *f, int64_t until_us, struct error *err)
{
	struct arena *a = arena_new();
	struct query_sql x;
	struct buf b = BUF_INIT;
	int64_t rows = 0;
	int rc = -1;
	query_sql_begin(&x, s, f->agent, a, err);
	if (f->way == BY_METRIC)
		select_counted(&x, f, &b);
	else
		select_cases(&x, f, &b);
	if (f->filter->op != QUERY_ALL && (f->way == BY_CASES || f->way == BY_LEFT)) {
		buf_adds(&b, " AND ");
		rc = query_sql_tree(&x, f->filter, &b);
	} else {
		rc = 0;
	}
	if (f->way == BY_CASES || f->way == BY_LEFT)
		buf_addf(&b, " ORDER BY c.updated_at, c.id LIMIT %d", ROWS_A_STEP);
	sqlite3_stmt *st = rc < 0 ? NULL : db_prepare(s, b.data, err);
	rc = -1;
	if (st) {
		query_sql_bind(&x, st);
		while ((rc = db_step(s, st, err)) > 0) {
			take(f, st);
			if (f->way != BY_EACH && ++rows % LOOK_EVERY == 0 && clock_mono_us() >= until_us)
				break;
		}
		sqlite3_finalize(st);
	}
	buf_free(&b);
	arena_free(a);
	if (rc == 0 && f->way == BY_EACH) {
		f->after_id = f->some_end;
		return figures_bit_next(&f->fit.bits, f->after_id) != 0;
	}
	return rc < 0 ? -1 : rc > 0 || rows == (f->way == BY_METRIC ? COUNTED_A_STEP : ROWS_A_STEP);
}

/* By nearest rank. */
static struct figures_span
measure(span_t *v, size_t n)
{
	struct figures_span out = { (int64_t)n, 0, 0, 0 };
	if (!n)
		return out;
	out.p90 = kpi_place(v, n, (n * 90 + 99) / 100 - 1) >> 20;
	out.p50 = kpi_place(v, n, (n * 50 + 99) / 100 - 1) >> 20;
	for (size_t i = 0; i < n; i++)
		out.over += v[i] >> 20 >= out.p90 / MS_SECOND * MS_SECOND;
	return out;
}

static int
by_name(const void *x, const void *y)
{
	return strcmp(((const struct figures_group *)x)->name, ((const struct figures_group *)y)->name);
}

static bool
picked(const struct figures_pick *p, span_t v)
{
	return (p->hour < 0 || (int)(v & 0xff) == p->hour) && (p->agent < 0 || (int)(v >> 8 & 0xfff) == (p->agent & 0xfff));
}

/* The spans of several lists, or of a part of them. */
static struct figures_span
measure_picked(const struct figures *f, enum figures_what what, struct figures_pick pick)
{
	struct arena *a = arena_new();
	size_t n = 0, space = 0;
	span_t *v = NULL;
	for (size_t d = 0; d < f->days; d++) {
		const struct span_list *l = &f->spans[what][d];
		if ((pick.day >= 0 && (size_t)pick.day != d) || (pick.weekday >= 0 && f->day_weekday[d] != pick.weekday))
			continue;
		for (size_t i = 0; i < l->n; i++)
			if (picked(&pick, l->item[i]))
				*VEC_PUSH(a, v, n, space) = l->item[i];
	}
	struct figures_span out = measure(v, n);
	arena_free(a);
	return out;
}

/* Measures one list, or one agent's; false when all are. */
static bool
measure_one(struct figures *f)
{
	for (int i = 0; i < LISTS; i++)
		for (size_t d = 0; d < f->days; d++) {
			struct span_list *l = &f->spans[i][d];
			if (l->measured)
				continue;
			l->span = measure(l->item, l->n);
			return l->measured = true;
		}
	if (f->agents_measured == f->agent_n)
		return false;
	if (!f->agent_span)
		f->agent_span = arena_array(f->a, struct figures_span, f->agent_n);
	f->agent_span[f->agents_measured] = measure_picked(f, FIGURES_REPLY, (struct figures_pick){ -1, -1, -1,
		(int)f->agents_measured });
	f->agents_measured++;
	return true;
}

/* The agents by their names.  Spans know them by their place, so that they are not put in order. */
static void
name_agents(struct store *s, struct figures *f)
{
	for (size_t i = 0; i < f->agent_n; i++)
		f->agents[i].name = f->agents[i].id ? store_agent_name(s, f->agents[i].id, f->a) : NULL;
	if (f->channel_n)
		qsort(f->channel, f->channel_n, sizeof *f->channel, by_name);
}

/* Which cases the filter finds, before the walk; 1 = time is up. */
static int
find_fitting(struct store *s, struct figures *f, int64_t until_us, struct error *err)
{
	int rc = figures_fit_step(s, &f->fit, f->filter, f->agent, f->from_at, until_us, err);
	if (rc == 0)
		choose_fitting(s, f);
	return rc;
}

int
figures_step(struct store *s, struct figures *f, int64_t us, struct error *err)
{
	struct error local = ERROR_INIT;
	int64_t until_us = clock_mono_us() + us;
	if (!f->chosen)
		choose(s, f);
	if (f->fitting && !f->fit.known) {
		int rc = find_fitting(s, f, until_us, &local);
		if (rc)
			return rc > 0 ? 1 : error_set(err, local.code, "%s", local.text);
	}
	while (!f->walked) {
		int rc = walk(s, f, until_us, &local);
		if (rc < 0)
			return error_set(err, local.code, "%s", local.text);
		f->walked = rc == 0 && !next_way(f);
		if (f->walked)
			name_agents(s, f);
		if (clock_mono_us() >= until_us)
			return 1;
	}
	while (!f->done) {
		f->done = !measure_one(f);
		if (!f->done && clock_mono_us() >= until_us)
			return 1;
	}
	return 0;
}

/* -- what was found --------------------------------------------------------------------------------------------- */

bool
figures_done(const struct figures *f)
{
	return f->done;
}

int64_t
figures_seen(const struct figures *f)
{
	return f->seen;
}

size_t
figures_days(const struct figures *f)
{
	return f->days;
}

int64_t
figures_day_at(const struct figures *f, size_t day)
{
	return f->day_at[day < f->days ? day : f->days];
}

struct figures_count
figures_total(const struct figures *f)
{
	return f->total;
}

struct figures_count
figures_of_day(const struct figures *f, size_t day)
{
	return f->day[day];
}

struct figures_count
figures_of_hour(const struct figures *f, int hour)
{
	return f->hour[hour];
}

struct figures_count
figures_of_weekday(const struct figures *f, int weekday)
{
	return f->weekday[weekday];
}

int64_t
figures_opened_in(const struct figures *f, int weekday, int hour)
{
	return f->heat[weekday][hour];
}

const struct figures_group *
figures_channels(const struct figures *f, size_t *n)
{
	*n = f->channel_n;
	return f->channel;
}

const struct figures_group *
figures_agents(const struct figures *f, size_t *n)
{
	*n = f->agent_n;
	return f->agents;
}

int64_t
figures_reopened(const struct figures *f)
{
	return f->reopened;
}

int64_t
figures_merged(const struct figures *f)
{
	return f->merged;
}

int64_t
figures_escalated(const struct figures *f)
{
	return f->escalated;
}

struct figures_span
figures_span(struct figures *f, enum figures_what what, struct figures_pick pick)
{
	bool day = pick.day >= 0 && pick.hour < 0 && pick.weekday < 0 && pick.agent < 0;
	bool agent = pick.agent >= 0 && pick.day < 0 && pick.hour < 0 && pick.weekday < 0;
	if (day && f->spans[what][pick.day].measured)
		return f->spans[what][pick.day].span;
	if (agent && what == FIGURES_REPLY && (size_t)pick.agent < f->agents_measured)
		return f->agent_span[pick.agent];
	return measure_picked(f, what, pick);
}

/* -- what is not of the walk ------------------------------------------------------------------------------------ */

/* Prepares a statement about cases c that fit the filter; NULL = it could not be. */
static sqlite3_stmt *
prepare_about(struct query_sql *x, struct store *s, const struct figures_ask *ask, struct arena *a, const char *select,
	const char *rest, struct error *err)
{
	struct query_context ctx = { .now = clock_now() };
	struct query *q;
	struct buf b = BUF_INIT;
	sqlite3_stmt *st = NULL;
	if (query_parse(ask->filter ? ask->filter : "", &ctx, a, &q, NULL, err) < 0)
		return NULL;
	query_sql_begin(x, s, ask->agent, a, err);
	buf_addf(&b, "%s AND ", select);
	int from = query_param_int(x, ask->from_at), to = query_param_int(x, ask->to_at ? ask->to_at : INT64_MAX);
	(void)from, (void)to;		/* ?1 and ?2 of what is selected */
	if (query_sql_tree(x, query_prune(q, a), &b) == 0) {
		buf_adds(&b, rest);
		st = db_prepare(s, b.data, err);
	}
	if (st)
		query_sql_bind(x, st);
	buf_free(&b);
	return st;
}

int
figures_ratings(struct store *s, const struct figures_ask *ask, struct figures_rating *out, struct error *err)
{
	struct arena *a = arena_new();
	struct query_sql x;
	struct error local = ERROR_INIT;
	int rc = -1;
	sqlite3_stmt *st = prepare_about(&x, s, ask, a, "SELECT count(DISTINCT c.id), ifnull(round(avg(r.score)), 0) FROM rating r"
		" JOIN cases c ON c.id=r.case_id WHERE r.at>=?1 AND r.at<?2 AND c.status<>6", "", &local);
	if (st) {
		rc = db_step(s, st, &local);
		if (rc > 0)
			*out = (struct figures_rating){ db_col(st, 0), db_col(st, 1) };
		sqlite3_finalize(st);
	}
	arena_free(a);
	return rc < 0 ? error_set(err, local.code, "%s", local.text) : 0;
}

int
figures_oldest(struct store *s, const struct figures_ask *ask, struct figures_oldest *out, struct error *err)
{
	struct arena *a = arena_new();
	struct query_sql x;
	struct error local = ERROR_INIT;
	int rc = -1;
	sqlite3_stmt *st = prepare_about(&x, s, ask, a, "SELECT c.id, c.number, c.opened_at FROM cases c WHERE c.status IN (0, 1)"
		" AND ?1 IS NOT NULL AND ?2 IS NOT NULL", " ORDER BY c.opened_at, c.id LIMIT 1", &local);
	if (st) {
		rc = db_step(s, st, &local);
		*out = rc > 0 ? (struct figures_oldest){ db_col(st, 0), db_col(st, 1), db_col(st, 2) }
			: (struct figures_oldest){ 0, 0, 0 };
		sqlite3_finalize(st);
	}
	arena_free(a);
	return rc < 0 ? error_set(err, local.code, "%s", local.text) : 0;
}
