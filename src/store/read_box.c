/* read_box.c - accounts and their problems, the outbox, tags. */
#include <stdlib.h>

#include "i18n.h"
#include "read_internal.h"
#include "str.h"

/* -- accounts --------------------------------------------------------------------------------------------- */

static struct account_row
account_of(sqlite3_stmt *st, struct arena *a)
{
	return (struct account_row){ .id = db_col(st, 0), .name = db_col_text(st, 1, a), .channel = db_col_text(st, 2, a),
		.speaks_as = db_col_text(st, 3, a), .address = db_col_text(st, 4, a), .state = db_col_text(st, 5, a),
		.progress = db_col_text(st, 6, a), .error = db_col_text(st, 7, a), .since_at = db_col(st, 8),
		.error_at = db_col(st, 9), .pulled_at = db_col(st, 10), .next_at = db_col(st, 11), .done = db_col(st, 12),
		.total = db_col(st, 13), .active = db_col(st, 14) == 1, .problems = (int)db_col(st, 15),
		.stream = db_col_text(st, 16, a), .held_until = db_col(st, 17) };
}

int
read_accounts(struct store *s, bool counts, struct arena *a, struct account_row **out, size_t *n, struct error *err)
{
	struct account_row *list = NULL;
	size_t count = 0, space = 0;
	int rc;
	sqlite3_stmt *st = db_stmt(s, STMT_ACCOUNT_ROWS, err);
	if (!st)
		return -1;
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, count, space) = account_of(st, a);
	db_done(st);
	if (rc < 0)
		return -1;
	for (size_t i = 0; counts && i < count; i++) {
		list[i].threads = db_int64(s, STMT_ACCOUNT_THREADS, 0, "i", list[i].id);
		list[i].messages = db_int64(s, STMT_ACCOUNT_MESSAGES, 0, "i", list[i].id);
	}
	*out = list;
	*n = count;
	return 0;
}

int
read_problems(struct store *s, size_t limit, struct arena *a, struct problem_row **out, size_t *n, struct error *err)
{
	struct problem_row *list = NULL;
	size_t count = 0, space = 0;
	int rc;
	sqlite3_stmt *st = db_stmt(s, STMT_PROBLEM_ROWS, err);
	if (!st)
		return -1;
	db_bind(st, "i", (int64_t)limit);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, count, space) = (struct problem_row){ db_col(st, 0), db_col_text(st, 1, a),
			db_col_text(st, 2, a), db_col_text(st, 3, a), db_col_text(st, 4, a), db_col(st, 5) };
	db_done(st);
	if (rc < 0)
		return -1;
	*out = list;
	*n = count;
	return 0;
}

int
read_team(struct store *s, int64_t now, struct arena *a, struct team_row **out, size_t *n, struct error *err)
{
	struct team_row *list = NULL;
	size_t count = 0, space = 0;
	sqlite3_stmt *st = db_stmt(s, STMT_TEAM, err);
	int rc = -1;
	if (!st)
		return -1;
	db_bind(st, "i", now);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, count, space) = (struct team_row){ db_col(st, 0), db_col_text(st, 1, a), (int)db_col(st, 2),
			db_col(st, 3) };
	db_done(st);
	if (rc < 0)
		return -1;
	*out = list;
	*n = count;
	return 0;
}

int
read_tags(struct store *s, struct arena *a, char ***names, struct error *err)
{
	char **list = NULL;
	size_t count = 0, space = 0;
	int rc;
	sqlite3_stmt *st = db_stmt(s, STMT_TAG_NAMES, err);
	if (!st)
		return -1;
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, count, space) = db_col_text(st, 0, a);
	db_done(st);
	if (rc < 0)
		return -1;
	*VEC_PUSH(a, list, count, space) = NULL;
	*names = list;
	return 0;
}

/* -- the outbox ------------------------------------------------------------------------------------------- */

