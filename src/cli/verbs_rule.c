/* verbs_rule.c - rules: listed, tried against history, checked; and the hold on everything automatic. */
#include "cli.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "rule.h"
#include "str.h"

/* -- listed ------------------------------------------------------------------------------------------------------ */

struct rule_facts { const char *error; int64_t error_at, n, last_at; };

/* What is wrong with it now, or when it last acted. */
static int
read_facts_of(struct cli *c, const struct rule *r, struct rule_facts *out, struct error *err)
{
	struct robot_row row;
	*out = (struct rule_facts){ .error = r->error };
	if (firing_count(c->store, r->name, &out->n, &out->last_at, err) < 0 ||
	    robot_get(c->store, r->actor, c->arena, &row, err) < 0)
		return -1;
	/* what was wrong with its text is known at once; what went wrong in a case stays until it works */
	if (!out->error && row.error && rule_ails_by_case(r, row.error))
		out->error = row.error;
	out->error_at = row.error_at;
	return 0;
}

static json_t *
json_rule(const struct rule *r, const struct rule_facts *f)
{
	json_t *j = json_object();
	json_object_set_new(j, "rule", json_text(r->name));
	json_object_set_new(j, "on", json_text(rule_on_names[r->on]));
	json_object_set_new(j, "when", json_text(r->when));
	json_object_set_new(j, "do", json_text(r->lines));
	json_object_set_new(j, "then", json_text(r->stop ? "stop" : "go-on"));
	json_object_set_new(j, "active", json_boolean(r->active));
	json_object_set_new(j, "max", json_integer(r->max));
	json_object_set_new(j, "line", json_integer(r->line));
	json_object_set_new(j, "fired", json_integer(f->n));
	json_object_set_new(j, "last", json_time(f->last_at));
	json_object_set_new(j, "error", json_text(f->error));
	return j;
}

static void
print_rule(struct cli *c, size_t i, const struct rule *r, const struct rule_facts *f)
{
	char age[8] = "";
	if (f->last_at)
		clock_short_age(age, f->last_at, c->v.now);
	cli_print(arena_printf(c->arena, "%2zu  %-16s %-8s %6lld %5s  %s -> %s%s%s", i + 1, r->name, rule_on_names[r->on],
		(long long)f->n, age, str_empty(r->when) ? "*" : r->when, r->lines, r->stop ? _("  [stop]") : "",
		r->active ? "" : _("  [not active]")));
	putchar('\n');
	if (f->error)
		cli_print(arena_printf(c->arena, "    ! %s\n", f->error));
}

static int
list(struct cli *c, const struct rule *rules, size_t n, const struct rule *only, struct error *err)
{
	struct rule_facts f;
	bool bad = false;
	for (size_t i = 0; i < n; i++) {
		if (only && &rules[i] != only)
			continue;
		if (read_facts_of(c, &rules[i], &f, err) < 0)
			return cli_fail(err);
		bad |= f.error != NULL;
		if (c->json)
			cli_json(json_rule(&rules[i], &f));
		else
			print_rule(c, i, &rules[i], &f);
	}
	return !n || bad ? 1 : 0;
}

/* The rule, and on what it has acted last. */
static int
show(struct cli *c, const struct rule *rules, size_t n, const struct rule *r, struct error *err)
{
	struct firing_row *rows;
	size_t count;
	int rc = list(c, rules, n, r, err);
	if (c->json || rc > 1)
		return rc;
	if (firing_list(c->store, r->name, 0, 20, c->arena, &rows, &count, err) < 0)
		return cli_fail(err);
	for (size_t i = 0; i < count; i++) {
		struct clock_local l;
		clock_to_local(rows[i].at, &l);
		const char *why = rows[i].why ? rows[i].why : "";
		size_t first = strcspn(why, "\n");
		cli_print(arena_printf(c->arena, "    %04d-%02d-%02d %02d:%02d  #%lld  %.*s%s%s%s\n", l.year, l.month, l.day,
			l.hour, l.minute, (long long)rows[i].number, (int)first, why,
			rows[i].action ? "" : _("  (nothing to change)"),
			why[first] ? _("  NOT SAID: ") : "", why[first] ? why + first + 1 : ""));
	}
	return rc;
}

