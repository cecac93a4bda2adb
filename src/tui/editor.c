/* editor.c - the text, its changes, undo. */
#include <stdlib.h>
#include <string.h>

#include "editor_parts.h"
#include "str.h"
#include "utf8.h"
#include "words.h"

struct editor *
editor_new(void)
{
	struct editor *e = xcalloc(1, sizeof *e);

	buf_init(&e->text);
	buf_init(&e->killed);
	e->anchor = EDITOR_NOWHERE;
	e->width = 80;
	e->height = 24;
	e->goal = -1;
	return e;
}

static void
forget(struct editor *e, size_t from)
{
	for (size_t i = from; i < e->change_count; i++) {
		free(e->change[i].removed);
		free(e->change[i].added);
	}
	e->change_count = from;
}

void
editor_free(struct editor *e)
{
	if (!e)
		return;
	forget(e, 0);
	free(e->change);
	free(e->wrong);
	buf_free(&e->text);
	buf_free(&e->killed);
	free(e);
}

void
editor_set_text(struct editor *e, const char *text)
{
	forget(e, 0);
	e->done = 0;
	buf_clear(&e->text);
	utf8_clean(&e->text, text, strlen(text), true);
	e->cursor = e->top = 0;
	e->anchor = EDITOR_NOWHERE;
	e->goal = -1;
	e->closed = true;
	e->revision++;
}

void
editor_text(const struct editor *e, struct buf *out)
{
	buf_add(out, e->text.data, e->text.len);
}

char *
editor_copy(const struct editor *e, struct arena *a)
{
	return arena_strn(a, e->text.data, e->text.len);
}

size_t
editor_length(const struct editor *e)
{
	return e->text.len;
}

unsigned long
editor_revision(const struct editor *e)
{
	return e->revision;
}

/* -- changes -------------------------------------------------------------------------------------------- */

void
editor_set_misspelled(struct editor *e, const struct editor_mark *marks, size_t n)
{
	free(e->wrong);
	e->wrong = NULL;
	e->wrong_count = n;
	if (n) {
		e->wrong = xcalloc(n, sizeof *marks);
		memcpy(e->wrong, marks, n * sizeof *marks);
	}
}

/* Those behind a change go along; one that is touched is none any more. */
static void
move_misspelled(struct editor *e, size_t pos, size_t removed, size_t added)
{
	size_t n = 0;
	for (size_t i = 0; i < e->wrong_count; i++) {
		struct editor_mark m = e->wrong[i];
		if (m.from >= pos + removed && m.from > pos)
			e->wrong[n++] = (struct editor_mark){ m.from - removed + added, m.to - removed + added };
		else if (m.to < pos)
			e->wrong[n++] = m;
	}
	e->wrong_count = n;
}

static void
splice(struct editor *e, size_t pos, size_t removed, const char *added, size_t len)
{
	move_misspelled(e, pos, removed, len);
	buf_splice(&e->text, pos, removed, added, len);
	e->revision++;
	if (e->top > e->text.len)
		e->top = e->text.len;
}

static void
append(char **text, size_t *len, const char *more, size_t more_len)
{
	*text = xrealloc(*text, *len + more_len + 1);
	memcpy(*text + *len, more, more_len);
	*len += more_len;
}

/* Whether a typed text belongs to the step before: the same word is being written. */
static bool
same_step(const struct editor *e, const struct change *c, size_t from, size_t to, const char *text,
	enum change_kind kind)
{
	if (e->closed || c->kind != kind || e->done != e->change_count)
		return false;
	if (kind == CHANGE_ERASING)
		return to == c->pos;
	return kind == CHANGE_TYPING && from == to && from == c->pos + c->added_len && *text != '\n' &&
		!(*text != ' ' && c->added_len > 0 && c->added[c->added_len - 1] == ' ');
}

/* Joins a change with the one before it. */
static void
join(struct editor *e, struct change *c, size_t from, size_t to, const char *text, size_t len)
{
	if (c->kind == CHANGE_TYPING) {
		append(&c->added, &c->added_len, text, len);
		return;
	}
	c->removed = xrealloc(c->removed, c->removed_len + (to - from) + 1);
	memmove(c->removed + (to - from), c->removed, c->removed_len);
	memcpy(c->removed, e->text.data + from, to - from);
	c->removed_len += to - from;
	c->pos = from;
}

