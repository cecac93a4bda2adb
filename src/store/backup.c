/* backup.c - a copy of the store and its files while everything runs. */
#include "backup_internal.h"

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
#include "str.h"
#include "tree.h"

enum { LABEL_MAX = 4096 };
#define LABEL_HEAD "sportello backup 1\n"
#define LAST_KEY "backup.last"

struct making {
	const struct backup_order *o;
	struct arena *a;
	const char *part;		/* its name until it is whole */
	int part_fd;			/* locked for as long as we are at it */
	int64_t files_done, files_all;
};

/* -- the label ---------------------------------------------------------------------------------------------- */

static int
write_label(const char *folder, const struct backup_info *b, struct arena *a, struct error *err)
{
	char made[32];
	clock_rfc3339(made, b->made_at);
	const char *path = arena_printf(a, "%s/backup", folder);
	const char *text = arena_printf(a, LABEL_HEAD "made %s\nprogram %s\nversion %d\ncases %lld\nmessages %lld\nfiles %lld\n"
		"bytes %lld\n", made, PACKAGE_VERSION, b->version, (long long)b->cases, (long long)b->messages,
		(long long)b->files, (long long)b->bytes);
	return file_replace(path, text, strlen(text)) < 0
		? error_set(err, ERR_SYSTEM, _("%s: cannot be written: %m"), path) : 0;
}

static void
take_line(struct backup_info *b, const char *key, const char *value)
{
	int64_t n = 0;
	bool number = !str_to_int64(value, &n) && n >= 0;
	if (str_eq(key, "made"))
		(void)clock_parse_rfc3339(value, &b->made_at);
	else if (str_eq(key, "program"))
		snprintf(b->program, sizeof b->program, "%s", value);
	else if (number && str_eq(key, "version"))
		b->version = (int)n;
	else if (number && str_eq(key, "cases"))
		b->cases = n;
	else if (number && str_eq(key, "messages"))
		b->messages = n;
	else if (number && str_eq(key, "files"))
		b->files = n;
	else if (number && str_eq(key, "bytes"))
		b->bytes = n;
}

/* 1 = read, 0 = there is none, -1. */
static int
read_label(const char *folder, struct backup_info *b, struct arena *a, struct error *err)
{
	const char *path = arena_printf(a, "%s/backup", folder);
	struct buf text = BUF_INIT;
	int rc = 1;
	if (file_read(path, LABEL_MAX, &text) < 0)
		rc = errno == ENOENT ? 0 : error_set(err, ERR_INPUT, _("%s: cannot be read: %m"), path);
	else if (!str_starts(text.data, LABEL_HEAD))
		rc = error_set(err, ERR_INPUT, _("%s: is no backup of sportello, or one of a newer version"), folder);
	for (char **l = str_split(a, rc > 0 ? text.data : "", "\n", NULL); *l; l++) {
		char *blank = strchr(*l, ' ');
		if (blank) {
			*blank = '\0';
			take_line(b, *l, blank + 1);
		}
	}
	buf_free(&text);
	return rc;
}

