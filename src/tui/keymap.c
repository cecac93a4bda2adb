/* keymap.c - what keys are bound to. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hash.h"
#include "i18n.h"
#include "keys.h"
#include "str.h"

#define COUNT_MAX 99999

struct map {
	const char *name;
	const char *parent;	/* NULL = none */
};

/* What keymap_find() found: every paint asks for the keys of its hints, and an answer is a walk over walks. */
#define MEMO_SIZE 256
struct memo {
	char map[20], command[44];
	const struct binding *found;
};

struct keymap {
	struct arena *arena;
	struct memo *memo;
	bool *remembers;	/* whether anything stands in there */
	struct binding *binding;
	size_t count, space;
	struct map *map;
	size_t map_count, map_space;
	const char **lost;	/* lines about bindings written twice */
	size_t lost_count, lost_space;
};

struct keymap *
keymap_new(void)
{
	struct keymap *m = xcalloc(1, sizeof *m);

	m->arena = arena_new();
	m->memo = xcalloc(MEMO_SIZE, sizeof *m->memo);
	m->remembers = xcalloc(1, sizeof *m->remembers);
	return m;
}

void
keymap_free(struct keymap *m)
{
	if (!m)
		return;
	arena_free(m->arena);
	free(m->memo);
	free(m->remembers);
	free(m);
}

static void
forget(struct keymap *m)
{
	if (*m->remembers)
		memset(m->memo, 0, MEMO_SIZE * sizeof *m->memo);
	*m->remembers = false;
}

static bool
same_keys(const struct keys *a, const struct keys *b)
{
	return a->key[0] == b->key[0] && a->count == b->count && !memcmp(a->key, b->key, sizeof a->key[0] * (size_t)a->count);
}

/* Whether b begins with all of a and goes on. */
static bool
begins_with(const struct keys *b, const struct keys *a)
{
	return b->count > a->count && !memcmp(a->key, b->key, sizeof a->key[0] * (size_t)a->count);
}

/* Bindings are few hundred: a walk is quicker than any index would be to build. */
static struct binding *
exact(const struct keymap *m, const char *map, const struct keys *k)
{
	for (size_t i = 0; i < m->count; i++)
		if (same_keys(&m->binding[i].keys, k) && !strcmp(m->binding[i].map, map))
			return &m->binding[i];
	return NULL;
}

static const char *
parent_of(const struct keymap *m, const char *map)
{
	for (size_t i = 0; i < m->map_count; i++)
		if (!strcmp(m->map[i].name, map))
			return m->map[i].parent;
	return strcmp(map, KEYMAP_GLOBAL) ? KEYMAP_GLOBAL : NULL;
}

void
keymap_set_parent(struct keymap *m, const char *map, const char *parent)
{
	struct map *at = NULL;

	for (size_t i = 0; i < m->map_count; i++)
		if (!strcmp(m->map[i].name, map))
			at = &m->map[i];
	/* no circles: the walk upwards must end */
	for (const char *p = parent; p; p = parent_of(m, p))
		if (!strcmp(p, map))
			return;
	if (!at)
		at = VEC_PUSH(m->arena, m->map, m->map_count, m->map_space);
	at->name = arena_str(m->arena, map);
	at->parent = arena_str(m->arena, parent);
	forget(m);
}

/* "file:line"; else a set of keys that came with the program. */
static bool
from_file(const char *origin)
{
	return origin && strchr(origin, ':');
}

int
keymap_bind(struct keymap *m, const char *map, const char *keys, const char *command, const char *note,
	const char *origin, struct error *err)
{
	struct binding *b;
	struct keys k;

	if (keys_parse(keys, &k, err) < 0)
		return -1;
	b = exact(m, map, &k);
	if (b && from_file(b->origin) && from_file(origin))
		*VEC_PUSH(m->arena, m->lost, m->lost_count, m->lost_space) = arena_printf(m->arena,
			_("%s: %s was bound before, at %s; this one counts"), origin,
			keys_name(m->arena, &k), b->origin);
	if (!b)
		b = VEC_PUSH(m->arena, m->binding, m->count, m->space);
	*b = (struct binding){
		.keys = k,
		.map = arena_str(m->arena, map),
		.command = arena_str(m->arena, command ? command : ""),
		.note = arena_str(m->arena, note ? note : ""),
		.origin = arena_str(m->arena, origin ? origin : "default"),
	};
	forget(m);
	return 0;
}

