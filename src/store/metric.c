/* metric.c - the figures of one case: its events out of messages and journal, and its rows. */
#include "metric_internal.h"

#include <string.h>

#include "act.h"
#include "str.h"

enum { WAKE_YES = CARE_WAKES };

struct placed { struct care_spot spot; struct kpi_event e; };
struct gathering {
	struct store *s;
	struct arena *a;
	struct placed *list;
	size_t n, space;
	const char **name;		/* of teams and channels: their numbers are places here, from 1 */
	size_t names, name_space;
	struct kpi_case c;
	bool promised;
	int64_t next_by;
	int64_t asked_at, asked_id;	/* words that wait for an answer: the first moment, the last number; 0 = none */
	int64_t turned, agent;
	const char *channels;
};

static int64_t
number_of(struct gathering *g, const char *name)
{
	if (str_empty(name))
		return 0;
	for (size_t i = 0; i < g->names; i++)
		if (str_eq(g->name[i], name))
			return (int64_t)i + 1;
	*VEC_PUSH(g->a, g->name, g->names, g->name_space) = arena_str(g->a, name);
	return (int64_t)g->names;
}

static struct kpi_event *
put(struct gathering *g, enum kpi_event_kind kind, int64_t at, int64_t number, bool deed, int64_t value)
{
	struct placed *p = VEC_PUSH(g->a, g->list, g->n, g->space);
	*p = (struct placed){ .spot = { .at = at, .number = number, .rank = (int)kind, .deed = deed },
		.e = { .at = at, .kind = kind, .value = value, .item = number } };
	return &p->e;
}

static bool
answers(int64_t state)
{
	return state < 0 || (state != OUTBOX_FAILED && state != OUTBOX_CANCELLED && state != OUTBOX_REVIEW);
}

/* -- messages ------------------------------------------------------------------------------------------------------- */

/* Columns as METRIC_MESSAGES has them. */
static void
take_message(struct gathering *g, sqlite3_stmt *st)
{
	bool in = db_col(st, 1) == DIRECTION_IN, person = db_col(st, 10) != 0;
	int64_t kind = db_col(st, 3), flags = db_col(st, 4), at = db_col(st, 5), action = db_col(st, 7);
	int64_t number = action ? action : db_col(st, 0);
	const char *channel = (const char *)sqlite3_column_text(st, 9);
	bool call = kind == KIND_CALL, wakes = in && db_col(st, 2) == WAKE_YES;
	if (in && db_col(st, 12)) {
		if (!g->asked_at || at < g->asked_at)
			g->asked_at = at;
		if (db_col(st, 0) > g->asked_id)
			g->asked_id = db_col(st, 0);
	}
	bool speaks = !(flags & MESSAGE_SECOND_LEVEL) && person && (kind == KIND_MESSAGE || (call && !(flags & MESSAGE_MISSED)));
	if (!in && db_col(st, 11))
		put(g, KPI_SENT, at, number, action != 0, 0);
	if (in && call && flags & MESSAGE_TAKEN) {
		put(g, KPI_CALL, at, number, false, number_of(g, channel));
	} else if (wakes) {
		put(g, KPI_IN, at, number, false, number_of(g, channel));
	} else if (!in && speaks && answers(db_col(st, 6))) {
		put(g, KPI_OUT, at, number, action != 0, db_col(st, 8))->channel = arena_str(g->a, channel ? channel : "");
	}
}

/* Columns as METRIC_OUTBOX has them. */
static void
take_outbox(struct gathering *g, sqlite3_stmt *st)
{
	int64_t action = db_col(st, 0), at = db_col(st, 1), state = db_col(st, 2);
	const char *channel = (const char *)sqlite3_column_text(st, 9);
	bool person = db_col(st, 5) != 0, reply = db_col(st, 8) != 0;
	if (reply && state != OUTBOX_CANCELLED)
		put(g, KPI_SENT, at, action, true, 0);
	if (!person || !answers(state))
		return;
	if (reply && db_col(st, 4))	/* it has not left yet, and answers all the same */
		put(g, KPI_OUT, at, action, true, db_col(st, 3))->channel = arena_str(g->a, channel ? channel : "");
	if (sqlite3_column_type(st, 6) == SQLITE_NULL)
		return;
	int64_t ms = at - db_col(st, 6);
	g->c.handle_ms = (g->c.handle_ms < 0 ? 0 : g->c.handle_ms) + (ms > 0 ? ms : 0);
	g->c.busy_ms = (g->c.busy_ms < 0 ? 0 : g->c.busy_ms) + db_col(st, 7);
}

