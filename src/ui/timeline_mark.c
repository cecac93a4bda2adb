/* timeline_mark.c - lines of a story are marked, and what was said in them becomes a quote. */
#include "app.h"
#include "timeline.h"

#include <string.h>

/* What somebody said, and not what we say about it. */
static bool
is_said(const struct told_line *line)
{
	unsigned role = line->style;
	return line->len && (role == ROLE_TEXT || role == ROLE_QUOTE || role == ROLE_NOTE);
}

static bool
may_be_quoted(const struct item_row *r)
{
	return r->row == ROW_MESSAGE || r->row == ROW_NOTE || r->row == ROW_CONTACT || r->row == ROW_OUTBOX;
}

/* The next line with words from (item, line) on; false when there is none. */
static bool
seek(struct app *app, struct story *s, size_t *item, size_t *line, int direction)
{
	size_t i = *item, k = *line;
	for (;;) {
		if (direction > 0 ? k + 1 < s->items[i].line_count : k > 0) {
			k = direction > 0 ? k + 1 : k - 1;
		} else {
			if (direction < 0 && i == 0) {
				size_t had = s->n;
				if (!story_older(app, s))
					return false;
				i = s->n - had;
				s->mark_item += i;
			}
			if (direction > 0 && i + 1 >= s->n && !story_newer(app, s))
				return false;
			i = direction > 0 ? i + 1 : i - 1;
			story_shape(s, &s->items[i], s->width);
			if (!s->items[i].line_count)
				continue;
			k = direction > 0 ? 0 : s->items[i].line_count - 1;
		}
		if (may_be_quoted(&s->items[i].row) && is_said(&s->items[i].lines[k])) {
			*item = i;
			*line = k;
			return true;
		}
	}
}

/* Scrolls as little as it takes to show the line under the cursor. */
static void
show_line(struct app *app, struct story *s)
{
	int rules = story_height(s, s->cursor, s->width) - (int)s->items[s->cursor].line_count;
	if (s->cursor < s->top || (s->cursor == s->top && rules + (int)s->cursor_line < s->skip)) {
		s->top = s->cursor;
		s->skip = rules + (int)s->cursor_line;
		return;
	}
	for (;;) {
		int y = -s->skip;
		for (size_t i = s->top; i < s->cursor; i++)
			y += story_height(s, i, s->width);
		if (y + rules + (int)s->cursor_line < s->height)
			return;
		if (++s->skip >= story_height(s, s->top, s->width)) {
			s->top++;
			s->skip = 0;
		}
	}
	(void)app;
}

bool
story_marks(const struct story *s)
{
	return s && s->marking;
}

bool
story_mark(struct app *app, struct story *s, bool on)
{
	if (!on || !s->n || s->marking) {
		bool was = s->marking;
		s->marking = false;
		return was;
	}
	size_t item = s->cursor, line = 0;
	struct told *t = &s->items[item];
	story_shape(s, t, s->width);
	while (line < t->line_count && !is_said(&t->lines[line]))
		line++;
	if (line == t->line_count || !may_be_quoted(&t->row)) {
		line = t->line_count ? t->line_count - 1 : 0;
		if (!seek(app, s, &item, &line, -1))
			return false;
	}
	s->cursor = s->mark_item = item;
	s->cursor_line = s->mark_line = line;
	s->marking = true;
	show_line(app, s);
	return true;
}

bool
story_mark_move(struct app *app, struct story *s, enum list_move how, int count)
{
	int page = s->height > 2 ? s->height - 1 : 1, steps = count > 0 ? count : 1;
	bool moved = false;
	int direction = how == LIST_DOWN || how == LIST_PAGE_DOWN || how == LIST_HALF_DOWN || how == LIST_BOTTOM ? 1 : -1;
	if (how == LIST_PAGE_DOWN || how == LIST_PAGE_UP)
		steps *= page;
	else if (how == LIST_HALF_DOWN || how == LIST_HALF_UP)
		steps *= page / 2 ? page / 2 : 1;
	else if (how == LIST_TOP || how == LIST_BOTTOM)
		steps = 100000;
	while (steps-- > 0 && seek(app, s, &s->cursor, &s->cursor_line, direction))
		moved = true;
	show_line(app, s);
	return moved;
}

