/*
 * surveys.h - surveys in the store: whom to ask, what was asked, what was answered.  What is asked and when says the
 * configuration; the robot asks; feed.h takes the answers in.  The words of an answer are read by survey.h.
 */
#ifndef SPORTELLO_SURVEYS_H
#define SPORTELLO_SURVEYS_H

#include "store.h"

/* What speaks for and against asking after a case. */
struct survey_ground {
	int64_t customer, resolved_at;
	int64_t asked_at;		/* when the person was last asked, after any case; 0 = never */
	int64_t incident;		/* whose member it is, or its own; 0 = none */
	bool incident_asks;		/* that incident's members are asked */
	bool resolved, late, spoke;	/* spoke: they wrote or called, and it was no history */
	bool person, robot;		/* who has answered */
	bool refused;			/* they do not want to be contacted */
	bool asked;			/* after this case already, or decided not to */
};
int survey_ground(struct store *s, int64_t case_id, struct survey_ground *out, struct error *err);

/* Cases that were resolved in [from, to] and have no row yet, the oldest first. */
int survey_due(struct store *s, int64_t from_at, int64_t to_at, size_t limit, struct arena *a, int64_t **ids, size_t *n,
	struct error *err);
/* When the first of those that were resolved after `at` was; 0 = none. */
int64_t survey_next(struct store *s, int64_t at);

/* Decides about a case, once: before it is asked (why = "asking"), or why it is not, as a code.  1 = done, 0 = somebody
 * decided before. */
int survey_decide(struct store *s, int64_t case_id, int64_t customer, const char *name, const char *scale, const char *why,
	int64_t now, int64_t until_at, struct error *err);
const char *survey_why_words(const char *code);

struct survey_row {
	int64_t case_id, number, customer, asked_at, answered_at;
	const char *customer_name, *subject, *name, *scale;
	const char *why;		/* not asked: a code, or words; NULL = it was */
	const char *said, *words;	/* NULL = no answer; no words */
	int score;
	const char *state;		/* of the message: queued, sent... */
};
/* What was asked (or was not, `all`) in [from, to), the newest first; case_id 0 = any. */
int survey_list(struct store *s, int64_t from_at, int64_t to_at, int64_t case_id, bool all, size_t limit, struct arena *a,
	struct survey_row **out, size_t *n, struct error *err);

/* What came of a survey in a period, by the day on which it was asked. */
struct survey_sum { const char *name, *scale; int64_t asked, answered, low, high; double mean; };	/* mean on its scale */
int survey_sums(struct store *s, int64_t from_at, int64_t to_at, struct arena *a, struct survey_sum **out, size_t *n,
	struct error *err);

#endif
