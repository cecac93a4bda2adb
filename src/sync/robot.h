/*
 * robot.h - inside src/sync/ only: the process that does by itself what nobody has to decide: rules, bot, queues,
 * clocks, surveys, escalations, incidents.  One child of the supervisor with its own connection, which runs a table of
 * steps again and again while there is work, and sleeps until the store changes or a step's time comes.
 *
 * To add a step: a file robot_NAME.c with `robot_NAME()`, its line below, and its row in robot.c.  A step does a slice
 * of its work (S3 of store.h), sets `more` when there is more of it, and lowers `next_at` to when it wants to be called
 * although nothing changed.  When it fails, the words go into table robot, where console and doctor show them, and the
 * other steps go on; what it did before it failed stays done, and it is called again.
 */
#ifndef SPORTELLO_ROBOT_H
#define SPORTELLO_ROBOT_H

#include "sync.h"

struct robot {
	struct sync *sync;
	const struct conf *conf;
	struct store *store;
	struct arena *arena;		/* until the step returns */
	int64_t now;
	int64_t next_at;		/* a step lowers it to when it must run again; 0 = not known */
	bool more;			/* a step sets it: call me again at once */
};

/* Lowers next_at; 0 does nothing. */
void robot_wake(struct robot *r, int64_t at);

/* All steps once; an error is the step's own.  True when something is left to do at once. */
bool robot_round(struct robot *r);
/* Rounds until nothing is left to do at once; for one pass, and for tests. */
void robot_rest(struct robot *r);
/* The child: until `end` (a pipe) is closed, and then until nothing is left. */
int robot_loop(struct sync *y, int end);

/* The steps. */
int robot_intent(struct robot *r, struct error *err);
int robot_said(struct robot *r, struct error *err);
int robot_bot(struct robot *r, struct error *err);
int robot_rules(struct robot *r, struct error *err);
int robot_clocks(struct robot *r, struct error *err);
int robot_queue(struct robot *r, struct error *err);
int robot_told(struct robot *r, struct error *err);
int robot_survey(struct robot *r, struct error *err);
int robot_incident(struct robot *r, struct error *err);
int robot_figures(struct robot *r, struct error *err);
int robot_escalate(struct robot *r, struct error *err);

#endif
