/* tui_lineedit.c - one line of input, as hands that know readline expect it. */
#include <locale.h>
#include <stdlib.h>

#include "arena.h"
#include "lineedit.h"
#include "press.h"
#include "str.h"
#include "t.h"

static struct arena *arena;

PRESS(lineedit_answer, LINEEDIT_IGNORED, lineedit, lineedit_key)

/* The text with "|" at the cursor. */
static char *
shown(const struct lineedit *l)
{
	return arena_printf(arena, "%.*s|%s", (int)lineedit_cursor(l), lineedit_text(l),
		lineedit_text(l) + lineedit_cursor(l));
}

/* What keys make of a text. */
static char *
after(const char *text, const char *keys)
{
	struct lineedit *l = lineedit_new();
	char *out;

	lineedit_set(l, text);
	press(l, keys);
	out = shown(l);
	lineedit_free(l);
	return out;
}

static void
moving(void)
{
	T_STR(after("one two", "C-a"), "|one two");
	T_STR(after("one two", "Home C-e"), "one two|");
	T_STR(after("one two", "C-b Left"), "one t|wo");
	T_STR(after("one two", "C-a C-f Right"), "on|e two");
	T_STR(after("one two", "M-b"), "one |two");
	T_STR(after("one two", "M-b C-Left"), "|one two");
	T_STR(after("one two", "C-a M-f"), "one| two");
	T_STR(after("one-two", "C-a M-f M-f"), "one-two|");
	T_STR(after("e\xcc\x81\xf0\x9f\x87\xae\xf0\x9f\x87\xb9x", "C-b C-b"), "e\xcc\x81|\xf0\x9f\x87\xae\xf0\x9f\x87\xb9x");
	T_STR(after("", "Left Right Home End M-b M-f"), "|");
}

static void
changing(void)
{
	T_STR(after("one", "x"), "onex|");
	T_STR(after("one", "C-a Space"), " |one");
	T_STR(after("one", "Backspace C-h"), "o|");
	T_STR(after("one", "C-a C-d Delete"), "|e");
	T_STR(after("one two", "C-w"), "one |");
	T_STR(after("one two.three", "C-w"), "one |");
	T_STR(after("one two.three", "M-Backspace"), "one two.|");
	T_STR(after("one two", "C-a M-d"), "| two");
	T_STR(after("one two", "M-b C-k"), "one |");
	T_STR(after("one two", "M-b C-u"), "|two");
	T_STR(after("one two", "C-w C-a C-y"), "two|one ");
	T_STR(after("ab", "C-t"), "ba|");
	T_STR(after("abc", "C-a C-f C-t"), "ba|c");
	T_STR(after("a", "C-t"), "a|");
	T_STR(after("one two", "M-t"), "two one|");
	T_STR(after("one", "M-t"), "one|");
	T_STR(after("one two", "C-a M-u"), "ONE| two");
	T_STR(after("ONE TWO", "C-a M-l"), "one| TWO");
	T_STR(after("one two", "C-a M-c M-c"), "One Two|");
	T_STR(after("perch\xc3\xa9", "C-a M-u"), "PERCH\xc3\x89|");
	T_STR(after("e\xcc\x81", "Backspace"), "|");
	T_STR(after("a\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7", "Backspace"), "a|");
	T_STR(after("", "Delete C-w C-k C-u C-y C-t M-t M-u M-d"), "|");
}

static void
answers(void)
{
	struct lineedit *l = lineedit_new();

	T_INT(press(l, "a"), LINEEDIT_CHANGED);
	T_INT(press(l, "C-a"), LINEEDIT_MOVED);
	T_INT(press(l, "F5"), LINEEDIT_IGNORED);
	T_INT(press(l, "Enter"), LINEEDIT_ACCEPT);
	T_STR(lineedit_text(l), "a");
	T_INT(press(l, "Esc"), LINEEDIT_CANCEL);
	T_INT(press(l, "C-g"), LINEEDIT_CANCEL);
	T_INT(press(l, "C-e Backspace"), LINEEDIT_CHANGED);
	T_INT(press(l, "Backspace"), LINEEDIT_CANCEL);
	lineedit_insert(l, "two\nlines \033[31m\xe2\x80\xae");
	T_STR(lineedit_text(l), "two lines \xe2\x90\x9b[31m\xef\xbf\xbd");
	lineedit_free(l);
}

