/*
 * list.h - a list of rows of which only a window is known.
 *
 * The caller holds a window of rows (usually a few keyset pages) and gives out ids; the list holds the
 * cursor, the top row and the marks, all by id, so that rows may come, go and move under it: the row
 * under the cursor stays, and if it has gone, the row that took its place is next.  When the window ends,
 * the list asks for more.  Draws rows in columns whose widths are decided by value, not by order.
 */
#ifndef SPORTELLO_LIST_H
#define SPORTELLO_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "canvas.h"

#define LIST_COLUMNS 16
#define LIST_SUBJECT_MIN 24	/* what a filling column keeps as long as others can give way */

struct list_column {
	const char *title;	/* N_(): translated when drawn */
	int min, ideal;		/* columns; ideal >= min */
	int priority;		/* 1 = goes last, 9 = goes first; 0 = never goes */
	enum align align;
	bool fill;		/* gets what is left; at most one */
};

struct list_cell {
	const char *text;	/* NULL = empty; hostile text is welcome */
	unsigned style;
	size_t hit, hit_len;	/* bytes of it that a search found; 0 = none */
};

struct list_source {
	void *ctx;
	size_t (*count)(void *ctx);			/* rows in the window */
	int64_t (*id)(void *ctx, size_t row);		/* not 0, unique */
	/* Extends (or moves) the window by a page before (-1) or after (+1) it; false when there is
	 * nothing.  Row numbers may change.  NULL: the window is everything. */
	bool (*more)(void *ctx, int direction);
	/* Moves the window to the very first (-1) or last (+1) page.  NULL: more() is called until it
	 * says false. */
	void (*edge)(void *ctx, int direction);
	/* Cells come preset to { NULL, row style }.  texts live until the next call for the same row. */
	void (*cell)(void *ctx, size_t row, int column, struct list_cell *out);
	unsigned (*style)(void *ctx, size_t row);	/* of the row; NULL = ROLE_TEXT */
	/* What stands under the row where rows have two lines; NULL: they have one. */
	void (*below)(void *ctx, size_t row, struct list_cell *out);
};

struct list;

/* The source is copied; ctx must outlive the list. */
struct list *list_new(const struct list_source *source);
void list_free(struct list *l);
void list_set_columns(struct list *l, const struct list_column *columns, int count);

/* Rows of one line, or of two. */
void list_set_lines(struct list *l, int lines);

/* The rows changed (or the window was reloaded): finds the cursor again. */
void list_refresh(struct list *l);
/* Forgets cursor and top; marks are of cases, not of rows, and stay. */
void list_reset(struct list *l);

/* The id under the cursor, 0 when empty; its row in the window, -1 when empty. */
int64_t list_cursor(const struct list *l);
long list_cursor_row(const struct list *l);
/* Row of an id in the window, -1 when not there. */
long list_row_of(const struct list *l, int64_t id);
/* Puts the cursor on an id of the window; false when it is not there. */
bool list_go(struct list *l, int64_t id);

enum list_move { LIST_DOWN, LIST_UP, LIST_PAGE_DOWN, LIST_PAGE_UP, LIST_HALF_DOWN, LIST_HALF_UP, LIST_TOP,
	LIST_BOTTOM, LIST_SCREEN_TOP, LIST_SCREEN_MIDDLE, LIST_SCREEN_BOTTOM };
/* count 0 counts as 1 (TOP with a count goes to that row of the window, from 1).  True when the cursor
 * moved. */
bool list_do(struct list *l, enum list_move move, int count);

/* -- marks -------------------------------------------------------------------------------------------- */

bool list_marked(const struct list *l, int64_t id);
void list_mark(struct list *l, int64_t id, bool on);
void list_toggle(struct list *l, int64_t id);
/* All rows from the one marked last to the cursor (v). */
void list_mark_range(struct list *l);
void list_mark_window(struct list *l);		/* all rows known (*) */
void list_mark_invert(struct list *l);		/* among the rows known (V) */
/* Clears; list_marks_back() brings the last cleared set back (gv). */
void list_marks_clear(struct list *l);
bool list_marks_back(struct list *l);
size_t list_mark_count(const struct list *l);
/* How many marks are not among the rows drawn last. */
size_t list_marks_unseen(const struct list *l);
/* All marked ids in the order they were marked. */
int64_t *list_marks(const struct list *l, struct arena *a, size_t *count);

/* -- drawing -------------------------------------------------------------------------------------------- */

/* Draws as many rows as the pane is high, scrolls so that the cursor is visible, loads more when needed, and
 * puts the terminal's cursor on the row if `focus`.  Column 0 of the pane shows the marks of the cursor
 * (">") and of marked rows ("x"); columns begin after it. */
void list_draw(struct list *l, struct pane p, bool focus);
/* The titles, in the widths of a pane as wide. */
void list_draw_titles(const struct list *l, struct pane p, int y, unsigned style);
/* Position of the top row in the window, for "9/12". */
size_t list_top_row(const struct list *l);

/* Widths for a total, gaps of one column between shown columns included in `total`; 0 = not shown.
 * Columns go by priority until all minima fit with a filling column of LIST_SUBJECT_MIN (if that cannot
 * be, it gets all that is left), then grow towards their ideal in order of priority, the rest goes to it. */
void list_layout(const struct list_column *columns, int count, int total, int widths[LIST_COLUMNS]);

/* What stands at a place of the canvas, as it was drawn last, gets the cursor.  0 = no row is there; 1 = it has the cursor
 * now; 2 = it had it before. */
int list_click(struct list *l, int x, int y);

bool list_within(const struct list *l, int x, int y);

#endif
