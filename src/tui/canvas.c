/* canvas.c - the grid of cells: panes, text, areas, cursor. */
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "canvas.h"
#include "glyphs.h"

struct canvas {
	int width, height;
	struct cell *cells;
	int cursor_x, cursor_y;		/* -1 = hidden */
	struct buf scratch, formatted;
	struct glyph *glyphs;		/* of one line that must be reordered */
	size_t glyph_space;
	bool plain;
	char text[CELL_BYTES + 1];
};

#define HLINE "\xe2\x94\x80"
#define VLINE "\xe2\x94\x82"

static const struct cell blank = { .text = " ", .len = 1, .width = 1, .style = ROLE_TEXT };

struct canvas *
canvas_new(int width, int height)
{
	struct canvas *c = xcalloc(1, sizeof *c);

	buf_init(&c->scratch);
	buf_init(&c->formatted);
	canvas_resize(c, width, height);
	return c;
}

void
canvas_free(struct canvas *c)
{
	if (!c)
		return;
	buf_free(&c->scratch);
	buf_free(&c->formatted);
	free(c->glyphs);
	free(c->cells);
	free(c);
}

void
canvas_resize(struct canvas *c, int width, int height)
{
	c->width = width < 1 ? 1 : width > 10000 ? 10000 : width;
	c->height = height < 1 ? 1 : height > 10000 ? 10000 : height;
	free(c->cells);
	c->cells = xcalloc((size_t)c->width * (size_t)c->height, sizeof *c->cells);
	canvas_clear(c);
}

int
canvas_width(const struct canvas *c)
{
	return c->width;
}

int
canvas_height(const struct canvas *c)
{
	return c->height;
}

void
canvas_clear(struct canvas *c)
{
	size_t n = (size_t)c->width * (size_t)c->height;

	for (size_t i = 0; i < n; i++)
		c->cells[i] = blank;
	c->cursor_x = c->cursor_y = -1;
}

struct pane
canvas_pane(struct canvas *c)
{
	return (struct pane){ c, 0, 0, c->width, c->height };
}

struct pane
pane_sub(struct pane p, int x, int y, int width, int height)
{
	struct pane sub = { p.canvas, p.x + x, p.y + y, width, height };

	if (x < 0)
		sub.x = p.x, sub.width += x, x = 0;
	if (y < 0)
		sub.y = p.y, sub.height += y, y = 0;
	if (sub.width > p.width - x)
		sub.width = p.width - x;
	if (sub.height > p.height - y)
		sub.height = p.height - y;
	if (sub.width < 0)
		sub.width = 0;
	if (sub.height < 0)
		sub.height = 0;
	return sub;
}

void
canvas_set_plain(struct canvas *c, bool plain)
{
	c->plain = plain;
}

bool
canvas_plain(struct pane p)
{
	return p.canvas->plain;
}

/* -- cells --------------------------------------------------------------------------------------- */

static struct cell *
cell_at(const struct canvas *c, int x, int y)
{
	return &c->cells[(size_t)y * (size_t)c->width + (size_t)x];
}

static void
make_blank(struct cell *cell)
{
	unsigned short style = cell->style;

	*cell = blank;
	cell->style = style;
}

/* The other half of a wide character that is about to be written over becomes a blank. */
static void
cut_halves(struct canvas *c, int x, int y, int width)
{
	struct cell *first = cell_at(c, x, y);

	if (first->width == 0 && x > 0)
		make_blank(first - 1);
	if (x + width < c->width && first[width].width == 0)
		make_blank(first + width);
}

/* x, y and width are inside the canvas. */
static void
set_cell(struct canvas *c, int x, int y, const struct glyph *g, unsigned style)
{
	struct cell *cell = cell_at(c, x, y), set = { .width = g->width, .style = (unsigned short)style };
	size_t len = g->len;

	if (len > CELL_BYTES) {
		len = CELL_BYTES;
		while (len > 1 && (g->text[len] & 0xc0) == 0x80)
			len--;
	}
	cut_halves(c, x, y, g->width);
	memcpy(set.text, g->text, len);
	set.len = (unsigned char)len;
	*cell = set;
	if (g->width == 2) {
		memset(&cell[1], 0, sizeof cell[1]);
		cell[1].style = (unsigned short)style;
	}
}

