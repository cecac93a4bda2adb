/*
 * restore.c - a backup put back.
 *
 * All is made ready in DIR/.restore first.  Then, while no program has the store open: the old store gets second names
 * under DIR/replaced-TIME (with its files, so that it is a backup itself), the index goes, the files come beside those that
 * are there, and one rename() puts the new store in the old one's place.  Killed at any point, the one or the other is
 * there whole.
 */
#include "backup_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hash.h"
#include "i18n.h"
#include "paths.h"
#include "str.h"
#include "tree.h"

/* Where SQLite's programs hold a lock for as long as they have the file open (the format of its files says so). */
enum { SHARED_FIRST = 0x40000002, SHARED_SIZE = 510 };

struct restoring {
	const struct restore_order *o;
	struct arena *a;
	const char *dir, *stage, *aside;
	int lock_fd;			/* sync.lock: nobody syncs meanwhile */
	int old_fd;			/* the store that is there: nobody opens it meanwhile */
};

static const char *
in(const struct restoring *r, const char *folder, const char *name)
{
	return arena_printf(r->a, "%s/%s", folder, name);
}

/* -- nobody is at it ------------------------------------------------------------------------------------------ */

static int
lock_sync(struct restoring *r, struct error *err)
{
	r->lock_fd = open(in(r, r->dir, "sync.lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (r->lock_fd < 0)
		return error_set(err, ERR_SYSTEM, "%s: %m", in(r, r->dir, "sync.lock"));
	if (flock(r->lock_fd, LOCK_EX | LOCK_NB))
		return error_set(err, ERR_BUSY, _("sportello-sync is at work on %s: end it, and all consoles, first"), r->o->path);
	return 0;
}

/* Has any program the old store open?  If not, none can open it until we let go. */
static int
lock_old(struct restoring *r, struct error *err)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = SHARED_FIRST, .l_len = SHARED_SIZE };
	r->old_fd = open(r->o->path, O_RDWR | O_CLOEXEC);
	if (r->old_fd < 0)
		return error_set(err, ERR_SYSTEM, "%s: %m", r->o->path);
	return fcntl(r->old_fd, F_OFD_SETLK, &lock) == 0 ? 0
		: error_set(err, ERR_BUSY, _("%s: a program has it open: end all consoles first"), r->o->path);
}

static void
unlock_old(struct restoring *r)
{
	if (r->old_fd >= 0)
		close(r->old_fd);
	r->old_fd = -1;
}

static int
check_place(struct restoring *r, struct error *err)
{
	struct stat from, to;
	const char *file = backup_file(r->o->place, r->a);
	if (stat(r->o->path, &to))
		return errno == ENOENT ? 0 : error_set(err, ERR_SYSTEM, "%s: %m", r->o->path);
	if (stat(file, &from) == 0 && from.st_ino == to.st_ino && from.st_dev == to.st_dev)
		return error_set(err, ERR_INPUT, _("%s: is the store itself"), r->o->place);
	if (!r->o->replace)
		return error_set(err, ERR_INPUT, _("%s: there is a store already; --replace puts it aside, beside it"), r->o->path);
	if (lock_old(r, err) < 0)
		return -1;
	unlock_old(r);
	return 0;
}

/* -- the new one is made ready ---------------------------------------------------------------------------------- */

/* Of another delivery id, it is at home nowhere until a person says so; and brought up to this program's version. */
static int
mark_restored(struct restoring *r, const char *file, struct error *err)
{
	struct store_options o = { .path = file, .role = STORE_ADMIN };
	struct store *s = NULL;
	uint8_t id[16];
	hash_random(id, sizeof id);
	if (store_open(&o, &s, err) < 0)
		return -1;
	int rc = db_begin(s, true, err) < 0 ? -1
		: db_end(s, db_run(s, STMT_META_PUT, err, "tb", "delivery_id", (const void *)id, sizeof id), err);
	store_close(s);
	for (int v = 0; v < store_version(); v++)
		(void)unlink(arena_printf(r->a, "%s.before-%d", file, v));
	if (rc == 0 && access(arena_printf(r->a, "%s-wal", file), F_OK) == 0)
		rc = error_set(err, ERR_STORE, _("%s: a program has it open: end all consoles first"), file);
	return rc;
}

static int
copy_store(struct restoring *r, struct backup_info *b, struct error *err)
{
	struct store raw;
	const char *from = backup_file(r->o->place, r->a), *to = in(r, r->stage, "store.db");
	if (raw_open(&raw, from, SQLITE_OPEN_READONLY, backup_query(from), err) < 0)
		return -1;
	int rc = db_run(&raw, STMT_BEGIN, err, "") < 0 || raw_copy(&raw, to, r->o->watch, r->o->ctx, err) < 0 ? -1 : 0;
	raw_close(&raw);
	return rc < 0 || raw_verify(to, b, r->o->watch, r->o->ctx, err) < 0 ? -1 : mark_restored(r, to, err);
}

static bool
file_done(void *ctx, int64_t bytes)
{
	struct restoring *r = ctx;
	(void)bytes;
	return !r->o->watch || r->o->watch(r->o->ctx, BACKUP_FILES, 0, 0);
}

