/* tui_list.c - the cursor stays where the reader put it, whatever comes and goes. */
#include <stdlib.h>

#include "arena.h"
#include "canvas.h"
#include "list.h"
#include "t.h"

/* All there is, and the window of it the list may see. */
struct rows {
	int64_t id[20000];
	size_t count, from, to, page;
	int asked;
};

static size_t
count(void *ctx)
{
	struct rows *r = ctx;

	return r->to - r->from;
}

static int64_t
id(void *ctx, size_t row)
{
	struct rows *r = ctx;

	return r->id[r->from + row];
}

static bool
more(void *ctx, int direction)
{
	struct rows *r = ctx;

	r->asked++;
	if (direction > 0 ? r->to == r->count : r->from == 0)
		return false;
	if (direction > 0)
		r->to = r->to + r->page < r->count ? r->to + r->page : r->count;
	else
		r->from = r->from > r->page ? r->from - r->page : 0;
	return true;
}

static void
edge(void *ctx, int direction)
{
	struct rows *r = ctx;

	r->from = direction < 0 || r->count < r->page ? 0 : r->count - r->page;
	r->to = direction < 0 && r->page < r->count ? r->page : r->count;
}

static void
cell(void *ctx, size_t row, int column, struct list_cell *out)
{
	static char text[64];
	struct rows *r = ctx;

	snprintf(text, sizeof text, column ? "subject %lld" : "%lld", (long long)r->id[r->from + row]);
	out->text = text;
	if (column)
		out->style = ROLE_TAG;
}

static const struct list_column columns[] = {
	{ "ID", 4, 6, 0, ALIGN_RIGHT, false }, { "SUBJECT", 8, 30, 0, ALIGN_LEFT, true },
};

static struct list *
make(struct rows *r, size_t n, size_t from, size_t to, size_t page, bool windowed)
{
	struct list_source s = { .ctx = r, .count = count, .id = id, .more = windowed ? more : NULL, .cell = cell };
	struct list *l;

	*r = (struct rows){ .count = n, .from = from, .to = to, .page = page };
	for (size_t i = 0; i < n; i++)
		r->id[i] = (int64_t)i + 1;
	l = list_new(&s);
	list_set_columns(l, columns, 2);
	list_reset(l);
	return l;
}

static void
take_out(struct rows *r, size_t at)
{
	memmove(r->id + at, r->id + at + 1, (r->count - at - 1) * sizeof r->id[0]);
	r->count--;
	if (r->to > r->count)
		r->to = r->count;
}

static void
put_in(struct rows *r, size_t at, int64_t new_id)
{
	memmove(r->id + at + 1, r->id + at, (r->count - at) * sizeof r->id[0]);
	r->id[at] = new_id;
	r->count++;
	r->to++;
}

static struct rows rows;
static struct canvas *screen;

static void
draw(struct list *l)
{
	list_draw(l, canvas_pane(screen), true);
}

/* The row of the screen with the cursor, and what it says. */
static int
screen_row(void)
{
	int x, y;

	return canvas_cursor_at(screen, &x, &y) ? y : -1;
}

static void
changes(void)
{
	struct list *l = make(&rows, 20, 0, 20, 20, false);
	int y;

	draw(l);
	T_INT(list_cursor(l), 1);
	T_OK(list_do(l, LIST_DOWN, 9), "down by nine");
	T_INT(list_cursor(l), 10);
	draw(l);
	y = screen_row();
	put_in(&rows, 0, 100);
	put_in(&rows, 5, 101);
	list_refresh(l);
	draw(l);
	T_INT(list_cursor(l), 10);
	T_INT(list_cursor_row(l), 11);
	T_OK(screen_row() == y, "rows came above: the cursor's row does not move on the screen");
	take_out(&rows, 0);
	take_out(&rows, 15);
	list_refresh(l);
	draw(l);
	T_INT(list_cursor(l), 10);
	T_INT(screen_row(), y);
	take_out(&rows, (size_t)list_cursor_row(l));
	list_refresh(l);
	T_INT(list_cursor(l), 11);
	/* the last one goes: the one before it is next */
	list_do(l, LIST_BOTTOM, 0);
	T_INT(list_cursor(l), 20);
	take_out(&rows, rows.count - 1);
	list_refresh(l);
	T_INT(list_cursor(l), 19);
	rows.count = rows.to = 0;
	list_refresh(l);
	draw(l);
	T_INT(list_cursor(l), 0);
	T_INT(list_cursor_row(l), -1);
	T_OK(!list_do(l, LIST_DOWN, 1) && !list_do(l, LIST_BOTTOM, 0) && !list_do(l, LIST_SCREEN_MIDDLE, 0),
		"nowhere to go in an empty list");
	put_in(&rows, 0, 7);
	list_refresh(l);
	T_INT(list_cursor(l), 7);
	list_free(l);
}