static void
set_blank(struct canvas *c, int x, int y, unsigned style)
{
	static const struct glyph space = { " ", 1, 1 };

	set_cell(c, x, y, &space, style);
}

/* A run of columns inside the canvas, each a character of plain text; NULL = blanks. */
static void
set_plain(struct canvas *c, int x, int y, const char *text, int columns, unsigned style)
{
	struct cell *cell = cell_at(c, x, y), set = blank;

	if (columns <= 0)
		return;
	cut_halves(c, x, y, 1);
	cut_halves(c, x + columns - 1, y, 1);
	set.style = (unsigned short)style;
	for (int i = 0; i < columns; i++) {
		set.text[0] = text ? text[i] : ' ';
		cell[i] = set;
	}
}

/* Columns are clipped on both sides; wide characters that would be cut leave a blank. */
static void
put_glyph(struct pane p, int x, int y, int end, const struct glyph *g, unsigned style)
{
	int left = x < 0 ? 0 : x, right = x + g->width < end ? x + g->width : end;

	if (left >= right)
		return;
	if (right - left < g->width)
		set_blank(p.canvas, p.x + left, p.y + y, style);
	else
		set_cell(p.canvas, p.x + x, p.y + y, g, style);
}

static void
reserve_glyphs(struct canvas *c, size_t n)
{
	if (n <= c->glyph_space)
		return;
	c->glyph_space = n + 64;
	c->glyphs = xrealloc(c->glyphs, c->glyph_space * sizeof *c->glyphs);
}

static int
put_rtl(struct pane p, int x, int y, int end, unsigned style, const char *s, size_t len)
{
	struct canvas *c = p.canvas;
	struct glyph g;
	size_t pos = 0, n = 0;
	int at = x;

	while (at < end && glyph_next(s, len, &pos, &g)) {
		reserve_glyphs(c, n + 1);
		if (at + g.width > end)
			g = (struct glyph){ " ", 1, 1 };
		c->glyphs[n++] = g;
		at += g.width;
	}
	glyphs_reorder(c->glyphs, n);
	at = x;
	for (size_t i = 0; i < n; i++) {
		put_glyph(p, at, y, end, &c->glyphs[i], style);
		at += c->glyphs[i].width;
	}
	return at;
}

int
canvas_putn(struct pane p, int x, int y, unsigned style, const char *text, size_t len, int columns)
{
	int end, shown, at = x;
	struct glyph g;
	size_t pos = 0;

	if (!text || !p.canvas || y < 0 || y >= p.height || columns <= 0 || x >= p.width)
		return 0;
	end = columns < p.width - x ? x + columns : p.width;
	shown = len < (size_t)(end - x) ? (int)len : end - x;
	/* most of a screen; a mark that would join the last character is none of it */
	if (text_is_plain(text, (size_t)shown) && ((size_t)shown == len || !(text[shown] & 0x80))) {
		int from = x < 0 ? 0 : x;

		set_plain(p.canvas, p.x + from, p.y + y, text + (from - x), x + shown - from, style);
		return shown;
	}
	text = text_clean(&p.canvas->scratch, text, &len);
	if (text_has_rtl(text, len)) {
		at = put_rtl(p, x, y, end, style, text, len);
	} else {
		while (at < end && glyph_next(text, len, &pos, &g)) {
			put_glyph(p, at, y, end, &g, style);
			at += g.width;
		}
	}
	return (at < end ? at : end) - x;
}

enum { OWN_TEXT = 4 };

