/*
 * incident.h - one matter of many cases: a parent that one works on, members that stand behind it, and the words that are
 * said about it.  Alarms propose one.  What changes them are acts (act.h); here they are read.
 */
#ifndef SPORTELLO_INCIDENT_H
#define SPORTELLO_INCIDENT_H

#include "store.h"

struct incident_row {
	int64_t id, case_id, number;	/* of the parent */
	const char *name;
	const char *query, *text;	/* NULL = none */
	int64_t opened_at, closed_at, text_at, next_by, seen, acked;
	const char *assignee, *next_step, *escalation;	/* of the parent; NULL = none */
	bool survey, ack;
	enum status status;
	int members, live, waiting, customers;
	int64_t waiting_since;		/* of the member that waits longest */
	const char *channels;		/* "mail telegram" */
};
/* By its name; ERR_INPUT, nearest known named. */
int incident_named(struct store *s, const char *name, struct arena *a, struct incident_row *out, struct error *err);
int incident_get(struct store *s, int64_t id, struct arena *a, struct incident_row *out, struct error *err);
/* The open ones, or all; the newest first. */
int incident_list(struct store *s, bool all, struct arena *a, struct incident_row **out, size_t *n, struct error *err);
/* The one whose parent the case is, or whose member; 0 = none. */
int64_t incident_of_parent(struct store *s, int64_t case_id);
int64_t incident_of_member(struct store *s, int64_t case_id);
/* Its members, or those that are not done, by id. */
int incident_members(struct store *s, int64_t id, bool all, int64_t after, size_t limit, struct arena *a, int64_t **ids,
	size_t *n, struct error *err);
/* Has a member more to ask than the incident's end answers: words since it joined, a callback, a promise? */
bool incident_asks(struct store *s, int64_t case_id);
/* The robot's: cases of work that came after in->seen, are in no incident, and were never in this one; by id. */
int incident_fresh(struct store *s, const struct incident_row *in, size_t limit, struct arena *a, int64_t **ids, size_t *n,
	struct error *err);
/* Members that joined after in->acked, by the action. */
struct incident_joined { int64_t case_id, action; };
int incident_untold(struct store *s, const struct incident_row *in, size_t limit, struct arena *a,
	struct incident_joined **out, size_t *n, struct error *err);
int incident_told(struct store *s, int64_t id, int64_t action, struct error *err);
/* Up to which case its query was asked. */
int incident_saw(struct store *s, int64_t id, int64_t case_id, struct error *err);

#endif
