/*
 * store_figures.c - the figures of a period: each is the number of cases that its query finds, on a world of some weeks
 * in which everything happens, daylight saving included.
 */
#include "store_world.h"

#include "figures.h"

enum { CASES = 150 };

static uint64_t dice_state = 20261025;

static int
dice(int n)
{
	dice_state = dice_state * 6364136223846793005u + 1442695040888963407u;
	return (int)((dice_state >> 33) % (uint64_t)n);
}

/* -- the world ------------------------------------------------------------------------------------------------ */

static int64_t
arrive(struct world *w, int i)
{
	const char *id = arena_printf(w->a, "n%d@x", i), *who = arena_printf(w->a, "c%d@x.example", i);
	int64_t m = dice(3) ? MAIL(w, .remote_id = id, FROM("Kay", who), TO_US, .text = "Where is it, please?")
		: CHAT(w, .remote_id = id, .thread = id, FROM("Kay", who), .text = "Is anybody there?");
	return w_case_of(w, m);
}

static void
deliver(struct world *w)
{
	(void)w_deliver(w, w->mail);
	(void)w_deliver(w, w->chat);
}

/* Something happens to a case. */
static void
work(struct world *w, int64_t id, int i)
{
	struct case_row r = w_case(w, id);
	int64_t me = dice(2) ? w->eva : w->max;
	struct act_result none;
	if (r.status == STATUS_MERGED)
		return;
	switch (dice(9)) {
	case 0: case 1: case 2:
		(void)w_acts(w, me, &(struct act){ .verb = ACT_ASSIGN, .case_id = id, .name = dice(2) ? "eva" : "max" }, 1, &none);
		w_reply(w, me, id, "We look into it.");
		deliver(w);
		break;
	case 3: case 4:
		(void)w_acts(w, me, &(struct act){ .verb = ACT_RESOLVE, .case_id = id }, 1, &none); break;
	case 5:
		if (r.status == STATUS_RESOLVED)
			(void)w_acts(w, me, &(struct act){ .verb = ACT_REOPEN, .case_id = id }, 1, &none);
		break;
	case 6:		/* the customer again, who may wake it */
		MAIL(w, .remote_id = arena_printf(w->a, "again%d-%d@x", i, dice(1000000)), FROM("Kay",
			arena_printf(w->a, "c%lld@x.example", (long long)id)), TO_US, .text = "And what about my order?",
			.in_reply_to = arena_printf(w->a, "n%lld@x", (long long)id));
		break;
	case 7:
		if (dice(3) == 0)
			(void)w_acts(w, me, &(struct act){ .verb = ACT_UNDO }, 1, &none);
		break;
	case 8:
		if (dice(3) == 0)
			(void)w_acts(w, me, &(struct act){ .verb = ACT_SNOOZE, .case_id = id, .at = clock_now() + MS_DAY }, 1,
				&none);
		else if (dice(3) == 0)
			(void)w_acts(w, me, &(struct act){ .verb = ACT_SPAM, .case_id = id }, 1, &none);
		break;
	}
	error_clear(&w->err);
}

static void
make_weeks(struct world *w)
{
	int64_t ids[CASES];
	/* 28 March 2027 has 23 hours */
	clock_set(W_NOON + 110 * MS_DAY, true);
	for (int i = 0; i < CASES; i++) {
		w_wait(dice(9) * MS_HOUR + dice(60) * MS_MINUTE);
		ids[i] = arrive(w, i + 1);
		for (int k = 0; k < 3; k++) {
			w_wait(dice(50) * MS_MINUTE);
			work(w, ids[i - dice(i < 20 ? i + 1 : 20)], i);
		}
		if (i % 17 == 16 && w_case(w, ids[i - 1]).status != STATUS_MERGED && w_case(w, ids[i]).status != STATUS_MERGED) {
			struct act_result none;
			(void)w_acts(w, w->eva, &(struct act){ .verb = ACT_MERGE, .case_id = ids[i], .cases = &ids[i - 1],
				.case_count = 1, .flag = true }, 1, &none);
		}
		if (i % 23 == 22) {
			struct act_message m = { .account = w->mail, .recipients = (const struct recipient[]){ { ROLE_TO, { NULL,
				"second@tech.example" } } }, .recipient_count = 1, .text = "Please look.",
				.from_address = "help@shop.example", .no_hold = true };
			ACT(w, .verb = ACT_ESCALATE, .case_id = ids[i], .name = "tech", .text = "odd", .message_out = &m,
				.escalate_to = "second@tech.example");
		}
		deliver(w);
	}
	w_wait(MS_HOUR);
}

/* -- what is shown and what is found ------------------------------------------------------------------------------ */

static const char *filter;

