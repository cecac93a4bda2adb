/*
 * act_run.c - a program that does something in the world for a case: asked for here, run once by sync.  Above its limit it
 * waits for a second person, who must be one for certain: another user of this host.
 */
#include "act_internal.h"

#include <unistd.h>

#include "i18n.h"
#include "str.h"

int
act_do_run(struct acting *x, const struct act *act)
{
	const struct act_program *p = act->program;
	struct act_case c;
	int64_t outbox, answers;
	if (!p || !act->message_out || str_empty(act->name))
		return error_set(x->err, ERR_INPUT, _("run: which action?"));
	if (act_living(x, act, &c) < 0)
		return -1;
	if (p->second && !x->who->agent)
		return error_set(x->err, ERR_INPUT, _("%s: above its limit a person asks for it, no robot"), act->name);
	if (!(answers = db_text_put(x->s, c.customer, p->answers, x->err)) ||
	    act_write(x, ACT_RUN, c.id, 0, act->name, 0) < 0 || act_queue_out(x, act, "actions", "run", &c, &outbox) < 0 ||
	    db_run(x->s, STMT_RUN_ADD, x->err, "itizti" "z", outbox, act->name, answers, p->amount, p->second,
		(int64_t)p->has_amount, x->who->agent) < 0 || (p->second && act_review_because(x, outbox, "limit") < 0) ||
	    act_touched(x, &c) < 0)
		return -1;
	if (p->second)
		act_say(x, _("%s waits for a second person: %s"), act->name, p->second);
	else
		act_say(x, _("%s is run for #%lld"), act->name, (long long)c.number);
	return 0;
}

/* The host's user behind an agent; -1 = nobody knows. */
static int64_t
user_of(struct acting *x, int64_t agent)
{
	return db_int64(x->s, STMT_RUN_USER, -1, "i", agent);
}

int
act_run_second(struct acting *x, int64_t outbox, int64_t asker)
{
	char *second = NULL, **names;
	const char *me = store_agent_name(x->s, x->who->agent, x->a);
	bool named = false;
	if (db_text(x->s, STMT_RUN_SECOND, x->a, &second, x->err, "i", outbox) < 0)
		return -1;
	for (names = str_split(x->a, second ? second : "", " ", NULL); *names; names++)
		named |= str_eq(*names, me);
	if (!named)
		return error_set(x->err, ERR_INPUT, _("that is for %s to say"), second ? second : "?");
	int64_t mine = user_of(x, x->who->agent), theirs = asker ? user_of(x, asker) : -1;
	if (mine < 0 || mine != (int64_t)getuid())
		return error_set(x->err, ERR_INPUT,
			_("nobody can vouch that you are %s: this agent is another user of this host"), me);
	if (mine == theirs)
		return error_set(x->err, ERR_INPUT, _("nobody can vouch that you are a second person: %s and who asked for "
			"it are the same user of this host; each agent needs one of their own"), me);
	return 0;
}
