/*
 * t.h - TAP for the unit tests: T_OK, T_STR, T_INT, and at the end `return t_done();`.
 * Each check counts as one test; a failed one says where and what it got.
 */
#ifndef SPORTELLO_T_H
#define SPORTELLO_T_H

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int t_count, t_failed;

__attribute__((unused, format(printf, 4, 5))) static int
t_ok(int ok, const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	printf("%sok %d - ", ok ? "" : "not ", ++t_count);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	if (!ok)
		t_failed++, printf("\n# failed at %s:%d", file, line);
	putchar('\n');
	fflush(stdout);
	return ok;
}

__attribute__((unused)) static int
t_str(const char *got, const char *want, const char *what, const char *file, int line)
{
	int ok = got == want || (got && want && !strcmp(got, want));

	t_ok(ok, file, line, "%s", what);
	if (!ok)
		printf("#  got: %s\n# want: %s\n", got ? got : "(null)", want ? want : "(null)");
	return ok;
}

__attribute__((unused)) static int
t_int(long long got, long long want, const char *what, const char *file, int line)
{
	int ok = got == want;

	t_ok(ok, file, line, "%s", what);
	if (!ok)
		printf("#  got: %lld\n# want: %lld\n", got, want);
	return ok;
}

/* Prints the plan; the exit status of main(). */
__attribute__((unused)) static int
t_done(void)
{
	printf("1..%d\n", t_count);
	return t_failed != 0;
}

/* Instead of any test: why none can run here. */
__attribute__((unused)) static int
t_skip_all(const char *why)
{
	printf("1..0 # SKIP %s\n", why);
	return 0;
}

#define T_OK(cond, ...) t_ok(!!(cond), __FILE__, __LINE__, __VA_ARGS__)
#define T_STR(got, want) t_str((got), (want), #got, __FILE__, __LINE__)
#define T_INT(got, want) t_int((long long)(got), (long long)(want), #got, __FILE__, __LINE__)

#endif
