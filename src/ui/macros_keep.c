/* macros_keep.c - what was just written is kept as a macro, in the user's own configuration, and can be used at once. */
#include "answers.h"
#include "compose.h"
#include "macros.h"

#include <ctype.h>
#include <string.h>

/* A macro on its way into the file; it lives in picker_memory, like what answers belong to. */
struct keeping {
	const char *name, *text, *actions;
	const char *with_variables;	/* the text with names and numbers as variables */
	char *what;			/* which, in words */
};

static void
write_it(struct app *app, const struct keeping *k)
{
	struct error err = ERROR_INIT;
	struct macro_place p;
	struct macro_use use;
	const char *file = conf_file(app->conf), *key = "text", *keys[2], *values[2];
	const struct conf_macro *old = conf_macro_find(app->conf, k->name, app->picker_memory, &err);
	size_t n = 1;
	error_clear(&err);
	/* of several texts the one that would have been used here is replaced */
	macro_place_now(app, &p);
	if (old && macro_look(&app->v, old, &p, app->picker_memory, &use, NULL) == 0 && *use.variant)
		key = arena_printf(app->picker_memory, "text.%s", use.variant);
	keys[0] = key;
	values[0] = k->text;
	if (!str_empty(k->actions)) {
		keys[n] = "do";
		values[n++] = k->actions;
	}
	if (conf_edit(file, "macro", k->name, keys, values, n, &err) < 0 || keys_reload(app, &err) < 0) {
		app_fail(app, &err);
		return;
	}
	app->conf = app->v.conf = keys_conf(app);
	app_say(app, MESSAGE_GOOD, _("macro '%s' is kept in %s: ::%s or C-x , uses it"), k->name, file, k->name);
}

static void
replace_answered(struct app *app, bool yes)
{
	if (yes)
		write_it(app, app->keeping);
	else
		app_say(app, MESSAGE_INFO, _("nothing was kept"));
}

static void
look_for_old(struct app *app, struct keeping *k)
{
	if (conf_macro_find(app->conf, k->name, app->picker_memory, NULL))
		app_ask(app, replace_answered, _("There is a macro '%s'. Put this text in the place of its own? [y/N]"), k->name);
	else
		write_it(app, k);
}

static void
variables_answered(struct app *app, bool yes)
{
	if (yes)
		app->keeping->text = app->keeping->with_variables;
	look_for_old(app, app->keeping);
}

/* -- names and numbers of this case ------------------------------------------------------------------------------------ */

static bool
letter_at(const char *text, size_t at, size_t len)
{
	return at < len && (isalnum((unsigned char)text[at]) || (unsigned char)text[at] >= 0x80);
}

/* Whole words alone; how often. */
static size_t
swap(struct arena *a, const char **text, const char *word, const char *variable)
{
	struct buf b = BUF_INIT;
	const char *from = *text, *p = from;
	size_t n = 0, len = strlen(word), whole = strlen(from);
	while ((p = strstr(p, word)) != NULL) {
		size_t at = (size_t)(p - *text);
		if ((at && letter_at(*text, at - 1, whole)) || letter_at(*text, at + len, whole)) {
			p += len;
			continue;
		}
		buf_add(&b, from, (size_t)(p - from));
		buf_adds(&b, variable);
		from = p += len;
		n++;
	}
	buf_adds(&b, from);
	*text = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return n;
}

static const char *
with_variables(struct app *app, const struct macro_place *p, const char *text, struct arena *a, char **what)
{
	static const char *const names[] = { "customer.name", "customer.first_name", "agent.name", "agent.first_name",
		"case.number" };
	struct buf said = BUF_INIT;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char *variable = arena_printf(a, "{%s}", names[i]);
		struct conf_text t = { .name = "", .text = variable };
		struct conf_macro one = { .name = "", .text = variable, .texts = &t, .text_count = 1 };
		struct macro_use use;
		/* what has no value here stays as it is written */
		if (macro_look(&app->v, &one, p, a, &use, NULL) < 0 || use.open[0] || strlen(use.text) < 2)
			continue;
		const char *fallback = str_starts(names[i], "customer.") ? arena_printf(a, "{%s|}", names[i]) : variable;
		if (swap(a, &text, use.text, fallback))
			buf_addf(&said, "%s%s → %s", said.len ? ", " : "", use.text, variable);
	}
	*what = said.len ? arena_strn(a, said.data, said.len) : NULL;
	buf_free(&said);
	return text;
}

const char *
macro_with_variables(struct app *app, int64_t case_id, const char *text, struct arena *a, char **what)
{
	struct macro_place p = { .case_id = case_id };
	return with_variables(app, &p, text, a, what);
}

static void
find_variables(struct app *app, struct keeping *k)
{
	struct macro_place p;
	macro_place_now(app, &p);
	k->with_variables = with_variables(app, &p, k->text, app->picker_memory, &k->what);
}

/* -- what is kept ---------------------------------------------------------------------------------------------------------- */

static void
named(struct app *app, const char *typed, void *ctx)
{
	struct keeping *k = ctx;
	if (!typed)
		return;
	k->name = str_trim(app->picker_memory, typed);
	if (!*k->name)
		return;
	if (strpbrk(k->name, "]#\"\\\n:")) {
		app_say(app, MESSAGE_BAD, _("'%s': a macro's name has no ], #, :, \" and \\"), k->name);
		return;
	}
	app->keeping = k;
	find_variables(app, k);
	if (k->what)
		app_ask(app, variables_answered, _("As variables: %s? [y/N]"), k->what);
	else
		look_for_old(app, k);
}

static char **
complete_name(void *ctx, const char *text, size_t cursor, struct arena *a, size_t *start)
{
	struct app *app = ctx;
	char **out = NULL;
	size_t n, count = 0, space = 0;
	const struct conf_macro *m = conf_macros(app->conf, &n);
	*start = 0;
	for (size_t i = 0; i < n; i++)
		if (!strncmp(m[i].name, text, cursor))
			*VEC_PUSH(a, out, count, space) = arena_str(a, m[i].name);
	*VEC_PUSH(a, out, count, space) = NULL;
	return out;
}

/* The selection, else all of one's own words. */
void
macro_keep(struct app *app, const char *name)
{
	struct compose *c = compose_of(app);
	size_t from, to;
	arena_free(app->picker_before);
	app->picker_before = app->picker_memory;
	struct arena *a = app->picker_memory = arena_new();
	struct keeping *k = arena_new_of(a, struct keeping);
	char *text = editor_selection(c->editor, &from, &to) ? arena_strn(a, editor_copy(c->editor, a) + from, to - from)
		: compose_own_words(c, a), *quote = str_empty(c->letter.quoted) ? NULL : strstr(text, c->letter.quoted);
	if (quote)
		text = arena_printf(a, "%.*s%s", (int)(quote - text), text, quote + strlen(c->letter.quoted));
	k->text = str_trim(a, text);
	k->actions = arena_str(a, c->letter.then);
	if (!*k->text) {
		app_say(app, MESSAGE_INFO, _("nothing is written yet"));
	} else if (!str_empty(name)) {
		named(app, name, k);
	} else {
		app_prompt(app, _("keep as the macro: "), "", named, k);
		lineedit_set_complete(app->prompt, complete_name, app);
	}
}
