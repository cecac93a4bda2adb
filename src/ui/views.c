/* views.c - saved queries with a key: those that everybody has, and [view NAME] of the configuration. */
#include "app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

enum { COUNT_STOP = 999, OVERDUE_STOP = 99, COUNT_MS = 40, COUNT_MS_MOST = 1600, TICK_US = 10000, OLD_US = 3000000 };

/* The last ones have letters of their own: numbers go on with the configuration's. */
static const struct { const char *name, *title, *query; enum case_sort sort; bool last; } defaults[] = {
	{ "inbox", N_("Inbox"), "is:new or is:open", SORT_DUE, false },
	{ "mine", N_("Mine"), "is:mine and (is:new or is:open)", SORT_DUE, false },
	{ "unassigned", N_("Unassigned"), "is:unassigned and (is:new or is:open)", SORT_DUE, false },
	{ "waiting", N_("Waiting"), "is:waiting", SORT_WAITING, false },
	{ "pending", N_("Pending"), "is:pending", SORT_RECENT, false },
	{ "snoozed", N_("Snoozed"), "is:snoozed", SORT_DUE, false },
	{ "escalated", N_("Escalated"), "is:escalated and (is:new or is:open or is:pending or is:snoozed)", SORT_DUE, false },
	{ "all", N_("All"), "*", SORT_RECENT, false },
	{ "mentions", N_("Mentions"), "is:mentioned", SORT_RECENT, true },
	{ "promises", N_("Promises"), "has:promise and (is:new or is:open or is:pending or is:snoozed)", SORT_DUE, true },
};

/* -- loading ---------------------------------------------------------------------------------------------------- */

static struct view *
find_named(struct app *app, const char *name)
{
	for (size_t i = 0; i < app->view_count; i++)
		if (str_ieq(app->views[i].name, name))
			return &app->views[i];
	return NULL;
}

/* The view of this name, or a new one: at the end, or before those that stand there. */
static struct view *
place(struct app *app, const char *name, bool last)
{
	struct view *found = find_named(app, name), none = { .last = last };
	size_t at = app->view_count;
	if (found)
		return found;
	*VEC_PUSH(app->memory, app->views, app->view_count, app->view_space) = none;
	while (!last && at > 0 && app->views[at - 1].last)
		at--;
	memmove(&app->views[at + 1], &app->views[at], (app->view_count - 1 - at) * sizeof none);
	app->views[at] = none;
	return &app->views[at];
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

static void
add(struct app *app, const struct view *v)
{
	struct view *to = place(app, v->name, v->last);
	bool last = to->last;
	*to = *v;
	to->last |= last;
	to->own_sort = to->sort;
	to->own_reverse = to->reverse;
	to->count = -1;
	to->stale = true;
	view_remembered_order(app, to);
}

void
views_load(struct app *app)
{
	size_t own;
	const struct conf_view *list = conf_views(app->conf, &own);
	for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++)
		add(app, &(struct view){ .name = defaults[i].name, .title = _(defaults[i].title), .query = defaults[i].query,
			.sort = defaults[i].sort, .last = defaults[i].last });
	size_t bots;
	(void)conf_named(app->conf, SECTION_BOT, &bots);
	if (bots)	/* its dialogues, as they go: A takes one over */
		add(app, &(struct view){ .name = "bot", .title = _("Bot"), .sort = SORT_RECENT, .last = true,
			.query = "assigned:bot and (is:new or is:open or is:pending)" });
	for (size_t i = 0; i < own; i++)
		add(app, &(struct view){ .name = list[i].name, .title = list[i].title ? list[i].title : list[i].name,
			.query = list[i].query ? list[i].query : "*", .sort = sort_of(list[i].sort), .key = list[i].key,
			.columns = list[i].columns, .reverse = list[i].reverse, .own = true });
	views_keys(app);
}

void
views_keys(struct app *app)
{
	size_t n;
	const struct conf_view *own = conf_views(keys_conf(app), &n);
	for (size_t i = 0; i < app->view_count; i++) {
		const char *key = NULL;
		for (size_t k = 0; k < n; k++)
			if (str_ieq(own[k].name, app->views[i].name))
				key = own[k].key;
		app->views[i].key = key_of(app, i, key);
	}
}

size_t
view_keep(struct app *app, const char *name, const char *query, enum case_sort sort, bool reverse)
{
	struct view *was = place(app, name, false), kept = *was;
	if (str_empty(kept.name)) {
		kept = (struct view){ .name = arena_str(app->memory, name) };
		kept.title = kept.name;
	}
	kept.query = arena_str(app->memory, query);
	kept.sort = sort;
	kept.reverse = reverse;
	kept.own = true;
	*was = kept;
	add(app, &kept);
	size_t i = (size_t)(find_named(app, kept.name) - app->views);
	app->views[i].key = key_of(app, i, app->views[i].key);
	return i;
}

