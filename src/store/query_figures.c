/* query_figures.c - when a case was opened, answered, resolved, reopened, and how long that took, as SQL. */
#include "query_figures.h"

#include <string.h>

#include "act.h"
#include "str.h"

static const char first_reply[] = "max(0, c.first_reply_at-max(c.opened_at, ifnull((SELECT min(u.received_at)"
	" FROM message u WHERE u.case_id=c.id AND u.direction=0 AND u.wake=0), 0), ifnull((SELECT d.ended_at FROM dialogue d"
	" WHERE d.case_id=c.id AND d.why IS NOT NULL AND d.state<>'done' AND d.ended_at<=c.first_reply_at), 0)))";

/* Resolved again with nothing sent since is no second resolution. */
static const char resolved[] = "(SELECT max(w.at) FROM (SELECT x.at, (SELECT max(z.at) FROM action z WHERE z.case_id=c.id"
	" AND z.id<x.id AND z.verb=%R AND z.undone_by IS NULL) AS prev FROM action x WHERE x.case_id=c.id AND x.verb=%R"
	" AND x.undone_by IS NULL) w WHERE w.prev IS NULL OR EXISTS (SELECT 1 FROM outbox o WHERE o.case_id=c.id"
	" AND o.kind='reply' AND o.state<>9 AND o.queued_at>w.prev AND o.queued_at<=w.at) OR EXISTS (SELECT 1 FROM message m"
	" WHERE m.case_id=c.id AND m.direction=1 AND m.outbox IS NULL AND m.received_at>w.prev AND m.received_at<=w.at))";

/* By hand; or a customer woke it: the first message after it was resolved, with nothing done between. */
static const char reopened[] = "(EXISTS (SELECT 1 FROM action x WHERE x.case_id=c.id AND x.verb=%O AND x.undone_by IS NULL"
	" AND x.at>=%f AND x.at<%t AND coalesce(x.args, '') NOT LIKE 'into #%%') OR EXISTS (SELECT 1 FROM (SELECT x.at,"
	" (SELECT min(m.stored_at) FROM message m WHERE m.case_id=c.id AND m.direction=0 AND m.wake=0 AND m.stored_at>x.at"
	" AND m.id>x.id) AS woke FROM action x WHERE x.case_id=c.id AND x.at>=%f-%w AND x.at<%t AND x.verb=%R"
	" AND x.undone_by IS NULL) w WHERE w.woke>=%f AND w.woke<%t AND NOT EXISTS (SELECT 1 FROM action y WHERE y.case_id=c.id"
	" AND y.at>w.at AND y.at<=w.woke AND y.verb IN (%R, %S, %Z, %O, %P) AND y.undone_by IS NULL)))";

static const char escalated[] = "EXISTS (SELECT 1 FROM action x WHERE x.case_id=c.id AND x.verb=%E AND x.undone_by IS NULL"
	" AND x.at>=%f AND x.at<%t)";
static const char merged[] = "(c.merged_into IS NOT NULL AND EXISTS (SELECT 1 FROM action x WHERE x.case_id=c.id AND x.verb=%M"
	" AND x.undone_by IS NULL AND x.at>=%f AND x.at<%t AND x.args LIKE 'into #%%'))";
static const char rated[] = "EXISTS (SELECT 1 FROM rating x WHERE x.case_id=c.id AND x.at>=%f AND x.at<%t)";

/* %f and %t the period, %w how long a resolved case can be woken, %% a sign, the others verbs. */
static void
expand(struct query_sql *x, const char *sql, int64_t from_at, int64_t to_at, struct buf *out)
{
	static const struct { char letter; enum act_verb verb; } verbs[] = { { 'R', ACT_RESOLVE }, { 'O', ACT_REOPEN },
		{ 'S', ACT_STATUS }, { 'Z', ACT_SNOOZE }, { 'P', ACT_SPAM }, { 'E', ACT_ESCALATE }, { 'M', ACT_MERGE } };
	for (const char *p = sql; *p; p++) {
		if (*p != '%') {
			buf_addc(out, *p);
			continue;
		}
		p++;
		if (*p == 'f')
			buf_addf(out, "?%d", query_param_int(x, from_at));
		else if (*p == 't')
			buf_addf(out, "?%d", query_param_int(x, to_at ? to_at : INT64_MAX));
		else if (*p == 'w')
			buf_addf(out, "?%d", query_param_int(x, x->s->policy->reopen_window_ms));
		else if (*p == '%')
			buf_addc(out, '%');
		for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
			if (verbs[i].letter == *p)
				buf_addf(out, "%d", (int)verbs[i].verb);
	}
}

void
query_figure_sql(struct query_sql *x, enum figure_sql what, int64_t from_at, int64_t to_at, struct buf *out)
{
	static const char *const sql[] = { [FIGURE_FIRST_REPLY] = first_reply, [FIGURE_RESOLVED] = resolved,
		[FIGURE_REOPENED] = reopened, [FIGURE_ESCALATED] = escalated, [FIGURE_MERGED] = merged, [FIGURE_RATED] = rated };
	expand(x, sql[what], from_at, to_at, out);
}

/* -- terms ------------------------------------------------------------------------------------------------------ */

static const char *
sign_of(enum query_cmp cmp)
{
	static const char *const signs[] = { [QUERY_EQ] = "=", [QUERY_LT] = "<", [QUERY_LE] = "<=", [QUERY_GT] = ">",
		[QUERY_GE] = ">=" };
	return signs[cmp];
}

