/* instagram.h - inside src/channel/instagram*.c only. */
#ifndef SPORTELLO_INSTAGRAM_H
#define SPORTELLO_INSTAGRAM_H

#include "graph_post.h"

/* Threads of comments are named by these, so that they are told from conversations. */
#define COMMENT_THREAD "comment:"
#define TAG_THREAD "tag:"
#define USER_CURSOR "username"

struct inbox instagram_inbox(const struct channel_context *c);
/* The id behind such a name, or NULL. */
const char *instagram_id(const char *thread, const char *prefix);

/* instagram_read.c: comments and tags. */
bool instagram_reads(const struct channel_context *c, const struct job *j);
int instagram_read_request(const struct channel_context *c, const struct job *j, struct request *r, struct error *err);
int instagram_read_answer(const struct channel_context *c, const struct job *j, const struct answer *in,
	struct outcome *o, struct error *err);

#endif
