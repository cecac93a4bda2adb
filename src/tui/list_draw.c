/* list_draw.c - columns by value, and the rows in them. */
#include <string.h>

#include "list_parts.h"

#include "i18n.h"

/* What a column must have for the time being. */
static int
least(const struct list_column *c, int subject)
{
	return c->fill && subject > c->min ? subject : c->min;
}

static int
total_of(const struct list_column *columns, int count, const bool *shown, int subject)
{
	int sum = 0, n = 0;

	for (int i = 0; i < count; i++)
		if (shown[i])
			sum += least(&columns[i], subject), n++;
	return sum + (n > 1 ? n - 1 : 0);
}

/* The shown column that goes first, -1 when none may. */
static int
next_to_go(const struct list_column *columns, int count, const bool *shown)
{
	int worst = -1;

	for (int i = 0; i < count; i++)
		if (shown[i] && columns[i].priority > 0 &&
		    (worst < 0 || columns[i].priority >= columns[worst].priority))
			worst = i;
	return worst;
}

static void
grow(const struct list_column *columns, int count, const bool *shown, int *left, int *widths)
{
	for (int priority = 0; priority <= 9 && *left > 0; priority++) {
		for (int i = 0; i < count && *left > 0; i++) {
			int more;

			if (!shown[i] || columns[i].fill || columns[i].priority != priority)
				continue;
			more = columns[i].ideal - widths[i];
			more = more < 0 ? 0 : more > *left ? *left : more;
			widths[i] += more;
			*left -= more;
		}
	}
}

void
list_layout(const struct list_column *columns, int count, int total, int widths[LIST_COLUMNS])
{
	bool shown[LIST_COLUMNS] = { false };
	int subject = LIST_SUBJECT_MIN, left, fill = -1, go;

	memset(widths, 0, sizeof *widths * LIST_COLUMNS);
	for (int i = 0; i < count; i++)
		shown[i] = true;
	while (total_of(columns, count, shown, subject) > total &&
	    (go = next_to_go(columns, count, shown)) >= 0)
		shown[go] = false;
	/* nobody can give way any more: the subject must */
	if (total_of(columns, count, shown, subject) > total)
		subject = 0;
	left = total - total_of(columns, count, shown, subject);
	for (int i = 0; i < count; i++) {
		if (shown[i])
			widths[i] = least(&columns[i], subject);
		if (shown[i] && columns[i].fill)
			fill = i;
	}
	if (subject > 0 && left > 0)
		grow(columns, count, shown, &left, widths);
	if (fill >= 0) {
		widths[fill] += left;
		if (widths[fill] < 0)
			widths[fill] = 0;
	}
}

/* -- rows --------------------------------------------------------------------------------------------- */

/* The window covers what is to be drawn, and the cursor is in it. */
static void
scroll(struct list *l, int height)
{
	size_t h = (size_t)height;

	list_refresh(l);
	if (list_rows(l) == 0 && !list_more(l, 1))
		return;
	if (!l->cursor)
		list_put_cursor(l, 0);
	if (l->row < l->top_row)
		l->top_row = l->row;
	if (l->row >= l->top_row + h)
		l->top_row = l->row - h + 1;
	while (l->top_row + h > list_rows(l)) {
		l->top = list_id(l, l->top_row);
		if (!list_more(l, 1))
			break;
	}
	/* no empty rows below while there are rows above */
	while (l->top_row + h > list_rows(l) && l->top_row > 0)
		l->top_row--;
	while (l->top_row + h > list_rows(l) && l->top_row == 0) {
		size_t before = list_rows(l);

		l->top = list_id(l, 0);
		if (!list_more(l, -1) || list_rows(l) <= before)
			break;
		l->top_row = list_rows(l) > h ? list_rows(l) - h : 0;
		if (l->row < l->top_row)
			l->top_row = l->row;
	}
	l->top = list_id(l, l->top_row);
}

