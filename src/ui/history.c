/* history.c - all that a customer and we said to each other, on every channel and in all cases, in order of time: read in
 * windows from either end, narrowed by words and by single keys. */
#include "history.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

enum { TYPING_MS = 50, PATIENT_MS = 600, NEWS = 10000, NEAR_END = 20, BORDERS = 4000 };

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

/* -- cases ----------------------------------------------------------------------------------------------------- */

const struct told_case *
story_told_case(struct story *s, int64_t id)
{
	struct case_row row = { .number = 0 };
	for (size_t i = 0; i < s->case_count; i++)
		if (s->cases[i].id == id)
			return &s->cases[i];
	(void)read_case(s->app->store, id, s->app->v.who.agent, s->arena, &row, NULL);
	struct told_case *c = VEC_PUSH(s->arena, s->cases, s->case_count, s->case_space);
	*c = (struct told_case){ id, row.number, row.subject, row.status };
	return c;
}

/* -- what is asked for ------------------------------------------------------------------------------------------ */

bool
history_filtered(const struct history *h)
{
	const struct history_filter *f = &h->filter;
	return *f->text || *f->channel || *f->kind || f->case_id;
}

char *
history_filter_words(struct history *h, struct arena *a)
{
	const struct history_filter *f = &h->filter;
	struct buf b = BUF_INIT;
	if (*f->channel)
		buf_adds(&b, f->channel);
	if (*f->kind)
		buf_addf(&b, "%s%s", b.len ? ", " : "", f->kind);
	if (f->case_id)
		buf_addf(&b, "%s#%lld", b.len ? ", " : "", (long long)story_told_case(h->story, f->case_id)->number);
	if (*f->text)
		buf_addf(&b, "%s/%s", b.len ? ", " : "", f->text);
	char *s = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return s;
}

/* Kinds of row that are no message; 0 = it is one. */
static unsigned
part_of(const char *kind)
{
	return str_eq(kind, "note") ? TIMELINE_NOTES : str_eq(kind, "action") ? TIMELINE_ACTIONS
		: str_eq(kind, "event") ? TIMELINE_EVENTS : 0;
}

static unsigned
parts_of(const struct history *h)
{
	static const unsigned levels[] = { TIMELINE_MESSAGES | TIMELINE_NOTES | TIMELINE_TURNS,
		TIMELINE_MESSAGES | TIMELINE_NOTES | TIMELINE_ACTIONS | TIMELINE_EVENTS, TIMELINE_MESSAGES };
	unsigned only = part_of(h->filter.kind);
	return only ? only : *h->filter.kind ? TIMELINE_MESSAGES : levels[h->level];
}

/* Words as typed, channel and kind as one query; -1 with the reason in h->wrong. */
static int
make_query(struct app *app, struct history *h)
{
	struct query_context typing = { .now = app->v.now, .last_is_prefix = true };
	const struct history_filter *f = &h->filter;
	struct error err = ERROR_INIT;
	struct query **kids = arena_array(h->memory, struct query *, 3), *all = arena_new_of(h->memory, struct query);
	size_t n = 0;
	*h->wrong = '\0';
	h->story->query = NULL;
	if (*f->text && query_parse(f->text, &typing, h->memory, &kids[n++], NULL, &err) < 0) {
		snprintf(h->wrong, sizeof h->wrong, "%s", err.text);
		return -1;
	}
	if (*f->channel)
		*(kids[n++] = arena_new_of(h->memory, struct query)) = (struct query){ .op = QUERY_TERM, .field = QUERY_CHANNEL,
			.text = arena_str(h->memory, f->channel) };
	if (*f->kind && !part_of(f->kind))
		*(kids[n++] = arena_new_of(h->memory, struct query)) = (struct query){ .op = QUERY_TERM, .field = QUERY_KIND,
			.text = arena_str(h->memory, f->kind) };
	*all = (struct query){ .op = QUERY_AND, .kids = kids, .kid_count = n };
	h->story->query = n > 1 ? all : n ? kids[0] : NULL;
	return 0;
}

/* -- reading ------------------------------------------------------------------------------------------------------ */

bool
story_jump(struct app *app, struct story *s, const struct item_row *after)
{
	struct timeline_page p = story_page(app, s, STORY_PAGE);
	struct error err = ERROR_INIT;
	struct item_row *rows;
	size_t n;
	bool more;
	int64_t since = clock_mono_us();
	p.after = after;
	if (read_timeline(app->store, &p, s->arena, &rows, &n, &more, &err) < 0) {
		if (err.code != ERR_BUSY)
			app_fail(app, &err);
		return false;
	}
	app_query_took(app, since);
	story_take(s, rows, n);
	s->more_before = after ? after->at != INT64_MIN : more;
	s->more_after = after && more;
	s->top = s->skip = 0;
	s->cursor = after || !n ? 0 : n - 1;
	s->to_end = s->to_last = !after;
	return true;
}

/* The newest of what is asked for; keeps what there is while there is no time. */
static void
refill(struct app *app, struct history *h, int ms)
{
	struct story *s = h->story;
	arena_reset(h->memory);
	h->news = NULL;
	h->news_count = 0;
	/* at the first visit nothing is new */
	if (s->mark)
		(void)read_timeline_news(app->store, h->customer, app->v.who.agent, s->mark, NEWS, h->memory, &h->news,
			&h->news_count, NULL);
	if (make_query(app, h) < 0) {
		s->n = 0;
		s->more_before = s->more_after = false;
		return;
	}
	s->parts = parts_of(h);
	s->only_case = h->filter.case_id;
	store_budget(app->store, ms);
	h->again = !story_jump(app, s, NULL) && ms == TYPING_MS;
	store_budget(app->store, 0);
	app->dirty = true;
}

