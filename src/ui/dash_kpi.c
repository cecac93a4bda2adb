/*
 * dash_kpi.c - the dashboard's second page: figures by their definitions (kpi.def): times in all and in office hours,
 * promises, effort, the bot, reasons, transfers.  Each number is one of cases, and opens them.
 */
#include "dash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

enum { SLICE_US = 2500, READ_MS = 4000 };
enum { TIMES = 6, MANY = 9 };

/* What is read, in this order. */
enum { AT_EFFORT = TIMES, AT_CONTACTS, AT_CHANGES, AT_WAITS, AT_CES, AT_SLA, AT_PROMISES, AT_CONTAINED, AT_HANDED, AT_WRONG,
	AT_REASONS, AT_TRANSFERS, AT_ESCALATIONS, AT_END };
static const struct { enum kpi kpi; enum kpi_by by; } reads[AT_END] = {
	{ KPI_FIRST_RESPONSE, KPI_BY_ALL }, { KPI_REPLY_TIME, KPI_BY_ALL }, { KPI_REQUESTER_WAIT, KPI_BY_ALL },
	{ KPI_AGENT_WORK, KPI_BY_ALL }, { KPI_FULL_RESOLUTION, KPI_BY_ALL }, { KPI_HANDLE_TIME_ADJUSTED, KPI_BY_ALL },
	{ KPI_EFFORT, KPI_BY_VALUE }, { KPI_CONTACTS, KPI_BY_VALUE }, { KPI_CHANNEL_CHANGES, KPI_BY_VALUE },
	{ KPI_LONG_WAITS, KPI_BY_VALUE }, { KPI_CES, KPI_BY_ALL }, { KPI_SLA_KEPT, KPI_BY_VALUE },
	{ KPI_PROMISES_KEPT, KPI_BY_VALUE }, { KPI_BOT_CONTAINED, KPI_BY_VALUE }, { KPI_BOT_HANDED_OVER, KPI_BY_VALUE },
	{ KPI_BOT_WRONG, KPI_BY_VALUE }, { KPI_OPENED, KPI_BY_TAG }, { KPI_TRANSFERS, KPI_BY_VALUE },
	{ KPI_ESCALATIONS, KPI_BY_VALUE } };

/* -- counting --------------------------------------------------------------------------------------------------- */

int
dash_kpi_count(struct dash *d)
{
	struct arena *a = arena_new();
	struct hours *office;
	struct error err = ERROR_INIT;
	int64_t left = 0;
	int rc = metric_hours(d->app->store, d->app->conf, NULL, a, &office, &err);
	if (rc == 0)
		rc = metric_run(d->app->store, office, SLICE_US, &left, &err);
	arena_free(a);
	if (rc < 0 && err.code != ERR_BUSY)
		app_fail(d->app, &err);
	d->uncounted = rc < 0 ? 0 : left > 0 ? left : 0;
	return rc == 0 && left != 0;
}

/* Numbers of a case are all read in one go, with the first of them. */
static const int together[] = { AT_EFFORT, AT_CONTACTS, AT_CHANGES, AT_WAITS, AT_TRANSFERS, AT_ESCALATIONS };
enum { TOGETHER = sizeof together / sizeof *together };

static int
read_numbers(struct dash *d, const struct kpi_ask *ask, struct arena *a, struct error *err)
{
	enum kpi list[TOGETHER];
	struct kpi_row *rows[TOGETHER];
	size_t n[TOGETHER];
	for (int i = 0; i < TOGETHER; i++)
		list[i] = reads[together[i]].kpi;
	if (read_kpi_values(d->app->store, ask, list, TOGETHER, a, rows, n, err) < 0)
		return -1;
	arena_free(d->kpi[AT_EFFORT].arena);
	for (int i = 0; i < TOGETHER; i++)
		d->kpi[together[i]] = (struct dash_kpi){ .arena = i ? NULL : a, .rows = rows[i], .n = n[i], .known = true };
	return 0;
}

/* Spans of resolved cases are all read in one go, with the first of them, and measured one a step: a key waits for one. */
static const int spans[DASH_SPANS] = { 2, 3, 4, 5 };

static void
free_spans(struct dash *d)
{
	for (int k = 0; k < DASH_SPANS; k++)
		kpi_spans_free(&d->spans[k]);
	d->spans_read = false;
}

