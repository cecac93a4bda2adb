/*
 * away.h - what an agent holds, what was left to them, and what happened to their cases while they were away.
 * Reading only, part of the store; handing over itself is an act (act.h).
 */
#ifndef SPORTELLO_AWAY_H
#define SPORTELLO_AWAY_H

#include "act.h"
#include "read.h"

/* All that an agent holds: cases that are not over, the most urgent first; drafts; what waits in the outbox, what a
 * person must look at first. */
struct held {
	struct case_row *cases;
	struct draft *drafts;
	struct outbox_row *boxes;
	size_t case_count, draft_count, box_count;
};
int read_held(struct store *s, int64_t agent, struct arena *a, struct held *out, struct error *err);

/* A hand-over that was not taken back. */
struct handover_row {
	int64_t id, at, grp, giver;
	const char *giver_name, *taker;	/* taker: an agent's name, "team:x", "" = nobody */
	const char *text;		/* the page; NULL = none, or erased */
	int cases;
};
/* Those to somebody ("eva", "team:eu") since `since`, newest first. */
int read_handovers(struct store *s, const char *to, int64_t since, size_t limit, struct arena *a,
	struct handover_row **out, size_t *n, struct error *err);
int read_handover_cases(struct store *s, int64_t grp, struct arena *a, int64_t **ids, size_t *n, struct error *err);

#endif
