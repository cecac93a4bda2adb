/* open.c - opening a store: folder, roles, what belongs to the connection as a whole. */
#include "db.h"
#include "index_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "file.h"
#include "i18n.h"
#include "paths.h"
#include "str.h"

enum { LARGE = 300000, MAKE_WAIT_MS = 5000, LOG_PAGES = 4000, LOG_MOST = 16000, OUT_PAGES = 500, ANEW_MS = 15 };

const char *
store_library(void)
{
	static char text[48];
	if (!*text)
		snprintf(text, sizeof text, "SQLite %s", sqlite3_libversion());
	return text;
}

/* Waits in steps of 0.2 ms: SQLite's own handler sleeps longer than we ever hold the lock. */
static int
busy(void *ctx, int times)
{
	struct store *s = ctx;
	/* by the clock: where much runs, each nap takes longer than it should */
	if (!times)
		s->busy_us = clock_mono_us();
	else if (clock_mono_us() - s->busy_us > (int64_t)s->wait_ms * 1000)
		return 0;
	if (!times && s->begins)
		turn_want(s);
	nanosleep(&(struct timespec){ 0, 200000 }, NULL);
	return 1;
}

static int
progress(void *ctx)
{
	struct store *s = ctx;
	if (s->in_transaction)
		return 0;
	if (s->deadline_us && clock_mono_us() > s->deadline_us)
		return 1;
	return s->deadline_us && s->interrupt && s->interrupt(s->interrupt_ctx);
}

/* -- memory --------------------------------------------------------------------------------------------------- */

static sqlite3_mem_methods usual;

static void *
take(int bytes)
{
	void *p = usual.xMalloc(bytes);
	if (!p)
		out_of_memory((size_t)bytes);
	return p;
}

static void *
take_more(void *old, int bytes)
{
	void *p = usual.xRealloc(old, bytes);
	if (!p)
		out_of_memory((size_t)bytes);
	return p;
}

/*
 * SQLite's memory runs out as ours does.  Else each value that is bound or read could turn into NULL, each question be
 * answered by what holds when there is nothing, in the middle of a change; as it is, what was begun is rolled back by who
 * opens the store next.
 */
static void
memory_as_ours(void)
{
	sqlite3_mem_methods m;
	if (usual.xMalloc || sqlite3_config(SQLITE_CONFIG_GETMALLOC, &usual) != SQLITE_OK)
		return;
	m = usual;
	m.xMalloc = take;
	m.xRealloc = take_more;
	(void)sqlite3_config(SQLITE_CONFIG_MALLOC, &m);
}

/* -- who may write what ---------------------------------------------------------------------------------- */

static bool
in_list(const char *name, const char *const *list)
{
	for (; *list; list++)
		if (!strcmp(*list, name))
			return true;
	return false;
}

/* What must never happen: the console writing what the world said, sync writing what agents keep. */
static int
authorize(void *ctx, int what, const char *table, const char *column, const char *db, const char *trigger)
{
	static const char *const desk_no[] = { "message", "message_revision", "event", "cursor", "job", "mail_file",
		"problem", "message_account", NULL };
	static const char *const sync_no[] = { "draft", "read_mark", "setting", NULL };
	const struct store *s = ctx;
	(void)trigger;
	if (what != SQLITE_INSERT && what != SQLITE_UPDATE && what != SQLITE_DELETE)
		return SQLITE_OK;
	if (s->role == STORE_SYNC)
		return in_list(table, sync_no) ? SQLITE_DENY : SQLITE_OK;
	if (db && !strcmp(db, "search"))
		return SQLITE_DENY;
	if (!in_list(table, desk_no))
		return SQLITE_OK;
	/* which case a message belongs to is the agent's decision */
	return what == SQLITE_UPDATE && !strcmp(table, "message") && column &&
		(!strcmp(column, "case_id") || !strcmp(column, "home_case")) ? SQLITE_OK : SQLITE_DENY;
}

/* -- opening ------------------------------------------------------------------------------------------------ */

