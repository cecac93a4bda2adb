/*
 * query_figures.h - what the figures are made of, as SQL about a case c, inside src/store/ only.  The terms of the
 * query language and the scan that counts use the same words: so a number and the list behind it cannot differ.
 */
#ifndef SPORTELLO_QUERY_FIGURES_H
#define SPORTELLO_QUERY_FIGURES_H

#include "query_sql.h"

enum figure_sql {
	FIGURE_FIRST_REPLY,	/* ms from the customer's words (or the opening, if later) to a person's answer */
	FIGURE_RESOLVED,	/* when the last resolution was that counts; NULL = none */
	FIGURE_REOPENED, FIGURE_ESCALATED, FIGURE_MERGED, FIGURE_RATED	/* whether it was, in a period */
};

/* Appends the expression; from and to (0 = open) count for those that are about a period. */
void query_figure_sql(struct query_sql *x, enum figure_sql what, int64_t from_at, int64_t to_at, struct buf *out);

/* -- figures_fit.c: the cases that a filter finds ------------------------------------------------------------- */

struct figures_bits { uint64_t *word; size_t words; int64_t n; };	/* n: how many are set */
bool figures_bit_set(struct figures_bits *b, int64_t id);	/* true: it was set already */
bool figures_bit(const struct figures_bits *b, int64_t id);
int64_t figures_bit_next(const struct figures_bits *b, int64_t after);	/* 0 = there is none */
void figures_bits_free(struct figures_bits *b);

struct figures_fit { struct figures_bits bits; int64_t at; bool known; };
/* Gathers those that changed since from_at, until all are known (0) or time is up (1); -1: to be tried again. */
int figures_fit_step(struct store *s, struct figures_fit *f, const struct query *filter, int64_t agent, int64_t from_at,
	int64_t until_us, struct error *err);

#endif