static void
read_who(struct app *app, struct history *h)
{
	h->name = NULL;
	if (read_customer(app->store, h->customer, h->story->arena, &h->who, NULL) < 0)
		return;
	h->story->identities = h->who.identities;
	h->story->identity_count = h->who.identity_count;
	h->name = h->who.name ? h->who.name : h->who.identity_count ? h->who.identities[0].address : "?";
}

/* The window as it was, with what came since; whoever is at the end sees it. */
static void
reload(struct app *app, struct screen *screen)
{
	struct history *h = history_of(screen);
	struct story *s = h->story;
	struct arena *old = s->arena;
	struct told *was = s->items;
	size_t was_n = s->n, was_top = s->top, was_cursor = s->cursor;
	int skip = s->skip;
	bool at_end = s->to_end || (was_n && s->cursor == was_n - 1 && !s->more_after);
	h->journey_stale = true;
	s->arena = arena_new();
	s->cases = NULL;
	s->case_count = s->case_space = 0;
	read_who(app, h);
	if (at_end || !was_n) {
		refill(app, h, PATIENT_MS);
		arena_free(old);
		return;
	}
	struct item_row from = was[0].row;
	from.id--;
	bool before = s->more_before;
	if (make_query(app, h) == 0 && story_jump(app, s, &from)) {
		while (s->n < was_n && story_newer(app, s))
			continue;
		s->more_before = before;
		s->to_end = s->to_last = false;
		for (size_t i = 0; i < s->n; i++) {
			if (s->items[i].row.id == was[was_top].row.id)
				s->top = i;
			if (s->items[i].row.id == was[was_cursor].row.id)
				s->cursor = i;
		}
		for (size_t i = 0, k = 0; i < s->n && k < was_n; i++)
			if (s->items[i].row.id == was[k].row.id) {
				s->items[i].open = was[k].open;
				s->items[i].shown = was[k++].shown;
			}
		s->skip = skip;
	}
	arena_free(old);
}

/* -- the visit ---------------------------------------------------------------------------------------------------- */

static int
by_number(const void *pa, const void *pb)
{
	int64_t a = *(const int64_t *)pa, b = *(const int64_t *)pb;
	return (a > b) - (a < b);
}

/* The mark moves up to the first that was not on the screen; at the first visit all is old. */
static void
end_visit(struct app *app, struct history *h)
{
	struct story *s = h->story;
	int64_t last = s->mark, missed = INT64_MAX, me = app->v.who.agent;
	struct arena *a = arena_new();
	struct news_row *news;
	size_t n;
	if (s->seen_count)
		qsort(s->seen_new, s->seen_count, sizeof *s->seen_new, by_number);
	if (!store_read_only(app->store) &&
	    read_timeline_news(app->store, h->customer, me, s->mark, NEWS, a, &news, &n, NULL) == 0) {
		for (size_t i = 0; i < n; i++) {
			bool seen = !s->mark || (s->seen_count && bsearch(&news[i].id, s->seen_new, s->seen_count,
				sizeof *s->seen_new, by_number));
			last = news[i].id > last ? news[i].id : last;
			missed = !seen && news[i].id < missed ? news[i].id : missed;
		}
		(void)visit_put(app->store, me, h->customer, missed <= last ? missed - 1 : last, NULL);
	}
	arena_free(a);
}

static void
close_history(struct app *app, struct screen *screen)
{
	struct history *h = history_of(screen);
	end_visit(app, h);
	story_close(h->story);
	arena_free(h->memory);
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
	store_budget(app->store, PATIENT_MS);
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
		refill(app, h, PATIENT_MS);
	count_journey(app, h);
	/* so that scrolling finds it there */
	if (s->more_before && s->top < NEAR_END && !app->prompting)
		(void)story_older(app, s);
}

/* -- the screen --------------------------------------------------------------------------------------------------- */

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

void
history_open(struct app *app, int64_t customer)
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
	h->journey_memory = arena_new();
	h->journey_stale = true;
	s->app = app;
	s->arena = arena_new();
	s->me = store_agent_name(app->store, app->v.who.agent, app->memory);
	s->mark = visit_get(app->store, app->v.who.agent, customer);
	read_who(app, h);
	refill(app, h, 0);
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
	refill(app, h, TYPING_MS);
}

static void
search_done(struct app *app, const char *text, void *ctx)
{
	struct history *h = in_front(app);
	(void)ctx;
	if (!text && h) {
		h->filter = h->before;
		refill(app, h, PATIENT_MS);
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
	refill(app, h, PATIENT_MS);
	if (here)
		(void)history_go(app, h->story, was.at, here);
}

/* At the end of the story the screen is filled, upwards. */
static void
fill_screen(struct story *s)
{
	int y = 0;
	for (size_t i = s->top; i < s->n && y < s->height; i++)
		y += story_height(s, i, s->width);
	s->to_end = !s->more_after && y < s->height;
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
				fill_screen(s);
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
		fill_screen(s);
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
	refill(app, h, PATIENT_MS);
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
	refill(app, h, PATIENT_MS);
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
