/* tree.c - folders of regular files: measured, copied, linked, moved, removed. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buf.h"
#include "file.h"
#include "i18n.h"
#include "tree.h"

enum { DEPTH_MAX = 16 };

/* The next entry but "." and ".."; its path in *path, cut back to `len` first. */
static bool
next_in(DIR *dir, struct buf *path, size_t len)
{
	const struct dirent *e;
	while ((e = readdir(dir)) != NULL)
		if (strcmp(e->d_name, ".") && strcmp(e->d_name, "..")) {
			buf_splice(path, len, path->len - len, NULL, 0);
			buf_addf(path, "/%s", e->d_name);
			return true;
		}
	return false;
}

static void
measure(struct buf *path, struct tree_count *count, int depth)
{
	size_t len = path->len;
	DIR *dir = depth < DEPTH_MAX ? opendir(path->data) : NULL;
	struct stat st;
	while (dir && next_in(dir, path, len)) {
		if (lstat(path->data, &st))
			continue;
		if (S_ISDIR(st.st_mode))
			measure(path, count, depth + 1);
		else if (S_ISREG(st.st_mode)) {
			count->files++;
			count->bytes += st.st_size;
		}
	}
	if (dir)
		closedir(dir);
}

void
tree_measure(const char *path, struct tree_count *count)
{
	struct buf b = BUF_INIT;
	buf_adds(&b, path);
	measure(&b, count, 0);
	buf_free(&b);
}

static int
copy_file(const char *from, const char *to)
{
	int in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK), out, rc, why;
	if (in < 0)
		return -1;
	out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	rc = out < 0 ? -1 : file_copy(in, out);
	why = errno;
	close(in);
	if (out >= 0 && close(out) && !rc) {
		rc = -1;
		why = errno;
	}
	if (rc && out >= 0)
		unlink(to);
	errno = why;
	return rc;
}

/* One file; 0 also when it has gone or is there already. */
static int
put_file(const char *from, const char *to, enum tree_how how)
{
	int rc = how == TREE_MOVE ? rename(from, to) : how == TREE_LINK ? link(from, to) : copy_file(from, to);
	if (rc && how == TREE_LINK && (errno == EPERM || errno == EXDEV || errno == EMLINK || errno == EOPNOTSUPP))
		rc = copy_file(from, to);
	return rc && errno != ENOENT && errno != EEXIST ? -1 : 0;
}

static int
put(struct buf *from, struct buf *to, enum tree_how how, struct tree_count *count, int depth, struct error *err)
{
	size_t from_len = from->len, to_len = to->len;
	struct stat st;
	int rc = 0;
	DIR *dir = opendir(from->data);
	if (!dir)
		return errno == ENOENT ? 0 : error_set(err, ERR_SYSTEM, _("%s: cannot be read: %m"), from->data);
	if (mkdir(to->data, 0700) && errno != EEXIST)
		rc = error_set(err, ERR_SYSTEM, _("%s: cannot be made: %m"), to->data);
	while (rc == 0 && next_in(dir, from, from_len)) {
		buf_splice(to, to_len, to->len - to_len, NULL, 0);
		buf_adds(to, from->data + from_len);
		if (lstat(from->data, &st))
			continue;
		if (S_ISDIR(st.st_mode) && depth < DEPTH_MAX)
			rc = put(from, to, how, count, depth + 1, err);
		if (!S_ISREG(st.st_mode))
			continue;
		if (put_file(from->data, to->data, how))
			rc = error_set(err, ERR_SYSTEM, _("%s: cannot be written: %m"), to->data);
		count->files++;
		count->bytes += st.st_size;
		if (rc == 0 && count->step && !count->step(count->ctx, st.st_size))
			rc = error_set(err, ERR_BUSY, _("interrupted"));
	}
	closedir(dir);
	return rc;
}

int
tree_put(const char *from, const char *to, enum tree_how how, struct tree_count *count, struct error *err)
{
	struct buf f = BUF_INIT, t = BUF_INIT;
	buf_adds(&f, from);
	buf_adds(&t, to);
	int rc = put(&f, &t, how, count, 0, err);
	buf_free(&f);
	buf_free(&t);
	return rc;
}

static void
remove_all(struct buf *path, int depth)
{
	size_t len = path->len;
	DIR *dir = depth <= DEPTH_MAX + 1 && unlink(path->data) ? opendir(path->data) : NULL;
	if (!dir)
		return;
	while (next_in(dir, path, len))
		remove_all(path, depth + 1);
	closedir(dir);
	buf_splice(path, len, path->len - len, NULL, 0);
	(void)rmdir(path->data);
}

void
tree_remove(const char *path)
{
	struct buf b = BUF_INIT;
	buf_adds(&b, path);
	remove_all(&b, 0);
	buf_free(&b);
}
