/* query_terms.c - one term of a query as SQL: a condition on a case, a message or a note. */
#include "people_internal.h"
#include "query_kpi.h"
#include "query_sql.h"

#include <stdlib.h>
#include <string.h>

#include "clocks.h"
#include "str.h"

enum { CUSTOMERS = 5000 };		/* whom words can mean; of more the newest contacts */

/* -- terms about a case --------------------------------------------------------------------------------- */

/* The customers that an id, or words about them, mean, as a JSON list; NULL with x->err set. */
static char *
find_customers(struct query_sql *x, const struct query *q)
{
	struct buf b = BUF_INIT;
	int64_t id = 0, *ids = NULL;
	size_t n = 0;
	bool number = str_to_int64(q->text, &id) == 0;
	if (!(number && strlen(q->text) < 6) && people_ids(x->s, q->text, CUSTOMERS, x->a, &ids, &n, x->err) < 0)
		return NULL;
	buf_addf(&b, "[%lld", number ? (long long)id : 0LL);
	for (size_t i = 0; i < n; i++)
		buf_addf(&b, ",%lld", (long long)ids[i]);
	char *list = arena_printf(x->a, "%s]", b.data);
	buf_free(&b);
	return list;
}

void
query_customers_sql(struct query_sql *x, const struct query *q, struct buf *out)
{
	const char *ids = NULL;
	for (size_t i = 0; i < x->customer_count && !ids; i++)
		if (x->customers[i].q == q)
			ids = x->customers[i].ids;
	if (!ids) {
		ids = find_customers(x, q);
		if (!ids)	/* x->err says why */
			ids = "[]";
		*VEC_PUSH(x->a, x->customers, x->customer_count, x->customer_space) = (struct query_customers){ q, ids };
	}
	buf_addf(out, "SELECT value FROM json_each(?%d)", query_param_text(x, ids));
}

void
query_tags_sql(struct query_sql *x, const struct query *q, struct buf *out)
{
	if (q->prefix)
		buf_addf(out, "SELECT id FROM tag WHERE substr(name, 1, %d)=?%d", (int)strlen(q->text),
			query_param_text(x, q->text));
	else
		buf_addf(out, "SELECT id FROM tag WHERE name=?%d", query_param_text(x, q->text));
}

static const char *
cmp_sign(enum query_cmp cmp)
{
	static const char *const signs[] = { [QUERY_EQ] = "=", [QUERY_LT] = "<", [QUERY_LE] = "<=",
		[QUERY_GT] = ">", [QUERY_GE] = ">=" };
	return signs[cmp];
}

static void
emit_range(struct query_sql *x, const struct query *q, const char *column, struct buf *out)
{
	buf_adds(out, "ifnull(1");
	if (q->from_at)
		buf_addf(out, " AND %s>=?%d", column, query_param_int(x, q->from_at));
	if (q->to_at)
		buf_addf(out, " AND %s<?%d", column, query_param_int(x, q->to_at));
	buf_addf(out, " AND %s IS NOT NULL, 0)", column);
}

/* The uid's beginning as a range of blobs. */
static void
emit_uid(struct query_sql *x, const char *prefix, struct buf *out)
{
	uint8_t low[16], high[16];
	memset(low, 0, sizeof low);
	memset(high, 0xff, sizeof high);
	size_t n = strlen(prefix);
	for (size_t i = 0; i < n && i < 32; i++) {
		const char *digits = "0123456789abcdef", *d = strchr(digits, prefix[i] | 0x20);
		if (!d || prefix[i] == ' ') {
			buf_addc(out, '0');
			return;
		}
		int v = (int)(d - digits), shift = i % 2 ? 0 : 4;
		low[i / 2] |= (uint8_t)(v << shift);
		high[i / 2] = (uint8_t)((high[i / 2] & ~(0xf << shift)) | v << shift);
	}
	int lo = query_param_blob(x, low, sizeof low), hi = query_param_blob(x, high, sizeof high);
	buf_addf(out, "ifnull(c.uid>=?%d AND c.uid<=?%d, 0)", lo, hi);
}

