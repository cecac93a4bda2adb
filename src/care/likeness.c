/* likeness.c - see likeness.h. */
#include "likeness.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "answer_internal.h"
#include "buf.h"
#include "care.h"
#include "stem.h"
#include "str.h"

enum { READ = 2000, LETTERS = 3, WHY = 4 };

static bool
says_nothing(const struct token *t, const char *language)
{
	static const char *const languages[] = { "en", "it", "de", "fr", "es", "pt", "nl" };
	bool stop = t->stop;
	if (isdigit((unsigned char)*t->folded) || strlen(t->folded) < LETTERS)
		return true;
	if (language)
		(void)answer_word(language, t->folded, &stop);
	for (size_t i = 0; !language && !stop && i < sizeof languages / sizeof *languages; i++)
		(void)answer_word(languages[i], t->folded, &stop);
	return stop;
}

static size_t
add(struct like_word *out, size_t n, const char *stem, const char *said)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(out[i].stem, stem))
			return n;
	if (n < LIKE_WORDS)
		out[n++] = (struct like_word){ stem, said };
	return n;
}

size_t
like_words(const char *text, const char *language, int pairs, struct arena *a, struct like_word out[LIKE_WORDS])
{
	struct token *t = arena_array(a, struct token, TOKENS);
	char *fresh = quote_fresh(text ? text : "", a);
	size_t n = 0, len = strlen(fresh);
	const struct token *before = NULL;
	const char *stem_before = NULL;
	if (len > READ)
		fresh[READ] = '\0';
	size_t count = answer_tokens(fresh, a, t);
	for (size_t i = 0; i < count; i++) {
		if (says_nothing(&t[i], language))
			continue;
		const char *stem = stem_word(language, t[i].folded, a);
		n = add(out, n, stem, t[i].folded);
		if (pairs && before && before->sentence == t[i].sentence && !str_eq(stem, stem_before))
			n = add(out, n, arena_printf(a, "%s %s", stem_before, stem), arena_printf(a, "%s %s", before->folded,
				t[i].folded));
		before = &t[i];
		stem_before = stem;
	}
	return n;
}

/* -- alike ------------------------------------------------------------------------------------------------------- */

/* All stems of all texts, and in how many they are. */
struct seen { const char *stem; size_t n; };

static int
by_stem(const void *a, const void *b)
{
	return strcmp(((const struct seen *)a)->stem, ((const struct seen *)b)->stem);
}

static size_t
count_all(const struct like_text *texts, size_t n, struct arena *a, struct seen **out)
{
	size_t total = 0, kept = 0, at = 0;
	for (size_t i = 0; i < n; i++)
		total += texts[i].n;
	struct seen *all = arena_array(a, struct seen, total + 1);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < texts[i].n; k++)
			all[at++] = (struct seen){ texts[i].words[k].stem, 1 };
	qsort(all, total, sizeof *all, by_stem);
	for (size_t i = 0; i < total; i++)
		if (kept && str_eq(all[kept - 1].stem, all[i].stem))
			all[kept - 1].n++;
		else
			all[kept++] = all[i];
	*out = all;
	return kept;
}

static double
weight(const struct seen *all, size_t kept, size_t n, const char *stem)
{
	struct seen key = { stem, 0 }, *s = bsearch(&key, all, kept, sizeof *all, by_stem);
	double w = log(1.0 + (double)n / (double)(s ? s->n : 1));
	return strchr(stem, ' ') ? w / 2 : w;	/* two words: what they say is said by each, too */
}

struct common { const char *said; double weight; };

static int
by_weight(const void *a, const void *b)
{
	double x = ((const struct common *)a)->weight, y = ((const struct common *)b)->weight;
	return (x < y) - (x > y);
}

void
like_compare(const struct like_text *texts, size_t n, struct arena *a, int *score, const char **why)
{
	struct seen *all;
	size_t kept = n ? count_all(texts, n, a, &all) : 0;
	double own = 0;
	for (size_t k = 0; n && k < texts[0].n; k++)
		own += weight(all, kept, n, texts[0].words[k].stem);
	for (size_t i = 0; i < n; i++) {
		struct common both[LIKE_WORDS];
		size_t m = 0;
		double theirs = 0, dot = 0;
		for (size_t k = 0; k < texts[i].n; k++) {
			double w = weight(all, kept, n, texts[i].words[k].stem);
			theirs += w;
			for (size_t j = 0; j < texts[0].n; j++)
				if (str_eq(texts[0].words[j].stem, texts[i].words[k].stem)) {
					dot += w;
					both[m++] = (struct common){ texts[0].words[j].said, w };
					break;
				}
		}
		score[i] = own > 0 && theirs > 0 ? (int)(100 * dot / sqrt(own * theirs) + 0.5) : 0;
		struct buf b = BUF_INIT;
		if (m)
			qsort(both, m, sizeof *both, by_weight);
		for (size_t k = 0; k < m && k < WHY; k++)
			buf_addf(&b, "%s%s", k ? ", " : "", both[k].said);
		why[i] = b.len ? arena_strn(a, b.data, b.len) : "";
		buf_free(&b);
	}
}
