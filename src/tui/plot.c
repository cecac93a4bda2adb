/* plot.c - bars, columns and points in cells. */
#include "plot.h"

#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "clock.h"
#include "str.h"

enum { AXIS_ROWS = 2, COLUMN_MOST = 9 };

/* -- numbers ----------------------------------------------------------------------------------------------------- */

static int64_t
next_step(int64_t step, enum plot_unit unit)
{
	static const int64_t spans[] = { MS_SECOND, 5 * MS_SECOND, 10 * MS_SECOND, 30 * MS_SECOND, MS_MINUTE, 2 * MS_MINUTE,
		5 * MS_MINUTE, 10 * MS_MINUTE, 15 * MS_MINUTE, 30 * MS_MINUTE, MS_HOUR, 2 * MS_HOUR, 3 * MS_HOUR, 6 * MS_HOUR,
		12 * MS_HOUR, MS_DAY, 2 * MS_DAY, 5 * MS_DAY, 10 * MS_DAY };
	for (size_t i = 0; unit == PLOT_SPAN && i < sizeof spans / sizeof *spans; i++)
		if (spans[i] > step)
			return spans[i];
	int64_t ten = unit == PLOT_SPAN ? 10 * MS_DAY : 1;
	while (step >= 10 * ten)
		ten *= 10;
	return step < ten ? ten : step < 2 * ten ? 2 * ten : step < 5 * ten ? 5 * ten : 10 * ten;
}

size_t
plot_ticks(int64_t max, enum plot_unit unit, int most, int64_t tick[PLOT_TICKS])
{
	int64_t step = next_step(0, unit), n;
	if (most < 1)
		most = 1;
	if (most > PLOT_TICKS - 1)
		most = PLOT_TICKS - 1;
	while ((n = max / step + (max % step != 0)) > most)
		step = next_step(step, unit);
	if (n < 1)
		n = 1;
	for (int64_t i = 0; i <= n; i++)
		tick[i] = i * step;
	return (size_t)n + 1;
}

int
plot_eighths(int64_t value, int64_t top, int cells)
{
	if (value == PLOT_NONE || value <= 0 || top <= 0 || cells <= 0)
		return 0;
	if (value >= top)
		return cells * 8;
	int n = (int)((double)value / (double)top * cells * 8 + 0.5);
	return n < 1 ? 1 : n;
}

static void
words_of(const struct plot *plot, int64_t v, char out[PLOT_WORDS])
{
	char span[8];
	if (plot->unit == PLOT_SPAN && v) {
		clock_short_span(span, v);
		if (v < MS_MINUTE)
			snprintf(span, sizeof span, "%llds", (long long)(v / MS_SECOND % 60));
		snprintf(out, PLOT_WORDS, "%s", span);
	} else if (plot->words && plot->unit == PLOT_COUNT) {
		plot->words(out, v);
	} else {
		snprintf(out, PLOT_WORDS, "%lld", (long long)v);
	}
}

static int64_t
greatest(const struct plot *plot, size_t from, size_t to)
{
	int64_t max = 0;
	for (int s = 0; s < PLOT_SERIES; s++)
		for (size_t i = from; plot->value[s] && i < to; i++)
			if (plot->value[s][i] != PLOT_NONE && plot->value[s][i] > max)
				max = plot->value[s][i];
	return max;
}

/* -- marks ------------------------------------------------------------------------------------------------------- */

const char *
plot_mark(const struct plot *p, bool points, int series)
{
	if (p->glyphs == PLOT_ASCII)
		return points == (series == 0) ? "o" : "#";
	if (points)
		return series ? "○" : "●";
	return series ? "▒" : "█";
}

/* A lying bar of so many eighths. */
static void
put_bar(const struct plot *plot, struct pane p, int x, int y, unsigned style, int eighths)
{
	static const char *const part[] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
	bool ascii = plot->glyphs == PLOT_ASCII;
	for (int i = 0; i < eighths / 8; i++)
		canvas_put(p, x++, y, style, ascii ? "#" : "█");
	if (eighths % 8)
		canvas_put(p, x, y, style, !ascii ? part[eighths % 8] : eighths % 8 > 4 ? "#" : eighths < 8 ? "." : "");
}

