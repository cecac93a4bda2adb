/* backup_raw.c - a store that is copied or looked through, with no care for who may do what in it. */
#include "backup_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "clock.h"
#include "file.h"
#include "i18n.h"
#include "str.h"

enum { SLICE_PAGES = 512, STEPS = 100000 };

int
raw_open(struct store *raw, const char *path, int flags, const char *query, struct error *err)
{
	struct buf uri = BUF_INIT;
	*raw = (struct store){ .path = xstrdup(path), .turn_fd = -1, .log_fd = -1, .role = STORE_ADMIN };
	db_uri(raw, &uri, path);
	buf_adds(&uri, query);
	int rc = sqlite3_open_v2(uri.data, &raw->db, flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
	buf_free(&uri);
	if (rc == SQLITE_OK) {
		sqlite3_busy_timeout(raw->db, 5000);
		return 0;
	}
	error_set(err, ERR_STORE, _("%s: cannot be opened: %s"), path, sqlite3_errstr(rc));
	raw_close(raw);
	return -1;
}

void
raw_close(struct store *raw)
{
	for (int i = 0; i < STMT_COUNT; i++)
		sqlite3_finalize(raw->stmts[i]);
	sqlite3_close(raw->db);
	free(raw->path);
	memset(raw, 0, sizeof *raw);
}

int
raw_look(struct store *raw, struct backup_info *out, struct error *err)
{
	/* the mark: first of all, and a file that is no database at all fails here */
	int64_t kind = db_int64(raw, STMT_BACKUP_KIND, -1, ""), version = db_int64(raw, STMT_BACKUP_VERSION, -1, "");
	if (kind < 0 || version < 0)
		return error_set(err, ERR_INPUT, _("%s: is no backup, or a damaged one (%s)"), raw->path, sqlite3_errmsg(raw->db));
	if (kind != STORE_APPLICATION_ID)
		return error_set(err, ERR_INPUT, _("%s: is a database, but no store of sportello"), raw->path);
	if (version > store_version())
		return error_set(err, ERR_VERSION, _("%s: is of version %d, this program knows %d - upgrade sportello first"),
			raw->path, (int)version, store_version());
	int64_t cases = db_int64(raw, STMT_BACKUP_CASES, -1, ""), messages = db_int64(raw, STMT_BACKUP_MESSAGES, -1, "");
	int64_t bytes = db_int64(raw, STMT_BACKUP_PAGES, 0, "") * db_int64(raw, STMT_BACKUP_PAGE, 0, "");
	if (cases < 0 || messages < 0)
		return error_set(err, ERR_INPUT, _("%s: is no backup, or a damaged one (%s)"), raw->path, sqlite3_errmsg(raw->db));
	out->version = (int)version;
	out->cases = cases;
	out->messages = messages;
	out->bytes = bytes;
	return 0;
}

static bool
told(backup_watch *watch, void *ctx, enum backup_stage stage, int64_t done, int64_t all)
{
	return !watch || watch(ctx, stage, done, all);
}

/* In slices, each on its way to the disk before the next: what agents write must not queue up behind it.  The source
 * stays at the moment at which its reading began, so no writer makes this begin anew. */
static int
copy_pages(struct store *from, struct store *to, int fd, backup_watch *watch, void *ctx, struct error *err)
{
	sqlite3_backup *b = sqlite3_backup_init(to->db, "main", from->db, "main");
	int rc = b ? SQLITE_OK : SQLITE_ERROR;
	bool going = true;
	while (rc == SQLITE_OK && going) {
		rc = sqlite3_backup_step(b, SLICE_PAGES);
		int all = sqlite3_backup_pagecount(b);
		(void)sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
		going = told(watch, ctx, BACKUP_STORE, all - sqlite3_backup_remaining(b), all);
	}
	(void)sqlite3_backup_finish(b);
	if (!going && rc != SQLITE_DONE)
		return error_set(err, ERR_BUSY, _("interrupted"));
	if (rc == SQLITE_DONE)
		return 0;
	return (rc & 0xff) == SQLITE_FULL || sqlite3_system_errno(to->db) == ENOSPC
		? error_set(err, ERR_STORE, _("%s: the disk is full - free some space; nothing was lost"), to->path)
		: error_set(err, ERR_STORE, _("%s: cannot be copied to %s: %s"), from->path, to->path, sqlite3_errstr(rc));
}

int
raw_copy(struct store *from, const char *to, backup_watch *watch, void *ctx, struct error *err)
{
	struct store new;
	int fd = open(to, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600), rc = -1;
	if (fd < 0)
		return error_set(err, ERR_STORE, _("%s: cannot be made: %m"), to);
	if (raw_open(&new, to, SQLITE_OPEN_READWRITE, "", err) == 0) {
		(void)sqlite3_exec(new.db, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF", NULL, NULL, NULL);
		rc = copy_pages(from, &new, fd, watch, ctx, err);
		raw_close(&new);
	}
	if (rc == 0 && fsync(fd))
		rc = error_set(err, ERR_STORE, _("%s: cannot be written: %m"), to);
	close(fd);
	return rc;
}

struct watching { backup_watch *watch; void *ctx; bool stopped; };

static int
watch_check(void *ctx)
{
	struct watching *w = ctx;
	w->stopped = !told(w->watch, w->ctx, BACKUP_LOOK, 0, 0);
	return w->stopped;
}

static int
whole(struct store *raw, struct error *err)
{
	sqlite3_stmt *st = db_stmt(raw, STMT_BACKUP_WHOLE, NULL);
	int rc = st ? sqlite3_step(st) : SQLITE_ERROR;
	const char *words = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(st, 0) : sqlite3_errmsg(raw->db);
	bool fine = rc == SQLITE_ROW && str_eq(words, "ok");
	if (!fine)
		error_set(err, ERR_STORE, _("%s: is damaged: %.200s"), raw->path, words);
	db_done(st);
	return fine ? 0 : -1;
}

int
raw_verify(const char *path, const struct backup_info *want, backup_watch *watch, void *ctx, struct error *err)
{
	struct store raw;
	struct backup_info have = { 0 };
	struct watching w = { watch, ctx, false };
	if (raw_open(&raw, path, SQLITE_OPEN_READONLY, "?immutable=1", err) < 0)
		return -1;
	sqlite3_progress_handler(raw.db, STEPS, watch_check, &w);
	int rc = raw_look(&raw, &have, err) < 0 || whole(&raw, err) < 0 ? -1 : 0;
	if (w.stopped) {
		error_clear(err);
		rc = error_set(err, ERR_BUSY, _("interrupted"));
	}
	if (rc == 0 && (have.cases != want->cases || have.messages != want->messages || have.version != want->version))
		rc = error_set(err, ERR_STORE, _("%s: holds %lld cases and %lld messages, not %lld and %lld"), path,
			(long long)have.cases, (long long)have.messages, (long long)want->cases, (long long)want->messages);
	raw_close(&raw);
	return rc;
}

char *
backup_file(const char *place, struct arena *a)
{
	struct stat st;
	return stat(place, &st) == 0 && S_ISDIR(st.st_mode) ? arena_printf(a, "%s/store.db", place) : arena_str(a, place);
}

const char *
backup_query(const char *file)
{
	return db_has_log(file) ? "?mode=ro" : "?immutable=1";
}

int
disk_settle(const char *path, struct error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc = fd < 0 || syncfs(fd) ? -1 : 0;
	if (rc)
		error_set(err, ERR_SYSTEM, _("%s: cannot be written: %m"), path);
	if (fd >= 0)
		close(fd);
	return rc;
}

int
disk_settle_name(const char *folder, struct error *err)
{
	return file_sync(folder) ? error_set(err, ERR_SYSTEM, _("%s: cannot be written: %m"), folder) : 0;
}

int
disk_has_room(const char *folder, int64_t bytes, struct error *err)
{
	struct statvfs fs;
	if (statvfs(folder, &fs))
		return error_set(err, ERR_SYSTEM, "%s: %m", folder);
	int64_t room = (int64_t)fs.f_bavail * (int64_t)fs.f_frsize;
	return room >= bytes ? 0 : error_set(err, ERR_SYSTEM, _("%s: %lld MB are needed, %lld MB are free"), folder,
		(long long)(bytes >> 20) + 1, (long long)(room >> 20));
}

void
backup_stamp(char out[20])
{
	struct clock_local t;
	clock_to_local(clock_now(), &t);
	snprintf(out, 20, "%04u%02u%02u-%02u%02u%02u", (unsigned)t.year % 10000, (unsigned)t.month % 100, (unsigned)t.day % 100,
		(unsigned)t.hour % 100, (unsigned)t.minute % 100, (unsigned)t.second % 100);
}
