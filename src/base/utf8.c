/* utf8.c - code points, grapheme clusters and columns. */
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

#include "utf8.h"

#define BAD 0xfffdu

/* Below this every code point is a cluster of its own, and one column, unless a mark follows. */
#define SIMPLE_END 0x300u

size_t
utf8_next(const char *s, size_t len, uint32_t *cp)
{
	const unsigned char *p = (const unsigned char *)s;
	uint32_t value, least;
	size_t need;

	if (p[0] < 0x80) {
		*cp = p[0];
		return 1;
	}
	*cp = BAD;
	if (p[0] >= 0xc2 && p[0] < 0xe0)
		need = 2, value = p[0] & 0x1f, least = 0x80;
	else if (p[0] >= 0xe0 && p[0] < 0xf0)
		need = 3, value = p[0] & 0x0f, least = 0x800;
	else if (p[0] >= 0xf0 && p[0] < 0xf5)
		need = 4, value = p[0] & 0x07, least = 0x10000;
	else
		return 1;
	if (len < need)
		return 1;
	for (size_t i = 1; i < need; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 1;
		value = value << 6 | (p[i] & 0x3f);
	}
	if (value < least || value > 0x10ffff || (value >= 0xd800 && value < 0xe000))
		return 1;
	*cp = value;
	return need;
}

size_t
utf8_put(char out[4], uint32_t cp)
{
	if (cp > 0x10ffff || (cp >= 0xd800 && cp < 0xe000))
		cp = BAD;
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xc0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3f));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xe0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3f));
		out[2] = (char)(0x80 | (cp & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3f));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3f));
	out[3] = (char)(0x80 | (cp & 0x3f));
	return 4;
}

/* Eight bytes at a time while they are ASCII. */
static size_t
ascii_run(const char *s, size_t len)
{
	size_t i = 0;
	uint64_t word;

	for (; i + 8 <= len; i += 8) {
		memcpy(&word, s + i, 8);
		if (word & 0x8080808080808080u)
			break;
	}
	while (i < len && !(s[i] & 0x80))
		i++;
	return i;
}

bool
utf8_valid(const char *s, size_t len)
{
	uint32_t cp;
	size_t i = 0, n;

	while ((i += ascii_run(s + i, len - i)) < len) {
		n = utf8_next(s + i, len - i, &cp);
		if (n == 1)
			return false;
		i += n;
	}
	return true;
}

static bool
is_control(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0);
}

/* Two of them make a flag, two columns wide. */
static bool
is_flag_letter(uint32_t cp)
{
	return cp >= 0x1f1e6 && cp <= 0x1f1ff;
}

static int
columns_of(uint32_t cp)
{
	if (cp < SIMPLE_END)
		return cp == 0xad ? 0 : 1;
	return utf8proc_charwidth((utf8proc_int32_t)cp);
}

size_t
utf8_grapheme(const char *s, size_t len, int *columns)
{
	utf8proc_int32_t state = 0;
	uint32_t cp, next;
	size_t at, n;
	int width, w;

	*columns = 0;
	if (len == 0)
		return 0;
	at = utf8_next(s, len, &cp);
	width = columns_of(cp);
	if (is_control(cp) || (cp == BAD && at == 1)) {
		*columns = 1;
		return at;
	}
	while (at < len) {
		n = utf8_next(s + at, len - at, &next);
		/* bad bytes and controls stand alone, so that each can be shown */
		if ((cp < SIMPLE_END && next < SIMPLE_END) || is_control(next) ||
		    (next == BAD && n == 1))
			break;
		if (utf8proc_grapheme_break_stateful((utf8proc_int32_t)cp, (utf8proc_int32_t)next,
		    &state))
			break;
		w = columns_of(next);
		width = is_flag_letter(cp) && is_flag_letter(next) ? 2 : w > width ? w : width;
		at += n;
		cp = next;
	}
	*columns = width > 2 ? 2 : width;
	return at;
}

/* A mark never joins what stands before a control, and an ASCII character is hardly ever anything but
 * the start of a cluster: reading on from the last one gives the same clusters as from the start. */
size_t
utf8_grapheme_back(const char *s, size_t len)
{
	size_t from, n = 0;
	int columns;

	if (len == 0)
		return 0;
	from = len - 1;
	if (from > 0 && !(s[from] & 0x80))
		return 1;
	while (from > 0 && (s[from] & 0x80) && (len - from < 256 || (s[from] & 0xc0) == 0x80))
		from--;
	while (from < len) {
		n = utf8_grapheme(s + from, len - from, &columns);
		from += n;
	}
	return n;
}

/* How much of s is ASCII that cannot carry a mark: one column each. */
static size_t
plain_run(const char *s, size_t len)
{
	size_t n = ascii_run(s, len);

	return n > 0 && n < len ? n - 1 : n;
}

int
utf8_columns(const char *s, size_t len)
{
	size_t i = 0;
	int total = 0, columns;

	while (i < len) {
		size_t plain = plain_run(s + i, len - i);

		total += (int)plain;
		i += plain;
		if (i < len) {
			i += utf8_grapheme(s + i, len - i, &columns);
			total += columns;
		}
	}
	return total;
}

size_t
utf8_fit(const char *s, size_t len, int columns, int *used)
{
	size_t i = 0, n;
	int total = 0, w;

	while (i < len) {
		n = utf8_grapheme(s + i, len - i, &w);
		if (total + w > columns)
			break;
		total += w;
		i += n;
	}
	if (used)
		*used = total;
	return i;
}

const char *
utf8_library(void)
{
	static char text[48];
	if (!*text)
		snprintf(text, sizeof text, "utf8proc %s", utf8proc_version());
	return text;
}
