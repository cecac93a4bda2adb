/*
 * robot_queue.c - the step that gives a team's waiting cases to those who are there, takes them back from who does
 * nothing about them, and passes on what came in for somebody who is out of office.
 *
 * All of it through store_act() as `queue`, each with its reason: journalled, and undone with one key.  What somebody has
 * undone, the queue leaves alone until the customer writes anew.
 */
#include <stdio.h>

#include "act.h"
#include "clock.h"
#include "hours.h"
#include "i18n.h"
#include "promise.h"
#include "queue.h"
#include "robot.h"
#include "robots.h"
#include "str.h"

enum { SLICE = 20, LOOK = 200 };

struct team {
	struct robot *r;
	const struct conf_named *conf;
	const char *name, *assign;
	struct hours *hours;
	struct queue_member *member;
	size_t n;
	int64_t max;			/* 0 = no limit */
	const char *last;		/* who was given the last case */
};

static int
assign(struct robot *r, int64_t case_id, const char *to, const char *reason, struct error *err)
{
	struct act_actor who = { .robot = "queue" };
	struct act act = { .verb = ACT_ASSIGN, .case_id = case_id, .name = to, .reason = reason };
	struct act_result result;

	return store_act(r->store, &who, &act, 1, false, r->arena, &result, err);
}

/* -- who gets it ------------------------------------------------------------------------------------------------- */

static bool
can_take(const struct team *t, const struct queue_member *m)
{
	return m->agent && m->here && !m->passed_over && (!t->max || m->open < t->max);
}

/* The first behind who was given the last one. */
static struct queue_member *
in_turn(struct team *t)
{
	size_t from = 0, i;

	for (i = 0; i < t->n; i++)
		if (str_eq(t->member[i].name, t->last))
			from = i + 1;
	for (i = 0; i < t->n; i++)
		if (can_take(t, &t->member[(from + i) % t->n]))
			return &t->member[(from + i) % t->n];
	return NULL;
}

/* Of several who have equally little, the next in turn. */
static struct queue_member *
least_busy(struct team *t)
{
	struct queue_member *best = in_turn(t);
	size_t i;

	for (i = 0; best && i < t->n; i++)
		if (can_take(t, &t->member[i]) && t->member[i].open < best->open)
			best = &t->member[i];
	return best;
}

static struct queue_member *
choose(struct team *t, const struct queue_case *c)
{
	int64_t last;
	size_t i;

	queue_pass_over(t->r->store, c->id, t->member, t->n);
	if (str_eq(t->assign, "round-robin"))
		return in_turn(t);
	last = str_eq(t->assign, "same") ? queue_last(t->r->store, c->customer, c->id) : 0;
	for (i = 0; last && i < t->n; i++)
		if (t->member[i].agent == last && can_take(t, &t->member[i]))
			return &t->member[i];
	return least_busy(t);
}

static const char *
why(const struct team *t)
{
	return str_eq(t->assign, "round-robin") ? _("in turn") : str_eq(t->assign, "same") ? _("who had the customer last, "
		"or has the fewest open") : _("who has the fewest open");
}

static int
give_out(struct team *t, struct error *err)
{
	struct robot *r = t->r;
	struct queue_case *list;
	char step[80];
	size_t n, i, given = 0;

	if (str_eq(t->assign, "none") || !t->n)
		return 0;
	if (!hours_open(t->hours, r->now)) {
		robot_wake(r, hours_next(t->hours, r->now));
		return 0;
	}
	if (queue_waiting(r->store, t->name, r->now, LOOK, r->arena, &list, &n, err))
		return -1;
	for (i = 0; i < n && given < SLICE; i++) {
		struct queue_member *m = choose(t, &list[i]);

		if (!m)
			continue;
		if (assign(r, list[i].id, m->name, why(t), err))
			return -1;
		m->open++;
		t->last = m->name;
		given++;
	}
	r->more |= given == SLICE;
	snprintf(step, sizeof step, "queue:%.60s", t->name);
	return given ? robot_put(r->store, step, 0, r->now, t->last, err) : 0;
}

