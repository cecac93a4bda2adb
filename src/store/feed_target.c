/* feed_target.c - what comes of escalations that did not go by mail: answers, tickets, states; and what we told there. */
#include "feed_internal.h"

#include "act.h"
#include "i18n.h"
#include "str.h"

int
feed_target_state(struct store *s, int64_t escalation, const struct feed_target *t, int64_t now, struct error *err)
{
	if (db_begin(s, false, err) < 0)
		return -1;
	db_touch(s, AREA_CASE);
	return db_end(s, db_run(s, STMT_ESC_STATE, err, "itttti", escalation, t->remote_id, t->url, t->state, t->cursor, now),
		err);
}

/* A note on the case that wakes it; the cursor moves with it, so that nothing comes twice. */
static int
answer(struct feeding *f, int64_t escalation, const struct feed_target *t, int64_t now)
{
	int64_t case_id = feed_living_case(f->s, db_int64(f->s, STMT_ESC_CASE, 0, "i", escalation)), id = db_item(f->s, f->err);
	int64_t text = id && case_id ? db_text_put(f->s, 0, t->text, f->err) : 0;
	int64_t status = db_int64(f->s, STMT_CASE_HEAD, -1, "i", case_id);
	bool asleep = status == STATUS_PENDING || status == STATUS_SNOOZED || status == STATUS_RESOLVED;
	if (!text || db_run(f->s, STMT_NOTE_ANSWER, f->err, "iinti" "i", id, case_id, t->from, t->at ? t->at : now, text) < 0 ||
	    db_run(f->s, STMT_NOTE_HOME, f->err, "ii", id, escalation) < 0 ||
	    db_run(f->s, STMT_ESC_STATE, f->err, "itttti", escalation, t->remote_id, t->url, t->state, t->cursor, now) < 0 ||
	    db_run(f->s, STMT_ESC_ANSWERED, f->err, "ii", escalation, now) < 0 ||
	    (asleep && db_run(f->s, STMT_CASE_WAKE, f->err, "ii", case_id, (int64_t)STATUS_OPEN) < 0) ||
	    feed_robot(f, ACT_ANSWERED, case_id, NULL, asleep ? "status" : NULL, status, STATUS_OPEN) < 0 ||
	    db_run(f->s, STMT_CASE_UPDATED, f->err, "ii", case_id, now) < 0)
		return -1;
	return case_derive(f->s, case_id, f->err);
}

int
feed_target_answer(struct store *s, int64_t escalation, const struct feed_target *t, int64_t now, struct error *err)
{
	struct arena *a = arena_new();
	struct feeding f = { .s = s, .a = a, .err = err };
	int rc = db_begin(s, false, err);
	if (rc == 0)
		rc = db_end(s, answer(&f, escalation, t, now), err);
	arena_free(a);
	return rc;
}

/* What a target was told stands on the timeline as a note: it has no thread, and no way to the customer. */
int
feed_target_told(struct store *s, int64_t outbox, int64_t case_id, const char *agent, const char *to, int64_t at,
	struct arena *a, struct error *err)
{
	int64_t id = db_item(s, err);
	const char *author = arena_printf(a, _("%s to %s"), agent, to);
	if (!id || db_run(s, STMT_NOTE_TOLD, err, "iitii", id, case_id, author, at, outbox) < 0)
		return -1;
	return db_run(s, STMT_BOX_SHOWN, err, "i", outbox);
}
