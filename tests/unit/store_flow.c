/*
 * store_flow.c - what needs an agent most, and claims: nobody gets a case that somebody else has, what was left
 * untouched goes back, and the first act makes it theirs in the same group.
 */
#include "store_world.h"

#include "flow.h"

static struct need *needs;
static size_t need_count;

static void
look(struct world *w, int64_t agent, int64_t customer)
{
	W_DO(read_needs(w->s, agent, customer, 50, w->a, &needs, &need_count, &w->err));
}

/* Where in the order a case stands, -1 = nowhere. */
static long
place(int64_t case_id)
{
	for (size_t i = 0; i < need_count; i++)
		if (needs[i].case_id == case_id)
			return (long)i;
	return -1;
}

static int
why(int64_t case_id)
{
	return place(case_id) < 0 ? -1 : (int)needs[place(case_id)].why;
}

static int64_t
letter(struct world *w, const char *id, const char *from)
{
	return w_case_of(w, MAIL(w, .remote_id = id, FROM(NULL, from), TO_US, .subject = id, .text = "Where is it?"));
}

static void
test_order(struct world *w, const int64_t c[6])
{
	for (int i = 0; i < 3; i++)
		ACT(w, .verb = ACT_ASSIGN, .case_id = c[i], .name = "eva");
	ACT(w, .verb = ACT_PRIORITY, .case_id = c[2], .value = PRIORITY_URGENT);
	W_DO(mark_read(w->s, w->eva, c[0], 1 << 20, &w->err));
	w_wait(2 * MS_HOUR);
	look(w, w->eva, 0);
	T_INT(why(c[2]), NEED_OVERDUE);
	T_INT(place(c[2]), 0);
	T_INT(why(c[1]), NEED_UNREAD);
	T_INT(why(c[0]), NEED_WAITING);
	T_INT(why(c[3]), NEED_UNASSIGNED);
	T_OK(place(c[2]) < place(c[1]) && place(c[1]) < place(c[0]) && place(c[0]) < place(c[3]),
		"overdue, news, waiting, unassigned");
	/* a colleague calls */
	struct act_result r = w_act(w, w->max, (struct act){ .verb = ACT_NOTE, .case_id = c[4], .text = "@eva look" });
	int64_t note = w_int(w, "SELECT max(id) FROM note");
	T_OK(r.count > 0 && note > 0, "a note");
	look(w, w->eva, 0);
	T_INT(why(c[4]), NEED_MENTION);
	T_OK(place(c[2]) < place(c[4]) && place(c[4]) < place(c[1]), "who is called comes after what is overdue");
	W_DO(mention_see(w->s, w->eva, note, &w->err));
	look(w, w->eva, 0);
	T_INT(why(c[4]), NEED_UNASSIGNED);
	/* what waits for a third party needs nobody, until its time */
	ACT(w, .verb = ACT_WAITS, .case_id = c[1], .name = "DHL", .at = clock_now() + MS_DAY);
	look(w, w->eva, 0);
	T_INT(place(c[1]), -1);
	int64_t later, at;
	W_DO(read_need_later(w->s, w->eva, &later, &at, &w->err));
	T_INT(later, c[1]);
	T_INT(at, clock_now() + MS_DAY);
	/* a next step whose hour has come */
	ACT(w, .verb = ACT_STATUS, .case_id = c[0], .value = STATUS_OPEN);
	ACT(w, .verb = ACT_NEXT, .case_id = c[0], .text = "call", .at = clock_now() + MS_MINUTE);
	w_wait(2 * MS_MINUTE);
	look(w, w->eva, 0);
	T_INT(why(c[0]), NEED_STEP);
}