/* -- tried --------------------------------------------------------------------------------------------------------- */

static json_t *
json_trial(const struct rule *r, const struct rule_trial *t)
{
	json_t *j = json_object();
	json_object_set_new(j, "rule", json_text(r->name));
	json_object_set_new(j, "case", t->number ? json_integer(t->number) : json_null());
	json_object_set_new(j, "item", t->item ? json_integer(t->item) : json_null());
	json_object_set_new(j, "at", json_time(t->at));
	json_object_set_new(j, "from", json_text(t->who));
	json_object_set_new(j, "subject", json_text(t->subject));
	json_object_set_new(j, "changes", json_text(t->words));
	json_object_set_new(j, "says", json_text(t->unsaid ? NULL : t->says));
	json_object_set_new(j, "refused", json_text(t->unsaid));
	json_object_set_new(j, "error", json_text(t->failed));
	return j;
}

static void
print_trial(struct cli *c, const struct rule_trial *t)
{
	struct clock_local l;
	clock_to_local(t->at, &l);
	cli_print(arena_printf(c->arena, "%04d-%02d-%02d %02d:%02d  #%-6lld %s - %s\n", l.year, l.month, l.day, l.hour, l.minute,
		(long long)t->number, t->who ? t->who : "?", t->subject ? t->subject : ""));
	if (t->failed)
		cli_print(arena_printf(c->arena, _("    FAILS: %s\n"), t->failed));
	else
		cli_print(arena_printf(c->arena, "    %s\n", str_empty(t->words) ? _("nothing to change") : t->words));
	if (t->says && t->unsaid)
		cli_print(arena_printf(c->arena, _("    would not be said: %s\n"), t->unsaid));
	else if (t->says)
		cli_print(arena_printf(c->arena, _("    says: %.*s\n"), (int)strcspn(t->says, "\n"), t->says));
}

/* The rule of `rule test -`: a section as it would stand in the configuration, among all else that stands there. */
static const struct rule *
rule_of_stdin(struct cli *c, struct error *err)
{
	char *text, *whole = NULL;
	struct buf b = BUF_INIT;
	struct conf *conf;
	struct rule *rules;
	size_t n;
	FILE *f = fopen(conf_file(c->conf), "re");
	if (cli_body(c, c->arg_count, &text, err) < 0) {
		if (f)
			fclose(f);
		return NULL;
	}
	char chunk[4096];
	for (size_t got; f && (got = fread(chunk, 1, sizeof chunk, f)) > 0;)
		buf_add(&b, chunk, got);
	if (f)
		fclose(f);
	size_t lines = 1;
	for (size_t i = 0; i < b.len; i++)
		lines += b.data[i] == '\n';
	buf_addf(&b, "\n%s%s\n", str_starts(text, "[") ? "" : "[rule -]\n", text);
	whole = arena_strn(c->arena, b.data, b.len);
	buf_free(&b);
	if (conf_parse(whole, _("standard input"), c->arena, &conf, err) < 0)
		return NULL;
	rules_read(conf, c->store, c->v.now, c->arena, &rules, &n);
	for (size_t i = n; i-- > 0;)
		if (rules[i].line > (int)lines) {
			c->v.conf = conf;
			return &rules[i];
		}
	error_set(err, ERR_INPUT, _("standard input holds no [rule NAME]"));
	return NULL;
}

static int
since(struct cli *c, int64_t *at, struct error *err)
{
	struct query_context ctx = { .now = c->v.now };
	const char *text = cli_opt(c, "since");
	struct query *q;
	if (query_parse(arena_printf(c->arena, "date:%s..", text ? text : "30d"), &ctx, c->arena, &q, NULL, err) < 0)
		return error_prefix(err, "--since"), -1;
	*at = q->from_at;
	return 0;
}

