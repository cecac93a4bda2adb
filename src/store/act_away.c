/* act_away.c - out of office: until when, and who stands in. */
#include "act_internal.h"

#include <stdio.h>

#include "i18n.h"
#include "str.h"

/* Whom it is about: who does it, or a colleague who cannot say so. */
static int
about_whom(struct acting *x, const struct act *act, int64_t *agent, const char **name)
{
	const char *who = str_empty(act->kind) ? NULL : act->kind;
	*agent = who ? store_agent_find(x->s, who) : x->who->agent;
	if (!*agent)
		return who ? act_unknown_agent(x, who) : error_set(x->err, ERR_INPUT, _("who is away?"));
	*name = store_agent_name(x->s, *agent, x->a);
	return 0;
}

static int
stands_in(struct acting *x, const char *name, int64_t agent)
{
	if (str_empty(name))
		return 0;
	if (str_starts(name, "team:")) {
		for (const char *const *t = x->s->policy->teams; t && *t; t++)
			if (str_eq(*t, name + 5))
				return 0;
		return error_set(x->err, ERR_INPUT, _("there is no team '%s'"), name + 5);
	}
	int64_t other = store_agent_find(x->s, name);
	if (!other)
		return act_unknown_agent(x, name);
	return other == agent ? error_set(x->err, ERR_INPUT, _("nobody stands in for themselves")) : 0;
}

int
act_do_away(struct acting *x, const struct act *act)
{
	int64_t agent;
	const char *name;
	char args[64];
	if (about_whom(x, act, &agent, &name) < 0 || stands_in(x, act->name, agent) < 0)
		return -1;
	if (act->at && act->at <= x->now)
		return error_set(x->err, ERR_INPUT, _("away: that time has passed"));
	snprintf(args, sizeof args, "%.40s", name);
	if (act_write(x, ACT_AWAY, 0, 0, args, 0) < 0 || act_set(x, FIELD_AGENT_AWAY_FROM, agent, V_INT(x->now)) < 0 ||
	    act_set(x, FIELD_AGENT_AWAY_UNTIL, agent, V_ID(act->at)) < 0 ||
	    act_set(x, FIELD_AGENT_SUBSTITUTE, agent, V_TEXT(act->name)) < 0)
		return -1;
	if (str_empty(act->name))
		act_say(x, _("%s is away: whom they have goes back to the team when the customer writes"), name);
	else
		act_say(x, _("%s is away, %s stands in"), name, act->name);
	return 0;
}

int
act_do_back(struct acting *x, const struct act *act)
{
	int64_t agent;
	const char *name;
	char args[64];
	struct value from;
	if (about_whom(x, act, &agent, &name) < 0 || act_get(x, FIELD_AGENT_AWAY_FROM, agent, &from) < 0)
		return -1;
	if (from.type == VALUE_NULL) {
		act_say(x, _("%s is not away"), name);
		return 0;
	}
	snprintf(args, sizeof args, "%.40s", name);
	if (act_write(x, ACT_BACK, 0, 0, args, 0) < 0 || act_set(x, FIELD_AGENT_AWAY_FROM, agent, V_NULL) < 0 ||
	    act_set(x, FIELD_AGENT_AWAY_UNTIL, agent, V_NULL) < 0 || act_set(x, FIELD_AGENT_SUBSTITUTE, agent, V_NULL) < 0)
		return -1;
	act_say(x, _("%s is back"), name);
	return 0;
}