void
query_named_sql(struct query_sql *x, const char *sql, struct buf *out)
{
	for (const char *p = sql; *p; p++)
		if (*p != '%')
			buf_addc(out, *p);
		else if (*++p == 'm')
			buf_addf(out, "?%d", query_param_text(x, mention_names(x->s, x->agent, x->a)));
		else
			buf_addf(out, "?%d", query_param_int(x, *p == 'a' ? x->agent : x->now));
}

/* is: and has: about a case, by name; see query_named_sql(). */
static const struct { enum query_field field; const char *name, *sql; } named[] = {
	{ QUERY_IS, "mine", "(+c.assignee IS %a AND %a<>0)" },
	{ QUERY_IS, "unassigned", "(c.id IS NOT NULL AND +c.assignee IS NULL)" },
	{ QUERY_IS, "unread", "(ifnull(c.last_item, 0)>ifnull((SELECT item FROM read_mark WHERE agent=%a AND case_id=c.id), 0)"
		" AND (EXISTS (SELECT 1 FROM message u WHERE u.case_id=c.id AND u.direction=0 AND u.id>ifnull((SELECT item"
		" FROM read_mark WHERE agent=%a AND case_id=c.id), 0)) OR EXISTS (SELECT 1 FROM note u WHERE u.case_id=c.id"
		" AND u.deleted=0 AND u.agent IS NOT %a AND u.id>ifnull((SELECT item FROM read_mark WHERE agent=%a"
		" AND case_id=c.id), 0))))" },
	{ QUERY_IS, "overdue", "ifnull(c.due_at<%n AND +c.status IN (0, 1), 0)" },
	{ QUERY_IS, "breached", "(c.id IS NOT NULL AND EXISTS (SELECT 1 FROM clock u WHERE u.case_id=c.id AND (u.broken=1"
		" OR (u.state=0 AND u.due_at<%n))))" },
	{ QUERY_IS, "paused", "(c.due_kind IS NOT NULL AND c.due_at IS NULL)" },
	{ QUERY_IS, "warned", "ifnull(c.warned_at=c.due_at, 0)" },
	{ QUERY_IS, "waiting", "(c.waiting_since IS NOT NULL)" },
	{ QUERY_IS, "late", "(c.late IS 1)" },
	{ QUERY_IS, "escalated", "ifnull(+c.escalated>0, 0)" },
	{ QUERY_IS, "flagged", "(c.flagged IS 1)" },
	{ QUERY_IS, "public", "(c.audience IS 3)" },
	{ QUERY_IS, "any", "(c.id IS NOT NULL)" },
	{ QUERY_IS, "away-assignee", "EXISTS (SELECT 1 FROM agent u WHERE u.id=c.assignee AND u.away_from<=%n"
		" AND (u.away_until IS NULL OR u.away_until>%n))" },
	{ QUERY_IS, "angry", "ifnull(+c.mood<=-50, 0)" },
	/* in public, where others read it */
	{ QUERY_IS, "complaint", "EXISTS (SELECT 1 FROM message u WHERE u.case_id=c.id AND u.direction=0 AND u.audience>=1"
		" AND u.mood<=-20)" },
	{ QUERY_IS, "vip", "ifnull((SELECT u.vip FROM customer u WHERE u.id=c.customer)=1, 0)" },
	{ QUERY_IS, "member", "(c.incident IS NOT NULL)" },
	{ QUERY_IS, "incident", "EXISTS (SELECT 1 FROM incident u WHERE u.case_id=c.id AND u.closed_at IS NULL)" },
	{ QUERY_IS, "mentioned", "EXISTS (SELECT 1 FROM note n CROSS JOIN mention y ON y.note=n.id WHERE n.case_id=c.id"
		" AND n.deleted=0 AND y.seen_at IS NULL AND y.name IN (SELECT value FROM json_each(%m)))" },
	{ QUERY_HAS, "note", "EXISTS (SELECT 1 FROM note u WHERE u.case_id=c.id AND u.deleted=0 AND u.kind=0)" },
	{ QUERY_HAS, "callback", "(c.callback_at IS NOT NULL)" },
	{ QUERY_HAS, "draft", "EXISTS (SELECT 1 FROM draft u WHERE u.case_id=c.id)" },
	{ QUERY_HAS, "link", "(EXISTS (SELECT 1 FROM case_link u WHERE u.a=c.id) OR EXISTS (SELECT 1 FROM case_link u"
		" WHERE u.b=c.id) OR c.follows IS NOT NULL)" },
	{ QUERY_HAS, "siblings", "EXISTS (SELECT 1 FROM cases u WHERE u.customer=c.customer AND u.id<>c.id"
		" AND u.status IN (0, 1, 2, 3))" },
	{ QUERY_HAS, "promise", "(c.promised IS 1 AND c.next_step IS NOT NULL)" },
	{ QUERY_HAS, "next", "(c.next_step IS NOT NULL)" },
	/* ever, whatever became of it; 18 is ACT_NEXT */
	{ QUERY_HAS, "promised", "EXISTS (SELECT 1 FROM action u WHERE u.case_id=c.id AND u.verb=18 AND u.args='promise'"
		" AND u.undone_by IS NULL)" },
	{ QUERY_HAS, "problem", "EXISTS (SELECT 1 FROM outbox u WHERE u.case_id=c.id AND u.state IN (6, 7, 8))" },
};

