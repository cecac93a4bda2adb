/*
 * store_paging.c - pages: each row once, in order, forwards and backwards, in every sort, with ties
 * and without times; a row that stays where it is is neither lost nor shown twice while others move.
 */
#include "store_world.h"

enum { CASES = 300, PAGE = 7 };

static bool reverse;		/* the other way round */

static void
run(struct world *w, const char *sql)
{
	char *why = NULL;
	if (sqlite3_exec(w->s->db, sql, NULL, NULL, &why) != SQLITE_OK)
		T_OK(false, "%s: %s", sql, why);
	sqlite3_free(why);
}

/* Statuses, priorities and times of all kinds, many of them equal, some of them missing. */
static void
make_cases(struct world *w)
{
	int64_t first = w_case_of(w, MAIL(w, .remote_id = "p@x", FROM("Pia", "pia@page.example"), TO_US,
		.text = "Where?"));
	struct buf b = BUF_INIT;
	uint32_t r = 12345;
	for (int i = 2; i <= CASES; i++) {
		buf_clear(&b);
		r = r * 1103515245 + 12345;
		const char *waits = "NULL", *due = "NULL";
		if ((r >> 20) % 4)
			waits = arena_printf(w->a, "%lld", (long long)(W_NOON + (r >> 10) % 25));
		if ((r >> 22) % 3)
			due = arena_printf(w->a, "%lld", (long long)(W_NOON + (r >> 14) % 25));
		buf_addf(&b, "INSERT INTO cases(id, uid, number, customer, subject, status, priority, opened_at,"
			" updated_at, waiting_since, due_at) VALUES(%d, randomblob(16), %d, 1, 'page %d', %d, %d,"
			" %lld, %lld, %s, %s)", i, i, i, (int)(r >> 8) % 6, (int)(r >> 12) % 4, (long long)W_NOON,
			(long long)(W_NOON + (r >> 16) % 40), waits, due);
		run(w, b.data);
	}
	buf_free(&b);
	T_INT(first, 1);
}

static const struct query *
parse(struct world *w, const char *text)
{
	struct query_context ctx = { .now = clock_now() };
	struct query *q = NULL;
	W_DO(query_parse(text, &ctx, w->a, &q, NULL, &w->err));
	return q;
}

/* All rows by pages of PAGE; the order in which they came. */
static size_t
read_all(struct world *w, const struct query *q, enum case_sort sort, bool backwards, int64_t *ids,
	void (*between)(struct world *))
{
	struct case_row last, *rows;
	size_t n, total = 0;
	bool more = true, cut = false, have = false;
	if (backwards) {
		size_t end = read_all(w, q, sort, false, ids, NULL);
		last = w_case(w, ids[end - 1]);
		have = true;
	}
	for (int page = 0; more && page < CASES; page++) {
		struct case_page p = { .query = q, .sort = sort, .reverse = reverse, .agent = w->eva,
			.after = have ? &last : NULL, .backwards = backwards,
			.limit = PAGE };
		if (read_cases(w->s, &p, w->a, &rows, &n, &more, &cut, &w->err) < 0) {
			T_OK(false, "page: %s", w->err.text);
			return total;
		}
		if (!n)
			break;
		for (size_t i = 0; i < n && total < 3 * CASES; i++)
			ids[total++] = rows[backwards ? n - 1 - i : i].id;
		last = rows[backwards ? 0 : n - 1];
		have = true;
		if (between)
			between(w);
	}
	return total;
}

static bool
each_once(const int64_t *ids, size_t n)
{
	static bool seen[CASES + 1];
	memset(seen, 0, sizeof seen);
	for (size_t i = 0; i < n; i++) {
		if (seen[ids[i]])
			return false;
		seen[ids[i]] = true;
	}
	return true;
}

/* Times that are not set come last; ties by number. */
static bool
in_order(struct world *w, enum case_sort sort, const int64_t *ids, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct case_row a = w_case(w, ids[i - 1]), b = w_case(w, ids[i]);
		int64_t x = sort == SORT_DUE ? a.due_at : a.waiting_since, y = sort == SORT_DUE ? b.due_at
			: b.waiting_since;
		bool good = sort == SORT_RECENT ? a.updated_at == b.updated_at || (a.updated_at > b.updated_at) != reverse
			: sort == SORT_PRIORITY && a.priority != b.priority ? (a.priority > b.priority) != reverse : !y ||
				(x && (x == y || (x < y) != reverse));
		if (!good) {
			printf("# %lld before %lld\n", (long long)a.id, (long long)b.id);
			return false;
		}
	}
	return true;
}

