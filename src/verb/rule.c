/* rule.c - what a rule says, and what it does to one case. */
#include "rule.h"

#include <string.h>

#include "buf.h"
#include "clock.h"
#include "i18n.h"
#include "rule_internal.h"
#include "str.h"
#include "verb_internal.h"

const char *const rule_on_names[] = { [RULE_INBOUND] = "inbound", [RULE_STATUS] = "status", [RULE_TIME] = "time" };

/* -- reading -------------------------------------------------------------------------------------------------------- */

static bool
names(const struct query *q, bool (*is)(enum query_field f))
{
	if (q->op == QUERY_TERM)
		return is(q->field);
	for (size_t i = 0; i < q->kid_count; i++)
		if (names(q->kids[i], is))
			return true;
	return false;
}

static bool
is_kind(enum query_field f)
{
	return f == QUERY_KIND;
}

static bool
is_score(enum query_field f)
{
	return f == QUERY_SCORE || f == QUERY_CES || f == QUERY_CSAT;
}

bool
rule_sees(const struct rule *r, enum care_wake wake)
{
	return r->others || wake == CARE_WAKES || wake == CARE_STREAM || (r->scores && wake == CARE_SURVEY);
}

static char *
fault(const struct conf *conf, const struct conf_named *c, enum conf_option o, const char *key, const char *words,
	struct arena *a)
{
	return arena_printf(a, "%s:%d: [rule %s] %s: %s", conf_file(conf), conf_named_line(c, o), c->name, key, words);
}

/* What is wrong with it, and in which key; NULL = nothing. */
static const char *
judge(const struct conf *conf, struct store *store, struct rule *r, int64_t now, struct arena *a, struct error *err)
{
	struct query_context ctx = { .now = now };
	r->query = NULL;
	if (query_parse(r->when, &ctx, a, &r->query, NULL, err) < 0)
		return "when";
	r->others = names(r->query, is_kind);
	r->scores = names(r->query, is_score);
	if (r->on == RULE_TIME && r->query->op == QUERY_ALL) {
		error_set(err, ERR_CONFIG, _("on time, say for which cases: all that there are cannot be meant"));
		return "when";
	}
	return rule_check_do(conf, store, r, now, a, err) < 0 ? "do" : NULL;
}

void
rule_judge(const struct conf *conf, struct store *store, struct rule *r, int64_t now, struct arena *a)
{
	struct error err = ERROR_INIT;
	const char *key = judge(conf, store, r, now, a, &err);
	r->error = key ? arena_printf(a, "%s: %s", key, err.text) : NULL;
}

static void
read_rule(const struct conf *conf, struct store *store, const struct conf_named *c, int64_t now, struct arena *a,
	struct rule *r)
{
	struct error err = ERROR_INIT;
	const char *on = conf_named_str(c, OPT_RULE_ON), *key;
	int64_t max = 0;
	*r = (struct rule){ .name = c->name, .line = c->line, .when = conf_named_str(c, OPT_RULE_WHEN),
		.lines = conf_named_str(c, OPT_RULE_DO), .active = conf_named_bool(c, OPT_RULE_ACTIVE),
		.stop = str_eq(conf_named_str(c, OPT_RULE_THEN), "stop"),
		.on = str_eq(on, "time") ? RULE_TIME : str_eq(on, "status") ? RULE_STATUS : RULE_INBOUND,
		.actor = arena_printf(a, "rule:%s", c->name) };
	r->when = r->when ? r->when : "";
	r->lines = r->lines ? r->lines : "";
	if (str_to_int64(conf_named_str(c, OPT_RULE_MAX), &max) < 0 || max < 1 || max > 100000)
		r->error = fault(conf, c, OPT_RULE_MAX, "max", _("a number from 1 to 100000"), a);
	r->max = (int)max;
	if ((key = judge(conf, store, r, now, a, &err)) != NULL)
		r->error = fault(conf, c, str_eq(key, "do") ? OPT_RULE_DO : OPT_RULE_WHEN, key, err.text, a);
}

void
rules_read(const struct conf *conf, struct store *store, int64_t now, struct arena *a, struct rule **out, size_t *n)
{
	const struct conf_named *list = conf_named(conf, SECTION_RULE, n);
	*out = arena_array(a, struct rule, *n + 1);
	for (size_t i = 0; i < *n; i++) {
		read_rule(conf, store, &list[i], now, a, &(*out)[i]);
		for (size_t k = 0; k < i; k++)
			if (str_eq(list[k].name, list[i].name))
				(*out)[i].error = arena_printf(a, _("%s:%d: [rule %s] name: the same as on line %d"),
					conf_file(conf), list[i].line, list[i].name, list[k].line);
	}
}

