/* promise_robot.c - what the robot does about promises: holidays, clocks counted again, warnings. */
#include "promise.h"

#include "clock.h"
#include "feed.h"
#include "promise_internal.h"
#include "str.h"

enum { SLICE = 50, SLICE_US = 5000 };

/* Other hours than before: all who have read the policies read them again. */
static int
mark_holidays(struct store *s, struct error *err)
{
	struct uid mark = uid_new();
	char hex[33];
	uid_hex(hex, mark);
	return db_run(s, STMT_META_PUT, err, "tt", "holidays", hex);
}

char *
promise_holidays_mark(struct store *s, struct arena *a)
{
	char *mark = NULL;
	return db_text(s, STMT_META_GET, a, &mark, NULL, "t", "holidays") == 0 ? mark : NULL;
}

int
promise_holidays(struct store *s, const char *hours, const struct hours_closed *closed, size_t n, struct error *err)
{
	if (db_begin(s, false, err) < 0)
		return -1;
	int rc = db_run(s, STMT_HOLIDAYS_DROP, err, "t", hours);
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = db_run(s, STMT_HOLIDAY_ADD, err, "tiiit", hours, (int64_t)closed[i].day, (int64_t)closed[i].from,
			(int64_t)closed[i].until, closed[i].name);
	return db_end(s, rc == 0 ? mark_holidays(s, err) : rc, err);
}

int
promise_holidays_keep(struct store *s, const char *const *hours, size_t n, struct arena *a, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_HOLIDAYS_OF, err);
	char *gone = NULL;
	int row;
	if (!st)
		return -1;
	while ((row = db_step(s, st, err)) > 0 && !gone) {
		bool kept = false;
		for (size_t i = 0; i < n; i++)
			kept |= str_eq(hours[i], (const char *)sqlite3_column_text(st, 0));
		gone = kept ? NULL : db_col_text(st, 0, a);
	}
	db_done(st);
	if (row < 0)
		return -1;
	return gone && (promise_holidays(s, gone, NULL, 0, err) < 0 || promise_holidays_keep(s, hours, n, a, err) < 0) ? -1 : 0;
}

int
promise_recount(struct store *s, bool open, int64_t *item, bool *done, struct error *err)
{
	struct arena *a = arena_new();
	int64_t end_us, last = *item, *ids;
	size_t n, i = 0;
	int rc = -1;
	if (db_ids(s, open ? STMT_RECOUNT_OPEN : STMT_RECOUNT_SOME, a, &ids, &n, err, "i", last) < 0 || db_begin(s, false, err) < 0)
		goto out;
	end_us = clock_mono_us() + SLICE_US;
	for (rc = 0; rc == 0 && i < n && clock_mono_us() < end_us; i++) {
		rc = case_derive(s, ids[i], err);
		last = ids[i];
	}
	rc = db_end(s, rc, err);
	if (rc == 0) {
		*item = last;
		*done = i == n && n < SLICE;
	}
out:
	arena_free(a);
	return rc;
}

int
promise_warn(struct store *s, int64_t now, int64_t *next, struct error *err)
{
	if (db_int64(s, STMT_WARN_DUE, 0, "i", now)) {
		if (db_begin(s, false, err) < 0)
			return -1;
		int rc = db_run(s, STMT_WARN, err, "i", now);
		db_touch(s, AREA_CASE);
		if (db_end(s, rc, err) < 0)
			return -1;
	}
	*next = db_int64(s, STMT_WARN_NEXT, 0, "i", now);
	return 0;
}
