/*
 * api_secret.c - tokens of connected accounts: from a command or a file of the configuration; renewed ones from
 * where they were kept.  A renewed token is kept before it is used, by token-save-command or in a file that only
 * its owner can read; never in the store.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api.h"
#include "clock.h"
#include "file.h"
#include "hash.h"
#include "i18n.h"
#include "paths.h"
#include "process.h"
#include "str.h"

/* What a child of its own needs; it has its copy of everything. */
struct source {
	const char *account, *name, *command, *file, *save, *kept;
	const struct secret_in *in;
};

static const char *
own_option(const struct api_account *a, const char *name, const char *end, struct arena *arena)
{
	return worker_option(&a->w, arena_printf(arena, "%s-%s", name, end));
}

static void
source_of(struct api_account *a, const char *name, struct source *out)
{
	struct arena *arena = a->w.arena;
	char hex[33];

	uid_hex(hex, a->w.account->uid);
	*out = (struct source){ .account = a->w.account->name, .name = name,
		.command = own_option(a, name, "command", arena), .file = own_option(a, name, "file", arena),
		.save = worker_option(&a->w, "token-save-command"),
		.kept = paths_state(arena, arena_printf(arena, "secrets/%s/%s", hex, name)) };
}

/* -- kept values ------------------------------------------------------------------------------------------- */

/* A kept file has three lines: the value, when it expires, and the digest of the configured value at that time:
 * when the user has put another one there, it counts again. */
