/*
 * index.c - search.db, the full-text index: derived, sync's alone (S4), apart from store.db because FTS5's
 * segment merges would hold the agent's lock for up to a second.
 *
 * Contentless FTS5 over folded words; rowid = second of receipt * 1024 + n, so that newest first is rowid
 * order.  doc ties rowids to items.
 */
#include "index_internal.h"
#include "people_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "feed.h"
#include "i18n.h"
#include "str.h"
#include "utf8.h"

enum { INDEX_VERSION = 2 };

static const char settings[] =
	"PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=2000;"
	"PRAGMA cache_size=-20000";
/* Much is gathered in memory before it becomes a segment, and segments are merged late: half of the work of a
 * first sync is merging. */
static const char schema[] =
	"BEGIN IMMEDIATE;"
	"CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value INTEGER) WITHOUT ROWID;"
	"CREATE TABLE IF NOT EXISTS doc(rowid INTEGER PRIMARY KEY, item INTEGER NOT NULL);"
	"CREATE INDEX IF NOT EXISTS doc_item ON doc(item);"
	"CREATE VIRTUAL TABLE IF NOT EXISTS fts USING fts5(subject, body, sender, rcpt, files, content='',"
	" columnsize=0, prefix='1 2 3', tokenize='ascii');"
	"INSERT INTO fts(fts, rank) VALUES('hashsize', 33554432), ('automerge', 8), ('pgsz', 8000);"
	"INSERT OR IGNORE INTO meta VALUES('version', 2), ('last', 0);"
	"COMMIT;";

enum { IX_BEGIN, IX_COMMIT, IX_DOC, IX_FTS, IX_LAST, IX_DELETE };
static const char *const sqls[] = {
	[IX_BEGIN] = "BEGIN IMMEDIATE",
	[IX_COMMIT] = "COMMIT",
	[IX_DOC] = "INSERT INTO doc(rowid, item) SELECT coalesce(max(rowid) + 1, ?1), ?2 FROM doc"
		" WHERE rowid BETWEEN ?1 AND ?1 + 1023 HAVING ifnull(max(rowid) < ?1 + 1023, 1) RETURNING rowid",
	[IX_FTS] = "INSERT INTO fts(rowid, subject, body, sender, rcpt, files) VALUES(?, ?, ?, ?, ?, ?)",
	[IX_LAST] = "UPDATE meta SET value=? WHERE key='last'",
	[IX_DELETE] = "INSERT INTO fts(fts, rowid, subject, body, sender, rcpt, files)"
		" VALUES('delete', ?, ?, ?, ?, ?, ?)",
};

static int
search_error(struct store *s, struct error *err)
{
	return error_set(err, sqlite3_errcode(s->search) == SQLITE_BUSY ? ERR_BUSY : ERR_STORE,
		_("%s/search.db: %s - it is derived: delete it and it is made anew"), s->dir,
		sqlite3_errmsg(s->search));
}

void
index_close(struct store *s)
{
	for (size_t i = 0; i < sizeof sqls / sizeof *sqls; i++) {
		sqlite3_finalize(s->search_stmts[i]);
		s->search_stmts[i] = NULL;
	}
	people_index_close(s);
	sqlite3_close(s->search);
	s->search = NULL;
	s->crowded.from = s->crowded.to = 0;
}

int64_t
index_int(struct store *s, const char *sql)
{
	sqlite3_stmt *st;
	int64_t v = -1;
	if (sqlite3_prepare_v2(s->search, sql, -1, &st, NULL) == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW)
		v = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return v;
}

/* Makes it where there is nothing; -1 when there is something else. */
static int
make_index(struct store *s)
{
	if (index_int(s, "SELECT count(*) FROM sqlite_master") == 0 &&
	    sqlite3_exec(s->search, schema, NULL, NULL, NULL) != SQLITE_OK)
		return -1;
	return index_int(s, "SELECT value FROM meta WHERE key='version'") == INDEX_VERSION ? 0 : -1;
}