static void
moving(void)
{
	struct list *l = make(&rows, 100, 0, 100, 100, false);

	draw(l);
	T_OK(!list_do(l, LIST_UP, 1), "not above the first");
	list_do(l, LIST_PAGE_DOWN, 0);
	draw(l);
	T_INT(list_cursor(l), 10);
	T_INT(list_top_row(l), 9);
	list_do(l, LIST_SCREEN_BOTTOM, 0);
	T_INT(list_cursor(l), 19);
	list_do(l, LIST_SCREEN_MIDDLE, 0);
	T_INT(list_cursor(l), 15);
	list_do(l, LIST_SCREEN_TOP, 0);
	T_INT(list_cursor(l), 10);
	list_do(l, LIST_TOP, 42);
	T_INT(list_cursor(l), 42);
	draw(l);
	T_INT(screen_row(), 9);
	list_do(l, LIST_HALF_UP, 2);
	T_INT(list_cursor(l), 32);
	list_do(l, LIST_BOTTOM, 0);
	draw(l);
	T_OK(list_cursor(l) == 100 && list_top_row(l) == 90, "the end fills the screen");
	list_do(l, LIST_PAGE_DOWN, 0);
	draw(l);
	T_OK(list_top_row(l) == 90, "no empty rows below");
	list_do(l, LIST_TOP, 0);
	draw(l);
	T_OK(list_cursor(l) == 1 && list_top_row(l) == 0, "the top");
	T_OK(list_go(l, 55) && !list_go(l, 5555) && list_cursor(l) == 55, "to an id there is");
	list_free(l);
}

/* A window that knows 20 rows of 5,000, from the middle. */
static void
windows(void)
{
	struct list *l = make(&rows, 5000, 2000, 2020, 20, true);
	bool in_order = true;

	draw(l);
	T_INT(list_cursor(l), 2001);
	for (int i = 0; i < 500; i++) {
		in_order = in_order && list_do(l, LIST_UP, 1) && list_cursor(l) == 2000 - i;
		draw(l);
	}
	T_OK(in_order, "up through 500 rows that were not known");
	list_do(l, LIST_DOWN, 1000);
	T_INT(list_cursor(l), 2501);
	list_do(l, LIST_PAGE_DOWN, 30);
	T_INT(list_cursor(l), 2501 + 270);
	list_do(l, LIST_BOTTOM, 0);
	T_INT(list_cursor(l), 5000);
	draw(l);
	list_do(l, LIST_TOP, 0);
	T_INT(list_cursor(l), 1);
	T_OK(!list_do(l, LIST_UP, 3), "the first is the first");
	list_free(l);
	/* edges in one step */
	l = make(&rows, 5000, 2000, 2020, 20, true);
	list_free(l);
	{
		struct list_source s = { .ctx = &rows, .count = count, .id = id, .more = more, .edge = edge, .cell = cell };

		l = list_new(&s);
	}
	list_set_columns(l, columns, 2);
	draw(l);
	rows.asked = 0;
	list_do(l, LIST_BOTTOM, 0);
	T_OK(list_cursor(l) == 5000 && rows.asked == 0, "the end in one step");
	draw(l);
	list_do(l, LIST_UP, 25);
	T_INT(list_cursor(l), 4975);
	list_free(l);
}

static void
marks(struct arena *a)
{
	struct list *l = make(&rows, 30, 0, 30, 30, false);
	int64_t *ids;
	size_t n;

	draw(l);
	list_toggle(l, 3);
	list_toggle(l, 1);
	list_toggle(l, 3);
	list_toggle(l, 5);
	ids = list_marks(l, a, &n);
	T_OK(n == 2 && ids[0] == 1 && ids[1] == 5, "marks in the order they were set");
	list_go(l, 8);
	list_mark_range(l);
	T_INT(list_mark_count(l), 5);
	T_OK(list_marked(l, 6) && list_marked(l, 8) && !list_marked(l, 4), "from the last marked to the cursor");
	list_mark(l, 25, true);
	draw(l);
	T_INT(list_marks_unseen(l), 1);
	list_marks_clear(l);
	T_INT(list_mark_count(l), 0);
	T_OK(list_marks_back(l) && list_mark_count(l) == 6, "and all are back");
	/* marks belong to ids, not to places, and stay when their row goes out of the window */
	take_out(&rows, 0);
	list_refresh(l);
	T_OK(list_marked(l, 5) && list_marked(l, 1), "rows went, marks stay on theirs");
	list_mark_invert(l);
	T_OK(!list_marked(l, 5) && list_marked(l, 4) && list_marked(l, 1), "the other rows");
	list_marks_clear(l);
	list_mark_window(l);
	T_INT(list_mark_count(l), 29);
	list_mark(l, 0, true);
	T_INT(list_mark_count(l), 29);
	list_free(l);
}

