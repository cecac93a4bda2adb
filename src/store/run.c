/* run.c - programs that are run for a case: what they were given, and what they said. */
#include "feed_internal.h"

#include "act.h"
#include "clock.h"
#include "str.h"

int
read_run(struct store *s, int64_t outbox, struct arena *a, struct run_row *out, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_RUN_GET, err);
	if (!st)
		return -1;
	db_bind(st, "i", outbox);
	int rc = db_step(s, st, err);
	if (rc > 0)
		*out = (struct run_row){ .name = db_col_text(st, 0, a), .answers = db_col_text(st, 1, a), .amount = db_col(st, 2),
			.second = db_col_text(st, 3, a), .asked_by = db_col_text(st, 4, a), .approved_by = db_col_text(st, 5, a),
			.ran = sqlite3_column_type(st, 6) != SQLITE_NULL, .status = (int)db_col(st, 6),
			.words = db_col_text(st, 7, a) };
	db_done(st);
	return rc;
}

static int
keep(struct store *s, int64_t outbox, const char *name, int status, const char *words, struct error *err)
{
	int64_t note = db_item(s, err), text = note ? db_text_put(s, 0, words, err) : 0;
	int64_t case_id = db_int64(s, STMT_RUN_CASE, 0, "i", outbox);
	db_touch(s, AREA_OUTBOX);
	if (!text || db_run(s, STMT_RUN_DONE, err, "iii", outbox, (int64_t)status, text) < 0 ||
	    db_run(s, STMT_NOTE_RUN, err, "itiii", note, name, clock_now(), text, outbox) < 0)
		return -1;
	return case_id ? case_derive(s, feed_living_case(s, case_id), err) : 0;
}

int
feed_run_done(struct store *s, int64_t outbox, const char *name, int status, const char *words, struct error *err)
{
	if (db_begin(s, true, err) < 0)
		return -1;
	return db_end(s, keep(s, outbox, name, status, words, err), err);
}
