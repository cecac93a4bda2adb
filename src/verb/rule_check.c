/* rule_check.c - what is wrong with rules before they run: commands, names, contradictions, rules that never act. */
#include "rule_internal.h"

#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "str.h"
#include "verb_internal.h"

/* -- one rule's commands ------------------------------------------------------------------------------------------------ */

static int
unknown(const char *what, const char *name, const char *const *names, size_t n, struct error *err)
{
	const char *near = str_nearest(name, names, n);
	return near ? error_set(err, ERR_CONFIG, _("there is no %s '%s' - did you mean '%s'?"), what, name, near)
		: error_set(err, ERR_CONFIG, _("there is no %s '%s'"), what, name);
}

/* A question has nobody to answer it, and a name must be one that there is. */
static int
check_gaps(const struct conf *conf, const char *text, struct arena *a, struct error *err)
{
	const char *question = care_open_question(text);
	if (question)
		return error_set(err, ERR_CONFIG, _("%.40s asks for a value, and nobody is there to answer"), question);
	return verb_check_variables(conf, &(struct conf_macro){ .name = "" }, text, a, err);
}

static int
check_say(const struct conf *conf, char *const *words, size_t n, struct arena *a, struct error *err)
{
	if (n && str_eq(words[0], "--public")) {
		words++;
		n--;
	}
	if (!n)
		return error_set(err, ERR_CONFIG, _("say: usage: say [--public] TEXT..., say macro NAME"));
	if (n != 2 || !str_eq(words[0], "macro"))
		return 0;
	const struct conf_macro *m = conf_macro_find(conf, words[1], a, err);
	if (!m)
		return -1;
	if (!m->text_count)
		return error_set(err, ERR_CONFIG, _("macro %s has no text"), m->name);
	for (size_t i = 0; i < m->text_count; i++)
		if (check_gaps(conf, m->texts[i].text, a, err) < 0)
			return -1;
	return 0;
}

static int
check_assign(const struct conf *conf, struct store *store, const char *who, struct error *err)
{
	const char *const *teams = conf_teams(conf), **agents;
	size_t n = 0, agents_n;
	bool known = false;
	struct arena *a;
	int rc = 0;
	if (str_eq(who, "me"))
		return error_set(err, ERR_CONFIG, _("assign: a rule is nobody: `me` cannot be meant"));
	while (teams[n])
		n++;
	if (str_starts(who, "team:")) {
		for (size_t i = 0; i < n; i++)
			known |= str_eq(teams[i], who + 5);
		return known ? 0 : unknown(_("team"), who + 5, teams, n, err);
	}
	if (!store || str_eq(who, "nobody") || str_eq(who, "none") || str_eq(who, "-") || str_eq(who, "bot"))
		return 0;
	a = arena_new();
	if (*who == '@')
		who++;
	if (!store_agent_find(store, who) && store_agents(store, a, &agents, &agents_n, &(struct error)ERROR_INIT) == 0)
		rc = unknown(_("agent"), who, agents, agents_n, err);
	arena_free(a);
	return rc;
}

static int
check_escalate(const struct conf *conf, const char *target, struct arena *a, struct error *err)
{
	size_t n;
	const struct conf_escalation *list = conf_escalations(conf, &n);
	const char **names = arena_array(a, const char *, n + 1);
	for (size_t i = 0; i < n; i++) {
		if (str_eq(list[i].name, target))
			return 0;
		names[i] = list[i].name;
	}
	return unknown(_("escalation target"), target, names, n, err);
}

/* Those whose words can be read without a case. */
static bool
reads_alone(const char *verb)
{
	return str_lists("tag priority status open pending resolve reopen spam snooze note next promise waits subject flag "
		"unflag", verb);
}

static int
check_command(const struct conf *conf, struct store *store, char *const *words, size_t n, int64_t now, struct arena *a,
	struct error *err)
{
	const struct verb_context v = { .conf = conf, .now = now };
	const struct conf_field *f;
	struct verb_plan plan;
	struct act act;
	bool known = false;
	if (str_eq(words[0], "say"))
		return check_say(conf, words + 1, n - 1, a, err);
	if (str_lists("take undo verify split edit-own delete-own contact", words[0]))
		return error_set(err, ERR_CONFIG, _("'%s' is nothing that a rule does"), words[0]);
	for (const struct verb_words *w = verb_words; w->name && !known; w++)
		known = str_eq(w->name, words[0]);
	if (!known)
		return verb_unknown(words[0], a, err);
	if (reads_alone(words[0]))
		return verb_plan(&v, (const char *const *)words, n, 1, 0, a, &plan, err);
	if (str_eq(words[0], "assign"))
		return n == 2 ? check_assign(conf, store, words[1], err)
			: error_set(err, ERR_CONFIG, _("assign: usage: assign NAME|team:NAME|nobody"));
	if (str_eq(words[0], "escalate"))
		return n > 2 ? check_escalate(conf, words[1], a, err)
			: error_set(err, ERR_CONFIG, _("escalate: usage: escalate TARGET REASON..."));
	if (!str_eq(words[0], "field"))
		return 0;
	if (n < 3)
		return error_set(err, ERR_CONFIG, _("field: usage: field NAME VALUE"));
	f = conf_field_find(conf, words[1], a, err);
	return !f ? -1 : strchr(words[2], '{') ? 0 : verb_field(f, words[2], a, &act, err);
}

