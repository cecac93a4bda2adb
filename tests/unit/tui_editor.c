/* tui_editor.c - what is written is what was meant, and every step can be taken back. */
#include <locale.h>
#include <stdlib.h>

#include "arena.h"
#include "editor.h"
#include "press.h"
#include "str.h"
#include "t.h"
#include "utf8.h"

static struct arena *arena;

PRESS(editor_answer, EDITOR_IGNORED, editor, editor_key)

/* The text with "|" at the cursor. */
static char *
shown(const struct editor *e)
{
	char *text = editor_copy(e, arena);

	return arena_printf(arena, "%.*s|%s", (int)editor_cursor(e), text, text + editor_cursor(e));
}

/* What keys make of a text, at the end of which they begin. */
static char *
after(const char *text, const char *keys)
{
	struct editor *e = editor_new();
	char *out;

	editor_set_text(e, text);
	editor_set_cursor(e, strlen(text));
	press(e, keys);
	out = shown(e);
	editor_free(e);
	return out;
}

static void
keys(void)
{
	T_STR(after("one\ntwo", "Up"), "one|\ntwo");
	T_STR(after("one\ntwo", "C-a C-p C-f"), "o|ne\ntwo");
	T_STR(after("long line\nx\nlong line", "Up Up"), "long line|\nx\nlong line");
	T_STR(after("one two", "M-b M-b"), "|one two");
	T_STR(after("one\ntwo", "M-<"), "|one\ntwo");
	T_STR(after("one\ntwo", "C-Home C-e"), "one|\ntwo");
	T_STR(after("one\ntwo", "M-< Down C-b"), "one|\ntwo");
	T_STR(after("ab", "Enter x"), "ab\nx|");
	T_STR(after("ab\ncd", "C-a Backspace"), "ab|cd");
	T_STR(after("ab\ncd", "Up Delete"), "ab|cd");
	T_STR(after("one two", "C-w C-a C-y"), "two|one ");
	T_STR(after("one two three", "M-Backspace M-Backspace C-a C-y"), "two three|one ");
	T_STR(after("one two", "C-a M-d"), "| two");
	T_STR(after("one\ntwo", "M-< C-k"), "|\ntwo");
	T_STR(after("one\ntwo", "M-< C-k C-k C-y"), "one\n|two");
	T_STR(after("one\ntwo", "C-u"), "one\n|");
	T_STR(after("ab", "C-t"), "ba|");
	T_STR(after("one two", "S-Left S-Left x"), "one tx|");
	T_STR(after("one two", "C-Space M-b Backspace"), "one |");
	T_STR(after("one two", "C-Space M-b M-w C-y"), "one two|two");
	T_STR(after("perch\xc3\xa9 \xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7", "Backspace Backspace Backspace"), "perch|");
	T_STR(after("one", "C-_"), "one|");
	T_STR(after("", "Backspace Delete C-k C-u C-w M-d C-t C-y Up Down PageUp PageDown"), "|");
}

static void
answers(void)
{
	struct editor *e = editor_new();
	unsigned long revision;
	size_t line, column;

	T_INT(press(e, "a"), EDITOR_CHANGED);
	T_INT(press(e, "Left"), EDITOR_MOVED);
	T_INT(press(e, "C-x"), EDITOR_IGNORED);
	T_INT(press(e, "F1"), EDITOR_IGNORED);
	T_INT(press(e, "Esc"), EDITOR_IGNORED);
	revision = editor_revision(e);
	press(e, "Right");
	T_OK(editor_revision(e) == revision, "moving changes nothing");
	press(e, "b");
	T_OK(editor_revision(e) != revision, "typing does");
	editor_set_text(e, "one\n\xe6\xbc\xa2\xe5\xad\x97 two");
	editor_set_cursor(e, 10);
	editor_line_column(e, &line, &column);
	T_OK(line == 2 && column == 3, "line %zu, column %zu", line, column);
	editor_set_cursor(e, 5);
	T_INT(editor_cursor(e), 4);
	editor_set_cursor(e, 999);
	editor_free(e);
}

