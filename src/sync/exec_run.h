/* exec_run.h - inside src/sync/ only: a running program of an exec account. */
#ifndef SPORTELLO_EXEC_RUN_H
#define SPORTELLO_EXEC_RUN_H

#include "buf.h"
#include "channel.h"
#include "process.h"
#include "sync.h"

struct exec_run {
	struct worker *w;
	const struct channel *channel;
	struct channel_context context;
	struct job job;
	const char *command;
	struct process_child child;
	pid_t pid;
	int in, out, err;
	struct buf rx, tx, words;	/* words: the end of its stderr */
	struct arena *arena;		/* what was gathered since the last flush */
	bool skipping, greeted, done, refused, repeat_safe, stays;
	bool never;			/* a flag that nobody sets: waits for the end */
	long lines;
	/* gathered until a flush */
	struct message_in *messages;
	struct event_in *events;
	struct identity_in *identities;
	struct capability_in *capabilities;
	struct cursor_in *cursors;
	size_t message_count, event_count, identity_count, capability_count, cursor_count, space[5];
	/* the message being sent */
	const char *token;
	enum verdict verdict;
	const char *verdict_words, *verdict_id;
	int64_t verdict_after_ms;
};

int exec_start(struct exec_run *r, struct error *err);
/* Ends the program and all it started; its exit status (128 + signal). */
int exec_end(struct exec_run *r);
int exec_pump(struct exec_run *r, int ms, struct error *err);
int exec_say(struct exec_run *r, const char *kind, const struct outgoing *out, struct error *err);
int exec_wait(struct exec_run *r, const bool *flag, int limit, struct error *err);
int exec_flush(struct exec_run *r, struct error *err);
/* exec_send.c: everything of the outbox that may leave now. */
int exec_deliver(struct exec_run *r, struct error *err);

#endif
