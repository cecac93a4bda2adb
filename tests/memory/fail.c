/* fail.c - see fail.h. */
#include "fail.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <libxml/xmlmemory.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sqlite3.h>

#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define WITH_ASAN 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define WITH_ASAN 1
#endif

enum { LIMIT_S = 60 };

static long counted, failing;
static bool armed;

/* Is it this one's turn to fail? */
static bool
turn(void)
{
	return armed && ++counted == failing;
}

#ifdef WITH_ASAN
#define NAME(f) __wrap_##f
#define REAL(f) __real_##f
#else
#define NAME(f) f
#define REAL(f) __libc_##f
#endif
void *NAME(malloc)(size_t n);
void *NAME(calloc)(size_t n, size_t size);
void *NAME(realloc)(void *p, size_t n);
void *REAL(malloc)(size_t n);
void *REAL(calloc)(size_t n, size_t size);
void *REAL(realloc)(void *p, size_t n);

void *
NAME(malloc)(size_t n)
{
	if (!turn())
		return REAL(malloc)(n);
	errno = ENOMEM;
	return NULL;
}

void *
NAME(calloc)(size_t n, size_t size)
{
	if (!turn())
		return REAL(calloc)(n, size);
	errno = ENOMEM;
	return NULL;
}

void *
NAME(realloc)(void *p, size_t n)
{
	if (!turn())
		return REAL(realloc)(p, n);
	errno = ENOMEM;
	return NULL;
}

#ifdef WITH_ASAN
static struct sqlite3_mem_methods usual;

static void *
of_sqlite(int n)
{
	return turn() ? NULL : usual.xMalloc(n);
}

static void *
again_of_sqlite(void *p, int n)
{
	return turn() ? NULL : usual.xRealloc(p, n);
}

static char *
copy_of_xml(const char *s)
{
	size_t n = strlen(s) + 1;
	char *copy = NAME(malloc)(n);

	return copy ? memcpy(copy, s, n) : NULL;
}
#endif

void
fail_init(void)
{
#ifdef WITH_ASAN
	struct sqlite3_mem_methods m;

	(void)sqlite3_config(SQLITE_CONFIG_GETMALLOC, &usual);
	m = usual;
	m.xMalloc = of_sqlite;
	m.xRealloc = again_of_sqlite;
	(void)sqlite3_config(SQLITE_CONFIG_MALLOC, &m);
	json_set_alloc_funcs(NAME(malloc), free);
	xmlMemSetup(free, NAME(malloc), NAME(realloc), copy_of_xml);
#endif
}

void
fail_arm(long at)
{
	counted = 0;
	failing = at;
	armed = true;
}

long
fail_disarm(void)
{
	armed = false;
	return counted;
}

/* -- trying ------------------------------------------------------------------------------------------------ */

struct trial *
fail_trial_new(void)
{
	void *p = mmap(NULL, sizeof(struct trial), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		exit(99);
	return p;
}

void
fail_trial_free(struct trial *t)
{
	(void)munmap(t, sizeof *t);
}

long
fail_stride(long count, long most)
{
	const char *tries = getenv("MEMORY_TRIES");

	most = tries ? strtol(tries, NULL, 10) : most;
	return most < 1 || count <= most ? 1 : (count + most - 1) / most;
}

static _Noreturn void
child(struct trial *t, long at, int (*work)(void *ctx, struct trial *t), void *ctx, int errors)
{
	int rc;

	(void)dup2(errors, STDERR_FILENO);
	(void)alarm(LIMIT_S);
	fail_arm(at);
	rc = work(ctx, t);
	t->count = fail_disarm();
#ifdef WITH_ASAN
	exit(rc ? 1 : 0);	/* leaks are looked for */
#else
	_exit(rc ? 1 : 0);
#endif
}

/* What a child said before it ended; says so itself when that is not as it must be. */
static enum ending
judge(const struct trial *t, int status, int errors, long at)
{
	char said[4000];
	ssize_t n = pread(errors, said, sizeof said - 1, 0);

	said[n > 0 ? n : 0] = '\0';
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return ENDED_WELL;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 1 && t->code && *t->words)
		return ENDED_WITH_WORDS;
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT && strstr(said, "sportello: out of memory"))
		return ENDED_BY_ABORT;
	/* GLib has no other way */
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGTRAP && strstr(said, "failed to allocate"))
		return ENDED_BY_ABORT;
	printf("# allocation %ld, step %d: status %x, code %d\n# %.1500s\n", at, t->step, (unsigned)status, t->code, said);
	return ENDED_BADLY;
}

enum ending
fail_try(struct trial *t, long at, int (*work)(void *ctx, struct trial *t), void *ctx)
{
	int errors = memfd_create("errors", MFD_CLOEXEC), status = 0;
	enum ending e;
	pid_t pid;

	memset(t, 0, sizeof *t);
	fflush(NULL);
	pid = errors < 0 ? -1 : fork();
	if (pid < 0)
		exit(99);
	if (!pid)
		child(t, at, work, ctx, errors);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	e = judge(t, status, errors, at);
	close(errors);
	return e;
}

void
tally_add(struct tally *y, enum ending e)
{
	y->tried++;
	*(e == ENDED_WELL ? &y->well : e == ENDED_WITH_WORDS ? &y->words : e == ENDED_BY_ABORT ? &y->aborted : &y->bad) += 1;
}

void
tally_say(const struct tally *y, const char *name, long count)
{
	printf("# %s: %ld of %ld allocations failed once: %ld done all the same, %ld refused in words, %ld ended with words, "
		"%ld wrong\n", name, y->tried, count, y->well, y->words, y->aborted, y->bad);
}
