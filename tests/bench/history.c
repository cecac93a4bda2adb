/*
 * history.c - the history of a customer, timed: history [-n ITEMS] [-r RUNS] DIR
 *
 * Makes a store in DIR (once; it is kept): one customer with ITEMS (5000) items over seven channels and 300 cases, with
 * notes, edits and what agents did, among three times as many mails of others.  Then asks for the first screen as the
 * console does, cold (caches dropped, the store opened anew) and warm, beside a plain SELECT of the newest messages of
 * the same cases; for the pages that scrolling reads, the strip, and what narrows it.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "act.h"
#include "clock.h"
#include "db.h"
#include "gen.h"
#include "person.h"
#include "read.h"
#include "row.h"

enum { CASES = 300, SCREEN = 80, COLUMNS = 120 };

static struct { long items, runs; const char *dir; } opt = { 5000, 40, NULL };
static struct store *store;
static struct error err;
static int64_t customer;

static void
die(void)
{
	fprintf(stderr, "history: %s\n", err.text);
	exit(1);
}

static void
open_as(enum store_role role)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/store.db", opt.dir);
	struct store_options o = { .path = path, .role = role, .create = true, .state_dir = opt.dir };
	if (store_open(&o, &store, &err) < 0)
		die();
}

/* -- the world ---------------------------------------------------------------------------------------------------- */

static const char *const channels[7] = { "mail", "telegram", "whatsapp", "instagram", "messenger", "matrix", "chat" };

static void
others(const struct feed_context *ctx, int64_t to_at)
{
	struct gen_spec spec = { .seed = 5, .messages = opt.items * 3, .from_at = to_at - 3 * 365 * MS_DAY, .to_at = to_at };
	struct gen *g = gen_new(&spec);
	struct arena *a = arena_new();
	struct feed_result r = { 0 };
	struct batch b;
	while (gen_batch(g, a, 2000, &b)) {
		if (feed_batch(store, ctx, &b, &r, &err) < 0)
			die();
		arena_reset(a);
	}
	gen_free(g);
	arena_free(a);
}

static void
act(int64_t agent, struct act what, struct arena *a)
{
	struct act_actor who = { .agent = agent };
	struct act_result r;
	if (store_act(store, &who, &what, 1, false, a, &r, &err) < 0 && err.code != ERR_INPUT)
		die();
	error_clear(&err);
}

/* A case: its messages, and what was done when it is over. */
static void
one_case(int i, const struct feed_context ctx[7], struct gen *g, int64_t at, int64_t agent, struct arena *a)
{
	int k = i % 7, n = (int)(opt.items / CASES);
	const char *thread = arena_printf(a, "t%d", i);
	const char *address = k ? arena_printf(a, "@ana-%s", channels[k]) : "ana@person.example";
	struct address who[2] = { { "Ana Perez", address }, { "Help", "help@example.org" } };
	struct feed_result r = { 0 };
	int64_t *ids, first = 0;
	size_t count;
	for (int m = 0; m < n; m++) {
		bool ours = m % 3 == 2;
		struct recipient to = { ROLE_TO, who[!ours] };
		struct message_in in = { .thread = thread, .remote_id = arena_printf(a, "%d.%d@person.example", i, m),
			.direction = ours ? DIRECTION_OUT : DIRECTION_IN, .from = who[ours], .from_kind = channels[k],
			.recipients = &to, .recipient_count = 1, .subject = k ? NULL : arena_printf(a, "Matter %d", i),
			.text = gen_text(g, a, 20 + m * 7 % 90), .sent_at = at + m * MS_HOUR, .received_at = at + m * MS_HOUR };
		in.content = digest_of(in.text, strlen(in.text));
		if (feed_batch(store, &ctx[k], &(struct batch){ .messages = &in, .message_count = 1 }, &r, &err) < 0)
			die();
	}
	if (feed_by_remote_id(store, arena_printf(a, "%d.0@person.example", i), a, &ids, &count, &err) == 0 && count)
		first = ids[0];
	struct item_row row;
	if (!first || read_item(store, first, a, &row, &err) < 0)
		die();
	if (!customer)
		customer = row.customer;
	else if (row.customer != customer)
		act(agent, (struct act){ .verb = ACT_CUSTOMER_MERGE, .customer = customer, .customer2 = row.customer }, a);
	act(agent, (struct act){ .verb = ACT_NOTE, .case_id = row.case_id, .text = gen_text(g, a, 12) }, a);
	act(agent, (struct act){ .verb = ACT_RESOLVE, .case_id = row.case_id }, a);
}

