/*
 * away.h - what an agent holds, what was left to them, and what happened to their cases while they were away.
 * Reading only, part of the store; handing over itself is an act (act.h).
 */
#ifndef SPORTELLO_AWAY_H
#define SPORTELLO_AWAY_H

#include "act.h"
#include "read.h"

/* All that an agent holds: cases that are not over, the most urgent first; drafts; what waits in the outbox, what a
 * person must look at first. */
struct held {
	struct case_row *cases;
	struct draft *drafts;
	struct outbox_row *boxes;
	size_t case_count, draft_count, box_count;
};
int read_held(struct store *s, int64_t agent, struct arena *a, struct held *out, struct error *err);

/* A hand-over that was not taken back. */
struct handover_row {
	int64_t id, at, grp, giver;
	const char *giver_name, *taker;	/* taker: an agent's name, "team:x", "" = nobody */
	const char *text;		/* the page; NULL = none, or erased */
	int cases;
};
/* Those to an agent, or to a team of theirs, above an item number, newest first. */
int read_handovers(struct store *s, int64_t agent, int64_t above, size_t limit, struct arena *a,
	struct handover_row **out, size_t *n, struct error *err);
int read_handover_cases(struct store *s, int64_t grp, struct arena *a, int64_t **ids, size_t *n, struct error *err);

/*
 * Away is who has pressed no key in the console for longer than `away-after`.  What was before that is behind the agent;
 * the rest waits until they have looked at it, however often they come and go meanwhile.
 */
struct away_mark { int64_t at, item; };	/* a time, and the newest item number then */
/* The agent is there: a key was pressed.  True when they were away until now. */
bool away_here(struct store *s, int64_t agent, int64_t now, int64_t away_after_ms);
/* Since when things are news to an agent: since they went away, else since they looked last, else for a day. */
int away_since(struct store *s, int64_t agent, struct away_mark *out, struct error *err);
/* The same of a time that somebody names. */
int away_mark_of(struct store *s, int64_t at, struct away_mark *out, struct error *err);
/* They have looked at all up to this. */
int away_seen(struct store *s, int64_t agent, const struct away_mark *upto, struct error *err);

/* What happened, the most pressing first. */
enum away_kind {
	AWAY_FAILED,			/* a message of theirs was refused, is in doubt or in review */
	AWAY_MENTION,			/* a note calls them */
	AWAY_LEVEL,			/* the second level answered */
	AWAY_MESSAGE,			/* the customer wrote or called */
	AWAY_CHANGE,			/* a colleague or a rule changed something */
	AWAY_REPLY,			/* a colleague wrote to the customer */
	AWAY_NOTE,
	AWAY_KINDS
};
extern const char *const away_kind_names[AWAY_KINDS];	/* for scripts */
const char *away_kind_words(enum away_kind kind);	/* for people */
struct away_item {
	enum away_kind kind;
	int64_t id, at;			/* item number; of FAILED: of the outbox row */
	const char *who, *words;	/* words on one line */
};
struct away_case {
	struct case_row row;
	struct away_item *items;	/* oldest first */
	size_t n;
	enum away_kind worst;
	bool handed;			/* it came by a hand-over */
};
struct away {
	struct away_mark since, upto;
	struct away_case *cases;
	struct handover_row *handovers;
	size_t case_count, handover_count;
	bool more;			/* there are further cases */
};
/* Cases of an agent: assigned to them, or until then; acted on by them of late; whose notes call them.  What they did
 * themselves is no news. */
int read_away(struct store *s, int64_t agent, const struct away_mark *since, size_t limit, struct arena *a,
	struct away *out, struct error *err);
/* How many cases, exact up to `stop`. */
int read_away_count(struct store *s, int64_t agent, const struct away_mark *since, int64_t stop, int64_t *out,
	struct error *err);

#endif
