/*
 * robot_rules.c - the step that applies [rule] sections to what came in, what changed and what time has passed over.
 *
 * Events are gone through in the order of their numbers, each with the rules in the order of the file.  One that has to
 * wait - somebody is writing to the customer, or a rule has done enough for now - is kept by its number and gone through
 * again from the first rule; what has acted on it before does not act twice.
 */
#include <stdlib.h>

#include "clock.h"
#include "i18n.h"
#include "log.h"
#include "robot.h"
#include "rule.h"
#include "str.h"

enum { EVENTS = 100, WAITS = 2000, REST_MS = 30 * 1000 };
#define STEP "rules"
#define TIME_STEP "rules-time"

struct rules_run {
	struct robot *r;
	struct verb_context v;
	struct rule *rules;
	size_t n;
	int64_t *waits;
	size_t waiting, space;
};

/* -- what ails a rule ---------------------------------------------------------------------------------------- */

static int
rule_ails(struct rules_run *x, const struct rule *r, const char *words, struct error *err)
{
	if (words)
		log_line(LOG_SYNC, "%s: %s", r->actor, words);
	return robot_error(x->r->store, r->actor, words, x->r->now, err);
}

/* Rules that cannot run say so; those that can again, or are gone, say nothing any more. */
static int
show_broken(struct rules_run *x, struct error *err)
{
	struct robot_row *rows;
	size_t n, i, k;

	for (i = 0; i < x->n; i++)
		if (x->rules[i].error && rule_ails(x, &x->rules[i], x->rules[i].error, err))
			return -1;
	if (robot_list(x->r->store, true, x->r->arena, &rows, &n, err))
		return -1;
	for (i = 0; i < n; i++) {
		const struct rule *r = NULL;

		if (!str_starts(rows[i].step, "rule:"))
			continue;
		for (k = 0; k < x->n; k++)
			if (str_eq(x->rules[k].actor, rows[i].step))
				r = &x->rules[k];
		if ((!r || (!r->error && !rule_ails_by_case(r, rows[i].error))) &&
		    robot_error(x->r->store, rows[i].step, NULL, x->r->now, err))
			return -1;
	}
	return 0;
}

/* -- one event -------------------------------------------------------------------------------------------------- */

static void
keep_waiting(struct rules_run *x, int64_t item, int64_t until)
{
	size_t i;

	robot_wake(x->r, until > x->r->now ? until : x->r->now + MS_SECOND);
	for (i = 0; i < x->waiting; i++)
		if (x->waits[i] == item)
			return;
	*VEC_PUSH(x->r->arena, x->waits, x->waiting, x->space) = item;
}

static char *
failure(struct rules_run *x, const struct rule *r, int64_t case_id, const char *words)
{
	struct case_row row;

	if (case_id && !read_case(x->r->store, case_id, 0, x->r->arena, &row, NULL))
		words = arena_printf(x->r->arena, _("#%lld: %s; nothing was done there"), (long long)row.number, words);
	return arena_printf(x->r->arena, "%s:%d: [rule %s]: %s", conf_file(x->r->conf), r->line, r->name, words);
}

/* So that a bad rule cannot act on the whole store at once. */
static int
has_done_enough(struct rules_run *x, const struct rule *r, bool *enough, struct error *err)
{
	*enough = rule_fired_since(x->r->store, r->name, x->r->now - RULE_SPAN_MS) >= r->max;
	if (!*enough)
		return 0;
	return rule_ails(x, r, failure(x, r, 0, arena_printf(x->r->arena, ngettext_(
		"it has acted on %d case within ten minutes, and rests: `rule test` shows what it finds, max = ... allows more",
		"it has acted on %d cases within ten minutes, and rests: `rule test` shows what it finds, max = ... allows more",
		(unsigned long)r->max), r->max)), err);
}

