/* verbs_policy.c - policies: listed, shown for a case, tried on the past; clocks as lines. */
#include "cli.h"

#include <stdio.h>

#include "clock.h"
#include "i18n.h"
#include "policy.h"
#include "query.h"
#include "robots.h"
#include "str.h"

enum { CASES_MAX = 1000000 };
static const char *const states[] = { "runs", "paused", "done", "dropped" };

static int64_t
cases_of(struct cli *c, const char *query)
{
	struct query_context ctx = { .now = c->v.now };
	struct query *q;
	int64_t n = 0;
	return query_parse(query, &ctx, c->arena, &q, NULL, NULL) == 0 && read_count(c->store, q, c->v.who.agent, CASES_MAX, &n,
		&(struct error)ERROR_INIT) == 0 ? n : 0;
}

/* -- list ------------------------------------------------------------------------------------------------------- */

static const char *
span_of(struct cli *c, const struct conf_named *n, enum conf_option o)
{
	int64_t ms = conf_named_span(n, o);
	return ms > 0 ? policy_span(ms, c->arena) : "-";
}

static void
list_one(struct cli *c, const struct conf_named *n)
{
	const char *when = conf_named_str(n, OPT_POLICY_WHEN), *hours = conf_named_str(n, OPT_POLICY_HOURS);
	const char *name = arena_printf(c->arena, "policy:\"%s\"", n->name);
	int64_t open = cases_of(c, arena_printf(c->arena, "%s (is:new or is:open or is:pending or is:snoozed)", name));
	int64_t late = cases_of(c, arena_printf(c->arena, "%s is:overdue", name));
	if (!c->json) {
		printf("%-16s %-8s %-8s %-8s %-10s %6lld %7lld  %s\n", n->name, span_of(c, n, OPT_POLICY_FIRST),
			span_of(c, n, OPT_POLICY_NEXT), span_of(c, n, OPT_POLICY_RESOLUTION), str_empty(hours) ? "-" : hours,
			(long long)open, (long long)late, str_empty(when) ? _("every case") : when);
		return;
	}
	json_t *j = json_object();
	json_object_set_new(j, "policy", json_text(n->name));
	json_object_set_new(j, "when", json_text(when));
	json_object_set_new(j, "hours", json_text(str_empty(hours) ? NULL : hours));
	static const struct { const char *key; enum conf_option o; } spans[] = { { "first_response_seconds", OPT_POLICY_FIRST },
		{ "next_response_seconds", OPT_POLICY_NEXT }, { "resolution_seconds", OPT_POLICY_RESOLUTION },
		{ "warn_seconds", OPT_POLICY_WARN } };
	for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
		int64_t ms = conf_named_span(n, spans[i].o);
		json_object_set_new(j, spans[i].key, ms > 0 ? json_integer(ms / MS_SECOND) : json_null());
	}
	json_object_set_new(j, "cases", json_integer(open));
	json_object_set_new(j, "overdue", json_integer(late));
	cli_json(j);
}

static int
list(struct cli *c, struct error *err)
{
	size_t n, rows;
	const struct conf_named *all = conf_named(c->conf, SECTION_POLICY, &n);
	struct robot_row *row;
	if (!n && !c->json)
		printf(_("there is no policy: each reply is due as [care] says; sportello-clocks(7) shows how one is written\n"));
	if (n && !c->json)
		printf("%-16s %-8s %-8s %-8s %-10s %6s %7s  %s\n", _("POLICY"), _("FIRST"), _("NEXT"), _("RESOLVED"), _("HOURS"),
			_("CASES"), _("OVERDUE"), _("WHEN"));
	for (size_t i = 0; i < n; i++)
		list_one(c, &all[i]);
	for (size_t i = 0; i + 1 < n; i++)
		if (str_empty(conf_named_str(&all[i], OPT_POLICY_WHEN)))
			fprintf(stderr, _("sportello: %s:%d: [policy %s] takes every case: those below it are never asked\n"),
				conf_file(c->conf), all[i].line, all[i].name);
	/* what ails a calendar */
	if (robot_list(c->store, true, c->arena, &row, &rows, err) < 0)
		return -1;
	for (size_t i = 0; i < rows; i++)
		if (str_starts(row[i].step, "hours:"))
			fprintf(stderr, "sportello: %s\n", row[i].error);
	return 0;
}

/* -- clocks of cases ---------------------------------------------------------------------------------------------- */

json_t *
json_clock(const struct care_clock *k)
{
	json_t *j = json_object();
	json_object_set_new(j, "clock", json_text(clock_kind_name(k->kind)));
	json_object_set_new(j, "n", json_integer(k->n));
	json_object_set_new(j, "state", json_text(states[k->state]));
	json_object_set_new(j, "from", json_time(k->from_at));
	json_object_set_new(j, "promised_seconds", json_integer(k->goal_ms / MS_SECOND));
	json_object_set_new(j, "due", json_time(k->due_at));
	json_object_set_new(j, "ended", json_time(k->ended_at));
	json_object_set_new(j, "used_seconds", json_integer(k->used_ms / MS_SECOND));
	json_object_set_new(j, "broken", json_boolean(k->broken));
	return j;
}

