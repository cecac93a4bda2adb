/* answer_internal.h - between answer*.c: words of a text, and the index over all questions. */
#ifndef SPORTELLO_ANSWER_INTERNAL_H
#define SPORTELLO_ANSWER_INTERNAL_H

#include "answer.h"

enum { TOKENS = 400, SENTENCE_TOKENS = 60, WORD_LETTERS = 40 };

/* One word of a text: as it was written, folded (chat spelling undone), and whether it says nothing by itself. */
struct token { const char *written, *folded; bool stop; int sentence; };
/* At most TOKENS; quoted lines are left out.  language NULL: only what stops in no language is told apart. */
size_t answer_tokens(const char *text, struct arena *a, struct token *out);
/* Undoes chat spelling, and says whether the word stands for nothing in that language. */
/* Is it a word with which one asks: where, when, how? */
bool answer_asks(const char *language, const char *folded);
const char *answer_word(const char *language, const char *folded, bool *stop);

/* A word of the questions of one language. */
struct term { const char *stem; double weight; int answers; bool asks; };	/* asks: where, when, how */
/* A way in which it is written there, with what tells fast that a word is not like it. */
struct form { const char *text; int len, term; uint32_t letters; };
struct variant { int answer; const struct answer_words *words; const int *terms; size_t count; double weight; };
struct lexicon {
	const char *language;		/* "" = questions for all, where there are no others */
	struct term *terms;
	size_t term_count, term_space;
	struct form *forms;
	size_t form_count, form_space;
	int *form_slots, *stem_slots;	/* open hashing: index + 1 */
	size_t slots;
	struct variant *variants;
	size_t variant_count, variant_space;
	int **in, *in_count;		/* by term: the variants that have it */
	int *of_answer;			/* by answer: how many of the variants are its */
	double unknown;			/* what a word weighs that no question has */
};
struct answer_index { struct lexicon *lexicons; size_t count; size_t answer_count; };

const struct answer_index *answer_index(const struct answer *list, size_t n, struct arena *a);
/* The term that a folded word is, -1; *sure 0..1: how alike. */
int lexicon_exact(const struct lexicon *l, const char *folded);
int lexicon_find(const struct lexicon *l, const char *folded, struct arena *a, double *sure);

#endif
