/*
 * term_paint.c - what differs between the canvas and the screen, in as few bytes as is reasonable.
 *
 * Terminals disagree about the width of emoji and of what is joined from several code points.  Of a
 * cell that holds more than a base and its marks only so much is sent as has the cell's width, and after any
 * doubtful cell the cursor is placed anew and its neighbour written again: a disagreement never moves
 * anything else.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <limits.h>

#include "term_parts.h"
#include "utf8.h"

#define GAP 4		/* equal cells that are cheaper to write again than to jump over */

void
term_shown_resize(struct term *t)
{
	t->width = canvas_width(t->canvas);
	t->height = canvas_height(t->canvas);
	free(t->shown);
	t->shown = xcalloc((size_t)t->width * (size_t)t->height, sizeof *t->shown);
	t->redraw = true;
}

void
term_redraw(struct term *t)
{
	t->redraw = true;
}

static bool
same_cell(const struct cell *a, const struct cell *b)
{
	return !memcmp(a, b, sizeof *a);
}

static bool
is_space(const struct cell *cell)
{
	return cell->len == 1 && cell->text[0] == ' ';
}

/* -- attributes ------------------------------------------------------------------------------------- */

static void
add_colour(struct term *t, char *sgr, size_t size, uint32_t colour, bool back)
{
	uint32_t n = colour & 0xffffff;
	size_t len = strlen(sgr);
	int base = back ? 40 : 30;

	if ((colour & COLOUR_KIND) == COLOUR_DEFAULT)
		snprintf(sgr + len, size - len, ";%d", base + 9);
	else if ((colour & COLOUR_KIND) == COLOUR_RGB)
		snprintf(sgr + len, size - len, ";%d;2;%u;%u;%u", base + 8, n >> 16, n >> 8 & 255, n & 255);
	else if (n < 8)
		snprintf(sgr + len, size - len, ";%d", base + (int)n);
	else if (n < 16 && t->info.colours < 16)
		snprintf(sgr + len, size - len, ";%d", base + (int)n - 8);
	else if (n < 16)
		snprintf(sgr + len, size - len, ";%d", base + 60 + (int)n - 8);
	else
		snprintf(sgr + len, size - len, ";%d;5;%u", base + 8, n);
}

static void
set_look(struct term *t, struct look look)
{
	static const struct { unsigned bit; int code; } attrs[] = {
		{ STYLE_BOLD, 1 }, { STYLE_DIM, 2 }, { STYLE_ITALIC, 3 }, { STYLE_UNDERLINE, 4 },
		{ STYLE_REVERSE, 7 },
	};
	char sgr[96] = "";
	bool reset = (t->look.attrs & ~look.attrs) != 0;
	bool plain = look.fg == COLOUR_DEFAULT && look.bg == COLOUR_DEFAULT && !look.attrs;

	if (!memcmp(&t->look, &look, sizeof look))
		return;
	if (reset || plain)
		t->look = (struct look){ COLOUR_DEFAULT, COLOUR_DEFAULT, 0 };
	for (size_t i = 0; i < sizeof attrs / sizeof attrs[0]; i++) {
		if (look.attrs & ~t->look.attrs & attrs[i].bit) {
			size_t len = strlen(sgr);

			snprintf(sgr + len, sizeof sgr - len, ";%d", attrs[i].code);
		}
	}
	if (look.fg != t->look.fg)
		add_colour(t, sgr, sizeof sgr, look.fg, false);
	if (look.bg != t->look.bg)
		add_colour(t, sgr, sizeof sgr, look.bg, true);
	if (plain)
		buf_adds(&t->out, "\033[m");
	else
		buf_addf(&t->out, "\033[%s%sm", reset ? "0" : "", sgr[0] && !reset ? sgr + 1 : sgr);
	t->look = look;
}

static struct look
look_of(const struct term *t, unsigned style)
{
	struct look look = theme_look(t->theme, style, t->depth);

	/* eight colours: the bright ones are bold; and attributes it has not */
	if (t->info.colours < 16 && (look.fg & COLOUR_KIND) == COLOUR_INDEX && (look.fg & 0xffffff) > 7)
		look.attrs |= STYLE_BOLD;
	if (look.attrs & STYLE_ITALIC & ~t->info.attrs && t->depth == THEME_MONO)
		look.attrs |= STYLE_UNDERLINE;
	look.attrs &= t->info.attrs;
	return look;
}

