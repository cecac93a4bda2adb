/* history.c - all that a customer and we said to each other, on every channel and in all cases, in order of time: read in
 * windows from either end, narrowed by words and by single keys. */
#include "history.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

enum { BORDERS = 4000 };

static struct history *
history_of(struct screen *s)
{
	return s->state;
}

static struct history *
in_front(struct app *app)
{
	return app_top(app)->ops == &history_screen ? history_of(app_top(app)) : NULL;
}

struct story *
history_story(struct app *app)
{
	struct history *h = in_front(app);
	return h ? h->story : NULL;
}

/* -- the screen ------------------------------------------------------------------------------------------------- */

/* Whoever is at the end sees what comes. */
static void
reload(struct app *app, struct screen *screen)
{
	struct history *h = history_of(screen);
	struct story *s = h->story;
	bool at_end = s->to_end || (s->n && s->cursor == s->n - 1 && !s->more_after);
	h->journey_stale = true;
	history_read_who(app, h);
	if (at_end || !s->n)
		history_refill(app, h, HISTORY_PATIENT_MS);
	else
		(void)story_again(app, s);
}

static void
close_history(struct app *app, struct screen *screen)
{
	struct history *h = history_of(screen);
	history_end_visit(app, h);
	story_close(h->story);
	arena_free(h->memory);
	arena_free(h->who_memory);
	arena_free(h->journey_memory);
	free(h);
}

/* -- between keys ------------------------------------------------------------------------------------------------- */

static void
count_journey(struct app *app, struct history *h)
{
	int width = term_width(app->term);
	if (!h->journey_stale && h->journey_width == width)
		return;
	arena_reset(h->journey_memory);
	store_budget(app->store, HISTORY_PATIENT_MS);
	if (read_journey(app->store, h->customer, (size_t)width, app->v.now, h->journey_memory, &h->journey, NULL) < 0)
		h->journey = (struct journey){ .columns = 0 };
	store_budget(app->store, 0);
	h->journey_stale = false;
	h->journey_width = width;
	app->dirty = true;
}

static void
tick(struct app *app, struct screen *screen)
{
	struct history *h = history_of(screen);
	struct story *s = h->story;
	if (h->again)
		history_refill(app, h, HISTORY_PATIENT_MS);
	count_journey(app, h);
	story_tick(app, s);
}

static int64_t
current(struct app *app, struct screen *s)
{
	(void)app;
	return story_case(history_of(s)->story);
}

static int64_t
item(struct app *app, struct screen *s)
{
	(void)app;
	return story_item(history_of(s)->story);
}

static bool
move(struct app *app, struct screen *s, enum list_move how, int count)
{
	return story_move(app, history_of(s)->story, how, count);
}

static const char *
status(struct app *app, struct screen *s, struct arena *a)
{
	struct history *h = history_of(s);
	const struct item_row *r = story_row(h->story);
	char date[24], hour[8];
	if (!r)
		return arena_str(a, h->name ? h->name : "");
	local_date(date, r->at, app->v.now);
	local_hhmm(hour, r->at);
	return arena_printf(a, "%s | %s %s", h->name ? h->name : "", date, hour);
}

const struct screen_ops history_screen = {
	.name = "history", .title = N_("history"), .close = close_history, .reload = reload, .draw = history_draw, .tick = tick,
	.current = current, .item = item, .move = move, .status = status,
	.hints = "open,reply,search,channel=history-channel,kind=history-kind,case=history-case,new=history-new,kinds,back,help",
};

int64_t
history_customer(struct app *app)
{
	struct history *h = in_front(app);
	return h ? h->customer : 0;
}

/* What was in front stays in sight: the item of a case, or what a search has found. */
static void
open_at(struct app *app, struct story *s, int64_t item)
{
	struct arena *a = arena_new();
	struct item_row row;
	if (read_item(app->store, item, a, &row, NULL) == 0 && row.row != ROW_ACTION)
		(void)history_go(app, s, row.at, item);
	arena_free(a);
}

