/* rules.c - what rules are looked at for, whether their queries are true, and what they have done; see robots.h. */
#include "robots.h"

#include <stdlib.h>

#include "act_internal.h"
#include "clock.h"
#include "feed_internal.h"
#include "i18n.h"
#include "query_sql.h"
#include "read.h"
#include "str.h"

/* -- events --------------------------------------------------------------------------------------------------- */

static int
add_events(struct store *s, enum stmt id, int64_t after, int64_t top, size_t limit, struct arena *a,
	struct rule_event **list, size_t *n, size_t *space, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, id, err);
	bool message = id == STMT_RULE_MESSAGES;
	int rc;
	if (!st)
		return -1;
	db_bind(st, message ? "iii" : "iiii", after, top, (int64_t)limit, (int64_t)ACT_UNDO);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, *list, *n, *space) = (struct rule_event){ message ? EVENT_MESSAGE : EVENT_STATUS, db_col(st, 0),
			db_col(st, 1), message ? (int)db_col(st, 2) : 0, message ? (unsigned)db_col(st, 3) : 0 };
	db_done(st);
	return rc;
}

static int
by_item(const void *x, const void *y)
{
	const struct rule_event *a = x, *b = y;
	return (a->item > b->item) - (a->item < b->item);
}

int
rule_events(struct store *s, int64_t after, size_t limit, struct arena *a, struct rule_event **out, size_t *n,
	int64_t *top, struct error *err)
{
	struct rule_event *list = NULL;
	size_t count = 0, space = 0, first;
	int64_t end = feed_top(s);
	if (add_events(s, STMT_RULE_MESSAGES, after, end, limit, a, &list, &count, &space, err) < 0)
		return -1;
	first = count;
	if (first == limit)	/* what lies behind comes the next time */
		end = list[first - 1].item;
	if (add_events(s, STMT_RULE_CHANGES, after, end, limit, a, &list, &count, &space, err) < 0)
		return -1;
	if (count - first == limit)
		end = list[count - 1].item;
	if (count)
		qsort(list, count, sizeof *list, by_item);
	while (count && list[count - 1].item > end)
		count--;
	for (size_t i = 0; i < count; i++)
		list[i].case_id = feed_living_case(s, list[i].case_id);
	*out = list;
	*n = count;
	*top = end;
	return 0;
}

int
rule_event(struct store *s, int64_t item, struct rule_event *out, struct error *err)
{
	struct arena *a = arena_new();
	struct rule_event *list = NULL;
	size_t n = 0, space = 0;
	int rc = add_events(s, STMT_RULE_MESSAGES, item - 1, item, 1, a, &list, &n, &space, err);
	if (rc >= 0 && !n)
		rc = add_events(s, STMT_RULE_CHANGES, item - 1, item, 1, a, &list, &n, &space, err);
	if (rc >= 0)
		*out = n ? list[0] : (struct rule_event){ .item = 0 };
	if (rc >= 0 && n)
		out->case_id = feed_living_case(s, out->case_id);
	arena_free(a);
	return rc < 0 ? -1 : 0;
}

/* -- queries -------------------------------------------------------------------------------------------------- */

int
rule_matches(struct store *s, const struct query *query, int64_t message, int64_t case_id, int64_t agent, bool *out,
	struct error *err)
{
	struct error local = ERROR_INIT;
	struct arena *a = arena_new();
	struct buf b = BUF_INIT;
	struct query_sql x;
	sqlite3_stmt *st = NULL;
	const struct query *q = query_prune(query, a);
	int rc;
	query_sql_begin(&x, s, agent, a, &local);
	x.scan = message != 0;	/* one text is read faster than an index is asked for all that hold a common word */
	if (message)
		buf_addf(&b, "SELECT 1 FROM message m LEFT JOIN cases c ON c.id=m.case_id WHERE m.id=?%d AND ",
			query_param_int(&x, message));
	else
		buf_addf(&b, "SELECT 1 FROM cases c WHERE c.id=?%d AND ", query_param_int(&x, case_id));
	rc = message ? query_sql_item(&x, q, false, &b) : query_sql_case(&x, q, &b);
	if (rc == 0 && (st = db_prepare(s, b.data, &local)) != NULL) {
		query_sql_bind(&x, st);
		rc = db_step(s, st, &local);
		if (rc >= 0)
			*out = rc > 0;
		sqlite3_finalize(st);
	} else {
		rc = -1;
	}
	buf_free(&b);
	arena_free(a);
	return rc < 0 ? error_set(err, local.code, "%s", local.text) : 0;
}

