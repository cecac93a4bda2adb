/*
 * record.c - writes down, in one order for all programs, what changes files: the log from which power.py makes the disk
 * as it may be after the power was cut.
 *
 * A record is a line "KIND INODE OFFSET LENGTH\tPATH[\tPATH]\n" and LENGTH bytes:
 * C made, W written, T cut to OFFSET, S synced, R renamed, U removed, L linked, D folder made.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "shim.h"

static int log_fd = -1;
static pid_t opened_by;

static int
open_log(void)
{
	char path[4096];
	int (*real)(const char *, int, ...) = shim_real("open64");

	if (log_fd >= 0 && opened_by == getpid())
		return log_fd;
	/* a process has its own: the lock is the process's */
	snprintf(path, sizeof path, "%s/log", shim_dir());
	log_fd = real(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	opened_by = getpid();
	return log_fd;
}

static void
lock(short how)
{
	struct flock l = { .l_type = how, .l_whence = SEEK_SET };

	while (fcntl(log_fd, F_SETLKW, &l) < 0 && errno == EINTR)
		;
}

bool
record_begin(void)
{
	int why = errno;

	if (!getenv("TORTURE_LOG") || open_log() < 0)
		return false;
	lock(F_WRLCK);
	errno = why;
	return true;
}

void
record_end(void)
{
	int why = errno;

	lock(F_UNLCK);
	errno = why;
}

static void
put(char kind, uint64_t inode, int64_t at, const char *names, const void *data, size_t len)
{
	char head[9000];
	int why = errno, n = snprintf(head, sizeof head, "%c %llu %lld %zu\t%s\n", kind, (unsigned long long)inode,
		(long long)at, len, names);
	struct iovec parts[2] = { { head, (size_t)n }, { (void *)(uintptr_t)data, len } };

	if (writev(log_fd, parts, len ? 2 : 1) != n + (ssize_t)len)
		abort();
	errno = why;
}

static uint64_t
inode_of(int fd)
{
	struct stat st;

	return fstat(fd, &st) ? 0 : st.st_ino;
}

void
record_made(const char *path)
{
	struct stat st;

	if (!stat(path, &st))
		put(S_ISDIR(st.st_mode) ? 'D' : 'C', st.st_ino, 0, path, NULL, 0);
}

void
record_write(int fd, const void *data, size_t len, int64_t at)
{
	put('W', inode_of(fd), at, "", data, len);
}

void
record_cut(int fd, int64_t len)
{
	put('T', inode_of(fd), len, "", NULL, 0);
}

void
record_sync(int fd)
{
	put('S', inode_of(fd), 0, "", NULL, 0);
}

void
record_names(char what, const char *from, const char *to)
{
	char names[8400];

	snprintf(names, sizeof names, "%s%s%s", from, to ? "\t" : "", to ? to : "");
	put(what, 0, 0, names, NULL, 0);
}
