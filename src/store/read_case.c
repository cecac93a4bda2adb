/*
 * read_case.c - lists of cases: keyset pages over a million of them in about a millisecond.
 *
 * A page comes from a small set when the query has one (query_small.c); else it is merged from one indexed
 * range per status, so that every sort has its index whatever statuses are asked for.
 */
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "query_sql.h"
#include "read_internal.h"
#include "str.h"

const char *const case_sort_names[SORT_COUNT] = { [SORT_DUE] = "due", [SORT_WAITING] = "waiting",
	[SORT_RECENT] = "recent", [SORT_PRIORITY] = "priority" };

/* What a case is sorted by. */
struct key { int64_t id, due_at, waiting_since, updated_at, priority; };

struct keys { struct key *item; size_t n, space; };

static const char key_columns[] = "c.id, ifnull(c.due_at, 0), ifnull(c.waiting_since, 0), c.updated_at, c.priority";

/* -- order ------------------------------------------------------------------------------------------------ */

static int
by(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* backwards: towards the list's beginning; turned: within a stretch, from its end. */
struct order { enum case_sort sort; bool reverse, backwards, turned; };

/* Times that are not set come last, in the other order too. */
static int
by_time(const struct key *a, const struct key *b, int64_t at, int64_t bt, int way)
{
	if (!at || !bt)
		return at || bt ? (at ? -1 : 1) : way * by(b->id, a->id);
	return way * (by(at, bt) ? by(at, bt) : by(a->id, b->id));
}

static int
compare(const struct key *a, const struct key *b, const struct order *o)
{
	int way = o->reverse ? -1 : 1;
	switch (o->sort) {
	case SORT_DUE: return by_time(a, b, a->due_at, b->due_at, way);
	case SORT_WAITING: return by_time(a, b, a->waiting_since, b->waiting_since, way);
	case SORT_PRIORITY:
		return a->priority != b->priority ? way * by(b->priority, a->priority)
			: by_time(a, b, a->waiting_since, b->waiting_since, way);
	case SORT_RECENT:
	default:
		return way * (by(b->updated_at, a->updated_at) ? by(b->updated_at, a->updated_at) : by(b->id, a->id));
	}
}

static int
compare_keys(const void *a, const void *b, void *ctx)
{
	const struct order *o = ctx;
	int c = compare(a, b, o);
	return o->backwards ? -c : c;
}

static struct key
key_of(const struct case_row *r)
{
	return (struct key){ r->id, r->due_at, r->waiting_since, r->updated_at, r->priority };
}

/* -- ranges ------------------------------------------------------------------------------------------------ */

/* A stretch of the order in which one index gives it: %k keyset, ?s status. */
struct stretch {
	const char *where, *order, *order_back, *after, *before;
	bool timeless;		/* the times are not set */
};

#define TIMED(column) { " AND " column " IS NOT NULL", " ORDER BY " column ", c.id", " ORDER BY " column " DESC," \
	" c.id DESC", "(" column ", c.id)>", "(" column ", c.id)<", false }
#define TIMELESS(column) { " AND " column " IS NULL", " ORDER BY c.id DESC", " ORDER BY c.id", "c.id<", "c.id>", true }
static const struct stretch due[] = { TIMED("c.due_at"), TIMELESS("c.due_at") };
static const struct stretch waiting[] = { TIMED("c.waiting_since"), TIMELESS("c.waiting_since") };
static const struct stretch recent[] = { { "", " ORDER BY c.updated_at DESC, c.id DESC",
	" ORDER BY c.updated_at, c.id", "(c.updated_at, c.id)<", "(c.updated_at, c.id)>", false } };

struct paging {
	struct query_sql sql;
	const struct case_page *page;
	const char *filter, *owner;
	struct keys keys;
	struct key after;
	bool have_after;
	size_t want;
	struct order order;
};

