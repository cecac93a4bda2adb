/* plot_heat.c - a map of shades: the darker, the more. */
#include "plot.h"

#include <stdio.h>

static void
sum_words(const struct plot_heat *h, int which, size_t row, char words[PLOT_WORDS])
{
	if (h->words)
		h->words(words, h->sum[which][row]);
	else
		snprintf(words, PLOT_WORDS, "%lld", (long long)h->sum[which][row]);
}

/* Columns of the widest sum, and a blank. */
static int
sum_width(const struct plot_heat *h)
{
	int w = 0;
	for (int k = 0; k < PLOT_SERIES; k++)
		for (size_t r = 0; h->sum[k] && r < h->rows; r++) {
			char words[PLOT_WORDS];
			sum_words(h, k, r, words);
			int c = canvas_columns(words) + 1;
			w = c > w ? c : w;
		}
	return w > 5 ? w : 5;
}

static const char *
shade(const struct plot_heat *h, int64_t v, int64_t max)
{
	static const char *const fine[] = { "·", "░", "▒", "▓", "█" }, *const plain[] = { " ", ".", "o", "#", "@" };
	int level = v <= 0 || max <= 0 ? 0 : (int)((v * 4 + max - 1) / max);
	return h->glyphs == PLOT_ASCII ? plain[level] : fine[level];
}

static int
label_width(const struct plot_heat *h)
{
	int w = 0;
	for (size_t r = 0; r < h->rows; r++) {
		int c = canvas_columns(h->row_label[r]);
		w = c > w ? c : w;
	}
	return w;
}

static void
put_sum(const struct plot_heat *h, struct pane p, int y, size_t row, int which, int x, int room)
{
	char words[PLOT_WORDS];
	bool at = h->at_row == (long)row && h->at_column == (long)h->columns + which;
	sum_words(h, which, row, words);
	int w = canvas_columns(words);
	x += w < room ? room - w : 0;
	canvas_put(p, x, y, at ? ROLE_CURSOR : which ? ROLE_TEXT : ROLE_TITLE, words);
	if (at && h->focus)
		canvas_cursor(p, x, y);
}

void
plot_heat(struct pane p, const struct plot_heat *h)
{
	int left = label_width(h) + 1, each = sum_width(h), sums = (h->sum[0] ? each : 0) + (h->sum[1] ? each : 0);
	int step = (p.width - left - sums) / (int)(h->columns ? h->columns : 1);
	int64_t max = 0;
	size_t first = 0, rows = p.height > 1 ? (size_t)p.height - 1 : 0, shown = h->columns;
	int below = h->rows < rows ? (int)h->rows : (int)rows;
	step = step > 3 ? 3 : step < 1 ? 1 : step;
	for (size_t i = 0; i < h->rows * h->columns; i++)
		max = h->value[i] > max ? h->value[i] : max;
	if (h->at_row >= (long)rows)
		first = (size_t)h->at_row - rows + 1;
	if (left + (int)shown * step > p.width - sums)
		shown = (size_t)((p.width - sums - left) / step);
	for (size_t r = first; r < h->rows && r - first < rows; r++) {
		int y = (int)(r - first);
		canvas_put(p, 0, y, h->at_row == (long)r ? ROLE_TITLE : ROLE_MUTED, h->row_label[r]);
		for (size_t c = 0; c < shown; c++) {
			int64_t v = h->value[r * h->columns + c];
			bool at = h->at_row == (long)r && h->at_column == (long)c;
			unsigned style = at ? ROLE_CURSOR : v ? h->style : ROLE_MUTED;
			for (int k = 0; k < (step > 2 && v ? 2 : v ? step : 1); k++)
				canvas_put(p, left + (int)c * step + k, y, style, shade(h, v, max));
			if (at && h->focus)
				canvas_cursor(p, left + (int)c * step, y);
		}
		for (int k = 0; k < PLOT_SERIES; k++)
			if (h->sum[k])
				put_sum(h, p, y, r, k, left + (int)shown * step + k * each, each);
	}
	for (size_t c = 0, free_from = 0; c < shown; c++) {
		int x = left + (int)c * step, w = canvas_columns(h->column_label[c]);
		bool at = h->at_column == (long)c && h->at_row >= 0;
		if (!at && ((size_t)x < free_from || c % 3))
			continue;
		canvas_put(p, x, below, at ? ROLE_CURSOR : ROLE_MUTED, h->column_label[c]);
		free_from = (size_t)(x + w + 1);
	}
}
