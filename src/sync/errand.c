/* errand.c - see errand.h. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "buf.h"
#include "errand.h"
#include "i18n.h"
#include "sync.h"

struct errand {
	pid_t pid;
	int fd;
	bool ended;
	struct buf in;		/* a struct error, then the text */
};

static void
put(int fd, const void *data, size_t len)
{
	const char *p = data;
	ssize_t n;

	while (len && ((n = write(fd, p, len)) > 0 || errno == EINTR))
		if (n > 0) {
			p += n;
			len -= (size_t)n;
		}
}

static void
be_errand(int fd, int (*fn)(void *ctx, struct arena *a, char **out, struct error *err), void *ctx)
{
	struct arena *a = arena_new();
	struct error err = ERROR_INIT;
	char *out = NULL;

	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	sync_fetching = 1;		/* a signal ends the command, too */
	if (fn(ctx, a, &out, &err) && err.code == ERR_NONE)
		error_set(&err, ERR_SYSTEM, "?");
	put(fd, &err, sizeof err);
	if (out && err.code == ERR_NONE) {
		put(fd, out, strlen(out));
		explicit_bzero(out, strlen(out));
	}
	_exit(0);
}

struct errand *
errand_start(int (*fn)(void *ctx, struct arena *a, char **out, struct error *err), void *ctx, struct error *err)
{
	struct errand *e;
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC)) {
		error_set(err, ERR_SYSTEM, _("no further process could be started: %s"), strerror(errno));
		return NULL;
	}
	pid = fork();
	if (!pid)
		be_errand(ends[1], fn, ctx);
	(void)close(ends[1]);
	if (pid < 0) {
		(void)close(ends[0]);
		error_set(err, ERR_SYSTEM, _("no further process could be started: %s"), strerror(errno));
		return NULL;
	}
	(void)fcntl(ends[0], F_SETFL, O_NONBLOCK);
	e = xcalloc(1, sizeof *e);
	e->pid = pid;
	e->fd = ends[0];
	buf_init(&e->in);
	return e;
}

int
errand_fd(const struct errand *e)
{
	return e->fd;
}

bool
errand_done(struct errand *e)
{
	char chunk[4096];
	ssize_t n;

	while (!e->ended) {
		n = read(e->fd, chunk, sizeof chunk);
		if (n > 0)
			buf_add(&e->in, chunk, (size_t)n);
		else if (n < 0 && errno == EINTR)
			continue;
		else if (n < 0 && errno == EAGAIN)
			break;
		else
			e->ended = true;
	}
	explicit_bzero(chunk, sizeof chunk);
	return e->ended;
}

int
errand_result(struct errand *e, struct arena *a, char **out, struct error *err)
{
	struct error theirs;

	if (e->in.len < sizeof theirs)
		return error_set(err, ERR_SYSTEM, _("a command of the configuration ended before its time"));
	memcpy(&theirs, e->in.data, sizeof theirs);
	if (theirs.code != ERR_NONE)
		return error_set(err, theirs.code, "%s", theirs.text);
	*out = arena_strn(a, e->in.data + sizeof theirs, e->in.len - sizeof theirs);
	return 0;
}

void
errand_end(struct errand *e)
{
	if (!e)
		return;
	if (!e->ended)
		(void)kill(e->pid, SIGTERM);
	(void)close(e->fd);
	(void)waitpid(e->pid, NULL, 0);
	if (e->in.len)
		explicit_bzero(e->in.data, e->in.len);
	buf_free(&e->in);
	free(e);
}
