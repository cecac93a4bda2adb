/*
 * clocks.h - the clocks of a case: what a policy promised, counted out of the case's own story.  Pure.
 *
 * First response runs from the first message that asks for an answer until a person answers for the first time; next
 * response from the oldest unanswered message after that until a person answers (a second message never restarts it);
 * resolution from the first time they came to us until the case is resolved.  All of them count the office's hours
 * alone, and stand still while the customer owes an answer (pending) and while the case is done; neither a snooze nor
 * waiting for a third party stops them.  sportello-clocks(7) says it in full.
 */
#ifndef SPORTELLO_CLOCKS_H
#define SPORTELLO_CLOCKS_H

#include "care.h"
#include "hours.h"

/* What is promised to the cases of a policy; 0 = not promised. */
struct care_promise {
	const char *name;		/* of its [policy]; "" = what [care] promises */
	const struct hours *hours;	/* NULL = around the clock */
	int64_t first_ms, next_ms, resolution_ms;
	int64_t warn_ms;		/* so much office time before; -1 = not at all */
	bool plain;			/* [care]: counts around the clock, and is not shown while a case is not open */
};

/* Stored; append only. */
enum clock_kind { CLOCK_FIRST, CLOCK_NEXT, CLOCK_RESOLUTION, CLOCK_CALLBACK, CLOCK_KINDS };
enum clock_state { CLOCK_RUNS, CLOCK_STANDS, CLOCK_DONE, CLOCK_DROPPED };
struct clock_pause { int64_t from, until; };	/* until 0 = it still stands */
struct care_clock {
	enum clock_kind kind;
	int n;				/* the n-th of its kind, from 1 */
	enum clock_state state;
	int64_t from_at, goal_ms;
	int64_t due_at;			/* when it is or was due; 0 = not known as long as it stands still */
	int64_t warn_at;		/* runs, and is not broken: when to warn; 0 = not at all */
	int64_t ended_at;
	int64_t used_ms;		/* of office time, until it ended or stood still, or began to run last */
	int64_t since_at;		/* runs: since when, without a pause */
	bool broken;			/* ended or stands still, and is behind its time */
	const struct clock_pause *pause;
	size_t pauses;
};
/* "first", "next", "resolution", "callback"; the letter of the list's column: f n r c. */
const char *clock_kind_name(int kind);
int clock_kind_parse(const char *name);	/* -1 = unknown */
/* "first reply", "next reply", "resolution", "callback": for people. */
const char *clock_kind_words(int kind);

/* Items as care_derive() takes them, with their places (`at`) and the changes of status among them; `status` is what
 * the case has become.  In order of kind and n. */
size_t care_clocks(const struct care_item *items, size_t n, enum status status, const struct care_promise *p,
	struct arena *a, struct care_clock **out);
/* The one that is due first; NULL = none runs; then *stands is one that stands still, or NULL. */
const struct care_clock *care_clock_nearest(const struct care_clock *c, size_t n, const struct care_clock **stands);

#endif
