/*
 * channel.h - a channel translates; the engine acts.
 *
 * A channel is one file, one row in the registry and a folder of case files.  It has no sockets, no
 * clock, no SQL and no screen: the time and a random token per job come in the context, secrets are
 * placeholders that the engine fills in after tracing, files are named by path.  So each answer() is a
 * test case (answer in, rows out; message in, exact request out) and a fuzz target as it stands.
 *
 * To add one (telegram.c is the model):
 *   src/channel/NAME.c	`const struct channel channel_NAME`; its line in channels.h, registry.c, module.mk
 *   include/channels.def	its abilities with flag CONNECT, its questions (ASK) for `account add`
 *   include/options.def	keys of its own, if the section API is not enough
 *   tests/channel/NAME/	cases (see tests/unit/channel_cases.c); tests/fuzz/corpus/NAME/, module.mk there
 *   man/sportello-channels.7.in	its section
 *
 * Kinds of jobs that every channel knows:
 *   pull	at each poll, or at once again after a held one; no row in the store
 *   send	a row of the outbox (`out`); the request that makes the server act has `acts`
 *   act	a row of the outbox that likes, hides or deletes: out->kind says which
 *   media	key = what the channel put into attachment.part; its last request has `to_file`
 *   check	out = a row in doubt: VERDICT_SENT with its remote id if the server has it, else none (WAY_READS_BACK)
 *   probe	who am I, for `account test`; words = what to tell the person
 *   refresh	new tokens in outcome.secrets (WAY_REFRESHES)
 *   ingest	no request; the answer is a payload that the service pushed somewhere (WAY_INGESTS)
 *   stream	a GET that the server never ends, of Server-Sent Events (WAY_RINGS, `stream` set).  It is a doorbell:
 *		whatever comes only wakes the next pull; answer() never sees it, and no REQUEST_HTTP = there is none
 * Any other kind is the channel's own durable row, made through batch.jobs (one per kind and key).
 *
 * Remote ids must be unique within an account, and may hold what a later request needs ("chat:message",
 * "uri|cid"): a channel never asks the store.  A thread's id likewise.
 *
 * A high-water mark moves only when a scan has reached the old mark; the scan's continuation is a job.
 * "I know this id" never ends a scan: a killed run would lose what lies below.  A page is stored in slices, its
 * cursors and jobs with the last.
 */
#ifndef SPORTELLO_CHANNEL_H
#define SPORTELLO_CHANNEL_H

#include "arena.h"
#include "error.h"
#include "model.h"

struct outgoing;

