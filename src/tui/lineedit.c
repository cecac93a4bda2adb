/* lineedit.c - one line of input: the text and its keys. */
#include <stdlib.h>
#include <string.h>

#include "lineedit_parts.h"
#include "utf8.h"
#include "words.h"

#define HISTORY_MAX 500

struct lineedit *
lineedit_new(void)
{
	struct lineedit *l = xcalloc(1, sizeof *l);

	buf_init(&l->text);
	buf_init(&l->killed);
	buf_init(&l->kept);
	buf_init(&l->before);
	l->arena = arena_new();
	return l;
}

void
lineedit_free(struct lineedit *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->history_count; i++)
		free(l->history[i]);
	free(l->history);
	buf_free(&l->text);
	buf_free(&l->killed);
	buf_free(&l->kept);
	buf_free(&l->before);
	arena_free(l->arena);
	free(l);
}

void
lineedit_set_complete(struct lineedit *l, lineedit_complete *complete, void *ctx)
{
	l->complete = complete;
	l->ctx = ctx;
}

static void
replace(struct lineedit *l, size_t from, size_t to, const char *text, size_t len)
{
	buf_splice(&l->text, from, to - from, text, len);
	l->cursor = from + len;
}

static void
set(struct lineedit *l, const char *text)
{
	buf_clear(&l->text);
	l->cursor = l->scroll = 0;
	lineedit_insert(l, text);
}

void
lineedit_set(struct lineedit *l, const char *text)
{
	lineedit_end_complete(l);
	l->history_at = l->history_count;
	set(l, text ? text : "");
}

const char *
lineedit_text(const struct lineedit *l)
{
	return l->text.data;
}

size_t
lineedit_cursor(const struct lineedit *l)
{
	return l->cursor;
}

void
lineedit_insert(struct lineedit *l, const char *text)
{
	struct buf clean = BUF_INIT;

	text_clean_after(&clean, l->text.data, l->cursor, text, strlen(text));
	for (size_t i = 0; i < clean.len; i++)
		if (clean.data[i] == '\n')
			clean.data[i] = ' ';
	replace(l, l->cursor, l->cursor, clean.data, clean.len);
	buf_free(&clean);
}

/* -- history ------------------------------------------------------------------------------------------ */

void
lineedit_history_add(struct lineedit *l, const char *text)
{
	if (!*text || (l->history_count && !strcmp(l->history[l->history_count - 1], text))) {
		l->history_at = l->history_count;
		return;
	}
	if (l->history_count == HISTORY_MAX) {
		free(l->history[0]);
		memmove(l->history, l->history + 1, (HISTORY_MAX - 1) * sizeof *l->history);
		l->history_count--;
	}
	if (!l->history)
		l->history = xcalloc(HISTORY_MAX, sizeof *l->history);
	l->history[l->history_count++] = xstrdup(text);
	l->history_at = l->history_count;
}

size_t
lineedit_history_count(const struct lineedit *l)
{
	return l->history_count;
}

const char *
lineedit_history(const struct lineedit *l, size_t i)
{
	return i < l->history_count ? l->history[i] : "";
}

static enum lineedit_answer
go_history(struct lineedit *l, int direction)
{
	if (direction < 0 ? l->history_at == 0 : l->history_at >= l->history_count)
		return LINEEDIT_MOVED;
	if (l->history_at == l->history_count) {	/* what was being written comes back at the end */
		buf_clear(&l->kept);
		buf_add(&l->kept, l->text.data, l->text.len);
	}
	l->history_at += direction < 0 ? (size_t)-1 : 1;
	set(l, l->history_at == l->history_count ? l->kept.data : l->history[l->history_at]);
	return LINEEDIT_CHANGED;
}

/* -- killing ------------------------------------------------------------------------------------------- */

static enum lineedit_answer
kill_range(struct lineedit *l, size_t from, size_t to)
{
	if (from == to)
		return LINEEDIT_MOVED;
	buf_clear(&l->killed);
	buf_add(&l->killed, l->text.data + from, to - from);
	replace(l, from, to, "", 0);
	return LINEEDIT_CHANGED;
}

static enum lineedit_answer
delete_range(struct lineedit *l, size_t from, size_t to)
{
	if (from == to)
		return LINEEDIT_MOVED;
	replace(l, from, to, "", 0);
	return LINEEDIT_CHANGED;
}

/* The two graphemes around the cursor change places; at the end the two before it. */
static enum lineedit_answer
transpose(struct lineedit *l)
{
	const char *s = l->text.data;
	size_t len = l->text.len, middle = l->cursor == len ? text_back(s, len) : l->cursor;
	size_t from = text_back(s, middle), to = text_next(s, len, middle);
	struct buf b = BUF_INIT;

	if (from == middle || middle == to)
		return LINEEDIT_MOVED;
	buf_add(&b, s + middle, to - middle);
	buf_add(&b, s + from, middle - from);
	replace(l, from, to, b.data, b.len);
	buf_free(&b);
	return LINEEDIT_CHANGED;
}

/* This word and the one before it change places. */
static enum lineedit_answer
transpose_words(struct lineedit *l)
{
	const char *s = l->text.data;
	size_t len = l->text.len, end2 = text_word_end(s, len, l->cursor);
	size_t start2 = text_word_start(s, len, end2), start1 = text_word_start(s, len, start2);
	size_t end1 = text_word_end(s, len, start1);
	struct buf b = BUF_INIT;

	if (start1 == start2 || end1 > start2)
		return LINEEDIT_MOVED;
	buf_add(&b, s + start2, end2 - start2);
	buf_add(&b, s + end1, start2 - end1);
	buf_add(&b, s + start1, end1 - start1);
	replace(l, start1, end2, b.data, b.len);
	buf_free(&b);
	return LINEEDIT_CHANGED;
}