void
editor_change(struct editor *e, size_t from, size_t to, const char *text, size_t len, enum change_kind kind)
{
	struct change *c = e->done ? &e->change[e->done - 1] : NULL;

	if (from == to && len == 0)
		return;
	if (c && same_step(e, c, from, to, text, kind)) {
		join(e, c, from, to, text, len);
	} else {
		forget(e, e->done);
		if (e->change_count == e->change_space) {
			e->change_space = e->change_space * 2 + 64;
			e->change = xrealloc(e->change, e->change_space * sizeof *e->change);
		}
		c = &e->change[e->change_count++];
		*c = (struct change){ .kind = kind, .pos = from, .cursor = e->cursor };
		append(&c->removed, &c->removed_len, e->text.data + from, to - from);
		append(&c->added, &c->added_len, text, len);
		e->done = e->change_count;
	}
	e->closed = false;
	splice(e, from, to - from, text, len);
	e->cursor = from + len;
	e->anchor = EDITOR_NOWHERE;
	e->sticky = false;
	e->goal = -1;
}

bool
editor_undo(struct editor *e)
{
	struct change *c;

	if (e->done == 0)
		return false;
	c = &e->change[--e->done];
	splice(e, c->pos, c->added_len, c->removed, c->removed_len);
	e->cursor = c->cursor <= e->text.len ? c->cursor : e->text.len;
	e->anchor = EDITOR_NOWHERE;
	e->goal = -1;
	e->closed = true;
	return true;
}

bool
editor_redo(struct editor *e)
{
	struct change *c;

	if (e->done == e->change_count)
		return false;
	c = &e->change[e->done++];
	splice(e, c->pos, c->removed_len, c->added, c->added_len);
	e->cursor = c->pos + c->added_len;
	e->anchor = EDITOR_NOWHERE;
	e->goal = -1;
	e->closed = true;
	return true;
}

bool
editor_selection(const struct editor *e, size_t *from, size_t *to)
{
	if (e->anchor == EDITOR_NOWHERE || e->anchor == e->cursor || e->anchor > e->text.len)
		return false;
	*from = e->anchor < e->cursor ? e->anchor : e->cursor;
	*to = e->anchor < e->cursor ? e->cursor : e->anchor;
	return true;
}

/* -- from outside ----------------------------------------------------------------------------------------- */

void
editor_paste(struct editor *e, const char *text, size_t len)
{
	struct buf clean = BUF_INIT;
	size_t from = e->cursor, to = e->cursor;

	(void)editor_selection(e, &from, &to);
	text_clean_after(&clean, e->text.data, from, text, len);
	e->closed = true;
	editor_change(e, from, to, clean.data, clean.len, CHANGE_OTHER);
	e->closed = true;
	buf_free(&clean);
}

void
editor_insert(struct editor *e, const char *text)
{
	editor_paste(e, text, strlen(text));
}

void
editor_replace(struct editor *e, size_t from, size_t to, const char *text)
{
	struct buf clean = BUF_INIT;

	if (to > e->text.len)
		to = e->text.len;
	if (from > to)
		from = to;
	text_clean_after(&clean, e->text.data, from, text, strlen(text));
	e->closed = true;
	editor_change(e, from, to, clean.data, clean.len, CHANGE_OTHER);
	e->closed = true;
	buf_free(&clean);
}

size_t
editor_cursor(const struct editor *e)
{
	return e->cursor;
}

void
editor_set_cursor(struct editor *e, size_t position)
{
	size_t line, at;

	if (position > e->text.len)
		position = e->text.len;
	/* graphemes are counted from the line's start: they never cross a line end */
	for (at = line = editor_line_start(e, position); at < position; line = at)
		at = text_next(e->text.data, e->text.len, line);
	if (at > position)
		at = text_back(e->text.data, at);
	e->cursor = at;
	e->anchor = EDITOR_NOWHERE;
	e->goal = -1;
	e->closed = true;
}

void
editor_select(struct editor *e, size_t from, size_t to)
{
	editor_set_cursor(e, to);
	e->anchor = from < e->text.len ? from : e->text.len;
	e->sticky = false;
}

void
editor_set_marks(struct editor *e, text_find *find, unsigned style)
{
	e->marks = find;
	e->mark_style = style;
}

void
editor_line_column(const struct editor *e, size_t *line, size_t *column)
{
	size_t start = editor_line_start(e, e->cursor);

	*line = *column = 1;
	for (size_t i = 0; i < start; i++)
		*line += e->text.data[i] == '\n';
	for (size_t i = start; i < e->cursor; ++*column)
		i = text_next(e->text.data, e->text.len, i);
}
