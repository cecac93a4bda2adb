/* card.c - the customer's card beside a case; read between keys, drawn from what was read. */
#include "card.h"

#include <stdlib.h>

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

/* The case last drawn is not the one that was read: reads it. */
void
card_tick(struct app *app)
{
	struct card *c = app->card;
	if (!app->card_case)
		return;
	if (!c) {
		c = app->card = xcalloc(1, sizeof *c);
		c->arena = arena_new();
	}
	if (c->case_id != app->card_case || c->stale) {
		card_read(app, c, app->card_case, 0);
		app->dirty = true;
	}
	if (c->known)
		(void)card_hook_look(app, c, false);
}

void
card_draw(struct app *app, int64_t case_id, struct pane p)
{
	const struct card *c = app->card;
	struct card_shape s = { .width = p.width, .now = app->v.now, .conf = app->conf };
	struct card_line *lines;
	app->card_case = case_id;
	if (case_id && (!c || c->case_id != case_id || c->stale))
		app->hurry = true;
	if (!case_id || !c || c->case_id != case_id || !c->known)
		return;
	struct arena *a = arena_new();
	size_t n = card_lines(c, &s, a, &lines);
	for (size_t i = 0; i < n && (int)i < p.height; i++)
		card_line_draw(p, (int)i, &lines[i], &s);
	if ((int)n > p.height && p.height > 0) {
		const char *key = bar_key(app, "person", a);
		canvas_rule(p, p.height - 1, ROLE_RULE, arena_printf(a, _("%d more: %s"), (int)n - p.height + 1,
			key ? key : ":person"), NULL);
	}
	arena_free(a);
}
