/* floor.c - see floor.h. */
#include "floor.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

enum { TIMES = 9 };

static sqlite3 *db;
static char path[4096];
static char names[64][80];
static size_t named;

static sqlite3_stmt *
prepare(const char *what, const char *table, const char *rest)
{
	char sql[256];
	sqlite3_stmt *st;
	snprintf(sql, sizeof sql, "SELECT %s FROM %s %s", what, table, rest);
	if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK) {
		fprintf(stderr, "floor: %s\n", sqlite3_errmsg(db));
		exit(1);
	}
	return st;
}

static int
by_size(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;
	return a < b ? -1 : a > b;
}

static struct peer
peer_of(double *us, size_t n, const char *table, size_t rows, const char *how)
{
	char *name = names[named++ % 64];
	if (rows)
		snprintf(name, sizeof names[0], "bare SQLite: %s, %zu %s", table, rows, how);
	else
		snprintf(name, sizeof names[0], "bare SQLite: %s, %s", table, how);
	qsort(us, n, sizeof *us, by_size);
	return (struct peer){ name, us[n / 2] > 0 ? us[n / 2] : 0.5 };
}

static int64_t
number(sqlite3_stmt *st)
{
	int64_t n = sqlite3_step(st) == SQLITE_ROW ? sqlite3_column_int64(st, 0) : 0;
	sqlite3_finalize(st);
	return n;
}

static sqlite3 *
open_file(void)
{
	sqlite3 *file;
	if (sqlite3_open_v2(path, &file, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
	    sqlite3_exec(file, "SELECT 1 FROM sqlite_schema LIMIT 1", NULL, NULL, NULL) != SQLITE_OK) {
		fprintf(stderr, "floor: %s: %s\n", path, sqlite3_errmsg(file));
		exit(1);
	}
	return file;
}

void
floor_open(const char *dir)
{
	floor_close();
	snprintf(path, sizeof path, "%s/store.db", dir);
	db = open_file();
}

void
floor_close(void)
{
	sqlite3_close(db);
	db = NULL;
}

struct peer
floor_rows(const char *table, size_t n)
{
	int64_t most = number(prepare("max(rowid)", table, ""));
	sqlite3_stmt *st = prepare("*", table, "WHERE rowid = ?");
	size_t rows = n ? n : 1;
	double us[TIMES];
	for (int i = 0; i < TIMES; i++) {
		int64_t begun = clock_mono_us();
		for (size_t k = 0; k < rows; k++) {
			sqlite3_bind_int64(st, 1, n ? 1 + (int64_t)((double)most * (double)k / (double)rows) : most + 1);
			if (sqlite3_step(st) == SQLITE_ROW)
				for (int c = sqlite3_column_count(st); c-- > 0;)
					(void)sqlite3_column_text(st, c);
			sqlite3_reset(st);
		}
		us[i] = (double)(clock_mono_us() - begun);
	}
	sqlite3_finalize(st);
	return peer_of(us, TIMES, table, n, n ? "rows by key" : "a key that is not there");
}

struct peer
floor_walk(const char *table, size_t n)
{
	sqlite3_stmt *st = prepare("rowid", table, "LIMIT ?");
	double us[TIMES];
	for (int i = 0; i < TIMES; i++) {
		int64_t begun = clock_mono_us(), sum = 0;
		sqlite3_bind_int64(st, 1, (int64_t)(n ? n : 1));
		while (sqlite3_step(st) == SQLITE_ROW)
			sum += sqlite3_column_int64(st, 0);
		sqlite3_reset(st);
		us[i] = (double)(clock_mono_us() - begun) + (sum < 0);
	}
	sqlite3_finalize(st);
	return peer_of(us, TIMES, table, n ? n : 1, "keys walked");
}

struct peer
floor_sum(const char *table, const char *column)
{
	double us[TIMES];
	char sum[80];
	snprintf(sum, sizeof sum, "sum(%s)", column);
	for (int i = 0; i < 3; i++) {
		int64_t begun = clock_mono_us();
		(void)number(prepare(sum, table, ""));
		us[i] = (double)(clock_mono_us() - begun);
	}
	return peer_of(us, 3, table, 0, "one column of all added up");
}

struct peer
floor_start(void)
{
	double us[TIMES];
	for (int i = 0; i < TIMES; i++) {
		int64_t begun = clock_mono_us();
		sqlite3_close(open_file());
		us[i] = (double)(clock_mono_us() - begun);
	}
	return peer_of(us, TIMES, "the file", 0, "opened, its schema read");
}