void
canvas_put_own(struct pane p, int x, int y, const char *text, size_t len, uint32_t ink, uint32_t ground)
{
	struct glyph g = { .text = text, .len = (unsigned short)len, .width = 1 };

	if (x < 0 || y < 0 || x >= p.width || y >= p.height || !len || len > OWN_TEXT)
		return;
	set_cell(p.canvas, p.x + x, p.y + y, &g, ROLE_TEXT);
	struct cell *cell = cell_at(p.canvas, p.x + x, p.y + y);
	cell->style |= STYLE_OWN;
	memcpy(cell->text + OWN_TEXT, &ink, sizeof ink);
	memcpy(cell->text + OWN_TEXT + sizeof ink, &ground, sizeof ground);
}

bool
cell_colours(const struct cell *cell, uint32_t *ink, uint32_t *ground)
{
	if (!(cell->style & STYLE_OWN))
		return false;
	memcpy(ink, cell->text + OWN_TEXT, sizeof *ink);
	memcpy(ground, cell->text + OWN_TEXT + sizeof *ink, sizeof *ground);
	return true;
}

int
canvas_put(struct pane p, int x, int y, unsigned style, const char *text)
{
	return canvas_putn(p, x, y, style, text, text ? strlen(text) : 0, 0x7fff);
}

int
canvas_putf(struct pane p, int x, int y, unsigned style, const char *fmt, ...)
{
	struct buf *b = &p.canvas->formatted;
	va_list ap;

	buf_clear(b);
	va_start(ap, fmt);
	buf_vaddf(b, fmt, ap);
	va_end(ap);
	return canvas_putn(p, x, y, style, b->data, b->len, 0x7fff);
}

static int
columns_of(const char *text, size_t len)
{
	struct buf scratch = BUF_INIT;
	struct glyph g;
	size_t pos = 0;
	int n = 0;

	if (text_is_plain(text, len))
		return len > 0xffff ? 0xffff : (int)len;
	text = text_clean(&scratch, text, &len);
	while (glyph_next(text, len, &pos, &g))
		n += g.width;
	buf_free(&scratch);
	return n;
}

int
canvas_columns(const char *text)
{
	return text ? columns_of(text, strlen(text)) : 0;
}

int
canvas_put_fit(struct pane p, int x, int y, int columns, enum align align, unsigned style,
	const char *text)
{
	int need = canvas_columns(text), used, before = 0;
	size_t len = text ? strlen(text) : 0;

	if (columns <= 0)
		return 0;
	if (need <= columns && align != ALIGN_LEFT)
		before = align == ALIGN_RIGHT ? columns - need : (columns - need) / 2;
	canvas_fill(p, x, y, columns, 1, style);
	used = canvas_putn(p, x + before, y, style, text, len, need <= columns ? columns : columns - 1);
	if (need > columns)
		canvas_putn(p, x + used, y, style, "~", 1, 1);
	return x >= p.width ? 0 : columns < p.width - x ? columns : p.width - x;
}

/* -- areas and lines ------------------------------------------------------------------------------ */

void
canvas_fill(struct pane p, int x, int y, int width, int height, unsigned style)
{
	struct pane area = pane_sub(p, x, y, width, height);

	for (int row = 0; row < area.height; row++)
		set_plain(area.canvas, area.x, area.y + row, NULL, area.width, style);
}

void
canvas_erase(struct pane p, unsigned style)
{
	canvas_fill(p, 0, 0, p.width, p.height, style);
}

void
canvas_restyle(struct pane p, int x, int y, int width, unsigned style)
{
	struct pane area = pane_sub(p, x, y, width < 0 ? p.width : width, 1);

	for (int i = 0; i < area.width && area.height > 0; i++)
		cell_at(area.canvas, area.x + i, area.y)->style = (unsigned short)style;
}

static void
put_line(struct pane p, int x, int y, const char *line, unsigned style)
{
	struct glyph g = { line, (unsigned short)strlen(line), 1 };

	if (x >= 0 && x < p.width && y >= 0 && y < p.height)
		set_cell(p.canvas, p.x + x, p.y + y, &g, style);
}

void
canvas_hline(struct pane p, int x, int y, int width, unsigned style)
{
	if (p.canvas->plain)
		return;
	for (int i = 0; i < width && x + i < p.width; i++)
		put_line(p, x + i, y, HLINE, style);
}

