/*
 * figures.h - the figures of a period, counted in slices: a screen shows what is known and fills in.
 *
 * One walk over the cases that changed since the period began says when each was opened, first answered and resolved
 * for good, and counts it in its day, hour and weekday (by our clock), under its channels and its agent.  A number is
 * always a number of cases, and what it counts is what the terms of the query language find: opened:, replied:,
 * resolved:, reopened:, merged:, escalation:, hour:, weekday:, via:, assigned: (sportello-query(7)).
 */
#ifndef SPORTELLO_FIGURES_H
#define SPORTELLO_FIGURES_H

#include "store.h"

enum { FIGURES_DAYS = 400 };		/* a longer period has its first day over all that lies before */

struct figures_ask {
	int64_t from_at, to_at;		/* [from, to); to 0 = until now and after */
	const char *filter;		/* a query; NULL or "" = all cases */
	int64_t agent;			/* whose query it is */
};

/* Cases opened, and cases resolved for good. */
struct figures_count { int64_t opened, solved; };
/* Of n cases the median and the 90th percentile, in ms, by nearest rank; over: how many took that, in whole seconds, or
 * longer. */
struct figures_span { int64_t n, p50, p90, over; };
struct figures_group {
	const char *name;		/* a channel; an agent, NULL = nobody's */
	int64_t id;			/* of the agent */
	struct figures_count count;
};

struct figures;

/* ERR_USAGE when the filter cannot be read. */
struct figures *figures_new(const struct figures_ask *ask, struct error *err);
void figures_free(struct figures *f);		/* NULL is allowed */
/* Goes on for about so many microseconds: 1 = there is more to do, 0 = all is known, -1 with the error; what was counted
 * stays, and after ERR_BUSY (a key, the store's budget) the next step goes on where this one was stopped. */
int figures_step(struct store *s, struct figures *f, int64_t us, struct error *err);
bool figures_done(const struct figures *f);
/* Gives most of the memory back; of the spans only those of each day, and the replies of each agent, remain. */
void figures_compact(struct figures *f);
int64_t figures_seen(const struct figures *f);	/* cases looked at */

size_t figures_days(const struct figures *f);
int64_t figures_day_at(const struct figures *f, size_t day);	/* its first moment; that of one after the last: its end */
struct figures_count figures_total(const struct figures *f);
struct figures_count figures_of_day(const struct figures *f, size_t day);
struct figures_count figures_of_hour(const struct figures *f, int hour);
struct figures_count figures_of_weekday(const struct figures *f, int weekday);		/* 0 = Sunday */
int64_t figures_opened_in(const struct figures *f, int weekday, int hour);
/* In order of the name (channels), the most opened and solved first (agents; nobody last). */
const struct figures_group *figures_channels(const struct figures *f, size_t *n);
const struct figures_group *figures_agents(const struct figures *f, size_t *n);
int64_t figures_reopened(const struct figures *f);
int64_t figures_merged(const struct figures *f);
int64_t figures_escalated(const struct figures *f);

/* Of the cases first answered (resolved) in the period; with a day, hour, weekday or agent (its place among the
 * groups) of those of it alone, -1 = all. */
enum figures_what { FIGURES_REPLY, FIGURES_RESOLUTION };
struct figures_pick { int day, hour, weekday, agent; };
#define FIGURES_ALL ((struct figures_pick){ -1, -1, -1, -1 })
struct figures_span figures_span(struct figures *f, enum figures_what what, struct figures_pick pick);

/* Ratings given in the period: how many cases, and the mean of all, 0..100. */
struct figures_rating { int64_t cases, mean; };
int figures_ratings(struct store *s, const struct figures_ask *ask, struct figures_rating *out, struct error *err);
/* The open case that was opened first; ERR_BUSY when there is no time. */
struct figures_oldest { int64_t case_id, number, opened_at; };
int figures_oldest(struct store *s, const struct figures_ask *ask, struct figures_oldest *out, struct error *err);

#endif
