/*
 * store_metric.c - the figures of each case, kept as rows: however often and in whatever order they are counted, they are
 * the same, and agree with what the journal says when it is asked directly.
 *
 * With KEEP=FOLDER in the environment the store is left there, for tests/cli/kpi.t to count it by another program.
 */
#include "store_world.h"
#include "store_weeks.h"

#include <stdio.h>

#include "metric.h"

/* -- rows ---------------------------------------------------------------------------------------------------------- */

static int64_t
run_all(struct world *w, const struct hours *office)
{
	int64_t left = 1, runs = 0;
	while (left && runs < 10000) {
		error_clear(&w->err);
		if (metric_run(w->s, office, 0, &left, &w->err) < 0) {
			T_OK(false, "metric_run: %s", w->err.text);
			return -1;
		}
		runs++;
	}
	return runs;
}

/* All rows of a table as one text. */
static char *
dump(struct world *w, const char *table)
{
	struct buf b = BUF_INIT;
	sqlite3_stmt *st;
	char *sql = arena_printf(w->a, "SELECT * FROM %s ORDER BY 1, 2", table);
	if (sqlite3_prepare_v2(w->s->db, sql, -1, &st, NULL) != SQLITE_OK)
		exit(99);
	while (sqlite3_step(st) == SQLITE_ROW)
		for (int i = 0; i < sqlite3_column_count(st); i++) {
			const char *v = (const char *)sqlite3_column_text(st, i);
			buf_addf(&b, "%s%c", v ? v : "-", i + 1 < sqlite3_column_count(st) ? ' ' : '\n');
		}
	sqlite3_finalize(st);
	char *out = arena_strn(w->a, b.data ? b.data : "", b.len);
	buf_free(&b);
	return out;
}

static void
same_rows(struct world *w, char *const before[3], const char *what)
{
	static const char *const tables[3] = { "metric", "metric_reply", "metric_promise" };
	for (int i = 0; i < 3; i++)
		T_OK(str_eq(before[i], dump(w, tables[i])), "%s: the same rows of %s", what, tables[i]);
}

static void
keep_rows(struct world *w, char *before[3])
{
	before[0] = dump(w, "metric");
	before[1] = dump(w, "metric_reply");
	before[2] = dump(w, "metric_promise");
}

/* -- more happens ----------------------------------------------------------------------------------------------------- */

/* What store_weeks.h leaves out: teams, pending, promises, third parties, the bot, a draft that was parked. */
static void
more_work(struct world *w)
{
	int64_t n = w_int(w, "SELECT max(id) FROM cases");
	struct act_result none;
	for (int i = 0; i < 400; i++) {
		int64_t id = 1 + dice((int)n), me = dice(2) ? w->eva : w->max;
		w_wait(dice(300) * MS_MINUTE);
		switch (dice(8)) {
		case 0: (void)w_acts(w, me, &(struct act){ .verb = ACT_ASSIGN, .case_id = id,
			.name = dice(2) ? "team:tech" : "eva" },
			1, &none); break;
		case 1: (void)w_acts(w, me, &(struct act){ .verb = ACT_STATUS, .case_id = id, .value = STATUS_PENDING },
			1, &none); break;
		case 2: (void)w_acts(w, me, &(struct act){ .verb = ACT_NEXT, .case_id = id, .text = "send the part",
			.flag = dice(3) > 0,
			.at = clock_now() + (1 + dice(40)) * MS_HOUR }, 1, &none); break;
		case 3: (void)w_acts(w, me, &(struct act){ .verb = ACT_WAITS, .case_id = id,
			.name = dice(2) ? "the courier" : NULL }, 1,
			&none); break;
		case 4: (void)w_acts(w, me, &(struct act){ .verb = ACT_RESOLVE, .case_id = id }, 1, &none); break;
		case 5:
			if (w_int(w, arena_printf(w->a,
				"SELECT count(*) FROM message WHERE direction=0 AND case_id=%lld", (long long)id))) {
				w_reply(w, me, id, "It is on its way.");
				deliver(w);
			}
			break;
		case 6: MAIL(w, .remote_id = arena_printf(w->a, "m%d@x", i), FROM("Kay", arena_printf(w->a, "c%lld@x.example",
			(long long)id)), TO_US, .text = "Any news of it?", .in_reply_to = arena_printf(w->a, "n%lld@x",
				(long long)id)); break;
		case 7: if (dice(2))
			(void)w_acts(w, me, &(struct act){ .verb = ACT_UNDO }, 1, &none);
			break;
		}
		error_clear(&w->err);
		if (i % 40 == 39)
			(void)run_all(w, NULL);
	}
	w_wait(MS_HOUR);
}

