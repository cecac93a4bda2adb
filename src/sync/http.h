/*
 * http.h - inside src/sync/ only: requests under way at once, by libcurl's multi interface.  What is said is
 * the caller's business; here it is made sure that
 *   - nothing goes out unencrypted, except to this machine; certificates are verified
 *   - a redirect is followed for GET alone, and takes neither headers nor secrets to another origin
 *   - a request that makes the server act is never repeated by the library: it has a connection of its own
 *   - what a stranger names, by a redirect or in an answer, leads to no inner network but where our own server is
 *   - an answer is no larger and no slower than allowed
 */
#ifndef SPORTELLO_SYNC_HTTP_H
#define SPORTELLO_SYNC_HTTP_H

#include <poll.h>

#include "channel.h"

#define HTTP_ANSWER_MAX (8u << 20)
#define HTTP_TIMEOUT_MS 60000

struct http;
struct http_call;

/* Everything must stay where it is until http_end(). */
struct http_request {
	const char *method, *url;	/* with its secrets */
	const char *home;		/* url came in an answer, and may be anybody's: our own server's; NULL = it is ours */
	const char *const *headers;	/* NULL-terminated */
	const char *body;
	size_t body_len;
	const char *body_file;
	const struct request_part *parts;
	size_t part_count;
	const char *to_file;		/* where the body of a 2xx answer is written; NULL = memory */
	size_t limit;			/* bytes of the answer's body; 0 = HTTP_ANSWER_MAX */
	int timeout_ms;			/* 0 = HTTP_TIMEOUT_MS; files may take longer as long as they move */
	const char *ca_file;		/* NULL = the system's */
	const char *const *secrets;	/* values that must not leave for another origin; NULL-terminated */
	/* Called once before the last byte is handed over; -1 breaks off and the server does nothing. */
	int (*wire)(void *ctx, struct error *err);
	/* The body of a 2xx answer of type text/event-stream, as it comes and without end; nothing is kept of it, and
	 * no time-out but the caller's own ends it.  Must not end the call.  NULL = an ordinary answer. */
	void (*heard)(void *ctx, const char *data, size_t len);
	void *ctx;
};

struct http_result {
	bool answered;			/* answer holds; else err says why not */
	bool wired;			/* wire() was called: the server may have acted */
	bool too_big;			/* the answer was larger than the limit */
	struct answer answer;
	struct error err;
};

struct http *http_new(struct error *err);
/* Breaks off what is under way. */
void http_free(struct http *h);
/* Begins; -1 when the request itself is not right (ERR_CONFIG, ERR_PROTOCOL, ERR_INPUT for a missing file). */
int http_start(struct http *h, const struct http_request *r, struct http_call **out, struct error *err);
/* Moves what is under way; returns when something ended, when one of the descriptors is ready, or after ms. */
void http_wait(struct http *h, struct pollfd *fds, size_t n, int ms);
/* Moves it without waiting. */
void http_move(struct http *h);
/* A call that has ended, of several the one that began first, NULL = none; to be ended by http_end(). */
struct http_call *http_next(struct http *h);
const struct http_result *http_result(const struct http_call *c);
void *http_context(const struct http_call *c);
/* Bytes of its body so far, and in all; 0 = not said. */
void http_progress(const struct http_call *c, int64_t *done, int64_t *total);
/* What comes stays with the server for a while, and what it is held up by is not counted as silence. */
void http_pause(struct http_call *c, bool on);
/* Bytes of files (to_file) received by all calls. */
int64_t http_file_bytes(const struct http *h);
bool http_wired(const struct http_call *c);
/* Frees it; one that is under way is broken off. */
void http_end(struct http_call *c);

/* "https://host:443" of an address, in the arena; NULL when it is none, holds a user name, or is neither https nor
 * this machine's. */
char *http_origin(const char *url, struct arena *a);

/* http_place.c: whose network an address belongs to, of a family and in the order of bytes there, or in words. */
enum http_place { PLACE_PUBLIC, PLACE_PRIVATE, PLACE_LOOPBACK, PLACE_LINK };
enum http_place http_place(int family, const void *address);
enum http_place http_place_of(const char *words);

/* A date as HTTP writes it, in ms; 0 when it is none. */
int64_t http_date(const char *s);

/* -- http_body.c: what is sent ----------------------------------------------------------------------------- */

struct http_body;
/* NULL when there is none; type is the Content-Type header that belongs to it, or NULL. */
int http_body_open(const struct http_request *r, struct http_body **out, const char **type, struct arena *a,
	struct error *err);
int64_t http_body_length(const struct http_body *b);
int64_t http_body_left(const struct http_body *b);
/* Bytes read, 0 = end, -1 = a file could not be read. */
long http_body_read(struct http_body *b, char *out, size_t room);
int http_body_rewind(struct http_body *b);
void http_body_close(struct http_body *b);

/* -- http_trace.c: `--trace http` ---------------------------------------------------------------------------- */

/* Before secrets are filled in. */
void trace_request(const char *account, const struct request *r);
void trace_answer(const char *account, const struct answer *in, const char *const *secrets, struct arena *a);
/* JSON with every text in it replaced by its length; tokens even where raw words are asked for. */
/* The text without what is secret: a server may say it back to us. */
char *trace_without(const char *text, const char *const *secrets, struct arena *a);
char *trace_mask(const char *body, size_t len, bool raw, struct arena *a);

#endif
