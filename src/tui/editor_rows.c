/* editor_rows.c - lines as seen, and drawing them. */
#include <string.h>

#include "editor_parts.h"
#include "layout.h"
#include "utf8.h"

/* One column is kept for the cursor after a full row. */
static int
room(int width)
{
	return width > 1 ? width - 1 : 1;
}

static struct row
row_at(const struct editor *e, size_t start, int width)
{
	struct layout_options o = { .width = room(width) };
	struct layout_line line = { .next = start };

	if (!layout_next(e->text.data, e->text.len, &o, &line))
		return (struct row){ e->text.len, 0, e->text.len, true, true };
	/* a text that ends in a line end has an empty row after it */
	return (struct row){ line.start, line.len, line.next, line.last,
		line.next >= e->text.len && !(line.last && e->text.data[e->text.len - 1] == '\n') };
}

struct row
editor_row_at(const struct editor *e, size_t start)
{
	return row_at(e, start, e->width);
}

size_t
editor_line_start(const struct editor *e, size_t position)
{
	const char *lf = memrchr(e->text.data, '\n', position);

	return lf ? (size_t)(lf - e->text.data) + 1 : 0;
}

size_t
editor_line_end(const struct editor *e, size_t position)
{
	const char *lf = memchr(e->text.data + position, '\n', e->text.len - position);

	return lf ? (size_t)(lf - e->text.data) : e->text.len;
}

struct row
editor_row_of(const struct editor *e, size_t position)
{
	struct row r = editor_row_at(e, editor_line_start(e, position));

	while (!r.last && r.next <= position)
		r = editor_row_at(e, r.next);
	return r;
}

bool
editor_row_before(const struct editor *e, size_t start, struct row *out)
{
	if (start == 0)
		return false;
	*out = editor_row_of(e, start - 1);
	return true;
}

int
editor_column(const struct editor *e, const struct row *r, size_t position)
{
	return utf8_columns(e->text.data + r->start, position - r->start);
}

size_t
editor_at_column(const struct editor *e, const struct row *r, int column)
{
	size_t len = r->last ? r->len : r->next - r->start, at;

	at = utf8_fit(e->text.data + r->start, len, column, NULL);
	/* the place after a row that goes on is the next row's */
	if (!r->last && at == len && len > 0)
		at = len - utf8_grapheme_back(e->text.data + r->start, len);
	return r->start + at;
}

/* -- drawing ---------------------------------------------------------------------------------------------- */

/* The cursor's row is among those from top on. */
static void
scroll(struct editor *e, int height)
{
	struct row here = editor_row_of(e, e->cursor), r;

	e->top = editor_row_of(e, e->top < e->text.len ? e->top : e->text.len).start;
	if (here.start < e->top) {
		e->top = here.start;
		return;
	}
	r = editor_row_at(e, e->top);
	for (int y = 0; y < height; y++) {
		if (r.start == here.start)
			return;
		r = editor_row_at(e, r.next);
	}
	/* below: it becomes the last row */
	e->top = here.start;
	for (int y = 1; y < height && editor_row_before(e, e->top, &r); y++)
		e->top = r.start;
}

/* A place may begin on one row of its line and end on another. */
static void
draw_marks(const struct editor *e, struct pane p, int y, const struct row *r)
{
	size_t line = editor_line_start(e, r->start), len = editor_line_end(e, r->start) - line, start, end;
	size_t row_end = r->start + r->len;

	for (size_t at = 0; e->marks && e->marks(e->text.data + line, len, at, &start, &end) && end > start; at = end) {
		size_t from = line + start < r->start ? r->start : line + start;
		size_t to = line + end > row_end ? row_end : line + end;

		if (from < to) {
			int x = editor_column(e, r, from);

			canvas_restyle(p, x, y, editor_column(e, r, to) - x, e->mark_style);
		}
	}
}

static void
draw_selection(const struct editor *e, struct pane p, int y, const struct row *r)
{
	size_t from, to, end = r->start + r->len;
	int x;

	if (!editor_selection(e, &from, &to) || from > end || to <= r->start)
		return;
	if (from < r->start)
		from = r->start;
	x = editor_column(e, r, from);
	/* a selected line end shows as a blank */
	if (to > end)
		canvas_restyle(p, x, y, editor_column(e, r, end) - x + 1, ROLE_SELECTION);
	else
		canvas_restyle(p, x, y, editor_column(e, r, to) - x, ROLE_SELECTION);
}

static void
draw_misspelled(const struct editor *e, struct pane p, int y, const struct row *r)
{
	size_t end = r->start + r->len, low = 0, high = e->wrong_count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (e->wrong[middle].to <= r->start)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < e->wrong_count && e->wrong[low].from < end; low++) {
		size_t from = e->wrong[low].from > r->start ? e->wrong[low].from : r->start;
		size_t to = e->wrong[low].to < end ? e->wrong[low].to : end;
		int x = editor_column(e, r, from);

		canvas_restyle(p, x, y, editor_column(e, r, to) - x, ROLE_DUE | STYLE_UNDERLINE);
	}
}

/* Blanks that did not fit any more belong to the row they follow. */
static bool
is_row_of_cursor(const struct editor *e, const struct row *r)
{
	return e->cursor >= r->start &&
		(e->cursor < r->next || (r->last && e->cursor <= editor_line_end(e, r->start)));
}

void
editor_draw(struct editor *e, struct pane p, unsigned style, bool focus)
{
	struct row r;

	if (p.width < 1 || p.height < 1)
		return;
	e->width = p.width;
	e->height = p.height;
	scroll(e, p.height);
	canvas_erase(p, style);
	r = editor_row_at(e, e->top);
	for (int y = 0; y < p.height; y++) {
		bool quote = e->text.data[editor_line_start(e, r.start)] == '>' && r.start < e->text.len;

		canvas_putn(p, 0, y, quote ? ROLE_QUOTE : style, e->text.data + r.start, r.len, p.width);
		draw_misspelled(e, p, y, &r);
		draw_marks(e, p, y, &r);
		draw_selection(e, p, y, &r);
		if (focus && is_row_of_cursor(e, &r)) {
			int x = editor_column(e, &r, e->cursor);

			canvas_cursor(p, x < p.width ? x : p.width - 1, y);
		}
		if (r.end)
			break;
		r = editor_row_at(e, r.next);
	}
}

static void
count(struct editor *e, int width)
{
	struct row r = row_at(e, 0, width);

	if (e->counted_revision == e->revision && e->counted_width == width && e->counted_top == e->top &&
	    e->rows > 0)
		return;
	e->rows = 1;
	e->above = 0;
	while (!r.end) {
		e->above += r.next <= e->top;
		e->rows++;
		r = row_at(e, r.next, width);
	}
	e->counted_revision = e->revision;
	e->counted_width = width;
	e->counted_top = e->top;
}

size_t
editor_top(const struct editor *e)
{
	/* counting is remembered: nothing that can be seen from outside changes */
	struct editor *mutable = (struct editor *)(uintptr_t)e;

	count(mutable, e->width);
	return e->above;
}

size_t
editor_rows(struct editor *e, int width)
{
	count(e, width);
	return e->rows;
}
