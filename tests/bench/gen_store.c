/*
 * gen_store.c - fills a store for benchmarks: gen_store [options] DIR
 *
 *   -n N       messages (100000)         -c N   of them this many threads open cases (a tenth)
 *   -s SEED    another world             -t MS  the newest message's time (now)
 *   -b N       messages a batch (2000)    -y     in the role of sync: shares the lock (S3)
 *   -x         also make search.db       -a     agents work: most cases get done, some tagged, noted, assigned
 *   -l N       one case of N messages more (its first: 0.long@mail.example)
 *   -m N       messages a thread, in the mean (3.5); 1.2: nearly as many cases as messages
 *   -i         nothing but search.db, anew
 *
 * Through feed_batch() and store_act() alone, as the programs do it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "act.h"
#include "clock.h"
#include "gen.h"
#include "str.h"

static struct options {
	struct gen_spec spec;
	int64_t cases, longest;
	size_t batch;
	bool share, index, agents, only_index;
	const char *dir;
} opt = { .spec = { .seed = 1, .messages = 100000 }, .cases = -1, .batch = 2000 };

static int
die(const struct error *err)
{
	fprintf(stderr, "gen_store: %s\n", err->text);
	exit(1);
}

static void
report(const char *what, int64_t n, int64_t since_us)
{
	double s = (double)(clock_mono_us() - since_us) / 1e6;
	printf("%-10s %10lld in %8.2f s  %9.0f/s\n", what, (long long)n, s, (double)n / (s > 0 ? s : 1));
	fflush(stdout);
}

static void
import(struct store *s, const struct feed_context *ctx)
{
	struct gen *g = gen_new(&opt.spec);
	struct arena *a = arena_new();
	struct feed_result r = { 0 };
	struct error err = ERROR_INIT;
	struct batch b;
	int64_t begun = clock_mono_us(), stored = 0;
	while (gen_batch(g, a, opt.batch, &b)) {
		int64_t at = clock_mono_us();
		if (feed_batch(s, ctx, &b, &r, &err) < 0)
			die(&err);
		stored += clock_mono_us() - at;
		arena_reset(a);
	}
	report("messages", r.messages, begun);
	report("  storing", r.messages, clock_mono_us() - stored);
	printf("threads %lld, cases %lld\n", (long long)r.threads, (long long)r.cases);
	arena_free(a);
	gen_free(g);
}

/* The customer of whom every help desk has one. */
static void
import_longest(struct store *s, const struct feed_context *ctx)
{
	struct gen *g = gen_new(&(struct gen_spec){ .seed = opt.spec.seed + 2, .messages = 1, .to_at = 1 });
	struct arena *a = arena_new();
	struct feed_result r = { 0 };
	struct error err = ERROR_INIT;
	struct recipient to[2] = { { ROLE_TO, { "Help", "help@example.org" } }, { ROLE_TO, { "Ana", "ana@long.example" } } };
	struct message_in list[50];
	size_t n = 0;
	for (int64_t i = 0; i < opt.longest; i++) {
		bool ours = i % 5 == 4;
		static const char *const root = "0.long@mail.example";
		struct message_in m = { .thread = root, .remote_id = arena_printf(a, "%lld.long@mail.example", (long long)i),
			.direction = ours ? DIRECTION_OUT : DIRECTION_IN, .from = to[!ours].who, .recipients = &to[ours],
			.recipient_count = 1, .subject = "Re: My order, again", .text = gen_text(g, a, 20 + (int)(i % 90)),
			.references = &root, .reference_count = i > 0, .in_reply_to = i ? root : NULL,
			.sent_at = opt.spec.to_at - (opt.longest - i) * MS_MINUTE };
		m.received_at = m.sent_at;
		m.content = digest_of(m.text, strlen(m.text));
		list[n++] = m;
		if (n < sizeof list / sizeof *list && i + 1 < opt.longest)
			continue;
		if (feed_batch(s, ctx, &(struct batch){ .messages = list, .message_count = n }, &r, &err) < 0)
			die(&err);
		n = 0;
		arena_reset(a);
	}
	arena_free(a);
	gen_free(g);
}

static void
index_all(struct store *s)
{
	struct error err = ERROR_INIT;
	int64_t left = 1, begun = clock_mono_us();
	while (left)
		if (index_run(s, 20000, &left, &err) < 0)
			die(&err);
	report("indexed", opt.spec.messages, begun);
}