/* A paste is one step, is cleaned, and fires nothing. */
static void
pasting(void)
{
	static const char text[] = "two\r\nlines\t\033[31m\x07\xe2\x80\xae";
	struct editor *e = editor_new();

	editor_insert(e, "ab");
	press(e, "Left");
	editor_paste(e, text, sizeof text - 1);
	T_STR(shown(e), "atwo\nlines \xe2\x90\x9b[31m\xe2\x90\x87\xef\xbf\xbd|b");
	T_OK(editor_undo(e) && !strcmp(shown(e), "a|b"), "one step takes it back");
	T_OK(editor_redo(e) && editor_length(e) == 25, "and again");
	editor_set_text(e, "to be replaced");
	editor_replace(e, 3, 5, "have been");
	T_STR(shown(e), "to have been| replaced");
	editor_replace(e, 999, 3000, "!");
	T_STR(shown(e), "to have been replaced!|");
	editor_free(e);
}

/* Words typed are words undone. */
static void
steps(void)
{
	struct editor *e = editor_new();

	press(e, "o n e Space t w o");
	editor_undo(e);
	T_STR(shown(e), "one |");
	editor_undo(e);
	T_STR(shown(e), "|");
	T_OK(!editor_undo(e), "nothing before the beginning");
	editor_redo(e);
	editor_redo(e);
	T_STR(shown(e), "one two|");
	T_OK(!editor_redo(e), "nothing after the end");
	editor_undo(e);
	press(e, "x");
	T_OK(!editor_redo(e), "a new change forgets what was undone");
	T_STR(shown(e), "one x|");
	editor_free(e);
}

/* -- against a plain model --------------------------------------------------------------------------- */

static uint32_t seed = 3;

static uint32_t
next_random(void)
{
	seed = seed * 1664525u + 1013904223u;
	return seed >> 8;
}

struct model { struct buf text; size_t cursor; };

static const char *const typed[] = { "a", "b", " ", " ", "\n", "\xc3\xa9", "\xe6\xbc\xa2", "\xf0\x9f\x98\x80", "-", ">" };

static size_t
step(const struct model *m, int direction)
{
	int columns;

	if (direction < 0)
		return m->cursor ? utf8_grapheme_back(m->text.data, m->cursor) : 0;
	return utf8_grapheme(m->text.data + m->cursor, m->text.len - m->cursor, &columns);
}

static void
put(struct model *m, size_t from, size_t to, const char *text)
{
	buf_splice(&m->text, from, to - from, text, strlen(text));
	m->cursor = from + strlen(text);
}

static size_t
line_edge(const struct model *m, int direction)
{
	size_t at = m->cursor;

	while (direction < 0 ? at > 0 && m->text.data[at - 1] != '\n' : at < m->text.len && m->text.data[at] != '\n')
		at += direction < 0 ? (size_t)-1 : 1;
	return at;
}

/* One random operation on both; what it was. */
static const char *
operate(struct editor *e, struct model *m)
{
	const char *text = typed[next_random() % 10];
	uint32_t cp;
	size_t n;

	switch (next_random() % 9) {
	case 0: case 1: case 2:
		(void)utf8_next(text, strlen(text), &cp);
		editor_key(e, cp == '\n' ? KEY_ENTER : cp);
		put(m, m->cursor, m->cursor, text);
		return "type";
	case 3:
		n = step(m, -1);
		editor_key(e, KEY_BACKSPACE);
		put(m, m->cursor - n, m->cursor, "");
		return "backspace";
	case 4:
		editor_key(e, KEY_DELETE);
		put(m, m->cursor, m->cursor + step(m, 1), "");
		return "delete";
	case 5:
		editor_key(e, KEY_LEFT);
		m->cursor -= step(m, -1);
		return "left";
	case 6:
		editor_key(e, KEY_RIGHT);
		m->cursor += step(m, 1);
		return "right";
	case 7:
		n = line_edge(m, 1);
		n += n == m->cursor && n < m->text.len;
		editor_key(e, KEY_CTRL | 'k');
		put(m, m->cursor, n, "");
		return "kill";
	default:
		editor_paste(e, "x\ny \xe6\xbc\xa2", 7);
		put(m, m->cursor, m->cursor, "x\ny \xe6\xbc\xa2");
		return "paste";
	}
}

