/* rows.c - what all table screens share. */
#include "rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

/* MOST_ROWS: further down nobody looks for anything, and a journal of a million lines is no table in memory */
enum { FIRST_ROWS = 100, MOST_ROWS = 3200, BESIDE_COLUMNS = 100, BESIDE_ROWS = 14 };

static size_t
count(void *ctx)
{
	return ((struct rows *)ctx)->n;
}

static int64_t
row_id(void *ctx, size_t i)
{
	return ((struct rows *)ctx)->row[i].id;
}

static void
cell(void *ctx, size_t i, int column, struct list_cell *out)
{
	const struct rows *r = ctx;
	out->text = r->row[i].cell[column];
	if (column == r->kind->column_count - 1) {
		out->hit = r->row[i].hit;
		out->hit_len = r->row[i].hit_len;
	}
}

static unsigned
style(void *ctx, size_t i)
{
	return ((struct rows *)ctx)->row[i].style;
}

struct row *
rows_add(struct rows *r)
{
	return VEC_PUSH(r->arena, r->row, r->n, r->space);
}

/* The rows anew, in an arena of their own; what is there stays when there was no time. */
static int
fill(struct app *app, struct rows *r)
{
	struct error err = ERROR_INIT;
	struct rows old = *r;
	r->arena = arena_new();
	r->row = NULL;
	r->n = r->space = 0;
	r->more = r->again = r->typed = false;
	int64_t since = clock_mono_us();
	int rc = r->kind->load(app, r, &err);
	app_query_took(app, since);
	if (rc > 0) {
		arena_free(r->arena);
		*r = old;
		r->typed = false;
		r->again = true;
		return rc;
	}
	if (rc < 0)
		app_fail(app, &err);
	arena_free(old.arena);
	return rc;
}

void
rows_load(struct app *app, struct rows *r)
{
	(void)fill(app, r);
	list_refresh(r->list);
	app->dirty = true;
}

/* At the end of what is known: twice as many. */
static bool
more(void *ctx, int direction)
{
	struct rows *r = ctx;
	size_t n = r->n;
	if (direction < 0 || !r->more)
		return false;
	if (r->limit >= MOST_ROWS) {
		app_say(r->app, MESSAGE_INFO, _("no more than %zu rows here: the command line shows all"), r->n);
		return false;
	}
	r->limit *= 2;
	r->patient = true;
	(void)fill(r->app, r);
	r->patient = false;
	return r->n > n;
}

void
rows_tick(struct app *app, struct screen *s)
{
	struct rows *r = s->state;
	if (r->typed) {
		rows_load(app, r);
		list_do(r->list, LIST_TOP, 0);
		return;
	}
	if (!r->again)
		return;
	r->patient = true;
	rows_load(app, r);
	r->patient = false;
}

struct rows *
rows_open(struct app *app, const struct rows_kind *kind, const char *text, int64_t about)
{
	struct rows *r = xcalloc(1, sizeof *r);
	struct list_source source = { .ctx = r, .count = count, .id = row_id, .more = more, .cell = cell, .style = style };
	r->app = app;
	r->kind = kind;
	r->about = about;
	r->limit = FIRST_ROWS;
	r->arena = arena_new();
	snprintf(r->text, sizeof r->text, "%s", text ? text : "");
	r->list = list_new(&source);
	list_set_columns(r->list, kind->columns, kind->column_count);
	rows_load(app, r);
	app_push(app, kind->ops, r, kind->areas);
	return r;
}

void
rows_close(struct app *app, struct screen *s)
{
	struct rows *r = s->state;
	(void)app;
	list_free(r->list);
	arena_free(r->arena);
	free(r);
}

void
rows_reload(struct app *app, struct screen *s)
{
	rows_load(app, s->state);
}

const struct row *
rows_current(struct rows *r)
{
	if (r->typed)		/* a key was quicker than the rows */
		rows_load(r->app, r);
	long i = list_cursor_row(r->list);
	return i >= 0 && (size_t)i < r->n ? &r->row[i] : NULL;
}

static void
draw_nothing(const struct rows *r, struct pane p)
{
	const char *words = r->empty ? r->empty : _("nothing here");
	struct pane in = pane_sub(p, 2, 1, p.width - 3, p.height - 1);
	struct layout_options o = { .width = in.width > 1 ? in.width : 1 };
	struct layout_line line = { 0 };
	for (int y = 0; y < in.height && layout_next(words, strlen(words), &o, &line); y++)
		layout_draw(in, 0, y, ROLE_MUTED, words, &line);
}