int
rule_check_do(const struct conf *conf, struct store *store, const struct rule *r, int64_t now, struct arena *a,
	struct error *err)
{
	size_t parts_n, words_n;
	char **words, **parts;
	if (check_gaps(conf, r->lines, a, err) < 0)
		return -1;
	parts = verb_lines(macro_bare(r->lines, a), a, &parts_n);
	if (!parts_n)
		return error_set(err, ERR_CONFIG, _("it does nothing: `do = tag +x`, `do = assign team:x`, `do = say ...`"));
	for (size_t i = 0; i < parts_n; i++) {
		struct error why = ERROR_INIT;
		if (str_words(a, parts[i], &words, &words_n, &why) < 0 ||
		    check_command(conf, store, words, words_n, now, a, &why) < 0)
			return parts_n > 1 && !strchr(why.text, ':') ? error_set(err, ERR_CONFIG, "%s: %s", parts[i], why.text)
				: error_set(err, ERR_CONFIG, "%s", why.text);
	}
	return 0;
}

/* -- contradictions --------------------------------------------------------------------------------------------------- */

/* What a rule makes of a case: a field and its value; of tags each is a field. */
struct effect { const char *field, *value; };

static size_t
effects(const struct rule *r, struct arena *a, struct effect *out, size_t max)
{
	size_t parts_n, words_n, n = 0;
	char **words, **parts = verb_lines(macro_bare(r->lines, a), a, &parts_n);
	for (size_t i = 0; i < parts_n && n < max; i++) {
		if (str_words(a, parts[i], &words, &words_n, &(struct error)ERROR_INIT) < 0 || !words_n)
			continue;
		const char *verb = words[0];
		for (size_t k = 1; str_eq(verb, "tag") && k < words_n && n < max; k++)
			out[n++] = (struct effect){ arena_printf(a, "tag %s", words[k] + (*words[k] == '+' || *words[k] == '-')),
				*words[k] == '-' ? "-" : "+" };
		if (str_eq(verb, "assign") && words_n == 2)
			out[n++] = (struct effect){ "assign", words[1] };
		else if ((str_eq(verb, "priority") || str_eq(verb, "status")) && words_n == 2)
			out[n++] = (struct effect){ verb, str_eq(words[1], "resolved") ? "resolve" : words[1] };
		else if (str_lists("open pending resolve reopen spam snooze", verb))
			out[n++] = (struct effect){ "status", str_eq(verb, "reopen") ? "open" : verb };
		else if (str_lists("flag unflag", verb))
			out[n++] = (struct effect){ "flag", verb };
		else if (str_eq(verb, "field") && words_n > 2)
			out[n++] = (struct effect){ arena_printf(a, "field %s", words[1]), words[2] };
		else if (str_eq(verb, "subject"))
			out[n++] = (struct effect){ "subject", parts[i] };
	}
	return n;
}

/* The terms that must all be true. */
static size_t
terms(const struct query *q, const struct query **out, size_t max)
{
	size_t n = 0;
	if (q->op == QUERY_ALL)
		return 0;
	if (q->op != QUERY_AND) {
		out[0] = q;
		return 1;
	}
	for (size_t i = 0; i < q->kid_count && n < max; i++)
		n += terms(q->kids[i], out + n, max - n);
	return n;
}

enum { TERMS = 32, EFFECTS = 32 };

/* Is whatever the first finds found by the second, too? */
static bool
implies(const struct query *q, const struct query *other, struct arena *a)
{
	const struct query *x[TERMS], *y[TERMS];
	size_t n = terms(q, x, TERMS), m = terms(other, y, TERMS);
	for (size_t i = 0; i < m; i++) {
		bool has = false;
		for (size_t k = 0; k < n && !has; k++)
			has = str_eq(query_unparse(x[k], a), query_unparse(y[i], a));
		if (!has)
			return false;
	}
	return true;
}

/* Of these fields a case or message has one value. */
static bool
one_value(enum query_field f)
{
	return f == QUERY_LANG || f == QUERY_CHANNEL || f == QUERY_ACCOUNT || f == QUERY_STATUS || f == QUERY_TEAM ||
		f == QUERY_ASSIGNED || f == QUERY_KIND || f == QUERY_DIRECTION;
}

