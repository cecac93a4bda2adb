/* robot.c - see robot.h. */
#include <poll.h>
#include <string.h>
#include <sys/resource.h>

#include "clock.h"
#include "log.h"
#include "robot.h"
#include "robots.h"
#include "tick.h"

/* In this order, which is part of what they mean: what the bot has handed over is what a rule sees, and what a rule
 * gave to a team is what the queue assigns. */
static const struct {
	const char *name;
	int (*run)(struct robot *r, struct error *err);
} steps[] = {
	{ "words", robot_told },
	{ "intent", robot_intent },
	{ "bot", robot_bot },
	{ "rules", robot_rules },
	{ "queue", robot_queue },
	{ "clocks", robot_clocks },
	{ "survey", robot_survey },
	{ "escalate", robot_escalate },
	{ "figures", robot_figures },
	{ "said", robot_said },
	{ "incident", robot_incident },
};

/* Steps that wake each other for ever are a mistake of ours: after so many rounds in a row the robot takes a breath. */
enum { ROUNDS = 200, CALLS = 100 };

void
robot_wake(struct robot *r, int64_t at)
{
	if (at && (!r->next_at || at < r->next_at))
		r->next_at = at;
}

/* One step until it has nothing more to do: true when it still has. */
static bool
run_step(struct robot *r, const char *name, int (*run)(struct robot *, struct error *))
{
	struct error err = ERROR_INIT, quiet = ERROR_INIT;
	int i;

	for (i = 0; i < CALLS && !sync_stop; i++) {
		r->more = false;
		r->now = clock_now();
		if (run(r, &err)) {
			arena_reset(r->arena);
			if (err.code == ERR_BUSY)	/* somebody writes: they go first */
				return true;
			log_line(LOG_SYNC, "robot: %s: %s", name, err.text);
			(void)robot_error(r->store, name, err.text, r->now, &quiet);
			robot_wake(r, r->now + MS_MINUTE);
			return false;
		}
		arena_reset(r->arena);
		if (!r->more)
			break;
		feed_yield(r->store);
	}
	(void)robot_error(r->store, name, NULL, r->now, &quiet);
	return r->more;
}

bool
robot_round(struct robot *r)
{
	int64_t before[AREA_COUNT] = { 0 }, after[AREA_COUNT] = { 0 };
	bool more = false;
	size_t i;

	r->next_at = 0;
	(void)store_areas(r->store, before, &(struct error)ERROR_INIT);
	for (i = 0; i < sizeof steps / sizeof *steps && !sync_stop; i++)
		more |= run_step(r, steps[i].name, steps[i].run);
	(void)store_areas(r->store, after, &(struct error)ERROR_INIT);
	/* what one step did is news for another */
	return more || before[AREA_CASE] != after[AREA_CASE];
}

void
robot_rest(struct robot *r)
{
	int i;

	for (i = 0; i < ROUNDS && !sync_stop && robot_round(r); i++)
		feed_yield(r->store);
}

/* Waits for the supervisor's word or for time to pass; true when it is time to finish. */
static bool
told_to_finish(int end, int ms)
{
	struct pollfd p = { .fd = end, .events = POLLIN };

	return poll(&p, 1, ms) > 0;
}

int
robot_loop(struct sync *y, int end)
{
	struct robot r = { .sync = y, .conf = y->conf, .arena = arena_new() };
	struct error err = ERROR_INIT;
	struct tick tick = { .moved_us = 0 };
	bool finish = false, last;

	/* the agent's keys come first */
	(void)setpriority(PRIO_PROCESS, 0, 5);
	if (sync_open_store(y, &r.store, &err))
		return -1;
	while (!sync_stop) {
		tick_look(&tick, r.store);
		last = finish;		/* what came before the word is looked at after it */
		robot_rest(&r);
		finish = finish || told_to_finish(end, 0);
		if (last)
			break;
		while (!finish && !sync_stop) {
			finish = told_to_finish(end, tick_ms(&tick));
			if (store_changed(r.store) || (r.next_at && clock_now() >= r.next_at))
				break;
		}
	}
	store_close(r.store);
	arena_free(r.arena);
	return 0;
}
