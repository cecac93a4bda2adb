/* help.c - the keys in force on the screen below: narrowed as one types, run, bound anew. */
#include "rows.h"

#include <string.h>

static const struct list_column help_columns[] = {
	{ N_("KEY"), 8, 12, 0, ALIGN_LEFT, false }, { N_("COMMAND"), 12, 20, 1, ALIGN_LEFT, false },
	{ N_("WHAT"), 20, 40, 0, ALIGN_LEFT, true }, { N_("FROM"), 7, 14, 5, ALIGN_LEFT, false },
};

static const char *
command_help(const char *line)
{
	size_t n = strcspn(line, " ");
	for (const struct command *c = commands; c->name; c++)
		if (strlen(c->name) == n && !strncmp(c->name, line, n))
			return _(c->help);
	for (const struct verb_words *w = verb_words; w->name; w++)
		if (strlen(w->name) == n && !strncmp(w->name, line, n))
			return _(w->help);
	return "";
}

/* Every word stands somewhere in the row; keys as they are shown, or without blanks between. */
static bool
fits(const char *typed, const char *keys, const char *command, const char *help, struct arena *a)
{
	size_t n;
	char *tight = arena_str(a, keys), *to = tight;
	for (const char *from = keys; *from; from++)
		if (*from != ' ')
			*to++ = *from;
	*to = '\0';
	if (str_eq(typed, keys) || str_eq(typed, tight))
		return true;
	char **words = str_split(a, typed, " ", &n);
	for (size_t i = 0; i < n; i++)
		if (!str_icase_find(help, words[i]) && !str_icase_find(command, words[i]) && !str_icase_find(tight, words[i]))
			return false;
	return true;
}

static const char *
words_of(const struct binding *b, struct arena *a)
{
	const char *help = command_help(b->command), *note = b->note;
	if (!*b->command)
		return _("bound to nothing");
	if (*note && (!*help || strchr(b->command, ' ')))
		help = *help ? arena_printf(a, "%s: %s", _(note), help) : _(note);
	return help;
}

static const char *
map_below(struct app *app)
{
	struct screen *top = app_top(app);
	return top->ops == &help_screen && app->depth > 1 ? app->stack[app->depth - 2].ops->name : top->ops->name;
}

static int
help_load(struct app *app, struct rows *r, struct error *err)
{
	size_t n;
	const struct binding **list = keymap_after(app->keymap, map_below(app), NULL, r->arena, &n);
	(void)err;
	if (!*r->text)		/* what is wrong with the configuration's keys, before all that is right */
		for (size_t i = 0; i < app->keys_wrong_count; i++)
			*rows_add(r) = (struct row){ .id = -(int64_t)i - 1, .style = ROLE_ERROR, .command = "help-run", .cell = {
				"!", "", app->keys_wrong[i], "" } };
	for (size_t i = 0; i < n; i++) {
		const char *help = words_of(list[i], r->arena), *keys = keys_name(r->arena, &list[i]->keys);
		if (fits(r->text, keys, list[i]->command, help, r->arena))
			*rows_add(r) = (struct row){ .id = (int64_t)i + 1, .style = ROLE_TEXT, .command = arena_printf(r->arena,
				"help-run %s", list[i]->command), .cell = { keys, list[i]->command, help, list[i]->origin } };
	}
	size_t bound = n;
	list = keymap_unbound(app->keymap, map_below(app), r->arena, &n);
	for (size_t i = 0; i < n; i++) {
		const char *keys = keys_name(r->arena, &list[i]->keys);
		if (fits(r->text, keys, "none", words_of(list[i], r->arena), r->arena))
			*rows_add(r) = (struct row){ .id = (int64_t)(bound + i) + 1, .style = ROLE_MUTED, .command = "help-run",
				.cell = { keys, "none", words_of(list[i], r->arena), list[i]->origin } };
	}
	return 0;
}

ROWS_SCREEN(help, N_("Keys here: type to narrow, Enter runs, Tab for the rest"),
	"run=open,bind=help-rebind,reset=help-reset,off=help-unbind,search,back");
static const struct rows_kind help_kind = { &help_screen, help_columns, 4, 0, help_load, NULL, 0 };

const struct binding *
help_binding(struct app *app, struct arena *a)
{
	const struct row *row = app_top(app)->ops == &help_screen ? rows_current(app_top(app)->state) : NULL;
	size_t n, none;
	if (!row || row->id < 1)
		return NULL;
	const struct binding **list = keymap_after(app->keymap, map_below(app), NULL, a, &n);
	const struct binding **off = keymap_unbound(app->keymap, map_below(app), a, &none);
	size_t i = (size_t)row->id - 1;
	if (i >= n + none)
		return NULL;
	/* a copy: the keymap is made anew when a line of the configuration changes */
	struct binding *b = arena_mem(a, i < n ? list[i] : off[i - n], sizeof *b);
	b->map = arena_str(a, b->map);
	b->command = arena_str(a, b->command);
	b->origin = arena_str(a, b->origin);
	return b;
}

/* Enter runs what is under the cursor, Tab goes to the rows for other keys, Esc leaves the help at once. */
static void
help_done(struct app *app, const char *text, void *ctx)
{
	(void)ctx;
	if (app_top(app)->ops != &help_screen)
		return;
	/* what was held is the help's own; the command runs on the screen below */
	app->holding = false;
	if (!text)
		app_pop(app);
	else if (!app->prompt_tab)
		rows_open_current(app);
}

void
help_open(struct app *app)
{
	if (app_top(app)->ops != &help_screen)
		rows_open(app, &help_kind, NULL, 0);
	app_prompt(app, _("keys: "), "", help_done, NULL);
	app_prompt_live(app, rows_filter);
	app->prompt_rows = true;
	rows_filter(app, "");
}