static int
collect(struct paging *p, const char *sql)
{
	sqlite3_stmt *st = db_prepare(p->sql.s, sql, p->sql.err);
	int rc = -1;
	if (!st)
		return -1;
	query_sql_bind(&p->sql, st);
	while ((rc = db_step(p->sql.s, st, p->sql.err)) > 0)
		*VEC_PUSH(p->sql.a, p->keys.item, p->keys.n, p->keys.space) = (struct key){ db_col(st, 0), db_col(st, 1),
			db_col(st, 2), db_col(st, 3), db_col(st, 4) };
	sqlite3_finalize(st);
	return rc;
}

/* Where in the order is the row the page follows, seen from this stretch?  -1 it lies before the stretch, 0 in
 * it, 1 behind. */
static int
place(const struct paging *p, const struct stretch *t, int priority)
{
	if (!p->have_after)
		return p->order.backwards ? 1 : -1;
	if (priority >= 0 && p->after.priority != priority)
		return (p->after.priority > priority) != p->order.reverse ? -1 : 1;
	if (p->order.sort == SORT_RECENT)
		return 0;
	int64_t time = p->order.sort == SORT_DUE ? p->after.due_at : p->after.waiting_since;
	return (time == 0) == t->timeless ? 0 : t->timeless ? -1 : 1;
}

/* Reads one stretch of one status (-1 = of all, by time alone); -1 on error. */
static int
read_stretch(struct paging *p, const struct stretch *t, int status, int priority)
{
	struct query_sql *x = &p->sql;
	bool back = p->order.turned;
	struct buf b = BUF_INIT;
	size_t mark = x->count;
	int where = place(p, t, priority), rc = 0;
	if (p->order.backwards ? where < 0 : where > 0)
		goto out;
	buf_addf(&b, "SELECT %s FROM cases c %s WHERE %s", key_columns, status < 0 ? "INDEXED BY case_recent" : "",
		p->order.sort == SORT_DUE ? p->owner : "");
	if (status < 0)
		buf_adds(&b, "1");
	else
		buf_addf(&b, "c.status=%d%s", status, t->where);
	if (priority >= 0)
		buf_addf(&b, " AND c.priority=%d", priority);
	if (where == 0) {
		const char *than = back ? t->before : t->after;
		int64_t time = p->order.sort == SORT_DUE ? p->after.due_at : p->order.sort == SORT_RECENT
			? p->after.updated_at : p->after.waiting_since;
		if (*than == '(')
			buf_addf(&b, " AND %s(?%d, ?%d)", than, query_param_int(x, time),
				query_param_int(x, p->after.id));
		else
			buf_addf(&b, " AND %s?%d", than, query_param_int(x, p->after.id));
	}
	buf_addf(&b, " AND %s%s LIMIT %zu", p->filter, back ? t->order_back : t->order, p->want);
	rc = collect(p, b.data);
	x->count = mark;
out:
	buf_free(&b);
	return rc;
}

static int
read_stretches(struct paging *p, const struct stretch *list, size_t n, int priority, unsigned statuses)
{
	for (size_t k = 0; k < n && p->keys.n < p->want; k++) {
		const struct stretch *t = &list[p->order.backwards ? n - 1 - k : k];
		for (int status = 0; status < STATUS_COUNT; status++)
			if (statuses & 1u << status && read_stretch(p, t, status, priority) < 0)
				return -1;
	}
	return 0;
}

static int
read_ranges(struct paging *p, unsigned statuses)
{
	switch (p->order.sort) {
	case SORT_DUE: return read_stretches(p, due, 2, -1, statuses);
	case SORT_WAITING: return read_stretches(p, waiting, 2, -1, statuses);
	case SORT_PRIORITY:
		for (int i = 0; i < PRIORITY_COUNT && p->keys.n < p->want; i++)
			if (read_stretches(p, waiting, 2, p->order.turned ? i : PRIORITY_COUNT - 1 - i, statuses) < 0)
				return -1;
		return 0;
	case SORT_RECENT:
	default:
		/* status by status, all the many cases of one in which nothing fits would be looked at */
		return statuses == (1u << STATUS_COUNT) - 1 ? read_stretch(p, recent, -1, -1)
			: read_stretches(p, recent, 1, -1, statuses);
	}
}

