/*
 * read_timeline.c - the timeline of a case or a customer: each kind of row comes from its own index, a window
 * at a time, and the windows are merged.  Order: time, then kind of row, then number.
 */
#include <stdlib.h>

#include "act.h"
#include "i18n.h"
#include "query_sql.h"
#include "read_internal.h"
#include "str.h"

struct lines { struct item_row *item; size_t n, space; };

static struct item_row
event_row(struct store *s, sqlite3_stmt *st, struct arena *a)
{
	(void)s;
	return (struct item_row){ .row = ROW_EVENT, .id = db_col(st, 0), .at = db_col(st, 1), .verb = (int)db_col(st, 2),
		.from = { db_col_text(st, 3, a), NULL }, .text = db_col(st, 4), .grp = db_col(st, 5),
		.case_id = db_col(st, 6), .channel = db_col_text(st, 7, a), .account = db_col_text(st, 8, a),
		.delivery = (enum outbox_state)-1 };
}

static struct item_row
outbox_row(struct store *s, sqlite3_stmt *st, struct arena *a)
{
	(void)s;
	char *words = db_col_text(st, 6, a), *reason = db_col_text(st, 7, a);
	return (struct item_row){ .row = ROW_OUTBOX, .id = db_col(st, 0), .at = db_col(st, 1), .uid = db_col_uid(st, 2),
		.direction = DIRECTION_OUT, .delivery = (enum outbox_state)db_col(st, 3), .subject = db_col_text(st, 4, a),
		.text = db_col(st, 5), .words = words ? words : reason ? outbox_reason_words(reason) : NULL,
		.author = db_col_text(st, 8, a),
		.channel = db_col_text(st, 9, a), .account = db_col_text(st, 10, a),
		.from = { db_col_text(st, 11, a), db_col_text(st, 12, a) }, .audience = (enum audience)db_col(st, 13),
		.outbox = db_col(st, 0), .thread = db_col(st, 14), .case_id = db_col(st, 15), .case_number = db_col(st, 16),
		.remote_id = db_col_text(st, 17, a), .sent_at = db_col(st, 18) };
}

static struct item_row
message_row(struct store *s, sqlite3_stmt *st, struct arena *a)
{
	(void)s;
	return read_message_row(st, a);
}

/* What came before the case, on its threads: shown, but as history. */
static struct item_row
past_row(struct store *s, sqlite3_stmt *st, struct arena *a)
{
	struct item_row r = message_row(s, st, a);
	r.flags |= MESSAGE_HISTORY;
	return r;
}

static struct item_row
note_row(struct store *s, sqlite3_stmt *st, struct arena *a)
{
	(void)s;
	return read_note_row(st, a);
}

static const struct source {
	unsigned part;
	enum row_kind row;
	struct item_row (*read)(struct store *, sqlite3_stmt *, struct arena *);
	enum stmt of_case[2], of_customer[2];	/* back, on */
} sources[] = {
	{ TIMELINE_MESSAGES, ROW_MESSAGE, message_row, { STMT_CASE_LINE_BACK, STMT_CASE_LINE_ON },
		{ STMT_PEOPLE_LINE_BACK, STMT_PEOPLE_LINE_ON } },
	{ TIMELINE_MESSAGES, ROW_MESSAGE, past_row, { STMT_CASE_PAST_BACK, STMT_CASE_PAST_ON },
		{ STMT_PEOPLE_LOOSE_BACK, STMT_PEOPLE_LOOSE_ON } },
	{ TIMELINE_MESSAGES, ROW_OUTBOX, outbox_row, { STMT_CASE_BOX_BACK, STMT_CASE_BOX_ON },
		{ STMT_PEOPLE_BOX_BACK, STMT_PEOPLE_BOX_ON } },
	{ TIMELINE_NOTES, ROW_NOTE, note_row, { STMT_CASE_NOTES_BACK, STMT_CASE_NOTES_ON },
		{ STMT_PEOPLE_NOTES_BACK, STMT_PEOPLE_NOTES_ON } },
	{ TIMELINE_MESSAGES, ROW_CONTACT, note_row, { STMT_CASE_CONTACTS_BACK, STMT_CASE_CONTACTS_ON },
		{ STMT_PEOPLE_CONTACTS_BACK, STMT_PEOPLE_CONTACTS_ON } },
	{ TIMELINE_ACTIONS | TIMELINE_TURNS, ROW_ACTION, read_action_row, { STMT_CASE_DEEDS_BACK, STMT_CASE_DEEDS_ON },
		{ STMT_PEOPLE_DEEDS_BACK, STMT_PEOPLE_DEEDS_ON } },
	{ TIMELINE_EVENTS, ROW_EVENT, event_row, { STMT_CASE_EVENTS_BACK, STMT_CASE_EVENTS_ON },
		{ STMT_PEOPLE_EVENTS_BACK, STMT_PEOPLE_EVENTS_ON } },
};

