/*
 * mail_after.c - what follows a pull or a delivery: copies of what was sent are filed, tags kept in step,
 * and deliveries in doubt looked for.  Writing to notmuch happens in a child that may wait for its lock;
 * when the lock is not free in time, everything is simply still to be done at the next pass.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "file.h"
#include "i18n.h"
#include "mail.h"
#include "mail_sync.h"
#include "paths.h"
#include "str.h"

#define LOCK_LIMIT_S 10
#define TAGS_AT_ONCE 2000

/* -- the writing child ------------------------------------------------------------------------------ */

struct written {
	struct error err;
	char done[];
};

static int
write_in_child(struct worker *w, const char *root, const struct mail_change *changes, size_t n,
	const char *const *files, size_t m, struct written **out, struct error *err)
{
	size_t bytes = sizeof(struct written) + n + m;
	struct written *shared = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		-1, 0);
	int status = 0;
	pid_t pid;

	if (shared == MAP_FAILED)
		return error_set(err, ERR_SYSTEM, "mmap: %s", strerror(errno));
	worker_progress(w, _("writing tags"), 0, (int64_t)(n + m));
	pid = fork();
	if (pid < 0) {
		(void)munmap(shared, bytes);
		return error_set(err, ERR_SYSTEM, "fork: %s", strerror(errno));
	}
	if (!pid) {
		(void)signal(SIGALRM, SIG_DFL);
		(void)signal(SIGTERM, SIG_DFL);
		(void)alarm(LOCK_LIMIT_S + (unsigned)((n + m) / 100));
		_exit(mail_apply(root, changes, n, files, m, shared->done, &shared->err) ? 1 : 0);
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	*out = shared;
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return 0;
	memset(shared->done, 0, n + m);
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
		return error_set(err, ERR_BUSY, _("notmuch's database is locked by another program; tags "
			"and copies of sent mail follow later"));
	if (shared->err.code != ERR_NONE)
		return error_set(err, shared->err.code, "%s", shared->err.text);
	return error_set(err, ERR_SYSTEM, _("writing to notmuch's database failed (status %d)"), status);
}

/* -- copies of what was sent --------------------------------------------------------------------------- */

/* The copy of an earlier try, whatever flags another program has given it. */
static char *
find_copy(struct arena *a, const char *folder, const char *hex)
{
	static const char *const parts[] = { "cur", "new" };
	char *found = NULL;
	size_t i;

	for (i = 0; i < 2 && !found; i++) {
		const char *path = arena_printf(a, "%s/%s", folder, parts[i]);
		DIR *dir = opendir(path);
		struct dirent *e;

		while (dir && !found && (e = readdir(dir)))
			if (str_starts(e->d_name, hex))
				found = arena_printf(a, "%s/%s", path, e->d_name);
		if (dir)
			closedir(dir);
	}
	return found;
}

static int
make_maildir(struct arena *a, const char *folder, struct error *err)
{
	static const char *const parts[] = { "cur", "new", "tmp" };
	size_t i;

	for (i = 0; i < 3; i++)
		if (paths_make_dir(arena_printf(a, "%s/%s", folder, parts[i]), err))
			return -1;
	return 0;
}

static int
write_copy(const char *from, const char *to, struct error *err)
{
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = in < 0 ? -1 : open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	int rc = out < 0 || file_copy(in, out) || fsync(out) ? error_set(err, ERR_SYSTEM, "%s: %s",
		in < 0 ? from : to, strerror(errno)) : 0;

	if (in >= 0)
		(void)close(in);
	if (out >= 0 && close(out) && !rc)
		rc = error_set(err, ERR_SYSTEM, "%s: %s", to, strerror(errno));
	return rc;
}

/* tmp, then link(2) into cur: there is never half a mail, and never a second one. */
static char *
keep_copy(struct worker *w, const char *folder, const char *hex, struct error *err)
{
	struct arena *a = w->arena;
	const char *from = arena_printf(a, "%s/outbox/%s", w->sync->dir, hex);
	const char *tmp = arena_printf(a, "%s/tmp/%s.sportello", folder, hex);
	char *to = find_copy(a, folder, hex);

	if (to)
		return to;
	to = arena_printf(a, "%s/cur/%s.sportello:2,S", folder, hex);
	if (make_maildir(a, folder, err) || write_copy(from, tmp, err))
		return NULL;
	if ((link(tmp, to) && errno != EEXIST) || file_sync_folder(to)) {
		error_set(err, ERR_SYSTEM, "%s: %s", to, strerror(errno));
		to = NULL;
	}
	(void)unlink(tmp);
	return to;
}

struct copies {
	const char **paths;
	int64_t *rows;
	size_t count;
};

/* The sent folder; NULL when none is wanted, or with an error. */
static const char *
sent_folder(struct worker *w, struct error *err)
{
	const char *sent = worker_option(w, "sent-folder"), *path;
	struct mail_box *box;

	if (str_empty(sent) || mail_open(mail_database(w), &box, err))
		return NULL;
	path = arena_printf(w->arena, "%s/%s", mail_root(box), sent);
	mail_close(box);
	return path;
}