void
canvas_vline(struct pane p, int x, int y, int height, unsigned style)
{
	if (p.canvas->plain)
		return;
	for (int i = 0; i < height && y + i < p.height; i++)
		put_line(p, x, y + i, VLINE, style);
}

/* " words " on a line that is already drawn. */
static int
put_title(struct pane p, int x, int y, int columns, unsigned style, const char *words)
{
	int need = canvas_columns(words);

	if (!words || !*words || columns < 3)
		return 0;
	if (need > columns - 2)
		need = columns - 2;
	canvas_put_fit(p, x, y, 1, ALIGN_LEFT, style, " ");
	canvas_put_fit(p, x + 1, y, need, ALIGN_LEFT, style, words);
	canvas_put_fit(p, x + 1 + need, y, 1, ALIGN_LEFT, style, " ");
	return need + 2;
}

void
canvas_rule(struct pane p, int y, unsigned style, const char *left, const char *right)
{
	int used, need = canvas_columns(right);

	if (p.canvas->plain) {
		used = left && *left ? canvas_put(p, 1, y, style, left) + 3 : 1;
		canvas_put(p, used, y, style, right);
		return;
	}
	canvas_hline(p, 0, y, p.width, style);
	used = put_title(p, 2, y, p.width - 2, style, left);
	if (need > 0 && need + used + 6 <= p.width) {
		canvas_put(p, p.width - need - 1, y, style, " ");
		canvas_put(p, p.width - need, y, style, right);
	}
}

void
canvas_box(struct pane p, unsigned style, const char *title, const char *footer)
{
	int right = p.width - 1, bottom = p.height - 1, need;

	if (p.width < 2 || p.height < 2)
		return;
	if (p.canvas->plain) {
		canvas_put(p, 1, 0, style, title);
		canvas_put(p, 1, bottom, style, footer);
		return;
	}
	canvas_hline(p, 1, 0, p.width - 2, style);
	canvas_hline(p, 1, bottom, p.width - 2, style);
	canvas_vline(p, 0, 1, p.height - 2, style);
	canvas_vline(p, right, 1, p.height - 2, style);
	put_line(p, 0, 0, "\xe2\x94\x8c", style);
	put_line(p, right, 0, "\xe2\x94\x90", style);
	put_line(p, 0, bottom, "\xe2\x94\x94", style);
	put_line(p, right, bottom, "\xe2\x94\x98", style);
	put_title(p, 2, 0, p.width - 4, style, title);
	need = canvas_columns(footer) + 2;
	if (need > p.width - 4)
		need = p.width - 4;
	put_title(p, right - 1 - need, bottom, need, style, footer);
}

/* -- cursor ---------------------------------------------------------------------------------------- */

void
canvas_cursor(struct pane p, int x, int y)
{
	if (x < 0 || y < 0 || x >= p.width || y >= p.height) {
		canvas_hide_cursor(p.canvas);
		return;
	}
	p.canvas->cursor_x = p.x + x;
	p.canvas->cursor_y = p.y + y;
}

void
canvas_hide_cursor(struct canvas *c)
{
	c->cursor_x = c->cursor_y = -1;
}

bool
canvas_cursor_at(const struct canvas *c, int *x, int *y)
{
	*x = c->cursor_x;
	*y = c->cursor_y;
	return c->cursor_x >= 0;
}

/* -- looking at it --------------------------------------------------------------------------------- */

const struct cell *
canvas_row(const struct canvas *c, int y)
{
	return cell_at(c, 0, y);
}

const char *
canvas_text_at(struct canvas *c, int x, int y)
{
	const struct cell *cell;

	if (x < 0 || y < 0 || x >= c->width || y >= c->height)
		return "";
	cell = cell_at(c, x, y);
	memcpy(c->text, cell->text, cell->len);
	c->text[cell->len] = '\0';
	return c->text;
}

unsigned
canvas_style_at(const struct canvas *c, int x, int y)
{
	return x < 0 || y < 0 || x >= c->width || y >= c->height ? ROLE_TEXT : cell_at(c, x, y)->style;
}
