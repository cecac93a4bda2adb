/*
 * mail_read.c - the files of a pull, one by one: known as they are, renamed, or to be read.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "clock.h"
#include "i18n.h"
#include "mail_read.h"

static int64_t
mtime_ms(const struct stat *st)
{
	return st->st_mtim.tv_sec * MS_SECOND + st->st_mtim.tv_nsec / 1000000;
}

static bool
full_path(const struct pull *p, const char *path, char *out, size_t room)
{
	if (path[0] == '/')
		return snprintf(out, room, "%s", path) < (int)room;
	return snprintf(out, room, "%s/%s", mail_root(p->box), path) < (int)room;
}

static bool
is_there(const struct pull *p, const char *path)
{
	char full[4096];
	struct stat st;

	return full_path(p, path, full, sizeof full) && !stat(full, &st);
}

/* Two names of one Maildir file: what stands before the flags stays when it is renamed or moved. */
static bool
same_file_name(const char *x, const char *y)
{
	const char *a = strrchr(x, '/'), *b = strrchr(y, '/');
	size_t n, m;

	a = a ? a + 1 : x;
	b = b ? b + 1 : y;
	n = strcspn(a, ":");
	m = strcspn(b, ":");
	return n == m && !strncmp(a, b, n);
}

/* A file that the store knows for a message. */
struct known_file {
	int64_t message;
	struct feed_file file;
};

/* The known files of a Message-ID, in the arena of the page. */
static int
known_files(struct pull *p, const char *remote_id, struct known_file **out, size_t *n, struct error *err)
{
	struct worker *w = p->w;
	struct known_file *list = NULL;
	struct feed_file *files;
	int64_t *ids;
	size_t count, m, i, k, space = 0;

	*n = 0;
	if (feed_by_remote_id(w->store, remote_id, p->arena, &ids, &count, err))
		return -1;
	for (i = 0; i < count; i++) {
		if (feed_message_files(w->store, w->account->id, ids[i], p->arena, &files, &m, err))
			return -1;
		for (k = 0; k < m; k++)
			*VEC_PUSH(p->arena, list, *n, space) = (struct known_file){ ids[i], files[k] };
	}
	*out = list;
	return 0;
}

/* A known file of the same message that has gone and had this name and size: 1 = it moved here. */
static int
take_renamed(struct pull *p, const struct mail_entry *e, const char *path, const struct stat *st,
	struct error *err)
{
	struct known_file *known;
	size_t n, i;

	if (known_files(p, e->id, &known, &n, err))
		return -1;
	for (i = 0; i < n; i++) {
		const struct feed_file *f = &known[i].file;

		if (f->bytes == st->st_size && f->mtime_ms == mtime_ms(st) && same_file_name(f->path, path) &&
		    !is_there(p, f->path))
			return feed_file_moved(p->w->store, p->w->account->id, known[i].message, f->path, path,
				st->st_size, mtime_ms(st), err) ? -1 : 1;
	}
	return 0;
}

static void
name_problem(struct pull *p, const char *kind, const char *path, const char *words)
{
	if (feed_is_problem(p->w->store, p->w->account->id, kind, path))
		return;
	*VEC_PUSH(p->arena, p->problems, p->problem_count, p->problem_space) = (struct problem_in){
		.file = arena_str(p->arena, path), .kind = kind, .words = arena_str(p->arena, words) };
}

/* Parses one file into the batch.  The file is named first: whoever kills us must know it. */
static int
read_file(struct pull *p, const struct mail_entry *e, const char *path, const char *full,
	const struct stat *st)
{
	struct error why = ERROR_INIT;
	struct mime_mail *mail;
	struct message_in *m;
	enum mail_seal seal = MAIL_UNSEALED;
	int rc;

	worker_file(p->w, path, e->id, st->st_size, mtime_ms(st));
	rc = mime_read(full, p->arena, &mail, &why);
	worker_file(p->w, NULL, NULL, 0, 0);
	if (rc) {
		/* what the system refuses today it may give tomorrow */
		name_problem(p, why.code == ERR_SYSTEM ? PULL_NOT_READ : "unreadable", path, why.text);
		return 0;
	}
	if (mail->pec)
		seal = pec_verify(p->w, full, mail->from.address);
	m = VEC_PUSH(p->arena, p->messages, p->message_count, p->message_space);
	mail_map(mail, &p->rules, e->id, mtime_ms(st), seal, p->arena, m);
	if (e->tags >> p->flagged_bit & 1)
		m->flags |= MESSAGE_FLAGGED;
	m->file = arena_str(p->arena, path);
	m->file_bytes = st->st_size;
	m->file_mtime_ms = mtime_ms(st);
	p->work = p->work || m->received_at >= p->since_at;
	p->bytes += m->text ? strlen(m->text) : 0;
	return 0;
}

int
pull_file(struct pull *p, const struct mail_entry *e, const char *path, bool *changed, struct error *err)
{
	struct worker *w = p->w;
	char full[4096];
	struct stat st;
	int64_t known;
	int renamed;

	if (!full_path(p, path, full, sizeof full))
		return 0;
	if (stat(full, &st)) {
		/* moved on since notmuch looked: the next look finds it */
		if (errno != ENOENT && errno != ENOTDIR)
			name_problem(p, PULL_NOT_READ, path, strerror(errno));
		return 0;
	}
	p->there = true;
	if (!S_ISREG(st.st_mode)) {
		name_problem(p, "unreadable", path, _("it is no regular file"));
		return 0;
	}
	known = p->empty ? 0 : feed_file_known(w->store, w->account->id, path, st.st_size, mtime_ms(&st));
	if (known > 0) {
		w->page->fed.known++;
		return 0;
	}
	*changed = true;
	if (!known && !p->first) {
		renamed = take_renamed(p, e, path, &st, err);
		if (renamed)
			return renamed < 0 ? -1 : 0;
	}
	return read_file(p, e, path, full, &st);
}

/* Names under which a file of this message was known, and where nothing lies any more. */
static int
drop_old_names(struct pull *p, const struct mail_entry *e, struct error *err)
{
	struct known_file *known;
	size_t n, i;

	if (known_files(p, e->id, &known, &n, err))
		return -1;
	for (i = 0; i < n; i++)
		if (!is_there(p, known[i].file.path) && feed_file_moved(p->w->store, p->w->account->id,
		    known[i].message, known[i].file.path, NULL, 0, 0, err))
			return -1;
	return 0;
}

int
pull_settle(struct pull *p, struct error *err)
{
	const char *const *tags = mail_kept_tags(p->w);
	struct tag_bases bases = { .arena = p->arena };
	size_t i;

	for (i = 0; i < p->entry_count; i++) {
		if (!p->first && drop_old_names(p, p->entries[i], err))
			return -1;
		if (mail_take_tags(p->w, tags, p->entries[i], &bases, err))
			return -1;
	}
	return feed_tag_bases(p->w->store, p->w->account->id, bases.tags, bases.count, err);
}
