/* tui_canvas.c - what may and may not reach the screen. */
#include <stdint.h>
#include <stdlib.h>

#include "arena.h"
#include "canvas.h"
#include "t.h"
#include "utf8.h"

static const char *const hostile[] = {
	"plain words", "", "\x01\x02\x1f\x7f", "tab\there", "\033[31mred\033[0m", "\033]0;title\007", "\033P1$r\033\\",
	"\xc2\x80\xc2\x9b" "31m\xc2\x9f", "\x80\x9b\xff\xfe", "\xc3", "\xe2\x82", "\xf0\x9f\x98", "\xed\xa0\x80",
	"\xf4\x90\x80\x80", "\xc0\xaf",
	"abc\xe2\x80\xae" "fdp.exe", "\xe2\x81\xa6isolated\xe2\x81\xa9", "\xe2\x80\x8f\xd8\x9c",
	"\xe2\x80\x8b\xe2\x80\x8b\xe2\x80\x8b\xe2\x80\x8b", "a\xe2\x81\xa0\xe2\x81\xa0\xef\xbb\xbf" "b",
	"e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81",
	"\xcc\x81lone mark", "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7\xe2\x80\x8d\xf0\x9f\x91\xa6",
	"\xf0\x9f\x87\xae\xf0\x9f\x87\xb9\xf0\x9f\x87\xae", "\xf0\x9f\x8f\xb4\xf3\xa0\x81\xa7\xf3\xa0\x81\xa2\xf3\xa0\x81\xbf",
	"\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2\xe5\xad\x97", "\xed\x95\x9c\xea\xb8\x80", "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab",
	"\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d (42) shalom", "\xd8\xa7\xd9\x84\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85 12.50",
	"\xe0\xa4\xa8\xe0\xa4\xae\xe0\xa4\xb8\xe0\xa5\x8d\xe0\xa4\xa4\xe0\xa5\x87", "\xe2\x9d\xa4\xef\xb8\x8f",
	"1\xef\xb8\x8f\xe2\x83\xa3", "line\nend\r\nagain\xe2\x80\xa8" "end", "soft\xc2\xad" "hyphen",
	"\xf3\xa0\x80\xa0\xf3\xa0\x81\x81hidden tags", "\xef\xbf\xb9\xef\xbf\xbb", "\xe2\x80\x8d\xe2\x80\x8d joiners",
	"\xe3\x85\xa4\xef\xbe\xa0", "\xcd\x8f\xcd\x8f", "x\xe2\x83\x9d\xe2\x83\x9e",
};
#define COUNT (sizeof hostile / sizeof hostile[0])

static bool
is_harmful(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || (cp >= 0x202a && cp <= 0x202e) ||
		(cp >= 0x2066 && cp <= 0x2069) || cp == 0x200e || cp == 0x200f || cp == 0x61c || cp == 0x200b ||
		cp == 0x2060 || cp == 0xfeff || cp == 0x2028 || cp == 0x2029;
}

/* What holds for every canvas, whatever was put on it: NULL, or what does not. */
static const char *
broken(const struct canvas *c)
{
	uint32_t cp;

	for (int y = 0; y < canvas_height(c); y++) {
		const struct cell *row = canvas_row(c, y);

		for (int x = 0; x < canvas_width(c); x++) {
			const struct cell *cell = &row[x];
			int marks = 0;

			if (cell->width > 2 || cell->len > CELL_BYTES)
				return "a cell of no size";
			if (cell->width == 2 && (x + 1 == canvas_width(c) || row[x + 1].width != 0))
				return "half a wide character";
			if (cell->width == 0 && (x == 0 || row[x - 1].width != 2 || cell->len))
				return "a right half alone";
			if (cell->width > 0 && cell->len == 0)
				return "an empty cell";
			if (!utf8_valid(cell->text, cell->len))
				return "bad UTF-8";
			for (size_t i = 0; i < cell->len; ) {
				i += utf8_next(cell->text + i, cell->len - i, &cp);
				if (is_harmful(cp))
					return "a control character";
				marks += cp >= 0x300 && cp < 0x370;
			}
			if (marks > 8)
				return "a flood of marks";
		}
	}
	return NULL;
}

static char *
dump(struct arena *a, struct canvas *c, unsigned flags)
{
	struct buf b = BUF_INIT;
	char *s;

	canvas_dump(c, &b, flags);
	s = arena_str(a, b.data);
	buf_free(&b);
	return s;
}

/* Everything around a pane in the middle stays as it was. */
static bool
frame_intact(struct canvas *c, int x0, int y0, int x1, int y1)
{
	for (int y = 0; y < canvas_height(c); y++)
		for (int x = 0; x < canvas_width(c); x++)
			if ((x < x0 || x >= x1 || y < y0 || y >= y1) && strcmp(canvas_text_at(c, x, y), "#"))
				return false;
	return true;
}

