/* list.c - the list of cases: a window of rows around what is shown, its cells, its screen. */
#include "cases.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

struct cases *
cases_of(struct app *app)
{
	return app->stack[0].state;
}

/* -- the window of rows --------------------------------------------------------------------------------------- */

/* The view's query and what is typed into the filter; half-typed words leave the last good query alone. */
static int
parse(struct cases *c, struct error *err)
{
	struct query_context ctx = { .now = c->app->v.now, .last_is_prefix = c->filter[0] != '\0' };
	struct query *q;
	struct arena *a = arena_new();
	int rc = query_parse(cases_query_text(c->app, a), &ctx, a, &q, NULL, err);
	if (rc < 0 && *c->filter && c->query) {
		error_clear(err);
		arena_free(a);
		return 0;
	}
	if (rc < 0) {
		arena_free(a);
	} else {
		arena_free(c->query_arena);
		c->query_arena = a;
		c->query = q;
	}
	return rc;
}

static int
read_page(struct cases *c, const struct case_row *after, bool backwards, size_t limit, struct arena *a,
	struct case_row **rows, size_t *n, bool *more)
{
	struct case_page p = { .query = c->query, .sort = c->sort, .reverse = c->reverse,
		.agent = c->app->v.who.agent, .after = after,
		.backwards = backwards, .limit = limit };
	struct error err = ERROR_INIT;
	bool cut = false;
	int64_t since = clock_mono_us();
	store_budget(c->app->store, 200);
	int rc = read_cases(c->app->store, &p, a, rows, n, more, &cut, &err);
	store_budget(c->app->store, 0);
	app_query_took(c->app, since);
	if (rc < 0 && err.code == ERR_BUSY && c->ahead)
		c->looked_n = 0;	/* a key went first: it is tried again */
	else if (rc < 0 && err.code == ERR_BUSY)
		c->stale = true;
	else if (rc < 0)
		app_fail(c->app, &err);
	return rc;
}

/* Far from the top the window follows what is shown; near it, it begins with the first row. */
void
cases_load(struct cases *c)
{
	struct error err = ERROR_INIT;
	struct case_row *rows;
	/* at first what the screen shows, then two screens further; the rest is read ahead */
	long row = list_cursor_row(c->list);
	size_t n, top = list_top_row(c->list), screen = (size_t)term_height(c->app->term);
	size_t limit = c->n ? (row > 0 ? (size_t)row : 0) + 3 * screen : screen;
	size_t had = c->n < 4 * CASES_PAGE ? c->n : 4 * CASES_PAGE;	/* what comes above them pushes rows down */
	limit = limit < had ? had : limit;
	bool more, deep = !c->at_start || top > CASES_WINDOW / 2;
	if (parse(c, &err) < 0) {
		app_fail(c->app, &err);
		return;
	}
	size_t from = deep && c->n ? top > CASES_PAGE ? top - CASES_PAGE : 0 : 0;
	const struct case_row *after = deep && c->n && (from || !c->at_start) ? &c->rows[from] : NULL;
	if (after || limit > CASES_WINDOW)
		limit = 2 * CASES_PAGE + 3 * screen;
	struct arena *a = arena_new();
	c->stale = false;
	if (read_page(c, after, false, limit, a, &rows, &n, &more) < 0) {
		arena_free(a);
		return;
	}
	struct arena *old_arena = c->arena;
	const struct case_row *old = c->rows;
	size_t old_n = c->n;
	cases_hold(c, old, old_n, a, &rows, &n);
	c->arena = a;
	c->rows = rows;
	c->n = c->space = n;
	c->at_start = !after;
	c->at_end = !more;
	c->first = !old_n && more;
	/* columns do not move under the eye for what came by itself, but numbers are never cut */
	c->measured &= c->news && old_n && cases_digits(rows, n) <= cases_digits(old, old_n);
	list_refresh(c->list);
	cases_note_above(c, old, old_n);
	c->news = false;
	arena_free(old_arena);
}

