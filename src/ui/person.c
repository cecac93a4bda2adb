/* person.c - one customer on the whole screen: the card's rows in as many columns as fit, a cursor on what can be opened. */
#include "person_view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMN = 50, GAP = 3, SHORT = 20 };

struct person_view *
person_top(struct app *app)
{
	return app_top(app)->ops == &person_screen ? app_top(app)->state : NULL;
}

int64_t
person_customer(struct app *app)
{
	struct person_view *v = person_top(app);
	return v && v->card.known ? v->card.id : 0;
}

const struct card_line *
person_line(const struct person_view *v)
{
	return v->cursor < v->n ? &v->lines[v->cursor] : NULL;
}

/* -- rows ---------------------------------------------------------------------------------------------------------- */

static void
shape(struct app *app, struct person_view *v)
{
	v->drawn = (struct card_shape){ .width = v->text_width, .full = true, .folded = v->folded, .now = app->v.now,
		.conf = app->conf };
	arena_reset(v->shape);
	v->n = v->card.known ? card_lines(&v->card, &v->drawn, v->shape, &v->lines) : 0;
	if (v->cursor >= v->n)
		v->cursor = v->n ? v->n - 1 : 0;
}

static void
load(struct app *app, struct person_view *v)
{
	card_read(app, &v->card, v->beside, v->card.id);
	v->card.stale = false;
	shape(app, v);
	app->dirty = true;
}

/* Up to three columns, filled one after the other; all that is shown of the list is one piece of it. */
static void
measure(struct app *app, struct person_view *v, struct pane p)
{
	int columns = (p.width + GAP) / (COLUMN + GAP);
	v->columns = columns < 1 ? 1 : columns > 3 ? 3 : columns;
	v->text_width = (p.width - GAP * (v->columns - 1)) / v->columns;
	shape(app, v);
	v->height = ((int)v->n + v->columns - 1) / v->columns;
	v->height = v->height > p.height || v->columns == 1 ? p.height : v->height < SHORT ? SHORT : v->height;
	if (v->height > p.height || v->height < 1)
		v->height = p.height < 1 ? 1 : p.height;
	size_t shown = (size_t)v->height * (size_t)v->columns;
	if (v->cursor < v->top)
		v->top = v->cursor;
	if (v->cursor >= v->top + shown)
		v->top = v->cursor - shown + 1;
	if (v->n <= shown)
		v->top = 0;
}

static void
draw(struct app *app, struct screen *s, struct pane p, bool focus)
{
	struct person_view *v = s->state;
	const struct customer_row *r = &v->card.customer;
	struct arena *a = arena_new();
	struct pane body = pane_sub(p, 0, 1, p.width, p.height - 1);
	canvas_rule(p, 0, ROLE_TITLE, arena_printf(a, _("Customer %lld"), (long long)v->card.id), arena_printf(a, "%s, %s",
		arena_printf(a, ngettext_("%d case", "%d cases", r->cases), r->cases), arena_printf(a, _("%d open"),
		r->open_cases)));
	measure(app, v, body);
	if (!v->card.known)
		canvas_put(body, 1, 1, ROLE_MUTED, _("nobody is known here"));
	for (size_t i = v->top; i < v->n; i++) {
		int at = (int)(i - v->top), column = at / v->height, y = at % v->height;
		if (column >= v->columns)
			break;
		struct pane q = pane_sub(body, column * (v->text_width + GAP), 0, v->text_width, v->height);
		card_line_draw(q, y, &v->lines[i], &v->drawn);
		if (i == v->cursor && focus && !app->prompting) {
			canvas_restyle(q, 0, y, -1, ROLE_CURSOR);
			canvas_cursor(q, 0, y);
		}
	}
	for (int i = 1; i < v->columns; i++)
		canvas_vline(body, i * (v->text_width + GAP) - 2, 0, v->height, ROLE_RULE);
	arena_free(a);
}

/* -- moving ---------------------------------------------------------------------------------------------------------- */

static bool
stops(const struct card_line *l)
{
	return !l->more;
}

static bool
step(struct person_view *v, int direction)
{
	for (size_t i = v->cursor; direction > 0 ? i + 1 < v->n : i > 0;) {
		i = direction > 0 ? i + 1 : i - 1;
		if (!stops(&v->lines[i]))
			continue;
		v->cursor = i;
		return true;
	}
	return false;
}