/* The counts are asked of the store in it; what only the label knows comes from there. */
static int
look(const char *place, struct arena *a, struct backup_info *b, struct error *err)
{
	struct tree_count count = { 0 };
	struct store raw;
	struct stat st;
	const char *file = backup_file(place, a);
	if (stat(file, &st))
		return errno == ENOENT && file != place && !access(place, F_OK)
			? error_set(err, ERR_INPUT, _("%s: is no backup: there is no store.db in it"), place)
			: error_set(err, ERR_INPUT, "%s: %m", place);
	if (!S_ISREG(st.st_mode))
		return error_set(err, ERR_INPUT, _("%s: is no regular file"), file);
	b->made_at = (int64_t)st.st_mtime * 1000;
	bool folder = !str_eq(file, place);
	int label = folder ? read_label(place, b, a, err) : 0;
	struct backup_info said = *b;
	if (label < 0)
		return -1;
	if (raw_open(&raw, file, SQLITE_OPEN_READONLY, backup_query(file), err) < 0)
		return -1;
	int rc = raw_look(&raw, b, err);
	raw_close(&raw);
	if (rc == 0 && label > 0 && (said.cases != b->cases || said.messages != b->messages || said.version != b->version))
		rc = error_set(err, ERR_INPUT, _("%s: its store is not the one that it says it holds"), place);
	if (folder) {
		tree_measure(arena_printf(a, "%s/blobs", place), &count);
		tree_measure(arena_printf(a, "%s/outbox", place), &count);
		b->configuration = access(arena_printf(a, "%s/configuration", place), R_OK) == 0;
	}
	if (rc == 0 && label > 0 && count.files < said.files)
		rc = error_set(err, ERR_INPUT, ngettext_("%s: %lld file is missing in it", "%s: %lld files are missing in it",
			(unsigned long)(said.files - count.files)), place, (long long)(said.files - count.files));
	b->files = count.files;
	b->bytes += count.bytes;
	return rc;
}

int
backup_look(const char *place, struct backup_info *out, struct error *err)
{
	struct arena *a = arena_new();
	struct backup_info b = { 0 };
	int rc = look(place, a, &b, err);
	if (rc == 0)
		*out = b;
	arena_free(a);
	return rc;
}

/* -- making one ----------------------------------------------------------------------------------------------- */

