/*
 * queries.c - what the console asks a store, timed: queries [-n RUNS] [-a AGENT] [-q PART] [-t FILE] DIR
 *
 * Lists, counts, the longest case's timeline, search as you type.  Each question is asked RUNS times (9) and
 * the first time apart from the others: "first" is what a person waits for after the start.  -q: only
 * questions with PART in their name.  Screens work under a budget of 45 ms, as here; an answer that ran into it is
 * marked "cut".  Beside each stands what bare SQLite needs for as many rows by their key (floor.h).
 *
 * -t: instead, the queries of FILE (name TAB query TAB peer TAB its ms) are typed key by key, each key a sample.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "act.h"
#include "clock.h"
#include "floor.h"
#include "read.h"
#include "row.h"

enum { PAGE = 50, BUDGET_MS = 45 };

static struct {
	long runs;
	const char *agent, *part, *typed, *dir;
} opt = { .runs = 9, .agent = "eva", .part = "" };

static struct store *store;
static int64_t agent;
static struct error err;

static void
die(void)
{
	fprintf(stderr, "queries: %s\n", err.text);
	exit(1);
}

struct answer { size_t rows; bool cut; };

/* Out of time is an answer, too. */
static void
cut_or_die(struct answer *r)
{
	if (err.code != ERR_BUSY)
		die();
	error_clear(&err);
	r->cut = true;
}

static struct query *
parse(const char *source, bool typing, struct arena *a)
{
	struct query_context ctx = { .now = clock_now(), .last_is_prefix = typing };
	struct query *q;
	if (query_parse(source, &ctx, a, &q, NULL, &err) < 0)
		die();
	return q;
}

/* -- one question, once; how many rows, and whether time ran out ---------------------------------------- */

static struct answer
ask_list(const char *source, int sort, struct arena *a)
{
	struct case_page page = { .query = parse(source, false, a), .sort = (enum case_sort)sort, .agent = agent,
		.limit = PAGE };
	struct answer r = { 0, false };
	struct case_row *rows;
	bool more;
	if (read_cases(store, &page, a, &rows, &r.rows, &more, &r.cut, &err) < 0)
		cut_or_die(&r);
	return r;
}

/* The page after the first ten. */
static struct answer
ask_deep(const char *source, int sort, struct arena *a)
{
	struct case_page page = { .query = parse(source, false, a), .sort = (enum case_sort)sort, .agent = agent,
		.limit = 10 };
	struct answer r = { 0, false };
	struct case_row *rows;
	bool more;
	if (read_cases(store, &page, a, &rows, &r.rows, &more, &r.cut, &err) < 0)
		cut_or_die(&r);
	if (!r.rows)
		return r;
	page.after = &rows[r.rows - 1];
	page.limit = PAGE;
	if (read_cases(store, &page, a, &rows, &r.rows, &more, &r.cut, &err) < 0)
		cut_or_die(&r);
	return r;
}

static struct answer
ask_count(const char *source, int stop, struct arena *a)
{
	struct answer r = { 0, false };
	int64_t n = 0;
	if (read_count(store, parse(source, false, a), agent, stop, &n, &err) < 0) {
		cut_or_die(&r);
	}
	r.rows = (size_t)n;
	return r;
}

static struct answer
ask_search(const char *source, int typing, struct arena *a)
{
	struct answer r = { 0, false };
	struct item_row *rows;
	bool more;
	if (read_search(store, parse(source, typing != 0, a), agent, NULL, PAGE, a, &rows, &r.rows, &more, &r.cut,
			&err) < 0)
		cut_or_die(&r);
	return r;
}

static struct answer
ask_timeline(const char *named, int parts, struct arena *a)
{
	struct timeline_page page = { .parts = (unsigned)parts, .limit = PAGE };
	struct case_page one = { .query = parse(named, false, a), .sort = SORT_RECENT, .limit = 1 };
	struct answer r = { 0, false };
	struct case_row *cases;
	struct item_row *rows;
	bool more;
	size_t n;
	static int64_t id;
	if (!id) {
		if (read_cases(store, &one, a, &cases, &n, &more, &r.cut, &err) < 0)
			cut_or_die(&r);
		id = n ? cases[0].id : 0;
	}
	page.case_id = id;
	int64_t items;
	if (id && (read_timeline(store, &page, a, &rows, &r.rows, &more, &err) < 0 ||
		   read_timeline_count(store, id, page.parts, &items, &err) < 0))
		cut_or_die(&r);
	return r;
}

static struct answer
ask_people(const char *part, int limit, struct arena *a)
{
	struct answer r = { 0, false };
	struct customer_row *rows;
	if (read_customers(store, part, (size_t)limit, a, &rows, &r.rows, &err) < 0)
		cut_or_die(&r);
	return r;
}

