/* feed_media.c - files of messages that came later than their messages. */
#include "feed.h"

#include <string.h>

#include "clock.h"
#include "db.h"
#include "str.h"

int
feed_attachment(struct store *s, int64_t account, const char *thread, const char *remote_id, int n, const char *part,
	struct arena *a, struct feed_attachment *out, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_ATTACHMENT_FIND, err);
	if (!st)
		return -1;
	db_bind(st, "ittit", account, thread, remote_id, (int64_t)n, part);
	int rc = db_step(s, st, err);
	if (rc >= 0)
		*out = (struct feed_attachment){ .id = 0 };
	if (rc > 0)
		*out = (struct feed_attachment){ .id = db_col(st, 0), .message = db_col(st, 1), .part = db_col_text(st, 2, a),
			.name = db_col_text(st, 3, a), .type = db_col_text(st, 4, a), .bytes = db_col(st, 5),
			.blob = db_col(st, 6) };
	db_done(st);
	return rc < 0 ? -1 : 0;
}

int
feed_attachment_file(struct store *s, int64_t attachment, const char *path, const char *type, struct error *err)
{
	int64_t blob, bytes;
	if (store_blob_add(s, path, type, &blob, &bytes, err) < 0 || db_begin(s, false, err) < 0)
		return -1;
	db_touch(s, AREA_CASE);
	if (db_run(s, STMT_ATTACHMENT_FETCHED, err, "iiit", attachment, blob, bytes, type) < 0) {
		db_rollback(s);
		return -1;
	}
	return db_commit(s, err);
}

int
feed_job_body(struct store *s, int64_t account, const char *kind, const char *key, struct arena *a, char **out,
	struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_JOB_BODY, err);
	if (!st)
		return -1;
	db_bind(st, "itt", account, kind, key);
	int rc = db_step(s, st, err);
	if (rc >= 0)
		*out = rc > 0 ? db_col_text(st, 0, a) : NULL;
	db_done(st);
	return rc < 0 ? -1 : 0;
}

int
feed_job_drop(struct store *s, int64_t account, const char *kind, const char *key, struct error *err)
{
	if (db_begin(s, false, err) < 0)
		return -1;
	if (db_run(s, STMT_JOB_DROP, err, "itt", account, kind, key) < 0) {
		db_rollback(s);
		return -1;
	}
	return db_commit(s, err);
}

int64_t
feed_job_next(struct store *s, int64_t account)
{
	return db_int64(s, STMT_JOB_NEXT, 0, "i", account);
}