static int
open_search(struct store *s, struct error *err)
{
	struct buf path = BUF_INIT;
	if (s->search)
		return 0;
	buf_addf(&path, "%s/search.db", s->dir);
	for (int attempt = 0; attempt < 2; attempt++) {
		if (sqlite3_open_v2(path.data, &s->search, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
				NULL) == SQLITE_OK &&
		    sqlite3_busy_timeout(s->search, 5000) == SQLITE_OK &&
		    sqlite3_exec(s->search, settings, NULL, NULL, NULL) == SQLITE_OK && make_index(s) == 0)
			break;
		if (attempt || sqlite3_errcode(s->search) == SQLITE_BUSY) {
			search_error(s, err);
			index_close(s);
			buf_free(&path);
			return -1;
		}
		/* damaged, or of another version: made anew */
		index_close(s);
		index_drop(s, NULL);
	}
	buf_free(&path);
	/* the store is only read here, each page about once */
	sqlite3_exec(s->db, "PRAGMA cache_size=-4000", NULL, NULL, NULL);
	for (size_t i = 0; i < sizeof sqls / sizeof *sqls; i++)
		if (sqlite3_prepare_v3(s->search, sqls[i], -1, SQLITE_PREPARE_PERSISTENT, &s->search_stmts[i], NULL) !=
		    SQLITE_OK) {
			search_error(s, err);
			index_close(s);
			return -1;
		}
	if (people_index_make(s, err) < 0) {
		index_close(s);
		return -1;
	}
	return 0;
}

int
index_drop(struct store *s, struct error *err)
{
	static const char *const names[] = { "search.db", "search.db-wal", "search.db-shm" };
	index_close(s);
	for (size_t i = 0; i < 3; i++) {
		struct buf path = BUF_INIT;
		buf_addf(&path, "%s/%s", s->dir, names[i]);
		int rc = unlink(path.data);
		buf_free(&path);
		if (rc < 0 && access(s->dir, W_OK) < 0)
			return error_set(err, ERR_SYSTEM, _("%s/%s: cannot be removed: %m"), s->dir, names[i]);
	}
	return 0;
}

int
index_forget(struct store *s, struct error *err)
{
	/* emptied in place, so that a sync that runs goes on with it */
	static const char sql[] = "PRAGMA secure_delete=ON; BEGIN IMMEDIATE; INSERT INTO fts(fts) VALUES('delete-all');"
		" DELETE FROM doc; INSERT INTO person_words(person_words) VALUES('delete-all');"
		" INSERT INTO person_parts(person_parts) VALUES('delete-all'); DELETE FROM person; DELETE FROM lexicon;"
		" DELETE FROM lexicon_word; DELETE FROM person_piece;"
		" UPDATE meta SET value=0 WHERE key IN ('last', 'people'); COMMIT; VACUUM;"
		" PRAGMA wal_checkpoint(TRUNCATE);";
	struct buf path = BUF_INIT;
	buf_addf(&path, "%s/search.db", s->dir);
	bool there = access(path.data, F_OK) == 0;
	buf_free(&path);
	if (!there)
		return 0;
	if (open_search(s, err) < 0)
		return -1;
	s->crowded.from = s->crowded.to = 0;
	if (sqlite3_exec(s->search, sql, NULL, NULL, NULL) == SQLITE_OK)
		return 0;
	search_error(s, err);
	if (!sqlite3_get_autocommit(s->search))
		sqlite3_exec(s->search, "ROLLBACK", NULL, NULL, NULL);
	return -1;
}

static int
run(struct store *s, int which, struct error *err)
{
	int rc = sqlite3_step(s->search_stmts[which]);
	sqlite3_reset(s->search_stmts[which]);
	return rc == SQLITE_DONE || rc == SQLITE_ROW ? 0 : search_error(s, err);
}

/* Names and addresses out of [["to","Name","address"],...]: its punctuation folds away by itself, the
 * role words do not. */
void
index_fold_recipients(struct buf *out, const char *json)
{
	for (const char *p = json; p && (p = strstr(p, "[\"")) != NULL;) {
		const char *start = strchr(p + 2, ','), *end = start ? strchr(start, ']') : NULL;
		if (!end)
			break;
		utf8_fold(out, start, (size_t)(end - start));
		buf_addc(out, ' ');
		p = end;
	}
}

