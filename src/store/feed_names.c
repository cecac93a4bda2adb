/* feed_names.c - small look-ups for sync: the files of a message, the name of a thread. */
#include "db.h"
#include "feed.h"

int
feed_message_files(struct store *s, int64_t account, int64_t message, struct arena *a, struct feed_file **out,
	size_t *n, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_FILES_OF_MESSAGE, err);
	struct feed_file *list = NULL;
	size_t count = 0, space = 0;
	int rc;

	if (!st)
		return -1;
	db_bind(st, "ii", account, message);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, count, space) = (struct feed_file){ .path = db_col_text(st, 0, a),
			.bytes = db_col(st, 1), .mtime_ms = db_col(st, 2) };
	db_done(st);
	if (rc < 0)
		return -1;
	*out = list;
	*n = count;
	return 0;
}

int
feed_thread_name(struct store *s, int64_t thread, struct arena *a, char **out, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_THREAD_NAME, err);
	int rc;

	if (!st)
		return -1;
	db_bind(st, "i", thread);
	rc = db_step(s, st, err);
	if (rc >= 0)
		*out = rc > 0 ? db_col_text(st, 0, a) : NULL;
	db_done(st);
	return rc < 0 ? -1 : 0;
}