static int
read_spans(struct dash *d, const struct kpi_ask *ask, struct error *err)
{
	enum kpi list[DASH_SPANS];
	for (int k = 0; k < DASH_SPANS; k++)
		list[k] = reads[spans[k]].kpi;
	free_spans(d);
	if (read_kpi_spans(d->app->store, ask, list, DASH_SPANS, d->spans, err) < 0)
		return -1;
	d->spans_read = true;
	return 0;
}

static void
measure_span(struct dash *d, int k)
{
	struct dash_kpi read = { .arena = arena_new(), .n = 1, .known = true };
	struct kpi_spans *v = &d->spans[k];
	read.rows = arena_new_of(read.arena, struct kpi_row);
	*read.rows = (struct kpi_row){ .cases = (int64_t)v->n, .all = kpi_spread(v->all, v->n),
		.office = kpi_spread(v->office, v->offices) };
	kpi_spans_free(v);
	arena_free(d->kpi[spans[k]].arena);
	d->kpi[spans[k]] = read;
}

int
dash_kpi_read(struct dash *d, int i)
{
	struct kpi_ask ask = { .from_at = dash_from(d), .filter = d->filter, .agent = d->app->v.who.agent };
	struct dash_kpi read = { .arena = arena_new() };
	struct error err = ERROR_INIT;
	int64_t since = clock_mono_us();
	bool with_first = i >= AT_END;
	int span = i >= spans[0] && i < spans[0] + DASH_SPANS ? i - spans[0] : -1;
	if (span > 0) {
		if (d->spans_read)
			measure_span(d, span);
		arena_free(read.arena);
		return 0;
	}
	for (int k = 1; k < TOGETHER; k++)
		with_first |= together[k] == i;
	if (with_first) {
		arena_free(read.arena);
		return 0;
	}
	ask.by = reads[i].by;
	store_budget(d->app->store, READ_MS);
	int rc = i == AT_EFFORT ? read_numbers(d, &ask, read.arena, &err) : span == 0 ? read_spans(d, &ask, &err)
		: read_kpi(d->app->store, &ask, reads[i].kpi, read.arena, &read.rows, &read.n, &err);
	store_budget(d->app->store, 0);
	app_query_took(d->app, since);
	if (rc < 0) {
		arena_free(read.arena);
		return err.code == ERR_BUSY && clock_mono_us() - since < READ_MS * 900LL ? -1 : 0;
	}
	if (i == AT_EFFORT)
		return 0;
	if (span == 0) {
		arena_free(read.arena);
		measure_span(d, 0);
		return 0;
	}
	read.known = true;
	arena_free(d->kpi[i].arena);
	d->kpi[i] = read;
	return 0;
}

void
dash_kpi_forget(struct dash *d)
{
	free_spans(d);
	for (int i = 0; i < DASH_KPIS; i++) {
		arena_free(d->kpi[i].arena);
		d->kpi[i] = (struct dash_kpi){ .arena = NULL };
	}
}

/* Who looked last, for everybody to see. */
static void
read_last(struct dash *d)
{
	struct arena *a = arena_new();
	struct looked *rows;
	size_t n = 0;
	char day[24], hour[8];
	*d->looked = '\0';
	if (read_looked(d->app->store, d->app->v.now - 30 * MS_DAY, a, &rows, &n, NULL) == 0 && n) {
		local_date(day, rows->at, d->app->v.now);
		local_hhmm(hour, rows->at);
		snprintf(d->looked, sizeof d->looked, _("seen by %s, %s %s"), rows->who ? rows->who : "?", day, hour);
	}
	arena_free(a);
}

/* Whose figures by name may be seen.  To look at everybody's is written down once each time the dashboard opens. */
int64_t
dash_kpi_agent(struct dash *d, bool *hidden)
{
	struct error err = ERROR_INIT;
	enum stats_named mode = stats_named_mode(d->app->conf);
	int64_t only = d->app->v.who.agent;
	*hidden = mode == STATS_OFF || (mode == STATS_SELF && !only);
	if (mode != STATS_NAMED)
		return only;
	if (!d->named && !store_read_only(d->app->store)) {
		if (stats_named(&d->app->v, "dashboard", &only, &err) < 0) {
			*hidden = true;	/* what cannot be written down is not shown */
			return 0;
		}
		d->named = true;
	}
	read_last(d);
	return 0;
}

/* -- panels ----------------------------------------------------------------------------------------------------- */

