/* outlets.c - where a case goes that is no channel: escalation targets, and programs of [action NAME]. */
#include "conf_internal.h"

#include <stdlib.h>
#include <string.h>

#include "i18n.h"
#include "str.h"

static const struct { const char *word; enum conf_target kind; } kinds[] = {
	{ "mail:", TARGET_MAIL }, { "webhook:", TARGET_WEBHOOK }, { "rt:", TARGET_RT }, { "exec:", TARGET_EXEC },
};

/* all = -1, none = 0, `newest N` = N; -2 = none of these. */
static int
read_transcript(const char *s)
{
	int64_t n;
	if (str_eq(s, "all"))
		return -1;
	if (str_eq(s, "none"))
		return 0;
	if (!str_starts(s, "newest "))
		return -2;
	s += strlen("newest ");
	s += strspn(s, " \t");
	return str_to_int64(s, &n) == 0 && n > 0 && n < 100000 ? (int)n : -2;
}

void
conf_end_escalation(struct conf *c, const struct conf_named *section, struct arena *a)
{
	const struct conf_named *s = section;
	struct conf_escalation *e = VEC_PUSH(a, c->escalations, c->escalation_count, c->escalation_space);
	const char *to = conf_named_str(s, OPT_ESCALATION_TO);
	*e = (struct conf_escalation){ .name = s->name, .to = to, .level = conf_named_str(s, OPT_ESCALATION_LEVEL),
		.team = conf_named_str(s, OPT_ESCALATION_TEAM), .where = "", .notes = conf_named_bool(s, OPT_ESCALATION_NOTES),
		.card = conf_named_bool(s, OPT_ESCALATION_CARD), .minimise = conf_named_bool(s, OPT_ESCALATION_MINIMISE),
		.attachments = conf_named_bool(s, OPT_ESCALATION_ATTACHMENTS),
		.follow = conf_named_bool(s, OPT_ESCALATION_FOLLOW), .line = s->line, .section = *s,
		.newest = read_transcript(conf_named_str(s, OPT_ESCALATION_TRANSCRIPT)) };
	for (size_t i = 0; to && i < sizeof kinds / sizeof *kinds; i++)
		if (str_starts(to, kinds[i].word)) {
			e->kind = kinds[i].kind;
			e->where = str_trim(a, to + strlen(kinds[i].word));
		}
}

/* -- what is wrong with them ------------------------------------------------------------------------------- */

static int
wrong(const struct conf *c, const struct conf_named *s, const char *kind, enum conf_option o, const char *what,
	struct error *err)
{
	const char *value = conf_named_str(s, o);
	return error_set(err, ERR_CONFIG, "%s:%d: [%s %s] %s = '%s': %s", c->file, conf_named_line(s, o), kind, s->name,
		conf_options[o].key, value ? value : "", what);
}

static bool
is_url(const char *s)
{
	return str_starts(s, "https://") || str_starts(s, "http://");
}

static bool
has(const struct conf_named *s, enum conf_option o)
{
	return !str_empty(conf_named_str(s, o));
}

static int
check_sign_in(const struct conf *c, const struct conf_escalation *e, struct error *err)
{
	const struct conf_named *s = &e->section;
	bool token = has(s, OPT_ESCALATION_TOKEN_COMMAND) || has(s, OPT_ESCALATION_TOKEN_FILE);
	if (has(s, OPT_ESCALATION_USER) ? has(s, OPT_ESCALATION_PASSWORD_COMMAND) || token : token)
		return 0;
	return error_set(err, ERR_CONFIG, _("%s:%d: [escalation %s] needs `token-command` or `token-file`, or `user` and "
		"`password-command`"), c->file, e->line, e->name);
}

static int
check_hours(const struct conf *c, const struct conf_named *s, enum conf_option o, const char *kind, struct error *err)
{
	const char *name = conf_named_str(s, o);
	const struct conf_list *l = &c->named[SECTION_HOURS];
	if (str_empty(name))
		return 0;
	for (size_t i = 0; i < l->n; i++)
		if (str_eq(l->list[i].name, name))
			return 0;
	return wrong(c, s, kind, o, _("there is no such [hours NAME]"), err);
}

