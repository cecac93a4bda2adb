/*
 * ask.h - what a survey would do about a case, with the configuration at hand; the robot does it, `sportello survey test`
 * says it.  surveys.h has what was done.
 */
#ifndef SPORTELLO_ASK_H
#define SPORTELLO_ASK_H

#include "survey.h"
#include "surveys.h"
#include "verb.h"

struct ask_plan {
	const struct conf_named *survey;	/* NULL = none is for this case */
	const char *why;		/* why it is not asked: a code of survey_why_words(), or words; NULL = it is */
	int64_t at;			/* when; later than now = not yet */
	enum survey_ask ask;
	const char *text, *via, *channel, *to;	/* what, and where */
};
/* Decides nothing; ERR_CONFIG names file and line of what is wrong in the [survey]. */
int ask_look(const struct verb_context *v, int64_t case_id, struct arena *a, struct ask_plan *out, struct error *err);
/* Asks what is due.  ERR_CONFLICT when it may be asked later. */
int ask_send(const struct verb_context *v, int64_t case_id, const struct ask_plan *p, struct arena *a, struct error *err);

/* The shortest `after` of all surveys, -1 = there is none. */
int64_t ask_after(const struct conf *conf);

/* "6 of 7": an answer as people read it; scale "ces7", "csat5", or another one. */
char *ask_said(const char *scale, const char *said, struct arena *a);

#endif