/* What agents did in the years: most cases are done, the newest tenth is as it came. */
static void
work_case(struct store *s, struct gen *g, struct arena *a, int64_t agents[3], int64_t id, bool newest)
{
	static const char *const tags[] = { "ship", "refund", "vip", "invoice", "login", "complaint" };
	const char *tag[] = { tags[gen_below(g, 6)], NULL };
	struct act_actor who = { .agent = agents[gen_below(g, 3)] };
	struct act acts[4];
	size_t n = 0;
	struct act_result r;
	struct error err = ERROR_INIT;
	uint32_t dice = gen_below(g, 100);
	if (dice < 30)
		acts[n++] = (struct act){ .verb = ACT_TAG, .case_id = id, .add = tag };
	if (dice % 10 < 4)
		acts[n++] = (struct act){ .verb = ACT_ASSIGN, .case_id = id, .name = dice % 2 ? "eva" : "max" };
	if (dice % 17 == 0)
		acts[n++] = (struct act){ .verb = ACT_NOTE, .case_id = id, .text = gen_text(g, a, 12) };
	if (!newest)
		acts[n++] = dice < 85 ? (struct act){ .verb = ACT_RESOLVE, .case_id = id }
			: (struct act){ .verb = ACT_STATUS, .case_id = id, .value = STATUS_PENDING };
	if (n && store_act(s, &who, acts, n, false, a, &r, &err) < 0 && err.code != ERR_INPUT)
		die(&err);
}

static void
work(struct store *s, int64_t cases)
{
	static const char *const names[] = { "eva", "max", "liu" };
	struct gen *g = gen_new(&(struct gen_spec){ .seed = opt.spec.seed + 1, .messages = 1, .to_at = 1 });
	struct arena *a = arena_new();
	struct error err = ERROR_INIT;
	int64_t agents[3], begun = clock_mono_us();
	for (int i = 0; i < 3; i++)
		if (store_agent(s, names[i], names[i], &agents[i], &err) < 0)
			die(&err);
	for (int64_t id = 1; id <= cases; id++) {
		work_case(s, g, a, agents, id, id > cases - cases / 10);
		arena_reset(a);
	}
	report("worked", cases, begun);
	arena_free(a);
	gen_free(g);
}

static void
sizes(int64_t n)
{
	static const char *const names[] = { "store.db", "search.db" };
	for (int i = 0; i < 2; i++) {
		char path[4096];
		struct stat st;
		snprintf(path, sizeof path, "%s/%s", opt.dir, names[i]);
		if (stat(path, &st) == 0)
			printf("%-10s %10lld bytes  %6.0f a message\n", names[i], (long long)st.st_size,
				(double)st.st_size / (double)n);
	}
}

static void
read_options(int argc, char **argv)
{
	for (int c; (c = getopt(argc, argv, "n:c:m:s:t:b:l:yxai")) != -1;)
		switch (c) {
		case 'n': opt.spec.messages = strtoll(optarg, NULL, 10); break;
		case 'c': opt.cases = strtoll(optarg, NULL, 10); break;
		case 'm': opt.spec.length = strtod(optarg, NULL); break;
		case 's': opt.spec.seed = strtoull(optarg, NULL, 10); break;
		case 't': opt.spec.to_at = strtoll(optarg, NULL, 10); break;
		case 'b': opt.batch = (size_t)strtoll(optarg, NULL, 10); break;
		case 'l': opt.longest = strtoll(optarg, NULL, 10); break;
		case 'i': opt.only_index = true; break;
		case 'y': opt.share = true; break;
		case 'x': opt.index = true; break;
		case 'a': opt.agents = true; break;
		default: exit(2);
		}
	if (optind + 1 != argc || opt.spec.messages < 1) {
		fprintf(stderr, "usage: gen_store [-n N] [-c CASES] [-s SEED] [-t MS] [-b N] [-l N] [-y] [-x] [-a] [-i] DIR\n");
		exit(2);
	}
	opt.dir = argv[optind];
	if (!opt.spec.to_at)
		opt.spec.to_at = clock_now();
	opt.spec.from_at = opt.spec.to_at - 3 * 365 * MS_DAY;
	if (opt.cases < 0)
		opt.cases = opt.spec.messages / 35;
}

int
main(int argc, char **argv)
{
	struct error err = ERROR_INIT;
	struct feed_context ctx;
	struct store *s;
	char path[4096], state[4096];
	read_options(argc, argv);
	snprintf(path, sizeof path, "%s/store.db", opt.dir);
	snprintf(state, sizeof state, "%s/state", opt.dir);
	struct store_options o = { .path = path, .role = opt.share ? STORE_SYNC : STORE_ADMIN, .create = true,
		.state_dir = state };
	if (store_open(&o, &s, &err) < 0 || gen_account(s, gen_since(&opt.spec, opt.cases), &ctx, &err) < 0)
		die(&err);
	if (!opt.only_index) {
		import(s, &ctx);
		import_longest(s, &ctx);
	} else if (index_drop(s, &err) < 0) {
		die(&err);
	}
	if (opt.index || opt.only_index)
		index_all(s);
	store_close(s);
	if (opt.agents) {
		o.role = STORE_ADMIN;
		if (store_open(&o, &s, &err) < 0)
			die(&err);
		work(s, opt.cases);
		store_close(s);
	}
	sizes(opt.spec.messages);
	return 0;
}
