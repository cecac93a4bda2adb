/* services.h - of tests/bench/services alone: what each channel's service says. */
#ifndef SPORTELLO_BENCH_SERVICES_H
#define SPORTELLO_BENCH_SERVICES_H

#include <stdint.h>

#include "buf.h"

/* One account's service.  Pages are whole answers, heads included. */
struct served {
	const char *channel;
	int number;
	int64_t messages;
	struct buf *pages;
	size_t page_count, page_rows;
	struct buf first;		/* matrix: the first sync */
	int64_t requests, in, out;
};

extern const struct buf services_nothing;	/* 404 */

void services_begin(void);
void services_make(struct served *s, const char *channel, int number, int64_t messages);
/* What to say to this path (below the service's own) and body; NULL = 404.  *hold_ms: how long the answer is held. */
const struct buf *services_answer(struct served *s, const char *path, const char *body, int64_t *hold_ms);
/* An answer 200 with this body, appended to out. */
void services_page(struct buf *out, const char *body);

#endif
