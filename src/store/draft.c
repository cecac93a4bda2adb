/* draft.c - drafts, read marks, what was used, and leases: no actions, committed NORMAL. */
#include "act.h"
#include "clock.h"
#include "db.h"
#include "feed_internal.h"
#include "flow.h"
#include "i18n.h"
#include "str.h"

static int
finish(struct store *s, int rc, enum store_area area, struct error *err)
{
	db_touch(s, area);
	return db_end(s, rc, err);
}

int
draft_save(struct store *s, struct draft *d, struct error *err)
{
	if (db_begin(s, false, err) < 0)
		return -1;
	d->updated_at = clock_now();
	if (d->id) {
		int rc = db_run(s, STMT_DRAFT_SET, err, "itzztttittizi", d->id, d->kind, d->account, d->thread, d->recipients,
			d->subject, d->body, d->cursor, d->files, d->actions, d->updated_at, d->send_at,
			(int64_t)d->unless_reply);
		if (rc < 0 || db_changes(s))
			return finish(s, rc, AREA_DRAFT, err);
		/* dropped elsewhere: the words are worth more than that */
	}
	int rc = db_run(s, STMT_DRAFT_ADD, err, "itzzztttittizzi", d->agent, d->kind, d->case_id, d->account, d->thread,
		d->recipients, d->subject, d->body, d->cursor, d->files, d->actions, d->updated_at, d->message,
		d->send_at, (int64_t)d->unless_reply);
	int64_t id = sqlite3_last_insert_rowid(s->db), living = rc < 0 ? 0 : feed_living_case(s, d->case_id);
	/* begun on a case that has been merged meanwhile */
	if (rc == 0 && living != d->case_id)
		rc = db_run(s, STMT_PUT_DRAFT, err, "iii", id, living, d->case_id);
	if (finish(s, rc, AREA_DRAFT, err) < 0)
		return -1;
	d->id = id;
	return 0;
}

static struct draft
draft_row(sqlite3_stmt *st, struct arena *a)
{
	return (struct draft){ .id = db_col(st, 0), .agent = db_col(st, 1), .kind = db_col_text(st, 2, a),
		.case_id = db_col(st, 3), .account = db_col(st, 4), .thread = db_col(st, 5),
		.recipients = db_col_text(st, 6, a), .subject = db_col_text(st, 7, a), .body = db_col_text(st, 8, a),
		.cursor = db_col(st, 9), .files = db_col_text(st, 10, a), .actions = db_col_text(st, 11, a),
		.updated_at = db_col(st, 12), .message = db_col(st, 13), .send_at = db_col(st, 14),
		.unless_reply = db_col(st, 15) != 0 };
}

int
draft_load(struct store *s, int64_t id, struct arena *a, struct draft *out, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_DRAFT_GET, err);
	if (!st)
		return -1;
	db_bind(st, "i", id);
	int rc = db_step(s, st, err);
	if (rc > 0)
		*out = draft_row(st, a);
	db_done(st);
	return rc > 0 ? 0 : rc < 0 ? -1 : error_set(err, ERR_INPUT, _("there is no such draft"));
}

static int
draft_rows(struct store *s, sqlite3_stmt *st, int64_t agent, int64_t case_id, struct arena *a, struct draft **out, size_t *n,
	struct error *err)
{
	struct draft *list = NULL;
	size_t count = 0, space = 0;
	int rc = -1;
	if (!st)
		return -1;
	db_bind(st, case_id ? "ii" : "i", agent, case_id);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, count, space) = draft_row(st, a);
	db_done(st);
	*out = list;
	*n = count;
	return rc;
}

int
draft_list(struct store *s, int64_t agent, int64_t case_id, struct arena *a, struct draft **out, size_t *n,
	struct error *err)
{
	return draft_rows(s, db_stmt(s, case_id ? STMT_DRAFT_OF_CASE : STMT_DRAFT_OF_AGENT, err), agent, case_id, a, out, n, err);
}

int
draft_drop(struct store *s, int64_t id, struct error *err)
{
	if (db_begin(s, false, err) < 0)
		return -1;
	return finish(s, db_run(s, STMT_DRAFT_DROP, err, "i", id), AREA_DRAFT, err);
}

int
draft_toss(struct store *s, int64_t id, struct error *err)
{
	int64_t agent = db_int64(s, STMT_DRAFT_WHOSE, 0, "i", id);
	if (db_int64(s, STMT_DRAFT_EMPTY, 0, "i", id))
		return draft_drop(s, id, err);
	if (db_begin(s, false, err) < 0)
		return -1;
	int rc = db_run(s, STMT_DRAFT_TOSS, err, "ii", id, clock_now());
	if (rc == 0)
		rc = db_run(s, STMT_DRAFT_TOSS_OLD, err, "ii", agent, (int64_t)TOSSED_KEPT);
	db_touch(s, AREA_DRAFT);
	return db_end(s, rc, err);
}

int
read_tossed(struct store *s, int64_t agent, struct arena *a, struct draft **out, size_t *n, struct error *err)
{
	return draft_rows(s, db_stmt(s, STMT_DRAFT_TOSSED, err), agent, 0, a, out, n, err);
}

