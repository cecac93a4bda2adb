/* rebind.c - keys changed from within: `bind`, `unbind`, and the help's e, r and x; written to the configuration. */
#include "commands.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A key that is being asked for: what was typed so far, and for what. */
struct rebind {
	struct keys typed, old;		/* old: the line of the configuration that goes; count 0 = none */
	char map[32], command[300];
};

/* -- the configuration's own lines ---------------------------------------------------------------------------------- */

static bool
same_keys(const struct keys *a, const struct keys *b)
{
	return a->count == b->count && !memcmp(a->key, b->key, sizeof a->key[0] * (size_t)a->count);
}

/* The line of [keys MAP] for these keys, however it spells them. */
static const struct conf_key *
conf_line_of(struct app *app, const char *map, const struct keys *k)
{
	size_t n;
	const struct conf_key *list = conf_keys(keys_conf(app), &n);
	struct keys its;
	while (n-- > 0)
		if (str_eq(list[n].map, map) && keys_parse(list[n].keys, &its, NULL) == 0 && same_keys(&its, k))
			return &list[n];
	return NULL;
}

/* "gz" is how people write "g z", where that is read as the same. */
static char *
tight(struct arena *a, const struct keys *k)
{
	char *name = keys_name(a, k), *out = arena_str(a, name), *to = out;
	struct keys again;
	for (const char *from = name; *from; from++)
		if (*from != ' ')
			*to++ = *from;
	*to = '\0';
	return keys_parse(out, &again, NULL) == 0 && same_keys(&again, k) ? out : name;
}

/* Sets a line of [keys MAP], or with NULL takes it out; what is in force follows the file. */
static bool
write_key(struct app *app, const char *map, const struct keys *k, const char *command)
{
	struct error err = ERROR_INIT;
	struct arena *a = arena_new();
	const struct conf_key *there = conf_line_of(app, map, k);
	const char *file = conf_file(app->conf), *key = there ? there->keys : tight(a, k);
	bool done = false;
	if (access(file, F_OK) == 0 && access(file, W_OK) < 0)
		app_say(app, MESSAGE_BAD, _("%s: cannot be written, so the keys stay as they are: %s"), file, strerror(errno));
	else if (conf_edit(file, "keys", str_eq(map, KEYMAP_GLOBAL) ? "" : map, &key, &command, 1, &err) < 0)
		app_fail(app, &err);
	else
		done = keys_reload(app, &err) == 0;
	if (err.code)
		app_fail(app, &err);
	arena_free(a);
	return done;
}

/* -- bind and unbind -------------------------------------------------------------------------------------------------- */

/* Why these keys cannot be bound there, in the arena; NULL = they can. */
static char *
why_not(struct app *app, const char *map, const struct keys *k, struct arena *a)
{
	struct keys part = { .count = 0 };
	size_t n;
	const struct binding **list = keymap_after(app->keymap, map, k, a, &n);
	bool text = str_eq(map, "compose") || str_eq(map, "template");
	if (text && key_char(k->key[0]))
		return arena_printf(a, _("%s is text there: begin with Control, Alt or a function key"), keys_name(a, k));
	if (n)
		return arena_printf(a, ngettext_("%s begins %zu other (%s: %s)", "%s begins %zu others (%s: %s)", n),
			keys_name(a, k), n, keys_name(a, &list[0]->keys), list[0]->command);
	for (int i = 0; i + 1 < k->count; i++) {
		part.key[part.count++] = k->key[i];
		const struct binding *b = keymap_at(app->keymap, map, &part);
		if (b)
			return arena_printf(a, _("%s runs %s at once, so that %s is never reached"), keys_name(a, &part),
				b->command, keys_name(a, k));
	}
	return NULL;
}

static bool
bind_now(struct app *app, const char *map, const struct keys *k, const char *command)
{
	struct arena *a = arena_new();
	char *why = why_not(app, map, k, a);
	bool done = false;
	if (!keys_map_known(map))
		app_say(app, MESSAGE_BAD, _("there is no screen '%s' for keys"), map);
	else if (!keys_command_known(command))
		app_say(app, MESSAGE_BAD, _("no command '%s' - ? lists the keys, Tab on the : line the commands"), command);
	else if (why)
		app_say(app, MESSAGE_BAD, "%s", why);
	else if (write_key(app, map, k, command)) {
		done = true;
		app_say(app, MESSAGE_GOOD, str_eq(command, "none") ? _("%s is bound to nothing now: %s") : _("%s runs %s now: %s"),
			keys_name(a, k), str_eq(command, "none") ? conf_file(app->conf) : command, conf_file(app->conf));
	}
	arena_free(a);
	return done;
}

