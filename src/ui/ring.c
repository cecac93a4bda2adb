/*
 * ring.c - who telephones, over whatever is there.  What is being written goes on: only keys of the keymap `ring`
 * are for the card, and none of them is a letter.
 */
#include "app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

enum { RING_WIDTH = 50, RING_CASES = 4, RING_CALLERS = 3 };

struct caller { struct customer_row who; struct case_row *cases; size_t n; };

struct ring_card {
	struct arena *arena;
	struct ring_row row;
	struct caller callers[RING_CALLERS];
	size_t n, all;
};

void
ring_close(struct app *app)
{
	if (app->ring)
		arena_free(app->ring->arena);
	free(app->ring);
	app->ring = NULL;
	app->dirty = true;
}

static void
read_caller(struct app *app, struct ring_card *r, int64_t id)
{
	struct caller *c = &r->callers[r->n];
	struct query_context ctx = { .now = app->v.now };
	struct query *q;
	bool more, cut;
	if (read_customer(app->store, id, r->arena, &c->who, NULL) < 0 || query_parse(arena_printf(r->arena,
		"customer:%lld (is:new or is:open or is:pending or is:snoozed)", (long long)id), &ctx, r->arena, &q, NULL,
		NULL) < 0)
		return;
	struct case_page p = { .query = q, .sort = SORT_RECENT, .agent = app->v.who.agent, .limit = RING_CASES };
	if (read_cases(app->store, &p, r->arena, &c->cases, &c->n, &more, &cut, NULL) < 0)
		c->n = 0;
	r->n++;
}

static void
open_card(struct app *app, const struct ring_row *row, struct arena *a)
{
	int64_t *ids;
	size_t n;
	ring_close(app);
	struct ring_card *r = app->ring = xcalloc(1, sizeof *r);
	r->arena = a;
	r->row = *row;
	if (read_callers(app->store, row->number, a, &ids, &n, NULL) == 0)
		for (size_t i = 0; i < n && r->n < RING_CALLERS; i++)
			read_caller(app, r, ids[i]);
	r->all = n;
	app->ring_seen = row->id;
	app->dirty = true;
}

/* Somebody else took the call, or nobody did. */
static void
look_at_shown(struct app *app)
{
	struct ring_row now;
	struct arena *a = arena_new();
	if (ring_get(app->store, app->ring->row.id, a, &now, NULL) > 0 && now.state != RING_RINGS &&
	    now.taken_by != app->v.who.agent) {
		if (now.state == RING_MISSED)
			app_say(app, MESSAGE_INFO, _("missed: %s"), *now.number ? now.number : _("number withheld"));
		else
			app_say(app, MESSAGE_INFO, _("%s took the call"), store_agent_name(app->store, now.taken_by, a));
		ring_close(app);
	}
	arena_free(a);
}

void
ring_look(struct app *app)
{
	struct ring_row row;
	struct arena *a = arena_new();
	if (app->ring)
		look_at_shown(app);
	if (ring_latest(app->store, app->ring_seen, app->v.who.agent, app->v.now, a, &row, NULL) > 0 &&
	    row.state == RING_RINGS)
		open_card(app, &row, a);
	else
		arena_free(a);
}

void
ring_tick(struct app *app)
{
	if (app->ring && app->v.now >= app->ring->row.until)
		ring_close(app);
	else if (app->ring)
		app->dirty = true;	/* it rings on */
}

bool
ring_key(struct app *app, keycode key)
{
	if (!app->ring)
		return false;
	struct key_state state = { { { 0 }, 0 }, 0 };
	struct keymap_result k = keymap_feed(app->keymap, "ring", &state, key, false);
	if (k.answer != KEYMAP_MATCH || str_empty(k.found->command))
		return false;
	app_run(app, k.found->command, 0);
	return true;
}

/* -- what is done with it ------------------------------------------------------------------------------------------------ */

static void
open_caller(struct app *app, const struct ring_card *r)
{
	if (!r->n) {
		app_say(app, MESSAGE_INFO, _("nobody known has this number"));
		return;
	}
	int64_t only = r->all == 1 && r->callers[0].n == 1 ? r->callers[0].cases[0].id : 0;
	char *query = r->all == 1 ? arena_printf(app->command, "customer:%lld", (long long)r->callers[0].who.id)
		: arena_printf(app->command, "customer:%s", r->row.number);
	ring_close(app);
	if (only)
		case_open_screen(app, only);
	else
		search_show(app, query);
}

