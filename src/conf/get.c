/* get.c - asking the configuration. */
#include "conf_internal.h"

#include <string.h>

#include "i18n.h"
#include "paths.h"
#include "str.h"
#include "values.h"

bool
conf_exists(const struct conf *c)
{
	return c->exists;
}

const char *
conf_file(const struct conf *c)
{
	return c->file;
}

static const char *
value_of(const struct conf_values *v, enum conf_option o)
{
	return v->text[o] ? v->text[o] : conf_options[o].otherwise;
}

const char *
conf_str(const struct conf *c, enum conf_option o)
{
	return value_of(&c->plain, o);
}

int
conf_set(const struct conf *c, enum conf_option o, const char *value, struct arena *a, struct error *err)
{
	struct conf *changed = (struct conf *)(uintptr_t)c;	/* its readers must not, a person may */
	const char *why, *kept = conf_check_value(o, arena_str(a, value), a, &why);
	if (!kept)
		return error_set(err, ERR_INPUT, "%s = '%s': %s", conf_options[o].key, value, why);
	changed->plain.text[o] = kept;
	changed->plain.line[o] = -1;
	return 0;
}

int
conf_option_line(const struct conf *c, enum conf_option o)
{
	return c->plain.text[o] ? c->plain.line[o] : 0;
}

bool
conf_bool(const struct conf *c, enum conf_option o)
{
	return conf_read_bool(conf_str(c, o)) == 1;
}

int64_t
conf_span(const struct conf *c, enum conf_option o)
{
	const char *s = conf_str(c, o);
	return s ? conf_read_span(s) : 0;
}

const char *const *
conf_teams(const struct conf *c)
{
	return (const char *const *)c->teams;
}

const char *const *
conf_trainees(const struct conf *c)
{
	return (const char *const *)c->trainees;
}

const char *const *
conf_own_teams(const struct conf *c)
{
	return (const char *const *)c->own_teams;
}

const struct conf_account *
conf_accounts(const struct conf *c, size_t *n)
{
	*n = c->account_count;
	return c->accounts;
}

const struct conf_account *
conf_account_find(const struct conf *c, const char *name)
{
	for (size_t i = 0; i < c->account_count; i++)
		if (str_eq(c->accounts[i].name, name))
			return &c->accounts[i];
	return NULL;
}

const char *
conf_account_str(const struct conf_account *a, enum conf_option o)
{
	return value_of(a->values, o);
}

bool
conf_account_bool(const struct conf_account *a, enum conf_option o)
{
	const char *s = value_of(a->values, o);
	return s && conf_read_bool(s) == 1;
}

int64_t
conf_account_span(const struct conf_account *a, enum conf_option o)
{
	const char *s = value_of(a->values, o);
	return s ? conf_read_span(s) : 0;
}

const char *
conf_account_key(const struct conf_account *a, const char *key)
{
	for (int o = 0; o < OPT_COUNT; o++)
		if (str_eq(conf_options[o].key, key) && conf_option_fits((enum conf_option)o, a->channel))
			return value_of(a->values, (enum conf_option)o);
	return NULL;
}

const struct conf_escalation *
conf_escalations(const struct conf *c, size_t *n)
{
	*n = c->escalation_count;
	return c->escalations;
}

const struct conf_escalation *
conf_escalation_find(const struct conf *c, const char *name)
{
	for (size_t i = 0; i < c->escalation_count; i++)
		if (str_eq(c->escalations[i].name, name))
			return &c->escalations[i];
	return NULL;
}

const struct conf_account *
conf_outlets(const struct conf *c, size_t *n)
{
	*n = c->outlet_count;
	return c->outlets;
}

const struct conf_view *
conf_views(const struct conf *c, size_t *n)
{
	*n = c->view_count;
	return c->views;
}

const struct conf_macro *
conf_macros(const struct conf *c, size_t *n)
{
	*n = c->macro_count;
	return c->macros;
}

