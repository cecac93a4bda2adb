/*
 * people_pieces.c - runs of three letters, and how many people have them, so that a search begins with the rarest:
 * FTS5 walks along all lists of an AND, and who is called Siatrauro is found at once, whatever else is asked for.
 * Counted when a row is written, never taken back: they are for the order alone.
 */
#include "people_internal.h"

#include <stdlib.h>

#include "utf8.h"

int64_t
people_piece(const char *at, size_t *len)
{
	int64_t key = 0;
	size_t n = 0;
	for (int i = 0; i < 3; i++) {
		uint32_t cp;
		/* three bytes are left at least where the text has ended but for its NUL */
		if (!at[n])
			return 0;
		size_t room = 1;
		while (room < 4 && at[n + room])
			room++;
		n += utf8_next(at + n, room, &cp);
		key = key << 21 | cp;
	}
	*len = n;
	return key;
}

static void
count_one(struct piece_counts *c, int64_t key, int64_t n)
{
	if (c->used * 2 >= c->size) {
		struct piece_count *old = c->list;
		size_t size = c->size;
		c->size = size ? size * 2 : 4096;
		c->list = xcalloc(c->size, sizeof *c->list);
		c->used = 0;
		for (size_t i = 0; i < size; i++)
			if (old[i].n)
				count_one(c, old[i].key, old[i].n);
		free(old);
	}
	size_t i = (size_t)((uint64_t)key * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (c->size - 1);
	while (c->list[i].n && c->list[i].key != key)
		i = (i + 1) & (c->size - 1);
	c->used += !c->list[i].n;
	c->list[i].key = key;
	c->list[i].n += n;
}

void
people_count_pieces(struct piece_counts *c, const char *text)
{
	size_t len;
	for (int64_t key; (key = people_piece(text, &len)) != 0; text++) {
		while (((unsigned char)text[1] & 0xc0) == 0x80)
			text++;
		count_one(c, key, 1);
	}
}

static int
by_key(const void *p, const void *q)
{
	const struct piece_count *a = p, *b = q;
	return a->key < b->key ? -1 : a->key > b->key;
}

size_t
people_pieces_sort(struct piece_counts *c)
{
	size_t n = 0;
	for (size_t i = 0; i < c->size; i++)
		if (c->list[i].n)
			c->list[n++] = c->list[i];
	if (n)
		qsort(c->list, n, sizeof *c->list, by_key);
	return n;
}
