/* waiting.c - acts that could not be done because the store's lock was not had: done in order on the next ticks,
 * while the agent goes on. */
#include "app.h"

#include <stdio.h>
#include <stdlib.h>

#include "clock.h"

enum { GIVE_UP_US = 30000000, LAST_TRIES = 40 };

struct waiting {
	struct waiting *next;
	struct arena *arena;		/* holds acts and all they point to */
	const struct act *acts;
	size_t count;
	bool full;
	int64_t since_us;
};

bool
waiting_any(const struct app *app)
{
	return app->waiting != NULL;
}

void
waiting_add(struct app *app, const struct act *acts, size_t count, bool full)
{
	struct waiting *w = xcalloc(1, sizeof *w), **end = &app->waiting;
	size_t n = 1;
	/* what the acts point to lies in the command's arena: it goes along */
	*w = (struct waiting){ .arena = app->command, .acts = arena_mem(app->command, acts, count * sizeof *acts),
		.count = count, .full = full, .since_us = clock_mono_us() };
	app->command = arena_new();
	for (; *end; end = &(*end)->next)
		n++;
	*end = w;
	app_say(app, MESSAGE_INFO, ngettext_("the store is busy: it is done as soon as it is free (%zu change waits)",
		"the store is busy: it is done as soon as it is free (%zu changes wait)", n), n);
}

static void
drop_first(struct app *app)
{
	struct waiting *w = app->waiting;
	app->waiting = w->next;
	arena_free(w->arena);
	free(w);
}

/* False when the lock was not had. */
static bool
try_first(struct app *app)
{
	struct waiting *w = app->waiting;
	struct error err = ERROR_INIT;
	struct act_result r;
	struct arena *a = arena_new();
	int rc = store_act(app->store, &app->v.who, w->acts, w->count, w->full, a, &r, &err);
	bool busy = rc < 0 && err.code == ERR_BUSY;
	if (rc == 0)
		app_say(app, MESSAGE_GOOD, r.count ? _("%s - u undoes") : "%s", r.words);
	else if (!busy)
		app_fail(app, &err);
	else if (clock_mono_us() - w->since_us > GIVE_UP_US)
		app_say(app, MESSAGE_BAD, _("the store stayed busy for 30 s: NOT done: %s"), _(act_table[w->acts[0].verb].help));
	if (!busy || clock_mono_us() - w->since_us > GIVE_UP_US)
		drop_first(app);
	if (rc == 0)
		app_reload(app, 1u << AREA_CASE | 1u << AREA_CUSTOMER | 1u << AREA_OUTBOX | 1u << AREA_DRAFT);
	arena_free(a);
	return !busy;
}

void
waiting_tick(struct app *app)
{
	while (app->waiting && try_first(app))
		;
}

/* At the end: a little patience, then the terminal is told what was not done. */
void
waiting_end(struct app *app)
{
	for (int i = 0; app->waiting && i < LAST_TRIES; i++)
		waiting_tick(app);
	while (app->waiting) {
		fprintf(stderr, _("sportello: the store stayed busy; not done: %s\n"),
			_(act_table[app->waiting->acts[0].verb].help));
		drop_first(app);
	}
}
