/* incident.c - incidents as they are: their words, their members. */
#include "incident.h"

#include "act.h"
#include "db.h"
#include "i18n.h"
#include "str.h"

/* "mail telegram" of all members, each channel once. */
static const char *
channels_of(struct store *s, int64_t id, struct arena *a)
{
	char *all = NULL;
	struct buf b = BUF_INIT;
	if (db_text(s, STMT_INCIDENT_CHANNELS, a, &all, NULL, "i", id) < 0 || !all)
		return "";
	size_t n;
	char **words = str_split(a, all, " ", &n);
	for (size_t i = 0; i < n; i++) {
		bool had = !*words[i];
		for (size_t k = 0; k < i && !had; k++)
			had = str_eq(words[k], words[i]);
		if (!had)
			buf_addf(&b, "%s%s", b.len ? " " : "", words[i]);
	}
	const char *out = b.len ? arena_strn(a, b.data, b.len) : "";
	buf_free(&b);
	return out;
}

static struct incident_row
row_of(sqlite3_stmt *st, struct arena *a)
{
	return (struct incident_row){ .id = db_col(st, 0), .case_id = db_col(st, 1), .number = db_col(st, 2),
		.name = db_col_text(st, 3, a), .query = db_col_text(st, 4, a), .text = db_col_text(st, 5, a),
		.opened_at = db_col(st, 6), .closed_at = db_col(st, 7), .text_at = db_col(st, 8), .assignee = db_col_text(st, 9, a),
		.survey = db_col(st, 10) != 0, .ack = db_col(st, 11) != 0, .next_step = db_col_text(st, 12, a),
		.next_by = db_col(st, 13), .escalation = db_col_text(st, 14, a), .status = (enum status)db_col(st, 15),
		.seen = db_col(st, 16), .acked = db_col(st, 17), .channels = "" };
}

static int
count_members(struct store *s, struct incident_row *r, struct arena *a, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_INCIDENT_COUNTS, err);
	if (!st)
		return -1;
	db_bind(st, "i", r->id);
	int rc = db_step(s, st, err);
	if (rc > 0) {
		r->members = (int)db_col(st, 0);
		r->live = (int)db_col(st, 1);
		r->waiting = (int)db_col(st, 2);
		r->customers = (int)db_col(st, 3);
		r->waiting_since = db_col(st, 4);
	}
	db_done(st);
	r->channels = channels_of(s, r->id, a);
	return rc < 0 ? -1 : 0;
}

int
incident_get(struct store *s, int64_t id, struct arena *a, struct incident_row *out, struct error *err)
{
	struct incident_row r;
	sqlite3_stmt *st = db_stmt(s, STMT_INCIDENT_GET, err);
	if (!st)
		return -1;
	db_bind(st, "i", id);
	int rc = db_step(s, st, err);
	if (rc > 0)
		r = row_of(st, a);
	db_done(st);
	if (rc <= 0)
		return rc < 0 ? -1 : error_set(err, ERR_INPUT, _("there is no such incident"));
	if (count_members(s, &r, a, err) < 0)
		return -1;
	*out = r;
	return 0;
}

int
incident_list(struct store *s, bool all, struct arena *a, struct incident_row **out, size_t *n, struct error *err)
{
	size_t space = 0;
	int rc;
	sqlite3_stmt *st = db_stmt(s, STMT_INCIDENT_LIST, err);
	*out = NULL;
	*n = 0;
	if (!st)
		return -1;
	db_bind(st, "i", (int64_t)all);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, *out, *n, space) = row_of(st, a);
	db_done(st);
	for (size_t i = 0; rc == 0 && i < *n; i++)
		rc = count_members(s, &(*out)[i], a, err);
	return rc;
}

int
incident_named(struct store *s, const char *name, struct arena *a, struct incident_row *out, struct error *err)
{
	struct incident_row *list;
	size_t n;
	int64_t id = db_int64(s, STMT_INCIDENT_BY_NAME, 0, "t", name);
	if (id)
		return incident_get(s, id, a, out, err);
	if (incident_list(s, true, a, &list, &n, err) < 0)
		return -1;
	const char **names = arena_array(a, const char *, n + 1);
	for (size_t i = 0; i < n; i++)
		names[i] = list[i].name;
	const char *near = str_nearest(name, names, n);
	return error_set(err, ERR_INPUT, near ? _("there is no incident '%s' - did you mean '%s'?")
		: _("there is no incident '%s'%s"), name, near ? near : "");
}

int64_t
incident_of_parent(struct store *s, int64_t case_id)
{
	return db_int64(s, STMT_INCIDENT_OF_PARENT, 0, "i", case_id);
}

int64_t
incident_of_member(struct store *s, int64_t case_id)
{
	return db_int64(s, STMT_INCIDENT_OF_CASE, 0, "i", case_id);
}

int
incident_members(struct store *s, int64_t id, bool all, int64_t after, size_t limit, struct arena *a, int64_t **ids,
	size_t *n, struct error *err)
{
	return db_ids(s, STMT_INCIDENT_MEMBERS, a, ids, n, err, "iiii", id, (int64_t)all, after, (int64_t)limit);
}

bool
incident_asks(struct store *s, int64_t case_id)
{
	return db_int64(s, STMT_INCIDENT_ASKS, 0, "ii", case_id, (int64_t)ACT_JOIN) != 0;
}

int
incident_fresh(struct store *s, const struct incident_row *in, size_t limit, struct arena *a, int64_t **ids, size_t *n,
	struct error *err)
{
	return db_ids(s, STMT_INCIDENT_FRESH, a, ids, n, err, "iiiti", in->seen, in->case_id, (int64_t)ACT_JOIN, in->name,
		(int64_t)limit);
}

int
incident_untold(struct store *s, const struct incident_row *in, size_t limit, struct arena *a,
	struct incident_joined **out, size_t *n, struct error *err)
{
	size_t space = 0;
	int rc;
	sqlite3_stmt *st = db_stmt(s, STMT_INCIDENT_UNTOLD, err);
	*out = NULL;
	*n = 0;
	if (!st)
		return -1;
	db_bind(st, "iiii", in->id, (int64_t)ACT_JOIN, in->acked, (int64_t)limit);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, *out, *n, space) = (struct incident_joined){ db_col(st, 0), db_col(st, 1) };
	db_done(st);
	return rc;
}

int
incident_told(struct store *s, int64_t id, int64_t action, struct error *err)
{
	return db_begin(s, false, err) < 0 ? -1 : db_end(s, db_run(s, STMT_INCIDENT_TOLD, err, "ii", id, action), err);
}

int
incident_saw(struct store *s, int64_t id, int64_t case_id, struct error *err)
{
	return db_begin(s, false, err) < 0 ? -1 : db_end(s, db_run(s, STMT_INCIDENT_SEEN, err, "ii", id, case_id), err);
}