/* Whether a blank in this look can be told from one in the look in force. */
static bool
blank_differs(const struct term *t, struct look look)
{
	unsigned seen = STYLE_UNDERLINE | STYLE_REVERSE;

	if (look.bg != t->look.bg || (look.attrs & seen) != (t->look.attrs & seen))
		return true;
	return look.attrs & seen && look.fg != t->look.fg;
}

/* -- motion ------------------------------------------------------------------------------------------ */

static void
move_to(struct term *t, int x, int y)
{
	if (t->x == x && t->y == y)
		return;
	if (x == 0 && t->y == y)
		buf_addc(&t->out, '\r');
	else if (x == 0 && y == t->y + 1)
		buf_adds(&t->out, "\r\n");
	else if (t->x >= 0 && t->y == y && x == t->x + 1)
		buf_adds(&t->out, "\033[C");
	else if (t->x >= 0 && t->y == y && x > t->x)
		buf_addf(&t->out, "\033[%dC", x - t->x);
	else if (x == 0 && y == 0)
		buf_adds(&t->out, "\033[H");
	else
		buf_addf(&t->out, "\033[%d;%dH", y + 1, x + 1);
	t->x = x;
	t->y = y;
}

/* -- characters -------------------------------------------------------------------------------------- */

/* Lines for terminals without UTF-8: the vt100's letter, and what stands in where there is not even that. */
static bool
put_line_character(struct term *t, uint32_t cp)
{
	static const struct { unsigned short cp; char acs, plain; } lines[] = {
		{ 0x2500, 'q', '-' }, { 0x2502, 'x', '|' }, { 0x250c, 'l', '+' }, { 0x2510, 'k', '+' },
		{ 0x2514, 'm', '+' }, { 0x2518, 'j', '+' },
	};

	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		char acs = t->info.acs[(unsigned char)lines[i].acs];

		if (lines[i].cp != cp)
			continue;
		if (!acs || !t->info.lines_on[0]) {
			buf_addc(&t->out, lines[i].plain);
			return true;
		}
		if (!t->lines_mode)
			buf_adds(&t->out, t->info.lines_on);
		t->lines_mode = true;
		buf_addc(&t->out, acs);
		return true;
	}
	return false;
}

static char
plain_character(uint32_t cp)
{
	switch (cp) {
	case 0x2018: case 0x2019: case 0x201a: case 0x2032: return '\'';
	case 0x201c: case 0x201d: case 0x201e: case 0x2033: return '"';
	case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014: case 0x2212: return '-';
	case 0x2022: case 0xb7: return '*';
	case 0xa0: case 0x202f: case 0x2009: return ' ';
	default: return '?';
	}
}

/* A cell where the locale is not UTF-8: in its character set, else something like it. */
static void
put_foreign(struct term *t, const struct cell *cell)
{
	mbstate_t state;
	char bytes[MB_LEN_MAX];
	uint32_t cp;
	size_t n;

	(void)utf8_next(cell->text, cell->len, &cp);
	if (put_line_character(t, cp))
		return;
	if (t->lines_mode)
		buf_adds(&t->out, t->info.lines_off);
	t->lines_mode = false;
	memset(&state, 0, sizeof state);
	n = cp < 0x80 ? 0 : wcrtomb(bytes, (wchar_t)cp, &state);
	if (cp < 0x80)
		buf_addc(&t->out, (char)cp);
	else if (n != (size_t)-1 && n > 0 && (cell->width == 1 || wcwidth((wchar_t)cp) == 2))
		buf_add(&t->out, bytes, n);
	else
		for (int i = 0; i < cell->width; i++)
			buf_addc(&t->out, plain_character(cp));
}

/* What no console font has: emoji, Asian scripts, braille, eighths of a block, signs of all kinds. */
static bool
beyond_console(uint32_t cp)
{
	return (cp >= 0x590 && cp < 0x1e00) || (cp >= 0x2100 && cp < 0x2500 && !(cp >= 0x2190 && cp < 0x2194)) ||
		(cp > 0x2580 && cp < 0x2588 && cp != 0x2584) || (cp > 0x2588 && cp < 0x2590 && cp != 0x258c) || cp >= 0x25d0;
}

/* The same for a console: in as many columns, so that nothing moves. */
static void
put_stand_in(struct term *t, const struct cell *cell, uint32_t cp)
{
	char c = cp > 0x2800 && cp < 0x2900 ? ':' : cp > 0x2580 && cp < 0x2590 ? '#' : plain_character(cp);

	for (int i = 0; i < cell->width; i++)
		buf_addc(&t->out, c);
}

