/*
 * graph.h - inside src/channel/ only: what Meta's channels share: requests to the Graph API, its errors and its
 * headers of use, conversations with their windows.
 */
#ifndef SPORTELLO_GRAPH_H
#define SPORTELLO_GRAPH_H

#include <jansson.h>

#include "gather.h"
#include "shared.h"

#define GRAPH_BASE "https://graph.facebook.com/v26.0"

/* "/id/edge" with the id made safe; edge NULL = the node itself. */
char *graph_path(struct arena *a, const char *id, const char *edge);
/* Queries are given as they stand in the address; NULL = none.  The body is taken; NULL = none. */
void graph_get(const struct channel_context *c, struct request *r, const char *path, const char *query);
void graph_post(const struct channel_context *c, struct request *r, const char *path, const char *query, json_t *body);
void graph_delete(const struct channel_context *c, struct request *r, const char *path);
/* A file goes to the server. */
void graph_upload(const struct channel_context *c, struct request *r, const char *path,
	const struct request_part *parts, size_t n);

/*
 * The answer as JSON in *root.  0 = fine; 1 = an error of the server, the outcome says which; -1 = it makes no
 * sense.  acts: what was asked may have been done even where the answer is an error of the server itself.
 */
int graph_open(const struct channel_context *c, const struct answer *in, bool acts, struct outcome *o, json_t **root,
	struct error *err);
/* "2026-09-21T08:15:02+0000" as ms; later than now or senseless: now. */
int64_t graph_time(const struct channel_context *c, json_t *o, const char *path);
/* The server's word for the next page of a list, NULL when this was the last. */
const char *graph_after(struct arena *a, json_t *list);
/* The key of a job that reads the rest of something down to a mark, and what that is: one of its own for each mark, or a
 * later one, which need not go as far down, would take the place of one that had not been done. */
const char *graph_rest(struct arena *a, const char *of, int64_t floor);
const char *graph_rest_of(struct arena *a, const char *key);
/* How far a row with files has come, as a job's body: file N is to be uploaded, with an id to be said; N behind the last,
 * or no body = the words themselves. */
const char *graph_step(struct arena *a, size_t file, const char *id);
size_t graph_step_of(const struct channel_context *c, const struct job *j, const struct outgoing *out, const char **id);
/* What a probe found out. */
int graph_probed(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err);
/* -- graph_window.c: until when one may answer ------------------------------------------------------------------ */

/* The customer's newest message in the thread: the window as a capability, and a cursor for the send. */
void window_put(const struct channel_context *c, struct gather *g, const char *thread, int64_t last_in,
	int64_t person_ms);
enum window { WINDOW_OPEN, WINDOW_PERSON, WINDOW_SHUT };
/* As of now; a thread of which nothing is known is open: its server judges.  person_ms 0 = no longer one for people. */
enum window window_of(const struct channel_context *c, const char *thread, int64_t person_ms);

/* -- graph_inbox.c: conversations of Messenger and Instagram ------------------------------------------------ */

struct inbox {
	const char *owner;	/* id of the page, or "me" */
	const char *platform;	/* "messenger", "instagram" */
	bool bytes;		/* how a text is counted there */
	size_t limit;
	bool uploads;		/* files go there by upload */
};

/* The list of conversations from its top, or a job of its own. */
int inbox_request(const struct channel_context *c, const struct inbox *x, const struct job *j, struct request *r,
	struct error *err);
int inbox_answer(const struct channel_context *c, const struct inbox *x, const struct job *j, const struct answer *in,
	struct outcome *o, struct error *err);
bool inbox_is_job(const struct job *j);
/* Rows of the outbox: to a person, or in private to whoever wrote a comment (its id, else NULL). */
int inbox_send(const struct channel_context *c, const struct inbox *x, const struct job *j, const struct outgoing *out,
	const char *comment, struct request *r, struct error *err);
int inbox_sent(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err);
/* Is it among what was last said there?  after: the page's place, NULL = the newest; of the job j (NULL = one
 * page is all) an outcome asks for more of them, as long as what they hold may be newer than ours. */
void inbox_check(const struct channel_context *c, const char *thread, const char *after, struct request *r);
int inbox_checked(const struct channel_context *c, const struct inbox *x, const struct answer *in, const struct job *j,
	struct outcome *o, struct error *err);

#endif
