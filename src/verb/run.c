/* run.c - [action NAME]: what it asks for, what it would be given, whether somebody else must say yes. */
#include "verb.h"

#include <stdio.h>
#include <string.h>

#include "field.h"
#include "i18n.h"
#include "query.h"
#include "str.h"
#include "utf8.h"

const char *
action_title(const struct conf_named *n)
{
	const char *title = conf_named_str(n, OPT_ACTION_TITLE);
	return str_empty(title) ? n->name : title;
}

char **
action_asks(const struct conf_named *n, struct arena *a, size_t *count)
{
	const char *list = conf_named_str(n, OPT_ACTION_ASK);
	char **names = str_split(a, list ? list : "", ",", count);
	size_t k = 0;
	for (size_t i = 0; i < *count; i++)
		if (*str_trim(a, names[i]))
			names[k++] = str_trim(a, names[i]);
	names[k] = NULL;
	*count = k;
	return names;
}

const struct conf_field *
action_field(const struct verb_context *v, const char *name)
{
	size_t n;
	const struct conf_field *f = conf_fields(v->conf, &n);
	for (size_t i = 0; i < n; i++)
		if (str_eq(f[i].name, name))
			return &f[i];
	return NULL;
}

int
action_offered(const struct verb_context *v, const struct conf_named *n, int64_t case_id, struct arena *a, bool *fits,
	struct error *err)
{
	const char *when = conf_named_str(n, OPT_ACTION_WHEN);
	struct query_context ctx = { .now = v->now };
	struct error why = ERROR_INIT;
	struct case_row row;
	struct query *q;
	int64_t count = 1;
	if (!str_empty(when)) {
		if (read_case(v->store, case_id, v->who.agent, a, &row, err) < 0)
			return -1;
		if (query_parse(arena_printf(a, "(%s) case:%lld", when, (long long)row.number), &ctx, a, &q, NULL, &why) < 0)
			return error_set(err, ERR_CONFIG, _("%s:%d: [action %s] when: %s"), conf_file(v->conf),
				conf_named_line(n, OPT_ACTION_WHEN), n->name, why.text);
		if (read_count(v->store, q, v->who.agent, 1, &count, err) < 0)
			return -1;
	}
	*fits = count > 0;
	return 0;
}

/* -- what is given ------------------------------------------------------------------------------------------ */

static void
add_json(struct buf *b, const char *s)
{
	buf_addc(b, '"');
	for (; *s; s++)
		if (*s == '"' || *s == '\\')
			buf_addf(b, "\\%c", *s);
		else if ((unsigned char)*s < 0x20)
			buf_addf(b, "\\u%04x", (unsigned)(unsigned char)*s);
		else
			buf_addc(b, *s);
	buf_addc(b, '"');
}

/* Hundredths of what was written as an amount; -1 = it is none. */
static int64_t
amount_of(const char *written)
{
	int64_t n;
	return care_field_compare(written, &n) == 0 ? n : -1;
}

static int
read_answer(const struct verb_context *v, const char *name, const char *written, struct arena *a, struct care_value *out,
	struct error *err)
{
	const struct conf_field *f = action_field(v, name);
	char *text = utf8_clean_str(a, written, false);
	if (f)
		return care_field_read(f, written, a, out, err);
	*out = (struct care_value){ .text = text };
	if (str_empty(str_trim(a, text)))
		return error_set(err, ERR_INPUT, _("%s is empty"), name);
	return 0;
}

/* Which of the questions the limit is about: the named one, else the first that is a field of type amount. */
static const char *
limit_about(const struct verb_context *v, const struct conf_named *n, char **asks)
{
	const char *named = conf_named_str(n, OPT_ACTION_AMOUNT);
	if (!str_empty(named))
		return named;
	for (char **name = asks; *name; name++) {
		const struct conf_field *f = action_field(v, *name);
		if (f && str_eq(f->type, "amount"))
			return *name;
	}
	return asks[0];
}

static int
gather(const struct verb_context *v, const struct conf_named *n, const struct action_answer *given, size_t count,
	struct act_program *p, struct buf *json, struct buf *words, struct arena *a, struct error *err)
{
	size_t asked;
	char **asks = action_asks(n, a, &asked);
	const char *about = limit_about(v, n, asks);
	for (size_t i = 0; i < count; i++) {
		size_t k = 0;
		while (k < asked && !str_eq(asks[k], given[i].name))
			k++;
		if (k == asked)
			return error_set(err, ERR_INPUT, _("%s asks for no '%s'"), n->name, given[i].name);
	}
	buf_addc(json, '{');
	for (char **name = asks; *name; name++) {
		const char *written = NULL;
		struct care_value value;
		for (size_t i = 0; i < count; i++)
			if (str_eq(given[i].name, *name))
				written = given[i].text;
		if (str_empty(written))
			return error_set(err, ERR_INPUT, _("%s: %s is missing: run %s %s=..."), n->name, *name, n->name, *name);
		if (read_answer(v, *name, written, a, &value, err) < 0) {
			error_prefix(err, "%s", *name);
			return -1;
		}
		buf_adds(json, name == asks ? "" : ",");
		add_json(json, *name);
		buf_adds(json, ":{\"text\":");
		add_json(json, value.text);
		if (value.has_number)
			buf_addf(json, ",\"number\":%lld", (long long)value.number);
		buf_addc(json, '}');
		buf_addf(words, "%s%s %s", name == asks ? ": " : ", ", *name, value.text);
		if (str_eq(*name, about)) {
			p->has_amount = value.has_number || amount_of(value.text) >= 0;
			p->amount = value.has_number ? value.number : amount_of(value.text);
		}
	}
	buf_addc(json, '}');
	return 0;
}

