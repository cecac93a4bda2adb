/* compose_call.c - whom a note calls: "@" offers agents and teams, and a line of the head says who will hear of it. */
#include "compose.h"

#include <string.h>

enum { OFFERED = 8 };

/* Where the "@" of the word before the cursor stands; SIZE_MAX = there is none. */
static size_t
at_sign(const char *text, size_t cursor)
{
	const char *name;
	size_t len, from = cursor;
	while (from > 0 && text[from - 1] != '@' && !strchr(" \n\t,;:()", text[from - 1]) && cursor - from < 60)
		from--;
	if (!from || text[from - 1] != '@')
		return SIZE_MAX;
	/* a name that ends here, or none yet */
	from--;
	if (from > 0 && !strchr(" \n\t,;:(\"'", text[from - 1]))
		return SIZE_MAX;
	return from + 1 == cursor || care_at_name(text + from, &name, &len) == text + cursor ? from : SIZE_MAX;
}

/* Those that begin with what was typed, then those that hold it. */
static void
offer(struct compose *c, const char *name, const char *typed, bool first)
{
	struct offers *o = &c->calls;
	bool begins = !strncasecmp(name, typed, strlen(typed));
	for (size_t i = 0; i < o->n; i++)
		if (str_ieq(o->name[i], name))
			return;
	if (o->n < OFFERED && (first ? begins : !begins && str_icase_find(name, typed) != NULL))
		o->name[o->n++] = name;
}

void
compose_call_look(struct app *app, struct compose *c)
{
	struct offers *o = &c->calls;
	struct arena *a = arena_new();
	const char **agents;
	size_t n = 0, cursor = editor_cursor(c->editor), from = SIZE_MAX;
	char *text = c->kind == COMPOSE_NOTE && c->focus == FIELD_TEXT ? editor_copy(c->editor, a) : NULL;
	if (text)
		from = at_sign(text, cursor);
	if (from != o->from)
		o->shut = o->moved = false, o->at = 0;
	o->from = from;
	o->n = 0;
	if (from != SIZE_MAX && !o->shut) {
		const char *const *teams = conf_teams(app->conf);
		char *typed = arena_strn(a, text + from + 1, cursor - from - 1);
		arena_free(o->memory);
		o->memory = arena_new();
		if (store_agents(app->store, o->memory, &agents, &n, NULL) < 0)
			n = 0;
		for (int pass = 0; pass < 2; pass++) {
			for (size_t i = 0; i < n; i++)
				offer(c, agents[i], typed, pass == 0);
			for (const char *const *t = teams; *t; t++)
				offer(c, *t, typed, pass == 0);
		}
		if (o->n == 1 && str_ieq(o->name[0], typed))	/* there is nothing to choose any more */
			o->n = 0;
	}
	if (o->at >= o->n)
		o->at = 0;
	arena_free(a);
}

bool
compose_call_take(struct app *app, struct compose *c)
{
	struct offers *o = &c->calls;
	size_t cursor = editor_cursor(c->editor);
	if (!o->n || c->focus != FIELD_TEXT || o->from >= cursor)
		return false;
	editor_replace(c->editor, o->from + 1, cursor, o->name[o->at]);
	editor_insert(c->editor, " ");
	compose_call_look(app, c);
	return true;
}

bool
compose_call_shut(struct compose *c)
{
	bool open = c->calls.n > 0;
	c->calls.shut = open;
	c->calls.n = 0;
	return open;
}

bool
compose_call_key(struct app *app, struct compose *c, keycode k)
{
	struct offers *o = &c->calls;
	if (!o->n)
		return false;
	if (k == KEY_ENTER && o->moved)
		return compose_call_take(app, c);
	if (k != KEY_DOWN && k != KEY_UP)
		return false;
	o->moved = true;
	o->at = (o->at + (k == KEY_DOWN ? 1 : o->n - 1)) % o->n;
	return true;
}

/* "Notify: @max @tecnici", and who is nobody here. */
void
compose_call_line(struct app *app, struct compose *c, struct pane p, int y)
{
	struct arena *a = arena_new();
	char *text = editor_copy(c->editor, a), **called = mention_find(app->store, text, a), **said = care_at_names(text, a);
	const char *me = store_agent_name(app->store, app->v.who.agent, a);
	int x = canvas_put(p, 0, y, ROLE_MUTED, _("Notify: ")), from = x;
	for (char **name = called; *name; name++)
		if (!str_ieq(*name, me))
			x += canvas_putf(p, x, y, ROLE_KEY, "@%s ", *name);
	if (x == from)
		x += canvas_put(p, x, y, ROLE_MUTED, p.width < 50 ? _("nobody") : _("nobody - @ calls a colleague or a team"));
	for (; *said; said++) {
		/* the one that is being typed is not judged yet */
		size_t at = c->calls.from + 1;
		bool known = c->calls.from != SIZE_MAX && editor_cursor(c->editor) - at == strlen(*said) &&
			str_starts(text + at, *said);
		for (char **name = called; *name && !known; name++)
			known = str_ieq(*name, *said);
		if (!known && !c->calls.n)
			x += canvas_putf(p, x + 1, y, ROLE_WARNING, _("(nobody is @%s)"), *said) + 1;
	}
	arena_free(a);
}

void
compose_call_draw(struct app *app, struct compose *c, struct pane p)
{
	const struct offers *o = &c->calls;
	int x, y, width = 24;
	if (!o->n || !canvas_cursor_at(term_canvas(app->term), &x, &y))
		return;
	for (size_t i = 0; i < o->n; i++)
		if (canvas_columns(o->name[i]) + 4 > width)
			width = canvas_columns(o->name[i]) + 4;
	int height = (int)o->n + 2;
	x -= p.x, y -= p.y;
	/* under the word, else above it */
	int top = y + 1 + height <= p.height ? y + 1 : y - height;
	if (top < 0)
		top = 0;
	struct pane box = pane_sub(p, x + width > p.width ? p.width - width : x, top, width, height);
	struct pane in = popup_draw(box, width, height, NULL, _("Tab takes it"));
	for (size_t i = 0; i < o->n; i++)
		canvas_put_fit(in, 0, (int)i, in.width, ALIGN_LEFT, i == o->at ? ROLE_CURSOR : ROLE_TEXT,
			arena_printf(o->memory, "%c@%s", i == o->at ? '>' : ' ', o->name[i]));
}