static struct answer
ask_open(const char *unused, int unused2, struct arena *a)
{
	char path[4096];
	struct store *s;
	struct answer r = { 1, false };
	(void)unused;
	(void)unused2;
	(void)a;
	snprintf(path, sizeof path, "%s/store.db", opt.dir);
	struct store_options o = { .path = path, .role = STORE_DESK };
	if (store_open(&o, &s, &err) < 0)
		die();
	store_close(s);
	return r;
}

/* -- the questions ------------------------------------------------------------------------------------------ */

#define OPEN "(is:new or is:open)"
enum { ALL_PARTS = TIMELINE_MESSAGES | TIMELINE_NOTES | TIMELINE_ACTIONS | TIMELINE_EVENTS };

static const struct question {
	const char *group, *what, *budget;
	struct answer (*ask)(const char *source, int how, struct arena *a);
	const char *source;
	int how;
} questions[] = {
	{ "start", "open the store", "", ask_open, "", 0 },
	{ "start", "first screen: inbox by due", "20", ask_list, OPEN, SORT_DUE },
	{ "list", "all by recent", "", ask_list, "", SORT_RECENT },
	{ "list", "inbox by waiting", "", ask_list, OPEN, SORT_WAITING },
	{ "list", "inbox by priority", "", ask_list, OPEN, SORT_PRIORITY },
	{ "list", "inbox, a later page", "", ask_deep, OPEN, SORT_DUE },
	{ "list", "mine", "", ask_list, OPEN " and assigned:me", SORT_DUE },
	{ "list", "unassigned", "", ask_list, OPEN " and assigned:none", SORT_DUE },
	{ "list", "waiting", "", ask_list, OPEN " and is:waiting", SORT_WAITING },
	{ "list", "overdue", "", ask_list, "is:overdue", SORT_DUE },
	{ "list", "pending", "", ask_list, "is:pending", SORT_RECENT },
	{ "list", "snoozed", "", ask_list, "is:snoozed", SORT_DUE },
	{ "list", "escalated", "", ask_list, "is:escalated", SORT_DUE },
	{ "list", "resolved by recent", "", ask_list, "is:resolved", SORT_RECENT },
	{ "list", "unread", "", ask_list, OPEN " and is:unread", SORT_DUE },
	{ "list", "tag:vip", "", ask_list, "tag:vip", SORT_RECENT },
	{ "list", "not tag:vip", "", ask_list, "not tag:vip", SORT_DUE },
	{ "list", "cases with a common word", "", ask_list, OPEN " and refund", SORT_DUE },
	{ "count", "inbox, to 999", "", ask_count, OPEN, 999 },
	{ "count", "mine, to 999", "", ask_count, OPEN " and assigned:me", 999 },
	{ "count", "unassigned, to 999", "", ask_count, OPEN " and assigned:none", 999 },
	{ "count", "pending, to 999", "", ask_count, "is:pending", 999 },
	{ "count", "not tag:vip, to 999", "", ask_count, "not tag:vip", 999 },
	{ "count", "tag:vip, to 999", "", ask_count, "tag:vip", 999 },
	{ "case", "last page of the long case", "15", ask_timeline, "id:0.long@mail.example", ALL_PARTS | TIMELINE_BODIES },
	{ "search", "a", "50", ask_search, "a", 1 },
	{ "search", "co", "50", ask_search, "co", 1 },
	{ "search", "con", "50", ask_search, "con", 1 },
	{ "search", "cons", "50", ask_search, "cons", 1 },
	{ "search", "consegna", "50", ask_search, "consegna", 1 },
	{ "search", "two common words", "50", ask_search, "please refund", 1 },
	{ "search", "phrase", "50", ask_search, "\"il pacco\"", 0 },
	{ "search", "rare word", "50", ask_search, "zzyzx", 0 },
	{ "search", "common and rare", "50", ask_search, "the zzyzx", 0 },
	{ "search", "common, one rare sender", "50", ask_search, "refund from:c3@mail3.example", 0 },
	{ "search", "common, has attachment", "50", ask_search, "refund has:attachment", 0 },
	{ "search", "common, not a common one", "50", ask_search, "refund not the", 0 },
	{ "search", "word of 2 years ago", "50", ask_search, "invoice date:..700d", 0 },
	{ "search", "no such word", "50", ask_search, "qqqqqqqq", 0 },
	{ "people", "a part of a name", "", ask_people, "ros", 20 },
	{ "people", "an address", "", ask_people, "c17@", 20 },
};