/* -- against the journal ----------------------------------------------------------------------------------------------------- */

static int64_t
found(struct world *w, const char *query)
{
	struct query_context ctx = { .now = clock_now() };
	struct query *q;
	int64_t n = -1;
	error_clear(&w->err);
	if (query_parse(query, &ctx, w->a, &q, NULL, &w->err) < 0 || read_count(w->s, q, w->eva, INT64_MAX, &n, &w->err) < 0)
		T_OK(false, "%s: %s", query, w->err.text);
	return n;
}

static const char *
day_of(struct world *w, int64_t at)
{
	struct clock_local l;
	clock_to_local(at, &l);
	return arena_printf(w->a, "%04d-%02d-%02d", l.year, l.month, l.day);
}

/* Each figure is the number of cases that its query finds; by what it is grouped the parts are the whole. */
static void
test_figures(struct world *w, int days)
{
	struct clock_local l;
	clock_to_local(clock_now() - days * MS_DAY, &l);
	l.hour = l.minute = l.second = 0;
	struct kpi_ask ask = { .from_at = clock_from_local(&l), .agent = w->eva };
	char *period = arena_printf(w->a, "%s..", day_of(w, ask.from_at));
	int some = 0;
	for (int k = 0; k < KPI_COUNT; k++) {
		struct kpi_row *rows, *each;
		size_t n = 0, m = 0;
		const struct kpi_info *info = &kpi_infos[k];
		if (read_kpi(w->s, &ask, (enum kpi)k, w->a, &rows, &n, &w->err) < 0) {
			T_OK(false, "%s: %s", info->name, w->err.text);
			continue;
		}
		bool narrowed = strchr(info->query, '>') || info->unit == KPI_SHARE;
		int64_t cases = found(w, kpi_query((enum kpi)k, period, w->a));
		if (info->unit == KPI_SCORE)
			continue;	/* nobody was asked */
		if (n != 1 || (!narrowed && cases != rows->cases) || (narrowed && cases > rows->cases))
			T_OK(false, "%s: %lld cases are counted, %lld found", info->name, (long long)rows->cases,
				(long long)cases);
		if (k == KPI_BOT_CONTAINED || k == KPI_BOT_HANDED_OVER || k == KPI_BOT_WRONG || k == KPI_FIRST_CONTACT)
			T_INT(rows->hits, cases);
		if (k == KPI_PROMISES_KEPT || k == KPI_SLA_KEPT)
			T_OK(rows->all.n - rows->hits >= cases, "%s: the broken ones are found", info->name);
		some += rows->all.n > 0;
		if (info->moment == KPI_AT_NOW)
			continue;
		for (enum kpi_by by = KPI_BY_TEAM; by <= KPI_BY_MONTH; by++) {
			int64_t sum = 0;
			if (by == KPI_BY_TAG || by == KPI_BY_FIELD)
				continue;
			ask.by = by;
			if (read_kpi(w->s, &ask, (enum kpi)k, w->a, &each, &m, &w->err) < 0)
				T_OK(false, "%s by %d: %s", info->name, by, w->err.text);
			for (size_t i = 0; i < m; i++)
				sum += each[i].all.n;
			if (sum != rows->all.n)
				T_OK(false, "%s by %d: %lld of %lld", info->name, by, (long long)sum, (long long)rows->all.n);
			ask.by = KPI_BY_ALL;
		}
	}
	T_OK(some > 25, "of %d days there is something of most figures: %d", days, some);
}

