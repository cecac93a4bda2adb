/*
 * store_plans.c - every statement of the store prepares, and none walks through a table that grows:
 * with a million cases a SCAN is what a person waits for.
 */
#include "store_world.h"

#include "query_sql.h"

/* Tables that grow with the mail. */
static const char *const large[] = { "message", "cases", "action", "text", "identity", "customer", "thread",
	"event",
	"outbox", "attachment", "note", "mail_file", "case_tag", "action_change", "outbox_log", "read_mark",
		"participant",
	"message_account", "mail_tag", "doc", NULL };

/* Scans that are meant, and why. */
static const struct { const char *name, *why; } allowed[] = {
	{ "CHECK_QUICK", "looks at the whole store" },
	{ "CHECK_FULL", "looks at the whole store" },
	{ "CHECK_KEYS", "looks at the whole store" },
	{ "BACKUP_CASES", "looks at the whole store" },
	{ "BACKUP_MESSAGES", "looks at the whole store" },
	{ "RECOUNT_CASES", "walks by id, 500 at a time, when a person asks for a recount" },
	{ "JOURNAL_ALL", "by id from the newest, limited" },
	{ "PEOPLE_NEWEST", "by index from the newest case, limited" },
	{ "MAX_OUTBOX", "the last row" },
	{ "INDEX_TOP", "the last rows" },
	{ "IDENTITY_ADD", "planned for because of a trigger, and skipped while no key is missing" },
	{ "ERASE_ABOUT", "erasing a person looks at every text; it is rare and asked twice" },
	{ "ERASE_BLOB_USED", "erasing looks for others who hold a file; it is rare and asked twice" },
};

static bool
is_allowed(const char *name)
{
	for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
		if (str_eq(allowed[i].name, name))
			return true;
	return false;
}

/* "SCAN m" of a plan's line, m an alias or a table: the table, or NULL. */
static const char *
scanned(const char *detail, const char *sql, struct arena *a)
{
	if (!str_starts(detail, "SCAN "))
		return NULL;
	char *name = arena_strn(a, detail + 5, strcspn(detail + 5, " "));
	for (const char *const *t = large; *t; t++) {
		if (str_eq(*t, name))
			return *t;
		/* an alias: "message m" */
		const char *p = sql, *as = arena_printf(a, "%s %s", *t, name);
		size_t n = strlen(as);
		for (; (p = strstr(p, as)) != NULL; p++)
			if ((p == sql || strchr(" ,.(", p[-1])) && !(p[n] == '_' || (p[n] >= 'a' &&
				p[n] <= 'z')))
				return *t;
	}
	return NULL;
}

/* What is wrong with the plan of a statement, or NULL. */
static char *
plan_fault(struct world *w, const char *sql)
{
	sqlite3_stmt *st = NULL;
	char *fault = NULL;
	if (sqlite3_prepare_v2(w->s->db, arena_printf(w->a, "EXPLAIN QUERY PLAN %s", sql), -1, &st,
		NULL) != SQLITE_OK)
		return arena_printf(w->a, "does not prepare: %s", sqlite3_errmsg(w->s->db));
	while (!fault && sqlite3_step(st) == SQLITE_ROW) {
		const char *detail = (const char *)sqlite3_column_text(st, 3);
		const char *table = scanned(detail, sql, w->a);
		/* all open cases at once are a scan, too, whatever index leads through them */
		if (!table && strstr(detail, " (status<?)"))
			table = "cases";
		if (table)
			fault = arena_printf(w->a, "%s (table %s)", detail, table);
	}
	sqlite3_finalize(st);
	return fault;
}

/* -- the lists --------------------------------------------------------------------------------------- */

