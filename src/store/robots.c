/* robots.c - see robots.h. */
#include "robots.h"

#include "db.h"
#include "str.h"

static struct robot_row
row_of(sqlite3_stmt *st, struct arena *a)
{
	return (struct robot_row){ .step = db_col_text(st, 0, a), .item = db_col(st, 1), .at = db_col(st, 2),
		.error = db_col_text(st, 3, a), .error_at = db_col(st, 4), .state = db_col_text(st, 5, a) };
}

int
robot_get(struct store *s, const char *step, struct arena *a, struct robot_row *out, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_ROBOT_GET, err);
	if (!st)
		return -1;
	db_bind(st, "t", step);
	int rc = db_step(s, st, err);
	if (rc >= 0)
		*out = rc > 0 ? row_of(st, a) : (struct robot_row){ .step = step };
	db_done(st);
	return rc < 0 ? -1 : 0;
}

int
robot_put(struct store *s, const char *step, int64_t item, int64_t at, const char *state, struct error *err)
{
	if (db_begin(s, false, err) < 0)
		return -1;
	return db_end(s, db_run(s, STMT_ROBOT_PUT, err, "tiit", step, item, at, state), err);
}

int
robot_error(struct store *s, const char *step, const char *words, int64_t now, struct error *err)
{
	struct arena *a = arena_new();
	struct robot_row row;
	int rc = robot_get(s, step, a, &row, err);
	bool same = rc == 0 && str_eq(row.error, words);
	arena_free(a);
	if (rc < 0 || same)
		return rc;
	if (db_begin(s, false, err) < 0)
		return -1;
	db_touch(s, AREA_ACCOUNT);
	return db_end(s, db_run(s, STMT_ROBOT_ERROR, err, "tti", step, words, now), err);
}

int
robot_list(struct store *s, bool errors, struct arena *a, struct robot_row **out, size_t *n, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_ROBOT_LIST, err);
	struct robot_row *list = NULL;
	size_t count = 0, space = 0;
	int rc;
	if (!st)
		return -1;
	db_bind(st, "i", (int64_t)errors);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, count, space) = row_of(st, a);
	db_done(st);
	if (rc < 0)
		return -1;
	*out = list;
	*n = count;
	return 0;
}

int
hold_list(struct store *s, int64_t now, struct arena *a, struct hold_row **out, size_t *n, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_HOLD_ROWS, err);
	struct hold_row *list = NULL;
	size_t count = 0, space = 0;
	int rc;
	if (!st)
		return -1;
	db_bind(st, "i", now);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, count, space) = (struct hold_row){ db_col(st, 0), db_col_text(st, 1, a), db_col_text(st, 2, a),
			db_col(st, 3), db_col(st, 4), db_col(st, 5) };
	db_done(st);
	if (rc < 0)
		return -1;
	*out = list;
	*n = count;
	return 0;
}
