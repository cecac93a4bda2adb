/* edit.c - changing the configuration's file: the keys of one section, all else byte for byte. */
#include "conf_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "file.h"
#include "i18n.h"
#include "paths.h"
#include "str.h"

/* What is done to one section of a text. */
struct edit {
	const char *kind, *name;
	const char *const *keys, *const *values;
	size_t n;
	bool *done;		/* of each key: it was there */
	bool found;		/* the section was there */
	bool drop;		/* all of it goes */
	size_t copied;		/* bytes of the text that went over */
	const char *text;
	struct buf *out;
};

/* -- writing values ----------------------------------------------------------------------------------------------- */

static void
add_quoted(struct buf *b, const char *s)
{
	buf_addc(b, '"');
	for (; *s; s++) {
		if (*s == '\n')
			buf_adds(b, "\\n");
		else if (*s == '\t')
			buf_adds(b, "\\t");
		else {
			if (*s == '"' || *s == '\\')
				buf_addc(b, '\\');
			buf_addc(b, *s);
		}
	}
	buf_addc(b, '"');
}

/* As it is read again: plain, "quoted", or as it stands between three quotes. */
static void
add_value(struct buf *b, const char *value)
{
	size_t len = strlen(value);
	bool edges = len && !strchr(" \t\r", value[0]) && !strchr(" \t\r", value[len - 1]);
	if (edges && !strpbrk(value, "\"\\\n\t#"))
		buf_adds(b, value);
	else if (strchr(value, '\n') && !strstr(value, "\"\"\"") && value[len - 1] != '"')
		buf_addf(b, "\"\"\"\n%s\"\"\"", value);
	else
		add_quoted(b, value);
}

static void
add_line(struct buf *b, const char *key, const char *value)
{
	size_t at = b->len;
	if (!*key || strpbrk(key, "=#\"[\\\n\t") || key[0] == ' ' || key[strlen(key) - 1] == ' ')
		add_quoted(b, key);
	else
		buf_adds(b, key);
	while (b->len < at + 16)
		buf_addc(b, ' ');
	buf_adds(b, " = ");
	add_value(b, value);
	buf_addc(b, '\n');
}

/* -- the text with the change ---------------------------------------------------------------------------------------- */

/* What was read goes over, up to there. */
static void
copy_to(struct edit *e, size_t at)
{
	if (at > e->copied)
		buf_add(e->out, e->text + e->copied, at - e->copied);
	e->copied = at > e->copied ? at : e->copied;
}

static void
pass_to(struct edit *e, size_t at)
{
	e->copied = at;
}

static void
change(struct edit *e, const struct conf_line *line)
{
	size_t next = line->end + (e->text[line->end] == '\n');
	for (size_t i = 0; i < e->n; i++) {
		if (!str_eq(e->keys[i], line->key))
			continue;
		copy_to(e, e->values[i] ? line->value_begin : line->begin);
		if (e->values[i])
			add_value(e->out, e->values[i]);
		if (e->values[i] && e->text[line->value_end] == '#')
			buf_addc(e->out, ' ');
		pass_to(e, e->values[i] ? line->value_end : next);
		e->done[i] = true;
	}
}

/* Keys that the section lacks, after its last line. */
static void
add_missing(struct edit *e)
{
	if (e->out->len && e->out->data[e->out->len - 1] != '\n')
		buf_addc(e->out, '\n');
	for (size_t i = 0; i < e->n; i++)
		if (!e->done[i] && e->values[i])
			add_line(e->out, e->keys[i], e->values[i]);
}

/* Where the same section stands in two places, what is new goes into the last. */
static int
last_lines(const struct edit *e, const char *file, struct arena *a, size_t *end, struct error *err)
{
	struct conf_lexer l;
	struct conf_line line;
	bool inside = false;
	conf_lex(&l, e->text, file, a);
	for (*end = 0;;) {
		if (conf_next(&l, &line, err) < 0)
			return -1;
		if (line.what == LINE_END)
			return 0;
		if (line.what == LINE_SECTION)
			inside = str_eq(line.key, e->kind) && str_eq(line.value, e->name);
		if (inside)
			*end = line.end;
	}
}