static void
test_statements(struct world *w)
{
	int bad = 0, needless = 0;
	for (int i = 0; i < STMT_COUNT; i++) {
		const char *fault = plan_fault(w, db_sql[i]);
		if (fault && !is_allowed(db_stmt_names[i])) {
			printf("# %s: %s\n#   %s\n", db_stmt_names[i], fault, db_sql[i]);
			bad++;
		}
	}
	for (size_t k = 0; k < sizeof allowed / sizeof *allowed; k++) {
		int i = 0;
		while (i < STMT_COUNT && !str_eq(db_stmt_names[i], allowed[k].name))
			i++;
		if (i == STMT_COUNT) {
			printf("# %s is allowed to scan and is not there\n", allowed[k].name);
			needless++;
		}
	}
	T_INT(bad, 0);
	T_INT(needless, 0);
	T_OK(STMT_COUNT > 250, "%d statements were looked at", (int)STMT_COUNT);
}

static void
test_detector(struct world *w)
{
	T_OK(plan_fault(w, "SELECT * FROM message m WHERE m.language='en'") != NULL,
		"a scan by an alias is seen");
	T_OK(plan_fault(w, "SELECT k.id FROM cases k INDEXED BY case_priority WHERE k.status<4") != NULL,
		"and one of all open cases by their index");
	T_OK(plan_fault(w, "SELECT count(*) FROM cases WHERE subject='x'") != NULL, "a scan by name is seen");
	T_OK(plan_fault(w, "SELECT * FROM message m WHERE m.id=1") == NULL, "a look-up is none");
	T_OK(plan_fault(w, "SELECT * FROM setting") == NULL, "a small table may be walked through");
	T_OK(plan_fault(w, "SELECT nothing FROM message") != NULL, "what does not prepare is seen");
}

/* -- what query.c composes --------------------------------------------------------------------------- */

/* What cannot be found by an index is looked up in pages, ordered by an index, under a time budget:
 * the outermost table of such a page may be walked through; what is asked of each row may not. */
static const char *const queries[] = {
	"is:open", "is:new", "is:pending", "is:snoozed", "is:resolved", "is:spam", "is:mine", "is:unassigned",
		"is:unread",
	"is:overdue", "is:waiting", "is:late", "is:escalated", "is:flagged", "is:public", "is:merged",
		"status:open",
	"is:mentioned", "mentioned:me", "mentioned:max",
	"is:open is:mine", "is:open not is:mine", "tag:vip", "tag:v*", "is:open tag:vip", "is:open -tag:vip",
		"assigned:eva",
	"assigned:me", "assigned:none", "team:tech", "team:none", "priority:urgent", "priority:>=high",
		"escalated:tech",
	"escalated:any", "escalated:none", "has:attachment", "has:note", "has:draft", "has:link",
		"has:siblings", "has:promise",
	"has:problem", "lang:it", "date:7d..", "date:2026-11-01..2026-11-15", "waiting:>4h", "waiting:<1h",
		"due:<1h", "due:>2h",
	"opened:7d..", "updated:today", "case:4711", "case:u:0f3a", "kind:call", "kind:note", "direction:out",
		"id:a@b.example",
	"from:ana", "to:help", "customer:ana", "customer:12", "channel:telegram", "account:support",
		"subject:invoice",
	"lamp", "\"broken lamp\"", "lam*", "lamp or chair", "not lamp", "lamp from:ana", "lamp is:open tag:vip",
	"(lamp or chair) -tag:vip date:30d..", "from:ana has:attachment date:7d.. is:open",
		"is:open (tag:a or tag:b or assigned:me)",
};

