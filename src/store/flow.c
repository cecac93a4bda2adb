/*
 * flow.c - what needs an agent most, and claims.
 *
 * Each kind is asked for one status at a time, so that an index gives the order and the search ends at the limit: a
 * million cases that need nobody cost nothing.
 */
#include "flow.h"

#include <stdlib.h>

#include "act_internal.h"
#include "clock.h"
#include "query_sql.h"
#include "str.h"

struct needing {
	struct store *s;
	int64_t agent, now;
	size_t limit;
	struct arena *a;
	struct need *list;
	size_t n, space;
	struct error *err;
};

static int
by_time(const void *a, const void *b)
{
	const struct need *x = a, *y = b;
	if (!x->at || !y->at)
		return x->at || y->at ? (x->at ? -1 : 1) : (x->case_id > y->case_id) - (x->case_id < y->case_id);
	return x->at != y->at ? (x->at > y->at) - (x->at < y->at) : (x->case_id > y->case_id) - (x->case_id < y->case_id);
}

static int
gather(struct needing *g, sqlite3_stmt *st, enum need_why why)
{
	int rc = -1;
	while ((rc = db_step(g->s, st, g->err)) > 0) {
		struct need one = { db_col(st, 0), db_col(st, 1), db_col(st, 2), why };
		bool had = false;
		for (size_t i = 0; !had && i < g->n; i++)
			had = g->list[i].case_id == one.case_id;
		if (!had)
			*VEC_PUSH(g->a, g->list, g->n, g->space) = one;
	}
	db_done(st);
	return rc;
}

static int
gather_status(struct needing *g, enum stmt id, enum need_why why, int status)
{
	sqlite3_stmt *st = db_stmt(g->s, id, g->err);
	if (!st)
		return -1;
	db_bind(st, "iiii", g->agent, g->now, (int64_t)g->limit, (int64_t)status);
	return gather(g, st, why);
}

/* One kind, of both statuses in which we owe something, in the order of what is due. */
static int
gather_kind(struct needing *g, enum stmt timed, enum stmt untimed, enum need_why why)
{
	size_t from = g->n;
	for (int status = STATUS_NEW; status <= STATUS_OPEN; status++)
		if (gather_status(g, timed, why, status) < 0 ||
		    (untimed != timed && gather_status(g, untimed, why, status) < 0))
			return -1;
	if (g->n > from)
		qsort(g->list + from, g->n - from, sizeof *g->list, by_time);
	return 0;
}

static int
gather_together(struct needing *g, int64_t customer)
{
	sqlite3_stmt *st = customer ? db_stmt(g->s, STMT_NEED_TOGETHER, g->err) : NULL;
	if (!st)
		return customer ? -1 : 0;
	db_bind(st, "iii", g->agent, g->now, customer);
	return gather(g, st, NEED_TOGETHER);
}

static int
gather_called(struct needing *g)
{
	sqlite3_stmt *st = db_stmt(g->s, STMT_NEED_MENTION, g->err);
	if (!st)
		return -1;
	db_bind(st, "iit", g->agent, g->now, mention_names(g->s, g->agent, g->a));
	return gather(g, st, NEED_MENTION);
}

int
read_needs(struct store *s, int64_t agent, int64_t customer, size_t limit, struct arena *a, struct need **out,
	size_t *n, struct error *err)
{
	struct needing g = { .s = s, .agent = agent, .now = clock_now(), .limit = limit, .a = a, .err = err };
	if (gather_together(&g, customer) < 0 ||
	    gather_kind(&g, STMT_NEED_OVERDUE, STMT_NEED_OVERDUE, NEED_OVERDUE) < 0 || gather_called(&g) < 0 ||
	    gather_kind(&g, STMT_NEED_UNREAD_TIMED, STMT_NEED_UNREAD_UNTIMED, NEED_UNREAD) < 0 ||
	    gather_kind(&g, STMT_NEED_STEP_TIMED, STMT_NEED_STEP_UNTIMED, NEED_STEP) < 0 ||
	    gather_kind(&g, STMT_NEED_WAITING_TIMED, STMT_NEED_WAITING_UNTIMED, NEED_WAITING) < 0 ||
	    gather_kind(&g, STMT_NEED_UNASSIGNED_TIMED, STMT_NEED_UNASSIGNED_UNTIMED, NEED_UNASSIGNED) < 0)
		return -1;
	*out = g.list;
	*n = g.n;
	return 0;
}

int
read_need_later(struct store *s, int64_t agent, int64_t *case_id, int64_t *at, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_NEED_LATER, err);
	if (!st)
		return -1;
	db_bind(st, "ii", agent, clock_now());
	int rc = db_step(s, st, err);
	*case_id = rc > 0 ? db_col(st, 0) : 0;
	*at = rc > 0 ? db_col(st, 1) : 0;
	db_done(st);
	return rc < 0 ? -1 : 0;
}

/* -- claims --------------------------------------------------------------------------------------------------- */

int
claim_take(struct store *s, int64_t agent, int64_t case_id, int64_t until, struct error *err)
{
	int64_t now = clock_now();
	int got = 0;
	if (db_begin(s, false, err) < 0)
		return -1;
	int rc = db_run(s, STMT_CLAIM_CASE, err, "iiii", case_id, agent, now, until);
	if (rc == 0 && db_changes(s)) {
		got = 1;
		rc = db_run(s, STMT_CLAIM_TOGETHER, err, "iiii", case_id, agent, now, until);
		got += db_changes(s);
	}
	return db_end(s, rc, err) < 0 ? -1 : got;
}

int
claim_drop(struct store *s, int64_t agent, int64_t case_id, struct error *err)
{
	if (db_begin(s, false, err) < 0)
		return -1;
	int rc = db_run(s, STMT_CLAIM_DROP, err, "ii", case_id, agent), gone = db_changes(s);
	return db_end(s, rc, err) < 0 ? -1 : gone;
}

/* Does the group itself say whose the case is? */
static bool
says_whose(const struct acting *x, int64_t case_id)
{
	for (size_t i = 0; i < x->count; i++)
		if ((x->acts[i].verb == ACT_ASSIGN || x->acts[i].verb == ACT_ESCALATE) && x->acts[i].case_id == case_id)
			return true;
	return false;
}

int
act_claimed(struct acting *x)
{
	int64_t *ids;
	size_t n, touched = x->touched_count;
	if (!x->who->agent || !touched || x->acts[0].verb == ACT_UNDO)
		return 0;
	if (db_ids(x->s, STMT_CLAIMS_OF, x->a, &ids, &n, x->err, "ii", x->who->agent, x->now) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		bool is = false;
		for (size_t k = 0; !is && k < touched; k++)
			is = x->touched[k] == ids[i];
		if (!is)
			continue;
		struct act mine = { .verb = ACT_ASSIGN, .case_id = ids[i],
			.name = store_agent_name(x->s, x->who->agent, x->a) };
		if ((!says_whose(x, ids[i]) && act_do_assign(x, &mine) < 0) ||
		    db_run(x->s, STMT_CLAIM_END, x->err, "ii", ids[i], x->who->agent) < 0)
			return -1;
	}
	return 0;
}
