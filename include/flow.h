/*
 * flow.h - the agent's way from case to case: what needs them most, claims, and what they did last.
 *
 * A claim is a lease: an unassigned case that Tab opened is kept for who opened it, together with the
 * customer's other unassigned cases.  It goes back when it is left untouched or its time is over; the first
 * act on it makes it theirs in the same group (store_act() looks).
 */
#ifndef SPORTELLO_FLOW_H
#define SPORTELLO_FLOW_H

#include "act.h"

/* Why a case needs an agent, most urgent first. */
enum need_why { NEED_TOGETHER, NEED_OVERDUE, NEED_MENTION, NEED_UNREAD, NEED_STEP, NEED_WAITING, NEED_UNASSIGNED };

struct need {
	int64_t case_id, last_item;
	int64_t at;			/* due, or what it is sorted by; 0 = no such time */
	enum need_why why;
};

/*
 * What needs the agent, most urgent first, each case once; at most `limit` of each kind.  Passed over: what
 * others have in hand (composer, claim, before their eyes), what waits for a third party, what sleeps.  TOGETHER: the
 * other cases of `customer` (0 = nobody) that are the agent's or claimed by them.
 */
int read_needs(struct store *s, int64_t agent, int64_t customer, size_t limit, struct arena *a, struct need **out,
	size_t *n, struct error *err);
/* The first case of theirs that will need them by itself: wakes, waits no longer, has its next step; 0 = none. */
int read_need_later(struct store *s, int64_t agent, int64_t *case_id, int64_t *at, struct error *err);

/* Keeps an unassigned open case, and those of its customer that come along, for an agent until then: 1 + how many come
 * along, 0 = somebody was faster, -1. */
int claim_take(struct store *s, int64_t agent, int64_t case_id, int64_t until, struct error *err);
/* Gives back what was claimed with a case, but for cases with a draft of the agent's: how many, or -1. */
int claim_drop(struct store *s, int64_t agent, int64_t case_id, struct error *err);

/* -- many cases, a slice at a time ---------------------------------------------------------------------------- */

/* What became of one case. */
struct many_fate { int count; const char *why; };	/* actions written; 0 = it was so; -1 = refused, and why */
/*
 * Does the acts of each case, acts[ends[i-1]..ends[i]), in one transaction that ends when `most_us` are over (one case at
 * least); *done: how many were looked at.  A case that refuses does not stop the others.  who->group is set by the first
 * that changes, so that the next slice goes on with it.  dry: nothing is kept.
 */
int store_act_slice(struct store *s, struct act_actor *who, const struct act *acts, const size_t *ends, size_t cases,
	int64_t most_us, bool dry, struct arena *a, struct many_fate *out, size_t *done, struct error *err);

/* -- what an agent did last ------------------------------------------------------------------------------------ */

/* One group of actions: what one key, command or bulk did. */
struct undo_row {
	int64_t grp, at;
	int64_t case_id, case_number, customer;	/* the first case of it; 0 = about none */
	int64_t cases;			/* how many */
	const char *words;		/* "replied by mail, resolved" */
	int64_t undone_by, undone_at;	/* the undoing action; 0 = it holds */
	const char *undone_who;		/* when it was somebody else; else NULL */
	const char *cannot;		/* why it cannot be undone; NULL = it can */
};
/* Newest first, undos themselves left out; before = group of the last row of the page before, 0 = from the newest. */
int read_undo_list(struct store *s, int64_t agent, int64_t before, size_t limit, struct arena *a, struct undo_row **out,
	size_t *n, struct error *err);
/* "#4711 status: open -> resolved" of a group, at most so many; NULL-terminated. */
int read_group_changes(struct store *s, int64_t grp, size_t limit, struct arena *a, char ***out, struct error *err);
/* The undo of theirs that redo takes back: the newest that was followed by nothing but undo and redo; 0 = none. */
int64_t read_redo(struct store *s, int64_t agent);
/* What an undo had taken back: "tagged +ship (#4711)". */
char *read_undone_words(struct store *s, int64_t undo, struct arena *a);
/* When they did the last thing that holds; 0 = never. */
int64_t read_last_act(struct store *s, int64_t agent);

/* The newest that others brought into a case counts as unread again. */
int mark_unread(struct store *s, int64_t agent, int64_t case_id, struct error *err);

/* -- drafts thrown away: the last ones are kept ---------------------------------------------------------------- */

enum { TOSSED_KEPT = 20 };
/* Out of the way, of its case too, but not gone; one without words is. */
int draft_toss(struct store *s, int64_t id, struct error *err);
/* Newest first; kind as it was, case_id where it would go back to. */
int read_tossed(struct store *s, int64_t agent, struct arena *a, struct draft **out, size_t *n, struct error *err);
int draft_untoss(struct store *s, int64_t id, struct error *err);

#endif