static int
read_kept(const struct source *s, const char *configured, struct arena *a, char **out)
{
	char text[17000], *line[3];
	struct error quiet = ERROR_INIT;
	struct digest d = digest_of(configured ? configured : "", strlen(configured ? configured : ""));
	char hex[65], *first;
	ssize_t n;
	size_t i, at = 0;
	int fd;

	if (access(s->kept, F_OK) || process_secret_file(s->kept, a, &first, &quiet))
		return -1;
	fd = open(s->kept, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
	if (fd >= 0)
		(void)close(fd);
	if (n <= 0)
		return -1;
	text[n] = '\0';
	for (i = 0; i < 3; i++) {
		line[i] = text + at;
		at += strcspn(text + at, "\n");
		if (!text[at])
			return -1;
		text[at++] = '\0';
	}
	digest_hex(hex, &d);
	if (configured && !str_eq(line[2], hex))
		return -1;
	*out = arena_printf(a, "%s\n%s", line[1], line[0]);
	explicit_bzero(text, sizeof text);
	return 0;
}

static int
write_kept(const struct source *s, const char *configured, struct arena *a, struct error *err)
{
	struct digest d = digest_of(configured ? configured : "", strlen(configured ? configured : ""));
	const char *slash = strrchr(s->kept, '/');
	const char *dir = arena_strn(a, s->kept, (size_t)(slash - s->kept));
	char hex[65], *text;

	digest_hex(hex, &d);
	text = arena_printf(a, "%s\n%lld\n%s\n", s->in->value, (long long)s->in->expires_at, hex);
	if (paths_make_dir(dir, err))
		return -1;
	if (file_replace(s->kept, text, strlen(text)))
		return error_set(err, ERR_SYSTEM, "%s: %s", s->kept, strerror(errno));
	return 0;
}

/* -- in a process of their own ------------------------------------------------------------------------------- */

static int
configured_value(const struct source *s, struct arena *a, char **out, struct error *err)
{
	*out = NULL;
	if (s->command)
		return process_secret(s->command, a, out, err);
	return s->file ? process_secret_file(s->file, a, out, err) : 0;
}

static int
fetch(void *ctx, struct arena *a, char **out, struct error *err)
{
	const struct source *s = ctx;
	char *value;

	if (configured_value(s, a, &value, err)) {
		error_prefix(err, "%s-%s", s->name, s->command ? "command" : "file");
		return -1;
	}
	if (!read_kept(s, value, a, out))
		return 0;
	if (!value)
		return error_set(err, ERR_AUTH, _("[account %s] has neither %s-command nor %s-file"), s->account,
			s->name, s->name);
	*out = arena_printf(a, "0\n%s", value);
	return 0;
}

static int
save(void *ctx, struct arena *a, char **out, struct error *err)
{
	const struct source *s = ctx;
	const char *env[] = { arena_printf(a, "SPORTELLO_SECRET=%s", s->name),
		arena_printf(a, "SPORTELLO_ACCOUNT=%s", s->account), NULL };
	struct process_spec spec = { .command = s->save, .env = env, .input = s->in->value,
		.input_len = strlen(s->in->value) };
	struct process_result result;
	char *value;

	(void)out;
	if (strpbrk(s->in->value, "\r\n"))
		return error_set(err, ERR_PROTOCOL, _("the new %s has a line end in it"), s->name);
	if (!s->save || !s->command) {	/* nobody could read back what the command keeps */
		if (configured_value(s, a, &value, err))
			return -1;
		return write_kept(s, value, a, err);
	}
	if (process_run(&spec, a, &result, err))
		return -1;
	return result.status ? error_set(err, ERR_SYSTEM, _("token-save-command ended with status %d: %s"),
		result.status, result.err) : 0;
}

/* -- the list ------------------------------------------------------------------------------------------------- */

const struct secret *
secret_find(const struct api_account *a, const char *name)
{
	const struct secret *s;

	for (s = a->secrets; s; s = s->next)
		if (str_eq(s->name, name))
			return s->value ? s : NULL;
	return NULL;
}

bool
secret_known(const struct api_account *a, const char *name)
{
	struct source s;

	source_of((struct api_account *)(uintptr_t)a, name, &s);
	return s.command || s.file || !access(s.kept, F_OK);
}

void
secret_set(struct api_account *a, const char *name, const char *value, int64_t expires_at)
{
	struct secret *s;

	for (s = a->secrets; s && !str_eq(s->name, name); s = s->next)
		continue;
	if (!s) {
		s = xcalloc(1, sizeof *s);
		s->name = xstrdup(name);
		s->next = a->secrets;
		a->secrets = s;
	}
	if (s->value)
		explicit_bzero(s->value, strlen(s->value));
	free(s->value);
	s->value = xstrdup(value);
	s->expires_at = expires_at;
}

void
secret_forget(struct api_account *a)
{
	struct secret *s;

	while ((s = a->secrets)) {
		a->secrets = s->next;
		if (s->value)
			explicit_bzero(s->value, strlen(s->value));
		free(s->value);
		free(s->name);
		free(s);
	}
}

const char *const *
secret_values(const struct api_account *a, struct arena *arena)
{
	const char **list = NULL;
	const struct secret *s;
	size_t n = 0, space = 0;

	for (s = a->secrets; s; s = s->next)
		if (!str_empty(s->value))
			*VEC_PUSH(arena, list, n, space) = arena_str(arena, s->value);
	*VEC_PUSH(arena, list, n, space) = NULL;
	return list;
}

struct errand *
secret_fetch(struct api_account *a, const char *name, struct error *err)
{
	struct source s;

	source_of(a, name, &s);
	return errand_start(fetch, &s, err);
}

int
secret_take(struct api_account *a, const char *name, struct errand *e, struct error *err)
{
	struct arena *arena = arena_new();
	char *text = NULL, *line;
	int64_t expires = 0;
	int rc = errand_result(e, arena, &text, err);

	if (!rc && (line = strchr(text, '\n'))) {
		*line = '\0';
		(void)str_to_int64(text, &expires);
		secret_set(a, name, line + 1, expires);
		explicit_bzero(line + 1, strlen(line + 1));
	}
	arena_free(arena);
	return rc;
}

struct errand *
secret_save(struct api_account *a, const struct secret_in *in, struct error *err)
{
	struct source s;

	source_of(a, in->name, &s);
	s.in = in;
	return errand_start(save, &s, err);
}