static void
same(struct world *w, int64_t shown, const char *query)
{
	struct query_context ctx = { .now = clock_now() };
	struct query *q;
	int64_t n = -1;
	char *whole = filter ? arena_printf(w->a, "(%s) and (%s)", filter, query) : arena_str(w->a, query);
	error_clear(&w->err);
	if (query_parse(whole, &ctx, w->a, &q, NULL, &w->err) < 0 ||
	    read_count(w->s, q, w->eva, INT64_MAX, &n, &w->err) < 0 || n != shown)
		T_OK(false, "%s: %lld are shown, %lld are found%s%s", whole, (long long)shown, (long long)n,
			*w->err.text ? ": " : "", w->err.text);
}

static char *
date_of(struct world *w, int64_t at)
{
	struct clock_local l;
	clock_to_local(at, &l);
	return arena_printf(w->a, "%04d-%02d-%02d", l.year, l.month, l.day);
}

static int64_t
midnight(int days_ago)
{
	struct clock_local l;
	clock_to_local(clock_now(), &l);
	l.day -= days_ago;
	l.hour = l.minute = l.second = 0;
	return clock_from_local(&l);
}

static const char *const weekdays[] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat" };

static void
same_counts(struct world *w, struct figures_count c, const char *since, const char *opened, const char *solved)
{
	same(w, c.opened, arena_printf(w->a, "opened:%s is:any %s", since, opened));
	same(w, c.solved, arena_printf(w->a, "resolved:%s %s", since, solved));
}

static void
same_times(struct world *w, struct figures *f, const char *since)
{
	for (int h = 0; h < 24; h++)
		same_counts(w, figures_of_hour(f, h), since, arena_printf(w->a, "hour:%d", h),
			arena_printf(w->a, "resolved_hour:%d", h));
	for (int d = 0; d < 7; d++) {
		same_counts(w, figures_of_weekday(f, d), since, arena_printf(w->a, "weekday:%s", weekdays[d]),
			arena_printf(w->a, "resolved_weekday:%s", weekdays[d]));
		for (int h = 0; h < 24; h++)
			same(w, figures_opened_in(f, d, h), arena_printf(w->a, "opened:%s is:any weekday:%s hour:%d", since,
				weekdays[d], h));
	}
	for (size_t d = 0; d < figures_days(f); d++) {
		const char *day = date_of(w, figures_day_at(f, d));
		struct figures_span s = figures_span(f, FIGURES_REPLY, (struct figures_pick){ (int)d, -1, -1, -1 });
		same_counts(w, figures_of_day(f, d), day, "", "");
		same(w, s.n, arena_printf(w->a, "replied:%s", day));
		int64_t m = s.p90 / MS_MINUTE;
		if (s.n)
			same(w, s.over, arena_printf(w->a, "replied:%s first_reply:>=%lldh%lldm%llds", day, (long long)(m / 60),
				(long long)(m % 60), (long long)(s.p90 / MS_SECOND % 60)));
		same(w, figures_span(f, FIGURES_RESOLUTION, (struct figures_pick){ (int)d, -1, -1, -1 }).n,
			arena_printf(w->a, "resolved:%s", day));
	}
}

static void
same_groups(struct world *w, struct figures *f, const char *since)
{
	size_t n;
	const struct figures_group *g = figures_channels(f, &n);
	for (size_t i = 0; i < n; i++)
		same_counts(w, g[i].count, since, arena_printf(w->a, "via:%s", g[i].name), arena_printf(w->a, "via:%s", g[i].name));
	g = figures_agents(f, &n);
	for (size_t i = 0; i < n; i++) {
		char *who = arena_printf(w->a, "assigned:%s", g[i].name ? g[i].name : "none");
		same_counts(w, g[i].count, since, who, who);
		same(w, figures_span(f, FIGURES_REPLY, (struct figures_pick){ -1, -1, -1, (int)i }).n,
			arena_printf(w->a, "replied:%s %s", since, who));
	}
}

static struct figures *
count_all(struct world *w, int64_t from_at, int64_t step_us)
{
	struct figures_ask ask = { .from_at = from_at, .filter = filter, .agent = w->eva };
	struct figures *f = figures_new(&ask, &w->err);
	int rc = 1;
	if (!f)
		exit(99);
	while (rc > 0)
		rc = figures_step(w->s, f, step_us, &w->err);
	T_OK(rc == 0 && figures_done(f), "all is counted: %s", w->err.text);
	return f;
}