static void
emit_named(struct query_sql *x, const struct query *q, struct buf *out)
{
	if (q->field == QUERY_IS && query_status_bit(q->text)) {
		buf_addf(out, "(+c.status IS %d)", __builtin_ctz(query_status_bit(q->text)));
		return;
	}
	for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
		if (named[i].field != q->field || !query_value_is(q, named[i].name))
			continue;
		query_named_sql(x, named[i].sql, out);
		return;
	}
	buf_addc(out, '0');
}

void
query_sql_owner(struct query_sql *x, const struct query *q, struct buf *out)
{
	size_t had = out->len;
	for (size_t i = 0; q->op == QUERY_AND && i < q->kid_count && out->len == had; i++)
		query_sql_owner(x, q->kids[i], out);
	if (q->op != QUERY_TERM || (q->field == QUERY_ASSIGNED && query_value_is(q, "none")))
		return;
	if ((q->field == QUERY_IS && query_value_is(q, "mine")) || (q->field == QUERY_ASSIGNED && query_value_is(q, "me")))
		buf_addf(out, "c.assignee=?%d AND ", query_param_int(x, x->agent));
	else if (q->field == QUERY_ASSIGNED)
		buf_addf(out, "c.assignee=(SELECT id FROM agent WHERE name=?%d) AND ", query_param_text(x, q->text));
}

static void
emit_assigned(struct query_sql *x, const struct query *q, struct buf *out)
{
	if (query_value_is(q, "none"))
		buf_adds(out, "(c.id IS NOT NULL AND +c.assignee IS NULL)");
	else if (query_value_is(q, "me"))
		buf_addf(out, "ifnull(+c.assignee=?%d, 0)", query_param_int(x, x->agent));
	else
		buf_addf(out, "ifnull(+c.assignee=(SELECT id FROM agent WHERE name=?%d), 0)",
			query_param_text(x, q->text));
}

static void
emit_escalated(struct query_sql *x, const struct query *q, struct buf *out)
{
	if (query_value_is(q, "none"))
		buf_adds(out, "(+c.escalated IS 0)");
	else if (query_value_is(q, "any"))
		buf_adds(out, "ifnull(+c.escalated>0, 0)");
	else if (query_value_is(q, "answered"))
		buf_adds(out, "EXISTS (SELECT 1 FROM escalation u WHERE u.case_id=c.id AND u.closed_at IS NULL AND (u.mover='us' OR"
			" (u.mover IS NULL AND u.answered_at IS NOT NULL)))");
	else if (query_value_is(q, "overdue"))
		buf_adds(out, "EXISTS (SELECT 1 FROM escalation u WHERE u.case_id=c.id AND u.closed_at IS NULL AND u.mover='target'"
			" AND u.reminded_at IS NOT NULL)");
	else
		buf_addf(out, "EXISTS (SELECT 1 FROM escalation u WHERE u.case_id=c.id AND u.target=?%d AND u.closed_at IS NULL"
			" AND (u.mover='target' OR (u.mover IS NULL AND u.answered_at IS NULL)))", query_param_text(x, q->text));
}

