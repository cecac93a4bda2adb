/* palette.c - C-k: every command, macro, view, theme, setting and section of the manual, found by letters, with its key;
 * customers and cases come from palette_found.c. */
#include "app.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "palette.h"
#include "paths.h"

enum { VALUE_COLUMNS = 9 };

static struct arena *
fresh(struct app *app)
{
	arena_free(app->picker_before);
	app->picker_before = app->picker_memory;
	return app->picker_memory = arena_new();
}

struct found {
	struct app *app;
	struct arena *a;
	struct picker_item *items;
	size_t n, space;
};

/* -- views -------------------------------------------------------------------------------------------------------- */

static char *
view_count_words(const struct view *v, struct arena *a)
{
	return v->count < 0 ? arena_str(a, "") : v->count > 999 ? arena_str(a, "999+") : arena_printf(a, "%lld",
		(long long)v->count);
}

static void
view_done(struct app *app, const struct picker_item *item)
{
	if (item->id >= 1)
		view_open(app, (size_t)item->id - 1);
	else if (!view_open_named(app, item->text))
		app_say(app, MESSAGE_BAD, _("there is no view '%s'"), item->text);
}

void
pick_view(struct app *app)
{
	struct arena *a = fresh(app);
	struct picker_item *items = arena_array(a, struct picker_item, app->view_count);
	for (size_t i = 0; i < app->view_count; i++) {
		const struct view *v = &app->views[i];
		items[i] = (struct picker_item){ v->title, view_count_words(v, a), v->key, (int64_t)i + 1, 0 };
	}
	app_pick(app, _("view"), _("Enter opens  Esc closes"), items, app->view_count, true, view_done);
}

/* -- everything --------------------------------------------------------------------------------------------------------- */

/* What Enter runs is kept as the item's line; an open argument ("CASE") means that it is typed first. */
static const char *
line_of(const struct picker_item *item)
{
	const char *end = strchr(item->text, '\0');
	return end + 1;
}

/* "text\0line": one string that holds both, so that a copy of the item is enough. */
char *
palette_text(struct arena *a, const char *text, const char *line)
{
	size_t n = strlen(text), k = strlen(line);
	char *s = arena_alloc(a, n + k + 2);
	memcpy(s, text, n);
	memcpy(s + n + 1, line, k);
	return s;
}

/* kind and name: as they are counted; what was used stands higher. */
static void
add_line(struct found *f, const char *kind, const char *name, const char *text, const char *line, const char *detail,
	const char *note)
{
	*VEC_PUSH(f->a, f->items, f->n, f->space) = (struct picker_item){ palette_text(f->a, text, line), detail, note,
		palette_id(f->n, used_weight(f->app, kind, name), false), 0 };
}

/* Commands from `from` up to `to`; what only moves the cursor comes last, as nobody looks for it here. */
static void
add_some(struct found *f, const struct command *from, const struct command *to)
{
	for (const struct command *c = from; c->name && c != to; c++) {
		bool needs = *c->usage && *c->usage != '[';
		if (app_knows(f->app, c->name))
			add_line(f, "command", c->name, c->name, needs ? arena_printf(f->a, "%s ", c->name) : c->name, _(c->help),
				bar_key(f->app, c->name, f->a));
	}
}

static void
add_commands(struct found *f)
{
	const struct command *moving = commands, *rest = commands;
	while (rest->name && !str_eq(rest->name, "reply"))
		rest++;
	add_some(f, rest, NULL);
	for (const struct verb_words *w = verb_words; w->name; w++) {
		bool known = false, needs = *w->usage && *w->usage != '[';
		for (const struct command *c = commands; c->name && !known; c++)
			known = str_eq(c->name, w->name);
		if (!known)
			add_line(f, "command", w->name, w->name, needs ? arena_printf(f->a, "%s ", w->name) : w->name, _(w->help),
				bar_key(f->app, w->name, f->a));
	}
	add_some(f, moving, rest);
}

static void
add_named(struct found *f)
{
	size_t n;
	const struct conf_macro *m = conf_macros(f->app->conf, &n);
	for (size_t i = 0; i < n; i++)
		add_line(f, "macro", m[i].name, arena_printf(f->a, _("macro: %s"), m[i].name), arena_printf(f->a, "macro %s",
			str_quote(f->a, m[i].name)), str_empty(m[i].text) ? m[i].actions : arena_strn(f->a, m[i].text,
			strcspn(m[i].text, "\n")), m[i].key);
	for (size_t i = 0; i < f->app->view_count; i++) {
		const struct view *v = &f->app->views[i];
		add_line(f, "view", v->name, arena_printf(f->a, _("view: %s"), v->title), arena_printf(f->a, "view %s",
			str_quote(f->a, v->name)), view_count_words(v, f->a), v->key);
	}
	char **themes = theme_names(f->a, paths_theme_dir(f->a), &n);
	for (size_t i = 0; i < n; i++)
		add_line(f, "theme", themes[i], arena_printf(f->a, _("theme: %s"), themes[i]), arena_printf(f->a, "theme %s",
			str_quote(f->a, themes[i])), str_eq(themes[i], theme_name(f->app->theme)) ? _("in use") : NULL, NULL);
}

