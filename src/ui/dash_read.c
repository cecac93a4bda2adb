/*
 * dash_read.c - what the dashboard counts, a slice at a time and only between keys: a key ends the slice at once.
 *
 * What is now (open, waiting, overdue, each agent's) is counted by its query, one query a tick; what was in the period
 * by one walk in slices of some milliseconds.  A key stops any of it, and it goes on after the key.
 */
#include "dash.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"

enum { SLICE_US = 8000, FIRST_MS = 60, PATIENT_MS = 4000, REST_TIMES = 20, REST_US = 30000000 };
enum { STEP_ROWS = DASH_QUEUES, STEP_OLDEST, STEP_RATING, STEP_COUNT, STEP_WALK, STEP_KPI,
	STEP_NAMES = STEP_KPI + DASH_KPIS, STEP_AGENTS,
	STEP_AGAIN = STEP_AGENTS + DASH_AGENT_ROWS, STEP_END = STEP_AGAIN + DASH_QUEUES + DASH_AGENT_ROWS + 3 };

#define OPEN "(is:new or is:open)"
const char *const dash_queue_queries[DASH_QUEUES] = { OPEN, "is:waiting (is:new or is:open or is:pending or is:snoozed)",
	"is:mine " OPEN, "is:unassigned " OPEN, "is:overdue", "is:escalated (is:new or is:open or is:pending or is:snoozed)",
	"is:pending", "is:snoozed" };

size_t
dash_days(enum dash_range r)
{
	static const size_t days[DASH_RANGES] = { 1, 7, 30, 90 };
	return days[r];
}

int64_t
dash_from(const struct dash *d)
{
	struct clock_local l;
	clock_to_local(d->app->v.now, &l);
	l.day -= (int)dash_days(d->range) - 1;
	l.hour = l.minute = l.second = 0;
	return clock_from_local(&l);
}

void
dash_begin(struct dash *d)
{
	struct figures_ask ask = { .from_at = dash_from(d), .filter = d->filter, .agent = d->app->v.who.agent };
	figures_free(d->coming);
	d->coming = figures_new(&ask, NULL);
	d->began_us = clock_mono_us();
	d->drawn_seen = 0;
	d->stale = false;
	d->step = 0;
	d->app->hurry = true;
}

void
dash_forget(struct dash *d)
{
	figures_free(d->now);
	figures_free(d->coming);
	d->now = d->coming = NULL;
	memset(d->queue, 0, sizeof d->queue);
	memset(d->agent_open, 0, sizeof d->agent_open);
	d->agents = d->row_count = 0;
	d->rated = d->aged = d->rows_known = false;
	dash_kpi_forget(d);
	dash_begin(d);
}

bool
dash_reading(const struct dash *d)
{
	return d->step < STEP_END;
}

/* -- one thing at a time ---------------------------------------------------------------------------------------- */

static struct query *
parse(struct dash *d, const char *text, struct arena *a)
{
	struct query_context ctx = { .now = d->app->v.now };
	struct query *q;
	char *whole = *d->filter ? arena_printf(a, "(%s) (%s)", d->filter, text) : arena_str(a, text);
	return query_parse(whole, &ctx, a, &q, NULL, NULL) < 0 ? NULL : q;
}

/* 0, or -1: a key came.  What takes longer than its time is cut. */
static int
count(struct dash *d, const char *text, int ms, struct dash_count *out)
{
	struct arena *a = arena_new();
	struct error err = ERROR_INIT;
	struct query *q = parse(d, text, a);
	int64_t n = 0, since = clock_mono_us();
	int rc = 0;
	if (q) {
		store_budget(d->app->store, ms);
		rc = read_count(d->app->store, q, d->app->v.who.agent, INT64_MAX - 1, &n, &err);
		store_budget(d->app->store, 0);
		app_query_took(d->app, since);
	}
	arena_free(a);
	out->cut = rc < 0;
	if (rc == 0 && q)
		*out = (struct dash_count){ n, true, false };
	return rc < 0 && clock_mono_us() - since < (int64_t)ms * 900 ? -1 : 0;
}

static int
read_rows(struct dash *d, int ms)
{
	struct arena *a = arena_new();
	struct case_page page = { .query = parse(d, OPEN, a), .sort = SORT_DUE, .agent = d->app->v.who.agent,
		.limit = DASH_NEXT_ROWS };
	bool more, cut;
	int64_t since = clock_mono_us();
	store_budget(d->app->store, ms);
	struct case_row *rows;
	size_t n;
	int rc = read_cases(d->app->store, &page, a, &rows, &n, &more, &cut, NULL);
	store_budget(d->app->store, 0);
	app_query_took(d->app, since);
	if (rc < 0) {
		arena_free(a);
		return clock_mono_us() - since < (int64_t)ms * 900 ? -1 : 0;
	}
	arena_free(d->rows_arena);
	d->rows_arena = a;
	d->rows = rows;
	d->row_count = n;
	d->rows_known = true;
	return 0;
}

