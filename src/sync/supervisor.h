/* supervisor.h - inside src/sync/ only: the supervisor's state and its indexer. */
#ifndef SPORTELLO_SUPERVISOR_H
#define SPORTELLO_SUPERVISOR_H

#include <signal.h>
#include <time.h>

#include "sync.h"

struct supervisor {
	struct sync *sync;
	struct sync_page *index_page;
	pid_t index_pid;
	int index_pipe;			/* our end; closing it means "finish" */
	int index_failed;
	sigset_t signals;
	bool looked;
	time_t config_mtime;
	int64_t woke_at;
	int64_t asked_at;	/* when the console asked for a look */
};

/* Indexes until `end` (a pipe) is closed and nothing is left. */
int index_loop(struct sync *y, struct sync_page *page, int end);

#endif