static int
make_ready(struct restoring *r, struct backup_info *b, struct error *err)
{
	struct tree_count count = { .step = file_done, .ctx = r };
	bool folder = !str_eq(backup_file(r->o->place, r->a), r->o->place);
	tree_remove(r->stage);
	if (mkdir(r->stage, 0700))
		return error_set(err, ERR_SYSTEM, _("%s: cannot be made: %m"), r->stage);
	if (disk_has_room(r->dir, b->bytes, err) < 0 || copy_store(r, b, err) < 0)
		return -1;
	if (folder && (tree_put(in(r, r->o->place, "blobs"), in(r, r->stage, "blobs"), TREE_COPY, &count, err) < 0 ||
	    tree_put(in(r, r->o->place, "outbox"), in(r, r->stage, "outbox"), TREE_COPY, &count, err) < 0))
		return -1;
	return disk_settle(r->stage, err);
}

/* -- and takes its place ------------------------------------------------------------------------------------------ */

/* What is in the old one's log goes into its file, so that the file alone is the store; a damaged one keeps its log. */
static void
empty_log(struct restoring *r)
{
	struct store raw;
	if (raw_open(&raw, r->o->path, SQLITE_OPEN_READWRITE, "", NULL) < 0)
		return;
	(void)db_run(&raw, STMT_BACKUP_EMPTY_LOG, NULL, "");
	raw_close(&raw);
}

static int
second_name(const char *from, const char *to, struct error *err)
{
	return link(from, to) == 0 || errno == ENOENT ? 0 : error_set(err, ERR_SYSTEM, _("%s: cannot be made: %m"), to);
}

static int
put_aside(struct restoring *r, struct error *err)
{
	struct tree_count count = { 0 };
	char stamp[20];
	if (access(r->o->path, F_OK))
		return 0;
	empty_log(r);
	if (lock_old(r, err) < 0)
		return -1;
	backup_stamp(stamp);
	r->aside = arena_printf(r->a, "%s/replaced-%s", r->dir, stamp);
	int rc = mkdir(r->aside, 0700);
	for (int n = 2; rc && errno == EEXIST && n < 100; n++) {
		r->aside = arena_printf(r->a, "%s/replaced-%s-%d", r->dir, stamp, n);
		rc = mkdir(r->aside, 0700);
	}
	if (rc)
		return error_set(err, ERR_SYSTEM, _("%s: cannot be made: %m"), r->aside);
	return second_name(r->o->path, in(r, r->aside, "store.db"), err) < 0 ||
		second_name(arena_printf(r->a, "%s-wal", r->o->path), in(r, r->aside, "store.db-wal"), err) < 0 ||
		tree_put(in(r, r->dir, "blobs"), in(r, r->aside, "blobs"), TREE_LINK, &count, err) < 0 ||
		tree_put(in(r, r->dir, "outbox"), in(r, r->aside, "outbox"), TREE_LINK, &count, err) < 0
		? -1 : disk_settle_name(r->aside, err);
}

static int
take_place(struct restoring *r, struct error *err)
{
	static const char *const derived[] = { "search.db", "search.db-wal", "search.db-shm", "search.db-journal" };
	struct tree_count count = { 0 };
	if (put_aside(r, err) < 0)
		return -1;
	for (size_t i = 0; i < sizeof derived / sizeof *derived; i++)
		(void)unlink(in(r, r->dir, derived[i]));
	if (tree_put(in(r, r->stage, "blobs"), in(r, r->dir, "blobs"), TREE_MOVE, &count, err) < 0 ||
	    tree_put(in(r, r->stage, "outbox"), in(r, r->dir, "outbox"), TREE_MOVE, &count, err) < 0)
		return -1;
	(void)unlink(arena_printf(r->a, "%s-wal", r->o->path));
	(void)unlink(arena_printf(r->a, "%s-shm", r->o->path));
	if (rename(in(r, r->stage, "store.db"), r->o->path))
		return error_set(err, ERR_SYSTEM, "%s: %m", r->o->path);
	return disk_settle(r->dir, err);
}

int
backup_restore(const struct restore_order *o, struct arena *a, struct backup_info *out, char **aside, struct error *err)
{
	const char *slash = strrchr(o->path, '/');
	struct restoring r = { .o = o, .a = a, .lock_fd = -1, .old_fd = -1,
		.dir = slash ? arena_strn(a, o->path, (size_t)(slash - o->path)) : "." };
	struct backup_info b;
	r.stage = arena_printf(a, "%s/.restore", r.dir);
	umask(umask(077) | 077);
	if (backup_look(o->place, &b, err) < 0 || paths_make_dir(r.dir, err) < 0)
		return -1;
	int rc = lock_sync(&r, err);
	if (rc == 0) {
		rc = check_place(&r, err) < 0 || make_ready(&r, &b, err) < 0 || take_place(&r, err) < 0 ? -1 : 0;
		tree_remove(r.stage);
	}
	unlock_old(&r);
	if (r.lock_fd >= 0)
		close(r.lock_fd);
	if (rc == 0) {
		*out = b;
		*aside = r.aside ? arena_str(a, r.aside) : NULL;
	}
	return rc;
}
