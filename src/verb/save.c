/* save.c - an attachment into a file of the user's. */
#include "verb.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "i18n.h"
#include "paths.h"
#include "process.h"
#include "str.h"

enum { EXTRACT_MS = 30000 };

/* Files of chat-like channels lie beside the store. */
static int
copy_file(const char *from, const char *to, struct error *err)
{
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = in < 0 ? -1 : open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	int rc = out < 0 || file_copy(in, out) < 0 ? error_set(err, ERR_SYSTEM, "%s: %s", in < 0 ? from : to,
		strerror(errno)) : 0;
	if (in >= 0)
		close(in);
	if (out >= 0 && close(out) < 0 && rc == 0)
		rc = error_set(err, ERR_SYSTEM, "%s: %s", to, strerror(errno));
	if (rc < 0 && out >= 0)
		unlink(to);
	return rc;
}

/* Mail's attachments lie in the Maildir; sync knows MIME, so it extracts (sportello-sync --extract). */
static int
extract(const struct verb_context *v, int64_t item, const struct attachment *f, const char *to, struct arena *a,
	struct error *err)
{
	char *path, *raw;
	size_t len;
	struct process_result result;
	if (read_raw(v->store, item, a, &path, &raw, &len, err) < 0)
		return -1;
	if (!path)
		return error_set(err, ERR_INPUT, _("'%s' is not fetched yet"), f->name);
	const char *program = paths_find_program(a, "sportello-sync");
	const char *file = conf_exists(v->conf) ? conf_file(v->conf) : NULL;
	if (*to == '-')			/* no option */
		to = arena_printf(a, "./%s", to);
	const char *argv[] = { program, "--store", store_path(v->store), "--extract", path, f->part, to,
		file ? "--config" : NULL, file, NULL };
	struct process_spec spec = { .argv = argv, .held = true, .timeout_ms = EXTRACT_MS };
	if (process_run(&spec, a, &result, err) < 0)
		return -1;
	if (result.status)
		return error_set(err, ERR_SYSTEM, "%s", *result.err ? result.err : _("the attachment could not be read"));
	return 0;
}

int
attachment_save(const struct verb_context *v, int64_t item, const struct attachment *f, const char *to, struct arena *a,
	struct error *err)
{
	if (str_empty(to) || str_ends(to, "/"))
		return error_set(err, ERR_INPUT, _("'%s' is no file name: name a file"), to ? to : "");
	if (access(to, F_OK) == 0)
		return error_set(err, ERR_INPUT, _("'%s' exists already: name another file"), to);
	if (f->state != FILE_HERE)
		return error_set(err, ERR_INPUT, _("%s is %s; `sportello fetch` asks for it"), f->name,
			attachment_words(f, a));
	return f->file ? copy_file(f->file, to, err) : extract(v, item, f, to, a, err);
}

const char *
attachment_words(const struct attachment *f, struct arena *a)
{
	switch (f->state) {
	case FILE_COMING:
		return _("not here yet");
	case FILE_ASKED:
		return _("asked for");
	case FILE_THERE:
		return _("not fetched");
	case FILE_LOST:
		return arena_printf(a, _("not to be had: %s"), f->words ? f->words : "?");
	case FILE_HERE:
		break;
	}
	return "";
}

int
attachment_fetch(const struct verb_context *v, const struct attachment *f, struct error *err)
{
	if (f->state == FILE_HERE)
		return error_set(err, ERR_INPUT, _("%s is here already"), f->name);
	return store_fetch_ask(v->store, f->id, err);
}

/* One file of a message into blobs/, by way of a file beside the store when it lies inside a mail. */
static int
take_file(const struct verb_context *v, int64_t item, const struct attachment *f, struct act_file *out,
	struct arena *a, struct error *err)
{
	int64_t bytes;
	char *tmp = arena_printf(a, "%s/.forward-%ld", store_dir(v->store), (long)getpid());
	out->name = f->name;
	out->type = f->type;
	if (f->file)
		return store_blob_add(v->store, f->file, f->type, &out->blob, &bytes, err);
	(void)unlink(tmp);
	if (attachment_save(v, item, f, tmp, a, err) < 0)
		return -1;
	int rc = store_blob_add(v->store, tmp, f->type, &out->blob, &bytes, err);
	(void)unlink(tmp);
	return rc;
}

int
attachment_take(const struct verb_context *v, int64_t item, struct act_file **out, size_t *n, struct arena *a,
	struct error *err)
{
	struct attachment *list;
	size_t count, taken = 0;
	if (read_attachments(v->store, item, a, &list, &count, err) < 0)
		return -1;
	struct act_file *files = arena_array(a, struct act_file, count);
	for (size_t i = 0; i < count; i++) {
		if (list[i].inline_)
			continue;
		if (take_file(v, item, &list[i], &files[taken], a, err) < 0)
			return -1;
		taken++;
	}
	*out = files;
	*n = taken;
	return 0;
}
