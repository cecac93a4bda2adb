/* get.c - asking the configuration, and adding an account to its file. */
#include "conf_internal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "file.h"
#include "i18n.h"
#include "paths.h"
#include "str.h"

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

/* -- adding an account ---------------------------------------------------------------------------------------- */

static void
add_value(struct buf *b, const char *value)
{
	bool plain = *value && !strpbrk(value, "\"\\\n\t#") && value[0] != ' ' && value[strlen(value) - 1] != ' ';
	if (plain) {
		buf_adds(b, value);
		return;
	}
	buf_addc(b, '"');
	for (; *value; value++) {
		if (*value == '\n')
			buf_adds(b, "\\n");
		else if (*value == '\t')
			buf_adds(b, "\\t");
		else {
			if (*value == '"' || *value == '\\')
				buf_addc(b, '\\');
			buf_addc(b, *value);
		}
	}
	buf_addc(b, '"');
}

/* Where a link leads the file itself is replaced: many keep their configuration elsewhere and link to it. */
static int
write_new(const char *file, const struct buf *b, struct arena *a, struct error *err)
{
	char *slash = strrchr(file, '/'), *real = realpath(file, NULL);
	int rc = -1;
	if (!slash || paths_make_dir(arena_strn(a, file, (size_t)(slash - file)), err) == 0)
		rc = file_replace(real ? real : file, b->data, b->len) == 0 ? 0
			: error_set(err, ERR_CONFIG, _("%s: cannot be written: %m"), file);
	free(real);
	return rc;
}

int
conf_append_account(const char *file, const char *name, const char *const *keys, const char *const *values, size_t n,
	struct error *err)
{
	struct arena *a = arena_new();
	struct buf b = BUF_INIT;
	struct conf *c;
	int rc = -1;
	if (file_read(file, SIZE_MAX, &b) < 0 && errno != ENOENT) {
		error_set(err, ERR_CONFIG, _("%s: cannot be read: %m"), file);
		goto out;
	}
	if (b.len && b.data[b.len - 1] != '\n')
		buf_addc(&b, '\n');
	buf_addf(&b, "%s[account %s]\n", b.len ? "\n" : "", name);
	for (size_t i = 0; i < n; i++) {
		buf_addf(&b, "%-16s = ", keys[i]);
		add_value(&b, values[i]);
		buf_addc(&b, '\n');
	}
	if (conf_parse(b.data, file, a, &c, err) == 0)
		rc = write_new(file, &b, a, err);
out:
	buf_free(&b);
	arena_free(a);
	return rc;
}

/* The line of the section's own key, 0 = it has none. */
static int
line_of(const struct conf_account *account, const char *key)
{
	for (int o = 0; o < OPT_COUNT; o++)
		if (str_eq(conf_options[o].key, key) && conf_option_fits((enum conf_option)o, account->channel))
			return account->values->text[o] ? account->values->line[o] : 0;
	return 0;
}

static void
add_line(struct buf *b, const char *key, const char *value)
{
	buf_addf(b, "%-16s = ", key);
	add_value(b, value);
	buf_addc(b, '\n');
}

/* The file with the keys' lines in place of those that are there, or else below the section's head. */
static void
with_keys(const char *text, const struct conf_account *account, const char *const *keys, const char *const *values,
	size_t n, struct buf *out)
{
	for (int line = 1; *text; line++) {
		size_t len = strcspn(text, "\n"), i = 0;
		while (i < n && line_of(account, keys[i]) != line)
			i++;
		if (i < n)
			add_line(out, keys[i], values[i]);
		else
			buf_add(out, text, len), buf_addc(out, '\n');
		for (i = 0; line == account->line && i < n; i++)
			if (!line_of(account, keys[i]))
				add_line(out, keys[i], values[i]);
		text += len + (text[len] == '\n');
	}
}

int
conf_set_account(const char *file, const char *name, const char *const *keys, const char *const *values, size_t n,
	struct error *err)
{
	struct arena *a = arena_new();
	struct buf b = BUF_INIT, out = BUF_INIT;
	const struct conf_account *account;
	struct conf *c;
	int rc = -1;
	if (file_read(file, SIZE_MAX, &b) < 0) {
		error_set(err, ERR_CONFIG, _("%s: cannot be read: %m"), file);
	} else if (conf_parse(b.data, file, a, &c, err) == 0) {
		account = conf_account_find(c, name);
		if (account)
			with_keys(b.data, account, keys, values, n, &out);
		if (!account)
			error_set(err, ERR_CONFIG, _("there is no [account %s] in %s"), name, file);
		else if (conf_parse(out.data, file, a, &c, err) == 0)
			rc = write_new(file, &out, a, err);
	}
	buf_free(&out);
	buf_free(&b);
	arena_free(a);
	return rc;
}
