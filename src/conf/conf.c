/* conf.c - sections into structs, and reading them. */
#include "conf_internal.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buf.h"
#include "i18n.h"
#include "paths.h"
#include "pattern.h"
#include "str.h"
#include "values.h"

#define FILE_MAX_BYTES (16u << 20)

/* -- reading ------------------------------------------------------------------------------------------------ */

/* The section being read. */
struct section {
	enum conf_section kind;
	const char *name;
	int line;
	struct conf_values *values;
	struct conf_account *account;
	struct conf_text *texts;	/* of a macro or survey, text.VARIANT */
	size_t text_count, text_space;
};

static int
known_section(const char *kind)
{
	for (int i = 0; i < SECTION_COUNT; i++)
		if (!conf_section_channels[i] && str_eq(conf_section_names[i], kind))
			return i;
	return -1;
}

static int
begin_section(struct conf *c, const struct conf_lexer *l, const struct conf_line *line, struct section *s,
	struct arena *a, struct error *err)
{
	int kind = known_section(line->key);
	if (kind < 0) {
		const char *near = str_nearest(line->key, conf_section_names, SECTION_COUNT);
		return near ? error_set(err, ERR_CONFIG, _("%s:%d:%d: unknown section [%s] - did you mean [%s]?"), l->name,
				line->line, line->column, line->key, near)
			    : error_set(err, ERR_CONFIG, _("%s:%d:%d: unknown section [%s]"), l->name, line->line,
				line->column, line->key);
	}
	bool named = kind >= SECTION_ACCOUNT;
	/* [keys] alone are the keys of everywhere */
	if (named == str_empty(line->value) && kind != SECTION_KEYS)
		return error_set(err, ERR_CONFIG, named ? _("%s:%d:%d: [%s NAME] needs a name") :
			_("%s:%d:%d: [%s] has no name"), l->name, line->line, line->column, line->key);
	*s = (struct section){ .kind = (enum conf_section)kind, .name = line->value, .line = line->line };
	s->values = named ? arena_new_of(a, struct conf_values) : &c->plain;
	if (kind == SECTION_ACCOUNT) {
		if (conf_account_find(c, line->value))
			return error_set(err, ERR_CONFIG, _("%s:%d:%d: there is an [account %s] already"), l->name,
				line->line, line->column, line->value);
		struct conf_account *acc = VEC_PUSH(a, c->accounts, c->account_count, c->account_space);
		*acc = (struct conf_account){ .name = line->value, .line = line->line, .values = s->values };
	}
	const struct conf_list *known = &c->named[kind];
	for (size_t i = 0; i < known->n; i++)
		if (str_eq(known->list[i].name, line->value))
			return error_set(err, ERR_CONFIG, _("%s:%d:%d: there is a [%s %s] already, on line %d"), l->name,
				line->line, line->column, line->key, line->value, known->list[i].line);
	return 0;
}

static bool
belongs(enum conf_section option, enum conf_section section)
{
	return option == section ||
		(section == SECTION_ACCOUNT && conf_section_channels[option]);
}

static int
unknown_key(const struct conf_lexer *l, const struct conf_line *line, const struct section *s, struct error *err)
{
	const char *names[OPT_COUNT], *head = conf_section_names[s->kind];
	size_t n = 0;
	for (int o = 0; o < OPT_COUNT; o++)
		if (belongs(conf_options[o].section, s->kind))
			names[n++] = conf_options[o].key;
	const char *near = str_nearest(line->key, names, n);
	return error_set(err, ERR_CONFIG, near ? _("%s:%d:%d: unknown key '%s' in [%s%s%s] - did you mean '%s'?")
		: _("%s:%d:%d: unknown key '%s' in [%s%s%s]%s - see sportello.conf(5)"), l->name, line->line, line->column,
		line->key, head, *s->name ? " " : "", s->name, near ? near : "");
}