static size_t
source_count(void *ctx)
{
	return ((struct cases *)ctx)->n;
}

static int64_t
source_id(void *ctx, size_t row)
{
	return ((struct cases *)ctx)->rows[row].id;
}

/* A window that has grown long begins anew at the row it goes on from: memory stays small however far one goes. */
static void
shorten(struct cases *c, int direction)
{
	struct case_row *rows;
	size_t n, keep = 2 * CASES_PAGE;
	bool more;
	if (c->n < 2 * CASES_WINDOW)
		return;
	struct arena *a = arena_new();
	const struct case_row *after = direction > 0 ? &c->rows[c->n - keep - 1] : &c->rows[keep];
	if (read_page(c, after, direction < 0, keep, a, &rows, &n, &more) < 0 || !n) {
		arena_free(a);
		return;
	}
	arena_free(c->arena);
	c->arena = a;
	c->rows = rows;
	c->n = c->space = n;
	c->at_start = direction < 0 && !more;
	c->at_end = direction > 0 && !more;
}

/* Rows before or after those there are; below there is room for as many again. */
static void
join(struct cases *c, const struct case_row *rows, size_t n, bool before)
{
	if (before || c->n + n > c->space) {
		size_t space = before ? c->n + n : 2 * (c->n + n);
		struct case_row *all = arena_array(c->arena, struct case_row, space);
		memcpy(before ? all + n : all, c->rows, c->n * sizeof *all);
		c->rows = all;
		c->space = space;
	}
	memcpy(before ? c->rows : c->rows + c->n, rows, n * sizeof *rows);
	c->n += n;
}

bool
cases_more(struct cases *c, int direction)
{
	struct case_row *rows;
	size_t n;
	bool more, *edge = direction < 0 ? &c->at_start : &c->at_end;
	if (*edge || !c->n)
		return false;
	shorten(c, direction);
	if (read_page(c, &c->rows[direction < 0 ? 0 : c->n - 1], direction < 0, CASES_PAGE, c->arena, &rows, &n, &more) < 0)
		return false;
	*edge = !more || !n;
	if (!n)
		return false;
	join(c, rows, n, direction < 0);
	return true;
}

static bool
source_more(void *ctx, int direction)
{
	return cases_more(ctx, direction);
}

/* Where rows are missing within two screens of what is shown: 1 below, -1 above, 0 nowhere. */
static int
ends_near(const struct cases *c)
{
	long row = list_cursor_row(c->list);
	size_t top = row > 0 ? (size_t)row : 0, far = 3 * (size_t)term_height(c->app->term);
	int direction = !c->at_end && c->n < top + far ? 1 : !c->at_start && top < far ? -1 : 0;
	if (!c->n || (c->n == c->looked_n && c->rows[direction < 0 ? 0 : c->n - 1].id == c->looked))
		return 0;	/* tried: what took too long does so again */
	return direction;
}

/* So that a key finds its rows there; one that comes meanwhile goes first. */
static void
look_ahead(struct cases *c)
{
	int direction = ends_near(c);
	if (!direction)
		return;
	c->looked = c->rows[direction < 0 ? 0 : c->n - 1].id;
	c->looked_n = c->n;
	c->ahead = true;
	if (cases_more(c, direction)) {
		list_refresh(c->list);
		/* columns by a hundred rows, as later: what one does must not move them */
		c->measured &= !c->first;
		c->app->dirty |= c->first;
		c->first = false;
	}
	c->ahead = false;
}

/* The very first or last page at once, whatever lies between. */
static void
source_edge(void *ctx, int direction)
{
	struct cases *c = ctx;
	struct case_row *rows;
	size_t n;
	bool more;
	if (direction < 0 ? c->at_start : c->at_end)
		return;
	struct arena *a = arena_new();
	if (read_page(c, NULL, direction > 0, CASES_PAGE, a, &rows, &n, &more) < 0) {
		arena_free(a);
		return;
	}
	arena_free(c->arena);
	c->arena = a;
	c->rows = rows;
	c->n = c->space = n;
	c->at_start = direction < 0 || !more;
	c->at_end = direction > 0 || !more;
	c->measured = false;
}