/* One rule on one event whose query is true: 1 = the rest of the rules comes now, 0 = not for this event, -1. */
static int
apply(struct rules_run *x, const struct rule *r, int64_t case_id, int64_t message, int64_t item, struct error *err)
{
	struct error why = ERROR_INIT;
	enum rule_end end;
	int64_t until = 0;
	bool enough = false;

	if (!rule_fired(x->r->store, r->name, case_id, item) && has_done_enough(x, r, &enough, err))
		return -1;
	if (enough) {
		keep_waiting(x, item, x->r->now + REST_MS);
		return 0;
	}
	if (rule_run(&x->v, r, case_id, message, item, x->r->arena, &end, &until, &why))
		return error_set(err, why.code, "%s", why.text);
	if (end == RULE_WAITS) {
		keep_waiting(x, item, until);
		return 0;
	}
	if (end == RULE_FAILED)
		return rule_ails(x, r, failure(x, r, case_id, why.text), err) ? -1 : 1;
	if (end != RULE_HAD) {
		if (rule_ails(x, r, NULL, err))
			return -1;
		feed_yield(x->r->store);
	}
	return !r->stop;
}

static bool
concerns(const struct rule *r, const struct rule_event *e)
{
	if (!r->active || r->error)
		return false;
	if (e->kind == EVENT_STATUS)
		return r->on == RULE_STATUS;
	return r->on == RULE_INBOUND && rule_sees(r, e->wake);
}

static int
handle(struct rules_run *x, struct rule_event *e, struct error *err)
{
	int64_t message = e->kind == EVENT_MESSAGE ? e->item : 0;
	size_t i;

	for (i = 0; i < x->n; i++) {
		struct rule *r = &x->rules[i];
		struct error why = ERROR_INIT;
		bool is = false;
		int rc;

		if (!concerns(r, e))
			continue;
		if (rule_matches(x->r->store, r->query, message, e->case_id, 0, &is, &why)) {
			if (why.code == ERR_BUSY || why.code == ERR_STORE)
				return error_set(err, why.code, "%s", why.text);
			if (rule_ails(x, r, failure(x, r, e->case_id, why.text), err))
				return -1;
			continue;
		}
		if (!is)
			continue;
		rc = apply(x, r, e->case_id, message, e->item, err);
		if (rc <= 0)
			return rc;
		if (!e->case_id && rule_event(x->r->store, e->item, e, err))	/* it may be in one now */
			return -1;
	}
	return 0;
}

/* -- the queue of events ---------------------------------------------------------------------------------------- */

static char *
waits_text(struct rules_run *x)
{
	struct buf b = BUF_INIT;
	char *text;
	size_t i;

	for (i = 0; i < x->waiting; i++)
		buf_addf(&b, "%s%lld", i ? " " : "", (long long)x->waits[i]);
	text = x->waiting ? arena_strn(x->r->arena, b.data, b.len) : NULL;
	buf_free(&b);
	return text;
}

/* Those that had to wait, again. */
static int
handle_waiting(struct rules_run *x, const char *state, struct error *err)
{
	size_t n, i;
	char **items = str_split(x->r->arena, state ? state : "", " ", &n);

	for (i = 0; i < n; i++) {
		struct rule_event e = { .item = 0 };
		int64_t item = strtoll(items[i], NULL, 10);

		if (rule_event(x->r->store, item, &e, err) || (e.item && handle(x, &e, err)))
			return -1;
	}
	return 0;
}

/* Nobody knows how far it came: what waited waits still. */
static void
keep_all(struct rules_run *x, const char *state)
{
	size_t n, i;
	char **items = str_split(x->r->arena, state ? state : "", " ", &n);

	for (i = 0; i < n; i++)
		keep_waiting(x, strtoll(items[i], NULL, 10), 0);
}

static int
handle_events(struct rules_run *x, int64_t *cursor, struct error *err)
{
	struct rule_event *list;
	size_t n, i;
	int64_t top;

	if (x->waiting >= WAITS)
		return 0;
	if (rule_events(x->r->store, *cursor, EVENTS, x->r->arena, &list, &n, &top, err))
		return -1;
	for (i = 0; i < n && !sync_stop; i++) {
		if (handle(x, &list[i], err))
			return -1;
		*cursor = list[i].item;
	}
	if (i == n) {
		x->r->more = n > 0 && top < feed_top(x->r->store);
		*cursor = top;
	}
	return 0;
}

/* -- time --------------------------------------------------------------------------------------------------------- */