/* text.it, text.short.tu: one more text of a macro or survey; text.sorry.it: of a bot. */
static int
take_text(const struct conf_lexer *l, const struct conf_line *line, struct section *s, struct arena *a, struct error *err)
{
	struct conf_text t = { .name = NULL };
	const char *why, *name = line->key + strlen("text.");
	size_t head = s->kind == SECTION_BOT ? strcspn(name, ".") : 0;	/* which of its texts */
	if (s->kind == SECTION_BOT && !name[head])
		t = (struct conf_text){ .name = name };
	else if (conf_text_name(name + head + (head > 0), a, &t, &why) < 0)
		return error_set(err, ERR_CONFIG, "%s:%d:%d: %s: %s", l->name, line->line, line->column, line->key, why);
	for (size_t i = 0; i < s->text_count; i++)
		if (str_eq(s->texts[i].language, t.language) && str_eq(s->texts[i].form, t.form) &&
		    s->texts[i].brief == t.brief && !strncmp(s->texts[i].name, name, head) &&
		    (!head || strcspn(s->texts[i].name, ".") == head))
			return error_set(err, ERR_CONFIG, _("%s:%d:%d: '%s' is set already on line %d"), l->name, line->line,
				line->column, line->key, s->texts[i].line);
	t.name = arena_str(a, name);
	t.text = line->value;
	t.line = line->line;
	*VEC_PUSH(a, s->texts, s->text_count, s->text_space) = t;
	return 0;
}

static int
take_pair(struct conf *c, const struct conf_lexer *l, const struct conf_line *line, struct section *s,
	struct arena *a, struct error *err)
{
	if (s->kind == SECTION_COUNT)
		return error_set(err, ERR_CONFIG, _("%s:%d:%d: '%s' stands before any [section]"), l->name, line->line,
			line->column, line->key);
	if (s->kind == SECTION_KEYS) {
		*VEC_PUSH(a, c->keys, c->key_count, c->key_space) = (struct conf_key){
			str_empty(s->name) ? "global" : s->name, line->key, line->value, line->line };
		return 0;
	}
	if ((s->kind == SECTION_MACRO || s->kind == SECTION_SURVEY || s->kind == SECTION_BOT) && str_starts(line->key, "text."))
		return take_text(l, line, s, a, err);
	bool taken = false;
	/* a key of several channels is kept for each; which one it is for the channel tells, later */
	for (int o = 0; o < OPT_COUNT; o++) {
		const char *why, *value;
		if (!belongs(conf_options[o].section, s->kind) || !str_eq(conf_options[o].key, line->key))
			continue;
		if (s->values->line[o])
			return error_set(err, ERR_CONFIG, _("%s:%d:%d: '%s' is set already on line %d"), l->name,
				line->line, line->column, line->key, s->values->line[o]);
		if (!(value = conf_check_value((enum conf_option)o, line->value, a, &why)))
			return error_set(err, ERR_CONFIG, _("%s:%d:%d: %s = '%s': %s"), l->name, line->line,
				line->value_column, line->key, line->value, why);
		s->values->text[o] = value;
		s->values->line[o] = line->line;
		taken = true;
	}
	return taken ? 0 : unknown_key(l, line, s, err);
}

static const char *
value_of(const struct conf_values *v, enum conf_option o)
{
	return v->text[o] ? v->text[o] : conf_options[o].otherwise;
}

static void
end_field(struct conf *c, const struct section *s, struct arena *a)
{
	const struct conf_values *v = s->values;
	struct conf_field *f = VEC_PUSH(a, c->fields, c->field_count, c->field_space);
	*f = (struct conf_field){ .name = s->name, .title = v->text[OPT_FIELD_TITLE] ? v->text[OPT_FIELD_TITLE] : s->name,
		.type = value_of(v, OPT_FIELD_TYPE), .ask = value_of(v, OPT_FIELD_ASK), .pattern = v->text[OPT_FIELD_PATTERN],
		.on_customer = str_eq(value_of(v, OPT_FIELD_ON), "customer"),
		.sensitive = conf_read_bool(value_of(v, OPT_FIELD_SENSITIVE)) == 1,
		.identifies = conf_read_bool(value_of(v, OPT_FIELD_IDENTIFIES)) == 1, .line = s->line };
	char **values = str_split(a, v->text[OPT_FIELD_VALUES] ? v->text[OPT_FIELD_VALUES] : "", ",", &f->value_count);
	for (size_t i = 0; i < f->value_count; i++)
		values[i] = str_trim(a, values[i]);
	f->values = (const char *const *)values;
}

