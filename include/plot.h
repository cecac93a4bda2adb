/*
 * plot.h - numbers as pictures in a pane: bars, columns, points, and a map of shades.
 *
 * Three ways to draw, for three kinds of terminal: braille (points joined by lines of 2x4 dots), eighth blocks, and
 * ASCII "# o .".  Axes always carry their numbers; two series differ in shape, not in colour alone; where there is no
 * value there is a gap, never a zero.  The item under the cursor is shown in reverse.  Knows nothing of what the
 * numbers mean.
 */
#ifndef SPORTELLO_PLOT_H
#define SPORTELLO_PLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "canvas.h"

enum plot_glyphs { PLOT_BRAILLE, PLOT_BLOCKS, PLOT_ASCII };
enum plot_unit { PLOT_COUNT, PLOT_SPAN };	/* of spans in ms the axis has 15m, 1h, 2d */

#define PLOT_NONE INT64_MIN		/* no value */
#define PLOT_SERIES 2
enum { PLOT_TICKS = 12, PLOT_WORDS = 24 };

struct plot {
	enum plot_glyphs glyphs;
	enum plot_unit unit;
	size_t count;
	const char *const *label;	/* of each item */
	const int64_t *value[PLOT_SERIES];	/* the second may be NULL */
	unsigned style[PLOT_SERIES];
	long at;			/* the item under the cursor, -1 = none */
	int at_series;
	bool focus;			/* the terminal's cursor stands there */
	void (*words)(char out[PLOT_WORDS], int64_t value);	/* how a count is written; NULL = digits */
};

/* The mark of a series: "█", "●", "#": for legends. */
const char *plot_mark(const struct plot *p, bool points, int series);

/* One row an item: label, number, bar. */
void plot_bars(struct pane p, const struct plot *plot);
/* Standing bars, both series side by side, an axis at the left and the labels below. */
void plot_columns(struct pane p, const struct plot *plot);
/* The same with points; in braille they are joined, the second series by a dotted line. */
void plot_points(struct pane p, const struct plot *plot);

/* Shades of rows x columns values; row labels at the left, column labels below, sums at the right. */
struct plot_heat {
	enum plot_glyphs glyphs;
	size_t rows, columns;
	const char *const *row_label, *const *column_label;
	const int64_t *value;		/* rows x columns */
	const int64_t *sum[PLOT_SERIES];	/* of each row, NULL = none */
	unsigned style;
	long at_row, at_column;		/* at_column >= columns: a sum */
	bool focus;
	void (*words)(char out[PLOT_WORDS], int64_t value);
};
void plot_heat(struct pane p, const struct plot_heat *heat);

/* Round values from 0 to the first at or above max: at most `most` steps.  Returns their number; tick[n - 1] is the top. */
size_t plot_ticks(int64_t max, enum plot_unit unit, int most, int64_t tick[PLOT_TICKS]);
/* How many eighths (of cells) a bar of `cells` cells gets; at least one for what is not 0. */
int plot_eighths(int64_t value, int64_t top, int cells);

#endif