static void
add_statuses(const struct query *q, struct buf *b)
{
	unsigned statuses = query_sql_statuses(q);
	if (statuses == (1u << STATUS_COUNT) - 1)
		return;
	buf_adds(b, "c.status IN (-1");
	for (int i = 0; i < STATUS_COUNT; i++)
		if (statuses & 1u << i)
			buf_addf(b, ", %d", i);
	buf_adds(b, ") AND ");
}

int
rule_due(struct store *s, const char *rule, const struct query *query, size_t limit, struct arena *a, int64_t **ids,
	size_t *n, bool *more, struct error *err)
{
	struct error local = ERROR_INIT;
	struct arena *work = arena_new();
	struct buf b = BUF_INIT;
	struct query_sql x;
	sqlite3_stmt *st = NULL;
	const struct query *q = query_prune(query, work);
	char *set = NULL;
	size_t count = 0, space = 0;
	int64_t *list = NULL;
	int rc = -1;
	query_sql_begin(&x, s, 0, work, &local);
	if (query_sql_small(&x, q, false, &set) < 0)
		goto out;
	buf_adds(&b, "SELECT c.id FROM cases c WHERE ");
	if (set)
		buf_addf(&b, "c.id IN (%s) AND ", set);
	else
		add_statuses(q, &b);
	if (query_sql_case(&x, q, &b) < 0)
		goto out;
	buf_addf(&b, " AND NOT EXISTS (SELECT 1 FROM firing f WHERE f.rule=?%d AND f.case_id=c.id AND f.at>=c.updated_at)",
		query_param_text(&x, rule));
	buf_addf(&b, " LIMIT ?%d", query_param_int(&x, (int64_t)limit + 1));
	if (!(st = db_prepare(s, b.data, &local)))
		goto out;
	query_sql_bind(&x, st);
	while ((rc = db_step(s, st, &local)) > 0)
		*VEC_PUSH(a, list, count, space) = db_col(st, 0);
	sqlite3_finalize(st);
out:
	buf_free(&b);
	arena_free(work);
	if (rc < 0)
		return error_set(err, local.code, "%s", local.text);
	*more = count > limit;
	*ids = list;
	*n = *more ? limit : count;
	return 0;
}

/* -- what was done -------------------------------------------------------------------------------------------- */

int64_t
rule_case_state(struct store *s, int64_t case_id)
{
	return db_int64(s, STMT_RULE_STATE, 0, "i", case_id);
}

bool
rule_fired(struct store *s, const char *rule, int64_t case_id, int64_t item)
{
	return db_int64(s, STMT_RULE_FIRED, 0, "tii", rule, case_id, item) != 0;
}

int64_t
rule_fired_since(struct store *s, const char *rule, int64_t since)
{
	return db_int64(s, STMT_RULE_FIRED_SINCE, 0, "ti", rule, since);
}

int
rule_settle(struct store *s, const char *rule, int64_t case_id, int64_t item, int64_t now, struct error *err)
{
	if (db_begin(s, false, err) < 0)
		return -1;
	return db_end(s, db_run(s, STMT_RULE_SETTLE, err, "tiii", rule, case_id, item, now), err);
}

