/* sidebar.c - at the left of wide screens: views, the tags of open cases, the team and who is here, the channels. */
#include "commands.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"

enum { TAGS_SHOWN = 8, TEAM_SHOWN = 20, LOOK_US = 3000000 };

struct sidebar {
	struct arena *arena;
	char **tags;			/* most used first */
	struct { int64_t count; bool stale, cut; } tag[TAGS_SHOWN];
	int turn;
	struct team_row *team;
	size_t team_count;
	int64_t looked_us;
};

void
sidebar_close(struct app *app)
{
	if (app->sidebar)
		arena_free(app->sidebar->arena);
	free(app->sidebar);
	app->sidebar = NULL;
}

/* -- reading: between keys ----------------------------------------------------------------------------------------- */

void
sidebar_stale(struct app *app)
{
	for (int i = 0; app->sidebar && i < TAGS_SHOWN; i++)
		app->sidebar->tag[i].stale = true;
}

static void
look(struct app *app, struct sidebar *s)
{
	char *before[TAGS_SHOWN] = { NULL };
	struct arena *old = s->arena;
	for (int i = 0; i < TAGS_SHOWN && s->tags && s->tags[i]; i++)
		before[i] = s->tags[i];
	s->arena = arena_new();
	s->team_count = 0;
	store_budget(app->store, 20);
	if (read_tags(app->store, s->arena, &s->tags, NULL) < 0)
		s->tags = NULL;
	if (read_team(app->store, app->v.now, s->arena, &s->team, &s->team_count, NULL) < 0)
		s->team_count = 0;
	store_budget(app->store, 0);
	for (int i = 0; i < TAGS_SHOWN && s->tags && s->tags[i]; i++)
		if (!str_eq(before[i], s->tags[i])) {
			s->tag[i].count = -1;
			s->tag[i].stale = true;
		}
	if (old)
		arena_free(old);
	app->dirty = true;
}

/* One count a tick. */
void
sidebar_tick(struct app *app)
{
	struct sidebar *s = app->sidebar;
	int64_t now = clock_mono_us();
	if (term_width(app->term) < 160 || app->hide_sidebar)
		return;
	if (!s)
		s = app->sidebar = xcalloc(1, sizeof *s);
	if (!s->arena || now - s->looked_us > LOOK_US) {
		s->looked_us = now;
		look(app, s);
	}
	for (int i = 0; i < TAGS_SHOWN; i++) {
		int k = (s->turn + i) % TAGS_SHOWN;
		bool there = s->tags != NULL;
		for (int j = 0; there && j <= k; j++)
			there = s->tags[j] != NULL;
		if (!there || !s->tag[k].stale)
			continue;
		struct arena *a = arena_new();
		int64_t n;
		s->tag[k].stale = false;
		s->tag[k].cut = view_count_query(app, arena_printf(a, "tag:%s and (is:new or is:open)", str_quote(a, s->tags[k])),
			999, &n) < 0;
		if (!s->tag[k].cut)
			s->tag[k].count = n;
		s->turn = k + 1;
		app->dirty = true;
		arena_free(a);
		return;
	}
}

bool
sidebar_busy(const struct app *app)
{
	bool busy = term_width(app->term) >= 160 && !app->hide_sidebar && !app->sidebar;
	for (int i = 0; app->sidebar && app->sidebar->tags && i < TAGS_SHOWN && app->sidebar->tags[i]; i++)
		busy |= app->sidebar->tag[i].stale;
	return busy;
}

/* -- drawing ------------------------------------------------------------------------------------------------------- */

static int
side_title(struct pane p, int y, const char *words)
{
	canvas_put(p, 1, y, ROLE_TITLE, words);
	return y + 1;
}

static int
side_views(struct app *app, struct pane p, int y, struct arena *a)
{
	y = side_title(p, y, _("VIEWS"));
	for (size_t i = 0; i < app->view_count && y < p.height; i++, y++) {
		const struct view *v = &app->views[i];
		bool here = i == app->view_now && !app_find(app, &stream_screen);
		const char *n = v->count < 0 ? "" : arena_printf(a, "%s%lld%s%s", view_is_old(v) ? "~" : "",
			v->count > 999 ? 999LL : (long long)v->count, v->count > 999 ? "+" : "", v->overdue ? "!" : " ");
		int room = canvas_columns(n);
		unsigned style = here ? ROLE_CURSOR : ROLE_TEXT;
		hot_add(app, p, 0, y, p.width, arena_printf(a, "view %zu", i + 1));
		canvas_put_fit(p, 0, y, p.width - room, ALIGN_LEFT, style, arena_printf(a, "%s%-3s %s", here ? ">" : " ",
			v->key ? v->key : "", v->title));
		canvas_put(p, p.width - room, y, here ? style : v->overdue ? ROLE_OVERDUE : ROLE_MUTED, n);
	}
	if (app->stream_count >= 0 && y < p.height) {
		char *key = bar_stream_key(app, a), *n = arena_printf(a, "%lld%s ", app->stream_count > 999 ? 999LL
			: (long long)app->stream_count, app->stream_count > 999 ? "+" : "");
		bool here = app_find(app, &stream_screen) != NULL;
		int room = canvas_columns(n);
		canvas_put_fit(p, 0, y, p.width - room, ALIGN_LEFT, here ? ROLE_CURSOR : ROLE_PUBLIC, arena_printf(a, "%s%-3s %s",
			here ? ">" : " ", key ? key : "", _("Stream")));
		hot_add(app, p, 0, y, p.width, "stream");
		canvas_put(p, p.width - room, y++, here ? ROLE_CURSOR : ROLE_MUTED, n);
	}
	return y + 1;
}