static int
compare(const void *pa, const void *pb)
{
	const struct item_row *a = pa, *b = pb;
	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	if (a->row != b->row)
		return a->row < b->row ? -1 : 1;
	return (a->id > b->id) - (a->id < b->id);
}

/* The verbs that tell a history, as bits; with TIMELINE_ACTIONS all. */
static int64_t
verbs_of(unsigned parts)
{
	static const enum act_verb turns[] = { ACT_RESOLVE, ACT_REOPEN, ACT_SPAM, ACT_ESCALATE, ACT_ANSWERED, ACT_MERGE,
		ACT_SPLIT, ACT_LINK, ACT_CUSTOMER_MERGE, ACT_CUSTOMER_UNMERGE, ACT_NOT_SAME, ACT_CONSENT, ACT_RATE };
	int64_t bits = 0;
	for (size_t i = 0; i < sizeof turns / sizeof *turns; i++)
		bits |= (int64_t)1 << turns[i];
	return parts & TIMELINE_ACTIONS ? -1 : bits;	/* however many there are */
}

/* Where a page begins: the cursor, or the end of the time that is asked for. */
static void
page_edge(const struct source *src, const struct timeline_page *p, int64_t *at, int64_t *edge)
{
	bool on = p->after != NULL;
	const struct item_row *cursor = on ? p->after : p->before;
	*at = cursor ? cursor->at : on ? INT64_MIN : INT64_MAX;
	*edge = cursor ? cursor->id : on ? INT64_MIN : INT64_MAX;
	if (cursor && src->row != cursor->row)
		*edge = src->row < cursor->row ? INT64_MAX : INT64_MIN;
	if (on ? p->from_at && *at < p->from_at : p->to_at && *at >= p->to_at) {
		*at = on ? p->from_at : p->to_at;
		*edge = INT64_MIN;
	}
}

/* The statement, ready to be stepped; NULL without an error when it can find nothing.  *kept: db_done() ends it. */
static sqlite3_stmt *
open_source(struct store *s, const struct source *src, const struct timeline_page *p, struct arena *work, bool *kept,
	struct error *err)
{
	int64_t at, edge;
	enum stmt id = p->case_id ? src->of_case[p->after != NULL] : src->of_customer[p->after != NULL];
	page_edge(src, p, &at, &edge);
	const int64_t values[5] = { p->case_id ? p->case_id : p->customer, at, edge, p->query ? -1 : (int64_t)p->limit + 1,
		verbs_of(p->parts) };
	*kept = !p->query;
	if (p->query) {
		struct query_sql x;
		query_sql_begin(&x, s, p->agent, work, err);
		return query_timeline(&x, id, src->row, values, query_prune(p->query, work), p->limit + 1);
	}
	sqlite3_stmt *st = db_stmt(s, id, err);
	if (st)
		db_bind(st, sqlite3_bind_parameter_count(st) > 4 ? "iiiii" : "iiii", values[0], values[1], values[2], values[3],
			values[4]);
	return st;
}

/* Of when what the store says is true. */
static void
tight_now(struct store *s, int64_t customer, int64_t out[4])
{
	int64_t areas[AREA_COUNT] = { 0 };
	(void)store_areas(s, areas, NULL);
	out[0] = customer;
	out[1] = db_int64(s, STMT_INDEX_TOP, 0, "");
	out[2] = areas[AREA_CASE];
	out[3] = areas[AREA_CUSTOMER];
}

/* Whether anything was said outside cases takes longer to find out than a page: it is kept while nothing changes. */
static bool
is_tight(struct store *s, int64_t customer)
{
	int64_t now[4];
	if (s->tight.customer != customer)
		return false;
	tight_now(s, customer, now);
	return s->tight.top == now[1] && s->tight.cases == now[2] && s->tight.customers == now[3];
}

static void
keep_tight(struct store *s, const struct timeline_page *p)
{
	int64_t now[4];
	if (p->before || p->after || p->query || p->from_at || p->to_at)
		return;
	tight_now(s, p->customer, now);
	s->tight.customer = now[0];
	s->tight.top = now[1];
	s->tight.cases = now[2];
	s->tight.customers = now[3];
}

