/* feed_stream.c - what is said in public: a stream, not a queue.  Only a question, anger, or what belongs to a case that is
 * there, becomes work by itself. */
#include "feed_internal.h"

#include "explain.h"
#include "i18n.h"
#include "str.h"

bool
feed_is_public(const struct message_in *m)
{
	return m->audience >= AUDIENCE_UNLISTED && m->direction == DIRECTION_IN && m->kind == KIND_MESSAGE;
}

/* The case that a public message belongs to whatever it says: that of the message it answers, that of its sender in
 * this conversation, or an open one of theirs in another public conversation of the account; 0 = none. */
static int64_t
own_case(struct feeding *f, const struct message_in *m, int64_t thread, int64_t sender, struct buf *why)
{
	int64_t parent = m->in_reply_to ? db_int64(f->s, STMT_MESSAGE_IN_THREAD, 0, "ti", m->in_reply_to, thread) : 0;
	int64_t id = parent ? feed_living_case(f->s, db_int64(f->s, STMT_MESSAGE_CASE, 0, "i", parent)) : 0;
	const char *how = "answers";
	if (!id) {
		id = feed_living_case(f->s, db_int64(f->s, STMT_STREAM_SENDER_CASE, 0, "ii", sender, thread));
		how = "sender";
	}
	if (!id) {
		id = db_int64(f->s, STMT_STREAM_CUSTOMER_CASE, 0, "ii", sender, f->ctx->account);
		how = "customer";
	}
	if (id)
		explain_add(why, "public", how);
	return id;
}

void
feed_public(struct feeding *f, const struct message_in *m, int64_t thread, int64_t sender, const struct feed_told *told,
	int64_t *next_case, enum care_wake *wake, struct buf *why)
{
	bool news = *wake == CARE_WAKES || *wake == CARE_THANKS || *wake == CARE_EMPTY;
	if (!feed_is_public(m) || !news)
		return;
	if (f->ctx->public_cases) {
		explain_add(why, "public", "cases");
		return;
	}
	int64_t here = *next_case, own = own_case(f, m, thread, sender, why);
	*next_case = own;
	if (own)
		return;
	const char *asks = care_public_case(m, f->ctx->languages, told->mood == FEED_NO_MOOD ? 0 : told->mood);
	if (asks) {
		explain_add(why, "public", asks);
		*wake = CARE_WAKES;
		return;
	}
	if (here && db_int64(f->s, STMT_STREAM_CASE_IS_OPEN, 0, "i", here)) {
		explain_add(why, "public", "thread");
		*next_case = here;
		*wake = CARE_BYSTANDER;
		return;
	}
	*wake = CARE_STREAM;
	explain_add(why, "public", "stream");
}

/* Words and address of what a conversation stands under, as told last. */
static int
put_post(struct feeding *f, const struct message_in *m, int64_t thread)
{
	if (!m->post && !m->post_link)
		return 0;
	sqlite3_stmt *st = db_stmt(f->s, STMT_STREAM_POST, f->err);
	if (!st)
		return -1;
	db_bind(st, "i", thread);
	int rc = db_step(f->s, st, f->err);
	bool same = rc > 0 && (!m->post || str_eq((const char *)sqlite3_column_text(st, 1), m->post)) &&
		(!m->post_link || str_eq((const char *)sqlite3_column_text(st, 2), m->post_link));
	int64_t text = rc > 0 ? db_col(st, 0) : 0;
	db_done(st);
	if (rc < 0 || same)
		return rc < 0 ? -1 : 0;
	if (text && m->post && db_run(f->s, STMT_STREAM_POST_TEXT, f->err, "it", text, m->post) < 0)
		return -1;
	if (!text && m->post && !(text = db_text_put(f->s, 0, m->post, f->err)))
		return -1;
	return db_run(f->s, STMT_STREAM_POST_SET, f->err, "izt", thread, text, m->post_link);
}