/* -- the screen --------------------------------------------------------------------------------------------------- */

static unsigned
source_style(void *ctx, size_t row)
{
	const struct case_row *r = &((struct cases *)ctx)->rows[row];
	if (r->id == ((struct cases *)ctx)->held)
		return ROLE_MUTED;
	if (r->unread)
		return ROLE_UNREAD;
	return r->status == STATUS_RESOLVED || r->status == STATUS_SNOOZED || r->status == STATUS_SPAM ? ROLE_MUTED
		: ROLE_TEXT;
}

void *
cases_open(struct app *app)
{
	struct cases *c = xcalloc(1, sizeof *c);
	struct list_source source = { .ctx = c, .count = source_count, .id = source_id, .more = source_more,
		.edge = source_edge, .cell = cases_cell, .below = cases_below, .style = source_style };
	c->app = app;
	c->arena = arena_new();
	c->query_arena = arena_new();
	c->peek.arena = arena_new();
	c->query_text = xstrdup("*");
	c->at_start = true;
	c->list = list_new(&source);
	return c;
}

static void
close_list(struct app *app, struct screen *s)
{
	struct cases *c = s->state;
	(void)app;
	story_close(c->story);
	list_free(c->list);
	arena_free(c->arena);
	arena_free(c->query_arena);
	arena_free(c->peek.arena);
	free(c->query_text);
	free(c);
}

static void
reload(struct app *app, struct screen *s)
{
	struct cases *c = s->state;
	c->news = app->news;
	cases_load(c);
	c->peek.case_id = 0;
	c->story_stale = c->story && app->news && ui_interrupt(NULL);
	if (c->story && !c->story_stale)
		story_reload(app, c->story);
}

const struct case_row *
cases_row(struct cases *c)
{
	long row = list_cursor_row(c->list);
	return row >= 0 && (size_t)row < c->n ? &c->rows[row] : NULL;
}

/* -- the peek: what was said last, under a narrow list ----------------------------------------------------------- */

enum { PEEK_ROWS = 3, PEEK_READ = 12 };

/* The three newest, but what they said last and the last note are among them. */
static void
choose_peek(struct peek *p)
{
	bool in = false, note = false, kept[PEEK_READ] = { false };
	size_t left = PEEK_ROWS, n = 0;
	for (size_t i = p->n; i-- > 0;) {
		bool is_in = p->items[i].row != ROW_NOTE && p->items[i].direction == DIRECTION_IN;
		kept[i] = i + 1 == p->n || (is_in && !in) || (p->items[i].row == ROW_NOTE && !note);
		in |= is_in;
		note |= p->items[i].row == ROW_NOTE;
		left -= kept[i];
	}
	for (size_t i = p->n; i-- > 0 && left;)
		if (!kept[i]) {
			kept[i] = true;
			left--;
		}
	for (size_t i = 0; i < p->n; i++)
		if (kept[i])
			p->items[n++] = p->items[i];
	p->n = n;
}

static void
read_peek(struct app *app, struct cases *c, int64_t case_id)
{
	struct timeline_page page = { .case_id = case_id, .parts = TIMELINE_MESSAGES | TIMELINE_NOTES | TIMELINE_BODIES,
		.limit = PEEK_READ };
	bool more;
	arena_reset(c->peek.arena);
	c->peek.n = 0;
	store_budget(app->store, 20);
	if (read_timeline(app->store, &page, c->peek.arena, &c->peek.items, &c->peek.n, &more, NULL) < 0)
		c->peek.n = 0;
	store_budget(app->store, 0);
	choose_peek(&c->peek);
	c->peek.case_id = case_id;
}

