/* query_kpi.c - the figures of cases (tables metric...) as terms of the query language, and as what is read of a period. */
#include "query_kpi.h"

#include <string.h>

#include "clock.h"
#include "str.h"

/* -- terms ------------------------------------------------------------------------------------------------------------- */

/* A bot's dialogue on a case: what became of it.  What was handed over says why. */
#define BOT_HANDED "(u.state IN ('handed-over', 'silenced') OR (u.why IS NOT NULL AND u.state<>'done'))"
#define BOT_ENDED "(u.ended_at IS NOT NULL OR " BOT_HANDED ")"

/* Rows of other tables than metric that a period is asked about: which table u, its moment, and what must be true. */
static const struct happened { enum query_field field; const char *table, *at, *and; } happened[] = {
	{ QUERY_ANSWERED, "metric_reply", "at", "1" },
	{ QUERY_PROMISE_KEPT, "metric_promise", "due_at", "u.ended_at<=u.due_at" },
	{ QUERY_PROMISE_BROKEN, "metric_promise", "due_at", "ifnull(u.ended_at, %n)>u.due_at" },
	{ QUERY_SLA_KEPT, "clock", "from_at", "u.ended_at IS NOT NULL AND u.broken=0" },
	{ QUERY_SLA_BROKEN, "clock", "from_at", "u.broken<>0" },
	{ QUERY_SURVEYED, "survey", "asked_at", "u.outbox IS NOT NULL" },
	{ QUERY_BOT_CONTAINED, "dialogue", "began_at", "u.ended_at IS NOT NULL AND NOT " BOT_HANDED },
	{ QUERY_BOT_HANDED_OVER, "dialogue", "began_at", BOT_HANDED },
	{ QUERY_BOT_WRONG, "dialogue", "began_at", "u.wrong>0 AND " BOT_ENDED },
};

static const struct happened *
happened_of(enum query_field field)
{
	for (size_t i = 0; i < sizeof happened / sizeof *happened; i++)
		if (happened[i].field == field)
			return &happened[i];
	return NULL;
}

static void
emit_happened(struct query_sql *x, const struct query *q, const struct happened *h, struct buf *out)
{
	buf_addf(out, " FROM %s u WHERE u.%s>=?%d AND u.%s<?%d AND ", h->table, h->at, query_param_int(x, q->from_at), h->at,
		query_param_int(x, q->to_at ? q->to_at : INT64_MAX));
	query_named_sql(x, h->and, out);
}

static const char *
sign_of(enum query_cmp cmp)
{
	static const char *const signs[] = { [QUERY_EQ] = "=", [QUERY_LT] = "<", [QUERY_LE] = "<=", [QUERY_GT] = ">",
		[QUERY_GE] = ">=" };
	return signs[cmp];
}

static const char *
column_of(enum query_field field)
{
	return kpi_infos[field == QUERY_EFFORT ? KPI_EFFORT : field == QUERY_CONTACTS ? KPI_CONTACTS : KPI_TRANSFERS].all;
}

/* Conditions on metric u. */
static void
emit_metric(struct query_sql *x, const struct query *q, struct buf *out)
{
	struct kpi_term t;
	struct error err = ERROR_INIT;
	if (q->field != QUERY_KPI) {
		buf_addf(out, "u.%s%s?%d", column_of(q->field), sign_of(q->cmp), query_param_int(x, q->number));
		return;
	}
	if (kpi_term(q->text, x->a, &t, &err) < 0) {	/* the parser has looked at it */
		buf_addc(out, '0');
		return;
	}
	const char *column = t.office ? kpi_infos[t.kpi].office : kpi_infos[t.kpi].all;
	if (t.sign)
		buf_addf(out, "u.%s%s?%d", column, t.sign, query_param_int(x, t.value));
	else
		buf_addf(out, "u.%s IS NOT NULL", column);
}

bool
query_is_kpi(enum query_field field)
{
	return field >= QUERY_KPI && field <= QUERY_BOT_WRONG;	/* they stand together */
}

void
query_kpi_term(struct query_sql *x, const struct query *q, struct buf *out)
{
	const struct happened *h = happened_of(q->field);
	buf_adds(out, "EXISTS (SELECT 1");
	if (h) {
		emit_happened(x, q, h, out);
		buf_adds(out, " AND u.case_id=c.id)");
		return;
	}
	buf_adds(out, " FROM metric u WHERE u.case_id=c.id AND ");
	emit_metric(x, q, out);
	buf_addc(out, ')');
}

