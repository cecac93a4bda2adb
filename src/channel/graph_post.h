/*
 * graph_post.h - inside src/channel/ only: what is said in public under a post, on Facebook and Instagram.  The thread
 * is the comment that began it, or what a visitor posted.  Capabilities of a thread:
 *   post-picture	address of the post's picture
 *   hidden		"yes" where others do not see the comment that began it
 *   private-reply	"yes" until it is over: its author may be answered in private, once; then "no"
 */
#ifndef SPORTELLO_GRAPH_POST_H
#define SPORTELLO_GRAPH_POST_H

#include "graph.h"

#define PRIVATE_MS (7 * 86400000LL)	/* so long a comment may be answered in private */
#define POST_SKEW_MS (2 * 60000LL)

struct post {
	const char *id, *text, *link, *picture;
};

/* The post as JSON for a job, and back. */
json_t *post_keep(const struct post *p);
struct post post_kept(struct arena *a, json_t *o);
/* What the message stands under; its picture with the thread. */
void post_put(struct gather *g, struct message_in *m, const struct post *p);
/* The newest comment of a thread that is not ours, or one that has been answered in private. */
void private_put(struct gather *g, const char *thread, int64_t at, bool may);
/* Is the row of the outbox a private answer to what was said in public? */
bool is_private(const struct outgoing *out);
/* What it is about: the comment it answers, else the thread. */
const char *target_of(const struct outgoing *out);
/* "like", "hide"... done or not: {"success":true}, {"id":...}. */
int act_done(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err);

#endif