/* Binds the columns of an item's row (INDEX_ITEMS) to a statement of search.db from parameter 2. */
static void
bind_words(sqlite3_stmt *to, sqlite3_stmt *from, const char *body, struct buf words[INDEX_COLUMNS])
{
	for (int i = 0; i < INDEX_COLUMNS; i++) {
		const char *t = i == INDEX_BODY && body ? body : (const char *)sqlite3_column_text(from, 2 + i);
		size_t n = !t ? 0 : i == INDEX_BODY && body ? strlen(body) : (size_t)sqlite3_column_bytes(from, 2 + i);
		buf_clear(&words[i]);
		if (i == INDEX_RCPT)
			index_fold_recipients(&words[i], t);
		else if (n)
			utf8_fold(&words[i], t, n);
		sqlite3_bind_text64(to, 2 + i, words[i].data, words[i].len, SQLITE_STATIC, SQLITE_UTF8);
	}
}

/* Seconds that are full need not be asked again, one after the other, for each item of an import in which all has one time. */
static void
note_full(struct store *s, int64_t second)
{
	if (second != s->crowded.to)
		s->crowded.from = second;
	s->crowded.to = second + 1;
}

/* A place in the index for an item of this second; when a second has more than 1,024 the next one takes
 * them. */
static int64_t
place_item(struct store *s, int64_t item, int64_t second, struct error *err)
{
	sqlite3_stmt *doc = s->search_stmts[IX_DOC];
	int64_t rowid = -1;
	int rc = SQLITE_DONE;
	sqlite3_bind_int64(doc, 2, item);
	for (second = second > 0 ? second : 0; rowid < 0 && rc == SQLITE_DONE; second++) {
		if (second >= s->crowded.from && second < s->crowded.to)
			second = s->crowded.to;
		sqlite3_bind_int64(doc, 1, second * 1024);
		rc = sqlite3_step(doc);
		if (rc == SQLITE_ROW) {
			rowid = sqlite3_column_int64(doc, 0);
			rc = sqlite3_step(doc);
		} else if (rc == SQLITE_DONE) {
			note_full(s, second);
		}
		sqlite3_reset(doc);
	}
	if (rc != SQLITE_DONE) {
		search_error(s, err);
		return -1;
	}
	return rowid;
}

static int
add_item(struct store *s, sqlite3_stmt *row, struct buf words[INDEX_COLUMNS], struct error *err)
{
	sqlite3_stmt *fts = s->search_stmts[IX_FTS];
	int64_t rowid = place_item(s, db_col(row, 0), db_col(row, 1) / 1000, err);
	if (rowid < 0)
		return -1;
	sqlite3_bind_int64(fts, 1, rowid);
	bind_words(fts, row, NULL, words);
	return run(s, IX_FTS, err);
}

/* An edited message or a note taken back: the old words out, the new ones in. */
static int
reindex(struct store *s, int64_t item, struct buf words[INDEX_COLUMNS], struct error *err)
{
	char sql[96];
	struct arena *a = arena_new();
	snprintf(sql, sizeof sql, "SELECT rowid FROM doc WHERE item=%lld", (long long)item);
	int64_t rowid = index_int(s, sql);
	char *old;
	sqlite3_stmt *st = NULL;
	int rc = db_text(s, STMT_INDEX_OLD_TEXT, a, &old, err, "i", item);
	if (rc == 0 && rowid > 0 && !(st = db_stmt(s, STMT_INDEX_ITEMS, err)))
		rc = -1;
	if (st) {
		db_bind(st, "ii", item - 1, item);
		if ((rc = db_step(s, st, err)) > 0) {
			sqlite3_stmt *del = s->search_stmts[IX_DELETE], *add = s->search_stmts[IX_FTS];
			bool gone = db_col(st, 7) != 0;
			sqlite3_bind_int64(del, 1, rowid);
			bind_words(del, st, old, words);
			rc = run(s, IX_DELETE, err);
			if (rc == 0 && !gone) {
				sqlite3_bind_int64(add, 1, rowid);
				bind_words(add, st, NULL, words);
				rc = run(s, IX_FTS, err);
			}
		}
		db_done(st);
	}
	arena_free(a);
	return rc;
}

