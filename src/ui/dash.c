/*
 * dash.c - the dashboard: what is open now, how fast we were, what came when, who has how much.
 *
 * It is there at once with what is known and fills in between keys.  Enter on any number opens its cases as a list,
 * whose filter shows the query; going back from there leads to the same number.
 */
#include "dash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "file.h"

/* -- the screen ------------------------------------------------------------------------------------------------- */

/* Along the days one begins with today. */
static void
newest(struct dash *d)
{
	for (int i = 0; i < DASH_PANELS; i++)
		d->pos[i] = i == DASH_REPLY || i == DASH_RESOLUTION || i == DASH_DAYS ? (long)dash_days(d->range) - 1 : 0;
}

static struct dash *
dash_of(struct app *app)
{
	if (!app->dash) {
		app->dash = xcalloc(1, sizeof *app->dash);
		app->dash->app = app;
		app->dash->arena = arena_new();
		app->dash->range = DASH_WEEK;
		newest(app->dash);
		dash_forget(app->dash);
	}
	return app->dash;
}

void
dash_end(struct app *app)
{
	struct dash *d = app->dash;
	if (!d)
		return;
	figures_free(d->now);
	figures_free(d->coming);
	dash_kpi_forget(d);
	arena_free(d->arena);
	arena_free(d->rows_arena);
	free(d);
	app->dash = NULL;
}

void
dash_open(struct app *app)
{
	struct dash *d = dash_of(app);
	if (app_top(app)->ops == &dashboard_screen)
		return;
	d->named = false;
	dash_panels(d);
	app_push(app, &dashboard_screen, d, 1u << AREA_CASE | 1u << AREA_OUTBOX);
	d->stale = true;
	app->hurry = true;
}

static void
reload(struct app *app, struct screen *s)
{
	(void)app;
	((struct dash *)s->state)->stale = true;
}

static void
tick(struct app *app, struct screen *s)
{
	if (app_top(app) == s)
		dash_read(s->state);
}

/* Of a panel of points or columns one goes along the days, and then along the other series. */
static bool
move(struct app *app, struct screen *s, enum list_move how, int count)
{
	struct dash *d = s->state;
	const struct dash_panel *p = &d->panel[d->at];
	long n = (long)(p->items * p->series), *pos = &d->pos[d->at], step = count > 0 ? count : 1;
	long page = d->at == DASH_HEAT ? 26 : p->items ? (long)p->items : 1;
	switch (how) {
	case LIST_DOWN: *pos += step; break;
	case LIST_UP: *pos -= step; break;
	case LIST_PAGE_DOWN:
	case LIST_HALF_DOWN: *pos += page * step; break;
	case LIST_PAGE_UP:
	case LIST_HALF_UP: *pos -= page * step; break;
	case LIST_TOP: *pos = count > 0 ? count - 1 : 0; break;
	default: *pos = n - 1; break;
	}
	*pos = *pos >= n ? n - 1 : *pos;
	*pos = *pos < 0 ? 0 : *pos;
	app->dirty = true;
	return true;
}

static int64_t
current(struct app *app, struct screen *s)
{
	const struct dash_number *n = dash_number(s->state);
	(void)app;
	return n && n->case_id ? n->case_id : 0;
}

const struct screen_ops dashboard_screen = {
	.name = "dashboard", .title = N_("Dashboard"), .reload = reload, .draw = dash_draw, .tick = tick, .current = current,
	.move = move,
	.hints = "open,panel=dash-right,range=dash-longer,table=dash-table,tsv=dash-copy,filter=dash-filter,meaning=dash-what,"
		"export,back,help",
};

/* -- from a number to its cases --------------------------------------------------------------------------------- */

void
dash_enter(struct app *app)
{
	struct dash *d = dash_of(app);
	const struct dash_number *n = dash_number(d);
	if (!n)
		return;
	if (n->case_id) {
		case_open_screen(app, n->case_id);
		return;
	}
	if (!n->cases) {
		app_say(app, MESSAGE_INFO, _("there are none"));
		return;
	}
	snprintf(d->opened, sizeof d->opened, "%s", dash_query(d, n, app->command));
	view_open_filtered(app, d->at == DASH_QUEUE ? SORT_DUE : SORT_RECENT, d->opened);
}

bool
dash_return(struct app *app)
{
	if (!app->dash || !*app->dash->opened || !str_eq(cases_filter_text(app), app->dash->opened))
		return false;
	cases_filter(app, "");
	*app->dash->opened = '\0';
	dash_open(app);
	return true;
}

/* -- what can be done ------------------------------------------------------------------------------------------- */

static void
set_range(struct dash *d, int range)
{
	static const char *const names[DASH_RANGES] = { N_("today"), N_("7 days"), N_("30 days"), N_("90 days") };
	if (range < 0 || range >= DASH_RANGES) {
		app_say(d->app, MESSAGE_INFO, range < 0 ? _("no shorter range") : _("no longer range"));
		return;
	}
	if (d->range == (enum dash_range)range)
		return;
	d->range = (enum dash_range)range;
	newest(d);
	/* what is now stays as it is */
	figures_free(d->now);
	d->now = NULL;
	dash_begin(d);
	dash_panels(d);
	app_say(d->app, MESSAGE_INFO, "%s", _(names[range]));
}

