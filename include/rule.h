/*
 * rule.h - [rule NAME] sections: what they say, what is wrong with them, what they do to one case, what they would have
 * done.  The robot of sync runs them; the console and the command line look at them.
 *
 * Loops are impossible by construction: what a rule did is no event for rules (robots.h), a rule acts once on a case
 * because of one item, a rule on time once on a case until somebody else changes it, and what it says passes the gate of
 * robot_say().
 */
#ifndef SPORTELLO_RULE_H
#define SPORTELLO_RULE_H

#include "query.h"
#include "robots.h"
#include "verb.h"

enum rule_on { RULE_INBOUND, RULE_STATUS, RULE_TIME };
extern const char *const rule_on_names[];	/* "inbound"... */

struct rule {
	const char *name, *when, *lines;	/* as they are written; never NULL */
	const char *actor;		/* "rule:NAME" */
	enum rule_on on;
	bool stop, active;
	bool others;			/* its query names kinds: also for messages that ask nothing of us */
	bool scores;			/* it names scores: also for answers to surveys */
	int max;			/* cases in RULE_SPAN_MS */
	int line;
	struct query *query;		/* relative times count from when it was read */
	const char *error;		/* "config:12: [rule x] when: ..."; NULL = it can run */
};
#define RULE_SPAN_MS (10 * MS_MINUTE)

/* All of them, in the order of the file; store: NULL, or where agents' names are looked up. */
void rules_read(const struct conf *conf, struct store *store, int64_t now, struct arena *a, struct rule **out, size_t *n);
/* Is it looked at for a message that did this to its case? */
bool rule_sees(const struct rule *r, enum care_wake wake);
/* Reads `when` and `lines` of a rule that is being edited: query, others and error. */
void rule_judge(const struct conf *conf, struct store *store, struct rule *r, int64_t now, struct arena *a);
/* NULL with the error set, nearest known named. */
const struct rule *rules_find(const struct rule *list, size_t n, const char *name, struct arena *a, struct error *err);
/* Is what ails it a thing of the moment, rather than of its text? */
bool rule_ails_by_case(const struct rule *r, const char *error);
/* What is wrong: errors first, then contradictions and rules that can never act, then what may be meant. */
struct rule_fault { enum { RULE_BROKEN, RULE_CONTRADICTS, RULE_DOUBTFUL } kind; const char *rule, *words; };
void rules_check(const struct conf *conf, const struct rule *list, size_t n, struct arena *a, struct rule_fault **out,
	size_t *count);

/* -- acting ----------------------------------------------------------------------------------------------------- */

struct rule_plan {
	struct act *acts;
	size_t count;
	const char *says;		/* what the customer would read; NULL = nothing */
	const char *unsaid;		/* why that cannot be said; the rest is done all the same */
};
/* What it does to a case because of a message (0: none); ERR_INPUT when a value is missing, a name is unknown... */
int rule_plan(const struct verb_context *v, const struct rule *r, int64_t case_id, int64_t message, struct arena *a,
	struct rule_plan *out, struct error *err);
/* The acts without those that say something; how many are left. */
size_t rule_speechless(struct act *acts, size_t n);
/* The terms that are true, for the journal: "from:rossi.it or tag:vip" becomes "tag:vip". */
char *rule_why(struct store *s, const struct rule *r, int64_t message, int64_t case_id, struct arena *a);

enum rule_end { RULE_DID, RULE_NOTHING, RULE_WAITS, RULE_HAD, RULE_FAILED };
/* Does it, once, as actor rule:NAME.  WAITS: somebody is writing, until *until at most; HAD: it has acted on the item
 * before; FAILED: nothing was done, err says why.  -1 only when the store cannot be written (ERR_BUSY...). */
int rule_run(const struct verb_context *v, const struct rule *r, int64_t case_id, int64_t message, int64_t item,
	struct arena *a, enum rule_end *end, int64_t *until, struct error *err);

/* -- trying ----------------------------------------------------------------------------------------------------- */

/* One message or case that it would act on as things stand today. */
struct rule_trial {
	int64_t case_id, number, item, at;
	const char *who, *subject;
	const char *words;		/* "status: open -> pending, tag: +vip"; "" = nothing would change */
	const char *says, *unsaid;
	const char *failed;		/* why nothing would be done; NULL = it would */
};
struct rule_test {
	struct verb_context v;
	const struct rule *rule;
	int64_t since;
	size_t limit;
	struct rule_trial *trials;
	size_t n, space, tried;		/* tried: of n, how many are looked at */
	size_t changed, said, failed;	/* of those */
	bool found, more;		/* more: there are others than these */
	struct arena *arena;
};
/* Nothing is looked at yet; rule and arena must live as long. */
void rule_test_begin(struct rule_test *t, const struct verb_context *v, const struct rule *r, int64_t since, size_t limit,
	struct arena *a);
/* For so many microseconds: 1 = there is more, 0 = that was all, -1 (ERR_BUSY: try again). */
int rule_test_step(struct rule_test *t, int64_t most_us, struct error *err);
/* "12 messages since 2026-10-27: 9 would have changed their case, 4 would have been answered, 1 failed" */
char *rule_test_words(const struct rule_test *t, struct arena *a);

#endif
