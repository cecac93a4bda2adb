/* store_clock.c - what policies promise, through real arrivals and real acts: which policy, which clock, by when. */
#include "store_world.h"

#include "clocks.h"
#include "promise.h"

static const char config[] =
	"[hours office]\nzone = Europe/Rome\nopen = mon-fri 9:00-18:00\n"
	"[policy vip]\nwhen = tag:vip or is:vip\nfirst-response = 30m\nnext-response = 1h\nresolution = 1d\nwarn = 10m\n"
	"[policy mail]\nwhen = channel:mail -subject:newsletter\nhours = office\nfirst-response = 4h\nnext-response = 8h\n"
	"resolution = 18h\nwarn = 1h\n"
	"[policy quiet]\nwhen = subject:newsletter\n";

static struct care_policy policy;

static void
use(struct world *w, const char *text)
{
	struct conf *c = NULL;
	store_close(w->s);
	error_clear(&w->err);
	if (conf_parse(text, "config", w->a, &c, &w->err) < 0)
		T_OK(false, "%s", w->err.text);
	policy = care_policy_default;
	policy.conf = c;
	struct store_options o = { .path = w->path, .role = STORE_ADMIN, .state_dir = w->state, .policy = &policy };
	if (store_open(&o, &w->s, &w->err) < 0)
		exit(99);
}

/* "first 1 vip runs from 09:00 due 09:30": kind, n, policy, state, minutes that were used, broken. */
static const char *
clocks(struct world *w, int64_t id)
{
	static const char *const states[] = { "runs", "stands", "done", "dropped" };
	char *out = arena_str(w->a, "");
	sqlite3_stmt *st = NULL;
	sqlite3_prepare_v2(w->s->db, "SELECT kind, n, policy, state, from_at, due_at, used_ms, broken FROM clock WHERE case_id=?1"
		" ORDER BY kind, n", -1, &st, NULL);
	sqlite3_bind_int64(st, 1, id);
	while (sqlite3_step(st) == SQLITE_ROW) {
		char due[32] = "-";
		if (sqlite3_column_int64(st, 5))
			clock_rfc3339(due, sqlite3_column_int64(st, 5));
		out = arena_printf(w->a, "%s%s%s %d %s %s %s %ldm%s", out, *out ? "; " : "",
			clock_kind_name(sqlite3_column_int(st, 0)),
			sqlite3_column_int(st, 1), sqlite3_column_text(st, 2), states[sqlite3_column_int(st, 3)],
			strlen(due) > 16 ? arena_strn(w->a, due + 5, 11) : due, (long)(sqlite3_column_int64(st, 6) / MS_MINUTE),
			sqlite3_column_int(st, 7) ? " broken" : "");
	}
	sqlite3_finalize(st);
	return out;
}

static const char *
due(struct world *w, int64_t id)
{
	char at[32] = "-";
	int64_t ms = w_int(w, arena_printf(w->a, "SELECT coalesce(due_at, 0) FROM cases WHERE id=%lld", (long long)id));
	int kind = (int)w_int(w, arena_printf(w->a, "SELECT coalesce(due_kind, -1) FROM cases WHERE id=%lld", (long long)id));
	if (ms)
		clock_rfc3339(at, ms);
	return arena_printf(w->a, "%s %s", kind < 0 ? "none" : clock_kind_name(kind), ms ? arena_strn(w->a, at + 5, 11) : at);
}

static int
found(struct world *w, const char *source)
{
	struct query_context ctx = { .now = clock_now() };
	struct query *q;
	int64_t n = -1;
	error_clear(&w->err);
	if (query_parse(source, &ctx, w->a, &q, NULL, &w->err) < 0 || read_count(w->s, q, w->eva, 100, &n, &w->err) < 0)
		T_OK(false, "%s: %s", source, w->err.text);
	return (int)n;
}

static void
same_again(struct world *w, const char *what)
{
	int64_t differ = -1;
	T_OK(store_recount(w->s, false, &differ, &w->err) == 0 && differ == 0, "%s: a recount finds the same", what);
}

