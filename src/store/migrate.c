/* migrate.c - a store of an older version becomes one of ours, one step in one transaction; a copy is made before. */
#include "db.h"

#include <errno.h>
#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "i18n.h"
#include "str.h"

struct embedded { const char *name, *text; };
extern const struct embedded store_migrations[];

int
store_version(void)
{
	int n = 0;
	while (store_migrations[n].name)
		n++;
	return n;
}

int
db_exec(struct store *s, const char *sql, struct error *err)
{
	return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : db_error(s, "migration", err);
}

static int
pragma_int(struct store *s, const char *sql)
{
	sqlite3_stmt *st;
	int v = -1;
	if (sqlite3_prepare_v2(s->db, sql, -1, &st, NULL) == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW)
		v = sqlite3_column_int(st, 0);
	sqlite3_finalize(st);
	return v;
}

/* What somebody who died while making a copy has left: STORE.before-VERSION.PROCESS and SQLite's journal of it. */
static void
sweep_copies(struct store *s, struct arena *a)
{
	glob_t found;
	if (glob(arena_printf(a, "%s.before-*.*", s->path), 0, NULL, &found))
		return;
	for (size_t i = 0; i < found.gl_pathc; i++) {
		const char *number = strchr(found.gl_pathv[i] + strlen(s->path) + 1, '.');
		char *end = NULL;
		long pid = number ? strtol(number + 1, &end, 10) : 0;
		if (pid > 0 && (!*end || str_eq(end, "-journal")) && kill((pid_t)pid, 0) < 0 && errno == ESRCH)
			(void)unlink(found.gl_pathv[i]);
	}
	globfree(&found);
}

static int
make_copy(struct store *s, const char *to, struct error *err)
{
	sqlite3_stmt *st;
	int rc;
	if (sqlite3_prepare_v2(s->db, "VACUUM INTO ?", -1, &st, NULL) != SQLITE_OK)
		return db_error(s, _("backup"), err);
	sqlite3_bind_text(st, 1, to, -1, SQLITE_STATIC);
	rc = sqlite3_step(st) != SQLITE_DONE ? db_error(s, _("backup"), err) : 0;
	sqlite3_finalize(st);
	if (rc == 0 && chmod(to, 0600) < 0)
		return error_set(err, ERR_STORE, _("%s: cannot be made private: %m"), to);
	/* SQLite does not wait until it is on the disk */
	if (rc == 0 && file_sync(to) < 0)
		return error_set(err, ERR_STORE, _("%s: cannot be written: %m"), to);
	return rc;
}

/* Under a name of our own first: of several programs that start at once each may be at it, and what was made while
 * another one had begun to change the store is no backup. */
static int
backup(struct store *s, int version, struct error *err)
{
	struct arena *a = arena_new();
	const char *at = arena_printf(a, "%s.before-%d", s->path, version);
	const char *to = arena_printf(a, "%s.%ld", at, (long)getpid());
	sweep_copies(s, a);
	unlink(to);
	int rc = make_copy(s, to, err);
	if (rc == 0 && pragma_int(s, "PRAGMA user_version") == version && (rename(to, at) < 0 || file_sync_folder(at) < 0))
		rc = error_set(err, ERR_STORE, "%s: %m", at);
	unlink(to);
	arena_free(a);
	return rc;
}

/* One step in one transaction; the version is read inside it, so that several programs starting at once
 * migrate exactly once. */
static int
migrate_step(struct store *s, int step, struct error *err)
{
	char set[64];
	if (db_exec(s, "BEGIN IMMEDIATE", err) < 0)
		return -1;
	if (pragma_int(s, "PRAGMA user_version") != step)
		return db_exec(s, "COMMIT", err);
	snprintf(set, sizeof set, "PRAGMA user_version=%d", step + 1);
	if (db_exec(s, store_migrations[step].text, err) < 0 || db_exec(s, set, err) < 0) {
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
		return -1;
	}
	return db_exec(s, "COMMIT", err);
}

/* Somebody else's database is left alone: one with another mark, or with tables and no mark at all (looked at
 * in this order, as a store that is being made gets its mark before its tables). */
int
migrate_kind(struct store *s, struct error *err)
{
	int have = pragma_int(s, "PRAGMA user_version");
	int tables = pragma_int(s, "SELECT count(*) FROM sqlite_schema");
	int app = pragma_int(s, "PRAGMA application_id");
	if (have < 0 || tables < 0)
		return db_error(s, _("opening"), err);
	if (app != STORE_APPLICATION_ID && (app != 0 || have != 0 || tables != 0))
		return error_set(err, ERR_STORE, _("%s: is a database, but no store of sportello - name another file"),
			s->path);
	return 0;
}

int
migrate_store(struct store *s, struct error *err)
{
	int have = pragma_int(s, "PRAGMA user_version"), want = store_version();
	int app = pragma_int(s, "PRAGMA application_id");
	char set[64];
	if (have > want)
		return error_set(err, ERR_VERSION,
			_("%s: is of version %d, this program knows %d - upgrade sportello; the file was not touched"),
			s->path, have, want);
	if (have == want)
		return 0;
	if (s->read_only)
		return error_set(err, ERR_VERSION, _("%s: is of version %d and cannot be upgraded: the folder is read-only"),
			s->path, have);
	/* one that is being made has nothing to lose yet */
	if (have > 0 && db_int64(s, STMT_META_GET, 0, "t", "created_at") && backup(s, have, err) < 0)
		return -1;
	snprintf(set, sizeof set, "PRAGMA application_id=%d", STORE_APPLICATION_ID);
	if (app == 0 && db_exec(s, set, err) < 0)
		return -1;
	for (int step = have; step < want; step++)
		if (migrate_step(s, step, err) < 0)
			return -1;
	return 0;
}
