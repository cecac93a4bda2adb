/*
 * glyphs.h - text as the canvas sees it: clean, measured, in visual order.  Private to the toolkit.
 */
#ifndef SPORTELLO_TUI_GLYPHS_H
#define SPORTELLO_TUI_GLYPHS_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"

struct glyph {
	const char *text;
	unsigned short len;
	unsigned char width;	/* 1 or 2 */
};

/* True when every byte is a printable ASCII character. */
bool text_is_plain(const char *s, size_t len);

/* The text itself when it is plain, else a clean copy in scratch (emptied first); *len follows.  Line ends
 * become blanks. */
const char *text_clean(struct buf *scratch, const char *s, size_t *len);

/* The next glyph of clean text at *pos, which moves; false at the end.  Graphemes without a column of
 * their own are passed over. */
bool glyph_next(const char *s, size_t len, size_t *pos, struct glyph *out);

/* Whether clean text holds anything written from right to left. */
bool text_has_rtl(const char *s, size_t len);
/* Puts n glyphs in logical order into visual order, for a line that begins at the left. */
void glyphs_reorder(struct glyph *g, size_t n);

#endif