/* Whether every terminal gives this code point the width we do. */
static bool
is_certain(uint32_t cp)
{
	return (cp < 0x300 && cp != 0xad) || (cp >= 0x370 && cp < 0x483) || (cp >= 0x48a && cp < 0x590) ||
		(cp >= 0x2010 && cp < 0x2028) || (cp >= 0x2190 && cp < 0x21aa) || (cp >= 0x2400 && cp < 0x2427) ||
		(cp >= 0x2500 && cp < 0x25a0) || (cp >= 0x2800 && cp < 0x2900) || cp == 0x20ac || cp == 0xfffd ||
		(cp >= 0x2e80 && cp < 0xa4d0 && cp != 0x303f) || (cp >= 0xac00 && cp < 0xd7a4) ||
		(cp >= 0xf900 && cp < 0xfb00) || (cp >= 0xff01 && cp < 0xff61);
}

/* Sends so much of a cell as has its width; true when the cursor is certainly behind it. */
static bool
put_cell(struct term *t, const struct cell *cell)
{
	uint32_t cp, next;
	size_t n;

	if (!t->utf8) {
		put_foreign(t, cell);
		return true;
	}
	n = utf8_next(cell->text, cell->len, &cp);
	if (t->console && cp != 0xfffd && beyond_console(cp)) {
		put_stand_in(t, cell, cp);
		return true;
	}
	if (n == cell->len) {
		buf_add(&t->out, cell->text, n);
		return is_certain(cp);
	}
	/* a base with marks; two letters of a flag; of what is joined, the first */
	while (n < cell->len) {
		size_t more = utf8_next(cell->text + n, cell->len - n, &next);
		bool flag = cp >= 0x1f1e6 && cp <= 0x1f1ff && next >= 0x1f1e6 && next <= 0x1f1ff;

		if (next == 0x200d || (!flag && utf8_columns(cell->text + n, more) != 0))
			break;
		n += more;
	}
	buf_add(&t->out, cell->text, n);
	return false;
}

/* -- rows --------------------------------------------------------------------------------------------- */

/* Columns x..end of a row, which begin and end with whole characters. */
static void
put_run(struct term *t, const struct cell *row, int y, int x, int end)
{
	while (x < end) {
		const struct cell *cell = &row[x];
		struct look look = look_of(t, cell->style);

		if (cell_colours(cell, &look.fg, &look.bg) && t->depth == THEME_MONO)
			look.fg = look.bg = COLOUR_DEFAULT;
		move_to(t, x, y);
		if (!is_space(cell) || blank_differs(t, look))
			set_look(t, look);
		if (put_cell(t, cell))
			t->x = x + cell->width;
		else
			t->x = -1, t->y = -2;
		x += cell->width ? cell->width : 1;
		if (x >= t->width) {	/* waiting in the margin, or already in the next line */
			t->x = -1;
			t->y = t->info.margin_waits ? t->y : -2;
		}
	}
}

/* The column from which the row is blank and can be erased instead of written; the width if none. */
static int
erasable_from(const struct term *t, const struct cell *row, const struct cell *shown)
{
	struct look look = look_of(t, row[t->width - 1].style);
	int x = t->width, changed = 0;

	if (row[t->width - 1].style & STYLE_OWN || look.attrs & (STYLE_REVERSE | STYLE_UNDERLINE) ||
	    (look.bg != COLOUR_DEFAULT && !t->info.erase_colours))
		return t->width;
	while (x > 0 && is_space(&row[x - 1]) && row[x - 1].style == row[t->width - 1].style)
		x--;
	for (int i = x; i < t->width; i++)
		changed += !same_cell(&row[i], &shown[i]);
	return changed > GAP ? x : t->width;
}

static size_t
paint_row(struct term *t, const struct cell *row, struct cell *shown, int y)
{
	int erase = erasable_from(t, row, shown), x = 0;
	int end = y == t->height - 1 && erase == t->width && !t->info.margin_waits ? t->width - 1 : erase;
	size_t changed = 0;

	while (x < end) {
		int run, last;

		if (same_cell(&row[x], &shown[x])) {
			x++;
			continue;
		}
		while (x > 0 && row[x].width == 0)
			x--;
		/* to the last changed cell before a gap that is worth a jump */
		for (run = last = x; run < end && run - last <= GAP; run++)
			if (!same_cell(&row[run], &shown[run]))
				last = run, changed++;
		for (last++; last < end && row[last].width == 0; last++)
			continue;
		if (!t->headless) {
			put_run(t, row, y, x, last);
			if (t->x < 0 && last < end && row[last].width)	/* a doubtful neighbour */
				put_run(t, row, y, last, last + row[last].width);
		}
		x = last;
	}
	if (erase < t->width) {
		changed += (size_t)(t->width - erase);
		if (!t->headless) {
			struct look look = look_of(t, row[erase].style);

			move_to(t, erase, y);
			if (blank_differs(t, look))
				set_look(t, look);
			buf_adds(&t->out, "\033[K");
		}
	}
	return changed;
}