int
draft_untoss(struct store *s, int64_t id, struct error *err)
{
	int64_t home = db_int64(s, STMT_DRAFT_HOME, -1, "i", id);
	if (home < 0)
		return error_set(err, ERR_INPUT, _("there is no such draft"));
	if (db_begin(s, false, err) < 0)
		return -1;
	int64_t living = home ? feed_living_case(s, home) : 0;
	int rc = db_run(s, STMT_DRAFT_UNTOSS, err, "izi", id, living, clock_now());
	if (rc == 0 && living != home)	/* its case has been merged meanwhile */
		rc = db_run(s, STMT_PUT_DRAFT, err, "iii", id, living, home);
	db_touch(s, AREA_DRAFT);
	return db_end(s, rc, err);
}

/* JSON is written and read by SQLite, one file a step. */
int
draft_files_write(struct store *s, const struct act_file *files, size_t n, struct arena *a, const char **out,
	struct error *err)
{
	char *list = NULL;
	for (size_t i = 0; i < n; i++) {
		sqlite3_stmt *st = db_stmt(s, STMT_DRAFT_FILE_ADD, err);
		if (!st)
			return -1;
		db_bind(st, "titt", list, files[i].blob, files[i].name, files[i].type);
		int rc = db_step(s, st, err);
		char *longer = rc > 0 ? db_col_text(st, 0, a) : NULL;
		db_done(st);
		if (rc < 0)
			return -1;
		list = longer;
	}
	*out = list;
	return 0;
}

int
draft_files_read(struct store *s, const char *text, struct arena *a, struct act_file **out, size_t *n, struct error *err)
{
	struct act_file *list = NULL;
	size_t count = 0, space = 0;
	int rc = 0;
	sqlite3_stmt *st = str_empty(text) ? NULL : db_stmt(s, STMT_DRAFT_FILES, err);
	if (!str_empty(text) && !st)
		return -1;
	if (st) {
		db_bind(st, "t", text);
		while ((rc = db_step(s, st, err)) > 0)
			*VEC_PUSH(a, list, count, space) = (struct act_file){ .blob = db_col(st, 0),
				.name = db_col_text(st, 1, a), .type = db_col_text(st, 2, a) };
		db_done(st);
	}
	*out = list;
	*n = count;
	return rc;
}

int
mark_read(struct store *s, int64_t agent, int64_t case_id, int64_t item, struct error *err)
{
	if (item <= mark_get(s, agent, case_id))
		return 0;
	if (db_begin(s, false, err) < 0)
		return -1;
	return finish(s, db_run(s, STMT_MARK_PUT, err, "iiii", agent, case_id, item, clock_now()), AREA_CASE, err);
}

int
mark_unread(struct store *s, int64_t agent, int64_t case_id, struct error *err)
{
	if (db_begin(s, false, err) < 0)
		return -1;
	return finish(s, db_run(s, STMT_MARK_BACK, err, "ii", agent, case_id), AREA_CASE, err);
}

int64_t
mark_get(struct store *s, int64_t agent, int64_t case_id)
{
	return db_int64(s, STMT_MARK_GET, 0, "ii", agent, case_id);
}

int
visit_put(struct store *s, int64_t agent, int64_t customer, int64_t item, struct error *err)
{
	if (item <= visit_get(s, agent, customer))
		return 0;
	if (db_begin(s, false, err) < 0)
		return -1;
	return db_end(s, db_run(s, STMT_VISIT_PUT, err, "iiii", agent, customer, item, clock_now()), err);
}

int64_t
visit_get(struct store *s, int64_t agent, int64_t customer)
{
	return db_int64(s, STMT_VISIT_GET, 0, "ii", agent, customer);
}

int
used_add(struct store *s, int64_t agent, const char *kind, const char *name, struct error *err)
{
	if (db_begin(s, false, err) < 0)
		return -1;
	return db_end(s, db_run(s, STMT_USED_ADD, err, "itti", agent, kind, name, clock_now()), err);
}

int
used_list(struct store *s, int64_t agent, const char *kind, struct arena *a, struct used_row **out, size_t *n,
	struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_USED_LIST, err);
	struct used_row *list = NULL;
	size_t count = 0, space = 0;
	int rc = -1;
	if (!st)
		return -1;
	db_bind(st, "it", agent, kind);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, count, space) = (struct used_row){ db_col_text(st, 0, a), db_col_text(st, 1, a),
			db_col(st, 2), db_col(st, 3) };
	db_done(st);
	if (rc < 0)
		return -1;
	*out = list;
	*n = count;
	return 0;
}

int
lease_take(struct store *s, int64_t agent, int64_t case_id, const char *kind, int64_t ms, struct error *err)
{
	if (db_begin(s, false, err) < 0)
		return -1;
	return db_end(s, db_run(s, STMT_LEASE_PUT, err, "itii", case_id, kind, agent, clock_now() + ms), err);
}

int
lease_drop(struct store *s, int64_t agent, int64_t case_id, const char *kind, struct error *err)
{
	if (db_begin(s, false, err) < 0)
		return -1;
	return db_end(s, db_run(s, STMT_LEASE_DROP, err, "iti", case_id, kind, agent), err);
}

int
lease_others(struct store *s, int64_t agent, int64_t case_id, struct arena *a, char ***out, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_LEASE_OTHERS, err);
	char **list = NULL;
	size_t n = 0, space = 0;
	int rc = -1;
	if (!st)
		return -1;
	db_bind(st, "iii", case_id, agent, clock_now());
	while ((rc = db_step(s, st, err)) > 0) {
		*VEC_PUSH(a, list, n, space) = db_col_text(st, 0, a);
		*VEC_PUSH(a, list, n, space) = db_col_text(st, 1, a);
	}
	db_done(st);
	*VEC_PUSH(a, list, n, space) = NULL;
	if (rc == 0)
		*out = list;
	return rc;
}
