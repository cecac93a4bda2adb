/*
 * store_index.c - the index: more items in one second than it has places for, mail that comes out of order, and an
 * index of another version.
 */
#include "store_world.h"

enum { MANY = 2500 };

static size_t
found(struct world *w, const char *source, struct item_row **rows)
{
	struct query_context ctx = { .now = clock_now() };
	struct query *q;
	size_t n = 0;
	bool more, cut;
	error_clear(&w->err);
	if (query_parse(source, &ctx, w->a, &q, NULL, &w->err) < 0 ||
	    read_search(w->s, q, w->eva, NULL, MANY * 2, w->a, rows, &n, &more, &cut, &w->err) < 0)
		T_OK(false, "%s: %s", source, w->err.text);
	return n;
}

static void
one_second(struct world *w)
{
	struct message_in *m = arena_array(w->a, struct message_in, MANY);
	struct batch b = { .messages = m, .message_count = MANY };
	struct item_row *rows;
	for (int i = 0; i < MANY; i++) {
		char *text = arena_printf(w->a, "crowded %s%d", i % 2 ? "odd" : "even", i);
		m[i] = (struct message_in){ .remote_id = arena_printf(w->a, "crowd-%d", i), .thread = "crowd",
			FROM("Chen Wei", "chenwei"), .text = text, .sent_at = W_NOON, .received_at = W_NOON,
			.content = digest_of(text, strlen(text)) };
	}
	W_DO(feed_batch(w->s, &w->chat_ctx, &b, &w->fed, &w->err));
	CHAT(w, .remote_id = "after", .thread = "crowd", FROM("Chen Wei", "chenwei"), .text = "crowded no more",
		.received_at = W_NOON + 1000);
	W_DO(w_index(w));
	T_OK(found(w, "crowded", &rows) == MANY + 1, "more than 1,024 items of one second are all found");
	T_OK(str_eq(rows[0].remote_id, "after"), "the one of the next second first");
	T_OK(found(w, "even0", &rows) == 1, "each by its words");
	T_OK(found(w, "odd2499", &rows) == 1, "the last as well");
}

static void
out_of_order(struct world *w)
{
	struct item_row *rows;
	static const int days[] = { 3, 40, 1, 700, 12, 2 };
	for (size_t i = 0; i < sizeof days / sizeof *days; i++)
		MAIL(w, .remote_id = arena_printf(w->a, "day-%d@x", days[i]), FROM("Ana", "ana@perez.example"), TO_US,
			.subject = "Jumble", .text = "jumbled", .received_at = W_NOON - days[i] * MS_DAY);
	W_DO(w_index(w));
	size_t n = found(w, "jumbled", &rows);
	T_OK(n == 6, "mail that came out of order is found");
	bool sorted = true;
	for (size_t i = 1; i < n; i++)
		sorted = sorted && rows[i - 1].at >= rows[i].at;
	T_OK(sorted, "the newest first");
	T_OK(found(w, "jumbled date:..30d", &rows) == 2, "older than thirty days");
	T_OK(str_eq(rows[0].remote_id, "day-40@x"), "the newer of these first");
	T_OK(found(w, "jumbled date:30d..", &rows) == 4, "and the others");
}

/* What another version of the program left, or a broken file, is made anew. */
static void
another_version(struct world *w)
{
	struct item_row *rows;
	char path[400];
	sqlite3 *db;
	snprintf(path, sizeof path, "%s/data/search.db", w->dir);
	store_close(w->s);
	T_OK(sqlite3_open(path, &db) == SQLITE_OK && sqlite3_exec(db, "UPDATE meta SET value=value+1 WHERE key='version'",
		NULL, NULL, NULL) == SQLITE_OK, "the index is of another version");
	sqlite3_close(db);
	w->s = w_open_as(w, STORE_ADMIN);
	W_DO(w_index(w));
	T_OK(found(w, "jumbled", &rows) == 6, "it is made anew and finds the same");
	store_close(w->s);
	FILE *f = fopen(path, "w");
	T_OK(f && fputs("this is no database at all, and long enough to look like one", f) >= 0 && !fclose(f),
		"the index is overwritten");
	w->s = w_open_as(w, STORE_ADMIN);
	W_DO(w_index(w));
	T_OK(found(w, "jumbled", &rows) == 6, "a broken one as well");
}

int
main(void)
{
	struct world w;
	w_begin(&w);
	one_second(&w);
	out_of_order(&w);
	another_version(&w);
	return w_end(&w);
}
