/*
 * layout.h - text into lines as wide as a pane, one at a time: only what is visible is ever laid out.
 *
 * Breaks after blanks and hyphens and between wide characters; a word longer than the line is cut
 * between graphemes.  Widths are those of canvas_put().
 */
#ifndef SPORTELLO_LAYOUT_H
#define SPORTELLO_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "canvas.h"

struct layout_options {
	int width;		/* columns, at least 1 */
	int hang;		/* further lines of a paragraph are indented by so much */
	bool quotes;		/* a paragraph's "> > " is repeated on its further lines */
};

struct layout_line {
	size_t start, len;	/* bytes of the text to draw; without the blank at the break */
	size_t next;		/* where the next line starts */
	size_t prefix, prefix_len;	/* bytes of the text to repeat before (quotes) */
	int indent;		/* columns to leave before */
	int columns;		/* that the line takes, indent and prefix included */
	int depth;		/* of quoting, 0 = none */
	bool first;		/* of its paragraph */
	bool last;		/* a line end (or the end) follows */
};

/* The line that starts at *pos, which moves to the next; a struct to carry between calls must be the
 * same one (zeroed at the start).  False at the end.  A text that ends in a line end has no empty line
 * after it. */
bool layout_next(const char *text, size_t len, const struct layout_options *o, struct layout_line *line);
/* All lines, in the arena. */
struct layout_line *layout_lines(struct arena *a, const char *text, size_t len,
	const struct layout_options *o, size_t *count);
/* Draws a line at x, y; columns used. */
int layout_draw(struct pane p, int x, int y, unsigned style, const char *text,
	const struct layout_line *line);

#endif
