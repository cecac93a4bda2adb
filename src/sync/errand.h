/*
 * errand.h - inside src/sync/ only: something that may take its time (a command of the configuration asks a person
 * for a password), done in a process of its own while the loop goes on.
 */
#ifndef SPORTELLO_SYNC_ERRAND_H
#define SPORTELLO_SYNC_ERRAND_H

#include <stdbool.h>

#include "arena.h"
#include "error.h"

struct errand;

/* Runs fn in a child; *out is a text it hands back, or NULL. */
struct errand *errand_start(int (*fn)(void *ctx, struct arena *a, char **out, struct error *err), void *ctx,
	struct error *err);
/* Readable when there is something to be read by errand_done(). */
int errand_fd(const struct errand *e);
/* Has it ended?  Never waits. */
bool errand_done(struct errand *e);
/* What it handed back, in the arena; -1 with its error. */
int errand_result(struct errand *e, struct arena *a, char **out, struct error *err);
/* Frees it; one that goes on is ended. */
void errand_end(struct errand *e);

#endif
