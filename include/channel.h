/*
 * channel.h - a channel translates; the engine acts.
 *
 * A channel is one file, one row in the registry and a folder of case files.  It has no sockets, no
 * clock, no SQL and no screen: the time and a random token per job come in the context, secrets are
 * written {secret:NAME} and filled in by the engine after tracing, files are named by blob path.  So each
 * answer() is a test case (answer in, rows out) and a fuzz target as it stands.
 *
 * To add one: write src/channel/NAME.c with a `const struct channel channel_NAME`, add its row to
 * registry.c, its abilities to channels.def, its options to options.def, cases to tests/channel/NAME/.
 */
#ifndef SPORTELLO_CHANNEL_H
#define SPORTELLO_CHANNEL_H

#include "arena.h"
#include "error.h"
#include "model.h"

/* Reads one of the account's own options by key, as text; NULL = not set.  Never a secret. */
struct channel_context {
	const char *account;		/* section's name, for words to people */
	const char *address;		/* our own id there */
	int64_t now;
	char token[33];			/* random, the same for every attempt of one job */
	const char *(*option)(void *ctx, const char *key);
	const char *(*cursor)(void *ctx, const char *key);
	void *ctx;
	struct arena *arena;		/* everything a call returns lives here */
};

/* What the engine is to do next for a job. */
enum request_kind {
	REQUEST_NONE,			/* the job is done */
	REQUEST_HTTP,
	REQUEST_LINES,			/* exec: write these lines to the program, read lines back */
};
struct request {
	enum request_kind kind;
	const char *method, *url;
	const char *const *headers;	/* "Name: value", NULL-terminated; may hold {secret:NAME} */
	const char *body;
	size_t body_len;
	const char *body_file;		/* instead of body */
	int timeout_ms;			/* 0 = the engine's */
	bool stream;			/* answer() is called per line or event */
	bool last_line_acts;		/* the final byte makes the server act: `wire` before it */
};

struct answer {
	int status;			/* HTTP status; exec: 0 while running, -1 at its end */
	const char *body;
	size_t body_len;
	const char *const *headers;	/* lower-case "name: value", NULL-terminated */
};

/* What an answer means for the job's outbox row and for the account. */
enum verdict { VERDICT_NONE, VERDICT_SENT, VERDICT_DELIVERED, VERDICT_FAILED, VERDICT_RETRY, VERDICT_AUTH,
	VERDICT_LIMIT, VERDICT_UNKNOWN };

/* What a line of a program says about its run (exec). */
enum channel_signal { SIGNAL_NONE, SIGNAL_HELLO, SIGNAL_DONE, SIGNAL_ERROR, SIGNAL_LOG };

struct outcome {
	struct batch batch;
	enum channel_signal signal;
	bool repeat_safe;		/* HELLO: a send with a known token is not done twice */
	bool stays;			/* HELLO: may be held open while sync watches */
	enum verdict verdict;
	int64_t outbox;			/* which row the verdict is about; 0 = the job's own */
	const char *token;		/* the token the answer names, or NULL = the job's own */
	const char *remote_id;		/* the server's id of what we said */
	const char *words;		/* the server's own words */
	int64_t retry_after_ms;
	bool again;			/* call request() again for the same job (next page) */
};

/* One outgoing message as a channel may see it. */
struct outgoing {
	int64_t id;			/* outbox row */
	const char *kind, *thread, *subject, *text;
	const struct recipient *recipients;
	size_t recipient_count;
	const char *in_reply_to;
	enum audience audience;
	const struct attachment *files;	/* .file = path of the blob */
	size_t file_count;
};

struct channel {
	const char *name;
	/* Makes the next request of a job; `out` is NULL unless the job serves an outbox row. */
	int (*request)(const struct channel_context *c, const struct job *j, const struct outgoing *out,
		struct request *r, struct error *err);
	/* Translates one answer (or one line of a stream). */
	int (*answer)(const struct channel_context *c, const struct job *j, const struct answer *in,
		struct outcome *o, struct error *err);
};

/* NULL when there is no such channel. */
const struct channel *channel_find(const char *name);

#endif
