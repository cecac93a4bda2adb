/* act_escalate.c - a case goes to another level, is spoken about there, and comes back. */
#include "act_internal.h"

#include "feed.h"
#include "i18n.h"
#include "str.h"

/* The account row of a way out that is no channel, made if need be: who escalates need not have synchronised. */
static int
outlet_account(struct acting *x, const char *outlet, const char *speaks, int64_t *id)
{
	const char *channel = str_starts(outlet, "escalation:") ? "escalation" : outlet;
	struct uid uid = uid_of("account", channel, outlet, NULL);
	*id = db_int64(x->s, STMT_ACCOUNT_FIND, 0, "u", &uid);
	if (*id)
		return 0;
	if (db_run(x->s, STMT_OUTLET_ADD, x->err, "uttti", &uid, outlet, channel, speaks ? speaks : channel, x->now) < 0)
		return -1;
	*id = sqlite3_last_insert_rowid(x->s->db);
	db_touch(x->s, AREA_ACCOUNT);
	return 0;
}

int
act_queue_out(struct acting *x, const struct act *act, const char *outlet, const char *kind, const struct act_case *c,
	int64_t *outbox)
{
	struct act copy = *act;
	struct act_message m = *act->message_out;
	struct recipient to = { ROLE_TO, { NULL, act->name } };
	if (outlet_account(x, outlet, act->target ? act->target->speaks : NULL, &m.account) < 0)
		return -1;
	m.recipients = &to;
	m.recipient_count = 1;
	copy.message_out = &m;
	return act_queue(x, &copy, kind, c, outbox);
}

/* Queues the word, by mail or by the target's own way. */
static int
queue_word(struct acting *x, const struct act *act, const struct act_case *c, int64_t *outbox)
{
	if (act->target && act->target->outlet)
		return act_queue_out(x, act, act->target->outlet, "escalation", c, outbox);
	return act_queue(x, act, "escalation", c, outbox);
}

int
act_do_escalate(struct acting *x, const struct act *act)
{
	struct act_case c;
	int64_t outbox, level = 2;
	if (!act->message_out || str_empty(act->name))
		return error_set(x->err, ERR_INPUT, _("escalate: to whom?"));
	if (act_living(x, act, &c) < 0)
		return -1;
	if (db_int64(x->s, STMT_ESC_THEIRS_OF, 0, "it", c.id, act->name))
		return error_set(x->err, ERR_INPUT, _("#%lld is with %s already: `tell` says more to them, `de-escalate` takes "
			"it back"), (long long)c.number, act->name);
	int64_t reason = db_text_put(x->s, c.customer, act->text ? act->text : "", x->err);
	if (act->escalate_level)
		(void)str_to_int64(act->escalate_level, &level);
	if (!reason || act_write(x, ACT_ESCALATE, c.id, 0, act->name, reason) < 0 ||
	    queue_word(x, act, &c, &outbox) < 0 ||
	    db_run(x->s, STMT_ESC_ADD, x->err, "itiiiiitz", c.id, act->name, level, reason, x->now, x->action, outbox,
		act->escalate_to, act->target ? act->target->remind_at : (int64_t)0) < 0 ||
	    db_run(x->s, STMT_ESC_BOX, x->err, "iit", outbox, (int64_t)sqlite3_last_insert_rowid(x->s->db), "escalated") < 0)
		return -1;
	if (c.status == STATUS_NEW && act_set(x, FIELD_CASE_STATUS, c.id, V_INT(STATUS_OPEN)) < 0)
		return -1;
	act_say(x, _("#%lld escalated to %s"), (long long)c.number, act->name);
	return 0;
}