/* Calls, visits and letters that somebody wrote down. */
static void
take_note(struct gathering *g, sqlite3_stmt *st)
{
	int64_t id = db_col(st, 0), at = db_col(st, 1);
	enum item_kind kind = (enum item_kind)db_col(st, 2);
	enum direction d = (enum direction)db_col(st, 3);
	enum contact_outcome o = (enum contact_outcome)db_col(st, 4);
	const char *channel = kind == KIND_CALL ? "voice" : kind == KIND_VISIT ? "visit" : "letter";
	if (care_contact_spoke(kind, d, o)) {
		struct kpi_event *e = put(g, d == DIRECTION_IN ? KPI_CALL : KPI_OUT, at, id, false, d == DIRECTION_IN
			? number_of(g, channel) : db_col(st, 5));
		e->channel = channel;
	} else if (care_contact_wakes(kind, d, o)) {
		put(g, KPI_IN, at, id, false, number_of(g, channel));
	}
}

/* -- the journal ----------------------------------------------------------------------------------------------------- */

static int64_t
value_of(struct gathering *g, sqlite3_stmt *st, int column)
{
	if (sqlite3_column_type(st, column) == SQLITE_TEXT)
		return number_of(g, (const char *)sqlite3_column_text(st, column));
	return db_col(st, column);
}

static void
take_change(struct gathering *g, sqlite3_stmt *st)
{
	static const struct { const char *field; enum kpi_event_kind kind; } kinds[] = { { "status", KPI_STATUS },
		{ "assignee", KPI_ASSIGNEE }, { "team", KPI_TEAM }, { "waits_on", KPI_HOLD } };
	const char *field = (const char *)sqlite3_column_text(st, 5);
	if (!field)
		return;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (str_eq(kinds[i].field, field)) {
			struct kpi_event *e = put(g, kinds[i].kind, db_col(st, 1), db_col(st, 0), true, value_of(g, st, 7));
			e->before = value_of(g, st, 6);
			e->group = db_col(st, 3);
		}
	if (str_eq(field, "next_by"))
		g->next_by = db_col(st, 7);
	if (str_eq(field, "promised"))
		g->promised = db_col(st, 7) != 0;
}

/* The deed itself, once, whatever it changed. */
static void
take_deed(struct gathering *g, sqlite3_stmt *st)
{
	int64_t id = db_col(st, 0), at = db_col(st, 1);
	const char *args = (const char *)sqlite3_column_text(st, 4);
	switch ((enum act_verb)db_col(st, 2)) {
	case ACT_RESOLVE:
		if (str_eq(args, "nothing-sent"))
			put(g, KPI_QUIET, at, id, true, 0);
		put(g, KPI_RESOLVE, at, id, true, 0);
		break;
	case ACT_REOPEN:
		g->turned |= KPI_TURNED_REOPENED;
		put(g, KPI_REOPEN, at, id, true, 0);
		break;
	case ACT_ESCALATE:
		g->turned |= KPI_TURNED_ESCALATED;
		put(g, KPI_ESCALATE, at, id, true, 0);
		break;
	default: break;
	}
}

static int
read_actions(struct gathering *g, int64_t case_id, struct error *err)
{
	sqlite3_stmt *st = db_stmt(g->s, STMT_METRIC_ACTIONS, err);
	int64_t last = 0, step = 0, step_at = 0;
	int rc = -1;
	if (!st)
		return -1;
	db_bind(st, "ii", case_id, (int64_t)ACT_UNDO);
	while ((rc = db_step(g->s, st, err)) >= 0) {
		int64_t id = rc ? db_col(st, 0) : -1;
		/* a next step is what all its changes together make of it */
		if (step && id != step) {
			put(g, KPI_PROMISE, step_at, step, true, g->promised ? g->next_by : 0);
			step = 0;
		}
		if (!rc)
			break;
		if (id != last)
			take_deed(g, st);
		last = id;
		if (db_col(st, 2) == ACT_NEXT) {
			step = id;
			step_at = db_col(st, 1);
		}
		take_change(g, st);
	}
	db_done(st);
	return rc;
}

