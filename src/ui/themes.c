/* themes.c - which theme: the user's own before the installed ones, seen before it is chosen. */
#include "app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "paths.h"

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

char **
ui_theme_names(struct arena *a, size_t *n)
{
	size_t own_n, n_all = 0;
	char **all = theme_names(a, paths_theme_dir(a), n), **own = theme_names(a, paths_config(a, "themes"), &own_n);
	char **out = arena_array(a, char *, *n + own_n + 1);
	for (size_t i = 0; i < *n; i++)
		out[n_all++] = all[i];
	for (size_t i = 0; i < own_n; i++)
		out[n_all++] = own[i];
	qsort(out, n_all, sizeof *out, by_name);
	*n = 0;
	for (size_t i = 0; i < n_all; i++)
		if (!*n || strcmp(out[*n - 1], out[i]) != 0)
			out[(*n)++] = out[i];
	out[*n] = NULL;
	return out;
}

struct theme *
ui_theme_open(struct arena *a, const char *name, struct error *err)
{
	char *own = paths_config(a, "themes");
	bool have = access(arena_printf(a, "%s/%s.theme", own, name), R_OK) == 0;
	return theme_open(have ? own : paths_theme_dir(a), name, err);
}

int
app_theme(struct app *app, const char *name, struct error *err)
{
	struct arena *a = arena_new();
	/* before the terminal is there it cannot be asked; it is asked as soon as it is */
	if (str_eq(name, "auto"))
		name = !app->term ? "default" : term_ground(app->term) == TERM_GROUND_LIGHT ? "light"
			: term_ground(app->term) == TERM_GROUND_DARK ? "dark" : "default";
	struct theme *theme = ui_theme_open(a, name, err);
	arena_free(a);
	if (!theme)
		return -1;
	theme_free(app->theme);
	app->theme = theme;
	if (app->term) {
		term_set_theme(app->term, theme);
		term_redraw(app->term);
	}
	app->dirty = true;
	return 0;
}

/* -- choosing ------------------------------------------------------------------------------------------------ */

/* Moving shows it; leaving without a choice brings back what was. */
static void
look_at(struct app *app, const struct picker_item *item)
{
	struct error err = ERROR_INIT;
	const char *name = item ? item->text : app->theme_before;
	if (!str_eq(name, theme_name(app->theme)) && app_theme(app, name, &err) < 0)
		app_fail(app, &err);
}

static void
chosen(struct app *app, const struct picker_item *item)
{
	struct error err = ERROR_INIT;
	if (app_theme(app, item->text, &err) < 0) {
		app_fail(app, &err);
		look_at(app, NULL);
		return;
	}
	if (app->picker_tab) {
		app_say(app, MESSAGE_INFO, _("theme %s for now - `theme = %s` under [ui] keeps it"), item->text, item->text);
		return;
	}
	struct arena *a = arena_new();
	const char *keys[] = { "theme" }, *values[] = { item->text }, *file = conf_find(app->options->config_path, a);
	if (conf_edit(file, "ui", NULL, keys, values, 1, &err) < 0)
		app_fail(app, &err);
	else
		app_say(app, MESSAGE_GOOD, _("theme %s, kept in %s"), item->text, file);
	arena_free(a);
}

void
pick_theme(struct app *app)
{
	struct arena *a = arena_new();
	arena_free(app->picker_before);
	app->picker_before = app->picker_memory;
	app->picker_memory = a;
	size_t n;
	char **names = ui_theme_names(a, &n);
	struct picker_item *items = arena_array(a, struct picker_item, n);
	const char *now = theme_name(app->theme);
	for (size_t i = 0; i < n; i++) {
		struct theme *t = ui_theme_open(a, names[i], NULL);
		items[i] = (struct picker_item){ names[i], t ? arena_str(a, theme_about(t)) : _("cannot be read"),
			str_eq(names[i], now) ? _("in use") : NULL, (int64_t)i + 1, 0 };
		theme_free(t);
	}
	snprintf(app->theme_before, sizeof app->theme_before, "%s", now);
	app_pick(app, _("theme"), _("Enter keeps it  Tab only for now  Esc as it was"), items, n, true, chosen);
	app_pick_live(app, look_at);
	for (size_t i = 0; i < n; i++)
		if (str_eq(names[i], now))
			picker_select(app->picker, items[i].id);
}