static void
fill_frame(struct canvas *c)
{
	struct pane p = canvas_pane(c);

	for (int y = 0; y < p.height; y++)
		for (int x = 0; x < p.width; x++)
			canvas_put(p, x, y, ROLE_TEXT, "#");
}

static void
hostile_text(void)
{
	struct canvas *c = canvas_new(30, 5);
	struct pane p = pane_sub(canvas_pane(c), 5, 1, 20, 3);

	for (size_t i = 0; i < COUNT; i++) {
		const char *why = NULL;
		bool intact = true, fits = true;

		for (int x = -4; x < 22; x++) {
			int used, need = canvas_columns(hostile[i]);

			fill_frame(c);
			used = canvas_put(p, x, 1, ROLE_TEXT, hostile[i]);
			why = why ? why : broken(c);
			intact = intact && frame_intact(c, 5, 2, 25, 3);
			if (x >= 0 && need <= 20 - x)
				fits = fits && used == need;
			else if (x >= 0 && x < 20)
				fits = fits && used == 20 - x;
			for (int w = 0; w < 20; w++) {
				fill_frame(c);
				canvas_put_fit(p, x, 0, w, (enum align)(w % 3), ROLE_TEXT, hostile[i]);
				why = why ? why : broken(c);
				intact = intact && frame_intact(c, x < 0 ? 5 : 5 + x, 1, x + w > 20 ? 25 : 5 + x + w, 2);
			}
		}
		T_OK(!why, "text %zu is harmless: %s", i, why ? why : "yes");
		T_OK(intact, "text %zu stays in its place", i);
		T_OK(fits, "text %zu takes the columns that were foretold", i);
	}
	canvas_free(c);
}

static uint32_t seed = 1;

static uint32_t
next_random(void)
{
	seed = seed * 1664525u + 1013904223u;
	return seed >> 8;
}

/* Random draws of random pieces: whatever the order, the canvas keeps its rules. */
static void
random_draws(void)
{
	struct canvas *c = canvas_new(17, 4);
	struct buf b = BUF_INIT;
	const char *why = NULL;

	for (int i = 0; i < 20000 && !why; i++) {
		struct pane p = pane_sub(canvas_pane(c), (int)(next_random() % 20) - 2, (int)(next_random() % 5) - 1,
			(int)(next_random() % 20), (int)(next_random() % 5));
		int x = (int)(next_random() % 20) - 3, y = (int)(next_random() % 4);

		buf_clear(&b);
		for (uint32_t n = next_random() % 6; n > 0; n--)
			if (next_random() % 3)
				buf_adds(&b, hostile[next_random() % COUNT]);
			else
				buf_addc(&b, (char)next_random());
		if (next_random() % 2)
			canvas_putn(p, x, y, next_random() % 4, b.data, b.len, (int)(next_random() % 18));
		else
			canvas_put_fit(p, x, y, (int)(next_random() % 18), (enum align)(next_random() % 3), ROLE_TEXT, b.data);
		why = broken(c);
	}
	T_OK(!why, "20,000 random draws: %s", why ? why : "all well");
	buf_free(&b);
	canvas_free(c);
}

static void
looks(void)
{
	struct arena *a = arena_new();
	struct canvas *c = canvas_new(24, 1);
	struct pane p = canvas_pane(c);

	canvas_put(p, 0, 0, ROLE_TEXT, "\033[31mred\x9b");
	T_STR(dump(a, c, CANVAS_TRIM), "\xe2\x90\x9b[31mred\xef\xbf\xbd\n");
	canvas_clear(c);
	canvas_put(p, 0, 0, ROLE_TEXT, "a\tb\nc");
	T_STR(dump(a, c, CANVAS_TRIM), "a b c\n");
	canvas_clear(c);
	canvas_put(p, 0, 0, ROLE_TEXT, "inv\xe2\x80\xae" "exe.pdf");
	T_STR(dump(a, c, CANVAS_TRIM), "inv\xef\xbf\xbd" "exe.pdf\n");
	/* a family is one cell of two columns */
	canvas_clear(c);
	T_INT(canvas_put(p, 0, 0, ROLE_TEXT, hostile[22]), 2);
	T_INT(canvas_put(p, 0, 0, ROLE_TEXT, "\xf0\x9f\x87\xae\xf0\x9f\x87\xb9"), 2);
	T_STR(canvas_text_at(c, 0, 0), "\xf0\x9f\x87\xae\xf0\x9f\x87\xb9");
	T_STR(canvas_text_at(c, 1, 0), "");
	canvas_free(c);
	arena_free(a);
}