static void
emit_case(struct query_sql *x, const struct query *q, struct buf *out)
{
	if (str_starts(q->text, "u:"))
		emit_uid(x, q->text + 2, out);
	else
		buf_addf(out, "(c.number IS ?%d)", query_param_int(x, strtoll(q->text, NULL, 10)));
}

/* Whom a mention y calls. */
void
query_mentioned_sql(struct query_sql *x, const struct query *q, struct buf *out)
{
	buf_adds(out, "y.name ");
	if (query_value_is(q, "me"))
		buf_addf(out, "IN (SELECT value FROM json_each(?%d))", query_param_text(x, mention_names(x->s, x->agent, x->a)));
	else
		buf_addf(out, "=?%d COLLATE NOCASE", query_param_text(x, q->text));
}

/* What was promised: u is a clock. */
static void
emit_clock(struct query_sql *x, const struct query *q, struct buf *out)
{
	if (q->field == QUERY_POLICY && query_value_is(q, "none"))
		buf_adds(out, "(c.id IS NOT NULL AND +c.policy IS NULL)");
	else if (q->field == QUERY_POLICY)
		buf_addf(out, "(+c.policy IS ?%d)", query_param_text(x, q->text));
	else if (q->field == QUERY_WAITING)	/* the longer, the earlier it began */
		buf_addf(out, "ifnull(?%d-c.waiting_since%s?%d, 0)", query_param_int(x, x->now), cmp_sign(q->cmp),
			query_param_int(x, q->span_ms));
	else if (q->field == QUERY_DUE)
		buf_addf(out, "ifnull(c.due_at-?%d%s?%d, 0)", query_param_int(x, x->now), cmp_sign(q->cmp),
			query_param_int(x, q->span_ms));
	else if (q->field == QUERY_CLOCK)
		buf_addf(out, "EXISTS (SELECT 1 FROM clock u WHERE u.case_id=c.id AND u.kind=%d AND u.state IN (0, 1))",
			clock_kind_parse(q->text));
	else
		buf_addf(out, "EXISTS (SELECT 1 FROM clock u WHERE u.case_id=c.id AND u.kind=%d AND (u.broken=1 OR (u.state=0"
			" AND u.due_at<?%d)))", clock_kind_parse(q->text), query_param_int(x, x->now));
}

static void
emit_intent(struct query_sql *x, const struct query *q, struct buf *out)
{
	if (query_value_is(q, "none") || query_value_is(q, "any"))
		buf_addf(out, "(c.id IS NOT NULL AND +c.intent IS %sNULL)", query_value_is(q, "any") ? "NOT " : "");
	else if (q->prefix)
		buf_addf(out, "(substr(ifnull(+c.intent, ''), 1, %d)=?%d)", (int)strlen(q->text), query_param_text(x, q->text));
	else
		buf_addf(out, "(+c.intent IS ?%d)", query_param_text(x, q->text));
}

static void
emit_rule(struct query_sql *x, const struct query *q, struct buf *out)
{
	bool none = query_value_is(q, "none");
	buf_addf(out, "%sEXISTS (SELECT 1 FROM firing u WHERE u.case_id=c.id", none ? "NOT " : "");
	if (!none && !query_value_is(q, "any"))
		buf_addf(out, " AND u.rule=?%d", query_param_text(x, q->text));
	buf_addc(out, ')');
}