bool
rule_ails_by_case(const struct rule *r, const char *error)
{
	struct arena *a = arena_new();
	bool is = strstr(error, arena_printf(a, "[rule %s]: ", r->name)) != NULL;
	arena_free(a);
	return is;
}

const struct rule *
rules_find(const struct rule *list, size_t n, const char *name, struct arena *a, struct error *err)
{
	const char **names = arena_array(a, const char *, n + 1);
	for (size_t i = 0; i < n; i++) {
		if (str_eq(list[i].name, name))
			return &list[i];
		names[i] = list[i].name;
	}
	const char *near = str_nearest(name, names, n);
	if (near)
		error_set(err, ERR_INPUT, _("there is no rule '%s' - did you mean '%s'?"), name, near);
	else
		error_set(err, ERR_INPUT, _("there is no rule '%s': add [rule %s] to the configuration"), name, name);
	return NULL;
}

/* -- planning --------------------------------------------------------------------------------------------------------- */

static int
missing(char *const *open, struct error *err)
{
	return error_set(err, ERR_INPUT,
		_("no value for {%s}: nobody is there to fill it in; write {%s|something else}"), open[0], open[0]);
}

/* Variables of the lines, each in its place; no value becomes a command. */
static int
fill(const struct verb_context *v, const struct rule *r, int64_t case_id, struct arena *a, const char **out,
	struct error *err)
{
	struct conf_macro m = { .name = r->name, .actions = r->lines };
	struct macro_place p = { .case_id = case_id };
	struct macro_use u;
	*out = r->lines;
	if (!strchr(r->lines, '{'))
		return 0;
	if (macro_look(v, &m, &p, a, &u, err) < 0)
		return -1;
	if (u.open[0])
		return missing(u.open, err);
	*out = u.actions;
	return 0;
}

/* What `say TEXT` and `say macro NAME` say. */
static int
words_to_say(const struct verb_context *v, char *const *words, size_t n, int64_t case_id, struct arena *a,
	const char **text, struct error *err)
{
	struct macro_place p = { .case_id = case_id };
	struct macro_use u;
	struct buf b = BUF_INIT;
	if (n == 2 && str_eq(words[0], "macro")) {
		const struct conf_macro *m = conf_macro_find(v->conf, words[1], a, err);
		if (!m || macro_look(v, m, &p, a, &u, err) < 0)
			return -1;
		if (u.unless)
			return error_set(err, ERR_INPUT, _("macro %s: %s"), m->name, u.unless);
		if (u.open[0])
			return missing(u.open, err);
		*text = u.text;
		return u.text ? 0 : error_set(err, ERR_INPUT, _("macro %s has no text"), m->name);
	}
	for (size_t i = 0; i < n; i++)
		buf_addf(&b, "%s%s", i ? " " : "", words[i]);
	*text = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return 0;
}

static int
plan_say(const struct verb_context *v, char *const *words, size_t n, int64_t case_id, struct arena *a, struct act *act,
	struct rule_plan *out, struct error *err)
{
	struct robot_speech what = { .case_id = case_id };
	struct error why = ERROR_INIT;
	if (n && str_eq(words[0], "--public")) {
		what.public = true;
		words++;
		n--;
	}
	if (!case_id)
		return error_set(err, ERR_INPUT, _("say: to nobody's case; `make-case` makes one of a public message"));
	if (words_to_say(v, words, n, case_id, a, &what.text, err) < 0)
		return -1;
	out->says = what.text;
	if (robot_say_plan(v, &what, a, act, &why) == 0)
		return 1;
	out->unsaid = arena_str(a, why.text);
	return 0;
}