static void
test_sorts(struct world *w)
{
	static const char *const asked[] = { "", "is:open", "is:open or is:new", "not is:spam", "page",
		"customer:1 is:pending", "priority:high" };
	static int64_t ids[3 * CASES], back[3 * CASES];
	for (size_t k = 0; k < sizeof asked / sizeof *asked; k++) {
		const struct query *q = parse(w, asked[k]);
		int64_t want = -1;
		W_DO(read_count(w->s, q, w->eva, CASES * 2, &want, &w->err));
		for (int sort = 0; sort < SORT_COUNT; sort++) {
			size_t n = read_all(w, q, (enum case_sort)sort, false, ids, NULL);
			T_OK((int64_t)n == want && each_once(ids, n), "'%s' by %s: %zu rows, each once",
				asked[k], case_sort_names[sort], n);
			T_OK(in_order(w, (enum case_sort)sort, ids, n), "'%s' by %s: in order", asked[k],
				case_sort_names[sort]);
			size_t m = n ? read_all(w, q, (enum case_sort)sort, true, back, NULL) : 0;
			bool mirrored = !n || m + 1 == n;
			for (size_t i = 0; i < m && mirrored; i++)
				mirrored = back[i] == ids[n - 2 - i];
			T_OK(mirrored, "'%s' by %s: the same backwards", asked[k], case_sort_names[sort]);
		}
	}
}

/* -- while rows move --------------------------------------------------------------------------------- */

static bool moved[CASES + 1];
static uint32_t dice = 99;

static void
move_some(struct world *w)
{
	for (int i = 0; i < 3; i++) {
		dice = dice * 1103515245 + 12345;
		int id = 1 + (int)(dice >> 8) % CASES;
		moved[id] = true;
		run(w, arena_printf(w->a,
			"UPDATE cases SET updated_at=%lld, waiting_since=%lld, due_at=NULL, priority=%d WHERE id=%d",
			(long long)(W_NOON + (dice >> 16) % 40), (long long)(W_NOON + (dice >> 12) % 25),
				(int)(dice >> 20) % 4, id));
	}
}

static void
test_moving(struct world *w)
{
	static int64_t ids[3 * CASES];
	const struct query *q = parse(w, "");
	for (int sort = 0; sort < SORT_COUNT; sort++) {
		int counts[CASES + 1] = { 0 };
		memset(moved, 0, sizeof moved);
		size_t n = read_all(w, q, (enum case_sort)sort, false, ids, move_some);
		for (size_t i = 0; i < n; i++)
			counts[ids[i]]++;
		int lost = 0, twice = 0, still = 0;
		for (int i = 1; i <= CASES; i++) {
			still += !moved[i];
			lost += !moved[i] && counts[i] == 0;
			twice += !moved[i] && counts[i] > 1;
		}
		T_OK(still > 100 && lost == 0 && twice == 0,
			"by %s: of %d rows that stayed none is lost (%d) or doubled (%d)",
			case_sort_names[sort], still, lost, twice);
	}
}

/* -- the story and the search ------------------------------------------------------------------------ */

static int64_t story;

static void
make_story(struct world *w)
{
	for (int i = 0; i < 60; i++) {
		int64_t m = MAIL(w, .remote_id = arena_printf(w->a, "s%d@x", i), FROM("Sam",
			"sam@story.example"), TO_US,
			.text = arena_printf(w->a, "Chapter %d of the story?", i), .in_reply_to = i ? "s0@x"
				: NULL,
			.received_at = W_NOON + i / 3 * MS_MINUTE);
		if (!i)
			story = w_case_of(w, m);
		if (i % 7 == 0)
			ACT(w, .verb = ACT_NOTE, .case_id = story, .text = "a note");
	}
}