/* The plain text stands before its variants. */
static void
end_texts(struct section *s, enum conf_option o, struct arena *a)
{
	struct conf_text plain = { .name = "", .text = s->values->text[o], .line = s->values->line[o] };
	if (!plain.text)
		return;
	*VEC_PUSH(a, s->texts, s->text_count, s->text_space) = plain;
	memmove(s->texts + 1, s->texts, (s->text_count - 1) * sizeof plain);
	s->texts[0] = plain;
}

static void
end_macro(struct conf *c, struct section *s, struct arena *a)
{
	const struct conf_values *v = s->values;
	end_texts(s, OPT_MACRO_TEXT, a);
	*VEC_PUSH(a, c->macros, c->macro_count, c->macro_space) = (struct conf_macro){ .name = s->name,
		.text = s->text_count ? s->texts[0].text : NULL, .actions = v->text[OPT_MACRO_DO], .key = v->text[OPT_MACRO_KEY],
		.when = v->text[OPT_MACRO_WHEN], .texts = s->texts, .text_count = s->text_count, .line = s->line,
		.do_line = v->line[OPT_MACRO_DO], .when_line = v->line[OPT_MACRO_WHEN] };
}

/* What a section became, once it is whole. */
static void
end_section(struct conf *c, struct section *s, struct arena *a)
{
	const struct conf_values *v = s->values;
	if (s->kind == SECTION_ESCALATION)
		conf_end_escalation(c, &(struct conf_named){ s->name, s->line, v, NULL, 0 }, a);
	else if (s->kind == SECTION_VIEW)
		*VEC_PUSH(a, c->views, c->view_count, c->view_space) = (struct conf_view){ s->name,
			v->text[OPT_VIEW_NAME] ? v->text[OPT_VIEW_NAME] : s->name, v->text[OPT_VIEW_QUERY],
			v->text[OPT_VIEW_KEY], value_of(v, OPT_VIEW_SORT), v->text[OPT_VIEW_COLUMNS],
			conf_read_bool(value_of(v, OPT_VIEW_REVERSE)) == 1, s->line };
	else if (s->kind == SECTION_FIELD)
		end_field(c, s, a);
	else if (s->kind == SECTION_MACRO)
		end_macro(c, s, a);
	else if (s->kind >= SECTION_HOURS && s->kind < SECTION_KEYS) {
		struct conf_list *l = &c->named[s->kind];
		if (s->kind == SECTION_SURVEY)
			end_texts(s, OPT_SURVEY_TEXT, a);
		*VEC_PUSH(a, l->list, l->n, l->space) = (struct conf_named){ s->name, s->line, v, s->texts, s->text_count };
	}
}

/* -- what must be there ------------------------------------------------------------------------------------- */

static int
missing(const struct conf *c, const char *kind, const char *name, int line, const char *key, struct error *err)
{
	return error_set(err, ERR_CONFIG, _("%s:%d: [%s %s] needs '%s'"), c->file, line, kind, name, key);
}

/* A key that belongs to other channels only. */
static int
misplaced(const struct conf *c, const struct conf_account *acc, int o, struct error *err)
{
	const char *names[OPT_COUNT], *near;
	size_t n = 0;
	for (int k = 0; k < OPT_COUNT; k++)
		if (conf_option_fits((enum conf_option)k, acc->channel))
			names[n++] = conf_options[k].key;
	near = str_nearest(conf_options[o].key, names, n);
	return error_set(err, ERR_CONFIG, near ? _("%s:%d: '%s' is no option of channel %s - did you mean '%s'?") :
		_("%s:%d: '%s' is no option of channel %s%s"), c->file, acc->values->line[o], conf_options[o].key,
		acc->channel, near ? near : "");
}