/* bind MAP KEYS COMMAND..., unbind MAP KEYS: back to what the preset says. */
void
self_bind(struct app *app, int count, const char *const *words, size_t n)
{
	struct error err = ERROR_INIT;
	struct keys k;
	bool bind = str_eq(words[0], "bind");
	(void)count;
	if (n < (bind ? 4 : 3)) {
		app_say(app, MESSAGE_BAD, bind ? _("bind SCREEN KEYS COMMAND: bind list gz snooze 1h; 'g z' with a blank in quotes")
			: _("unbind SCREEN KEYS: takes your own binding back"));
		return;
	}
	const char *map = words[1];
	if (keys_parse(words[2], &k, &err) < 0)
		app_fail(app, &err);
	else if (bind)
		(void)bind_now(app, map, &k, command_quoted(app->command, words, n, 3));
	else if (!conf_line_of(app, map, &k))
		app_say(app, MESSAGE_INFO, _("%s is not bound by a line of [keys %s]"), words[2], map);
	else if (write_key(app, map, &k, NULL)) {
		const struct binding *b = keymap_at(app->keymap, map, &k);
		app_say(app, MESSAGE_GOOD, b ? _("%s is as it was: %s") : _("%s is bound to nothing, as it was%s"), words[2],
			b ? b->command : "");
	}
}

/* -- asking for a key --------------------------------------------------------------------------------------------------- */

void
rebind_end(struct app *app)
{
	free(app->rebind);
	app->rebind = NULL;
}

static void
show(struct app *app)
{
	struct rebind *r = app->rebind;
	struct arena *a = arena_new();
	const struct binding *now = r->typed.count ? keymap_at(app->keymap, r->map, &r->typed) : NULL;
	char *why = r->typed.count ? why_not(app, r->map, &r->typed, a) : NULL;
	snprintf(app->question, sizeof app->question, _("new key for %s: %s%s%s%s  Enter binds, Esc leaves"), r->command,
		r->typed.count ? keys_name(a, &r->typed) : "...", now ? _(", now: ") : why ? ", " : "", now ? now->command
		: why ? why : "", now ? arena_printf(a, " (%s)", now->origin) : "");
	app->dirty = true;
	arena_free(a);
}

void
rebind_ask(struct app *app, const struct binding *b)
{
	size_t len = strcspn(b->origin, ":");
	rebind_end(app);
	app->rebind = xcalloc(1, sizeof *app->rebind);
	snprintf(app->rebind->map, sizeof app->rebind->map, "%s", b->map);
	snprintf(app->rebind->command, sizeof app->rebind->command, "%s", b->command);
	/* a line of one's own moves; what came with the program stays where it is */
	if (b->origin[len] && conf_line_of(app, b->map, &b->keys))
		app->rebind->old = b->keys;
	show(app);
}

static void
take(struct app *app, bool yes)
{
	struct rebind r = *app->rebind;
	rebind_end(app);
	if (!yes)
		app_say(app, MESSAGE_INFO, _("the keys stay as they are"));
	else if (bind_now(app, r.map, &r.typed, r.command) && r.old.count && !same_keys(&r.old, &r.typed)) {
		char words[sizeof app->message];
		snprintf(words, sizeof words, "%s", app->message);
		if (write_key(app, r.map, &r.old, NULL))
			app_say(app, MESSAGE_GOOD, "%s", words);
	}
	if (app_top(app)->ops == &help_screen)
		app_top(app)->ops->reload(app, app_top(app));
}

static void
accept(struct app *app)
{
	struct rebind *r = app->rebind;
	struct arena *a = arena_new();
	const struct binding *now = keymap_at(app->keymap, r->map, &r->typed);
	char *why = why_not(app, r->map, &r->typed, a);
	if (!r->typed.count || why)
		show(app);
	else if (now)
		app_ask(app, take, _("%s runs %s (%s): shall it run %s? [y/N]"), keys_name(a, &r->typed), now->command, now->origin,
			r->command);
	else
		take(app, true);
	arena_free(a);
}

void
rebind_key(struct app *app, keycode key)
{
	struct rebind *r = app->rebind;
	if (key == KEY_ESC || key == (KEY_CTRL | 'g'))
		take(app, false);
	else if (key == KEY_ENTER)
		accept(app);
	else if (key == KEY_BACKSPACE && r->typed.count)
		r->typed.count--;
	else if (key != KEY_UNKNOWN && r->typed.count < KEYS_MAX)
		r->typed.key[r->typed.count++] = key;
	if (app->rebind && !app->asking)
		show(app);
}

/* -- the help's own commands -------------------------------------------------------------------------------------------- */

/* help-rebind, help-reset, help-unbind: what is under the cursor. */
void
self_help_key(struct app *app, int count, const char *const *words, size_t n)
{
	struct arena *a = arena_new();
	const struct binding *b = help_binding(app, a);
	(void)count, (void)n;
	if (!b)
		app_say(app, MESSAGE_INFO, _("put the cursor on a key first"));
	else if (str_eq(words[0], "help-rebind"))
		rebind_ask(app, b);
	else if (str_eq(words[0], "help-unbind"))
		(void)bind_now(app, b->map, &b->keys, "none");
	else if (conf_line_of(app, b->map, &b->keys)) {
		const char *line[] = { "unbind", b->map, keys_name(a, &b->keys) };
		self_bind(app, 0, line, 3);
	} else
		app_say(app, MESSAGE_INFO, strchr(b->origin, ':') ? _("%s: its own section names this key, change it there")
			: _("%s: it is as it came"), b->origin);
	if (!str_eq(words[0], "help-rebind"))
		app_top(app)->ops->reload(app, app_top(app));
	arena_free(a);
}
