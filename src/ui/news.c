/*
 * news.c - what others did to my cases while I was away: grouped by case, the most pressing first.  What is shown has
 * been seen when the agent leaves the screen, or says so; what comes meanwhile is news the next time.
 */
#include "commands.h"
#include "rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "metric.h"
#include "queue.h"

enum { COLUMNS = 4, COUNT_STOP = 99, HERE_US = 60000000 };

static const struct list_column columns[COLUMNS] = {
	{ N_("CASE"), 5, 6, 0, ALIGN_RIGHT, false }, { N_("WHEN"), 9, 9, 4, ALIGN_LEFT, false },
	{ N_("WHO"), 10, 18, 0, ALIGN_LEFT, false }, { N_("WHAT"), 16, 40, 0, ALIGN_LEFT, true },
};

static char *
since_words(struct app *app, const struct away_mark *m, struct arena *a)
{
	char day[24], hour[8];
	local_date(day, m->at, app->v.now);
	local_hhmm(hour, m->at);
	return arena_printf(a, _("since %s %s"), day, hour);
}

/* "14:20", "Wed 14:20", "Wed 4 Nov" */
static char *
when_words(struct app *app, int64_t at, struct arena *a)
{
	char day[24], hour[8];
	local_date(day, at, app->v.now);
	local_hhmm(hour, at);
	if (app->v.now - at > 6 * MS_DAY)
		return arena_str(a, day);
	char today[24];
	local_date(today, app->v.now, app->v.now);
	return str_eq(day, today) ? arena_str(a, hour) : arena_printf(a, "%.*s %s", (int)strcspn(day, " "), day, hour);
}

/* -- rows -------------------------------------------------------------------------------------------------------- */

/* A case's own line: "OVERDUE 4h | subject". */
static const char *
case_words(const struct app *app, const struct away_case *k, struct arena *a)
{
	const struct case_row *r = &k->row;
	const char *subject = r->subject ? r->subject : "";
	char span[8];
	bool open = r->status == STATUS_NEW || r->status == STATUS_OPEN;
	if (!open)
		return arena_printf(a, "%s | %s", status_name(r->status), subject);
	if (!r->due_at || r->due_at > app->v.now)
		return subject;
	clock_short_span(span, app->v.now - r->due_at);
	return arena_printf(a, _("OVERDUE %s | %s"), span, subject);
}

static unsigned
item_style(enum away_kind kind)
{
	return kind == AWAY_FAILED ? ROLE_ERROR : kind == AWAY_MENTION || kind == AWAY_NOTE || kind == AWAY_LEVEL ? ROLE_NOTE
		: kind == AWAY_MESSAGE ? ROLE_CUSTOMER : ROLE_MUTED;
}

static void
add_case(struct app *app, struct rows *r, const struct away_case *k)
{
	bool late = k->row.due_at && k->row.due_at <= app->v.now;
	*rows_add(r) = (struct row){ .id = k->row.id * 4 + 1, .case_id = k->row.id,
		.style = late ? ROLE_OVERDUE : ROLE_UNREAD, .cell = { rows_number(r->arena, k->row.number), "",
		k->row.customer_name, case_words(app, k, r->arena) } };
	for (size_t i = 0; i < k->n; i++) {
		const struct away_item *it = &k->items[i];
		*rows_add(r) = (struct row){ .id = it->id * 4 + (it->kind == AWAY_FAILED ? 3 : 2), .case_id = k->row.id,
			.item = it->kind == AWAY_FAILED ? 0 : it->id, .style = item_style(it->kind), .cell = { "",
			when_words(app, it->at, r->arena), it->who, arena_printf(r->arena, "%s: %s",
			away_kind_words(it->kind), it->words) } };
	}
}