static int
test(struct cli *c, const struct rule *r, struct error *err)
{
	struct rule_test t;
	int64_t from, limit = 200;
	size_t shown = 0;
	int rc;
	if (cli_opt(c, "limit") && (str_to_int64(cli_opt(c, "limit"), &limit) < 0 || limit < 1))
		return error_set(err, ERR_USAGE, _("--limit: a number")), cli_fail(err);
	if (since(c, &from, err) < 0)
		return cli_fail(err);
	rule_test_begin(&t, &c->v, r, from, (size_t)limit, c->arena);
	for (int tries = 0; (rc = rule_test_step(&t, 20000, err)) != 0;) {
		if (rc < 0 && (err->code != ERR_BUSY || ++tries > 100))
			return cli_fail(err);
		if (rc < 0)
			error_clear(err);
		for (; shown < t.tried; shown++)
			if (c->json)
				cli_json(json_trial(r, &t.trials[shown]));
			else
				print_trial(c, &t.trials[shown]);
		fflush(stdout);
	}
	for (; shown < t.tried; shown++)
		if (c->json)
			cli_json(json_trial(r, &t.trials[shown]));
		else
			print_trial(c, &t.trials[shown]);
	if (!c->json && !c->quiet)
		cli_print(arena_printf(c->arena, _("%s\nAs the cases stand today; nothing was changed.\n"),
			rule_test_words(&t, c->arena)));
	return t.n ? 0 : 1;
}

/* -- checked ------------------------------------------------------------------------------------------------------- */

static int
check(struct cli *c, const struct rule *rules, size_t n)
{
	static const char *const kinds[] = { "error", "contradiction", "doubt" };
	struct rule_fault *faults;
	size_t count;
	bool bad = false;
	rules_check(c->conf, rules, n, c->arena, &faults, &count);
	for (size_t i = 0; i < count; i++) {
		bad |= faults[i].kind != RULE_DOUBTFUL;
		if (c->json)
			cli_json(json_pack("{s:o,s:s,s:o}", "rule", json_text(faults[i].rule), "kind", kinds[faults[i].kind],
				"words", json_text(faults[i].words)));
		else
			cli_print(arena_printf(c->arena, "%s%s\n", faults[i].kind == RULE_DOUBTFUL ? _("(look) ") : "",
				faults[i].words));
	}
	if (!count && !c->json && !c->quiet)
		cli_print(arena_printf(c->arena, ngettext_("%zu rule, nothing wrong\n", "%zu rules, nothing wrong\n",
			(unsigned long)n), n));
	return bad ? 3 : 0;
}

int
cli_rule(struct cli *c)
{
	struct error err = ERROR_INIT;
	const char *what = c->arg_count ? c->args[0] : "list";
	const struct rule *r = NULL;
	struct rule *rules;
	size_t n;
	bool named = str_eq(what, "show") || str_eq(what, "test");
	if (c->arg_count > 2 || (named && c->arg_count != 2) ||
	    (!named && (c->arg_count > 1 || (!str_eq(what, "list") && !str_eq(what, "check")))))
		return cli_usage(c);
	if (cli_open_store(c, STORE_DESK, &err) < 0)
		return cli_fail(&err);
	rules_read(c->conf, c->store, c->v.now, c->arena, &rules, &n);
	if (named && str_eq(what, "test") && str_eq(c->args[1], "-"))
		r = rule_of_stdin(c, &err);
	else if (named)
		r = rules_find(rules, n, c->args[1], c->arena, &err);
	if (named && !r)
		return cli_fail(&err);
	if (str_eq(what, "check"))
		return check(c, rules, n);
	return str_eq(what, "test") ? test(c, r, &err) : str_eq(what, "show") ? show(c, rules, n, r, &err)
		: list(c, rules, n, NULL, &err);
}

/* -- hold ---------------------------------------------------------------------------------------------------------- */

int
cli_hold(struct cli *c)
{
	struct error err = ERROR_INIT;
	const char **words = arena_array(c->arena, const char *, c->arg_count + 1);
	struct act act;
	struct act_result r;
	words[0] = cli_verbs[c->verb].name;
	for (size_t i = 0; i < c->arg_count; i++)
		words[i + 1] = c->args[i];
	if (cli_open_store(c, STORE_DESK, &err) < 0 || verb_hold(&c->v, words, c->arg_count + 1, c->arena, &act, &err) < 0 ||
	    store_act(c->store, &c->v.who, &act, 1, true, c->arena, &r, &err) < 0)
		return cli_fail(&err);
	return cli_report(c, &r);
}
