/*
 * policy.h - promises in words: what a case's clocks say, the arithmetic behind it, and what another policy would have
 * made of the past.  For console and command line alike.
 */
#ifndef SPORTELLO_POLICY_H
#define SPORTELLO_POLICY_H

#include "promise.h"
#include "verb.h"

/* "45m", "2h 30m", "3d 4h": rounded down to what matters. */
char *policy_span(int64_t ms, struct arena *a);
/* "first reply 12m left (office)", "resolution 2h over", "resolution stands still, 5h left": what runs or stands still. */
char *policy_clock_words(const struct care_clock *c, const struct care_promise *p, int64_t now, struct arena *a);
/* The same of all clocks of a case that run or stand still, the nearest first; with p's hours, p may be NULL. */
char **policy_running(const struct verb_context *v, int64_t case_id, struct arena *a, size_t *n);

/* The same in one line; NULL = there are none. */
char *policy_line(const struct verb_context *v, int64_t case_id, struct arena *a);

/* The whole account of a case's promises, as lines: which policy and why, each clock, what was counted. */
int policy_show(const struct verb_context *v, int64_t case_id, struct arena *a, char ***lines, size_t *n, struct error *err);

/* Promises of a period, kept or not, kind by kind; open: neither yet. */
struct policy_count { int64_t kept, broken, open; };
struct policy_outcome {
	int64_t cases;			/* that were opened in the period */
	int64_t under;			/* whose policy it is */
	struct policy_count kind[CLOCK_CALLBACK];
};
/* As it is, and as it would be with another policy. */
int policy_test(const struct verb_context *v, const struct promise_alternative *other, int64_t from_at, int64_t to_at,
	struct policy_outcome *is, struct policy_outcome *would, struct error *err);

#endif