/* Whether a map nearer than `until` says something else about these keys. */
static bool
overridden(const struct keymap *m, const char *map, const char *until, const struct keys *k)
{
	for (; map && strcmp(map, until); map = parent_of(m, map))
		if (exact(m, map, k))
			return true;
	return false;
}

/* The nearest map decides: what is bound exactly there, or begins there. */
static enum keymap_answer
look_up(const struct keymap *m, const char *map, const struct keys *k, const struct binding **found)
{
	bool hidden = false;	/* unbound here: in the maps above too; longer sequences are still there */

	for (const char *at = map; at; at = parent_of(m, at)) {
		const struct binding *b = hidden ? NULL : exact(m, at, k);

		if (b && *b->command) {
			*found = b;
			return KEYMAP_MATCH;
		}
		hidden |= b != NULL;
		for (size_t i = 0; i < m->count; i++) {
			b = &m->binding[i];
			if (begins_with(&b->keys, k) && *b->command && !strcmp(b->map, at) &&
			    !overridden(m, map, at, &b->keys))
				return KEYMAP_PREFIX;
		}
	}
	return KEYMAP_NONE;
}

static bool
add_digit(struct key_state *s, keycode key)
{
	if (s->pending.count > 0 || key < '0' || key > '9' || (key == '0' && s->count == 0))
		return false;
	s->count = s->count * 10 + (int)(key - '0');
	if (s->count > COUNT_MAX)
		s->count = COUNT_MAX;
	return true;
}

struct keymap_result
keymap_feed(const struct keymap *m, const char *map, struct key_state *s, keycode key, bool counts)
{
	struct keymap_result r = { .count = s->count };
	bool begun = s->pending.count > 0 || s->count > 0;
	struct keys k = s->pending;

	if (k.count < KEYS_MAX)
		k.key[k.count++] = key;
	r.keys = k;
	r.answer = look_up(m, map, &k, &r.found);
	if (r.answer == KEYMAP_PREFIX) {
		s->pending = k;
		return r;
	}
	if (r.answer == KEYMAP_NONE && counts && add_digit(s, key)) {
		r.answer = KEYMAP_COUNT;
		r.count = s->count;
		return r;
	}
	if (begun && (r.answer == KEYMAP_NONE || s->pending.count == 0) &&
	    (key == KEY_ESC || key == (KEY_CTRL | 'g')))
		r.answer = KEYMAP_CANCEL;
	*s = (struct key_state){ .count = 0 };
	if (r.answer != KEYMAP_MATCH)
		r.found = NULL;
	return r;
}

/* Whether typing its keys in this map leads to this binding. */
static bool
in_force(const struct keymap *m, const char *map, const struct binding *b)
{
	const struct binding *found = NULL;
	struct keys k = { .count = 0 };

	if (!*b->command)
		return false;
	for (int i = 0; i < b->keys.count; i++) {
		enum keymap_answer answer;

		k.key[k.count++] = b->keys.key[i];
		answer = look_up(m, map, &k, &found);
		if (i + 1 < b->keys.count ? answer != KEYMAP_PREFIX : answer != KEYMAP_MATCH)
			return false;
	}
	return found == b;
}

/* Letters before their capitals, both before what is no letter. */
static uint64_t
rank(keycode key)
{
	keycode base = key & ~KEY_MODIFIERS;
	bool upper = base >= 'A' && base <= 'Z', lower = base >= 'a' && base <= 'z';
	uint64_t class = key & KEY_MODIFIERS ? 3 : upper || lower ? 0 : base < 0x80 ? 1 : 2;

	return class << 60 | (uint64_t)(upper ? base + 32 : base) << 33 | (uint64_t)upper << 32 | key;
}

static int
by_keys(const void *pa, const void *pb)
{
	const struct binding *a = *(const struct binding *const *)pa;
	const struct binding *b = *(const struct binding *const *)pb;

	for (int i = 0; i < a->keys.count && i < b->keys.count; i++) {
		uint64_t x = rank(a->keys.key[i]), y = rank(b->keys.key[i]);

		if (x != y)
			return x < y ? -1 : 1;
	}
	return a->keys.count - b->keys.count;
}

const struct binding **
keymap_after(const struct keymap *m, const char *map, const struct keys *prefix, struct arena *a,
	size_t *count)
{
	const struct binding **out = arena_array(a, const struct binding *, m->count + 1);
	size_t n = 0;

	for (size_t i = 0; i < m->count; i++) {
		const struct binding *b = &m->binding[i];

		if (prefix && prefix->count && !begins_with(&b->keys, prefix))
			continue;
		if (in_force(m, map, b))
			out[n++] = b;
	}
	qsort(out, n, sizeof *out, by_keys);
	*count = n;
	return out;
}

