/* shim.c - fails, kills, or writes down what a program asks of the system; see shim.h. */
#include "shim.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { OPEN = 1, READ = 2, MAKE = 4, WRITE = 8, CUT = 16, SYNC = 32, NAME = 64, REMOVE = 128, MAP = 256 };
enum { GO_ON = 0, AFTERWARDS = -1, HALF = -2 };
enum { CHANGES = MAKE | WRITE | CUT | SYNC | NAME | REMOVE };

static const struct { const char *name; int error; unsigned calls; } ways[] = {
	{ "ENOSPC", ENOSPC, MAKE | WRITE | CUT | SYNC | NAME },
	{ "EIO", EIO, OPEN | READ | CHANGES | MAP },
	{ "EACCES", EACCES, OPEN | MAKE | NAME | REMOVE },
	{ "kill", 0, CHANGES }, { "alone", 0, CHANGES }, { "killafter", AFTERWARDS, CHANGES }, { "half", HALF, WRITE },
};

static struct shared *shared;
static const char *dir, *roots;
static int way = -1;
static int64_t target;
static bool goes_on;

void *
shim_real(const char *name)
{
	void *f = dlsym(RTLD_NEXT, name);

	if (!f)
		abort();
	return f;
}

/* As a function pointer of the type that is named, found once. */
#define REAL(name) \
	static __typeof__(name) *real; \
	if (!real) \
		*(void **)&real = shim_real(#name)

const char *
shim_dir(void)
{
	return dir;
}

static void
read_way(const char *text)
{
	const char *prog = getenv("TORTURE_PROG"), *colon = text ? strchr(text, ':') : NULL;

	if (!colon || (prog && strcmp(prog, program_invocation_short_name)))
		return;
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		if (!strncmp(text, ways[i].name, (size_t)(colon - text)) && !ways[i].name[colon - text])
			way = (int)i;
	target = strtoll(colon + 1, NULL, 10);
	goes_on = strstr(colon, ":on") != NULL;
}

__attribute__((constructor)) static void
begin(void)
{
	char path[4096];
	int fd;

	dir = getenv("TORTURE_DIR");
	roots = getenv("TORTURE_ROOT");
	if (!dir)
		return;
	snprintf(path, sizeof path, "%s/shared", dir);
	fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return;
	void *at = (void *)syscall(SYS_mmap, NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	syscall(SYS_close, fd);
	if (at == MAP_FAILED)
		return;
	shared = at;
	read_way(getenv("TORTURE_FAIL"));
}

bool
shim_beneath(const char *path)
{
	for (const char *r = roots; r && path && *r; r += strcspn(r, ":"), r += *r == ':') {
		size_t n = strcspn(r, ":");

		if (!strncmp(path, r, n) && (path[n] == '/' || !path[n]))
			return true;
	}
	return false;
}

bool
shim_path_of(int fd, char path[4096])
{
	char link[64];
	int why = errno;

	if (!roots || fd < 3)
		return false;
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	ssize_t n = readlink(link, path, 4095);
	errno = why;
	path[n < 0 ? 0 : n] = '\0';
	return n > 0 && shim_beneath(path);
}

static void
die(void)
{
	kill(strcmp(ways[way].name, "alone") ? 0 : getpid(), SIGKILL);
	for (;;)
		pause();
}

static void
note_hit(const char *call, const char *path, int64_t n)
{
	char file[4096], line[4400];
	int len = snprintf(line, sizeof line, "%s %lld %s %s %s\n", ways[way].name, (long long)n, call,
		program_invocation_short_name, path);

	snprintf(file, sizeof file, "%s/hits", dir);
	int fd = (int)syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd >= 0) {
		(void)!syscall(SYS_write, fd, line, (size_t)len);
		syscall(SYS_close, fd);
	}
}

/* What is to become of this call: 0 nothing, an errno, or one of the enum. */
static int
verdict(unsigned kind, const char *call, const char *path)
{
	if (!shared || way < 0 || !(ways[way].calls & kind))
		return GO_ON;
	int64_t n = ++shared->calls;
	if (goes_on ? n < target : n != target)
		return GO_ON;
	note_hit(call, path, n);
	if (!ways[way].error)
		die();
	return ways[way].error;
}

static int
verdict_fd(unsigned kind, const char *call, int fd)
{
	char path[4096];

	return shared && way >= 0 && ways[way].calls & kind && shim_path_of(fd, path) ? verdict(kind, call, path) : GO_ON;
}

#define FAILS(v) ((v) > 0 ? (errno = (v), true) : false)
#define AND_DIES(v) do { if ((v) == AFTERWARDS) die(); } while (0)

/* -- opening ------------------------------------------------------------------------------------------------- */

/* An absolute path of what is named, beneath the root; false when it is none. */
static bool
whole_path(int at, const char *name, char path[4096])
{
	char here[3000];

	if (!roots || !name)
		return false;
	if (*name == '/') {
		snprintf(path, 4096, "%s", name);
	} else if (at == AT_FDCWD) {
		snprintf(path, 4096, "%s/%s", getcwd(here, sizeof here) ? here : "", name);
	} else {
		char folder[4096];

		if (!shim_path_of(at, folder))
			return false;
		snprintf(path, 4096, "%.2000s/%.2000s", folder, name);
	}
	return shim_beneath(path);
}

static int
open_it(const char *call, int at, const char *name, int flags, mode_t mode)
{
	char path[4096];
	struct stat st;
	REAL(openat64);

	if (!dir || !whole_path(at, name, path))
		return real(at, name, flags, mode);
	bool makes = flags & O_CREAT && stat(path, &st) < 0;
	int v = verdict(makes ? MAKE : OPEN, call, path);
	if (FAILS(v))
		return -1;
	bool recorded = flags & (O_CREAT | O_TRUNC) && record_begin();
	if (recorded)
		makes = stat(path, &st) < 0;
	int fd = real(at, name, flags, mode);
	if (recorded && fd >= 0 && makes)
		record_made(path);
	else if (recorded && fd >= 0 && flags & O_TRUNC)
		record_cut(fd, 0);
	if (recorded)
		record_end();
	AND_DIES(v);
	return fd;
}

static mode_t
mode_in(int flags, va_list ap)
{
	return flags & (O_CREAT | __O_TMPFILE) ? va_arg(ap, mode_t) : 0;
}

#define OPENS(function) \
	int \
	function(const char *path, int flags, ...) \
	{ \
		va_list ap; \
		va_start(ap, flags); \
		mode_t mode = mode_in(flags, ap); \
		va_end(ap); \
		return open_it(#function, AT_FDCWD, path, flags, mode); \
	}
#define OPENS_AT(function) \
	int \
	function(int at, const char *path, int flags, ...) \
	{ \
		va_list ap; \
		va_start(ap, flags); \
		mode_t mode = mode_in(flags, ap); \
		va_end(ap); \
		return open_it(#function, at, path, flags, mode); \
	}
OPENS(open)
OPENS(open64)
OPENS_AT(openat)
OPENS_AT(openat64)


int
creat(const char *path, mode_t mode)
{
	return open_it("creat", AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, mode);
}

int
mkdir(const char *name, mode_t mode)
{
	char path[4096];
	REAL(mkdir);

	if (!dir || !whole_path(AT_FDCWD, name, path))
		return real(name, mode);
	int v = verdict(MAKE, "mkdir", path);
	if (FAILS(v))
		return -1;
	bool recorded = record_begin();
	int rc = real(name, mode);
	if (recorded && !rc)
		record_made(path);
	if (recorded)
		record_end();
	AND_DIES(v);
	return rc;
}

/* -- reading and writing ----------------------------------------------------------------------------------------- */

ssize_t
read(int fd, void *data, size_t len)
{
	REAL(read);

	return dir && FAILS(verdict_fd(READ, "read", fd)) ? -1 : real(fd, data, len);
}

ssize_t
pread(int fd, void *data, size_t len, off_t at)
{
	REAL(pread);

	return dir && FAILS(verdict_fd(READ, "pread", fd)) ? -1 : real(fd, data, len, at);
}

ssize_t
pread64(int fd, void *data, size_t len, off64_t at)
{
	REAL(pread64);

	return dir && FAILS(verdict_fd(READ, "pread", fd)) ? -1 : real(fd, data, len, at);
}

static ssize_t
write_it(int fd, const void *data, size_t len, int64_t at)
{
	char path[4096];
	REAL(pwrite64);
	static ssize_t (*plain)(int, const void *, size_t);

	if (!plain)
		*(void **)&plain = shim_real("write");
	if (!dir || !shim_path_of(fd, path))
		return at < 0 ? plain(fd, data, len) : real(fd, data, len, at);
	int v = verdict(WRITE, at < 0 ? "write" : "pwrite", path);
	if (FAILS(v))
		return -1;
	if (v == HALF)
		len /= 2;
	bool recorded = record_begin();
	ssize_t n = at < 0 ? plain(fd, data, len) : real(fd, data, len, at);
	if (recorded && n > 0)
		record_write(fd, data, (size_t)n, at < 0 ? lseek(fd, 0, SEEK_CUR) - n : at);
	if (recorded)
		record_end();
	if (v == HALF || v == AFTERWARDS)
		die();
	return n;
}

ssize_t
write(int fd, const void *data, size_t len)
{
	return write_it(fd, data, len, -1);
}

ssize_t
pwrite(int fd, const void *data, size_t len, off_t at)
{
	return write_it(fd, data, len, at);
}

ssize_t
pwrite64(int fd, const void *data, size_t len, off64_t at)
{
	return write_it(fd, data, len, at);
}

static int
cut_it(int fd, off64_t len)
{
	char path[4096];
	REAL(ftruncate64);

	if (!dir || !shim_path_of(fd, path))
		return real(fd, len);
	int v = verdict(CUT, "ftruncate", path);
	if (FAILS(v))
		return -1;
	bool recorded = record_begin();
	int rc = real(fd, len);
	if (recorded && !rc)
		record_cut(fd, len);
	if (recorded)
		record_end();
	AND_DIES(v);
	return rc;
}

int
ftruncate(int fd, off_t len)
{
	return cut_it(fd, len);
}

int
ftruncate64(int fd, off64_t len)
{
	return cut_it(fd, len);
}

static int
sync_it(const char *call, int fd, int (*real)(int))
{
	char path[4096];

	if (!dir || !shim_path_of(fd, path))
		return real(fd);
	int v = verdict(SYNC, call, path);
	if (FAILS(v))
		return -1;
	/* nobody pulls the plug here: that it was asked for is what counts */
	bool recorded = record_begin();
	if (recorded)
		record_sync(fd);
	if (recorded)
		record_end();
	AND_DIES(v);
	return recorded ? 0 : real(fd);
}

int
fsync(int fd)
{
	REAL(fsync);

	return sync_it("fsync", fd, real);
}

int
fdatasync(int fd)
{
	REAL(fdatasync);

	return sync_it("fdatasync", fd, real);
}

void *
mmap(void *addr, size_t len, int prot, int flags, int fd, off_t at)
{
	if (dir && fd >= 0 && flags & MAP_SHARED && FAILS(verdict_fd(MAP, "mmap", fd)))
		return MAP_FAILED;
	return (void *)syscall(SYS_mmap, addr, len, prot, flags, fd, at);
}

void *
mmap64(void *addr, size_t len, int prot, int flags, int fd, off64_t at)
{
	return mmap(addr, len, prot, flags, fd, at);
}

/* -- names ------------------------------------------------------------------------------------------------------ */

#define TWO_NAMES(function, kind, letter) \
	int \
	function(const char *from, const char *to) \
	{ \
		char one[4096], two[4096]; \
		REAL(function); \
		bool ours = dir && whole_path(AT_FDCWD, from, one); \
		if (!dir || !whole_path(AT_FDCWD, to, two)) \
			return real(from, to); \
		int v = verdict(kind, #function, two); \
		if (FAILS(v)) \
			return -1; \
		bool recorded = ours && record_begin(); \
		int rc = real(from, to); \
		if (recorded && !rc) \
			record_names(letter, one, two); \
		if (recorded) \
			record_end(); \
		AND_DIES(v); \
		return rc; \
	}
TWO_NAMES(rename, NAME, 'R')
TWO_NAMES(link, NAME, 'L')

static int
remove_it(const char *call, const char *name, int (*real)(const char *))
{
	char path[4096];

	if (!dir || !whole_path(AT_FDCWD, name, path))
		return real(name);
	int v = verdict(REMOVE, call, path);
	if (FAILS(v))
		return -1;
	bool recorded = record_begin();
	int rc = real(name);
	if (recorded && !rc)
		record_names('U', path, NULL);
	if (recorded)
		record_end();
	AND_DIES(v);
	return rc;
}

int
unlink(const char *name)
{
	REAL(unlink);

	return remove_it("unlink", name, real);
}

/* -- the clock and the file system -------------------------------------------------------------------------------- */

int
clock_gettime(clockid_t which, struct timespec *out)
{
	REAL(clock_gettime);
	int rc = real(which, out);

	if (!rc && shared && shared->clock_ms && which == CLOCK_REALTIME) {
		int64_t ms = (int64_t)out->tv_sec * 1000 + out->tv_nsec / 1000000 + shared->clock_ms;

		out->tv_sec = (time_t)(ms / 1000);
		out->tv_nsec = (long)(ms % 1000 * 1000000);
	}
	return rc;
}

time_t
time(time_t *out)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	if (out)
		*out = t.tv_sec;
	return t.tv_sec;
}

int
gettimeofday(struct timeval *restrict out, void *restrict zone)
{
	struct timespec t;

	(void)zone;
	clock_gettime(CLOCK_REALTIME, &t);
	*out = (struct timeval){ t.tv_sec, (suseconds_t)(t.tv_nsec / 1000) };
	return 0;
}

static void
say_type(__typeof__(((struct statfs *)0)->f_type) *type)
{
	const char *as = getenv("TORTURE_FS");

	if (as)
		*type = (__typeof__(*type))strtoul(as, NULL, 0);
}

#define TELLS(function, where_type, struct_type) \
	int \
	function(where_type, struct struct_type *out) \
	{ \
		REAL(function); \
		int rc = real(where, out); \
		if (!rc) \
			say_type(&out->f_type); \
		return rc; \
	}
TELLS(statfs, const char *where, statfs)
TELLS(statfs64, const char *where, statfs64)
TELLS(fstatfs, int where, statfs)
TELLS(fstatfs64, int where, statfs64)
