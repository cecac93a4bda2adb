/* promise_internal.h - policies and clocks, between the files of the store only. */
#ifndef SPORTELLO_PROMISE_INTERNAL_H
#define SPORTELLO_PROMISE_INTERNAL_H

#include "clocks.h"
#include "conf.h"
#include "db.h"
#include "promise.h"
#include "query.h"

/* The policy of a case: the first that fits; what [care] promises if none does. */
int promise_of(struct store *s, int64_t case_id, enum priority priority, const struct promise_alternative *other,
	struct care_promise *out, struct error *err);
/* One section, read and judged. */
int promise_read(struct store *s, const struct conf *conf, const struct conf_named *n, struct arena *a,
	struct care_promise *out, const struct query **when, struct error *err);
/* 1 = the case is one of those that the query finds, 0 = it is not, -1 = error. */
int promise_fits(struct store *s, const struct query *when, int64_t case_id, struct error *err);
/* Puts the clocks of a case in place of those that stand there. */
int promise_write(struct store *s, int64_t case_id, const char *policy, const struct care_clock *c, size_t n,
	struct error *err);
/* case.c: the story of a case, as care_clocks() takes it. */
int promise_story(struct store *s, int64_t case_id, struct arena *a, struct care_item **out, size_t *n, struct error *err);

#endif