/* -- all of it ---------------------------------------------------------------------------------------------------------- */

/* The events are in the order of their numbers.  When the last resolution was that counts, as query_figures.c judges it:
 * the first, and those before which something was sent since the last one. */
static int64_t
resolved_at(struct gathering *g)
{
	int64_t last = -1, prev = 0, first = 0;
	for (size_t i = 0; i < g->n; i++) {
		int64_t at = g->list[i].e.at;
		if (g->list[i].e.kind != KPI_RESOLVE)
			continue;
		bool counts = !first;
		for (size_t k = 0; k < g->n && !counts; k++)
			counts = g->list[k].e.kind == KPI_SENT && g->list[k].e.at > prev && g->list[k].e.at <= at;
		if (!first)
			first = g->list[i].spot.number;
		if (counts && at > last)
			last = at;
		if (at > prev)
			prev = at;
	}
	if (first && g->asked_id > first)
		g->turned |= KPI_TURNED_REOPENED;
	return last;
}

/* From the opening, their first words or the bot's hand-over, whichever is last; the same. */
static int64_t
reply_ms(const struct gathering *g)
{
	int64_t from = g->c.opened_at > g->asked_at ? g->c.opened_at : g->asked_at, at = g->c.first_at;
	if (!at)
		return -1;
	if (g->c.handed_at > from && g->c.handed_at <= at)
		from = g->c.handed_at;
	return at > from ? at - from : 0;
}

static int
each(struct gathering *g, enum stmt id, int64_t case_id, void (*take)(struct gathering *, sqlite3_stmt *), struct error *err)
{
	sqlite3_stmt *st = db_stmt(g->s, id, err);
	int rc = -1;
	if (!st)
		return -1;
	db_bind(st, "i", case_id);
	while ((rc = db_step(g->s, st, err)) > 0)
		take(g, st);
	db_done(st);
	return rc;
}

/* What is merged is found as merged alone. */
static void
keep_found(const struct gathering *g, int64_t resolved, struct kpi_figures *out)
{
	bool merged = g->c.status == STATUS_MERGED;
	out->reply_ms = merged ? -1 : reply_ms(g);
	out->resolved_at = g->c.status == STATUS_RESOLVED ? resolved : -1;
	out->turned = merged ? g->turned & KPI_TURNED_MERGED : g->turned;
	out->agent = g->agent;
	out->channels = g->channels;
}

int
metric_of_case(struct store *s, int64_t case_id, const struct hours *office, struct arena *a, struct kpi_figures *out,
	struct error *err)
{
	struct gathering g = { .s = s, .a = a };
	sqlite3_stmt *st = db_stmt(s, STMT_METRIC_CASE, err);
	if (!st)
		return -1;
	db_bind(st, "i", case_id);
	int rc = db_step(s, st, err);
	if (rc > 0)
		g.c = (struct kpi_case){ .opened_at = db_col(st, 0), .first_at = db_col(st, 1),
			.status = (enum status)db_col(st, 2), .handed_at = db_col(st, 3), .handle_ms = -1, .busy_ms = -1 };
	if (rc > 0) {
		g.agent = db_col(st, 4);
		g.channels = db_col_text(st, 5, a);
		g.turned = db_col(st, 6) ? KPI_TURNED_MERGED : 0;
	}
	db_done(st);
	if (rc <= 0)
		return rc < 0 ? -1 : error_set(err, ERR_INPUT, "no case %lld", (long long)case_id);
	if (each(&g, STMT_METRIC_MESSAGES, case_id, take_message, err) < 0 ||
	    each(&g, STMT_METRIC_OUTBOX, case_id, take_outbox, err) < 0 ||
	    each(&g, STMT_METRIC_NOTES, case_id, take_note, err) < 0 || read_actions(&g, case_id, err) < 0)
		return -1;
	care_by_number(g.list, g.n, sizeof *g.list);
	int64_t resolved = resolved_at(&g);
	care_by_place(g.list, g.n, sizeof *g.list);
	struct kpi_event *events = arena_array(a, struct kpi_event, g.n);
	for (size_t i = 0; i < g.n; i++)
		events[i] = g.list[i].e;
	g.c.event = events;
	g.c.count = g.n;
	kpi_derive(&g.c, office, a, out);
	keep_found(&g, resolved, out);
	return 0;
}

