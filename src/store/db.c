/* db.c - statements, binding, transactions: everything that touches the connection. */
#include "db.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "people_internal.h"
#include "str.h"

const char *const db_sql[STMT_COUNT] = {
#define S(id, sql) [STMT_##id] = sql,
#include "all.stmts"
#undef S
};

const char *const db_stmt_names[STMT_COUNT] = {
#define S(id, sql) [STMT_##id] = #id,
#include "all.stmts"
#undef S
};

int
db_error(struct store *s, const char *what, struct error *err)
{
	int code = sqlite3_extended_errcode(s->db);
	const char *words = sqlite3_errmsg(s->db);
	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return error_set(err, ERR_BUSY, _("%s: another program is writing; try again"), s->path);
	case SQLITE_INTERRUPT:
		return error_set(err, ERR_BUSY, _("interrupted"));
	case SQLITE_IOERR:
		/* the log's index could not grow, or the system said that there is no room */
		if (code != SQLITE_IOERR_SHMSIZE && sqlite3_system_errno(s->db) != ENOSPC)
			return error_set(err, ERR_STORE, _("%s: reading or writing failed (%s) - look at the disk"),
				s->path, words);
		__attribute__((fallthrough));
	case SQLITE_FULL:
		return error_set(err, ERR_STORE, _("%s: the disk is full - free some space; nothing was lost"), s->path);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		if (s->search_attached)
			return error_set(err, ERR_STORE, _("%s/search.db, the index, is damaged, or the store itself (%s): "
				"`sportello doctor --full` says which"), s->dir, words);
		return error_set(err, ERR_STORE,
			_("%s: the file is damaged (%s) - move it away and restore a backup, or sync anew"),
			s->path, words);
	case SQLITE_READONLY:
		return error_set(err, ERR_STORE, _("%s: opened read-only: nothing can be changed"), s->path);
	case SQLITE_AUTH:
		return error_set(err, ERR_STORE, _("%s: this program may not do that (%s)"), what, words);
	default:
		return error_set(err, ERR_STORE, _("%s: %s: %s"), s->path, what, words);
	}
}

sqlite3_stmt *
db_stmt(struct store *s, enum stmt id, struct error *err)
{
	if (!s->stmts[id] && sqlite3_prepare_v3(s->db, db_sql[id], -1, SQLITE_PREPARE_PERSISTENT, &s->stmts[id],
			NULL) != SQLITE_OK) {
		db_error(s, db_stmt_names[id], err);
		return NULL;
	}
	sqlite3_reset(s->stmts[id]);
	return s->stmts[id];
}

sqlite3_stmt *
db_prepare(struct store *s, const char *sql, struct error *err)
{
	sqlite3_stmt *st = NULL;
	if (sqlite3_prepare_v2(s->db, sql, -1, &st, NULL) != SQLITE_OK) {
		db_error(s, "query", err);
		return NULL;
	}
	return st;
}

static void
bind_list(sqlite3_stmt *st, const char *types, va_list ap)
{
	for (int i = 1; *types; types++, i++) {
		switch (*types) {
		case 'i':
			sqlite3_bind_int64(st, i, va_arg(ap, int64_t));
			break;
		case 'z': {
			int64_t v = va_arg(ap, int64_t);
			if (v)
				sqlite3_bind_int64(st, i, v);
			else
				sqlite3_bind_null(st, i);
			break;
		}
		case 't':
			sqlite3_bind_text(st, i, va_arg(ap, const char *), -1, SQLITE_TRANSIENT);
			break;
		case 'u': {
			const struct uid *u = va_arg(ap, const struct uid *);
			sqlite3_bind_blob(st, i, u->b, sizeof u->b, SQLITE_TRANSIENT);
			break;
		}
		case 'b': {
			const void *p = va_arg(ap, const void *);
			size_t n = va_arg(ap, size_t);
			if (p)
				sqlite3_bind_blob64(st, i, p, n, SQLITE_TRANSIENT);
			else
				sqlite3_bind_null(st, i);
			break;
		}
		case 'd':
			sqlite3_bind_double(st, i, va_arg(ap, double));
			break;
		default:
			sqlite3_bind_null(st, i);
		}
	}
}

