/*
 * remember.c - what the console keeps of itself from one day to the next, for each agent: how views are sorted, how
 * wide panes are.
 *
 * Written between keys, in the store's settings; where nothing can be written, it holds for this run.
 */
#include "app.h"

#include <stdlib.h>
#include <string.h>

enum { REMEMBER_MAX = 32 };

struct remembered { char *name, *value; bool fresh; };
struct memory { struct remembered of[REMEMBER_MAX]; size_t n; };

static char *
key_of(const struct app *app, const char *name, struct arena *a)
{
	return arena_printf(a, "console:%s:%s", conf_agent_id(app->conf), name);
}

static struct remembered *
find(struct app *app, const char *name)
{
	struct memory *m = app->remembered;
	for (size_t i = 0; m && i < m->n; i++)
		if (str_eq(m->of[i].name, name))
			return &m->of[i];
	return NULL;
}

void
remember(struct app *app, const char *name, const char *value)
{
	struct remembered *r = find(app, name);
	if (!app->remembered)
		app->remembered = xcalloc(1, sizeof *app->remembered);
	struct memory *m = app->remembered;
	if (!r && m->n == REMEMBER_MAX)
		return;
	if (!r) {
		r = &m->of[m->n++];
		r->name = xstrdup(name);
	}
	free(r->value);
	r->value = xstrdup(value);
	r->fresh = true;
}

char *
remembered(struct app *app, const char *name, struct arena *a)
{
	struct remembered *r = find(app, name);
	char *value = NULL;
	if (r)
		return arena_str(a, r->value);
	return store_setting_get(app->store, key_of(app, name, a), a, &value, NULL) < 0 ? NULL : value;
}

void
remember_tick(struct app *app)
{
	struct memory *m = app->remembered;
	for (size_t i = 0; m && i < m->n; i++) {
		struct error err = ERROR_INIT;
		struct arena *a = arena_new();
		struct remembered *r = &m->of[i];
		if (r->fresh && !store_read_only(app->store) &&
		    (store_setting_put(app->store, key_of(app, r->name, a), r->value, &err) == 0 || err.code != ERR_BUSY))
			r->fresh = false;
		arena_free(a);
	}
}

void
remember_end(struct app *app)
{
	struct memory *m = app->remembered;
	remember_tick(app);
	for (size_t i = 0; m && i < m->n; i++) {
		free(m->of[i].name);
		free(m->of[i].value);
	}
	free(m);
	app->remembered = NULL;
}