/* -- bars -------------------------------------------------------------------------------------------------------- */

static int
widest(const char *const *label, size_t n, int most)
{
	int w = 0;
	for (size_t i = 0; i < n; i++) {
		int c = canvas_columns(label[i]);
		w = c > w ? c : w;
	}
	return w < most ? w : most;
}

void
plot_bars(struct pane p, const struct plot *plot)
{
	int64_t top = greatest(plot, 0, plot->count);
	int labels = widest(plot->label, plot->count, p.width / 2), numbers = 1;
	size_t first = plot->at >= p.height ? (size_t)(plot->at - p.height + 1) : 0;
	char words[PLOT_WORDS];
	for (size_t i = 0; i < plot->count; i++) {
		words_of(plot, plot->value[0][i] == PLOT_NONE ? 0 : plot->value[0][i], words);
		int n = canvas_columns(words);
		numbers = n > numbers ? n : numbers;
	}
	for (size_t i = first; i < plot->count && (int)(i - first) < p.height; i++) {
		int y = (int)(i - first), x = labels + numbers + 2;
		bool at = plot->at == (long)i;
		int64_t v = plot->value[0][i];
		words_of(plot, v == PLOT_NONE ? 0 : v, words);
		canvas_put_fit(p, 0, y, labels, ALIGN_LEFT, at ? ROLE_CURSOR : ROLE_TEXT, plot->label[i]);
		canvas_put_fit(p, labels, y, numbers + 1, ALIGN_RIGHT, at ? ROLE_CURSOR : ROLE_TITLE, v == PLOT_NONE ? "-" : words);
		put_bar(plot, p, x, y, plot->style[0], plot_eighths(v, top, p.width - x));
		if (at && plot->focus)
			canvas_cursor(p, 0, y);
	}
}

/* -- axes -------------------------------------------------------------------------------------------------------- */

/* Where columns and points stand: an area, a step an item, and the top of the axis. */
struct axes {
	struct pane area, whole;
	size_t first, shown;
	int step;
	int64_t top;
};

static void
put_scale(const struct plot *plot, struct axes *a, const int64_t *tick, size_t n, int left)
{
	char words[PLOT_WORDS];
	int last = -1;
	canvas_vline(a->whole, left, 0, a->area.height, ROLE_RULE);
	for (size_t i = n; i-- > 0;) {
		int y = a->area.height - 1 - (int)((double)tick[i] / (double)a->top * (a->area.height - 1) + 0.5);
		if (y <= last)
			continue;
		words_of(plot, tick[i], words);
		canvas_put_fit(a->whole, 0, y, left, ALIGN_RIGHT, ROLE_MUTED, words);
		canvas_put(a->whole, left, y, ROLE_RULE, plot->glyphs == PLOT_ASCII ? "+" : "┤");
		last = y + 1;	/* a row between two, so that they are not taken for one */
	}
	canvas_hline(a->whole, left, a->area.height, a->whole.width - left, ROLE_RULE);
	canvas_put(a->whole, left, a->area.height, ROLE_RULE, plot->glyphs == PLOT_ASCII ? "+" : "└");
}

/* Under the items as many of their names as fit; the one under the cursor always. */
static void
put_names(const struct plot *plot, const struct axes *a)
{
	int y = a->area.height + 1, x0 = a->area.x - a->whole.x, free_from = x0, room = a->whole.width;
	int at_x = -1, at_w = 0;
	if (plot->at >= (long)a->first && plot->at < (long)(a->first + a->shown)) {
		at_w = canvas_columns(plot->label[plot->at]);
		at_x = x0 + (int)(plot->at - (long)a->first) * a->step;
		at_x = at_x + at_w > room ? room - at_w : at_x;
		at_x = at_x < 0 ? 0 : at_x;
	}
	for (size_t i = 0; i < a->shown; i++) {
		const char *label = plot->label[a->first + i];
		int x = x0 + (int)i * a->step, w = canvas_columns(label);
		bool clash = at_x >= 0 && x < at_x + at_w + 1 && x + w + 1 > at_x;
		if (x < free_from || x + w > room || clash)
			continue;
		canvas_put(a->whole, x, y, ROLE_MUTED, label);
		free_from = x + w + 1;
	}
	if (at_x >= 0)
		canvas_put(a->whole, at_x, y, ROLE_CURSOR, plot->label[plot->at]);
	if (a->first)
		canvas_put(a->whole, x0 - 1, a->area.height, ROLE_MUTED, plot->glyphs == PLOT_ASCII ? "<" : "‹");
}

