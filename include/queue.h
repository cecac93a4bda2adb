/*
 * queue.h - teams' queues in the store: who is there, who has how much, what waits for whom.  Reading only; who gets
 * a case is decided by the robot's step `queue` and done through store_act().
 */
#ifndef SPORTELLO_QUEUE_H
#define SPORTELLO_QUEUE_H

#include "store.h"

/* Whoever has pressed no key for longer is not there. */
enum { QUEUE_HERE_MS = 15 * 60 * 1000 };

struct queue_member {
	int64_t agent;			/* 0 = has never worked here */
	const char *name;
	int64_t open;			/* cases of theirs, new and open */
	int64_t seen_at;		/* when their console last said that they are there; 0 = never */
	int64_t away_until;		/* 0 = for an unknown time */
	bool away, here;		/* here: not away, and seen of late */
	const char *substitute;		/* while they are away: an agent, team:NAME; NULL = nobody */
	bool passed_over;		/* for this case: had it, and did nothing, or gave it back */
};
/* Of these names (NULL-terminated), in their order. */
int queue_members(struct store *s, char *const *names, int64_t now, struct arena *a, struct queue_member **out, size_t *n,
	struct error *err);
/* "here", "away until Mon 23 Nov, max stands in", "not seen since 12:30". */
char *queue_words(const struct queue_member *m, int64_t now, struct arena *a);
/* Is this agent away now, and until when (0 = not known)? */
bool queue_away(struct store *s, const char *name, int64_t now, int64_t *until);

struct queue_case { int64_t id, number, customer, since, assignee; const char *team; };
/* A team's cases that wait for somebody: nobody has them, or has them open; VIP and urgent ones first, then who has waited
 * longest. */
int queue_waiting(struct store *s, const char *team, int64_t now, size_t limit, struct arena *a, struct queue_case **out,
	size_t *n, struct error *err);
/* Its cases whose customer waits and whose agent has done nothing about them since (`since`), the longest first. */
int queue_idle(struct store *s, const char *team, int64_t now, size_t limit, struct arena *a, struct queue_case **out, size_t *n,
	struct error *err);
/* Cases of agents who are away, on which the customer wrote since they left. */
int queue_deserted(struct store *s, int64_t now, size_t limit, struct arena *a, struct queue_case **out, size_t *n,
	struct error *err);
/* Marks those who had the case since its customer waits and let it go, or gave it back. */
void queue_pass_over(struct store *s, int64_t case_id, struct queue_member *list, size_t n);
/* Who answered or had the customer last; 0 = nobody. */
int64_t queue_last(struct store *s, int64_t customer, int64_t but_case);

/* What a team lead sees. */
struct queue_figures { int64_t waiting, longest_at, unassigned, overdue, open; };
int queue_figures(struct store *s, const char *team, int64_t now, struct queue_figures *out, struct error *err);

/* The agent's console says that they are there; written once a minute at most. */
int queue_present(struct store *s, int64_t agent, int64_t now, struct error *err);

#endif