bool
story_line_marked(const struct story *s, size_t item, size_t line)
{
	if (!s->marking)
		return false;
	bool down = s->mark_item < s->cursor || (s->mark_item == s->cursor && s->mark_line <= s->cursor_line);
	size_t i = down ? s->mark_item : s->cursor, k = down ? s->mark_line : s->cursor_line;
	size_t to_i = down ? s->cursor : s->mark_item, to_k = down ? s->cursor_line : s->mark_line;
	bool after = item > i || (item == i && line >= k), before = item < to_i || (item == to_i && line <= to_k);
	return after && before && may_be_quoted(&s->items[item].row) && is_said(&s->items[item].lines[line]);
}

/* -- quoting ------------------------------------------------------------------------------------------------------- */

/* The words of an item's lines, as they were written; whole: of all that is said in it. */
static char *
words_of(struct story *s, size_t item, bool whole, struct arena *a)
{
	struct told *t = &s->items[item];
	struct buf b = BUF_INIT;
	const struct told_line *last = NULL;
	story_shape(s, t, s->width > 0 ? s->width : 80);
	for (size_t k = 0; k < t->line_count; k++) {
		const struct told_line *line = &t->lines[k];
		if (whole ? !is_said(line) : !story_line_marked(s, item, k))
			continue;
		/* between two lines of one text stands what stood there: a line end, or the blank where we broke it */
		if (last && last->base == line->base)
			buf_add(&b, last->text + last->len, (size_t)(line->text - last->text) - last->len);
		else if (last)
			buf_addc(&b, '\n');
		size_t skip = line->skip < line->len ? line->skip : line->len;
		buf_add(&b, line->text + skip, line->len - skip);
		last = line;
	}
	char *words = str_trim(a, arena_strn(a, b.data, b.len));
	buf_free(&b);
	return words;
}

/* "On ..., Ana Perez wrote:" and the words behind "> ". */
static void
add_quote(struct story *s, size_t item, const char *words, struct buf *out, struct arena *a)
{
	const struct item_row *r = &s->items[item].row;
	const char *name = r->row == ROW_NOTE || r->direction == DIRECTION_OUT ? r->author : r->from.name;
	if (str_empty(name))
		name = str_empty(r->from.address) ? "?" : r->from.address;
	char *line = quote_for_reply("x", name, r->at, NULL, a), *end = strstr(line, "\n> x");
	if (out->len)
		buf_addc(out, '\n');
	buf_addf(out, "%.*s\n", end ? (int)(end - line) : 0, line);
	for (const char *p = words; *p;) {
		size_t n = strcspn(p, "\n");
		buf_addf(out, n && *p == '>' ? ">%.*s\n" : n ? "> %.*s\n" : ">%.*s\n", (int)n, p);
		p += n + (p[n] == '\n');
	}
}

char *
story_quote(struct story *s, bool notes, struct arena *a)
{
	struct buf b = BUF_INIT;
	size_t from = s->marking && s->mark_item < s->cursor ? s->mark_item : s->cursor;
	size_t to = s->marking && s->mark_item > s->cursor ? s->mark_item : s->cursor;
	for (size_t i = from; s->n && i <= to; i++) {
		const struct item_row *r = &s->items[i].row;
		bool internal = r->row == ROW_NOTE || r->kind == KIND_INTERNAL;
		char *words = may_be_quoted(r) && (notes || !internal) ? words_of(s, i, !s->marking, a) : NULL;
		if (!str_empty(words))
			add_quote(s, i, words, &b, a);
	}
	char *quote = b.len ? arena_strn(a, b.data, b.len) : NULL;
	buf_free(&b);
	return quote;
}
