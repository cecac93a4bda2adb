/*
 * scan.h - inside src/channel/ only: lists that begin with what is newest and have no since id.
 *
 * Everything up to the cursor KEY has been taken.  A scan that does not reach it with its first page goes on as the
 * job `older`; until that is done the cursor KEY^ says where it began, and later first pages need only reach
 * that.  One that does not reach even that goes on as the job `between`.  Marks are times or ids, growing.
 */
#ifndef SPORTELLO_SCAN_H
#define SPORTELLO_SCAN_H

#include <jansson.h>

#include "gather.h"

struct scan {
	const char *key;
	int64_t mark, top;	/* 0 = none */
};
/* Where one page ended. */
struct scan_page {
	int64_t newest;		/* of this page, 0 = it was empty */
	bool reached;		/* it went below the floor, or nothing follows */
	const char *after;	/* the server's word for the next page */
};

struct scan scan_open(const struct channel_context *c, const char *key);
/* What a first page must reach: all at or above it is to be taken. */
int64_t scan_floor(const struct scan *s);
/* The first page has been taken: cursors, and a job when it must go on.  `more` (or NULL) is carried along. */
void scan_first(const struct channel_context *c, struct gather *g, const struct scan *s, const struct scan_page *p,
	json_t *more);

/* Is the job one of these? */
bool scan_is_job(const struct job *j);
/* Its body, to be released: {"after", "floor", "top", "more"}; NULL when it makes no sense. */
json_t *scan_body(const struct job *j, struct error *err);
/* Another page of it has been taken. */
void scan_next(const struct channel_context *c, struct gather *g, const struct job *j, const struct scan_page *p,
	struct outcome *o);
/* It was refused for good: the next pull scans again from the top. */
void scan_broken(const struct channel_context *c, struct gather *g, const struct job *j);

#endif
