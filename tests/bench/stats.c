/*
 * stats.c - the dashboard's panels and `stats --kpi` on a store, timed: stats [-n RUNS] DIR
 *
 * What is not counted yet is counted first, untimed.  Each panel is read RUNS times (5) for the dashboard's longest range
 * (90 days) and for all that the store holds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "figures.h"
#include "floor.h"
#include "metric.h"
#include "row.h"

enum { SLICE_US = 2500 };		/* as dash.c */

static struct store *store;
static struct error err;
static long runs = 5;
static struct peer pass;		/* the least: one column of every case's figures */

static void
die(void)
{
	fprintf(stderr, "stats: %s\n", err.text);
	exit(1);
}

/* What one panel reads. */
static const struct panel { const char *name; struct { enum kpi kpi; enum kpi_by by; } read[6]; size_t n; } panels[] = {
	{ "first response alone", { { KPI_FIRST_RESPONSE, KPI_BY_ALL } }, 1 },
	{ "full resolution alone", { { KPI_FULL_RESOLUTION, KPI_BY_ALL } }, 1 },
	{ "reply time alone", { { KPI_REPLY_TIME, KPI_BY_ALL } }, 1 },
	{ "agent work alone", { { KPI_AGENT_WORK, KPI_BY_ALL } }, 1 },
	{ "promises", { { KPI_SLA_KEPT, KPI_BY_VALUE }, { KPI_PROMISES_KEPT, KPI_BY_VALUE } }, 2 },
	{ "bot", { { KPI_BOT_CONTAINED, KPI_BY_VALUE }, { KPI_BOT_HANDED_OVER, KPI_BY_VALUE }, { KPI_BOT_WRONG,
		KPI_BY_VALUE } }, 3 },
	{ "reasons (tags)", { { KPI_OPENED, KPI_BY_TAG } }, 1 },
	{ "first response by channel", { { KPI_FIRST_RESPONSE, KPI_BY_CHANNEL } }, 1 },
	{ "full resolution by month", { { KPI_FULL_RESOLUTION, KPI_BY_MONTH } }, 1 },
};

static const char *const filters[] = { "tag:vip", "assigned:eva", "via:mail", "is:vip", "not tag:vip" };

static void
time_panel(const struct panel *p, int64_t from, const char *range)
{
	struct samples all = { NULL, 0, 0 };
	char name[120];
	for (long i = 0; i < runs; i++) {
		struct arena *a = arena_new();
		int64_t since = clock_mono_us();
		for (size_t k = 0; k < p->n; k++) {
			struct kpi_ask ask = { .from_at = from, .by = p->read[k].by };
			struct kpi_row *rows;
			size_t n;
			if (read_kpi(store, &ask, p->read[k].kpi, a, &rows, &n, &err) < 0)
				die();
		}
		samples_add(&all, clock_mono_us() - since);
		arena_free(a);
	}
	snprintf(name, sizeof name, "%s, %s", p->name, range);
	samples_print(&all, "figures", name, "300", &pass);
}

/* Times, all and in office hours: two are read alone, four together. */
static void
time_times(int64_t from, const char *range)
{
	static const enum kpi alone[] = { KPI_FIRST_RESPONSE, KPI_REPLY_TIME }, list[] = { KPI_REQUESTER_WAIT, KPI_AGENT_WORK,
		KPI_FULL_RESOLUTION, KPI_HANDLE_TIME_ADJUSTED };
	struct samples all = { NULL, 0, 0 }, key = { NULL, 0, 0 };
	struct kpi_ask ask = { .from_at = from };
	struct kpi_spans v[4];
	struct kpi_row *rows;
	size_t n;
	char name[120];
	for (long i = 0; i < runs; i++) {
		struct arena *a = arena_new();
		int64_t since = clock_mono_us(), at;
		for (int k = 0; k < 2; k++)
			if (read_kpi(store, &ask, alone[k], a, &rows, &n, &err) < 0)
				die();
		if (read_kpi_spans(store, &ask, list, 4, v, &err) < 0)
			die();
		for (int k = 0; k < 4; k++) {
			at = clock_mono_us();
			(void)kpi_spread(v[k].all, v[k].n);
			(void)kpi_spread(v[k].office, v[k].offices);
			kpi_spans_free(&v[k]);
			samples_add(&key, clock_mono_us() - at);
		}
		samples_add(&all, clock_mono_us() - since);
		arena_free(a);
	}
	snprintf(name, sizeof name, "times, all and office hours, %s", range);
	samples_print(&all, "figures", name, "300", &pass);
	snprintf(name, sizeof name, "of it what a key waits for, %s", range);
	samples_print(&key, "figures", name, "50", &pass);
}

