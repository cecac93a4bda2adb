/* macros_pick.c - choosing a macro: filled in for this case, with why, what it does, and where it cannot be used. */
#include "macros.h"

#include <stdlib.h>
#include <string.h>

enum { PREVIEW_ROWS = 14 };

/* -- what there is ---------------------------------------------------------------------------------------------------- */

struct ranked { struct macro_use use; int64_t used; size_t place; };

static int
by_use(const void *x, const void *y)
{
	const struct ranked *a = x, *b = y;
	if (!a->use.unless != !b->use.unless)
		return a->use.unless ? 1 : -1;
	if (a->used != b->used)
		return a->used > b->used ? -1 : 1;
	return a->place < b->place ? -1 : a->place > b->place;
}

int
macro_list_now(struct app *app, const struct macro_place *p, struct arena *a, struct macro_list *out, struct error *err)
{
	size_t n, used_n;
	const struct conf_macro *m = conf_macros(app->conf, &n);
	struct ranked *list = arena_array(a, struct ranked, n + 1);
	struct used_row *used;
	struct macro_ground *ground;
	if (macro_stand(&app->v, p, a, &ground, err) < 0 ||
	    used_list(app->store, app->v.who.agent, "macro", a, &used, &used_n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		struct error wrong = ERROR_INIT;
		list[i].place = i;
		for (size_t k = 0; k < used_n; k++)
			if (str_eq(used[k].name, m[i].name))
				list[i].used = used[k].n;
		if (macro_look_there(ground, &m[i], &list[i].use, &wrong) < 0)	/* one that is wrong hides no other */
			list[i].use = (struct macro_use){ .macro = &m[i], .variant = "", .why = "", .text = m[i].text,
				.actions = m[i].actions, .unless = arena_str(a, wrong.text) };
	}
	qsort(list, n, sizeof *list, by_use);
	out->use = arena_array(a, struct macro_use, n + 1);
	for (size_t i = 0; i < n; i++)
		out->use[i] = list[i].use;
	out->n = n;
	return 0;
}

/* -- the picker ---------------------------------------------------------------------------------------------------------- */

static const struct macro_use *
use_of(struct app *app, const struct picker_item *item)
{
	const struct macro_list *l = app->macros;
	return item->id >= 1 && (size_t)item->id <= l->n ? &l->use[item->id - 1] : NULL;
}

/* What is about it comes first, then an empty line, then its words as the customer would read them. */
static const char *
preview(void *ctx, const struct picker_item *item)
{
	struct app *app = ctx;
	const struct macro_use *u = use_of(app, item);
	struct arena *a = app->picker_memory;
	struct buf b = BUF_INIT;
	if (!u)
		return "";
	if (u->unless)
		buf_addf(&b, _("NOT HERE: %s\n"), u->unless);
	if (u->text && *u->variant)
		buf_addf(&b, "text.%s", u->variant);
	if (u->text && *u->why)
		buf_addf(&b, "%s%s", *u->variant ? ": " : "", u->why);
	if (u->text && (*u->variant || *u->why))
		buf_addc(&b, '\n');
	if (!str_empty(u->actions))
		buf_addf(&b, u->text ? _("with the send: %s\n") : _("does: %s\n"), u->actions);
	if (u->text)
		buf_addf(&b, "%s%s", b.len ? "\n" : "", u->text);
	char *s = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return s;
}

static bool
muted(void *ctx, const struct picker_item *item)
{
	const struct macro_use *u = use_of(ctx, item);
	return u && u->unless;
}

static void
macro_done(struct app *app, const struct picker_item *item)
{
	const struct macro_use *u = use_of(app, item);
	if (u)
		macro_use_it(app, u->macro, app->picker_tab, false);
	else
		pick_macro(app, item->text);
}

/* "Dear Ana," stands before each: what tells them apart comes after. */
char *
macro_gist(const struct macro_use *u, struct arena *a)
{
	const char *text = u->text ? u->text : u->actions ? u->actions : "";
	text += strspn(text, "\n ");
	size_t first = strcspn(text, "\n");
	const char *rest = text + first + strspn(text + first, "\n ");
	if (*rest && first && first < 50 && strchr(",!", text[first - 1]))
		text = rest;
	char *gist = arena_strn(a, text, utf8_fit(text, strlen(text), 160, NULL));
	for (char *p = gist; *p; p++)
		if (*p == '\n')
			*p = ' ';
	return gist;
}

static void
offer(struct app *app)
{
	struct error err = ERROR_INIT;
	struct macro_place *p;
	struct macro_list *l;
	arena_free(app->picker_before);
	app->picker_before = app->picker_memory;
	struct arena *a = app->picker_memory = arena_new();
	p = arena_new_of(a, struct macro_place);
	l = arena_new_of(a, struct macro_list);
	macro_place_now(app, p);
	if (macro_list_now(app, p, a, l, &err) < 0) {
		app_fail(app, &err);
		return;
	}
	struct picker_item *items = arena_array(a, struct picker_item, l->n + 1);
	for (size_t i = 0; i < l->n; i++)
		items[i] = (struct picker_item){ l->use[i].macro->name, macro_gist(&l->use[i], a), l->use[i].macro->key,
			(int64_t)i + 1, 0 };
	app->macros = l;
	app_pick(app, _("macro"), p->letter || p->note ? _("Enter uses it  Tab uses it and stays  Esc closes")
		: _("Enter uses it  Esc closes"), items, l->n, true, macro_done);
	picker_set_preview(app->picker, preview, app);
	picker_set_long_preview(app->picker, PREVIEW_ROWS, care_gap_find, ROLE_WARNING);
	picker_set_muted(app->picker, muted, app);
}

void
pick_macro(struct app *app, const char *name)
{
	struct error err = ERROR_INIT;
	size_t n;
	(void)conf_macros(app->conf, &n);
	if (!str_empty(name)) {
		const struct conf_macro *m = conf_macro_find(app->conf, name, app->command, &err);
		if (m)
			macro_use_it(app, m, false, false);
		else
			app_fail(app, &err);
	} else if (!n) {
		app_say(app, MESSAGE_INFO, _("no macros yet: C-x m keeps what you write as one; [macro NAME] in %s"),
			conf_file(app->conf));
	} else {
		offer(app);
	}
}