/* Who looked at figures of named people is named to all. */
static int
add_looked(struct app *app, struct rows *r, int64_t since_at, struct error *err)
{
	struct looked *rows;
	size_t n;
	if (read_looked(app->store, since_at, r->arena, &rows, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		*rows_add(r) = (struct row){ .id = -rows[i].at, .style = ROLE_WARNING, .command = "dashboard", .cell = { "",
			when_words(app, rows[i].at, r->arena), rows[i].who ? rows[i].who : "?", arena_printf(r->arena,
			_("FIGURES BY NAME: looked at them (%s)"), rows[i].what ? rows[i].what : "") } };
	return 0;
}

static int
news_load(struct app *app, struct rows *r, struct error *err)
{
	struct away_mark since;
	struct away w;
	store_budget(app->store, 600);
	int rc = away_since(app->store, app->v.who.agent, &since, err) < 0 ? -1
		: read_away(app->store, app->v.who.agent, &since, r->limit, r->arena, &w, err);
	store_budget(app->store, 0);
	if (rc < 0)
		return -1;
	r->upto_at = w.upto.at;
	r->upto_item = w.upto.item;
	r->empty = _("nothing happened to your cases meanwhile");
	r->more = w.more;
	char *when = since_words(app, &since, r->arena);
	snprintf(r->text, sizeof r->text, "%s%s%s", when, w.case_count ? ", " : "", w.case_count ? arena_printf(r->arena,
		ngettext_("%zu case", "%zu cases", w.case_count), w.case_count) : "");
	if (add_looked(app, r, since.at, err) < 0)
		return -1;
	for (size_t i = 0; i < w.handover_count; i++) {
		const struct handover_row *h = &w.handovers[i];
		const char *page = h->text ? h->text : "";
		const char *second = strchr(page, '\n') ? strchr(page, '\n') + 1 : page;
		*rows_add(r) = (struct row){ .id = h->id * 4, .style = ROLE_WARNING, .command = arena_printf(r->arena,
			"news-page %lld", (long long)h->id), .cell = { "", when_words(app, h->at, r->arena), h->giver_name,
			arena_printf(r->arena, _("HAND-OVER to %s: %.*s"), h->taker, (int)strcspn(second, "\n"), second) } };
	}
	for (size_t i = 0; i < w.case_count; i++)
		add_case(app, r, &w.cases[i]);
	return 0;
}

static void
seen(struct app *app, const struct rows *r)
{
	struct away_mark upto = { r->upto_at, r->upto_item };
	if (r->upto_at && !store_read_only(app->store))
		(void)away_seen(app->store, app->v.who.agent, &upto, NULL);
}

static void
news_close(struct app *app, struct screen *s)
{
	seen(app, s->state);
	rows_close(app, s);
}

const struct screen_ops news_screen = { .name = "news", .title = N_("While you were away"), .close = news_close,
	.reload = rows_reload, .draw = rows_draw, .current = rows_case, .item = rows_item, .move = rows_move,
	.status = rows_status, .tick = rows_tick, .hints = "open,seen=news-seen,reply,note,assign,back,help" };
static const struct rows_kind news_kind = { &news_screen, columns, COLUMNS, 1u << AREA_CASE | 1u << AREA_OUTBOX, news_load,
	NULL, 0 };

/* -- the page of a hand-over ------------------------------------------------------------------------------------- */

struct page {
	struct arena *arena;
	char *text;
	int top, lines, height;
};

static void
page_close(struct app *app, struct screen *s)
{
	struct page *p = s->state;
	(void)app;
	arena_free(p->arena);
	free(p);
}

static void
page_draw(struct app *app, struct screen *s, struct pane p, bool focus)
{
	struct page *g = s->state;
	struct layout_options o = { .width = p.width - 2 };
	struct layout_line line = { 0 };
	int y = 0;
	(void)app, (void)focus;
	canvas_rule(p, 0, ROLE_TITLE, _("Hand-over"), NULL);
	g->height = p.height - 1;
	for (g->lines = 0; layout_next(g->text, strlen(g->text), &o, &line); g->lines++)
		if (g->lines >= g->top && y + 1 < p.height)
			layout_draw(p, 1, ++y, g->text[line.start] == '#' ? ROLE_TITLE : ROLE_TEXT, g->text, &line);
}

static bool
page_move(struct app *app, struct screen *s, enum list_move how, int times)
{
	struct page *g = s->state;
	int last = g->lines > g->height ? g->lines - g->height : 0, was = g->top, page = g->height > 1 ? g->height - 1 : 1;
	int by = how == LIST_DOWN ? 1 : how == LIST_UP ? -1 : how == LIST_PAGE_DOWN ? page : how == LIST_PAGE_UP ? -page
		: how == LIST_HALF_DOWN ? page / 2 : how == LIST_HALF_UP ? -page / 2 : how == LIST_TOP ? -g->lines : g->lines;
	g->top += by * (times > 0 ? times : 1);
	g->top = g->top > last ? last : g->top < 0 ? 0 : g->top;
	app->dirty = true;
	return g->top != was;
}

const struct screen_ops read_screen = { .name = "read", .title = N_("Hand-over"), .close = page_close, .draw = page_draw,
	.move = page_move, .hints = "back,help" };

static void
open_page(struct app *app, int64_t id)
{
	struct handover_row *rows;
	struct page *g = xcalloc(1, sizeof *g);
	size_t n = 0;
	g->arena = arena_new();
	if (read_handovers(app->store, app->v.who.agent, 0, 200, g->arena, &rows, &n, NULL) == 0)
		for (size_t i = 0; i < n; i++)
			if (rows[i].id == id && rows[i].text)
				g->text = arena_str(g->arena, rows[i].text);
	if (!g->text)
		g->text = arena_str(g->arena, _("its words were erased"));
	app_push(app, &read_screen, g, 0);
}

/* -- commands, and being there ------------------------------------------------------------------------------------ */

/* news, news-seen, news-page ID */
void
go_news(struct app *app, int times, const char *const *words, size_t n)
{
	int64_t id;
	(void)times;
	if (str_eq(words[0], "news-page") && n == 2 && str_to_int64(words[1], &id) == 0)
		open_page(app, id);
	else if (str_eq(words[0], "news-seen") && app_top(app)->ops == &news_screen) {
		seen(app, app_top(app)->state);
		rows_load(app, app_top(app)->state);
		app_say(app, MESSAGE_INFO, _("looked at: what comes next is news"));
	} else if (str_eq(words[0], "news") && app_top(app)->ops != &news_screen)
		rows_open(app, &news_kind, NULL, 0);
}

/* One quiet line when somebody comes back. */
static void
welcome(struct app *app)
{
	struct away_mark since;
	struct arena *a = arena_new();
	int64_t n = 0;
	char *key = bar_key_in(app, "list", "news", a);
	store_budget(app->store, 100);
	int rc = away_since(app->store, app->v.who.agent, &since, NULL) < 0 ? -1
		: read_away_count(app->store, app->v.who.agent, &since, COUNT_STOP, &n, NULL);
	store_budget(app->store, 0);
	if (rc == 0 && n && !app->message[0])
		app_say(app, MESSAGE_INFO, ngettext_("%lld%s case changed while you were away - %s",
			"%lld%s cases changed while you were away - %s", n), (long long)(n > COUNT_STOP ? COUNT_STOP : n),
			n > COUNT_STOP ? "+" : "", key ? key : ":news");
	arena_free(a);
}

void
news_key(struct app *app)
{
	app->key_at = app->v.now;
}

/* A key is noted within a minute, away from the keys themselves; at the end at once. */
void
news_tick(struct app *app, bool at_once)
{
	int64_t now = clock_mono_us();
	if (!app->key_at || store_read_only(app->store) || (!at_once && app->here_us && now - app->here_us < HERE_US))
		return;
	app->here_us = now;
	(void)queue_present(app->store, app->v.who.agent, app->key_at, NULL);
	if (away_here(app->store, app->v.who.agent, app->key_at, conf_span(app->conf, OPT_UI_AWAY_AFTER)))
		welcome(app);
	app->key_at = 0;
}
