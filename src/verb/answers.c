/* answers.c - the folder of the answer files, read into one set. */
#include "answer.h"
#include "verb.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "file.h"
#include "i18n.h"
#include "paths.h"
#include "str.h"

char *
answers_folder(const struct conf *conf, struct arena *a)
{
	const char *set = conf_str(conf, OPT_ANSWERS_FOLDER), *file = conf_file(conf);
	const char *slash = file ? strrchr(file, '/') : NULL;
	if (!str_empty(set))
		return paths_expand(a, set, slash ? arena_strn(a, file, (size_t)(slash - file)) : NULL);
	return slash ? arena_printf(a, "%.*s/answers", (int)(slash - file), file) : arena_str(a, "answers");
}

/* "reso" of "reso.txt"; NULL for what is no answer file: hidden, an editor's copy, another ending. */
static const char *
name_of(const char *file, struct arena *a)
{
	if (*file == '.' || *file == '#' || !str_ends(file, ".txt"))
		return NULL;
	return arena_strn(a, file, strlen(file) - strlen(".txt"));
}

uint64_t
answers_stamp(const struct conf *conf)
{
	struct arena *a = arena_new();
	const char *folder = answers_folder(conf, a);
	DIR *d = opendir(folder);
	uint64_t sum = d ? 1 : 0;
	for (struct dirent *e; d && (e = readdir(d)) != NULL; ) {
		struct stat st;
		if (!name_of(e->d_name, a) || stat(arena_printf(a, "%s/%s", folder, e->d_name), &st) < 0)
			continue;
		/* a sum, since folders are read in no order */
		sum += ((uint64_t)st.st_mtim.tv_sec * 1000003u + (uint64_t)st.st_mtim.tv_nsec) * 31u + (uint64_t)st.st_size +
			(uint64_t)st.st_ino;
	}
	if (d)
		closedir(d);
	arena_free(a);
	return sum;
}

struct folder {
	struct arena *a;
	const char *path;
	const char **files;
	size_t file_count, file_space;
	struct answer *answers;
	size_t answer_count, answer_space;
	struct answer_fault *faults;
	size_t fault_count, fault_space;
};

static void
fault(struct folder *f, const char *file, const char *text)
{
	*VEC_PUSH(f->a, f->faults, f->fault_count, f->fault_space) = (struct answer_fault){ file, arena_str(f->a, text) };
}

static void
read_file(struct folder *f, const char *file)
{
	struct buf text = BUF_INIT;
	struct error err = ERROR_INIT;
	struct answer made;
	const char *path = arena_printf(f->a, "%s/%s", f->path, file);
	if (file_read(path, ANSWER_BYTES, &text) < 0)
		fault(f, file, errno == EFBIG ? arena_printf(f->a, _("%s: too large: at most %d KB"), file, ANSWER_BYTES / 1024)
			: arena_printf(f->a, "%s: %s", file, strerror(errno)));
	else if (strlen(text.data) != text.len)
		fault(f, file, arena_printf(f->a, _("%s: there is a NUL byte in it: it is no text"), file));
	else if (answer_parse(text.data, name_of(file, f->a), file, f->a, &made, &err) < 0)
		fault(f, file, err.text);
	else
		*VEC_PUSH(f->a, f->answers, f->answer_count, f->answer_space) = made;
	buf_free(&text);
}

static int
by_text(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

int
answers_load(const struct conf *conf, struct arena *a, struct answer_set *out, struct error *err)
{
	struct folder f = { .a = a, .path = answers_folder(conf, a) };
	DIR *d = opendir(f.path);
	if (!d && errno != ENOENT)
		return error_set(err, ERR_SYSTEM, _("the folder of the answers, %s: %s"), f.path, strerror(errno));
	for (struct dirent *e; d && (e = readdir(d)) != NULL; )
		if (name_of(e->d_name, a))
			*VEC_PUSH(a, f.files, f.file_count, f.file_space) = arena_str(a, e->d_name);
	if (d)
		closedir(d);
	if (f.file_count)
		qsort(f.files, f.file_count, sizeof *f.files, by_text);
	for (size_t i = 0; i < f.file_count && i < ANSWERS_MOST; i++)
		read_file(&f, f.files[i]);
	if (f.file_count > ANSWERS_MOST)
		fault(&f, f.path, arena_printf(a, _("%s: %zu files, only the first %d are read"), f.path, f.file_count,
			ANSWERS_MOST));
	answers_ready(f.answers, f.answer_count, a, out);
	out->faults = f.faults;
	out->fault_count = f.fault_count;
	return 0;
}

int
answers_intent(const struct conf *conf, const char *intent, struct arena *a, struct error *err)
{
	struct answer_set set;
	if (answers_load(conf, a, &set, err) < 0)
		return -1;
	const char **names = arena_array(a, const char *, set.count);
	for (size_t i = 0; i < set.count; i++) {
		names[i] = set.answers[i].intent;
		if (str_eq(names[i], intent))
			return 0;
	}
	const char *near = str_nearest(intent, names, set.count);
	if (near)
		return error_set(err, ERR_INPUT, _("no answer has the intent '%s' - did you mean '%s'?"), intent, near);
	return error_set(err, ERR_INPUT, _("no answer has the intent '%s': `sportello answers list` shows them"), intent);
}
