/* dash_draw.c - the panels on the screen: one with a list of all, or as many beside each other as there is room for. */
#include "dash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "layout.h"

enum { TWO_COLUMNS = 72, THREE_COLUMNS = 110, LEAST_ROWS = 6, SECOND = DASH_TIMES, GRID = DASH_MORE };

/* -- how it is drawn -------------------------------------------------------------------------------------------- */

static enum plot_glyphs
glyphs(const struct app *app)
{
	const char *how = conf_str(app->conf, OPT_UI_PLOTS), *term = getenv("TERM");
	if (str_eq(how, "ascii") || !term_utf8(app->term))
		return PLOT_ASCII;
	if (str_eq(how, "blocks") || str_eq(how, "braille"))
		return *how == 'b' && how[1] == 'l' ? PLOT_BLOCKS : PLOT_BRAILLE;
	/* the font of the kernel's console has neither */
	return str_eq(term, "linux") && !term_is_headless(app->term) ? PLOT_ASCII : PLOT_BRAILLE;
}

static const char *const *
names_of(const struct dash_panel *p, bool brief, struct arena *a)
{
	const char **names = arena_array(a, const char *, p->items + 1);
	for (size_t i = 0; i < p->items; i++)
		names[i] = brief ? p->number[i].short_item : p->number[i].item;
	return names;
}

static const int64_t *
values_of(const struct dash_panel *p, size_t series, struct arena *a)
{
	int64_t *v = arena_array(a, int64_t, p->items + 1);
	for (size_t i = 0; i < p->items; i++)
		v[i] = p->number[series * p->items + i].value;
	return v;
}

/* Of 24 hours those in which something happened, and the one under the cursor. */
static void
cut_hours(const struct dash_panel *p, long at, size_t *from, size_t *to)
{
	size_t low = 24, high = 0, least = 8;
	for (size_t i = 0; i < p->items; i++)
		if (p->number[i].value > 0 || p->number[p->items + i].value > 0 || at == (long)i) {
			low = i < low ? i : low;
			high = i + 1;
		}
	if (low > high)
		low = high = 8;
	while (high - low < least)
		*(high < 24 ? &high : &low) += high < 24 ? 1 : (size_t)-1;
	*from = low;
	*to = high;
}

static void
draw_plot(struct dash *d, enum dash_id id, struct pane p, bool focus)
{
	struct arena *a = arena_new();
	const struct dash_panel *panel = &d->panel[id];
	long pos = d->pos[id];
	size_t from = 0, to = panel->items;
	bool points = id == DASH_REPLY || id == DASH_RESOLUTION;
	bool bars = id == DASH_QUEUE || id == DASH_CHANNELS || id > DASH_LEVELS;
	struct plot plot = { .glyphs = glyphs(d->app), .unit = points ? PLOT_SPAN : PLOT_COUNT,
		.style = { id == DASH_QUEUE ? ROLE_CUSTOMER : ROLE_AGENT, ROLE_TAG }, .at = -1, .focus = focus,
		.words = dash_count_words };
	if (focus && panel->items) {
		plot.at = pos % (long)panel->items;
		plot.at_series = (int)(pos / (long)panel->items);
	}
	if (id == DASH_HOURS && panel->items)
		cut_hours(panel, plot.at, &from, &to);
	plot.count = to - from;
	plot.at = plot.at >= 0 ? plot.at - (long)from : -1;
	plot.label = names_of(panel, true, a) + from;
	for (size_t s = 0; s < panel->series && s < PLOT_SERIES; s++)
		plot.value[s] = values_of(panel, s, a) + from;
	if (bars)
		plot_bars(p, &plot);
	else if (points)
		plot_points(p, &plot);
	else
		plot_columns(p, &plot);
	arena_free(a);
}

static void
draw_heat(struct dash *d, struct pane p, bool focus)
{
	enum { COLUMNS = 24, STEP = 26 };
	struct arena *a = arena_new();
	const struct dash_panel *panel = &d->panel[DASH_HEAT];
	long pos = d->pos[DASH_HEAT];
	int64_t value[7 * COLUMNS], opened[7], solved[7];
	const char *rows[7], *hours[COLUMNS];
	if (!panel->items)
		return;
	for (int r = 0; r < 7; r++) {
		rows[r] = panel->number[r * STEP].short_item;
		for (int c = 0; c < COLUMNS; c++)
			value[r * COLUMNS + c] = panel->number[r * STEP + c].value;
		opened[r] = panel->number[r * STEP + COLUMNS].value;
		solved[r] = panel->number[r * STEP + COLUMNS + 1].value;
	}
	for (int c = 0; c < COLUMNS; c++)
		hours[c] = arena_printf(a, "%d", c);
	plot_heat(p, &(struct plot_heat){ .glyphs = glyphs(d->app), .rows = 7, .columns = COLUMNS, .row_label = rows,
		.column_label = hours, .value = value, .sum = { opened, solved }, .style = ROLE_AGENT,
		.at_row = focus ? pos / STEP : -1, .at_column = focus ? pos % STEP : -1, .focus = focus,
		.words = dash_count_words });
	arena_free(a);
}