/* -- who does nothing about it --------------------------------------------------------------------------------------- */

static int
take_back(struct team *t, struct error *err)
{
	struct robot *r = t->r;
	int64_t timeout = conf_named_span(t->conf, OPT_TEAM_TIMEOUT), at;
	struct queue_case *list;
	char span[8];
	size_t n, i;

	if (timeout <= 0)
		return 0;
	if (queue_idle(r->store, t->name, r->now, LOOK, r->arena, &list, &n, err))
		return -1;
	clock_short_span(span, timeout);
	for (i = 0; i < n; i++) {
		at = hours_add(t->hours, list[i].since, timeout);
		if (!at)
			continue;
		if (at > r->now) {	/* the others have acted later still, office hours aside */
			robot_wake(r, at);
			continue;
		}
		if (assign(r, list[i].id, "", arena_printf(r->arena, _("nobody did anything for %s: back to the team"), span), err))
			return -1;
	}
	return 0;
}

/* -- who is out of office ---------------------------------------------------------------------------------------------- */

static int
pass_on(struct robot *r, struct error *err)
{
	struct queue_case *list;
	struct queue_member *who, *other;
	size_t n, i, one;

	if (queue_deserted(r->store, r->now, SLICE, r->arena, &list, &n, err))
		return -1;
	for (i = 0; i < n; i++) {
		char *name = arena_str(r->arena, store_agent_name(r->store, list[i].assignee, r->arena)), *to = NULL;
		const char *team = NULL;

		if (queue_members(r->store, (char *[]){ name, NULL }, r->now, r->arena, &who, &one, err))
			return -1;
		if (str_starts(who->substitute, "team:"))
			team = who->substitute;
		else if (!str_empty(who->substitute)) {
			to = arena_str(r->arena, who->substitute);
			/* a substitute who is away, too, is none */
			if (queue_members(r->store, (char *[]){ to, NULL }, r->now, r->arena, &other, &one, err))
				return -1;
			to = other->agent && !other->away ? to : NULL;
		}
		if (assign(r, list[i].id, to ? to : "", arena_printf(r->arena, _("%s is away"), name), err) ||
		    (team && assign(r, list[i].id, team, arena_printf(r->arena, _("%s is away"), name), err)))
			return -1;
	}
	r->more |= n == SLICE;
	return 0;
}

/* -- teams ---------------------------------------------------------------------------------------------------------------- */

static int
open_team(struct robot *r, const struct conf_named *conf, struct team *t, struct error *err)
{
	const char *members = conf_named_str(conf, OPT_TEAM_MEMBERS), *hours = conf_named_str(conf, OPT_TEAM_HOURS);
	const char *max = conf_named_str(conf, OPT_TEAM_MAX);
	struct robot_row row;

	*t = (struct team){ .r = r, .conf = conf, .name = conf->name, .assign = conf_named_str(conf, OPT_TEAM_ASSIGN) };
	if (max && str_to_int64(max, &t->max))
		t->max = 0;
	if (!str_empty(hours) && read_hours(r->store, r->conf, hours, r->arena, &t->hours, err)) {
		error_prefix(err, "%s:%d: [team %s]", conf_file(r->conf), conf_named_line(conf, OPT_TEAM_HOURS), conf->name);
		return -1;
	}
	if (robot_get(r->store, arena_printf(r->arena, "queue:%.60s", t->name), r->arena, &row, err) ||
	    queue_members(r->store, str_split(r->arena, members ? members : "", ", ", NULL), r->now, r->arena, &t->member, &t->n,
			err))
		return -1;
	t->last = row.state;
	return 0;
}

int
robot_queue(struct robot *r, struct error *err)
{
	struct team t;
	size_t n, i;
	const struct conf_named *teams = conf_named(r->conf, SECTION_TEAM, &n);

	if (pass_on(r, err))
		return -1;
	for (i = 0; i < n; i++)
		if (open_team(r, &teams[i], &t, err) || take_back(&t, err) || give_out(&t, err))
			return -1;
	return 0;
}