void
query_case_term(struct query_sql *x, const struct query *q, struct buf *out)
{
	switch (q->field) {
	case QUERY_CUSTOMER:
		buf_adds(out, "ifnull(c.customer IN (");
		query_customers_sql(x, q, out);
		buf_adds(out, "), 0)");
		break;
	case QUERY_TAG:
		buf_adds(out, "EXISTS (SELECT 1 FROM case_tag u WHERE u.case_id=c.id AND u.tag IN (");
		query_tags_sql(x, q, out);
		buf_adds(out, "))");
		break;
	case QUERY_STATUS:
		buf_addf(out, "(+c.status IS %d)", __builtin_ctz(query_status_bit(q->text) | 1u << 31));
		break;
	case QUERY_ASSIGNED: emit_assigned(x, q, out); break;
	case QUERY_MENTIONED:
		buf_adds(out, "EXISTS (SELECT 1 FROM note n CROSS JOIN mention y ON y.note=n.id WHERE n.case_id=c.id"
			" AND n.deleted=0 AND ");
		query_mentioned_sql(x, q, out);
		buf_addc(out, ')');
		break;
	case QUERY_TEAM:
		if (query_value_is(q, "none"))
			buf_adds(out, "(c.id IS NOT NULL AND +c.team IS NULL)");
		else
			buf_addf(out, "(+c.team IS ?%d)", query_param_text(x, q->text));
		break;
	case QUERY_INTENT:
		emit_intent(x, q, out);
		break;
	case QUERY_PRIORITY:
		buf_addf(out, "ifnull(+c.priority%s%d, 0)", cmp_sign(q->cmp), priority_parse(str_lower(x->a, q->text)));
		break;
	case QUERY_ESCALATED:
		emit_escalated(x, q, out);
		break;
	case QUERY_NEXT:
		buf_addf(out, "ifnull(c.next_step IS NOT NULL AND c.next_by-?%d%s?%d, 0)", query_param_int(x, x->now),
			cmp_sign(q->cmp), query_param_int(x, q->span_ms));
		break;
	case QUERY_WAITING:
	case QUERY_DUE:
	case QUERY_POLICY:
	case QUERY_CLOCK:
	case QUERY_BROKEN: emit_clock(x, q, out); break;
	case QUERY_STEP:
		buf_adds(out, "(c.id IN (");
		query_step_sql(x, q, out);
		buf_adds(out, "))");
		break;
	case QUERY_FIELD: query_field_term(x, q, out); break;
	case QUERY_SCORE:
	case QUERY_CES:
	case QUERY_CSAT: query_score_term(x, q, out); break;
	case QUERY_INCIDENT: query_incident_term(x, q, out); break;
	case QUERY_RULE: emit_rule(x, q, out); break;
	case QUERY_RESOLVED:
	case QUERY_REPLIED:
	case QUERY_REOPENED:
	case QUERY_MERGED:
	case QUERY_ESCALATION:
	case QUERY_RATED:
	case QUERY_FIRST_REPLY:
	case QUERY_RESOLUTION:
	case QUERY_HOUR:
	case QUERY_WEEKDAY:
	case QUERY_RESOLVED_HOUR:
	case QUERY_RESOLVED_WEEKDAY:
	case QUERY_VIA: query_figure_term(x, q, out); break;
	case QUERY_CUSTOMER_TAG:
	case QUERY_MANAGER:
	case QUERY_CONSENT: query_person_term(x, q, out); break;
	case QUERY_OPENED: emit_range(x, q, "c.opened_at", out); break;
	case QUERY_MOOD: buf_addf(out, "ifnull(+c.mood%s?%d, 0)", cmp_sign(q->cmp), query_param_int(x, q->number)); break;
	case QUERY_UPDATED: emit_range(x, q, "c.updated_at", out); break;
	case QUERY_CASE: emit_case(x, q, out); break;
	default:
		(query_is_kpi(q->field) ? query_kpi_term : emit_named)(x, q, out);
	}
}

/* -- terms about a message ------------------------------------------------------------------------------ */

/* Kinds of message that somebody may have written down; -1 = another. */
static int
contact_kind(const char *name)
{
	int kind = kind_parse(name);
	return kind == KIND_CALL || kind == KIND_VISIT || kind == KIND_LETTER ? kind : -1;
}

