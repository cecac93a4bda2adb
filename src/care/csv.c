/* csv.c - comma-separated values (RFC 4180) as spreadsheets write them. */
#include "people.h"

#include <string.h>

#include "buf.h"
#include "i18n.h"
#include "str.h"
#include "utf8.h"

static char
separator(const char *text, size_t len)
{
	static const char marks[] = ",;\t";
	size_t best = 0;
	char mark = ',';
	for (const char *m = marks; *m; m++) {
		size_t n = 0;
		bool quote = false;
		for (size_t i = 0; i < len && (quote || text[i] != '\n'); i++) {
			quote ^= text[i] == '"';
			n += !quote && text[i] == *m;
		}
		if (n > best) {
			best = n;
			mark = *m;
		}
	}
	return mark;
}

/* What a spreadsheet takes for the beginning of a formula; the wide ones are read as the narrow ones are. */
static bool
begins_formula(const char *s)
{
	static const char *const wide[] = { "\uff1d", "\uff0b", "\uff0d", "\uff20" };
	for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
		if (str_starts(s, wide[i]))
			return true;
	return *s && strchr("=+-@\t\r\n", *s);
}

static char *
cell_text(const char *raw, size_t n, struct arena *a)
{
	/* what csv_cell() has put in front of a formula */
	if (n > 1 && raw[0] == '\'' && begins_formula(raw + 1)) {
		raw++;
		n--;
	}
	return utf8_clean_str(a, arena_strn(a, raw, n), true);
}

struct csv { const char *p, *end; char mark; int line; struct arena *a; struct error *err; };

static int
one_cell(struct csv *c, char **out)
{
	struct buf b = BUF_INIT;
	int line = c->line;
	bool quoted = c->p < c->end && *c->p == '"';
	if (quoted) {
		for (c->p++; c->p < c->end; c->p++) {
			if (*c->p == '"' && (c->p + 1 >= c->end || c->p[1] != '"'))
				break;
			if (*c->p == '"')
				c->p++;
			c->line += *c->p == '\n';
			if (*c->p != '\r')
				buf_addc(&b, *c->p);
		}
		if (c->p >= c->end) {
			buf_free(&b);
			return error_set(c->err, ERR_INPUT, _("line %d: this quote is never closed"), line);
		}
		c->p++;
	}
	while (c->p < c->end && *c->p != c->mark && *c->p != '\n') {
		if (*c->p != '\r')
			buf_addc(&b, *c->p);
		c->p++;
	}
	*out = cell_text(b.data ? b.data : "", b.len, c->a);
	buf_free(&b);
	return 0;
}

int
csv_read(const char *text, size_t len, struct arena *a, struct csv_row **out, size_t *n, bool *latin, struct error *err)
{
	struct csv c = { .line = 1, .a = a, .err = err };
	struct csv_row *rows = NULL;
	struct buf converted = BUF_INIT;
	size_t count = 0, space = 0;
	bool mark = len >= 3 && !memcmp(text, "\xef\xbb\xbf", 3);
	c.p = text + (mark ? 3 : 0);
	c.end = text + len;
	*latin = !utf8_valid(c.p, (size_t)(c.end - c.p));
	if (*latin) {
		utf8_from(&converted, "WINDOWS-1252", c.p, (size_t)(c.end - c.p));
		c.p = arena_strn(a, converted.data, converted.len);
		c.end = c.p + converted.len;
		buf_free(&converted);
	}
	c.mark = separator(c.p, (size_t)(c.end - c.p));
	while (c.p < c.end) {
		struct csv_row row = { NULL, 0, c.line };
		size_t room = 0;
		bool more = true, any = false;
		while (more) {
			char *cell = NULL;
			if (one_cell(&c, &cell) < 0)
				return -1;
			any |= *cell != '\0';
			*VEC_PUSH(a, row.cells, row.n, room) = cell;
			more = c.p < c.end && *c.p == c.mark;
			c.p += more;
		}
		if (c.p < c.end) {	/* the line's end */
			c.p++;
			c.line++;
		}
		if (any)
			*VEC_PUSH(a, rows, count, space) = row;
	}
	*out = rows;
	*n = count;
	return 0;
}

char *
csv_cell(const char *text, struct arena *a)
{
	struct buf b = BUF_INIT;
	bool formula = begins_formula(text);
	if (!formula && !strpbrk(text, ",;\t\"\r\n"))
		return arena_str(a, text);
	buf_addc(&b, '"');
	if (formula)
		buf_addc(&b, '\'');
	for (const char *p = text; *p; p++) {
		if (*p == '"')
			buf_addc(&b, '"');
		buf_addc(&b, *p);
	}
	buf_addc(&b, '"');
	char *s = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return s;
}

const char *
people_column(const char *title)
{
	static const char *const columns[][2] = { { "name", "name" }, { "full name", "name" }, { "display name", "name" },
		{ "nome e cognome", "name" }, { "nominativo", "name" }, { "first name", "first" }, { "given name", "first" },
		{ "nome", "first" }, { "vorname", "first" }, { "last name", "last" },
		{ "family name", "last" }, { "surname", "last" },
		{ "cognome", "last" }, { "nachname", "last" }, { "email", "mail" }, { "e mail", "mail" }, { "mail", "mail" },
		{ "email address", "mail" }, { "e mail address", "mail" }, { "posta elettronica", "mail" }, { "phone", "phone" },
		{ "telephone", "phone" }, { "mobile", "phone" }, { "cell", "phone" }, { "telefono", "phone" },
		{ "cellulare", "phone" }, { "telefon", "phone" }, { "handy", "phone" }, { "mobiltelefon", "phone" },
		{ "whatsapp", "whatsapp" }, { "telegram", "telegram" }, { "instagram", "instagram" }, { "mastodon", "mastodon" },
		{ "language", "language" }, { "lingua", "language" }, { "sprache", "language" }, { "tags", "tags" },
		{ "categories", "tags" }, { "etichette", "tags" }, { "vip", "vip" }, { "notes", "notes" }, { "note", "notes" },
		{ "notizen", "notes" }, { "company", "organisation" }, { "organization", "organisation" },
		{ "organisation", "organisation" }, { "azienda", "organisation" }, { "firma", "organisation" }, { "uid", "uid" },
		{ "form", "form" }, { "signs", "signs" }, { "quiet", "quiet" }, { "cap", "cap" } };
	struct arena *a = arena_new();
	const char *found = NULL, *folded = str_trim(a, utf8_fold_str(a, title));
	for (size_t i = 0; i < sizeof columns / sizeof *columns && !found; i++)
		if (str_eq(columns[i][0], folded))
			found = columns[i][1];
	arena_free(a);
	return found;
}
