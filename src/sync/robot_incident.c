/*
 * robot_incident.c - the step that looks after incidents: new cases that an incident's query finds join it, who joins is told
 * what is known, and what comes much more often than usual raises an alarm.
 */
#include "alarm.h"
#include "clock.h"
#include "incident_do.h"
#include "i18n.h"
#include "robot.h"
#include "str.h"

enum { AT_ONCE = 100 };
#define LOOK_MS MS_MINUTE		/* how often alarms are looked for */
#define YOUNG_MS (15 * MS_MINUTE)	/* so long a case is asked again: tags and language may come later */

/* 1 = the query finds it. */
static int
finds(struct robot *r, const struct incident_row *in, int64_t number, struct error *err)
{
	struct query_context ctx = { .now = r->now };
	struct error why = ERROR_INIT;
	struct query *q;
	int64_t n;
	if (query_parse(arena_printf(r->arena, "(%s) case:%lld", in->query, (long long)number), &ctx, r->arena, &q, NULL, &why) < 0)
		return error_set(err, ERR_INPUT, _("incident %s: query '%s': %s"), in->name, in->query, why.text);
	return read_count(r->store, q, 0, 1, &n, err) < 0 ? -1 : n > 0;
}

/* The cases that came since the query was last asked. */
static int
join_new(struct robot *r, const struct verb_context *v, const struct incident_row *in, struct error *err)
{
	int64_t *ids, group = 0, seen = in->seen;
	size_t n, joined;
	bool young = false;
	if (incident_fresh(r->store, in, AT_ONCE, r->arena, &ids, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		struct case_row row;
		if (read_case(r->store, ids[i], 0, r->arena, &row, err) < 0)
			return -1;
		int yes = finds(r, in, row.number, err);
		if (yes < 0 || (yes && incident_join(v, in->id, &ids[i], 1, r->arena, &group, &joined, err) < 0))
			return -1;
		young |= row.opened_at > r->now - YOUNG_MS;
		if (!young)
			seen = ids[i];
	}
	if (n == AT_ONCE)
		seen = ids[n - 1];
	r->more |= n == AT_ONCE;
	return seen == in->seen ? 0 : incident_saw(r->store, in->id, seen, err);
}

/* Who joined since is told its text, once. */
static int
tell_new(struct robot *r, const struct verb_context *v, const struct incident_row *in, struct error *err)
{
	struct incident_joined *list;
	size_t n;
	int64_t acked = in->acked;
	if (!in->ack || str_empty(in->text))
		return 0;
	if (incident_untold(r->store, in, AT_ONCE, r->arena, &list, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		struct error why = ERROR_INIT;
		struct act_result done;
		struct robot_speech say = { .case_id = list[i].case_id, .text = in->text };
		if (robot_say(v, &say, r->arena, &done, &why) < 0 && why.code != ERR_INPUT && why.code != ERR_CONFLICT)
			return error_set(err, why.code, "%s", why.text);
		acked = list[i].action;
	}
	r->more |= n == AT_ONCE;
	return acked == in->acked ? 0 : incident_told(r->store, in->id, acked, err);
}

static int
alarms(struct robot *r, struct error *err)
{
	static int64_t looked_at;
	int64_t factor = 0, minimum = 5;
	bool more = false;
	(void)str_to_int64(conf_str(r->conf, OPT_INCIDENT_FACTOR), &factor);
	(void)str_to_int64(conf_str(r->conf, OPT_INCIDENT_MINIMUM), &minimum);
	if (factor <= 0)
		return 0;
	if (alarm_count(r->store, r->now, &more, err) < 0)
		return -1;
	r->more |= more;
	if (more || (r->now >= looked_at && r->now < looked_at + LOOK_MS))
		return 0;
	looked_at = r->now;
	return alarm_look(r->store, r->now, (int)factor, (int)minimum, err);
}

int
robot_incident(struct robot *r, struct error *err)
{
	struct verb_context v = { .store = r->store, .conf = r->conf, .who = { .robot = "incident" }, .now = r->now };
	struct incident_row *list, now;
	size_t n;
	if (incident_list(r->store, false, r->arena, &list, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (list[i].query && join_new(r, &v, &list[i], err) < 0)
			return -1;
		if (incident_get(r->store, list[i].id, r->arena, &now, err) < 0 || tell_new(r, &v, &now, err) < 0)
			return -1;
	}
	return alarms(r, err);
}
