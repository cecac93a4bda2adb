/* act_handover.c - what one agent holds goes to another: cases, drafts, messages under way; one group, one undo. */
#include "act_internal.h"

#include "clock.h"
#include "i18n.h"
#include "str.h"

/* What is mine still: others' things stay where they are. */
static int
is_mine(struct acting *x, enum act_field field, int64_t id, bool *mine)
{
	struct value now;
	if (act_get(x, field, id, &now) < 0)
		return -1;
	*mine = now.type == VALUE_INT && now.i == x->who->agent;
	return 0;
}

/* A team, or nobody, has no hands: the agent lets go first. */
static int
give_case(struct acting *x, int64_t id, const char *to, const char *note, size_t *given)
{
	struct act act = { .case_id = id, .verb = ACT_ASSIGN, .name = "" };
	struct act_case c;
	bool mine;
	if (act_case(x, id, &c) < 0 || is_mine(x, FIELD_CASE_ASSIGNEE, id, &mine) < 0)
		return -1;
	if (!mine || c.merged_into)
		return 0;
	++*given;
	if (!str_empty(note) && act_do_note(x, &(struct act){ .verb = ACT_NOTE, .case_id = id, .text = note }) < 0)
		return -1;
	if (str_starts(to, "team:") && act_do_assign(x, &act) < 0)
		return -1;
	act.name = to;
	return act_do_assign(x, &act) < 0 ? -1 : db_run(x->s, STMT_HANDOVER_LEASES, x->err, "ii", x->who->agent, id);
}

/*
 * A message that waits is the other's now.  What was written on its case by the giver while handing over is no news to
 * it: where nothing else is, it has been seen.
 */
static int
give_box(struct acting *x, int64_t id, int64_t agent, size_t *given)
{
	struct value seen, state;
	bool mine;
	int64_t case_id = db_int64(x->s, STMT_HANDOVER_BOX_CASE, 0, "i", id);
	if (is_mine(x, FIELD_OUTBOX_AGENT, id, &mine) < 0 || act_get(x, FIELD_OUTBOX_SEEN, id, &seen) < 0)
		return -1;
	state = V_INT(db_int64(x->s, STMT_OUTBOX_STATE, OUTBOX_SENT, "i", id));
	bool waits = state.i == OUTBOX_QUEUED || state.i == OUTBOX_FAILED || state.i == OUTBOX_UNKNOWN ||
		state.i == OUTBOX_REVIEW;
	if (!mine || !waits)
		return 0;
	++*given;
	db_touch(x->s, AREA_OUTBOX);
	if (case_id && !db_int64(x->s, STMT_OUTBOX_NEWER, 0, "iii", case_id, seen.i, x->who->agent) &&
	    act_set(x, FIELD_OUTBOX_SEEN, id, V_INT(db_int64(x->s, STMT_ACT_LAST_ITEM, 0, "i", case_id))) < 0)
		return -1;
	return act_set(x, FIELD_OUTBOX_AGENT, id, V_INT(agent)) < 0 ? -1 : 0;
}

static int
give_draft(struct acting *x, int64_t id, int64_t agent, size_t *given)
{
	bool mine;
	/* sent or thrown away meanwhile */
	if (!db_int64(x->s, STMT_GET_DRAFT_AGENT, 0, "i", id))
		return 0;
	if (is_mine(x, FIELD_DRAFT_AGENT, id, &mine) < 0)
		return -1;
	if (!mine)
		return 0;
	++*given;
	db_touch(x->s, AREA_DRAFT);
	return act_set(x, FIELD_DRAFT_AGENT, id, V_INT(agent)) < 0 ? -1 : 0;
}

static void
say_given(struct acting *x, const char *to, const size_t given[3])
{
	buf_truncate(&x->words, 0);	/* not each case by itself */
	act_say(x, _("handed over to %s: %s"), *to ? to : _("nobody"),
		arena_printf(x->a, ngettext_("%zu case", "%zu cases", given[0]), given[0]));
	if (given[1])
		act_say(x, ngettext_("%zu draft", "%zu drafts", given[1]), given[1]);
	if (given[2])
		act_say(x, ngettext_("%zu message under way", "%zu messages under way", given[2]), given[2]);
}

static int
give_all(struct acting *x, const struct act_handover *h, const char *to, int64_t agent, size_t given[3])
{
	int64_t action = x->action;
	for (size_t i = 0; i < h->case_count; i++)
		if (give_case(x, h->cases[i], to, h->notes ? h->notes[i] : NULL, &given[0]) < 0)
			return -1;
	/* what is no case belongs to the hand-over itself */
	x->action = action;
	x->change = 0;
	for (size_t i = 0; agent && i < h->draft_count; i++)
		if (give_draft(x, h->drafts[i], agent, &given[1]) < 0)
			return -1;
	for (size_t i = 0; agent && i < h->box_count; i++)
		if (give_box(x, h->boxes[i], agent, &given[2]) < 0)
			return -1;
	return 0;
}

int
act_do_handover(struct acting *x, const struct act *act)
{
	const struct act_handover *h = act->handover;
	const char *to = act->name ? act->name : "";
	bool team = str_starts(to, "team:");
	int64_t agent = *to && !team ? store_agent_find(x->s, to) : 0, text = 0;
	size_t given[3] = { 0 };
	if (!h || !x->who->agent)
		return error_set(x->err, ERR_INPUT, _("handover: nobody is said to hand over"));
	if (*to && !team && !agent)
		return act_unknown_agent(x, to);
	if (agent == x->who->agent)
		return error_set(x->err, ERR_INPUT, _("handover: these are yours already - to whom?"));
	if (!str_empty(act->text) && !(text = db_text_put(x->s, 0, act->text, x->err)))
		return -1;
	if (act_write(x, ACT_HANDOVER, 0, 0, to, 0) < 0 || give_all(x, h, to, agent, given) < 0)
		return -1;
	if (!given[0] && !given[1] && !given[2])
		return error_set(x->err, ERR_INPUT, _("handover: there is nothing to hand over"));
	if (db_run(x->s, STMT_HANDOVER_ADD, x->err, "itiiz", x->who->agent, to, x->now, x->grp, text) < 0)
		return -1;
	say_given(x, to, given);
	return 0;
}