static enum lineedit_answer
recase(struct lineedit *l, enum text_case how)
{
	size_t end = text_word_end(l->text.data, l->text.len, l->cursor);
	struct buf b = BUF_INIT;

	text_recase(&b, l->text.data + l->cursor, end - l->cursor, how);
	replace(l, l->cursor, end, b.data, b.len);
	buf_free(&b);
	return LINEEDIT_CHANGED;
}

/* -- keys ----------------------------------------------------------------------------------------------- */

static enum lineedit_answer
go(struct lineedit *l, size_t to)
{
	l->cursor = to;
	return LINEEDIT_MOVED;
}

static enum lineedit_answer
move_key(struct lineedit *l, keycode key)
{
	const char *s = l->text.data;
	size_t len = l->text.len;

	switch (key) {
	case KEY_CTRL | 'a': case KEY_HOME: return go(l, 0);
	case KEY_CTRL | 'e': case KEY_END: return go(l, len);
	case KEY_CTRL | 'b': case KEY_LEFT: return go(l, text_back(s, l->cursor));
	case KEY_CTRL | 'f': case KEY_RIGHT: return go(l, text_next(s, len, l->cursor));
	case KEY_ALT | 'b': case KEY_CTRL | KEY_LEFT: case KEY_ALT | KEY_LEFT:
		return go(l, text_word_start(s, len, l->cursor));
	case KEY_ALT | 'f': case KEY_CTRL | KEY_RIGHT: case KEY_ALT | KEY_RIGHT:
		return go(l, text_word_end(s, len, l->cursor));
	case KEY_CTRL | 'p': case KEY_UP: return go_history(l, -1);
	case KEY_CTRL | 'n': case KEY_DOWN: return go_history(l, 1);
	default: return LINEEDIT_IGNORED;
	}
}

static enum lineedit_answer
edit_key(struct lineedit *l, keycode key)
{
	const char *s = l->text.data;
	size_t len = l->text.len;

	switch (key) {
	case KEY_BACKSPACE: case KEY_CTRL | 'h':
		return len == 0 ? LINEEDIT_CANCEL : delete_range(l, text_back(s, l->cursor), l->cursor);
	case KEY_CTRL | 'd': case KEY_DELETE:
		return delete_range(l, l->cursor, text_next(s, len, l->cursor));
	case KEY_CTRL | 'w': return kill_range(l, text_blank_start(s, l->cursor), l->cursor);
	case KEY_ALT | KEY_BACKSPACE: case KEY_ALT | KEY_CTRL | 'h':
		return kill_range(l, text_word_start(s, len, l->cursor), l->cursor);
	case KEY_ALT | 'd': case KEY_CTRL | KEY_DELETE:
		return kill_range(l, l->cursor, text_word_end(s, len, l->cursor));
	case KEY_CTRL | 'k': return kill_range(l, l->cursor, len);
	case KEY_CTRL | 'u': return kill_range(l, 0, l->cursor);
	case KEY_CTRL | 'y':
		if (l->killed.len == 0)
			return LINEEDIT_MOVED;
		replace(l, l->cursor, l->cursor, l->killed.data, l->killed.len);
		return LINEEDIT_CHANGED;
	case KEY_CTRL | 't': return transpose(l);
	case KEY_ALT | 't': return transpose_words(l);
	case KEY_ALT | 'u': return recase(l, TEXT_UPPER);
	case KEY_ALT | 'l': return recase(l, TEXT_LOWER);
	case KEY_ALT | 'c': return recase(l, TEXT_CAPITAL);
	default: return move_key(l, key);
	}
}

enum lineedit_answer
lineedit_key(struct lineedit *l, keycode key)
{
	enum lineedit_answer answer = lineedit_complete_key(l, key);
	char text[5] = "";

	if (answer != LINEEDIT_IGNORED)
		return answer;
	if (key == KEY_ENTER || key == (KEY_CTRL | 'j'))
		return LINEEDIT_ACCEPT;
	if (key == KEY_ESC || key == (KEY_CTRL | 'g') || key == (KEY_CTRL | 'c'))
		return LINEEDIT_CANCEL;
	if (key_char(key)) {
		text[utf8_put(text, key)] = '\0';
		lineedit_insert(l, text);
		return LINEEDIT_CHANGED;
	}
	return edit_key(l, key);
}

/* -- drawing -------------------------------------------------------------------------------------------- */

/* Columns of the first n bytes. */
static int
columns_to(const struct lineedit *l, size_t n)
{
	return utf8_columns(l->text.data, n);
}

void
lineedit_draw(struct lineedit *l, struct pane p, int y, const char *prompt, unsigned style)
{
	int start, room, at = columns_to(l, l->cursor);
	/* what the cursor stands on must be whole */
	int behind = columns_to(l, text_next(l->text.data, l->text.len, l->cursor));
	int last = behind > at ? behind - 1 : at;
	struct pane field;

	canvas_fill(p, 0, y, p.width, 1, style);
	start = canvas_put(p, 0, y, style, prompt);
	/* a long prompt leaves at least half of the line */
	if (start > p.width / 2 && p.width > 8)
		start = p.width / 2;
	field = pane_sub(p, start, y, p.width - start, 1);
	room = field.width;
	if (l->scroll > at)
		l->scroll = at > room / 2 ? at - room / 2 : 0;
	if (last - l->scroll >= room)
		l->scroll = last - room + (room > 8 ? 4 : 1);
	canvas_erase(field, style);
	canvas_put(field, -l->scroll, 0, style, l->text.data);
	canvas_cursor(field, at - l->scroll, 0);
}
