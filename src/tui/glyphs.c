/* glyphs.c - cleaning, measuring and ordering text for the canvas. */
#include <string.h>

#include "glyphs.h"
#include "utf8.h"

/* What is looked at of a text that nobody could see the end of anyway. */
#define TEXT_MAX 65536

bool
text_is_plain(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (s[i] < 0x20 || s[i] > 0x7e)
			return false;
	return true;
}

const char *
text_clean(struct buf *scratch, const char *s, size_t *len)
{
	if (*len > TEXT_MAX) {
		*len = TEXT_MAX;
		while (*len > TEXT_MAX - 4 && (s[*len] & 0xc0) == 0x80)
			--*len;
	}
	if (text_is_plain(s, *len))
		return s;
	buf_clear(scratch);
	utf8_clean(scratch, s, *len, true);
	for (size_t i = 0; i < scratch->len; i++)
		if (scratch->data[i] == '\n')
			scratch->data[i] = ' ';
	*len = scratch->len;
	return scratch->data;
}

bool
glyph_next(const char *s, size_t len, size_t *pos, struct glyph *out)
{
	while (*pos < len) {
		const char *at = s + *pos;
		int columns = 1;
		size_t n = 1;

		if (at[0] & 0x80 || (*pos + 1 < len && at[1] & 0x80))
			n = utf8_grapheme(at, len - *pos, &columns);
		*pos += n;
		if (columns <= 0)
			continue;
		out->text = at;
		out->len = (unsigned short)(n > 0xffff ? 0xffff : n);
		out->width = (unsigned char)(columns > 2 ? 2 : columns);
		return true;
	}
	return false;
}

/* -- right to left ------------------------------------------------------------------------------- */

static bool
is_rtl(uint32_t cp)
{
	return (cp >= 0x590 && cp < 0x900) || (cp >= 0xfb1d && cp < 0xfe00) ||
		(cp >= 0xfe70 && cp < 0xff00) || (cp >= 0x10800 && cp < 0x11000) ||
		(cp >= 0x1e800 && cp < 0x1f000);
}

bool
text_has_rtl(const char *s, size_t len)
{
	for (size_t i = 0; i < len; ) {
		unsigned char c = (unsigned char)s[i];
		uint32_t cp;

		if (c < 0xd6) {
			i++;
			continue;
		}
		i += utf8_next(s + i, len - i, &cp);
		if (is_rtl(cp))
			return true;
	}
	return false;
}

enum direction_class { DIR_LEFT, DIR_RIGHT, DIR_DIGIT, DIR_NEUTRAL };

static enum direction_class
class_of(const struct glyph *g)
{
	uint32_t cp;

	(void)utf8_next(g->text, g->len, &cp);
	if ((cp >= '0' && cp <= '9') || (cp >= 0x660 && cp <= 0x669) || (cp >= 0x6f0 && cp <= 0x6f9))
		return DIR_DIGIT;
	if (is_rtl(cp))
		return DIR_RIGHT;
	if (cp < 0x80)
		return (cp | 0x20) >= 'a' && (cp | 0x20) <= 'z' ? DIR_LEFT : DIR_NEUTRAL;
	if ((cp >= 0xa0 && cp < 0xc0) || (cp >= 0x2000 && cp < 0x2c00) || (cp >= 0x3000 && cp < 0x3020))
		return DIR_NEUTRAL;
	return DIR_LEFT;
}

static void
reverse(struct glyph *g, size_t n)
{
	for (size_t i = 0; i < n / 2; i++) {
		struct glyph t = g[i];

		g[i] = g[n - 1 - i];
		g[n - 1 - i] = t;
	}
}

/* Brackets inside a right-to-left run look the other way. */
static void
mirror(struct glyph *g)
{
	static const char pairs[] = "()[]{}<>";
	const char *at;

	if (g->len != 1 || !(at = strchr(pairs, g->text[0])) || !*at)
		return;
	g->text = pairs + ((at - pairs) ^ 1);
}

/* Numbers run from left to right wherever they stand: those of a reversed run are turned back. */
static void
turn_numbers(struct glyph *g, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t end = i;

		if (class_of(&g[i]) != DIR_DIGIT)
			continue;
		for (size_t j = i + 1; j < n; j++) {
			if (class_of(&g[j]) == DIR_DIGIT)
				end = j;
			else if (g[j].len != 1 || !strchr(".,:/-", g[j].text[0]))
				break;
		}
		reverse(g + i, end - i + 1);
		i = end;
	}
}

/* The last glyph of the right-to-left run that begins at i.  A bracket that was opened in it closes in it. */
static size_t
run_end(const struct glyph *g, size_t n, size_t i)
{
	size_t end = i, open = 0;

	for (size_t j = i + 1; j < n; j++) {
		enum direction_class class = class_of(&g[j]);
		char c = g[j].len == 1 ? g[j].text[0] : ' ';

		if (class == DIR_LEFT)
			break;
		open += c == '(' || c == '[' || c == '{';
		if (class != DIR_NEUTRAL)
			end = j;
		else if (open > 0 && (c == ')' || c == ']' || c == '}'))
			end = j, open--;
	}
	return end;
}

void
glyphs_reorder(struct glyph *g, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t end;

		if (class_of(&g[i]) != DIR_RIGHT)
			continue;
		end = run_end(g, n, i);
		reverse(g + i, end - i + 1);
		turn_numbers(g + i, end - i + 1);
		for (size_t j = i; j <= end; j++)
			mirror(&g[j]);
		i = end;
	}
}