static struct dash_number *
put(struct dash_panel *p, size_t series, size_t item, const char *name, int64_t value, const char *query)
{
	struct dash_number *n = &p->number[series * p->items + item];
	*n = (struct dash_number){ .item = name, .short_item = name, .value = value, .cases = value == PLOT_NONE ? -1 : value,
		.query = query };
	return n;
}

/* How many cases have a number between low and high; PLOT_NONE = not known yet. */
static int64_t
cases_with(const struct dash *d, int read, int64_t low, int64_t high)
{
	const struct dash_kpi *k = &d->kpi[read];
	int64_t sum = 0;
	for (size_t i = 0; i < k->n; i++) {
		int64_t v = k->rows[i].value ? (int64_t)strtoll(k->rows[i].value, NULL, 10) : -1;
		sum += v >= low && v <= high ? k->rows[i].cases : 0;
	}
	return k->known ? sum : PLOT_NONE;
}

static void
span_number(struct dash *d, struct dash_panel *p, int i, size_t series, bool office, bool p90, const char *since)
{
	const struct dash_kpi *k = &d->kpi[i];
	enum kpi kpi = reads[i].kpi;
	const struct kpi_spread *s = !k->known ? NULL : office ? &k->rows->office : &k->rows->all;
	struct dash_number *n = put(p, series, (size_t)i, _(kpi_infos[kpi].title), s &&
		s->n ? p90 ? s->p90 : s->p50 : PLOT_NONE,
		kpi_query(kpi, since, d->arena));
	n->span = true;
	n->cases = !k->known ? -1 : k->rows->cases;
}

/* Times, in all and in office hours. */
static void
make_times(struct dash *d, const char *since)
{
	struct dash_panel *p = dash_panel(d, DASH_TIMES, TIMES, 4);
	p->series_name[0] = "p50";
	p->series_name[1] = "p90";
	p->series_name[2] = _("office p50");
	p->series_name[3] = _("office p90");
	for (int i = 0; i < TIMES; i++) {
		for (size_t s = 0; s < 4; s++)
			span_number(d, p, i, s, s >= 2, s % 2 == 1, since);
		p->known &= d->kpi[i].known;
	}
}

static void
make_levels(struct dash *d, const char *since)
{
	static const struct { int read; const char *name, *term; } rows[] = { { AT_SLA, N_("service levels"), "sla" },
		{ AT_PROMISES, N_("promises to customers"), "promise" } };
	struct dash_panel *p = dash_panel(d, DASH_LEVELS, 2, 2);
	p->series_name[0] = _("kept");
	p->series_name[1] = _("broken");
	for (size_t i = 0; i < 2; i++)
		for (size_t s = 0; s < 2; s++)
			put(p, s, i, _(rows[i].name), cases_with(d, rows[i].read, s == 0, s == 0), arena_printf(d->arena,
				"%s_%s:%s",
				rows[i].term, s ? "broken" : "kept", since));
}

/* Cases resolved, by a number of theirs. */
struct counted { int read; int64_t low, high; const char *name, *term; };

static void
make_counted(struct dash *d, struct dash_panel *p, const struct counted *rows, size_t n, const char *since)
{
	for (size_t i = 0; i < n; i++)
		put(p, 0, i, _(rows[i].name), cases_with(d, rows[i].read, rows[i].low, rows[i].high), arena_printf(d->arena,
			"resolved:%s %s", since, rows[i].term));
}

static const struct counted efforts[] = {
	{ AT_EFFORT, 0, 1, N_("effort 1"), "effort:<=1" }, { AT_EFFORT, 2, 2, N_("effort 2"), "effort:2" },
	{ AT_EFFORT, 3, 3, N_("effort 3"), "effort:3" }, { AT_EFFORT, 4, INT64_MAX, N_("effort 4 and more"), "effort:>=4" },
	{ AT_CONTACTS, 2, INT64_MAX, N_("came again"), "contacts:>1" },
	{ AT_CHANGES, 1, INT64_MAX, N_("changed channel"), "kpi:channel_changes>0" },
	{ AT_WAITS, 1, INT64_MAX, N_("waited over a day"), "kpi:long_waits>0" } };
