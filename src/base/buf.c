/* buf.c - a growing string of bytes. */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "utf8.h"

char buf_empty[1];

void
buf_init(struct buf *b)
{
	b->data = buf_empty;
	b->len = b->cap = 0;
}

void
buf_free(struct buf *b)
{
	if (b->cap)
		free(b->data);
	buf_init(b);
}

void
buf_clear(struct buf *b)
{
	buf_truncate(b, 0);
}

void
buf_reserve(struct buf *b, size_t more)
{
	size_t need, cap;

	if (__builtin_add_overflow(b->len, more, &need) || need >= SIZE_MAX / 4)
		need = SIZE_MAX / 4;	/* xrealloc() aborts */
	if (need < b->cap)
		return;
	cap = b->cap ? b->cap : 64;
	while (cap <= need)
		cap *= 2;
	b->data = xrealloc(b->cap ? b->data : NULL, cap);
	b->data[b->len] = '\0';
	b->cap = cap;
}

void
buf_add(struct buf *b, const void *p, size_t len)
{
	if (len == 0)
		return;
	buf_reserve(b, len);
	memcpy(b->data + b->len, p, len);
	b->len += len;
	b->data[b->len] = '\0';
}

void
buf_adds(struct buf *b, const char *s)
{
	if (s)
		buf_add(b, s, strlen(s));
}

void
buf_addc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void
buf_vaddf(struct buf *b, const char *fmt, va_list ap)
{
	va_list again;
	int len;

	va_copy(again, ap);
	len = vsnprintf(b->cap ? b->data + b->len : NULL, b->cap ? b->cap - b->len : 0, fmt, ap);
	if (len > 0 && (size_t)len >= b->cap - b->len) {
		buf_reserve(b, (size_t)len);
		len = vsnprintf(b->data + b->len, b->cap - b->len, fmt, again);
	}
	va_end(again);
	if (len > 0)
		b->len += (size_t)len;
	if (b->cap)
		b->data[b->len] = '\0';
}

void
buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(b, fmt, ap);
	va_end(ap);
}

void
buf_addu(struct buf *b, unsigned codepoint)
{
	char bytes[4];

	buf_add(b, bytes, utf8_put(bytes, codepoint));
}

void
buf_splice(struct buf *b, size_t pos, size_t del, const void *p, size_t len)
{
	assert(pos <= b->len && del <= b->len - pos);
	if (del == 0 && len == 0)
		return;
	buf_reserve(b, len);
	memmove(b->data + pos + len, b->data + pos + del, b->len - pos - del);
	if (len)
		memcpy(b->data + pos, p, len);
	b->len = b->len - del + len;
	b->data[b->len] = '\0';
}

void
buf_truncate(struct buf *b, size_t len)
{
	if (len >= b->len)
		return;
	b->len = len;
	b->data[len] = '\0';
}

void
buf_rtrim(struct buf *b)
{
	size_t len = b->len;

	while (len > 0 && strchr(" \t\r\n", b->data[len - 1]) && b->data[len - 1])
		len--;
	buf_truncate(b, len);
}