/* A folder that nobody else works on; what one that was killed left in it goes. */
static int
take_part(struct making *m, struct error *err)
{
	struct stat here, there;
	bool fresh = mkdir(m->part, 0700) == 0;
	if (!fresh && errno != EEXIST)
		return error_set(err, ERR_SYSTEM, _("%s: cannot be made: %m"), m->part);
	m->part_fd = open(m->part, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (m->part_fd < 0)
		return error_set(err, ERR_SYSTEM, _("%s: cannot be made: %m"), m->part);
	if (flock(m->part_fd, LOCK_EX | LOCK_NB) || fstat(m->part_fd, &here) || stat(m->part, &there) ||
	    here.st_ino != there.st_ino)
		return error_set(err, ERR_BUSY, _("%s: another backup is being made there"), m->o->place);
	static const char *const left[] = { "store.db", "store.db-journal", "store.db-wal", "store.db-shm", "blobs", "outbox",
		"configuration", "configuration.new", "backup", "backup.new" };
	for (size_t i = 0; !fresh && i < sizeof left / sizeof *left; i++)
		tree_remove(arena_printf(m->a, "%s/%s", m->part, left[i]));
	return 0;
}

static bool
file_done(void *ctx, int64_t bytes)
{
	struct making *m = ctx;
	(void)bytes;
	m->files_done++;
	return !m->o->watch || m->o->watch(m->o->ctx, BACKUP_FILES, m->files_done, m->files_all);
}

/* One moment of the store: a reader that begins, and looks no further until all is copied. */
static int
copy_store(struct making *m, struct store *s, struct backup_info *b, int64_t files, struct error *err)
{
	struct store raw;
	if (raw_open(&raw, s->path, SQLITE_OPEN_READONLY, s->read_only ? backup_query(s->path) : "", err) < 0)
		return -1;
	int rc = db_run(&raw, STMT_BEGIN, err, "") < 0 || raw_look(&raw, b, err) < 0 ||
		disk_has_room(m->part, b->bytes + files, err) < 0 ||
		raw_copy(&raw, arena_printf(m->a, "%s/store.db", m->part), m->o->watch, m->o->ctx, err) < 0 ? -1 : 0;
	raw_close(&raw);
	return rc;
}

static int
copy_configuration(struct making *m, struct backup_info *b, struct error *err)
{
	struct buf text = BUF_INIT;
	const char *from = m->o->configuration;
	int rc = 0;
	if (!from)
		return 0;
	if (file_read(from, 16 << 20, &text) < 0)
		rc = error_set(err, ERR_SYSTEM, _("%s: cannot be read: %m"), from);
	else if (file_replace(arena_printf(m->a, "%s/configuration", m->part), text.data, text.len) < 0)
		rc = error_set(err, ERR_SYSTEM, _("%s: cannot be written: %m"), m->part);
	b->configuration = rc == 0;
	buf_free(&text);
	return rc;
}

/* Files are named by what is in them and only ever added: those of the moment are there after it, too. */
static int
copy_all(struct making *m, struct store *s, struct backup_info *b, struct error *err)
{
	static const char *const folders[] = { "blobs", "outbox" };
	struct tree_count all = { 0 }, count = { .step = file_done, .ctx = m };
	for (int i = 0; i < 2; i++)
		tree_measure(arena_printf(m->a, "%s/%s", s->dir, folders[i]), &all);
	m->files_all = all.files;
	if (copy_store(m, s, b, all.bytes, err) < 0)
		return -1;
	for (int i = 0; i < 2; i++)
		if (tree_put(arena_printf(m->a, "%s/%s", s->dir, folders[i]), arena_printf(m->a, "%s/%s", m->part, folders[i]),
				TREE_COPY, &count, err) < 0)
			return -1;
	b->made_at = clock_now();
	b->files = count.files;
	b->bytes += count.bytes;
	return copy_configuration(m, b, err) < 0 || raw_verify(arena_printf(m->a, "%s/store.db", m->part), b, m->o->watch,
		m->o->ctx, err) < 0 ? -1 : write_label(m->part, b, m->a, err);
}

static int
give_name(struct making *m, struct error *err)
{
	const char *slash = strrchr(m->o->place, '/');
	const char *above = slash ? arena_strn(m->a, m->o->place, (size_t)(slash - m->o->place) + 1) : ".";
	if (disk_settle(m->part, err) < 0)
		return -1;
	if (renameat2(AT_FDCWD, m->part, AT_FDCWD, m->o->place, RENAME_NOREPLACE) &&
	    (errno != EINVAL || access(m->o->place, F_OK) == 0 || rename(m->part, m->o->place)))
		return error_set(err, ERR_SYSTEM, "%s: %m", m->o->place);
	return disk_settle_name(above, err);
}

static void
note_last(struct store *s, const struct backup_info *b, const char *place, struct arena *a)
{
	if (!store_read_only(s))
		(void)store_setting_put(s, LAST_KEY, arena_printf(a, "%lld %s", (long long)b->made_at, place), NULL);
}

int
backup_make(struct store *s, const struct backup_order *o, struct backup_info *out, struct error *err)
{
	struct arena *a = arena_new();
	struct making m = { .o = o, .a = a, .part = arena_printf(a, "%s.part", o->place), .part_fd = -1 };
	struct backup_info b = { 0 };
	struct stat st;
	int rc = -1;
	umask(umask(077) | 077);
	if (lstat(o->place, &st) == 0)
		error_set(err, ERR_INPUT, _("%s: is there already; a backup replaces nothing - give it another name"), o->place);
	else if (take_part(&m, err) == 0) {
		rc = copy_all(&m, s, &b, err) < 0 || give_name(&m, err) < 0 ? -1 : 0;
		if (rc < 0)
			tree_remove(m.part);
	}
	if (m.part_fd >= 0)
		close(m.part_fd);
	if (rc == 0) {
		note_last(s, &b, o->place, a);
		*out = b;
	}
	arena_free(a);
	return rc;
}

int64_t
backup_last(struct store *s, struct arena *a, char **place)
{
	char *text = NULL;
	int64_t at = 0;
	if (store_setting_get(s, LAST_KEY, a, &text, NULL) < 0 || !text)
		return 0;
	char *blank = strchr(text, ' ');
	if (!blank)
		return 0;
	*blank = '\0';
	*place = blank + 1;
	return str_to_int64(text, &at) ? 0 : at;
}
