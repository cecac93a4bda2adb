/*
 * import_scan.c - cuts a long export into records without holding it: JSON in a list, in lists within an object (as an
 * API answers), or an object a line; or the lines of a table (RFC 4180).  Only brackets and strings are looked at:
 * whether a record is good JSON is seen when it is read.
 */
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "i18n.h"
#include "import.h"
#include "import_internal.h"
#include "str.h"

#define RECORD_BYTES (32U << 20)
enum { DEPTH = 8, KEY = 64 };

/* Where we are, outside of records. */
enum place_kind { IN_FILE, IN_LIST, IN_OBJECT };

struct import_scan {
	const char *const *lists, *const *nests;
	int (*fn)(void *ctx, const struct import_record *r, struct error *err);
	void *ctx;
	struct import_place now;
	/* lists and objects that are walked through */
	struct { enum place_kind kind; char key[KEY]; } stack[DEPTH];
	int top;
	/* a value that is gathered, or passed over */
	bool inside, gather, object, may_open, was_id, long_one;
	int depth;
	bool string, escape, is_key;	/* in a string; the string may be a member's name */
	struct buf record;
	struct import_place begun;
	char name[KEY];			/* the member's name that was read last, of the walked object or of depth 1 */
	size_t name_len;
	bool after_colon;
	struct import_table *table;
};

struct import_scan *
import_scan_new(const char *const *lists, const char *const *nests, bool csv,
	int (*fn)(void *ctx, const struct import_record *r, struct error *err), void *ctx)
{
	struct import_scan *s = xcalloc(1, sizeof *s);

	*s = (struct import_scan){ .lists = lists, .nests = nests, .fn = fn, .ctx = ctx, .now = { 1, 0 },
		.record = BUF_INIT };
	if (csv)
		s->table = import_table_new(fn, ctx);
	return s;
}

void
import_scan_free(struct import_scan *s)
{
	if (!s)
		return;
	buf_free(&s->record);
	import_table_free(s->table);
	free(s);
}

void
import_skip_mark(const char **bytes, size_t *len, struct import_place *now)
{
	while (*len && now->offset < 3 && **bytes == "\xEF\xBB\xBF"[now->offset]) {
		++*bytes;
		--*len;
		now->offset++;
	}
}

static bool
among(const char *const *names, const char *name)
{
	for (; names && *names; names++)
		if (str_eq(*names, name))
			return true;
	return false;
}

static int
broken(const struct import_scan *s, const char *what, struct error *err)
{
	return error_set(err, ERR_INPUT, _("line %lld, byte %lld: %s"), (long long)s->now.line,
		(long long)s->now.offset, what);
}

/* -- values ------------------------------------------------------------------------------------------------ */

static void
begin(struct import_scan *s, char c)
{
	s->inside = true;
	s->object = c == '{';
	s->gather = s->object && s->stack[s->top].kind != IN_OBJECT;
	s->may_open = s->gather && s->stack[s->top].kind == IN_FILE;
	s->was_id = s->long_one = false;
	s->depth = 1;
	s->is_key = s->object;
	s->name[0] = '\0';
	s->after_colon = false;
	s->begun = s->now;
	buf_clear(&s->record);
	if (s->gather)
		buf_addc(&s->record, c);
}

static int
finish(struct import_scan *s, struct error *err)
{
	struct import_record r = { .key = s->stack[s->top].key, .text = s->record.data, .len = s->record.len,
		.at = s->begun };
	bool gather = s->gather;

	s->inside = false;
	if (!gather)
		return 0;
	if (s->long_one) {
		r.text = NULL;
		r.words = _("longer than 32 MB");
	}
	return s->fn(s->ctx, &r, err);
}

static int
push(struct import_scan *s, enum place_kind kind, const char *key, struct error *err)
{
	if (s->top + 1 == DEPTH)
		return broken(s, _("lists within lists that no export has"), err);
	s->top++;
	s->stack[s->top].kind = kind;
	snprintf(s->stack[s->top].key, sizeof s->stack[s->top].key, "%s", key);
	return 0;
}

/* The object that is being gathered turns out to be one around lists: it is walked through instead. */
static int
open_object(struct import_scan *s, enum place_kind kind, struct error *err)
{
	char key[KEY];

	snprintf(key, sizeof key, "%s", s->name);
	s->inside = false;
	buf_clear(&s->record);
	return push(s, IN_OBJECT, "", err) || push(s, kind, kind == IN_LIST ? key : "", err) ? -1 : 0;
}