/* What a cell looks like is its text's look: blanks beside it are the row's (nobody underlines blanks). */
static void
put_cell(struct pane p, int x, int y, int width, enum align align, const struct list_cell *cell)
{
	int need = canvas_columns(cell->text), before = align == ALIGN_LEFT ? 0 : width - need;

	if (need > width)
		canvas_put_fit(p, x, y, width, align, cell->style, cell->text);
	else
		canvas_put(p, x + (align == ALIGN_CENTRE ? before / 2 : before), y, cell->style, cell->text);
}

/* What was searched for, over the cell. */
static void
put_hit(struct pane p, int x, int y, int width, const struct list_cell *cell)
{
	char before[512];

	if (!cell->hit_len || cell->hit >= sizeof before)
		return;
	memcpy(before, cell->text, cell->hit);
	before[cell->hit] = '\0';
	int at = canvas_columns(before);
	/* the last column may be the sign that there is more */
	if (at < width - 1)
		canvas_putn(p, x + at, y, ROLE_SEARCH_HIT, cell->text + cell->hit, cell->hit_len, width - 1 - at);
}

/* A title as a label: small letters of ASCII and Latin-1. */
static void
label_of(const char *title, char *out, size_t room)
{
	size_t n = 0;

	for (unsigned char before = 0; *title && n + 1 < room; before = (unsigned char)*title++) {
		unsigned char c = (unsigned char)*title;
		bool capital = (c >= 'A' && c <= 'Z') || (before == 0xc3 && c >= 0x80 && c <= 0x9e && c != 0x97);

		out[n++] = (char)(capital ? c + 0x20 : c);
	}
	out[n] = '\0';
}

static bool
is_time(const struct list_column *c)
{
	static const char *const times[] = { "WHEN", "LAST", "DUE", "AGE" };

	for (size_t i = 0; i < sizeof times / sizeof *times; i++)
		if (c->title && !strcmp(c->title, times[i]))
			return true;
	return false;
}

/* Puts "label: text" at x, after a comma if it is not the first; the column after it. */
static int
say_cell(const struct list *l, struct pane p, int x, int y, int i, int before, const struct list_cell *cell)
{
	char label[60];

	label_of(*l->columns[i].title ? _(l->columns[i].title) : "", label, sizeof label);
	if (before)
		x += canvas_put(p, x, y, cell->style, ", ");
	x += canvas_put(p, x, y, cell->style, label);
	if (*label)
		x += canvas_put(p, x, y, cell->style, ": ");
	return x + canvas_put(p, x, y, cell->style, cell->text);
}

/* One line, as it is read out: what is known of the row with its labels; the times come last, and have room. */
static void
say_row(struct list *l, struct pane p, int y, size_t row)
{
	int64_t id = list_id(l, row);
	bool here = row == l->row, marked = list_marked(l, id);
	unsigned own = l->source.style ? l->source.style(l->source.ctx, row) : ROLE_TEXT;
	unsigned style = here ? ROLE_CURSOR : marked ? ROLE_MARKED : own;
	int x = 2, said = 0, late_room = 0;

	canvas_fill(p, 0, y, p.width, 1, style);
	canvas_put(p, 0, y, style, marked ? "x" : here ? ">" : " ");
	for (int pass = 0; pass < 3; pass++)		/* how long the times are, the others, the times */
		for (int i = 0; i < l->column_count; i++) {
			struct list_cell cell = { NULL, own, 0, 0 };

			if (is_time(&l->columns[i]) != (pass != 1))
				continue;
			l->source.cell(l->source.ctx, row, i, &cell);
			if (!cell.text || !cell.text[strspn(cell.text, " ")] || !strcmp(cell.text, "---"))
				continue;
			if (here || marked)
				cell.style = style;
			if (pass == 0)
				late_room += canvas_columns(_(l->columns[i].title)) + canvas_columns(cell.text) + 4;
			else
				x = say_cell(l, pass == 1 ? pane_sub(p, 0, 0, p.width - late_room, p.height) : p, x, y, i, said++,
					&cell);
		}
}