static int
check_keys(const struct conf *c, struct conf_account *acc, struct error *err)
{
	struct conf_values *v = acc->values;
	for (int o = 0; o < OPT_COUNT; o++) {
		bool fits = !v->line[o] || conf_option_fits((enum conf_option)o, acc->channel);
		for (int k = 0; !fits && k < OPT_COUNT; k++)
			fits = conf_option_fits((enum conf_option)k, acc->channel) &&
				str_eq(conf_options[k].key, conf_options[o].key);
		if (!fits)
			return misplaced(c, acc, o, err);
	}
	for (int o = 0; o < OPT_COUNT; o++)
		if (v->line[o] && !conf_option_fits((enum conf_option)o, acc->channel)) {
			v->text[o] = NULL;
			v->line[o] = 0;
		}
	return 0;
}

static int
check_exec(const struct conf *c, const struct conf_account *acc, struct error *err)
{
	const struct conf_values *v = acc->values;
	const char *names[64], *near;
	size_t n = 0;
	if (!v->text[OPT_EXEC_COMMAND])
		return missing(c, "account", acc->name, acc->line, "command", err);
	if (channel_info_find(value_of(v, OPT_EXEC_AS)))
		return 0;
	for (const struct channel_info *i = channel_infos; i->name && n < 64; i++)
		names[n++] = i->name;
	near = str_nearest(v->text[OPT_EXEC_AS], names, n);
	return error_set(err, ERR_CONFIG, _("%s:%d: unknown channel '%s'%s%s"), c->file, v->line[OPT_EXEC_AS],
		v->text[OPT_EXEC_AS], near ? _(" - did you mean ") : "", near ? near : "");
}

static int
check_account(const struct conf *c, struct conf_account *acc, struct error *err)
{
	const struct conf_values *v = acc->values;
	acc->channel = v->text[OPT_ACCOUNT_CHANNEL];
	if (!acc->channel)
		return missing(c, "account", acc->name, acc->line, "channel", err);
	if (check_keys(c, acc, err) < 0)
		return -1;
	if (str_eq(acc->channel, "exec"))
		return check_exec(c, acc, err);
	if (!str_eq(acc->channel, "mail"))
		return 0;
	if (!v->text[OPT_ACCOUNT_ADDRESS])
		return missing(c, "account", acc->name, acc->line, "address", err);
	return v->text[OPT_MAIL_MAILDIR] ? 0 : missing(c, "account", acc->name, acc->line, "maildir", err);
}

/* One word, since queries and variables name it; a pattern that compiles; values where they are needed. */
static int
check_field(const struct conf *c, size_t i, struct error *err)
{
	const struct conf_field *f = &c->fields[i];
	bool listed = str_eq(f->type, "choice") || str_eq(f->type, "tree");
	regex_t re;
	char why[200];
	if (strspn(f->name, "abcdefghijklmnopqrstuvwxyz0123456789_-") != strlen(f->name))
		return error_set(err, ERR_CONFIG,
			_("%s:%d: [field %s]: a field's name is one word of small letters, digits, - and _"), c->file,
			f->line, f->name);
	for (size_t k = 0; k < i; k++)
		if (str_eq(c->fields[k].name, f->name))
			return error_set(err, ERR_CONFIG, _("%s:%d: there is a [field %s] already, on line %d"), c->file, f->line,
				f->name, c->fields[k].line);
	if (listed && !f->value_count)
		return missing(c, "field", f->name, f->line, "values", err);
	if (!listed && f->value_count)
		return error_set(err, ERR_CONFIG, _("%s:%d: [field %s]: only a choice or a tree has values"), c->file, f->line,
			f->name);
	if (!f->pattern)
		return 0;
	if (pattern_compile(&re, f->pattern, 0, why, sizeof why) < 0)
		return error_set(err, ERR_CONFIG, _("%s:%d: [field %s] pattern = '%s': %s"), c->file, f->line, f->name, f->pattern,
			why);
	regfree(&re);
	return 0;
}

