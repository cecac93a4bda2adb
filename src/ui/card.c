/* card.c - the customer's card beside a case; read between keys, drawn from what was read. */
#include "app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

enum { CASES = 12, HINTS = 3 };

struct card {
	struct arena *arena;
	int64_t case_id;
	bool stale, known;
	struct case_row about;
	struct customer_row customer;
	struct case_row *cases;
	size_t case_count;
	struct merge_hint *hints;
	size_t hint_count;
	const char *speaking;		/* verify_line() */
};

void
card_close(struct app *app)
{
	if (app->card)
		arena_free(app->card->arena);
	free(app->card);
	app->card = NULL;
}

void
card_stale(struct app *app)
{
	if (app->card)
		app->card->stale = true;
}

static void
read_others(struct app *app, struct card *c)
{
	struct query_context ctx = { .now = app->v.now };
	struct query *q;
	bool more, cut;
	char *text = arena_printf(c->arena, "customer:%lld", (long long)c->about.customer);
	if (query_parse(text, &ctx, c->arena, &q, NULL, NULL) < 0)
		return;
	struct case_page page = { .query = q, .sort = SORT_RECENT, .agent = app->v.who.agent, .limit = CASES };
	store_budget(app->store, 20);
	if (read_cases(app->store, &page, c->arena, &c->cases, &c->case_count, &more, &cut, NULL) < 0)
		c->case_count = 0;
	store_budget(app->store, 20);
	if (read_merge_hints(app->store, c->about.customer, HINTS, c->arena, &c->hints, &c->hint_count, NULL) < 0)
		c->hint_count = 0;
	store_budget(app->store, 0);
}

static void
load(struct app *app, struct card *c, int64_t case_id)
{
	arena_reset(c->arena);
	c->case_count = c->hint_count = 0;
	c->case_id = case_id;
	c->stale = false;
	c->known = read_case(app->store, case_id, app->v.who.agent, c->arena, &c->about, NULL) == 0 && c->about.customer &&
		read_customer(app->store, c->about.customer, c->arena, &c->customer, NULL) == 0;
	struct speaking k;
	c->speaking = read_speaking(app->store, case_id, 0, c->arena, &k, NULL) < 0 ? "" : verify_line(&k, c->arena);
	if (c->known)
		read_others(app, c);
}

/* The case last drawn is not the one that was read: reads it. */
void
card_tick(struct app *app)
{
	struct card *c = app->card;
	if (!app->card_case || (c && c->case_id == app->card_case && !c->stale))
		return;
	if (!c) {
		c = app->card = xcalloc(1, sizeof *c);
		c->arena = arena_new();
	}
	load(app, c, app->card_case);
	app->dirty = true;
}

static int
draw_identities(struct pane p, int y, const struct customer_row *c)
{
	for (size_t i = 0; i < c->identity_count && y < p.height; i++) {
		canvas_put(p, 0, y, ROLE_MUTED, channel_code(c->identities[i].kind));
		canvas_put(p, 3, y++, ROLE_TEXT, c->identities[i].address);
	}
	return y;
}

static int
draw_cases(const struct card *c, struct pane p, int y, int64_t now)
{
	for (size_t i = 0; i < c->case_count && y < p.height; i++) {
		const struct case_row *r = &c->cases[i];
		char age[8];
		clock_short_age(age, r->updated_at, now);
		canvas_putf(p, 0, y, r->id == c->case_id ? ROLE_CURSOR : ROLE_MUTED, "#%lld", (long long)r->number);
		canvas_put(p, 7, y, ROLE_MUTED, status_name(r->status));
		canvas_putn(p, 16, y, r->status == STATUS_RESOLVED ? ROLE_MUTED : ROLE_TEXT, r->subject ? r->subject : "",
			r->subject ? strlen(r->subject) : 0, p.width - 21);
		canvas_put_fit(p, p.width - 4, y++, 4, ALIGN_RIGHT, ROLE_MUTED, age);
	}
	return y;
}

static int
draw_words(struct pane p, int y, unsigned style, const char *words)
{
	struct layout_options o = { .width = p.width };
	struct layout_line line = { 0 };
	while (y < p.height && layout_next(words, strlen(words), &o, &line))
		layout_draw(p, 0, y++, style, words, &line);
	return y;
}

void
card_draw(struct app *app, int64_t case_id, struct pane p)
{
	const struct card *c = app->card;
	struct arena *a = arena_new();
	int y = 0;
	app->card_case = case_id;
	if (case_id && (!c || c->case_id != case_id || c->stale))
		app->hurry = true;
	if (!case_id || !c || c->case_id != case_id || !c->known) {
		arena_free(a);
		return;
	}
	canvas_put(p, 0, y, ROLE_CUSTOMER, c->about.customer_name);
	if (c->customer.vip)
		canvas_put(p, p.width - 4, y, ROLE_WARNING, "VIP");
	if (!str_empty(c->speaking))
		canvas_putf(p, 0, ++y, ROLE_STATUS, "[%s]", c->speaking);
	y = draw_identities(p, y + 1, &c->customer);
	if (c->customer.language)
		canvas_putf(p, 0, y++, ROLE_MUTED, _("language: %s"), c->customer.language);
	if (c->customer.preferred)
		canvas_putf(p, 0, y++, ROLE_MUTED, _("prefers: %s"), c->customer.preferred);
	if (c->about.callback_at)
		y = draw_words(p, y, c->about.callback_at <= app->v.now ? ROLE_OVERDUE : ROLE_DUE,
			story_callback_words(&c->about, app->v.now, a));
	canvas_rule(p, ++y, ROLE_RULE, arena_printf(a, ngettext_("%d case", "%d cases", c->customer.cases),
		c->customer.cases), arena_printf(a, _("%d open"), c->customer.open_cases));
	y = draw_cases(c, p, y + 1, app->v.now);
	if (c->customer.notes && *c->customer.notes && y + 2 < p.height) {
		canvas_rule(p, ++y, ROLE_RULE, _("notes"), NULL);
		y = draw_words(p, y + 1, ROLE_NOTE, c->customer.notes);
	}
	if (c->hint_count && y + 2 < p.height) {
		canvas_rule(p, ++y, ROLE_RULE, _("perhaps the same person"), NULL);
		y++;
		for (size_t i = 0; i < c->hint_count && y < p.height; i++)
			y = draw_words(p, y, ROLE_WARNING, c->hints[i].evidence);
	}
	arena_free(a);
}
