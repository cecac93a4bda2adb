/*
 * list_parts.h - what the files of the list share.  Private to them.
 */
#ifndef SPORTELLO_TUI_LIST_PARTS_H
#define SPORTELLO_TUI_LIST_PARTS_H

#include "list.h"

struct list {
	struct list_source source;
	struct list_column columns[LIST_COLUMNS];
	int column_count, lines;

	int64_t cursor;		/* 0 = empty */
	size_t row;		/* of the cursor, in the window */
	int64_t top;		/* the first row drawn */
	size_t top_row;
	int drawn_lines;	/* of a row, at the last draw */
	int height;		/* in rows, at the last draw; 0 = not drawn yet */
	int x, y, width;	/* of the canvas, at the last draw */

	int64_t *marks, *cleared;	/* in the order they were set */
	size_t mark_count, mark_space, cleared_count;
	int64_t anchor;		/* marked last: where a range begins */
};

size_t list_rows(const struct list *l);
int64_t list_id(const struct list *l, size_t row);
/* Asks for a page more, and finds cursor and top again. */
bool list_more(struct list *l, int direction);
void list_put_cursor(struct list *l, size_t row);

#endif
