/*
 * handover.c - all that I hold, what of it stays, to whom the rest goes, and one page about it that can be added to.
 * Two screens over one state: the list, and the page while one writes in it.
 */
#include "app.h"
#include "commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

enum { WIDE = 100, COLUMNS = 5 };

struct handing {
	struct app *app;
	struct arena *arena, *rowed;	/* rowed: of the cells */
	struct handover h;
	const char *(*cells)[COLUMNS];
	struct list *list;
	struct editor *page;
	unsigned long composed;		/* the page's revision when it was composed last */
	bool edited;
};

static const struct list_column columns[COLUMNS] = {
	{ N_("GOES"), 5, 5, 0, ALIGN_LEFT, false }, { N_("CASE"), 5, 6, 0, ALIGN_RIGHT, false },
	{ N_("BY"), 4, 5, 3, ALIGN_RIGHT, false }, { N_("CUSTOMER"), 10, 16, 2, ALIGN_LEFT, false },
	{ N_("WHAT"), 14, 40, 0, ALIGN_LEFT, true },
};

static struct handing *
in_front(struct app *app)
{
	const struct screen_ops *ops = app_top(app)->ops;
	return ops == &handover_screen || ops == &page_screen ? app_top(app)->state : NULL;
}

/* -- the rows ---------------------------------------------------------------------------------------------------- */

static size_t
count(void *ctx)
{
	return ((struct handing *)ctx)->h.n;
}

static int64_t
row_id(void *ctx, size_t i)
{
	const struct handover_item *it = &((struct handing *)ctx)->h.items[i];
	return it->id * 4 + it->kind + 1;
}

/* With a team or nobody, drafts and messages stay where they are. */
static bool
goes(const struct handover *h, const struct handover_item *it)
{
	bool agent = !h->to || (*h->to && !str_starts(h->to, "team:"));
	return !it->out && (it->kind == HELD_CASE || agent);
}

static void
cell(void *ctx, size_t i, int column, struct list_cell *out)
{
	const struct handing *g = ctx;
	out->text = g->cells[i][column];
	if (column == 2 && g->h.items[i].late)
		out->style = ROLE_OVERDUE;
}

static void
fill_cells(struct handing *g)
{
	arena_reset(g->rowed);
	g->cells = (const char *(*)[COLUMNS])arena_alloc(g->rowed, (g->h.n + 1) * sizeof *g->cells);
	for (size_t i = 0; i < g->h.n; i++) {
		const struct handover_item *it = &g->h.items[i];
		char span[8] = "";
		if (it->at)
			clock_short_span(span, it->at - g->app->v.now);
		g->cells[i][0] = goes(&g->h, it) ? _("goes") : _("stays");
		g->cells[i][1] = rows_number(g->rowed, it->number);
		g->cells[i][2] = arena_str(g->rowed, span);
		g->cells[i][3] = it->who;
		g->cells[i][4] = str_empty(it->plan) ? it->what : arena_printf(g->rowed, "%s | %s", it->plan, it->what);
	}
}

static unsigned
style(void *ctx, size_t i)
{
	const struct handing *g = ctx;
	const struct handover_item *it = &g->h.items[i];
	return !goes(&g->h, it) ? ROLE_MUTED : it->kind == HELD_BOX && it->late ? ROLE_ERROR : ROLE_TEXT;
}

/* -- the page ---------------------------------------------------------------------------------------------------- */

/* What was written into it outlives composing it anew: it is told from our own words while these are the same. */
static void
take(struct handing *g)
{
	struct arena *a = arena_new();
	if (editor_revision(g->page) != g->composed) {
		g->edited = true;
		handover_take(&g->app->v, &g->h, editor_copy(g->page, a), g->arena);
		g->composed = editor_revision(g->page);
	}
	arena_free(a);
}

static void
compose(struct handing *g)
{
	struct arena *a = arena_new();
	take(g);
	/* what is written at the very end is of no case */
	editor_set_text(g->page, arena_printf(a, "%s\n", handover_page(&g->app->v, &g->h, a)));
	g->composed = editor_revision(g->page);
	arena_free(a);
	fill_cells(g);
	g->app->dirty = true;
}

/* The page shows what it says of the case under the cursor. */
static void
follow(struct handing *g)
{
	struct arena *a = arena_new();
	long row = list_cursor_row(g->list);
	char *text = editor_copy(g->page, a);
	char *at = row > 0 && (size_t)row < g->h.n ? strstr(text, g->h.items[row].lines) : text;
	if (at)
		editor_set_cursor(g->page, (size_t)(at - text));
	arena_free(a);
}

