/* views.c - saved queries with a key: those that everybody has, and [view NAME] of the configuration. */
#include "app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

enum { COUNT_STOP = 999, OVERDUE_STOP = 99, COUNT_MS = 40 };

static const struct { const char *name, *title, *query; enum case_sort sort; } defaults[] = {
	{ "inbox", N_("Inbox"), "is:new or is:open", SORT_DUE },
	{ "mine", N_("Mine"), "is:mine and (is:new or is:open)", SORT_DUE },
	{ "unassigned", N_("Unassigned"), "is:unassigned and (is:new or is:open)", SORT_DUE },
	{ "waiting", N_("Waiting"), "is:waiting", SORT_WAITING },
	{ "pending", N_("Pending"), "is:pending", SORT_RECENT },
	{ "snoozed", N_("Snoozed"), "is:snoozed", SORT_DUE },
	{ "escalated", N_("Escalated"), "is:escalated and (is:new or is:open or is:pending or is:snoozed)", SORT_DUE },
	{ "all", N_("All"), "*", SORT_RECENT },
	{ "mentions", N_("Mentions"), "is:mentioned", SORT_RECENT },
};

/* -- loading ---------------------------------------------------------------------------------------------------- */

static struct view *
place(struct app *app, const char *name, size_t *n)
{
	for (size_t i = 0; i < *n; i++)
		if (str_ieq(app->views[i].name, name))
			return &app->views[i];
	return &app->views[(*n)++];
}

static enum case_sort
sort_of(const char *name)
{
	for (int i = 0; i < SORT_COUNT; i++)
		if (str_eq(case_sort_names[i], name))
			return (enum case_sort)i;
	return SORT_DUE;
}

/* The key under which the agent finds view i: its own, its number, or its letter. */
static const char *
key_of(struct app *app, size_t i, const char *own)
{
	char line[64];
	const struct view *v = &app->views[i];
	if (!str_empty(own))
		return arena_str(app->memory, own);
	snprintf(line, sizeof line, "view %zu", i + 1);
	const struct binding *b = keymap_find(app->keymap, list_screen.name, line);
	if (!b) {
		snprintf(line, sizeof line, "view %s", v->name);
		b = keymap_find(app->keymap, list_screen.name, line);
	}
	if (!b)
		return NULL;
	/* a number stands for g and the number, and for Alt and the number */
	keycode last = b->keys.key[b->keys.count - 1] & ~(keycode)KEY_ALT;
	if (str_starts(line, "view ") && line[5] >= '1' && line[5] <= '9' && last == (keycode)line[5])
		return arena_strn(app->memory, line + 5, 1);
	/* "g1", not "g 1": it has to fit */
	struct buf out = BUF_INIT;
	for (int k = 0; k < b->keys.count; k++) {
		char name[KEY_NAME_BYTES];
		key_name(name, b->keys.key[k]);
		buf_adds(&out, name);
	}
	char *s = arena_str(app->memory, out.data);
	buf_free(&out);
	return s;
}

void
views_load(struct app *app)
{
	size_t own, n = 0, standard = sizeof defaults / sizeof *defaults;
	const struct conf_view *list = conf_views(app->conf, &own);
	app->views = arena_array(app->memory, struct view, standard + own);
	for (size_t i = 0; i < standard; i++)
		app->views[n++] = (struct view){ .name = defaults[i].name, .title = _(defaults[i].title),
			.query = defaults[i].query, .sort = defaults[i].sort, .count = -1, .stale = true };
	for (size_t i = 0; i < own; i++) {
		struct view *v = place(app, list[i].name, &n);
		*v = (struct view){ .name = list[i].name, .title = list[i].title ? list[i].title : list[i].name,
			.query = list[i].query ? list[i].query : "*", .sort = sort_of(list[i].sort), .count = -1,
			.stale = true, .key = list[i].key };
	}
	app->view_count = n;
	for (size_t i = 0; i < n; i++)
		app->views[i].key = key_of(app, i, app->views[i].key);
}

/* -- opening ---------------------------------------------------------------------------------------------------- */

void
view_open(struct app *app, size_t i)
{
	if (i >= app->view_count) {
		app_say(app, MESSAGE_INFO, _("there is no view %zu - g shows them"), i + 1);
		return;
	}
	while (app->depth > 1)
		app_pop(app);
	app->view_now = i;
	cases_set_view(app, app->views[i].query, app->views[i].sort, "");
	app->dirty = true;
}

/* By number, name, or title, or the beginning of only one of them. */
static size_t
find(const struct app *app, const char *name)
{
	int64_t number;
	size_t len = strlen(name), found = app->view_count, hits = 0;
	if (str_to_int64(name, &number) == 0)
		return number > 0 && (size_t)number <= app->view_count ? (size_t)number - 1 : app->view_count;
	for (size_t i = 0; i < app->view_count; i++)
		if (str_ieq(app->views[i].name, name) || str_ieq(app->views[i].title, name))
			return i;
	for (size_t i = 0; len && i < app->view_count; i++)
		if (str_istarts(app->views[i].name, name) || str_istarts(app->views[i].title, name)) {
			found = i;
			hits++;
		}
	return hits == 1 ? found : app->view_count;
}

bool
view_open_named(struct app *app, const char *name)
{
	size_t i = find(app, name ? name : "");
	if (i == app->view_count)
		return false;
	view_open(app, i);
	return true;
}

/* -- counting --------------------------------------------------------------------------------------------------- */

static int
count(struct app *app, const char *text, int64_t stop, int64_t *out)
{
	struct arena *a = arena_new();
	struct query_context ctx = { .now = app->v.now };
	struct query *q;
	int rc = query_parse(text, &ctx, a, &q, NULL, NULL);
	if (rc == 0) {
		int64_t since = clock_mono_us();
		store_budget(app->store, COUNT_MS);
		rc = read_count(app->store, q, app->v.who.agent, stop, out, NULL);
		store_budget(app->store, 0);
		app_query_took(app, since);
	}
	arena_free(a);
	return rc;
}

/* The one on the screen once a second, the others in turn. */
static struct view *
next_stale(struct app *app)
{
	int64_t now = clock_mono_us();
	if (app->view_now < app->view_count && app->views[app->view_now].stale && now - app->counted_us > 1000000) {
		app->counted_us = now;
		return &app->views[app->view_now];
	}
	for (size_t i = 0; i < app->view_count; i++) {
		struct view *v = &app->views[(app->view_turn + i) % app->view_count];
		if (v->stale) {
			app->view_turn = (app->view_turn + i + 1) % app->view_count;
			return v;
		}
	}
	return NULL;
}

void
views_count_stream(struct app *app)
{
	int64_t n = 0;
	bool any = false;
	app->stream_stale = false;
	if (read_stream_count(app->store, COUNT_STOP, &n, &any, NULL) < 0)
		return;
	app->stream_count = any ? n : -1;
	app->dirty = true;
}

void
bar_count_views(struct app *app)
{
	struct view *v = next_stale(app);
	int64_t n = 0, overdue = 0;
	if (app->stream_stale)
		views_count_stream(app);
	if (!v)
		return;
	struct arena *a = arena_new();
	v->cut = count(app, v->query, COUNT_STOP, &n) < 0;
	if (!v->cut) {
		if (n && !str_eq(v->query, "*"))
			(void)count(app, arena_printf(a, "(%s) and is:overdue", v->query), OVERDUE_STOP, &overdue);
		v->count = n;
		v->overdue = overdue;
	}
	v->stale = false;
	app->dirty = true;
	arena_free(a);
}