int
read_outbox_row(struct store *s, int64_t id, struct arena *a, struct outbox_row *out, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_BOX_ROW, err);
	if (!st)
		return -1;
	db_bind(st, "i", id);
	int rc = db_step(s, st, err);
	if (rc > 0)
		*out = (struct outbox_row){ .id = db_col(st, 0), .case_id = db_col(st, 1), .case_number = db_col(st, 2),
			.account_id = db_col(st, 3), .thread = db_col(st, 4), .message = db_col(st, 5),
			.action = db_col(st, 6), .uid = db_col_uid(st, 7), .kind = db_col_text(st, 8, a),
			.account = db_col_text(st, 9, a), .channel = db_col_text(st, 10, a),
			.agent = db_col_text(st, 11, a), .to = db_col_text(st, 12, a),
			.state = (enum outbox_state)db_col(st, 13), .not_before = db_col(st, 14),
			.queued_at = db_col(st, 15), .next_try = db_col(st, 16), .seen = db_col(st, 17),
			.sent_at = db_col(st, 18), .delivered_at = db_col(st, 19), .wire_at = db_col(st, 20),
			.scheduled = db_col(st, 21) != 0, .filed = db_col(st, 22) != 0,
			.audience = (enum audience)db_col(st, 23), .attempts = (int)db_col(st, 24),
			.subject = db_col_text(st, 25, a), .remote_id = db_col_text(st, 26, a),
			.error = db_col_text(st, 27, a), .reason = db_col_text(st, 28, a),
			.in_reply_to = db_col_text(st, 29, a), .refs = db_col_text(st, 30, a),
			.from_address = db_col_text(st, 31, a), .from_name = db_col_text(st, 32, a),
			.text = db_col(st, 33), .target = db_col(st, 34), .target_text = db_col(st, 35),
			.unless_reply = db_col(st, 37) != 0, .robot = db_col_text(st, 38, a), .reviewer = db_col_text(st, 39, a),
			.changed = db_col(st, 40) != 0, .held_until = db_col(st, 41) };
	if (rc > 0 && !out->to && out->target)
		out->to = db_col_text(st, 36, a);
	db_done(st);
	if (rc > 0 && !out->to)
		out->to = "";
	return rc > 0 ? 0 : rc < 0 ? -1 : error_set(err, ERR_INPUT, _("there is no row %lld in the outbox"), (long long)id);
}

struct box_key { int64_t id, not_before; int state; };
struct box_keys { struct box_key *item; size_t n, space; };

/* What a person must look at comes first, then what is on its way, what waits in the order in which it leaves,
 * and what is over, newest first. */
static int
rank(int state)
{
	switch (state) {
	case OUTBOX_FAILED: case OUTBOX_UNKNOWN: case OUTBOX_REVIEW: return 0;
	case OUTBOX_TRYING: case OUTBOX_WIRE: return 1;
	case OUTBOX_QUEUED: return 2;
	default: return 3;
	}
}

static int
by_rank(const void *x, const void *y)
{
	const struct box_key *a = x, *b = y;
	int ra = rank(a->state), rb = rank(b->state), way = ra == 2 ? 1 : -1;
	if (ra != rb)
		return ra < rb ? -1 : 1;
	if (a->not_before != b->not_before)
		return a->not_before < b->not_before ? -way : way;
	return a->id == b->id ? 0 : a->id < b->id ? -way : way;
}

static int
collect(struct store *s, sqlite3_stmt *st, struct arena *a, struct box_keys *keys, struct error *err)
{
	int rc;
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, keys->item, keys->n, keys->space) = (struct box_key){ db_col(st, 0), db_col(st, 2),
			(int)db_col(st, 1) };
	db_done(st);
	return rc;
}

static int
read_keys(struct store *s, unsigned states, int64_t case_id, size_t limit, struct arena *a, struct box_keys *keys,
	struct error *err)
{
	sqlite3_stmt *st;
	if (case_id) {
		if (!(st = db_stmt(s, STMT_BOX_OF_CASE, err)))
			return -1;
		db_bind(st, "iii", case_id, (int64_t)states, (int64_t)limit);
		return collect(s, st, a, keys, err);
	}
	for (int state = 0; state < OUTBOX_COUNT; state++) {
		if (states && !(states & 1u << state))
			continue;
		if (!(st = db_stmt(s, STMT_BOX_OF_STATE, err)))
			return -1;
		db_bind(st, "ii", (int64_t)state, (int64_t)limit);
		if (collect(s, st, a, keys, err) < 0)
			return -1;
	}
	return 0;
}

int
read_outbox(struct store *s, unsigned states, int64_t case_id, size_t limit, struct arena *a, struct outbox_row **out,
	size_t *n, struct error *err)
{
	struct box_keys keys = { NULL, 0, 0 };
	if (read_keys(s, states, case_id, limit, a, &keys, err) < 0)
		return -1;
	if (keys.n)
		qsort(keys.item, keys.n, sizeof *keys.item, by_rank);
	size_t count = keys.n < limit ? keys.n : limit;
	struct outbox_row *rows = arena_array(a, struct outbox_row, count);
	for (size_t i = 0; i < count; i++)
		if (read_outbox_row(s, keys.item[i].id, a, &rows[i], err) < 0)
			return -1;
	*out = rows;
	*n = count;
	return 0;
}