static int
read_set(struct paging *p, const char *set)
{
	struct buf b = BUF_INIT;
	size_t kept = 0;
	buf_addf(&b, "SELECT %s FROM cases c WHERE c.id IN (%s) AND %s", key_columns, set, p->filter);
	int rc = collect(p, b.data);
	buf_free(&b);
	for (size_t i = 0; p->have_after && i < p->keys.n; i++)
		if (compare_keys(&p->keys.item[i], &p->after, &p->order) > 0)
			p->keys.item[kept++] = p->keys.item[i];
	if (p->have_after)
		p->keys.n = kept;
	return rc;
}

/* -- rows --------------------------------------------------------------------------------------------------- */

static struct case_row
row_of(sqlite3_stmt *st, struct arena *a)
{
	struct case_row r = { .id = db_col(st, 0), .number = db_col(st, 1), .uid = db_col_uid(st, 2),
		.customer = db_col(st, 3), .customer_name = db_col_text(st, 4, a), .subject = db_col_text(st, 5, a),
		.status = (enum status)db_col(st, 6), .priority = (enum priority)db_col(st, 7),
		.assignee = db_col_text(st, 8, a), .team = db_col_text(st, 9, a), .channels = db_col_text(st, 10, a),
		.tags = db_col_text(st, 11, a), .escalation = db_col_text(st, 12, a), .next_step = db_col_text(st, 13, a),
		.waits_on = db_col_text(st, 14, a), .next_by = db_col(st, 15), .waits_until = db_col(st, 16),
		.snoozed_until = db_col(st, 17), .snooze_reply = db_col(st, 18) != 0, .late = db_col(st, 19) != 0,
		.flagged = db_col(st, 20) != 0, .promised = db_col(st, 21) != 0, .has_draft = db_col(st, 22) != 0,
		.unread = (int)db_col(st, 23), .messages = (int)db_col(st, 24), .siblings = (int)db_col(st, 25),
		.audience = (enum audience)db_col(st, 26), .problem = (int)db_col(st, 27), .opened_at = db_col(st, 28),
		.updated_at = db_col(st, 29), .resolved_at = db_col(st, 30), .waiting_since = db_col(st, 31),
		.due_at = db_col(st, 32), .last_item = db_col(st, 33), .merged_into = db_col(st, 34),
		.window_until = db_col(st, 35), .callback_at = db_col(st, 36), .callback_to = db_col_text(st, 37, a),
		.claimed = db_col_text(st, 38, a), .vip = db_col(st, 39) != 0,
		.has_mood = sqlite3_column_type(st, 40) != SQLITE_NULL, .mood = (int)db_col(st, 40),
		.language = db_col_text(st, 41, a),
		.intent = db_col_text(st, 42, a), .intent_set = db_col(st, 43) != 0,
		.incident = db_col_text(st, 44, a), .heads = db_col_text(st, 45, a), .members = (int)db_col(st, 46),
		.rated = db_col_text(st, 47, a),
		.due_kind = (int)db_col(st, 48), .policy = db_col_text(st, 49, a), .warned_at = db_col(st, 50),
		.away = db_col(st, 51) != 0, .away_until = db_col(st, 52) };
	r.paused = !r.due_at && r.due_kind >= 0;
	if (str_empty(r.customer_name))
		r.customer_name = r.heads ? r.heads : "?";
	if (!r.channels)
		r.channels = "";
	if (!r.tags)
		r.tags = "";
	return r;
}

int
read_case(struct store *s, int64_t id, int64_t agent, struct arena *a, struct case_row *out, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_CASE_ROW, err);
	if (!st)
		return -1;
	db_bind(st, "iii", id, agent, clock_now());
	int rc = db_step(s, st, err);
	if (rc > 0)
		*out = row_of(st, a);
	db_done(st);
	return rc > 0 ? 0 : rc < 0 ? -1 : error_set(err, ERR_INPUT, _("there is no such case"));
}

