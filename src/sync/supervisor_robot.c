/*
 * supervisor_robot.c - the supervisor's side of the robot: with --watch it is always there; in one pass its turn comes
 * when all accounts have been looked at, and what it queued leaves in the same run.
 */
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "log.h"
#include "robot.h"
#include "sandbox.h"
#include "supervisor.h"

#define DEATHS_MAX 5			/* of one pass; with --watch it is started for ever, ever more rarely */

struct robot_start { struct supervisor *v; int end; };

static int
run_robot(void *ctx)
{
	struct robot_start *s = ctx;

	if (s->v->index_pipe >= 0)
		(void)close(s->v->index_pipe);
	(void)close(s->v->robot_pipe);
	return robot_loop(s->v->sync, s->end);
}

void
robot_start(struct supervisor *v)
{
	struct error err = ERROR_INIT;
	struct robot_start s = { .v = v };
	int ends[2];

	if (v->robot_pid || sync_stop || clock_now() < v->robot_at || pipe2(ends, O_CLOEXEC))
		return;
	robot_finish(v);
	v->robot_pipe = ends[1];
	s.end = ends[0];
	supervisor_close(v);
	v->robot_pid = sync_fork(v->sync, SANDBOX_NETWORK, run_robot, &s, &err);
	(void)close(ends[0]);
	if (v->robot_pid < 0) {
		v->robot_pid = 0;
		v->robot_fails++;
		v->robot_at = clock_now() + MS_MINUTE;
	}
	if (!v->sync->options.watch)
		robot_finish(v);
}

void
robot_finish(struct supervisor *v)
{
	if (v->robot_pipe >= 0)
		(void)close(v->robot_pipe);
	v->robot_pipe = -1;
}

void
robot_ended(struct supervisor *v, int status)
{
	v->robot_pid = 0;
	if (WIFEXITED(status) && !WEXITSTATUS(status)) {
		v->robot_fails = 0;
		v->robot_done = true;
		return;
	}
	v->robot_fails++;
	v->robot_done = v->robot_fails >= DEATHS_MAX;
	if (sync_stop)
		return;
	log_line(LOG_SYNC, "the robot ended (status %d)", status);
	v->robot_at = v->sync->options.watch ? clock_now() + supervisor_backoff(v->robot_fails, 0) : 0;
}

/* Accounts for which it has queued something that may leave now have another turn; what else waits had its own. */
static bool
deliver(struct supervisor *v)
{
	struct error err = ERROR_INIT;
	bool any = false;
	size_t i;

	if (supervisor_reopen(v, &err))
		return false;
	for (i = 0; i < v->sync->account_count; i++) {
		struct sync_account *a = &v->sync->accounts[i];

		a->outbox_at = outbox_next(v->sync->store, a->id);
		if (a->bad || a->stopped || !a->outbox_at || a->outbox_at > clock_now() ||
		    !outbox_said(v->sync->store, a->id, v->robot_since))
			continue;
		a->tried = a->done = false;
		any = true;
	}
	return any;
}

bool
robot_turn(struct supervisor *v)
{
	if (v->delivered || sync_stop)
		return false;
	if (!v->robot_done) {
		if (!v->robot_since)
			v->robot_since = clock_now();
		robot_start(v);
		return true;
	}
	v->delivered = true;
	return deliver(v);
}
