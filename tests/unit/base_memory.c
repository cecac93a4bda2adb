/* Arenas, buffers, errors. */
#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "buf.h"
#include "error.h"
#include "t.h"

static void
arenas(void)
{
	struct arena *a = arena_new();
	char *first = arena_alloc(a, 10), *second = arena_alloc(a, 0), *third = arena_alloc(a, 0), *big;
	bool zero = true, aligned = true, kept = true;
	char *many[500];

	T_OK(second != third && first != second, "nothing is still something of its own");
	T_INT(arena_used(a), 10);
	for (size_t i = 0; i < 500; i++) {
		many[i] = arena_alloc(a, i * 7);
		aligned = aligned && (uintptr_t)many[i] % _Alignof(max_align_t) == 0;
		for (size_t j = 0; j < i * 7; j++)
			zero = zero && !many[i][j];
		memset(many[i], (int)(i & 0xff), i * 7);
	}
	for (size_t i = 0; i < 500; i++)
		for (size_t j = 0; j < i * 7; j++)
			kept = kept && (unsigned char)many[i][j] == (i & 0xff);
	T_OK(zero, "memory is zeroed");
	T_OK(aligned, "memory is aligned");
	T_OK(kept, "no allocation treads on another");
	big = arena_alloc(a, 5000000);
	big[4999999] = 'x';
	T_STR(arena_str(a, "after the big one"), "after the big one");
	arena_reset(a);
	T_INT(arena_used(a), 0);
	T_OK(!memcmp(arena_alloc(a, 100), (char[100]) { 0 }, 100), "zeroed again after a reset");
	arena_free(a);
	arena_free(NULL);
}

static void
arena_copies(void)
{
	struct arena *a = arena_new();
	struct { int *item; size_t count, space; } v = { NULL, 0, 0 };
	char wide[2000];
	bool zero = true, kept = true;

	T_STR(arena_str(a, NULL), NULL);
	T_STR(arena_strn(a, "gone", 2), "go");
	T_STR(arena_strn(a, "x", 0), "");
	T_STR(arena_printf(a, "%d-%s", 7, "x"), "7-x");
	memset(wide, 'w', sizeof wide - 1);
	wide[sizeof wide - 1] = '\0';
	T_STR(arena_printf(a, "%s", wide), wide);
	for (int i = 0; i < 1000; i++) {
		int *last = VEC_PUSH(a, v.item, v.count, v.space);

		zero = zero && *last == 0;
		*last = i;
	}
	for (int i = 0; i < 1000; i++)
		kept = kept && v.item[i] == i;
	T_INT(v.count, 1000);
	T_OK(zero && kept, "a growing array keeps its elements and zeroes new ones");
	arena_free(a);
}

static void
buffers(void)
{
	struct buf b = BUF_INIT;

	T_STR(b.data, "");
	buf_clear(&b);
	buf_truncate(&b, 5);
	buf_rtrim(&b);
	buf_adds(&b, NULL);
	buf_addf(&b, "%s", "");
	T_INT(b.len, 0);
	buf_addf(&b, "%s-%d", "caso", 4711);
	buf_addc(&b, '!');
	T_STR(b.data, "caso-4711!");
	buf_splice(&b, 4, 1, " n. ", 4);
	T_STR(b.data, "caso n. 4711!");
	buf_splice(&b, 0, 5, NULL, 0);
	T_STR(b.data, "n. 4711!");
	buf_splice(&b, b.len, 0, "?", 1);
	T_STR(b.data, "n. 4711!?");
	buf_clear(&b);
	buf_addu(&b, 0x20ac);
	buf_addu(&b, 0xd800);
	T_STR(b.data, "\xe2\x82\xac\xef\xbf\xbd");
	buf_adds(&b, " \r\n\t ");
	buf_rtrim(&b);
	T_STR(b.data, "\xe2\x82\xac\xef\xbf\xbd");
	buf_clear(&b);
	for (int i = 0; i < 10000; i++)
		buf_addf(&b, "%05d", i);
	T_INT(b.len, 50000);
	T_STR(b.data + 49995, "09999");
	buf_add(&b, "a\0b", 3);
	T_INT(b.len, 50003);
	buf_free(&b);
	buf_free(&b);
	T_STR(b.data, "");
}

static void
errors(void)
{
	struct error err = ERROR_INIT;
	char wide[1000];

	T_INT(error_set(NULL, ERR_INPUT, "nobody asks"), -1);
	T_INT(error_set(&err, ERR_NETWORK, "%s: not reached", "host"), -1);
	error_set(&err, ERR_AUTH, "later");
	T_STR(err.text, "host: not reached");
	T_INT(err.code, ERR_NETWORK);
	error_prefix(&err, "account %s", "support");
	T_STR(err.text, "account support: host: not reached");
	T_INT(error_exit_status(err.code), 5);
	error_clear(&err);
	error_prefix(&err, "nothing to prefix");
	T_STR(err.text, "");
	memset(wide, 'a', sizeof wide);
	memcpy(wide + sizeof err.text - 2, "\xe2\x82\xac", 4);
	error_set(&err, ERR_INPUT, "%s", wide);
	T_INT(strlen(err.text), sizeof err.text - 2);
	error_prefix(&err, "long");
	T_INT(strlen(err.text), sizeof err.text - 1);
	T_INT(error_exit_status(ERR_NONE), 0);
	T_INT(error_exit_status(ERR_USAGE), 2);
	T_INT(error_exit_status(ERR_CONFIG), 3);
	T_INT(error_exit_status(ERR_BUSY), 4);
}

int
main(void)
{
	arenas();
	arena_copies();
	buffers();
	errors();
	return t_done();
}
