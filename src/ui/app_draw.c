/* app_draw.c - where everything stands on the screen: one pane, two, or four, by width. */
#include "app.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"

enum { WHICH_KEY_US = 300000 };

bool
app_too_small(const struct app *app)
{
	return term_width(app->term) < 40 || term_height(app->term) < 8;
}

static const char *
prefix_words(const struct keys *k)
{
	static const struct { keycode key; const char *words; } prefixes[] = { { 'g', N_(": go to") },
		{ 'z', N_(": folds") }, { 'y', N_(": copy") }, { ',', N_(": macros") },
		{ 'm', N_(": write, or write down") }, { KEY_CTRL | 'x', N_(": the composer") } };
	for (size_t i = 0; k->count == 1 && i < sizeof prefixes / sizeof *prefixes; i++)
		if (prefixes[i].key == k->key[0])
			return _(prefixes[i].words);
	return "";
}

static void
draw_which_key(struct app *app, struct pane p)
{
	struct arena *a = arena_new();
	size_t n;
	bool late = clock_mono_us() - app->keys_since_us >= WHICH_KEY_US || term_is_headless(app->term);
	if (app->keys.pending.count && late) {
		const struct binding **list = keymap_after(app->keymap, app_top(app)->ops->name, &app->keys.pending, a, &n);
		int columns = p.width > 120 ? 4 : p.width > 60 ? 3 : 1;
		char *title = arena_printf(a, "%s%s", keys_name(a, &app->keys.pending), prefix_words(&app->keys.pending));
		size_t shown = 0;
		for (size_t i = 0; i < n; i++)		/* nine views take one place */
			if (strncmp(list[i]->command, "view ", 5) || list[i]->command[5] < '2' || list[i]->command[5] > '9')
				list[shown++] = list[i];
		n = shown;
		int rows = ((int)n + columns - 1) / columns;
		struct pane in = popup_draw_bottom(p, rows + 2 > p.height ? p.height : rows + 2, title, _("Esc cancels"));
		for (size_t i = 0; i < n; i++) {
			struct keys rest = { { 0 }, 0 };
			for (int k = app->keys.pending.count; k < list[i]->keys.count; k++)
				rest.key[rest.count++] = list[i]->keys.key[k];
			int x = (int)i % columns * (in.width / columns), y = (int)i / columns;
			int used = canvas_put(in, x + 1, y, ROLE_KEY, keys_name(a, &rest));
			const char *words = *list[i]->note ? _(list[i]->note) : list[i]->command;
			canvas_putn(in, x + 2 + used, y, ROLE_TEXT, words, strlen(words), in.width / columns - used - 3);
		}
	}
	arena_free(a);
}

/* The case whose story a wide screen shows beside the list. */
static void
draw_wide(struct app *app, struct pane body)
{
	struct screen *list = &app->stack[0], *top = app_top(app);
	int x = 0, side = body.width >= 160 && !app->hide_sidebar ? 24 : 0, left = body.width >= 160 ? 66 : 46;
	int card = body.width >= 160 || app->show_card ? 35 : 0;
	bool whole = top->ops != &list_screen && top->ops != &case_screen && top->ops != &compose_screen &&
		top->ops != &template_screen;
	if (whole || app->wide_zoom) {
		top->ops->draw(app, top, body, true);
		return;
	}
	if (side) {
		bar_sidebar(app, pane_sub(body, 0, 0, side, body.height));
		canvas_vline(body, side, 0, body.height, ROLE_RULE);
		x = side + 1;
	}
	list->ops->draw(app, list, pane_sub(body, x, 0, left, body.height), top == list);
	canvas_vline(body, x + left, 0, body.height, ROLE_RULE);
	x += left + 1;
	int main = body.width - x - (card ? card + 1 : 0);
	int64_t shown = top->ops->current ? top->ops->current(app, top) : 0;
	app->card_case = 0;
	if (top == list)
		cases_draw_peek(app, pane_sub(body, x, 0, main, body.height));
	else
		top->ops->draw(app, top, pane_sub(body, x, 0, main, body.height), true);
	if (card) {
		canvas_vline(body, x + main, 0, body.height, ROLE_RULE);
		card_draw(app, shown, pane_sub(body, x + main + 1, 0, card, body.height));
	}
}

/* Where there is one pane, the card takes it until c or q. */
static void
draw_card_alone(struct app *app, struct pane body)
{
	canvas_rule(body, 0, ROLE_TITLE, _("Customer"), _("c or q closes"));
	card_draw(app, app_case(app), pane_sub(body, 1, 1, body.width - 2, body.height - 1));
}

static void
draw_tiny(struct app *app, struct pane p)
{
	struct arena *a = arena_new();
	const char *what = "";
	int64_t id = app_case(app);
	struct case_row row;
	if (id && read_case(app->store, id, app->v.who.agent, a, &row, NULL) == 0)
		what = arena_printf(a, "#%lld ", (long long)row.number);
	canvas_putf(p, 0, 0, ROLE_WARNING, _("%stoo small  q ? :"), what);
	arena_free(a);
}

void
app_draw(struct app *app)
{
	struct canvas *c = term_canvas(app->term);
	struct pane p = canvas_pane(c);
	struct screen *top = app_top(app);
	canvas_clear(c);
	canvas_hide_cursor(c);
	if (app_too_small(app)) {
		draw_tiny(app, p);
		if (app->prompting)
			lineedit_draw(app->prompt, p, p.height - 1, app->prompt_label, ROLE_INPUT);
		return;
	}
	bool hints = p.height >= 18 && conf_bool(app->conf, OPT_UI_HINTS);
	int bottom = hints ? 3 : 2;
	/* one pane: what is open says itself where we are */
	int above = p.width >= 100 || top->ops == &list_screen;
	if (above)
		bar_top(app, pane_sub(p, 0, 0, p.width, 1));
	int lesson = tutorial_rows(app, p.width);
	if (p.height - above - bottom - lesson < 4)
		lesson = 0;
	struct pane body = pane_sub(p, 0, above, p.width, p.height - above - bottom - lesson);
	if (lesson)
		tutorial_draw(app, pane_sub(p, 0, p.height - bottom - lesson, p.width, lesson));
	if (p.width >= 100)
		draw_wide(app, body);
	else if (app->show_card && (top->ops == &case_screen || top->ops == &list_screen))
		draw_card_alone(app, body);
	else
		top->ops->draw(app, top, body, true);
	bar_bottom(app, pane_sub(p, 0, p.height - bottom, p.width, bottom));
	draw_which_key(app, body);
	if (app->picker)
		picker_draw(app->picker, p, p.width > 76 ? 72 : p.width - 4, p.height > 20 ? 16 : p.height - 4);
	if (app->form)
		contact_draw(app, p);
	if (app->ring)
		ring_draw(app, p);
}
