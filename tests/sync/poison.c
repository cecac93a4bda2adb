/* poison.c - loaded by LD_PRELOAD into a test's sync: reading a file named *crash* ends the program, reading
 * one named *hang* never ends: a bug in a parser.  One named *short* ends it once, as a lack of memory does. */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static int *shorts;

/* (children are forks: they share it) */
__attribute__((constructor)) static void
begin(void)
{
	shorts = mmap(NULL, sizeof *shorts, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

static void
check(const char *path)
{
	if (strstr(path, "short") && !(*shorts)++)
		abort();
	if (strstr(path, "crash"))
		abort();
	while (strstr(path, "hang"))
		sleep(1);
}

FILE *fopen(const char *path, const char *mode);
FILE *fopen64(const char *path, const char *mode);
int open(const char *path, int flags, ...);
int open64(const char *path, int flags, ...);

int
open(const char *path, int flags, ...)
{
	int (*real)(const char *, int, ...) = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open");
	va_list ap;
	mode_t mode;

	va_start(ap, flags);
	mode = va_arg(ap, mode_t);
	va_end(ap);
	check(path);
	return real(path, flags, mode);
}

int
open64(const char *path, int flags, ...)
{
	int (*real)(const char *, int, ...) = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open64");
	va_list ap;
	mode_t mode;

	va_start(ap, flags);
	mode = va_arg(ap, mode_t);
	va_end(ap);
	check(path);
	return real(path, flags, mode);
}

FILE *
fopen(const char *path, const char *mode)
{
	FILE *(*real)(const char *, const char *) = (FILE *(*)(const char *, const char *))dlsym(RTLD_NEXT, "fopen");

	check(path);
	return real(path, mode);
}

FILE *
fopen64(const char *path, const char *mode)
{
	FILE *(*real)(const char *, const char *) = (FILE *(*)(const char *, const char *))dlsym(RTLD_NEXT, "fopen64");

	check(path);
	return real(path, mode);
}
