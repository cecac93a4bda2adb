/* lexer.c - the grammar of the configuration (see conf.h). */
#include "conf_internal.h"

#include <string.h>

#include "buf.h"
#include "i18n.h"
#include "str.h"

void
conf_lex(struct conf_lexer *l, const char *text, const char *name, struct arena *a)
{
	*l = (struct conf_lexer){ .name = name, .start = text, .p = text, .line = 1, .line_start = text, .a = a };
	if (!strncmp(text, "\xef\xbb\xbf", 3))
		l->p += 3;
}

static int
column(const struct conf_lexer *l)
{
	return (int)(l->p - l->line_start) + 1;
}

static int
fail(struct conf_lexer *l, const char *words, struct error *err)
{
	return error_set(err, ERR_CONFIG, "%s:%d:%d: %s", l->name, l->line, column(l), words);
}

static void
blanks(struct conf_lexer *l)
{
	l->p += strspn(l->p, " \t\r");
}

static void
newline(struct conf_lexer *l)
{
	l->p++;
	l->line++;
	l->line_start = l->p;
}

/* The rest of a line after a value: blanks, perhaps a comment. */
static int
rest_of_line(struct conf_lexer *l, struct error *err)
{
	blanks(l);
	if (*l->p == '#')
		l->p += strcspn(l->p, "\n");
	if (*l->p && *l->p != '\n')
		return fail(l, _("something stands after the closing quote"), err);
	return 0;
}

/* Between three quotes: as it stands, over several lines; a line end right after the opening is dropped. */
static int
read_long(struct conf_lexer *l, char **out, struct error *err)
{
	l->p += 3;
	if (l->p[0] == '\n')
		newline(l);
	const char *start = l->p;
	while (*l->p && strncmp(l->p, "\"\"\"", 3)) {
		if (*l->p == '\n')
			newline(l);
		else
			l->p++;
	}
	if (!*l->p)
		return fail(l, _("the three quotes are never closed"), err);
	*out = arena_strn(l->a, start, (size_t)(l->p - start));
	l->p += 3;
	return 0;
}

static int
read_quoted(struct conf_lexer *l, char **out, struct error *err)
{
	struct buf b = BUF_INIT;
	for (l->p++; *l->p != '"'; l->p++) {
		if (!*l->p || *l->p == '\n') {
			buf_free(&b);
			return fail(l, _("the quote is not closed on this line"), err);
		}
		if (*l->p != '\\') {
			buf_addc(&b, *l->p);
			continue;
		}
		const char *known = "nt\"\\", *mean = "\n\t\"\\", *at = l->p[1] ? strchr(known, l->p[1]) : NULL;
		if (!at) {
			buf_free(&b);
			return fail(l, _("after a backslash may stand n, t, \" or \\"), err);
		}
		buf_addc(&b, mean[at - known]);
		l->p++;
	}
	l->p++;
	*out = arena_strn(l->a, b.data, b.len);
	buf_free(&b);
	return 0;
}

/* A value without quotes: to the end of the line or to a `#` after a blank. */
static void
read_plain(struct conf_lexer *l, char **out)
{
	const char *start = l->p;
	while (*l->p && *l->p != '\n' && !(*l->p == '#' && (l->p == start || strchr(" \t", l->p[-1]))))
		l->p++;
	*out = str_trim(l->a, arena_strn(l->a, start, (size_t)(l->p - start)));
	l->p = start + strlen(*out);
}

/* In one of the three ways. */
static int
read_value(struct conf_lexer *l, char **out, struct error *err)
{
	if (!strncmp(l->p, "\"\"\"", 3))
		return read_long(l, out, err);
	if (*l->p == '"')
		return read_quoted(l, out, err);
	read_plain(l, out);
	return 0;
}

static int
read_section(struct conf_lexer *l, struct conf_line *out, struct error *err)
{
	size_t n = strcspn(l->p + 1, "]\n");
	if (l->p[1 + n] != ']')
		return fail(l, _("a section ends with ]"), err);
	char *inside = str_trim(l->a, arena_strn(l->a, l->p + 1, n)), *blank = strpbrk(inside, " \t");
	out->what = LINE_SECTION;
	out->key = blank ? arena_strn(l->a, inside, (size_t)(blank - inside)) : inside;
	out->value = blank ? str_trim(l->a, blank) : "";
	l->p += n + 2;
	blanks(l);
	if (*l->p == '#')
		l->p += strcspn(l->p, "\n");
	return *l->p && *l->p != '\n' ? fail(l, _("nothing may stand after ]"), err) : 0;
}

static int
read_pair(struct conf_lexer *l, struct conf_line *out, struct error *err)
{
	char *key, *value;
	if (*l->p == '"') {
		if (read_quoted(l, &key, err) < 0)
			return -1;
	} else {
		size_t n = strcspn(l->p, "=\n#");
		key = str_trim(l->a, arena_strn(l->a, l->p, n));
		l->p += n;
	}
	blanks(l);
	if (*l->p != '=')
		return fail(l, _("expected `key = value` or a [section]"), err);
	if (!*key)
		return fail(l, _("a key is missing before ="), err);
	l->p++;
	blanks(l);
	out->value_column = column(l);
	out->value_begin = (size_t)(l->p - l->start);
	if (read_value(l, &value, err) < 0)
		return -1;
	out->value_end = (size_t)(l->p - l->start);
	if (rest_of_line(l, err) < 0)
		return -1;
	out->what = LINE_KEY;
	out->key = key;
	out->value = value;
	return 0;
}

int
conf_next(struct conf_lexer *l, struct conf_line *out, struct error *err)
{
	for (;; newline(l)) {
		blanks(l);
		if (*l->p == '#')
			l->p += strcspn(l->p, "\n");
		if (*l->p != '\n')
			break;
	}
	*out = (struct conf_line){ .what = LINE_END, .line = l->line, .column = column(l),
		.begin = (size_t)(l->line_start - l->start) };
	int rc = !*l->p ? 0 : *l->p == '[' ? read_section(l, out, err) : read_pair(l, out, err);
	out->end = (size_t)(l->p - l->start);
	return rc;
}
