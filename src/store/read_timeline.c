/*
 * read_timeline.c - the timeline of a case or a customer: each kind of row comes from its own index, a window
 * at a time, and the windows are merged.  Order: time, then kind of row, then number.
 */
#include <stdlib.h>

#include "i18n.h"
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
	{ TIMELINE_MESSAGES, ROW_MESSAGE, past_row, { STMT_CASE_PAST_BACK, STMT_CASE_PAST_ON }, { STMT_COUNT, STMT_COUNT } },
	{ TIMELINE_MESSAGES, ROW_OUTBOX, outbox_row, { STMT_CASE_BOX_BACK, STMT_CASE_BOX_ON },
		{ STMT_PEOPLE_BOX_BACK, STMT_PEOPLE_BOX_ON } },
	{ TIMELINE_NOTES, ROW_NOTE, note_row, { STMT_CASE_NOTES_BACK, STMT_CASE_NOTES_ON },
		{ STMT_PEOPLE_NOTES_BACK, STMT_PEOPLE_NOTES_ON } },
	{ TIMELINE_MESSAGES, ROW_CONTACT, note_row, { STMT_CASE_CONTACTS_BACK, STMT_CASE_CONTACTS_ON },
		{ STMT_PEOPLE_CONTACTS_BACK, STMT_PEOPLE_CONTACTS_ON } },
	{ TIMELINE_ACTIONS, ROW_ACTION, read_action_row, { STMT_CASE_DEEDS_BACK, STMT_CASE_DEEDS_ON },
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

/* Rows of one source on the asked side of the cursor, nearest first. */
static int
read_source(struct store *s, const struct source *src, const struct timeline_page *p, struct arena *a, struct lines *out,
	struct error *err)
{
	bool on = p->after != NULL;
	const struct item_row *cursor = on ? p->after : p->before;
	enum stmt id = p->case_id ? src->of_case[on] : src->of_customer[on];
	if (id == STMT_COUNT || !(src->part & p->parts))
		return 0;
	sqlite3_stmt *st = db_stmt(s, id, err);
	int rc = -1;
	if (!st)
		return -1;
	int64_t at = cursor ? cursor->at : on ? INT64_MIN : INT64_MAX, edge = cursor ? cursor->id : on ? INT64_MIN : INT64_MAX;
	if (cursor && src->row != cursor->row)
		edge = src->row < cursor->row ? INT64_MAX : INT64_MIN;
	db_bind(st, "iiii", p->case_id ? p->case_id : p->customer, at, edge, (int64_t)p->limit + 1);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, out->item, out->n, out->space) = src->read(s, st, a);
	db_done(st);
	return rc;
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

int
read_timeline(struct store *s, const struct timeline_page *p, struct arena *a, struct item_row **out, size_t *n, bool *more,
	struct error *err)
{
	struct lines all = { NULL, 0, 0 };
	for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
		if (read_source(s, &sources[i], p, a, &all, err) < 0)
			return -1;
	if (all.n)
		qsort(all.item, all.n, sizeof *all.item, compare);
	size_t count = all.n < p->limit ? all.n : p->limit;
	struct item_row *rows = p->after || !all.n ? all.item : all.item + all.n - count;
	for (size_t i = 0; i < count; i++)
		if (finish(s, p->parts, &rows[i], a, err) < 0)
			return -1;
	*out = rows;
	*n = count;
	*more = all.n > count;
	return 0;
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