static bool
move(struct app *app, struct screen *s, enum list_move how, int count)
{
	struct person_view *v = s->state;
	int page = v->height > 2 ? v->height - 1 : 1, n = count > 0 ? count : 1;
	int steps = how == LIST_PAGE_DOWN || how == LIST_PAGE_UP ? page * n : how == LIST_HALF_DOWN || how == LIST_HALF_UP
		? page / 2 * n : how == LIST_TOP || how == LIST_BOTTOM ? (int)v->n : n;
	int direction = how == LIST_DOWN || how == LIST_PAGE_DOWN || how == LIST_HALF_DOWN || how == LIST_BOTTOM ? 1 : -1;
	bool moved = false;
	while (steps-- > 0 && step(v, direction))
		moved = true;
	app->dirty = true;
	return moved;
}

/* -- the screen -------------------------------------------------------------------------------------------------------- */

static void
close_person(struct app *app, struct screen *s)
{
	struct person_view *v = s->state;
	(void)app;
	arena_free(v->card.arena);
	arena_free(v->shape);
	free(v);
}

static void
reload(struct app *app, struct screen *s)
{
	load(app, s->state);
}

static void
tick(struct app *app, struct screen *s)
{
	struct person_view *v = s->state;
	if (v->card.stale)
		load(app, v);
	if (v->card.known && app_top(app) == s && card_hook_look(app, &v->card, false) != (v->card.asked_us != 0))
		app->dirty = true;
}

static int64_t
current(struct app *app, struct screen *s)
{
	const struct card_line *l = person_line(s->state);
	(void)app;
	return l ? l->case_id : 0;
}

static const char *
status(struct app *app, struct screen *s, struct arena *a)
{
	struct person_view *v = s->state;
	(void)app;
	return v->n ? arena_printf(a, "%zu/%zu", v->cursor + 1, v->n) : "";
}

const struct screen_ops person_screen = { .name = "person", .title = N_("Customer"), .close = close_person,
	.reload = reload, .draw = draw, .tick = tick, .current = current, .move = move, .status = status,
	.hints = "open,edit=person-edit,tag=person-tag,notes=person-notes,write=person-write,history,hook=person-hook,back,help" };

void
person_open(struct app *app, int64_t customer)
{
	struct person_view *v = person_top(app);
	if (v && v->card.id == customer)
		return;
	v = xcalloc(1, sizeof *v);
	v->beside = app_case(app);
	v->card.arena = arena_new();
	v->shape = arena_new();
	v->card.id = customer;
	v->text_width = 60;
	load(app, v);
	app_push(app, &person_screen, v, 1u << AREA_CASE | 1u << AREA_CUSTOMER);
}

void
person_enter(struct app *app)
{
	const struct card_line *l = person_line(person_top(app));
	if (l && l->head)
		person_fold(app, "person-fold");
	else if (l && l->command)
		app_run(app, arena_str(app->command, l->command), 0);
}

/* "person-fold" the part under the cursor, "person-fold-all", "person-fold-none". */
void
person_fold(struct app *app, const char *what)
{
	struct person_view *v = person_top(app);
	const struct card_line *l = v ? person_line(v) : NULL;
	unsigned all = (1u << PART_COUNT) - 1 - (1u << PART_WHO);
	if (!l)
		return;
	enum card_part part = l->part;
	if (str_eq(what, "person-fold"))
		v->folded ^= part == PART_WHO ? 0 : 1u << part;
	else
		v->folded = str_eq(what, "person-fold-all") ? all : 0;
	shape(app, v);
	for (size_t i = 0; i < v->n; i++)
		if (v->lines[i].part == part) {
			v->cursor = i;
			break;
		}
	app->dirty = true;
}

void
person_hook_ended(struct app *app)
{
	struct screen *s = app_find(app, &person_screen);
	if (s) {
		struct person_view *v = s->state;
		v->card.asked_us = 0;
		v->card.stale = true;
	}
}

const char *
person_copies(struct app *app)
{
	const struct card_line *l = person_line(person_top(app));
	return l ? l->copy : NULL;
}