int
query_note_term(struct query_sql *x, const struct query *q, struct buf *out)
{
	switch (q->field) {
	case QUERY_WORDS:
	case QUERY_FROM:
		return query_text_emit(x, q, true, out);
	case QUERY_DATE:
		emit_range(x, q, "n.at", out);
		return 0;
	case QUERY_KIND:
		buf_addf(out, "(n.kind=%d)", query_value_is(q, "note") ? 0 : contact_kind(str_lower(x->a, q->text)));
		return 0;
	case QUERY_CHANNEL:
		buf_addf(out, "(n.kind=%d)", contact_kind(query_value_is(q, "voice") ? "call" : query_value_is(q, "call") ? "?"
			: str_lower(x->a, q->text)));
		return 0;
	case QUERY_DIRECTION:
		buf_addf(out, "(n.kind<>0 AND n.direction=%d)", query_value_is(q, "out") ? DIRECTION_OUT : DIRECTION_IN);
		return 0;
	default:
		buf_addc(out, '0');
		return 0;
	}
}

static void
emit_robot(struct query_sql *x, const struct query *q, struct buf *out)
{
	if (query_value_is(q, "any"))
		buf_adds(out, "(m.robot IS NOT NULL)");
	else if (query_value_is(q, "rule"))
		buf_adds(out, "ifnull(m.robot LIKE 'rule:%', 0)");
	else
		buf_addf(out, "(m.robot IS ?%d)", query_param_text(x, q->text));
}

int
query_message_term(struct query_sql *x, const struct query *q, struct buf *out)
{
	int p;
	switch (q->field) {
	case QUERY_WORDS:
	case QUERY_FROM:
	case QUERY_TO:
	case QUERY_SUBJECT:
		return query_text_emit(x, q, false, out);
	case QUERY_CHANNEL:
		p = query_param_text(x, q->text);
		buf_addf(out, "EXISTS (SELECT 1 FROM thread ut JOIN account ua ON ua.id=ut.account WHERE ut.id=m.thread"
			" AND (coalesce(ut.channel, ua.speaks_as)=?%d OR ua.channel=?%d))", p, p);
		break;
	case QUERY_ACCOUNT:
		p = query_param_text(x, q->text);
		buf_addf(out, "(EXISTS (SELECT 1 FROM thread ut JOIN account ua ON ua.id=ut.account WHERE ut.id=m.thread"
			" AND ua.name=?%d) OR EXISTS (SELECT 1 FROM message_account um JOIN account ua ON ua.id=um.account"
			" WHERE um.message=m.id AND ua.name=?%d))", p, p);
		break;
	case QUERY_HAS:
		buf_adds(out, "(m.files>0)");
		break;
	case QUERY_LANG:
		/* what an agent said of the case goes before what was told of a message */
		p = query_param_text(x, str_lower(x->a, q->text));
		buf_addf(out, "(coalesce((SELECT language_set FROM cases WHERE id=m.case_id), m.language) IS ?%d)", p);
		break;
	case QUERY_DATE:
		emit_range(x, q, "m.received_at", out);
		break;
	case QUERY_KIND:
		buf_addf(out, "(m.kind=%d)", kind_parse(str_lower(x->a, q->text)));
		break;
	case QUERY_DIRECTION:
		buf_addf(out, "(m.direction=%d)", query_value_is(q, "out") ? DIRECTION_OUT : DIRECTION_IN);
		break;
	case QUERY_ID:
		buf_addf(out, "(m.remote_id=?%d)", query_param_text(x, q->text));
		break;
	case QUERY_ROBOT:
		emit_robot(x, q, out);
		break;
	case QUERY_IS:
		buf_addf(out, "EXISTS (SELECT 1 FROM stream us WHERE us.id=m.id%s)", query_value_is(q, "stream") ? " AND us.state=0"
			: "");
		break;
	case QUERY_REACH:
		buf_addf(out, "EXISTS (SELECT 1 FROM stream us WHERE us.id=m.id AND us.reach%s?%d)", cmp_sign(q->cmp),
			query_param_int(x, q->number));
		break;
	default:
		buf_addc(out, '0');
	}
	return 0;
}
