/* import_names.c - what stands behind the ids of an export: an open table that doubles. */
#include <stdlib.h>
#include <string.h>

#include "import_internal.h"

struct entry { const char *id; const void *value; char kind; };
struct import_names {
	struct arena *a;
	struct entry *slots;
	size_t count, space;
};

struct import_names *
import_names_new(void)
{
	struct import_names *n = xcalloc(1, sizeof *n);

	n->a = arena_new();
	n->space = 1024;
	n->slots = xcalloc(n->space, sizeof *n->slots);
	return n;
}

void
import_names_free(struct import_names *n)
{
	arena_free(n->a);
	free(n->slots);
	free(n);
}

struct arena *
import_names_arena(struct import_names *n)
{
	return n->a;
}

/* FNV-1a. */
static size_t
slot_of(const struct import_names *n, char kind, const char *id)
{
	uint64_t h = 14695981039346656037ULL ^ (unsigned char)kind;

	for (; *id; id++)
		h = (h ^ (unsigned char)*id) * 1099511628211ULL;
	return (size_t)(h ^ h >> 32) & (n->space - 1);
}

static struct entry *
find(const struct import_names *n, char kind, const char *id)
{
	size_t i = slot_of(n, kind, id);

	while (n->slots[i].id && (n->slots[i].kind != kind || strcmp(n->slots[i].id, id) != 0))
		i = (i + 1) & (n->space - 1);
	return &n->slots[i];
}

const void *
import_names_get(const struct import_names *n, char kind, const char *id)
{
	return id ? find(n, kind, id)->value : NULL;
}

static void
grow(struct import_names *n)
{
	struct entry *old = n->slots;
	size_t space = n->space;

	n->space *= 2;
	n->slots = xcalloc(n->space, sizeof *n->slots);
	for (size_t i = 0; i < space; i++)
		if (old[i].id)
			*find(n, old[i].kind, old[i].id) = old[i];
	free(old);
}

void
import_names_put(struct import_names *n, char kind, const char *id, const void *value)
{
	struct entry *e = find(n, kind, id);

	if (e->id) {
		e->value = value;
		return;
	}
	*e = (struct entry){ arena_str(n->a, id), value, kind };
	if (++n->count * 3 > n->space * 2)
		grow(n);
}
