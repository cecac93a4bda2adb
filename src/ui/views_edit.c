/* views_edit.c - views as the agent makes them: another order, kept for the view; a query on the spot, kept as a view. */
#include "commands.h"

#include <stdio.h>
#include <string.h>

/* -- order -------------------------------------------------------------------------------------------------------- */

static const struct { enum case_sort sort; const char *label, *help; char key; } orders[] = {
	{ SORT_DUE, N_("due"), N_("what we promised first"), 'd' },
	{ SORT_WAITING, N_("waiting"), N_("who has waited longest"), 'w' },
	{ SORT_RECENT, N_("recent"), N_("what moved last"), 'r' },
	{ SORT_PRIORITY, N_("priority"), N_("the most urgent, then who has waited longest"), 'p' },
};

const char *
sort_words(enum case_sort sort)
{
	for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
		if (orders[i].sort == sort)
			return _(orders[i].label);
	return "";
}

/* The order an agent chose for a view holds until the configuration says another one than it did then. */
static char *
order_key(const struct view *v, struct arena *a)
{
	return arena_printf(a, "sort:%s:%s%s", v->name, case_sort_names[v->own_sort], v->own_reverse ? ":reverse" : "");
}

void
view_remembered_order(struct app *app, struct view *v)
{
	struct arena *a = arena_new();
	char *said = remembered(app, order_key(v, a), a);
	for (int i = 0; said && i < SORT_COUNT; i++)
		if (str_starts(said, case_sort_names[i])) {
			v->sort = (enum case_sort)i;
			v->reverse = strstr(said, "reverse") != NULL;
		}
	arena_free(a);
}

static void
set_order(struct app *app, enum case_sort sort, bool reverse)
{
	struct view *v = app->view_now < app->view_count ? &app->views[app->view_now] : NULL;
	if (v) {
		v->sort = sort;
		v->reverse = reverse;
		remember(app, order_key(v, app->command), arena_printf(app->command, "%s%s", case_sort_names[sort],
			reverse ? " reverse" : ""));
	}
	cases_sort(app, sort, reverse);
}

static void
order_done(struct app *app, const struct picker_item *item)
{
	if (item->id == PICKED_TEXT)
		app_run(app, arena_printf(app->picker_memory, "sort %s", str_quote(app->picker_memory, item->text)), 0);
	else
		app_run(app, item->id ? arena_printf(app->picker_memory, "sort %s", case_sort_names[item->id - 1])
			: "sort reverse", 0);
}

static void
pick_order(struct app *app)
{
	bool reverse;
	enum case_sort now = cases_order(app, &reverse);
	arena_free(app->picker_before);
	app->picker_before = app->picker_memory;
	struct arena *a = app->picker_memory = arena_new();
	size_t n = sizeof orders / sizeof *orders;
	struct picker_item *items = arena_array(a, struct picker_item, n + 1);
	for (size_t i = 0; i < n; i++)
		items[i] = (struct picker_item){ _(orders[i].label), _(orders[i].help), orders[i].sort == now ? _("now") : NULL,
			orders[i].sort + 1, orders[i].key };
	items[n] = (struct picker_item){ _("reverse"), _("the other way round"), reverse ? _("now") : NULL, 0, 'v' };
	app_pick(app, _("order of this view"), _("a key fires  Esc closes"), items, n + 1, false, order_done);
}

/* "sort", "sort due", "sort due reverse", "sort reverse": from one to the other. */
void
go_sort(struct app *app, int count, const char *const *words, size_t n)
{
	bool reverse, turn = n > 1 && str_eq(words[n - 1], "reverse");
	enum case_sort now = cases_order(app, &reverse);
	(void)count;
	if (n == 1) {
		pick_order(app);
		return;
	}
	if (turn && n == 2) {
		set_order(app, now, !reverse);
		return;
	}
	for (int i = 0; i < SORT_COUNT; i++)
		if (str_eq(words[1], case_sort_names[i])) {
			set_order(app, (enum case_sort)i, turn);
			return;
		}
	app_say(app, MESSAGE_BAD, _("sort '%s' is not known: due, waiting, recent or priority"), words[1]);
}