void
db_bind(sqlite3_stmt *st, const char *types, ...)
{
	va_list ap;
	va_start(ap, types);
	bind_list(st, types, ap);
	va_end(ap);
}

int
db_step(struct store *s, sqlite3_stmt *st, struct error *err)
{
	int rc = sqlite3_step(st);
	if (rc == SQLITE_ROW)
		return 1;
	if (rc == SQLITE_DONE)
		return 0;
	db_error(s, sqlite3_sql(st), err);
	sqlite3_reset(st);
	return -1;
}

int
db_run(struct store *s, enum stmt id, struct error *err, const char *types, ...)
{
	sqlite3_stmt *st = db_stmt(s, id, err);
	va_list ap;
	int rc;
	if (!st)
		return -1;
	va_start(ap, types);
	bind_list(st, types, ap);
	va_end(ap);
	while ((rc = db_step(s, st, err)) > 0)
		;
	sqlite3_reset(st);
	return rc;
}

int64_t
db_int64(struct store *s, enum stmt id, int64_t otherwise, const char *types, ...)
{
	sqlite3_stmt *st = db_stmt(s, id, NULL);
	va_list ap;
	if (!st)
		return otherwise;
	va_start(ap, types);
	bind_list(st, types, ap);
	va_end(ap);
	int64_t v = db_step(s, st, NULL) > 0 && sqlite3_column_type(st, 0) != SQLITE_NULL
		? sqlite3_column_int64(st, 0) : otherwise;
	sqlite3_reset(st);
	return v;
}

int
db_text(struct store *s, enum stmt id, struct arena *a, char **out, struct error *err, const char *types, ...)
{
	sqlite3_stmt *st = db_stmt(s, id, err);
	va_list ap;
	if (!st)
		return -1;
	va_start(ap, types);
	bind_list(st, types, ap);
	va_end(ap);
	int rc = db_step(s, st, err);
	if (rc >= 0)
		*out = rc > 0 ? db_col_text(st, 0, a) : NULL;
	sqlite3_reset(st);
	return rc < 0 ? -1 : 0;
}

int
db_ids(struct store *s, enum stmt id, struct arena *a, int64_t **ids, size_t *n, struct error *err,
	const char *types, ...)
{
	sqlite3_stmt *st = db_stmt(s, id, err);
	int64_t *list = NULL;
	size_t count = 0, space = 0;
	va_list ap;
	int rc;
	if (!st)
		return -1;
	va_start(ap, types);
	bind_list(st, types, ap);
	va_end(ap);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, count, space) = db_col(st, 0);
	sqlite3_reset(st);
	if (rc < 0)
		return -1;
	*ids = list;
	*n = count;
	return 0;
}

int64_t
db_col(sqlite3_stmt *st, int column)
{
	return sqlite3_column_int64(st, column);
}

char *
db_col_text(sqlite3_stmt *st, int column, struct arena *a)
{
	const char *t = (const char *)sqlite3_column_text(st, column);
	return t ? arena_strn(a, t, (size_t)sqlite3_column_bytes(st, column)) : NULL;
}

struct uid
db_col_uid(sqlite3_stmt *st, int column)
{
	struct uid u = { { 0 } };
	const void *p = sqlite3_column_blob(st, column);
	if (p && sqlite3_column_bytes(st, column) == sizeof u.b)
		memcpy(u.b, p, sizeof u.b);
	return u;
}

void
db_done(sqlite3_stmt *st)
{
	if (st)
		sqlite3_reset(st);
}

int
db_changes(struct store *s)
{
	return sqlite3_changes(s->db);
}

/* -- transactions ------------------------------------------------------------------------------------ */

