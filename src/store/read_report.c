/* read_report.c - what a report names beside its figures: customers' words, the cases that cost them most, incidents. */
#include "db.h"
#include "metric.h"

#include "act.h"

int
read_said(struct store *s, int64_t from, int64_t to, struct arena *a, struct said **out, size_t *n, struct error *err)
{
	struct said *rows = NULL;
	size_t count = 0, space = 0;
	int rc = -1;
	sqlite3_stmt *st = db_stmt(s, STMT_METRIC_SAID, err);
	if (!st)
		return -1;
	db_bind(st, "ii", from, to);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, rows, count, space) = (struct said){ .scale = db_col_text(st, 0, a), .said = db_col_text(st, 1, a),
			.words = db_col_text(st, 2, a), .number = db_col(st, 3), .name = db_col_text(st, 4, a) };
	db_done(st);
	*out = rows;
	*n = count;
	return rc;
}

int
read_worst(struct store *s, int64_t from, int64_t to, struct arena *a, struct worst **out, size_t *n, struct error *err)
{
	struct worst *rows = NULL;
	size_t count = 0, space = 0;
	int rc = -1;
	sqlite3_stmt *st = db_stmt(s, STMT_METRIC_WORST, err);
	if (!st)
		return -1;
	db_bind(st, "ii", from, to);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, rows, count, space) = (struct worst){ .number = db_col(st, 0), .effort = db_col(st, 1),
			.contacts = db_col(st, 2), .changes = db_col(st, 3), .transfers = db_col(st, 4), .waits = db_col(st, 5),
			.wait_ms = db_col(st, 6), .tags = db_col_text(st, 7, a) };
	db_done(st);
	*out = rows;
	*n = count;
	return rc;
}

int
read_incidents_of(struct store *s, int64_t from, int64_t to, struct arena *a, struct of_incident **out, size_t *n,
	struct error *err)
{
	struct of_incident *rows = NULL;
	size_t count = 0, space = 0;
	int rc = -1;
	sqlite3_stmt *st = db_stmt(s, STMT_METRIC_INCIDENTS, err);
	if (!st)
		return -1;
	db_bind(st, "ii", from, to);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, rows, count, space) = (struct of_incident){ .name = db_col_text(st, 0, a), .opened_at = db_col(st, 1),
			.closed_at = db_col(st, 2), .members = db_col(st, 3) };
	db_done(st);
	*out = rows;
	*n = count;
	return rc;
}