int
feed_stream_add(struct feeding *f, const struct message_in *m, int64_t message, int64_t thread, int64_t case_id,
	enum care_wake wake)
{
	if (m->audience >= AUDIENCE_UNLISTED && put_post(f, m, thread) < 0)
		return -1;
	/* our people answered it on the platform itself */
	if (m->audience >= AUDIENCE_UNLISTED && m->direction == DIRECTION_OUT && m->in_reply_to) {
		int64_t about = db_int64(f->s, STMT_MESSAGE_IN_THREAD, 0, "ti", m->in_reply_to, thread);
		return about ? db_run(f->s, STMT_STREAM_MOVE, f->err, "iii", about, (int64_t)STREAM_NEW,
			(int64_t)STREAM_ANSWERED) : 0;
	}
	if (!feed_is_public(m))
		return 0;
	enum stream_state state = case_id ? STREAM_CASE : wake == CARE_HISTORY ? STREAM_HISTORY : STREAM_NEW;
	db_touch(f->s, AREA_CASE);
	return db_run(f->s, STMT_STREAM_ADD, f->err, "iiizzt", message, (int64_t)state, m->received_at, m->likes, m->reach,
		m->link);
}

int
feed_stream_again(struct feeding *f, const struct message_in *m, int64_t message, int64_t thread)
{
	if (!feed_is_public(m) || (!m->likes && !m->reach && !m->link && !m->post && !m->post_link))
		return 0;
	if (db_run(f->s, STMT_STREAM_UPDATE, f->err, "izzt", message, m->likes, m->reach, m->link) < 0)
		return -1;
	if (db_changes(f->s))
		db_touch(f->s, AREA_CASE);
	return put_post(f, m, thread);
}

int
feed_stream_take(struct feeding *f, int64_t case_id, int64_t message)
{
	if (db_run(f->s, STMT_STREAM_TAKE_EARLIER, f->err, "ii", case_id, message) < 0)
		return -1;
	return db_run(f->s, STMT_STREAM_TAKEN, f->err, "i", case_id);
}

int
feed_deed_done(struct store *s, int64_t outbox, enum deed_kind deed, int64_t message, int64_t at, int64_t text,
	struct error *err)
{
	static const struct { enum event_kind event; unsigned on, off; } deeds[] = {
		[DEED_LIKE] = { EVENT_LIKED, STREAM_LIKED, 0 }, [DEED_UNLIKE] = { EVENT_UNLIKED, 0, STREAM_LIKED },
		[DEED_HIDE] = { EVENT_HIDDEN, STREAM_HIDDEN, 0 }, [DEED_UNHIDE] = { EVENT_UNHIDDEN, 0, STREAM_HIDDEN },
		[DEED_EDIT] = { EVENT_EDIT, 0, 0 }, [DEED_DELETE] = { EVENT_DELETE, 0, 0 } };
	struct arena *a = arena_new();
	struct feeding f = { .s = s, .a = a, .err = err };
	char *id = arena_printf(a, "ours:%lld", (long long)outbox);
	int64_t thread = db_int64(s, STMT_MESSAGE_THREAD, 0, "i", message);
	int rc = -1;
	if (db_run(s, STMT_EVENT_PUT, err, "iitinz", message, (int64_t)deeds[deed].event, id, at,
			deed == DEED_EDIT ? text : 0) == 0 &&
	    db_run(s, STMT_STREAM_OURS, err, "iii", message, (int64_t)deeds[deed].on, (int64_t)deeds[deed].off) == 0 &&
	    (deed != DEED_EDIT || feed_edit(&f, message, at, text) == 0) &&
	    (deed != DEED_DELETE || db_run(s, STMT_MESSAGE_FLAG, err, "ii", message, (int64_t)MESSAGE_WITHDRAWN) == 0))
		rc = db_run(s, STMT_OUTBOX_MESSAGE, err, "iii", outbox, message, thread);
	db_touch(s, AREA_CASE);
	arena_free(a);
	return rc;
}
