/* read_escalation.c - where a case has been handed to, and who must move. */
#include "read_internal.h"

#include "act.h"
#include "str.h"

static struct escalation_row
row_of(sqlite3_stmt *st, struct arena *a)
{
	return (struct escalation_row){ .id = db_col(st, 0), .case_id = db_col(st, 1), .number = db_col(st, 2),
		.target = db_col_text(st, 3, a), .level = (int)db_col(st, 4), .at = db_col(st, 5), .answered_at = db_col(st, 6),
		.closed_at = db_col(st, 7), .reminded_at = db_col(st, 8), .remind_at = db_col(st, 9),
		.remote_id = db_col_text(st, 10, a), .url = db_col_text(st, 11, a), .state = db_col_text(st, 12, a),
		.mover = db_col_text(st, 13, a), .reason = db_col_text(st, 14, a), .outbox = db_col(st, 15),
		.delivery = sqlite3_column_type(st, 16) == SQLITE_NULL ? (enum outbox_state)-1 : (enum outbox_state)db_col(st, 16),
		.cursor = db_col_text(st, 17, a), .followed = db_col(st, 18), .address = db_col_text(st, 19, a),
		.status = (enum status)db_col(st, 20), .resolved_at = db_col(st, 21) };
}

static int
read_list(struct store *s, sqlite3_stmt *st, struct arena *a, struct escalation_row **out, size_t *n, struct error *err)
{
	size_t space = 0;
	int rc;
	*out = NULL;
	*n = 0;
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, *out, *n, space) = row_of(st, a);
	db_done(st);
	return rc;
}

int
read_escalations(struct store *s, int64_t case_id, struct arena *a, struct escalation_row **out, size_t *n, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, case_id ? STMT_ESC_LIST : STMT_ESC_LIST_LIVE, err);
	if (!st)
		return -1;
	if (case_id)
		db_bind(st, "i", case_id);
	return read_list(s, st, a, out, n, err);
}

int
read_escalations_closed(struct store *s, int64_t since, struct arena *a, struct escalation_row **out, size_t *n,
	struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_ESC_LIST_CLOSED, err);
	if (!st)
		return -1;
	db_bind(st, "i", since);
	return read_list(s, st, a, out, n, err);
}

int
read_escalation(struct store *s, int64_t id, struct arena *a, struct escalation_row *out, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_ESC_ONE, err);
	if (!st)
		return -1;
	db_bind(st, "i", id);
	int rc = db_step(s, st, err);
	if (rc > 0)
		*out = row_of(st, a);
	db_done(st);
	return rc;
}

int
read_escalation_box(struct store *s, int64_t outbox, struct arena *a, int64_t *escalation, char **event, struct error *err)
{
	*escalation = db_int64(s, STMT_ESC_OF_BOX, 0, "i", outbox);
	return db_text(s, STMT_ESC_EVENT_OF_BOX, a, event, err, "i", outbox);
}

int64_t
read_last_said(struct store *s, int64_t case_id)
{
	return db_int64(s, STMT_ESC_LAST_SAID, 0, "i", case_id);
}
