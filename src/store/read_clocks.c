/* read_clocks.c - what was promised for a case, as it stands in the store or counted anew. */
#include "promise.h"

#include "db.h"
#include "promise_internal.h"
#include "str.h"

int
read_clocks(struct store *s, int64_t case_id, struct arena *a, struct care_clock **out, size_t *n, struct error *err)
{
	struct care_clock *list = NULL;
	size_t count = 0, space = 0;
	int row;
	sqlite3_stmt *st = db_stmt(s, STMT_CLOCKS, err);
	if (!st)
		return -1;
	db_bind(st, "i", case_id);
	while ((row = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, count, space) = (struct care_clock){ .kind = (enum clock_kind)db_col(st, 0),
			.n = (int)db_col(st, 1), .state = (enum clock_state)db_col(st, 2), .from_at = db_col(st, 3),
			.goal_ms = db_col(st, 4), .due_at = db_col(st, 5), .ended_at = db_col(st, 6), .used_ms = db_col(st, 7),
			.broken = db_col(st, 8) != 0 };
	db_done(st);
	if (row < 0)
		return -1;
	*out = list;
	*n = count;
	return 0;
}

int
promise_judge(struct store *s, int64_t case_id, const struct promise_alternative *other, struct arena *a,
	struct care_promise *promise, struct care_clock **clocks, size_t *n, struct error *err)
{
	struct care_item *items;
	size_t count;
	sqlite3_stmt *st = db_stmt(s, STMT_CASE_HEAD, err);
	if (!st)
		return -1;
	db_bind(st, "i", case_id);
	int row = db_step(s, st, err);
	enum status status = (enum status)db_col(st, 0);
	enum priority priority = (enum priority)db_col(st, 1);
	db_done(st);
	if (row <= 0)
		return row < 0 ? -1 : error_set(err, ERR_INPUT, "no such case");
	if (promise_of(s, case_id, priority, other, promise, err) < 0 || promise_story(s, case_id, a, &items, &count, err) < 0)
		return -1;
	*n = care_clocks(items, count, status, promise, a, clocks);
	return 0;
}

int
promise_alternative(struct store *s, const struct conf *conf, const char *name, struct arena *a,
	struct promise_alternative *out, struct error *err)
{
	static const struct query all = { .op = QUERY_ALL };
	*out = (struct promise_alternative){ .when = &all, .promise = { .name = "?", .warn_ms = -1 } };
	if (str_empty(name))
		return 0;
	const struct conf_named *n = conf_named_find(conf, SECTION_POLICY, name, a, err);
	return n ? promise_read(s, conf, n, a, &out->promise, &out->when, err) : -1;
}

int
promise_cases(struct store *s, int64_t after, int64_t from_at, int64_t to_at, size_t limit, struct arena *a, int64_t **ids,
	size_t *n, struct error *err)
{
	return db_ids(s, STMT_PROMISE_CASES, a, ids, n, err, "iiii", after, from_at, to_at, (int64_t)limit);
}
