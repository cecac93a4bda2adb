/*
 * read_stats.c - the figures, from journal and messages alone, so that each can be counted again.
 *
 * First reply: from the customer's first message (or the case's opening, if later) to the first message of a
 * person.  Resolution: from the opening to the last time it was resolved for a reason, once per case, so that a
 * case that was reopened does not weigh twice.  Median and p90 by nearest rank; both are 0 when nothing counts.
 */
#include <stdlib.h>

#include "act.h"
#include "clock.h"
#include "read_internal.h"

static int
by_length(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
	return (a > b) - (a < b);
}

void
stats_percentiles(struct spans *s, int64_t *p50, int64_t *p90)
{
	*p50 = *p90 = 0;
	if (!s->n)
		return;
	qsort(s->item, s->n, sizeof *s->item, by_length);
	*p50 = s->item[(s->n * 50 + 99) / 100 - 1];
	*p90 = s->item[(s->n * 90 + 99) / 100 - 1];
}

static int
read_now(struct store *s, struct stats *o, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_STATS_NOW, err);
	if (!st)
		return -1;
	db_bind(st, "i", clock_now());
	int rc = db_step(s, st, err);
	if (rc > 0) {
		o->open_now = db_col(st, 0);
		o->waiting_now = db_col(st, 1);
		o->overdue_now = db_col(st, 2);
		o->unassigned_now = db_col(st, 3);
	}
	db_done(st);
	return rc < 0 ? -1 : 0;
}

static int
read_messages(struct store *s, struct stats *o, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_STATS_MESSAGES, err);
	if (!st)
		return -1;
	db_bind(st, "ii", o->from_at, o->to_at);
	int rc = db_step(s, st, err);
	if (rc > 0) {
		o->inbound = db_col(st, 0);
		o->outbound = db_col(st, 1);
	}
	db_done(st);
	return rc < 0 ? -1 : 0;
}

static int
read_actions(struct store *s, struct stats *o, struct error *err)
{
	int rc;
	sqlite3_stmt *st = db_stmt(s, STMT_STATS_ACTIONS, err);
	if (!st)
		return -1;
	db_bind(st, "ii", o->from_at, o->to_at);
	while ((rc = db_step(s, st, err)) > 0) {
		int64_t n = db_col(st, 1);
		switch (db_col(st, 0)) {
		case ACT_NOTE: o->notes = n; break;
		case ACT_ESCALATE: o->escalated = n; break;
		case ACT_MERGE: o->merged = n; break;
		case ACT_REOPEN: o->reopened = n; break;
		default: break;
		}
	}
	db_done(st);
	if (rc < 0 || !(st = db_stmt(s, STMT_STATS_WOKEN, err)))
		return -1;
	/* a later message opens a case of its own */
	db_bind(st, "iiiiiiii", o->from_at, o->to_at, (int64_t)ACT_RESOLVE, (int64_t)ACT_STATUS, (int64_t)ACT_SNOOZE,
		(int64_t)ACT_REOPEN, (int64_t)ACT_SPAM, s->policy->reopen_window_ms);
	if ((rc = db_step(s, st, err)) > 0)
		o->reopened += db_col(st, 0);
	db_done(st);
	return rc < 0 ? -1 : 0;
}

/* One case's resolutions, oldest first. */
struct resolving { int64_t case_id, opened_at, last, count; int status; };

static void
end_case(const struct resolving *r, int64_t from_at, int64_t to_at, stats_resolved *take, void *ctx)
{
	bool counts = r->status == STATUS_RESOLVED && r->last >= from_at && r->last < to_at;
	if (r->case_id)
		take(ctx, r->case_id, r->count, counts ? r->last - r->opened_at : -1);
}

/* Resolved again with nothing sent is no second resolution. */
int
stats_resolutions(struct store *s, int64_t from_at, int64_t to_at, stats_resolved *take, void *ctx, struct error *err)
{
	struct resolving r = { .case_id = 0 };
	int rc;
	sqlite3_stmt *st = db_stmt(s, STMT_STATS_RESOLVED, err);
	if (!st)
		return -1;
	db_bind(st, "iii", from_at, to_at, (int64_t)ACT_RESOLVE);
	while ((rc = db_step(s, st, err)) > 0) {
		int64_t at = db_col(st, 1);
		bool first = db_col(st, 0) != r.case_id;
		if (first) {
			end_case(&r, from_at, to_at, take, ctx);
			r = (struct resolving){ db_col(st, 0), db_col(st, 2), 0, 0, (int)db_col(st, 3) };
		}
		if (!first && !db_col(st, 4))
			continue;
		r.last = at;
		r.count += at >= from_at && at < to_at;
	}
	db_done(st);
	end_case(&r, from_at, to_at, take, ctx);
	return rc;
}

struct resolved { struct arena *a; struct spans spans; struct stats *o; };

static void
take_resolved(void *ctx, int64_t case_id, int64_t count, int64_t span)
{
	struct resolved *r = ctx;
	(void)case_id;
	r->o->resolved += count;
	if (span >= 0)
		*VEC_PUSH(r->a, r->spans.item, r->spans.n, r->spans.space) = span;
}

static int
read_resolutions(struct store *s, struct stats *o, struct error *err)
{
	struct resolved r = { .a = arena_new(), .o = o };
	int rc = stats_resolutions(s, o->from_at, o->to_at, take_resolved, &r, err);
	if (rc == 0)
		stats_percentiles(&r.spans, &o->resolution_p50, &o->resolution_p90);
	o->solved = (int64_t)r.spans.n;
	arena_free(r.a);
	return rc;
}

static int
read_first_replies(struct store *s, struct stats *o, struct error *err)
{
	struct arena *a = arena_new();
	struct spans spans = { NULL, 0, 0 };
	int rc = -1;
	sqlite3_stmt *st = db_stmt(s, STMT_STATS_FIRST_REPLY, err);
	if (st) {
		db_bind(st, "ii", o->from_at, o->to_at);
		while ((rc = db_step(s, st, err)) > 0)
			*VEC_PUSH(a, spans.item, spans.n, spans.space) = db_col(st, 0) > 0 ? db_col(st, 0) : 0;
		db_done(st);
	}
	if (rc == 0)
		stats_percentiles(&spans, &o->first_reply_p50, &o->first_reply_p90);
	arena_free(a);
	return rc;
}

int
read_stats(struct store *s, int64_t from_at, int64_t to_at, struct stats *out, struct error *err)
{
	struct stats o = { .from_at = from_at, .to_at = to_at };
	if (read_now(s, &o, err) < 0 || read_messages(s, &o, err) < 0 || read_actions(s, &o, err) < 0 ||
	    read_resolutions(s, &o, err) < 0 || read_first_replies(s, &o, err) < 0)
		return -1;
	o.opened = db_int64(s, STMT_STATS_OPENED, 0, "ii", from_at, to_at);
	o.failed = db_int64(s, STMT_STATS_FAILED, 0, "ii", from_at, to_at);
	*out = o;
	return 0;
}
