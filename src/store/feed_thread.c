/* feed_thread.c - which thread a message belongs to, and whether its sender may join the case. */
#include "feed_internal.h"

#include <string.h>

#include "str.h"

const char *
feed_channel(const struct feeding *f, const struct message_in *m)
{
	return m->channel ? m->channel : f->ctx->channel;
}

const char *
feed_identity_kind(const struct feeding *f, const struct message_in *m)
{
	return m->from_kind ? m->from_kind : feed_channel(f, m);
}

int64_t
feed_living_case(struct store *s, int64_t case_id)
{
	for (int i = 0; case_id && i < 100; i++) {
		int64_t into = db_int64(s, STMT_CASE_MERGED_INTO, 0, "i", case_id);
		if (!into)
			break;
		case_id = into;
	}
	return case_id;
}

/* An id of ours under our mark: its outbox row says thread, case, and whether it was an escalation. */
static int
parent_by_outbox(struct feeding *f, const char *id, struct parentage *out)
{
	struct uid uid;
	sqlite3_stmt *st = db_stmt(f->s, STMT_OUTBOX_BY_REMOTE, f->err);
	if (!st)
		return -1;
	db_bind(st, "t", id);
	int rc = db_step(f->s, st, f->err);
	if (rc > 0) {
		out->case_id = db_col(st, 2);
		out->thread = db_col(st, 3);
		out->marked = care_message_id_ours(id, f->key, sizeof f->key, &uid);
		out->how = "own-id";
	}
	db_done(st);
	if (rc <= 0)
		return rc;
	if (!(st = db_stmt(f->s, STMT_ESCALATION_OF, f->err)))
		return -1;
	db_bind(st, "t", id);
	if (db_step(f->s, st, NULL) > 0) {
		out->escalation = db_col(st, 0);
		out->escalation_case = db_col(st, 1);
		out->escalation_address = db_col_text(st, 2, f->a);
	}
	db_done(st);
	return 1;
}

static int
parent_by_message(struct feeding *f, const char *id, const char *how, struct parentage *out)
{
	sqlite3_stmt *st = db_stmt(f->s, STMT_MESSAGE_BY_REMOTE, f->err);
	if (!st)
		return -1;
	db_bind(st, "t", id);
	int rc = db_step(f->s, st, f->err);
	if (rc > 0) {
		out->thread = db_col(st, 1);
		out->case_id = db_col(st, 5) ? db_col(st, 5) : db_col(st, 7);
		out->how = how;
	}
	db_done(st);
	return rc;
}

static int
try_parent(struct feeding *f, const char *id, const char *how, struct parentage *out)
{
	int rc = parent_by_outbox(f, id, out);
	if (rc == 0)
		rc = parent_by_message(f, id, how, out);
	else if (rc > 0 && !out->thread) {
		/* sent, and on the timeline under its own thread */
		struct parentage seen = { 0, 0, NULL, NULL, false, 0, 0, NULL };
		if (parent_by_message(f, id, how, &seen) > 0)
			out->thread = seen.thread;
	}
	if (rc > 0)
		out->ref = id;
	return rc;
}

int
feed_parent(struct feeding *f, const struct message_in *m, struct parentage *out)
{
	int rc = 0;
	*out = (struct parentage){ 0, 0, NULL, NULL, false, 0, 0, NULL };
	if (m->in_reply_to)
		rc = try_parent(f, m->in_reply_to, "in-reply-to", out);
	for (size_t i = m->reference_count; rc == 0 && i-- > 0;)
		if (m->reference_count - i <= 30 && !str_eq(m->references[i], m->in_reply_to))
			rc = try_parent(f, m->references[i], "references", out);
	out->case_id = feed_living_case(f->s, out->case_id);
	return rc < 0 ? -1 : 0;
}

/* A thread that waited under this message's own id (its answer came first) joins the right one. */
static int
adopt_orphans(struct feeding *f, const struct message_in *m, const char *thread_id, int64_t thread)
{
	size_t n = strlen(m->remote_id);
	/* its own thread, or one made apart for it (another content, a stranger) */
	if (!strncmp(thread_id, m->remote_id, n) && (!thread_id[n] || thread_id[n] == '#'))
		return 0;
	int64_t orphan = db_int64(f->s, STMT_THREAD_FIND, 0, "it", f->ctx->account, m->remote_id);
	if (!orphan || orphan == thread)
		return 0;
	if (db_run(f->s, STMT_THREAD_MOVE, f->err, "ii", thread, orphan) < 0 ||
	    db_run(f->s, STMT_THREAD_MOVED_NEXT, f->err, "ii", thread, orphan) < 0)
		return -1;
	return db_run(f->s, STMT_THREAD_CLEAR_NEXT, f->err, "i", orphan);
}

int
feed_thread(struct feeding *f, const struct message_in *m, const char *remote_id, int64_t parent, int64_t *thread,
	int64_t *next_case)
{
	sqlite3_stmt *st;
	if (parent) {
		if (!(st = db_stmt(f->s, STMT_THREAD_GET, f->err)))
			return -1;
		db_bind(st, "i", parent);
		int rc = db_step(f->s, st, f->err);
		char *id = rc > 0 ? db_col_text(st, 2, f->a) : NULL;
		db_done(st);
		if (rc < 0)
			return -1;
		*thread = parent;
		if ((id && adopt_orphans(f, m, id, parent) < 0) ||
		    db_run(f->s, STMT_THREAD_SEEN, f->err, "ii", parent, m->received_at) < 0)
			return -1;
	} else {
		*thread = db_int64(f->s, STMT_THREAD_FIND, 0, "it", f->ctx->account, remote_id);
		if (*thread) {
			if (db_run(f->s, STMT_THREAD_SEEN, f->err, "ii", *thread, m->received_at) < 0)
				return -1;
		} else {
			char hex[33];
			uid_hex(hex, f->ctx->account_uid);
			struct uid uid = uid_of("thread", hex, remote_id, NULL);
			if (db_run(f->s, STMT_THREAD_ADD, f->err, "uittiit", &uid, f->ctx->account, remote_id, m->subject,
					(int64_t)m->audience, m->received_at, m->channel) < 0)
				return -1;
			*thread = sqlite3_last_insert_rowid(f->s->db);
			f->out->threads++;
		}
		if (adopt_orphans(f, m, remote_id, *thread) < 0)
			return -1;
	}
	if (!(st = db_stmt(f->s, STMT_THREAD_GET, f->err)))
		return -1;
	db_bind(st, "i", *thread);
	*next_case = db_step(f->s, st, NULL) > 0 ? db_col(st, 1) : 0;
	db_done(st);
	*next_case = feed_living_case(f->s, *next_case);
	return 0;
}

const char *
feed_sender(struct feeding *f, int64_t case_id, int64_t identity, const char *address)
{
	if (db_int64(f->s, STMT_MESSAGE_SPOKE, 0, "ii", case_id, identity) ||
	    db_int64(f->s, STMT_CASE_CUSTOMER_IS, 0, "ii", case_id, identity))
		return "known";
	if (db_int64(f->s, STMT_MESSAGE_WROTE_TO, 0, "it", case_id, address) ||
	    db_int64(f->s, STMT_OUTBOX_WROTE_TO, 0, "it", case_id, address))
		return "recipient";
	if (db_int64(f->s, STMT_CASE_PARTICIPANT, 0, "ii", case_id, identity))
		return "participant";
	return "stranger";
}