/* One of the configuration: it goes, or is again what everybody has. */
void
view_forget(struct app *app, const char *name)
{
	size_t i = (size_t)(place(app, name, false) - app->views);
	for (size_t k = 0; k < sizeof defaults / sizeof *defaults; k++)
		if (str_ieq(defaults[k].name, name)) {
			add(app, &(struct view){ .name = defaults[k].name, .title = _(defaults[k].title),
				.query = defaults[k].query, .sort = defaults[k].sort, .last = defaults[k].last,
				.key = app->views[i].key });
			view_open(app, i);
			return;
		}
	memmove(&app->views[i], &app->views[i + 1], (app->view_count - i - 1) * sizeof *app->views);
	app->view_count--;
	for (; i < app->view_count; i++)
		app->views[i].key = key_of(app, i, NULL);
	view_open(app, 0);
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
	cases_set_view(app, &app->views[i]);
	app->dirty = true;
}

void
view_open_filtered(struct app *app, enum case_sort sort, const char *filter)
{
	while (app->depth > 1)
		app_pop(app);
	app->view_now = app->view_count;
	for (size_t i = 0; i < app->view_count; i++)
		if (str_eq(app->views[i].query, "*"))
			app->view_now = i;
	cases_set_view(app, &(struct view){ .query = "*", .sort = sort, .own_sort = sort });
	cases_filter(app, filter);
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

bool
ui_view_row(const struct conf *conf, size_t i, const char **name, const char **query, const char **sort)
{
	size_t n, own, built_in = sizeof defaults / sizeof *defaults;
	const struct conf_view *views = conf_views(conf, &n);
	if (i >= built_in + n)
		return false;
	own = i < built_in ? n : i - built_in;
	/* what the configuration says goes before what is built in */
	for (size_t k = 0; i < built_in && k < n; k++)
		if (str_ieq(views[k].name, defaults[i].name))
			own = k;
	*name = own < n ? views[own].name : defaults[i].name;
	*query = own < n ? views[own].query : defaults[i].query;
	*sort = own < n ? views[own].sort : case_sort_names[defaults[i].sort];
	return true;
}

/* -- counting --------------------------------------------------------------------------------------------------- */

static int
count(struct app *app, const char *text, int64_t stop, int ms, int64_t *out)
{
	struct arena *a = arena_new();
	struct query_context ctx = { .now = app->v.now };
	struct query *q;
	int rc = query_parse(text, &ctx, a, &q, NULL, NULL);
	if (rc == 0) {
		int64_t since = clock_mono_us();
		store_budget(app->store, ms);
		rc = read_count(app->store, q, app->v.who.agent, stop, out, NULL);
		store_budget(app->store, 0);
		app_query_took(app, since);
	}
	arena_free(a);
	return rc;
}

int
view_count_query(struct app *app, const char *text, int64_t stop, int64_t *out)
{
	return count(app, text, stop, 4 * COUNT_MS, out);
}

/* Is its number older than what one still believes? */
bool
view_is_old(const struct view *v)
{
	return v->cut || (v->stale && clock_mono_us() - v->counted_us > OLD_US);
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
		if (v->stale && v->again_us <= now) {
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

/* A count that a key ended is done anew; one that takes too long gets more time, but seldom. */
static void
give_up(struct app *app, struct view *v)
{
	v->stale = true;
	if (term_key_pending(app->term))
		return;
	v->again_us = clock_mono_us() + 100000LL * v->patience;
	v->patience = v->patience * 2 > COUNT_MS_MOST ? COUNT_MS_MOST : v->patience * 2;
	v->cut = true;
}

static void
count_view(struct app *app, struct view *v)
{
	struct view old = *v;
	int64_t n = 0, overdue = 0;
	v->stale = false;
	if (!v->patience)
		v->patience = COUNT_MS;
	if (count(app, v->query, COUNT_STOP, v->patience, &n) < 0) {
		give_up(app, v);
		return;
	}
	struct arena *a = arena_new();
	if (n && !str_eq(v->query, "*") && count(app, arena_printf(a, "(%s) and is:overdue", v->query), OVERDUE_STOP, v->patience,
			&overdue) < 0)
		overdue = old.overdue;
	arena_free(a);
	v->cut = false;
	v->count = n;
	v->overdue = overdue;
	app->dirty |= view_is_old(&old) || old.count != n || old.overdue != overdue;
	v->counted_us = clock_mono_us();
}

void
bar_count_views(struct app *app)
{
	int64_t since = clock_mono_us();
	struct view *v;
	if (app->stream_stale)
		views_count_stream(app);
	while (clock_mono_us() - since < TICK_US && !term_key_pending(app->term) && (v = next_stale(app)) != NULL)
		count_view(app, v);
}
