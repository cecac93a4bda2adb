/*
 * metric.h - the figures of each case (kpi.h), kept as rows of tables metric, metric_reply and metric_promise.
 *
 * They are derived: made of messages and journal after these, a slice at a time, by whoever has time - sync beside its
 * index, the console between keys, the command line before it answers.  The newest cases are counted first, and readers
 * do without the others.
 */
#ifndef SPORTELLO_METRIC_H
#define SPORTELLO_METRIC_H

#include "conf.h"
#include "hours.h"
#include "kpi.h"
#include "store.h"

/* Counts for about so many microseconds what is new or was never counted; *left = about how many cases remain, 0 = all is
 * counted (-1 = it is not known how many).  office: by which hours (NULL = around the clock); other hours than before, and
 * all is counted anew.  ERR_BUSY when somebody else writes.  Nothing in a store that can only be read. */
int metric_run(struct store *s, const struct hours *office, int64_t us, int64_t *left, struct error *err);
/* Forgets all rows: they are made again. */
int metric_drop(struct store *s, struct error *err);
/* The figures of one case, counted now and kept nowhere. */
int metric_of_case(struct store *s, int64_t case_id, const struct hours *office, struct arena *a, struct kpi_figures *out,
	struct error *err);

/* The hours of a name; NULL: those of [stats], which figures are kept by (the first [hours] if it names none, and *out NULL =
 * around the clock where there are no hours at all). */
int metric_hours(struct store *s, const struct conf *conf, const char *name, struct arena *a, struct hours **out,
	struct error *err);

/* -- figures of a period ------------------------------------------------------------------------------------------- */

struct stats_key;
enum kpi_by { KPI_BY_ALL, KPI_BY_CHANNEL, KPI_BY_TEAM, KPI_BY_AGENT, KPI_BY_TAG, KPI_BY_POLICY, KPI_BY_INTENT, KPI_BY_FIELD,
	KPI_BY_DAY, KPI_BY_WEEK, KPI_BY_MONTH,
	KPI_BY_VALUE };			/* VALUE: how many there are of each number: "0", "1"... */
struct kpi_ask {
	int64_t from_at, to_at;		/* [from, to); to 0 = until now and after */
	const char *filter;		/* a query; NULL or "" = all cases */
	int64_t agent;			/* whose query it is */
	int64_t agent_only;		/* of this agent alone; 0 = of all */
	enum kpi_by by;
	const struct stats_key *field;	/* BY_FIELD */
	bool other_hours;		/* not the hours that are kept but these: every case is counted again */
	const struct hours *hours;
};
struct kpi_row {
	const char *value;		/* of what it is grouped by; NULL = those without, or all */
	int64_t hits;			/* SHARE: how many of all.n */
	int64_t cases;			/* how many cases these are */
	struct kpi_spread all, office;	/* office.n 0 = there are none */
};
/* When somebody looked at figures of named people, the newest first. */
struct looked { const char *who, *what; int64_t at; };
int read_looked(struct store *s, int64_t since, struct arena *a, struct looked **out, size_t *n, struct error *err);
/* Of what is counted: see metric_run().  A case with several tags or channels counts with each. */
int read_kpi(struct store *s, const struct kpi_ask *ask, enum kpi k, struct arena *a, struct kpi_row **out, size_t *n,
	struct error *err);

/* How many cases resolved for good then have each number (kpi_row.value), of several figures of a case in one go. */
int read_kpi_values(struct store *s, const struct kpi_ask *ask, const enum kpi *list, size_t n, struct arena *a,
	struct kpi_row **rows, size_t *counts, struct error *err);

/* The values of several spans of cases resolved for good then, in one go; whoever reads them measures them, one when there is
 * time (kpi_spread()), and frees them. */
struct kpi_spans { int64_t *all, *office; size_t n, offices; };
int read_kpi_spans(struct store *s, const struct kpi_ask *ask, const enum kpi *list, size_t n, struct kpi_spans *out,
	struct error *err);
void kpi_spans_free(struct kpi_spans *p);

/* -- what a report names beside figures ------------------------------------------------------------------------------- */

/* What customers said with their rating, the least content first. */
struct said { const char *scale, *said, *words, *name; int64_t number; };
int read_said(struct store *s, int64_t from, int64_t to, struct arena *a, struct said **out, size_t *n, struct error *err);
/* Of cases resolved for good then: those that cost the customer most. */
struct worst { int64_t number, effort, contacts, changes, transfers, waits, wait_ms; const char *tags; };
int read_worst(struct store *s, int64_t from, int64_t to, struct arena *a, struct worst **out, size_t *n, struct error *err);
/* Incidents that were open then. */
struct of_incident { const char *name; int64_t opened_at, closed_at, members; };
int read_incidents_of(struct store *s, int64_t from, int64_t to, struct arena *a, struct of_incident **out, size_t *n,
	struct error *err);

#endif
