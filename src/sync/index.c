/*
 * index.c - the child that keeps search.db up.  It works while accounts import, on the other processor,
 * and at the end until nothing is left.
 */
#include <malloc.h>
#include <poll.h>
#include <sys/resource.h>

#include "supervisor.h"

/* At most so many items in one transaction, and so long between two: what is not indexed yet is searched all
 * the same, up to 5,000 items. */
#define SLICE 20000
#define PAUSE_MS 500
#define KEEP_MEMORY (256 << 20)

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
#ifdef M_TRIM_THRESHOLD
	/* what a transaction frees the next one needs again */
	(void)mallopt(M_TRIM_THRESHOLD, KEEP_MEMORY);
#endif
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
		finish = finish || told_to_finish(end, left > 0 ? 0 : PAUSE_MS);
		if (left > 0)
			continue;
		if (last)
			break;
		while (!sync_stop && !finish && !store_changed(s))
			finish = told_to_finish(end, PAUSE_MS);
	}
	store_close(s);
	return err.code == ERR_NONE ? 0 : -1;
}