static void
draw_peek_line(struct cases *c, struct pane p, int y, const struct item_row *it, struct arena *a)
{
	char when[8];
	bool note = it->row == ROW_NOTE, in = it->direction == DIRECTION_IN;
	const char *who = note || (it->row == ROW_CONTACT && !in) ? it->author
		: it->from.name && *it->from.name ? it->from.name : it->from.address;
	char *words = it->body ? quote_fresh(it->body, a) : NULL;
	if (str_empty(words))
		words = arena_str(a, it->subject ? it->subject : "");
	if (it->row == ROW_CONTACT || it->kind == KIND_CALL)
		words = arena_printf(a, *words ? "%s: %s" : "%s", contact_line(it, a), words);
	local_hhmm(when, it->at);
	bool today = c->app->v.now - it->at < MS_DAY / 2;
	int x = 1;
	x += canvas_putn(p, x, y, note ? ROLE_NOTE : in ? ROLE_CUSTOMER : ROLE_AGENT, who ? who : "?",
		who ? strlen(who) : 1, 16);
	x += canvas_put(p, x, y, ROLE_MUTED, note ? "# " : in ? "> " : "< ");
	/* lines of a message are joined: the first one is often only a greeting */
	for (char *w = words; *w; w++)
		if (*w == '\n')
			*w = ' ';
	canvas_putn(p, x, y, note ? ROLE_NOTE : ROLE_TEXT, words, strlen(words), p.width - x - 7);
	if (!today)
		clock_short_age(when, it->at, c->app->v.now);
	canvas_put_fit(p, p.width - 6, y, 5, ALIGN_RIGHT, ROLE_MUTED, when);
}

static void
draw_peek(struct app *app, struct cases *c, struct pane p)
{
	const struct case_row *r = cases_row(c);
	struct arena *a = arena_new();
	if (r) {
		char *left = arena_printf(a, "#%lld %s - %s", (long long)r->number, r->customer_name,
			r->channels ? r->channels : "");
		if (r->siblings)
			left = arena_printf(a, ngettext_("%s - %d other open case", "%s - %d other open cases", r->siblings), left,
				r->siblings);
		const char *next = story_callback_words(r, app->v.now, a);
		if (!next)
			next = story_next_words(r, app->v.now, a);
		canvas_rule(p, 0, ROLE_RULE, left, next ? next : story_waits_words(r, app->v.now, a));
		if (c->peek.case_id != r->id)
			app->hurry = true;
		else
			for (size_t i = 0; i < c->peek.n && (int)i < p.height - 1; i++)
				draw_peek_line(c, p, (int)i + 1, &c->peek.items[c->peek.n - 1 - i], a);
	}
	arena_free(a);
}

/* Beside the list of a wide screen: the story of the case under the cursor.  Until it is read the one before stays, for
 * a frame: to erase it and to write it anew is twice the bytes. */
void
cases_draw_peek(struct app *app, struct pane p)
{
	struct cases *c = cases_of(app);
	const struct case_row *r = cases_row(c);
	if (!r)
		return;
	if (c->story) {
		story_draw(app, c->story, p, false);
		app->hurry |= story_case(c->story) != r->id;
		return;
	}
	canvas_putf(p, 1, 0, ROLE_TITLE, "#%lld %s", (long long)r->number, r->subject ? r->subject : _("(no subject)"));
	app->hurry = true;
}

/* Between keys: what the last paint could not wait for. */
static void
tick(struct app *app, struct screen *s)
{
	struct cases *c = s->state;
	bool wide = panes_beside(app);
	if (c->held && list_cursor(c->list) != c->held) {
		c->held = 0;
		c->stale = true;
	}
	if (c->stale) {
		cases_load(c);
		app->dirty = true;
	}
	const struct case_row *r = cases_row(c);	/* not before: loading takes the rows away */
	if (r && app_top(app)->ops == &case_screen)
		look_ahead(c);
	if (!r || app_top(app) != s)
		return;
	if (wide && (!c->story || story_case(c->story) != r->id)) {
		story_close(c->story);
		c->story = story_open(app, r->id);
		c->story_stale = false;
		app->dirty = true;
	} else if (wide && c->story_stale) {
		story_reload(app, c->story);
		c->story_stale = false;
		app->dirty = true;
	} else if (!wide && c->peek.case_id != r->id) {
		read_peek(app, c, r->id);
		app->dirty = true;
	} else {
		look_ahead(c);
	}
	app->hurry |= ends_near(c) != 0;
}