static void
draw_row(struct list *l, struct pane p, int y, size_t row, const int *widths)
{
	int64_t id = list_id(l, row);
	bool here = row == l->row, marked = list_marked(l, id);
	unsigned own = l->source.style ? l->source.style(l->source.ctx, row) : ROLE_TEXT;
	unsigned style = here ? ROLE_CURSOR : marked ? ROLE_MARKED : own;
	int x = 1;

	canvas_fill(p, 0, y, p.width, 1, style);
	canvas_put(p, 0, y, style, marked ? "x" : here ? ">" : " ");
	for (int i = 0; i < l->column_count; i++) {
		struct list_cell cell = { NULL, own, 0, 0 };

		if (widths[i] <= 0)
			continue;
		l->source.cell(l->source.ctx, row, i, &cell);
		if (here || marked)
			cell.style = style;
		if (cell.text)
			put_cell(p, x, y, widths[i], l->columns[i].align, &cell), put_hit(p, x, y, widths[i], &cell);
		x += widths[i] + 1;
	}
}

static void
draw_below(struct list *l, struct pane p, int y, size_t row)
{
	bool here = row == l->row, marked = list_marked(l, list_id(l, row));
	unsigned own = l->source.style ? l->source.style(l->source.ctx, row) : ROLE_TEXT;
	unsigned style = here ? ROLE_CURSOR : marked ? ROLE_MARKED : own;
	struct list_cell cell = { NULL, own, 0, 0 };

	canvas_fill(p, 0, y, p.width, 1, style);
	l->source.below(l->source.ctx, row, &cell);
	if (cell.text)
		canvas_put_fit(p, 5, y, p.width - 5, ALIGN_LEFT, here || marked ? style : cell.style, cell.text);
}

void
list_draw(struct list *l, struct pane p, bool focus)
{
	int widths[LIST_COLUMNS], y;

	if (p.width < 1 || p.height < 1)
		return;
	int lines = canvas_plain(p) || p.height < 2 ? 1 : l->lines;
	l->height = p.height / lines;
	l->drawn_lines = lines;
	scroll(l, l->height);
	l->x = p.x, l->y = p.y, l->width = p.width;
	list_layout(l->columns, l->column_count, p.width - 1, widths);
	canvas_erase(p, ROLE_TEXT);
	for (y = 0; y < l->height && l->top_row + (size_t)y < list_rows(l); y++) {
		if (canvas_plain(p))
			say_row(l, p, y, l->top_row + (size_t)y);
		else
			draw_row(l, p, y * lines, l->top_row + (size_t)y, widths);
		if (lines > 1)
			draw_below(l, p, y * lines + 1, l->top_row + (size_t)y);
	}
	if (focus)
		canvas_cursor(p, 0, l->cursor ? (int)(l->row - l->top_row) * lines : 0);
}

bool
list_within(const struct list *l, int x, int y)
{
	return x >= l->x && x < l->x + l->width && y >= l->y && y < l->y + l->height;
}

int
list_click(struct list *l, int x, int y)
{
	size_t row = l->top_row + (size_t)((y - l->y) / (l->drawn_lines ? l->drawn_lines : 1));

	if (!list_within(l, x, y) || row >= list_rows(l))
		return 0;
	if (row == l->row)
		return 2;
	list_put_cursor(l, row);
	return 1;
}

void
list_draw_titles(const struct list *l, struct pane p, int y, unsigned style)
{
	int widths[LIST_COLUMNS], x = 1;

	if (canvas_plain(p))
		return;
	list_layout(l->columns, l->column_count, p.width - 1, widths);
	canvas_fill(p, 0, y, p.width, 1, style);
	for (int i = 0; i < l->column_count; i++) {
		if (widths[i] <= 0)
			continue;
		canvas_put_fit(p, x, y, widths[i], l->columns[i].align, style,
			*l->columns[i].title ? _(l->columns[i].title) : "");
		x += widths[i] + 1;
	}
}