/* -- tables ----------------------------------------------------------------------------------------------------- */

/* Rows with a name and a number in each column. */
static void
draw_rows(struct dash *d, enum dash_id id, struct pane p, bool focus)
{
	const struct dash_panel *panel = &d->panel[id];
	long pos = d->pos[id], at = focus && panel->items ? pos % (long)panel->items : -1;
	const char *head[4];
	int right[4], name = p.width, least = id == DASH_AGENTS ? canvas_columns(panel->series_name[1]) + 2 : 5;
	for (size_t s = panel->series; s-- > 0;) {
		head[s] = id == DASH_TIMES && s == 2 ? _("office") : id == DASH_TIMES &&
			s == 3 ? "p90" : panel->series_name[s];
		int each = canvas_columns(head[s]) + 2;
		right[s] = name;
		name -= each > least ? each : least;
	}
	long first = at >= p.height - 1 ? at - p.height + 2 : 0;
	for (size_t s = 0; s < panel->series; s++)
		canvas_put(p, right[s] - canvas_columns(head[s]), 0, ROLE_MUTED, head[s]);
	for (long i = first; i < (long)panel->items && i - first < p.height - 1; i++) {
		int y = (int)(i - first) + 1;
		canvas_put_fit(p, 0, y, name, ALIGN_LEFT, at == i ? ROLE_TITLE : ROLE_TEXT, panel->number[i].item);
		for (size_t s = 0; s < panel->series; s++) {
			const struct dash_number *n = &panel->number[s * panel->items + (size_t)i];
			bool here = at == i && pos / (long)panel->items == (long)s;
			char words[PLOT_WORDS];
			dash_words(words, n);
			int x = right[s] - canvas_columns(words);
			canvas_put(p, x, y, here ? ROLE_CURSOR : ROLE_TEXT, words);
			if (here)
				canvas_cursor(p, x, y);
		}
	}
}

/* Figures by name: whose one may see, and who looked last. */
static void
draw_agents(struct dash *d, struct pane p, bool focus)
{
	bool hidden;
	(void)dash_kpi_agent(d, &hidden);
	if (hidden) {
		const char *why = _("Figures by named agent are off: `per-agent` in [stats]. In Italy art. 4 l. 300/1970 wants an"
			" agreement first.");
		struct layout_options how = { .width = p.width - 2 };
		struct layout_line line = { .first = false };
		for (int y = 0; y < p.height && layout_next(why, strlen(why), &how, &line); y++)
			layout_draw(p, 1, y, ROLE_MUTED, why, &line);
		return;
	}
	bool foot = *d->looked && p.height > 3;
	draw_rows(d, DASH_AGENTS, pane_sub(p, 0, 0, p.width, p.height - foot), focus);
	if (foot)
		canvas_put_fit(p, 1, p.height - 1, p.width - 2, ALIGN_LEFT, ROLE_WARNING, d->looked);
}

static void
draw_next(struct dash *d, struct pane p, bool focus)
{
	long at = focus ? d->pos[DASH_NEXT] : -1, first = at >= p.height ? at - p.height + 1 : 0;
	int numbers = 6;
	for (size_t i = 0; i < d->row_count; i++) {
		int w = canvas_columns(d->panel[DASH_NEXT].number[i].item);
		numbers = w > numbers ? w : numbers;
	}
	for (long i = first; i < (long)d->row_count && i - first < p.height; i++) {
		const struct case_row *r = &d->rows[i];
		int y = (int)(i - first), who = p.width > 60 ? 18 : 11, x = 0;
		char number[24], due[8] = "-";
		snprintf(number, sizeof number, "#%lld", (long long)r->number);
		if (r->due_at)
			clock_short_span(due, r->due_at - d->app->v.now);
		unsigned style = at == i ? ROLE_CURSOR : r->due_at && r->due_at <= d->app->v.now ? ROLE_OVERDUE : ROLE_TEXT;
		x = canvas_put_fit(p, 0, y, numbers, ALIGN_LEFT, style, number);
		x += canvas_put_fit(p, x, y, 5, ALIGN_RIGHT, style, due) + 1;
		x += canvas_put_fit(p, x, y, who, ALIGN_LEFT, ROLE_CUSTOMER, r->customer_name) + 1;
		if (x < p.width)
			canvas_put_fit(p, x, y, p.width - x, ALIGN_LEFT, ROLE_TEXT, r->subject ? r->subject : "");
		if (at == i)
			canvas_cursor(p, 0, y);
	}
}