/* A long one must not take the room of all rows. */
static char *
short_value(const char *value, struct arena *a)
{
	const char *text = str_empty(value) ? "-" : value;
	size_t n = utf8_fit(text, strlen(text), VALUE_COLUMNS, NULL);
	return arena_printf(a, "= %.*s%s", (int)n, text, text[n] ? "~" : "");
}

/* A setting's line ends with its value now, to be changed; the pages of the manual come after all else. */
static void
add_texts(struct found *f)
{
	for (int o = 0; o < OPT_COUNT; o++) {
		const char *value = conf_str(f->app->conf, (enum conf_option)o);
		char *name = setting_name((enum conf_option)o, f->a);
		if (setting_free((enum conf_option)o))
			add_line(f, "setting", name, arena_printf(f->a, _("setting: %s"), name),
				arena_printf(f->a, "set %s %s ", name, value ? value : ""), _(conf_options[o].help),
				short_value(value, f->a));
	}
	for (const struct manual_section *m = manual_sections; m->page; m++)
		add_line(f, "manual", m->heading, arena_printf(f->a, _("manual: %s"), *m->heading ? m->heading : m->page),
			arena_printf(f->a, "manual %s%s%s", m->page, *m->heading ? " " : "", m->heading),
			arena_printf(f->a, "%s(%s)", m->page, m->section), NULL);
}

/* What it counts as: the first word of its line says the kind. */
static void
count_use(struct app *app, const char *line)
{
	static const char *const kinds[] = { "macro", "view", "theme", "manual" };
	struct error err = ERROR_INIT;
	char **words;
	size_t n;
	if (str_words(app->picker_memory, line, &words, &n, &err) < 0 || n < 2)
		return;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (str_eq(words[0], kinds[i]) && !str_eq(kinds[i], "macro"))
			used_note(app, kinds[i], str_eq(kinds[i], "manual") && n > 2 ?
				line + strlen("manual ") + strlen(words[1]) + 1 : words[1]);
	if (str_eq(words[0], "set"))
		used_note(app, "setting", words[1]);
}

static void
palette_done(struct app *app, const struct picker_item *item)
{
	if (item->id == PICKED_TEXT) {
		app_command_prompt(app, item->text);
		return;
	}
	char *line = xstrdup(line_of(item));
	size_t n = strlen(line);
	count_use(app, line);
	if (app->picker_tab || line[n - 1] == ' ') {
		if (str_starts(line, "set "))
			line[n - 1] = '\0';
		app_command_prompt(app, line);
	} else {
		app_run_long(app, line);
	}
	free(line);
}

void
pick_palette(struct app *app)
{
	struct found f = { .app = app, .a = fresh(app) };
	add_commands(&f);
	add_named(&f);
	add_texts(&f);
	app_pick(app, _("do what?"), _("Enter runs  Tab to the : line  Esc closes"), f.items, f.n, true, palette_done);
	palette_begin(app, f.items, f.n);
}

/* -- paths for prompts ------------------------------------------------------------------------------------------------ */

static int
by_name(const void *x, const void *y)
{
	return strcmp(*(char *const *)x, *(char *const *)y);
}

char **
complete_path(void *ctx, const char *text, size_t cursor, struct arena *a, size_t *start)
{
	char *typed = arena_strn(a, text, cursor), *slash = strrchr(typed, '/');
	const char *base = slash ? slash + 1 : typed;
	char *dir = slash ? arena_strn(a, typed, (size_t)(slash - typed) + 1) : arena_str(a, "");
	char **out = NULL;
	size_t n = 0, space = 0, len = strlen(base);
	struct dirent *e;
	(void)ctx;
	*start = 0;
	DIR *d = opendir(*dir ? paths_expand(a, dir, NULL) : ".");
	while (d && (e = readdir(d)) != NULL) {
		struct stat st;
		if (strncmp(e->d_name, base, len) || (*e->d_name == '.' && *base != '.') || str_eq(e->d_name, ".") ||
		    str_eq(e->d_name, ".."))
			continue;
		char *path = arena_printf(a, "%s%s", dir, e->d_name);
		bool folder = stat(paths_expand(a, path, NULL), &st) == 0 && S_ISDIR(st.st_mode);
		*VEC_PUSH(a, out, n, space) = folder ? arena_printf(a, "%s/", path) : path;
	}
	if (d)
		closedir(d);
	if (n)
		qsort(out, n, sizeof *out, by_name);
	*VEC_PUSH(a, out, n, space) = NULL;
	return out;
}