static int
make_files(struct store *s, bool create, struct error *err)
{
	struct stat st;
	bool maybe;
	const char *remote = file_remote(s->dir, &maybe);
	if (remote && !maybe && (access(s->dir, W_OK) == 0 || errno == ENOENT))
		return error_set(err, ERR_STORE, _("%s: lies on a network file system (%s), where two machines could write "
			"at once and ruin it - name a file on a local disk: --store FILE, or SPORTELLO_STORE"), s->path, remote);
	if (create && paths_make_dir(s->dir, err) < 0)
		return -1;
	if (stat(s->path, &st) == 0)
		return 0;
	if (!create)
		return error_set(err, ERR_STORE, _("%s: does not exist - run `sportello sync` first"), s->path);
	int fd = open(s->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return error_set(err, ERR_STORE, _("%s: cannot be made: %m"), s->path);
	close(fd);
	return 0;
}

bool
db_has_log(const char *path)
{
	struct buf log = BUF_INIT;
	struct stat st;
	buf_addf(&log, "%s-wal", path);
	bool there = stat(log.data, &st) == 0 && st.st_size > 0;
	buf_free(&log);
	return there;
}

void
db_uri(struct store *s, struct buf *out, const char *path)
{
	buf_adds(out, "file:");
	for (const char *p = path; *p; p++)
		if (*p == '?' || *p == '#' || *p == '%')
			buf_addf(out, "%%%02x", (unsigned char)*p);
		else
			buf_addc(out, *p);
	if (s->read_only)
		buf_adds(out, db_has_log(path) ? "?mode=ro" : "?immutable=1");
}

static int
connect(struct store *s, struct error *err)
{
	struct buf uri = BUF_INIT;
	int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	s->read_only = access(s->dir, W_OK) < 0 || access(s->path, W_OK) < 0;
	db_uri(s, &uri, s->path);
	flags |= s->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
	int rc = sqlite3_open_v2(uri.data, &s->db, flags, NULL);
	/* from the first look on: another program may be making the store this moment */
	if (rc == SQLITE_OK)
		sqlite3_busy_handler(s->db, busy, s);
	buf_free(&uri);
	return rc == SQLITE_OK ? 0 : s->db ? db_error(s, _("opening"), err)
		: error_set(err, ERR_STORE, _("%s: cannot be opened"), s->path);
}

/* How long the log is, after each commit of ours. */
static int
note_log(void *ctx, sqlite3 *db, const char *name, int pages)
{
	struct store *s = ctx;
	(void)db;
	if (!strcmp(name, "main"))
		s->log_pages = pages;
	return SQLITE_OK;
}

/*
 * The log begins anew only at a moment when nobody reads, which never comes by itself while several programs are at work:
 * it grew to gigabytes, and each page that anybody read was looked for in all of it.  What there is has been moved just
 * now, so new readers have no need of it: the others are waited for, a little, with the lock of writers held.
 */
static void
begin_log_anew(struct store *s)
{
	int keep = s->wait_ms;
	if (turn_wanted(s))
		return;
	s->wait_ms = ANEW_MS;
	sqlite3_wal_checkpoint_v2(s->db, "main", SQLITE_CHECKPOINT_RESTART, NULL, NULL);
	s->wait_ms = keep;
}

/* SQLite would try after every commit, with two syncs of the disk each, while somebody reads what stands in the way. */
static int
move_log(void *ctx, sqlite3 *db, const char *name, int pages)
{
	struct store *s = ctx;
	if (strcmp(name, "main"))
		return SQLITE_OK;
	if (pages < s->out_pages)	/* it begins anew */
		s->log_pages = s->out_pages = 0;
	if (pages - s->out_pages >= OUT_PAGES) {
		s->out_pages = pages;
		turn_write_out(s);
	}
	if (pages - s->log_pages < (LOG_PAGES < s->log_most ? LOG_PAGES : s->log_most))
		return SQLITE_OK;
	s->log_pages = pages;
	sqlite3_wal_checkpoint_v2(db, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	if (pages >= s->log_most)
		begin_log_anew(s);
	return SQLITE_OK;
}

/* Moves the log into the database, unless there is too little in it to be worth two syncs of the disk.  The
 * last connection does so in any case, and those of sync by themselves at a thousand pages. */
static void
checkpoint(struct store *s)
{
	if (s->log_pages > 1000)
		sqlite3_wal_checkpoint_v2(s->db, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	s->log_pages = 0;
}

static int
set_up(struct store *s, struct error *err)
{
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	/* of several that make it at once one gives it its log, and SQLite lets the others not even wait for that */
	for (int64_t from = clock_mono_us(); !s->read_only &&
			sqlite3_exec(s->db, "PRAGMA journal_mode=WAL", NULL, NULL, NULL) != SQLITE_OK;) {
		if (clock_mono_us() - from > MAKE_WAIT_MS * 1000LL || sqlite3_errcode(s->db) != SQLITE_BUSY)
			return db_error(s, _("opening"), err);
		nanosleep(&(struct timespec){ 0, 1000000 }, NULL);
	}
	if (db_exec(s, "PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA synchronous=NORMAL;"
			"PRAGMA cache_size=-4000; PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=100000000", err) < 0)
		return -1;
	if (s->role != STORE_ADMIN && db_exec(s, "PRAGMA wal_autocheckpoint=0", err) < 0)
		return -1;
	if (s->role != STORE_ADMIN)
		sqlite3_wal_hook(s->db, s->role == STORE_DESK ? note_log : move_log, s);
	/* who may erase leaves no traces in free pages */
	if (s->role == STORE_ADMIN && db_exec(s, "PRAGMA secure_delete=ON", err) < 0)
		return -1;
	if (s->role == STORE_SYNC && db_exec(s, "PRAGMA cache_size=-32000", err) < 0)
		return -1;
	if (s->role == STORE_ADMIN && db_exec(s, "PRAGMA cache_size=-256000; PRAGMA wal_autocheckpoint=16000", err) < 0)
		return -1;
	return 0;
}

/* Keys that a new store gets, once. */
static int
found_store(struct store *s, struct error *err)
{
	uint8_t key[32], id[16];
	if (s->read_only || db_int64(s, STMT_META_GET, 0, "t", "created_at"))
		return 0;
	if (db_begin(s, true, err) < 0)
		return -1;
	if (db_int64(s, STMT_META_GET, 0, "t", "created_at"))
		return db_commit(s, err);
	hash_random(key, sizeof key);
	hash_random(id, sizeof id);
	int rc = db_run(s, STMT_META_PUT, err, "tb", "mark_key", (const void *)key, sizeof key) < 0 ||
		db_run(s, STMT_META_PUT, err, "tb", "delivery_id", (const void *)id, sizeof id) < 0 ||
		db_run(s, STMT_META_PUT, err, "ti", "created_at", clock_now()) < 0 ? -1 : 0;
	return db_end(s, rc, err) < 0 ? -1 : store_adopt(s, err);
}

static char *
folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		return xstrdup(".");
	char *dir = xstrdup(path);
	dir[slash == path ? 1 : slash - path] = '\0';
	return dir;
}

int
store_open(const struct store_options *o, struct store **out, struct error *err)
{
	struct store *s = xcalloc(1, sizeof *s);
	s->path = xstrdup(o->path);
	s->dir = folder_of(o->path);
	s->state_dir = o->state_dir ? xstrdup(o->state_dir) : NULL;
	s->role = o->role;
	s->large = LARGE;
	s->log_most = LOG_MOST;
	s->turn_fd = s->log_fd = -1;
	s->wait_ms = MAKE_WAIT_MS;	/* who makes or changes it is let finish */
	s->policy = o->policy ? o->policy : &care_policy_default;
	s->interrupt = o->interrupt;
	s->interrupt_ctx = o->interrupt_ctx;
	/* no thread of ours shares a connection, and nobody asks how much memory SQLite has; -1 = already set */
	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	memory_as_ours();
	umask(umask(077) | 077);
	if (make_files(s, o->create, err) < 0 || connect(s, err) < 0 || migrate_kind(s, err) < 0 || set_up(s, err) < 0 ||
	    migrate_store(s, err) < 0)
		goto fail;
	if (s->role != STORE_ADMIN)
		sqlite3_set_authorizer(s->db, authorize, s);
	sqlite3_progress_handler(s->db, 2000, progress, s);
	if (found_store(s, err) < 0)
		goto fail;
	s->wait_ms = o->wait_ms ? o->wait_ms : o->role == STORE_DESK ? 50 : 2000;
	s->data_version = (uint32_t)db_int64(s, STMT_DATA_VERSION, 0, "");
	*out = s;
	return 0;
fail:
	store_close(s);
	return -1;
}

void
store_close(struct store *s)
{
	if (!s)
		return;
	db_rollback(s);
	index_close(s);
	promise_close(s);
	for (int i = 0; i < STMT_COUNT; i++)
		sqlite3_finalize(s->stmts[i]);
	if (s->db)
		checkpoint(s);
	sqlite3_close(s->db);
	turn_close(s);
	free(s->path);
	free(s->dir);
	free(s->state_dir);
	free(s);
}

void
store_throwaway(struct store *s)
{
	s->throwaway = true;
	(void)sqlite3_exec(s->db, "PRAGMA synchronous=OFF", NULL, NULL, NULL);
}

bool
store_read_only(const struct store *s)
{
	return s->read_only;
}

const char *
store_path(const struct store *s)
{
	return s->path;
}

const char *
store_dir(const struct store *s)
{
	return s->dir;
}

bool
store_changed(struct store *s)
{
	uint32_t v = (uint32_t)db_int64(s, STMT_DATA_VERSION, 0, "");
	bool moved = v != s->data_version;
	s->data_version = v;
	return moved;
}

int
store_barrier(struct store *s, struct error *err)
{
	if (db_begin(s, true, err) < 0)
		return -1;
	return db_end(s, db_run(s, STMT_META_PUT, err, "ti", "barrier_at", clock_now()), err);
}

void
store_idle(struct store *s, bool sync_runs)
{
	if (!sync_runs)
		checkpoint(s);
}

void
store_budget(struct store *s, int ms)
{
	s->deadline_us = ms ? clock_mono_us() + (int64_t)ms * 1000 : 0;
}
