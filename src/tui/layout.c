/* layout.c - where lines end. */
#include <stdint.h>
#include <string.h>

#include "layout.h"
#include "utf8.h"

/* One grapheme of raw text: its bytes, and the columns it will have on the canvas. */
static size_t
step(const char *s, size_t len, int *columns, uint32_t *cp)
{
	size_t n;

	if (!(s[0] & 0x80) && (len < 2 || !(s[1] & 0x80))) {
		*cp = (unsigned char)s[0];
		*columns = 1;
		return 1;
	}
	n = utf8_grapheme(s, len, columns);
	(void)utf8_next(s, len, cp);
	/* what has no column of its own gets a stand-in, unless it is merely dropped */
	if (*columns == 0 && *cp != 0xad && !(*cp >= 0xfe00 && *cp <= 0xfe0f))
		*columns = 1;
	return n;
}

static bool
is_blank(uint32_t cp)
{
	return cp == ' ' || cp == '\t';
}

static bool
is_word(uint32_t cp)
{
	return cp >= 0x80 || (cp >= '0' && cp <= '9') || ((cp | 0x20) >= 'a' && (cp | 0x20) <= 'z');
}

/* May not stand at the beginning of a line. */
static bool
closes(uint32_t cp)
{
	switch (cp) {
	case 0x3001: case 0x3002: case 0x300d: case 0x300f: case 0x3011: case 0x30fb: case 0x30fc:
	case 0xff01: case 0xff09: case 0xff0c: case 0xff0e: case 0xff1a: case 0xff1b: case 0xff1f:
		return true;
	default:
		return false;
	}
}

struct filling {
	size_t end, next;	/* of the line, and where the next begins */
	int columns;
};

/* Fills a line of `room` columns with the paragraph s[0..len), which holds no line end. */
static struct filling
fill(const char *s, size_t len, int room)
{
	struct filling at = { 0, 0, 0 }, best = { 0, 0, 0 };	/* best.next 0: no place to break yet */
	uint32_t cp = 0, before = 0;
	int width = 0, wide_before = 0;

	while (at.end < len) {
		size_t n = step(s + at.end, len - at.end, &width, &cp);

		if (is_blank(cp)) {
			best = at;
			while (at.end < len && is_blank((unsigned char)s[at.end]))
				at.end++, at.columns++;
			best.next = at.end;
			if (at.columns > room)
				return best;
			before = ' ';
			wide_before = 0;
			continue;
		}
		if (at.end > 0 && ((before == '-' && is_word(cp) && at.end > 1 && is_word((unsigned char)s[at.end - 2])) ||
		    ((width == 2 || wide_before) && before != ' ' && !closes(cp)))) {
			best = at;
			best.next = at.end;
		}
		if (at.columns + width > room) {
			if (best.next == 0 || best.end == 0) {	/* one long word: cut it */
				best = at;
				if (at.end == 0)
					best.end = n, best.columns = width;
				best.next = best.end;
			}
			return best;
		}
		at.end += n;
		at.columns += width;
		before = cp;
		wide_before = width == 2;
	}
	at.next = len;
	return at;
}

/* The bytes of "> > " at the beginning of a paragraph. */
static size_t
quote_prefix(const char *s, size_t len, int *depth)
{
	size_t n = 0;

	*depth = 0;
	while (n < len && s[n] == '>') {
		++*depth;
		n++;
		if (n < len && s[n] == ' ')
			n++;
	}
	return n;
}

bool
layout_next(const char *text, size_t len, const struct layout_options *o, struct layout_line *line)
{
	size_t start = line->next, end;
	const char *lf;
	struct filling f;
	int room = o->width;

	if (start >= len)
		return false;
	line->first = start == 0 || text[start - 1] == '\n';
	lf = memchr(text + start, '\n', len - start);
	end = lf ? (size_t)(lf - text) : len;
	if (end > start && text[end - 1] == '\r')
		end--;
	line->indent = 0;
	if (line->first) {
		line->prefix = start;
		line->prefix_len = o->quotes ? quote_prefix(text + start, end - start, &line->depth) : 0;
		if (!o->quotes)
			line->depth = 0;
	} else {
		int prefix = (int)line->prefix_len;

		line->indent = line->prefix_len ? 0 : o->hang;
		if (prefix > o->width / 2)
			prefix = 0, line->prefix_len = 0;
		room -= line->indent + prefix;
	}
	f = fill(text + start, end - start, room < 1 ? 1 : room);
	line->start = start;
	line->len = f.end;
	line->columns = f.columns + (o->width - room);
	line->last = start + f.next >= end;
	line->next = line->last ? (lf ? (size_t)(lf - text) + 1 : len) : start + f.next;
	return true;
}

struct layout_line *
layout_lines(struct arena *a, const char *text, size_t len, const struct layout_options *o, size_t *count)
{
	struct layout_line line = { .next = 0 }, *out = NULL;
	size_t n = 0, space = 0;

	while (layout_next(text, len, o, &line))
		*VEC_PUSH(a, out, n, space) = line;
	*count = n;
	return out;
}

int
layout_draw(struct pane p, int x, int y, unsigned style, const char *text, const struct layout_line *line)
{
	int used = line->indent;

	if (!line->first && line->prefix_len)
		used += canvas_putn(p, x + used, y, style, text + line->prefix, line->prefix_len, p.width);
	used += canvas_putn(p, x + used, y, style, text + line->start, line->len, p.width);
	return used;
}
