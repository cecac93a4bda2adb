/*
 * took.c - how long a command takes: took [-n RUNS] [-m MS] [-q] COMMAND ARGUMENT...
 *
 * Prints how many runs there were (RUNS, 1; no further one is begun after MS), of their wall ms the least, the median,
 * the 99th percentile and the most, and the medians of CPU ms and peak memory in kB.  -q: its output is dropped.  A status of 1
 * (nothing was found) is no failure; any other ends the runs and is the status.
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

/* Nearest rank, of sorted ones. */
static double
rank(const double *v, size_t n, double p)
{
	size_t i = (size_t)(p * (double)n + 0.999999);
	return v[i ? i - 1 : 0];
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
	double most = 1e12, begun = now_ms();
	size_t n = 0;
	for (int c; (c = getopt(argc, argv, "+n:m:q")) != -1;)
		switch (c) {
		case 'n': runs = strtol(optarg, NULL, 10); break;
		case 'm': most = strtod(optarg, NULL); break;
		case 'q': quiet = 1; break;
		default: return 2;
		}
	if (optind == argc || runs < 1 || runs > RUNS_MAX) {
		fprintf(stderr, "usage: took [-n RUNS] [-m MS] [-q] COMMAND ARGUMENT...\n");
		return 2;
	}
	while (n < (size_t)runs && !status && (!n || now_ms() - begun < most)) {
		status = once(argv + optind, quiet, &wall[n], &cpu[n], &kb[n]);
		status = status == 1 ? 0 : status;
		n++;
	}
	if (status) {
		fprintf(stderr, "took: %s: status %d\n", argv[optind], status);
		return status;
	}
	qsort(wall, n, sizeof *wall, by_size);
	qsort(cpu, n, sizeof *cpu, by_size);
	qsort(kb, n, sizeof *kb, by_size);
	printf("%zu %.2f %.2f %.2f %.2f %.1f %.0f\n", n, wall[0], rank(wall, n, 0.5), rank(wall, n, 0.99), wall[n - 1],
		rank(cpu, n, 0.5), rank(kb, n, 0.5));
	return 0;
}