void
history_open(struct app *app, int64_t customer, int64_t item)
{
	struct error err = ERROR_INIT;
	struct customer_row who;
	struct arena *a = arena_new();
	for (int i = 0; i < 50 && customer; i++) {
		if (read_customer(app->store, customer, a, &who, &err) < 0) {
			app_fail(app, &err);
			arena_free(a);
			return;
		}
		if (!who.merged_into)
			break;
		customer = who.merged_into;
	}
	arena_free(a);
	struct history *h = xcalloc(1, sizeof *h);
	struct story *s = xcalloc(1, sizeof *s);
	h->story = s;
	h->customer = s->customer = s->head.customer = customer;
	h->memory = arena_new();
	h->who_memory = arena_new();
	h->journey_memory = arena_new();
	h->journey_stale = true;
	s->app = app;
	s->arena = arena_new();
	s->told = arena_new();
	s->me = store_agent_name(app->store, app->v.who.agent, app->memory);
	s->mark = visit_get(app->store, app->v.who.agent, customer);
	history_read_who(app, h);
	history_refill(app, h, 0);
	if (item)
		open_at(app, s, item);
	app->hurry = true;
	app_push(app, &history_screen, h, 1u << AREA_CASE | 1u << AREA_CUSTOMER | 1u << AREA_OUTBOX);
}

/* -- commands ------------------------------------------------------------------------------------------------------ */

void
history_search(struct app *app, const char *text)
{
	struct history *h = in_front(app);
	if (!h)
		return;
	snprintf(h->filter.text, sizeof h->filter.text, "%s", text);
	history_refill(app, h, HISTORY_TYPING_MS);
}

static void
search_done(struct app *app, const char *text, void *ctx)
{
	struct history *h = in_front(app);
	(void)ctx;
	if (!text && h) {
		h->filter = h->before;
		history_refill(app, h, HISTORY_PATIENT_MS);
	}
}

void
history_ask(struct app *app)
{
	struct history *h = in_front(app);
	if (!h)
		return;
	h->before = h->filter;
	app_prompt(app, _("history: "), h->filter.text, search_done, NULL);
	app_prompt_live(app, history_search);
	app->prompt_rows = true;
}

static const char *
kind_of(const struct item_row *r)
{
	return r->row == ROW_NOTE ? "note" : r->row == ROW_ACTION ? "action" : r->row == ROW_EVENT ? "event" : kind_name(r->kind);
}

/* One key: only what is like the item under the cursor; once more: all. */
static void
narrow(struct app *app, struct history *h, const char *what)
{
	const struct item_row *r = story_row(h->story);
	struct history_filter *f = &h->filter;
	bool channel = str_eq(what, "history-channel"), kind = str_eq(what, "history-kind");
	int64_t here = story_item(h->story);
	if (channel && *f->channel)
		*f->channel = '\0';
	else if (kind && *f->kind)
		*f->kind = '\0';
	else if (!channel && !kind && f->case_id)
		f->case_id = 0;
	else if (!r || (channel && str_empty(r->channel)) || (!channel && !kind && !r->case_id)) {
		app_say(app, MESSAGE_INFO, channel ? _("that is on no channel") : kind ? _("nothing here")
			: _("that is in no case"));
		return;
	} else if (channel)
		snprintf(f->channel, sizeof f->channel, "%s", r->channel);
	else if (kind)
		snprintf(f->kind, sizeof f->kind, "%s", kind_of(r));
	else
		f->case_id = r->case_id;
	struct item_row was = r ? *r : (struct item_row){ .at = 0 };
	history_refill(app, h, HISTORY_PATIENT_MS);
	if (here)
		(void)history_go(app, h->story, was.at, here);
}

/* To an item, whose page is read if it is not there. */
bool
history_go(struct app *app, struct story *s, int64_t at, int64_t id)
{
	for (int tries = 0; tries < 2; tries++) {
		for (size_t i = 0; i < s->n; i++)
			if (s->items[i].row.id == id && s->items[i].row.row != ROW_OUTBOX) {
				s->cursor = s->top = i;
				s->skip = 0;
				s->to_end = s->to_last = false;
				s->fill = true;
				return true;
			}
		if (tries || !story_jump(app, s, &(struct item_row){ .at = at, .row = ROW_MESSAGE, .id = INT64_MIN }))
			break;
	}
	return story_jump(app, s, NULL) && false;
}

