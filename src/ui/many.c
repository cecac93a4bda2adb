/*
 * many.c - the same for many cases: a look at what would change, one yes, done a slice per tick while the agent looks on.
 */
#include "commands.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "query.h"

enum { SLICE_US = 4000, TICK_US = 12000, LOOK_MS = 2000, FIRST = 40 };

struct many_view {
	struct arena *arena;
	struct many *b;
	const char *query;		/* "" = the marked ones */
	struct case_row *first;		/* some of them, to look at */
	size_t first_count;
	bool running;			/* the yes was given */
	bool ended;
};

static struct many_view *
view_of(struct screen *s)
{
	return s->state;
}

static bool
works(const struct many_view *v)
{
	return !v->ended && v->b->at < v->b->count;
}

/* What was done, also when it was stopped half way. */
static void
say_done(struct app *app, const struct many *b, bool all)
{
	struct arena *a = app->command;
	char *words = arena_printf(a, ngettext_("%s: %zu case", "%s: %zu cases", b->changed), b->lines, b->changed);
	if (b->same)
		words = arena_printf(a, _("%s, %zu were so already"), words, b->same);
	if (b->refused)
		words = arena_printf(a, _("%s, %zu refused (#%lld: %s)"), words, b->refused, (long long)b->why[0].first,
			b->why[0].words);
	if (!all)
		words = arena_printf(a, _("stopped at %zu of %zu, the same again goes on; %s"), b->at, b->count, words);
	app_say(app, b->changed ? MESSAGE_GOOD : MESSAGE_INFO, b->changed ? _("%s - u undoes all of it") : "%s", words);
}

static void
close_many(struct app *app, struct screen *s)
{
	struct many_view *v = view_of(s);
	if (v->running && !v->ended)
		say_done(app, v->b, false);
	if (v->running) {
		(void)store_barrier(app->store, NULL);
		app_reload(app, 1u << AREA_CASE);
	}
	arena_free(v->arena);
	free(v);
}

/* As many slices as there is time for; a key that waits comes first, and so does whoever holds the lock. */
static void
tick(struct app *app, struct screen *s)
{
	struct many_view *v = view_of(s);
	struct error err = ERROR_INIT;
	int64_t until = clock_mono_us() + TICK_US;
	int rc = 1;
	if (!works(v))
		return;
	while (rc > 0 && clock_mono_us() < until && !term_key_pending(app->term))
		rc = many_step(v->b, !v->running, SLICE_US, &err);
	app->dirty = true;
	if (rc < 0) {
		v->ended = err.code != ERR_BUSY;
		if (v->ended)
			app_fail(app, &err);
		return;
	}
	if (rc > 0 || !v->running)
		return;
	struct many *b = v->b;
	struct arena *keep = v->arena;	/* what is said lies there */
	v->ended = true;
	v->arena = arena_new();
	cases_marks(app, "clear");
	if (app_top(app) == s)
		app_pop(app);
	say_done(app, b, true);
	app->tossed = 0;
	arena_free(keep);
}

/* -- drawing ---------------------------------------------------------------------------------------------------------- */

static int
put_count(struct pane p, int y, unsigned style, const char *label, size_t n, const char *more)
{
	int x = canvas_putf(p, 1, y, style, "%6zu  %s", n, label);
	if (more && *more)
		canvas_put_fit(p, x + 2, y, p.width - x - 3, ALIGN_LEFT, ROLE_MUTED, more);
	return y + 1;
}

static int
put_tally(struct pane p, int y, const char *label, const char *words)
{
	canvas_put_fit(p, 1, y, 11, ALIGN_LEFT, ROLE_MUTED, label);
	canvas_put_fit(p, 12, y, p.width - 13, ALIGN_LEFT, ROLE_TEXT, words);
	return y + 1;
}

static int
put_whys(struct pane p, int y, const struct many *b, struct arena *a)
{
	for (size_t i = 0; i < MANY_WHYS && b->why[i].n; i++)
		y = put_count(p, y, ROLE_WARNING, arena_printf(a, _("refuse: #%lld"), (long long)b->why[i].first), b->why[i].n,
			b->why[i].words);
	return y;
}

static void
draw(struct app *app, struct screen *s, struct pane p, bool focus)
{
	struct many_view *v = view_of(s);
	const struct many *b = v->b;
	struct arena *a = arena_new();
	int y = 1;
	if (focus)
		canvas_cursor(p, 1, 1);
	canvas_rule(p, 0, ROLE_TITLE, arena_printf(a, "%s", b->lines), *v->query ? v->query : _("marked"));
	const char *how = v->running ? arena_printf(a, _("%zu of %zu done - Esc stops"), b->at, b->count)
		: works(v) ? arena_printf(a, _("looking: %zu of %zu"), b->at, b->count) : "";
	y = put_count(p, y, ROLE_TEXT, b->count == 1 ? _("case") : _("cases"), b->count, how) + 1;
	y = put_count(p, y, ROLE_TEXT, v->running ? _("changed") : _("would change"), b->changed, NULL);
	if (b->same)
		y = put_count(p, y, ROLE_MUTED, _("are so already"), b->same, NULL);
	y = put_whys(p, y, b, a) + 1;
	y = put_tally(p, y, _("status"), many_tally_words(b->status, _("none"), a));
	y = put_tally(p, y, _("assigned"), many_tally_words(b->owner, _("nobody"), a));
	y = put_tally(p, y, _("channels"), many_tally_words(b->channel, _("none"), a)) + 1;
	for (size_t i = 0; i < v->first_count && y < p.height; i++, y++) {
		const struct case_row *r = &v->first[i];
		size_t left = b->count - i;
		if (y == p.height - 1 && left > 1) {
			canvas_putf(p, 1, y, ROLE_MUTED, _("and %zu more"), left);
			break;
		}
		canvas_put_fit(p, 1, y, 7, ALIGN_RIGHT, ROLE_MUTED, arena_printf(a, "#%lld", (long long)r->number));
		canvas_put_fit(p, 10, y, 16, ALIGN_LEFT, ROLE_TEXT, r->customer_name);
		canvas_put_fit(p, 27, y, p.width - 28, ALIGN_LEFT, ROLE_TEXT, r->subject ? r->subject : _("(no subject)"));
	}
	app->hurry |= works(v);
	arena_free(a);
}