static const struct counted transfers[] = {
	{ AT_TRANSFERS, 0, 0, N_("no transfer"), "transfers:0" }, { AT_TRANSFERS, 1, 1, N_("1 transfer"), "transfers:1" },
	{ AT_TRANSFERS, 2, 2, N_("2 transfers"), "transfers:2" },
	{ AT_TRANSFERS, 3, INT64_MAX, N_("3 and more"), "transfers:>=3" },
	{ AT_ESCALATIONS, 1, INT64_MAX, N_("escalated"), "kpi:escalations>0" } };

static void
make_effort(struct dash *d, const char *since)
{
	size_t n = sizeof efforts / sizeof *efforts;
	struct dash_panel *p = dash_panel(d, DASH_EFFORT, n + 1, 1);
	const struct dash_kpi *k = &d->kpi[AT_CES];
	make_counted(d, p, efforts, n, since);
	struct dash_number *ces = put(p, 0, n, _("CES of 7"), k->known && k->rows->all.n ? k->rows->all.p50 : PLOT_NONE,
		arena_printf(d->arena, "rated:%s ces:>=1", since));
	ces->cases = k->known ? k->rows->cases : -1;
}

static void
make_bot(struct dash *d, const char *since)
{
	static const struct { int read; const char *name, *term; } rows[] = { { AT_CONTAINED, N_("contained"),
		"bot_contained" },
		{ AT_HANDED, N_("handed over"), "bot_handed_over" }, { AT_WRONG, N_("wrong"), "bot_wrong" } };
	struct dash_panel *p = dash_panel(d, DASH_BOT, 3, 1);
	for (size_t i = 0; i < 3; i++)
		put(p, 0, i, _(rows[i].name), cases_with(d, rows[i].read, 1, 1), arena_printf(d->arena, "%s:%s",
			rows[i].term, since));
}

/* What it is about: tags, the most frequent first. */
static void
make_reasons(struct dash *d, const char *since)
{
	const struct dash_kpi *k = &d->kpi[AT_REASONS];
	size_t n = 0, shown = 0;
	for (size_t i = 0; i < k->n; i++)
		n += k->rows[i].value != NULL;
	n = n > DASH_REASON_ROWS ? DASH_REASON_ROWS : n;
	struct dash_panel *p = dash_panel(d, DASH_REASONS, n, 1);
	for (size_t i = 0; i < k->n && shown < n; i++) {
		if (!k->rows[i].value)
			continue;
		put(p, 0, shown++, arena_str(d->arena, k->rows[i].value), k->rows[i].cases, arena_printf(d->arena,
			"opened:%s is:any tag:\"%s\"", since, k->rows[i].value));
	}
	p->known = k->known;
}

static void
make_transfers(struct dash *d, const char *since)
{
	size_t n = sizeof transfers / sizeof *transfers;
	make_counted(d, dash_panel(d, DASH_TRANSFERS, n, 1), transfers, n, since);
}

void
dash_kpi_panels(struct dash *d, const char *since)
{
	make_times(d, since);
	make_levels(d, since);
	make_effort(d, since);
	make_bot(d, since);
	make_reasons(d, since);
	make_transfers(d, since);
}

/* -- what they mean ---------------------------------------------------------------------------------------------- */

/* The formula, and the trap it avoids. */
static const char *
formula(const struct dash *d, enum kpi k)
{
	const struct kpi_info *i = &kpi_infos[k];
	return *i->trap ? arena_printf(d->app->command, "%s %s", _(i->formula), _(i->trap)) : _(i->formula);
}

const char *
dash_kpi_meaning(const struct dash *d, enum dash_id id, size_t series, size_t item)
{
	static const int bot[] = { AT_CONTAINED, AT_HANDED, AT_WRONG };
	(void)series;
	switch (id) {
	case DASH_TIMES: return formula(d, reads[item % TIMES].kpi);
	case DASH_LEVELS: return formula(d, item ? KPI_PROMISES_KEPT : KPI_SLA_KEPT);
	case DASH_EFFORT:
		return formula(d, item < sizeof efforts / sizeof *efforts ? reads[efforts[item].read].kpi : KPI_CES);
	case DASH_BOT: return formula(d, reads[bot[item % 3]].kpi);
	case DASH_TRANSFERS: return formula(d, item < sizeof transfers / sizeof *transfers ? reads[transfers[item].read].kpi
		: KPI_TRANSFERS);
	default:
		return _("Cases opened in the period with this tag, the most frequent first; a case with several counts with"
			" each.");
	}
}