static void
test_claims(struct world *w, const int64_t c[6])
{
	int64_t until = clock_now() + 15 * MS_MINUTE;
	/* c[3] and c[5] are of one customer */
	T_INT(claim_take(w->s, w->eva, c[3], until, &w->err), 2);
	T_STR(w_case(w, c[3]).claimed, "eva");
	T_STR(w_case(w, c[5]).claimed, "eva");
	T_INT(claim_take(w->s, w->max, c[3], until, &w->err), 0);
	T_INT(claim_take(w->s, w->max, c[5], until, &w->err), 0);
	look(w, w->max, 0);
	T_OK(place(c[3]) < 0 && place(c[5]) < 0, "nobody else is led to it");
	look(w, w->eva, w_case(w, c[3]).customer);
	T_INT(why(c[5]), NEED_TOGETHER);
	/* a draft is not nothing: what was begun stays until the time is over */
	struct draft d = { .agent = w->eva, .kind = "reply", .case_id = c[5], .body = "Dear" };
	W_DO(draft_save(w->s, &d, &w->err));
	T_INT(claim_drop(w->s, w->eva, c[3], &w->err), 1);
	T_OK(!w_case(w, c[3]).claimed && w_case(w, c[5]).claimed, "untouched goes back, begun does not");
	W_DO(draft_drop(w->s, d.id, &w->err));
	T_INT(claim_drop(w->s, w->eva, c[3], &w->err), 1);
	/* in its composer */
	W_DO(lease_take(w->s, w->max, c[3], "compose", MS_MINUTE, &w->err));
	T_INT(claim_take(w->s, w->eva, c[3], until, &w->err), 0);
	look(w, w->eva, 0);
	T_INT(place(c[3]), -1);
	W_DO(lease_drop(w->s, w->max, c[3], "compose", &w->err));
	/* the first act makes it theirs, in its group */
	T_INT(claim_take(w->s, w->eva, c[3], until, &w->err), 2);
	struct act_result r = ACT(w, .verb = ACT_TAG, .case_id = c[3], .add = (const char *const[]){ "login", NULL });
	T_STR(w_case(w, c[3]).assignee, "eva");
	T_OK(!w_case(w, c[3]).claimed, "and is no claim any more");
	T_OK(strstr(r.words, "assigned") != NULL, "it is said: %s", r.words);
	ACT(w, .verb = ACT_UNDO);
	T_OK(!w_case(w, c[3]).assignee && !*w_case(w, c[3]).tags, "one undo takes both back");
	/* giving it to somebody says whose it is */
	T_INT(claim_take(w->s, w->eva, c[3], until, &w->err), 2);
	ACT(w, .verb = ACT_ASSIGN, .case_id = c[3], .name = "max");
	T_STR(w_case(w, c[3]).assignee, "max");
	/* what ran out is free */
	T_INT(claim_take(w->s, w->eva, c[5], until, &w->err), 1);
	w_wait(16 * MS_MINUTE);
	T_OK(!w_case(w, c[5]).claimed, "a claim ends by itself");
	ACT(w, .verb = ACT_TAG, .case_id = c[5], .add = (const char *const[]){ "late", NULL });
	T_OK(!w_case(w, c[5]).assignee, "and makes nothing theirs then");
	T_INT(claim_take(w->s, w->max, c[5], clock_now() + MS_MINUTE, &w->err), 1);
}

/* With a million cases a sort is what a person waits for: the indices give the order. */
static void
test_plans(struct world *w)
{
	static const enum stmt sorted[] = { STMT_NEED_OVERDUE, STMT_NEED_UNASSIGNED_TIMED, STMT_NEED_UNASSIGNED_UNTIMED,
		STMT_NEED_UNREAD_TIMED, STMT_NEED_WAITING_TIMED };
	for (size_t i = 0; i < sizeof sorted / sizeof *sorted; i++) {
		sqlite3_stmt *st = NULL;
		bool sorts = false;
		char *sql = arena_printf(w->a, "EXPLAIN QUERY PLAN %s", sqlite3_sql(db_stmt(w->s, sorted[i], &w->err)));
		if (sqlite3_prepare_v2(w->s->db, sql, -1, &st, NULL) != SQLITE_OK)
			T_OK(false, "%s: %s", sql, sqlite3_errmsg(w->s->db));
		while (sqlite3_step(st) == SQLITE_ROW)
			sorts |= strstr((const char *)sqlite3_column_text(st, 3), "ORDER BY") != NULL;
		sqlite3_finalize(st);
		T_OK(!sorts, "an index gives the order: %.60s", sql + 19);
	}
	/* asked with every act: the few claims first, never the many cases that are nobody's */
	sqlite3_stmt *st = NULL;
	char *sql = arena_printf(w->a, "EXPLAIN QUERY PLAN %s", sqlite3_sql(db_stmt(w->s, STMT_CLAIMS_OF, &w->err)));
	T_OK(sqlite3_prepare_v2(w->s->db, sql, -1, &st, NULL) == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW &&
		strstr((const char *)sqlite3_column_text(st, 3), " l") != NULL, "claims are looked at first");
	sqlite3_finalize(st);
}

int
main(void)
{
	struct world w;
	int64_t c[6];
	w_begin(&w);
	c[0] = letter(&w, "a@x", "ana@x.example");
	c[1] = letter(&w, "b@x", "bob@x.example");
	c[2] = letter(&w, "c@x", "cleo@x.example");
	c[3] = letter(&w, "d@x", "dan@x.example");
	c[4] = letter(&w, "e@x", "eli@x.example");
	c[5] = letter(&w, "f@x", "dan@x.example");
	test_order(&w, c);
	test_claims(&w, c);
	test_plans(&w);
	return w_end(&w);
}
