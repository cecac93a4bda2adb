/*
 * promise.h - what was promised to customers, and by when: office hours as the configuration and the calendars say them,
 * policies, clocks.
 */
#ifndef SPORTELLO_PROMISE_H
#define SPORTELLO_PROMISE_H

#include "conf.h"
#include "hours.h"
#include "store.h"

/* [hours NAME] with the days on which it is closed; name NULL or "" = around the clock, *out NULL.  ERR_CONFIG with
 * file:line for what cannot be read, ERR_INPUT where there are no such hours. */
int read_hours(struct store *s, const struct conf *conf, const char *name, struct arena *a, struct hours **out,
	struct error *err);

/* Reads the policies of the configuration, once: how many there are; ERR_CONFIG with file:line for what is wrong. */
int store_promises(struct store *s, size_t *n, struct error *err);

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
