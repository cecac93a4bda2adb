/* import_table.c - a table in lines (RFC 4180): its first line names the columns, each further one becomes an object. */
#include <stdlib.h>
#include <string.h>

#include "i18n.h"
#include "import_internal.h"
#include "utf8.h"

enum { COLUMNS = 200 };
#define LINE_BYTES (1U << 20)

struct import_table {
	int (*fn)(void *ctx, const struct import_record *r, struct error *err);
	void *ctx;
	struct import_place now, begun;
	struct buf cells;		/* of the line at hand, one behind the other, NUL between them */
	size_t count;
	bool quoted, was_quoted, quote_ended, any, drop;
	struct buf head;
	size_t head_count;
};

struct import_table *
import_table_new(int (*fn)(void *ctx, const struct import_record *r, struct error *err), void *ctx)
{
	struct import_table *t = xcalloc(1, sizeof *t);

	*t = (struct import_table){ .fn = fn, .ctx = ctx, .now = { 1, 0 }, .begun = { 1, 0 }, .cells = BUF_INIT,
		.head = BUF_INIT };
	return t;
}

void
import_table_free(struct import_table *t)
{
	if (!t)
		return;
	buf_free(&t->cells);
	buf_free(&t->head);
	free(t);
}

static void
end_cell(struct import_table *t)
{
	buf_addc(&t->cells, '\0');
	t->count++;
	t->quoted = t->was_quoted = t->quote_ended = false;
}

static int
tell_line(struct import_table *t, struct error *err)
{
	json_t *o = json_object();
	const char *name = t->head.data, *cell = t->cells.data;
	struct import_record r = { .key = "", .at = t->begun };
	char *text;
	int rc;

	for (size_t i = 0; i < t->count && i < t->head_count; i++) {
		json_t *v = *cell ? json_string(cell) : NULL;

		if (v)
			(void)json_object_set_new(o, name, v);
		name += strlen(name) + 1;
		cell += strlen(cell) + 1;
	}
	text = json_dumps(o, JSON_COMPACT);
	json_decref(o);
	r.text = text;
	r.len = text ? strlen(text) : 0;
	if (t->count > t->head_count) {
		r.text = NULL;
		r.words = _("more columns than the first line names");
	}
	rc = t->fn(t->ctx, &r, err);
	free(text);
	return rc;
}

static int
end_line(struct import_table *t, struct error *err)
{
	struct import_record r = { .key = "", .words = _("longer than 1 MB"), .at = t->begun };
	bool blank = !t->any && t->count == 0;
	int rc = 0;

	end_cell(t);
	if (t->drop) {
		rc = t->fn(t->ctx, &r, err);
	} else if (!blank && !t->head_count) {
		if (t->count > COLUMNS)
			return error_set(err, ERR_INPUT, _("line %lld: more than %d columns"), (long long)t->begun.line,
				(int)COLUMNS);
		buf_add(&t->head, t->cells.data, t->cells.len);
		t->head_count = t->count;
	} else if (!blank) {
		rc = tell_line(t, err);
	}
	buf_clear(&t->cells);
	t->count = 0;
	t->any = t->drop = false;
	return rc;
}

int
import_table_feed(struct import_table *t, const char *bytes, size_t len, struct error *err)
{
	import_skip_mark(&bytes, &len, &t->now);
	for (size_t i = 0; i < len; i++, t->now.offset++) {
		char c = bytes[i];

		t->now.line += c == '\n';
		if (c == '"' && (t->quoted || (!t->was_quoted && (!t->cells.len || !t->cells.data[t->cells.len - 1])))) {
			t->quoted = !t->quoted;
			t->quote_ended = t->was_quoted = true;
		} else if (c == '"' && t->was_quoted && t->quote_ended) {	/* two of them stand for one */
			t->quoted = true;
			buf_addc(&t->cells, '"');
		} else if (!t->quoted && c == ',') {
			end_cell(t);
		} else if (!t->quoted && c == '\n') {
			if (end_line(t, err))
				return -1;
			t->begun = (struct import_place){ t->now.line, t->now.offset + 1 };
			continue;
		} else if (c != '\r' || t->quoted) {
			if (!t->drop)
				buf_addc(&t->cells, c ? c : ' ');
			t->quote_ended = false;
		}
		t->any = true;
		if (t->cells.len > LINE_BYTES) {
			buf_clear(&t->cells);
			t->drop = true;
		}
	}
	return 0;
}

int
import_table_end(struct import_table *t, struct error *err)
{
	if (t->quoted)
		return error_set(err, ERR_INPUT, _("line %lld, byte %lld: the file ends in the middle of what begins here"),
			(long long)t->begun.line, (long long)t->begun.offset);
	return t->any || t->count ? end_line(t, err) : 0;
}
