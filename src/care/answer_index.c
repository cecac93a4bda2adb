/* answer_index.c - the words of all questions, by language: their stems, weights by rarity, and where they stand. */
#include "answer_internal.h"

#include <math.h>
#include <string.h>

#include "hash.h"
#include "stem.h"
#include "str.h"

static int
find_form(const struct lexicon *l, const char *text)
{
	for (size_t i = hash_text(text) & (l->slots - 1); l->form_slots[i]; i = (i + 1) & (l->slots - 1))
		if (!strcmp(l->forms[l->form_slots[i] - 1].text, text))
			return l->form_slots[i] - 1;
	return -1;
}

static int
find_stem(const struct lexicon *l, const char *stem)
{
	for (size_t i = hash_text(stem) & (l->slots - 1); l->stem_slots[i]; i = (i + 1) & (l->slots - 1))
		if (!strcmp(l->terms[l->stem_slots[i] - 1].stem, stem))
			return l->stem_slots[i] - 1;
	return -1;
}

static void
put(int *slots, size_t size, const char *key, int value)
{
	size_t i = hash_text(key) & (size - 1);
	while (slots[i])
		i = (i + 1) & (size - 1);
	slots[i] = value + 1;
}

/* Never more than half full. */
static void
make_room(struct lexicon *l, struct arena *a)
{
	size_t most = l->form_count > l->term_count ? l->form_count : l->term_count;
	if (l->slots && 2 * (most + 1) < l->slots)
		return;
	l->slots = l->slots ? 2 * l->slots : 256;
	l->form_slots = arena_array(a, int, l->slots);
	l->stem_slots = arena_array(a, int, l->slots);
	for (size_t i = 0; i < l->form_count; i++)
		put(l->form_slots, l->slots, l->forms[i].text, (int)i);
	for (size_t i = 0; i < l->term_count; i++)
		put(l->stem_slots, l->slots, l->terms[i].stem, (int)i);
}

/* -- words of questions ------------------------------------------------------------------------------------------- */

/* Which letters are in a word, one bit each: two words that differ by an edit differ in two bits at most. */
static uint32_t
letters_of(const char *s)
{
	uint32_t bits = 0;
	for (; *s; s++)
		bits |= 1u << (*s >= 'a' && *s <= 'z' ? *s - 'a' : 26 + (unsigned char)*s % 6);
	return bits;
}

static int
add_word(struct lexicon *l, const char *folded, struct arena *a)
{
	make_room(l, a);
	int form = find_form(l, folded);
	if (form >= 0)
		return l->forms[form].term;
	const char *stem = stem_word(l->language, folded, a);
	int term = find_stem(l, stem);
	if (term < 0) {
		term = (int)l->term_count;
		*VEC_PUSH(a, l->terms, l->term_count, l->term_space) =
			(struct term){ .stem = stem, .asks = answer_asks(l->language, folded) };
		put(l->stem_slots, l->slots, stem, term);
	}
	put(l->form_slots, l->slots, folded, (int)l->form_count);
	*VEC_PUSH(a, l->forms, l->form_count, l->form_space) =
		(struct form){ folded, (int)strlen(folded), term, letters_of(folded) };
	return term;
}

static void
add_variant(struct lexicon *l, int answer, const struct answer_words *w, struct token *tokens, struct arena *a)
{
	struct variant v = { .answer = answer, .words = w };
	size_t n = answer_tokens(w->text, a, tokens), said = 0;
	int *terms = arena_array(a, int, n + 1);
	bool stop;
	for (size_t i = 0; i < n; i++) {
		tokens[i].folded = answer_word(l->language, tokens[i].folded, &stop);
		tokens[i].stop |= stop;
		said += !tokens[i].stop;
	}
	for (size_t i = 0; i < n; i++) {
		int term = !tokens[i].stop || !said ? add_word(l, tokens[i].folded, a) : -1;
		for (size_t k = 0; k < v.count && term >= 0; k++)
			term = terms[k] == term ? -1 : term;
		if (term >= 0)
			terms[v.count++] = term;
	}
	v.terms = terms;
	if (v.count)
		*VEC_PUSH(a, l->variants, l->variant_count, l->variant_space) = v;
}

/* -- weights -------------------------------------------------------------------------------------------------------- */

static void
weigh(struct lexicon *l, size_t answers, struct arena *a)
{
	int *last = arena_array(a, int, l->term_count + 1), *fill = arena_array(a, int, l->term_count + 1);
	l->in = arena_array(a, int *, l->term_count + 1);
	l->in_count = arena_array(a, int, l->term_count + 1);
	l->of_answer = arena_array(a, int, answers + 1);
	for (size_t i = 0; i < l->variant_count; i++) {
		l->of_answer[l->variants[i].answer]++;
		for (size_t k = 0; k < l->variants[i].count; k++) {
			int t = l->variants[i].terms[k];
			l->in_count[t]++;
			l->terms[t].answers += last[t] != l->variants[i].answer + 1;
			last[t] = l->variants[i].answer + 1;
		}
	}
	double sum = 0, most = log(1 + (double)answers);
	for (size_t t = 0; t < l->term_count; t++) {
		l->terms[t].weight = 0.25 + log(1 + (double)answers / l->terms[t].answers) / (most > 0 ? most : 1);
		if (l->terms[t].asks)
			l->terms[t].weight *= 0.6;
		sum += l->terms[t].weight;
		l->in[t] = arena_array(a, int, (size_t)l->in_count[t]);
	}
	for (size_t i = 0; i < l->variant_count; i++)
		for (size_t k = 0; k < l->variants[i].count; k++) {
			int t = l->variants[i].terms[k];
			l->in[t][fill[t]++] = (int)i;
			l->variants[i].weight += l->terms[t].weight;
		}
	l->unknown = l->term_count ? 0.6 * sum / (double)l->term_count : 1;
}