bool
query_kpi_set(struct query_sql *x, const struct query *q, struct buf *out)
{
	const struct happened *h = happened_of(q->field);
	if (!h || !q->from_at)
		return false;
	buf_adds(out, "SELECT u.case_id");
	emit_happened(x, q, h, out);
	return true;
}

/* -- a period ------------------------------------------------------------------------------------------------------------- */

/* What a figure is read of: table u, its moment, its value and that in office hours. */
struct source { const char *from, *at, *value, *office, *where, *agent, *channel; };

static const struct source sources[] = {
	[KPI_AT_OPENED] = { "metric u", "u.opened_at", "1", NULL, NULL, NULL, NULL },
	[KPI_AT_FIRST] = { "metric u", "u.first_at", NULL, NULL, NULL,
		"(SELECT w.agent FROM metric_reply w WHERE w.case_id=u.case_id ORDER BY w.n LIMIT 1)", NULL },
	[KPI_AT_REPLY] = { "metric_reply u", "u.at", "u.ms", "u.office", NULL, "u.agent", "u.channel" },
	[KPI_AT_DONE] = { "metric u", "u.done_at", NULL, NULL, NULL, NULL, NULL },
	[KPI_AT_DUE] = { "metric_promise u", "u.due_at", "ifnull(u.ended_at<=u.due_at, 0)", NULL,
		"(u.ended_at IS NOT NULL OR u.due_at<%n)", NULL, NULL },
	/* there are few policies: the index begins with them */
	[KPI_AT_CLOCK] = { "(WITH RECURSIVE p(x) AS (SELECT min(policy) FROM clock UNION ALL SELECT (SELECT min(policy) FROM clock"
		" WHERE policy>p.x) FROM p WHERE p.x IS NOT NULL) SELECT x FROM p WHERE x IS NOT NULL) p CROSS JOIN clock u"
		" ON u.policy=p.x", "u.from_at", "u.broken=0", NULL, "(u.broken<>0 OR u.ended_at IS NOT NULL)", NULL, NULL },
	[KPI_AT_BOT] = { "dialogue u", "u.began_at", NULL, NULL, BOT_ENDED, NULL, NULL },
	[KPI_AT_RATED] = { "rating u", "u.at", "CAST(u.said AS INTEGER)", NULL, NULL, NULL, NULL },
	[KPI_AT_ASKED] = { "survey u", "u.asked_at", "u.answered_at IS NOT NULL", NULL, "u.outbox IS NOT NULL", NULL, NULL },
};

/* What is different from figure to figure of one source. */
static const char *
value_of(enum kpi k)
{
	switch (k) {
	case KPI_BOT_CONTAINED: return "NOT " BOT_HANDED;
	case KPI_BOT_HANDED_OVER: return BOT_HANDED;
	case KPI_BOT_WRONG: return "u.wrong>0";
	case KPI_SOLVED: return "1";
	default: return sources[kpi_infos[k].moment].value;
	}
}

static void
emit_label(const struct kpi_ask *ask, enum kpi k, struct buf *out)
{
	const struct source *src = &sources[kpi_infos[k].moment];
	switch (ask->by) {
	case KPI_BY_CHANNEL: buf_adds(out, src->channel ? src->channel : "c.channels"); break;
	case KPI_BY_TEAM: buf_adds(out, "c.team"); break;
	case KPI_BY_AGENT: buf_adds(out, src->agent ? src->agent : "c.assignee"); break;
	case KPI_BY_TAG: buf_adds(out, "(SELECT w.name FROM tag w WHERE w.id=t.tag)"); break;
	case KPI_BY_POLICY: buf_adds(out, kpi_infos[k].moment == KPI_AT_CLOCK ? "u.policy" : "c.policy"); break;
	case KPI_BY_INTENT: buf_adds(out, "coalesce(c.intent_set, c.intent)"); break;
	default: buf_adds(out, "NULL"); break;
	}
}

static bool
needs_case(const struct kpi_ask *ask, enum kpi k, const struct query *filter)
{
	const struct source *src = &sources[kpi_infos[k].moment];
	if (filter->op != QUERY_ALL || ask->agent_only)
		return true;
	switch (ask->by) {
	case KPI_BY_TEAM: case KPI_BY_TAG: case KPI_BY_INTENT: return true;
	case KPI_BY_CHANNEL: return !src->channel;
	case KPI_BY_AGENT: return !src->agent;
	case KPI_BY_POLICY: return kpi_infos[k].moment != KPI_AT_CLOCK;
	default: return false;
	}
}

