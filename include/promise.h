/*
 * promise.h - what was promised to customers, and by when: office hours as the configuration and the calendars say them,
 * policies, clocks.
 */
#ifndef SPORTELLO_PROMISE_H
#define SPORTELLO_PROMISE_H

#include "clocks.h"
#include "conf.h"
#include "hours.h"
#include "query.h"
#include "store.h"

/* [hours NAME] with the days on which it is closed; name NULL or "" = around the clock, *out NULL.  ERR_CONFIG with
 * file:line for what cannot be read, ERR_INPUT where there are no such hours. */
int read_hours(struct store *s, const struct conf *conf, const char *name, struct arena *a, struct hours **out,
	struct error *err);

/* Reads the policies of the configuration, once: how many there are; ERR_CONFIG with file:line for what is wrong. */
int store_promises(struct store *s, size_t *n, struct error *err);

/* A policy as it might be: in place of the one of this name, or before all others where there is none. */
struct promise_alternative { struct care_promise promise; const struct query *when; };
/* Reads [policy NAME], NULL = an empty one, for changing it. */
int promise_alternative(struct store *s, const struct conf *conf, const char *name, struct arena *a,
	struct promise_alternative *out, struct error *err);
/* A query that may be a policy's: parsed, and judged.  ERR_INPUT says why not. */
int promise_when(const char *source, struct arena *a, const struct query **out, struct error *err);

/* The policy of a case and its clocks, counted anew from its story; other: as if it stood in the configuration. */
int promise_judge(struct store *s, int64_t case_id, const struct promise_alternative *other, struct arena *a,
	struct care_promise *promise, struct care_clock **clocks, size_t *n, struct error *err);
/* The policy that is written on the case; NULL = none, or the configuration knows it no more. */
const struct care_promise *promise_named(struct store *s, int64_t case_id, struct error *err);
/* The clocks of a case as they stand in the store; without pauses. */
int read_clocks(struct store *s, int64_t case_id, struct arena *a, struct care_clock **out, size_t *n, struct error *err);
/* Cases that were opened from one instant to another, after a case; oldest number first. */
int promise_cases(struct store *s, int64_t after, int64_t from_at, int64_t to_at, size_t limit, struct arena *a, int64_t **ids,
	size_t *n, struct error *err);

/* -- the robot's ------------------------------------------------------------------------------------------------- */

/* These are the holidays of [hours NAME] now; and there are only these hours that have any. */
int promise_holidays(struct store *s, const char *hours, const struct hours_closed *closed, size_t n, struct error *err);
int promise_holidays_keep(struct store *s, const char *const *hours, size_t n, struct arena *a, struct error *err);
/* Another one whenever they change; NULL = there never were any. */
char *promise_holidays_mark(struct store *s, struct arena *a);
/* Counts a slice of the cases above *item again, open ones or all; *item = up to where it came. */
int promise_recount(struct store *s, bool open, int64_t *item, bool *done, struct error *err);
/* Takes note of what is to be warned of by now (is:warned); *next = when there is more, 0 = not known. */
int promise_warn(struct store *s, int64_t now, int64_t *next, struct error *err);

#endif
