/* compose_gap.c - what is still open in the text: {ask:Amount}, {field.order}.  Tab goes there, an answer fills it in. */
#include "compose.h"
#include "macros.h"

#include <string.h>

/* Bytes from..to become others; the cursor stays where it was in the words around. */
static void
replace(struct compose *c, size_t from, size_t to, const char *by)
{
	size_t at = editor_cursor(c->editor), len = strlen(by);
	editor_replace(c->editor, from, to, by);
	editor_set_cursor(c->editor, at >= to ? at - (to - from) + len : at > from ? from + len : at);
}

void
compose_gap_answer(struct app *app, const char *question, const char *answer)
{
	struct compose *c = compose_of(app);
	struct arena *a = arena_new();
	struct care_gap g;
	size_t from = 0;
	if (!c)
		return;
	while (care_gap_next(editor_copy(c->editor, a), from, a, &g)) {
		from = g.start + g.len;
		if (str_eq(g.question, question)) {
			replace(c, g.start, g.start + g.len, answer);
			from = g.start + strlen(answer);
		}
	}
	app->dirty = true;
	arena_free(a);
}

/* The next one after the cursor is selected, so that what is typed takes its place; around the end. */
bool
compose_gap_go(struct app *app, struct compose *c)
{
	struct arena *a = arena_new();
	char *text = editor_copy(c->editor, a);
	struct care_gap g;
	size_t n = 0, at = editor_cursor(c->editor), start, end, from, to;
	for (size_t k = 0; care_gap_find(text, strlen(text), k, &start, &end); k = end)
		n++;
	/* the one that is selected already is passed over */
	if (editor_selection(c->editor, &from, &to) && from < at)
		at = to;
	bool found = care_gap_next(text, at, a, &g) || care_gap_next(text, 0, a, &g);
	if (found) {
		c->focus = FIELD_TEXT;
		editor_select(c->editor, g.start, g.start + g.len);
		app_say(app, MESSAGE_INFO, ngettext_("%s - type over it, C-x g asks; %zu gap is open",
			"%s - type over it, C-x g asks; %zu gaps are open", n), g.question, n);
	}
	arena_free(a);
	return found;
}

/* -- asking ----------------------------------------------------------------------------------------------------------- */

static void
gap_answered(struct app *app, const char *text, void *ctx)
{
	struct care_gap *g = ctx;
	char *said = text ? str_trim(app->picker_memory, text) : NULL;
	if (!compose_active(app) || !said)
		return;
	if (*said) {
		compose_gap_answer(app, g->question, said);
		compose_gap_ask(app);
	}
}

static void
gap_chosen(struct app *app, const struct picker_item *item)
{
	gap_answered(app, item->text, app->gap);
}

void
compose_gap_ask(struct app *app)
{
	struct compose *c = compose_of(app);
	struct arena *a;
	size_t n = 0;
	arena_free(app->picker_before);
	app->picker_before = app->picker_memory;
	a = app->picker_memory = arena_new();
	struct care_gap *g = arena_new_of(a, struct care_gap);
	if (!c || !care_gap_next(editor_copy(c->editor, a), 0, a, g)) {
		app_say(app, MESSAGE_INFO, _("nothing is open"));
		return;
	}
	editor_select(c->editor, g->start, g->start + g->len);
	if (!g->choices) {
		app_prompt(app, arena_printf(a, g->asks ? "%s%s " : "{%s}%s ", g->question, strchr(g->question, '?') ? "" : ":"),
			g->proposal, gap_answered, g);
		return;
	}
	while (g->choices[n])
		n++;
	struct picker_item *items = arena_array(a, struct picker_item, n);
	for (size_t i = 0; i < n; i++)
		items[i] = (struct picker_item){ g->choices[i], NULL, NULL, (int64_t)i + 1, 0 };
	app->gap = g;
	app_pick(app, g->question, _("Enter takes it  Esc leaves it open"), items, n, true, gap_chosen);
}