/* -- keeping a view ----------------------------------------------------------------------------------------------- */

/* What the view on the screen is, filter and order included, as [view NAME]; live at once. */
static void
save(struct app *app, const char *name)
{
	static const char *const keys[] = { "query", "sort", "reverse" };
	struct error err = ERROR_INIT;
	bool reverse;
	enum case_sort sort = cases_order(app, &reverse);
	const char *query = cases_query_text(app, app->command), *file = conf_file(app->conf);
	const char *values[] = { query, case_sort_names[sort], reverse ? "yes" : NULL };
	if (conf_edit(file, "view", name, keys, values, 3, &err) < 0) {
		app_fail(app, &err);
		return;
	}
	size_t i = view_keep(app, name, query, sort, reverse);
	view_open(app, i);
	app_say(app, MESSAGE_GOOD, app->views[i].key ? _("view '%s' is kept in %s: g%s opens it") : _("view '%s' is kept in %s"),
		name, file, app->views[i].key ? *app->views[i].key == 'g' ? app->views[i].key + 1 : app->views[i].key : "");
}

static void
save_over(struct app *app, bool yes)
{
	if (yes)
		save(app, arena_str(app->command, app->view_asked));
}

static void
save_asked(struct app *app, const char *text)
{
	char *name = str_trim(app->command, text);
	if (!*name)
		return;
	if (strpbrk(name, "]#\"\\\n")) {
		app_say(app, MESSAGE_BAD, _("'%s': a view's name has no ], #, \" and \\"), name);
		return;
	}
	for (size_t i = 0; i < app->view_count; i++)
		if (str_ieq(app->views[i].name, name)) {
			snprintf(app->view_asked, sizeof app->view_asked, "%s", app->views[i].name);
			app_ask(app, save_over, _("There is a view '%s'. Replace it? [y/N]"), app->views[i].title);
			return;
		}
	save(app, name);
}

static void
save_done(struct app *app, const char *text, void *ctx)
{
	(void)ctx;
	if (text)
		save_asked(app, text);
}

void
go_view_save(struct app *app, int count, const char *const *words, size_t n)
{
	(void)count;
	while (app->depth > 1)
		app_pop(app);
	if (n > 1)
		save_asked(app, command_rest(app->command, words, n, 1));
	else
		app_prompt(app, _("keep this list as view: "), "", save_done, NULL);
}

static void
drop_asked(struct app *app, bool yes)
{
	struct error err = ERROR_INIT;
	if (!yes)
		return;
	if (conf_edit_drop(conf_file(app->conf), "view", app->view_asked, &err) < 0) {
		app_fail(app, &err);
		return;
	}
	view_forget(app, app->view_asked);
	app_say(app, MESSAGE_GOOD, _("view '%s' is gone from %s"), app->view_asked, conf_file(app->conf));
}

void
go_view_drop(struct app *app, int count, const char *const *words, size_t n)
{
	const char *name = n > 1 ? command_rest(app->command, words, n, 1) : app->view_now < app->view_count
		? app->views[app->view_now].name : "";
	(void)count;
	for (size_t i = 0; i < app->view_count; i++)
		if (str_ieq(app->views[i].name, name) || str_ieq(app->views[i].title, name)) {
			if (!app->views[i].own) {
				app_say(app, MESSAGE_INFO, _("'%s' is one of those that everybody has"), app->views[i].title);
				return;
			}
			snprintf(app->view_asked, sizeof app->view_asked, "%s", app->views[i].name);
			app_ask(app, drop_asked, _("Take the view '%s' out of the configuration? [y/N]"), app->views[i].title);
			return;
		}
	app_say(app, MESSAGE_BAD, _("there is no view '%s'; `view` lists them"), name);
}