/* A byte outside of strings in a value. */
static int
inside_byte(struct import_scan *s, char c, struct error *err)
{
	switch (c) {
	case '"':
		s->string = true;
		s->name_len = 0;
		return 0;
	case ':':
		s->after_colon = s->depth == 1;
		if (s->depth == 1 && s->object)
			s->is_key = false;
		if (s->may_open && s->depth == 1 && (str_eq(s->name, "id") || str_eq(s->name, "url")))
			s->was_id = true;
		return 0;
	case ',':
		s->after_colon = false;
		s->is_key = s->depth == 1 && s->object;
		return 0;
	case '{':
	case '[':
		if (s->may_open && !s->was_id && s->depth == 1 && s->after_colon &&
		    among(c == '[' ? s->lists : s->nests, s->name))
			return open_object(s, c == '[' ? IN_LIST : IN_OBJECT, err);
		s->depth++;
		s->is_key = false;
		return 0;
	case '}':
	case ']':
		s->depth--;
		s->after_colon = false;
		return s->depth ? 0 : finish(s, err);
	default:
		return 0;
	}
}

/* -- between values ---------------------------------------------------------------------------------------- */

static int
outside_byte(struct import_scan *s, char c, struct error *err)
{
	enum place_kind kind = s->stack[s->top].kind;

	switch (c) {
	case ' ': case '\t': case '\r': case '\n': case ',': case ':':
		return 0;
	case '"':
		s->string = true;
		s->name_len = 0;
		return kind == IN_FILE ? broken(s, _("neither a list nor an object begins here"), err) : 0;
	case '[':
		if (kind == IN_FILE)
			return push(s, IN_LIST, "", err);
		if (kind == IN_OBJECT && among(s->lists, s->name))
			return push(s, IN_LIST, s->name, err);
		begin(s, c);
		return 0;
	case '{':
		if (kind == IN_OBJECT && among(s->nests, s->name))
			return push(s, IN_OBJECT, "", err);
		begin(s, c);
		return 0;
	case ']':
	case '}':
		if (!s->top || (c == ']') != (kind == IN_LIST))
			return broken(s, _("a bracket closes that was not opened"), err);
		s->top--;
		return 0;
	default:
		/* numbers, true, null: nothing that stands among records */
		return kind == IN_FILE || !strchr("-+.0123456789eEtrufalsn", c) ?
			broken(s, _("neither a list nor an object begins here"), err) : 0;
	}
}

static void
string_byte(struct import_scan *s, char c)
{
	if (s->escape) {
		s->escape = false;
	} else if (c == '\\') {
		s->escape = true;
	} else if (c == '"') {
		s->string = false;
		if ((s->inside && !s->is_key) || s->name_len >= KEY)
			return;
		s->name[s->name_len] = '\0';
		return;
	}
	if (s->name_len < KEY && (!s->inside || s->is_key)) {
		if (s->name_len + 1 < KEY)
			s->name[s->name_len] = c;
		s->name_len++;
	}
}

/* The bytes of a string up to its end or the next escape, at once. */
static size_t
plain_run(const struct import_scan *s, const char *p, size_t n)
{
	size_t i = 0;

	if (!s->string || s->escape || !s->inside || s->is_key)
		return 0;
	while (i < n && p[i] != '"' && p[i] != '\\' && p[i] != '\n')
		i++;
	return i;
}

static void
keep(struct import_scan *s, const char *p, size_t n)
{
	if (!s->gather || s->long_one)
		return;
	if (s->record.len + n > RECORD_BYTES) {
		s->long_one = true;
		buf_free(&s->record);
		return;
	}
	buf_add(&s->record, p, n);
}

static int
json_bytes(struct import_scan *s, const char *p, size_t len, struct error *err)
{
	for (size_t i = 0; i < len; i++, s->now.offset++) {
		size_t run = plain_run(s, p + i, len - i);
		char c;

		if (run) {
			keep(s, p + i, run);
			i += run;
			s->now.offset += (int64_t)run;
			if (i == len)
				return 0;
		}
		c = p[i];
		if (s->inside)
			keep(s, &c, 1);
		if (c == '\n')
			s->now.line++;
		if (s->string)
			string_byte(s, c);
		else if (s->inside ? inside_byte(s, c, err) : outside_byte(s, c, err))
			return -1;
	}
	return 0;
}

int
import_scan_feed(struct import_scan *s, const char *bytes, size_t len, struct error *err)
{
	if (s->table)
		return import_table_feed(s->table, bytes, len, err);
	import_skip_mark(&bytes, &len, &s->now);
	return json_bytes(s, bytes, len, err);
}

int
import_scan_end(struct import_scan *s, struct error *err)
{
	if (s->table)
		return import_table_end(s->table, err);
	if (!s->inside && !s->top && !s->string)
		return 0;
	if (s->inside)
		return error_set(err, ERR_INPUT, _("line %lld, byte %lld: the file ends in the middle of what begins here"),
			(long long)s->begun.line, (long long)s->begun.offset);
	return broken(s, _("the file ends before its lists do"), err);
}
