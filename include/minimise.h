/*
 * minimise.h - a text for somebody who need not know who it is about.  Pure: words in, words out.
 *
 * Names become initials; addresses, telephone numbers, IBANs and long numbers (orders, cards, accounts) are masked
 * down to their last two signs, so that two of them can still be told apart.  Dates, times, amounts with cents and
 * case numbers (#4711) stay.  What it cannot know it leaves: a street, an illness, a name nobody told it.
 */
#ifndef SPORTELLO_MINIMISE_H
#define SPORTELLO_MINIMISE_H

#include "arena.h"

/* names: NULL-terminated, as the card says them ("Ana Perez", "@ana_p"); each of their words counts, too. */
char *care_minimise(const char *text, const char *const *names, struct arena *a);
/* "Ana Perez" -> "A. P." */
char *care_initials(const char *name, struct arena *a);

#endif