/* Every number of a period is found by its query; the halves of the world by a filter, too. */
static void
test_period(struct world *w, int days, const char *narrowed)
{
	int failed = t_failed;
	filter = narrowed;
	struct figures *f = count_all(w, midnight(days), 0);
	char *since = arena_printf(w->a, "%s..", date_of(w, midnight(days)));
	struct figures_span reply = figures_span(f, FIGURES_REPLY, FIGURES_ALL);
	T_OK(figures_total(f).opened > 0 && figures_total(f).solved > 0 && reply.n > 0, "there is something to count");
	same_counts(w, figures_total(f), since, "", "");
	same(w, reply.n, arena_printf(w->a, "replied:%s", since));
	same(w, figures_reopened(f), arena_printf(w->a, "reopened:%s", since));
	same(w, figures_merged(f), arena_printf(w->a, "merged:%s", since));
	same(w, figures_escalated(f), arena_printf(w->a, "escalation:%s", since));
	same_times(w, f, since);
	same_groups(w, f, since);
	T_OK(t_failed == failed, "what is shown of %d days%s%s is what is found", days, narrowed ? " of " : "",
		narrowed ? narrowed : "");
	figures_free(f);
}

/* The same as the totals of `sportello stats`. */
static void
test_stats(struct world *w)
{
	struct stats s;
	filter = NULL;
	struct figures *f = count_all(w, midnight(20), 1000000);
	struct figures_span reply = figures_span(f, FIGURES_REPLY, FIGURES_ALL),
		done = figures_span(f, FIGURES_RESOLUTION, FIGURES_ALL);
	W_DO(read_stats(w->s, midnight(20), clock_now() + 1, &s, &w->err));
	T_INT(figures_total(f).opened, s.opened);
	T_OK(figures_total(f).solved <= s.resolved && s.resolved > 0, "a case is resolved once, or several times");
	T_INT(reply.p50, s.first_reply_p50);
	T_INT(reply.p90, s.first_reply_p90);
	T_INT(done.p50, s.resolution_p50);
	T_INT(done.p90, s.resolution_p90);
	T_INT(figures_escalated(f), s.escalated);
	T_OK(figures_reopened(f) <= s.reopened && figures_reopened(f) > 0, "cases that were reopened, and how often");
	T_INT(figures_merged(f), s.merged);
	figures_free(f);
}

/* What changes while it is counted is counted once. */
static void
test_moving(struct world *w)
{
	struct figures_ask ask = { .from_at = midnight(20) };
	struct figures *f = figures_new(&ask, &w->err), *whole;
	int steps = 0;
	while (figures_step(w->s, f, 0, &w->err) > 0)
		if (++steps < 10)
			ACT(w, .verb = ACT_NOTE, .case_id = steps, .text = "moved while it was counted");
	filter = NULL;
	whole = count_all(w, midnight(20), 1000000);
	T_OK(steps > 10, "counted in slices");
	T_INT(figures_total(f).opened, figures_total(whole).opened);
	T_INT(figures_total(f).solved, figures_total(whole).solved);
	T_INT(figures_seen(f), figures_seen(whole));
	figures_free(f);
	figures_free(whole);
}

static void
test_edges(struct world *w)
{
	struct figures_oldest old;
	struct figures_rating rating;
	struct figures_ask ask = { .from_at = midnight(400) };
	T_OK(!figures_new(&(struct figures_ask){ .filter = "colour:red" }, &w->err), "a filter that is none");
	T_OK(strstr(w->err.text, "colour") != NULL, "is named");
	error_clear(&w->err);
	W_DO(figures_oldest(w->s, &ask, &old, &w->err));
	T_INT(old.opened_at, w_int(w, "SELECT min(opened_at) FROM cases WHERE status<2"));
	W_DO(figures_ratings(w->s, &ask, &rating, &w->err));
	T_INT(rating.cases, 0);
	ACT(w, .verb = ACT_RATE, .case_id = old.case_id, .customer = w_case(w, old.case_id).customer, .name = "4/5",
		.text = "fine");
	W_DO(figures_ratings(w->s, &ask, &rating, &w->err));
	T_INT(rating.cases, 1);
	same(w, 1, arena_printf(w->a, "rated:%s..", date_of(w, midnight(1))));
	/* a day of 25 hours is one day */
	ask = (struct figures_ask){ .from_at = 1792879200000LL, .to_at = 1793055600000LL };
	struct figures *f = figures_new(&ask, &w->err);
	T_INT(figures_days(f), 2);
	T_INT(figures_day_at(f, 1) - figures_day_at(f, 0), 25 * MS_HOUR);
	T_INT(figures_day_at(f, 2) - figures_day_at(f, 1), 24 * MS_HOUR);
	figures_free(f);
}

int
main(void)
{
	struct world world, *w = &world;
	setenv("TZ", "Europe/Rome", 1);
	w_begin(w);
	make_weeks(w);
	test_period(w, 40, NULL);
	test_period(w, 7, NULL);
	test_period(w, 30, "via:mail or tag:nosuch");
	test_period(w, 30, "assigned:eva");
	test_stats(w);
	test_moving(w);
	test_edges(w);
	return w_end(w);
}
