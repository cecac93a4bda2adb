/*
 * act_review.c - what a second person looks at before it leaves: a trainee's replies, an action above its limit.  They let
 * it go as it is or changed, or give it back with a word; nobody lets their own go.
 */
#include "act_internal.h"

#include "i18n.h"
#include "str.h"

static bool
lists(const char *const *list, const char *name)
{
	for (; list && *list; list++)
		if (str_eq(*list, name))
			return true;
	return false;
}

bool
review_trainee(struct store *s, const struct care_policy *p, int64_t agent)
{
	bool is = false;
	struct arena *a;
	if (!agent || !p->trainees || !*p->trainees)
		return false;
	a = arena_new();
	is = lists(p->trainees, store_agent_name(s, agent, a));
	arena_free(a);
	return is;
}

bool
review_wanted(const char *reason)
{
	return str_eq(reason, "trainee") || str_eq(reason, "limit");
}

bool
review_kind(const char *kind)
{
	return str_eq(kind, "reply") || str_eq(kind, "new") || str_eq(kind, "forward") || str_eq(kind, "edit");
}

int
act_review_first(struct acting *x, int64_t outbox, const char *kind)
{
	if (!review_kind(kind) || !review_trainee(x->s, x->s->policy, x->who->agent))
		return 0;
	return act_review_because(x, outbox, "trainee");
}

int
act_review_because(struct acting *x, int64_t outbox, const char *reason)
{
	if (db_run(x->s, STMT_REVIEW_BEGIN, x->err, "iti", outbox, reason, (int64_t)OUTBOX_REVIEW) < 0)
		return -1;
	db_touch(x->s, AREA_CASE);
	return db_run(x->s, STMT_ACT_OUTBOX_LOG, x->err, "iiiit", outbox, x->now, (int64_t)OUTBOX_QUEUED, (int64_t)OUTBOX_REVIEW,
		reason);
}

/* -- deciding --------------------------------------------------------------------------------------------------- */

struct reviewed { int64_t id, case_id, agent, text, state, reviewer; char *reason, *kind, *to, *author; };

static int
read_reviewed(struct acting *x, int64_t id, struct reviewed *r)
{
	sqlite3_stmt *st = db_stmt(x->s, STMT_REVIEW_GET, x->err);
	if (!st)
		return -1;
	db_bind(st, "i", id);
	int rc = db_step(x->s, st, x->err);
	if (rc > 0)
		*r = (struct reviewed){ .id = id, .state = db_col(st, 0), .reason = db_col_text(st, 1, x->a),
			.case_id = db_col(st, 2), .agent = db_col(st, 3), .text = db_col(st, 4), .kind = db_col_text(st, 5, x->a),
			.to = db_col_text(st, 6, x->a), .author = db_col_text(st, 7, x->a), .reviewer = db_col(st, 8) };
	db_done(st);
	if (rc > 0 && !r->to)
		r->to = r->kind;
	return rc > 0 ? 0 : rc < 0 ? -1 : error_set(x->err, ERR_INPUT, _("there is no such row in the outbox"));
}

/* May this person decide about it? */
static int
may_review(struct acting *x, const struct reviewed *r)
{
	if (r->state != OUTBOX_REVIEW || !review_wanted(r->reason))
		return error_set(x->err, ERR_INPUT, _("row %lld of the outbox does not wait for a second person: it is '%s'"),
			(long long)r->id, outbox_state_name((int)r->state));
	if (!x->who->agent)
		return error_set(x->err, ERR_INPUT, _("a second person lets it go, no robot"));
	if (x->who->agent == r->agent)
		return error_set(x->err, ERR_INPUT, _("nobody lets their own go: a colleague looks at it"));
	if (review_trainee(x->s, x->s->policy, x->who->agent))
		return error_set(x->err, ERR_INPUT, _("a trainee lets nothing go: a colleague looks at it"));
	if (str_eq(r->kind, "run"))
		return act_run_second(x, r->id, r->agent);
	return 0;
}

int
act_review_refuse(struct acting *x, int64_t outbox)
{
	struct reviewed r;
	if (read_reviewed(x, outbox, &r) < 0)
		return -1;
	if (r.state != OUTBOX_REVIEW || !review_wanted(r.reason))
		return 0;
	return may_review(x, &r) < 0 ? -1 : error_set(x->err, ERR_INPUT,
		_("row %lld waits for a second person: approve %lld, or return %lld WORD"), (long long)outbox, (long long)outbox,
		(long long)outbox);
}

