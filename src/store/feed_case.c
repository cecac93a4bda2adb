/* feed_case.c - what an arrival does to cases. */
#include "feed_internal.h"

#include "act.h"
#include "clock.h"
#include "explain.h"
#include "str.h"

int
feed_touch_case(struct feeding *f, int64_t case_id)
{
	for (size_t i = 0; i < f->touched_count; i++)
		if (f->touched[i] == case_id)
			return 0;
	*VEC_PUSH(f->a, f->touched, f->touched_count, f->touched_space) = case_id;
	return 0;
}

int
feed_robot(struct feeding *f, int verb, int64_t case_id, const char *args, const char *field, int64_t before,
	int64_t after)
{
	int64_t id = db_item(f->s, f->err);
	struct uid uid = uid_new();
	if (!id || db_run(f->s, STMT_ROBOT_ACTION, f->err, "iuiitit", id, &uid, clock_now(), (int64_t)verb, "sync",
			case_id, args) < 0)
		return -1;
	return field ? db_run(f->s, STMT_ROBOT_CHANGE, f->err, "iiitii", id, (int64_t)1, case_id, field, before, after)
		: 0;
}

static int
read_arrival(struct feeding *f, int64_t case_id, struct care_case *c)
{
	sqlite3_stmt *st = db_stmt(f->s, STMT_CASE_ARRIVAL, f->err);
	if (!st)
		return -1;
	db_bind(st, "i", case_id);
	int rc = db_step(f->s, st, f->err);
	if (rc > 0)
		*c = (struct care_case){ .status = (enum status)db_col(st, 0), .resolved_at = db_col(st, 1),
			.snoozed_until = db_col(st, 2), .snooze_until_reply = db_col(st, 3) != 0,
			.assigned = sqlite3_column_type(st, 4) != SQLITE_NULL };
	db_done(st);
	return rc > 0 ? 0 : -1;
}

/* Cc'd people are participants, never merged by being there. */
static int
add_participants(struct feeding *f, const struct message_in *m, int64_t case_id)
{
	const char *kind = feed_identity_kind(f, m);
	for (size_t i = 0; i < m->recipient_count && i < 50; i++) {
		const struct recipient *r = &m->recipients[i];
		int64_t identity;
		bool ours = false;
		if (r->role != ROLE_TO && r->role != ROLE_CC)
			continue;
		char *address = case_normal(f->s, kind, r->who.address, f->a);
		if (!address || care_identity_is_robot(kind, address))
			continue;
		for (const char *const *own = f->ctx->own_addresses; own && *own; own++)
			ours |= str_eq(*own, address);
		if (ours)
			continue;
		if (case_identity(f->s, kind, address, r->who.name, m->received_at, &identity, f->err) < 0 ||
		    db_run(f->s, STMT_PARTICIPANT_ADD, f->err, "iii", case_id, identity, (int64_t)r->role) < 0)
			return -1;
	}
	return 0;
}

static int
open_case(struct feeding *f, const struct message_in *m, int64_t message, int64_t follows, int64_t *case_id)
{
	struct uid none = { { 0 } };
	bool public = feed_is_public(m);	/* others speak there too */
	if (case_open(f->s, message, STATUS_NEW, !public, none, case_id, f->err) < 0 ||
	    (public && feed_stream_take(f, *case_id, message) < 0) ||
	    add_participants(f, m, *case_id) < 0)
		return -1;
	if (!str_empty(f->ctx->team) && db_run(f->s, STMT_CASE_TEAM, f->err, "it", *case_id, f->ctx->team) < 0)
		return -1;
	if (follows && db_run(f->s, STMT_CASE_FOLLOWS, f->err, "ii", *case_id, follows) < 0)
		return -1;
	f->out->cases++;
	return feed_touch_case(f, *case_id);
}

/* The message joins a case that is there: attached, and if it wakes, the case opens. */
static int
join_case(struct feeding *f, const struct message_in *m, int64_t message, int64_t thread, int64_t into, bool wakes,
	struct buf *why, int64_t *case_id)
{
	struct care_case c;
	if (read_arrival(f, into, &c) < 0)
		return -1;
	enum care_arrival what = wakes ? care_arrival(&c, m->received_at, f->s->policy) : ARRIVAL_KEEP;
	if (what == ARRIVAL_FOLLOW_UP) {
		explain_add(why, "case", "follow-up");
		return open_case(f, m, message, into, case_id);
	}
	*case_id = into;
	if (db_run(f->s, STMT_CASE_TAKE_MESSAGE, f->err, "ii", into, message) < 0 ||
	    db_run(f->s, STMT_CASE_THREAD_NEXT, f->err, "ii", into, thread) < 0 ||
	    db_run(f->s, STMT_CASE_UPDATED, f->err, "ii", into, m->received_at) < 0 ||
	    add_participants(f, m, into) < 0)
		return -1;
	if (what == ARRIVAL_OPEN && db_run(f->s, STMT_CASE_WAKE, f->err, "ii", into, (int64_t)STATUS_OPEN) < 0)
		return -1;
	explain_add(why, "case", what == ARRIVAL_OPEN ? "reopened" : "next");
	return feed_touch_case(f, into);
}

