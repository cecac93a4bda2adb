/*
 * incident_do.h - incidents with the configuration at hand: opening one with the cases that belong to it, finding more,
 * telling those who join, ending it.
 */
#ifndef SPORTELLO_INCIDENT_DO_H
#define SPORTELLO_INCIDENT_DO_H

#include "incident.h"
#include "verb.h"

struct incident_new {
	const char *name, *query, *text;	/* query: those that it finds join, now and later; query, text: NULL = none */
	int64_t parent;			/* a case that becomes its own; 0 = a new one */
	int64_t alarm;			/* which proposed it; 0 = none */
	bool ack, survey;
	const int64_t *cases;		/* these join now, whatever the query says */
	size_t case_count;
};
/* One group, so that one undo takes all back; *joined = how many.  The query is read first: an error opens nothing. */
int incident_open(const struct verb_context *v, const struct incident_new *in, struct arena *a, struct act_result *out,
	size_t *joined, struct error *err);
/* Cases of work that a query finds and that are in no incident, the most urgent first. */
int incident_candidates(const struct verb_context *v, const char *query, size_t limit, struct arena *a, int64_t **ids, size_t *n,
	struct error *err);
/* They join, in one group (v->who.group, or a new one, which *group tells); those that refuse are passed over. */
int incident_join(const struct verb_context *v, int64_t id, const int64_t *cases, size_t n, struct arena *a, int64_t *group,
	size_t *joined, struct error *err);

/* Cases of work whose newest words are like a case's. */
struct incident_like {
	int64_t case_id, number;
	int score;			/* 0..100 */
	const char *customer, *subject, *why;	/* why: the words that both have */
};
int incident_like(const struct verb_context *v, int64_t case_id, size_t limit, struct arena *a, struct incident_like **out,
	size_t *n, struct error *err);

/* A target is told of all members at once: on the parent, with what they say. */
int incident_escalate(const struct verb_context *v, const struct incident_row *in, const char *target, const char *reason,
	struct arena *a, struct act_result *out, struct error *err);
/* It is over.  Members that have nothing else to ask are resolved, in the same group as the end (and as what was sent,
 * *group; 0 = a new one); *resolved, *left = how many were, and how many stay. */
int incident_close(const struct verb_context *v, const struct incident_row *in, struct arena *a, int64_t *group,
	size_t *resolved, size_t *left, struct error *err);

/* "37 cases, 35 customers, mail telegram, since 2h; 30 wait" */
char *incident_reach(const struct incident_row *in, int64_t now, struct arena *a);

#endif