/* "ship 31 bill 22": two in a row. */
static int
side_tags(const struct sidebar *s, struct app *app, struct pane p, int y, struct arena *a)
{
	int x = 1;
	y = side_title(p, y, _("TAGS"));
	for (int i = 0; i < TAGS_SHOWN && s->tags[i] && y < p.height; i++) {
		const char *n = s->tag[i].count < 0 ? "" : arena_printf(a, " %s%lld%s", s->tag[i].cut || s->tag[i].stale ? "~" : "",
			s->tag[i].count > 999 ? 999LL : (long long)s->tag[i].count, s->tag[i].count > 999 ? "+" : "");
		int room = p.width - 2 - canvas_columns(n), need = canvas_columns(s->tags[i]);
		need = need > room ? room : need;
		if (x > 1 && x + need + canvas_columns(n) > p.width) {
			x = 1;
			if (++y >= p.height)
				break;
		}
		hot_add(app, p, x, y, need + canvas_columns(n), arena_printf(a, "filter tag:%s", str_quote(a, s->tags[i])));
		x += canvas_putn(p, x, y, ROLE_TAG, s->tags[i], strlen(s->tags[i]), need);
		x += canvas_put(p, x, y, ROLE_MUTED, n) + 2;
	}
	return y + 2;
}

/* "eva* 12": * is here now; where. */
static int
side_team(const struct sidebar *s, struct app *app, struct pane p, int y, struct arena *a)
{
	y = side_title(p, y, _("TEAM"));
	for (size_t i = 0; i < s->team_count && i < TEAM_SHOWN && y < p.height; i++, y++) {
		const struct team_row *t = &s->team[i];
		bool here = t->here || t->agent == app->v.who.agent;
		char *n = arena_printf(a, "%s%d%s", t->here ? arena_printf(a, "#%lld ", (long long)t->here) : "",
			t->open > 999 ? 999 : t->open, t->open > 999 ? "+" : " ");
		int room = canvas_columns(n);
		canvas_put_fit(p, 1, y, p.width - room - 2, ALIGN_LEFT, here ? ROLE_TEXT : ROLE_MUTED, arena_printf(a, "%s%s",
			t->name, here ? "*" : ""));
		canvas_put(p, p.width - room, y, ROLE_MUTED, n);
	}
	return y + 1;
}

static void
draw_channel(struct pane p, int y, const struct account_row *acc, struct arena *a)
{
	char when[8] = "--:--";
	if (acc->pulled_at)
		local_hhmm(when, acc->pulled_at);
	const char *state = acc->error ? str_eq(acc->state, "auth") ? _("sign-in!") : _("error!") : acc->progress
		? _("busy") : acc->pulled_at ? _("ok") : _("new");
	int room = (int)strlen(when) + canvas_columns(state) + 1;
	canvas_put_fit(p, 1, y, p.width - room - 2, ALIGN_LEFT, ROLE_TEXT, arena_printf(a, "%s %s",
		channel_code(acc->speaks_as), acc->name));
	canvas_putf(p, p.width - room, y, acc->error ? ROLE_ERROR : ROLE_MUTED, "%s %s", when, state);
}

/* What is in trouble comes first, so that it is seen where room is short. */
static void
side_channels(const struct account_row *list, size_t n, struct pane p, int y, struct arena *a)
{
	y = side_title(p, y, _("CHANNELS"));
	for (int calm = 0; calm < 2; calm++)
		for (size_t i = 0; i < n && y < p.height; i++)
			if (list[i].active && (list[i].error == NULL) == (calm == 1))
				draw_channel(p, y++, &list[i], a);
}

void
bar_sidebar(struct app *app, struct pane p)
{
	struct arena *a = arena_new();
	struct sidebar none = { .arena = NULL };
	const struct sidebar *s = app->sidebar ? app->sidebar : &none;
	size_t accounts, active = 0;
	const struct account_row *list = bar_accounts(app, &accounts);
	int y = side_views(app, p, 0, a);
	for (size_t i = 0; i < accounts; i++)
		active += list[i].active;
	int channels = active ? (int)active + 1 : 0, team = s->team_count > 1 ? (int)s->team_count + 2 : 0;
	/* where room is short, tags go first */
	if (s->tags && s->tags[0] && y + 5 + team + channels <= p.height)
		y = side_tags(s, app, p, y, a);
	if (team && y + team + (channels > 4 ? 4 : channels) <= p.height)
		y = side_team(s, app, p, y, a);
	if (channels && y + 1 < p.height)
		side_channels(list, accounts, p, y, a);
	arena_free(a);
}

/* -- tags as views ------------------------------------------------------------------------------------------------- */

static void
tag_done(struct app *app, const struct picker_item *item)
{
	app_run(app, arena_printf(app->picker_memory, "filter tag:%s", str_quote(app->picker_memory, item->text)), 0);
}

/* "tags": one of them narrows the list. */
void
go_tags(struct app *app, int count, const char *const *words, size_t n)
{
	struct error err = ERROR_INIT;
	char **names;
	(void)count, (void)words, (void)n;
	arena_free(app->picker_before);
	app->picker_before = app->picker_memory;
	struct arena *a = app->picker_memory = arena_new();
	if (read_tags(app->store, a, &names, &err) < 0) {
		app_fail(app, &err);
		return;
	}
	size_t found = 0;
	while (names[found])
		found++;
	struct picker_item *items = arena_array(a, struct picker_item, found);
	for (size_t i = 0; i < found; i++)
		items[i] = (struct picker_item){ names[i], NULL, NULL, (int64_t)i + 1, 0 };
	app_pick(app, _("only cases with the tag"), _("Enter narrows the list  Esc closes"), items, found, true, tag_done);
}
