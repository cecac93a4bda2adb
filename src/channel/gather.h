/*
 * gather.h - inside src/channel/ only: a batch that grows while an answer is read, in the arena of the call.
 */
#ifndef SPORTELLO_GATHER_H
#define SPORTELLO_GATHER_H

#include "channel.h"

struct gather {
	struct arena *a;
	struct batch b;
	struct message_in *messages;
	struct event_in *events;
	struct identity_in *identities;
	struct cursor_in *cursors;
	struct capability_in *capabilities;
	struct job *jobs;
	size_t message_space, event_space, identity_space, cursor_space, capability_space, job_space;
};

/* Each gives a new, empty row to fill in. */
struct message_in *gather_message(struct gather *g);
struct event_in *gather_event(struct gather *g);
struct identity_in *gather_identity(struct gather *g);
void gather_cursor(struct gather *g, const char *key, const char *value);
void gather_capability(struct gather *g, const char *thread, const char *key, const char *value, int64_t expires_at);
struct job *gather_job(struct gather *g, const char *kind, const char *key, const char *body);
/* By time, keeping the order of equals: the last edit must be the last one applied. */
void gather_sort_events(struct gather *g);
/* What was read newest first, from message `first` on, becomes oldest first. */
void gather_turn(struct gather *g, size_t first);
/* A short name for a text: to see whether it is the one that was there before. */
char *gather_digest(struct arena *a, const char *text);
/* The rows as a batch. */
struct batch gather_batch(struct gather *g);

#endif
