/* row.c - see row.h. */
#include "row.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"

void
samples_add(struct samples *s, int64_t us)
{
	if (s->count == s->space)
		s->us = xrealloc(s->us, (s->space = s->space ? s->space * 2 : 64) * sizeof *s->us);
	s->us[s->count++] = us;
}

static int
by_size(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
	return a < b ? -1 : a > b;
}

/* Nearest rank, in ms. */
static double
rank(const struct samples *s, double p)
{
	size_t i = (size_t)(p * (double)s->count + 0.999999);
	return (double)s->us[i ? i - 1 : 0] / 1000.0;
}

void
samples_print(struct samples *s, const char *group, const char *what, const char *budget, const struct peer *peer)
{
	if (s->count) {
		qsort(s->us, s->count, sizeof *s->us, by_size);
		printf("%s\t%s\tms\t%zu\t%.3f\t%.3f\t%.3f\t%.3f\t%s\t%s\t", group, what, s->count, rank(s, 0.0), rank(s, 0.5),
			rank(s, 0.99), rank(s, 1.0), budget, peer ? peer->name : "");
		if (peer && peer->us > 0)
			printf("%.4f", peer->us / 1000);
		printf("\n");
		fflush(stdout);
	}
	free(s->us);
	*s = (struct samples){ NULL, 0, 0 };
}

void
row_value(const char *group, const char *what, const char *unit, double value, const char *peer, double base)
{
	printf("%s\t%s\t%s\t1\t\t%.0f\t\t\t\t%s\t", group, what, unit, value, peer);
	if (base > 0)
		printf("%.0f", base);
	printf("\n");
	fflush(stdout);
}

static long
of_status(const char *key)
{
	FILE *f = fopen("/proc/self/status", "r");
	char line[256];
	long kb = 0;
	while (f && fgets(line, sizeof line, f))
		if (!strncmp(line, key, strlen(key)))
			kb = strtol(line + strlen(key), NULL, 10);
	if (f)
		fclose(f);
	return kb;
}

long
row_peak_kb(void)
{
	return of_status("VmHWM:");
}

long
row_resident_kb(void)
{
	return of_status("VmRSS:");
}