static void
filter_to(struct dash *d, const char *text)
{
	struct arena *a = arena_new();
	struct query_context ctx = { .now = d->app->v.now };
	struct error err = ERROR_INIT;
	struct query *q;
	if (query_parse(text, &ctx, a, &q, NULL, &err) < 0) {
		app_fail(d->app, &err);
	} else if (strlen(text) >= sizeof d->filter) {
		app_say(d->app, MESSAGE_BAD, _("the filter is too long"));
	} else if (!str_eq(d->filter, text)) {
		snprintf(d->filter, sizeof d->filter, "%s", text);
		dash_forget(d);
		dash_panels(d);
	}
	arena_free(a);
}

static void
filter_done(struct app *app, const char *text, void *ctx)
{
	(void)ctx;
	if (text)
		filter_to(dash_of(app), text);
}

static void
copy(struct dash *d)
{
	struct buf b = BUF_INIT;
	buf_adds(&b, dash_tsv_head);
	dash_tsv(d, d->at, &b);
	if (term_is_headless(d->app->term) || term_copy(d->app->term, b.data, b.len))
		app_say(d->app, MESSAGE_GOOD, _("copied as tab-separated lines: %s"), d->panel[d->at].title);
	else
		app_say(d->app, MESSAGE_BAD, _("too long for the clipboard: over 64 KiB"));
	buf_free(&b);
}

static void
export(struct dash *d, const char *file)
{
	struct buf b = BUF_INIT;
	buf_adds(&b, dash_tsv_head);
	for (int i = 0; i < DASH_PANELS; i++)
		dash_tsv(d, (enum dash_id)i, &b);
	if (file_replace(file, b.data, b.len) < 0)
		app_say(d->app, MESSAGE_BAD, _("%s: cannot be written"), file);
	else
		app_say(d->app, MESSAGE_GOOD, _("all figures are in %s, as tab-separated lines"), file);
	buf_free(&b);
}

static void
export_done(struct app *app, const char *text, void *ctx)
{
	(void)ctx;
	if (!str_empty(text))
		export(dash_of(app), text);
}

static void
step_panel(struct dash *d, int step)
{
	int at = (int)d->at + step;
	if (at < 0 || at >= DASH_PANELS)
		app_say(d->app, MESSAGE_INFO, at < 0 ? _("this is the first panel") : _("this is the last panel"));
	else
		d->at = (enum dash_id)at;
}

/* What the number under the cursor means, and what it opens. */
static void
explain(struct dash *d)
{
	const struct dash_panel *p = &d->panel[d->at];
	const struct dash_number *n = dash_number(d);
	if (n)
		app_say(d->app, MESSAGE_INFO, "%s [%s]", dash_meaning(d, d->at, p->items ? (size_t)d->pos[d->at] / p->items : 0,
			p->items ? (size_t)d->pos[d->at] % p->items : 0), dash_query(d, n, d->app->command));
}

static void
refresh(struct dash *d)
{
	dash_begin(d);
	app_say(d->app, MESSAGE_INFO, _("counted anew"));
}

void
go_dash(struct app *app, int count, const char *const *words, size_t n)
{
	const char *what = words[0], *rest = n > 1 ? command_rest(app->command, words, n, 1) : NULL;
	static const char *const ranges[DASH_RANGES] = { "today", "7d", "30d", "90d" };
	if (str_eq(what, "dashboard"))
		dash_open(app);
	struct dash *d = dash_of(app);
	int step = count > 0 ? count : 1;
	if (str_eq(what, "dash-left") || str_eq(what, "dash-right"))
		step_panel(d, str_eq(what, "dash-left") ? -step : step);
	else if (str_eq(what, "dash-longer") || str_eq(what, "dash-shorter"))
		set_range(d, (int)d->range + (str_eq(what, "dash-longer") ? 1 : -1));
	else if (str_eq(what, "dash-table"))
		d->table = !d->table;
	else if (str_eq(what, "dash-copy"))
		copy(d);
	else if (str_eq(what, "export") && rest)
		export(d, rest);
	else if (str_eq(what, "export"))
		app_prompt(app, _("write the figures to: "), "", export_done, NULL);
	else if (str_eq(what, "dash-refresh"))
		refresh(d);
	else if (str_eq(what, "dash-filter") && rest)
		filter_to(d, str_eq(rest, "*") ? "" : rest);
	else if (str_eq(what, "dash-filter"))
		app_prompt(app, _("figures of: "), d->filter, filter_done, NULL);
	else if (str_eq(what, "dash-what"))
		explain(d);
	for (int i = 0; rest && str_eq(what, "dash-range") && i < DASH_RANGES; i++)
		if (str_eq(rest, ranges[i]))
			set_range(d, i);
	app->dirty = true;
}
