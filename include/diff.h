/*
 * diff.h - two texts compared word by word: what a colleague changed in a reply before it left.
 */
#ifndef SPORTELLO_DIFF_H
#define SPORTELLO_DIFF_H

#include <stddef.h>

#include "arena.h"

enum diff_kind { DIFF_SAME, DIFF_GONE, DIFF_ADDED };
struct diff_run { enum diff_kind kind; const char *text; };
/* Runs in reading order; SAME and ADDED together are `after`, SAME and GONE `before`, blanks but between words aside. */
size_t care_diff(const char *before, const char *after, struct arena *a, struct diff_run **out);
/* "we [-will-]{+are glad to+} send it": the same without colours. */
char *care_diff_words(const char *before, const char *after, struct arena *a);

#endif