int
feed_place(struct feeding *f, const struct message_in *m, int64_t message, int64_t thread, int64_t next_case,
	enum care_wake wake, bool stranger, struct buf *why, int64_t *case_id)
{
	bool wakes = wake == CARE_WAKES;
	*case_id = 0;
	if (next_case && wake != CARE_HISTORY && wake != CARE_SECOND_LEVEL)
		return join_case(f, m, message, thread, next_case, wakes, why, case_id);
	if (wakes && m->direction == DIRECTION_IN) {
		explain_add(why, "case", stranger ? "stranger-new" : "new");
		return open_case(f, m, message, 0, case_id);
	}
	explain_add(why, "case", wake == CARE_HISTORY ? "history" : wake == CARE_STREAM ? "stream" : "none");
	return 0;
}

int
feed_second_level(struct feeding *f, const struct message_in *m, int64_t message, const struct parentage *p,
	int64_t text, bool robot)
{
	struct care_case c;
	int64_t case_id = feed_living_case(f->s, p->escalation_case), id = db_item(f->s, f->err);
	const char *author = str_empty(m->from.name) ? m->from.address : str_ieq(p->escalation_address, m->from.address)
		? m->from.name : arena_printf(f->a, "%s <%s>", m->from.name, m->from.address);
	char *fresh = quote_fresh(m->text ? m->text : "", f->a);
	if (!id)
		return -1;
	int64_t words = *fresh ? db_text_put(f->s, 0, fresh, f->err) : text;
	if (!words && !(words = db_text_put(f->s, 0, "", f->err)))
		return -1;
	if (db_run(f->s, STMT_NOTE_SECOND, f->err, "iitiii", id, case_id, author, m->received_at, words, message) < 0 ||
	    db_run(f->s, STMT_NOTE_HOME, f->err, "ii", id, p->escalation) < 0)
		return -1;
	if (robot)
		return feed_touch_case(f, case_id);
	if (db_run(f->s, STMT_ESC_ANSWERED, f->err, "ii", p->escalation, m->received_at) < 0 ||
	    read_arrival(f, case_id, &c) < 0)
		return -1;
	bool asleep = c.status == STATUS_PENDING || c.status == STATUS_SNOOZED || c.status == STATUS_RESOLVED;
	if (asleep && db_run(f->s, STMT_CASE_WAKE, f->err, "ii", case_id, (int64_t)STATUS_OPEN) < 0)
		return -1;
	if (feed_robot(f, ACT_ANSWERED, case_id, NULL, asleep ? "status" : NULL, c.status, STATUS_OPEN) < 0 ||
	    db_run(f->s, STMT_CASE_UPDATED, f->err, "ii", case_id, m->received_at) < 0)
		return -1;
	return feed_touch_case(f, case_id);
}

int
feed_wake_due(struct store *s, int64_t now, int *n, struct error *err)
{
	struct arena *a = arena_new();
	struct feeding f = { .s = s, .a = a, .err = err };
	int rc = -1;
	*n = 0;
	if (db_int64(s, STMT_SNOOZED_DUE, 0, "i", now) == 0) {
		arena_free(a);
		return 0;
	}
	if (db_begin(s, false, err) < 0)
		goto out;
	for (int64_t id; (id = db_int64(s, STMT_SNOOZED_DUE, 0, "i", now)) != 0; ++*n)
		if (db_run(s, STMT_CASE_WAKE, err, "ii", id, (int64_t)STATUS_OPEN) < 0 ||
		    feed_robot(&f, ACT_REMIND, id, NULL, "status", STATUS_SNOOZED, STATUS_OPEN) < 0 ||
		    db_run(s, STMT_CASE_UPDATED, err, "ii", id, now) < 0 || case_derive(s, id, err) < 0)
			goto out;
	rc = db_commit(s, err);
out:
	if (rc < 0)
		db_rollback(s);
	arena_free(a);
	return rc;
}
