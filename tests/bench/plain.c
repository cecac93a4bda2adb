/*
 * plain.c - what a plain loop needs for the pages that sync has pulled: plain URL STORE DIR
 *
 * Reads URL/page/0, 1, 2... one after the other over one connection, three times: reads them only; parses them as
 * JSON, too; writes, too, the rows that sync has made of them (copied from STORE, table by table, in transactions of
 * 50) into an empty store with the same schema in DIR.  Prints three lines: wall ms, processor ms, bytes, pages;
 * and a fourth: the ms from the first message that sync stored to the last one.
 */
#include <curl/curl.h>
#include <jansson.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "buf.h"
#include "clock.h"
#include "store.h"
#include "str.h"

enum { SLICE = 50, PARTS = 40 };

/* Made by each message, in the order of need; the rest of the schema stays empty. */
static const char *const tables[] = { "account", "customer", "identity", "thread", "cases", "text", "message", "stream",
	"participant", "capability", "cursor", "job" };

static int64_t bytes, pages;

static void
die(const char *what)
{
	fprintf(stderr, "plain: %s\n", what);
	exit(1);
}

static double
cpu_ms(void)
{
	struct rusage r;
	getrusage(RUSAGE_SELF, &r);
	return (double)(r.ru_utime.tv_sec + r.ru_stime.tv_sec) * 1e3 + (double)(r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e3;
}

static size_t
on_write(char *data, size_t size, size_t n, void *ctx)
{
	buf_add(ctx, data, size * n);
	return size * n;
}

static void
read_pages(const char *url, bool parse)
{
	CURL *e = curl_easy_init();
	struct buf body = BUF_INIT, address = BUF_INIT;
	long status = 0;
	curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_write);
	curl_easy_setopt(e, CURLOPT_WRITEDATA, &body);
	curl_easy_setopt(e, CURLOPT_NOPROXY, "*");
	for (int i = 0; ; i++) {
		buf_clear(&body);
		buf_clear(&address);
		buf_addf(&address, "%s/page/%d", url, i);
		curl_easy_setopt(e, CURLOPT_URL, address.data);
		if (curl_easy_perform(e) != CURLE_OK)
			die("a page could not be read");
		curl_easy_getinfo(e, CURLINFO_RESPONSE_CODE, &status);
		if (status != 200)
			break;
		bytes += (int64_t)body.len;
		pages++;
		if (parse) {
			json_t *root = json_loadb(body.data, body.len, 0, NULL);
			if (!root)
				die("a page is no JSON");
			json_decref(root);
		}
	}
	curl_easy_cleanup(e);
	buf_free(&body);
	buf_free(&address);
}

/* -- the rows ------------------------------------------------------------------------------------------------- */

struct table { sqlite3_stmt *from, *to; int columns; bool more; };

static sqlite3_stmt *
prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *st;
	if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK)
		die(sqlite3_errmsg(db));
	return st;
}

static void
open_table(sqlite3 *from, sqlite3 *to, const char *name, struct table *t)
{
	struct buf sql = BUF_INIT;
	buf_addf(&sql, "SELECT * FROM %s ORDER BY rowid", name);
	if (!strcmp(name, "capability") || !strcmp(name, "cursor") || !strcmp(name, "participant"))
		buf_clear(&sql), buf_addf(&sql, "SELECT * FROM %s", name);
	t->from = prepare(from, sql.data);
	t->columns = sqlite3_column_count(t->from);
	buf_clear(&sql);
	buf_addf(&sql, "INSERT OR IGNORE INTO %s VALUES(?", name);
	for (int i = 1; i < t->columns; i++)
		buf_adds(&sql, ",?");
	buf_addc(&sql, ')');
	t->to = prepare(to, sql.data);
	t->more = true;
	buf_free(&sql);
}

