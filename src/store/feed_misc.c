/* feed_misc.c - accounts, cursors, jobs, problems, mail files, tags. */
#include "feed.h"

#include "clock.h"
#include "db.h"
#include "str.h"

/* One small transaction around one statement. */
#define ONCE(s, err, call) \
	(db_begin((s), false, (err)) < 0 ? -1 : db_end((s), (call), (err)))

int
feed_account(struct store *s, const struct feed_account *in, int64_t *id, struct error *err)
{
	int64_t known = db_int64(s, STMT_ACCOUNT_FIND, 0, "u", &in->uid);
	int64_t since = in->since_at ? in->since_at : known ? db_int64(s, STMT_ACCOUNT_SINCE, 0, "i", known)
		: clock_now() - 14 * MS_DAY;
	if (db_begin(s, false, err) < 0)
		return -1;
	if (!known) {
		if (db_run(s, STMT_ACCOUNT_ADD, err, "utttti", &in->uid, in->name, in->channel, in->speaks_as, in->address,
				since) < 0)
			goto fail;
		known = sqlite3_last_insert_rowid(s->db);
		db_touch(s, AREA_ACCOUNT);
	} else if (db_run(s, STMT_ACCOUNT_SET, err, "itttti", known, in->name, in->channel, in->speaks_as, in->address,
			since) < 0) {
		goto fail;
	}
	if (db_commit(s, err) < 0)
		return -1;
	*id = known;
	return 0;
fail:
	db_rollback(s);
	return -1;
}

int
feed_accounts_keep(struct store *s, const int64_t *ids, size_t n, struct error *err)
{
	if (db_begin(s, false, err) < 0)
		return -1;
	int rc = db_run(s, STMT_ACCOUNT_OFF_ALL, err, "");
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = db_run(s, STMT_ACCOUNT_ON, err, "i", ids[i]);
	if (rc == 0)
		rc = db_run(s, STMT_ACCOUNT_OFF, err, "");
	db_touch(s, AREA_ACCOUNT);
	return db_end(s, rc, err);
}

int
feed_account_state(struct store *s, int64_t account, const char *state, const char *progress, int64_t done,
	int64_t total, const char *error, struct error *err)
{
	return ONCE(s, err, (db_touch(s, AREA_ACCOUNT), db_run(s, STMT_ACCOUNT_STATE, err, "ittiiti", account, state,
		progress, done, total, error, clock_now())));
}

int
feed_account_pulled(struct store *s, int64_t account, int64_t next_at, struct error *err)
{
	return ONCE(s, err, (db_touch(s, AREA_ACCOUNT), db_run(s, STMT_ACCOUNT_PULLED, err, "iii", account, clock_now(),
		next_at)));
}

int
feed_account_next(struct store *s, int64_t account, int64_t next_at, struct error *err)
{
	return ONCE(s, err, (db_touch(s, AREA_ACCOUNT), db_run(s, STMT_ACCOUNT_NEXT, err, "ii", account, next_at)));
}

/* -- mail files --------------------------------------------------------------------------------------------- */

int64_t
feed_file_known(struct store *s, int64_t account, const char *path, int64_t bytes, int64_t mtime_ms)
{
	sqlite3_stmt *st = db_stmt(s, STMT_FILE_KNOWN, NULL);
	int64_t message = 0;
	if (!st)
		return 0;
	db_bind(st, "it", account, path);
	if (db_step(s, st, NULL) > 0)
		message = db_col(st, 1) == bytes && db_col(st, 2) == mtime_ms ? db_col(st, 0) : -1;
	db_done(st);
	return message;
}

int
feed_file_moved(struct store *s, int64_t account, int64_t message, const char *old_path, const char *path,
	int64_t bytes, int64_t mtime_ms, struct error *err)
{
	if (db_begin(s, false, err) < 0)
		return -1;
	int rc = old_path ? db_run(s, STMT_FILE_DROP, err, "it", account, old_path) : 0;
	if (rc == 0 && path)
		rc = db_run(s, STMT_FILE_PUT, err, "itiii", account, path, bytes, mtime_ms, message);
	else if (rc == 0 && !db_int64(s, STMT_FILE_COUNT, 0, "i", message))
		rc = db_run(s, STMT_MESSAGE_FLAG, err, "ii", message, (int64_t)MESSAGE_ORIGINAL_GONE);
	return db_end(s, rc, err);
}