static void
print_clocks(struct cli *c, const struct case_row *r, const struct care_clock *k, size_t n)
{
	const char *policy = r->policy;
	for (size_t i = 0; i < n; i++) {
		char due[32], ended[32];
		if (c->json) {
			json_t *j = json_object(), *more = json_clock(&k[i]);
			json_object_set_new(j, "case", json_integer(r->number));
			json_object_set_new(j, "policy", json_text(policy));
			json_object_update(j, more);
			json_decref(more);
			cli_json(j);
			continue;
		}
		clock_rfc3339(due, k[i].due_at);
		clock_rfc3339(ended, k[i].ended_at);
		printf("#%lld %s %s %d %s %s %s %s%s\n", (long long)r->number, policy ? policy : "-", clock_kind_name(k[i].kind),
			k[i].n, states[k[i].state], *due ? due : "-", *ended ? ended : "-", policy_span(k[i].used_ms, c->arena),
			k[i].broken ? _(" broken") : "");
	}
}

/* clocks [QUERY]: a line for each clock. */
static int
clocks(struct cli *c, struct error *err)
{
	struct query_context ctx = { .now = c->v.now };
	struct query *q;
	struct buf b = BUF_INIT;
	int64_t *ids;
	size_t n;
	bool more;
	for (size_t i = 1; i < c->arg_count; i++)
		buf_addf(&b, "%s%s", b.len ? " " : "", c->args[i]);
	int rc = query_parse(b.data ? b.data : "", &ctx, c->arena, &q, NULL, err);
	buf_free(&b);
	if (rc < 0 || read_case_ids(c->store, q, c->v.who.agent, CASES_MAX, c->arena, &ids, &n, &more, err) < 0)
		return -1;
	struct arena *a = arena_new();
	for (size_t i = 0; i < n && rc == 0; i++) {
		struct care_clock *k;
		struct case_row r;
		size_t count;
		rc = read_case(c->store, ids[i], c->v.who.agent, a, &r, err) < 0 ||
			read_clocks(c->store, ids[i], a, &k, &count, err) < 0 ? -1 : 0;
		if (rc == 0)
			print_clocks(c, &r, k, count);
		arena_reset(a);
	}
	arena_free(a);
	return rc;
}

static int
show(struct cli *c, struct error *err)
{
	int64_t id;
	size_t n;
	char **lines;
	if (cli_case(c, 1, &id, err) < 0)
		return -1;
	if (!c->json) {
		if (policy_show(&c->v, id, c->arena, &lines, &n, err) < 0)
			return -1;
		for (size_t i = 0; i < n; i++) {
			cli_print(lines[i]);
			putchar('\n');
		}
		return 0;
	}
	struct care_promise p;
	struct care_clock *k;
	if (promise_judge(c->store, id, NULL, c->arena, &p, &k, &n, err) < 0)
		return -1;
	json_t *j = json_object(), *list = json_array();
	json_object_set_new(j, "policy", json_text(*p.name ? p.name : NULL));
	json_object_set_new(j, "hours", json_text(hours_name(p.hours)));
	for (size_t i = 0; i < n; i++) {
		json_t *one = json_clock(&k[i]), *pauses = json_array();
		for (size_t m = 0; m < k[i].pauses; m++) {
			json_t *w = json_object();
			json_object_set_new(w, "from", json_time(k[i].pause[m].from));
			json_object_set_new(w, "until", json_time(k[i].pause[m].until));
			json_array_append_new(pauses, w);
		}
		json_object_set_new(one, "pauses", pauses);
		json_array_append_new(list, one);
	}
	json_object_set_new(j, "clocks", list);
	cli_json(j);
	return 0;
}

/* -- test ------------------------------------------------------------------------------------------------------------ */

static int
span_opt(struct cli *c, const char *name, int64_t *ms, struct error *err)
{
	const char *s = cli_opt(c, name);
	if (!s)
		return 0;
	if (str_eq(s, "none")) {
		*ms = 0;
		return 0;
	}
	return care_span(s, ms, NULL) == 0 ? 0 : error_set(err, ERR_USAGE, _("--%s '%s': say 30m, 4h, 2d or none"), name, s);
}

