/* promise.c - which policy is a case's, and its clocks in the database. */
#include "promise.h"

#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "promise_internal.h"
#include "query_sql.h"
#include "str.h"

/* -- the policies of the configuration ------------------------------------------------------------------- */

struct policy {
	struct care_promise promise;
	const struct query *when;
	int line;
	sqlite3_stmt *fits;		/* kept; NULL = not prepared yet */
	int parameter;			/* of the case */
	bool looked_up;			/* names customers, who are looked up anew each time */
};

struct promises {
	struct arena *a;
	struct policy *list;
	size_t n;
	char *holidays;			/* which ones are in the hours */
};

/* A policy decides about the clocks, so it cannot ask about them; and it must be the same for everybody, at all times. */
static const char *
never_in_policy(const struct query *q)
{
	static const char *const is_no[] = { "overdue", "breached", "paused", "warned", "waiting", "mine", "unread", "mentioned" };
	for (size_t i = 0; i < q->kid_count; i++) {
		const char *why = never_in_policy(q->kids[i]);
		if (why)
			return why;
	}
	if (q->op != QUERY_TERM)
		return NULL;
	if (query_fields[q->field].value == QV_SPAN || q->field == QUERY_POLICY || q->field == QUERY_CLOCK ||
	    q->field == QUERY_BROKEN)
		return _("a policy decides about the clocks and cannot ask about them");
	for (size_t i = 0; q->field == QUERY_IS && i < sizeof is_no / sizeof *is_no; i++)
		if (query_value_is(q, is_no[i]))
			return i < 5 ? _("a policy decides about the clocks and cannot ask about them")
				: _("a policy is the same for everybody: name the agent");
	if (q->text && query_value_is(q, "me"))
		return _("a policy is the same for everybody: name the agent");
	return NULL;
}

static bool
same_times(const struct query *a, const struct query *b)
{
	bool same = a->from_at == b->from_at && a->to_at == b->to_at && a->kid_count == b->kid_count;
	for (size_t i = 0; same && i < a->kid_count; i++)
		same = same_times(a->kids[i], b->kids[i]);
	return same;
}

/* Does it count from today? */
static bool
moves(const char *when, const struct query *q, int64_t now, struct arena *a)
{
	struct query_context later = { .now = now + 40 * MS_DAY };
	struct query *other;
	return query_parse(when, &later, a, &other, NULL, NULL) == 0 && !same_times(q, other);
}

static int
complain(const struct conf *conf, const struct conf_named *n, enum conf_option o, const char *words, struct error *err)
{
	return error_set(err, ERR_CONFIG, "%s:%d: [policy %s] %s: %s", conf_file(conf), conf_named_line(n, o), n->name,
		conf_options[o].key, words);
}

int
promise_when(const char *source, struct arena *a, const struct query **out, struct error *err)
{
	struct query_context ctx = { .now = clock_now() };
	const char *no;
	struct query *q;
	if (query_parse(source, &ctx, a, &q, NULL, err) < 0)
		return -1;
	if ((no = never_in_policy(q)) != NULL)
		return error_set(err, ERR_INPUT, "%s", no);
	if (moves(source, q, ctx.now, a))
		return error_set(err, ERR_INPUT, _("a policy cannot count days from today: write a date, 2026-11-01.."));
	*out = q;
	return 0;
}

int
promise_read(struct store *s, const struct conf *conf, const struct conf_named *n, struct arena *a,
	struct care_promise *out, const struct query **when, struct error *err)
{
	static const enum conf_option spans[] = { OPT_POLICY_FIRST, OPT_POLICY_NEXT, OPT_POLICY_RESOLUTION };
	struct error why = ERROR_INIT;
	struct hours *h = NULL;
	int64_t ms[3];
	const char *source = conf_named_str(n, OPT_POLICY_WHEN);
	if (promise_when(source ? source : "", a, when, &why) < 0)
		return complain(conf, n, OPT_POLICY_WHEN, why.text, err);
	if (read_hours(s, conf, conf_named_str(n, OPT_POLICY_HOURS), a, &h, &why) < 0)
		return why.code == ERR_INPUT ? complain(conf, n, OPT_POLICY_HOURS, why.text, err)
			: error_set(err, why.code, "%s", why.text);
	for (size_t i = 0; i < 3; i++) {
		ms[i] = conf_named_span(n, spans[i]);
		ms[i] = ms[i] > 0 ? ms[i] : 0;
	}
	*out = (struct care_promise){ .name = n->name, .hours = h, .first_ms = ms[0], .next_ms = ms[1],
		.resolution_ms = ms[2], .warn_ms = conf_named_span(n, OPT_POLICY_WARN) };
	return 0;
}