static void
make_store(void)
{
	struct feed_context ctx[7];
	struct arena *a = arena_new();
	int64_t now = clock_now(), agent, left = 1;
	struct gen *g = gen_new(&(struct gen_spec){ .seed = 6, .messages = 1, .to_at = 1 });
	open_as(STORE_ADMIN);
	if (gen_account(store, now - 3000 * MS_DAY, &ctx[0], &err) < 0 || store_agent(store, "eva", "Eva", &agent, &err) < 0)
		die();
	for (int k = 1; k < 7; k++) {
		struct feed_account in = { .name = channels[k], .channel = "exec", .speaks_as = channels[k], .address = "shop",
			.uid = uid_of("account", channels[k], "bench", NULL), .since_at = now - 3000 * MS_DAY };
		ctx[k] = ctx[0];
		ctx[k].channel = channels[k];
		ctx[k].account_uid = in.uid;
		if (feed_account(store, &in, &ctx[k].account, &err) < 0)
			die();
	}
	others(&ctx[0], now);
	for (int i = 0; i < CASES; i++) {
		clock_set(now - (CASES - i) * 3 * MS_DAY, true);
		one_case(i, ctx, g, clock_now() - MS_DAY, agent, a);
		arena_reset(a);
	}
	clock_set(now, false);
	while (left)
		if (index_run(store, 20000, &left, &err) < 0)
			die();
	if (store_setting_put(store, "bench.customer", arena_printf(a, "%lld", (long long)customer), &err) < 0)
		die();
	store_close(store);
	gen_free(g);
	arena_free(a);
}

/* -- the questions ------------------------------------------------------------------------------------------------ */

static void
forget(void)
{
	static const char *const files[] = { "store.db", "store.db-wal", "search.db" };
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		char path[4096];
		snprintf(path, sizeof path, "%s/%s", opt.dir, files[i]);
		int fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			continue;
		(void)fdatasync(fd);
		(void)posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
		close(fd);
	}
}

static struct timeline_page
page_of(void)
{
	return (struct timeline_page){ .customer = customer, .parts = TIMELINE_MESSAGES | TIMELINE_NOTES | TIMELINE_TURNS,
		.limit = SCREEN };
}

/* As the console opens it: who it is, the newest page, the bodies that fit the screen. */
static void
first_screen(struct arena *a)
{
	struct timeline_page p = page_of();
	struct customer_row who;
	struct item_row *rows;
	size_t n;
	bool more;
	char *body;
	if (read_customer(store, customer, a, &who, &err) < 0 || read_timeline(store, &p, a, &rows, &n, &more, &err) < 0)
		die();
	for (size_t i = n > 20 ? n - 20 : 0; i < n; i++)
		if (rows[i].text && read_text(store, rows[i].text, a, &body, &err) < 0)
			die();
}

/* As if something had changed since. */
static void
first_screen_anew(struct arena *a)
{
	store->tight.customer = 0;
	first_screen(a);
}

/* The least that anybody could ask for instead. */
static void
plain(struct arena *a)
{
	sqlite3_stmt *st;
	(void)a;
	static const char sql[] = "SELECT m.id, m.received_at, m.subject, x.body FROM message m JOIN cases c ON c.id=m.case_id"
		" JOIN text x ON x.id=m.text WHERE c.customer=?1 ORDER BY m.received_at DESC, m.id DESC LIMIT ?2";
	if (sqlite3_prepare_v2(store->db, sql, -1, &st, NULL) != SQLITE_OK)
		exit(1);
	sqlite3_bind_int64(st, 1, customer);
	sqlite3_bind_int64(st, 2, SCREEN);
	while (sqlite3_step(st) == SQLITE_ROW)
		(void)sqlite3_column_text(st, 3);
	sqlite3_finalize(st);
}

static void
strip(struct arena *a)
{
	struct journey j;
	if (read_journey(store, customer, COLUMNS, clock_now(), a, &j, &err) < 0)
		die();
}

static void
news(struct arena *a)
{
	struct news_row *rows;
	size_t n;
	if (read_timeline_news(store, customer, 1, 100, 10000, a, &rows, &n, &err) < 0)
		die();
}

/* All that the customer's card asks for. */
static void
card(struct arena *a)
{
	struct query_context ctx = { .now = clock_now() };
	struct customer_row who;
	struct query *q;
	struct case_row *cases;
	struct card_channel *per;
	struct care_preference seen;
	struct merge_hint *hints;
	struct field_row *fields;
	struct consent_row *consents;
	struct rating_row *ratings;
	struct hook_lines lines;
	char **tags;
	size_t n;
	bool more, cut, known;
	if (query_parse(arena_printf(a, "customer:%lld", (long long)customer), &ctx, a, &q, NULL, &err) < 0)
		die();
	struct case_page page = { .query = q, .sort = SORT_RECENT, .agent = 1, .limit = 16 };
	if (read_customer(store, customer, a, &who, &err) < 0 || read_customer_tags(store, customer, a, &tags, &err) < 0 ||
	    read_fields(store, customer, 0, a, &fields, &n, &err) < 0 ||
	    read_consents(store, customer, a, &consents, &n, &err) < 0 ||
	    read_ratings(store, customer, 8, a, &ratings, &n, &err) < 0 ||
	    read_hook_lines(store, customer, a, &lines, &err) < 0 ||
	    read_cases(store, &page, a, &cases, &n, &more, &cut, &err) < 0 ||
	    read_merge_hints(store, customer, 5, a, &hints, &n, &err) < 0 ||
	    read_card_channels(store, customer, a, &per, &n, &err) < 0 ||
	    read_card_preference(store, customer, a, &seen, &known, &err) < 0)
		die();
}

