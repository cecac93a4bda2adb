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
feed_job_next(struct store *s, int64_t account, enum job_files files)
{
	if (files == JOB_NO_FILES)
		return db_int64(s, STMT_JOB_NEXT, 0, "i", account);
	return db_int64(s, STMT_JOB_NEXT_FILE, 0, "ii", account, (int64_t)(files == JOB_ASKED_FILES));
}

/* -- what went wrong, and what people ask for ------------------------------------------------------------- */

int
feed_attachment_problem(struct store *s, int64_t account, int64_t attachment, const char *words, struct error *err)
{
	if (db_begin(s, false, err) < 0)
		return -1;
	db_touch(s, AREA_ACCOUNT);
	db_touch(s, AREA_CASE);
	return db_end(s, words ? db_run(s, STMT_ATTACHMENT_PROBLEM, err, "iiti", account, attachment, words, clock_now()) :
		db_run(s, STMT_ATTACHMENT_FINE, err, "ii", account, attachment), err);
}

int
feed_attachment_size(struct store *s, int64_t attachment, int64_t bytes, struct error *err)
{
	if (db_begin(s, false, err) < 0)
		return -1;
	db_touch(s, AREA_CASE);
	return db_end(s, db_run(s, STMT_ATTACHMENT_SIZE, err, "ii", attachment, bytes), err);
}

int
feed_asked(struct store *s, int64_t account, int64_t since, struct arena *a, struct feed_asked **out, size_t *n,
	struct error *err)
{
	struct feed_asked *list = NULL;
	size_t count = 0, space = 0;
	int rc;
	sqlite3_stmt *st = db_stmt(s, STMT_FETCH_ASKED, err);
	if (!st)
		return -1;
	db_bind(st, "ii", account, since);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, count, space) = (struct feed_asked){ .attachment = db_col(st, 0),
			.thread = db_col_text(st, 1, a), .remote_id = db_col_text(st, 2, a), .part = db_col_text(st, 3, a),
			.kind = (enum item_kind)db_col(st, 4), .n = db_col(st, 5), .at = db_col(st, 6) };
	db_done(st);
	*out = list;
	*n = count;
	return rc;
}
