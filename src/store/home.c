/* home.c - agents, settings, keys, blobs, and whether this store may send from this machine. */
#include "db.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "file.h"
#include "i18n.h"
#include "paths.h"
#include "str.h"

int64_t
store_agent_find(struct store *s, const char *name)
{
	return db_int64(s, STMT_AGENT_FIND, 0, "t", name);
}

static int
add_agent(struct store *s, const char *name, const char *display, int64_t *out, struct error *err)
{
	int64_t id;
	if (db_begin(s, false, err) < 0)
		return -1;
	if (!(id = store_agent_find(s, name))) {
		if (db_run(s, STMT_AGENT_ADD, err, "tti", name, display, (int64_t)getuid()) < 0) {
			db_rollback(s);
			return -1;
		}
		id = sqlite3_last_insert_rowid(s->db);
	}
	if (db_commit(s, err) < 0)
		return -1;
	*out = id;
	return 0;
}

int
store_agent(struct store *s, const char *name, const char *display, int64_t *out, struct error *err)
{
	int64_t id = store_agent_find(s, name);
	error_clear(&s->no_agent);
	if (id) {
		*out = id;
		return 0;
	}
	if (add_agent(s, name, display, out, &s->no_agent) == 0)
		return 0;
	return error_set(err, s->no_agent.code, "%s", s->no_agent.text);
}

const char *
store_agent_name(struct store *s, int64_t agent, struct arena *a)
{
	char *name = NULL;
	return agent && db_text(s, STMT_AGENT_NAME, a, &name, NULL, "i", agent) == 0 ? name : NULL;
}

int
store_agents(struct store *s, struct arena *a, const char ***names, size_t *n, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_AGENT_LIST, err);
	const char **list = NULL;
	size_t count = 0, space = 0;
	int rc = -1;
	while (st && (rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, count, space) = db_col_text(st, 0, a);
	db_done(st);
	if (rc == 0) {
		*names = list;
		*n = count;
	}
	return rc;
}

int
store_setting_get(struct store *s, const char *key, struct arena *a, char **out, struct error *err)
{
	return db_text(s, STMT_SETTING_GET, a, out, err, "t", key);
}

int
store_setting_put(struct store *s, const char *key, const char *value, struct error *err)
{
	if (db_begin(s, false, err) < 0)
		return -1;
	return db_end(s, db_run(s, STMT_SETTING_PUT, err, "tt", key, value), err);
}

int
store_fetch_ask(struct store *s, int64_t attachment, struct error *err)
{
	int64_t now = clock_now();
	if (!db_int64(s, STMT_FETCH_MAY, 1, "i", attachment))
		return error_set(err, ERR_INPUT, _("its account is not connected: nobody can fetch it"));
	if (db_begin(s, true, err) < 0)
		return -1;
	db_touch(s, AREA_CASE);
	int rc = db_run(s, STMT_FETCH_ASK, err, "ii", attachment, now);
	return db_end(s, rc < 0 ? rc : db_run(s, STMT_FETCH_OLD, err, "i", now - 31 * MS_DAY), err);
}

static int
meta_blob(struct store *s, const char *key, uint8_t *out, size_t len, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_META_GET, err);
	int rc = -1;
	if (!st)
		return -1;
	db_bind(st, "t", key);
	if (db_step(s, st, err) > 0 && sqlite3_column_bytes(st, 0) == (int)len) {
		memcpy(out, sqlite3_column_blob(st, 0), len);
		rc = 0;
	}
	db_done(st);
	return rc < 0 ? error_set(err, ERR_STORE, _("%s: has lost its %s"), s->path, key) : 0;
}

int
store_mark_key(struct store *s, uint8_t out[32], struct error *err)
{
	return meta_blob(s, "mark_key", out, 32, err);
}

/* -- delivery id: beside the store it lies under the user's state folder, with the store's inode and the
 * highest outbox row that left; a copy has another inode, an older backup fewer rows. ---------------------- */

static char *
home_file(struct store *s, struct arena *a, struct error *err)
{
	struct uid id;
	char hex[33];
	if (meta_blob(s, "delivery_id", id.b, sizeof id.b, err) < 0)
		return NULL;
	uid_hex(hex, id);
	return s->state_dir ? arena_printf(a, "%s/delivery-%s", s->state_dir, hex)
		: paths_state(a, arena_printf(a, "delivery-%s", hex));
}

bool
store_syncs(const struct store *s)
{
	struct buf path = BUF_INIT;
	buf_addf(&path, "%s/sync.lock", store_dir(s));
	int fd = open(path.data, O_RDWR | O_CLOEXEC);
	bool held = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) < 0 && errno == EWOULDBLOCK;
	if (fd >= 0)
		close(fd);
	buf_free(&path);
	return held;
}

bool
store_is_home(struct store *s)
{
	if (s->throwaway)
		return true;
	struct arena *a = arena_new();
	char *file = home_file(s, a, NULL);
	struct stat st;
	unsigned long long inode = 0, rows = 0;
	bool home = false;
	FILE *f = file ? fopen(file, "re") : NULL;
	if (f) {
		home = fscanf(f, "%llu %llu", &inode, &rows) == 2 && stat(s->path, &st) == 0 &&
			st.st_ino == inode && db_int64(s, STMT_MAX_OUTBOX, 0, "") >= (int64_t)rows;
		fclose(f);
	}
	arena_free(a);
	return home;
}

