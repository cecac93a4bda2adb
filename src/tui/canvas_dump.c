/* canvas_dump.c - the canvas as text, for tests and scripts. */

#include "canvas.h"

/* Lines as they look without line drawing. */
static char
ascii_line(const struct cell *cell)
{
	const unsigned char *t = (const unsigned char *)cell->text;

	if (cell->len != 3 || t[0] != 0xe2 || t[1] != 0x94)
		return 0;
	return t[2] == 0x80 ? '-' : t[2] == 0x82 ? '|' : '+';
}

static void
dump_text(const struct canvas *c, struct buf *out, int y, unsigned flags)
{
	const struct cell *row = canvas_row(c, y);

	for (int x = 0; x < canvas_width(c); x++) {
		char line = flags & CANVAS_ASCII ? ascii_line(&row[x]) : 0;

		if (line)
			buf_addc(out, line);
		else
			buf_add(out, row[x].text, row[x].len);
	}
}

static char
role_letter(unsigned style)
{
	unsigned r = STYLE_ROLE(style);

	return r == 0 ? '.' : r <= 26 ? (char)('a' + r - 1) : (char)('A' + r - 27);
}

static char
attrs_letter(unsigned style)
{
	switch (style & STYLE_ATTRS) {
	case 0: return '.';
	case STYLE_BOLD: return 'b';
	case STYLE_UNDERLINE: return 'u';
	case STYLE_REVERSE: return 'r';
	case STYLE_DIM: return 'd';
	case STYLE_ITALIC: return 'i';
	default: return '*';
	}
}

static void
dump_letters(const struct canvas *c, struct buf *out, unsigned flags, char (*letter)(unsigned))
{
	for (int y = 0; y < canvas_height(c); y++) {
		const struct cell *row = canvas_row(c, y);
		size_t start = out->len;

		for (int x = 0; x < canvas_width(c); x++)
			buf_addc(out, letter(row[x].style));
		if (flags & CANVAS_TRIM)
			while (out->len > start && out->data[out->len - 1] == '.')
				buf_truncate(out, out->len - 1);
		buf_addc(out, '\n');
	}
}

static bool
has_attrs(const struct canvas *c)
{
	for (int y = 0; y < canvas_height(c); y++)
		for (int x = 0; x < canvas_width(c); x++)
			if (canvas_row(c, y)[x].style & STYLE_ATTRS)
				return true;
	return false;
}

void
canvas_dump(const struct canvas *c, struct buf *out, unsigned flags)
{
	int x, y;

	for (y = 0; y < canvas_height(c); y++) {
		size_t start = out->len;

		dump_text(c, out, y, flags);
		if (flags & CANVAS_TRIM)
			while (out->len > start && out->data[out->len - 1] == ' ')
				buf_truncate(out, out->len - 1);
		buf_addc(out, '\n');
	}
	if (flags & CANVAS_STYLES) {
		dump_letters(c, out, flags, role_letter);
		if (has_attrs(c))
			dump_letters(c, out, flags, attrs_letter);
	}
	if (!(flags & CANVAS_CURSOR))
		return;
	if (canvas_cursor_at(c, &x, &y))
		buf_addf(out, "cursor %d,%d\n", x, y);
	else
		buf_adds(out, "cursor hidden\n");
}