static const struct binding *
find(const struct keymap *m, const char *map, const char *command)
{
	const struct binding *best = NULL;

	for (size_t i = 0; i < m->count; i++) {
		const struct binding *b = &m->binding[i];

		if (!strcmp(b->command, command) && (!best || b->keys.count < best->keys.count) &&
		    in_force(m, map, b))
			best = b;
	}
	return best;
}

/* Where it is remembered; NULL = too long for that. */
static struct memo *
memo_of(const struct keymap *m, const char *map, const char *command)
{
	uint32_t h;

	if (strlen(map) >= sizeof m->memo->map || strlen(command) >= sizeof m->memo->command || !*map)
		return NULL;
	h = hash_text(map) * 31 + hash_text(command);
	return &m->memo[(h ^ h >> 15) % MEMO_SIZE];
}

const struct binding *
keymap_find(const struct keymap *m, const char *map, const char *command)
{
	struct memo *memo = memo_of(m, map, command);

	if (!memo)
		return find(m, map, command);
	if (strcmp(memo->map, map) || strcmp(memo->command, command)) {
		snprintf(memo->map, sizeof memo->map, "%s", map);
		snprintf(memo->command, sizeof memo->command, "%s", command);
		memo->found = find(m, map, command);
		*m->remembers = true;
	}
	return memo->found;
}

/* A key of a file that ends the way to longer ones of the maps above: how many, and the first of them. */
static void
hides_above(const struct keymap *m, const struct binding *b, struct arena *a, char ***out, size_t *n, size_t *space)
{
	const struct binding *first = NULL;
	size_t hidden = 0;

	for (const char *map = parent_of(m, b->map); map; map = parent_of(m, map))
		for (size_t i = 0; i < m->count; i++)
			if (!strcmp(m->binding[i].map, map) && *m->binding[i].command &&
			    begins_with(&m->binding[i].keys, &b->keys) && !hidden++)
				first = &m->binding[i];
	if (first)
		*VEC_PUSH(a, *out, *n, *space) = arena_printf(a,
			ngettext_("%s: %s in map %s hides %s of map %s", "%s: %s in map %s hides %s and others of map %s",
			hidden), b->origin, keys_name(a, &b->keys), b->map, keys_name(a, &first->keys), first->map);
}

const struct binding *
keymap_at(const struct keymap *m, const char *map, const struct keys *k)
{
	const struct binding *found = NULL;

	return look_up(m, map, k, &found) == KEYMAP_MATCH ? found : NULL;
}

const struct binding **
keymap_unbound(const struct keymap *m, const char *map, struct arena *a, size_t *count)
{
	const struct binding **out = arena_array(a, const struct binding *, m->count + 1);
	size_t n = 0;

	for (const char *at = map; at; at = parent_of(m, at))
		for (size_t i = 0; i < m->count; i++)
			if (!*m->binding[i].command && !strcmp(m->binding[i].map, at) && from_file(m->binding[i].origin))
				out[n++] = &m->binding[i];
	qsort(out, n, sizeof *out, by_keys);
	*count = n;
	return out;
}

char **
keymap_conflicts(const struct keymap *m, struct arena *a, size_t *count)
{
	size_t n = 0, space = 0;
	char **out = NULL;

	for (size_t i = 0; i < m->lost_count; i++)
		*VEC_PUSH(a, out, n, space) = arena_str(a, m->lost[i]);
	for (size_t i = 0; i < m->count; i++) {
		const struct binding *b = &m->binding[i];

		for (size_t j = 0; j < m->count; j++) {
			const struct binding *c = &m->binding[j];

			if (!begins_with(&c->keys, &b->keys) || !*b->command || !*c->command ||
			    strcmp(b->map, c->map))
				continue;
			*VEC_PUSH(a, out, n, space) = arena_printf(a,
				_("%s: %s in map %s hides %s (%s), which begins with it"), b->origin,
				keys_name(a, &b->keys), b->map, keys_name(a, &c->keys), c->origin);
		}
		if (from_file(b->origin) && *b->command)
			hides_above(m, b, a, &out, &n, &space);
	}
	*VEC_PUSH(a, out, n, space) = NULL;
	*count = n - 1;
	return out;
}
