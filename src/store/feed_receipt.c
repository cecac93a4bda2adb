/* feed_receipt.c - what bounces, receipts and events say about messages we know. */
#include "feed_internal.h"

#include "act.h"
#include "explain.h"
#include "str.h"

/* Our message that a report is about. */
struct target {
	int64_t outbox, message, case_id, thread;
	int state;
};

static int
find_target(struct feeding *f, const char *remote_id, struct target *t)
{
	sqlite3_stmt *st = db_stmt(f->s, STMT_OUTBOX_BY_REMOTE, f->err);
	*t = (struct target){ 0, 0, 0, 0, -1 };
	if (!st)
		return -1;
	db_bind(st, "t", remote_id);
	int rc = db_step(f->s, st, f->err);
	if (rc > 0)
		*t = (struct target){ db_col(st, 0), db_col(st, 4), db_col(st, 2), db_col(st, 3), (int)db_col(st, 1) };
	db_done(st);
	if (rc)
		return rc < 0 ? -1 : 0;
	if (!(st = db_stmt(f->s, STMT_MESSAGE_BY_REMOTE, f->err)))
		return -1;
	db_bind(st, "t", remote_id);
	rc = db_step(f->s, st, f->err);
	if (rc > 0)
		*t = (struct target){ 0, db_col(st, 0), db_col(st, 5) ? db_col(st, 5) : db_col(st, 7), db_col(st, 1), -1 };
	db_done(st);
	return rc < 0 ? -1 : 0;
}

/* Later evidence is better evidence: what was given up may have arrived all the same. */
static bool
may_become(int from, enum outbox_state to)
{
	bool left = from == OUTBOX_SENT || from == OUTBOX_WIRE || from == OUTBOX_UNKNOWN;
	switch (to) {
	case OUTBOX_DELIVERED: return left || from == OUTBOX_FAILED;
	case OUTBOX_READ: return left || from == OUTBOX_FAILED || from == OUTBOX_DELIVERED;
	case OUTBOX_FAILED: return left || from == OUTBOX_DELIVERED || from == OUTBOX_READ;
	default: return false;
	}
}

static int
note_recipient(struct feeding *f, int64_t outbox, const char *address, enum outbox_state state, const char *words,
	int *hits)
{
	if (!address)
		return 0;
	if (db_run(f->s, STMT_OUTBOX_RECIPIENT_ADDRESS, f->err, "itit", outbox, address, (int64_t)state, words) < 0)
		return -1;
	*hits += (int)db_changes(f->s);
	return 0;
}

/* Refused by one is refused, delivered is delivered to all; the recipients tell. */
static int
move_target(struct feeding *f, const struct target *t, const struct message_in *m)
{
	enum outbox_state to = m->about_state;
	int hits = 0;
	if (!t->outbox)
		return 0;
	if (note_recipient(f, t->outbox, m->about_recipient, to, m->about_words, &hits) < 0)
		return -1;
	for (size_t i = 0; i < m->about_more_count; i++)
		if (note_recipient(f, t->outbox, m->about_more[i].recipient, m->about_more[i].state, m->about_more[i].words,
				&hits) < 0)
			return -1;
	if (hits && to != OUTBOX_QUEUED)
		to = (enum outbox_state)db_int64(f->s, STMT_OUTBOX_WHOLE, to, "i", t->outbox);
	if (!may_become(t->state, to))
		return 0;
	if (db_run(f->s, STMT_OUTBOX_REPORTED, f->err, "iitii", t->outbox, (int64_t)to, m->about_words,
			m->received_at, (int64_t)t->state) < 0 ||
	    db_run(f->s, STMT_OUTBOX_LOG, f->err, "iiiit", t->outbox, m->received_at, (int64_t)t->state, (int64_t)to,
		m->about_words) < 0)
		return -1;
	db_touch(f->s, AREA_OUTBOX);
	return 0;
}

/* Our message was refused: the customer does not have it, so the case is open again. */
int
feed_undelivered(struct feeding *f, int64_t case_id, int64_t at)
{
	sqlite3_stmt *st = db_stmt(f->s, STMT_CASE_ARRIVAL, f->err);
	if (!st)
		return -1;
	db_bind(st, "i", case_id);
	int status = db_step(f->s, st, f->err) > 0 ? (int)db_col(st, 0) : STATUS_OPEN;
	db_done(st);
	if (status != STATUS_OPEN && status != STATUS_NEW && status != STATUS_SPAM && status != STATUS_MERGED &&
	    (db_run(f->s, STMT_CASE_WAKE, f->err, "ii", case_id, (int64_t)STATUS_OPEN) < 0 ||
	     feed_robot(f, ACT_REOPEN, case_id, "not-delivered", "status", status, STATUS_OPEN) < 0))
		return -1;
	return db_run(f->s, STMT_CASE_UPDATED, f->err, "ii", case_id, at);
}

