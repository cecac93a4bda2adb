/* tutorial.c - seven steps through the console, on the cases that are there: a strip over the status line. */
#include "app.h"

#include <string.h>

/* {command} in the words = its key here; until = one of these commands, in blanks, has run. */
static const struct step { const char *words, *until; } steps[] = {
	{ N_("This is the list: on top stands who has waited longest against what was promised. {down} "
		"and {up} move, {open} opens a case. Open one."),
		"open right" },
	{ N_("All that was said, on every channel, oldest first. {page-down} pages, {next-item} goes to "
		"the next message, {back} back to the list. {reply} answers where the customer wrote last: try "
		"it."),
		"reply reply-by" },
	{ N_("Write a word or two. {send} sends it; letters are text here, and commands begin with C-x."),
		"send send-resolve send-pending" },
	{ N_("It waits in the outbox for a moment: {undo} takes it back, and whatever else you did, in "
		"turn."), "undo" },
	{ N_("{next-needing} goes to the case that needs you most, and says why. Press it wherever you "
		"are."), "next-needing" },
	{ N_("{note} writes an internal note, {tag} tags, {snooze} snoozes, {assign} gives the case "
		"away, {done} resolves it. Resolve this one; {undo} would bring it back."),
		"done done-next" },
	{ N_("{search-all} searches all that was ever said, {palette} finds any command by some of its "
		"letters, {help} lists the keys. Try one of them."),
		"search-all palette help" },
};
enum { STEPS = sizeof steps / sizeof *steps };

bool
tutorial_runs(const struct app *app)
{
	return app->tutorial_step > 0;
}

/* The key of a command on the screen in front, else anywhere. */
static const char *
key_of(struct app *app, const char *command, struct arena *a)
{
	const char *key = bar_key(app, command, a);
	if (!key && str_starts(command, "send"))
		key = bar_key_in(app, "compose", command, a);
	if (!key)
		key = bar_key_in(app, KEYMAP_GLOBAL, command, a);
	return strlen(key) == 3 && key[1] == ' ' ? arena_printf(a, "%c%c", key[0], key[2]) : key;	/* "g /": "g/" */
}

static char *
step_words(struct app *app, struct arena *a)
{
	struct buf b = BUF_INIT;
	const char *s = app->tutorial_step > STEPS ? N_("That was all. {help} lists the keys at any "
		"time, {palette} finds the rest, {quit} leaves. Have a look around; `:tutorial` begins again, "
		"{back} closes this.")
		: steps[app->tutorial_step - 1].words;
	for (s = _(s); *s; s++) {
		const char *end = *s == '{' ? strchr(s, '}') : NULL;
		if (end) {
			buf_adds(&b, key_of(app, arena_strn(a, s + 1, (size_t)(end - s - 1)), a));
			s = end;
		} else {
			buf_addc(&b, *s);
		}
	}
	char *words = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return words;
}

/* A rule and the words under it; 0 when nothing is shown. */
int
tutorial_rows(struct app *app, int width)
{
	struct arena *a = arena_new();
	size_t n = 0;
	if (tutorial_runs(app)) {
		const char *words = step_words(app, a);
		struct layout_options o = { .width = width - 2 };
		(void)layout_lines(a, words, strlen(words), &o, &n);
		n++;
	}
	arena_free(a);
	return (int)n;
}

void
tutorial_draw(struct app *app, struct pane p)
{
	struct arena *a = arena_new();
	const char *words = step_words(app, a);
	struct layout_options o = { .width = p.width - 2 };
	size_t n;
	struct layout_line *lines = layout_lines(a, words, strlen(words), &o, &n);
	canvas_rule(p, 0, ROLE_TITLE, app->tutorial_step > STEPS ? _("Tutorial: done")
		: arena_printf(a, _("Tutorial %d of %d"), app->tutorial_step, STEPS), _(":tutorial off ends it"));
	for (size_t i = 0; i < n && (int)i + 1 < p.height; i++)
		layout_draw(p, 1, (int)i + 1, ROLE_TEXT, words, &lines[i]);
	arena_free(a);
}

/* A command has run: was it the one this step asks for?  Sending counts once the composer has closed. */
void
tutorial_ran(struct app *app, const char *name)
{
	if (!tutorial_runs(app))
		return;
	if (app->tutorial_step > STEPS) {
		if (str_eq(name, "clear") || str_eq(name, "back"))
			app->tutorial_step = 0;
	} else if (str_lists(steps[app->tutorial_step - 1].until, name) &&
	    !(str_starts(name, "send") && compose_active(app))) {
		app->tutorial_step++;
		app->dirty = true;
	}
}

/* "", "off", "next", "back" */
void
tutorial_command(struct app *app, const char *what)
{
	int step = app->tutorial_step;
	if (str_eq(what, "off"))
		step = 0;
	else if (str_eq(what, "next"))
		step = step && step <= STEPS ? step + 1 : step;
	else if (str_eq(what, "back"))
		step = step > 1 ? step - 1 : step;
	else if (*what)
		app_say(app, MESSAGE_BAD, _("tutorial: say off, next or back, or nothing to begin"));
	else
		step = 1;
	app->tutorial_step = step;
}
