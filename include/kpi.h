/*
 * kpi.h - the figures by their definitions (kpi.def), computed of what happened to a case: pure, no store, no clock.
 *
 * The store gives kpi_derive() a case's events in their order and keeps what comes out as a row of table metric; the same
 * events give the same figures at any time, which is what makes them worth believing.
 */
#ifndef SPORTELLO_KPI_H
#define SPORTELLO_KPI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "error.h"
#include "model.h"

struct hours;

enum kpi {
#define KPI(id, name, unit, moment, all, office, title, formula, trap, query) KPI_##id,
#include "kpi.def"
#undef KPI
	KPI_COUNT
};
enum kpi_unit { KPI_SPAN, KPI_NUMBER, KPI_SHARE, KPI_SCORE, KPI_CASES };
enum kpi_moment { KPI_AT_OPENED, KPI_AT_FIRST, KPI_AT_REPLY, KPI_AT_DONE, KPI_AT_DUE, KPI_AT_CLOCK, KPI_AT_BOT, KPI_AT_RATED,
	KPI_AT_ASKED, KPI_AT_NOW };
struct kpi_info {
	const char *name;
	enum kpi_unit unit;
	enum kpi_moment moment;
	const char *all, *office;	/* columns of table metric; NULL = none */
	const char *title, *formula, *trap, *query;	/* N_(): to be translated when shown; the query is not */
};
extern const struct kpi_info kpi_infos[KPI_COUNT];

/* KPI_COUNT: there is none of this name; the error names the nearest. */
enum kpi kpi_find(const char *name, struct error *err);
/* The query that finds a figure's cases in a period ("7d..", "2026-11-01..2026-11-30"). */
char *kpi_query(enum kpi k, const char *period, struct arena *a);
/* "handle_time>4h", "effort>=3", "first_contact" (there is one): a term kpi: of the query language. */
struct kpi_term { enum kpi kpi; bool office; const char *sign; int64_t value; };	/* sign NULL = whatever it is */
int kpi_term(const char *text, struct arena *a, struct kpi_term *out, struct error *err);

/* -- one case ----------------------------------------------------------------------------------------------------- */

enum kpi_event_kind {
	KPI_IN,			/* words of the customer that wait for an answer; value: a number for the channel */
	KPI_CALL,		/* they came and were spoken to at once; value: as above */
	KPI_OUT,		/* a person's answer, not failed; value: the agent, 0 = not known */
	KPI_QUIET,		/* no reply needed */
	KPI_SENT,		/* something left, or was queued: what is resolved after it is resolved anew */
	KPI_STATUS,		/* value: enum status; before: the former */
	KPI_RESOLVE, KPI_REOPEN,
	KPI_ASSIGNEE,		/* value, before: an agent, 0 = nobody */
	KPI_TEAM,		/* the same with a number for the team */
	KPI_HOLD,		/* value: waits on a third party */
	KPI_PROMISE,		/* value: by when, 0 = there is none any more */
	KPI_ESCALATE
};
struct kpi_event {
	int64_t at;
	enum kpi_event_kind kind;
	int64_t value, before;
	int64_t group;		/* deeds of one key */
	const char *channel;	/* OUT */
	int64_t item;		/* the message or action */
};
struct kpi_case {
	int64_t opened_at, first_at;	/* first_at: cases.first_reply_at, 0 = none */
	int64_t handed_at;		/* when the bot gave it to people, 0 = it did not */
	enum status status;
	int64_t handle_ms, busy_ms;	/* -1 = not known */
	const struct kpi_event *event;	/* in their order */
	size_t count;
};
struct kpi_reply { int64_t at, ms, office, agent; const char *channel; };
struct kpi_promise { int64_t due_at, ended_at; };	/* ended_at 0 = it stands */
enum { KPI_TURNED_REOPENED = 1, KPI_TURNED_ESCALATED = 2, KPI_TURNED_MERGED = 4 };
struct kpi_figures {
	int64_t all[KPI_COUNT], office[KPI_COUNT];	/* -1 = none */
	int64_t opened_at, first_at, done_at;		/* 0 = none */
	/* not of kpi_derive(): what terms of the query language find in the journal, kept to be found at once */
	int64_t reply_ms, resolved_at, turned;		/* -1 = none; turned: KPI_TURNED... */
	int64_t agent;
	const char *channels;
	struct kpi_reply *reply;
	struct kpi_promise *promise;
	size_t replies, promises;
};
/* office: NULL = around the clock. */
void kpi_derive(const struct kpi_case *c, const struct hours *office, struct arena *a, struct kpi_figures *out);

/* -- many ------------------------------------------------------------------------------------------------------------ */

/* Puts the value of rank k < n (from 0) in its place, what is smaller before it; that value. */
int64_t kpi_place(int64_t *values, size_t n, size_t k);
/* By nearest rank; the values are put in another order.  0 of nothing. */
struct kpi_spread { int64_t n, p50, p90, sum; };
struct kpi_spread kpi_spread(int64_t *values, size_t n);

#endif