/* -- who says yes ------------------------------------------------------------------------------------------------- */

static void
add_person(struct buf *b, const char *name, const char *me)
{
	if (!str_empty(name) && !str_eq(name, me))
		buf_addf(b, "%s%s", b->len ? " " : "", name);
}

/* Agents who may say yes, without who asks: of teams, roles (a team of that name) and ids. */
static char *
second_people(const struct verb_context *v, const struct conf_named *n, struct arena *a)
{
	const char *list = conf_named_str(n, OPT_ACTION_SECOND), *me = store_agent_name(v->store, v->who.agent, a);
	struct buf b = BUF_INIT;
	size_t teams;
	const struct conf_named *team = conf_named(v->conf, SECTION_TEAM, &teams);
	for (char **who = str_split(a, list ? list : "", ",", NULL); *who; who++) {
		const char *name = str_trim(a, *who);
		bool marked = str_starts(name, "team:"), found = false;
		name += marked ? strlen("team:") : 0;
		for (size_t i = 0; i < teams; i++) {
			const char *members = conf_named_str(&team[i], OPT_TEAM_MEMBERS);
			if (!str_eq(team[i].name, name))
				continue;
			found = true;
			for (char **m = str_split(a, members ? members : "", ",", NULL); *m; m++)
				add_person(&b, str_trim(a, *m), me);
		}
		if (!found && !marked)
			add_person(&b, name, me);
	}
	char *s = b.len ? arena_strn(a, b.data, b.len) : NULL;
	buf_free(&b);
	return s;
}

static int
needs_second(const struct verb_context *v, const struct conf_named *n, struct act_program *p, struct arena *a, struct error *err)
{
	const char *limit = conf_named_str(n, OPT_ACTION_LIMIT);
	if (str_empty(conf_named_str(n, OPT_ACTION_SECOND)))
		return 0;
	if (!str_empty(limit)) {
		int64_t most = amount_of(limit);
		if (!p->has_amount)
			return error_set(err, ERR_INPUT, _("%s: an amount is needed, to be held against the limit of %s"), n->name,
				limit);
		if (p->amount <= most)
			return 0;
	}
	if (!(p->second = second_people(v, n, a)))
		return error_set(err, ERR_CONFIG, _("%s:%d: [action %s] second = %s: that is nobody but you; name agents, or a "
			"[team NAME] with `members`"), conf_file(v->conf), conf_named_line(n, OPT_ACTION_SECOND), n->name,
			conf_named_str(n, OPT_ACTION_SECOND));
	return 0;
}

int
verb_run_action(const struct verb_context *v, const char *name, const struct action_answer *given, size_t count,
	int64_t case_id, struct arena *a, struct act *act, struct error *err)
{
	const struct conf_named *n = conf_named_find(v->conf, SECTION_ACTION, name, a, err);
	struct act_program *p = arena_new_of(a, struct act_program);
	struct act_message *m = arena_new_of(a, struct act_message);
	struct buf json = BUF_INIT, words = BUF_INIT;
	bool fits = true;
	if (!n)
		return -1;
	if (!case_id)
		return error_set(err, ERR_INPUT, _("run: only for a case; open one for this item first"));
	if (action_offered(v, n, case_id, a, &fits, err) < 0)
		return -1;
	if (!fits)
		return error_set(err, ERR_INPUT, _("%s: only for a case where %s"), n->name, conf_named_str(n, OPT_ACTION_WHEN));
	buf_adds(&words, action_title(n));
	int rc = gather(v, n, given, count, p, &json, &words, a, err);
	p->answers = arena_strn(a, json.data ? json.data : "", json.len);
	char *text = arena_strn(a, words.data, words.len);
	buf_free(&json);
	buf_free(&words);
	if (rc < 0 || needs_second(v, n, p, a, err) < 0)
		return -1;
	*m = (struct act_message){ .subject = text, .text = text, .own = "", .seen = -1,
		.from_name = v->who.robot ? NULL : conf_agent_name(v->conf) };
	act->name = n->name;
	act->message_out = m;
	act->program = p;
	return 0;
}