static int
gather_copies(struct worker *w, struct copies *out, struct error *err)
{
	struct arena *a = w->arena;
	const char *folder;
	struct outbox_row row;
	int64_t *ids;
	char hex[33];
	size_t n, i;

	if (outbox_unfiled(w->store, w->account->id, a, &ids, &n, err))
		return -1;
	if (!n)
		return 0;
	folder = sent_folder(w, err);
	if (err->code != ERR_NONE)
		return -1;
	out->paths = arena_array(a, const char *, n);
	out->rows = arena_array(a, int64_t, n);
	for (i = 0; i < n; i++) {
		if (read_outbox_row(w->store, ids[i], a, &row, err))
			return -1;
		uid_hex(hex, row.uid);
		if (str_eq(row.kind, "code")) {	/* nobody here is to read it: no copy is kept */
			unlink(arena_printf(a, "%s/outbox/%s", w->sync->dir, hex));
			if (outbox_filed(w->store, ids[i], err))
				return -1;
		} else if (folder) {
			const char *path = keep_copy(w, folder, hex, err);

			if (!path)
				return -1;
			out->paths[out->count] = path;
			out->rows[out->count++] = ids[i];
		} else if (outbox_filed(w->store, ids[i], err)) {
			return -1;
		}
	}
	return 0;
}

/* -- deliveries in doubt ----------------------------------------------------------------------------------- */

/* Our Message-ID in somebody's mail, or a copy a server has filed, proves that it left. */
static int
look_for_unknown(struct worker *w, const char *root, struct error *err)
{
	struct mail_entry entry;
	struct mail_box *box;
	struct outbox_row row;
	int64_t *ids;
	size_t n, i;
	int rc = 0;

	if (outbox_unknown(w->store, w->account->id, w->arena, &ids, &n, err))
		return -1;
	if (!n)
		return 0;
	if (mail_open(root, &box, err))
		return -1;
	for (i = 0; i < n && !rc; i++) {
		rc = read_outbox_row(w->store, ids[i], w->arena, &row, err);
		if (!rc && row.remote_id && mail_find(box, row.remote_id, w->arena, &entry))
			rc = outbox_move(w->store, ids[i], OUTBOX_UNKNOWN, OUTBOX_SENT, entry.files[0] ?
				_("found in the mail folders, so it was taken") :
				_("somebody's answer refers to it, so it was taken"), NULL, 0, err);
	}
	mail_close(box);
	return rc;
}

/* -- tags ----------------------------------------------------------------------------------------------------- */

/* The item up to which all tags are as the cases say. */
#define TAGS_KEPT "tags-item"

static int
load_kept(struct worker *w, int64_t *item, struct error *err)
{
	char *text;

	*item = 0;
	if (feed_cursor(w->store, w->account->id, TAGS_KEPT, w->arena, &text, err))
		return -1;
	if (text && str_to_int64(text, item))
		*item = 0;
	return 0;
}

static int
gather_tags(struct worker *w, int64_t since, struct feed_tag **due, size_t *n, struct mail_change **changes,
	struct error *err)
{
	struct mail_change *list;
	size_t i;

	if (feed_tags_due(w->store, w->account->id, mail_kept_tags(w), since, TAGS_AT_ONCE, w->arena, due, n, err))
		return -1;
	list = arena_array(w->arena, struct mail_change, *n);
	for (i = 0; i < *n; i++)
		list[i] = (struct mail_change){ .id = (*due)[i].remote_id, .tag = mail_tag_name(w, (*due)[i].tag),
			.on = (*due)[i].local };
	*changes = list;
	return 0;
}

/* What the child got done is written down; *count = how many tags. */
static int
settle(struct worker *w, const struct written *done, struct feed_tag *due, size_t tags, const struct copies *copies,
	size_t *count, struct error *err)
{
	size_t i, n = 0;

	for (i = 0; i < copies->count; i++)
		if (done->done[tags + i] && outbox_filed(w->store, copies->rows[i], err))
			return -1;
	for (i = 0; i < tags; i++)
		if (done->done[i]) {
			due[n] = due[i];
			due[n].base = due[n].local;
			n++;
		}
	*count = n;
	return feed_tag_bases(w->store, w->account->id, due, n, err);
}

/* One round of writing: *left when there may be more to write, *all when each tag was written. */
static int
write_round(struct worker *w, const char *root, int64_t since, const struct copies *copies, bool *left, bool *all,
	struct error *err)
{
	struct mail_change *changes = NULL;
	struct feed_tag *due = NULL;
	struct written *done = NULL;
	size_t n = 0, count = 0;
	int rc;

	*left = false;
	*all = true;
	if (since >= 0 && gather_tags(w, since, &due, &n, &changes, err))
		return -1;
	if (!(n + copies->count))
		return 0;
	rc = write_in_child(w, root, changes, n, copies->paths, copies->count, &done, err);
	if (!rc)
		rc = settle(w, done, due, n, copies, &count, err);
	if (done)
		(void)munmap(done, sizeof *done + n + copies->count);
	*left = n == TAGS_AT_ONCE && count;
	*all = count == n;
	return rc;
}

int
mail_after(struct worker *w, struct error *err)
{
	const char *root = mail_database(w);
	struct copies copies = { .count = 0 };
	int64_t since, top = feed_top(w->store);
	bool left, all;

	if (look_for_unknown(w, root, err) || load_kept(w, &since, err) || gather_copies(w, &copies, err))
		return -1;
	if (since == top || !mail_kept_tags(w)[0])
		since = -1;
	do {
		if (write_round(w, root, since, &copies, &left, &all, err))
			return -1;
		copies.count = 0;
	} while (left && !sync_stop);
	if (since < 0 || !all || sync_stop)
		return 0;
	return feed_cursor_set(w->store, w->account->id, TAGS_KEPT, arena_printf(w->arena, "%lld", (long long)top), err);
}
