/*
 * feed_picture.c - pictures of the posts that public words stand under.  One is kept once for an account, whoever
 * commented first: as a file of that message which makes nothing of it (no case, no has:attachment), named by the
 * account's capability "picture:ADDRESS", without what follows a "?".
 */
#include "feed_internal.h"

#include <string.h>

#include "str.h"

enum { ADDRESS_MAX = 1000 };

static char *
picture_key(const char *url, struct arena *a)
{
	size_t n = strlen(url);
	if ((!str_starts(url, "https://") && !str_starts(url, "http://")) || n > ADDRESS_MAX)
		return NULL;
	return arena_printf(a, "picture:%.*s", (int)strcspn(url, "?"), url);
}

int
feed_picture(struct feeding *f, int64_t thread, const char *url)
{
	char *key = picture_key(url, f->a);
	if (!key || !thread || db_int64(f->s, STMT_PICTURE_KNOWN, 0, "it", f->ctx->account, key))
		return 0;
	int64_t message = db_int64(f->s, STMT_PICTURE_MESSAGE, 0, "i", thread);
	if (!message)
		return 0;
	if (db_run(f->s, STMT_PICTURE_ADD, f->err, "itt", message, url, "post-picture") < 0)
		return -1;
	char *id = arena_printf(f->a, "%lld", (long long)sqlite3_last_insert_rowid(f->s->db));
	return db_run(f->s, STMT_CAPABILITY_PUT, f->err, "iittz", f->ctx->account, (int64_t)0, key, id, (int64_t)0);
}

int
feed_picture_file(struct store *s, int64_t account, const char *url, struct arena *a, struct feed_attachment *out,
	struct error *err)
{
	char *key = picture_key(url, a);
	sqlite3_stmt *st = db_stmt(s, STMT_PICTURE_FILE, err);
	if (!st)
		return -1;
	db_bind(st, "it", account, key ? key : "");
	int rc = db_step(s, st, err);
	*out = (struct feed_attachment){ .id = 0 };
	if (rc > 0)
		*out = (struct feed_attachment){ .id = db_col(st, 0), .message = db_col(st, 1), .part = arena_str(a, url),
			.name = db_col_text(st, 2, a), .type = db_col_text(st, 3, a), .bytes = db_col(st, 4),
			.blob = db_col(st, 5) };
	db_done(st);
	return rc < 0 ? -1 : 0;
}