int
feed_about(struct feeding *f, const struct message_in *m, int64_t message, int64_t *case_id)
{
	struct target t = { 0, 0, 0, 0, -1 };
	if (m->about && find_target(f, m->about, &t) < 0)
		return -1;
	if (!t.outbox && !t.message && m->pec_ref && find_target(f, m->pec_ref, &t) < 0)
		return -1;
	*case_id = feed_living_case(f->s, t.case_id);
	bool trusted = !(m->flags & MESSAGE_PEC_UNVERIFIED);
	if (trusted && move_target(f, &t, m) < 0)
		return -1;
	static const int kinds[OUTBOX_COUNT] = { [OUTBOX_DELIVERED] = EVENT_DELIVERED, [OUTBOX_READ] = EVENT_READ,
		[OUTBOX_FAILED] = EVENT_FAILED };
	if (trusted && t.message && m->about_state != OUTBOX_QUEUED) {
		int64_t words = db_text_put(f->s, 0, m->about_words, f->err);
		if (db_run(f->s, STMT_EVENT_PUT, f->err, "iitinz", t.message, (int64_t)kinds[m->about_state],
				m->remote_id, m->received_at, words) < 0)
			return -1;
	}
	if (!*case_id)
		return 0;
	if (db_run(f->s, STMT_CASE_TAKE_MESSAGE, f->err, "ii", *case_id, message) < 0)
		return -1;
	if (trusted && m->about_state == OUTBOX_FAILED && m->received_at >= f->since_at &&
	    feed_undelivered(f, *case_id, m->received_at) < 0)
		return -1;
	return feed_touch_case(f, *case_id);
}

/* An id of ours in somebody's References, a Sent copy or a report: it did leave. */
int
feed_evidence(struct feeding *f, const char *remote_id)
{
	struct uid uid;
	if (!remote_id || !care_message_id_ours(remote_id, f->key, sizeof f->key, &uid))
		return 0;
	sqlite3_stmt *st = db_stmt(f->s, STMT_OUTBOX_BY_REMOTE, f->err);
	if (!st)
		return -1;
	db_bind(st, "t", remote_id);
	int rc = db_step(f->s, st, f->err);
	int64_t id = rc > 0 ? db_col(st, 0) : 0;
	int state = rc > 0 ? (int)db_col(st, 1) : -1;
	db_done(st);
	if (!id || state != OUTBOX_UNKNOWN)
		return rc < 0 ? -1 : 0;
	return outbox_settle_sent(f->s, id, OUTBOX_UNKNOWN, "seen in the mail", f->err);
}

/* An event without an id of its own is known by its time: a second edit is another one. */
static const char *
event_id(struct feeding *f, const struct event_in *e, int64_t identity)
{
	if (!str_empty(e->event_id))
		return e->event_id;
	if (e->kind != EVENT_EDIT && e->kind != EVENT_REACTION)
		return "";
	return arena_printf(f->a, "@%lld/%lld", (long long)e->at, (long long)identity);
}

int
feed_edit(struct feeding *f, int64_t message, int64_t at, int64_t text)
{
	int64_t n = db_int64(f->s, STMT_REVISION_COUNT, 0, "i", message);
	if (!n && db_run(f->s, STMT_REVISION_FIRST, f->err, "i", message) < 0)
		return -1;
	if (db_run(f->s, STMT_REVISION_PUT, f->err, "iiii", message, n ? n + 1 : 2, at, text) < 0 ||
	    db_run(f->s, STMT_REVISION_CURRENT, f->err, "ii", message, text) < 0)
		return -1;
	return db_run(f->s, STMT_REINDEX, f->err, "i", message);
}

/* What an event says about the delivery of a message of ours. */
static int
report_delivery(struct feeding *f, const struct event_in *e, int64_t message)
{
	static const int states[] = { [EVENT_DELIVERED] = OUTBOX_DELIVERED, [EVENT_READ] = OUTBOX_READ,
		[EVENT_FAILED] = OUTBOX_FAILED };
	struct target t = { .outbox = db_int64(f->s, STMT_OUTBOX_OF_MESSAGE, 0, "i", message), .message = message };
	if (!t.outbox || e->kind < EVENT_DELIVERED || e->kind > EVENT_FAILED)
		return 0;
	struct message_in m = { .about_state = (enum outbox_state)states[e->kind], .about_words = e->text,
		.received_at = e->at };
	t.state = (int)db_int64(f->s, STMT_OUTBOX_STATE, -1, "i", t.outbox);
	return move_target(f, &t, &m);
}