/* A mail on Friday at 9:00 UTC, 10:00 in Rome; four office hours later a person must have answered. */
static void
office_hours(struct world *w)
{
	int64_t m = MAIL(w, .remote_id = "a@x", FROM("Ana", "ana@x.example"), TO_US, .subject = "Where is it?",
		.text = "My order?");
	int64_t c = w_case_of(w, m);
	T_STR(clocks(w, c), "first 1 mail runs 11-20T13:00 0m; resolution 1 mail runs 11-24T09:00 0m");
	T_STR(due(w, c), "first 11-20T13:00");
	w_wait(MS_HOUR);
	MAIL(w, .remote_id = "a2@x", .in_reply_to = "a@x", .references = (const char *const[]){ "a@x" }, .reference_count = 1,
		FROM("Ana", "ana@x.example"), TO_US, .subject = "Re: Where is it?", .text = "Hello? Anybody there?");
	T_STR(due(w, c), "first 11-20T13:00");	/* the second message restarts nothing */
	w_wait(4 * MS_HOUR);			/* 14:00 UTC: an hour late */
	T_INT(found(w, "broken:first is:overdue"), 1);
	w_reply(w, w->eva, c, "It is under way.");
	T_STR(clocks(w, c), "first 1 mail done 11-20T13:00 300m broken; resolution 1 mail runs 11-24T09:00 0m");
	ACT(w, .verb = ACT_STATUS, .case_id = c, .value = STATUS_PENDING);
	T_STR(clocks(w, c), "first 1 mail done 11-20T13:00 300m broken; resolution 1 mail stands - 300m");
	T_STR(due(w, c), "resolution -");
	T_INT(found(w, "is:paused"), 1);
	T_INT(found(w, "is:breached"), 1);
	T_INT(found(w, "broken:resolution"), 0);
	w_wait(2 * MS_DAY);			/* Sunday: no office hour passes, nor does a pending one */
	MAIL(w, .remote_id = "a3@x", .in_reply_to = "a@x", .references = (const char *const[]){ "a@x" }, .reference_count = 1,
		FROM("Ana", "ana@x.example"), TO_US, .subject = "Re: Where is it?", .text = "It has not come yet, and now what?");
	T_STR(clocks(w, c), "first 1 mail done 11-20T13:00 300m broken; next 1 mail runs 11-23T16:00 0m;"
		" resolution 1 mail runs 11-24T12:00 300m");
	same_again(w, "office hours");
	ACT(w, .verb = ACT_SNOOZE, .case_id = c, .at = clock_now() + 3 * MS_DAY);
	T_STR(due(w, c), "next 11-23T16:00");	/* who puts it out of sight still owes the answer */
	ACT(w, .verb = ACT_RESOLVE, .case_id = c);
	T_STR(clocks(w, c), "first 1 mail done 11-20T13:00 300m broken; next 1 mail dropped 11-23T16:00 0m;"
		" resolution 1 mail done 11-24T12:00 300m");
	T_STR(due(w, c), "none -");
	ACT(w, .verb = ACT_REOPEN, .case_id = c);	/* it was not done after all: all goes on */
	T_STR(clocks(w, c), "first 1 mail done 11-20T13:00 300m broken; next 1 mail runs 11-23T16:00 0m;"
		" resolution 1 mail runs 11-24T12:00 300m");
	w_reply(w, w->eva, c, "Here it is.");
	ACT(w, .verb = ACT_RESOLVE, .case_id = c);
	w_wait(MS_DAY);
	MAIL(w, .remote_id = "a4@x", .in_reply_to = "a@x", .references = (const char *const[]){ "a@x" }, .reference_count = 1,
		FROM("Ana", "ana@x.example"), TO_US, .subject = "Re: Where is it?", .text = "It came broken. What do I do now?");
	/* the customer opens it again: a promise of its own */
	T_STR(clocks(w, c), "first 1 mail done 11-20T13:00 300m broken; next 1 mail done 11-23T16:00 0m;"
		" next 2 mail runs 11-24T13:00 0m; resolution 1 mail done 11-24T12:00 300m; resolution 2 mail runs 11-25T14:00 0m");
	T_INT(found(w, "clock:next"), 1);
	T_INT(found(w, "clock:first"), 0);
	same_again(w, "opened again");
}

