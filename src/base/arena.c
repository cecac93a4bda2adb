/* arena.c - blocks that grow by doubling; big things get a block of their own. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"

#define FIRST_BLOCK ((size_t)4096)
#define LARGEST_STEP ((size_t)1 << 20)
#define ALIGN _Alignof(max_align_t)

/* Under AddressSanitizer what is not handed out is out of bounds. */
#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define WITH_ASAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(WITH_ASAN)
#include <sanitizer/asan_interface.h>
#define HIDE(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define SHOW(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#define GAP ALIGN
#else
#define HIDE(p, n) ((void)(p), (void)(n))
#define SHOW(p, n) ((void)(p), (void)(n))
#define GAP ((size_t)0)
#endif

struct block {
	struct block *next;	/* older */
	size_t size, used;
	_Alignas(max_align_t) char data[];
};

struct arena {
	struct block *block;	/* newest; allocations come from here */
	size_t used;		/* bytes handed out */
};

void
out_of_memory(size_t bytes)
{
	fprintf(stderr, "sportello: out of memory (%zu bytes)\n", bytes);
	abort();
}

void *
xmalloc(size_t bytes)
{
	void *p = malloc(bytes ? bytes : 1);

	if (!p)
		out_of_memory(bytes);
	return p;
}

void *
xcalloc(size_t n, size_t bytes)
{
	void *p = calloc(n ? n : 1, bytes ? bytes : 1);

	if (!p)
		out_of_memory(bytes);
	return p;
}

void *
xrealloc(void *p, size_t bytes)
{
	p = realloc(p, bytes ? bytes : 1);
	if (!p)
		out_of_memory(bytes);
	return p;
}

char *
xstrdup(const char *s)
{
	size_t len = strlen(s) + 1;

	return memcpy(xmalloc(len), s, len);
}

static struct block *
block_new(size_t size, struct block *next)
{
	struct block *b;

	if (size > SIZE_MAX - sizeof *b)
		out_of_memory(size);
	b = xmalloc(sizeof *b + size);
	b->next = next;
	b->size = size;
	b->used = 0;
	HIDE(b->data, size);
	return b;
}

static void
block_free(struct block *b)
{
	SHOW(b->data, b->size);
	free(b);
}

struct arena *
arena_new(void)
{
	struct arena *a = xcalloc(1, sizeof *a);

	a->block = block_new(FIRST_BLOCK, NULL);
	return a;
}

/* Frees all blocks but the first. */
static void
drop_later_blocks(struct arena *a)
{
	while (a->block->next) {
		struct block *older = a->block->next;

		block_free(a->block);
		a->block = older;
	}
}

void
arena_free(struct arena *a)
{
	if (!a)
		return;
	drop_later_blocks(a);
	block_free(a->block);
	free(a);
}

void
arena_reset(struct arena *a)
{
	drop_later_blocks(a);
	HIDE(a->block->data, a->block->size);
	a->block->used = 0;
	a->used = 0;
}

size_t
arena_used(const struct arena *a)
{
	return a->used;
}

/* A new block in front; or, for something big, behind the current one, which keeps being used. */
static void *
take_from_new_block(struct arena *a, size_t bytes)
{
	size_t step = a->block->size * 2 < LARGEST_STEP ? a->block->size * 2 : LARGEST_STEP;
	struct block *b;

	if (bytes > step / 4 && a->block->next) {
		b = a->block->next = block_new(bytes, a->block->next);
	} else {
		b = a->block = block_new(bytes > step ? bytes : step, a->block);
	}
	b->used = bytes;
	return b->data;
}

/* Memory as it comes. */
static void *
take(struct arena *a, size_t bytes)
{
	struct block *b = a->block;
	size_t rounded;
	void *p;

	assert(a);
	if (bytes > SIZE_MAX / 2)
		out_of_memory(bytes);
	rounded = ((bytes ? bytes : 1) + GAP + ALIGN - 1) & ~(ALIGN - 1);
	a->used += bytes;
	if (b->size - b->used >= rounded) {
		p = b->data + b->used;
		b->used += rounded;
	} else {
		p = take_from_new_block(a, rounded);
	}
	SHOW(p, bytes);
	return p;
}

void *
arena_alloc(struct arena *a, size_t bytes)
{
	return memset(take(a, bytes), 0, bytes);
}

void *
arena_alloc_array(struct arena *a, size_t size, size_t n)
{
	size_t bytes;

	if (__builtin_mul_overflow(size, n, &bytes))
		out_of_memory(SIZE_MAX);
	return arena_alloc(a, bytes);
}

char *
arena_strn(struct arena *a, const char *s, size_t len)
{
	char *copy;

	if (!s)
		return NULL;
	copy = take(a, len + 1);
	memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}

char *
arena_str(struct arena *a, const char *s)
{
	return s ? arena_strn(a, s, strlen(s)) : NULL;
}

void *
arena_mem(struct arena *a, const void *p, size_t len)
{
	void *copy = take(a, len);

	if (len)
		memcpy(copy, p, len);
	return copy;
}

char *
arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	char small[256], *s;
	va_list again;
	int len;

	va_copy(again, ap);
	len = vsnprintf(small, sizeof small, fmt, ap);
	if (len < 0) {
		s = arena_str(a, "");
	} else if ((size_t)len < sizeof small) {
		s = arena_strn(a, small, (size_t)len);
	} else {
		s = take(a, (size_t)len + 1);
		(void)vsnprintf(s, (size_t)len + 1, fmt, again);
	}
	va_end(again);
	return s;
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return s;
}

void *
arena_grow(struct arena *a, void *items, size_t size, size_t count, size_t *space)
{
	size_t wanted = *space ? *space : 4, bytes;
	char *grown;

	if (*space && __builtin_mul_overflow(*space, (size_t)2, &wanted))
		out_of_memory(SIZE_MAX);
	while (wanted <= count)
		wanted *= 2;
	if (__builtin_mul_overflow(size, wanted, &bytes))
		out_of_memory(SIZE_MAX);
	grown = take(a, bytes);
	if (count)
		memcpy(grown, items, size * count);
	memset(grown + size * count, 0, bytes - size * count);
	*space = wanted;
	return grown;
}
