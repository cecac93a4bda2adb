/* mouse.c - clicks and the wheel; whatever they do has a key, too. */
#include "cases.h"
#include "rows.h"

#include <stdio.h>
#include <string.h>

enum { WHEEL_ROWS = 3 };

void
hot_add(struct app *app, struct pane p, int x, int y, int width, const char *command)
{
	if (app->hot_count == (int)(sizeof app->hot / sizeof *app->hot) || strlen(command) >= sizeof app->hot[0].command)
		return;
	struct hot *h = &app->hot[app->hot_count++];
	h->x = p.x + x;
	h->y = p.y + y;
	h->width = width;
	snprintf(h->command, sizeof h->command, "%s", command);
}

/* Nothing leaves by a click: what would send is looked at first. */
static bool
run_hot(struct app *app, int x, int y)
{
	for (int i = app->hot_count; i-- > 0;) {
		const struct hot *h = &app->hot[i];
		if (y != h->y || x < h->x || x >= h->x + h->width)
			continue;
		bool sends = str_starts(h->command, "send") && app_top(app)->ops == &compose_screen;
		app->keys = (struct key_state){ .count = 0 };
		app_run(app, sends ? "review" : h->command, 0);
		return true;
	}
	return false;
}

static struct list *
list_of(struct screen *s)
{
	if (s->ops == &list_screen)
		return ((struct cases *)s->state)->list;
	return s->ops->draw == rows_draw ? ((struct rows *)s->state)->list : NULL;
}

/* The list of cases beside what is open. */
static bool
beside(struct app *app)
{
	const struct screen_ops *top = app_top(app)->ops;
	return panes_beside(app) && !app->wide_zoom && top == &case_screen;
}

static void
click(struct app *app, int x, int y)
{
	struct list *own = list_of(app_top(app)), *other = beside(app) ? list_of(&app->stack[0]) : NULL;
	int hit = own ? list_click(own, x, y) : 0;
	if (hit == 2) {
		app->prompting = false;
		app_run(app, "open", 0);
	} else if (app->prompting)
		return;
	else if (!hit && other && list_click(other, x, y))
		case_open_screen(app, cases_current(app));
	else if (!hit && !own)
		return;
	else if (!hit && app_top(app)->ops == &list_screen && panes_beside(app) && x > 0)
		app_run(app, "pane right", 0);
}

static void
wheel(struct app *app, bool up, int x, int y)
{
	struct screen *top = app_top(app);
	struct list *other = beside(app) ? list_of(&app->stack[0]) : NULL;
	enum list_move move = up ? LIST_UP : LIST_DOWN;
	if (other && list_within(other, x, y))
		(void)list_do(other, move, WHEEL_ROWS);
	else if (top->ops->move)
		(void)top->ops->move(app, top, move, WHEEL_ROWS);
}

void
app_mouse(struct app *app, keycode key)
{
	enum mouse what;
	int x, y;
	app->dirty = true;
	if (!key_mouse_read(key, &what, &x, &y) || app->asking || app->rebind || app->form || app_too_small(app))
		return;
	if (app->picker) {
		if (what == MOUSE_CLICK)
			app_picker_answer(app, picker_click(app->picker, x, y));
		else
			for (int i = 0; i < WHEEL_ROWS; i++)
				(void)picker_key(app->picker, what == MOUSE_WHEEL_UP ? KEY_UP : KEY_DOWN);
	} else if (app->prompting && !app->prompt_rows) {
		return;
	} else if (what != MOUSE_CLICK) {
		wheel(app, what == MOUSE_WHEEL_UP, x, y);
	} else {
		app->message[0] = '\0';
		if (app->prompting || !run_hot(app, x, y))
			click(app, x, y);
	}
}
