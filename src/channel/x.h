/* x.h - inside src/channel/x*.c only. */
#ifndef SPORTELLO_X_H
#define SPORTELLO_X_H

#include "gather.h"
#include "scan.h"
#include "shared.h"

#define X_BASE "https://api.x.com"
#define X_DM "dm:"			/* before the ids of direct messages and their conversations */
#define X_MENTIONS "mentions"
#define X_MESSAGES "dm"

/* 0 = fine; 1 = refused, the outcome says how; -1 = no sense.  acts: it may have been done all the same. */
int x_open(const struct channel_context *c, const struct answer *in, bool acts, struct outcome *o, json_t **root,
	struct error *err);
void x_get(const struct channel_context *c, struct request *r, const char *path, const char *query);
/* "&lt;" and the like; short addresses as what they stand for. */
const char *x_text(struct arena *a, json_t *post);

/* x_read.c: jobs pull, older, between */
bool x_reads(const struct job *j);
int x_read_request(const struct channel_context *c, const struct job *j, struct request *r, struct error *err);
int x_read_answer(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err);

#endif