/* Another policy judges the whole story from its beginning. */
static void
which_policy(struct world *w)
{
	const char *const vip[] = { "vip", NULL };
	int64_t m = MAIL(w, .remote_id = "b@x", FROM("Bo", "bo@x.example"), TO_US, .subject = "Help", .text = "Can you help?");
	int64_t c = w_case_of(w, m), start = clock_now();
	T_INT(found(w, "policy:mail"), 2);
	ACT(w, .verb = ACT_TAG, .case_id = c, .add = vip);
	char at[32];
	clock_rfc3339(at, start + 30 * MS_MINUTE);
	T_STR(due(w, c), arena_printf(w->a, "first %.11s", at + 5));
	T_INT(found(w, "policy:vip"), 1);
	ACT(w, .verb = ACT_TAG, .case_id = c, .remove = vip);
	T_INT(found(w, "policy:vip"), 0);
	/* and what is known of a customer counts for all their cases */
	ACT(w, .verb = ACT_CUSTOMER_SET, .customer = w_case(w, c).customer, .name = "vip", .text = "yes");
	T_INT(found(w, "policy:vip"), 1);
	ACT(w, .verb = ACT_UNDO, .customer = w_case(w, c).customer);
	T_INT(found(w, "policy:vip"), 0);
	m = MAIL(w, .remote_id = "n@x", FROM("Shop", "shop@x.example"), TO_US, .subject = "newsletter 7",
		.text = "Do you want some?");
	T_STR(clocks(w, w_case_of(w, m)), "");		/* a policy may promise nothing */
	T_STR(due(w, w_case_of(w, m)), "none -");
	m = CHAT(w, .remote_id = "t1", .thread = "900", FROM("Cy", "900"), .text = "where are you?");
	T_INT(found(w, "policy:none"), 1);
	clock_rfc3339(at, clock_now() + MS_DAY);
	T_STR(due(w, w_case_of(w, m)), arena_printf(w->a, "first %.11s", at + 5));	/* what [care] promises */
	same_again(w, "several policies");
}

static void
bad(struct world *w, const char *text, const char *words)
{
	size_t n;
	use(w, text);
	error_clear(&w->err);
	T_OK(store_promises(w->s, &n, &w->err) < 0 && strstr(w->err.text, words), "%s", w->err.text);
}

int
main(void)
{
	static struct world w;
	setenv("TZ", "UTC", 1);
	w_begin(&w);
	struct clock_zone *z;
	if (clock_zone("Europe/Rome", w.a, &z, NULL) < 0)
		return t_skip_all("the machine has no time zones (tzdata)");
	use(&w, config);
	office_hours(&w);
	which_policy(&w);
	bad(&w, "[policy a]\nfirst-response = 1h\nhours = ofice\n[hours office]\n",
		"config:3: [policy a] hours: there is no [hours ofice]"
		" - did you mean 'office'?");
	bad(&w, "[policy a]\nwhen = is:opne\n", "config:2: [policy a] when: column");
	bad(&w, "[policy a]\nwhen = is:open due:<1h\n", "config:2: [policy a] when: a policy decides about the clocks");
	bad(&w, "[policy a]\nwhen = assigned:me\n", "is the same for everybody");
	bad(&w, "[policy a]\nwhen = opened:7d..\n", "cannot count days from today");
	bad(&w, "[policy a]\nhours = office\n[hours office]\nzone = Europe/Roma\n", "config:4: [hours office] zone = Europe/Roma");
	bad(&w, "[policy a]\nhours = office\n[hours office]\nopen = mon\n", "config:4: [hours office] open = mon");
	return w_end(&w);
}
