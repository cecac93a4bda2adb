/* picture.c - what a program drew for us, letter by letter: colours and characters, or one payload, else nothing. */
#include "picture.h"

#include <string.h>

#include "i18n.h"
#include "utf8.h"

enum { PARAMS = 16 };

struct reading {
	const char *s;
	size_t len, at;
	uint32_t ink, ground;
	bool reverse;
};

/* -- cells ---------------------------------------------------------------------------------------------------------- */

/* 38;5;n or 38;2;r;g;b from place i on; the last place used, -1 = neither. */
static int
long_colour(const int *v, int n, int i, uint32_t *out)
{
	if (i + 2 < n && v[i + 1] == 5 && v[i + 2] < 256) {
		*out = COLOUR_INDEX | (uint32_t)v[i + 2];
		return i + 2;
	}
	if (i + 4 < n && v[i + 1] == 2 && v[i + 2] < 256 && v[i + 3] < 256 && v[i + 4] < 256) {
		*out = COLOUR_RGB | (uint32_t)v[i + 2] << 16 | (uint32_t)v[i + 3] << 8 | (uint32_t)v[i + 4];
		return i + 4;
	}
	return -1;
}

static bool
apply(struct reading *r, const int *v, int n)
{
	for (int i = 0; i < n; i++) {
		int c = v[i];
		if (c == 0) {
			r->ink = r->ground = COLOUR_DEFAULT;
			r->reverse = false;
		} else if (c == 7 || c == 27) {
			r->reverse = c == 7;
		} else if (c == 39 || c == 49) {
			*(c == 39 ? &r->ink : &r->ground) = COLOUR_DEFAULT;
		} else if (c >= 30 && c <= 37) {
			r->ink = COLOUR_INDEX | (uint32_t)(c - 30);
		} else if (c >= 40 && c <= 47) {
			r->ground = COLOUR_INDEX | (uint32_t)(c - 40);
		} else if (c >= 90 && c <= 97) {
			r->ink = COLOUR_INDEX | (uint32_t)(c - 82);
		} else if (c >= 100 && c <= 107) {
			r->ground = COLOUR_INDEX | (uint32_t)(c - 92);
		} else if (c == 38 || c == 48) {
			i = long_colour(v, n, i, c == 38 ? &r->ink : &r->ground);
			if (i < 0)
				return false;
		} else {
			return false;
		}
	}
	return true;
}

/* "[0;38;5;18m" behind an ESC. */
static bool
read_sgr(struct reading *r)
{
	int v[PARAMS] = { 0 }, n = 1;
	if (r->at >= r->len || r->s[r->at] != '[')
		return false;
	for (r->at++; r->at < r->len; r->at++) {
		char c = r->s[r->at];
		if (c >= '0' && c <= '9' && v[n - 1] < 1000)
			v[n - 1] = v[n - 1] * 10 + (c - '0');
		else if (c == ';' && n < PARAMS)
			n++;
		else
			break;
	}
	return r->at < r->len && r->s[r->at++] == 'm' && apply(r, v, n);
}

/* One printable character of one column. */
static bool
read_cell(struct reading *r, struct picture_cell *out)
{
	uint32_t cp;
	size_t n = utf8_next(r->s + r->at, r->len - r->at, &cp);
	if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || cp == 0xfffd || n > sizeof out->text ||
	    utf8_columns(r->s + r->at, n) != 1)
		return false;
	*out = (struct picture_cell){ .len = (unsigned char)n, .ink = r->reverse ? r->ground : r->ink,
		.ground = r->reverse ? r->ink : r->ground };
	memcpy(out->text, r->s + r->at, n);
	r->at += n;
	return true;
}

