/*
 * query_small.c - small sets to drive a search from.  A set is a SELECT of ids (of cases, or of items) among
 * which everything that matches is found; it is counted before it is used, so that a rare tag never walks
 * through a million cases, nor a common word through its half a million hits.
 */
#include "query_kpi.h"
#include "query_sql.h"

#include <stdlib.h>
#include <string.h>

#include "clocks.h"
#include "str.h"

struct small { char *sql; int64_t n; };	/* n: rows, or -1 = no small set */

static int64_t
count_set(struct query_sql *x, const char *sql)
{
	struct buf b = BUF_INIT;
	int64_t n = -1;
	buf_addf(&b, "SELECT count(*) FROM (SELECT 1 FROM (%s) LIMIT %lld)", sql, (long long)x->sets + 1);
	sqlite3_stmt *st = db_prepare(x->s, b.data, x->err);
	if (st) {
		query_sql_bind(x, st);
		if (db_step(x->s, st, x->err) > 0)
			n = db_col(st, 0);
		sqlite3_finalize(st);
	}
	buf_free(&b);
	return n;
}

/* -- sets of terms ---------------------------------------------------------------------------------------- */

static bool
text_set(struct query_sql *x, const struct query *q, bool items, struct buf *out)
{
	char *match = query_text_match(x, q);
	int64_t hits = query_sql_index(x) ? query_sql_hits(x, match) : 0;
	if (hits < 0 || hits > QUERY_SMALL)
		return false;
	const char *what = items ? "id" : "case_id";
	buf_addf(out, "SELECT %s FROM message WHERE id>%lld UNION ALL SELECT %s FROM note WHERE id>%lld", what,
		(long long)x->last, what, (long long)x->last);
	if (!x->search)
		return true;
	int p = query_param_text(x, match);
	const char *found = "(SELECT d.item FROM search.doc d WHERE d.rowid IN (SELECT rowid FROM search.fts"
		" WHERE fts MATCH ?";
	buf_addf(out, " UNION ALL SELECT %s FROM message WHERE id IN %s%d)) UNION ALL SELECT %s FROM note WHERE id IN"
		" %s%d))", what, found, p, what, found, p);
	return true;
}

static bool
range_set(struct query_sql *x, const struct query *q, const char *select, const char *column, struct buf *out)
{
	if (!q->from_at && !q->to_at)
		return false;
	buf_addf(out, "%s WHERE 1", select);
	if (q->from_at)
		buf_addf(out, " AND %s>=?%d", column, query_param_int(x, q->from_at));
	if (q->to_at)
		buf_addf(out, " AND %s<?%d", column, query_param_int(x, q->to_at));
	return true;
}

/* Terms about a message. */
static bool
message_set(struct query_sql *x, const struct query *q, bool items, struct buf *out)
{
	if (query_is_text(q))
		return text_set(x, q, items, out);
	if (q->op != QUERY_TERM)
		return false;
	if (q->field == QUERY_ID) {
		buf_addf(out, "SELECT %s FROM message WHERE remote_id=?%d", items ? "id" : "case_id",
			query_param_text(x, q->text));
		return true;
	}
	if (q->field == QUERY_IS && str_ieq(q->text, "stream")) {
		buf_addf(out, items ? "SELECT id FROM stream WHERE state=0"
			: "SELECT case_id FROM message WHERE id IN (SELECT id FROM stream WHERE state=0)");
		return true;
	}
	if (q->field == QUERY_REACH && (q->cmp == QUERY_GT || q->cmp == QUERY_GE)) {
		int p = query_param_int(x, q->number + (q->cmp == QUERY_GT));
		buf_addf(out, items ? "SELECT id FROM stream WHERE reach>=?%d"
			: "SELECT case_id FROM message WHERE id IN (SELECT id FROM stream WHERE reach>=?%d)", p);
		return true;
	}
	if (q->field == QUERY_DATE) {
		size_t was = out->len;
		if (!range_set(x, q, items ? "SELECT id FROM message" : "SELECT case_id FROM message", "received_at", out))
			return false;
		buf_adds(out, " UNION ALL ");
		if (range_set(x, q, items ? "SELECT id FROM note" : "SELECT case_id FROM note", "at", out))
			return true;
		buf_truncate(out, was);
	}
	return false;
}

