/* settings.c - `set`: settings shown, and changed for this run. */
#include "commands.h"

#include <string.h>

bool
setting_free(enum conf_option o)
{
	return conf_options[o].section == SECTION_UI || conf_options[o].section == SECTION_CARE;
}

char *
setting_name(enum conf_option o, struct arena *a)
{
	return arena_printf(a, "%s.%s", conf_section_names[conf_options[o].section], conf_options[o].key);
}

enum conf_option
setting_named(const char *name)
{
	const char *dot = strchr(name, '.'), *key = dot ? dot + 1 : name;
	for (int o = 0; o < OPT_COUNT; o++)
		if (setting_free((enum conf_option)o) && str_eq(conf_options[o].key, key) && (!dot ||
		    (str_starts(name, conf_section_names[conf_options[o].section]) && conf_section_names[
		    conf_options[o].section][dot - name] == '\0')))
			return (enum conf_option)o;
	return OPT_COUNT;
}

char **
setting_complete(const struct app *app, const char *name, const char *word, struct arena *a)
{
	char **list = NULL;
	size_t n = 0, space = 0;
	enum conf_option o = name ? setting_named(name) : OPT_COUNT;
	if (!name) {
		for (int i = 0; i < OPT_COUNT; i++)
			if (setting_free((enum conf_option)i) && (str_starts(setting_name((enum conf_option)i, a), word) ||
			    (*word && str_starts(conf_options[i].key, word))))
				*VEC_PUSH(a, list, n, space) = setting_name((enum conf_option)i, a);
	} else if (o != OPT_COUNT) {
		const char *choices = conf_options[o].type == CONF_BOOL ? "yes no" : o == OPT_UI_THEME ? "" :
			conf_options[o].choices;
		size_t k;
		char **words = str_split(a, choices ? choices : conf_str(app->conf, o) ? conf_str(app->conf, o) : "", " ", &k);
		for (size_t i = 0; i < k; i++)
			if (str_starts(words[i], word))
				*VEC_PUSH(a, list, n, space) = words[i];
	}
	*VEC_PUSH(a, list, n, space) = NULL;
	return list;
}

static void
show(struct app *app, enum conf_option o)
{
	struct arena *a = app->command;
	const char *value = conf_str(app->conf, o);
	int line = conf_option_line(app->conf, o);
	const char *from = line > 0 ? arena_printf(a, "%s:%d", conf_file(app->conf), line) : line < 0 ? _("set for this run")
		: _("default");
	app_say(app, MESSAGE_INFO, "%s = %s (%s): %s", setting_name(o, a), str_empty(value) ? _("nothing") : value, from,
		_(conf_options[o].help));
}

/* What is kept somewhere and must follow. */
static void
follow(struct app *app, enum conf_option o)
{
	struct error err = ERROR_INIT;
	if (o == OPT_UI_THEME && app_theme(app, conf_str(app->conf, o), &err) < 0)
		app_fail(app, &err);
	if (o == OPT_UI_PRESET && keys_reload(app, &err) < 0)
		app_fail(app, &err);
	if (o == OPT_UI_MOUSE)
		term_mouse(app->term, conf_bool(app->conf, o));
	app_reload(app, ~0u);
}

/* By its whole name, or by what stands after the point. */
static const char *
nearest(const char *name, struct arena *a)
{
	const char *names[2 * OPT_COUNT];
	size_t n = 0;
	for (int o = 0; o < OPT_COUNT; o++)
		if (setting_free((enum conf_option)o)) {
			names[n++] = setting_name((enum conf_option)o, a);
			names[n++] = conf_options[o].key;
		}
	const char *near = str_nearest(name, names, n);
	return near ? setting_name(setting_named(near), a) : NULL;
}

/* set, set NAME, set NAME VALUE */
void
self_set(struct app *app, int count, const char *const *words, size_t n)
{
	struct error err = ERROR_INIT;
	struct arena *a = app->command;
	(void)count;
	if (n < 2) {
		app_command_prompt(app, "set ");
		return;
	}
	enum conf_option o = setting_named(words[1]);
	if (o == OPT_COUNT) {
		const char *near = nearest(words[1], a);
		app_say(app, MESSAGE_BAD, _("no setting '%s'%s%s - C-k finds them all"), words[1],
			near ? _(" - did you mean ") : "", near ? near : "");
	} else if (n == 2) {
		show(app, o);
	} else if (conf_set(app->conf, o, command_rest(a, words, n, 2), app->memory, &err) < 0) {
		app_fail(app, &err);
	} else {
		app_say(app, MESSAGE_GOOD, _("%s = %s for this run: `%s = %s` under [%s] keeps it"), setting_name(o, a),
			conf_str(app->conf, o), conf_options[o].key, conf_str(app->conf, o),
			conf_section_names[conf_options[o].section]);
		follow(app, o);
	}
}