static bool
asks_customers(const struct query *q)
{
	for (size_t i = 0; i < q->kid_count; i++)
		if (asks_customers(q->kids[i]))
			return true;
	return q->op == QUERY_TERM && q->field == QUERY_CUSTOMER;
}

static int
load(struct store *s, struct error *err)
{
	const struct conf *conf = s->policy->conf;
	struct promises *p = s->promises;
	size_t n = 0;
	const struct conf_named *list = conf ? conf_named(conf, SECTION_POLICY, &n) : NULL;
	p->n = 0;
	if (!n)
		return 0;
	if (db_text(s, STMT_META_GET, p->a, &p->holidays, err, "t", "holidays") < 0)
		return -1;
	p->list = arena_array(p->a, struct policy, n);
	for (size_t i = 0; i < n; i++) {
		struct policy *y = &p->list[i];
		if (promise_read(s, conf, &list[i], p->a, &y->promise, &y->when, err) < 0)
			return -1;
		y->line = list[i].line;
		y->looked_up = asks_customers(y->when);
	}
	p->n = n;
	return 0;
}

void
promise_close(struct store *s)
{
	struct promises *p = s->promises;
	if (!p)
		return;
	for (size_t i = 0; i < p->n; i++)
		sqlite3_finalize(p->list[i].fits);
	arena_free(p->a);
	s->promises = NULL;
}

/* The policies as they stand now, with the holidays of now. */
static int
promises(struct store *s, struct promises **out, struct error *err)
{
	struct promises *p = s->promises;
	if (p && p->n) {
		sqlite3_stmt *st = db_stmt(s, STMT_META_GET, err);
		if (!st)
			return -1;
		db_bind(st, "t", "holidays");
		bool same = str_eq(db_step(s, st, err) > 0 ? (const char *)sqlite3_column_text(st, 0) : NULL, p->holidays);
		db_done(st);
		if (!same)
			promise_close(s);
	}
	if (!s->promises) {
		struct arena *a = arena_new();
		s->promises = p = arena_new_of(a, struct promises);
		p->a = a;
		if (load(s, err) < 0) {
			promise_close(s);
			return -1;
		}
	}
	*out = s->promises;
	return 0;
}

int
store_promises(struct store *s, size_t *n, struct error *err)
{
	struct promises *p;
	if (promises(s, &p, err) < 0)
		return -1;
	*n = p->n;
	return 0;
}

/* -- which one fits ---------------------------------------------------------------------------------------- */

static sqlite3_stmt *
prepare(struct store *s, const struct query *when, struct arena *a, int *parameter, struct error *err)
{
	struct error why = ERROR_INIT;
	struct query_sql x;
	struct buf b = BUF_INIT;
	sqlite3_stmt *st = NULL;
	query_sql_begin(&x, s, 0, a, &why);
	x.scan = true;
	*parameter = query_param_int(&x, 0);
	buf_addf(&b, "SELECT 1 FROM cases c WHERE c.id=?%d AND ", *parameter);
	if (query_sql_tree(&x, query_prune(when, a), &b) == 0 && (st = db_prepare(s, b.data, &why)) != NULL)
		query_sql_bind(&x, st);
	else
		error_set(err, why.code ? why.code : ERR_STORE, "%s", why.text);
	buf_free(&b);
	return st;
}

/* 1 = it does, 0 = it does not, -1 = error. */
int
promise_fits(struct store *s, const struct query *when, int64_t case_id, struct error *err)
{
	struct arena *a = arena_new();
	int parameter, rc = -1;
	sqlite3_stmt *st = prepare(s, when, a, &parameter, err);
	if (st) {
		sqlite3_bind_int64(st, parameter, case_id);
		rc = db_step(s, st, err);
		sqlite3_finalize(st);
	}
	arena_free(a);
	return rc;
}

