/* robot_survey.c - the step that asks customers how it was, once for each case that was resolved a while ago. */
#include "ask.h"
#include "clock.h"
#include "robot.h"
#include "robots.h"

enum { AT_ONCE = 500 };
#define EVERY_MS (20 * MS_SECOND)	/* those that are not due yet are not looked at with every change */
/* What was resolved longer ago when it is first looked at is not asked about any more. */
#define OLDEST_MS (3 * MS_DAY)

static bool
held(struct robot *r)
{
	struct hold_row *list;
	size_t n;
	if (hold_list(r->store, r->now, r->arena, &list, &n, NULL) < 0)
		return true;
	for (size_t i = 0; i < n; i++)
		if (!list[i].account)
			return true;
	return false;
}

/* 0 = decided, 1 = later, -1. */
static int
one_case(struct robot *r, const struct verb_context *v, int64_t id, struct error *err)
{
	struct ask_plan p;
	struct survey_ground g;
	struct error why = ERROR_INIT;
	const char *said = NULL;
	if (ask_look(v, id, r->arena, &p, err) < 0)
		return -1;
	if (!p.why && p.at > r->now) {
		robot_wake(r, p.at);
		return 1;
	}
	if (!p.why && ask_send(v, id, &p, r->arena, &why) == 0)
		return 0;
	if (why.code == ERR_CONFLICT) {		/* somebody is writing to them */
		robot_wake(r, r->now + 5 * MS_MINUTE);
		return 1;
	}
	if (why.code && why.code != ERR_INPUT)
		return error_set(err, why.code, "%s", why.text);
	said = p.why ? p.why : why.text;
	if (survey_ground(r->store, id, &g, err) < 0)
		return -1;
	return survey_decide(r->store, id, g.customer, p.survey ? p.survey->name : "", p.survey ? survey_scales[p.ask] : NULL, said,
		r->now, 0, err) < 0 ? -1 : 0;
}

int
robot_survey(struct robot *r, struct error *err)
{
	struct verb_context v = { .store = r->store, .conf = r->conf, .who = { .robot = "survey" }, .now = r->now };
	int64_t after = ask_after(r->conf), *ids, next;
	size_t n, decided = 0;
	static int64_t looked_at;
	if (after < 0 || held(r))
		return 0;
	if (r->now >= looked_at && r->now < looked_at + EVERY_MS) {
		robot_wake(r, looked_at + EVERY_MS);
		return 0;
	}
	if (survey_due(r->store, r->now - OLDEST_MS - after, r->now - after, AT_ONCE, r->arena, &ids, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		int rc = one_case(r, &v, ids[i], err);
		if (rc < 0)
			return -1;
		decided += rc == 0;
	}
	r->more = n == AT_ONCE && decided;
	looked_at = r->more ? 0 : r->now;
	if ((next = survey_next(r->store, r->now - after)) != 0)
		robot_wake(r, next + after);
	return 0;
}