/* False when there is no room for anything. */
static bool
make_axes(struct pane p, const struct plot *plot, int narrowest, struct axes *a)
{
	int64_t tick[PLOT_TICKS];
	int height = p.height - AXIS_ROWS, left = 1;
	char words[PLOT_WORDS];
	if (height < 1 || p.width < 8 || !plot->count)
		return false;
	size_t n = plot_ticks(greatest(plot, 0, plot->count), plot->unit, height / 2 > 0 ? height / 2 : 1, tick);
	for (size_t i = 0; i < n; i++) {
		words_of(plot, tick[i], words);
		int w = canvas_columns(words);
		left = w > left ? w : left;
	}
	*a = (struct axes){ .whole = p, .area = pane_sub(p, left + 1, 0, p.width - left - 1, height), .top = tick[n - 1] };
	int fits = a->area.width / narrowest;
	a->shown = plot->count < (size_t)fits ? plot->count : (size_t)fits;
	a->step = a->shown ? a->area.width / (int)a->shown : 1;
	if (a->step > COLUMN_MOST)
		a->step = COLUMN_MOST;
	/* the newest, or those around the cursor */
	a->first = plot->count - a->shown;
	if (plot->at >= 0 && (size_t)plot->at < a->first)
		a->first = (size_t)plot->at;
	put_scale(plot, a, tick, n, left);
	return a->shown > 0;
}

static void
show_cursor(const struct plot *plot, const struct axes *a)
{
	if (plot->focus && plot->at >= (long)a->first && plot->at < (long)(a->first + a->shown))
		canvas_cursor(a->whole, a->area.x - a->whole.x + (int)(plot->at - (long)a->first) * a->step, a->area.height + 1);
}

/* -- columns ----------------------------------------------------------------------------------------------------- */

/* A standing bar from the bottom up. */
static void
put_column(const struct plot *plot, struct pane p, int x, int series, unsigned style, int eighths)
{
	static const char *const part[] = { "", "▁", "▂", "▃", "▄", "▅", "▆", "▇" };
	bool fine = plot->glyphs != PLOT_ASCII && series == 0;
	int full = fine ? eighths / 8 : (eighths + 4) / 8;
	if (!fine && eighths && !full)
		full = 1;
	for (int i = 0; i < full; i++)
		canvas_put(p, x, p.height - 1 - i, style, plot_mark(plot, false, series));
	if (fine && eighths % 8)
		canvas_put(p, x, p.height - 1 - full, style, part[eighths % 8]);
}

void
plot_columns(struct pane p, const struct plot *plot)
{
	struct axes a;
	if (!make_axes(p, plot, 1, &a))
		return;
	bool two = plot->value[1] != NULL;
	int each = !two ? (a.step > 2 ? a.step - 1 : 1) : a.step >= 5 ? 2 : 1;
	for (size_t i = 0; i < a.shown; i++)
		for (int s = 0; s < (two ? 2 : 1); s++) {
			int64_t v = plot->value[s][a.first + i];
			bool at = plot->at == (long)(a.first + i) && plot->at_series == s;
			unsigned style = plot->style[s] | (at ? STYLE_BOLD | STYLE_UNDERLINE : 0);
			int x = (int)i * a.step, eighths = plot_eighths(v, a.top, a.area.height);
			if (s && a.step < 2) {	/* no room beside it: its height on the first one's bar */
				if (eighths)
					canvas_put(a.area, x, a.area.height - 1 - (eighths - 1) / 8, style,
						plot->glyphs == PLOT_ASCII ? "o" : "○");
				continue;
			}
			for (int k = 0; k < each; k++)
				put_column(plot, a.area, x + (s ? each : 0) + k, s, style, eighths);
		}
	put_names(plot, &a);
	show_cursor(plot, &a);
}