/* Its files go with the words, where nothing else holds them. */
static int
withdraw_files(struct feeding *f, int64_t message)
{
	int64_t blobs[32], blob = 0;
	size_t n = 0;
	while (n < sizeof blobs / sizeof blobs[0] && (blob = db_int64(f->s, STMT_WITHDRAW_BLOB, 0, "ii", message, blob)) != 0)
		blobs[n++] = blob;
	if (db_run(f->s, STMT_WITHDRAW_FILES, f->err, "i", message) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (db_int64(f->s, STMT_ERASE_BLOB_USED, 0, "i", blobs[i]))
			continue;
		*VEC_PUSH(f->a, f->doomed, f->doomed_count, f->doomed_space) = store_blob_path(f->s, blobs[i], f->a);
		if (db_run(f->s, STMT_ERASE_BLOB_GONE, f->err, "i", blobs[i]) < 0)
			return -1;
	}
	return 0;
}

/* Deleted at the source: marked, out of the stream, and if the account says so without its words here too. */
static int
withdraw(struct feeding *f, int64_t message)
{
	if (db_run(f->s, STMT_MESSAGE_FLAG, f->err, "ii", message, (int64_t)MESSAGE_WITHDRAWN) < 0 ||
	    db_run(f->s, STMT_STREAM_WITHDRAWN, f->err, "i", message) < 0)
		return -1;
	db_touch(f->s, AREA_CASE);
	if (!f->ctx->blank_deleted)
		return 0;
	if (db_run(f->s, STMT_WITHDRAW_TEXTS, f->err, "i", message) < 0 ||
	    db_run(f->s, STMT_WITHDRAW_MESSAGE, f->err, "i", message) < 0 ||
	    withdraw_files(f, message) < 0)
		return -1;
	return db_run(f->s, STMT_REINDEX, f->err, "i", message);
}

/* Who has read a message has read what stands before it. */
static int
report_read(struct feeding *f, const struct event_in *e, int64_t message)
{
	int64_t before = 0;
	while ((before = db_int64(f->s, STMT_MESSAGE_UNREAD_BEFORE, 0, "ii", message, before)) != 0)
		if (report_delivery(f, e, before) < 0)
			return -1;
	return 0;
}

int
feed_event(struct feeding *f, const struct event_in *e)
{
	int64_t thread = e->thread ? db_int64(f->s, STMT_THREAD_FIND, 0, "it", f->ctx->account, e->thread) : 0, message;
	message = e->thread ? db_int64(f->s, STMT_MESSAGE_IN_THREAD, 0, "ti", e->remote_id, thread) :
		db_int64(f->s, STMT_MESSAGE_IN_ACCOUNT, 0, "ti", e->remote_id, f->ctx->account);
	/* words that were erased do not come back as an edit */
	if (!message || (e->text && feed_erased(f, e->remote_id)))
		return 0;
	int64_t identity = 0;
	char *address = e->who.address ? case_normal(f->s, f->ctx->channel, e->who.address, f->a) : NULL;
	if (address && case_identity(f->s, f->ctx->channel, address, e->who.name, e->at, &identity, f->err) < 0)
		return -1;
	if (e->kind == EVENT_READ && report_read(f, e, message) < 0)
		return -1;
	/* that people have read each other is nothing to us; nobody changes another's words */
	if ((e->kind == EVENT_READ && db_int64(f->s, STMT_MESSAGE_INBOUND, 0, "i", message)) ||
	    (e->kind == EVENT_EDIT && identity && db_int64(f->s, STMT_MESSAGE_OTHERS, 0, "ii", message, identity)))
		return 0;
	const char *id = event_id(f, e, identity);
	if (db_int64(f->s, STMT_EVENT_KNOWN, 0, "iit", message, (int64_t)e->kind, id))
		return 0;
	/* who has no word for an edit tells the text again: the same words are none */
	if (e->kind == EVENT_EDIT && db_int64(f->s, STMT_MESSAGE_SAYS, 0, "it", message, e->text))
		return 0;
	int64_t text = db_text_put(f->s, 0, e->text, f->err);
	if (db_run(f->s, STMT_EVENT_PUT, f->err, "iitizz", message, (int64_t)e->kind, id, e->at, identity, text) < 0)
		return -1;
	f->out->events++;
	if (e->kind == EVENT_EDIT && text && feed_edit(f, message, e->at, text) < 0)
		return -1;
	if (e->kind == EVENT_TRANSCRIPT && text && (db_run(f->s, STMT_REVISION_CURRENT, f->err, "ii", message, text) < 0 ||
	    db_run(f->s, STMT_REINDEX, f->err, "i", message) < 0))
		return -1;
	if (e->kind == EVENT_DELETE && withdraw(f, message) < 0)
		return -1;
	if (report_delivery(f, e, message) < 0)
		return -1;
	int64_t case_id = db_int64(f->s, STMT_MESSAGE_CASE, 0, "i", message);
	return case_id ? feed_touch_case(f, case_id) : 0;
}
