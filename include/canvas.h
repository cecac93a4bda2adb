/*
 * canvas.h - what will be on the screen: a grid of cells.  The one gate to the terminal: text from
 * outside becomes harmless here, as utf8_clean() makes it, on its way into a cell.
 *
 * A cell holds one grapheme (at most 28 bytes; what is longer is cut after a code point), one or two
 * columns wide, and a style.  Drawing goes through a pane, a rectangle of the canvas: coordinates
 * are the pane's own, and nothing can be drawn outside it.  A wide character that does not fit whole is
 * not drawn (a blank stands there); writing over one half of it blanks the other.
 * Right-to-left runs are put into visual order and never leave the text they belong to.
 *
 * Pure memory: no terminal is needed.  Panes are values; they live as long as the canvas and
 * are meaningless after canvas_resize().
 */
#ifndef SPORTELLO_CANVAS_H
#define SPORTELLO_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "theme.h"

struct canvas;

struct pane {
	struct canvas *canvas;
	int x, y, width, height;	/* on the canvas; width and height may be 0 */
};

/* Blank, style ROLE_TEXT, cursor hidden.  Sizes below 1 count as 1. */
struct canvas *canvas_new(int width, int height);
void canvas_free(struct canvas *c);
/* Loses the contents. */
void canvas_resize(struct canvas *c, int width, int height);
int canvas_width(const struct canvas *c);
int canvas_height(const struct canvas *c);
/* Everything blank, cursor hidden. */
void canvas_clear(struct canvas *c);

/* For screen readers and braille lines: no lines and no boxes, what they say stays; lists say label: value. */
void canvas_set_plain(struct canvas *c, bool plain);
bool canvas_plain(struct pane p);
/* The whole canvas; a part of a pane, clipped to it. */
struct pane canvas_pane(struct canvas *c);
struct pane pane_sub(struct pane p, int x, int y, int width, int height);

/* -- text; all return the columns used, clipped at the pane's edges ------------------------------- */

/* Line ends become blanks.  NULL is "". */
int canvas_put(struct pane p, int x, int y, unsigned style, const char *text);
/* At most len bytes in at most `columns` columns. */
int canvas_putn(struct pane p, int x, int y, unsigned style, const char *text, size_t len, int columns);
int canvas_putf(struct pane p, int x, int y, unsigned style, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

enum align { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_CENTRE };
/* Exactly `columns` columns, filled with blanks; text that does not fit ends in "~". */
int canvas_put_fit(struct pane p, int x, int y, int columns, enum align align, unsigned style,
	const char *text);

/* A character of one column, at most 4 bytes, in colours of its own (theme.h's): for pictures. */
void canvas_put_own(struct pane p, int x, int y, const char *text, size_t len, uint32_t ink, uint32_t ground);

/* Columns canvas_put() would need. */
int canvas_columns(const char *text);

/* -- areas and lines ------------------------------------------------------------------------------- */

/* Blanks in a style. */
void canvas_fill(struct pane p, int x, int y, int width, int height, unsigned style);
void canvas_erase(struct pane p, unsigned style);
/* Other style, same text; width -1 = to the edge. */
void canvas_restyle(struct pane p, int x, int y, int width, unsigned style);

void canvas_hline(struct pane p, int x, int y, int width, unsigned style);
void canvas_vline(struct pane p, int x, int y, int height, unsigned style);
/* A rule over the whole width with words in it: "── Thu 31 Jul ─────".  Either text may be NULL. */
void canvas_rule(struct pane p, int y, unsigned style, const char *left, const char *right);
/* A border around the pane's edge; titles may be NULL. */
void canvas_box(struct pane p, unsigned style, const char *title, const char *footer);

/* -- cursor ------------------------------------------------------------------------------------------ */

/* Where the terminal's own cursor stands after painting; outside the pane: hidden. */
void canvas_cursor(struct pane p, int x, int y);
void canvas_hide_cursor(struct canvas *c);
/* False when hidden. */
bool canvas_cursor_at(const struct canvas *c, int *x, int *y);

/* -- looking at it ----------------------------------------------------------------------------------- */

/* The grapheme at x, y: "" for the right half of a wide one, " " for a blank. */
/* Valid until the next call. */
const char *canvas_text_at(struct canvas *c, int x, int y);
unsigned canvas_style_at(const struct canvas *c, int x, int y);

enum canvas_dump {
	CANVAS_TRIM = 1,	/* no blanks at line ends */
	/* after the text a second block: a letter per column (see theme.def), "." for plain text, followed
	 * by a third with the letters of added attributes when there are any */
	CANVAS_STYLES = 2,
	CANVAS_CURSOR = 4,	/* a last line "cursor X,Y" or "cursor hidden" */
	CANVAS_ASCII = 8,	/* lines as - | + */
};
/* Appends the screen as lines of text. */
void canvas_dump(const struct canvas *c, struct buf *out, unsigned flags);

/* The cells, for the terminal. */
#define CELL_BYTES 28
struct cell {
	char text[CELL_BYTES];		/* not terminated; len 0 and width 0: the right half of a wide one */
	unsigned char len, width;
	unsigned short style;
};
/* True when the cell's colours are its own; they lie behind its text. */
bool cell_colours(const struct cell *cell, uint32_t *ink, uint32_t *ground);
const struct cell *canvas_row(const struct canvas *c, int y);

#endif
