/*
 * panes.c - which panes a wide screen has and how wide each is; the agent's own widths.
 *
 * By value: a story is read, so it has PANE_STORY columns before the list has more than it needs.  Under 100
 * columns there is one pane.
 */
#include "commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PANE_SIDE = 24, PANE_CARD = 35, PANE_STORY = 60, PANE_STORY_MIN = 40,
	LIST_MIN = 30, LIST_WIDE_MIN = 44, LIST_BESIDE = 46, LIST_GOOD = 66,
	WIDE = 160 };

static int
between(int value, int least, int most)
{
	return value > most ? most : value < least ? least : value;
}

static int
number(const char *s)
{
	int64_t n;
	return s && str_to_int64(s, &n) == 0 && n > 0 && n < 10000 ? (int)n : 0;
}

/* What is asked for: by keys, else by the configuration; 0 = nothing. */
static int
asked_width(const struct app *app, int width)
{
	int own = app->list_width[width < WIDE];
	return own ? own : number(conf_str(app->conf, OPT_UI_LIST_WIDTH));
}

struct panes
panes_fit(const struct app *app, int width, bool list_in_front)
{
	struct panes p = { 0, 0, 0, 0 };
	bool wide = width >= WIDE;
	int asked = asked_width(app, width);
	p.side = wide && !app->hide_sidebar ? PANE_SIDE : 0;
	p.card = (wide ? !app->hide_card : app->show_card) ? PANE_CARD : 0;
	int room = width - (p.side ? p.side + 1 : 0) - (p.card ? p.card + 1 : 0);
	p.list = asked ? between(asked, LIST_MIN, room - 1 - PANE_STORY_MIN)
		: wide ? between(room - 1 - PANE_STORY, LIST_WIDE_MIN, LIST_GOOD)
		: between(LIST_BESIDE + (width - 120) / 2, LIST_BESIDE, LIST_GOOD);
	p.main = room - p.list - 1;
	/* two panes and a card: the card takes the place of what is not worked in */
	if (p.card && !wide && p.main < PANE_STORY - 2) {
		p.list = list_in_front ? room : 0;
		p.main = list_in_front ? 0 : room;
	}
	return p;
}

bool
panes_beside(const struct app *app)
{
	return term_width(app->term) >= 100 && !app->linear;
}

void
panes_look(struct app *app)
{
	const char *layout = conf_str(app->conf, OPT_UI_LAYOUT), *width = conf_str(app->conf, OPT_UI_LIST_WIDTH);
	if (layout != app->layout_said)
		app->linear = str_eq(layout, "linear");
	if (width != app->width_said && width)
		app->list_width[0] = app->list_width[1] = 0;
	app->layout_said = layout;
	app->width_said = width;
}

void
panes_load(struct app *app)
{
	struct arena *a = arena_new();
	panes_look(app);
	app->list_width[0] = number(remembered(app, "list-width-of-four", a));
	app->list_width[1] = number(remembered(app, "list-width", a));
	char *said = remembered(app, "hidden", a);
	app->hide_sidebar = said && strstr(said, "sidebar");
	app->hide_card = said && strstr(said, "card");
	arena_free(a);
}

static void
set_width(struct app *app, int width)
{
	char words[16];
	int two = term_width(app->term) < WIDE;
	app->list_width[two] = width;
	snprintf(words, sizeof words, "%d", width);
	remember(app, two ? "list-width" : "list-width-of-four", words);
}

/* "pane-wider", "pane-narrower", "pane-even": of the list. */
void
go_pane_width(struct app *app, int count, const char *const *words, size_t n)
{
	int by = count > 0 ? count : 4, width = term_width(app->term);
	(void)n;
	if (!panes_beside(app)) {
		app_say(app, MESSAGE_INFO, _("there is one pane here"));
		return;
	}
	struct panes p = panes_fit(app, width, true);
	if (str_eq(words[0], "pane-even")) {
		set_width(app, 0);
		app_say(app, MESSAGE_INFO, _("panes as wide as usual"));
	} else if (!p.list || !p.main) {
		app_say(app, MESSAGE_INFO, _("there is one pane here"));
	} else {
		set_width(app, p.list + (str_eq(words[0], "pane-wider") ? by : -by));
		p = panes_fit(app, width, true);
		set_width(app, p.list);
		app_say(app, MESSAGE_INFO, _("list %d, story %d columns"), p.list, p.main);
	}
}

/* "layout linear", "layout panes"; alone it goes from one to the other. */
void
go_layout(struct app *app, int count, const char *const *words, size_t n)
{
	(void)count;
	if (n > 1 && !str_eq(words[1], "linear") && !str_eq(words[1], "panes")) {
		app_say(app, MESSAGE_BAD, _("layout '%s' is not known: panes or linear"), words[1]);
		return;
	}
	app->linear = n > 1 ? str_eq(words[1], "linear") : !app->linear;
	app_say(app, MESSAGE_INFO, app->linear ? _("layout: linear, one thing after the other") : _("layout: panes"));
}

/* "zoom", "sidebar", "card": what is hidden stays so. */
void
go_panes(struct app *app, int count, const char *const *words, size_t n)
{
	(void)count, (void)n;
	if (str_eq(words[0], "zoom") && term_width(app->term) < 100)
		app_say(app, MESSAGE_INFO, _("there is one pane here"));
	else if (str_eq(words[0], "zoom"))
		app->wide_zoom = !app->wide_zoom;
	else if (str_eq(words[0], "sidebar") && (app->linear || term_width(app->term) < WIDE))
		app_say(app, MESSAGE_INFO, _("a sidebar stands on screens of %d columns and more"), WIDE);
	else if (str_eq(words[0], "sidebar"))
		app->hide_sidebar = !app->hide_sidebar;
	else if (!app->linear && term_width(app->term) >= WIDE)
		app->hide_card = !app->hide_card;
	else
		app->show_card = !app->show_card;
	remember(app, "hidden", arena_printf(app->command, "%s %s", app->hide_sidebar ? "sidebar" : "",
		app->hide_card ? "card" : ""));
}

/* Is a card on the screen? */
bool
panes_card(const struct app *app)
{
	return !app->linear && term_width(app->term) >= WIDE ? !app->hide_card : app->show_card;
}

void
panes_draw(struct app *app, struct pane body)
{
	struct screen *list = &app->stack[0], *top = app_top(app);
	struct panes w = panes_fit(app, body.width, top == list);
	int x = 0;
	if (w.side) {
		bar_sidebar(app, pane_sub(body, 0, 0, w.side, body.height));
		canvas_vline(body, w.side, 0, body.height, ROLE_RULE);
		x = w.side + 1;
	}
	if (w.list) {
		list->ops->draw(app, list, pane_sub(body, x, 0, w.list, body.height), top == list);
		x += w.list + 1;
		canvas_vline(body, x - 1, 0, body.height, ROLE_RULE);
	}
	int64_t shown = top->ops->current ? top->ops->current(app, top) : 0;
	app->card_case = 0;
	if (w.main && top == list)
		cases_draw_peek(app, pane_sub(body, x, 0, w.main, body.height));
	else if (w.main)
		top->ops->draw(app, top, pane_sub(body, x, 0, w.main, body.height), true);
	if (w.main && w.card) {
		x += w.main + 1;
		canvas_vline(body, x - 1, 0, body.height, ROLE_RULE);
	}
	if (w.card)
		card_draw(app, shown, pane_sub(body, x, 0, w.card, body.height));
}
