/* keys_load.c - the keymap: a preset, what views and macros name, and the configuration's [keys MAP] sections. */
#include "app.h"

#include <stdio.h>
#include <string.h>

/* What a keymap is made from, and what was wrong with it. */
struct loading {
	const struct conf *conf;
	const char *preset;
	struct keymap *map;
	struct arena *a;
	char **wrong;
	size_t n, space;
	bool own;	/* a key is not the program's own: it may be in another's way */
};

static void
wrong(struct loading *l, int line, const char *text)
{
	*VEC_PUSH(l->a, l->wrong, l->n, l->space) = arena_printf(l->a, "%s:%d: %s", conf_file(l->conf), line, text);
}

static void
bind_preset(struct loading *l, const struct keys_preset *p)
{
	for (const struct default_key *k = p->keys; k->map; k++)
		(void)keymap_bind(l->map, k->map, k->keys, k->command, k->note ? k->note : "", p->name, NULL);
}

static const char *
origin_of(struct loading *l, int line)
{
	const char *file = conf_file(l->conf), *slash = file ? strrchr(file, '/') : NULL;
	return arena_printf(l->a, "%s:%d", slash ? slash + 1 : file ? file : "config", line);
}

static void
bind_line(struct loading *l, const char *map, const char *keys, const char *command, const char *note, int line)
{
	struct error err = ERROR_INIT;
	l->own = true;
	if (keymap_bind(l->map, map, keys, command, note, origin_of(l, line), &err) < 0)
		wrong(l, line, err.text);
}

/* Keys of views and macros, which their own sections name. */
static void
bind_named(struct loading *l)
{
	size_t n;
	const struct conf_view *v = conf_views(l->conf, &n);
	for (size_t i = 0; i < n; i++)
		if (!str_empty(v[i].key))
			bind_line(l, KEYMAP_GLOBAL, v[i].key, arena_printf(l->a, "view %s", str_quote(l->a, v[i].name)),
				v[i].title ? v[i].title : v[i].name, v[i].line);
	const struct conf_macro *m = conf_macros(l->conf, &n);
	for (size_t i = 0; i < n; i++)
		if (!str_empty(m[i].key))
			bind_line(l, KEYMAP_GLOBAL, m[i].key, arena_printf(l->a, "macro %s", str_quote(l->a, m[i].name)),
				m[i].name, m[i].line);
}

bool
keys_map_known(const char *map)
{
	for (const struct default_key *k = keys_presets[0].keys; k->map; k++)
		if (str_eq(k->map, map))
			return true;
	return false;
}

static const char *
nearest_map(const char *map)
{
	const char *names[64];
	size_t n = 0;
	for (const struct default_key *k = keys_presets[0].keys; k->map && n < 64; k++) {
		bool there = false;
		for (size_t i = 0; i < n; i++)
			there |= str_eq(names[i], k->map);
		if (!there)
			names[n++] = k->map;
	}
	return str_nearest(map, names, n);
}

/* The first word of a line; `none` and a shell's command line are good too. */
static const char *
nearest_command(const char *name, bool *known)
{
	const char *names[512];
	size_t n = 0;
	for (const struct command *c = commands; c->name && n < 400; c++)
		names[n++] = c->name;
	for (const struct verb_words *w = verb_words; w->name && n < 512; w++)
		names[n++] = w->name;
	*known = !*name || *name == '!' || str_eq(name, "none");
	for (size_t i = 0; i < n; i++)
		*known |= str_eq(names[i], name);
	return *known ? NULL : str_nearest(name, names, n);
}

bool
keys_command_known(const char *line)
{
	char name[64];
	bool known;
	snprintf(name, sizeof name, "%.*s", (int)strcspn(line, " "), line);
	(void)nearest_command(name, &known);
	return known;
}

/* A command there is, on a screen there is. */
static bool
key_good(struct loading *l, const struct conf_key *k)
{
	bool known;
	if (!keys_map_known(k->map)) {
		const char *near = nearest_map(k->map);
		wrong(l, k->line, arena_printf(l->a, _("there is no screen '%s' for keys%s%s"), k->map,
			near ? _(" - did you mean ") : "", near ? near : ""));
		return false;
	}
	char *name = arena_strn(l->a, k->command, strcspn(k->command, " "));
	const char *near = nearest_command(name, &known);
	if (!known)
		wrong(l, k->line, arena_printf(l->a, _("no command '%s'%s%s"), name, near ? _(" - did you mean ") : "",
			near ? near : ""));
	return known;
}

/* What the program's own binding of the same command is called. */
static const char *
note_of(const char *command)
{
	for (const struct default_key *k = keys_presets[0].keys; k->map; k++)
		if (k->note && str_eq(k->command, command))
			return k->note;
	return "";
}

static void
load(struct loading *l)
{
	size_t n;
	const struct conf_key *keys = conf_keys(l->conf, &n);
	l->map = keymap_new();
	keymap_set_parent(l->map, "compose", NULL);
	keymap_set_parent(l->map, "reading", NULL);
	keymap_set_parent(l->map, "template", NULL);
	keymap_set_parent(l->map, "ring", NULL);
	keymap_set_parent(l->map, "page", NULL);
	keymap_set_parent(l->map, "words", NULL);
	bind_preset(l, &keys_presets[0]);
	for (const struct keys_preset *p = keys_presets + 1; p->name; p++)
		if (str_eq(p->name, l->preset)) {
			bind_preset(l, p);
			l->own = true;
		}
	bind_named(l);
	for (size_t i = 0; i < n; i++)
		if (key_good(l, &keys[i]))
			bind_line(l, keys[i].map, keys[i].keys, str_eq(keys[i].command, "none") ? "" : keys[i].command,
				note_of(keys[i].command), keys[i].line);
	if (!l->own)
		return;
	char **lines = keymap_conflicts(l->map, l->a, &n);
	for (size_t i = 0; i < n; i++)
		*VEC_PUSH(l->a, l->wrong, l->n, l->space) = lines[i];
}

void
keys_load(struct app *app)
{
	struct loading l = { .conf = keys_conf(app), .preset = conf_str(app->conf, OPT_UI_PRESET), .a = app->memory };
	size_t n;
	load(&l);
	keymap_free(app->keymap);
	app->keymap = l.map;
	app->keys_wrong = l.wrong;
	app->keys_wrong_count = l.n;
	/* a query or a verb that cannot be read is said at once, with its place; the view says it again */
	char **findings = verb_check(app->conf, app->v.now, app->memory, &n);
	const char *first = n ? findings[0] : l.n ? l.wrong[0] : NULL;
	n += l.n;
	if (first)
		app_say(app, MESSAGE_BAD, n > 1 ? _("%s (and %zu more: sportello doctor)") : "%s", first, n - 1);
}

const struct conf *
keys_conf(const struct app *app)
{
	return app->keys_conf ? app->keys_conf : app->conf;
}

int
keys_reload(struct app *app, struct error *err)
{
	if (conf_load(conf_file(app->conf), app->memory, &app->keys_conf, err) < 0)
		return -1;
	keys_load(app);
	views_keys(app);
	return 0;
}

char **
ui_keys_check(const struct conf *conf, struct arena *a, size_t *n)
{
	struct loading l = { .conf = conf, .preset = conf_str(conf, OPT_UI_PRESET), .a = a };
	load(&l);
	keymap_free(l.map);
	*n = l.n;
	return l.wrong;
}
