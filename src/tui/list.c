/* list.c - the cursor in a window of rows, and how it moves. */
#include <stdlib.h>
#include <string.h>

#include "list_parts.h"

struct list *
list_new(const struct list_source *source)
{
	struct list *l = xcalloc(1, sizeof *l);

	l->source = *source;
	l->lines = 1;
	return l;
}

void
list_free(struct list *l)
{
	if (!l)
		return;
	free(l->marks);
	free(l->cleared);
	free(l);
}

void
list_set_columns(struct list *l, const struct list_column *columns, int count)
{
	l->column_count = count > LIST_COLUMNS ? LIST_COLUMNS : count;
	memcpy(l->columns, columns, sizeof *columns * (size_t)l->column_count);
}

void
list_set_lines(struct list *l, int lines)
{
	l->lines = lines > 1 && l->source.below ? 2 : 1;
}

size_t
list_rows(const struct list *l)
{
	return l->source.count(l->source.ctx);
}

int64_t
list_id(const struct list *l, size_t row)
{
	return l->source.id(l->source.ctx, row);
}

/* Where an id is, searched from where it was. */
static long
find(const struct list *l, int64_t id, size_t near)
{
	size_t n = list_rows(l);

	if (id == 0 || n == 0)
		return -1;
	if (near >= n)
		near = n - 1;
	for (size_t d = 0; d < n; d++) {
		if (near + d < n && list_id(l, near + d) == id)
			return (long)(near + d);
		if (d <= near && list_id(l, near - d) == id)
			return (long)(near - d);
	}
	return -1;
}

void
list_put_cursor(struct list *l, size_t row)
{
	size_t n = list_rows(l);

	if (n == 0) {
		l->cursor = l->top = 0;
		l->row = l->top_row = 0;
		return;
	}
	l->row = row < n ? row : n - 1;
	l->cursor = list_id(l, l->row);
}

void
list_refresh(struct list *l)
{
	size_t n = list_rows(l), offset = l->row >= l->top_row ? l->row - l->top_row : 0;
	long row = find(l, l->cursor, l->row), top;

	list_put_cursor(l, row >= 0 ? (size_t)row : l->row);
	if (n == 0)
		return;
	/* the row under the cursor keeps its place on the screen, or the rows on the screen keep theirs */
	top = find(l, l->top, l->top_row);
	if (row >= 0 && l->row >= offset)
		l->top_row = l->row - offset;
	else
		l->top_row = top >= 0 ? (size_t)top : 0;
	if (l->top_row >= n)
		l->top_row = n - 1;
	l->top = list_id(l, l->top_row);
}

void
list_reset(struct list *l)
{
	l->cursor = l->top = l->anchor = 0;
	l->row = l->top_row = 0;
	list_put_cursor(l, 0);
}

bool
list_more(struct list *l, int direction)
{
	int64_t last;
	size_t n = list_rows(l);

	if (!l->source.more)
		return false;
	last = n ? list_id(l, direction > 0 ? n - 1 : 0) : 0;
	if (!l->source.more(l->source.ctx, direction))
		return false;
	list_refresh(l);
	/* a source that says yes without anything new would be asked for ever */
	n = list_rows(l);
	return n && list_id(l, direction > 0 ? n - 1 : 0) != last;
}

int64_t
list_cursor(const struct list *l)
{
	return l->cursor;
}

long
list_cursor_row(const struct list *l)
{
	return l->cursor ? (long)l->row : -1;
}

long
list_row_of(const struct list *l, int64_t id)
{
	return find(l, id, l->row);
}

bool
list_go(struct list *l, int64_t id)
{
	long row = find(l, id, l->row);

	if (row < 0)
		return false;
	list_put_cursor(l, (size_t)row);
	return true;
}

/* Down (or up) by n rows; loads what is needed. */
static void
move_by(struct list *l, long n)
{
	int direction = n < 0 ? -1 : 1;
	size_t left = (size_t)(n < 0 ? -n : n);

	while (left > 0) {
		size_t room = direction > 0 ? list_rows(l) - 1 - l->row : l->row;
		size_t now = left < room ? left : room;

		list_put_cursor(l, direction > 0 ? l->row + now : l->row - now);
		left -= now;
		if (left > 0 && !list_more(l, direction))
			break;
	}
}

static void
go_edge(struct list *l, int direction)
{
	if (l->source.edge) {
		l->source.edge(l->source.ctx, direction);
	} else {
		while (list_more(l, direction))
			continue;
	}
	list_put_cursor(l, direction < 0 ? 0 : list_rows(l) - 1);
	l->top_row = direction < 0 ? 0 : l->row >= (size_t)l->height && l->height ?
		l->row - (size_t)l->height + 1 : 0;
	if (list_rows(l))
		l->top = list_id(l, l->top_row);
}

/* A row by its number, read up to there if need be. */
static void
go_row(struct list *l, size_t row)
{
	while (list_rows(l) <= row && list_more(l, 1))
		continue;
	list_put_cursor(l, row < list_rows(l) ? row : list_rows(l) - 1);
}

/* A row of the screen. */
static void
go_screen(struct list *l, size_t offset)
{
	size_t n = list_rows(l), last = l->top_row + (l->height > 0 ? (size_t)l->height - 1 : 0);

	if (last >= n)
		last = n - 1;
	list_put_cursor(l, l->top_row + offset < last ? l->top_row + offset : last);
}

/* By pages the rows move, and the cursor stays where it is on the screen. */
static void
page(struct list *l, long n)
{
	size_t before = l->row;

	move_by(l, n);
	if (l->row > before)
		l->top_row += l->row - before;
	else
		l->top_row = l->top_row > before - l->row ? l->top_row - (before - l->row) : 0;
	if (l->top_row >= list_rows(l))
		l->top_row = list_rows(l) - 1;
	l->top = list_id(l, l->top_row);
}

bool
list_do(struct list *l, enum list_move move, int count)
{
	int64_t before = l->cursor;
	long n = count > 0 ? count : 1, height = l->height > 1 ? l->height : 2;

	list_refresh(l);
	if (list_rows(l) == 0 && !list_more(l, 1))
		return false;
	switch (move) {
	case LIST_DOWN: move_by(l, n); break;
	case LIST_UP: move_by(l, -n); break;
	case LIST_PAGE_DOWN: page(l, n * (height - 1)); break;
	case LIST_PAGE_UP: page(l, -n * (height - 1)); break;
	case LIST_HALF_DOWN: page(l, n * (height / 2)); break;
	case LIST_HALF_UP: page(l, -n * (height / 2)); break;
	case LIST_TOP: case LIST_BOTTOM:
		if (count > 0)
			go_row(l, (size_t)count - 1);
		else
			go_edge(l, move == LIST_TOP ? -1 : 1);
		break;
	case LIST_SCREEN_TOP: go_screen(l, 0); break;
	case LIST_SCREEN_MIDDLE: go_screen(l, (size_t)l->height / 2); break;
	case LIST_SCREEN_BOTTOM: go_screen(l, (size_t)height); break;
	}
	return l->cursor != before;
}

size_t
list_top_row(const struct list *l)
{
	return l->top_row;
}
