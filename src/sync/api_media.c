/*
 * api_media.c - files of messages: one durable job each, fetched while their links live, judged by their
 * content, kept under their digest.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api.h"
#include "i18n.h"
#include "paths.h"
#include "str.h"

#define SEPARATOR '\x1f'		/* in no id */
#define ASKED "asked"			/* body of such a job; the statements of the store know it */
#define PICTURE "picture:"		/* the key of a post's picture begins so; of a file, with a thread and a separator */
#define MEGABYTE (1024 * 1024LL)

int64_t
media_limit(const struct api_account *a)
{
	const char *text = worker_option(&a->w, "media-limit");
	int64_t mb;

	return text && !str_to_int64(text, &mb) && mb >= 0 && mb < 100000 ? mb * MEGABYTE : 20 * MEGABYTE;
}

static bool
is_wanted(const struct api_account *a, const struct attachment *t)
{
	return !str_empty(t->part) && !t->file && t->bytes <= media_limit(a) && media_limit(a) > 0;
}

/* The number of the file; recordings come one after the other, and go by their part. */
static const char *
media_key(const char *thread, const char *remote_id, enum item_kind kind, const char *part, size_t k,
	struct arena *arena)
{
	const char *which = kind == KIND_CALL ? arena_printf(arena, "=%s", part) : arena_printf(arena, "%zu", k);

	return arena_printf(arena, "%s%c%s%c%s", thread, SEPARATOR, remote_id, SEPARATOR, which);
}

void
media_jobs(struct api_account *a, struct batch *b, int64_t now, struct arena *arena)
{
	struct job *jobs = NULL;
	size_t n = 0, space = 0, i, k;

	for (i = 0; i < b->job_count; i++)
		*VEC_PUSH(arena, jobs, n, space) = b->jobs[i];
	for (i = 0; i < b->message_count; i++) {
		const struct message_in *m = &b->messages[i];

		for (k = 0; k < m->attachment_count; k++)
			if (is_wanted(a, &m->attachments[k]))
				*VEC_PUSH(arena, jobs, n, space) = (struct job){ .kind = "media", .not_before = now,
					.key = media_key(m->thread, m->remote_id, m->kind, m->attachments[k].part,
					k, arena) };
	}
	for (i = 0; i < b->capability_count; i++)
		if (str_eq(b->capabilities[i].key, "post-picture") && !str_empty(b->capabilities[i].value) && media_limit(a) > 0)
			*VEC_PUSH(arena, jobs, n, space) = (struct job){ .kind = "media", .not_before = now,
				.key = arena_printf(arena, PICTURE "%s", b->capabilities[i].value) };
	b->jobs = jobs;
	b->job_count = n;
}

static int
begin(struct api_run *r, const struct job *j, struct error *err)
{
	const char *dir = r->account->w.sync->dir;

	if (!r->attachment.id || r->attachment.blob)
		return 1;
	r->asked = str_eq(j->body, ASKED);
	r->job.body = NULL;
	r->job.key = r->attachment.part;
	r->file = arena_printf(r->arena, "%s/incoming/%lld", dir, (long long)j->id);
	return paths_make_dir(arena_printf(r->arena, "%s/incoming", dir), err);
}

int
media_begin(struct api_run *r, const struct job *j, struct error *err)
{
	struct api_account *a = r->account;
	char *thread = arena_str(r->arena, j->key), *message = strchr(thread, SEPARATOR), *n;

	if (!message && str_starts(thread, PICTURE))
		return feed_picture_file(a->w.store, a->w.account->id, thread + strlen(PICTURE), r->arena, &r->attachment,
			err) ? -1 : begin(r, j, err);
	if (!message || !(n = strchr(message + 1, SEPARATOR)))
		return 1;
	*message++ = '\0';
	*n++ = '\0';
	if (feed_attachment(a->w.store, a->w.account->id, thread, message, (int)strtol(n, NULL, 10),
	    *n == '=' ? n + 1 : NULL, r->arena, &r->attachment, err))
		return -1;
	return begin(r, j, err);
}

void
media_left(struct api_run *r)
{
	struct store *s = r->account->w.store;
	struct error quiet = ERROR_INIT;
	int64_t done, total;

	http_progress(r->call, &done, &total);
	if (total <= media_limit(r->account))	/* not said, and at least this */
		total = media_limit(r->account) + 1;
	if (!feed_attachment_size(s, r->attachment.id, total, &quiet))
		(void)feed_job_done(s, r->job.id, &quiet);
}