static int
fill_rows(struct paging *p, struct arena *a, struct case_row **out, size_t *n)
{
	size_t count = p->keys.n < p->page->limit ? p->keys.n : p->page->limit;
	struct case_row *rows = arena_array(a, struct case_row, count);
	int64_t deadline = p->sql.s->deadline_us;
	p->sql.s->deadline_us = 0;	/* what was found is shown */
	int rc = 0;
	bool look = db_look(p->sql.s);
	for (size_t i = 0; i < count && rc == 0; i++)
		rc = read_case(p->sql.s, p->keys.item[i].id, p->page->agent, a,
			&rows[p->order.backwards ? count - 1 - i : i], p->sql.err);
	db_looked(p->sql.s, look);
	p->sql.s->deadline_us = deadline;
	*out = rows;
	*n = count;
	return rc;
}

static int
read_keys(struct paging *p, const struct query *q, bool *cut)
{
	struct buf filter = BUF_INIT, owner = BUF_INIT;
	char *set = NULL;
	int rc = query_sql_case(&p->sql, q, &filter);
	query_sql_owner(&p->sql, q, &owner);
	p->filter = filter.data;
	p->owner = owner.data;
	if (rc == 0)
		rc = query_sql_small(&p->sql, q, false, &set);
	if (rc == 0)
		rc = set ? read_set(p, set) : read_ranges(p, query_sql_statuses(q));
	if (rc < 0 && read_cut(p->sql.s, p->sql.err)) {
		*cut = true;
		rc = 0;
	}
	buf_free(&filter);
	buf_free(&owner);
	return rc;
}

int
read_cases(struct store *s, const struct case_page *page, struct arena *a, struct case_row **out, size_t *n, bool *more,
	bool *cut, struct error *err)
{
	struct error local = ERROR_INIT;
	struct arena *work = arena_new();
	struct paging p = { .page = page, .have_after = page->after != NULL, .want = page->limit + 1,
		.order = { page->sort, page->reverse, page->backwards, page->backwards != page->reverse } };
	const struct query *q = query_prune(page->query, work);
	int rc;
	if (page->after)
		p.after = key_of(page->after);
	*cut = false;
	query_sql_begin(&p.sql, s, page->agent, work, &local);
	rc = read_keys(&p, q, cut);
	if (rc == 0) {
		if (p.keys.n)
			qsort_r(p.keys.item, p.keys.n, sizeof *p.keys.item, compare_keys, &p.order);
		*more = *cut || p.keys.n > page->limit;
		rc = fill_rows(&p, a, out, n);
	}
	arena_free(work);
	return rc < 0 ? error_set(err, local.code, "%s", local.text) : 0;
}

int
read_count(struct store *s, const struct query *query, int64_t agent, int64_t stop, int64_t *out, struct error *err)
{
	struct error local = ERROR_INIT;
	struct arena *work = arena_new();
	struct query_sql x;
	struct buf filter = BUF_INIT, b = BUF_INIT;
	char *set = NULL;
	const struct query *q = query_prune(query, work);
	sqlite3_stmt *st = NULL;
	int rc = -1;
	query_sql_begin(&x, s, agent, work, &local);
	if (query_sql_case(&x, q, &filter) < 0 || query_sql_small(&x, q, false, &set) < 0)
		goto out;
	buf_adds(&b, "SELECT count(*) FROM (SELECT 1 FROM cases c WHERE ");
	unsigned statuses = query_sql_statuses(q), all = (1u << STATUS_COUNT) - 1;
	if (set) {
		buf_addf(&b, "c.id IN (%s) AND ", set);
	} else if (statuses != all) {
		buf_adds(&b, "c.status IN (-1");
		for (int i = 0; i < STATUS_COUNT; i++)
			if (statuses & 1u << i)
				buf_addf(&b, ", %d", i);
		buf_adds(&b, ") AND ");
		query_sql_owner(&x, q, &b);
	}
	buf_addf(&b, "%s LIMIT ?%d)", filter.data, query_param_int(&x, stop < INT64_MAX ? stop + 1 : stop));
	if ((st = db_prepare(s, b.data, &local))) {
		query_sql_bind(&x, st);
		if ((rc = db_step(s, st, &local)) > 0) {
			*out = db_col(st, 0);
			rc = 0;
		}
		sqlite3_finalize(st);
	}
out:
	buf_free(&filter);
	buf_free(&b);
	arena_free(work);
	return rc < 0 ? error_set(err, local.code, "%s", local.text) : 0;
}