/* -- points ------------------------------------------------------------------------------------------------------ */

struct dots { unsigned char *cell; int width, height; };	/* in cells */

static void
set_dot(struct dots *d, int x, int y)
{
	static const unsigned char bit[4][2] = { { 0x01, 0x08 }, { 0x02, 0x10 }, { 0x04, 0x20 }, { 0x40, 0x80 } };
	if (x >= 0 && y >= 0 && x < d->width * 2 && y < d->height * 4)
		d->cell[y / 4 * d->width + x / 2] |= bit[y % 4][x % 2];
}

static int
dot_row(const struct axes *a, int64_t v)
{
	int rows = a->area.height * 4 - 1;
	return rows - (int)((double)v / (double)a->top * rows + 0.5);
}

/* From the one to the other; the second series has every third dot. */
static void
join(struct dots *d, int x0, int y0, int x1, int y1, bool dotted)
{
	int dx = x1 - x0, dy = y1 > y0 ? y1 - y0 : y0 - y1, steps = dx > dy ? dx : dy;
	for (int i = 1; i < steps; i++)
		if (!dotted || i % 3 == 0)
			set_dot(d, x0 + dx * i / steps, y0 + (y1 - y0) * i / steps);
}

static void
put_lines(const struct plot *plot, const struct axes *a)
{
	struct arena *memory = arena_new();
	struct dots d = { arena_array(memory, unsigned char, (size_t)(a->area.width * a->area.height)), a->area.width,
		a->area.height };
	for (int s = 0; s < PLOT_SERIES && plot->value[s]; s++)
		for (size_t i = 1; i < a->shown; i++) {
			int64_t from = plot->value[s][a->first + i - 1], to = plot->value[s][a->first + i];
			if (from != PLOT_NONE && to != PLOT_NONE)
				join(&d, (int)(i - 1) * a->step * 2, dot_row(a, from), (int)i * a->step * 2, dot_row(a, to), s);
		}
	for (int y = 0; y < d.height; y++)
		for (int x = 0; x < d.width; x++) {
			unsigned char bits = d.cell[y * d.width + x];
			char text[4] = { (char)0xe2, (char)(0xa0 | bits >> 6), (char)(0x80 | (bits & 0x3f)), '\0' };
			if (bits)
				canvas_put(a->area, x, y, ROLE_RULE, text);
		}
	arena_free(memory);
}

void
plot_points(struct pane p, const struct plot *plot)
{
	struct axes a;
	if (!make_axes(p, plot, 1, &a))
		return;
	if (plot->glyphs == PLOT_BRAILLE)
		put_lines(plot, &a);
	for (size_t i = 0; i < a.shown; i++) {
		int row[PLOT_SERIES] = { -1, -1 }, x = (int)i * a.step;
		for (int s = 0; s < PLOT_SERIES && plot->value[s]; s++) {
			int64_t v = plot->value[s][a.first + i];
			bool at = plot->at == (long)(a.first + i) && plot->at_series == s;
			if (v == PLOT_NONE)
				continue;
			row[s] = dot_row(&a, v) / 4;
			bool both = s && row[1] == row[0];
			canvas_put(a.area, x, row[s], at ? ROLE_CURSOR : plot->style[s], !both ? plot_mark(plot, true, s)
				: plot->glyphs == PLOT_ASCII ? "@" : "◉");
		}
		/* both in one place: the cursor is seen on either */
		if (plot->at == (long)(a.first + i) && row[0] >= 0 && row[0] == row[1])
			canvas_restyle(a.area, x, row[0], 1, ROLE_CURSOR);
	}
	put_names(plot, &a);
	show_cursor(plot, &a);
}
