/*
 * mail_walk.c - what lies in the Maildir folders and is not in notmuch's index.  notmuch keeps, per
 * folder, the time at which it last looked; only what was there by then and is missing was passed over.
 */
#include <dirent.h>
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
#include "mail_box.h"
#include "pattern.h"
#include "str.h"

#define DEPTH_MAX 24

struct walk {
	struct mail_box *box;
	struct arena *arena;
	struct mail_folder *list;
	size_t count, space;
	struct { dev_t dev; ino_t ino; } way[DEPTH_MAX];	/* the folders that lead here */
};

/* Links are followed as notmuch follows them, but not in a circle. */
static bool
is_circle(struct walk *w, const struct stat *st, int depth)
{
	int i;

	for (i = 0; i < depth; i++)
		if (w->way[i].dev == st->st_dev && w->way[i].ino == st->st_ino)
			return true;
	w->way[depth].dev = st->st_dev;
	w->way[depth].ino = st->st_ino;
	return false;
}

static void
visit(struct walk *w, const char *below, int depth)
{
	const char *path = *below ? arena_printf(w->arena, "%s/%s", w->box->root, below) : w->box->root;
	const char *name = strrchr(path, '/');
	DIR *dir = depth < DEPTH_MAX ? opendir(path) : NULL;
	struct dirent *e;
	struct stat st;

	if (!dir)
		return;
	if (fstat(dirfd(dir), &st) || is_circle(w, &st, depth)) {
		closedir(dir);
		return;
	}
	if (*below && name && (!strcmp(name, "/cur") || !strcmp(name, "/new"))) {
		*VEC_PUSH(w->arena, w->list, w->count, w->space) = (struct mail_folder){
			.path = arena_str(w->arena, below),
			.mtime = st.st_mtim.tv_sec * MS_SECOND + st.st_mtim.tv_nsec / 1000000,
		};
		closedir(dir);
		return;
	}
	while ((e = readdir(dir))) {
		bool folder = e->d_type == DT_DIR;

		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, "..") || !strcmp(e->d_name, "tmp") ||
		    !strcmp(e->d_name, ".notmuch"))
			continue;
		if (e->d_type == DT_UNKNOWN || e->d_type == DT_LNK)
			folder = !fstatat(dirfd(dir), e->d_name, &st, 0) && S_ISDIR(st.st_mode);
		if (folder)
			visit(w, *below ? arena_printf(w->arena, "%s/%s", below, e->d_name) :
				arena_str(w->arena, e->d_name), depth + 1);
	}
	closedir(dir);
}

int
mail_folders(struct mail_box *box, struct arena *a, struct mail_folder **out, size_t *n,
	struct error *err)
{
	struct walk w = { .box = box, .arena = a };

	if (access(box->root, R_OK | X_OK))
		return error_set(err, ERR_SYSTEM, _("%s cannot be read: %s; check its permissions"),
			box->root, strerror(errno));
	visit(&w, "", 0);
	*out = w.list;
	*n = w.count;
	return 0;
}

/* new.ignore: a name, or /regular expression/ over the path below the root. */
static bool
ignored(struct mail_box *box, const char *folder, const char *name)
{
	notmuch_config_values_t *values = notmuch_config_get_values(box->db, NOTMUCH_CONFIG_NEW_IGNORE);
	bool hit = false;

	for (; values && !hit && notmuch_config_values_valid(values);
	     notmuch_config_values_move_to_next(values)) {
		const char *v = notmuch_config_values_get(values);
		size_t len = v ? strlen(v) : 0;

		if (len > 2 && v[0] == '/' && v[len - 1] == '/') {
			char *pattern = xstrdup(v + 1);
			struct buf path = BUF_INIT;
			regex_t re;

			pattern[len - 2] = '\0';
			buf_addf(&path, "%s/%s", folder, name);
			if (pattern_compile(&re, pattern, REG_NOSUB, NULL, 0) == 0) {
				hit = !regexec(&re, path.data, 0, NULL, 0);
				regfree(&re);
			}
			free(pattern);
			buf_free(&path);
		} else if (len) {
			hit = !strcmp(v, name);
		}
	}
	if (values)
		notmuch_config_values_destroy(values);
	return hit;
}

static int
compare(const void *x, const void *y)
{
	return strcmp(*(char *const *)x, *(char *const *)y);
}

static char **
names_in(int fd, struct arena *a, size_t *n)
{
	DIR *dir = fdopendir(fd);
	char **names = NULL;
	size_t space = 0;
	struct dirent *e;

	*n = 0;
	if (!dir) {
		close(fd);
		return NULL;
	}
	while ((e = readdir(dir)))
		if (e->d_name[0] != '.' && e->d_type != DT_DIR)
			*VEC_PUSH(a, names, *n, space) = arena_str(a, e->d_name);
	closedir(dir);
	if (*n)
		qsort(names, *n, sizeof *names, compare);
	return names;
}

static char **
names_indexed(notmuch_directory_t *dir, struct arena *a, size_t *n)
{
	notmuch_filenames_t *list = notmuch_directory_get_child_files(dir);
	char **names = NULL;
	size_t space = 0;

	*n = 0;
	for (; list && notmuch_filenames_valid(list); notmuch_filenames_move_to_next(list)) {
		const char *name = notmuch_filenames_get(list);

		if (name)
			*VEC_PUSH(a, names, *n, space) = arena_str(a, name);
	}
	if (list)
		notmuch_filenames_destroy(list);
	if (*n)
		qsort(names, *n, sizeof *names, compare);
	return names;
}

int
mail_strays(struct mail_box *box, const char *folder, struct arena *a, char ***files, size_t *n,
	bool *later, struct error *err)
{
	const char *path = arena_printf(a, "%s/%s", box->root, folder);
	notmuch_directory_t *dir = NULL;
	char **there, **known, **out = NULL;
	size_t there_count, known_count, i, k = 0, count = 0, space = 0;
	struct stat st;
	int fd;

	*later = false;
	*files = NULL;
	*n = 0;
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st))
		return error_set(err, ERR_SYSTEM, "%s: %s", path, strerror(errno));
	there = names_in(fd, a, &there_count);
	if (!there_count)
		return 0;
	if (notmuch_database_get_directory(box->db, path, &dir) || !dir ||
	    notmuch_directory_get_mtime(dir) != st.st_mtime) {
		*later = true;
		if (dir)
			notmuch_directory_destroy(dir);
		return 0;
	}
	known = names_indexed(dir, a, &known_count);
	notmuch_directory_destroy(dir);
	for (i = 0; i < there_count; i++) {
		while (k < known_count && strcmp(known[k], there[i]) < 0)
			k++;
		if (k < known_count && !strcmp(known[k], there[i]))
			continue;
		path = arena_printf(a, "%s/%s/%s", box->root, folder, there[i]);
		if (!stat(path, &st) && S_ISREG(st.st_mode) && !ignored(box, folder, there[i]))
			*VEC_PUSH(a, out, count, space) = arena_printf(a, "%s/%s", folder, there[i]);
	}
	*files = out;
	*n = count;
	return 0;
}