/* Has a rule that stops acted on the case as it is now? */
static bool
is_stopped(struct rules_run *x, const struct rule *r, int64_t case_id, int64_t state)
{
	const struct rule *k;

	for (k = x->rules; k < r; k++)
		if (k->on == RULE_TIME && k->active && k->stop && rule_fired(x->r->store, k->name, case_id, state))
			return true;
	return false;
}

static int
handle_time(struct rules_run *x, const struct rule *r, struct error *err)
{
	struct error why = ERROR_INIT;
	int64_t *ids, until = 0;
	enum rule_end end;
	size_t n, i;
	bool more;

	if (rule_due(x->r->store, r->name, r->query, (size_t)r->max, x->r->arena, &ids, &n, &more, err))
		return -1;
	if (more)
		return rule_ails(x, r, failure(x, r, 0, arena_printf(x->r->arena, ngettext_(
			"it finds more than %d case, and none was touched: `rule test` shows them, max = ... allows more",
			"it finds more than %d cases, and none was touched: `rule test` shows them, max = ... allows more",
			(unsigned long)r->max), r->max)), err);
	for (i = 0; i < n && !sync_stop; i++) {
		int64_t state = rule_case_state(x->r->store, ids[i]);

		if (is_stopped(x, r, ids[i], state))
			continue;
		error_clear(&why);
		if (rule_run(&x->v, r, ids[i], 0, state, x->r->arena, &end, &until, &why))
			return error_set(err, why.code, "%s", why.text);
		if (end == RULE_HAD && rule_settle(x->r->store, r->name, ids[i], state, x->r->now, err))
			return -1;
		if (end == RULE_FAILED && rule_ails(x, r, failure(x, r, ids[i], why.text), err))
			return -1;
		if ((end == RULE_DID || end == RULE_NOTHING) && rule_ails(x, r, NULL, err))
			return -1;
		if (end == RULE_DID)
			feed_yield(x->r->store);
	}
	return n ? 0 : rule_ails(x, r, NULL, err);
}

static int
handle_times(struct rules_run *x, struct error *err)
{
	struct robot_row row;
	int64_t began = clock_mono_us(), pause;
	bool any = false;
	size_t i;

	for (i = 0; i < x->n; i++)
		any |= x->rules[i].on == RULE_TIME && x->rules[i].active && !x->rules[i].error;
	if (!any)
		return 0;
	if (robot_get(x->r->store, TIME_STEP, x->r->arena, &row, err))
		return -1;
	if (x->r->now >= row.at && x->r->now < row.at + row.item && x->r->sync->options.watch) {
		robot_wake(x->r, row.at + row.item);
		return 0;
	}
	for (i = 0; i < x->n; i++)
		if (x->rules[i].on == RULE_TIME && x->rules[i].active && !x->rules[i].error && handle_time(x, &x->rules[i], err))
			return -1;
	/* what takes long is looked at more rarely: a thirtieth of the time is enough */
	pause = (clock_mono_us() - began) * 30 / 1000;
	pause = pause > MS_MINUTE ? pause : MS_MINUTE;
	robot_wake(x->r, x->r->now + pause);
	return row.at == x->r->now ? 0 : robot_put(x->r->store, TIME_STEP, pause, x->r->now, NULL, err);
}

int
robot_rules(struct robot *r, struct error *err)
{
	struct rules_run x = { .r = r, .v = { .store = r->store, .conf = r->conf, .now = r->now } };
	struct robot_row row;
	int64_t cursor;
	const char *state;
	int rc;

	if (robot_get(r->store, STEP, r->arena, &row, err))
		return -1;
	cursor = row.item;
	rules_read(r->conf, r->store, r->now, r->arena, &x.rules, &x.n);
	rc = show_broken(&x, err) || handle_waiting(&x, row.state, err) ? -1 : 0;
	if (rc == 0)
		rc = handle_events(&x, &cursor, err);
	if (rc)
		keep_all(&x, row.state);
	state = waits_text(&x);
	if (cursor != row.item || !str_eq(state, row.state)) {
		struct error quiet = ERROR_INIT;

		if (robot_put(r->store, STEP, cursor, r->now, state, rc ? &quiet : err))
			return -1;
	}
	return rc || r->more ? rc : handle_times(&x, err);
}
