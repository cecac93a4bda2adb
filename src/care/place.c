/* place.c - in which order what happened on a case stands. */
#include "care.h"

#include <stdlib.h>

static int
by_number(const void *x, const void *y)
{
	const struct care_spot *a = x, *b = y;
	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	return (a->rank > b->rank) - (a->rank < b->rank);
}

static int
by_place(const void *x, const void *y)
{
	const struct care_spot *a = x, *b = y;
	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return by_number(x, y);
}

void
care_by_number(void *list, size_t n, size_t size)
{
	if (n)
		qsort(list, n, size, by_number);
}

void
care_by_place(void *list, size_t n, size_t size)
{
	int64_t arrived = 0, done = 0;
	care_by_number(list, n, size);
	for (size_t i = 0; i < n; i++) {
		struct care_spot *p = (struct care_spot *)((char *)list + i * size);
		if (p->at < (p->deed ? arrived : done))
			p->at = p->deed ? arrived : done;
		if (p->deed && p->at > done)
			done = p->at;
		if (!p->deed && p->at > arrived)
			arrived = p->at;
	}
	if (n)
		qsort(list, n, size, by_place);
}