/* The moment of a resolution that holds, and the first reply, as the query language knows them from the journal. */
static void
test_journal(struct world *w)
{
	int64_t bad = 0, n = 0;
	sqlite3_stmt *st;
	if (sqlite3_prepare_v2(w->s->db,
		"SELECT c.number, ifnull(k.done_at, 0), ifnull(k.done_ms, -1), ifnull(k.first_ms, -1) FROM"
			" metric k JOIN cases c ON c.id=k.case_id", -1, &st, NULL) != SQLITE_OK)
		exit(99);
	while (sqlite3_step(st) == SQLITE_ROW) {
		int64_t number = sqlite3_column_int64(st, 0), done = sqlite3_column_int64(st, 1);
		if (done && found(w, arena_printf(w->a, "case:%lld resolved:@%lld", (long long)number,
			(long long)(done / 1000))) != 1)
			bad++;
		if (!done && found(w, arena_printf(w->a, "case:%lld resolved:1990..", (long long)number)) != 0)
			bad++;
		int64_t first = sqlite3_column_int64(st, 3);
		int64_t m = first / MS_MINUTE;
		if (first >= 0 && found(w, arena_printf(w->a,
			"case:%lld first_reply:>=%lldh%lldm%llds -first_reply:>=%lldh%lldm%llds",
				(long long)number, (long long)(m / 60), (long long)(m % 60), (long long)(first / 1000 % 60),
				(long long)(m / 60), (long long)(m % 60), (long long)(first / 1000 % 60 + 1))) != 1)
			bad++;
		n++;
	}
	sqlite3_finalize(st);
	T_INT(n, w_int(w, "SELECT count(*) FROM cases"));
	T_INT(bad, 0);
}

static void
test_terms(struct world *w)
{
	struct query_context ctx = { .now = clock_now() };
	struct query *q;
	static const struct { const char *query, *words; } bad[] = { { "kpi:agent_wrok>4h", "did you mean 'agent_work'" },
		{ "kpi:agent_work>soon", "no span of time" }, { "kpi:effort>many", "no number" }, { "kpi:ces>3",
			"not a figure of one case" },
		{ "kpi:office_effort>3", "not a figure of one case" } };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		error_clear(&w->err);
		T_OK(query_parse(bad[i].query, &ctx, w->a, &q, NULL, &w->err) < 0 && strstr(w->err.text, bad[i].words),
			"%s: %s",
			bad[i].query, w->err.text);
	}
	error_clear(&w->err);
	T_INT(found(w, "effort:>2 is:any"), w_int(w, "SELECT count(*) FROM metric WHERE effort>2"));
	T_INT(found(w, "transfers:>0 is:any"), w_int(w, "SELECT count(*) FROM metric WHERE transfers>0"));
	T_INT(found(w, "kpi:requester_wait>1d"), w_int(w, "SELECT count(*) FROM metric WHERE wait_ms>86400000"));
	T_OK(found(w, "effort:>2 is:any") > 5, "there are some");
}

static void
test_hours(struct world *w)
{
	struct hours *office;
	char *before[3];
	W_DO(hours_parse("office", "mon-fri 9:00-18:00", NULL, NULL, 0, w->a, &office, &w->err));
	struct kpi_ask ask = { .from_at = 1, .other_hours = true, .hours = office };
	struct kpi_row *other, *kept;
	size_t n;
	struct kpi_spread spread[2];
	static const enum kpi which[2] = { KPI_FULL_RESOLUTION, KPI_REPLY_TIME };
	for (int i = 0; i < 2; i++) {
		W_DO(read_kpi(w->s, &ask, which[i], w->a, &other, &n, &w->err));
		spread[i] = other->office;
	}
	(void)run_all(w, office);
	keep_rows(w, before);
	ask.other_hours = false;
	for (int i = 0; i < 2; i++) {
		W_DO(read_kpi(w->s, &ask, which[i], w->a, &kept, &n, &w->err));
		T_INT(kept->office.n, spread[i].n);
		T_INT(kept->office.p50, spread[i].p50);
		T_INT(kept->office.sum, spread[i].sum);
		T_OK(kept->office.sum < kept->all.sum, "in office hours it is less");
	}
	T_INT(w_int(w,
		"SELECT count(*) FROM metric WHERE done_office>done_ms OR work_office>work_ms OR first_office>first_ms"), 0);
	W_DO(metric_drop(w->s, &w->err));
	(void)run_all(w, office);
	same_rows(w, before, "with office hours, dropped and counted anew");
	(void)run_all(w, NULL);
	T_INT(w_int(w, "SELECT count(*) FROM metric WHERE ifnull(done_office, -1)<>ifnull(done_ms, -1)"), 0);
}

