/*
 * store_figures.c - the figures of a period: each is the number of cases that its query finds, on a world of some weeks
 * in which everything happens, daylight saving included.
 */
#include "store_world.h"
#include "store_weeks.h"

#include "figures.h"
#include "metric.h"

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

/* What is counted in table metric is read of there: nothing changes by it, nor by what happens after. */
static void
test_counted(struct world *w)
{
	int64_t left = 1;
	W_DO(metric_drop(w->s, &w->err));
	while (left)
		W_DO(metric_run(w->s, NULL, 1000, &left, &w->err));
	test_period(w, 40, NULL);
	test_period(w, 7, NULL);
	test_period(w, 30, "assigned:eva");
	/* what is done now is counted by nobody yet, and read of the journal */
	struct act_result none;
	static const enum act_verb verbs[] = { ACT_ASSIGN, ACT_RESOLVE, ACT_REOPEN, ACT_SPAM, ACT_ESCALATE };
	for (int64_t id = 1; id <= 60; id++)
		(void)w_acts(w, w->eva, &(struct act){ .verb = verbs[id % 5], .case_id = id, .name = "max" }, 1, &none);
	error_clear(&w->err);
	int64_t undone = w_int(w, "SELECT count(*) FROM action WHERE id>(SELECT value FROM meta WHERE key='metric_item')");
	T_OK(undone > 20 && undone < 1000, "much happened since: %lld", (long long)undone);
	test_period(w, 40, NULL);
	test_period(w, 30, "assigned:max");
	left = 1;
	while (left)
		W_DO(metric_run(w->s, NULL, 1000, &left, &w->err));
	test_period(w, 40, NULL);
	/* rows that say otherwise are believed, but for a case to which something happened since */
	int64_t one = w_int(w, arena_printf(w->a, "SELECT min(x.case_id) FROM action x JOIN metric k ON k.case_id=x.case_id"
		" JOIN cases c ON c.id=x.case_id WHERE x.verb=%d AND k.turned&1 AND x.undone_by IS NULL AND c.status<>6"
		" AND coalesce(x.args, '') NOT LIKE 'into #%%'", (int)ACT_REOPEN));
	T_OK(one > 0, "a case was reopened by hand");
	T_INT(sqlite3_exec(w->s->db, "UPDATE metric SET turned=0", NULL, NULL, NULL), SQLITE_OK);
	filter = NULL;
	struct figures *f = count_all(w, midnight(400), 1000000);
	T_INT(figures_reopened(f), 0);
	figures_free(f);
	ACT(w, .verb = ACT_NOTE, .case_id = one, .text = "nobody has counted this yet");
	f = count_all(w, midnight(400), 1000000);
	T_INT(figures_reopened(f), 1);
	figures_free(f);
	W_DO(metric_drop(w->s, &w->err));
	test_period(w, 40, NULL);
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
	test_counted(w);
	test_edges(w);
	return w_end(w);
}
