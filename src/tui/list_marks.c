/* list_marks.c - marked rows, by id. */
#include <stdlib.h>
#include <string.h>

#include "list_parts.h"

static long
mark_index(const struct list *l, int64_t id)
{
	for (size_t i = 0; i < l->mark_count; i++)
		if (l->marks[i] == id)
			return (long)i;
	return -1;
}

bool
list_marked(const struct list *l, int64_t id)
{
	return mark_index(l, id) >= 0;
}

void
list_mark(struct list *l, int64_t id, bool on)
{
	long at = mark_index(l, id);

	if (id == 0 || on == (at >= 0))
		return;
	if (!on) {
		memmove(l->marks + at, l->marks + at + 1,
			(l->mark_count - (size_t)at - 1) * sizeof *l->marks);
		l->mark_count--;
		return;
	}
	if (l->mark_count == l->mark_space) {
		l->mark_space = l->mark_space * 2 + 64;
		l->marks = xrealloc(l->marks, l->mark_space * sizeof *l->marks);
	}
	l->marks[l->mark_count++] = id;
	l->anchor = id;
}

void
list_toggle(struct list *l, int64_t id)
{
	list_mark(l, id, !list_marked(l, id));
}

void
list_mark_range(struct list *l)
{
	long from = list_row_of(l, l->anchor ? l->anchor : l->cursor), to = list_cursor_row(l);

	if (to < 0)
		return;
	if (from < 0)
		from = to;
	for (long row = from < to ? from : to; row <= (from < to ? to : from); row++)
		list_mark(l, list_id(l, (size_t)row), true);
	l->anchor = l->cursor;
}

void
list_mark_window(struct list *l)
{
	for (size_t i = 0; i < list_rows(l); i++)
		list_mark(l, list_id(l, i), true);
}

void
list_mark_invert(struct list *l)
{
	for (size_t i = 0; i < list_rows(l); i++)
		list_toggle(l, list_id(l, i));
}

void
list_marks_clear(struct list *l)
{
	if (l->mark_count == 0)
		return;
	free(l->cleared);
	l->cleared = l->marks;
	l->cleared_count = l->mark_count;
	l->marks = NULL;
	l->mark_count = l->mark_space = 0;
	l->anchor = 0;
}

bool
list_marks_back(struct list *l)
{
	if (l->cleared_count == 0)
		return false;
	for (size_t i = 0; i < l->cleared_count; i++)
		list_mark(l, l->cleared[i], true);
	return true;
}

size_t
list_mark_count(const struct list *l)
{
	return l->mark_count;
}

size_t
list_marks_unseen(const struct list *l)
{
	size_t seen = 0, n = list_rows(l);

	for (size_t row = l->top_row; row < n && row < l->top_row + (size_t)l->height; row++)
		seen += list_marked(l, list_id(l, row));
	return l->mark_count - seen;
}

int64_t *
list_marks(const struct list *l, struct arena *a, size_t *count)
{
	*count = l->mark_count;
	return arena_mem(a, l->marks, l->mark_count * sizeof *l->marks);
}