static int
check_whole(struct conf *c, struct error *err)
{
	for (size_t i = 0; i < c->account_count; i++)
		if (check_account(c, &c->accounts[i], err) < 0)
			return -1;
	if (conf_check_outlets(c, err) < 0 || conf_check_bots(c, err) < 0)
		return -1;
	for (size_t i = 0; i < c->view_count; i++)
		if (str_empty(c->views[i].query))
			return missing(c, "view", c->views[i].name, c->views[i].line, "query", err);
	for (size_t i = 0; i < c->field_count; i++)
		if (check_field(c, i, err) < 0)
			return -1;
	for (size_t i = 0; i < c->macro_count; i++)
		if (!c->macros[i].text && !c->macros[i].actions)
			return missing(c, "macro", c->macros[i].name, c->macros[i].line, "text", err);
	return 0;
}

/* What is there already is not added. */
static void
add_team(const char *name, struct arena *a, const char ***list, size_t *n, size_t *space)
{
	bool known = str_empty(name);
	for (size_t i = 0; i < *n && !known; i++)
		known = str_eq((*list)[i], name);
	if (!known)
		*VEC_PUSH(a, *list, *n, *space) = name;
}

static bool
listed(const char *list, const char *name, struct arena *a)
{
	for (char **one = str_split(a, list ? list : "", ", ", NULL); *one; one++)
		if (str_eq(*one, name))
			return true;
	return false;
}

static void
gather_teams(struct conf *c, struct arena *a)
{
	const char *own = conf_str(c, OPT_AGENT_TEAMS), **mine = NULL, **all = NULL;
	size_t n = 0, space = 0, all_n = 0, all_space = 0;
	for (char **t = str_split(a, own ? own : "", ",", NULL); *t; t++)
		add_team(str_trim(a, *t), a, &mine, &n, &space);
	for (size_t i = 0; i < c->account_count; i++)
		add_team(conf_account_str(&c->accounts[i], OPT_ACCOUNT_TEAM), a, &all, &all_n, &all_space);
	for (size_t i = 0; i < c->escalation_count; i++)
		add_team(c->escalations[i].team, a, &all, &all_n, &all_space);
	for (size_t i = 0; i < c->named[SECTION_TEAM].n; i++)
		add_team(c->named[SECTION_TEAM].list[i].name, a, &all, &all_n, &all_space);
	for (size_t i = 0; i < n; i++)
		add_team(mine[i], a, &all, &all_n, &all_space);
	const char **trainees = NULL;
	size_t trainee_n = 0, trainee_space = 0;
	for (size_t i = 0; i < c->named[SECTION_TEAM].n; i++) {
		const struct conf_named *t = &c->named[SECTION_TEAM].list[i];
		if (listed(conf_named_str(t, OPT_TEAM_MEMBERS), conf_agent_id(c), a))
			add_team(t->name, a, &mine, &n, &space);
		const char *learn = conf_named_str(t, OPT_TEAM_TRAINEES);
		for (char **one = str_split(a, learn ? learn : "", ", ", NULL); *one; one++)
			add_team(*one, a, &trainees, &trainee_n, &trainee_space);
	}
	*VEC_PUSH(a, mine, n, space) = NULL;
	*VEC_PUSH(a, all, all_n, all_space) = NULL;
	*VEC_PUSH(a, trainees, trainee_n, trainee_space) = NULL;
	c->trainees = trainees;
	c->own_teams = mine;
	c->teams = all;
}

