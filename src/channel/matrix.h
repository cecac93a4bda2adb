/*
 * matrix.h - inside src/channel/matrix*.c only: Matrix, client-server API v1.19.
 *
 * A room is a thread, an event id a remote id.  The cursor `next` is the token of the next sync, `at` when
 * the last one was answered, `room:ID` what must be known of a room to speak in it.  A gap in a room's
 * timeline is a job of its own (`gap`), read backwards; an invitation is a job `join`.
 */
#ifndef SPORTELLO_MATRIX_H
#define SPORTELLO_MATRIX_H

#include "gather.h"
#include "js.h"

#define MATRIX_BASE "https://matrix.org"
#define MATRIX_CLIENT "/_matrix/client/v3"

/* What must be known of a room; kept as JSON in a cursor of its own. */
struct matrix_room {
	const char *id;
	bool encrypted, open, many;	/* anybody may come in or read; more than two people */
	const char *root, *last;	/* the newest message stood in a thread: its first and its last event */
	bool changed;
};

void matrix_room_load(const struct channel_context *c, const char *id, struct matrix_room *r);
/* spoken: the batch holds a message of the room. */
void matrix_room_keep(const struct matrix_room *r, bool spoken, struct gather *g);
void matrix_room_many(struct matrix_room *r, bool many);

/* {base}/_matrix/client/v3 and the rest. */
char *matrix_url(const struct channel_context *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* GET with the token. */
void matrix_get(const struct channel_context *c, const char *url, struct request *r);
/* Any other method with a JSON body (released); NULL = "{}". */
void matrix_put(const struct channel_context *c, const char *method, const char *url, json_t *body,
	struct request *r);
/* A status that is no success: verdict and words; true when it was one. */
bool matrix_refused(const struct channel_context *c, const struct answer *in, struct outcome *o);

/* matrix_read.c */
void matrix_sync_request(const struct channel_context *c, struct request *r);
int matrix_sync_answer(const struct channel_context *c, json_t *root, struct outcome *o, struct error *err);
int matrix_gap_request(const struct channel_context *c, const struct job *j, struct request *r, struct error *err);
int matrix_gap_answer(const struct channel_context *c, const struct job *j, json_t *root, struct outcome *o,
	struct error *err);
/* An invitation: accepted, then who is there, then what was said. */
void matrix_join_request(const struct channel_context *c, const struct job *j, struct request *r);
int matrix_join_answer(const struct channel_context *c, const struct job *j, json_t *root, struct outcome *o,
	struct error *err);

/* matrix_event.c: events of one room, oldest first, into rows. */
struct matrix_reading {
	const struct channel_context *c;
	struct gather *g;
	struct matrix_room *room;
	json_t *names;			/* user id: display name */
	int64_t floor;			/* received_at is never before it; 0 = as the event says */
};
void matrix_names(struct matrix_reading *x, json_t *events);
void matrix_event(struct matrix_reading *x, json_t *e);
void matrix_receipts(struct matrix_reading *x, json_t *content);
/* Events whose message lies further back, to be given again when it has been read. */
json_t *matrix_events_hold(const struct gather *g);
void matrix_events_again(struct matrix_reading *x, json_t *held);

/* matrix_send.c */
int matrix_send_request(const struct channel_context *c, const struct job *j, const struct outgoing *out,
	struct request *r, struct error *err);
int matrix_send_answer(const struct channel_context *c, const struct job *j, json_t *root, struct outcome *o,
	struct error *err);

#endif
