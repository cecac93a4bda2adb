/*
 * editor_parts.h - what the files of the editor share.  Private to them.
 *
 * The text is one block of bytes: moving half a megabyte costs less than a keystroke is noticed, and
 * everything else stays simple.  A "row" is a line as seen, a piece of a line of the text.
 */
#ifndef SPORTELLO_TUI_EDITOR_PARTS_H
#define SPORTELLO_TUI_EDITOR_PARTS_H

#include <stdint.h>

#include "editor.h"

#define EDITOR_NOWHERE SIZE_MAX

enum change_kind { CHANGE_OTHER, CHANGE_TYPING, CHANGE_ERASING };

struct change {
	enum change_kind kind;
	size_t pos;
	char *removed, *added;
	size_t removed_len, added_len;
	size_t cursor;		/* before it */
};

struct row {
	size_t start, len;	/* bytes shown */
	size_t next;		/* where the next row starts */
	bool last;		/* of its line */
	bool end;		/* of the text */
};

struct editor {
	struct buf text, killed;
	size_t cursor;
	size_t anchor;		/* of the selection, or EDITOR_NOWHERE */
	bool sticky;		/* set by C-Space: movement extends it */
	unsigned long revision;

	struct change *change;	/* done ones, then undone ones */
	size_t done, change_count, change_space;
	bool closed;		/* the next change begins a new step */
	bool killing;		/* the last key killed: the next kill appends */

	int width, height;	/* at the last draw */
	text_find *marks;	/* what stands out */
	unsigned mark_style;
	size_t top;		/* start of the first row drawn */
	struct editor_mark *wrong;	/* misspelled */
	size_t wrong_count;
	int goal;		/* column that up and down aim at; -1 = take the cursor's */

	unsigned long counted_revision;	/* cached: rows in all, rows above top */
	int counted_width;
	size_t counted_top, rows, above;
};

/* editor.c: every change of the text goes through here; the cursor stands after what was added. */
void editor_change(struct editor *e, size_t from, size_t to, const char *text, size_t len,
	enum change_kind kind);

/* editor_rows.c */
struct row editor_row_at(const struct editor *e, size_t start);		/* start of a row */
struct row editor_row_of(const struct editor *e, size_t position);
/* The row before; false at the first. */
bool editor_row_before(const struct editor *e, size_t start, struct row *out);
int editor_column(const struct editor *e, const struct row *r, size_t position);
size_t editor_at_column(const struct editor *e, const struct row *r, int column);
size_t editor_line_start(const struct editor *e, size_t position);
size_t editor_line_end(const struct editor *e, size_t position);

#endif