/* Reads one of the account's own options by key, as text; NULL = not set.  Never a secret. */
struct channel_context {
	const char *account;		/* section's name, for words to people */
	const char *address;		/* our own id there */
	int64_t now;
	char token[33];			/* random, the same for every attempt of one job */
	bool waits;			/* the server may hold a pull open until there is news */
	const struct outgoing *out;	/* the row of the outbox that the job serves, or NULL */
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

/* One part of a multipart/form-data body. */
struct request_part {
	const char *name;
	const char *value;		/* or the contents of a file: */
	const char *file, *file_name, *type;
};

/*
 * Placeholders, filled in by the engine in url and headers, and in body where secret_body says so:
 *   {secret:NAME} as it is, {secret-form:NAME} percent-encoded, {secret-json:NAME} escaped for JSON,
 *   {basic:USER:NAME} base64 of USER:secret, {hmac:KEY:DATA} hex HMAC-SHA-256 of two secrets.
 * NAME comes from the options NAME-command or NAME-file, or from what a refresh has saved.  A request with
 * placeholders goes only to the account's own servers: to the origin of `base` or of an option `url` or *-url.
 */
struct request {
	enum request_kind kind;
	const char *method, *url;
	const char *const *headers;	/* "Name: value", NULL-terminated */
	const char *body;
	size_t body_len;
	const char *body_file;		/* instead of body */
	const struct request_part *parts;	/* instead of body; Content-Type is the engine's */
	size_t part_count;
	bool secret_body;		/* body holds placeholders; never set with people's words in it */
	int timeout_ms;			/* 0 = the engine's; of a held pull: how long the server may hold it */
	bool long_poll;			/* held open by the server; other jobs go on beside it */
	bool to_file;			/* the body of the answer is a file: answer.file */
	bool stream;			/* held open for ever, timeout_ms: how long it may be silent; exec: answer() per line */
	bool acts;			/* its last byte makes the server act: `wire` before it */
};

struct answer {
	int status;			/* HTTP status; exec: 0 while running, -1 at its end */
	const char *body;
	size_t body_len;
	const char *const *headers;	/* lower-case "name: value", NULL-terminated */
	const char *url;		/* where it came from, after redirects */
	const char *type;		/* media type, lower case, without parameters; "" = not said */
	const char *file;		/* to_file and a 2xx status: where the body lies */
};

/* What an answer means for the job's outbox row and for the account.
 * NONE: fine.  FAILED: refused for good.  RETRY: later, nothing was done.  AUTH: the credentials are refused.
 * LIMIT: too fast; the account rests.  UNKNOWN: it may have been done. */
enum verdict { VERDICT_NONE, VERDICT_SENT, VERDICT_DELIVERED, VERDICT_FAILED, VERDICT_RETRY, VERDICT_AUTH,
	VERDICT_LIMIT, VERDICT_UNKNOWN };

/* What a line of a program says about its run (exec). */
enum channel_signal { SIGNAL_NONE, SIGNAL_HELLO, SIGNAL_DONE, SIGNAL_ERROR, SIGNAL_LOG };

/* A token that the server gave us; kept before it is used, outside the store. */
struct secret_in {
	const char *name, *value;
	int64_t expires_at;		/* 0 = not said */
};

struct outcome {
	struct batch batch;
	enum channel_signal signal;
	bool repeat_safe;		/* HELLO: a send with a known token is not done twice */
	bool stays;			/* HELLO: may be held open while sync watches */
	enum verdict verdict;
	int64_t outbox;			/* which row the verdict is about; 0 = the job's own */
	const char *token;		/* the token the answer names, or NULL = the job's own */
	const char *remote_id;		/* the server's id of what we said */
	const char *thread;		/* and of the thread it stands in, where there was none before */
	const char *words;		/* the server's own words */
	int64_t retry_after_ms;
	bool again;			/* call request() again for the same job (next page, next step)... */
	const char *body;		/* ...which then has this body; of a row with RETRY: when it is taken up again */
	const struct secret_in *secrets;
	size_t secret_count;
	bool refresh;			/* with VERDICT_AUTH: run the job `refresh` once, then this one again */
	int used_percent;		/* of the server's quota, where it says so */
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
	int64_t queued_at;
	int64_t tried_at;		/* check: when its last byte was about to leave */
};

enum channel_way {
	WAY_COMMITS_FIRST = 1,		/* reading deletes there: a page is durable before the next request */
	WAY_READS_BACK = 2,		/* knows the job `check` */
	WAY_REFRESHES = 4,		/* knows the job `refresh` */
	WAY_INGESTS = 16,		/* knows the answer to `ingest`: a payload that the service pushed */
	WAY_HOLDS = 8,			/* where the context says `waits`, a pull is held open by the server */
	WAY_RINGS = 32,			/* knows the job `stream` */
};

struct channel {
	const char *name;
	const char *base;		/* address of its servers; the option `url` replaces it */
	unsigned ways;			/* enum channel_way */
	int64_t repeat_safe_ms;		/* so long a send with the same token is not done twice; -1 = for ever, 0 = never */
	int rate_count, rate_per_ms;	/* requests of an account; 0 = the engine's */
	/* Makes the next request of a job; `out` is NULL unless the job serves an outbox row. */
	int (*request)(const struct channel_context *c, const struct job *j, const struct outgoing *out,
		struct request *r, struct error *err);
	/* Translates one answer (or one line of a stream). */
	int (*answer)(const struct channel_context *c, const struct job *j, const struct answer *in,
		struct outcome *o, struct error *err);
};

/* NULL when there is no such channel. */
const struct channel *channel_find(const char *name);

/* The address of the account's servers: the option `url`, else `base`; without a slash at the end. */
const char *channel_url(const struct channel_context *c, const char *base);
/* Likewise the address in another option. */
const char *channel_option_url(const struct channel_context *c, const char *key, const char *base);
/* Value of an answer's header (name in lower case), NULL when absent. */
const char *answer_header(const struct answer *in, const char *name);

#endif