/* -- names --------------------------------------------------------------------------------------------------- */

static int
case_of_uid(struct store *s, const char *prefix, int64_t *id, struct error *err)
{
	char low[33], high[33];
	struct uid from, to;
	size_t n = strlen(prefix);
	if (n < 1 || n > 32)
		return error_set(err, ERR_INPUT, _("'u:%s' is no beginning of a uid"), prefix);
	for (size_t i = 0; i < 32; i++) {
		low[i] = i < n ? prefix[i] : '0';
		high[i] = i < n ? prefix[i] : 'f';
	}
	low[32] = high[32] = '\0';
	if (!uid_parse(&from, low) || !uid_parse(&to, high))
		return error_set(err, ERR_INPUT, _("'u:%s' is no beginning of a uid"), prefix);
	sqlite3_stmt *st = db_stmt(s, STMT_CASE_BY_UID, err);
	if (!st)
		return -1;
	db_bind(st, "uu", &from, &to);
	int rc = db_step(s, st, err), found = 0;
	for (; rc > 0; rc = db_step(s, st, err), found++)
		if (!found)
			*id = db_col(st, 0);
	db_done(st);
	if (rc < 0)
		return -1;
	return found == 1 ? 0 : error_set(err, ERR_INPUT, found ? _("several cases begin with u:%s: write more of it")
		: _("there is no case u:%s"), prefix);
}

int
read_case_named(struct store *s, const char *name, int64_t *id, struct error *err)
{
	int64_t number;
	if (str_starts(name, "u:"))
		return case_of_uid(s, name + 2, id, err);
	if (str_to_int64(*name == '#' ? name + 1 : name, &number) < 0)
		return error_set(err, ERR_INPUT, _("'%s' is no case: say a number, or u: and the beginning of its uid"), name);
	int64_t found = db_int64(s, STMT_CASE_BY_NUMBER, 0, "i", number);
	if (!found)
		return error_set(err, ERR_INPUT, _("there is no case #%lld"), (long long)number);
	*id = found;
	return 0;
}

char *
read_case_language(struct store *s, int64_t case_id, struct arena *a)
{
	char *language = NULL;
	return db_text(s, STMT_CASE_LANGUAGE, a, &language, NULL, "i", case_id) == 0 && !str_empty(language) ? language : NULL;
}

int
read_case_ids(struct store *s, const struct query *query, int64_t agent, size_t limit, struct arena *a, int64_t **ids, size_t *n,
	bool *more, struct error *err)
{
	struct error local = ERROR_INIT;
	struct arena *work = arena_new();
	struct case_page page = { .query = query, .sort = SORT_DUE, .agent = agent, .limit = limit };
	struct paging p = { .page = &page, .want = limit + 1, .order = { SORT_DUE, false, false, false } };
	bool cut = false;
	query_sql_begin(&p.sql, s, agent, work, &local);
	int rc = read_keys(&p, query_prune(query, work), &cut);
	if (rc == 0) {
		if (p.keys.n)
			qsort_r(p.keys.item, p.keys.n, sizeof *p.keys.item, compare_keys, &p.order);
		*more = cut || p.keys.n > limit;
		*n = p.keys.n < limit ? p.keys.n : limit;
		*ids = arena_array(a, int64_t, *n + 1);
		for (size_t i = 0; i < *n; i++)
			(*ids)[i] = p.keys.item[i].id;
	}
	arena_free(work);
	return rc < 0 ? error_set(err, local.code, "%s", local.text) : 0;
}

int
read_case_facts(struct store *s, int64_t id, struct arena *a, struct case_facts *out, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_CASE_FACTS, err);
	if (!st)
		return -1;
	db_bind(st, "i", id);
	int rc = db_step(s, st, err);
	if (rc > 0)
		*out = (struct case_facts){ .number = db_col(st, 0), .status = (enum status)db_col(st, 1),
			.assignee = db_col_text(st, 2, a), .channels = db_col_text(st, 3, a) };
	db_done(st);
	return rc > 0 ? 0 : rc < 0 ? -1 : error_set(err, ERR_INPUT, _("there is no such case"));
}
