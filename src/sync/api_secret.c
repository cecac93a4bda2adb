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
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api.h"
#include "clock.h"
#include "file.h"
#include "hash.h"
#include "i18n.h"
#include "paths.h"
#include "process.h"
#include "str.h"

#define ROOM 16384			/* bytes set aside for tokens that are about to come */

/* What a child of its own needs; it has its copy of everything. */
struct source {
	const char *account, *name, *command, *file, *save, *kept;
	const char *room;		/* NULL = none is needed: commands keep all */
	const struct secret_in *in;
};

static const char *
own_option(const struct api_account *a, const char *name, const char *end, struct arena *arena)
{
	return worker_option(&a->w, arena_printf(arena, "%s-%s", name, end));
}

/* A file of the account's own folder for secrets. */
static char *
own_path(const struct api_account *a, const char *name, struct arena *arena)
{
	char hex[33];

	uid_hex(hex, a->w.account->uid);
	return paths_state(arena, arena_printf(arena, "secrets/%s/%s", hex, name));
}

static void
source_of(struct api_account *a, const char *name, struct source *out)
{
	struct arena *arena = a->w.arena;

	*out = (struct source){ .account = a->w.account->name, .name = name,
		.command = own_option(a, name, "command", arena), .file = own_option(a, name, "file", arena),
		.save = worker_option(&a->w, "token-save-command"), .kept = own_path(a, name, arena) };
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

/* The folder of a file. */
static int
make_folder(const char *path, struct arena *a, struct error *err)
{
	return paths_make_dir(arena_strn(a, path, (size_t)(strrchr(path, '/') - path)), err);
}

static int
write_kept(const struct source *s, const char *configured, struct arena *a, struct error *err)
{
	struct digest d = digest_of(configured ? configured : "", strlen(configured ? configured : ""));
	char hex[65], *text;

	digest_hex(hex, &d);
	text = arena_printf(a, "%s\n%lld\n%s\n", s->in->value, (long long)s->in->expires_at, hex);
	if (make_folder(s->kept, a, err))
		return -1;
	if (s->room)
		(void)unlink(s->room);
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
keep(const struct source *s, struct arena *a, struct error *err)
{
	char *value;

	return configured_value(s, a, &value, err) ? -1 : write_kept(s, value, a, err);
}

/* Goes on when sync is killed meanwhile: nobody else has the new token.  *out: what is to be said though it is kept. */
static int
save(void *ctx, struct arena *a, char **out, struct error *err)
{
	const struct source *s = ctx;
	const char *env[] = { arena_printf(a, "SPORTELLO_SECRET=%s", s->name),
		arena_printf(a, "SPORTELLO_ACCOUNT=%s", s->account), NULL };
	struct process_spec spec = { .command = s->save, .env = env, .input = s->in->value,
		.input_len = strlen(s->in->value) };
	struct process_result result;
	struct error why = ERROR_INIT;

	(void)prctl(PR_SET_PDEATHSIG, 0);
	sync_fetching = 0;
	if (strpbrk(s->in->value, "\r\n"))
		return error_set(err, ERR_PROTOCOL, _("the new %s has a line end in it"), s->name);
	if (!s->save || !s->command)	/* nobody could read back what the command keeps */
		return keep(s, a, err);
	if (!process_run(&spec, a, &result, &why) && !result.status)
		return 0;
	if (why.code == ERR_NONE)
		error_set(&why, ERR_SYSTEM, _("token-save-command ended with status %d: %s"), result.status,
			result.err);
	if (keep(s, a, NULL)) {		/* rather beside than lost */
		*err = why;
		return -1;
	}
	*out = arena_printf(a, _("%s; the new %s is in %s"), why.text, s->name, s->kept);
	return 0;
}

/* -- before tokens are renewed ------------------------------------------------------------------------------ */

/* The token as it is kept now (another process may have renewed it), and room for those to come: what could not be
 * kept is not asked for. */
static int
look(void *ctx, struct arena *a, char **out, struct error *err)
{
	static const char nothing[ROOM];
	const struct source *s = ctx;
	struct error quiet = ERROR_INIT;

	if (fetch(ctx, a, out, &quiet))
		*out = NULL;
	if (!s->room)
		return 0;
	if (make_folder(s->room, a, err))
		return -1;
	if (file_replace(s->room, nothing, sizeof nothing))
		return error_set(err, ERR_SYSTEM, _("a renewed token could not be kept, so none is asked for: %s: %s"),
			s->room, strerror(errno));
	return 0;
}

struct errand *
secret_look(struct api_account *a, struct error *err)
{
	struct source s, renewing;

	source_of(a, "token", &s);
	source_of(a, "refresh-token", &renewing);
	if (!s.save || !s.command || !renewing.command)
		s.room = own_path(a, "room", a->w.arena);
	return errand_start(look, &s, err);
}

/* What an errand has brought: "EXPIRY\nVALUE".  The value lies in the arena, for its reader to wipe; NULL = none. */
static int
brought(struct errand *e, struct arena *arena, char **value, int64_t *expires, struct error *err)
{
	char *text = NULL, *line;
	int rc = errand_result(e, arena, &text, err);

	*value = NULL;
	*expires = 0;
	if (!rc && (line = strchr(text, '\n'))) {
		*line = '\0';
		(void)str_to_int64(text, expires);
		*value = line + 1;
	}
	return rc;
}

int
secret_looked(struct api_account *a, struct errand *e, bool *newer, struct error *err)
{
	const struct secret *had = secret_find(a, "token");
	struct arena *arena = arena_new();
	char *value;
	int64_t expires;
	int rc = brought(e, arena, &value, &expires, err);

	*newer = value && (!had || !str_eq(had->value, value)) && (!expires || expires > clock_now() + SECRET_EXPIRY_MS);
	if (*newer)
		secret_set(a, "token", value, expires);
	if (value)
		explicit_bzero(value, strlen(value));
	arena_free(arena);
	return rc;
}

int
secret_lock(const struct api_account *a)
{
	struct arena *arena = arena_new();
	const char *path = own_path(a, "lock", arena);
	int fd = -1;

	if (!make_folder(path, arena, NULL))
		fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	arena_free(arena);
	if (fd < 0)
		return SECRET_NO_LOCK;
	if (!flock(fd, LOCK_EX | LOCK_NB))
		return fd;
	(void)close(fd);
	return -1;
}

/* With what it is shown: when that changes, it may be taken. */
static char *
refused_mark(const struct api_account *a, struct arena *arena)
{
	const struct secret *token = secret_find(a, "refresh-token"), *secret = secret_find(a, "secret");
	const char *client = worker_option(&a->w, "client-id");
	struct digest d;
	char hex[65], *all;

	if (!token)
		return NULL;
	all = arena_printf(arena, "%s\n%s\n%s", token->value, secret ? secret->value : "", client ? client : "");
	d = digest_of(all, strlen(all));
	explicit_bzero(all, strlen(all));
	digest_hex(hex, &d);
	return arena_str(arena, hex);
}

void
secret_refused(const struct api_account *a)
{
	struct arena *arena = arena_new();
	const char *path = own_path(a, "refused", arena), *mark = refused_mark(a, arena);

	if (mark && !make_folder(path, arena, NULL))
		(void)file_replace(path, mark, strlen(mark));
	arena_free(arena);
}

bool
secret_is_refused(const struct api_account *a)
{
	struct arena *arena = arena_new();
	struct buf b = BUF_INIT;
	const char *mark = refused_mark(a, arena);
	bool is = mark && !file_read(own_path(a, "refused", arena), 64, &b) && str_eq(b.data, mark);

	buf_free(&b);
	arena_free(arena);
	return is;
}

void
secret_no_room(const struct api_account *a)
{
	struct arena *arena = arena_new();

	(void)unlink(own_path(a, "room", arena));
	arena_free(arena);
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
secret_put(struct secret **list, const char *name, const char *value, int64_t expires_at)
{
	struct secret *s;

	for (s = *list; s && !str_eq(s->name, name); s = s->next)
		continue;
	if (!s) {
		s = xcalloc(1, sizeof *s);
		s->name = xstrdup(name);
		s->next = *list;
		*list = s;
	}
	if (s->value)
		explicit_bzero(s->value, strlen(s->value));
	free(s->value);
	s->value = xstrdup(value);
	s->expires_at = expires_at;
}

void
secret_set(struct api_account *a, const char *name, const char *value, int64_t expires_at)
{
	secret_put(&a->secrets, name, value, expires_at);
}

void
secret_free(struct secret **list)
{
	struct secret *s;

	while ((s = *list)) {
		*list = s->next;
		if (s->value)
			explicit_bzero(s->value, strlen(s->value));
		free(s->value);
		free(s->name);
		free(s);
	}
}

void
secret_forget(struct api_account *a)
{
	secret_free(&a->secrets);
}

void
secret_drop(struct api_account *a, const char *name)
{
	struct secret **link, *one;

	for (link = &a->secrets; *link && !str_eq((*link)->name, name); link = &(*link)->next)
		continue;
	if (!(one = *link))
		return;
	*link = one->next;
	one->next = NULL;
	secret_free(&one);
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
	char *value;
	int64_t expires;
	int rc = brought(e, arena, &value, &expires, err);

	if (value) {
		secret_set(a, name, value, expires);
		explicit_bzero(value, strlen(value));
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
	s.room = own_path(a, "room", a->w.arena);
	return errand_start(save, &s, err);
}

/* -- by hand ---------------------------------------------------------------------------------------------------- */

int64_t
secret_signed_in(const struct api_account *a)
{
	struct arena *arena = arena_new();
	struct stat st;
	int rc = stat(own_path(a, "signed-in", arena), &st);

	arena_free(arena);
	return rc ? 0 : st.st_mtim.tv_sec * 1000000000LL + st.st_mtim.tv_nsec;
}

void
secret_sign_in(const struct api_account *a)
{
	struct arena *arena = arena_new();
	const char *path = own_path(a, "signed-in", arena);

	if (!make_folder(path, arena, NULL))
		(void)file_replace(path, "", 0);
	arena_free(arena);
}
