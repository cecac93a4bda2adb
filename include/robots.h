/*
 * robots.h - the robot's side of the store: up to where each of its steps has come and what ails it, which rule has
 * acted on which case, and the hold that keeps everything automatic from leaving.  What it does to cases goes
 * through store_act(), as everybody's work does.
 */
#ifndef SPORTELLO_ROBOTS_H
#define SPORTELLO_ROBOTS_H

#include "store.h"

/* A step of the robot ("rules", "bot"...), or "rule:NAME" for what one rule ails. */
struct robot_row {
	const char *step;
	int64_t item, at;		/* up to which item it has come, and when it last ran */
	const char *error;		/* NULL = it works */
	int64_t error_at;		/* since when it does not */
	const char *state;		/* its own business */
};
/* Zeroes for a step that has never run. */
int robot_get(struct store *s, const char *step, struct arena *a, struct robot_row *out, struct error *err);
/* item and state as they shall be; the error stays as it is. */
int robot_put(struct store *s, const char *step, int64_t item, int64_t at, const char *state, struct error *err);
/* words NULL: it works again.  Writes only where that is news. */
int robot_error(struct store *s, const char *step, const char *words, int64_t now, struct error *err);
/* All of them, or those that have an error. */
int robot_list(struct store *s, bool errors, struct arena *a, struct robot_row **out, size_t *n, struct error *err);

/* -- hold ------------------------------------------------------------------------------------------------------ */

/* Nothing automatic that sends leaves; set and dropped by the acts HOLD and RELEASE. */
struct hold_row {
	int64_t account;		/* 0 = all */
	const char *name, *agent;	/* the account's; who said so, NULL = not known */
	int64_t at, until_at;		/* 0 = until it is released */
	int64_t waiting;		/* messages that would leave */
};
int hold_list(struct store *s, int64_t now, struct arena *a, struct hold_row **out, size_t *n, struct error *err);

#endif
