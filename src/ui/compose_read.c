/* compose_read.c - reading on while one writes: the story above the text as a screen of its own, and what is quoted. */
#include "compose.h"

#include <string.h>

static struct compose *
state(struct screen *s)
{
	return s->state;
}

struct story *
compose_story(struct app *app)
{
	return app_top(app)->ops == &reading_screen ? state(app_top(app))->story : NULL;
}

static void
close_reading(struct app *app, struct screen *s)
{
	(void)app;
	if (state(s)->story)
		(void)story_mark(app, state(s)->story, false);
	state(s)->reading = false;
}

static void
draw(struct app *app, struct screen *s, struct pane p, bool focus)
{
	compose_draw(app, s, p, focus);
}

static int64_t
current(struct app *app, struct screen *s)
{
	(void)app;
	return state(s)->letter.case_id;
}

static int64_t
item(struct app *app, struct screen *s)
{
	(void)app;
	return state(s)->story ? story_item(state(s)->story) : 0;
}

static bool
move(struct app *app, struct screen *s, enum list_move how, int count)
{
	return state(s)->story && story_move(app, state(s)->story, how, count);
}

static const char *
status(struct app *app, struct screen *s, struct arena *a)
{
	const struct compose *c = state(s);
	(void)app;
	return c->story ? arena_printf(a, _("%s, the text waits"), story_position(c->story, a)) : "";
}

const struct screen_ops reading_screen = {
	.name = "reading", .title = N_("reading while writing"), .close = close_reading, .draw = draw, .current = current,
	.item = item, .move = move, .status = status,
	.hints = "back to the text=read-on,mark lines=mark-lines,quote=quote-here,search,links,help",
};

/* From the text into the story, and back; from elsewhere to the draft that was left last. */
static void
other_pane(struct app *app, struct compose *c)
{
	if (app_top(app)->ops == &reading_screen) {
		app_pop(app);
	} else if (!c->story) {
		app_say(app, MESSAGE_INFO, _("there is nothing to read on here"));
	} else {
		c->reading = true;
		app_push(app, &reading_screen, c, 0);
	}
}

/* The marked lines, or the item under the cursor, stand quoted at the cursor of the text. */
static void
quote_here(struct app *app, struct compose *c)
{
	struct arena *a = arena_new();
	char *quote = c->story ? story_quote(c->story, c->kind == COMPOSE_NOTE, a) : NULL;
	if (!quote) {
		app_say(app, MESSAGE_INFO, c->story && story_quote(c->story, true, a)
			? _("an internal note is not quoted to a customer") : _("there are no words to quote here"));
		arena_free(a);
		return;
	}
	if (app_top(app)->ops == &reading_screen)
		app_pop(app);
	compose_put_quote(c, quote);
	app->dirty = true;
	arena_free(a);
}

void
compose_put_quote(struct compose *c, const char *quote)
{
	struct arena *a = arena_new();
	char *text = editor_copy(c->editor, a);
	size_t at = editor_cursor(c->editor);
	const char *gap = !at || (at > 1 && text[at - 1] == '\n' && text[at - 2] == '\n') ? "" : text[at - 1] == '\n' ? "\n"
		: "\n\n";
	c->focus = FIELD_TEXT;
	editor_insert(c->editor, arena_printf(a, "%s%s%s", gap, quote, text[at] == '\n' ? "" : "\n"));
	arena_free(a);
}

bool
compose_read_command(struct app *app, struct compose *c, const char *what)
{
	if (str_eq(what, "read-on"))
		other_pane(app, c);
	else if (str_eq(what, "quote-here") || (str_eq(what, "read-done") && story_marks(compose_story(app))))
		quote_here(app, c);
	else if (str_eq(what, "read-done"))
		other_pane(app, c);
	else if (str_eq(what, "zoom-text"))
		c->zoom = !c->zoom;
	else
		return false;
	return true;
}
