/* step.c - verbs with free words: what comes next and by when is completed, and said back as it was understood. */
#include "commands.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"

static const struct { const char *verb, *label, *when; } prompts[] = {
	{ "next", N_("next step (by WHEN): "), "by" }, { "promise", N_("promised (by WHEN): "), "by" },
	{ "waits", N_("waits on (until WHEN): "), "until" }, { "subject", N_("subject: "), NULL },
	{ "tell", N_("say to the second level: "), NULL }, { "answered", N_("the second level said: "), NULL },
	{ "merge", N_("merge which cases into this one: "), NULL } };

static size_t prompted;			/* which of them the prompt is about */

/* -- when -------------------------------------------------------------------------------------------------------- */

/* Where the last such word stands, with a blank before it; NULL = nowhere. */
static const char *
last_word(const char *text, const char *word)
{
	const char *found = NULL;
	size_t n = strlen(word);
	for (const char *p = strstr(text, word); p; p = strstr(p + 1, word))
		if (p > text && p[-1] == ' ' && (p[n] == ' ' || !p[n]))
			found = p;
	return found;
}

/* "by to" -> "by today 17:00", "by tomorrow 9:00": at the word itself, or at its beginning. */
static char **
complete_when(void *ctx, const char *text, size_t cursor, struct arena *a, size_t *start)
{
	static const char *const times[] = { "today 17:00", "tomorrow 9:00", "tomorrow 17:00", "monday 9:00", "friday 17:00",
		"next week", "2h", "3d" };
	const char *word = ctx;
	char *before = arena_strn(a, text, cursor), **out = NULL;
	const char *at = last_word(before, word), *blank = strrchr(before, ' ');
	size_t n = 0, space = 0;
	*start = at ? (size_t)(at - before) : blank ? (size_t)(blank + 1 - before) : cursor;
	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		char *whole = arena_printf(a, "%s %s", word, times[i]);
		if (blank && str_starts(whole, before + *start))
			*VEC_PUSH(a, out, n, space) = whole;
	}
	*VEC_PUSH(a, out, n, space) = NULL;
	return out;
}

/* How the time was understood, while one types. */
static void
say_when(struct app *app, const char *text)
{
	const char *word = prompts[prompted].when, *at = last_word(text, word);
	struct error err = ERROR_INIT;
	struct care_when when;
	app->message[0] = '\0';
	if (!at || !at[strlen(word)] || !at[strlen(word) + 1])
		return;
	if (care_when(at + strlen(word) + 1, app->v.now, &when, &err) == 0)
		app_say(app, MESSAGE_GOOD, "%s %s", word, when.words);
}

/* -- the prompts --------------------------------------------------------------------------------------------------- */

static void
rest_done(struct app *app, const char *text, void *ctx)
{
	const char *verb = ctx;
	struct arena *a = arena_new();
	struct case_row row;
	app->message[0] = '\0';
	if (text && !*text && (str_eq(verb, "next") || str_eq(verb, "promise")) && app_case(app) &&
	    read_case(app->store, app_case(app), app->v.who.agent, a, &row, NULL) == 0 && row.next_step)
		text = "-";		/* nothing comes next any more */
	if (!str_empty(text)) {
		/* each word by itself: an apostrophe is one */
		size_t n;
		char **words = str_split(a, text, " ", &n), *line = arena_str(a, verb);
		for (size_t i = 0; i < n; i++)
			line = arena_printf(a, "%s %s", line, str_quote(a, words[i]));
		app_run(app, line, 0);
	}
	arena_free(a);
}

/* What stands there now, to be changed: "send a new one by 2026-11-21 10:00". */
static const char *
stands(struct app *app, const char *verb, const struct case_row *row)
{
	struct clock_local l;
	bool waits = str_eq(verb, "waits");
	const char *text = str_eq(verb, "subject") ? row->subject : waits ? row->waits_on
		: str_eq(verb, "merge") || str_eq(verb, "tell") || str_eq(verb, "answered") ? NULL
		: row->next_step;
	int64_t at = waits ? row->waits_until : row->next_by;
	if (!text || str_eq(verb, "subject"))
		return text ? text : "";
	if (at <= app->v.now)
		return text;		/* that time is over: another one is to be said */
	clock_to_local(at, &l);
	return arena_printf(app->command, "%s %s %04d-%02d-%02d %02d:%02d", text, waits ? "until" : "by", l.year, l.month, l.day,
		l.hour, l.minute);
}

/* next, promise, waits, subject, merge: asked for when their words are not given. */
void
case_prompt(struct app *app, int count, const char *const *words, size_t n)
{
	struct case_row row = { .subject = NULL };
	const char *verb = words[0];
	(void)count;
	if (n > 1) {
		(void)command_verb(app, words, n, false);
		return;
	}
	if (app_case(app))
		(void)read_case(app->store, app_case(app), app->v.who.agent, app->command, &row, NULL);
	if (str_eq(verb, "next") && row.next_step && row.promised)
		verb = "promise";	/* what was promised stays so */
	for (size_t i = 0; i < sizeof prompts / sizeof *prompts; i++) {
		if (!str_eq(prompts[i].verb, verb))
			continue;
		prompted = i;
		app_prompt(app, _(prompts[i].label), stands(app, verb, &row), rest_done, (void *)prompts[i].verb);
		if (prompts[i].when) {
			app_prompt_live(app, say_when);
			lineedit_set_complete(app->prompt, complete_when, (void *)prompts[i].when);
		}
	}
}