static void
look(struct arena *a)
{
	struct list *l = make(&rows, 3, 0, 3, 3, false);
	struct canvas *c = canvas_new(24, 4);
	struct buf b = BUF_INIT;
	(void)a;

	list_do(l, LIST_DOWN, 1);
	list_mark(l, 3, true);
	list_draw(l, pane_sub(canvas_pane(c), 0, 1, 24, 3), true);
	list_draw_titles(l, canvas_pane(c), 0, ROLE_TITLE);
	canvas_dump(c, &b, CANVAS_TRIM | CANVAS_CURSOR);
	T_OK(canvas_style_at(c, 6, 1) == ROLE_TAG && canvas_style_at(c, 20, 1) == ROLE_TEXT, "a cell's look is its text's");
	T_STR(b.data, "   ID SUBJECT\n    1 subject 1\n>   2 subject 2\nx   3 subject 3\ncursor 0,2\n");
	buf_free(&b);
	canvas_free(c);
	list_free(l);
}

/* The case list's own columns, roughly. */
static void
layout(void)
{
	static const struct list_column c[] = {
		{ "!", 2, 2, 4, ALIGN_LEFT, false }, { "CASE", 5, 6, 2, ALIGN_RIGHT, false },
		{ "DUE", 4, 6, 1, ALIGN_RIGHT, false }, { "CH", 2, 2, 3, ALIGN_LEFT, false },
		{ "CUSTOMER", 10, 24, 0, ALIGN_LEFT, false }, { "SUBJECT", 8, 60, 0, ALIGN_LEFT, true },
		{ "TAGS", 6, 20, 8, ALIGN_LEFT, false }, { "OWNER", 4, 10, 6, ALIGN_LEFT, false },
		{ "AGE", 3, 4, 5, ALIGN_RIGHT, false },
	};
	int widths[LIST_COLUMNS], before[LIST_COLUMNS] = { 0 };
	bool fits = true, subject = true, least = true, steady = true;

	for (int total = 1; total <= 300; total++) {
		int sum = 0, shown = 0;

		list_layout(c, 9, total, widths);
		for (int i = 0; i < 9; i++) {
			sum += widths[i];
			shown += widths[i] > 0;
			if (widths[i] > 0 && !c[i].fill && (widths[i] < c[i].min || widths[i] > c[i].ideal))
				least = false;
			/* a wider screen shows whatever a narrower one did */
			if (before[i] > 0 && widths[i] == 0)
				steady = false;
			before[i] = widths[i];
		}
		sum += shown > 1 ? shown - 1 : 0;
		if (total >= 20 && sum > total)
			fits = false;
		/* customer, gap and 24 */
		if (total >= 10 + 1 + LIST_SUBJECT_MIN && widths[5] < LIST_SUBJECT_MIN)
			subject = false;
		if (total >= 20 && total < 35 && widths[5] != total - 11)
			subject = false;
	}
	T_OK(fits, "columns fit into 20 to 300");
	T_OK(subject, "the subject keeps 24 as long as others can give way");
	T_OK(least, "nobody is narrower than his least or wider than his ideal");
	T_OK(steady, "more room never hides a column");
	list_layout(c, 9, 200, widths);
	for (int i = 0; i < 9; i++)
		if (!c[i].fill)
			T_INT(widths[i], c[i].ideal);
	list_layout(c, 9, 60, widths);
	T_OK(!widths[6] && !widths[7] && widths[8] && widths[5] == 24, "at 60 tags and owner have gone");
}

int
main(void)
{
	struct arena *a = arena_new();

	screen = canvas_new(40, 10);
	changes();
	moving();
	windows();
	marks(a);
	look(a);
	layout();
	canvas_free(screen);
	arena_free(a);
	return t_done();
}
