/*
 * act_robot.c - what may leave without a person, and what keeps it: no robot answers a list, a bounce or another robot,
 * nobody's words get between a person and the customer, and nothing goes on for ever.
 */
#include "act_internal.h"

#include "i18n.h"
#include "str.h"

/* What is answered: somebody's words, or nothing that wants an answer. */
static int
may_answer(struct acting *x, int64_t thread)
{
	bool asks = str_eq(x->who->robot, "survey") || str_eq(x->who->robot, "incident");
	sqlite3_stmt *st = db_stmt(x->s, STMT_ROBOT_ANSWERS, x->err);
	if (!st)
		return -1;
	db_bind(st, "i", thread);
	int rc = db_step(x->s, st, x->err);
	int64_t kind = rc > 0 ? db_col(st, 0) : KIND_MESSAGE, flags = rc > 0 ? db_col(st, 1) : 0;
	db_done(st);
	if (rc < 0)
		return -1;
	if (kind == KIND_AUTO || kind == KIND_BOUNCE || kind == KIND_RECEIPT)
		return error_set(x->err, ERR_INPUT, _("nothing automatic answers an automatic message (RFC 3834)"));
	if (flags & MESSAGE_BULK)
		return error_set(x->err, ERR_INPUT, _("nothing automatic answers lists and bulk mail"));
	if (!asks && flags & (MESSAGE_LATE | MESSAGE_HISTORY))
		return error_set(x->err, ERR_INPUT, _("nothing automatic answers what arrived late or is history"));
	return 0;
}

/* Whom it goes to: a person, and not ourselves. */
static int
may_address(struct acting *x, const struct act_message *m, int64_t account)
{
	const char *kind = NULL;
	char *named;
	if (db_text(x->s, STMT_ROBOT_SPEAKS, x->a, &named, x->err, "i", account) < 0)
		return -1;
	kind = named ? named : "mail";
	for (size_t i = 0; i < m->recipient_count; i++) {
		const char *address = m->recipients[i].who.address;
		if (care_identity_is_robot(kind, address))
			return error_set(x->err, ERR_INPUT, _("%s is no person: nothing automatic is sent there"), address);
		if (db_int64(x->s, STMT_ROBOT_OURS, 0, "t", address))
			return error_set(x->err, ERR_INPUT, _("%s is one of our own addresses: nothing automatic is sent there"),
				address);
	}
	return 0;
}

static int
may_go_on(struct acting *x, const struct act_case *c)
{
	const struct care_policy *p = x->s->policy;
	if (p->robot_max && db_int64(x->s, STMT_ROBOT_SAID, 0, "i", c->id) >= p->robot_max)
		return error_set(x->err, ERR_INPUT, ngettext_(
			"%d automatic message in a row: now a person or the customer must say something ([care] robot-max)",
			"%d automatic messages in a row: now a person or the customer must say something ([care] robot-max)",
			(unsigned long)p->robot_max), p->robot_max);
	if (p->robot_rate && c->customer && db_int64(x->s, STMT_ROBOT_SAID_TO, 0, "ii", c->customer,
			x->now - p->robot_rate_ms) >= p->robot_rate)
		return error_set(x->err, ERR_INPUT, ngettext_(
			"%d automatic message to this customer in a short time: that is enough ([care] robot-rate)",
			"%d automatic messages to this customer in a short time: that is enough ([care] robot-rate)",
			(unsigned long)p->robot_rate), p->robot_rate);
	return 0;
}

int
act_robot_may(struct acting *x, const struct act *act, const struct act_case *c, const char *kind, int64_t account,
	int64_t thread, int64_t audience)
{
	const struct act_message *m = act->message_out;
	char *writer = NULL;
	/* who brings in what is happening speaks for people; the second level is no customer */
	if (x->who->agent || !x->who->robot || str_eq(kind, "escalation") || str_eq(kind, "code"))
		return 0;
	if (audience >= AUDIENCE_UNLISTED && !m->confirm_public)
		return error_set(x->err, ERR_INPUT, _("nothing automatic is said in public unless that is asked for"));
	if (c && db_text(x->s, STMT_ROBOT_WRITER, x->a, &writer, x->err, "ii", c->id, x->now) < 0)
		return -1;
	if (writer)
		return error_set(x->err, ERR_CONFLICT, _("%s is writing to them: nothing automatic gets in between"), writer);
	if ((thread && may_answer(x, thread) < 0) || may_address(x, m, account) < 0)
		return -1;
	return c ? may_go_on(x, c) : 0;
}

int
act_fired(struct acting *x)
{
	const struct act_firing *f = x->who->firing;
	int64_t case_id = f->case_id ? f->case_id : x->opened_case;
	if (db_run(x->s, STMT_FIRING_ADD, x->err, "tiiizt", f->rule, case_id, f->item, x->now, x->grp, f->why) < 0)
		return -1;
	return db_changes(x->s) ? 0 : error_set(x->err, ERR_CONFLICT, _("rule %s has acted on this already"), f->rule);
}

/* -- hold and release ---------------------------------------------------------------------------------------- */

static int
put_hold(struct acting *x, const struct act *act, const char *name)
{
	if (act->at && act->at <= x->now)
		return error_set(x->err, ERR_INPUT, _("hold: until a time that has not passed"));
	if (name)
		act_say(x, _("nothing automatic leaves by %s"), name);
	else
		act_say(x, _("nothing automatic leaves"));
	return db_run(x->s, STMT_HOLD_PUT, x->err, "iizz", act->account, x->now, x->who->agent, act->at);
}

static int
drop_hold(struct acting *x, const struct act *act, const char *name)
{
	bool all = db_int64(x->s, STMT_HOLD_IS, 0, "ii", (int64_t)0, x->now);
	if (name && all)
		return error_set(x->err, ERR_INPUT, _("everything is held back: `release` without a name lets it go"));
	if (name && !db_int64(x->s, STMT_HOLD_IS, 0, "ii", act->account, x->now))
		return error_set(x->err, ERR_INPUT, _("nothing is held back on %s"), name);
	if (!name && !db_int64(x->s, STMT_HOLD_ANY, 0, "i", x->now))
		return error_set(x->err, ERR_INPUT, _("nothing is held back"));
	if (name)
		act_say(x, _("what is automatic leaves again by %s"), name);
	else
		act_say(x, _("what is automatic leaves again"));
	return db_run(x->s, STMT_HOLD_DROP, x->err, "i", act->account);
}

int
act_do_hold(struct acting *x, const struct act *act)
{
	char *name = NULL;
	if (act->account && db_text(x->s, STMT_ROBOT_ACCOUNT, x->a, &name, x->err, "i", act->account) < 0)
		return -1;
	if (act->account && !name)
		return error_set(x->err, ERR_INPUT, _("there is no such account"));
	if ((act->verb == ACT_HOLD ? put_hold(x, act, name) : drop_hold(x, act, name)) < 0 ||
	    db_run(x->s, STMT_HOLD_OVER, x->err, "i", x->now) < 0)
		return -1;
	db_touch(x->s, AREA_ACCOUNT);
	db_touch(x->s, AREA_OUTBOX);
	return act_write(x, act->verb, 0, 0, name ? name : "all", 0);
}