/* Can nothing be found by both? */
static bool
excludes(const struct query *q, const struct query *other, struct arena *a)
{
	const struct query *x[TERMS], *y[TERMS];
	size_t n = terms(q, x, TERMS), m = terms(other, y, TERMS);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < m; k++) {
			const struct query *one = x[i], *two = y[k];
			if (one->op == QUERY_TERM && two->op == QUERY_TERM && one->field == two->field && one_value(one->field) &&
			    !str_ieq(one->text, two->text))
				return true;
			if (one->op == QUERY_NOT && str_eq(query_unparse(one->kids[0], a), query_unparse(two, a)))
				return true;
			if (two->op == QUERY_NOT && str_eq(query_unparse(two->kids[0], a), query_unparse(one, a)))
				return true;
		}
	return false;
}

struct checking {
	const struct conf *conf;
	struct arena *a;
	struct rule_fault *list;
	size_t n, space;
};

static void
add(struct checking *x, int kind, const struct rule *r, const char *words)
{
	struct rule_fault *f = VEC_PUSH(x->a, x->list, x->n, x->space);
	f->kind = kind;
	f->rule = r->name;
	f->words = kind == RULE_BROKEN ? words : arena_printf(x->a, "%s:%d: [rule %s]: %s", conf_file(x->conf), r->line, r->name,
		words);
}

static void
check_itself(struct checking *x, const struct rule *r)
{
	struct effect e[EFFECTS];
	size_t n = effects(r, x->a, e, EFFECTS);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++)
			if (str_eq(e[i].field, e[k].field) && !str_eq(e[i].value, e[k].value)) {
				add(x, RULE_CONTRADICTS, r, str_starts(e[i].field, "tag ")
					? arena_printf(x->a, _("it puts the tag %s on and takes it off"), e[i].field + 4)
					: arena_printf(x->a, _("it sets %s twice: %s, then %s"), e[i].field, e[k].value,
						e[i].value));
				return;
			}
}

static void
check_pair(struct checking *x, const struct rule *first, const struct rule *then)
{
	struct effect e[EFFECTS], f[EFFECTS];
	bool sure = implies(then->query, first->query, x->a) || implies(first->query, then->query, x->a);
	size_t n, m;
	if (implies(then->query, first->query, x->a) && first->stop) {
		add(x, RULE_CONTRADICTS, then, arena_printf(x->a,
			_("it never acts: [rule %s] on line %d takes all that it would find, and stops"), first->name,
			first->line));
		return;
	}
	if (first->stop || (!sure && excludes(first->query, then->query, x->a)))
		return;
	n = effects(first, x->a, e, EFFECTS);
	m = effects(then, x->a, f, EFFECTS);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < m; k++)
			if (str_eq(e[i].field, f[k].field) && !str_eq(e[i].value, f[k].value)) {
				add(x, sure ? RULE_CONTRADICTS : RULE_DOUBTFUL, then, arena_printf(x->a, sure
					? _("it sets %s to %s, which [rule %s] on line %d sets to %s for the same")
					: _("it sets %s to %s; where [rule %s] on line %d sets it to %s, the later one counts"),
					str_starts(f[k].field, "tag ") ? f[k].field + 4 : f[k].field, f[k].value, first->name,
					first->line, e[i].value));
				return;
			}
}

/* A name that a case may lack, with nothing to say instead. */
static void
check_fallback(struct checking *x, const struct rule *r)
{
	static const char *const may_lack[] = { "customer.name", "customer.first_name", "case.subject", NULL };
	if (!strstr(r->lines, "say"))
		return;
	for (const char *const *name = may_lack; *name; name++)
		if (strstr(r->lines, arena_printf(x->a, "{%s}", *name)))
			add(x, RULE_DOUBTFUL, r, arena_printf(x->a,
				_("it fails where {%s} has no value: write {%s|something else}"), *name, *name));
}

void
rules_check(const struct conf *conf, const struct rule *list, size_t n, struct arena *a, struct rule_fault **out,
	size_t *count)
{
	struct checking x = { .conf = conf, .a = a };
	for (size_t i = 0; i < n; i++)
		if (list[i].error)
			add(&x, RULE_BROKEN, &list[i], list[i].error);
	for (size_t i = 0; i < n; i++) {
		if (list[i].error)
			continue;
		check_itself(&x, &list[i]);
		check_fallback(&x, &list[i]);
		for (size_t k = 0; k < i; k++)
			if (!list[k].error && list[k].on == list[i].on && list[k].active && list[i].active)
				check_pair(&x, &list[k], &list[i]);
	}
	*out = x.list;
	*count = x.n;
}
