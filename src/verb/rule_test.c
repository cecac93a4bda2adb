/* rule_test.c - what a rule would have done, a slice at a time: nothing is written, and what it finds is judged as it
 * stands today. */
#include "rule.h"

#include "clock.h"
#include "i18n.h"
#include "str.h"

void
rule_test_begin(struct rule_test *t, const struct verb_context *v, const struct rule *r, int64_t since, size_t limit,
	struct arena *a)
{
	*t = (struct rule_test){ .v = *v, .rule = r, .since = since, .limit = limit, .arena = a };
	t->v.who = (struct act_actor){ .robot = r->actor };
}

/* "(when) direction:in date:SINCE.." */
static int
history_query(const struct rule_test *t, struct arena *a, struct query **out, struct error *err)
{
	struct query_context ctx = { .now = t->v.now };
	bool inbound = t->rule->on == RULE_INBOUND;
	char since[32];
	clock_rfc3339(since, t->since);
	since[10] = '\0';	/* the day; the rest is looked at row by row */
	return query_parse(arena_printf(a, inbound ? "(%s) direction:in date:%s.." : "(%s) updated:%s..",
		str_empty(t->rule->when) ? "direction:in or direction:out" : t->rule->when, since), &ctx, a, out, NULL, err);
}

/* Would the message have been looked at when it came? */
static bool
was_event(const struct rule_test *t, const struct item_row *r)
{
	return r->row == ROW_MESSAGE && r->direction == DIRECTION_IN && r->at >= t->since && r->wake != CARE_HISTORY &&
		!(r->flags & MESSAGE_HISTORY) && rule_sees(t->rule, (enum care_wake)r->wake);
}

static int
find_messages(struct rule_test *t, const struct query *q, struct error *err)
{
	struct item_row *rows, *last = NULL;
	bool more = true, cut = false;
	size_t n;
	while (more && t->n < t->limit) {
		if (read_search(t->v.store, q, 0, last, 200, t->arena, &rows, &n, &more, &cut, err) < 0)
			return -1;
		if (!n)
			break;
		for (size_t i = 0; i < n && t->n < t->limit; i++)
			if (was_event(t, &rows[i]))
				*VEC_PUSH(t->arena, t->trials, t->n, t->space) = (struct rule_trial){ .case_id = rows[i].case_id,
					.number = rows[i].case_number, .item = rows[i].id, .at = rows[i].at,
					.who = str_empty(rows[i].from.name) ? rows[i].from.address : rows[i].from.name,
					.subject = rows[i].subject };
		last = &rows[n - 1];
		if (last->at < t->since)
			more = false;
	}
	t->more = more && t->n == t->limit;
	return 0;
}

static int
find_cases(struct rule_test *t, const struct query *q, struct error *err)
{
	struct case_page page = { .query = q, .sort = SORT_RECENT, .limit = t->limit };
	struct case_row *rows;
	bool cut = false;
	size_t n;
	if (read_cases(t->v.store, &page, t->arena, &rows, &n, &t->more, &cut, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		*VEC_PUSH(t->arena, t->trials, t->n, t->space) = (struct rule_trial){ .case_id = rows[i].id,
			.number = rows[i].number, .at = rows[i].updated_at, .who = rows[i].customer_name,
			.subject = rows[i].subject };
	return 0;
}

static int
find(struct rule_test *t, struct error *err)
{
	struct arena *a = arena_new();
	struct query *q;
	int rc = -1;
	t->n = 0;
	if (t->rule->on == RULE_TIME)
		rc = find_cases(t, t->rule->query, err);
	else if (history_query(t, a, &q, err) == 0)
		rc = t->rule->on == RULE_INBOUND ? find_messages(t, q, err) : find_cases(t, q, err);
	arena_free(a);
	t->found = rc == 0;
	return rc;
}

/* What would become of it today. */
static int
try_one(struct rule_test *t, struct rule_trial *one, struct error *err)
{
	struct rule_plan plan;
	struct error why = ERROR_INIT;
	char *words;
	int count = 0;
	if (rule_plan(&t->v, t->rule, one->case_id, one->item, t->arena, &plan, &why) < 0 ||
	    store_try(t->v.store, &t->v.who, plan.acts, plan.count, t->arena, &words, &count, &why) < 0) {
		if (why.code == ERR_BUSY || why.code == ERR_STORE)
			return error_set(err, why.code, "%s", why.text);
		if (why.code == ERR_CONFIG || why.code == ERR_USAGE || !plan.says || plan.unsaid) {
			one->failed = arena_str(t->arena, why.text);
			t->failed++;
			return 0;
		}
		/* what may not be said keeps nothing else from being done */
		plan.unsaid = arena_str(t->arena, why.text);
		plan.count = rule_speechless(plan.acts, plan.count);
		error_clear(&why);
		if (store_try(t->v.store, &t->v.who, plan.acts, plan.count, t->arena, &words, &count, &why) < 0) {
			if (why.code == ERR_BUSY || why.code == ERR_STORE)
				return error_set(err, why.code, "%s", why.text);
			one->failed = arena_str(t->arena, why.text);
			t->failed++;
			return 0;
		}
	}
	one->words = words;
	one->says = plan.says;
	one->unsaid = plan.unsaid;
	t->changed += count > 0;
	t->said += plan.says && !plan.unsaid;
	return 0;
}

int
rule_test_step(struct rule_test *t, int64_t most_us, struct error *err)
{
	int64_t until = clock_mono_us() + most_us;
	if (t->rule->error)
		return error_set(err, ERR_CONFIG, "%s", t->rule->error);
	if (!t->found)
		return find(t, err) < 0 ? -1 : 1;
	while (t->tried < t->n) {
		if (try_one(t, &t->trials[t->tried], err) < 0)
			return -1;
		t->tried++;
		if (clock_mono_us() > until)
			break;
	}
	return t->tried < t->n;
}

char *
rule_test_words(const struct rule_test *t, struct arena *a)
{
	struct clock_local l;
	const char *more = t->more ? "+" : "";
	char *found;
	clock_to_local(t->since, &l);
	if (t->rule->on == RULE_INBOUND)
		found = arena_printf(a, ngettext_("%zu%s message since %04d-%02d-%02d", "%zu%s messages since %04d-%02d-%02d",
			(unsigned long)t->n), t->n, more, l.year, l.month, l.day);
	else
		found = arena_printf(a, ngettext_("%zu%s case", "%zu%s cases", (unsigned long)t->n), t->n, more);
	return arena_printf(a, _("%s: %zu would change something, %zu would be answered, %zu would fail"), found, t->changed,
		t->said, t->failed);
}
