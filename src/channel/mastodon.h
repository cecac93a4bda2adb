/*
 * mastodon.h - inside src/channel/mastodon*.c only: the API of Mastodon 4, and of the servers that speak it.
 *
 * A status is a message; its conversation is named by its first status, with "@" before it where it is direct:
 * a private word has a thread of its own, never one with public ones.
 *
 * Cursors: `me` our account's id, `checked` when the server was last asked about itself, `notes`, `own` and
 * `direct` the newest notification, own status and direct conversation seen.
 * Jobs: `back` notifications of before the first look; `thread` a status that answers another: its conversation is
 * asked for first; `round`, now and then, what we said elsewhere and direct conversations without a notification.
 */
#ifndef SPORTELLO_MASTODON_H
#define SPORTELLO_MASTODON_H

#include "gather.h"
#include "js.h"

struct mastodon {
	const struct channel_context *c;
	struct gather g;
	const char *me;			/* our account's id */
};

/* {base} and the rest. */
char *mastodon_url(const struct channel_context *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void mastodon_get(char *url, struct request *r);
/* Any other method; a JSON body is released, NULL = none. */
void mastodon_ask(const struct channel_context *c, const char *method, char *url, json_t *body, struct request *r);
/* Is id `a` newer than `b`?  Ids are numbers, or texts of one length that sort. */
bool mastodon_newer(const char *a, const char *b);
/* name@host of an account entity, in the arena. */
const char *mastodon_address(struct arena *a, json_t *account);

/* mastodon_status.c: statuses as messages. */
/* `root` names the conversation; at = when our server heard of it, 0 = as the status says. */
struct message_in *mastodon_status(struct mastodon *x, json_t *status, const char *root, int64_t at);
/* The status where it stands alone, else a job that asks for its conversation. */
void mastodon_take(struct mastodon *x, json_t *status, int64_t at);
void mastodon_edit(struct mastodon *x, json_t *status);
int mastodon_thread_answer(const struct channel_context *c, const struct job *j, const struct answer *in,
	struct outcome *o, struct error *err);

/* mastodon_read.c: pull, back, round. */
int mastodon_pull_request(const struct channel_context *c, const struct job *j, struct request *r, struct error *err);
int mastodon_pull_answer(const struct channel_context *c, const struct job *j, const struct answer *in, json_t *root,
	struct outcome *o, struct error *err);
/* The server does not know the newer form of this step; true = ask in the older one. */
bool mastodon_pull_elsewhere(const struct job *j, const struct answer *in, struct outcome *o);
void mastodon_back_request(const struct channel_context *c, const struct job *j, struct request *r);
int mastodon_back_answer(const struct channel_context *c, const struct job *j, json_t *root, struct outcome *o,
	struct error *err);
void mastodon_round_request(const struct channel_context *c, const struct job *j, struct request *r);
int mastodon_round_answer(const struct channel_context *c, const struct job *j, const struct answer *in,
	json_t *root, struct outcome *o, struct error *err);

/* mastodon_send.c */
int mastodon_send_request(const struct channel_context *c, const struct job *j, const struct outgoing *out,
	struct request *r, struct error *err);
int mastodon_send_answer(const struct channel_context *c, const struct job *j, const struct answer *in, json_t *root,
	struct outcome *o, struct error *err);
/* A row in doubt that is too old for its key: it is looked for among what we said. */
void mastodon_check_request(const struct channel_context *c, struct request *r);
int mastodon_check_answer(const struct channel_context *c, json_t *root, struct outcome *o, struct error *err);

#endif