const struct conf_field *
conf_fields(const struct conf *c, size_t *n)
{
	*n = c->field_count;
	return c->fields;
}

const struct conf_field *
conf_field_find(const struct conf *c, const char *name, struct arena *a, struct error *err)
{
	const char **names = arena_array(a, const char *, c->field_count);
	for (size_t i = 0; i < c->field_count; i++) {
		if (str_eq(c->fields[i].name, name))
			return &c->fields[i];
		names[i] = c->fields[i].name;
	}
	const char *near = str_nearest(name, names, c->field_count);
	if (near)
		error_set(err, ERR_INPUT, _("there is no field '%s' - did you mean '%s'?"), name, near);
	else
		error_set(err, ERR_INPUT, _("there is no field '%s': add [field %s] to %s"), name, name, c->file);
	return NULL;
}

const struct conf_key *
conf_keys(const struct conf *c, size_t *n)
{
	*n = c->key_count;
	return c->keys;
}

const struct conf_macro *
conf_macro_find(const struct conf *c, const char *name, struct arena *a, struct error *err)
{
	const char **names = arena_array(a, const char *, c->macro_count);
	for (size_t i = 0; i < c->macro_count; i++) {
		if (str_eq(c->macros[i].name, name))
			return &c->macros[i];
		names[i] = c->macros[i].name;
	}
	const char *near = str_nearest(name, names, c->macro_count);
	if (near)
		error_set(err, ERR_INPUT, _("there is no macro '%s' - did you mean '%s'?"), name, near);
	else
		error_set(err, ERR_INPUT, _("there is no macro '%s': add [macro %s] to %s"), name, name, c->file);
	return NULL;
}

const struct conf_named *
conf_named(const struct conf *c, enum conf_section kind, size_t *n)
{
	*n = c->named[kind].n;
	return c->named[kind].list;
}

const struct conf_named *
conf_named_find(const struct conf *c, enum conf_section kind, const char *name, struct arena *a, struct error *err)
{
	const struct conf_list *l = &c->named[kind];
	const char **names = arena_array(a, const char *, l->n), *head = conf_section_names[kind];
	for (size_t i = 0; i < l->n; i++) {
		if (str_eq(l->list[i].name, name))
			return &l->list[i];
		names[i] = l->list[i].name;
	}
	const char *near = str_nearest(name, names, l->n);
	if (near)
		error_set(err, ERR_INPUT, _("there is no [%s %s] - did you mean '%s'?"), head, name, near);
	else
		error_set(err, ERR_INPUT, _("there is no [%s %s]: add it to %s"), head, name, c->file);
	return NULL;
}

const char *
conf_named_str(const struct conf_named *n, enum conf_option o)
{
	return n->values->text[o] ? n->values->text[o] : conf_options[o].otherwise;
}

bool
conf_named_bool(const struct conf_named *n, enum conf_option o)
{
	const char *text = conf_named_str(n, o);
	return text && conf_read_bool(text) == 1;
}

int64_t
conf_named_span(const struct conf_named *n, enum conf_option o)
{
	const char *text = conf_named_str(n, o);
	return str_empty(text) ? -1 : conf_read_span(text);
}

int
conf_named_line(const struct conf_named *n, enum conf_option o)
{
	return n->values->line[o] ? n->values->line[o] : n->line;
}

const char *
conf_agent_id(const struct conf *c)
{
	const char *id = conf_str(c, OPT_AGENT_ID);
	return str_empty(id) ? c->user : id;
}

const char *
conf_agent_name(const struct conf *c)
{
	const char *name = conf_str(c, OPT_AGENT_NAME);
	return !str_empty(name) ? name : *c->user_name ? c->user_name : conf_agent_id(c);
}

char *
conf_store_path(const struct conf *c, struct arena *a)
{
	const char *path = conf_str(c, OPT_STORE_PATH);
	return str_empty(path) ? paths_data(a, "store.db") : arena_str(a, path);
}
