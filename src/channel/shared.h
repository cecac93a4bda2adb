/* shared.h - inside src/channel/ only: small things that several channels need. */
#ifndef SPORTELLO_SHARED_H
#define SPORTELLO_SHARED_H

#include <jansson.h>

#include "channel.h"

/* Reads the answer to one kind of job; a function type, no struct. */
typedef int answer_read(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err);
struct answer_part { const char *kind; answer_read *read; };
/* The reader of the job's kind, or the last of the table, whose kind is NULL; "media" is read here, unless the table has
 * it.  The outcome is written only when there is one. */
int answer_by_kind(const struct answer_part *parts, const struct channel_context *c, const struct job *j,
	const struct answer *in, struct outcome *o, struct error *err);

/* Does the option say yes? */
bool option_yes(const struct channel_context *c, const char *key);
/* A span of time from an option ("30d"), in ms. */
int64_t option_span(const struct channel_context *c, const char *key, int64_t otherwise);
/* A number kept as a cursor, 0 = none. */
int64_t cursor_number(const struct channel_context *c, const char *key);
/* -1 when the text has more characters (or bytes) than may be said there. */
int text_fits(const char *text, bool bytes, size_t limit, struct error *err);

/* Where tokens are renewed: the option `token-url`, else a path of the account's servers. */
const char *token_url(const struct channel_context *c, const char *base, const char *path);

/* An address from which a file may be fetched as it stands; NULL when it is none. */
const char *link_at(struct arena *a, json_t *o, const char *path);
/* A name without a path in it; NULL or nothing = `otherwise`. */
const char *safe_name(struct arena *a, const char *name, const char *otherwise);
/* Asks for such a file, with nothing of ours; then says what came of it. */
int file_request(struct request *r, const char *url, struct error *err);
void file_answer(const struct channel_context *c, const struct answer *in, struct outcome *o);

#endif
