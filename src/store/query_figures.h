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

#endif