bool
db_look(struct store *s)
{
	return !s->in_transaction && sqlite3_get_autocommit(s->db) && db_run(s, STMT_BEGIN, NULL, "") == 0;
}

void
db_looked(struct store *s, bool began)
{
	int64_t deadline = s->deadline_us;
	if (!began)
		return;
	s->deadline_us = 0;	/* an end is never cut off */
	(void)db_run(s, STMT_COMMIT, NULL, "");
	s->deadline_us = deadline;
}

int
db_begin(struct store *s, bool full, struct error *err)
{
	if (s->read_only)
		return error_set(err, ERR_STORE, _("%s: opened read-only: nothing can be changed"), s->path);
	if (people_watch(s, err) < 0)
		return -1;
	full = full && !s->throwaway;
	if (full && db_run(s, STMT_SYNC_FULL, err, "") < 0)
		return -1;
	s->full = full;
	/* not BEGIN IMMEDIATE: that would lock the attached search.db as well */
	s->begins = true;
	bool locked = db_run(s, STMT_BEGIN, err, "") == 0 && db_run(s, STMT_LOCK, err, "") == 0;
	s->begins = false;
	turn_taken(s);
	if (!locked) {
		db_run(s, STMT_ROLLBACK, NULL, "");
		if (full)
			db_run(s, STMT_SYNC_NORMAL, NULL, "");
		return -1;
	}
	s->begun_us = clock_mono_us();
	s->in_transaction = true;
	s->areas = 0;
	s->item_next = s->item_end = 0;
	return 0;
}

static void
after_transaction(struct store *s)
{
	s->in_transaction = false;
	s->held_us = clock_mono_us() - s->begun_us;
	if (s->full)
		db_run(s, STMT_SYNC_NORMAL, NULL, "");
	s->full = false;
}

static const char *const area_names[AREA_COUNT] = { "case", "customer", "outbox", "account", "draft", "ring" };

int
store_areas(struct store *s, int64_t out[AREA_COUNT], struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_AREAS, err);
	int rc = -1;
	while (st && (rc = db_step(s, st, err)) > 0)
		for (int i = 0; i < AREA_COUNT; i++)
			if (str_eq(area_names[i], (const char *)sqlite3_column_text(st, 0)))
				out[i] = db_col(st, 1);
	db_done(st);
	return rc;
}

int
db_commit(struct store *s, struct error *err)
{
	for (int i = 0; i < AREA_COUNT; i++)
		if (s->areas & 1u << i && db_run(s, STMT_TOUCH, err, "t", area_names[i]) < 0)
			goto fail;
	if (s->item_next && db_run(s, STMT_COUNTER_SET, err, "it", s->item_next, "item") < 0)
		goto fail;
	if (db_run(s, STMT_COMMIT, err, "") < 0)
		goto fail;
	after_transaction(s);
	return 0;
fail:
	db_rollback(s);
	return -1;
}

int
db_end(struct store *s, int rc, struct error *err)
{
	if (rc >= 0)
		return db_commit(s, err);
	db_rollback(s);
	return -1;
}

void
db_rollback(struct store *s)
{
	if (!s->in_transaction)
		return;
	db_run(s, STMT_ROLLBACK, NULL, "");
	after_transaction(s);
}

void
db_touch(struct store *s, enum store_area area)
{
	s->areas |= 1u << area;
}

int64_t
db_item(struct store *s, struct error *err)
{
	if (!s->item_next) {
		int64_t v = db_int64(s, STMT_COUNTER_GET, -1, "t", "item");
		if (v < 0) {
			db_error(s, "item number", err);
			return 0;
		}
		s->item_next = v;
	}
	return ++s->item_next;
}

int64_t
db_text_put(struct store *s, int64_t customer, const char *body, struct error *err)
{
	if (!body)
		return 0;
	if (db_run(s, STMT_TEXT_PUT, err, "zt", customer, body) < 0)
		return 0;
	return sqlite3_last_insert_rowid(s->db);
}
