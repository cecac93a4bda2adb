/*
 * robots.h - the robot's side of the store: up to where each of its steps has come and what ails it, which rule has
 * acted on which case, and the hold that keeps everything automatic from leaving.  What it does to cases goes
 * through store_act(), as everybody's work does.
 */
#ifndef SPORTELLO_ROBOTS_H
#define SPORTELLO_ROBOTS_H

#include "store.h"

/* A step of the robot ("rules", "bot"...), or "rule:NAME" for what one rule ails. */
struct robot_row {
	const char *step;
	int64_t item, at;		/* up to which item it has come, and when it last ran */
	const char *error;		/* NULL = it works */
	int64_t error_at;		/* since when it does not */
	const char *state;		/* its own business */
};
/* Zeroes for a step that has never run. */
int robot_get(struct store *s, const char *step, struct arena *a, struct robot_row *out, struct error *err);
/* item and state as they shall be; the error stays as it is. */
int robot_put(struct store *s, const char *step, int64_t item, int64_t at, const char *state, struct error *err);
/* words NULL: it works again.  Writes only where that is news. */
int robot_error(struct store *s, const char *step, const char *words, int64_t now, struct error *err);
/* All of them, or those that have an error. */
int robot_list(struct store *s, bool errors, struct arena *a, struct robot_row **out, size_t *n, struct error *err);

/* -- rules: what happens, and what has been done about it ------------------------------------------------------ */

struct query;
/* Something a rule may be looked at for: a message that came in, a case that got another status.  What rules themselves
 * did is none, nor is what somebody took back, what is history or what was imported. */
enum rule_event_kind { EVENT_MESSAGE, EVENT_STATUS };
struct rule_event {
	enum rule_event_kind kind;
	int64_t item, case_id;		/* case_id 0: said in public, in no case */
	int wake;			/* MESSAGE: enum care_wake */
	unsigned flags;
};
/* After an item, oldest first; *top = up to where that was looked at. */
int rule_events(struct store *s, int64_t after, size_t limit, struct arena *a, struct rule_event **out, size_t *n,
	int64_t *top, struct error *err);
/* One of them again; item 0 = it is none (any more). */
int rule_event(struct store *s, int64_t item, struct rule_event *out, struct error *err);
/* Is the query true with this message alone (message 0: with this case)?  agent: who `me` is; 0 = nobody. */
int rule_matches(struct store *s, const struct query *q, int64_t message, int64_t case_id, int64_t agent, bool *out,
	struct error *err);
/* Cases that a query finds and on which the rule has not acted since they last changed; *more = there are others. */
int rule_due(struct store *s, const char *rule, const struct query *q, size_t limit, struct arena *a, int64_t **ids,
	size_t *n, bool *more, struct error *err);
/* The newest item of a case that no rule made: what a rule on time acts on once. */
int64_t rule_case_state(struct store *s, int64_t case_id);
bool rule_fired(struct store *s, const char *rule, int64_t case_id, int64_t item);
/* On how many cases it has acted since. */
int64_t rule_fired_since(struct store *s, const char *rule, int64_t since);
/* It has acted on that state of the case: what changed since was a rule's doing. */
int rule_settle(struct store *s, const char *rule, int64_t case_id, int64_t item, int64_t now, struct error *err);
/* Who has the case open in the composer, and until when that is known; NULL = nobody. */
char *rule_writer(struct store *s, int64_t case_id, int64_t now, int64_t *until, struct arena *a);

struct firing_row { const char *rule, *why; int64_t case_id, number, item, at, action; };
/* The newest first: of a rule (NULL = of all), of a case (0 = of all). */
int firing_list(struct store *s, const char *rule, int64_t case_id, size_t limit, struct arena *a, struct firing_row **out,
	size_t *n, struct error *err);
/* Because of one item. */
int firing_of(struct store *s, int64_t case_id, int64_t item, struct arena *a, struct firing_row **out, size_t *n,
	struct error *err);
/* How often it acted (counted up to 100,000), and when last. */
int firing_count(struct store *s, const char *rule, int64_t *n, int64_t *last_at, struct error *err);

/* What acts would do, without doing it: "status: open -> pending, tag: +vip"; *count = how many actions that is. */
struct act;
struct act_actor;
int store_try(struct store *s, const struct act_actor *who, const struct act *acts, size_t n, struct arena *a, char **words,
	int *count, struct error *err);

/* -- hold ------------------------------------------------------------------------------------------------------ */

/* Nothing automatic that sends leaves; set and dropped by the acts HOLD and RELEASE. */
struct hold_row {
	int64_t account;		/* 0 = all */
	const char *name, *agent;	/* the account's; who said so, NULL = not known */
	int64_t at, until_at;		/* 0 = until it is released */
	int64_t waiting;		/* messages that would leave */
};
int hold_list(struct store *s, int64_t now, struct arena *a, struct hold_row **out, size_t *n, struct error *err);

#endif
