/*
 * likeness.h - what a text is about, as stems of its words, and how alike two texts are.  Pure.
 */
#ifndef SPORTELLO_LIKENESS_H
#define SPORTELLO_LIKENESS_H

#include <stddef.h>

#include "arena.h"

/* A word, or two that follow each other ("login fail"), as stem and as it was written. */
struct like_word { const char *stem, *said; };
enum { LIKE_WORDS = 80 };
/* Of what was written now, without words that say nothing; each once.  pairs: those of two words, too.  language may be
 * NULL. */
size_t like_words(const char *text, const char *language, int pairs, struct arena *a, struct like_word out[LIKE_WORDS]);

/* Texts that are compared; how much a word weighs hangs on how many of them hold it. */
struct like_text { struct like_word *words; size_t n; };
/* How like texts[0] each is, 0..100; *why = the words that say so, the weightiest first ("login, password"). */
void like_compare(const struct like_text *texts, size_t n, struct arena *a, int *score, const char **why);

#endif
