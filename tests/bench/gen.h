/*
 * gen.h - a made-up world of mail for benchmarks and crash tests: the same seed gives the same messages,
 * in the order of their time, in batches as a channel would deliver them.
 *
 * About three and a half messages a thread, four in ten of them ours; texts of some 550 bytes with words
 * as unevenly common as in speech; names in many scripts; one message in nine with an attachment.
 */
#ifndef SPORTELLO_TEST_GEN_H
#define SPORTELLO_TEST_GEN_H

#include "feed.h"

struct gen;
struct gen_spec {
	uint64_t seed;
	int64_t messages;
	double length;			/* of a thread, in messages; 0 = 3.5 */
	int64_t from_at, to_at;		/* spread evenly over this time */
};
struct gen *gen_new(const struct gen_spec *spec);
void gen_free(struct gen *g);
/* The next n messages (fewer at the end, 0 = none left), in the arena. */
size_t gen_batch(struct gen *g, struct arena *a, size_t n, struct batch *out);
/* Time of the message from which on about this many threads begin; for the account's `since`. */
int64_t gen_since(const struct gen_spec *spec, int64_t cases);

/* The account all of it belongs to; our address is help@example.org. */
int gen_account(struct store *s, int64_t since_at, struct feed_context *out, struct error *err);

/* Text of about n words. */
char *gen_text(struct gen *g, struct arena *a, int words);
uint32_t gen_below(struct gen *g, uint32_t n);

#endif