/* A large part of the table is read faster from its beginning to its end than by the index. */
static bool
reads_whole(struct query_sql *x, const struct kpi_ask *ask)
{
	enum { MANY = 60000 };
	return db_int64(x->s, STMT_METRIC_MANY, 0, "iii", ask->from_at ? ask->from_at : 1,
		ask->to_at ? ask->to_at : INT64_MAX,
		(int64_t)MANY) == MANY;
}

/* The spans of a resolved case that stand in an index together. */
static bool
in_index(enum kpi k)
{
	return k == KPI_FULL_RESOLUTION || k == KPI_REQUESTER_WAIT || k == KPI_AGENT_WORK || k == KPI_HANDLE_TIME_ADJUSTED;
}

/* Of which cases: those that were done in the time and fit the filter. */
static int
add_done(struct query_sql *x, const struct kpi_ask *ask, bool whole, const struct query *filter, struct buf *out)
{
	bool all = filter->op == QUERY_ALL;
	buf_addf(out, " FROM metric u%s%s WHERE u.done_at>=?%d AND u.done_at<?%d", whole ? " NOT INDEXED" : "",
		all ? "" : " CROSS JOIN cases c ON c.id=u.case_id", query_param_int(x, ask->from_at ? ask->from_at : 1),
		query_param_int(x, ask->to_at ? ask->to_at : INT64_MAX));
	if (all)
		return 0;
	buf_adds(out, " AND ");
	return query_sql_tree(x, filter, out);
}

int
query_kpi_spans(struct query_sql *x, const struct kpi_ask *ask, const enum kpi *list, size_t n, const struct query *filter,
	struct buf *out)
{
	for (size_t i = 0; i < n; i++)
		buf_addf(out, "%s u.%s, %s%s", i ? "," : "SELECT", kpi_infos[list[i]].all, kpi_infos[list[i]].office ? "u." : "",
			kpi_infos[list[i]].office ? kpi_infos[list[i]].office : "NULL");
	return add_done(x, ask, false, filter, out);
}

int
query_kpi_columns(struct query_sql *x, const struct kpi_ask *ask, const enum kpi *list, size_t n, const struct query *filter,
	struct buf *out)
{
	for (size_t i = 0; i < n; i++)
		buf_addf(out, "%s u.%s", i ? "," : "SELECT", kpi_infos[list[i]].all);
	return add_done(x, ask, reads_whole(x, ask), filter, out);
}

int
query_kpi_select(struct query_sql *x, const struct kpi_ask *ask, enum kpi k, const struct query *filter, struct buf *out)
{
	const struct kpi_info *info = &kpi_infos[k];
	const struct source *src = &sources[info->moment];
	const char *value = value_of(k), *office = src->office ? src->office : info->office
		? arena_printf(x->a, "u.%s", info->office) : "NULL";
	if (!value)
		value = arena_printf(x->a, "u.%s", info->all);
	buf_addf(out, "SELECT %s, %s, %s, u.case_id, ", src->at, value, office);
	emit_label(ask, k, out);
	buf_addf(out, " FROM %s", src->from);
	if (info->moment == KPI_AT_DONE && k != KPI_SOLVED && !in_index(k) && reads_whole(x, ask))
		buf_adds(out, " NOT INDEXED");
	if (needs_case(ask, k, filter))
		buf_adds(out, " CROSS JOIN cases c ON c.id=u.case_id");
	if (ask->by == KPI_BY_TAG)
		buf_adds(out, " LEFT JOIN case_tag t ON t.case_id=u.case_id");
	buf_addf(out, " WHERE %s>=?%d AND %s<?%d AND %s IS NOT NULL", src->at, query_param_int(x,
		ask->from_at ? ask->from_at : 1),
		src->at, query_param_int(x, ask->to_at ? ask->to_at : INT64_MAX), value);
	if (src->where) {
		buf_adds(out, " AND ");
		query_named_sql(x, src->where, out);
	}
	if (info->moment == KPI_AT_RATED)
		buf_addf(out, " AND u.case_id IS NOT NULL AND u.scale IN (%s)", k == KPI_CES ? "'ces7', '1-7'"
			: "'csat5', '1-5'");
	if (ask->agent_only)
		buf_addf(out, " AND %s=?%d", src->agent ? src->agent : "c.assignee", query_param_int(x, ask->agent_only));
	if (filter->op == QUERY_ALL)
		return 0;
	buf_adds(out, " AND ");
	return query_sql_tree(x, filter, out);
}