static void
history(void)
{
	struct lineedit *l = lineedit_new();
	char text[32];

	lineedit_history_add(l, "first");
	lineedit_history_add(l, "second");
	lineedit_history_add(l, "second");
	lineedit_history_add(l, "");
	T_INT(lineedit_history_count(l), 2);
	lineedit_set(l, "half");
	press(l, "Up");
	T_STR(shown(l), "second|");
	press(l, "C-p Up Up");
	T_STR(shown(l), "first|");
	press(l, "C-n Down");
	T_STR(shown(l), "half|");
	press(l, "Down");
	T_STR(shown(l), "half|");
	for (int i = 0; i < 600; i++) {
		snprintf(text, sizeof text, "entry %d", i);
		lineedit_history_add(l, text);
	}
	T_INT(lineedit_history_count(l), 500);
	T_STR(lineedit_history(l, 0), "entry 100");
	T_STR(lineedit_history(l, 500), "");
	lineedit_free(l);
}

static char **
candidates(void *ctx, const char *text, size_t cursor, struct arena *a, size_t *start)
{
	static const char *const words[] = { "status:open", "status:pending", "status:snoozed", "assignee:", "\xc3\xa8" };
	char **out = arena_array(a, char *, 6);
	size_t n = 0;

	++*(int *)ctx;
	while (*start > 0 && text[*start - 1] != ' ')
		--*start;
	for (size_t i = 0; i < 5; i++)
		if (!strncmp(words[i], text + *start, cursor - *start))
			out[n++] = arena_str(a, words[i]);
	return out;
}

static void
completing(void)
{
	struct lineedit *l = lineedit_new();
	struct canvas *c = canvas_new(40, 1);
	struct buf b = BUF_INIT;
	int asked = 0;

	lineedit_set_complete(l, candidates, &asked);
	lineedit_set(l, "x as");
	press(l, "Tab");
	T_STR(shown(l), "x assignee:|");
	T_OK(!lineedit_draw_candidates(l, canvas_pane(c), 0), "one candidate: nothing to choose");
	lineedit_set(l, "x st");
	press(l, "Tab");
	T_STR(shown(l), "x status:|");
	T_OK(lineedit_draw_candidates(l, canvas_pane(c), 0), "several: they are shown");
	press(l, "Tab");
	T_STR(shown(l), "x status:open|");
	press(l, "Tab Tab");
	T_STR(shown(l), "x status:snoozed|");
	lineedit_draw_candidates(l, canvas_pane(c), 0);
	canvas_dump(c, &b, CANVAS_TRIM);
	T_OK(strstr(b.data, "status:snoozed"), "the current one is in sight: %s", b.data);
	press(l, "S-Tab");
	T_STR(shown(l), "x status:pending|");
	press(l, "Esc");
	T_STR(shown(l), "x st|");
	press(l, "Tab Tab y");
	T_STR(shown(l), "x status:openy|");
	lineedit_set(l, "nothing so");
	press(l, "Tab");
	T_STR(shown(l), "nothing so|");
	T_OK(asked == 4, "asked once for each beginning (%d)", asked);
	buf_free(&b);
	canvas_free(c);
	lineedit_free(l);
}

static void
drawing(void)
{
	struct lineedit *l = lineedit_new();
	struct canvas *c = canvas_new(20, 1);
	struct buf b = BUF_INIT;
	bool seen = true;
	int x, y;

	lineedit_set(l, "abc");
	lineedit_draw(l, canvas_pane(c), 0, "/", ROLE_INPUT);
	canvas_dump(c, &b, CANVAS_TRIM | CANVAS_CURSOR);
	T_STR(b.data, "/abc\ncursor 4,0\n");
	/* whatever is typed, wherever the cursor is: it is in sight, and on its own character */
	lineedit_set(l, "0123456789 "
		"\xe6\xbc\xa2\xe5\xad\x97 \xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7 0123456789 e\xcc\x81 abcdefgh");
	press(l, "C-a");
	for (int i = 0; i < 80; i++) {
		const char *at = lineedit_text(l) + lineedit_cursor(l);

		lineedit_draw(l, canvas_pane(c), 0, "find: ", ROLE_INPUT);
		if (!canvas_cursor_at(c, &x, &y) || x < 6)
			seen = false;
		else if (*at && strncmp(canvas_text_at(c, x, 0), at, strlen(canvas_text_at(c, x, 0))) != 0)
			seen = false, printf("# cursor at %d shows \"%s\", not \"%s\"\n", x, canvas_text_at(c, x, 0), at);
		press(l, i < 40 ? "Right" : "Left");
	}
	T_OK(seen, "the cursor is always in sight");
	buf_free(&b);
	canvas_free(c);
	lineedit_free(l);
}

int
main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	arena = arena_new();
	moving();
	changing();
	answers();
	history();
	completing();
	drawing();
	arena_free(arena);
	return t_done();
}