static bool
copy_row(struct table *t)
{
	if (!t->more || sqlite3_step(t->from) != SQLITE_ROW)
		return t->more = false;
	for (int i = 0; i < t->columns; i++)
		sqlite3_bind_value(t->to, i + 1, sqlite3_column_value(t->from, i));
	if (sqlite3_step(t->to) != SQLITE_DONE)
		die(sqlite3_errmsg(sqlite3_db_handle(t->to)));
	sqlite3_reset(t->to);
	return true;
}

static int64_t
count(sqlite3 *db, const char *name)
{
	struct buf sql = BUF_INIT;
	buf_addf(&sql, "SELECT count(*) FROM %s", name);
	sqlite3_stmt *st = prepare(db, sql.data);
	int64_t n = sqlite3_step(st) == SQLITE_ROW ? sqlite3_column_int64(st, 0) : 0;
	sqlite3_finalize(st);
	buf_free(&sql);
	return n;
}

/* All tables go forward together: of each as large a share as of the messages, 50 messages a transaction. */
static void
write_rows(const char *store, const char *path)
{
	enum { N = sizeof tables / sizeof *tables };
	struct table t[N];
	int64_t all[N], done[N] = { 0 }, messages = 0;
	sqlite3 *from, *to;
	if (sqlite3_open_v2(store, &from, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
	    sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
		die("a store cannot be opened");
	sqlite3_exec(to, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;"
		"PRAGMA foreign_keys=OFF", NULL, NULL, NULL);
	for (int i = 0; i < N; i++) {
		all[i] = count(from, tables[i]);
		open_table(from, to, tables[i], &t[i]);
		messages = strcmp(tables[i], "message") ? messages : all[i];
	}
	for (int64_t at = SLICE; messages && at < messages + SLICE; at += SLICE) {
		sqlite3_exec(to, "BEGIN IMMEDIATE", NULL, NULL, NULL);
		for (int i = 0; i < N; i++)
			for (; done[i] < all[i] * at / messages && copy_row(&t[i]); done[i]++)
				continue;
		if (sqlite3_exec(to, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
			die(sqlite3_errmsg(to));
	}
	for (int i = 0; i < N; i++) {
		sqlite3_finalize(t[i].from);
		sqlite3_finalize(t[i].to);
	}
	sqlite3_close(from);
	sqlite3_close(to);
}

/* From the first message that sync stored to the last one, ms. */
static int64_t
span(const char *store)
{
	sqlite3 *db;
	if (sqlite3_open_v2(store, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
		die("the store cannot be opened");
	sqlite3_stmt *st = prepare(db, "SELECT max(stored_at) - min(stored_at) FROM message");
	int64_t ms = sqlite3_step(st) == SQLITE_ROW ? sqlite3_column_int64(st, 0) : 0;
	sqlite3_finalize(st);
	sqlite3_close(db);
	return ms;
}

int
main(int argc, char **argv)
{
	struct error err = ERROR_INIT;
	struct buf path = BUF_INIT;
	if (argc != 4) {
		fprintf(stderr, "usage: plain URL STORE DIR\n");
		return 2;
	}
	buf_addf(&path, "%s/store.db", argv[3]);
	struct store_options o = { .path = path.data, .role = STORE_ADMIN, .create = true };
	struct store *s;
	if (store_open(&o, &s, &err) < 0)
		die(err.text);
	store_close(s);
	curl_global_init(CURL_GLOBAL_DEFAULT);
	for (int step = 0; step < 3; step++) {
		double cpu = cpu_ms();
		int64_t begun = clock_mono_us();
		bytes = pages = 0;
		read_pages(argv[1], step > 0);
		if (step == 2)
			write_rows(argv[2], path.data);
		printf("%.0f %.1f %lld %lld\n", (double)(clock_mono_us() - begun) / 1e3, cpu_ms() - cpu, (long long)bytes,
			(long long)pages);
		fflush(stdout);
	}
	printf("%lld\n", (long long)span(argv[2]));
	buf_free(&path);
	return 0;
}
