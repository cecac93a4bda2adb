/*
 * bluesky.h - inside src/channel/bluesky*.c only: Bluesky, over its lexicons.
 *
 * A post's remote id is "uri|cid", for whoever answers it must name both; a thread is its first post's.  A direct
 * message is "convo/message" in the thread "convo:ID", which speaks the channel bluesky-chat.
 *
 * Cursors: `did` who we are, `session` that there is one to be refreshed, `notes` when the newest notification seen
 * was indexed, `log` how far the log of direct messages was read.
 * Jobs: `scan` older pages of notifications, `thread` a post with what stands above it, then how many follow its
 * author, `convos` and `convo` direct messages of before the first look.
 */
#ifndef SPORTELLO_BLUESKY_H
#define SPORTELLO_BLUESKY_H

#include "gather.h"
#include "js.h"

struct bluesky {
	const struct channel_context *c;
	struct gather g;
	const char *did;		/* ours */
};

struct bluesky bluesky_reading(const struct channel_context *c);
/* {base}/xrpc/ and the rest. */
char *bluesky_url(const struct channel_context *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* chat: goes on to the service for direct messages. */
void bluesky_get(char *url, bool chat, struct request *r);
void bluesky_post(const struct channel_context *c, const char *method, bool chat, json_t *body, struct request *r);
int64_t bluesky_floor(const struct channel_context *c);
/* A profile: names both its did and its handle. */
struct address bluesky_person(struct bluesky *x, json_t *profile);
/* "uri|cid" as {"uri", "cid"}; NULL = it is none. */
json_t *bluesky_ref(struct arena *a, const char *id);
bool bluesky_is(json_t *o, const char *type);

/* bluesky_post.c */
struct message_in *bluesky_message(struct bluesky *x, json_t *view, int64_t at);
/* Where a post stands on the web; NULL = it is none. */
const char *bluesky_link(struct arena *a, const char *uri);
/* What a message stands under: words, address, picture. */
void bluesky_under(struct bluesky *x, struct message_in *m, json_t *view);

/* bluesky_read.c: `pull` (its first half), `scan`, `thread`. */
void bluesky_notes_request(const struct channel_context *c, const char *cursor, struct request *r);
int bluesky_notes_answer(const struct channel_context *c, const struct job *j, json_t *root, struct outcome *o,
	struct error *err);
void bluesky_thread_request(const struct channel_context *c, const struct job *j, struct request *r);
/* Its second step, which may fail without harm. */
bool bluesky_is_reach(const struct job *j);
int bluesky_thread_answer(const struct channel_context *c, const struct job *j, const struct answer *in,
	struct outcome *o, struct error *err);
const char *bluesky_scan_cursor(const struct channel_context *c, const struct job *j);

/* bluesky_chat.c: `pull` (its second half), `convos`, `convo`. */
void bluesky_log_request(const struct channel_context *c, struct request *r);
int bluesky_log_answer(const struct channel_context *c, json_t *root, struct outcome *o, struct error *err);
void bluesky_convo_request(const struct channel_context *c, const struct job *j, struct request *r);
int bluesky_convo_answer(const struct channel_context *c, const struct job *j, json_t *root, struct outcome *o,
	struct error *err);

/* bluesky_send.c */
int bluesky_send_request(const struct channel_context *c, const struct job *j, const struct outgoing *out,
	struct request *r, struct error *err);
int bluesky_send_answer(const struct channel_context *c, const struct job *j, json_t *root, struct outcome *o,
	struct error *err);
void bluesky_check_request(const struct channel_context *c, const struct outgoing *out, struct request *r);
void bluesky_check_answer(const struct channel_context *c, const struct answer *in, struct outcome *o);

#endif