static void
table_titles(struct pane p, int name)
{
	canvas_put_fit(p, 1, 1, name, ALIGN_LEFT, ROLE_MUTED, _("WHAT"));
	canvas_put_fit(p, name + 1, 1, 10, ALIGN_RIGHT, ROLE_MUTED, _("VALUE"));
	canvas_put_fit(p, name + 12, 1, 8, ALIGN_RIGHT, ROLE_MUTED, _("CASES"));
	canvas_put_fit(p, name + 22, 1, p.width - name - 22, ALIGN_LEFT, ROLE_MUTED, _("QUERY"));
}

/* The panel's numbers one under the other, with how many cases each opens, and by which query. */
static void
draw_table(struct dash *d, struct pane p)
{
	struct arena *a = arena_new();
	const struct dash_panel *panel = &d->panel[d->at];
	long n = (long)(panel->items * panel->series), at = d->pos[d->at], rows = p.height - 2;
	long first = at >= rows ? at - rows + 1 : 0;
	int name = p.width >= 100 ? 36 : p.width >= 72 ? 28 : 22;
	canvas_rule(p, 0, ROLE_TITLE, panel->title, _("exact figures"));
	if (!canvas_plain(p))
		table_titles(p, name);
	for (long i = first; i < n && i - first < rows; i++) {
		const struct dash_number *one = &panel->number[i];
		const char *series = panel->series_name[panel->items ? (size_t)i / panel->items : 0];
		char words[PLOT_WORDS], cases[PLOT_WORDS] = "...";
		int y = (int)(i - first) + 2;
		unsigned style = i == at ? ROLE_CURSOR : ROLE_TEXT;
		dash_words(words, one);
		if (one->cases >= 0)
			dash_count_words(cases, one->cases);
		if (canvas_plain(p)) {
			canvas_putf(p, 0, y, style, ngettext_("%s %s%s%s: %s, %s case", "%s %s%s%s: %s, %s cases",
				one->cases),
				i == at ? ">" : " ", one->item, series ? ", " : "", series ? series : "", words, cases);
			if (i == at)
				canvas_cursor(p, 0, y);
			continue;
		}
		canvas_put_fit(p, 1, y, name, ALIGN_LEFT, style, series ? arena_printf(a, "%s, %s", one->item,
			series) : one->item);
		canvas_put_fit(p, name + 1, y, 10, ALIGN_RIGHT, ROLE_TITLE, words);
		canvas_put_fit(p, name + 12, y, 8, ALIGN_RIGHT, ROLE_TEXT, cases);
		canvas_put_fit(p, name + 22, y, p.width - name - 22, ALIGN_LEFT, ROLE_MUTED, one->query);
		if (i == at)
			canvas_cursor(p, 1, y);
	}
	arena_free(a);
}

/* -- panels ----------------------------------------------------------------------------------------------------- */

/* "first reply  ● p50 ○ p90". */
static char *
title_of(struct dash *d, enum dash_id id, struct arena *a)
{
	const struct dash_panel *p = &d->panel[id];
	struct plot plot = { .glyphs = glyphs(d->app) };
	bool points = id == DASH_REPLY || id == DASH_RESOLUTION;
	if (!points && id != DASH_HOURS && id != DASH_DAYS)
		return arena_str(a,
			id == DASH_CHANNELS ? _("opened by channel") : id == DASH_HEAT ? _("opened by weekday and hour")
			: p->title);
	return arena_printf(a, "%s  %s %s %s %s", p->title, plot_mark(&plot, points, 0), p->series_name[0],
		plot_mark(&plot, points, 1), p->series_name[1]);
}