static int
read_alternative(struct cli *c, struct promise_alternative *o, struct error *err)
{
	const char *name = c->arg_count > 1 ? c->args[1] : NULL, *hours = cli_opt(c, "hours"), *when = cli_opt(c, "when");
	struct hours *h = NULL;
	if (promise_alternative(c->store, c->conf, name, c->arena, o, err) < 0)
		return -1;
	if (hours && !str_eq(hours, "none")) {
		if (read_hours(c->store, c->conf, hours, c->arena, &h, err) < 0)
			return -1;
	}
	if (hours)
		o->promise.hours = h;
	if (when && promise_when(when, c->arena, &o->when, err) < 0) {
		error_prefix(err, "--when");
		return -1;
	}
	return span_opt(c, "first-response", &o->promise.first_ms, err) < 0 ||
		span_opt(c, "next-response", &o->promise.next_ms, err) < 0 ||
	 span_opt(c, "resolution", &o->promise.resolution_ms, err) < 0 ? -1 : 0;
}

static json_t *
json_outcome(const struct policy_outcome *o)
{
	json_t *j = json_object();
	json_object_set_new(j, "cases", json_integer(o->under));
	for (int k = 0; k < CLOCK_CALLBACK; k++) {
		json_t *one = json_object();
		json_object_set_new(one, "kept", json_integer(o->kind[k].kept));
		json_object_set_new(one, "broken", json_integer(o->kind[k].broken));
		json_object_set_new(one, "open", json_integer(o->kind[k].open));
		json_object_set_new(j, clock_kind_name(k), one);
	}
	return j;
}

static void
print_test(struct cli *c, const struct promise_alternative *o, const struct policy_outcome *is, const struct policy_outcome *would)
{
	const struct care_promise *p = &o->promise;
	const int64_t goal[] = { p->first_ms, p->next_ms, p->resolution_ms };
	printf(_("As it would be: hours %s"), p->hours ? hours_name(p->hours) : _("around the clock"));
	for (int k = 0; k < CLOCK_CALLBACK; k++)
		printf(", %s %s", clock_kind_words(k), goal[k] ? policy_span(goal[k], c->arena) : "-");
	printf(_("\n%lld cases were opened; the policy is that of %lld of them, and would be that of %lld\n\n"),
		(long long)is->cases, (long long)is->under, (long long)would->under);
	printf("%-14s %24s    %24s\n", "", _("as it is"), _("as it would be"));
	printf("%-14s %8s %8s %6s    %8s %8s %6s\n", "", _("kept"), _("broken"), _("open"), _("kept"), _("broken"), _("open"));
	for (int k = 0; k < CLOCK_CALLBACK; k++)
		printf("%-14s %8lld %8lld %6lld    %8lld %8lld %6lld\n", clock_kind_words(k), (long long)is->kind[k].kept,
			(long long)is->kind[k].broken, (long long)is->kind[k].open, (long long)would->kind[k].kept,
			(long long)would->kind[k].broken, (long long)would->kind[k].open);
}

static int
test(struct cli *c, struct error *err)
{
	struct promise_alternative o;
	struct policy_outcome is, would;
	int64_t from = c->v.now - 30 * MS_DAY, span;
	const char *since = cli_opt(c, "since");
	if (since && care_span(since, &span, NULL) == 0)
		from = c->v.now - span;
	else if (since && !clock_parse_rfc3339(since, &from))
		return error_set(err, ERR_USAGE, _("--since '%s': say 30d or a date like 2026-11-01"), since);
	if (read_alternative(c, &o, err) < 0 || policy_test(&c->v, &o, from, c->v.now + 1, &is, &would, err) < 0)
		return -1;
	if (!c->json) {
		print_test(c, &o, &is, &would);
		return 0;
	}
	json_t *j = json_object();
	json_object_set_new(j, "policy", json_text(c->arg_count > 1 ? c->args[1] : NULL));
	json_object_set_new(j, "since", json_time(from));
	json_object_set_new(j, "cases", json_integer(is.cases));
	json_object_set_new(j, "is", json_outcome(&is));
	json_object_set_new(j, "would", json_outcome(&would));
	cli_json(j);
	return 0;
}

/* policy [list|show CASE|test [NAME]|clocks [QUERY]] */
int
cli_policy(struct cli *c)
{
	static const struct { const char *name; int (*run)(struct cli *, struct error *); size_t min, max; } subs[] = {
		{ "list", list, 1, 1 }, { "show", show, 2, 2 }, { "test", test, 1, 2 }, { "clocks", clocks, 1, 100 } };
	struct error err = ERROR_INIT;
	const char *sub = c->arg_count ? c->args[0] : "list";
	for (size_t i = 0; i < sizeof subs / sizeof *subs; i++) {
		size_t given = c->arg_count ? c->arg_count : 1;
		if (!str_eq(subs[i].name, sub) || given < subs[i].min || given > subs[i].max)
			continue;
		return cli_open_store(c, STORE_DESK, &err) < 0 || subs[i].run(c, &err) < 0 ? cli_fail(&err) : 0;
	}
	return cli_usage(c);
}