static int
change_words(struct acting *x, const struct reviewed *r, const char *text)
{
	const char *where;
	char *now = NULL;
	if (str_eq(r->kind, "run"))
		return error_set(x->err, ERR_INPUT,
			_("what a program is given is not changed: return it, and have it asked for anew"));
	if (str_empty(text))
		return error_set(x->err, ERR_INPUT, _("the message is empty"));
	if (care_has_placeholder(text, &where))
		return error_set(x->err, ERR_INPUT, _("a placeholder is still open: %.30s"), where);
	if (!r->text || db_text(x->s, STMT_TEXT_GET, x->a, &now, x->err, "i", r->text) < 0)
		return error_set(x->err, ERR_INPUT, _("there are no words to change"));
	if (str_eq(now, text))
		return 0;
	int64_t customer = db_int64(x->s, STMT_REVIEW_CUSTOMER, 0, "i", r->case_id);
	int64_t id = db_text_put(x->s, customer, text, x->err);
	return !id || db_run(x->s, STMT_REVIEW_CHANGE, x->err, "ii", r->id, id) < 0 ? -1 : 1;
}

int
act_do_approve(struct acting *x, const struct act *act)
{
	struct reviewed r;
	int changed = 0;
	if (read_reviewed(x, act->outbox, &r) < 0 || may_review(x, &r) < 0 ||
	    (act->text && (changed = change_words(x, &r, act->text)) < 0))
		return -1;
	int64_t seen = r.case_id ? db_int64(x->s, STMT_ACT_LAST_ITEM, 0, "i", r.case_id) : 0;
	if (act_write(x, ACT_APPROVE, r.case_id, 0, arena_printf(x->a, "outbox:%lld%s", (long long)r.id, changed ? ",changed"
			: ""), 0) < 0 ||
	    db_run(x->s, STMT_REVIEW_APPROVE, x->err, "iiiiii", r.id, (int64_t)OUTBOX_REVIEW, x->who->agent,
		x->now + x->s->policy->undo_send_ms, x->now, seen) < 0)
		return -1;
	if (!db_changes(x->s))
		return error_set(x->err, ERR_CONFLICT, _("it has moved on meanwhile: look again"));
	db_touch(x->s, AREA_OUTBOX);
	if (db_run(x->s, STMT_REVIEW_RUN, x->err, "iii", r.id, x->who->agent, x->now) < 0 ||
	    db_run(x->s, STMT_ACT_OUTBOX_LOG, x->err, "iiiit", r.id, x->now, (int64_t)OUTBOX_REVIEW, (int64_t)OUTBOX_QUEUED,
			store_agent_name(x->s, x->who->agent, x->a)) < 0)
		return -1;
	x->out->case_id = r.case_id;
	x->out->outbox = r.id;
	act_say(x, changed ? _("changed, and on its way: what %s wrote to %s") : _("on its way: what %s wrote to %s"),
		r.author ? r.author : "?", r.to ? r.to : "?");
	return act_touch(x, r.case_id);
}

/* What a reply was to end is open again until it is answered. */
static int
reopen(struct acting *x, int64_t case_id)
{
	struct value now;
	if (!case_id || act_get(x, FIELD_CASE_STATUS, case_id, &now) < 0)
		return case_id ? -1 : 0;
	return now.i == STATUS_RESOLVED || now.i == STATUS_PENDING ? act_wake(x, case_id) : act_touch(x, case_id);
}

int
act_do_return(struct acting *x, const struct act *act)
{
	struct reviewed r;
	if (read_reviewed(x, act->outbox, &r) < 0 || may_review(x, &r) < 0)
		return -1;
	if (str_empty(act->text))
		return error_set(x->err, ERR_INPUT, _("say why: return %lld WORD..."), (long long)r.id);
	if (act_write(x, ACT_RETURN, r.case_id, 0, arena_printf(x->a, "outbox:%lld", (long long)r.id), 0) < 0 ||
	    reopen(x, r.case_id) < 0 ||
	    db_run(x->s, STMT_REVIEW_RETURN, x->err, "iiii", r.id, (int64_t)OUTBOX_REVIEW, (int64_t)OUTBOX_CANCELLED,
		x->who->agent) < 0)
		return -1;
	if (!db_changes(x->s))
		return error_set(x->err, ERR_CONFLICT, _("it has moved on meanwhile: look again"));
	db_touch(x->s, AREA_OUTBOX);
	if (db_run(x->s, STMT_ACT_OUTBOX_LOG, x->err, "iiiit", r.id, x->now, (int64_t)OUTBOX_REVIEW, (int64_t)OUTBOX_CANCELLED,
			r.case_id ? store_agent_name(x->s, x->who->agent, x->a) : act->text) < 0 ||
	    act_draft_of(x, r.id, r.agent) < 0)
		return -1;
	/* the word reaches them as every note that calls them does */
	struct act note = { .verb = ACT_NOTE, .case_id = r.case_id,
		.text = arena_printf(x->a, "@%s %s", r.author ? r.author : "?", act->text) };
	if (r.case_id && act_do_note(x, &note) < 0)
		return -1;
	x->out->case_id = r.case_id;
	act_say(x, _("given back to %s, as a draft"), r.author ? r.author : "?");
	return 0;
}
