/* editor_keys.c - what keys do in the editor. */
#include <string.h>

#include "editor_parts.h"
#include "utf8.h"
#include "words.h"

/* -- moving ------------------------------------------------------------------------------------------------ */

static size_t
vertical(struct editor *e, int rows)
{
	struct row r = editor_row_of(e, e->cursor);

	if (e->goal < 0)
		e->goal = editor_column(e, &r, e->cursor);
	for (; rows > 0; rows--) {
		if (r.end)
			return e->text.len;
		r = editor_row_at(e, r.next);
	}
	for (; rows < 0; rows++)
		if (!editor_row_before(e, r.start, &r))
			return 0;
	return editor_at_column(e, &r, e->goal);
}

static size_t
row_start(const struct editor *e)
{
	struct row r = editor_row_of(e, e->cursor);

	return e->cursor > r.start ? r.start : editor_line_start(e, e->cursor);
}

static size_t
row_end(const struct editor *e)
{
	struct row r = editor_row_of(e, e->cursor);
	size_t end = r.last ? editor_line_end(e, e->cursor) : editor_at_column(e, &r, 0x7fff);

	return e->cursor < end ? end : editor_line_end(e, e->cursor);
}

struct motion { keycode key; enum { TO_LEFT, TO_RIGHT, TO_UP, TO_DOWN, TO_WORD_LEFT, TO_WORD_RIGHT,
	TO_ROW_START, TO_ROW_END, TO_PAGE_UP, TO_PAGE_DOWN, TO_START, TO_END } to; };

static const struct motion motions[] = {
	{ KEY_LEFT, TO_LEFT }, { KEY_CTRL | 'b', TO_LEFT },
	{ KEY_RIGHT, TO_RIGHT }, { KEY_CTRL | 'f', TO_RIGHT },
	{ KEY_UP, TO_UP }, { KEY_CTRL | 'p', TO_UP },
	{ KEY_DOWN, TO_DOWN }, { KEY_CTRL | 'n', TO_DOWN },
	{ KEY_CTRL | KEY_LEFT, TO_WORD_LEFT }, { KEY_ALT | KEY_LEFT, TO_WORD_LEFT },
	{ KEY_ALT | 'b', TO_WORD_LEFT },
	{ KEY_CTRL | KEY_RIGHT, TO_WORD_RIGHT }, { KEY_ALT | KEY_RIGHT, TO_WORD_RIGHT },
	{ KEY_ALT | 'f', TO_WORD_RIGHT },
	{ KEY_HOME, TO_ROW_START }, { KEY_CTRL | 'a', TO_ROW_START },
	{ KEY_END, TO_ROW_END }, { KEY_CTRL | 'e', TO_ROW_END },
	{ KEY_PAGE_UP, TO_PAGE_UP }, { KEY_PAGE_DOWN, TO_PAGE_DOWN },
	{ KEY_CTRL | KEY_HOME, TO_START }, { KEY_ALT | '<', TO_START },
	{ KEY_CTRL | KEY_END, TO_END }, { KEY_ALT | '>', TO_END },
};

static size_t
target(struct editor *e, int to)
{
	const char *s = e->text.data;
	size_t len = e->text.len;
	int page = e->height > 2 ? e->height - 1 : 1;

	switch (to) {
	case TO_LEFT: return text_back(s, e->cursor);
	case TO_RIGHT: return text_next(s, len, e->cursor);
	case TO_UP: return vertical(e, -1);
	case TO_DOWN: return vertical(e, 1);
	case TO_WORD_LEFT: return text_word_start(s, len, e->cursor);
	case TO_WORD_RIGHT: return text_word_end(s, len, e->cursor);
	case TO_ROW_START: return row_start(e);
	case TO_ROW_END: return row_end(e);
	case TO_PAGE_UP: return vertical(e, -page);
	case TO_PAGE_DOWN: return vertical(e, page);
	case TO_START: return 0;
	default: return len;
	}
}

