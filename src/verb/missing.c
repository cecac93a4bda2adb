/* missing.c - which answers are missing: what was asked and does not fit, what is written again and again. */
#include "answer.h"
#include "asked.h"
#include "verb.h"

#include <stdlib.h>
#include <string.h>

#include "i18n.h"
#include "likeness.h"
#include "str.h"

enum { QUESTIONS = 150, LIKE = 34, EXAMPLES = 5, COVERED = 35, EXAMPLE_BYTES = 300 };

struct finding { struct missing_group *list; size_t n, space; struct arena *a; };

static const char *
example_of(const char *text, struct arena *a)
{
	char *fresh = str_trim(a, quote_fresh(text, a));
	size_t n = strlen(fresh) < EXAMPLE_BYTES ? strlen(fresh) : EXAMPLE_BYTES;
	while (n && n < strlen(fresh) && ((unsigned char)fresh[n] & 0xc0) == 0x80)
		n--;
	return arena_strn(a, fresh, n);
}

/* What nobody has joined yet begins a group, and all that is like it joins. */
static void
group_asked(struct finding *f, const struct missing_row *rows, size_t n)
{
	struct like_word (*words)[LIKE_WORDS] = arena_alloc_array(f->a, sizeof *words, n + 1);
	size_t *count = arena_array(f->a, size_t, n + 1);
	bool *taken = arena_array(f->a, bool, n + 1);
	for (size_t i = 0; i < n; i++)
		count[i] = like_words(rows[i].text, NULL, 0, f->a, words[i]);
	struct like_text *texts = arena_array(f->a, struct like_text, n + 1);
	int *score = arena_array(f->a, int, n + 1);
	const char **why = arena_array(f->a, const char *, n + 1);
	for (size_t i = 0; i < n; i++) {
		size_t m = 0, examples = 0;
		if (taken[i])
			continue;
		for (size_t k = i; k < n; k++)
			texts[m++] = (struct like_text){ words[k], count[k] };
		like_compare(texts, m, f->a, score, why);
		struct missing_group g = { .last_at = rows[i].at, .case_id = rows[i].case_id, .number = rows[i].number,
			.text = example_of(rows[i].text, f->a), .words = "" };
		const char **list = arena_array(f->a, const char *, EXAMPLES + 1);
		g.items = arena_array(f->a, int64_t, m);
		for (size_t k = i; k < n; k++) {
			if (taken[k] || (k > i && score[k - i] < LIKE))
				continue;
			taken[k] = true;
			g.items[g.item_count++] = rows[k].item;
			if (examples < EXAMPLES)
				list[examples++] = example_of(rows[k].text, f->a);
			if (k > i && !*g.words && why[k - i])
				g.words = why[k - i];
		}
		g.count = (int64_t)g.item_count;
		g.examples = list;
		*VEC_PUSH(f->a, f->list, f->n, f->space) = g;
	}
}

/* Is there an answer or macro that says much the same already? */
static bool
covered(const struct verb_context *v, const struct answer_set *set, const struct sketch *s)
{
	struct sketch other;
	size_t n;
	const struct conf_macro *macros = conf_macros(v->conf, &n);
	for (size_t i = 0; i < set->count; i++)
		for (size_t k = 0; k < set->answers[i].macro.text_count; k++)
			if (sketch_make(set->answers[i].macro.texts[k].text, &other) && sketch_alike(s, &other) >= COVERED)
				return true;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < macros[i].text_count; k++)
			if (sketch_make(macros[i].texts[k].text, &other) && sketch_alike(s, &other) >= COVERED)
				return true;
	return false;
}

static int
by_count(const void *x, const void *y)
{
	const struct missing_group *a = x, *b = y;
	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	return a->last_at > b->last_at ? -1 : a->last_at < b->last_at;
}

int
answers_missing(const struct verb_context *v, const struct answer_set *set, int64_t since, struct arena *a,
	struct missing_group **out, size_t *n, struct error *err)
{
	struct finding f = { .a = a };
	struct missing_row *rows;
	struct said_group *said;
	size_t count, said_count;
	if (missing_list(v->store, since, QUESTIONS, a, &rows, &count, err) < 0 ||
	    said_groups(v->store, since, MISSING_LEAST, a, &said, &said_count, err) < 0)
		return -1;
	group_asked(&f, rows, count);
	for (size_t i = 0; i < said_count; i++) {
		if (covered(v, set, &said[i].sketch))
			continue;
		const char **examples = arena_array(a, const char *, 2);
		examples[0] = str_trim(a, quote_fresh(said[i].text, a));
		*VEC_PUSH(a, f.list, f.n, f.space) = (struct missing_group){ .said = true, .count = said[i].count,
			.last_at = said[i].last_at, .case_id = said[i].case_id, .number = said[i].number, .text = examples[0],
			.words = "", .examples = examples, .kin = said[i].kin };
	}
	if (f.n)
		qsort(f.list, f.n, sizeof *f.list, by_count);
	*out = f.list;
	*n = f.n;
	return 0;
}
