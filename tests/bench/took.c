/*
 * took.c - how long a command takes: took [-n RUNS] [-q] COMMAND ARGUMENT...
 *
 * Prints, of RUNS runs (1), the median of: wall ms, CPU ms, peak memory in kB.  -q: its output is dropped.
 * The status is the command's.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RUNS_MAX = 1000 };

static double
now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int
by_size(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;
	return a < b ? -1 : a > b;
}

static double
median(double *v, size_t n)
{
	qsort(v, n, sizeof *v, by_size);
	return v[n / 2];
}

static double
cpu_ms(const struct rusage *r)
{
	return (double)(r->ru_utime.tv_sec + r->ru_stime.tv_sec) * 1e3 +
		(double)(r->ru_utime.tv_usec + r->ru_stime.tv_usec) / 1e3;
}

static int
once(char **command, int quiet, double *wall, double *cpu, double *kb)
{
	struct rusage use;
	int status;
	double begun = now_ms();
	pid_t pid = fork();
	if (pid < 0)
		return 127;
	if (!pid) {
		int null = quiet ? open("/dev/null", O_WRONLY) : -1;
		if (quiet && null >= 0)
			dup2(null, 1), dup2(null, 2);
		execvp(command[0], command);
		_exit(127);
	}
	if (wait4(pid, &status, 0, &use) < 0)
		return 127;
	*wall = now_ms() - begun;
	*cpu = cpu_ms(&use);
	*kb = (double)use.ru_maxrss;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int
main(int argc, char **argv)
{
	static double wall[RUNS_MAX], cpu[RUNS_MAX], kb[RUNS_MAX];
	int quiet = 0, status = 0;
	long runs = 1;
	for (int c; (c = getopt(argc, argv, "+n:q")) != -1;)
		switch (c) {
		case 'n': runs = strtol(optarg, NULL, 10); break;
		case 'q': quiet = 1; break;
		default: return 2;
		}
	if (optind == argc || runs < 1 || runs > RUNS_MAX) {
		fprintf(stderr, "usage: took [-n RUNS] [-q] COMMAND ARGUMENT...\n");
		return 2;
	}
	for (long i = 0; i < runs && !status; i++)
		status = once(argv + optind, quiet, &wall[i], &cpu[i], &kb[i]);
	if (status)
		fprintf(stderr, "took: %s: status %d\n", argv[optind], status);
	else
		printf("%.1f %.1f %.0f\n", median(wall, (size_t)runs), median(cpu, (size_t)runs),
			median(kb, (size_t)runs));
	return status;
}