char *
rule_writer(struct store *s, int64_t case_id, int64_t now, int64_t *until, struct arena *a)
{
	sqlite3_stmt *st = db_stmt(s, STMT_RULE_WRITER, NULL);
	char *name = NULL;
	if (!st)
		return NULL;
	db_bind(st, "ii", case_id, now);
	if (db_step(s, st, NULL) > 0) {
		name = db_col_text(st, 0, a);
		*until = db_col(st, 1);
	}
	db_done(st);
	return name;
}

static int
read_firings(struct store *s, sqlite3_stmt *st, struct arena *a, struct firing_row **out, size_t *n, struct error *err)
{
	struct firing_row *list = NULL;
	size_t count = 0, space = 0;
	int rc;
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, count, space) = (struct firing_row){ db_col_text(st, 0, a), db_col_text(st, 1, a),
			db_col(st, 2), db_col(st, 3), db_col(st, 4), db_col(st, 5), db_col(st, 6) };
	db_done(st);
	if (rc < 0)
		return -1;
	*out = list;
	*n = count;
	return 0;
}

int
firing_list(struct store *s, const char *rule, int64_t case_id, size_t limit, struct arena *a, struct firing_row **out,
	size_t *n, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, rule ? STMT_FIRING_RULE : case_id ? STMT_FIRING_CASE : STMT_FIRING_ALL, err);
	if (!st)
		return -1;
	if (rule)
		db_bind(st, "it", (int64_t)limit, rule);
	else if (case_id)
		db_bind(st, "ii", (int64_t)limit, case_id);
	else
		db_bind(st, "i", (int64_t)limit);
	return read_firings(s, st, a, out, n, err);
}

int
firing_of(struct store *s, int64_t case_id, int64_t item, struct arena *a, struct firing_row **out, size_t *n,
	struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_FIRING_ITEM, err);
	if (!st)
		return -1;
	db_bind(st, "ii", item, case_id);
	return read_firings(s, st, a, out, n, err);
}

int
firing_count(struct store *s, const char *rule, int64_t *n, int64_t *last_at, struct error *err)
{
	int64_t count = db_int64(s, STMT_FIRING_COUNT, -1, "t", rule);
	if (count < 0)
		return db_error(s, "firing", err);
	*n = count;
	*last_at = count ? db_int64(s, STMT_FIRING_LAST, 0, "t", rule) : 0;
	return 0;
}

/* -- what would be done --------------------------------------------------------------------------------------- */

/* Each change of the group as the journal tells it; a time that goes along with a status says nothing more. */
static int
read_tried(struct acting *x, struct buf *out)
{
	int64_t *ids;
	size_t n;
	char **changes;
	if (db_ids(x->s, STMT_TRY_GROUP, x->a, &ids, &n, x->err, "i", x->grp) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (read_changes(x->s, ids[i], x->a, &changes, x->err) < 0)
			return -1;
		for (; *changes; changes++)
			if (!str_starts(*changes, "resolved_at:") && !str_starts(*changes, "snooze_reply:"))
				buf_addf(out, "%s%s", out->len ? ", " : "", *changes);
	}
	return 0;
}

int
store_try(struct store *s, const struct act_actor *who, const struct act *acts, size_t n, struct arena *a, char **words,
	int *count, struct error *err)
{
	struct act_result result = { .count = 0 };
	struct acting x = { .s = s, .who = who, .acts = acts, .count = n, .now = clock_now(), .a = a, .out = &result,
		.words = BUF_INIT, .err = err };
	struct buf b = BUF_INIT;
	if (db_begin(s, false, err) < 0)
		return -1;
	int rc = act_run_all(&x) < 0 || read_tried(&x, &b) < 0 ? -1 : 0;
	db_rollback(s);
	turn_give(s);
	if (rc == 0) {
		*words = arena_strn(a, b.data, b.len);
		*count = result.count;
	}
	buf_free(&b);
	buf_free(&x.words);
	return rc;
}
