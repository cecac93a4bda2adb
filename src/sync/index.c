/*
 * index.c - the child that keeps search.db up.  It works while accounts import, on the other processor,
 * and at the end until nothing is left.
 */
#include <poll.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "supervisor.h"

#define SLICE 2000

/* Waits for the supervisor's word or for time to pass; true when it is time to finish. */
static bool
told_to_finish(int end, int ms)
{
	struct pollfd p = { .fd = end, .events = POLLIN };

	return poll(&p, 1, ms) > 0;
}

int
index_loop(struct sync *y, struct sync_page *page, int end)
{
	struct error err = ERROR_INIT;
	struct store *s;
	int64_t left = 1;
	bool finish = false, last;

	/* the agent's keys come first */
	(void)setpriority(PRIO_PROCESS, 0, 5);
	if (sync_open_store(y, &s, &err))
		return -1;
	while (!sync_stop) {
		last = finish;		/* what came before the word is looked at after it */
		if (index_run(s, SLICE, &left, &err)) {
			if (err.code != ERR_BUSY)
				break;
			error_clear(&err);
		}
		page->done += SLICE;
		page->total = left;
		finish = finish || told_to_finish(end, left > 0 ? 0 : 200);
		if (left > 0)
			continue;
		if (last)
			break;
		while (!sync_stop && !finish && !store_changed(s))
			finish = told_to_finish(end, 200);
	}
	store_close(s);
	return err.code == ERR_NONE ? 0 : -1;
}