/* Effort and transfers: six numbers of each case. */
static void
time_numbers(int64_t from, const char *range)
{
	static const enum kpi list[] = { KPI_EFFORT, KPI_CONTACTS, KPI_CHANNEL_CHANGES, KPI_LONG_WAITS, KPI_TRANSFERS,
		KPI_ESCALATIONS };
	struct samples all = { NULL, 0, 0 };
	struct kpi_row *rows[6];
	size_t n[6];
	char name[120];
	for (long i = 0; i < runs; i++) {
		struct arena *a = arena_new();
		int64_t since = clock_mono_us();
		if (read_kpi_values(store, &(struct kpi_ask){ .from_at = from }, list, 6, a, rows, n, &err) < 0)
			die();
		samples_add(&all, clock_mono_us() - since);
		arena_free(a);
	}
	snprintf(name, sizeof name, "effort and transfers, %s", range);
	samples_print(&all, "figures", name, "300", &pass);
}

/* The dashboard's first page: one walk, in slices as the screen takes them; and the longest slice. */
static void
time_walk(int64_t from, const char *range, const char *filter)
{
	struct samples all = { NULL, 0, 0 }, slices = { NULL, 0, 0 };
	char name[120];
	for (long i = 0; i < runs; i++) {
		int64_t since = clock_mono_us(), at;
		struct figures *f = figures_new(&(struct figures_ask){ .from_at = from, .filter = filter }, &err);
		int rc = f ? 1 : -1;
		while (rc > 0) {
			at = clock_mono_us();
			rc = figures_step(store, f, SLICE_US, &err);
			samples_add(&slices, clock_mono_us() - at);
		}
		if (rc < 0)
			die();
		samples_add(&all, clock_mono_us() - since);
		figures_free(f);
	}
	snprintf(name, sizeof name, "the first page's walk, %s%s%s", range, filter ? ", " : "", filter ? filter : "");
	samples_print(&all, "figures", name, "300", &pass);
	snprintf(name, sizeof name, "of it a slice, %s%s%s", range, filter ? ", " : "", filter ? filter : "");
	samples_print(&slices, "figures", name, "50", &pass);
}

int
main(int argc, char **argv)
{
	char path[4096];
	int64_t left = 1, now;
	int o;
	while ((o = getopt(argc, argv, "n:")) != -1)
		if (o == 'n')
			runs = strtol(optarg, NULL, 10);
	if (optind >= argc || runs < 1) {
		fprintf(stderr, "usage: stats [-n RUNS] DIR\n");
		return 2;
	}
	snprintf(path, sizeof path, "%s/store.db", argv[optind]);
	struct store_options opt = { .path = path, .role = STORE_DESK };
	if (store_open(&opt, &store, &err) < 0)
		die();
	while (left) {
		if (metric_run(store, NULL, 200000, &left, &err) < 0)
			die();
		store_idle(store, false);
	}
	floor_open(argv[optind]);
	pass = floor_sum("metric", "first_ms");
	floor_close();
	now = clock_now();
	for (size_t i = 0; i < sizeof panels / sizeof *panels; i++)
		time_panel(&panels[i], now - 90 * MS_DAY, "90 days");
	time_times(now - 90 * MS_DAY, "90 days");
	time_times(1, "all");
	time_numbers(now - 90 * MS_DAY, "90 days");
	time_numbers(1, "all");
	time_walk(now - 7 * MS_DAY, "7 days", NULL);
	time_walk(now - 90 * MS_DAY, "90 days", NULL);
	for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
		time_walk(now - 7 * MS_DAY, "7 days", filters[i]);
		time_walk(1, "all", filters[i]);
	}
	for (size_t i = 0; i < sizeof panels / sizeof *panels; i++)
		time_panel(&panels[i], 1, "all");
	store_close(store);
	return 0;
}
