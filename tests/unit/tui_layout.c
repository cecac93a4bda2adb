/* tui_layout.c - text into lines: nothing lost, nothing twice, nothing wider than there is room. */
#include <stdlib.h>

#include "arena.h"
#include "buf.h"
#include "layout.h"
#include "t.h"
#include "utf8.h"

/* The lines as drawn, joined by "|". */
static char *
wrapped(struct arena *a, const char *text, int width, int hang, bool quotes)
{
	struct layout_options o = { width, hang, quotes };
	struct layout_line line = { .next = 0 };
	struct canvas *c = canvas_new(width + 20, 1);
	struct buf b = BUF_INIT;
	char *out;

	while (layout_next(text, strlen(text), &o, &line)) {
		size_t start = b.len;

		canvas_clear(c);
		layout_draw(canvas_pane(c), 0, 0, ROLE_TEXT, text, &line);
		canvas_dump(c, &b, CANVAS_TRIM);
		(void)start;
		b.data[b.len - 1] = '|';
	}
	out = arena_strn(a, b.data, b.len ? b.len - 1 : 0);
	buf_free(&b);
	canvas_free(c);
	return out;
}

static void
wrapping(struct arena *a)
{
	T_STR(wrapped(a, "the quick brown fox", 10, 0, false), "the quick|brown fox");
	T_STR(wrapped(a, "the quick brown fox", 9, 0, false), "the quick|brown fox");
	T_STR(wrapped(a, "one\n\ntwo\n", 10, 0, false), "one||two");
	T_STR(wrapped(a, "", 10, 0, false), "");
	T_STR(wrapped(a, "\n", 10, 0, false), "");
	T_STR(wrapped(a, "a\r\nb\r\n", 10, 0, false), "a|b");
	T_STR(wrapped(a, "abcdefghijkl", 5, 0, false), "abcde|fghij|kl");
	T_STR(wrapped(a, "ab abcdefgh", 5, 0, false), "ab|abcde|fgh");
	T_STR(wrapped(a, "well-known words", 6, 0, false), "well-|known|words");
	T_STR(wrapped(a, "so - no", 4, 0, false), "so -|no");
	T_STR(wrapped(a, "  kept in front", 8, 0, false), "  kept|in front");
	T_STR(wrapped(a, "a     b", 3, 0, false), "a|b");
	T_STR(wrapped(a, "one two three", 6, 2, false), "one|  two|  thre|  e");
	T_STR(wrapped(a, "https://example.org/a/b/c", 10, 0, false), "https://ex|ample.org/|a/b/c");
}

static void
quotes(struct arena *a)
{
	struct layout_options o = { 40, 0, true };
	struct layout_line line = { .next = 0 };
	static const char text[] = "> > deep\n> once\nnot\n>> dense";
	static const int depth[] = { 2, 1, 0, 2 };

	T_STR(wrapped(a, "> one two three", 8, 0, true), "> one|> two|> three");
	T_STR(wrapped(a, "> > one two three", 10, 0, true), "> > one|> > two|> > three");
	T_STR(wrapped(a, "> one two three", 8, 0, false), "> one|two|three");
	for (int i = 0; layout_next(text, sizeof text - 1, &o, &line); i++)
		T_INT(line.depth, depth[i]);
	/* quoted so deep that nothing else would fit */
	T_STR(wrapped(a, ">>>>>>>>one two", 10, 0, true), ">>>>>>>>on|e two");
}

static void
wide(struct arena *a)
{
	T_STR(wrapped(a, "\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2\xe5\xad\x97", 5, 0, false),
		"\xe6\xbc\xa2\xe5\xad\x97|\xe6\xbc\xa2\xe5\xad\x97");
	/* a full stop never begins a line */
	T_STR(wrapped(a, "\xe6\xbc\xa2\xe5\xad\x97\xe3\x80\x82", 4, 0, false), "\xe6\xbc\xa2|\xe5\xad\x97\xe3\x80\x82");
	T_STR(wrapped(a, "ab\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7" "cd", 4, 0, false),
		"ab\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7|cd");
	T_STR(wrapped(a, "e\xcc\x81" "e\xcc\x81" "e\xcc\x81", 2, 0, false), "e\xcc\x81" "e\xcc\x81|e\xcc\x81");
}

static uint32_t seed = 7;

static uint32_t
next_random(void)
{
	seed = seed * 1664525u + 1013904223u;
	return seed >> 8;
}

static const char *const pieces[] = {
	"word", " ", " ", "  ", "\t", "-", "\n", "\r\n", "> ", ">", "\xe6\xbc\xa2", "\xe3\x80\x82", "\xc3\xa9", "e\xcc\x81",
	"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7", "\xf0\x9f\x87\xae\xf0\x9f\x87\xb9", "\xe2\x80\x8b", "\xe2\x80\xae",
	"\xff", "\x01", "\033[31m", "\xd7\xa9\xd7\x9c", "longer-than-most-words", "\xc2\xad", "\xef\xb8\x8f", "a", "1",
};

/* NULL, or what is wrong with the lines of a text. */
static const char *
broken(const char *text, size_t len, const struct layout_options *o)
{
	struct layout_line line = { .next = 0 };
	struct arena *a = arena_new();
	size_t at = 0, n = 0;
	const char *why = NULL;

	while (!why && layout_next(text, len, o, &line)) {
		char *shown = arena_strn(a, text + line.start, line.len);
		int columns = canvas_columns(shown), step;

		n++;
		if (line.start != at || line.next <= line.start || line.start + line.len > line.next)
			why = "lines do not follow one another";
		for (size_t i = line.start + line.len; i < line.next; i++)
			if (!strchr(" \t\r\n", text[i]))
				why = "something is in no line";
		if (strchr(shown, '\n'))
			why = "a line end in a line";
		columns += line.indent + (line.first ? 0 : (int)line.prefix_len);
		/* hidden characters may share one stand-in on the canvas */
		if (columns > line.columns || (columns < line.columns && utf8_valid(text, len) &&
		    !strstr(text, "\xe2\x80")))
			why = "columns are not those of the canvas";
		if (columns > o->width && utf8_grapheme(shown, line.len, &step) < line.len)
			why = "too wide";
		at = line.next;
	}
	if (at != len)
		why = "the end is missing";
	arena_free(a);
	return why;
}

static void
random_texts(void)
{
	const char *why = NULL;
	struct buf b = BUF_INIT;

	for (int i = 0; i < 20000 && !why; i++) {
		struct layout_options o = { 1 + (int)(next_random() % 30), 0, next_random() % 2 };

		if (o.width > 8 && next_random() % 3 == 0)
			o.hang = 4;
		buf_clear(&b);
		for (uint32_t n = next_random() % 20; n > 0; n--)
			buf_adds(&b, pieces[next_random() % (sizeof pieces / sizeof pieces[0])]);
		why = broken(b.data, b.len, &o);
		if (why) {
			printf("# width %d, hang %d, quotes %d: ", o.width, o.hang, o.quotes);
			for (size_t k = 0; k < b.len; k++)
				printf(b.data[k] >= 0x20 && b.data[k] < 0x7f ? "%c" : "\\x%02x", (unsigned char)b.data[k]);
			printf("\n");
		}
	}
	T_OK(!why, "20,000 random texts: %s", why ? why : "all well");
	buf_free(&b);
}

int
main(void)
{
	struct arena *a = arena_new();

	wrapping(a);
	quotes(a);
	wide(a);
	random_texts();
	arena_free(a);
	return t_done();
}
