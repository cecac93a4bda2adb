/* app_draw.c - where everything stands on the screen: one pane, two, or four, by width. */
#include "app.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"

bool
app_too_small(const struct app *app)
{
	return term_width(app->term) < 40 || term_height(app->term) < 8;
}

static void
draw_wide(struct app *app, struct pane body)
{
	struct screen *top = app_top(app);
	bool panes = top->ops == &list_screen || top->ops == &case_screen || top->ops == &compose_screen ||
		top->ops == &reading_screen || top->ops == &template_screen;
	if (panes && !app->wide_zoom)
		panes_draw(app, body);
	else
		top->ops->draw(app, top, body, true);
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

/* A question of several lines: the first is what is asked, the last what the keys do. */
static void
draw_question(struct app *app, struct pane p)
{
	struct arena *a = arena_new();
	const char *text = strchr(app->question, '\n') + 1;
	char *title = arena_strn(a, app->question, (size_t)(text - 1 - app->question));
	int width = p.width > 84 ? 80 : p.width - 2, x = 0, y = 0;
	struct layout_options o = { .width = width - 4 };
	size_t n;
	struct layout_line *lines = layout_lines(a, text, strlen(text), &o, &n);
	struct pane in = popup_draw(p, width, (int)n + 2, NULL, NULL);
	canvas_box(pane_sub(p, in.x - p.x - 1, in.y - p.y - 1, in.width + 2, in.height + 2), ROLE_WARNING, title, NULL);
	for (size_t i = 0; i < n && y < in.height; i++, y++) {
		bool mind = str_starts(text + lines[i].start, _("MIND: "));
		x = layout_draw(in, 1, y, mind ? ROLE_WARNING : i + 1 == n ? ROLE_KEY : ROLE_TEXT, text, &lines[i]);
	}
	canvas_cursor(in, x + 2, y - 1);
	arena_free(a);
}

void
app_draw(struct app *app)
{
	struct canvas *c = term_canvas(app->term);
	struct pane p = canvas_pane(c);
	struct screen *top = app_top(app);
	panes_look(app);
	canvas_set_plain(c, app->linear);
	canvas_clear(c);
	term_picture(app->term, 0, 0, NULL, 0, false, 0);
	app->hot_count = 0;
	canvas_hide_cursor(c);
	if (app_too_small(app)) {
		draw_tiny(app, p);
		canvas_cursor(p, 0, 0);
		if (app->prompting)
			lineedit_draw(app->prompt, p, p.height - 1, app->prompt_label, ROLE_INPUT);
		return;
	}
	bool hints = !app->linear && p.height >= 18 && conf_bool(app->conf, OPT_UI_HINTS);
	int bottom = hints ? 3 : 2;
	/* one pane: what is open says itself where we are */
	int above = panes_beside(app) || top->ops == &list_screen;
	if (above)
		bar_top(app, pane_sub(p, 0, 0, p.width, 1));
	int lesson = tutorial_rows(app, p.width);
	if (p.height - above - bottom - lesson < 4)
		lesson = 0;
	int alarm = p.height - above - bottom - lesson > 4 ? alarm_rows(app) : 0;
	struct pane body = pane_sub(p, 0, above, p.width, p.height - above - bottom - lesson - alarm);
	if (alarm)
		alarm_draw(app, pane_sub(p, 0, p.height - bottom - lesson - alarm, p.width, 1));
	if (lesson)
		tutorial_draw(app, pane_sub(p, 0, p.height - bottom - lesson, p.width, lesson));
	if (panes_beside(app))
		draw_wide(app, body);
	else if (app->show_card && (top->ops == &case_screen || top->ops == &list_screen))
		draw_card_alone(app, body);
	else
		top->ops->draw(app, top, body, true);
	/* where nothing is selected, the line that says where one is: a screen reader reads what the cursor is on */
	int x, y;
	if (!canvas_cursor_at(c, &x, &y))
		canvas_cursor(body, 0, 0);
	bar_bottom(app, pane_sub(p, 0, p.height - bottom, p.width, bottom));
	which_key_draw(app, body);
	if (app->picker)
		picker_draw(app->picker, p, app->picker_changed && p.width > 104 ? 100 : p.width > 76 ? 72 : p.width - 4,
			p.height > 20 ? 16 : p.height - 4);
	if (app->asking && strchr(app->question, '\n'))
		draw_question(app, p);
	if (app->form)
		contact_draw(app, p);
	if (app->ring)
		ring_draw(app, p);
}