static void
test_timeline(struct world *w)
{
	const unsigned parts = TIMELINE_MESSAGES | TIMELINE_NOTES | TIMELINE_ACTIONS;
	int64_t want = 0;
	W_DO(read_timeline_count(w->s, story, parts, &want, &w->err));
	T_OK(want > 70, "%lld items", (long long)want);
	for (int way = 0; way < 2; way++) {
		struct item_row edge, *rows;
		int64_t ids[200], from = way ? 0 : INT64_MAX;
		size_t n, total = 0;
		bool more = true, have = false, ordered = true, once = true;
		while (more && total < 180) {
			struct timeline_page p = { .case_id = story, .parts = parts, .limit = 11,
				.before = have && !way ? &edge : NULL,
				.after = way ? &edge : NULL };
			if (way && !have)
				edge = (struct item_row){ .at = 0 };
			if (read_timeline(w->s, &p, w->a, &rows, &n, &more, &w->err) < 0 || !n)
				break;
			for (size_t i = 0; i < n; i++) {
				struct item_row *r = &rows[way ? i : n - 1 - i];
				ordered &= way ? r->at >= from : r->at <= from;
				from = r->at;
				for (size_t k = 0; k < total; k++)
					once &= ids[k] != r->id;
				ids[total++] = r->id;
			}
			edge = rows[way ? n - 1 : 0];
			have = true;
		}
		T_INT(total, want);
		T_OK(ordered && once, "the story %s: in order, each item once", way ? "forwards" : "backwards");
	}
}

static void
test_search(struct world *w)
{
	const struct query *q = parse(w, "chapter");
	for (int indexed = 0; indexed < 2; indexed++) {
		struct item_row last, *rows;
		int64_t ids[100];
		size_t n, total = 0;
		bool more = true, cut, have = false, good = true;
		while (more && total < 90) {
			if (read_search(w->s, q, w->eva, have ? &last : NULL, 8, w->a, &rows, &n, &more, &cut,
				&w->err) < 0 || !n)
				break;
			for (size_t i = 0; i < n; i++) {
				good &= !have || rows[i].at <= last.at;
				for (size_t k = 0; k < total; k++)
					good &= ids[k] != rows[i].id;
				ids[total++] = rows[i].id;
				last = rows[i];
				have = true;
			}
		}
		T_OK(total == 60 && good, "search %s: %zu items, each once, newest first", indexed ? "by index"
			: "by scan", total);
		W_DO(w_index(w));
	}
}

/* -- out of time ------------------------------------------------------------------------------------- */

static bool
pressed(void *ctx)
{
	(void)ctx;
	return true;
}

/* Past its budget a read shows what it has and says so; a key ends it at once. */
static void
test_cut(struct world *w)
{
	struct query_context ctx = { .now = clock_now() };
	struct query *q;
	struct case_row *rows;
	struct item_row *items;
	struct customer_row *people;
	size_t n = 99;
	bool more = false, cut = false;
	W_DO(query_parse("not nosuchword", &ctx, w->a, &q, NULL, &w->err));
	struct case_page p = { .query = q, .sort = SORT_RECENT, .agent = w->eva, .limit = 2 * CASES };
	w->s->deadline_us = 1;
	W_DO(read_cases(w->s, &p, w->a, &rows, &n, &more, &cut, &w->err));
	T_OK(cut && more && n < CASES, "cut after %zu cases", n);
	W_DO(read_search(w->s, q, w->eva, NULL, CASES, w->a, &items, &n, &more, &cut, &w->err));
	W_DO(read_customers(w->s, "sam", 10, w->a, &people, &n, &w->err));
	w->s->interrupt = pressed;
	T_OK(read_cases(w->s, &p, w->a, &rows, &n, &more, &cut, &w->err) < 0 && w->err.code == ERR_BUSY,
		"a key ends it: %s", w->err.text);
	w->s->interrupt = NULL;
	error_clear(&w->err);
	store_budget(w->s, 0);
	W_DO(read_cases(w->s, &p, w->a, &rows, &n, &more, &cut, &w->err));
	T_OK(!cut && n == CASES + 1, "with time enough there are all");
}

int
main(void)
{
	struct world world, *w = &world;
	w_begin(w);
	make_cases(w);
	test_sorts(w);
	reverse = true;
	test_sorts(w);
	reverse = false;
	test_moving(w);
	run(w, "UPDATE counter SET value=300 WHERE name='case'");
	make_story(w);
	test_timeline(w);
	test_search(w);
	test_cut(w);
	return w_end(w);
}
