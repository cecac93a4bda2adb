/*
 * index.c - the child that keeps search.db up.  It works while accounts import, on the other processor,
 * and at the end until nothing is left.
 */
#include <malloc.h>
#include <poll.h>
#include <stdio.h>
#include <sys/resource.h>

#include "supervisor.h"

#include "i18n.h"
#include "log.h"

/* At most so many items in one transaction, and two ticks between two: what is not indexed yet is searched all
 * the same, up to 5,000 items. */
#define SLICE 20000
#define KEEP_MEMORY (256 << 20)

/* Waits for the supervisor's word or for time to pass; true when it is time to finish. */
static bool
told_to_finish(int end, int ms)
{
	struct pollfd p = { .fd = end, .events = POLLIN };

	return poll(&p, 1, ms) > 0;
}

/* What is ours tells nothing of customers: all accounts' addresses, numbers in their normal form too. */
static const char *const *
all_own(struct sync *y)
{
	const char **own = NULL;
	size_t n = 0, space = 0;

	for (size_t i = 0; i < y->account_count; i++)
		for (const char *const *o = y->accounts[i].own; o && *o; o++) {
			const char *number = care_phone(*o, y->policy.country, y->arena);

			*VEC_PUSH(y->arena, own, n, space) = *o;
			if (number)
				*VEC_PUSH(y->arena, own, n, space) = number;
		}
	*VEC_PUSH(y->arena, own, n, space) = NULL;
	return own;
}

/* Behind the index, a slice at a time: true while something remains. */
static bool
suggest_more(struct store *s, const char *const *own, struct error *err)
{
	int64_t left = 0;

	if (suggest_run(s, own, &left, err) && err->code == ERR_BUSY) {
		error_clear(err);
		return true;
	}
	return left > 0 && err->code == ERR_NONE;
}

int
index_loop(struct sync *y, struct sync_page *page, int end)
{
	struct error err = ERROR_INIT;
	struct store *s;
	int64_t left = 1;
	bool finish = false, last;
	struct tick tick = { .moved_us = 0 };
	const char *const *own = all_own(y);

	/* the agent's keys come first */
	(void)setpriority(PRIO_PROCESS, 0, 5);
#ifdef M_TRIM_THRESHOLD
	/* what a transaction frees the next one needs again */
	(void)mallopt(M_TRIM_THRESHOLD, KEEP_MEMORY);
#endif
	if (sync_open_store(y, &s, &err))
		return -1;
	while (!sync_stop) {
		tick_look(&tick, s);
		last = finish;		/* what came before the word is looked at after it */
		if (index_run(s, SLICE, &left, &err)) {
			if (err.code != ERR_BUSY)
				break;
			error_clear(&err);
		}
		page->done += SLICE;
		page->total = left;
		finish = finish || told_to_finish(end, 0);
		if (left > 0)
			continue;
		if (suggest_more(s, own, &err))
			continue;
		if (err.code != ERR_NONE || last)
			break;
		while (!sync_stop && !finish && !store_changed(s))
			finish = told_to_finish(end, 2 * tick_ms(&tick));
	}
	store_close(s);
	if (err.code == ERR_NONE)
		return 0;
	log_line(LOG_SYNC, "index: %s", err.text);
	fprintf(stderr, _("sportello-sync: the search index: %s; the next pass goes on with it\n"), err.text);
	return -1;
}