int
store_adopt(struct store *s, struct error *err)
{
	if (s->throwaway)
		return 0;
	struct arena *a = arena_new();
	char *file = home_file(s, a, err);
	struct buf old = BUF_INIT;
	struct stat st;
	int rc = -1;
	if (!file || stat(s->path, &st) < 0)
		goto out;
	char *slash = strrchr(file, '/');
	*slash = '\0';
	if (paths_make_dir(file, err) < 0)
		goto out;
	*slash = '/';
	char *line = arena_printf(a, "%llu %lld\n", (unsigned long long)st.st_ino,
		(long long)db_int64(s, STMT_MAX_OUTBOX, 0, ""));
	/* as a rule a whole outbox leaves between two changes of it */
	rc = file_read(file, SIZE_MAX, &old) == 0 && str_eq(old.data, line) ? 0 :
		file_replace(file, line, strlen(line)) < 0 ? error_set(err, ERR_SYSTEM, _("%s: cannot be written: %m"), file) : 0;
out:
	buf_free(&old);
	arena_free(a);
	return rc;
}

/* -- blobs ------------------------------------------------------------------------------------------------- */

static char *
blob_name(struct store *s, const struct digest *d, struct arena *a)
{
	char hex[65];
	digest_hex(hex, d);
	return arena_printf(a, "%s/blobs/%.2s/%s", s->dir, hex, hex + 2);
}

/* Copies fd into a file beside `to`, fsyncs, renames, fsyncs the folder. */
static int
copy_to(int fd, const char *to, struct arena *a, struct error *err)
{
	char *fresh = arena_printf(a, "%s.new", to);
	int out = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), rc = 0;
	if (out < 0 || lseek(fd, 0, SEEK_SET) < 0 || file_copy(fd, out) < 0 || fsync(out) < 0 || rename(fresh, to) < 0 ||
	    file_sync_folder(to) < 0)
		rc = error_set(err, ERR_SYSTEM, _("%s: cannot be written: %m"), to);
	if (out >= 0)
		close(out);
	if (out >= 0 && rc < 0)
		unlink(fresh);
	return rc;
}

static int
digest_fd(int fd, struct digest *out, int64_t *bytes)
{
	char chunk[65536];
	ssize_t n;
	struct hasher *h = hasher_new();
	*bytes = 0;
	while ((n = read(fd, chunk, sizeof chunk)) > 0) {
		hasher_add(h, chunk, (size_t)n);
		*bytes += n;
	}
	*out = hasher_end(h);
	return n < 0 ? -1 : 0;
}

static int
blob_row(struct store *s, const struct digest *d, int64_t bytes, const char *type, int64_t *id, struct error *err)
{
	if (db_begin(s, false, err) < 0)
		return -1;
	*id = db_int64(s, STMT_BLOB_FIND, 0, "b", (const void *)d->b, sizeof d->b);
	if (!*id) {
		if (db_run(s, STMT_BLOB_ADD, err, "bit", (const void *)d->b, sizeof d->b, bytes, type) < 0) {
			db_rollback(s);
			return -1;
		}
		*id = sqlite3_last_insert_rowid(s->db);
	}
	return db_commit(s, err);
}

int
store_blob_add(struct store *s, const char *path, const char *type, int64_t *id, int64_t *bytes,
	struct error *err)
{
	struct arena *a = arena_new();
	struct digest d;
	struct stat st;
	int rc = -1, fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &st) < 0) {
		error_set(err, ERR_INPUT, _("%s: cannot be attached: %m"), path);
		goto out;
	}
	if (!S_ISREG(st.st_mode)) {
		error_set(err, ERR_INPUT, _("%s: is no regular file"), path);
		goto out;
	}
	if (digest_fd(fd, &d, bytes) < 0) {
		error_set(err, ERR_INPUT, _("%s: cannot be read: %m"), path);
		goto out;
	}
	char *to = blob_name(s, &d, a);
	char *dir = arena_strn(a, to, (size_t)(strrchr(to, '/') - to));
	if (paths_make_dir(dir, err) < 0 || (access(to, F_OK) < 0 && copy_to(fd, to, a, err) < 0))
		goto out;
	rc = blob_row(s, &d, *bytes, type, id, err);
out:
	if (fd >= 0)
		close(fd);
	arena_free(a);
	return rc;
}

char *
store_blob_path(struct store *s, int64_t id, struct arena *a)
{
	sqlite3_stmt *st = db_stmt(s, STMT_BLOB_GET, NULL);
	char *path = NULL;
	if (!st)
		return NULL;
	db_bind(st, "i", id);
	if (db_step(s, st, NULL) > 0 && sqlite3_column_bytes(st, 0) == 32) {
		struct digest d;
		memcpy(d.b, sqlite3_column_blob(st, 0), 32);
		path = blob_name(s, &d, a);
	}
	db_done(st);
	return path && access(path, R_OK) == 0 ? path : NULL;
}
