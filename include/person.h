/*
 * person.h - what the customer's card shows beside read.h's rows: counts that are cheap however much there is, on which
 * channel they answer, and the lines of the customer hook.
 */
#ifndef SPORTELLO_PERSON_H
#define SPORTELLO_PERSON_H

#include "reach.h"
#include "read.h"

enum { CARD_COUNTED = 500 };	/* counted up to that; then "500+" */

/* Contacts on a channel: theirs, ours; over CARD_COUNTED = more; the last of either. */
struct card_channel { const char *channel; int in, out; int64_t last_at; };
int read_card_channels(struct store *s, int64_t customer, struct arena *a, struct card_channel **out, size_t *n,
	struct error *err);
/* Where they answer, from the newest words on each address; *known = false when that cannot be said. */
int read_card_preference(struct store *s, int64_t customer, struct arena *a, struct care_preference *out, bool *known,
	struct error *err);

/* What a customer hook printed: lines with a title, a value, an address to open and a tone (good, warn, bad, muted), of
 * which all but one may be NULL. */
struct hook_line { const char *title, *value, *link, *tone; };
struct hook_lines {
	int64_t at;			/* 0 = never run */
	const char *error;		/* why the last run gave none, or NULL; lines are of the run before then */
	struct hook_line *line;
	size_t count;
};
int read_hook_lines(struct store *s, int64_t customer, struct arena *a, struct hook_lines *out, struct error *err);
/* Keeps them; with an error the old lines stay.  ERR_INPUT for who was erased or merged. */
int hook_lines_put(struct store *s, int64_t customer, const struct hook_lines *lines, struct error *err);

#endif
