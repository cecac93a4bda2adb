/* check.c - what the configuration's reader cannot know: queries, the verbs of macros, and their variables. */
#include "verb.h"

#include <string.h>

#include "i18n.h"
#include "query.h"
#include "rule_internal.h"
#include "str.h"
#include "verb_internal.h"

/* The first word of each line must be a verb. */
static int
check_lines(const char *lines, struct arena *a, struct error *err)
{
	size_t n, words_n;
	char **parts = verb_lines(macro_bare(lines ? lines : "", a), a, &n), **words;
	for (size_t i = 0; i < n; i++) {
		bool known = false;
		if (str_words(a, parts[i], &words, &words_n, err) < 0)
			return -1;
		for (const struct verb_words *w = verb_words; w->name && !known; w++)
			known = str_eq(w->name, words[0]);
		if (!known)
			return verb_unknown(words[0], a, err);
	}
	return 0;
}

/* Every {variable} must be one that there is, or a declared field. */
int
verb_check_variables(const struct conf *conf, const struct conf_macro *m, const char *text, struct arena *a, struct error *err)
{
	size_t n;
	const struct conf_field *fields = conf_fields(conf, &n);
	for (char **names = care_variables(text ? text : "", a); *names; names++) {
		const char *dot = strchr(*names, '.');
		bool known = care_variable_known(*names) || (str_eq(*names, "code") && str_eq(m->name, "verify-code"));
		bool field = str_starts(*names, "customer.") || str_starts(*names, "case.") || str_starts(*names, "field.");
		for (size_t i = 0; i < n && field && !known; i++)
			known = str_eq(fields[i].name, dot + 1);
		const char *near = known ? NULL : care_variable_near(*names);
		if (!known && near)
			return error_set(err, ERR_CONFIG, _("unknown variable {%s} - did you mean {%s}?"), *names, near);
		if (!known)
			return error_set(err, ERR_CONFIG, _("unknown variable {%s}: no variable, and no [field %s]"), *names,
				dot ? dot + 1 : *names);
	}
	return 0;
}

struct complaints { const struct conf *conf; struct arena *a; char **list; size_t n, space; };

/* What is wrong with the text, the commands or the query on a line of a section. */
static void
complain(struct complaints *x, int line, const char *kind, const char *name, const char *key, struct error *err)
{
	if (err->code)
		*VEC_PUSH(x->a, x->list, x->n, x->space) = arena_printf(x->a, "%s:%d: [%s %s] %s: %s", conf_file(x->conf), line,
			kind, name, key, err->text);
	error_clear(err);
}

static void
check_query(struct complaints *x, const char *query, int64_t now, struct error *err)
{
	struct query_context ctx = { .now = now };
	struct query *q;
	(void)query_parse(query ? query : "", &ctx, x->a, &q, NULL, err);
}

static void
check_macro(struct complaints *x, const struct conf_macro *m, int64_t now)
{
	struct error err = ERROR_INIT;
	check_query(x, m->when, now, &err);
	complain(x, m->when_line, "macro", m->name, "when", &err);
	if (check_lines(m->actions, x->a, &err) == 0)
		(void)verb_check_variables(x->conf, m, m->actions, x->a, &err);
	complain(x, m->do_line, "macro", m->name, "do", &err);
	for (size_t i = 0; i < m->text_count; i++) {
		const struct conf_text *t = &m->texts[i];
		(void)verb_check_variables(x->conf, m, t->text, x->a, &err);
		complain(x, t->line, "macro", m->name, arena_printf(x->a, "text%s%s", *t->name ? "." : "", t->name), &err);
	}
}

static void
check_rules(struct complaints *x, int64_t now)
{
	struct rule_fault *faults;
	struct rule *rules;
	size_t n, count;
	int rate;
	int64_t ms;
	rules_read(x->conf, NULL, now, x->a, &rules, &n);
	rules_check(x->conf, rules, n, x->a, &faults, &count);
	for (size_t i = 0; i < count; i++)
		if (faults[i].kind != RULE_DOUBTFUL)
			*VEC_PUSH(x->a, x->list, x->n, x->space) = (char *)faults[i].words;
	if (!robot_rate(conf_str(x->conf, OPT_CARE_ROBOT_RATE), &rate, &ms))
		*VEC_PUSH(x->a, x->list, x->n, x->space) = arena_printf(x->a,
			_("%s:%d: [care] robot-rate: a number and a time, as in 10/3h"), conf_file(x->conf),
			conf_option_line(x->conf, OPT_CARE_ROBOT_RATE));
}

/* Queries and variables of surveys, before anybody is asked. */
static void
check_surveys(struct complaints *x, int64_t now)
{
	struct error err = ERROR_INIT;
	size_t n;
	const struct conf_named *list = conf_named(x->conf, SECTION_SURVEY, &n);
	for (size_t i = 0; i < n; i++) {
		const struct conf_macro m = { .name = list[i].name };
		check_query(x, conf_named_str(&list[i], OPT_SURVEY_WHEN), now, &err);
		complain(x, conf_named_line(&list[i], OPT_SURVEY_WHEN), "survey", list[i].name, "when", &err);
		for (size_t k = 0; k < list[i].text_count; k++) {
			(void)verb_check_variables(x->conf, &m, list[i].texts[k].text, x->a, &err);
			complain(x, list[i].texts[k].line, "survey", list[i].name, "text", &err);
		}
	}
}

char **
verb_check(const struct conf *conf, int64_t now, struct arena *a, size_t *n)
{
	struct complaints x = { .conf = conf, .a = a };
	struct error err = ERROR_INIT;
	size_t views_n, macros_n;
	const struct conf_view *views = conf_views(conf, &views_n);
	const struct conf_macro *macros = conf_macros(conf, &macros_n);
	for (size_t i = 0; i < views_n; i++) {
		check_query(&x, views[i].query, now, &err);
		complain(&x, views[i].line, "view", views[i].name, "query", &err);
	}
	for (size_t i = 0; i < macros_n; i++) {
		check_macro(&x, &macros[i], now);
		for (size_t k = 0; k < i; k++)
			if (str_eq(macros[k].name, macros[i].name)) {
				error_set(&err, ERR_CONFIG, _("the same name as on line %d: only that one is used"),
					macros[k].line);
				complain(&x, macros[i].line, "macro", macros[i].name, "name", &err);
				break;
			}
	}
	check_rules(&x, now);
	check_surveys(&x, now);
	*n = x.n;
	return x.list;
}
