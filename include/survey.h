/*
 * survey.h - how easy it was, how content they are: an answer read out of what a customer replied.  Pure.
 */
#ifndef SPORTELLO_SURVEY_H
#define SPORTELLO_SURVEY_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"

/* CES: 1 to 7, how easy it was; CSAT: 1 to 5, how content they are. */
enum survey_ask { SURVEY_CES, SURVEY_CSAT, SURVEY_ASKS };
extern const char *const survey_scales[SURVEY_ASKS];	/* "ces7", "csat5", as `rating` keeps them */
int survey_most(enum survey_ask ask);			/* 7, 5 */
int survey_scale(const char *scale);			/* enum survey_ask, -1 = another one */

struct survey_answer {
	int said;			/* 1 to survey_most() */
	int score;			/* 0..100 */
	const char *words;		/* what they said beside it; "" = nothing but thanks */
	bool more;			/* and more than an answer: it wakes as any message does */
};
/*
 * "7", "6 grazie", "sette", "5/7", "4 of 5", "very easy", four stars...: en it de fr es pt.  false = it is no answer, and
 * nothing is guessed: a number before a word that it may count ("2 parcels are missing") is none.
 */
bool survey_read(enum survey_ask ask, const char *text, size_t files, struct arena *a, struct survey_answer *out);
/* Words beside a score: are they more than that (a question, a file, a number, more than twelve words)? */
bool survey_is_more(const char *words, size_t files);

#endif
