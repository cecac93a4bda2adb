/*
 * buf.h - a growing string of bytes.
 *
 * Invariants: data is never NULL, data[len] is '\0', len < cap unless cap is 0 (then data points to a
 * shared empty string that must not be written).  The contents may hold NUL bytes.  A low-level
 * primitive: no function here knows about anything above base.
 */
#ifndef SPORTELLO_BUF_H
#define SPORTELLO_BUF_H

#include <stdarg.h>
#include <stddef.h>

struct buf {
	char *data;
	size_t len, cap;
};

extern char buf_empty[1];
#define BUF_INIT { buf_empty, 0, 0 }

void buf_init(struct buf *b);
/* Frees the memory; the buf is empty and usable afterwards. */
void buf_free(struct buf *b);
/* Empties, keeping the memory. */
void buf_clear(struct buf *b);
/* Room for at least `more` further bytes. */
void buf_reserve(struct buf *b, size_t more);
void buf_add(struct buf *b, const void *p, size_t len);
void buf_adds(struct buf *b, const char *s);
void buf_addc(struct buf *b, char c);
void buf_addf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_vaddf(struct buf *b, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
/* Appends a code point as UTF-8 (U+FFFD for what is none). */
void buf_addu(struct buf *b, unsigned codepoint);
/* Replaces `del` bytes at `pos` by `len` bytes of p. */
void buf_splice(struct buf *b, size_t pos, size_t del, const void *p, size_t len);
/* Cuts to len bytes (no-op when already shorter). */
void buf_truncate(struct buf *b, size_t len);
/* Removes blanks and line ends at the end. */
void buf_rtrim(struct buf *b);

#endif