static int
fits(struct store *s, struct promises *p, struct policy *y, int64_t case_id, struct error *err)
{
	if (y->when->op == QUERY_ALL)
		return 1;
	if (y->looked_up)
		return promise_fits(s, y->when, case_id, err);
	if (!y->fits && !(y->fits = prepare(s, y->when, p->a, &y->parameter, err)))
		return -1;
	sqlite3_bind_int64(y->fits, y->parameter, case_id);
	int rc = db_step(s, y->fits, err);
	sqlite3_reset(y->fits);
	return rc;
}

/* 1 = the alternative is the case's, 0 = it is not. */
static int
takes(struct store *s, const struct promise_alternative *other, int64_t case_id, struct care_promise *out, struct error *err)
{
	int rc = other->when->op == QUERY_ALL ? 1 : promise_fits(s, other->when, case_id, err);
	if (rc > 0)
		*out = other->promise;
	return rc;
}

int
promise_of(struct store *s, int64_t case_id, enum priority priority, const struct promise_alternative *other,
	struct care_promise *out, struct error *err)
{
	struct promises *p;
	bool known = false;
	int rc = 0;
	if (promises(s, &p, err) < 0)
		return -1;
	for (size_t i = 0; other && i < p->n; i++)
		known |= str_eq(p->list[i].promise.name, other->promise.name);
	if (other && !known && (rc = takes(s, other, case_id, out, err)) != 0)
		return rc < 0 ? -1 : 0;
	for (size_t i = 0; i < p->n; i++) {
		struct policy *y = &p->list[i];
		if (other && str_eq(y->promise.name, other->promise.name)) {
			rc = takes(s, other, case_id, out, err);
		} else if ((rc = fits(s, p, y, case_id, err)) > 0) {
			*out = y->promise;
		}
		if (rc)
			return rc < 0 ? -1 : 0;
	}
	int64_t due = s->policy->due_ms[priority];
	*out = (struct care_promise){ .name = "", .first_ms = due, .next_ms = due, .warn_ms = -1, .plain = true };
	return 0;
}

const struct care_promise *
promise_named(struct store *s, int64_t case_id, struct error *err)
{
	struct promises *p;
	char *name = NULL;
	const struct care_promise *found = NULL;
	struct arena *a = arena_new();
	if (promises(s, &p, err) == 0 && p->n && db_text(s, STMT_CASE_POLICY, a, &name, err, "i", case_id) == 0 && name)
		for (size_t i = 0; i < p->n && !found; i++)
			if (str_eq(p->list[i].promise.name, name))
				found = &p->list[i].promise;
	arena_free(a);
	return found;
}

/* -- rows ------------------------------------------------------------------------------------------------- */

static bool
same_row(sqlite3_stmt *st, const struct care_clock *c, const char *policy)
{
	return db_col(st, 0) == (int64_t)c->kind && db_col(st, 1) == c->n && db_col(st, 2) == (int64_t)c->state &&
		db_col(st, 3) == c->from_at && db_col(st, 4) == c->goal_ms && db_col(st, 5) == c->due_at &&
		db_col(st, 6) == c->ended_at && db_col(st, 7) == c->used_ms && db_col(st, 8) == c->broken &&
		str_eq((const char *)sqlite3_column_text(st, 9), policy);
}

int
promise_write(struct store *s, int64_t case_id, const char *policy, const struct care_clock *c, size_t n,
	struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_CLOCKS, err);
	size_t same = 0, had = 0;
	int rc;
	if (!st)
		return -1;
	db_bind(st, "i", case_id);
	for (; (rc = db_step(s, st, err)) > 0; had++)
		same += had < n && same == had && same_row(st, &c[had], policy);
	db_done(st);
	if (rc < 0 || (same == n && had == n))
		return rc;
	/* what goes on as it was stays: mostly the last one is new, or has ended */
	if (had > same && db_run(s, STMT_CLOCKS_DROP, err, "iii", case_id, (int64_t)(same ? c[same - 1].kind : 0),
			(int64_t)(same ? c[same - 1].n : 0)) < 0)
		return -1;
	for (size_t i = same; i < n; i++)
		if (db_run(s, STMT_CLOCK_ADD, err, "iiitiiizzii", case_id, (int64_t)c[i].kind, (int64_t)c[i].n, policy,
				(int64_t)c[i].state, c[i].from_at, c[i].goal_ms, c[i].due_at, c[i].ended_at, c[i].used_ms,
				(int64_t)c[i].broken) < 0)
			return -1;
	return 0;
}
