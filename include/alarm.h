/*
 * alarm.h - what comes much more often than usual, and may be an incident.  Tags, intents and the words of new cases are
 * counted by ten minutes, four weeks back.  An alarm is raised when
 *
 *     cases of the last hour  >=  max(minimum, factor * usual)
 *
 * where usual is the mean of the same hour, by the wall clock, on the days of the last four weeks that are of the same
 * kind (Monday to Friday; Saturday and Sunday), three of them at least.  Members of incidents do not count.
 */
#ifndef SPORTELLO_ALARM_H
#define SPORTELLO_ALARM_H

#include "store.h"

struct alarm_row {
	int64_t id;
	const char *what, *word;	/* tag, intent, phrase; a phrase as stems */
	const char *said;		/* as people write it */
	double usual;
	int now;			/* in the last hour, at `at` */
	int64_t at;
	const char *state;		/* open, incident, dismissed, over */
	const char *incident, *agent;	/* what was made of it, by whom; NULL */
};
int alarm_list(struct store *s, bool all, struct arena *a, struct alarm_row **out, size_t *n, struct error *err);
/* The query by which its cases are found. */
char *alarm_query(const struct alarm_row *r, struct arena *a);

/* The robot's: counts what came, a slice at a time; *more = there is more.  Cheap where nothing came. */
int alarm_count(struct store *s, int64_t now, bool *more, struct error *err);
/* Raises alarms, brings open ones up to date, and lets go those that nobody decided about for half a day. */
int alarm_look(struct store *s, int64_t now, int factor, int minimum, struct error *err);

#endif