void
media_asked(struct api_account *a)
{
	struct arena *arena = arena_new();
	struct error quiet = ERROR_INIT;
	struct feed_asked *list;
	struct feed_result fed = { 0 };
	struct batch b = { .job_count = 0 };
	struct cursor_in mark = { .key = "engine.fetch" };
	struct job *jobs;
	char *since = NULL;
	int64_t at = 0;
	size_t n = 0, i;

	(void)feed_cursor(a->w.store, a->w.account->id, mark.key, arena, &since, &quiet);
	(void)(since && str_to_int64(since, &at));
	if (feed_asked(a->w.store, a->w.account->id, at, arena, &list, &n, &quiet) == 0 && n) {
		jobs = arena_array(arena, struct job, n);
		for (i = 0; i < n; i++)
			jobs[i] = (struct job){ .kind = "media", .body = ASKED, .not_before = 1,
				.key = media_key(list[i].thread, list[i].remote_id, list[i].kind, list[i].part,
				(size_t)list[i].n, arena) };
		mark.value = arena_printf(arena, "%lld", (long long)list[n - 1].at);
		b = (struct batch){ .jobs = jobs, .job_count = n, .cursors = &mark, .cursor_count = 1 };
		if (!feed_batch(a->w.store, &a->w.feed, &b, &fed, &quiet))
			for (i = 0; i < n; i++)
				(void)feed_attachment_problem(a->w.store, a->w.account->id, list[i].attachment, NULL, &quiet);
		a->file_at = -1;
	}
	arena_free(arena);
}

static bool
begins(const unsigned char *b, size_t len, size_t at, const char *magic, size_t n)
{
	return len >= at + n && !memcmp(b + at, magic, n);
}

const char *
media_sniff(const void *bytes, size_t len)
{
	static const struct { size_t at; const char *magic; size_t n; const char *type; } known[] = {
		{ 0, "\x89PNG\r\n\x1a\n", 8, "image/png" }, { 0, "\xff\xd8\xff", 3, "image/jpeg" },
		{ 0, "GIF8", 4, "image/gif" }, { 8, "WEBP", 4, "image/webp" }, { 0, "%PDF-", 5, "application/pdf" },
		{ 0, "OggS", 4, "audio/ogg" }, { 0, "ID3", 3, "audio/mpeg" }, { 0, "\xff\xfb", 2, "audio/mpeg" },
		{ 0, "\xff\xf3", 2, "audio/mpeg" }, { 8, "WAVE", 4, "audio/wav" }, { 4, "ftypheic", 8, "image/heic" },
		{ 4, "ftypM4A", 7, "audio/mp4" }, { 4, "ftyp", 4, "video/mp4" },
		{ 0, "\x1a\x45\xdf\xa3", 4, "video/webm" }, { 0, "#!AMR", 5, "audio/amr" },
		{ 0, "PK\x03\x04", 4, "application/zip" }, { 0, "\x1f\x8b", 2, "application/gzip" },
		{ 0, "MZ", 2, "application/vnd.microsoft.portable-executable" },
		{ 0, "\x7f" "ELF", 4, "application/x-elf" },
	};
	const unsigned char *b = bytes;
	size_t i, skip = 0;
	char head[16] = "";

	for (i = 0; i < sizeof known / sizeof known[0]; i++)
		if (begins(b, len, known[i].at, known[i].magic, known[i].n))
			return known[i].type;
	while (skip < len && (b[skip] <= ' ' || b[skip] == 0xef || b[skip] == 0xbb || b[skip] == 0xbf))
		skip++;
	for (i = 0; i < sizeof head - 1 && skip + i < len; i++)
		head[i] = (char)b[skip + i];
	return str_istarts(head, "<!doctype html") || str_istarts(head, "<html") ? "text/html" : NULL;
}

/* What a zip may truly be is more than its first bytes say. */
static const char *
true_type(const char *said, const char *seen)
{
	if (!seen || str_eq(said, seen))
		return NULL;
	if (str_eq(seen, "application/zip") && !str_empty(said) && str_starts(said, "application/"))
		return NULL;
	if (str_eq(seen, "audio/ogg") && (str_eq(said, "video/ogg") || str_eq(said, "application/ogg")))
		return NULL;
	if (str_eq(seen, "video/mp4") && said && (str_starts(said, "video/") || str_eq(said, "audio/mp4")))
		return NULL;
	if (str_eq(seen, "video/webm") && said && (str_ends(said, "/webm") || str_ends(said, "matroska")))
		return NULL;
	return seen;
}

int
media_store(struct api_run *r, struct error *err)
{
	struct feed_attachment *t = &r->attachment;
	const char *seen, *said = !str_empty(t->type) ? t->type : r->answer.type, *type;
	char head[512];
	int fd = open(r->file, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, head, sizeof head);

	if (fd >= 0)
		(void)close(fd);
	if (n < 0)
		return error_set(err, ERR_SYSTEM, "%s: %s", r->file, strerror(errno));
	seen = media_sniff(head, (size_t)n);
	if (str_eq(seen, "text/html") && !str_eq(said, "text/html"))
		return error_set(err, ERR_REMOTE, _("a page came instead of the file %s"), t->name ? t->name : "");
	type = true_type(said, seen);
	if (!type && str_empty(t->type))
		type = said;
	return feed_attachment_file(r->account->w.store, t->id, r->file, type, err);
}