static bool
equal(const struct editor *e, const struct buf *text)
{
	return editor_length(e) == text->len && !strcmp(editor_copy(e, arena), text->data);
}

/* The cursor can be seen, and stands on the character it is before. */
static bool
cursor_right(struct editor *e, struct canvas *c, int width, int height)
{
	char *text = editor_copy(e, arena);
	const char *at = text + editor_cursor(e), *cell;
	int x, y;

	canvas_clear(c);
	editor_draw(e, pane_sub(canvas_pane(c), 0, 0, width, height), ROLE_TEXT, true);
	if (!canvas_cursor_at(c, &x, &y))
		return false;
	if (width < 3)
		return true;
	cell = canvas_text_at(c, x, y);
	if (!*at || *at == '\n' || *at == ' ')
		return !strcmp(cell, " ");
	return !strncmp(cell, at, strlen(cell));
}

static void
against_model(void)
{
	struct editor *e = editor_new();
	struct canvas *c = canvas_new(40, 10);
	struct model m = { BUF_INIT, 0 };
	bool same = true, seen = true;

	for (int i = 0; i < 6000 && same && seen; i++) {
		const char *what = operate(e, &m);
		int width = 1 + (int)(next_random() % 40), height = 1 + (int)(next_random() % 10);

		same = equal(e, &m.text) && editor_cursor(e) == m.cursor;
		if (!same)
			printf("# %s: \"%s\" %zu, should be \"%s\" %zu\n", what, editor_copy(e, arena),
				editor_cursor(e), m.text.data, m.cursor);
		seen = cursor_right(e, c, width, height);
		if (!seen)
			printf("# %d x %d after %s: \"%s\"\n", width, height, what, shown(e));
		if (i % 500 == 499)
			arena_reset(arena);
	}
	T_OK(same, "6,000 random operations do what they would do to a plain text");
	T_OK(seen, "and the cursor is always seen on its character");
	buf_free(&m.text);
	canvas_free(c);
	editor_free(e);
}

/* Undo goes back through states that there were, to the first; redo to the last. */
static void
undo_all(void)
{
	bool back = true, again = true, known = true;

	for (int round = 0; round < 30; round++) {
		struct editor *e = editor_new();
		struct model m = { BUF_INIT, 0 };
		char *state[302], *last;
		size_t n = 0, at;

		arena_reset(arena);
		editor_set_text(e, "the first state");
		buf_adds(&m.text, "the first state");
		state[n++] = editor_copy(e, arena);
		for (int i = 0; i < 300; i++) {
			if (next_random() % 20 == 0 && editor_undo(e)) {
				buf_clear(&m.text);
				editor_text(e, &m.text);
				m.cursor = editor_cursor(e);
			} else {
				operate(e, &m);
			}
			state[n++] = editor_copy(e, arena);
		}
		editor_insert(e, "the last");
		state[n++] = last = editor_copy(e, arena);
		while (editor_undo(e)) {
			char *now = editor_copy(e, arena);

			for (at = 0; at < n && strcmp(state[at], now) != 0; at++)
				continue;
			known = known && at < n;
		}
		back = back && !strcmp(editor_copy(e, arena), state[0]);
		while (editor_redo(e))
			continue;
		again = again && !strcmp(editor_copy(e, arena), last);
		buf_free(&m.text);
		editor_free(e);
	}
	T_OK(back, "undo to the first state");
	T_OK(known, "through states there were");
	T_OK(again, "redo to the last");
}

/* -- rows ----------------------------------------------------------------------------------------------- */