int
feed_files(struct store *s, int64_t account, int (*fn)(void *ctx, const char *path, int64_t message), void *ctx,
	struct error *err)
{
	struct arena *a = arena_new();
	char *last = arena_str(a, "");
	int rc = 0;
	for (bool more = true; more && rc == 0;) {
		struct file { char *path; int64_t message; } *list = NULL;
		size_t n = 0, space = 0;
		struct arena *page = arena_new();
		sqlite3_stmt *st = db_stmt(s, STMT_FILE_LIST, err);
		if (!st) {
			arena_free(page);
			rc = -1;
			break;
		}
		db_bind(st, "it", account, last);
		while ((rc = db_step(s, st, err)) > 0)
			*VEC_PUSH(page, list, n, space) = (struct file){ db_col_text(st, 0, page), db_col(st, 1) };
		db_done(st);
		for (size_t i = 0; rc == 0 && i < n; i++)
			rc = fn(ctx, list[i].path, list[i].message);
		more = n > 0;
		if (n) {
			arena_free(a);
			a = page;
			last = list[n - 1].path;
		} else {
			arena_free(page);
		}
	}
	arena_free(a);
	return rc;
}

int
feed_by_remote_id(struct store *s, const char *remote_id, struct arena *a, int64_t **ids, size_t *n,
	struct error *err)
{
	return db_ids(s, STMT_BY_REMOTE, a, ids, n, err, "t", remote_id);
}

/* -- cursors, jobs, problems --------------------------------------------------------------------------------- */

int
feed_cursor(struct store *s, int64_t account, const char *key, struct arena *a, char **out, struct error *err)
{
	return db_text(s, STMT_CURSOR_GET, a, out, err, "it", account, key);
}

int
feed_cursor_set(struct store *s, int64_t account, const char *key, const char *value, struct error *err)
{
	return ONCE(s, err, db_run(s, STMT_CURSOR_PUT, err, "itt", account, key, value));
}

int
feed_job_due(struct store *s, int64_t account, int64_t now, enum job_files files, struct arena *a, struct job *out,
	struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, files == JOB_NO_FILES ? STMT_JOB_DUE : STMT_JOB_DUE_FILE, err);
	if (!st)
		return -1;
	if (files == JOB_NO_FILES)
		db_bind(st, "ii", account, now);
	else
		db_bind(st, "iii", account, now, (int64_t)(files == JOB_ASKED_FILES));
	int rc = db_step(s, st, err);
	if (rc > 0)
		*out = (struct job){ .id = db_col(st, 0), .kind = db_col_text(st, 1, a), .key = db_col_text(st, 2, a),
			.body = db_col_text(st, 3, a), .not_before = db_col(st, 4), .outbox = db_col(st, 5),
			.speaks = db_col(st, 6) != 0, .attempts = (int)db_col(st, 7) };
	db_done(st);
	return rc;
}

int
feed_job_put(struct store *s, int64_t account, const struct job *j, struct error *err)
{
	return ONCE(s, err, db_run(s, STMT_JOB_PUT, err, "itttiizii", account, j->kind, j->key ? j->key : "", j->body,
		j->not_before, (int64_t)j->attempts, j->outbox, (int64_t)j->speaks, clock_now()));
}

int
feed_job_done(struct store *s, int64_t id, struct error *err)
{
	return ONCE(s, err, db_run(s, STMT_JOB_DONE, err, "i", id));
}

int
feed_job_later(struct store *s, int64_t id, int64_t not_before, struct error *err)
{
	return ONCE(s, err, db_run(s, STMT_JOB_LATER, err, "ii", id, not_before));
}

int
feed_problem(struct store *s, int64_t account, const char *kind, const char *file, const char *words,
	struct error *err)
{
	return ONCE(s, err, (db_touch(s, AREA_ACCOUNT), db_run(s, STMT_PROBLEM_PUT, err, "ittti", account, kind, file,
		words, clock_now())));
}

bool
feed_is_problem(struct store *s, int64_t account, const char *kind, const char *file)
{
	return db_int64(s, STMT_PROBLEM_FIND, 0, "itt", account, kind, file) != 0;
}

int
feed_problem_files(struct store *s, int64_t account, const char *kind, struct arena *a, char ***files, size_t *n,
	struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_PROBLEM_FILES, err);
	char **list = NULL;
	size_t count = 0, space = 0;
	int rc = -1;
	if (st)
		db_bind(st, "it", account, kind);
	while (st && (rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, count, space) = db_col_text(st, 0, a);
	db_done(st);
	if (rc == 0) {
		*files = list;
		*n = count;
	}
	return rc;
}

int
feed_problem_over(struct store *s, int64_t account, const char *file, struct error *err)
{
	return ONCE(s, err, (db_touch(s, AREA_ACCOUNT), db_run(s, STMT_PROBLEM_DROP, err, "it", account, file)));
}

/* -- a clock that was wrong ---------------------------------------------------------------------------------- */