static void
draw_panel(struct dash *d, enum dash_id id, struct pane p)
{
	struct arena *a = arena_new();
	bool focus = d->at == id && !d->app->prompting && !d->app->picker, here = d->at == id;
	char *title = title_of(d, id, a);
	struct pane body = pane_sub(p, 0, 1, p.width, p.height - 1);
	canvas_hline(p, 0, 0, p.width, ROLE_RULE);
	int x = canvas_put(p, 0, 0, here ? ROLE_KEY : ROLE_RULE, here ? ">" : "");
	canvas_put(p, here ? x : 1, 0, here ? ROLE_CURSOR : ROLE_TITLE, arena_printf(a, " %s ", title));
	if (id == DASH_AGENTS)
		draw_agents(d, body, focus);
	else if (!d->panel[id].items)
		canvas_put(body, 1, 0, ROLE_MUTED, dash_reading(d) ? _("counting...") : _("nothing in this time"));
	else if (id == DASH_TIMES || id == DASH_LEVELS)
		draw_rows(d, id, body, focus);
	else if (id == DASH_NEXT)
		draw_next(d, body, focus);
	else if (id == DASH_HEAT)
		draw_heat(d, body, focus);
	else
		draw_plot(d, id, body, focus);
	arena_free(a);
}

/* The figures that need no picture, in one line, or one under the other. */
static void
draw_more(struct dash *d, struct pane p, bool list)
{
	const struct dash_panel *panel = &d->panel[DASH_MORE];
	int x = 1;
	for (size_t i = 0; i < panel->items; i++) {
		const struct dash_number *n = &panel->number[i];
		char words[PLOT_WORDS], more[48] = "";
		bool here = d->at == DASH_MORE && d->pos[DASH_MORE] == (long)i;
		dash_words(words, n);
		if (i == 0 && n->cases > 0)
			snprintf(more, sizeof more, " (%lld)", (long long)n->cases);
		if (i == 4 && n->case_id)
			snprintf(more, sizeof more, " #%lld", (long long)d->oldest.number);
		if (i == 0 && n->value == PLOT_NONE && !list)
			continue;	/* nobody was asked */
		int y = list ? (int)i : 0, w = canvas_columns(n->item) + canvas_columns(words) + canvas_columns(more) + 1;
		if (!list && x + w > p.width)
			break;
		if (here)
			canvas_cursor(p, list ? 1 : x, y);
		if (list)
			x = 1;
		x += canvas_put(p, x, y, ROLE_MUTED, n->item) + 1;
		x = list ? 16 : x;
		x += canvas_put(p, x, y, here ? ROLE_CURSOR : ROLE_TITLE, words);
		x += canvas_put(p, x, y, here ? ROLE_CURSOR : ROLE_TEXT, more) + (p.width < 100 ? 2 : 4);
	}
}

/* -- around them ------------------------------------------------------------------------------------------------ */

static void
draw_head(struct dash *d, struct pane p)
{
	static const char *const ranges[DASH_RANGES] = { N_("today"), N_("7 days"), N_("30 days"), N_("90 days") };
	struct arena *a = arena_new();
	char from[24], to[24], clock[8];
	int64_t since = dash_from(d);
	local_date(from, since, d->app->v.now);
	local_date(to, d->app->v.now, d->app->v.now);
	local_hhmm(clock, d->now ? d->as_of : d->app->v.now);
	char *left = arena_printf(a, "%s: %s%s%s", _(ranges[d->range]), from, d->range == DASH_TODAY ? "" : " - ",
		d->range == DASH_TODAY ? "" : to);
	if (p.width >= TWO_COLUMNS || *d->filter)
		left = arena_printf(a, "%s%s%s   %s", p.width < TWO_COLUMNS ? "" : _("Dashboard"),
			p.width < TWO_COLUMNS ? "" : ": ", *d->filter ? d->filter : _("all cases"), left);
	char count[PLOT_WORDS] = "";
	if (!d->now && d->coming)
		dash_count_words(count, figures_seen(d->coming));
	char *right = d->now ? arena_printf(a, p.width >= TWO_COLUMNS &&
		!d->table ? (int)d->at >= SECOND ? "2/2  %s" : "1/2  %s" : "%s",
		arena_printf(a, _("as of %s"), clock)) : d->coming ? arena_printf(a, _("counting: %s"), count)
		: arena_str(a, "");
	int w = canvas_columns(right);
	canvas_put_fit(p, 1, 0, p.width - w - 4, ALIGN_LEFT, ROLE_TITLE, left);
	canvas_put(p, p.width - w - 1, 0, d->now ? ROLE_MUTED : ROLE_WARNING, right);
	arena_free(a);
}