/* -- its rows ------------------------------------------------------------------------------------------------------------- */

/* In the order of METRIC_PUT, from its ninth column on; which of the two. */
static const struct { enum kpi kpi; bool office; } columns[] = { { KPI_FIRST_RESOLUTION, false }, { KPI_FIRST_RESOLUTION, true },
	{ KPI_REQUESTER_WAIT, false }, { KPI_REQUESTER_WAIT, true }, { KPI_AGENT_WORK, false }, { KPI_AGENT_WORK, true },
	{ KPI_AGENT_WAIT, false }, { KPI_AGENT_WAIT, true }, { KPI_ON_HOLD, false }, { KPI_ON_HOLD, true },
	{ KPI_TOTAL_REPLY_TIME, false }, { KPI_TOTAL_REPLY_TIME, true }, { KPI_HANDLE_TIME, false },
	{ KPI_HANDLE_TIME_ADJUSTED, false }, { KPI_REPLIES, false }, { KPI_REOPENS, false }, { KPI_ASSIGNEE_STATIONS, false },
	{ KPI_GROUP_STATIONS, false }, { KPI_TRANSFERS, false }, { KPI_ESCALATIONS, false }, { KPI_CONTACTS, false },
	{ KPI_CHANNEL_CHANGES, false }, { KPI_LONG_WAITS, false }, { KPI_EFFORT, false }, { KPI_FIRST_CONTACT, false } };

static void
bind_or_null(sqlite3_stmt *st, int i, int64_t v)
{
	if (v < 0)
		sqlite3_bind_null(st, i);
	else
		sqlite3_bind_int64(st, i, v);
}

static int
put_row(struct store *s, int64_t case_id, const struct kpi_figures *f, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_METRIC_PUT, err);
	if (!st)
		return -1;
	db_bind(st, "iiz", case_id, f->opened_at, f->first_at);
	bind_or_null(st, 4, f->all[KPI_FIRST_RESPONSE]);
	bind_or_null(st, 5, f->office[KPI_FIRST_RESPONSE]);
	bind_or_null(st, 6, f->done_at ? f->done_at : -1);
	bind_or_null(st, 7, f->all[KPI_FULL_RESOLUTION]);
	bind_or_null(st, 8, f->office[KPI_FULL_RESOLUTION]);
	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
		bind_or_null(st, (int)i + 9, (columns[i].office ? f->office : f->all)[columns[i].kpi]);
	int last = (int)(sizeof columns / sizeof *columns) + 8;
	bind_or_null(st, last + 1, f->reply_ms);
	bind_or_null(st, last + 2, f->resolved_at);
	sqlite3_bind_int64(st, last + 3, f->turned);
	bind_or_null(st, last + 4, f->agent ? f->agent : -1);
	sqlite3_bind_text(st, last + 5, f->channels, -1, SQLITE_STATIC);
	int rc = db_step(s, st, err);
	db_done(st);
	return rc;
}

int
metric_keep(struct store *s, int64_t case_id, const struct kpi_figures *f, struct error *err)
{
	if (put_row(s, case_id, f, err) < 0 || db_run(s, STMT_METRIC_REPLIES_OFF, err, "i", case_id) < 0 ||
	    db_run(s, STMT_METRIC_PROMISES_OFF, err, "i", case_id) < 0)
		return -1;
	for (size_t i = 0; i < f->replies; i++) {
		const struct kpi_reply *r = &f->reply[i];
		if (db_run(s, STMT_METRIC_REPLY, err, "iiiiizt", case_id, (int64_t)i, r->at, r->ms, r->office, r->agent,
				r->channel) < 0)
			return -1;
	}
	for (size_t i = 0; i < f->promises; i++)
		if (db_run(s, STMT_METRIC_PROMISE, err, "iiiz", case_id, (int64_t)i, f->promise[i].due_at,
				f->promise[i].ended_at) < 0)
			return -1;
	return 0;
}