static bool
load(struct handing *g)
{
	struct error err = ERROR_INIT;
	struct handover h = { .to = NULL };
	struct arena *a = arena_new();
	take(g);
	if (handover_open(&g->app->v, a, &h, &err) < 0) {
		app_fail(g->app, &err);
		arena_free(a);
		return false;
	}
	h.to = g->h.to ? arena_str(a, g->h.to) : NULL;
	h.words = g->h.words ? arena_str(a, g->h.words) : NULL;
	for (size_t i = 0; i < h.n; i++)
		for (size_t k = 0; k < g->h.n; k++)
			if (h.items[i].kind == g->h.items[k].kind && h.items[i].id == g->h.items[k].id) {
				h.items[i].out = g->h.items[k].out;
				h.items[i].added = g->h.items[k].added ? arena_str(a, g->h.items[k].added) : NULL;
			}
	g->h = h;
	arena_free(g->arena);
	g->arena = a;
	compose(g);
	list_refresh(g->list);
	return true;
}

/* -- the screens ------------------------------------------------------------------------------------------------- */

static void
close_list(struct app *app, struct screen *s)
{
	struct handing *g = s->state;
	(void)app;
	list_free(g->list);
	editor_free(g->page);
	arena_free(g->arena);
	arena_free(g->rowed);
	free(g);
}

static void
close_page(struct app *app, struct screen *s)
{
	(void)app;
	compose(s->state);
	follow(s->state);
}

static void
draw_list(struct handing *g, struct pane p, bool focus)
{
	list_draw_titles(g->list, p, 0, ROLE_MUTED);
	struct pane body = pane_sub(p, 0, 1, p.width, p.height - 1);
	if (!g->h.n)
		canvas_put(body, 2, 1, ROLE_MUTED, _("you hold nothing: no open case, no draft, no message under way"));
	else
		list_draw(g->list, body, focus);
}

static void
draw(struct app *app, struct screen *s, struct pane p, bool focus)
{
	struct handing *g = s->state;
	struct arena *a = arena_new();
	bool writing = s->ops == &page_screen, wide = p.width >= WIDE;
	const char *to = !g->h.to ? "?" : *g->h.to ? g->h.to : _("nobody");
	int rows = (int)g->h.n + 1, top = p.height - 1;
	canvas_rule(p, 0, ROLE_TITLE, arena_printf(a, _("Hand over to: %s"), to), handover_counts(&g->h, a));
	int list_rows = wide ? top : rows < top / 2 ? rows : top / 2, left = wide ? p.width / 2 - 1 : p.width;
	if (writing && !wide && p.height < 20)
		list_rows = 0;
	if (list_rows > 1)
		draw_list(g, pane_sub(p, 0, 1, left, list_rows), focus && !writing && !app->prompting && !app->picker);
	struct pane page = wide ? pane_sub(p, left + 2, 2, p.width - left - 2, top - 1)
		: pane_sub(p, 0, 2 + list_rows, p.width, top - list_rows - 1);
	struct pane rule = wide ? pane_sub(p, left + 1, 1, p.width - left - 1, 1) : pane_sub(p, 0, 1 + list_rows, p.width, 1);
	if (wide)
		canvas_vline(p, left, 1, top, ROLE_RULE);
	canvas_rule(rule, 0, writing ? ROLE_NOTE : ROLE_MUTED, writing ? _("the page, yours to add to") : _("the page"),
		g->edited || editor_revision(g->page) != g->composed ? _("added to") : NULL);
	if (page.height > 0)
		editor_draw(g->page, page, ROLE_TEXT, focus && writing && !app->prompting && !app->picker);
	arena_free(a);
}

static bool
move(struct app *app, struct screen *s, enum list_move how, int times)
{
	struct handing *g = s->state;
	bool moved = list_do(g->list, how, times);
	(void)app;
	follow(g);
	return moved;
}

static void
reload(struct app *app, struct screen *s)
{
	(void)app;
	load(s->state);
}

static int64_t
current(struct app *app, struct screen *s)
{
	struct handing *g = s->state;
	long row = list_cursor_row(g->list);
	(void)app;
	return row >= 0 && (size_t)row < g->h.n ? g->h.items[row].case_id : 0;
}

static const char *
status(struct app *app, struct screen *s, struct arena *a)
{
	struct handing *g = s->state;
	size_t line, column;
	(void)app;
	editor_line_column(g->page, &line, &column);
	return s->ops == &page_screen ? arena_printf(a, "%zu:%zu", line, column)
		: arena_printf(a, "%ld/%zu", list_cursor_row(g->list) + 1, g->h.n);
}