/* Rows on the left, what is under the cursor on the right. */
static void
draw_beside(struct app *app, struct screen *s, struct pane p, bool focus)
{
	struct rows *r = s->state;
	const struct row *row;
	int left = p.width * 9 / 20, titles = !canvas_plain(p);
	struct pane side = pane_sub(p, left + 2, 1, p.width - left - 3, p.height - 1);
	canvas_rule(p, 0, ROLE_TITLE, _(s->ops->title), *r->text ? r->text : NULL);
	if (titles)
		list_draw_titles(r->list, pane_sub(p, 0, 0, left, p.height), 1, ROLE_MUTED);
	struct pane body = pane_sub(p, 0, 1 + titles, left, p.height - 1 - titles);
	if (!r->n)
		draw_nothing(r, body);
	else
		list_draw(r->list, body, focus && (!app->prompting || app->prompt_rows));
	canvas_vline(p, left, 1, p.height - 1, ROLE_RULE);
	if ((row = rows_current(r)) != NULL)
		r->kind->detail(app, r, row, side);
}

void
rows_draw(struct app *app, struct screen *s, struct pane p, bool focus)
{
	struct rows *r = s->state;
	const struct row *row;
	bool beside = r->kind->detail_rows == ROWS_BESIDE;
	if (beside && p.width >= BESIDE_COLUMNS) {
		draw_beside(app, s, p, focus);
		return;
	}
	int want = beside ? p.height * 3 / 5 : r->kind->detail_rows;
	int below = r->kind->detail && (beside ? p.height >= BESIDE_ROWS : p.height > want * 2) ? want : 0;
	canvas_rule(p, 0, ROLE_TITLE, _(s->ops->title), *r->text ? r->text : NULL);
	int titles = !canvas_plain(p);
	if (titles)
		list_draw_titles(r->list, p, 1, ROLE_MUTED);
	struct pane body = pane_sub(p, 0, 1 + titles, p.width, p.height - 1 - titles - below);
	if (!r->n)
		draw_nothing(r, body);
	else
		list_draw(r->list, body, focus && (!app->prompting || app->prompt_rows));
	if (below && (row = rows_current(r)) != NULL) {
		struct pane d = pane_sub(p, 0, p.height - below, p.width, below);
		canvas_hline(d, 0, 0, d.width, ROLE_RULE);
		r->kind->detail(app, r, row, pane_sub(d, 0, 1, d.width, d.height - 1));
	}
}

int64_t
rows_case(struct app *app, struct screen *s)
{
	const struct row *row = rows_current(s->state);
	(void)app;
	return row ? row->case_id : 0;
}

int64_t
rows_item(struct app *app, struct screen *s)
{
	const struct row *row = rows_current(s->state);
	(void)app;
	return row ? row->item : 0;
}

bool
rows_move(struct app *app, struct screen *s, enum list_move how, int times)
{
	(void)app;
	return list_do(((struct rows *)s->state)->list, how, times);
}

const char *
rows_status(struct app *app, struct screen *s, struct arena *a)
{
	struct rows *r = s->state;
	(void)app;
	return arena_printf(a, "%ld/%zu%s", list_cursor_row(r->list) + 1, r->n, r->more ? "+" : "");
}

char *
rows_when(struct arena *a, int64_t at, int64_t now)
{
	struct clock_local l, n;
	if (!at)
		return arena_str(a, "");
	clock_to_local(at, &l);
	clock_to_local(now, &n);
	if (l.year == n.year && l.month == n.month && l.day == n.day)
		return arena_printf(a, "%02d:%02d", l.hour, l.minute);
	return arena_printf(a, "%04d-%02d-%02d", l.year, l.month, l.day);
}

const char *
rows_number(struct arena *a, int64_t n)
{
	return n ? arena_printf(a, "#%lld", (long long)n) : "";
}

/* Enter on a row. */
void
rows_open_current(struct app *app)
{
	struct screen *s = app_top(app);
	const struct row *row = s->ops->draw == rows_draw ? rows_current(s->state) : NULL;
	if (!row) {
		/* a screen of another kind: the case that it is about */
		if (s->ops->draw != rows_draw && app_case(app))
			case_open_screen(app, app_case(app));
		return;
	}
	if (row->command) {
		char *line = arena_str(app->command, row->command);
		app_run(app, line, 0);
	} else if (row->case_id) {
		int64_t item = row->item;
		case_open_screen(app, row->case_id);
		if (item && case_story(app))
			(void)story_go(app, case_story(app), item);
	} else if (row->item) {
		app_say(app, MESSAGE_INFO, _("history: no case - r answers it and opens one"));
	}
}

void
rows_filter(struct app *app, const char *text)
{
	struct screen *s = app_top(app);
	if (s->ops->draw != rows_draw)
		return;
	struct rows *r = s->state;
	snprintf(r->text, sizeof r->text, "%s", text);
	r->typed = app->hurry = app->dirty = true;
}

static void
filter_done(struct app *app, const char *text, void *ctx)
{
	(void)ctx;
	if (!text)
		rows_filter(app, "");
}

void
rows_ask(struct app *app, const char *label, const char *text)
{
	app_prompt(app, label, text, filter_done, NULL);
	app_prompt_live(app, rows_filter);
}
