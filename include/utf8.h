/*
 * utf8.h - text as people see it: code points, graphemes, columns, folding.  Uses utf8proc.
 *
 * Nothing here trusts its input: bad UTF-8 is read one byte at a time as U+FFFD.  The same folding
 * serves query and text.
 */
#ifndef SPORTELLO_UTF8_H
#define SPORTELLO_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "buf.h"

/* Decodes one code point at s (len bytes are readable, len > 0) into *cp and returns its length,
 * at least 1; malformed bytes give U+FFFD and 1. */
size_t utf8_next(const char *s, size_t len, uint32_t *cp);
/* Encodes cp; returns 1..4. */
size_t utf8_put(char out[4], uint32_t cp);
bool utf8_valid(const char *s, size_t len);

/* Bytes of the first grapheme cluster of s (0 only when len is 0); *columns is 0, 1 or 2. */
size_t utf8_grapheme(const char *s, size_t len, int *columns);
/* Bytes of the last grapheme cluster before s + len. */
size_t utf8_grapheme_back(const char *s, size_t len);
/* Columns of a whole string, control characters counted as their stand-ins. */
int utf8_columns(const char *s, size_t len);
/* Longest prefix in bytes that fits in `columns`; *used gets its columns (may be NULL). */
size_t utf8_fit(const char *s, size_t len, int columns, int *used);

/*
 * Makes outside text harmless for a terminal and honest for a reader, one grapheme at a time: C0/C1 and
 * DEL become U+2400.. pictures (TAB: a blank; LF is kept if keep_lf), bad bytes U+FFFD, bidi controls
 * and isolates U+FFFD, runs of zero-width characters beyond what a grapheme needs are dropped to one
 * stand-in, more than 8 combining marks are cut.  Appends to out.
 */
void utf8_clean(struct buf *out, const char *s, size_t len, bool keep_lf);
/* The same, as a copy in an arena. */
char *utf8_clean_str(struct arena *a, const char *s, bool keep_lf);

/*
 * Folding for search: NFKC, case fold, marks off, ß->ss ø->o ł->l æ->ae đ->d ı->i, final sigma;
 * runs of Han, kana, Hangul and Thai as overlapping bigrams separated by blanks; everything that is no
 * letter or digit becomes one blank; a number written with blanks, dots, slashes or hyphens inside is
 * followed once more joined.  Appends to out.
 */
void utf8_fold(struct buf *out, const char *s, size_t len);
/* Folding for comparing names and words: as above but without bigrams and joined numbers. */
char *utf8_fold_str(struct arena *a, const char *s);

/* "utf8proc 2.8.0". */
const char *utf8_library(void);

/* Converts from a charset by iconv, tolerant: bad bytes become U+FFFD; an unknown charset is read as
 * UTF-8 if valid, else as Windows-1252.  Appends to out; returns false if anything was bad. */
bool utf8_from(struct buf *out, const char *charset, const char *s, size_t len);

#endif