#define PLAIN "plain SQL, the newest 80 messages"
#define PLAIN_COLD PLAIN ", cold"

static const char *asked;

static void
narrowed(struct arena *a)
{
	struct query_context ctx = { .now = clock_now(), .last_is_prefix = true };
	struct timeline_page p = page_of();
	struct item_row *rows;
	struct query *q;
	size_t n;
	bool more;
	if (query_parse(asked, &ctx, a, &q, NULL, &err) < 0)
		die();
	p.query = q;
	if (read_timeline(store, &p, a, &rows, &n, &more, &err) < 0)
		die();
}

static void
ask(const char *what, void (*question)(struct arena *), const char *budget, bool cold, const char *beside)
{
	struct samples took = { NULL, 0, 0 };
	struct arena *a = arena_new();
	for (long i = 0; i < (cold ? opt.runs / 4 + 1 : opt.runs); i++) {
		arena_reset(a);
		if (cold) {
			store_close(store);
			forget();
			open_as(STORE_DESK);
		}
		int64_t begun = clock_mono_us();
		question(a);
		samples_add(&took, clock_mono_us() - begun);
	}
	samples_print(&took, "history", what, budget, &(struct peer){ beside, 0 });
	arena_free(a);
}

/* From the newest to the oldest, page by page. */
static void
scroll(void)
{
	struct samples took = { NULL, 0, 0 };
	struct arena *a = arena_new();
	struct timeline_page p = page_of();
	struct item_row *rows, edge;
	bool more = true;
	size_t n;
	while (more) {
		int64_t begun = clock_mono_us();
		if (read_timeline(store, &p, a, &rows, &n, &more, &err) < 0)
			die();
		samples_add(&took, clock_mono_us() - begun);
		if (!n)
			break;
		edge = rows[0];
		p.before = &edge;
	}
	samples_print(&took, "history", "scrolling: a page of 80, read between keys", "", &(struct peer){ PLAIN, 0 });
	arena_free(a);
}

int
main(int argc, char **argv)
{
	char path[4096], what[80], *value = NULL;
	struct stat there;
	for (int c; (c = getopt(argc, argv, "n:r:")) != -1;)
		switch (c) {
		case 'n': opt.items = strtol(optarg, NULL, 10); break;
		case 'r': opt.runs = strtol(optarg, NULL, 10); break;
		default: return 2;
		}
	if (optind + 1 != argc || opt.items < CASES || opt.runs < 1) {
		fprintf(stderr, "usage: history [-n ITEMS] [-r RUNS] DIR\n");
		return 2;
	}
	opt.dir = argv[optind];
	snprintf(path, sizeof path, "%s/search.db", opt.dir);
	if (stat(path, &there) < 0)
		make_store();
	struct arena *a = arena_new();
	open_as(STORE_DESK);
	if (store_setting_get(store, "bench.customer", a, &value, &err) < 0 || !value)
		die();
	customer = strtoll(value, NULL, 10);
	ask(PLAIN_COLD, plain, "", true, ".");
	snprintf(what, sizeof what, "first screen of %ld items, cold", opt.items);
	ask(what, first_screen, "15", true, PLAIN_COLD);
	ask(PLAIN, plain, "", false, ".");
	snprintf(what, sizeof what, "first screen of %ld items, after a change", opt.items);
	ask(what, first_screen_anew, "15", false, PLAIN);
	ask("the same again", first_screen, "15", false, PLAIN);
	scroll();
	ask("the strip, counted between keys", strip, "", false, PLAIN);
	ask("what is new", news, "", false, PLAIN);
	ask("the customer's card, warm", card, "5", false, PLAIN);
	asked = "channel:matrix";
	ask("narrowed to one channel", narrowed, "50", false, PLAIN);
	asked = "refund";
	ask("narrowed by a common word", narrowed, "50", false, PLAIN);
	asked = "zzyzx";
	ask("narrowed by a word that nobody said", narrowed, "50", false, PLAIN);
	asked = "re";
	ask("narrowed by two letters", narrowed, "50", false, PLAIN);
	store_close(store);
	arena_free(a);
	return 0;
}