/* The queue of changed items, after everything new. */
static int
run_queue(struct store *s, struct buf words[INDEX_COLUMNS], struct error *err)
{
	for (int64_t item; (item = db_int64(s, STMT_INDEX_QUEUE, 0, "")) != 0;) {
		if (run(s, IX_BEGIN, err) < 0)
			return -1;
		if (reindex(s, item, words, err) < 0 || run(s, IX_COMMIT, err) < 0) {
			sqlite3_exec(s->search, "ROLLBACK", NULL, NULL, NULL);
			return -1;
		}
		if (db_begin(s, false, err) < 0 || db_end(s, db_run(s, STMT_INDEX_DEQUEUE, err, "i", item), err) < 0)
			return -1;
	}
	return 0;
}

static int
add_items(struct store *s, const int64_t *items, size_t n, struct buf words[INDEX_COLUMNS], struct error *err)
{
	for (size_t i = 0; i < n; i++) {
		sqlite3_stmt *row = db_stmt(s, STMT_INDEX_ITEMS, err);
		if (!row)
			return -1;
		db_bind(row, "ii", items[i] - 1, items[i]);
		int rc = db_step(s, row, err);
		if (rc > 0 && !db_col(row, 7))
			rc = add_item(s, row, words, err);
		db_done(row);
		if (rc < 0)
			return -1;
	}
	return 0;
}

/* One transaction of search.db; store.db is held by nobody meanwhile. */
static int
run_new(struct store *s, int64_t last, int64_t until, struct buf words[INDEX_COLUMNS], struct error *err)
{
	struct arena *a = arena_new();
	int64_t *items;
	size_t n;
	/* oldest first: out of order, each would become a segment of its own */
	int rc = db_ids(s, STMT_INDEX_ORDER, a, &items, &n, err, "ii", last, until);
	if (rc == 0 && (rc = run(s, IX_BEGIN, err)) == 0) {
		sqlite3_bind_int64(s->search_stmts[IX_LAST], 1, until);
		if (add_items(s, items, n, words, err) < 0 || run(s, IX_LAST, err) < 0 || run(s, IX_COMMIT, err) < 0) {
			sqlite3_exec(s->search, "ROLLBACK", NULL, NULL, NULL);
			s->crowded.from = s->crowded.to = 0;
			rc = -1;
		}
	}
	arena_free(a);
	return rc;
}

int
index_run(struct store *s, size_t limit, int64_t *left, struct error *err)
{
	struct buf words[INDEX_COLUMNS];
	*left = 0;
	if (open_search(s, err) < 0)
		return -1;
	int64_t last = index_int(s, "SELECT value FROM meta WHERE key='last'");
	if (last < 0)		/* not to be taken for "nothing yet": all would be indexed twice */
		return search_error(s, err);
	for (int i = 0; i < INDEX_COLUMNS; i++)
		buf_init(&words[i]);
	int64_t top = db_int64(s, STMT_INDEX_TOP, 0, "");
	int64_t until = top - last > (int64_t)limit ? last + (int64_t)limit : top;
	int rc = until > last ? run_new(s, last, until, words, err) : 0;
	*left = top - until;
	if (rc == 0 && !*left)
		rc = run_queue(s, words, err);
	if (rc == 0)
		rc = people_index_run(s, limit, left, err);
	for (int i = 0; i < INDEX_COLUMNS; i++)
		buf_free(&words[i]);
	return rc;
}

bool
db_attach_search(struct store *s)
{
	struct buf path = BUF_INIT;
	if (s->search_attached)
		return true;
	buf_addf(&path, "%s/search.db", s->dir);
	if (access(path.data, R_OK) == 0) {
		struct buf uri = BUF_INIT;
		db_uri(s, &uri, path.data);
		sqlite3_stmt *st = db_stmt(s, STMT_ATTACH_SEARCH, NULL);
		if (st) {
			db_bind(st, "t", uri.data);
			s->search_attached = sqlite3_step(st) == SQLITE_DONE;
			sqlite3_reset(st);
		}
		buf_free(&uri);
		/* made this moment, and still empty: look again next time */
		if (s->search_attached && sqlite3_table_column_metadata(s->db, "search", "doc", NULL, NULL, NULL, NULL,
				NULL, NULL) != SQLITE_OK) {
			sqlite3_exec(s->db, "DETACH search", NULL, NULL, NULL);
			s->search_attached = false;
		}
	}
	buf_free(&path);
	return s->search_attached;
}
