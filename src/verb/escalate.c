/* escalate.c - a case to another level: target, transcript, message. */
#include "verb.h"

#include <stdio.h>

#include "i18n.h"
#include "str.h"
#include "verb_internal.h"

static const struct conf_escalation *
find_target(const struct verb_context *v, const char *name, struct arena *a, struct error *err)
{
	size_t n;
	const struct conf_escalation *list = conf_escalations(v->conf, &n);
	const char **names = arena_array(a, const char *, n);
	for (size_t i = 0; i < n; i++) {
		if (str_eq(list[i].name, name))
			return &list[i];
		names[i] = list[i].name;
	}
	const char *near = str_nearest(name, names, n);
	if (near)
		error_set(err, ERR_INPUT, _("escalation target '%s' is not configured - did you mean '%s'?"), name, near);
	else
		error_set(err, ERR_INPUT, _("escalation target '%s' is not configured: add [escalation %s]"), name, name);
	return NULL;
}

/* The account by which the handing over leaves: the case's own mail account, else the first one. */
static int
pick_account(const struct verb_context *v, int64_t case_id, struct letter *l, struct arena *a,
	struct error *err)
{
	struct reply_route *routes;
	size_t n;
	if (read_routes(v->store, case_id, a, &routes, &n, NULL) == 0)
		for (size_t i = 0; i < n; i++)
			if (str_eq(routes[i].channel, "mail")) {
				l->via = routes[i].account_name;
				break;
			}
	return letter_open(v, l, a, err);
}

int
verb_escalate(const struct verb_context *v, const char *target, const char *reason, int64_t case_id,
	struct arena *a, struct act *act, struct error *err)
{
	const struct conf_escalation *t = find_target(v, target, a, err);
	struct case_row row;
	struct letter l = { .kind = LETTER_NEW };
	char *transcript;
	if (!t)
		return -1;
	if (!case_id)
		return error_set(err, ERR_INPUT, _("escalate: only a case can be escalated; open one for this item first"));
	if (!str_starts(t->to, "mail:"))
		return error_set(err, ERR_CONFIG, _("escalation '%s': `to = %s` is no mail target"), t->name, t->to);
	if (read_case(v->store, case_id, v->who.agent, a, &row, err) < 0 ||
	    pick_account(v, case_id, &l, a, err) < 0 ||
	    transcript_text(v->store, case_id, t->notes, a, &transcript, err) < 0)
		return -1;
	struct recipient *to = NULL;
	size_t n = 0;
	if (letter_addresses(t->to + 5, ROLE_TO, "mail", a, &to, &n, err) < 0)
		return -1;
	struct act_message *m = arena_new_of(a, struct act_message);
	*m = (struct act_message){
		.account = l.account, .recipients = to, .recipient_count = n,
		.subject = arena_printf(a, _("[#%lld] %s"), (long long)row.number, row.subject ? row.subject : ""),
		.text = arena_printf(a, _("%s\n\nEscalated by %s. Please answer this mail: your answer becomes a note on "
			"case #%lld and does not go to the customer.\n\n%s"), reason,
			conf_agent_name(v->conf), (long long)row.number, transcript),
		.own = reason,
		.from_address = l.from_address, .from_name = l.from_name, .domain = l.domain, .seen = -1,
	};
	act->name = t->name;
	act->text = reason;
	act->escalate_to = n ? to[0].who.address : NULL;
	act->escalate_level = t->level;
	act->message_out = m;
	return 0;
}
