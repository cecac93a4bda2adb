/*
 * term_scroll.c - rows that have only moved up or down are moved by the terminal: a list of fifteen rows that goes on by
 * one is one row to write, not fifteen.
 */
#include <stdlib.h>
#include <string.h>

#include "term_parts.h"

enum { FAR = 3, ENOUGH = 3, WORTH = 80 };	/* rows one looks; that must have moved; cells that this must save */

struct shift { int by, top, bottom, saves; };	/* by > 0: rows top..bottom have moved up */

static const struct cell *
shown_row(const struct term *t, int y)
{
	return t->shown + (size_t)y * (size_t)t->width;
}

static bool
same(const struct term *t, int y, int shown)
{
	return !memcmp(canvas_row(t->canvas, y), shown_row(t, shown), (size_t)t->width * sizeof term_blank);
}

/* Cells of a row that are not those of a row shown; shown < 0: of a blank one. */
static int
differing(const struct term *t, int y, int shown)
{
	const struct cell *row = canvas_row(t->canvas, y), *was = shown < 0 ? &term_blank : shown_row(t, shown);
	int n = 0;
	for (int x = 0; x < t->width; x++)
		n += memcmp(&row[x], shown < 0 ? was : &was[x], sizeof *row) != 0;
	return n;
}

/* The rows that have moved by so many, and what it saves to let the terminal move them. */
static struct shift
look(const struct term *t, int by)
{
	struct shift s = { .by = by };
	int first = -1, last = -1, moved = 0;
	for (int y = 0; y < t->height; y++)
		if (y + by >= 0 && y + by < t->height && same(t, y, y + by) && !same(t, y, y)) {
			first = first < 0 ? y : first;
			last = y;
			moved++;
		}
	if (moved < ENOUGH)
		return s;
	s.top = by > 0 ? first : first + by;
	s.bottom = by > 0 ? last + by : last;
	for (int y = s.top; y <= s.bottom; y++) {
		int from = y + by;
		s.saves += differing(t, y, y) - differing(t, y, from < s.top || from > s.bottom ? -1 : from);
	}
	return s;
}

/* What the screen shows after that. */
static void
move_shown(struct term *t, const struct shift *s, bool known)
{
	int n = abs(s->by), rows = s->bottom - s->top + 1 - n;
	size_t width = (size_t)t->width;
	struct cell *top = t->shown + (size_t)s->top * width, *empty = s->by > 0 ? top + (size_t)rows * width : top;
	memmove(s->by > 0 ? top : top + (size_t)n * width, s->by > 0 ? top + (size_t)n * width : top,
		(size_t)rows * width * sizeof *top);
	term_erased(empty, (size_t)n * width, known);
}

void
term_scroll(struct term *t)
{
	struct shift best = { 0 };
	if (t->headless || t->redraw || !t->info.scrolls || t->picture_shown.id || t->picture.id)
		return;
	for (int by = -FAR; by <= FAR; by++) {
		if (!by)
			continue;
		struct shift s = look(t, by);
		if (s.saves > best.saves)
			best = s;
	}
	if (best.saves < WORTH)
		return;
	bool known = term_plain_look(t);
	buf_addf(&t->out, "\033[%d;%dr\033[%d;1H", best.top + 1, best.bottom + 1, best.by > 0 ? best.bottom + 1 : best.top + 1);
	for (int i = abs(best.by); i > 0; i--)
		buf_adds(&t->out, best.by > 0 ? "\n" : "\033M");
	buf_adds(&t->out, "\033[r");
	t->x = t->y = -2;
	move_shown(t, &best, known);
}