/* The open escalation that is meant: the named one, or the only one. */
static int
find_open(struct acting *x, const struct act_case *c, const char *target, int64_t *id, char **name)
{
	int64_t ids[2] = { 0, 0 };
	sqlite3_stmt *st = db_stmt(x->s, STMT_ESC_OPEN_OF, x->err);
	if (!st)
		return -1;
	db_bind(st, "it", c->id, str_empty(target) ? NULL : target);
	for (int i = 0; i < 2 && db_step(x->s, st, NULL) > 0; i++)
		ids[i] = db_col(st, 0);
	db_done(st);
	if (!ids[0])
		return str_empty(target) ? error_set(x->err, ERR_INPUT, _("#%lld is with no escalation target"),
				(long long)c->number)
			: error_set(x->err, ERR_INPUT, _("#%lld is not with %s"), (long long)c->number, target);
	if (ids[1] && str_empty(target))
		return error_set(x->err, ERR_INPUT, _("#%lld is with several targets: say which one"), (long long)c->number);
	*id = ids[0];
	return db_text(x->s, STMT_ESC_NAME, x->a, name, x->err, "i", ids[0]);
}

int
act_do_tell(struct acting *x, const struct act *act)
{
	static const char *const events[] = { "told", "followed", "reminded", "closed" };
	const char *event = act->target && act->target->event ? act->target->event : events[0];
	struct act_case c;
	int64_t id = act->value, outbox;
	char *name = NULL;
	if (act_living(x, act, &c) < 0)
		return -1;
	if (!act->message_out)
		return error_set(x->err, ERR_INPUT, _("tell: say what"));
	if (id ? db_text(x->s, STMT_ESC_NAME, x->a, &name, x->err, "i", id) < 0 : find_open(x, &c, act->name, &id, &name) < 0)
		return -1;
	struct act copy = *act;
	copy.name = name;
	if (act_write(x, ACT_TELL, c.id, 0, name, 0) < 0 || queue_word(x, &copy, &c, &outbox) < 0 ||
	    db_run(x->s, STMT_ESC_BOX, x->err, "iit", outbox, id, event) < 0 ||
	    (!(act->target && act->target->outlet) && db_run(x->s, STMT_ESC_BOX_AFTER, x->err, "ii", outbox, id) < 0) ||
	    db_run(x->s, STMT_ESC_TOLD, x->err, "itzii", id, event, act->target ? act->target->remind_at : (int64_t)0,
		act->target ? act->target->followed : (int64_t)0, x->now) < 0)
		return -1;
	act_say(x, _("told %s more about #%lld"), name, (long long)c.number);
	return 0;
}

int
act_do_deescalate(struct acting *x, const struct act *act)
{
	struct act_case c;
	int64_t id, text = 0;
	char *name;
	if (act_living(x, act, &c) < 0 || find_open(x, &c, act->name, &id, &name) < 0)
		return -1;
	if (!str_empty(act->text) && !(text = db_text_put(x->s, c.customer, act->text, x->err)))
		return -1;
	if (act_write(x, ACT_DEESCALATE, c.id, 0, name, text) < 0 ||
	    act_set(x, FIELD_ESCALATION_CLOSED, id, V_INT(x->now)) < 0)
		return -1;
	act_say(x, _("#%lld is no longer with %s"), (long long)c.number, name);
	return 0;
}

/* What the second level said came by another way: a telephone call, a hook. */
int
act_do_answered(struct acting *x, const struct act *act)
{
	struct act_case c;
	int64_t id, note, text;
	char *name;
	if (act_living(x, act, &c) < 0 || find_open(x, &c, act->reason, &id, &name) < 0)
		return -1;
	if (str_empty(act->text))
		return error_set(x->err, ERR_INPUT, _("answered: say what they said"));
	if (!(text = db_text_put(x->s, c.customer, act->text, x->err)) || !(note = db_item(x->s, x->err)) ||
	    act_write(x, ACT_ANSWERED, c.id, 0, NULL, 0) < 0 ||
	    db_run(x->s, STMT_NOTE_ANSWER, x->err, "iinti" "i", note, c.id, str_empty(act->name) ? name : act->name, x->now,
		text) < 0 ||
	    db_run(x->s, STMT_NOTE_HOME, x->err, "ii", note, id) < 0 ||
	    db_run(x->s, STMT_ESC_ANSWERED, x->err, "ii", id, x->now) < 0 || (act_asleep((int)c.status) && act_wake(x, c.id) < 0))
		return -1;
	act_say(x, _("%s answered about #%lld"), str_empty(act->name) ? name : act->name, (long long)c.number);
	return 0;
}