/* -- the whole ------------------------------------------------------------------------------------------------------- */

static void
add_language(struct answer_index *x, const char *language, struct arena *a, size_t *space)
{
	for (size_t i = 0; i < x->count; i++)
		if (str_eq(x->lexicons[i].language, language))
			return;
	VEC_PUSH(a, x->lexicons, x->count, *space)->language = language;
}

const struct answer_index *
answer_index(const struct answer *list, size_t n, struct arena *a)
{
	struct answer_index *x = arena_new_of(a, struct answer_index);
	struct token *tokens = arena_array(a, struct token, TOKENS);
	size_t space = 0;
	x->answer_count = n;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < list[i].question_count; k++)
			if (list[i].questions[k].language)
				add_language(x, list[i].questions[k].language, a, &space);
	if (!x->count)
		add_language(x, "", a, &space);
	for (size_t j = 0; j < x->count; j++) {
		struct lexicon *l = &x->lexicons[j];
		make_room(l, a);
		for (size_t i = 0; i < n; i++)
			for (size_t k = 0; k < list[i].question_count; k++) {
				const struct answer_words *q = &list[i].questions[k];
				if (!q->language || str_eq(q->language, l->language))
					add_variant(l, (int)i, q, tokens, a);
			}
		weigh(l, n, a);
	}
	return x;
}

/* -- words that are asked for ------------------------------------------------------------------------------------- */

/* Edits between two short words, neighbours exchanged counting as one; more than `most` is told as most + 1. */
static int
edits(const char *s, int n, const char *t, int m, int most)
{
	int row[3][WORD_LETTERS + 1];
	for (int j = 0; j <= m; j++)
		row[0][j] = j;
	for (int i = 1; i <= n; i++) {
		int *now = row[i % 3], *one = row[(i + 2) % 3], *two = row[(i + 1) % 3], least = now[0] = i;
		for (int j = 1; j <= m; j++) {
			int d = one[j - 1] + (s[i - 1] != t[j - 1]);
			d = one[j] + 1 < d ? one[j] + 1 : d;
			d = now[j - 1] + 1 < d ? now[j - 1] + 1 : d;
			if (i > 1 && j > 1 && s[i - 1] == t[j - 2] && s[i - 2] == t[j - 1] && two[j - 2] + 1 < d)
				d = two[j - 2] + 1;
			now[j] = d;
			least = d < least ? d : least;
		}
		if (least > most)
			return most + 1;
	}
	return row[n % 3][m];
}

/* "paco" and "pacco": alike but for letters that stand twice. */
static bool
but_for_doubles(const char *s, const char *t)
{
	while (*s && *s == *t) {
		char c = *s;
		while (*s == c)
			s++;
		while (*t == c)
			t++;
	}
	return !*s && !*t;
}

/* The nearest way of writing, within one edit from five letters on, two from nine on; none where the first two letters
 * differ both, which no finger does. */
static int
find_like(const struct lexicon *l, const char *word, double *sure)
{
	int n = (int)strlen(word), most = n >= 9 ? 2 : 1, best = most + 1, found = -1;
	uint32_t letters = letters_of(word);
	if (n < 4 || n > WORD_LETTERS || strpbrk(word, "0123456789"))
		return -1;
	for (size_t i = 0; i < l->form_count; i++) {
		const struct form *f = &l->forms[i];
		if (f->letters == letters && f->len > 3 && but_for_doubles(word, f->text)) {
			*sure = 0.9;
			return f->term;
		}
		if (n < 5)
			continue;
		if (f->len < n - most || f->len > n + most || f->len < 4 || f->len > WORD_LETTERS ||
		    __builtin_popcount(letters ^ f->letters) > 2 * most || (f->text[0] != word[0] && f->text[1] != word[1] &&
		    f->text[0] != word[1]))
			continue;
		int d = edits(word, n, f->text, f->len, best < most ? best : most);
		if (d < best) {
			best = d;
			found = f->term;
		}
	}
	*sure = best > 1 || n < 6 ? 0.7 : 0.85;
	return found;
}

/* "Paketstatus" where the questions say "Paket": languages that write words together. */
static int
find_part(const struct lexicon *l, const char *word, double *sure)
{
	int n = (int)strlen(word), longest = 4, found = -1;
	if (n < 8 || !str_lists("de nl sv da nb fi", l->language))
		return -1;
	for (size_t i = 0; i < l->form_count; i++) {
		const struct form *f = &l->forms[i];
		if (f->len <= longest || f->len >= n || 2 * f->len < n - 2 ||
		    (memcmp(word, f->text, (size_t)f->len) && strcmp(word + n - f->len, f->text)))
			continue;
		longest = f->len;
		found = f->term;
	}
	*sure = 0.7;
	return found;
}

int
lexicon_exact(const struct lexicon *l, const char *folded)
{
	int form = find_form(l, folded);
	return form >= 0 ? l->forms[form].term : -1;
}

int
lexicon_find(const struct lexicon *l, const char *folded, struct arena *a, double *sure)
{
	*sure = 1;
	int term = lexicon_exact(l, folded);
	if (term < 0)
		term = find_stem(l, stem_word(l->language, folded, a));
	if (term < 0)
		term = find_like(l, folded, sure);
	return term >= 0 ? term : find_part(l, folded, sure);
}