/* After the cursor, else from the oldest again. */
static void
next_new(struct app *app, struct history *h)
{
	const struct item_row *r = story_row(h->story);
	const struct news_row *found = NULL;
	for (size_t i = 0; i < h->news_count && !found; i++)
		if (r && (h->news[i].at > r->at || (h->news[i].at == r->at && h->news[i].id > r->id)))
			found = &h->news[i];
	if (!found && h->news_count)
		found = &h->news[0];
	if (!found)
		app_say(app, MESSAGE_INFO, _("nothing is new since your visit"));
	else if (!history_go(app, h->story, found->at, found->id))
		app_say(app, MESSAGE_INFO, _("what is new is not among what is shown - Esc shows all"));
}

static bool
begins_case(const struct story *s)
{
	return story_border(s, s->cursor);
}

/* To where the next, or previous, case begins to speak. */
static void
next_border(struct app *app, struct story *s, int direction)
{
	bool moved = false;
	size_t was = s->cursor;
	int64_t here = story_item(s);
	for (int i = 0; i < BORDERS && story_item_move(app, s, direction, false); i++)
		if ((moved = begins_case(s)) || (direction < 0 && !s->cursor && !s->more_before && (moved = true)))
			break;
	if (moved) {
		s->top = s->cursor;
		s->skip = 0;
		s->fill = true;
	} else {
		app_say(app, MESSAGE_INFO, direction > 0 ? _("no other case speaks after this")
			: _("no other case speaks before this"));
		if (s->cursor != was && here)
			for (size_t i = 0; i < s->n; i++)
				if (s->items[i].row.id == here)
					s->cursor = i;
		story_show_cursor(s);
	}
}

static void
clear(struct app *app, struct history *h)
{
	const struct item_row *r = story_row(h->story);
	int64_t at = r ? r->at : 0, id = r ? r->id : 0;
	h->filter = (struct history_filter){ .case_id = 0 };
	history_refill(app, h, HISTORY_PATIENT_MS);
	if (id)
		(void)history_go(app, h->story, at, id);
}

static void
next_level(struct app *app, struct history *h)
{
	static const char *const words[] = { N_("showing what was said, notes, and what matters of what was done"),
		N_("showing all that was said and done"), N_("showing only what was said") };
	const struct item_row *r = story_row(h->story);
	int64_t at = r ? r->at : 0, id = r ? r->id : 0;
	h->level = (h->level + 1) % 3;
	history_refill(app, h, HISTORY_PATIENT_MS);
	if (id && (h->story->n == 0 || story_item(h->story) != id))
		(void)history_go(app, h->story, at, id);
	app_say(app, MESSAGE_INFO, "%s", _(words[h->level]));
}

void
history_command(struct app *app, const char *what)
{
	struct history *h = in_front(app);
	if (!h)
		return;
	if (str_eq(what, "history-new"))
		next_new(app, h);
	else if (str_eq(what, "history-next"))
		next_border(app, h->story, 1);
	else if (str_eq(what, "history-prev"))
		next_border(app, h->story, -1);
	else if (str_eq(what, "kinds"))
		next_level(app, h);
	else if (str_eq(what, "history-all")) {
		if (history_filtered(h))
			clear(app, h);
		else
			app_pop(app);
	} else
		narrow(app, h, what);
}

/* Enter: the case, at this item. */
void
history_enter(struct app *app)
{
	struct history *h = in_front(app);
	const struct item_row *r = h ? story_row(h->story) : NULL;
	int64_t id = r ? r->id : 0, case_id = r ? r->case_id : 0;
	bool said = r && r->row != ROW_ACTION && r->row != ROW_EVENT;
	if (!r)
		return;
	if (!case_id) {
		app_say(app, MESSAGE_INFO, _("no case: za unfolds it, r answers it and opens one"));
		return;
	}
	case_open_screen(app, case_id);
	if (said && case_story(app))
		(void)story_go(app, case_story(app), id);
}
