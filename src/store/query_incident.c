/* query_incident.c - score:, ces:, csat:, incident: and is:member as SQL, and who stands behind an incident's line. */
#include "query_sql.h"

#include "str.h"
#include "survey.h"

/* -- what they said of how it was ------------------------------------------------------------------------------ */

/* A condition on a rating of alias r: on the scale that is asked for, as a score of 0 to 100. */
static void
emit_score(struct query_sql *x, const struct query *q, struct buf *out)
{
	static const char *const signs[] = { [QUERY_EQ] = "=", [QUERY_LT] = "<", [QUERY_LE] = "<=", [QUERY_GT] = ">",
		[QUERY_GE] = ">=" };
	int64_t score = q->number;
	if (q->field != QUERY_SCORE) {
		int most = survey_most(q->field == QUERY_CES ? SURVEY_CES : SURVEY_CSAT);
		/* out of the scale it stays so */
		score = q->number < 1 ? -1 : q->number > most ? 101 : (q->number - 1) * 100 / (most - 1);
		buf_adds(out, q->field == QUERY_CES ? "r.scale IN ('ces7', '1-7') AND " : "r.scale IN ('csat5', '1-5') AND ");
	}
	buf_addf(out, "r.score%s?%d", signs[q->cmp], query_param_int(x, score));
}

void
query_score_term(struct query_sql *x, const struct query *q, struct buf *out)
{
	const char *scales = q->field == QUERY_CES ? " AND y.scale IN ('ces7', '1-7')" : q->field == QUERY_CSAT
		? " AND y.scale IN ('csat5', '1-5')" : "";
	buf_adds(out, "EXISTS (SELECT 1 FROM rating r WHERE r.case_id=c.id AND r.source<>'undone' AND ");
	emit_score(x, q, out);
	/* the last one holds */
	buf_addf(out, " AND r.id=(SELECT y.id FROM rating y WHERE y.case_id=c.id AND y.source<>'undone'%s"
		" ORDER BY y.at DESC, y.id DESC LIMIT 1))", scales);
}

bool
query_score_set(struct query_sql *x, const struct query *q, struct buf *out)
{
	if (q->field != QUERY_SCORE && q->field != QUERY_CES && q->field != QUERY_CSAT)
		return false;
	buf_adds(out, "SELECT r.case_id FROM rating r WHERE r.case_id IS NOT NULL AND ");
	emit_score(x, q, out);
	return true;
}

/* -- incidents -------------------------------------------------------------------------------------------------- */

static void
named(struct query_sql *x, const struct query *q, struct buf *out)
{
	buf_addf(out, "(SELECT i.id FROM incident i WHERE i.name=?%d COLLATE NOCASE)", query_param_text(x, q->text));
}

void
query_incident_term(struct query_sql *x, const struct query *q, struct buf *out)
{
	if (query_value_is(q, "none")) {
		buf_adds(out, "(c.id IS NOT NULL AND c.incident IS NULL)");
	} else if (query_value_is(q, "any")) {
		buf_adds(out, "(c.incident IS NOT NULL OR EXISTS (SELECT 1 FROM incident i WHERE i.case_id=c.id))");
	} else {
		buf_adds(out, "(ifnull(+c.incident IN ");
		named(x, q, out);
		buf_adds(out, ", 0) OR EXISTS (SELECT 1 FROM incident i WHERE i.case_id=c.id AND i.id IN ");
		named(x, q, out);
		buf_adds(out, "))");
	}
}

bool
query_incident_set(struct query_sql *x, const struct query *q, struct buf *out)
{
	if (q->field == QUERY_IS && query_value_is(q, "member")) {
		buf_adds(out, "SELECT id FROM cases WHERE incident IS NOT NULL");
		return true;
	}
	if (q->field == QUERY_IS && query_value_is(q, "incident")) {
		buf_adds(out, "SELECT case_id FROM incident");
		return true;
	}
	if (q->field != QUERY_INCIDENT || query_value_is(q, "none"))
		return false;
	if (query_value_is(q, "any")) {
		buf_adds(out, "SELECT id FROM cases WHERE incident IS NOT NULL UNION ALL SELECT case_id FROM incident");
		return true;
	}
	buf_adds(out, "SELECT id FROM cases WHERE incident IN ");
	named(x, q, out);
	buf_adds(out, " UNION ALL SELECT case_id FROM incident WHERE id IN ");
	named(x, q, out);
	return true;
}

static bool
names_members(const struct query *q)
{
	if (q->op == QUERY_TERM)
		return q->field == QUERY_INCIDENT || q->field == QUERY_CASE || (q->field == QUERY_IS &&
			(query_value_is(q, "member") || query_value_is(q, "any")));
	for (size_t i = 0; i < q->kid_count; i++)
		if (names_members(q->kids[i]))
			return true;
	return false;
}

bool
query_hides_members(const struct query *q)
{
	const unsigned work = 1u << STATUS_NEW | 1u << STATUS_OPEN | 1u << STATUS_PENDING | 1u << STATUS_SNOOZED;
	return q->op == QUERY_ALL || (!(query_sql_statuses(q) & ~work) && !names_members(q));
}