static void
emit_between(struct query_sql *x, const struct query *q, struct buf *out)
{
	buf_addf(out, " BETWEEN ?%d AND ?%d", query_param_int(x, q->from_at ? q->from_at : 1),
		query_param_int(x, q->to_at ? q->to_at - 1 : INT64_MAX));
}

/* A part of the local time of an expression: %H, %w. */
static void
emit_clock(struct query_sql *x, const struct query *q, const char *part, struct buf *out)
{
	bool later = q->field == QUERY_RESOLVED_HOUR || q->field == QUERY_RESOLVED_WEEKDAY;
	buf_addf(out, "(%sifnull(CAST(strftime('%s', ", later ? "c.status IS 4 AND " : "", part);
	if (later)
		query_figure_sql(x, FIGURE_RESOLVED, 0, 0, out);
	else
		buf_adds(out, "c.opened_at");
	buf_adds(out, "/1000, 'unixepoch', 'localtime') AS INTEGER)");
}

static int
weekday_number(const char *name)
{
	static const char *const names[] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat" };
	for (int i = 0; i < 7; i++)
		if (str_ieq(names[i], name))
			return i;
	return -1;
}

static void
emit_via(struct query_sql *x, const struct query *q, struct buf *out)
{
	if (query_value_is(q, "none"))
		buf_adds(out, "(c.id IS NOT NULL AND ifnull(c.channels, '')='')");
	else
		buf_addf(out, "(instr(' '||ifnull(c.channels, '')||' ', ?%d)>0)",
			query_param_text(x, arena_printf(x->a, " %s ", str_lower(x->a, q->text))));
}

void
query_figure_term(struct query_sql *x, const struct query *q, struct buf *out)
{
	switch (q->field) {
	case QUERY_RESOLVED:
		buf_addf(out, "(c.status IS 4 AND c.resolved_at>=?%d AND ifnull(", query_param_int(x, q->from_at));
		query_figure_sql(x, FIGURE_RESOLVED, 0, 0, out);
		emit_between(x, q, out);
		buf_adds(out, ", 0))");
		break;
	case QUERY_REPLIED:
		buf_adds(out, "(+c.status IS NOT 6 AND ifnull(c.first_reply_at");
		emit_between(x, q, out);
		buf_adds(out, ", 0))");
		break;
	case QUERY_FIRST_REPLY:
		buf_adds(out, "(c.first_reply_at IS NOT NULL AND ");
		query_figure_sql(x, FIGURE_FIRST_REPLY, 0, 0, out);
		buf_addf(out, "%s?%d)", sign_of(q->cmp), query_param_int(x, q->span_ms));
		break;
	case QUERY_RESOLUTION:
		buf_adds(out, "(c.status IS 4 AND ifnull(");
		query_figure_sql(x, FIGURE_RESOLVED, 0, 0, out);
		buf_addf(out, "-c.opened_at%s?%d, 0))", sign_of(q->cmp), query_param_int(x, q->span_ms));
		break;
	case QUERY_HOUR:
	case QUERY_RESOLVED_HOUR:
		emit_clock(x, q, "%H", out);
		buf_addf(out, "%s?%d, 0))", sign_of(q->cmp), query_param_int(x, q->number));
		break;
	case QUERY_WEEKDAY:
	case QUERY_RESOLVED_WEEKDAY:
		emit_clock(x, q, "%w", out);
		buf_addf(out, "=%d, 0))", weekday_number(q->text));
		break;
	case QUERY_REOPENED: query_figure_sql(x, FIGURE_REOPENED, q->from_at, q->to_at, out); break;
	case QUERY_ESCALATION: query_figure_sql(x, FIGURE_ESCALATED, q->from_at, q->to_at, out); break;
	case QUERY_MERGED: query_figure_sql(x, FIGURE_MERGED, q->from_at, q->to_at, out); break;
	case QUERY_RATED: query_figure_sql(x, FIGURE_RATED, q->from_at, q->to_at, out); break;
	default: emit_via(x, q, out);
	}
}

/* -- where to look ---------------------------------------------------------------------------------------------- */

static void
emit_actions(struct query_sql *x, const struct query *q, enum act_verb verb, struct buf *out)
{
	buf_addf(out, "SELECT case_id FROM action WHERE at>=?%d AND at<?%d AND verb=%d AND case_id IS NOT NULL",
		query_param_int(x, q->from_at), query_param_int(x, q->to_at ? q->to_at : INT64_MAX), (int)verb);
}

/* What was opened, answered or done since then has changed since then. */
bool
query_figure_set(struct query_sql *x, const struct query *q, struct buf *out)
{
	if (!q->from_at && q->field != QUERY_MERGED)
		return false;
	switch (q->field) {
	case QUERY_RESOLVED: emit_actions(x, q, ACT_RESOLVE, out); return true;
	case QUERY_ESCALATION: emit_actions(x, q, ACT_ESCALATE, out); return true;
	case QUERY_MERGED: emit_actions(x, q, ACT_MERGE, out); return true;
	case QUERY_OPENED:
	case QUERY_REPLIED:
	case QUERY_REOPENED:
		buf_addf(out, "SELECT id FROM cases WHERE updated_at>=?%d", query_param_int(x, q->from_at));
		return true;
	default: return false;
	}
}