int
rule_plan(const struct verb_context *v, const struct rule *r, int64_t case_id, int64_t message, struct arena *a,
	struct rule_plan *out, struct error *err)
{
	struct rule_plan plan = { .acts = NULL };
	size_t n = 0, space = 0, parts_n, words_n;
	const char *lines;
	char **words;
	if (r->error)
		return error_set(err, ERR_CONFIG, "%s", r->error);
	if (fill(v, r, case_id, a, &lines, err) < 0)
		return -1;
	char **parts = verb_lines(lines, a, &parts_n);
	for (size_t i = 0; i < parts_n; i++) {
		struct verb_plan one;
		struct act say;
		int rc;
		if (str_words(a, parts[i], &words, &words_n, err) < 0)
			return -1;
		if (words_n && str_eq(words[0], "say")) {
			if ((rc = plan_say(v, words + 1, words_n - 1, case_id, a, &say, &plan, err)) < 0)
				return -1;
			if (rc > 0)
				*VEC_PUSH(a, plan.acts, n, space) = say;
			continue;
		}
		if (verb_plan(v, (const char *const *)words, words_n, case_id, message, a, &one, err) < 0)
			return -1;
		for (size_t k = 0; k < one.count; k++)
			*VEC_PUSH(a, plan.acts, n, space) = one.acts[k];
	}
	plan.count = n;
	*out = plan;
	return 0;
}

/* -- why -------------------------------------------------------------------------------------------------------------- */

static void
add_why(struct store *s, const struct query *q, int64_t message, int64_t case_id, struct arena *a, struct buf *b)
{
	struct error quiet = ERROR_INIT;
	bool is = false, any = false;
	if (q->op == QUERY_AND || q->op == QUERY_OR) {
		for (size_t i = 0; i < q->kid_count; i++) {
			if (q->op == QUERY_OR && (rule_matches(s, q->kids[i], message, case_id, 0, &is, &quiet) < 0 || !is))
				continue;
			add_why(s, q->kids[i], message, case_id, a, b);
			any = true;
		}
		if (any)
			return;
	}
	buf_addf(b, "%s%s", b->len ? " " : "", query_unparse(q, a));
}

char *
rule_why(struct store *s, const struct rule *r, int64_t message, int64_t case_id, struct arena *a)
{
	struct buf b = BUF_INIT;
	char *why = NULL;
	if (r->query->op != QUERY_ALL)
		add_why(s, r->query, message, case_id, a, &b);
	why = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return why;
}

/* -- running ---------------------------------------------------------------------------------------------------------- */

size_t
rule_speechless(struct act *acts, size_t n)
{
	size_t left = 0;
	for (size_t i = 0; i < n; i++)
		if (!(acts[i].verb == ACT_REPLY && acts[i].message_out))
			acts[left++] = acts[i];
	return left;
}

static int
failed(enum rule_end *end)
{
	*end = RULE_FAILED;
	return 0;
}

int
rule_run(const struct verb_context *v, const struct rule *r, int64_t case_id, int64_t message, int64_t item,
	struct arena *a, enum rule_end *end, int64_t *until, struct error *err)
{
	struct verb_context me = *v;
	struct rule_plan plan;
	struct act_result done = { .count = 0 };
	struct act_firing firing = { .rule = r->name, .case_id = case_id, .item = item };
	struct error why = ERROR_INIT;
	me.who = (struct act_actor){ .robot = r->actor };
	*end = RULE_WAITS;
	if (case_id && rule_writer(v->store, case_id, v->now, until, a))
		return 0;
	if (rule_fired(v->store, r->name, case_id, item)) {
		*end = RULE_HAD;
		return 0;
	}
	if (rule_plan(&me, r, case_id, message, a, &plan, err) < 0)
		return failed(end);
	firing.why = rule_why(v->store, r, message, case_id, a);
	if (plan.unsaid)
		firing.why = arena_printf(a, "%s\n%s", firing.why, plan.unsaid);
	me.who.firing = &firing;
	int rc = store_act(v->store, &me.who, plan.acts, plan.count, plan.says != NULL, a, &done, &why);
	if (rc < 0 && why.code == ERR_INPUT && plan.says && !plan.unsaid) {
		/* what may not be said keeps nothing else from being done */
		firing.why = arena_printf(a, "%s\n%s", firing.why, why.text);
		plan.count = rule_speechless(plan.acts, plan.count);
		error_clear(&why);
		rc = store_act(v->store, &me.who, plan.acts, plan.count, false, a, &done, &why);
	}
	if (rc == 0) {
		*end = done.count ? RULE_DID : RULE_NOTHING;
		return 0;
	}
	if (why.code == ERR_CONFLICT) {	/* somebody began to write at this moment, or it was done */
		*end = rule_fired(v->store, r->name, case_id, item) ? RULE_HAD : RULE_WAITS;
		*until = v->now + 5 * MS_SECOND;
		return 0;
	}
	error_set(err, why.code, "%s", why.text);
	return why.code == ERR_INPUT || why.code == ERR_USAGE || why.code == ERR_CONFIG ? failed(end) : -1;
}