/* The condition as a page uses it, below the row of the case (or item) that is looked at. */
static char *
condition_fault(struct world *w, struct query_sql *x, const struct query *q, int on)
{
	struct buf b = BUF_INIT;
	char *fault = NULL, *sql = NULL;
	int rc = on == 0 ? query_sql_case(x, q, &b) : query_sql_item(x, q, on == 2, &b);
	int p = query_param_int(x, 1);
	if (rc < 0)
		fault = x->err->text;
	else if (on == 0)
		sql = arena_printf(w->a, "SELECT c.id FROM cases c WHERE c.id=?%d AND %s", p, b.data);
	else
		sql = arena_printf(w->a,
			"SELECT %s.id FROM %s LEFT JOIN cases c ON c.id=%s.case_id WHERE %s.id=?%d AND %s",
			on == 1 ? "m" : "n", on == 1 ? "message m" : "note n", on == 1 ? "m" : "n", on == 1
				? "m" : "n", p, b.data);
	/* a term about messages alone is a plain 0 for a note: nothing is looked at */
	bool never = on == 2 && (str_eq(b.data, "0") || strstr(b.data, "(0") || strstr(b.data, "AND 0") ||
		!strstr(b.data, "n."));
	if (!fault && !never)
		fault = plan_fault(w, sql);
	buf_free(&b);
	return fault;
}

/* What narrows a person's history: below each row that a kept statement finds. */
static char *
history_fault(struct world *w, const struct query *q)
{
	static const struct { enum stmt found; enum row_kind row; } sources[] = { { STMT_PEOPLE_LINE_BACK, ROW_MESSAGE },
		{ STMT_PEOPLE_LOOSE_ON, ROW_MESSAGE }, { STMT_PEOPLE_NOTES_ON, ROW_NOTE }, { STMT_PEOPLE_DEEDS_BACK, ROW_ACTION },
		{ STMT_PEOPLE_EVENTS_ON, ROW_EVENT }, { STMT_CASE_LINE_BACK, ROW_MESSAGE } };
	const int64_t values[5] = { 1, 0, 0, -1, 1 };
	char *fault = NULL;
	for (size_t i = 0; i < sizeof sources / sizeof *sources && !fault; i++) {
		struct query_sql x;
		query_sql_begin(&x, w->s, w->eva, w->a, &w->err);
		sqlite3_stmt *st = query_timeline(&x, sources[i].found, sources[i].row, values, q, 50);
		if (!st && w->err.code)
			return w->err.text;
		const char *tail = st ? strstr(sqlite3_sql(st), "q.id AND ") : NULL;
		tail = tail ? tail + strlen("q.id AND ") : "";
		/* as above: a plain 0 for a note looks at nothing */
		bool never = sources[i].row == ROW_NOTE && (*tail == '0' || strstr(tail, "(0") || strstr(tail, "AND 0") ||
			!strstr(tail, "n."));
		if (st && !never)
			fault = plan_fault(w, sqlite3_sql(st));
		sqlite3_finalize(st);
	}
	return fault;
}

static void
test_queries(struct world *w)
{
	struct query_context ctx = { .now = clock_now() };
	for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
		struct query *q;
		struct query_sql x;
		char *fault = NULL, *set = NULL;
		error_clear(&w->err);
		if (query_parse(queries[i], &ctx, w->a, &q, NULL, &w->err) < 0) {
			T_OK(false, "%s: %s", queries[i], w->err.text);
			continue;
		}
		const struct query *p = query_prune(q, w->a);
		query_sql_begin(&x, w->s, w->eva, w->a, &w->err);
		for (int on = 0; on < 3 && !fault; on++)
			fault = condition_fault(w, &x, p, on);
		for (int items = 0; items < 2 && !fault; items++)
			if (query_sql_small(&x, p, items, &set) == 0 && set)
				fault = plan_fault(w, set);
		if (!fault)
			fault = history_fault(w, p);
		T_OK(!fault && !w->err.code, "%s%s%s", queries[i], fault ? ": " : "", fault ? fault : "");
	}
}

int
main(void)
{
	struct world world, *w = &world;
	w_begin(w);
	MAIL(w, .remote_id = "a@x", FROM("Ana Perez", "ana@x.example"), TO_US, .subject = "Lamp",
		.text = "It is broken.");
	W_DO(w_index(w));
	T_OK(db_attach_search(w->s), "the index is there");
	test_detector(w);
	test_statements(w);
	test_queries(w);
	return w_end(w);
}