int
feed_clock_back(struct store *s, int64_t now, struct error *err)
{
	if (!db_int64(s, STMT_CLOCK_AHEAD, 0, "i", now))
		return 0;
	if (db_begin(s, true, err) < 0)
		return -1;
	db_touch(s, AREA_OUTBOX);
	return db_end(s, db_run(s, STMT_CLOCK_OUTBOX, err, "i", now) < 0 || db_run(s, STMT_CLOCK_RETRY, err, "i", now) < 0 ||
		db_run(s, STMT_CLOCK_JOBS, err, "i", now) < 0 || db_run(s, STMT_CLOCK_LEASES, err, "i", now) < 0 ? -1 : 0, err);
}

/* -- tags kept in step with notmuch ------------------------------------------------------------------------ */

/* What others have read stays read, and what others have answered stays answered. */
static bool
may_write(const struct feed_tag *t)
{
	return !(str_eq(t->tag, "unread") && t->local) && !(str_eq(t->tag, "replied") && !t->local);
}

/* What the case says about a tag for one of its messages. */
int
feed_tag_local(struct store *s, int64_t message, const char *tag)
{
	sqlite3_stmt *st = db_stmt(s, STMT_TAG_CASE, NULL);
	int value = -1;
	if (!st)
		return -1;
	db_bind(st, "i", message);
	if (db_step(s, st, NULL) <= 0) {
		db_done(st);
		return -1;
	}
	int64_t case_id = db_col(st, 0), received = db_col(st, 5), thread = db_col(st, 6);
	int status = (int)db_col(st, 1);
	bool inbound = db_col(st, 4) == DIRECTION_IN, flagged = db_col(st, 2) != 0;
	db_done(st);
	bool newest = db_int64(s, STMT_TAG_NEWEST, 0, "i", thread) == message;
	bool answered = inbound && db_int64(s, STMT_TAG_ANSWERED, 0, "ii", case_id, received);
	if (str_eq(tag, "unread"))	/* taken off when answered or done, never by looking */
		value = inbound ? !(answered || status == STATUS_RESOLVED || status == STATUS_SPAM) : 0;
	else if (str_eq(tag, "replied"))
		value = answered;
	else if (str_eq(tag, "flagged"))
		value = newest ? flagged : -1;
	else if (str_starts(tag, "status:"))
		value = newest ? status == status_parse(tag + 7) : -1;
	return value;
}

int
feed_tag_get_base(struct store *s, int64_t account, int64_t message, const char *tag)
{
	return (int)db_int64(s, STMT_TAG_BASE_GET, -1, "iit", account, message, tag);
}

int64_t
feed_top(struct store *s)
{
	return db_int64(s, STMT_COUNTER_GET, 0, "t", "item");
}

bool
feed_tag_speaks(struct store *s, int64_t message)
{
	return db_int64(s, STMT_MESSAGE_CASE, 0, "i", message) != 0;
}

int
feed_tag_bases(struct store *s, int64_t account, const struct feed_tag *tags, size_t n, struct error *err)
{
	enum { SLICE = 200 };
	for (size_t i = 0; i < n;) {
		feed_yield(s);
		if (db_begin(s, false, err) < 0)
			return -1;
		for (size_t k = 0; i < n && k < SLICE; i++, k++)
			if (db_run(s, STMT_TAG_BASE_PUT, err, "iiti", account, tags[i].message, tags[i].tag,
					(int64_t)tags[i].base) < 0) {
				db_rollback(s);
				return -1;
			}
		if (db_commit(s, err) < 0)
			return -1;
	}
	return 0;
}

int
feed_tags_due(struct store *s, int64_t account, const char *const *tags, int64_t since, size_t limit,
	struct arena *a, struct feed_tag **out, size_t *n, struct error *err)
{
	struct feed_tag *held = NULL, *due = NULL;
	size_t held_n = 0, held_space = 0, count = 0, space = 0;
	sqlite3_stmt *st = db_stmt(s, STMT_TAG_HELD, err);
	int rc = -1;
	if (!st)
		return -1;
	db_bind(st, "ii", account, since);
	while ((rc = db_step(s, st, err)) > 0) {
		bool kept = false;
		for (const char *const *t = tags; *t; t++)
			kept |= str_eq(*t, (const char *)sqlite3_column_text(st, 1));
		if (kept)
			*VEC_PUSH(a, held, held_n, held_space) = (struct feed_tag){ .message = db_col(st, 0),
				.tag = db_col_text(st, 1, a), .base = (int)db_col(st, 2),
				.remote_id = db_col_text(st, 3, a) };
	}
	db_done(st);
	for (size_t i = 0; rc == 0 && i < held_n && count < limit; i++) {
		held[i].local = feed_tag_local(s, held[i].message, held[i].tag);
		if (held[i].local >= 0 && held[i].local != held[i].base && may_write(&held[i]))
			*VEC_PUSH(a, due, count, space) = held[i];
	}
	*out = due;
	*n = count;
	return rc;
}