static int
check_target(const struct conf *c, const struct conf_escalation *e, struct error *err)
{
	const struct conf_named *s = &e->section;
	bool known = false;
	if (str_empty(e->to))
		return error_set(err, ERR_CONFIG, _("%s:%d: [%s %s] needs '%s'"), c->file, e->line, "escalation", e->name, "to");
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		known |= str_starts(e->to, kinds[i].word);
	if (!known || (e->kind == TARGET_MAIL && !strchr(e->where, '@')))
		return wrong(c, s, "escalation", OPT_ESCALATION_TO,
			_("say mail:ADDRESS, webhook:URL, rt:URL or exec:COMMAND"), err);
	if (e->kind == TARGET_WEBHOOK && *e->where ? !is_url(e->where) || has(s, OPT_ESCALATION_URL_COMMAND) :
	    e->kind == TARGET_WEBHOOK && !has(s, OPT_ESCALATION_URL_COMMAND))
		return wrong(c, s, "escalation", OPT_ESCALATION_TO,
			_("say webhook:https://..., or `webhook:` and `url-command`"), err);
	if (e->kind == TARGET_RT && !is_url(e->where))
		return wrong(c, s, "escalation", OPT_ESCALATION_TO, _("say rt:https://HOST, as one opens it in a browser"), err);
	if (e->kind == TARGET_EXEC && !*e->where)
		return wrong(c, s, "escalation", OPT_ESCALATION_TO, _("say which program: exec:COMMAND"), err);
	if (e->newest == -2)
		return wrong(c, s, "escalation", OPT_ESCALATION_TRANSCRIPT, _("say all, none, or `newest 5`"), err);
	if (e->attachments && e->kind != TARGET_MAIL)
		return wrong(c, s, "escalation", OPT_ESCALATION_ATTACHMENTS, _("files go along with mail alone"), err);
	if (e->attachments && e->minimise)
		return wrong(c, s, "escalation", OPT_ESCALATION_ATTACHMENTS,
			_("what is in a file cannot be masked: not together with `minimise`"), err);
	if (e->kind == TARGET_RT && check_sign_in(c, e, err) < 0)
		return -1;
	return check_hours(c, s, OPT_ESCALATION_HOURS, "escalation", err);
}

static int
check_action(const struct conf *c, const struct conf_named *s, struct error *err)
{
	const char *limit = conf_named_str(s, OPT_ACTION_LIMIT);
	if (!has(s, OPT_ACTION_COMMAND))
		return error_set(err, ERR_CONFIG, _("%s:%d: [%s %s] needs '%s'"), c->file, s->line, "action", s->name, "command");
	if (limit && (!*limit || strspn(limit, "0123456789.,") == 0))
		return wrong(c, s, "action", OPT_ACTION_LIMIT, _("that is no amount: write 50 or 49.90 EUR"), err);
	if (limit && !has(s, OPT_ACTION_SECOND))
		return wrong(c, s, "action", OPT_ACTION_LIMIT, _("say in `second` who says yes above it"), err);
	if (limit && !has(s, OPT_ACTION_ASK))
		return wrong(c, s, "action", OPT_ACTION_LIMIT, _("no amount is asked for: name it in `ask`"), err);
	return 0;
}

int
conf_check_outlets(const struct conf *c, struct error *err)
{
	const struct conf_list *actions = &c->named[SECTION_ACTION];
	for (size_t i = 0; i < c->escalation_count; i++) {
		for (size_t k = 0; k < i; k++)
			if (str_eq(c->escalations[k].name, c->escalations[i].name))
				return error_set(err, ERR_CONFIG, _("%s:%d: there is an [escalation %s] already, on line %d"),
					c->file, c->escalations[i].line, c->escalations[i].name, c->escalations[k].line);
		if (check_target(c, &c->escalations[i], err) < 0)
			return -1;
	}
	for (size_t i = 0; i < actions->n; i++)
		if (check_action(c, &actions->list[i], err) < 0)
			return -1;
	return 0;
}

/* -- ways out ---------------------------------------------------------------------------------------------- */

void
conf_make_outlets(struct conf *c, struct arena *a)
{
	for (size_t i = 0; i < c->escalation_count; i++) {
		const struct conf_escalation *e = &c->escalations[i];
		if (e->kind == TARGET_MAIL)
			continue;
		struct conf_values *v = arena_new_of(a, struct conf_values);
		*v = *e->section.values;
		v->text[OPT_ACCOUNT_POLL] = e->kind == TARGET_RT ? conf_named_str(&e->section, OPT_ESCALATION_POLL) : "365d";
		*VEC_PUSH(a, c->outlets, c->outlet_count, c->outlet_space) = (struct conf_account){
			.name = arena_printf(a, "escalation:%s", e->name), .channel = "escalation", .line = e->line, .values = v };
	}
	if (!c->named[SECTION_ACTION].n)
		return;
	struct conf_values *v = arena_new_of(a, struct conf_values);
	v->text[OPT_ACCOUNT_POLL] = "365d";
	*VEC_PUSH(a, c->outlets, c->outlet_count, c->outlet_space) = (struct conf_account){
		.name = "actions", .channel = "actions", .line = c->named[SECTION_ACTION].list[0].line, .values = v };
}