const struct cell term_blank = { .text = " ", .len = 1, .width = 1, .style = ROLE_TEXT };

void
term_erased(struct cell *shown, size_t n, bool known)
{
	for (size_t i = 0; i < n; i++) {
		shown[i] = term_blank;
		if (!known)
			shown[i].style = 0xffff;
	}
}

bool
term_plain_look(struct term *t)
{
	struct look look = look_of(t, ROLE_TEXT);
	bool known = t->info.erase_colours || look.bg == COLOUR_DEFAULT;

	if (known)
		set_look(t, look);
	return known;
}

/* An empty screen, of which everything is known again. */
static void
clear_screen(struct term *t)
{
	size_t n = (size_t)t->width * (size_t)t->height;
	bool known;

	buf_adds(&t->out, "\033[m");
	t->look = (struct look){ COLOUR_DEFAULT, COLOUR_DEFAULT, 0 };
	known = term_plain_look(t);
	buf_adds(&t->out, "\033[H\033[2J");
	if (t->info.cursor_off[0])
		buf_adds(&t->out, t->info.cursor_off);
	t->cursor_shown = false;
	t->x = t->y = 0;
	term_erased(t->shown, n, known);
	t->redraw = false;
}

static void
paint_cursor(struct term *t)
{
	int x, y;
	bool show = canvas_cursor_at(t->canvas, &x, &y);

	if (show)
		move_to(t, x, y);
	if (show != t->cursor_shown)
		buf_adds(&t->out, show ? t->info.cursor_on : t->info.cursor_off);
	t->cursor_shown = show;
}

void
term_picture(struct term *t, int x, int y, const char *payload, size_t len, bool kitty, unsigned id)
{
	if (id != t->picture.id) {
		free(t->picture.payload);
		t->picture.payload = id ? xmalloc(len + 1) : NULL;
		if (id)
			memcpy(t->picture.payload, payload, len);
	}
	t->picture = (struct overlay){ id, x, y, kitty, t->picture.payload, len };
}

/* Before the cells: a picture that is not to be there any more goes.  Of sixel only a clean screen gets rid. */
static void
lift_picture(struct term *t)
{
	const struct overlay *now = &t->picture, *was = &t->picture_shown;
	bool same = now->id == was->id && now->x == was->x && now->y == was->y && !t->redraw;
	if (t->headless || !was->id || same)
		return;
	if (was->kitty)
		buf_adds(&t->out, "\033_Ga=d\033\\");
	else
		t->redraw = true;
	t->picture_shown.id = 0;
}

/* Behind them: the one that is to be there comes, once. */
static void
lay_picture(struct term *t)
{
	const struct overlay *now = &t->picture;
	if (t->headless || !now->id || t->picture_shown.id == now->id)
		return;
	buf_addf(&t->out, "\033[%d;%dH", now->y + 1, now->x + 1);
	buf_add(&t->out, now->payload, now->len);
	t->x = t->y = -2;
	t->picture_shown = (struct overlay){ .id = now->id, .x = now->x, .y = now->y, .kitty = now->kitty };
}

size_t
term_paint(struct term *t)
{
	size_t changed = 0, bytes, row_bytes = (size_t)t->width * sizeof *t->shown;

	buf_clear(&t->out);
	lift_picture(t);
	if (t->redraw)
		clear_screen(t);
	else
		term_scroll(t);
	for (int y = 0; y < t->height; y++) {
		const struct cell *row = canvas_row(t->canvas, y);
		struct cell *shown = t->shown + (size_t)y * (size_t)t->width;

		if (!memcmp(row, shown, row_bytes))
			continue;
		changed += paint_row(t, row, shown, y);
		memcpy(shown, row, row_bytes);
		if (t->lines_mode)
			buf_adds(&t->out, t->info.lines_off);
		t->lines_mode = false;
	}
	if (t->headless)
		return changed;
	lay_picture(t);
	paint_cursor(t);
	bytes = t->out.len;
	term_write(t->out.data, bytes);
	return bytes;
}