/* "Mon 23 Nov, p50: 18m, of 12 cases". */
static void
draw_where(struct dash *d, struct pane p)
{
	const struct dash_panel *panel = &d->panel[d->at];
	const struct dash_number *n = dash_number(d);
	struct arena *a = arena_new();
	char words[PLOT_WORDS], cases[PLOT_WORDS];
	if (n) {
		const char *series = panel->series_name[(size_t)d->pos[d->at] / panel->items];
		dash_words(words, n);
		dash_count_words(cases, n->cases < 0 ? 0 : n->cases);
		char *line = arena_printf(a, "%s: %s%s%s: %s", panel->title, n->item, series ? ", " : "",
			series ? series : "",
			words);
		if (n->cases >= 0 && (n->span || d->at == DASH_MORE))
			line = arena_printf(a, ngettext_("%s (%s case)", "%s (%s cases)", (unsigned long)n->cases), line,
				cases);
		int x = canvas_put_fit(p, 1, 0, canvas_columns(line) < p.width - 2 ? canvas_columns(line) : p.width - 2,
			ALIGN_LEFT,
			ROLE_STATUS, line) + 3;
		char *query = dash_query(d, n, a);
		if (canvas_columns(query) + x < p.width)
			canvas_put_fit(p, x, 0, p.width - x - 1, ALIGN_RIGHT, ROLE_MUTED, query);
	}
	arena_free(a);
}

/* All panels by name, in two columns; where there is room for one alone. */
static void
draw_names(struct dash *d, struct pane p)
{
	int half = p.width / 2;
	for (int i = 0; i < DASH_PANELS; i++) {
		bool here = d->at == (enum dash_id)i;
		int x = i % 2 * half, y = i / 2;
		canvas_put(p, x, y, ROLE_KEY, here ? ">" : " ");
		canvas_put_fit(p, x + 1, y, half - 2, ALIGN_LEFT, here ? ROLE_CURSOR : ROLE_TEXT, d->panel[i].title);
	}
}

static void
draw_single(struct dash *d, struct pane p)
{
	int names = (DASH_PANELS + 1) / 2;
	if (p.height < names + 10)
		names = 0;
	draw_names(d, pane_sub(p, 0, 0, p.width, names));
	struct pane body = pane_sub(p, 0, names, p.width, p.height - names);
	if (d->at != DASH_MORE) {
		draw_panel(d, d->at, body);
		return;
	}
	canvas_rule(body, 0, ROLE_TITLE, d->panel[DASH_MORE].title, NULL);
	draw_more(d, pane_sub(body, 0, 1, body.width, body.height - 1), true);
}

/* A page of the grid: those around the panel in focus. */
static void
draw_grid(struct dash *d, struct pane p, int columns)
{
	int bands = p.height / LEAST_ROWS < 1 ? 1 : p.height / LEAST_ROWS, page = columns * bands;
	if (page > GRID)
		page = GRID;
	/* the second half is a page of its own */
	int at = (int)d->at < GRID ? (int)d->at : GRID - 1, from_id = at >= SECOND ? SECOND : 0,
		end = at >= SECOND ? GRID : SECOND;
	int first = from_id + (at - from_id) / page * page, shown = end - first < page ? end - first : page;
	bands = (shown + columns - 1) / columns;
	for (int b = 0; b < bands; b++) {
		int from = first + b * columns, n = first + shown - from < columns ? first + shown - from : columns;
		int y = p.height * b / bands, height = p.height * (b + 1) / bands - y;
		for (int c = 0; c < n; c++) {
			int x = p.width * c / n, width = p.width * (c + 1) / n - x;
			if (c) {
				canvas_vline(p, x, y, height, ROLE_RULE);
				x++;
				width--;
			}
			draw_panel(d, (enum dash_id)(from + c), pane_sub(p, x, y, width, height));
		}
	}
}

void
dash_draw(struct app *app, struct screen *s, struct pane p, bool focus)
{
	struct dash *d = s->state;
	(void)focus;
	d->table |= app->linear;	/* figures are read out, pictures are not */
	draw_head(d, pane_sub(p, 0, 0, p.width, 1));
	struct pane body = pane_sub(p, 0, 1, p.width, p.height - 2);
	draw_where(d, pane_sub(p, 0, p.height - 1, p.width, 1));
	if (d->table) {
		draw_table(d, body);
	} else if (p.width < TWO_COLUMNS) {
		draw_single(d, body);
	} else {
		draw_grid(d, pane_sub(body, 0, 0, p.width, body.height - 1), p.width < THREE_COLUMNS ? 2 : 3);
		draw_more(d, pane_sub(body, 0, body.height - 1, p.width, 1), false);
	}
}
