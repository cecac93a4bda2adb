/*
 * timeline_read.c - the window of a story's items that is in memory: pages of it are read at either end, and what is far
 * from the screen goes.  All of it lies in one arena, which is made anew with the window.
 */
#include "app.h"
#include "timeline.h"

#include <string.h>

#include "clock.h"

enum { NEAR_END = 20, MOST = 400, KEPT = 100, LAID_MUCH = 2 << 20 };

static unsigned
parts_of(const struct story *s)
{
	if (s->customer)
		return s->parts;
	return TIMELINE_MESSAGES | TIMELINE_NOTES | (s->events ? TIMELINE_ACTIONS | TIMELINE_EVENTS : 0);
}

static struct timeline_page
page_of(struct app *app, const struct story *s, size_t limit)
{
	return (struct timeline_page){ .case_id = s->customer ? s->only_case : s->case_id, .customer = s->customer,
		.parts = parts_of(s), .query = s->query, .agent = app->v.who.agent, .limit = limit };
}

/* Rows before (-1), after (+1), or in place of (0) those there are. */
static void
take(struct story *s, const struct item_row *rows, size_t n, int where)
{
	struct told *all = arena_array(s->told, struct told, s->n + n + 1), *new = where > 0 ? all + s->n : all;
	for (size_t i = 0; i < n; i++)
		new[i] = (struct told){ .row = rows[i] };
	if (s->n && where)
		memcpy(where < 0 ? all + n : all, s->items, s->n * sizeof *all);
	s->items = all;
	s->n = where ? s->n + n : n;
}

bool
story_older(struct app *app, struct story *s)
{
	struct timeline_page p = page_of(app, s, STORY_PAGE);
	struct item_row *rows;
	size_t n;
	bool more;
	if (!s->more_before || !s->n)
		return false;
	p.before = &s->items[0].row;
	if (read_timeline(app->store, &p, s->told, &rows, &n, &more, NULL) < 0 || !n)
		return s->more_before = false;
	take(s, rows, n, -1);
	s->top += n;
	s->cursor += n;
	s->more_before = more;
	return true;
}

bool
story_newer(struct app *app, struct story *s)
{
	struct timeline_page p = page_of(app, s, STORY_PAGE);
	struct item_row *rows;
	size_t n;
	bool more;
	if (!s->more_after || !s->n)
		return false;
	p.after = &s->items[s->n - 1].row;
	if (read_timeline(app->store, &p, s->told, &rows, &n, &more, NULL) < 0 || !n)
		return s->more_after = false;
	take(s, rows, n, 1);
	s->more_after = more;
	return true;
}

/* -- a window anew ------------------------------------------------------------------------------------------------ */

/* A new arena for what is read; the old one is for keep_old(), or to be freed. */
static struct story
begin_anew(struct story *s)
{
	struct story was = *s;
	s->told = arena_new();
	s->laid = 0;
	s->cases = NULL;
	s->case_count = s->case_space = 0;
	return was;
}

static bool
keep_old(struct story *s, const struct story *was)
{
	arena_free(s->told);
	*s = *was;
	return false;
}

/* What was unfolded or seen stays so; both are in order of time.  With `place`, so do top, cursor and what is marked. */
static void
keep_marks(struct story *s, const struct story *was, bool place)
{
	for (size_t i = 0, from = 0; i < s->n; i++)
		for (size_t k = from; k < was->n; k++)
			if (s->items[i].row.id == was->items[k].row.id && s->items[i].row.row == was->items[k].row.row) {
				s->items[i].open = was->items[k].open;
				s->items[i].shown = was->items[k].shown;
				s->top = place && k == was->top ? i : s->top;
				s->cursor = place && k == was->cursor ? i : s->cursor;
				s->mark_item = place && k == was->mark_item ? i : s->mark_item;
				from = k + 1;
				break;
			}
}

/* The newest items, or those after one. */
static bool
fill_window(struct app *app, struct story *s, const struct item_row *after, size_t limit)
{
	struct timeline_page p = page_of(app, s, limit);
	struct error err = ERROR_INIT;
	struct item_row *rows;
	size_t n;
	bool more;
	int64_t since = clock_mono_us();
	p.after = after;
	if (read_timeline(app->store, &p, s->told, &rows, &n, &more, &err) < 0) {
		if (err.code != ERR_BUSY || !s->customer)	/* a filter is tried again */
			app_fail(app, &err);
		return false;
	}
	app_query_took(app, since);
	take(s, rows, n, 0);
	s->more_before = after ? after->at != INT64_MIN : more;
	s->more_after = after && more;
	return true;
}

bool
story_jump(struct app *app, struct story *s, const struct item_row *after)
{
	struct story was = begin_anew(s);
	if (!fill_window(app, s, after, STORY_PAGE))
		return keep_old(s, &was);
	s->top = s->mark_item = 0;
	s->skip = 0;
	s->cursor = after || !s->n ? 0 : s->n - 1;
	s->to_end = s->to_last = !after;
	keep_marks(s, &was, false);
	arena_free(was.told);
	return true;
}

/* The same place anew: items from the first of these on, so many and what came since. */
static bool
rewindow(struct app *app, struct story *s, size_t first, size_t want)
{
	struct story was = begin_anew(s);
	struct item_row from = was.items[first].row;
	from.id--;
	if (!fill_window(app, s, &from, want > STORY_PAGE ? want : STORY_PAGE))
		return keep_old(s, &was);
	s->more_before = was.more_before || first > 0;
	s->top = s->cursor = s->mark_item = 0;
	s->to_end = s->to_last = false;
	keep_marks(s, &was, true);
	arena_free(was.told);
	return true;
}

/* The newest items, so many as there were, and what came since. */
static bool
newest_anew(struct app *app, struct story *s)
{
	struct story was = begin_anew(s);
	if (!fill_window(app, s, NULL, s->n > STORY_PAGE ? s->n + NEAR_END : STORY_PAGE))
		return keep_old(s, &was);
	s->cursor = s->n ? s->n - 1 : 0;
	if (s->top > s->cursor)
		s->top = s->cursor;
	s->mark_item = s->mark_item < s->cursor ? s->mark_item : s->cursor;
	keep_marks(s, &was, true);
	arena_free(was.told);
	return true;
}

bool
story_again(struct app *app, struct story *s)
{
	return s->n && s->more_after ? rewindow(app, s, 0, s->n) : newest_anew(app, s);
}

void
story_tick(struct app *app, struct story *s)
{
	size_t used = arena_used(s->told), above = s->top > KEPT ? s->top - KEPT : 0;
	if (app->prompting || s->marking || !s->n || ui_interrupt(NULL))
		return;
	if (!s->laid)
		s->laid = used;		/* what is on the screen is there by now */
	if (s->more_before && s->top < NEAR_END)
		(void)story_older(app, s);
	else if (s->more_after && s->bottom + NEAR_END > s->n)
		(void)story_newer(app, s);
	else if (s->n > MOST || used > s->laid + LAID_MUCH) {
		app->dirty = true;
		(void)rewindow(app, s, above, s->bottom + KEPT - above);
	}
}