static bool
move_key(struct editor *e, keycode key)
{
	bool shift = (key & KEY_SHIFT) != 0;
	size_t to;

	key &= ~KEY_SHIFT;
	for (size_t i = 0; i < sizeof motions / sizeof motions[0]; i++) {
		bool keeps_goal;

		if (motions[i].key != key)
			continue;
		keeps_goal = motions[i].to == TO_UP || motions[i].to == TO_DOWN ||
			motions[i].to == TO_PAGE_UP || motions[i].to == TO_PAGE_DOWN;
		if (!keeps_goal)
			e->goal = -1;
		if (shift && e->anchor == EDITOR_NOWHERE)
			e->anchor = e->cursor;
		if (!shift && !e->sticky)
			e->anchor = EDITOR_NOWHERE;
		to = target(e, (int)motions[i].to);
		e->cursor = to;
		e->closed = true;
		return true;
	}
	return false;
}

/* -- changing ---------------------------------------------------------------------------------------------- */

static enum editor_answer
remove_range(struct editor *e, size_t from, size_t to, enum change_kind kind)
{
	if (from == to)
		return EDITOR_MOVED;
	editor_change(e, from, to, "", 0, kind);
	return EDITOR_CHANGED;
}

static enum editor_answer
kill_range(struct editor *e, size_t from, size_t to)
{
	bool forward = from >= e->cursor;

	if (from == to)
		return EDITOR_MOVED;
	if (!e->killing)
		buf_clear(&e->killed);
	if (forward)
		buf_add(&e->killed, e->text.data + from, to - from);
	else
		buf_splice(&e->killed, 0, 0, e->text.data + from, to - from);
	e->closed = true;
	editor_change(e, from, to, "", 0, CHANGE_OTHER);
	e->closed = true;
	e->killing = true;
	return EDITOR_CHANGED;
}

static enum editor_answer
kill_line(struct editor *e)
{
	size_t end = editor_line_end(e, e->cursor);

	/* at the end of a line: the line end itself */
	return kill_range(e, e->cursor, end == e->cursor && end < e->text.len ? end + 1 : end);
}

static enum editor_answer
transpose(struct editor *e)
{
	const char *s = e->text.data;
	size_t end = editor_line_end(e, e->cursor);
	size_t middle = e->cursor == end ? text_back(s, e->cursor) : e->cursor;
	size_t from = text_back(s, middle), to = text_next(s, e->text.len, middle);
	struct buf b = BUF_INIT;

	if (middle <= editor_line_start(e, e->cursor) || to > end || from == middle)
		return EDITOR_MOVED;
	buf_add(&b, s + middle, to - middle);
	buf_add(&b, s + from, middle - from);
	e->closed = true;
	editor_change(e, from, to, b.data, b.len, CHANGE_OTHER);
	e->closed = true;
	buf_free(&b);
	return EDITOR_CHANGED;
}

static size_t
quote_len(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && s[n] == '>')
		n += n + 1 < len && s[n + 1] == ' ' ? 2 : 1;
	return n;
}

/* Whether the line at start belongs to a paragraph with this quoting. */
static bool
same_paragraph(const struct editor *e, size_t start, size_t quote, const char *prefix)
{
	size_t end = editor_line_end(e, start), n = quote_len(e->text.data + start, end - start);

	return n == quote && end - start > n && !memcmp(e->text.data + start, prefix, n);
}

/* Joins the lines of the paragraph into one, which wraps by itself. */
static enum editor_answer
refill(struct editor *e)
{
	size_t start = editor_line_start(e, e->cursor), end = editor_line_end(e, e->cursor), from = start;
	size_t quote = quote_len(e->text.data + start, end - start);
	const char *prefix = e->text.data + start;
	struct buf b = BUF_INIT;
	bool changed;

	if (!same_paragraph(e, start, quote, prefix))
		return EDITOR_MOVED;
	while (from > 0 && same_paragraph(e, editor_line_start(e, from - 1), quote, prefix))
		from = editor_line_start(e, from - 1);
	while (end < e->text.len && same_paragraph(e, end + 1, quote, prefix))
		end = editor_line_end(e, end + 1);
	buf_add(&b, e->text.data + from, quote);
	for (size_t at = from; at < end; ) {
		size_t stop = editor_line_end(e, at);

		if (at > from)
			buf_addc(&b, ' ');
		buf_add(&b, e->text.data + at + quote, stop - at - quote);
		buf_rtrim(&b);
		at = stop + 1;
	}
	changed = b.len != end - from || memcmp(b.data, e->text.data + from, b.len) != 0;
	e->closed = true;
	if (changed)
		editor_change(e, from, end, b.data, b.len, CHANGE_OTHER);
	e->closed = true;
	buf_free(&b);
	return changed ? EDITOR_CHANGED : EDITOR_MOVED;
}

