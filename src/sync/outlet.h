/*
 * outlet.h - inside src/sync/ only: ways out that are no channels: escalation targets that are not reached by mail, and
 * the programs of [action NAME].  Each is an account to the supervisor, with a lock, errors and an outbox of its own.
 *
 *   outlet.c	the pass: claims rows, judges how they ended, asks for news
 *   outlet_http.c	a request, its secrets; webhooks
 *   outlet_rt.c	Request Tracker: tickets made, spoken to, asked for news; lost ones found again
 *   outlet_exec.c	a program that is given the word, and what it says
 *   outlet_run.c	a program of [action NAME] that is run for a case
 *   outlet_json.c	the documents that are given to others
 *   rt.c		what Request Tracker answers, read; pure
 */
#ifndef SPORTELLO_OUTLET_H
#define SPORTELLO_OUTLET_H

#include "http.h"
#include "outgoing.h"
#include "process.h"
#include "sync.h"
#include "verb.h"

/* How a try ended.  LATER: nothing was done for certain.  AUTH: the same, and nobody should knock again by himself. */
enum outlet_end { OUTLET_DONE, OUTLET_REFUSED, OUTLET_LATER, OUTLET_AUTH, OUTLET_UNKNOWN };

struct outlet {
	struct worker *w;
	const struct conf_escalation *target;	/* NULL = programs of actions */
	struct arena *arena;		/* of the row under way */
	struct http *http;		/* NULL until it is needed */
	char *secret;			/* token or password, or a webhook's address; NULL until it is needed */
	struct outgoing_row row;
	struct escalation_row esc;
	const char *event;
	enum outbox_state state;
	enum outlet_end end;
	const char *words;		/* the other side's */
	int64_t after_ms;		/* LATER: as it asked for */
};

/* Everything of one account that may leave now, and its news. */
int outlet_pass(struct worker *w, struct error *err);
/* trying -> wire, before the last byte leaves that makes the other side act. */
int outlet_wire(void *ctx, struct error *err);
void outlet_ended(struct outlet *o, enum outlet_end end, const char *words);

/* -- outlet_http.c ---------------------------------------------------------------------------------------------- */

/* Asks and waits.  *status 0 = there was no answer, and o->end says what that means for a row. */
int outlet_ask(struct outlet *o, const char *method, const char *url, const char *body, bool acts, int *status,
	char **answer, struct error *err);
/* What an answer means for a request that acts; status 0: there was none, and it is judged. */
void outlet_judge(struct outlet *o, int status, const char *answer);
int outlet_webhook(struct outlet *o, struct error *err);

/* -- outlet_rt.c -------------------------------------------------------------------------------------------------- */

int outlet_rt(struct outlet *o, struct error *err);
/* News of the target's open tickets; those whose making is in doubt are looked for. */
int outlet_rt_news(struct outlet *o, struct error *err);

/* -- outlet_exec.c ------------------------------------------------------------------------------------------------ */

int outlet_exec(struct outlet *o, struct error *err);

/* -- outlet_run.c ------------------------------------------------------------------------------------------------- */

/* A program of [action NAME]. */
int outlet_run(struct outlet *o, struct error *err);

/* -- outlet_json.c, in the arena ---------------------------------------------------------------------------------- */

/* The word as programs and webhooks (format = json) get it. */
char *outlet_document(struct outlet *o, struct error *err);
/* {"text": ...} as Slack and Mattermost take it. */
char *outlet_chat(const struct outlet *o, bool slack);

#endif
