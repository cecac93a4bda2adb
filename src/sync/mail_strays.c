/*
 * mail_strays.c - files that notmuch passes over as no mail must not vanish without a word.  Folders are
 * looked through when their time has changed since the last look; the times are kept with the cursors.
 * Nor must those that could not be read once.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buf.h"
#include "clock.h"
#include "i18n.h"
#include "mail_read.h"
#include "str.h"

#define CURSOR "folders"

/* The kept times: "MTIME PATH" a line, the mail root first. */
static char **
kept(struct worker *w, size_t *n)
{
	char *text = NULL;

	*n = 0;
	if (feed_cursor(w->store, w->account->id, CURSOR, w->arena, &text, NULL) || !text)
		return NULL;
	return str_split(w->arena, text, "\n", n);
}

bool
pull_strays_due(struct worker *w, const char *root)
{
	char path[4096];
	struct stat st;
	char **lines;
	size_t n, i;

	(void)root;
	lines = kept(w, &n);
	if (!n)
		return true;
	for (i = 1; i < n; i++) {
		const char *name = strchr(lines[i], ' ');

		if (!name || snprintf(path, sizeof path, "%s/%s", lines[0], name + 1) >=
		    (int)sizeof path)
			continue;
		if (stat(path, &st) || st.st_mtim.tv_sec * MS_SECOND + st.st_mtim.tv_nsec / 1000000 !=
		    strtoll(lines[i], NULL, 10))
			return true;
	}
	return false;
}

/* All of it: a disk may fail in the middle. */
static bool
reads(const char *path)
{
	char chunk[65536];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = -1;

	while (fd >= 0 && (n = read(fd, chunk, sizeof chunk)) > 0)
		;
	if (fd >= 0)
		close(fd);
	return n == 0;
}

bool
pull_unread_due(struct worker *w)
{
	char path[4096], **lines, **files = NULL;
	bool due = false;
	size_t n, count = 0, i;

	lines = kept(w, &n);
	if (!n || feed_problem_files(w->store, w->account->id, PULL_NOT_READ, w->arena, &files, &count, NULL))
		return false;
	for (i = 0; i < count; i++) {
		if (snprintf(path, sizeof path, "%s%s%s", *files[i] == '/' ? "" : lines[0], *files[i] == '/' ? "" : "/",
		    files[i]) >= (int)sizeof path)
			continue;
		if (reads(path))
			due = true;
		else if (errno == ENOENT || errno == ENOTDIR)
			(void)feed_problem_over(w->store, w->account->id, files[i], NULL);
	}
	return due;
}

static bool
looked_at(char **lines, size_t n, const struct mail_folder *f)
{
	size_t i;

	for (i = 1; i < n; i++) {
		char *end;
		long long mtime = strtoll(lines[i], &end, 10);

		if (*end == ' ' && !strcmp(end + 1, f->path))
			return mtime == f->mtime;
	}
	return false;
}

/* Does the account's query take mail from this folder? */
static bool
covered(struct pull *p, const char *folder)
{
	const char *query = worker_option(p->w, "query"), *path;
	struct error err = ERROR_INIT;
	int64_t n = 0;

	if (str_empty(query) || str_eq(query, "*"))
		return true;
	if (strchr(folder, '"'))
		return false;
	path = arena_printf(p->arena, "(%s) and path:\"%s\"", query, folder);
	return !mail_count(p->box, path, &n, &err) && n > 0;
}

static int
look(struct pull *p, const struct mail_folder *f, bool *later, struct error *err)
{
	struct worker *w = p->w;
	struct problem_in *list;
	struct batch b = { .problems = NULL };
	char **files;
	size_t n, i;

	if (!covered(p, f->path))
		return 0;
	if (mail_strays(p->box, f->path, p->arena, &files, &n, later, err))
		return -1;
	list = arena_array(p->arena, struct problem_in, n);
	for (i = 0; i < n; i++)
		if (!feed_is_problem(w->store, w->account->id, "non-mail", files[i]))
			list[b.problem_count++] = (struct problem_in){ .file = files[i],
				.kind = "non-mail", .words = _("notmuch does not take it for a mail") };
	b.problems = list;
	w->page->problems += (int64_t)b.problem_count;
	return b.problem_count ? feed_batch(w->store, &w->feed, &b, &w->page->fed, err) : 0;
}

int
pull_strays(struct pull *p, struct error *err)
{
	struct worker *w = p->w;
	struct mail_folder *folders;
	struct buf out = BUF_INIT;
	char **lines;
	size_t n, i, known;
	int rc = 0;

	lines = kept(w, &known);
	if (mail_folders(p->box, p->arena, &folders, &n, err))
		return -1;
	buf_addf(&out, "%s\n", mail_root(p->box));
	for (i = 0; i < n && !rc; i++) {
		bool later = false;

		if (!looked_at(lines, known, &folders[i]))
			rc = look(p, &folders[i], &later, err);
		if (!rc && !later && !strchr(folders[i].path, '\n'))
			buf_addf(&out, "%lld %s\n", (long long)folders[i].mtime, folders[i].path);
	}
	if (!rc)
		rc = feed_cursor_set(w->store, w->account->id, CURSOR, out.data, err);
	buf_free(&out);
	arena_reset(p->arena);
	return rc;
}
