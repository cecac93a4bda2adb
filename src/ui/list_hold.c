/*
 * list_hold.c - rows that keep still: what comes by itself moves nothing under the cursor.
 *
 * When others, or sync, take the case under the cursor out of the view, it stays, greyed, until the cursor leaves it:
 * the next key must not fall on another case.  What comes above the rows shown is counted, and said.
 */
#include "cases.h"

#include <string.h>

static long
row_of(const struct case_row *rows, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].id == id)
			return (long)i;
	return -1;
}

/* Below the nearest row above it that is still there, else above the nearest below. */
static size_t
place_of(const struct case_row *old, size_t old_n, size_t was, const struct case_row *rows, size_t n)
{
	long at;
	for (size_t i = was; i-- > 0;)
		if ((at = row_of(rows, n, old[i].id)) >= 0)
			return (size_t)at + 1;
	for (size_t i = was + 1; i < old_n; i++)
		if ((at = row_of(rows, n, old[i].id)) >= 0)
			return (size_t)at;
	return 0;
}

void
cases_hold(struct cases *c, const struct case_row *old, size_t old_n, struct arena *a, struct case_row **rows, size_t *n)
{
	int64_t id = list_cursor(c->list);
	long was = row_of(old, old_n, id);
	struct case_row gone;
	if ((!c->news && c->held != id) || was < 0 || row_of(*rows, *n, id) >= 0 ||
	    read_case(c->app->store, id, c->app->v.who.agent, a, &gone, NULL) < 0) {
		c->held = 0;
		return;
	}
	size_t at = place_of(old, old_n, (size_t)was, *rows, *n);
	struct case_row *all = arena_array(a, struct case_row, *n + 1);
	if (at)
		memcpy(all, *rows, at * sizeof *all);
	all[at] = gone;
	if (*n > at)
		memcpy(all + at + 1, *rows + at, (*n - at) * sizeof *all);
	*rows = all;
	++*n;
	if (c->held != id && app_top(c->app)->ops == &list_screen)
		app_say(c->app, MESSAGE_INFO, _("#%lld has left this view; it stays until you move"), (long long)gone.number);
	c->held = id;
}

int
cases_digits(const struct case_row *rows, size_t n)
{
	int64_t highest = 0;
	int digits = 0;
	for (size_t i = 0; i < n; i++)
		highest = rows[i].number > highest ? rows[i].number : highest;
	for (; highest; highest /= 10)
		digits++;
	return digits;
}

/* What is new among the rows above those on the screen. */
void
cases_note_above(struct cases *c, const struct case_row *old, size_t old_n)
{
	size_t top = list_top_row(c->list), kept = 0;
	for (size_t i = 0; i < c->above_count; i++) {	/* seen, or gone, since */
		long at = row_of(c->rows, c->n, c->above[i]);
		if (at >= 0 && (size_t)at < top)
			c->above[kept++] = c->above[i];
	}
	c->above_count = kept;
	for (size_t i = 0; c->news && old_n && i < top && i < c->n && c->above_count < CASES_ABOVE; i++)
		if (row_of(old, old_n, c->rows[i].id) < 0)
			c->above[c->above_count++] = c->rows[i].id;
}

size_t
cases_above(const struct cases *c)
{
	size_t top = list_top_row(c->list), n = 0;
	for (size_t i = 0; i < c->above_count; i++) {
		long at = row_of(c->rows, c->n, c->above[i]);
		n += at >= 0 && (size_t)at < top;
	}
	return n;
}