/* What SQLite alone needs for as much. */
static struct peer
floor_of(const struct question *q, size_t rows)
{
	if (q->ask == ask_open)
		return floor_start();
	if (q->ask == ask_count)
		return floor_walk("cases", rows);
	if (q->ask == ask_people)
		return floor_rows("customer", rows);
	return floor_rows(q->ask == ask_list || q->ask == ask_deep ? "cases" : "message", rows);
}

static void
run(const struct question *q)
{
	struct samples all = { NULL, 0, 0 }, first = { NULL, 0, 0 };
	struct arena *a = arena_new();
	struct answer r = { 0, false };
	bool cut = false;
	char what[160];
	for (long i = 0; i < opt.runs; i++) {
		int64_t begun = clock_mono_us();
		store_budget(store, BUDGET_MS);
		r = q->ask(q->source, q->how, a);
		samples_add(i ? &all : &first, clock_mono_us() - begun);
		cut = cut || r.cut;
		arena_reset(a);
	}
	arena_free(a);
	snprintf(what, sizeof what, "%s (%zu%s)", q->what, r.rows, cut ? ", cut" : "");
	double ms = (double)first.us[0] / 1000;
	char budget[64];
	snprintf(budget, sizeof budget, "%s%sfirst %.1f", q->budget, *q->budget ? ", " : "", ms);
	free(first.us);
	struct peer floor = floor_of(q, r.rows);
	samples_print(&all, q->group, what, budget, &floor);
}

/* The beginnings of a query, in the order in which a person types them: an unfinished quotation is left out. */
static void
type(char *name, char *query, const char *peer, double peer_ms)
{
	struct samples keys = { NULL, 0, 0 };
	struct arena *a = arena_new();
	struct answer r = { 0, false };
	bool cut = false;
	char what[160];
	for (long i = 0; i < opt.runs; i++)
		for (size_t n = 1; n <= strlen(query); n++) {
			char *part = arena_strn(a, query, n);
			struct query_context ctx = { .now = clock_now(), .last_is_prefix = true };
			struct query *q;
			int64_t begun = clock_mono_us();
			store_budget(store, BUDGET_MS);
			if (query_parse(part, &ctx, a, &q, NULL, &err) < 0) {
				error_clear(&err);	/* half a word of the language: the console waits for the rest */
				continue;
			}
			struct item_row *rows;
			bool more;
			if (read_search(store, q, agent, NULL, PAGE, a, &rows, &r.rows, &more, &r.cut, &err) < 0)
				cut_or_die(&r);
			samples_add(&keys, clock_mono_us() - begun);
			cut = cut || r.cut;
			arena_reset(a);
		}
	arena_free(a);
	snprintf(what, sizeof what, "%.80s: a key, as one types (%zu found%s)", name, r.rows, cut ? ", some cut" : "");
	samples_print(&keys, "full-text search, in the console", what, "50", &(struct peer){ peer, peer_ms * 1000 });
}

static void
type_all(void)
{
	FILE *f = fopen(opt.typed, "r");
	char line[1024];
	if (!f) {
		error_set(&err, ERR_INPUT, "%s cannot be read", opt.typed);
		die();
	}
	while (fgets(line, sizeof line, f)) {
		char *field[4] = { line, NULL, NULL, NULL };
		line[strcspn(line, "\n")] = '\0';
		for (int i = 1; i < 4 && (field[i] = strchr(field[i - 1], '\t')); i++)
			*field[i]++ = '\0';
		if (field[3])
			type(field[0], field[1], field[2], strtod(field[3], NULL));
	}
	fclose(f);
}

int
main(int argc, char **argv)
{
	char path[4096];
	for (int c; (c = getopt(argc, argv, "n:a:q:t:")) != -1;)
		switch (c) {
		case 'n': opt.runs = strtol(optarg, NULL, 10); break;
		case 'a': opt.agent = optarg; break;
		case 'q': opt.part = optarg; break;
		case 't': opt.typed = optarg; break;
		default: return 2;
		}
	if (optind + 1 != argc || opt.runs < 2) {
		fprintf(stderr, "usage: queries [-n RUNS] [-a AGENT] [-q PART] [-t FILE] DIR\n");
		return 2;
	}
	opt.dir = argv[optind];
	snprintf(path, sizeof path, "%s/store.db", opt.dir);
	struct store_options o = { .path = path, .role = STORE_DESK };
	if (store_open(&o, &store, &err) < 0)
		die();
	agent = store_agent_find(store, opt.agent);
	long before = row_resident_kb();
	if (opt.typed) {
		type_all();
		store_close(store);
		return 0;
	}
	floor_open(opt.dir);
	for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
		if (strstr(questions[i].what, opt.part))
			run(&questions[i]);
	floor_close();
	store_close(store);
	row_value("memory", "of all these questions", "kB", (double)row_resident_kb(), "before the first of them", (double)before);
	return 0;
}
