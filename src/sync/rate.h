/* rate.h - inside src/sync/ only: how fast one may ask, as we choose and as servers say it. */
#ifndef SPORTELLO_SYNC_RATE_H
#define SPORTELLO_SYNC_RATE_H

#include "channel.h"

/* So many requests a time span, saved up to `most`. */
struct bucket { double left, most, per_ms; int64_t at; };

void bucket_init(struct bucket *b, int count, int per_ms, int64_t now);
/* Takes one if there is one; else how long until there is (ms). */
int64_t bucket_take(struct bucket *b, int64_t now);

/*
 * How long an answer tells us to wait (ms, 0 = not at all): Retry-After in seconds or as a date; [X-]RateLimit-Reset
 * or X-Rate-Limit-Reset in seconds left, as an epoch or as RFC 3339, where Remaining says 0; the joined header
 * RateLimit.
 */
int64_t rate_wait(const struct answer *in, int64_t now);

/* After the nth failure in a row: exponential from 5 s to 15 min, with a quarter of chance. */
int64_t rate_backoff(int fails);

#endif