int
picture_parse(const char *s, size_t len, int width, int height, struct arena *a, struct picture *out, struct error *err)
{
	struct reading r = { .s = s, .len = len };
	struct picture p = { 0, 0, arena_array(a, struct picture_cell, (size_t)(width * height)) };
	int x = 0;
	while (r.at < len) {
		struct picture_cell cell;
		if (s[r.at] == '\n') {
			r.at++;
			p.height += p.height < height;	/* blank lines below it are none of its */
			x = 0;
		} else if (s[r.at] == '\033') {
			r.at++;
			if (!read_sgr(&r))
				return error_set(err, ERR_PROTOCOL, _("what was drawn is no picture"));
		} else if (x >= width || p.height >= height || !read_cell(&r, &cell)) {
			return error_set(err, ERR_PROTOCOL, _("what was drawn is no picture"));
		} else {
			p.cell[p.height * width + x++] = cell;
			p.width = x > p.width ? x : p.width;
		}
	}
	p.height += x > 0;
	/* close together, row by row */
	for (int y = 1; y < p.height && p.width < width; y++)
		memmove(&p.cell[y * p.width], &p.cell[y * width], sizeof *p.cell * (size_t)p.width);
	if (!p.width)
		return error_set(err, ERR_PROTOCOL, _("what was drawn is no picture"));
	*out = p;
	return 0;
}

void
picture_draw_row(struct pane p, const struct picture *picture, int row)
{
	for (int x = 0; x < picture->width && row < picture->height; x++) {
		const struct picture_cell *c = &picture->cell[row * picture->width + x];
		if (c->len)
			canvas_put_own(p, x, 0, c->text, c->len, c->ink, c->ground);
	}
}

void
picture_draw(struct pane p, const struct picture *picture)
{
	for (int y = 0; y < picture->height && y < p.height; y++)
		picture_draw_row(pane_sub(p, 0, y, p.width, 1), picture, y);
}

/* -- payloads --------------------------------------------------------------------------------------------------------- */

static size_t
span_of(const char *s, size_t len, const char *extra)
{
	size_t n = 0;
	while (n < len && ((s[n] >= 'a' && s[n] <= 'z') || (s[n] >= 'A' && s[n] <= 'Z') || (s[n] >= '0' && s[n] <= '9') ||
			(s[n] && strchr(extra, s[n]))))
		n++;
	return n;
}

/* ESC _ G keys ; base64 ESC \, again and again: t=f and the like, which name files, are refused. */
static bool
is_kitty(const char *s, size_t len)
{
	size_t pieces = 0;
	while (len) {
		if (len < 3 || memcmp(s, "\033_G", 3))
			return pieces && len == 1 && *s == '\n';
		s += 3, len -= 3;
		size_t keys = span_of(s, len, "=,");
		for (size_t i = 0; i + 2 < keys; i++)
			if ((i == 0 || s[i - 1] == ',') && s[i] == 't' && s[i + 1] == '=' && s[i + 2] != 'd')
				return false;
		s += keys, len -= keys;
		if (len && *s == ';') {
			size_t data = span_of(s + 1, len - 1, "+/=") + 1;
			s += data, len -= data;
		}
		if (len < 2 || memcmp(s, "\033\\", 2))
			return false;
		s += 2, len -= 2;
		pieces++;
	}
	return pieces > 0;
}

static bool
is_sixel(const char *s, size_t len)
{
	size_t i = 2;
	if (len < 5 || memcmp(s, "\033P", 2))
		return false;
	while (i < len && ((s[i] >= '0' && s[i] <= '9') || s[i] == ';'))
		i++;
	if (i >= len || s[i++] != 'q')
		return false;
	while (i < len && ((s[i] >= 0x21 && s[i] <= 0x7e) || s[i] == '\n' || s[i] == '\r'))
		i++;
	if (len - i < 2 || memcmp(s + i, "\033\\", 2))
		return false;
	i += 2;
	return i == len || (i + 1 == len && s[i] == '\n');
}

bool
picture_is_payload(enum picture_protocol protocol, const char *s, size_t len)
{
	return protocol == PICTURE_KITTY ? is_kitty(s, len) : protocol == PICTURE_SIXEL && is_sixel(s, len);
}
