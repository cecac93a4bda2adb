/*
 * robot_escalate.c - the step that looks after cases at another level: what the customer adds is passed on, who says
 * nothing is asked again, and who need not go on is told so.
 */
#include "robot.h"

#include "clock.h"
#include "i18n.h"
#include "str.h"
#include "verb.h"

#define CLOSED_DAYS 7			/* who is not told by then has forgotten it */

static struct verb_context
as_robot(const struct robot *r)
{
	return (struct verb_context){ .store = r->store, .conf = r->conf, .who = { .robot = "escalation" }, .now = r->now };
}

static int
tell(struct robot *r, const struct escalation_row *e, const char *event, const char *text, int64_t followed,
	const char *note, struct error *err)
{
	struct verb_context v = as_robot(r);
	struct act acts[2];
	struct act_result out;
	size_t n = 1;

	if (escalation_tell(&v, e, event, text, followed, r->arena, &acts[0], err))
		return -1;
	if (note)
		acts[n++] = (struct act){ .verb = ACT_NOTE, .case_id = e->case_id, .text = note };
	r->more = true;
	return store_act(r->store, &v.who, acts, n, true, r->arena, &out, err);
}

/* The case is done: so is what was asked of others. */
static int
close_with_case(struct robot *r, const struct escalation_row *e, struct error *err)
{
	struct verb_context v = as_robot(r);
	struct act act = { .verb = ACT_DEESCALATE, .case_id = e->case_id, .name = e->target };
	struct act_result out;

	r->more = true;
	return store_act(r->store, &v.who, &act, 1, false, r->arena, &out, err);
}

static int
follow(struct robot *r, const struct escalation_row *e, struct error *err)
{
	char *text;
	int64_t last;

	if (read_last_said(r->store, e->case_id) <= e->followed)
		return 0;
	if (transcript_items(r->store, e->case_id, e->followed, r->arena, &text, &last, err))
		return -1;
	return text ? tell(r, e, "followed", arena_printf(r->arena, _("The customer has written again:\n\n%s"), text), last, NULL,
		err) : 0;
}

static const char *
day_of(int64_t at, struct arena *a)
{
	struct clock_local l;

	clock_to_local(at, &l);
	return arena_printf(a, "%04d-%02d-%02d %02d:%02d", l.year, l.month, l.day, l.hour, l.minute);
}

static int
remind(struct robot *r, const struct escalation_row *e, struct error *err)
{
	struct case_row c;
	const char *text, *note;

	if (read_case(r->store, e->case_id, 0, r->arena, &c, err))
		return -1;
	text = arena_printf(r->arena, _("A reminder: case #%lld has been with you since %s, and nothing has come back yet.\n\n%s"),
		(long long)e->number, day_of(e->at, r->arena), e->reason ? e->reason : "");
	note = arena_printf(r->arena, _("%s%s%s has not answered since %s and was asked again."), c.assignee ? "@" : "",
		c.assignee ? c.assignee : "", c.assignee ? arena_printf(r->arena, " %s", e->target) : e->target,
		day_of(e->at, r->arena));
	return tell(r, e, "reminded", text, 0, note, err);
}

static bool
has_left(const struct escalation_row *e)
{
	return e->delivery == OUTBOX_SENT || e->delivery == OUTBOX_DELIVERED || e->delivery == OUTBOX_READ;
}

static int
look_after(struct robot *r, const struct escalation_row *e, const struct conf_escalation *t, struct error *err)
{
	if (e->status == STATUS_SPAM || (e->status == STATUS_RESOLVED && e->resolved_at > e->at))
		return close_with_case(r, e, err);
	if (!has_left(e))		/* what waits to be said is said whole */
		return 0;
	if (t->follow && follow(r, e, err))
		return -1;
	if (r->more || !str_eq(e->mover, "target") || !e->remind_at)
		return 0;
	if (e->remind_at > r->now) {
		robot_wake(r, e->remind_at);
		return 0;
	}
	return remind(r, e, err);
}

/* Taken back: said once it can hardly be undone any more. */
static int
take_leave(struct robot *r, const struct escalation_row *e, const struct conf_escalation *t, struct error *err)
{
	bool done = e->status == STATUS_RESOLVED || e->status == STATUS_SPAM;
	int64_t at = e->closed_at + r->sync->policy.undo_send_ms;

	if (!has_left(e) || (done && !t->follow))
		return 0;
	if (at > r->now) {
		robot_wake(r, at);
		return 0;
	}
	return tell(r, e, "closed", arena_printf(r->arena, done
		? _("Case #%lld is resolved: nothing more is to be done. Thank you.")
		: _("Case #%lld is no longer with you: nothing more is to be done. Thank you."), (long long)e->number), 0, NULL,
		err);
}

int
robot_escalate(struct robot *r, struct error *err)
{
	struct escalation_row *list;
	const struct conf_escalation *t;
	size_t n = 0, i;

	(void)conf_escalations(r->conf, &n);
	if (!n)
		return 0;
	if (read_escalations(r->store, 0, r->arena, &list, &n, err))
		return -1;
	for (i = 0; i < n && !r->more; i++)
		if ((t = conf_escalation_find(r->conf, list[i].target)) && look_after(r, &list[i], t, err))
			return -1;
	if (r->more)
		return 0;
	if (read_escalations_closed(r->store, r->now - CLOSED_DAYS * MS_DAY, r->arena, &list, &n, err))
		return -1;
	for (i = 0; i < n && !r->more; i++)
		if ((t = conf_escalation_find(r->conf, list[i].target)) && take_leave(r, &list[i], t, err))
			return -1;
	return 0;
}