static void
wide(void)
{
	struct arena *a = arena_new();
	struct canvas *c = canvas_new(6, 1);
	struct pane p = canvas_pane(c);

	canvas_put(p, 5, 0, ROLE_TEXT, "\xe6\xbc\xa2");
	T_STR(dump(a, c, CANVAS_TRIM), "\n");
	canvas_put(p, -1, 0, ROLE_TEXT, "\xe6\xbc\xa2" "ab");
	T_STR(dump(a, c, CANVAS_TRIM), " ab\n");
	canvas_put(p, 0, 0, ROLE_TEXT, "\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2");
	canvas_put(p, 1, 0, ROLE_TEXT, "x");
	T_STR(dump(a, c, 0), " x\xe5\xad\x97\xe6\xbc\xa2\n");
	canvas_put(p, 2, 0, ROLE_TEXT, "y");
	T_STR(dump(a, c, 0), " xy \xe6\xbc\xa2\n");
	canvas_put(p, 1, 0, ROLE_TEXT, "\xe5\xad\x97");
	T_STR(dump(a, c, 0), " \xe5\xad\x97 \xe6\xbc\xa2\n");
	canvas_put_fit(p, 0, 0, 4, ALIGN_LEFT, ROLE_TEXT, "\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2");
	T_STR(dump(a, c, 0), "\xe6\xbc\xa2 ~\xe6\xbc\xa2\n");
	canvas_free(c);
	arena_free(a);
}

/* Names written from right to left stand in visual order and inside their own columns. */
static void
right_to_left(void)
{
	struct arena *a = arena_new();
	struct canvas *c = canvas_new(20, 1);
	struct pane p = canvas_pane(c);
	static const char shalom[] = "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d";

	canvas_put(p, 0, 0, ROLE_TEXT, shalom);
	T_STR(dump(a, c, CANVAS_TRIM), "\xd7\x9d\xd7\x95\xd7\x9c\xd7\xa9\n");
	canvas_clear(c);
	canvas_put(p, 0, 0, ROLE_TEXT, "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d 42 (\xd7\xa9\xd7\x9c) end");
	T_STR(dump(a, c, CANVAS_TRIM), "(\xd7\x9c\xd7\xa9) 42 \xd7\x9d\xd7\x95\xd7\x9c\xd7\xa9 end\n");
	/* two columns side by side: neither text reaches into the other's */
	canvas_clear(c);
	canvas_put_fit(p, 0, 0, 6, ALIGN_LEFT, ROLE_TEXT, shalom);
	canvas_put_fit(p, 7, 0, 6, ALIGN_LEFT, ROLE_TEXT, "4711");
	canvas_put_fit(p, 14, 0, 6, ALIGN_LEFT, ROLE_TEXT, shalom);
	T_STR(dump(a, c, CANVAS_TRIM), "\xd7\x9d\xd7\x95\xd7\x9c\xd7\xa9   4711   \xd7\x9d\xd7\x95\xd7\x9c\xd7\xa9\n");
	/* cut, the beginning stays: the first letters, which stand at the right */
	canvas_clear(c);
	canvas_put_fit(p, 0, 0, 3, ALIGN_LEFT, ROLE_TEXT, shalom);
	T_STR(dump(a, c, CANVAS_TRIM), "\xd7\x9c\xd7\xa9~\n");
	canvas_free(c);
	arena_free(a);
}

static void
areas(void)
{
	struct arena *a = arena_new();
	struct canvas *c = canvas_new(16, 4);
	struct pane p = canvas_pane(c), sub = pane_sub(p, 2, 1, 100, 100), none = pane_sub(p, 20, 20, 5, 5);
	int x, y;

	T_INT(sub.width, 14);
	T_INT(sub.height, 3);
	T_OK(none.width == 0 && none.height == 0, "a pane outside is empty");
	T_INT(canvas_put(none, 0, 0, ROLE_TEXT, "x"), 0);
	T_INT(canvas_put(p, 0, -1, ROLE_TEXT, "x") + canvas_put(p, 0, 4, ROLE_TEXT, "x"), 0);
	canvas_box(p, ROLE_BORDER, "Title", "foot");
	canvas_rule(pane_sub(p, 1, 1, 14, 1), 0, ROLE_RULE, "Thu", "9");
	T_STR(dump(a, c, CANVAS_ASCII), "+- Title ------+\n|-- Thu ----- 9|\n|              |\n+------- foot -+\n");
	canvas_clear(c);
	canvas_put(p, 0, 0, ROLE_CURSOR, "ab");
	canvas_restyle(p, 2, 0, 1, ROLE_ALERT);
	T_INT(canvas_style_at(c, 1, 0), ROLE_CURSOR);
	T_INT(canvas_style_at(c, 2, 0), ROLE_ALERT);
	canvas_cursor(sub, 1, 1);
	T_OK(canvas_cursor_at(c, &x, &y) && x == 3 && y == 2, "the cursor stands where it was put");
	canvas_cursor(sub, 14, 0);
	T_OK(!canvas_cursor_at(c, &x, &y), "outside its pane it is hidden");
	canvas_resize(c, -3, 0);
	T_OK(canvas_width(c) == 1 && canvas_height(c) == 1, "there is no smaller size than one");
	canvas_free(c);
	arena_free(a);
}

int
main(void)
{
	hostile_text();
	random_draws();
	looks();
	wide();
	right_to_left();
	areas();
	return t_done();
}
