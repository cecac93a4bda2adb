/* supervisor.h - inside src/sync/ only: the supervisor's state and its indexer. */
#ifndef SPORTELLO_SUPERVISOR_H
#define SPORTELLO_SUPERVISOR_H

#include <signal.h>
#include <time.h>

#include "sync.h"
#include "tick.h"

struct supervisor {
	struct sync *sync;
	struct sync_page *index_page;
	pid_t index_pid;
	int index_pipe;			/* our end; closing it means "finish" */
	int index_failed;
	pid_t api_pid;			/* speaks for all connected accounts */
	int api_fails;
	int64_t api_at;			/* when it may be started (again) */
	pid_t robot_pid;
	int robot_pipe;			/* as the index's */
	int robot_fails;
	int64_t robot_at;		/* when it may be started (again) */
	int64_t robot_since;		/* in one pass: when its turn began */
	bool robot_done, delivered;	/* in one pass: its turn is over, and that of what it said */
	sigset_t signals;
	bool looked;
	struct tick tick;
	time_t config_mtime;
	int64_t woke_at;
	int64_t clock_at;	/* the time when last looked at */
	int64_t asked_at;	/* when the console asked for a look */
};

/* The store is open in the supervisor only between forks. */
int supervisor_reopen(struct supervisor *v, struct error *err);
void supervisor_close(struct supervisor *v);
/* After the nth failure: exponential, with a quarter of chance, so that several do not knock at the same moment. */
int64_t supervisor_backoff(int fails, int64_t at_least);

/* -- supervisor_api.c: the process of the connected accounts ---------------------------------------------- */

/* Starts it when there is something for it to do. */
void api_start(struct supervisor *v);
void api_ended(struct supervisor *v, int status);
/* Says what its accounts have done. */
void api_report(struct supervisor *v);
/* Ends it when it has worked on one answer for too long. */
void api_watch(struct supervisor *v);

/* -- supervisor_robot.c: the robot ------------------------------------------------------------------------- */

void robot_start(struct supervisor *v);
void robot_ended(struct supervisor *v, int status);
/* Tells it to finish what is left and go. */
void robot_finish(struct supervisor *v);
/* In one pass, when all accounts had their turn: true while the robot works, or after it what it queued leaves. */
bool robot_turn(struct supervisor *v);

/* Indexes until `end` (a pipe) is closed and nothing is left. */
int index_loop(struct sync *y, struct sync_page *page, int end);

#endif
