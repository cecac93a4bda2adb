/*
 * private.c - the one private answer that a platform allows to what was said in public.  It is queued in the public
 * thread; the conversation that it opens is another thread, maybe of another account, and belongs to the same case.
 */
#include "feed_internal.h"
#include "act_internal.h"

#include "clock.h"
#include "str.h"

bool
read_private_reply(struct store *s, int64_t thread)
{
	return db_int64(s, STMT_PRIVATE_MAY, 0, "ii", thread, clock_now()) != 0;
}

int64_t
read_private_until(struct store *s, int64_t message)
{
	int64_t thread = db_int64(s, STMT_MESSAGE_THREAD, 0, "i", message);
	int64_t until = thread && read_private_reply(s, thread) ? db_int64(s, STMT_PRIVATE_UNTIL, 0, "i", message) : 0;
	return until > clock_now() ? until : 0;
}

char *
act_private_about(struct acting *x, int64_t thread)
{
	sqlite3_stmt *st = db_stmt(x->s, STMT_PRIVATE_ABOUT, x->err);
	char *id = NULL;
	if (!st)
		return NULL;
	db_bind(st, "i", thread);
	if (db_step(x->s, st, x->err) > 0)
		id = db_col_text(st, 0, x->a);
	db_done(st);
	return id;
}

/* A message of ours that another thread knows under this id: what it opened is this thread. */
int
feed_private_opens(struct feeding *f, const struct message_in *m)
{
	int64_t thread = 0, next = 0, message, case_id;
	sqlite3_stmt *st;
	if (m->direction != DIRECTION_OUT || m->audience >= AUDIENCE_UNLISTED || str_eq(f->ctx->channel, "mail"))
		return 0;
	if (!(st = db_stmt(f->s, STMT_PRIVATE_SENT, f->err)))
		return -1;
	db_bind(st, "t", m->remote_id);
	int rc = db_step(f->s, st, f->err);
	message = rc > 0 ? db_col(st, 0) : 0;
	case_id = rc > 0 ? db_col(st, 1) : 0;
	db_done(st);
	if (rc <= 0 || !message)
		return rc < 0 ? -1 : 0;
	if (feed_thread(f, m, m->thread, 0, &thread, &next) < 0 ||
	    db_run(f->s, STMT_PRIVATE_MOVE, f->err, "ii", message, thread) < 0)
		return -1;
	return case_id ? db_run(f->s, STMT_THREAD_ADOPT, f->err, "ii", thread, case_id) < 0 ? -1 : 0 : 0;
}