static bool
page_key(struct app *app, struct screen *s, keycode k)
{
	(void)app;
	return editor_key(((struct handing *)s->state)->page, k) != EDITOR_IGNORED;
}

static void
page_paste(struct app *app, struct screen *s, const char *text, size_t len)
{
	(void)app;
	editor_paste(((struct handing *)s->state)->page, text, len);
}

const struct screen_ops handover_screen = { .name = "handover", .title = N_("Hand over"), .close = close_list,
	.reload = reload, .draw = draw, .move = move, .current = current, .status = status,
	.hints = "hand over=handover-do,stays=handover-toggle,to whom=handover-to,write=handover-page,case=open,back,help" };
const struct screen_ops page_screen = { .name = "page", .title = N_("the page"), .text = true, .close = close_page,
	.draw = draw, .key = page_key, .paste = page_paste, .status = status,
	.hints = "hand over=handover-do,back,help" };

static void
open_screen(struct app *app)
{
	struct handing *g = xcalloc(1, sizeof *g);
	struct list_source source = { .ctx = g, .count = count, .id = row_id, .cell = cell, .style = style };
	g->app = app;
	g->arena = arena_new();
	g->rowed = arena_new();
	g->page = editor_new();
	g->composed = editor_revision(g->page);
	g->list = list_new(&source);
	list_set_columns(g->list, columns, COLUMNS);
	app_push(app, &handover_screen, g, 1u << AREA_CASE | 1u << AREA_DRAFT | 1u << AREA_OUTBOX);
	load(g);
}

/* -- what can be done -------------------------------------------------------------------------------------------- */

static void
do_it(struct app *app, struct handing *g)
{
	struct error err = ERROR_INIT;
	struct act_result r;
	if (app_top(app)->ops == &page_screen)
		app_pop(app);
	char *page = editor_copy(g->page, app->command);
	if (handover_do(&app->v, &g->h, page, app->command, &r, &err) < 0) {
		app_fail(app, &err);
		return;
	}
	app_pop(app);
	app_reload(app, 1u << AREA_CASE | 1u << AREA_OUTBOX | 1u << AREA_DRAFT);
	app_say(app, MESSAGE_GOOD, _("%s - u undoes"), r.words);
}

static void
toggle(struct app *app, struct handing *g)
{
	long row = list_cursor_row(g->list);
	if (row < 0 || (size_t)row >= g->h.n)
		return;
	handover_leave_out(&g->h, (size_t)row, !g->h.items[row].out);
	compose(g);
	(void)list_do(g->list, LIST_DOWN, 1);
	follow(g);
	app->dirty = true;
}

static void
set_taker(struct app *app, struct handing *g, const char *who)
{
	struct error err = ERROR_INIT;
	struct verb_plan plan;
	const char *words[] = { "assign", who };
	if (verb_plan(&app->v, words, 2, 0, 0, app->command, &plan, &err) < 0) {
		app_fail(app, &err);
		return;
	}
	const char *to = plan.acts[0].name;
	if (*to && !str_starts(to, "team:") && !store_agent_find(app->store, to)) {
		app_say(app, MESSAGE_BAD, _("there is no agent '%s'; teams are written team:NAME"), to);
		return;
	}
	g->h.to = arena_str(g->arena, to);
	compose(g);
	follow(g);
}

/* handover [WHO], handover-to [WHO], handover-toggle, handover-page, handover-do [WHO] */
void
go_handover(struct app *app, int times, const char *const *words, size_t n)
{
	struct handing *g = in_front(app);
	(void)times;
	if (store_read_only(app->store)) {
		app_say(app, MESSAGE_BAD, _("READ-ONLY: the store's folder cannot be written; nothing was changed"));
		return;
	}
	if (!g) {
		open_screen(app);
		g = in_front(app);
	}
	if (n > 1)
		set_taker(app, g, words[1]);
	if (str_eq(words[0], "handover-toggle"))
		toggle(app, g);
	else if (str_eq(words[0], "handover-to") && n == 1)
		pick_taker(app, "handover-to", _("hand over to"));
	else if (str_eq(words[0], "handover-page") && app_top(app)->ops == &handover_screen)
		app_push(app, &page_screen, g, 0);
	else if (str_eq(words[0], "handover-do") && !g->h.to)
		pick_taker(app, "handover-do", arena_printf(app->command, _("hand over %s to"),
			handover_counts(&g->h, app->command)));
	else if (str_eq(words[0], "handover-do"))
		do_it(app, g);
}