static enum editor_answer
erase_key(struct editor *e, keycode key)
{
	const char *s = e->text.data;
	size_t len = e->text.len, from, to;

	switch (key) {
	case KEY_BACKSPACE: case KEY_CTRL | 'h':
		if (editor_selection(e, &from, &to))
			return remove_range(e, from, to, CHANGE_OTHER);
		return remove_range(e, text_back(s, e->cursor), e->cursor, CHANGE_ERASING);
	case KEY_DELETE: case KEY_CTRL | 'd':
		if (editor_selection(e, &from, &to))
			return remove_range(e, from, to, CHANGE_OTHER);
		return remove_range(e, e->cursor, text_next(s, len, e->cursor), CHANGE_OTHER);
	case KEY_CTRL | 'w':
		if (editor_selection(e, &from, &to))
			return kill_range(e, from, to);
		return kill_range(e, text_blank_start(s, e->cursor), e->cursor);
	case KEY_ALT | KEY_BACKSPACE: case KEY_ALT | KEY_CTRL | 'h':
		return kill_range(e, text_word_start(s, len, e->cursor), e->cursor);
	case KEY_ALT | 'd': case KEY_CTRL | KEY_DELETE:
		return kill_range(e, e->cursor, text_word_end(s, len, e->cursor));
	case KEY_CTRL | 'k': return kill_line(e);
	case KEY_CTRL | 'u': return kill_range(e, editor_line_start(e, e->cursor), e->cursor);
	default: return EDITOR_IGNORED;
	}
}

static enum editor_answer
other_key(struct editor *e, keycode key)
{
	size_t from, to;

	switch (key) {
	case KEY_CTRL | 'y':
		if (e->killed.len == 0)
			return EDITOR_MOVED;
		editor_paste(e, e->killed.data, e->killed.len);
		return EDITOR_CHANGED;
	case KEY_ALT | 'w':
		if (editor_selection(e, &from, &to)) {
			buf_clear(&e->killed);
			buf_add(&e->killed, e->text.data + from, to - from);
			e->anchor = EDITOR_NOWHERE;
		}
		return EDITOR_MOVED;
	case KEY_CTRL | KEY_SPACE:
		e->sticky = e->anchor == EDITOR_NOWHERE;
		e->anchor = e->sticky ? e->cursor : EDITOR_NOWHERE;
		return EDITOR_MOVED;
	case KEY_ESC:
		if (e->anchor == EDITOR_NOWHERE)
			return EDITOR_IGNORED;
		e->anchor = EDITOR_NOWHERE;
		e->sticky = false;
		return EDITOR_MOVED;
	case KEY_CTRL | 't': return transpose(e);
	case KEY_ALT | 'q': return refill(e);
	case KEY_CTRL | '_':
		return editor_undo(e) ? EDITOR_CHANGED : EDITOR_MOVED;
	case KEY_ALT | '_':
		return editor_redo(e) ? EDITOR_CHANGED : EDITOR_MOVED;
	default: return EDITOR_IGNORED;
	}
}

static enum editor_answer
type(struct editor *e, const char *text, size_t len)
{
	struct buf clean = BUF_INIT;
	size_t from = e->cursor, to = e->cursor;

	if (editor_selection(e, &from, &to))
		e->closed = true;
	text_clean_after(&clean, e->text.data, from, text, len);
	editor_change(e, from, to, clean.data, clean.len, CHANGE_TYPING);
	buf_free(&clean);
	return EDITOR_CHANGED;
}

enum editor_answer
editor_key(struct editor *e, keycode key)
{
	enum editor_answer answer;
	char text[4];

	if (key_char(key)) {
		e->killing = false;
		return type(e, text, utf8_put(text, key));
	}
	if (key == KEY_ENTER || key == (KEY_CTRL | 'j') || key == (KEY_SHIFT | KEY_ENTER)) {
		e->killing = false;
		return type(e, "\n", 1);
	}
	if (move_key(e, key)) {
		e->killing = false;
		return EDITOR_MOVED;
	}
	answer = erase_key(e, key);
	if (answer == EDITOR_IGNORED) {
		answer = other_key(e, key);
		e->killing = false;
	} else if (key == KEY_BACKSPACE || key == KEY_DELETE || key == (KEY_CTRL | 'h') ||
	    key == (KEY_CTRL | 'd')) {
		e->killing = false;
	}
	return answer;
}
