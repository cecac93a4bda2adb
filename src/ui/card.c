/* card.c - the customer's card beside a case; read between keys, drawn from what was read. */
#include "card.h"
#include "commands.h"

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
		if (ui_interrupt(NULL)) {
			app->hurry = true;
			return;
		}
		if (c->case_id != app->card_case)
			app->card_top = 0;
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
	/* until it is read the one before stays, for a frame */
	if (!case_id || !c || !c->known)
		return;
	struct arena *a = arena_new();
	int n = (int)card_lines(c, &s, a, &lines), most = n > p.height ? n - p.height + 1 : 0;
	app->card_top = app->card_top > most ? most : app->card_top;
	for (int i = 0; i + app->card_top < n && i < p.height; i++)
		card_line_draw(p, i, &lines[i + app->card_top], &s);
	if (n - app->card_top > p.height && p.height > 0) {
		const char *key = bar_key(app, "card-down", a);
		canvas_rule(p, p.height - 1, ROLE_RULE, arena_printf(a, _("%d more: %s"), n - app->card_top - p.height + 1,
			key ? key : ":card-down"), NULL);
	}
	arena_free(a);
}

/* "card-down", "card-up": half a screen of it. */
void
go_card_move(struct app *app, int count, const char *const *words, size_t n)
{
	int by = count > 0 ? count : term_height(app->term) / 2;
	(void)n;
	if (!panes_card(app))
		app_say(app, MESSAGE_INFO, _("no card is shown: c shows it"));
	app->card_top += str_eq(words[0], "card-up") ? -by : by;
	app->card_top = app->card_top < 0 ? 0 : app->card_top;
}