static int
rewrite(struct edit *e, const char *file, struct arena *a, struct error *err)
{
	struct conf_lexer l;
	struct conf_line line;
	bool inside = false;
	size_t last;
	e->done = arena_array(a, bool, e->n + 1);
	if (last_lines(e, file, a, &last, err) < 0)
		return -1;
	conf_lex(&l, e->text, file, a);
	for (;;) {
		if (conf_next(&l, &line, err) < 0)
			return -1;
		if (line.what == LINE_END)
			break;
		if (line.what == LINE_SECTION)
			inside = str_eq(line.key, e->kind) && str_eq(line.value, e->name);
		e->found |= inside;
		if (inside && e->drop) {
			if (line.what == LINE_SECTION)
				copy_to(e, line.begin);
			pass_to(e, line.end + (e->text[line.end] == '\n'));
		} else if (inside && line.what == LINE_KEY) {
			change(e, &line);
		}
		if (inside && line.end == last && !e->drop) {
			copy_to(e, last + (e->text[last] == '\n'));
			add_missing(e);
		}
	}
	copy_to(e, strlen(e->text));
	return 0;
}

/* -- the file ---------------------------------------------------------------------------------------------------------- */

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

enum { MAY_BE = 0, MUST_BE = 1, MUST_NOT_BE = 2 };

static int
fits(const struct edit *e, int want, const char *file, struct error *err)
{
	const char *blank = *e->name ? " " : "";
	if (want == MUST_BE && !e->found)
		return error_set(err, ERR_CONFIG, _("there is no [%s%s%s] in %s"), e->kind, blank, e->name, file);
	if (want == MUST_NOT_BE && e->found)
		return error_set(err, ERR_CONFIG, _("there is an [%s%s%s] already in %s"), e->kind, blank, e->name, file);
	if (strpbrk(e->name, "]\n"))
		return error_set(err, ERR_INPUT, _("'%s' cannot be the name of a section"), e->name);
	return 0;
}

static int
edit_file(const char *file, struct edit *e, int want, struct error *err)
{
	struct arena *a = arena_new();
	struct buf b = BUF_INIT, out = BUF_INIT;
	struct conf *c;
	int rc = -1;
	e->out = &out;
	if (file_read(file, SIZE_MAX, &b) < 0 && errno != ENOENT) {
		error_set(err, ERR_CONFIG, _("%s: cannot be read: %m"), file);
	} else if (strlen(b.data) != b.len) {
		error_set(err, ERR_CONFIG, _("%s: is no text file"), file);
	} else {
		e->text = b.data;
		if (rewrite(e, file, a, err) == 0 && fits(e, want, file, err) == 0) {
			if (!e->found && !e->drop) {
				if (out.len && out.data[out.len - 1] != '\n')
					buf_addc(&out, '\n');
				buf_addf(&out, "%s[%s%s%s]\n", out.len ? "\n" : "", e->kind, *e->name ? " " : "", e->name);
				add_missing(e);
			}
			if (conf_parse(out.data, file, a, &c, err) == 0)
				rc = write_new(file, &out, a, err);
		}
	}
	buf_free(&out);
	buf_free(&b);
	arena_free(a);
	return rc;
}

int
conf_edit(const char *file, const char *kind, const char *name, const char *const *keys, const char *const *values,
	size_t n, struct error *err)
{
	struct edit e = { .kind = kind, .name = name ? name : "", .keys = keys, .values = values, .n = n };
	return edit_file(file, &e, MAY_BE, err);
}

int
conf_edit_drop(const char *file, const char *kind, const char *name, struct error *err)
{
	struct edit e = { .kind = kind, .name = name ? name : "", .drop = true };
	return edit_file(file, &e, MUST_BE, err);
}

int
conf_append_account(const char *file, const char *name, const char *const *keys, const char *const *values, size_t n,
	struct error *err)
{
	struct edit e = { .kind = "account", .name = name, .keys = keys, .values = values, .n = n };
	return edit_file(file, &e, MUST_NOT_BE, err);
}

int
conf_set_account(const char *file, const char *name, const char *const *keys, const char *const *values, size_t n,
	struct error *err)
{
	struct edit e = { .kind = "account", .name = name, .keys = keys, .values = values, .n = n };
	return edit_file(file, &e, MUST_BE, err);
}