int
conf_parse(const char *text, const char *name, struct arena *a, struct conf **out, struct error *err)
{
	struct conf *c = arena_new_of(a, struct conf);
	struct conf_lexer l;
	struct conf_line line;
	struct section s = { .kind = SECTION_COUNT, .name = "" };
	struct passwd *pw = getpwuid(getuid());
	c->file = arena_str(a, name);
	c->exists = true;
	c->user = arena_str(a, pw ? pw->pw_name : "agent");
	c->user_name = arena_strn(a, pw ? pw->pw_gecos : "", strcspn(pw ? pw->pw_gecos : "", ","));
	conf_lex(&l, text, c->file, a);
	do {
		if (conf_next(&l, &line, err) < 0)
			return -1;
		if (line.what != LINE_KEY && s.kind != SECTION_COUNT)
			end_section(c, &s, a);
		if (line.what == LINE_SECTION && begin_section(c, &l, &line, &s, a, err) < 0)
			return -1;
		if (line.what == LINE_KEY && take_pair(c, &l, &line, &s, a, err) < 0)
			return -1;
	} while (line.what != LINE_END);
	if (check_whole(c, err) < 0)
		return -1;
	gather_teams(c, a);
	conf_make_outlets(c, a);
	*out = c;
	return 0;
}

char *
conf_find(const char *path, struct arena *a)
{
	const char *env = getenv("SPORTELLO_CONFIG");
	if (path)
		return arena_str(a, path);
	return env && *env ? arena_str(a, env) : paths_config(a, "config");
}

/* A group of nobody but its user, as many systems give to each. */
static bool
is_own_group(gid_t gid)
{
	struct passwd *pw = getpwuid(geteuid());
	char *user = pw && pw->pw_gid == gid ? xstrdup(pw->pw_name) : NULL;
	struct group *g = user ? getgrgid(gid) : NULL;
	bool own = g && str_eq(g->gr_name, user) && (!g->gr_mem[0] || (str_eq(g->gr_mem[0], user) && !g->gr_mem[1]));
	free(user);
	return own;
}

/* It names commands that run as its reader: who can write it can do all that they can. */
static int
check_owner(FILE *f, const char *file, struct error *err)
{
	struct stat st;
	if (fstat(fileno(f), &st) < 0)
		return error_set(err, ERR_CONFIG, _("%s: cannot be read: %m"), file);
	if (S_ISDIR(st.st_mode))
		return error_set(err, ERR_CONFIG, _("%s: is no text file"), file);
	if (st.st_uid != geteuid() && st.st_uid != 0)
		return error_set(err, ERR_CONFIG, _("%s: belongs to another user, and would run commands as you: make it yours"),
			file);
	if (st.st_mode & S_IWOTH || (st.st_mode & S_IWGRP && !is_own_group(st.st_gid)))
		return error_set(err, ERR_CONFIG, _("%s: others can change it, and it runs commands as you: chmod go-w it"), file);
	return 0;
}

int
conf_load(const char *path, struct arena *a, struct conf **out, struct error *err)
{
	char *file = conf_find(path, a), chunk[8192];
	bool asked = path || !str_empty(getenv("SPORTELLO_CONFIG"));
	struct buf b = BUF_INIT;
	size_t n;
	FILE *f = fopen(file, "re");
	if (!f && errno == ENOENT && !asked) {
		int rc = conf_parse("", file, a, out, err);
		if (rc == 0)
			(*out)->exists = false;
		return rc;
	}
	if (!f)
		return error_set(err, ERR_CONFIG, _("%s: cannot be read: %m"), file);
	if (check_owner(f, file, err) < 0) {
		fclose(f);
		return -1;
	}
	while (b.len <= FILE_MAX_BYTES && (n = fread(chunk, 1, sizeof chunk, f)) > 0)
		buf_add(&b, chunk, n);
	bool bad = ferror(f) || memchr(b.data, '\0', b.len);
	fclose(f);
	int rc = bad ? error_set(err, ERR_CONFIG, _("%s: is no text file"), file)
		: b.len > FILE_MAX_BYTES ? error_set(err, ERR_CONFIG, _("%s: is larger than a configuration can be"), file)
		: conf_parse(arena_strn(a, b.data, b.len), file, a, out, err);
	buf_free(&b);
	return rc;
}
