/*
 * arena.h - memory that ends together.
 *
 * Rows, strings and trees are allocated from an arena and never freed one by one; the arena is reset
 * or freed as a whole.  One arena per lifetime: process (configuration), screen (until its next load),
 * batch (until stored), command (until it returns).  Out of memory aborts the program: the draft is
 * already in the store, and nothing sensible can be done without memory.
 */
#ifndef SPORTELLO_ARENA_H
#define SPORTELLO_ARENA_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* None of these ever returns NULL: compilers and checkers may know. */
#define NEVER_NULL __attribute__((returns_nonnull))

/* A new, empty arena.  End it with arena_free(). */
struct arena *arena_new(void) NEVER_NULL;

/* Frees the arena and everything from it.  NULL is allowed. */
void arena_free(struct arena *a);

/* Forgets everything allocated, keeping the first block for reuse. */
void arena_reset(struct arena *a);

/* Bytes handed out since the last reset (for tests and `:perf`). */
size_t arena_used(const struct arena *a);

/* Zeroed memory, aligned for any type.  bytes may be 0 (a unique pointer is returned). */
void *arena_alloc(struct arena *a, size_t bytes) NEVER_NULL;

/* Typed shorthands. */
#define arena_new_of(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define arena_array(a, type, n) ((type *)arena_alloc_array((a), sizeof(type), (n)))

/* n * size bytes, zeroed; aborts on overflow. */
void *arena_alloc_array(struct arena *a, size_t size, size_t n) NEVER_NULL;

/* Copies; a NULL string stays NULL. */
char *arena_str(struct arena *a, const char *s);
char *arena_strn(struct arena *a, const char *s, size_t len);
void *arena_mem(struct arena *a, const void *p, size_t len);

/* printf into the arena. */
char *arena_printf(struct arena *a, const char *fmt, ...) NEVER_NULL __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap) NEVER_NULL
	__attribute__((format(printf, 2, 0)));

/* Appends to a growing array in an arena: VEC_PUSH(arena, v.item, v.count, v.space) yields a pointer to
 * the new, zeroed last element.  The old block stays in the arena until it ends (doubling: at most as
 * much again).  item, count and space are lvalues. */
#define VEC_PUSH(a, item, count, space) \
	((void)((count) < (space) || ((item) = arena_grow((a), (item), sizeof *(item), (count), &(space)), 0)), \
	 &(item)[(count)++])
void *arena_grow(struct arena *a, void *items, size_t size, size_t count, size_t *space) NEVER_NULL;

/* malloc family that aborts instead of returning NULL; only for base and for handles. */
void *xmalloc(size_t bytes) NEVER_NULL;
void *xcalloc(size_t n, size_t bytes) NEVER_NULL;
void *xrealloc(void *p, size_t bytes) NEVER_NULL;
char *xstrdup(const char *s);
/* Says so, and aborts; for those who learn of it in another way, and for libraries that can be told whom to ask. */
_Noreturn void out_of_memory(size_t bytes);

#endif