/* is:, has:, escalated: and the like whose cases an index finds; see query_named_sql(). */
static const struct { enum query_field field; const char *value, *sql; } named[] = {
	{ QUERY_IS, "mine", "SELECT id FROM cases WHERE assignee=%a" },
	{ QUERY_IS, "overdue", "SELECT id FROM cases WHERE status IN (0, 1) AND due_at<%n" },
	{ QUERY_IS, "breached", "SELECT case_id FROM clock WHERE broken=1 UNION ALL SELECT id FROM cases WHERE status IN (0, 1, 3)"
		" AND due_at<%n" },
	{ QUERY_IS, "warned", "SELECT id FROM cases WHERE warn_at<=%n" },
	{ QUERY_IS, "escalated", "SELECT id FROM cases WHERE escalated>0" },
	{ QUERY_IS, "merged", "SELECT id FROM cases WHERE status=6" },
	{ QUERY_ESCALATED, "any", "SELECT id FROM cases WHERE escalated>0" },
	{ QUERY_ASSIGNED, "me", "SELECT id FROM cases WHERE assignee=%a" },
	{ QUERY_IS, "mentioned", "SELECT n.case_id FROM json_each(%m) j CROSS JOIN mention y INDEXED BY mention_open"
		" ON y.name=j.value AND y.seen_at IS NULL CROSS JOIN note n ON n.id=y.note AND n.deleted=0" },
	{ QUERY_HAS, "draft", "SELECT case_id FROM draft" },
	{ QUERY_HAS, "callback", "SELECT id FROM cases WHERE callback_at IS NOT NULL" },
	{ QUERY_HAS, "problem", "SELECT case_id FROM outbox WHERE state IN (6, 7, 8)" },
};

static bool
named_set(struct query_sql *x, const struct query *q, struct buf *out)
{
	for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
		if (named[i].field != q->field || !str_ieq(q->text, named[i].value))
			continue;
		query_named_sql(x, named[i].sql, out);
		return true;
	}
	if (q->field == QUERY_ESCALATED && !str_ieq(q->text, "none")) {
		buf_adds(out, "SELECT case_id FROM escalation WHERE closed_at IS NULL");
		return true;
	}
	return false;
}

/* Terms about a case: its ids. */
static bool
case_set(struct query_sql *x, const struct query *q, struct buf *out)
{
	bool none = q->text && str_ieq(q->text, "none");
	switch (q->field) {
	case QUERY_TAG:
		buf_adds(out, "SELECT case_id FROM case_tag WHERE tag IN (");
		query_tags_sql(x, q, out);
		buf_addc(out, ')');
		return true;
	case QUERY_CUSTOMER:
		buf_adds(out, "SELECT id FROM cases WHERE customer IN (");
		query_customers_sql(x, q, out);
		buf_addc(out, ')');
		return true;
	case QUERY_CASE:
		if (str_starts(q->text, "u:"))
			return false;
		buf_addf(out, "SELECT id FROM cases WHERE number=?%d", query_param_int(x, strtoll(q->text, NULL, 10)));
		return true;
	case QUERY_CUSTOMER_TAG:	/* those of merged customers belong to others' cases: the term looks again */
		buf_adds(out, "SELECT id FROM cases WHERE customer IN (WITH RECURSIVE w(id) AS (SELECT customer FROM customer_tag"
			" WHERE tag IN (");
		query_tags_sql(x, q, out);
		buf_adds(out, ") UNION SELECT k.merged_into FROM w JOIN customer k ON k.id=w.id WHERE k.merged_into IS NOT NULL)"
			" SELECT id FROM w)");
		return true;
	case QUERY_MENTIONED:
		buf_adds(out, "SELECT n.case_id FROM mention y CROSS JOIN note n ON n.id=y.note WHERE n.deleted=0 AND ");
		query_mentioned_sql(x, q, out);
		return true;
	case QUERY_STEP:
		query_step_sql(x, q, out);
		return true;
	case QUERY_FIELD:
		return query_field_set(x, q, out);
	case QUERY_TEAM:
	case QUERY_POLICY:
	case QUERY_RULE:
		if (none || (q->field == QUERY_RULE && query_value_is(q, "any")))
			return false;
		buf_addf(out, "%s=?%d", q->field == QUERY_TEAM ? "SELECT id FROM cases WHERE team" : q->field == QUERY_POLICY
			? "SELECT id FROM cases WHERE policy" : "SELECT DISTINCT case_id FROM firing WHERE rule",
			query_param_text(x, q->text));
		return true;
	case QUERY_BROKEN:
		buf_addf(out, "SELECT case_id FROM clock WHERE broken=1 AND kind=%d UNION ALL SELECT id FROM cases"
			" WHERE status IN (0, 1, 3) AND due_at<?%d", clock_kind_parse(q->text), query_param_int(x, x->now));
		return true;
	case QUERY_INTENT:
		if (none || q->prefix || query_value_is(q, "any"))
			return false;
		buf_addf(out, "SELECT id FROM cases WHERE intent=?%d", query_param_text(x, q->text));
		return true;
	case QUERY_UPDATED:
		return range_set(x, q, "SELECT id FROM cases", "updated_at", out);
	case QUERY_WAITING:
		if (q->cmp != QUERY_GT && q->cmp != QUERY_GE)
			return false;
		buf_addf(out, "SELECT id FROM cases WHERE status IN (0, 1, 2, 3, 4, 5) AND waiting_since<=?%d",
			query_param_int(x, x->now - q->span_ms));
		return true;
	case QUERY_DUE:
		if (q->cmp != QUERY_LT && q->cmp != QUERY_LE)
			return false;
		buf_addf(out, "SELECT id FROM cases WHERE status IN (0, 1, 2, 3, 4, 5) AND due_at<=?%d",
			query_param_int(x, x->now + q->span_ms));
		return true;
	default:
		break;
	}
	if (query_incident_set(x, q, out) || query_score_set(x, q, out) || query_kpi_set(x, q, out) || named_set(x, q, out) ||
	    query_figure_set(x, q, out))
		return true;
	if (q->field != QUERY_ASSIGNED || none)
		return false;
	buf_addf(out, "SELECT id FROM cases WHERE assignee=(SELECT id FROM agent WHERE name=?%d)",
		query_param_text(x, q->text));
	return true;
}