static void
rows(void)
{
	struct editor *e = editor_new();
	struct canvas *c = canvas_new(12, 4);
	struct buf b = BUF_INIT;

	editor_set_text(e, "the quick brown fox\n> quoted\nend\n");
	editor_draw(e, canvas_pane(c), ROLE_TEXT, true);
	canvas_dump(c, &b, CANVAS_TRIM | CANVAS_CURSOR);
	T_STR(b.data, "the quick\nbrown fox\n> quoted\nend\ncursor 0,0\n");
	T_INT(canvas_style_at(c, 0, 2), ROLE_QUOTE);
	T_INT(editor_rows(e, 12), 5);
	press(e, "Down");
	T_STR(shown(e), "the quick |brown fox\n> quoted\nend\n");
	press(e, "End");
	T_STR(shown(e), "the quick brown fox|\n> quoted\nend\n");
	press(e, "Home Up End");
	T_STR(shown(e), "the quick| brown fox\n> quoted\nend\n");
	press(e, "M->");
	editor_draw(e, canvas_pane(c), ROLE_TEXT, true);
	buf_clear(&b);
	canvas_dump(c, &b, CANVAS_TRIM | CANVAS_CURSOR);
	T_STR(b.data, "brown fox\n> quoted\nend\n\ncursor 0,3\n");
	T_INT(editor_top(e), 1);
	/* blanks at the right edge do not take the cursor along */
	editor_set_text(e, "elevenchars   ");
	press(e, "M->");
	editor_draw(e, canvas_pane(c), ROLE_TEXT, true);
	buf_clear(&b);
	canvas_dump(c, &b, CANVAS_TRIM | CANVAS_CURSOR);
	T_STR(b.data, "elevenchars\n\n\n\ncursor 11,0\n");
	press(e, "C-a C-e");
	T_STR(shown(e), "elevenchars   |");
	/* what is selected is seen */
	editor_set_text(e, "one two");
	press(e, "C-Space M-f");
	editor_draw(e, canvas_pane(c), ROLE_TEXT, true);
	T_OK(canvas_style_at(c, 0, 0) == ROLE_SELECTION && canvas_style_at(c, 3, 0) == ROLE_TEXT, "selected is seen");
	/* a paragraph is refilled, quotes stay quotes */
	editor_set_text(e, "> one\n> two\n> three\n\nnext");
	press(e, "M-q");
	T_STR(editor_copy(e, arena), "> one two three\n\nnext");
	buf_free(&b);
	canvas_free(c);
	editor_free(e);
}

/* 10,000 lines, one of them of 200,000 characters: all moves end where they should. */
static void
large(void)
{
	struct editor *e = editor_new();
	struct canvas *c = canvas_new(80, 24);
	struct buf b = BUF_INIT;
	size_t line, column;

	for (int i = 0; i < 10000; i++)
		buf_addf(&b, "line %d of a text that is longer than anybody would write by hand\n", i);
	editor_set_text(e, b.data);
	press(e, "M->");
	for (int i = 0; i < 100; i++) {
		press(e, "x Backspace Up");
		editor_draw(e, canvas_pane(c), ROLE_TEXT, true);
	}
	editor_line_column(e, &line, &column);
	T_INT(line, 9901);
	T_INT(editor_rows(e, 80), 10001);
	press(e, "M-< PageDown PageDown");
	editor_line_column(e, &line, &column);
	T_INT(line, 47);
	while (editor_undo(e))
		continue;
	T_OK(equal(e, &b), "and undo brings back what was there");
	buf_clear(&b);
	for (int i = 0; i < 20000; i++)
		buf_adds(&b, "0123456789");
	editor_set_text(e, b.data);
	press(e, "M-> x Up Down C-a C-e Backspace");
	editor_draw(e, canvas_pane(c), ROLE_TEXT, true);
	T_INT(editor_cursor(e), 200000);
	buf_free(&b);
	canvas_free(c);
	editor_free(e);
}

int
main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	arena = arena_new();
	keys();
	answers();
	pasting();
	steps();
	against_model();
	undo_all();
	rows();
	large();
	arena_free(arena);
	return t_done();
}