static int
read_one(struct dash *d, bool oldest, int ms)
{
	struct figures_ask ask = { .from_at = dash_from(d), .filter = d->filter, .agent = d->app->v.who.agent };
	int64_t since = clock_mono_us();
	store_budget(d->app->store, ms);
	int rc = oldest ? figures_oldest(d->app->store, &ask, &d->oldest, NULL)
		: figures_ratings(d->app->store, &ask, &d->rating, NULL);
	store_budget(d->app->store, 0);
	app_query_took(d->app, since);
	if (rc == 0)
		*(oldest ? &d->aged : &d->rated) = true;
	return rc < 0 && clock_mono_us() - since < (int64_t)ms * 900 ? -1 : 0;
}

/* The walk; 0 = it is over. */
static int
walk(struct dash *d)
{
	struct error err = ERROR_INIT;
	if (!d->coming)
		return 0;
	int rc = figures_step(d->app->store, d->coming, SLICE_US, &err);
	if (rc < 0 && err.code != ERR_BUSY) {
		app_fail(d->app, &err);
		figures_free(d->coming);
		d->coming = NULL;
		return 0;
	}
	if (rc != 0)
		return 1;
	figures_free(d->now);
	d->now = d->coming;
	figures_compact(d->now);
	d->coming = NULL;
	d->as_of = d->app->v.now;
	return 0;
}

/* All agents there are, and nobody. */
static void
name_agents(struct dash *d)
{
	struct arena *a = arena_new();
	const char **names;
	size_t n = 0;
	if (store_agents(d->app->store, a, &names, &n, NULL) < 0)
		n = 0;
	d->agents = 0;
	for (size_t i = 0; i < n && d->agents < DASH_AGENT_ROWS - 1; i++) {
		if (d->agents && !strcmp(d->agent[d->agents], names[i]))
			continue;
		snprintf(d->agent[d->agents++], sizeof d->agent[0], "%s", names[i]);
	}
	d->agent[d->agents++][0] = '\0';
	arena_free(a);
}

static int
count_agent(struct dash *d, size_t i, int ms)
{
	struct arena *a = arena_new();
	int rc = count(d, arena_printf(a, "assigned:%s " OPEN, *d->agent[i] ? d->agent[i] : "none"), ms, &d->agent_open[i]);
	arena_free(a);
	return rc;
}

/* What had no time before gets more of it. */
static int
again(struct dash *d, int step)
{
	if (step < DASH_QUEUES)
		return d->queue[step].cut ? count(d, dash_queue_queries[step], PATIENT_MS, &d->queue[step]) : 0;
	step -= DASH_QUEUES;
	if (step < DASH_AGENT_ROWS)
		return (size_t)step < d->agents && d->agent_open[step].cut ? count_agent(d, (size_t)step, PATIENT_MS) : 0;
	step -= DASH_AGENT_ROWS;
	return step == 0 ? d->rows_known ? 0 : read_rows(d, PATIENT_MS) : step == 1 ? d->aged ? 0 : read_one(d, true, PATIENT_MS)
		: d->rated ? 0 : read_one(d, false, PATIENT_MS);
}

static int
one_step(struct dash *d)
{
	int step = d->step;
	if (step < DASH_QUEUES)
		return count(d, dash_queue_queries[step], FIRST_MS, &d->queue[step]);
	if (step >= STEP_AGAIN)
		return again(d, step - STEP_AGAIN);
	if (step >= STEP_AGENTS)
		return (size_t)(step - STEP_AGENTS) < d->agents ? count_agent(d, (size_t)(step - STEP_AGENTS), FIRST_MS) : 0;
	if (step >= STEP_KPI && step < STEP_KPI + DASH_KPIS)
		return dash_kpi_read(d, step - STEP_KPI);
	switch (step) {
	case STEP_COUNT:	/* what is new comes first; of years that were never counted a little each time */
		return dash_kpi_count(d) && !d->uncounted;
	case STEP_ROWS: return read_rows(d, FIRST_MS);
	case STEP_OLDEST: return read_one(d, true, FIRST_MS);
	case STEP_RATING: return read_one(d, false, FIRST_MS);
	case STEP_WALK: return walk(d);
	default: name_agents(d); return 0;
	}
}

/* Is there anything new to show?  The walk is shown whenever it knows twice as much. */
static bool
worth_it(const struct dash *d)
{
	return d->step != STEP_WALK || !d->coming || d->now || figures_seen(d->coming) > 2 * d->drawn_seen;
}

void
dash_read(struct dash *d)
{
	int64_t now = clock_mono_us(), rest = d->took_us * REST_TIMES > REST_US ? d->took_us * REST_TIMES : REST_US;
	if (!dash_reading(d)) {
		if (!d->stale || now - d->began_us < rest)
			return;
		dash_begin(d);
	}
	int64_t until = now + SLICE_US;
	bool worth = false;
	/* small stores are through in one go */
	while (dash_reading(d)) {
		int rc = one_step(d);
		worth |= worth_it(d);
		if (rc == 0)
			d->step++;
		if (rc != 0 || clock_mono_us() >= until)
			break;
	}
	if (!dash_reading(d))
		d->took_us = clock_mono_us() - d->began_us;
	d->stale |= !dash_reading(d) && d->uncounted;
	d->app->hurry |= dash_reading(d);
	if (!worth && dash_reading(d))
		return;
	d->drawn_seen = d->coming ? figures_seen(d->coming) : 0;
	dash_panels(d);
	d->app->dirty = true;
}