/* Several spans in one go are the same as each alone, with a filter, too. */
static void
test_together(struct world *w, const char *filter)
{
	static const enum kpi list[] = { KPI_REQUESTER_WAIT, KPI_AGENT_WORK, KPI_FULL_RESOLUTION, KPI_HANDLE_TIME_ADJUSTED };
	struct kpi_ask ask = { .from_at = clock_now() - 40 * MS_DAY, .filter = filter, .agent = w->eva };
	struct kpi_spans v[4];
	struct kpi_row *row;
	size_t n;
	W_DO(read_kpi_spans(w->s, &ask, list, 4, v, &w->err));
	for (int i = 0; i < 4; i++) {
		struct kpi_spread all = kpi_spread(v[i].all, v[i].n), office = kpi_spread(v[i].office, v[i].offices);
		W_DO(read_kpi(w->s, &ask, list[i], w->a, &row, &n, &w->err));
		T_OK(all.n == row->all.n && all.p50 == row->all.p50 && all.p90 == row->all.p90 && all.sum == row->all.sum,
			"%s, all hours, of %lld", kpi_infos[list[i]].name, (long long)all.n);
		T_OK(office.n == row->office.n && office.p50 == row->office.p50 && office.p90 == row->office.p90 &&
			office.sum == row->office.sum, "%s, office hours, of %lld", kpi_infos[list[i]].name, (long long)office.n);
		kpi_spans_free(&v[i]);
	}
}

int
main(void)
{
	struct world world, *w = &world;
	char *before[3];
	int64_t left;
	setenv("TZ", "Europe/Rome", 1);
	w_begin(w);
	make_weeks(w);
	/* some came from the bot, which handed them over some time before a person answered */
	sqlite3_exec(w->s->db,
		"INSERT INTO dialogue(case_id, bot, state, item, why, began_at, ended_at)"
		" SELECT id, 'bot', 'handed-over',"
		" 0, 'asked', opened_at, opened_at + (first_reply_at - opened_at) * 2 / 3 FROM cases WHERE id % 7=0"
		" AND first_reply_at IS NOT NULL", NULL, NULL, NULL);
	more_work(w);
	/* what leaves without a case is nobody's figure, and not waited for */
	sqlite3_exec(w->s->db,
		"INSERT INTO outbox_log(outbox, at, now) SELECT id, 1, 0 FROM outbox LIMIT 1;"
		" UPDATE outbox SET case_id=NULL WHERE id=(SELECT outbox FROM outbox_log ORDER BY id DESC LIMIT 1)",
			NULL, NULL, NULL);
	T_OK(run_all(w, NULL) < 10000, "it comes to an end");
	T_INT(w_int(w, "SELECT count(*) FROM metric"), w_int(w, "SELECT count(*) FROM cases"));
	keep_rows(w, before);
	W_DO(metric_drop(w->s, &w->err));
	T_INT(w_int(w, "SELECT count(*) FROM metric"), 0);
	T_OK(run_all(w, NULL) > 1, "in slices");
	same_rows(w, before, "dropped and counted anew");
	int64_t touched = w_int(w, "SELECT total_changes()");
	W_DO(metric_run(w->s, NULL, 1000, &left, &w->err));
	T_INT(left, 0);
	T_INT(w_int(w, "SELECT total_changes()"), touched);
	test_journal(w);
	test_figures(w, 40);
	test_figures(w, 3);
	test_terms(w);
	test_hours(w);
	test_together(w, NULL);
	test_together(w, "assigned:eva");
	if (getenv("KEEP")) {
		sqlite3_stmt *st;
		char *to = arena_printf(w->a, "%s/store.db", getenv("KEEP"));
		if (sqlite3_prepare_v2(w->s->db, "VACUUM INTO ?", -1, &st, NULL) != SQLITE_OK)
			exit(99);
		sqlite3_bind_text(st, 1, to, -1, SQLITE_STATIC);
		T_INT(sqlite3_step(st), SQLITE_DONE);
		sqlite3_finalize(st);
	}
	return w_end(w);
}