/* A statement about one row of the outbox. */
static sqlite3_stmt *
about_row(struct store *s, enum stmt what, int64_t id, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, what, err);
	if (st)
		db_bind(st, "i", id);
	return st;
}

int
read_outbox_change(struct store *s, int64_t id, struct arena *a, char **before, char **after, char **by, struct error *err)
{
	sqlite3_stmt *st = about_row(s, STMT_REVIEW_DIFF, id, err);
	int rc = st ? db_step(s, st, err) : -1;
	*before = *after = *by = NULL;
	if (rc > 0) {
		*before = db_col_text(st, 0, a);
		*after = db_col_text(st, 1, a);
		*by = db_col_text(st, 2, a);
	}
	db_done(st);
	return rc < 0 ? -1 : 0;
}

char *
read_outbox_deed(struct store *s, const struct outbox_row *row, struct arena *a)
{
	char *words = NULL;
	if (deed_parse(row->kind) < 0)
		return NULL;
	if (row->target_text && read_text(s, row->target_text, a, &words, NULL) < 0)
		words = NULL;
	for (char *p = words; p && *p; p++)
		if (*p == '\n' || *p == '\t')
			*p = ' ';
	return str_empty(words) ? arena_str(a, row->kind) : arena_printf(a, "%s: \"%s\"", row->kind, words);
}

int
read_outbox_recipients(struct store *s, int64_t id, struct arena *a, struct outbox_recipient_row **out, size_t *n,
	struct error *err)
{
	struct outbox_recipient_row *list = NULL;
	size_t count = 0, space = 0;
	int rc = -1;
	sqlite3_stmt *st = about_row(s, STMT_BOX_RECIPIENTS, id, err);
	while (st && (rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, count, space) = (struct outbox_recipient_row){ (int)db_col(st, 0),
			(enum party)db_col(st, 1), { db_col_text(st, 2, a), db_col_text(st, 3, a) },
			(enum outbox_state)db_col(st, 4), db_col_text(st, 5, a) };
	db_done(st);
	if (rc < 0)
		return -1;
	*out = list;
	*n = count;
	return 0;
}

int
read_outbox_files(struct store *s, int64_t id, struct arena *a, struct outbox_file_row **out, size_t *n,
	struct error *err)
{
	struct outbox_file_row *list = NULL;
	size_t count = 0, space = 0;
	int rc = -1;
	sqlite3_stmt *st = about_row(s, STMT_BOX_FILES, id, err);
	while (st && (rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, count, space) = (struct outbox_file_row){ db_col(st, 0), db_col_text(st, 1, a),
			db_col_text(st, 2, a) };
	db_done(st);
	if (rc < 0)
		return -1;
	*out = list;
	*n = count;
	return 0;
}

int
read_outbox_log(struct store *s, int64_t id, struct arena *a, struct outbox_log_row **out, size_t *n, struct error *err)
{
	struct outbox_log_row *list = NULL;
	size_t count = 0, space = 0;
	int rc = -1;
	sqlite3_stmt *st = about_row(s, STMT_BOX_LOG, id, err);
	while (st && (rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, count, space) = (struct outbox_log_row){ db_col(st, 0), (int)db_col(st, 1),
			(int)db_col(st, 2), db_col_text(st, 3, a) };
	db_done(st);
	if (rc < 0)
		return -1;
	*out = list;
	*n = count;
	return 0;
}

bool
read_outbox_of_group(struct store *s, int64_t grp, int64_t case_id)
{
	return db_int64(s, STMT_BULK_DONE, 0, "ii", grp, case_id) != 0;
}

int
read_outbox_counts(struct store *s, int out[OUTBOX_COUNT], struct error *err)
{
	int counts[OUTBOX_COUNT];
	for (int state = 0; state < OUTBOX_COUNT; state++) {
		/* what is over is only counted so far as a screen shows it */
		int64_t n = db_int64(s, STMT_BOX_COUNT, -1, "ii", (int64_t)state, (int64_t)(rank(state) == 3 ? 1000 : 100000));
		if (n < 0)
			return db_error(s, _("outbox"), err);
		counts[state] = (int)n;
	}
	for (int state = 0; state < OUTBOX_COUNT; state++)
		out[state] = counts[state];
	return 0;
}
