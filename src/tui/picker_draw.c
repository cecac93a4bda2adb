/* picker_draw.c - the picker's box. */
#include <string.h>

#include "i18n.h"
#include "layout.h"
#include "picker_parts.h"
#include "utf8.h"

enum { PREVIEW_ROWS = 3 };

/* Columns of a row: cursor mark, key, text, detail, note. */
struct columns {
	int key, text, detail, note;
};

static int
smaller(int a, int b)
{
	return a < b ? a : b;
}

/* Where both are too wide each gets half. */
static struct columns
measure(const struct picker *p, int width)
{
	struct columns c = { p->has_keys ? 2 : 0, 0, 0, 0 };
	int left = width - 2 - c.key;

	if (p->note_width > 0 && left > 16) {
		c.note = smaller(p->note_width, left / 3);
		left -= c.note + 2;
	}
	c.text = smaller(p->text_width, left);
	if (p->detail_width > 0 && left > 16) {
		if (left - c.text - 2 < p->detail_width)
			c.text = smaller(c.text, left - 2 - smaller(p->detail_width, left / 2 - 2));
		c.detail = left - c.text - 2;
	} else {
		c.text = left;
	}
	return c;
}

static void
draw_item(const struct picker *p, struct pane in, int y, size_t i, const struct columns *c)
{
	const struct picker_item *item = &p->items[p->shown[i]];
	bool here = i == p->at;
	unsigned style = here ? ROLE_CURSOR : p->muted && p->muted(p->muted_ctx, item) ? ROLE_MUTED : ROLE_TEXT;
	int x = 1;

	canvas_fill(in, 0, y, in.width, 1, style);
	if (here)
		canvas_put(in, 0, y, style, ">");
	if (c->key && item->key)	/* while letters filter, the key fires nothing */
		canvas_putn(in, x, y, here ? style : p->typing ? ROLE_MUTED : ROLE_KEY, &item->key, 1, 1);
	x += c->key;
	canvas_put_fit(in, x, y, c->text, ALIGN_LEFT, style, item->text);
	x += c->text + 2;
	if (c->detail > 0)
		canvas_put_fit(in, x, y, c->detail, ALIGN_LEFT, here ? style : ROLE_MUTED, item->detail);
	if (c->note > 0)
		canvas_put_fit(in, in.width - 1 - c->note, y, c->note, ALIGN_RIGHT,
			here ? style : ROLE_HINT, item->note);
}

static void
draw_items(struct picker *p, struct pane in)
{
	struct columns c = measure(p, in.width);
	size_t h = (size_t)in.height;

	p->height = in.height;
	p->x = in.x, p->y = in.y, p->width = in.width;
	if (in.height < 1)
		return;
	if (p->at < p->top)
		p->top = p->at;
	if (p->at >= p->top + h)
		p->top = p->at - h + 1;
	if (p->top + h > p->shown_count)
		p->top = p->shown_count > h ? p->shown_count - h : 0;
	for (size_t y = 0; y < h && p->top + y < p->shown_count; y++)
		draw_item(p, in, (int)y, p->top + y, &c);
	if (!p->shown_count)
		canvas_put(in, 1, 0, ROLE_MUTED, p->count ? _("Nothing matches") : _("Nothing to choose from"));
	if (!p->typing)
		canvas_cursor(in, 0, (int)(p->at - p->top));
}

/* "> esc           3/71" */
static void
draw_line(struct picker *p, struct pane in)
{
	struct arena *a = arena_new();
	const char *count = arena_printf(a, "%zu/%zu", p->shown_count, p->count);
	int columns = canvas_columns(count), room = in.width - columns - 2;

	canvas_fill(in, 0, 0, in.width, 1, ROLE_INPUT);
	if (room > 8)
		canvas_put(in, in.width - columns - 1, 0, ROLE_HINT, count);
	else
		room = in.width;
	lineedit_draw(p->line, pane_sub(in, 0, 0, room, 1), 0, "> ", ROLE_INPUT);
	arena_free(a);
}

static void
mark_line(const struct picker *p, struct pane in, int y, const char *text, const struct layout_line *line)
{
	size_t start, end;

	for (size_t at = 0; p->marks && p->marks(text + line->start, line->len, at, &start, &end) && end > start; at = end)
		canvas_restyle(in, 1 + utf8_columns(text + line->start, start), y,
			utf8_columns(text + line->start + start, end - start), p->mark_style);
}

static void
draw_preview(struct picker *p, struct pane in, const struct picker_item *item)
{
	const char *text = item ? p->preview(p->preview_ctx, item) : "";
	struct layout_options o = { .width = in.width - 2 };
	struct layout_line line = { 0 };
	bool head = p->preview_rows && text && strstr(text, "\n\n");

	canvas_hline(in, 0, 0, in.width, ROLE_RULE);
	for (int y = 1; text && y < in.height && layout_next(text, strlen(text), &o, &line); y++) {
		bool more = p->preview_rows && y == in.height - 1 && text[line.next];

		head &= line.len > 0;
		layout_draw(in, 1, y, head ? ROLE_MUTED : ROLE_TEXT, text, &line);
		mark_line(p, in, y, text, &line);
		if (more)
			canvas_put(in, in.width - 2, y, ROLE_HINT, "~");
	}
}

void
picker_draw(struct picker *p, struct pane screen, int width, int height)
{
	bool line = p->typing || *picker_text(p);
	int rows = (int)(p->count < 1000 ? p->count : 1000), below = p->preview ? PREVIEW_ROWS + 1 : 0;
	const struct picker_item *item = picker_item(p);

	if (p->preview_rows) {		/* half of what there is, at most */
		height = screen.height > 8 ? screen.height - 4 : screen.height;
		below = smaller(p->preview_rows + 1, (height - 2 - line) / 2);
		height = smaller(height, below + 2 + line + smaller(rows, 12));
		width = smaller(screen.width - 4, width < 90 ? width + 12 : width);
	}
	/* as high as all items need, so that it does not jump while one types */
	struct pane in = popup_draw(screen, width, smaller(height, (rows ? rows : 1) + 2 + line + below),
		p->title, p->footer);

	/* the items have the first claim */
	if (in.height - line - below < 3)
		below = in.height - line >= 5 ? 2 : 0;

	draw_items(p, pane_sub(in, 0, line, in.width, in.height - line - below));
	if (below)
		draw_preview(p, pane_sub(in, 0, in.height - below, in.width, below), item);
	if (line && in.height > 0)
		draw_line(p, pane_sub(in, 0, 0, in.width, 1));
}
