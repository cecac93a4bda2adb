/* sketch.c - see sketch.h. */
#include "sketch.h"

#include <ctype.h>
#include <string.h>

#include "arena.h"
#include "hash.h"
#include "str.h"
#include "utf8.h"

enum { MOST = 600 };

static uint32_t
mix(uint32_t h, uint32_t seed)
{
	h ^= seed;
	h ^= h >> 16;
	h *= 0x85ebca6bu;
	h ^= h >> 13;
	h *= 0xc2b2ae35u;
	return h ^ h >> 16;
}

/* A word that begins with a capital letter within a sentence is a name, in most languages; German has others, which
 * only makes its texts a little more alike. */
static size_t
words_of(const char *text, struct arena *a, uint32_t *out)
{
	size_t n = 0;
	char **words = str_split(a, text, " \t\r\n", NULL);
	bool begins = true;
	for (; *words && n < MOST; words++) {
		const char *w = *words;
		size_t len = strlen(w);
		bool ends = strchr(".?!:,", w[len - 1]) != NULL, number = strpbrk(w, "0123456789") != NULL;
		bool name = !begins && isupper((unsigned char)*w) && len > 1;
		begins = ends;
		char *folded = utf8_fold_str(a, w);
		if (*folded)
			out[n++] = number || name ? 1 : hash_text(folded);
	}
	return n;
}

bool
sketch_make(const char *text, struct sketch *out)
{
	struct arena *a = arena_new();
	uint32_t words[MOST];
	size_t n = words_of(text, a, words);
	arena_free(a);
	if (n < SKETCH_WORDS)
		return false;
	memset(out->least, 0xff, sizeof out->least);
	for (size_t i = 0; i + 2 < n; i++) {
		uint32_t run = mix(mix(mix(words[i], 11), words[i + 1]), words[i + 2]);
		for (uint32_t k = 0; k < SKETCH_PLACES; k++) {
			uint32_t h = mix(run, 0x9e3779b9u * (k + 1));
			out->least[k] = h < out->least[k] ? h : out->least[k];
		}
	}
	return true;
}

int
sketch_alike(const struct sketch *a, const struct sketch *b)
{
	int same = 0;
	for (size_t k = 0; k < SKETCH_PLACES; k++)
		same += a->least[k] == b->least[k];
	return 100 * same / SKETCH_PLACES;
}

void
sketch_bands(const struct sketch *s, int64_t out[SKETCH_BANDS])
{
	enum { ROWS = SKETCH_PLACES / SKETCH_BANDS };
	for (int b = 0; b < SKETCH_BANDS; b++)
		out[b] = (int64_t)b << 56 | (int64_t)mix(s->least[ROWS * b], s->least[ROWS * b + 1]) << 20 |
			(int64_t)(s->least[ROWS * b] & 0xfffff);
}