/* -- trees -------------------------------------------------------------------------------------------------- */

static int small_of(struct query_sql *x, const struct query *q, bool items, struct small *out);

static int
one_set(struct query_sql *x, const struct query *q, bool items, struct small *out)
{
	struct buf b = BUF_INIT;
	bool found = message_set(x, q, items, &b);
	if (!found && q->op == QUERY_TERM && case_set(x, q, &b)) {
		found = true;
		if (items) {
			char *cases = arena_strn(x->a, b.data, b.len);
			buf_clear(&b);
			buf_addf(&b, "SELECT id FROM message WHERE case_id IN (%s) UNION ALL SELECT id FROM note"
				" WHERE case_id IN (%s)", cases, cases);
		}
	}
	if (found) {
		out->sql = arena_strn(x->a, b.data, b.len);
		out->n = count_set(x, out->sql);
		if (out->n > x->sets)
			out->n = -1;
	}
	buf_free(&b);
	return x->err->code ? -1 : 0;
}

static int
union_of(struct query_sql *x, const struct query *q, bool items, struct small *out)
{
	struct buf b = BUF_INIT;
	int64_t n = 0;
	int rc = 0;
	for (size_t i = 0; i < q->kid_count && rc == 0; i++) {
		struct small kid = { NULL, -1 };
		rc = small_of(x, q->kids[i], items, &kid);
		if (kid.n < 0 || (n += kid.n) > x->sets)
			goto out;
		buf_addf(&b, "%s%s", b.len ? " UNION ALL " : "", kid.sql);
	}
	if (rc == 0)
		*out = (struct small){ arena_strn(x->a, b.data, b.len), n };
out:
	buf_free(&b);
	return rc;
}

static int
small_of(struct query_sql *x, const struct query *q, bool items, struct small *out)
{
	*out = (struct small){ NULL, -1 };
	if (q->op == QUERY_TERM || query_is_text(q)) {
		if (one_set(x, q, items, out) < 0)
			return -1;
		if (out->n >= 0 || q->op == QUERY_TERM)
			return 0;
	}
	if (q->op == QUERY_OR)
		return union_of(x, q, items, out);
	for (size_t i = 0; q->op == QUERY_AND && i < q->kid_count; i++) {
		struct small kid;
		if (small_of(x, q->kids[i], items, &kid) < 0)
			return -1;
		if (kid.n >= 0 && (out->n < 0 || kid.n < out->n))
			*out = kid;
		if (out->n >= 0 && out->n < 64)
			break;
	}
	return 0;
}

int
query_sql_small(struct query_sql *x, const struct query *q, bool items, char **out)
{
	struct small set;
	if (small_of(x, q, items, &set) < 0)
		return -1;
	*out = set.n >= 0 ? set.sql : NULL;
	return 0;
}

char *
query_sql_match(struct query_sql *x, const struct query *q)
{
	if (query_is_text(q))
		return query_text_match(x, q);
	struct query words = { .op = QUERY_AND, .kids = arena_array(x->a, struct query *, q->kid_count + 1) };
	for (size_t i = 0; q->op == QUERY_AND && i < q->kid_count; i++)
		if (query_is_text(q->kids[i]))
			words.kids[words.kid_count++] = q->kids[i];
	return words.kid_count ? query_text_match(x, words.kid_count == 1 ? words.kids[0] : &words) : NULL;
}

const struct query *
query_sql_rest(const struct query *q, struct arena *a)
{
	static const struct query all = { .op = QUERY_ALL };
	if (query_is_text(q))
		return &all;
	if (q->op != QUERY_AND)
		return q;
	struct query *rest = arena_mem(a, q, sizeof *q);
	rest->kids = arena_array(a, struct query *, q->kid_count);
	rest->kid_count = 0;
	for (size_t i = 0; i < q->kid_count; i++)
		if (!query_is_text(q->kids[i]))
			rest->kids[rest->kid_count++] = q->kids[i];
	return rest->kid_count == 1 ? rest->kids[0] : rest;
}

void
query_sql_times(const struct query *q, int64_t *from, int64_t *to)
{
	if (q->op == QUERY_TERM && q->field == QUERY_DATE) {
		if (q->from_at > *from)
			*from = q->from_at;
		if (q->to_at && q->to_at < *to)
			*to = q->to_at;
	}
	for (size_t i = 0; q->op == QUERY_AND && i < q->kid_count; i++)
		query_sql_times(q->kids[i], from, to);
}