/* Rows of one source on the asked side of the cursor, nearest first. */
static int
read_source(struct store *s, const struct source *src, const struct timeline_page *p, struct arena *a, struct lines *out,
	struct error *err)
{
	enum stmt id = p->case_id ? src->of_case[0] : src->of_customer[0];
	/* what came before a case is of the person's history, not of that case's */
	bool none = id == STMT_COUNT || !(src->part & p->parts) || (p->case_id && p->customer && src->read == past_row) ||
		(p->case_id && src->row == ROW_ACTION && !(p->parts & TIMELINE_ACTIONS));
	bool loose = !p->case_id && src->read == past_row;
	struct error mine = ERROR_INIT;
	size_t had = out->n;
	bool kept;
	int rc = -1;
	if (none || (loose && is_tight(s, p->customer)))
		return 0;
	struct arena *work = arena_new();
	sqlite3_stmt *st = open_source(s, src, p, work, &kept, &mine);
	if (st)
		while ((rc = db_step(s, st, &mine)) > 0)
			*VEC_PUSH(a, out->item, out->n, out->space) = src->read(s, st, a);
	if (kept)
		db_done(st);
	else
		sqlite3_finalize(st);
	arena_free(work);
	if (loose && !mine.code && out->n == had)
		keep_tight(s, p);
	return mine.code ? error_set(err, mine.code, "%s", mine.text) : 0;
}

static char *
event_words(struct store *s, const struct item_row *r, struct arena *a)
{
	static const char *const kinds[] = { [EVENT_EDIT] = N_("edited"), [EVENT_DELETE] = N_("deleted"),
		[EVENT_REACTION] = N_("reacted"), [EVENT_DELIVERED] = N_("delivered"), [EVENT_READ] = N_("read"),
		[EVENT_FAILED] = N_("failed"), [EVENT_TYPING] = N_("is typing"), [EVENT_TRANSCRIPT] = N_("written down"),
		[EVENT_LIKED] = N_("liked by us"), [EVENT_UNLIKED] = N_("our like taken back"),
		[EVENT_HIDDEN] = N_("hidden by us"), [EVENT_UNHIDDEN] = N_("shown again by us") };
	char *text = NULL;
	if (r->verb < 0 || r->verb >= EVENT_KINDS)
		return arena_str(a, "?");
	if (r->text && r->verb != EVENT_EDIT && r->verb != EVENT_TRANSCRIPT)
		(void)read_text(s, r->text, a, &text, NULL);
	return str_empty(text) ? arena_str(a, _(kinds[r->verb])) : arena_printf(a, "%s: %s", _(kinds[r->verb]), text);
}

/* What needs statements of its own: words, bodies. */
static int
finish(struct store *s, unsigned parts, struct item_row *r, struct arena *a, struct error *err)
{
	char *body = NULL;
	if (r->row == ROW_ACTION)
		read_action_finish(s, r, a);
	if (r->row == ROW_EVENT)
		r->words = event_words(s, r, a);
	bool wants = parts & TIMELINE_BODIES && r->text && r->row != ROW_ACTION && r->row != ROW_EVENT;
	if (wants && read_text(s, r->text, a, &body, err) < 0)
		return -1;
	if (wants)
		r->body = body;
	return 0;
}

/* The time that is asked for ends within the rows: what lies beyond goes, and with it what would follow. */
static size_t
within(const struct timeline_page *p, struct item_row **rows, size_t n, bool *more)
{
	size_t first = 0, had = n;
	while (!p->after && first < n && p->from_at && (*rows)[first].at < p->from_at)
		first++;
	while (p->after && n && p->to_at && (*rows)[n - 1].at >= p->to_at)
		n--;
	*more = *more && !first && n == had;
	*rows += first;
	return n - first;
}

static int
read_parts(struct store *s, const struct timeline_page *page, struct arena *a, struct item_row **out, size_t *n, bool *more,
	struct error *err)
{
	struct lines all = { NULL, 0, 0 };
	struct timeline_page p = *page;
	for (int64_t into, i = 0; p.customer && i < 50 && (into = db_int64(s, STMT_CUSTOMER_MERGED, 0, "i", p.customer)) != 0; i++)
		p.customer = into;
	for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
		if (read_source(s, &sources[i], &p, a, &all, err) < 0)
			return -1;
	if (all.n)
		qsort(all.item, all.n, sizeof *all.item, compare);
	size_t count = all.n < p.limit ? all.n : p.limit;
	struct item_row *rows = p.after || !all.n ? all.item : all.item + all.n - count;
	*more = all.n > count;
	count = within(&p, &rows, count, more);
	for (size_t i = 0; i < count; i++)
		if (finish(s, p.parts, &rows[i], a, err) < 0)
			return -1;
	*out = rows;
	*n = count;
	return 0;
}

int
read_timeline(struct store *s, const struct timeline_page *page, struct arena *a, struct item_row **out, size_t *n, bool *more,
	struct error *err)
{
	bool look = db_look(s);
	int rc = read_parts(s, page, a, out, n, more, err);
	db_looked(s, look);
	return rc;
}

int
read_timeline_count(struct store *s, int64_t case_id, unsigned parts, int64_t *out, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_TIMELINE_COUNT, err);
	if (!st)
		return -1;
	db_bind(st, "ii", case_id, (int64_t)parts);
	int rc = db_step(s, st, err);
	if (rc > 0)
		*out = db_col(st, 0);
	db_done(st);
	return rc < 0 ? -1 : 0;
}