static const char *
status(struct app *app, struct screen *s, struct arena *a)
{
	const struct many_view *v = view_of(s);
	(void)app;
	return v->running ? arena_printf(a, _("%zu of %zu done - Esc stops"), v->b->at, v->b->count)
		: arena_str(a, _("y does it, Esc leaves it: one group, one undo"));
}

const struct screen_ops many_screen = {
	.name = "many", .title = N_("bulk"), .close = close_many, .draw = draw, .tick = tick, .status = status,
	.hints = "do it=many-do,back,help",
};

/* -- opening ---------------------------------------------------------------------------------------------------------- */

/* The view takes the arena, in which ids, lines and query lie. */
static bool
open_view(struct app *app, const char *lines, const char *query, int64_t *ids, size_t n, struct arena *a)
{
	struct error err = ERROR_INIT;
	struct many *b;
	if (many_open(&app->v, lines, ids, n, a, &b, &err) < 0) {
		app_fail(app, &err);
		arena_free(a);
		return false;
	}
	struct many_view *v = xcalloc(1, sizeof *v);
	*v = (struct many_view){ .arena = a, .b = b, .query = query, .first = arena_array(a, struct case_row, FIRST) };
	for (size_t i = 0; i < n && v->first_count < FIRST; i++)
		if (read_case(app->store, ids[i], app->v.who.agent, a, &v->first[v->first_count], NULL) == 0)
			v->first_count++;
	app_push(app, &many_screen, v, 0);
	return true;
}

bool
many_show(struct app *app, const char *lines, const int64_t *ids, size_t n)
{
	struct arena *a = arena_new();
	return open_view(app, arena_str(a, lines), "", arena_mem(a, ids, n * sizeof *ids), n, a);
}

static void
show_query(struct app *app, const char *query, const char *lines)
{
	struct error err = ERROR_INIT;
	struct query_context ctx = { .now = app->v.now };
	struct arena *a = arena_new();
	struct query *q;
	int64_t *ids;
	size_t n = 0;
	bool more = false;
	store_budget(app->store, LOOK_MS);
	int rc = query_parse(query, &ctx, a, &q, NULL, &err) < 0 ||
		read_case_ids(app->store, q, app->v.who.agent, MANY_MAX, a, &ids, &n, &more, &err) < 0 ? -1 : 0;
	store_budget(app->store, 0);
	if (rc == 0 && n && !more) {
		(void)open_view(app, arena_str(a, lines), arena_str(a, query), ids, n, a);
		return;
	}
	if (rc < 0)
		app_fail(app, &err);
	else if (more)
		app_say(app, MESSAGE_BAD, _("bulk: more than %d cases; say it more narrowly"), MANY_MAX);
	else
		app_say(app, MESSAGE_INFO, _("no case matches '%s'"), query);
	arena_free(a);
}

/* "QUERY -- COMMAND"; without a query the marked cases, or the one here. */
static void
take_line(struct app *app, const char *text, void *ctx)
{
	(void)ctx;
	if (str_empty(text))
		return;
	char *line = arena_printf(app->command, " %s ", text), *dashes = strstr(line, " -- ");
	if (!dashes) {
		app_say(app, MESSAGE_BAD, _("bulk: QUERY -- COMMAND, as in: tag:login is:open -- tag +fixed"));
		return;
	}
	*dashes = '\0';
	char *query = str_trim(app->command, line), *lines = str_trim(app->command, dashes + 4);
	size_t n;
	int64_t *ids = app_targets(app, app->command, &n);
	if (*query)
		show_query(app, query, lines);
	else if (n)
		(void)many_show(app, lines, ids, n);
	else
		app_say(app, MESSAGE_INFO, _("there is no case here"));
}

void
go_many(struct app *app, int count, const char *const *words, size_t n)
{
	struct many_view *v = app_top(app)->ops == &many_screen ? view_of(app_top(app)) : NULL;
	(void)count;
	if (str_eq(words[0], "many-do") && v && !v->running) {
		many_restart(v->b);
		v->running = app->dirty = true;
	} else if (str_eq(words[0], "bulk") && n > 1) {
		take_line(app, command_rest(app->command, words, n, 1), NULL);
	} else if (str_eq(words[0], "bulk")) {
		app_prompt(app, _("bulk (QUERY -- COMMAND): "), "", take_line, NULL);
	}
}