/* What to do when there is nothing: the first screen of a new user is one of these. */
static void
draw_nothing(struct app *app, struct cases *c, struct pane p)
{
	static const char *const welcome[] = { N_("Welcome to Sportello. No account is connected yet."), "",
		N_("  sportello account add    connects a mailbox, trying each step"),
		N_("  sportello demo           opens a sample world to look around in"), "",
		N_("? lists the keys, : takes commands, Q leaves.") };
	size_t accounts;
	int64_t others = app->view_now;
	conf_accounts(app->conf, &accounts);
	for (size_t i = 0; i < app->view_count; i++)
		others += app->views[i].count > 0;
	if (*c->filter)
		canvas_put(p, 2, 1, ROLE_MUTED, _("nothing matches - Esc shows all again"));
	else if (accounts || others)
		canvas_put(p, 2, 1, ROLE_MUTED, _("no cases here - g shows the other views"));
	else
		for (size_t i = 0, y = 1; i < sizeof welcome / sizeof *welcome; i++) {
			struct layout_options o = { .width = p.width - 3, .hang = 4 };
			struct layout_line line = { 0 };
			const char *text = *welcome[i] ? _(welcome[i]) : " ";
			while (layout_next(text, strlen(text), &o, &line))
				layout_draw(p, 2, (int)y++, ROLE_TEXT, text, &line);
		}
}

static void
draw(struct app *app, struct screen *s, struct pane p, bool focus)
{
	struct cases *c = s->state;
	int peek = focus && !panes_beside(app) && !app->linear && term_height(app->term) >= 20 ? 4 : 0;
	cases_fit(c, p.width, c->spec ? c->spec : conf_str(app->conf, OPT_UI_COLUMNS));
	list_draw_titles(c->list, p, 0, ROLE_MUTED);
	int titles = !app->linear;
	struct pane rows = pane_sub(p, 0, titles, p.width, p.height - titles - peek);
	if (!c->n) {
		draw_nothing(app, c, rows);
		return;
	}
	list_draw(c->list, rows, focus && !app->prompting);
	if (peek)
		draw_peek(app, c, pane_sub(p, 0, p.height - peek, p.width, peek));
}

static int64_t
current(struct app *app, struct screen *s)
{
	(void)app;
	return list_cursor(((struct cases *)s->state)->list);
}

static bool
move(struct app *app, struct screen *s, enum list_move how, int count)
{
	(void)app;
	list_do(((struct cases *)s->state)->list, how, count);
	return true;
}

static const char *
status(struct app *app, struct screen *s, struct arena *a)
{
	struct cases *c = s->state;
	long row = list_cursor_row(c->list);
	size_t marks = list_mark_count(c->list);
	char *words = !c->at_start ? arena_str(a, _("far down")) : arena_printf(a, "%ld/%zu%s", row + 1, c->n,
		c->at_end ? "" : "+");
	(void)app;
	if (marks)
		words = arena_printf(a, _("%s, %zu marked"), words, marks);
	words = arena_printf(a, _("%s by %s%s"), words, sort_words(c->sort), c->reverse ? _(", reversed") : "");
	size_t above = cases_above(c);
	if (above)
		words = arena_printf(a, ngettext_("%s, %zu new above", "%s, %zu new above", above), words, above);
	return *c->filter ? arena_printf(a, _("%s | filter: %s"), words, c->filter) : words;
}

const struct screen_ops list_screen = {
	.name = "list", .title = N_("case list"), .close = close_list, .reload = reload, .draw = draw, .tick = tick,
	.current = current, .move = move, .status = status,
	.hints = "reply,note,assign,done,snooze,tag,search,cmd=command,help",
};