void
ring_command(struct app *app, const char *what)
{
	struct ring_card *r = app->ring;
	if (!r) {
		app_say(app, MESSAGE_INFO, _("nobody rings"));
	} else if (str_eq(what, "dismiss")) {
		ring_close(app);
	} else if (str_eq(what, "open")) {
		open_caller(app, r);
	} else {
		struct contact_call call = { .since = r->row.at, .ring = r->row.id, .number = r->row.number,
			.customer = r->all == 1 && r->n ? r->callers[0].who.id : 0 };
		if (app->form) {
			app_say(app, MESSAGE_INFO, _("finish this one first: Enter saves, Esc keeps it"));
			return;
		}
		if (!store_read_only(app->store))
			(void)ring_take(app->store, r->row.id, app->v.who.agent, NULL);
		contact_open_call(app, &call);
		ring_close(app);
	}
}

/* -- drawing --------------------------------------------------------------------------------------------------------------- */

static int
draw_caller(struct pane p, int y, const struct caller *c, int64_t now)
{
	canvas_put(p, 1, y, ROLE_CUSTOMER, c->who.name ? c->who.name : "?");
	if (c->who.vip)
		canvas_put(p, p.width - 4, y, ROLE_WARNING, "VIP");
	y++;
	for (size_t i = 0; i < c->n && y < p.height; i++, y++) {
		const struct case_row *r = &c->cases[i];
		char age[8], number[24];
		snprintf(number, sizeof number, "#%lld", (long long)r->number);
		int x = 1 + canvas_put(p, 1, y, ROLE_MUTED, number) + 1;
		x += canvas_put(p, x, y, r->waiting_since ? ROLE_DUE : ROLE_MUTED, status_name(r->status)) + 1;
		clock_short_age(age, r->updated_at, now);
		canvas_put_fit(p, x, y, p.width - x - 5, ALIGN_LEFT, ROLE_TEXT, r->subject ? r->subject : "");
		canvas_put_fit(p, p.width - 5, y, 4, ALIGN_RIGHT, ROLE_MUTED, age);
	}
	if (c->who.notes && *c->who.notes && y < p.height)
		canvas_put_fit(p, 1, y++, p.width - 2, ALIGN_LEFT, ROLE_NOTE, c->who.notes);
	return y;
}

void
ring_draw(struct app *app, struct pane screen)
{
	const struct ring_card *r = app->ring;
	struct arena *a = arena_new();
	int rows = 2, width = screen.width < RING_WIDTH + 2 ? screen.width - 2 : RING_WIDTH, y = 1;
	for (size_t i = 0; i < r->n; i++)
		rows += 1 + (int)r->callers[i].n + (r->callers[i].who.notes && *r->callers[i].who.notes);
	int height = (r->n ? rows : 3) + 1 < screen.height - 2 ? (r->n ? rows : 3) + 1 : screen.height - 2;
	char *open = bar_key_in(app, "ring", "ring-open", a), *log = bar_key_in(app, "ring", "ring-log", a),
		*close = bar_key_in(app, "ring", "ring-dismiss", a);
	const char *footer = r->n ? arena_printf(a, _("%s opens  %s logs  %s closes"), open, log, close)
		: arena_printf(a, _("%s logs  %s closes"), log, close);
	int64_t s = app->v.now > r->row.at ? (app->v.now - r->row.at) / MS_SECOND : 0;
	char *title = arena_printf(a, _("Telephone %02lld:%02lld"), (long long)s / 60, (long long)s % 60);
	struct pane p = popup_draw(pane_sub(screen, screen.width - width - 1, 1, width, height), width, height, title, footer);
	canvas_putf(p, 1, 0, ROLE_TITLE, r->row.line ? _("%s on %s") : "%s", *r->row.number ? r->row.number
		: _("number withheld"), r->row.line);
	if (!r->n)
		canvas_put(p, 1, y, ROLE_MUTED, *r->row.number ? _("nobody known has this number") : _("who it is, they must say"));
	for (size_t i = 0; i < r->n && y < p.height; i++)
		y = draw_caller(p, y, &r->callers[i], app->v.now);
	arena_free(a);
}
