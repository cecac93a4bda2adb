/* read_stream.c - what was said in public, newest first, with what it stands under. */
#include <string.h>

#include "i18n.h"
#include "read_internal.h"
#include "str.h"

struct place { int64_t id, at; };
struct places { struct place *item; size_t n, space; };

static int
by_time(struct store *s, const struct stream_page *p, struct arena *a, struct places *out, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, p->all ? STMT_STREAM_PAGE_ALL : STMT_STREAM_PAGE, err);
	int rc = -1;
	if (!st)
		return -1;
	db_bind(st, "iii", p->after ? p->after->item.at : INT64_MAX, p->after ? p->after->item.id : INT64_MAX,
		(int64_t)p->limit + 1);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, out->item, out->n, out->space) = (struct place){ db_col(st, 0), db_col(st, 1) };
	db_done(st);
	return rc;
}

/* The same under a condition: the stream is one more term of it. */
static int
by_query(struct store *s, const struct stream_page *p, struct arena *a, struct places *out, struct error *err)
{
	struct query in = { .op = QUERY_TERM, .field = QUERY_IS, .text = p->all ? "in-stream" : "stream" };
	struct query *kids[] = { &in, arena_mem(a, p->query, sizeof *p->query) };
	struct query both = { .op = QUERY_AND, .kids = kids, .kid_count = 2 };
	struct item_row *rows;
	size_t n;
	bool more, cut;
	if (read_search(s, &both, 0, p->after ? &p->after->item : NULL, p->limit, a, &rows, &n, &more, &cut, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		*VEC_PUSH(a, out->item, out->n, out->space) = (struct place){ rows[i].id, rows[i].at };
	if (more)	/* one beyond the page says that there are more */
		*VEC_PUSH(a, out->item, out->n, out->space) = (struct place){ 0, 0 };
	return 0;
}

/* 1 = it is of the stream. */
static int
read_row(struct store *s, int64_t id, struct arena *a, struct stream_row *out, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_STREAM_ROW, err);
	char *body = NULL;
	if (!st)
		return -1;
	db_bind(st, "i", id);
	int rc = db_step(s, st, err);
	if (rc > 0)
		*out = (struct stream_row){ .state = (enum stream_state)db_col(st, 0), .ours = (unsigned)db_col(st, 1),
			.likes = db_col(st, 2), .reach = db_col(st, 3), .link = db_col_text(st, 4, a),
			.post = db_col_text(st, 5, a), .post_link = db_col_text(st, 6, a), .under_way = db_col_text(st, 7, a),
			.account = db_col(st, 8), .picture = db_col_text(st, 9, a), .picture_text = db_col_text(st, 10, a),
			.picture_blob = db_col(st, 11) };
	db_done(st);
	if (rc <= 0 || (rc = read_message(s, id, a, &out->item, err)) <= 0)
		return rc;
	if (out->item.text && read_text(s, out->item.text, a, &body, err) < 0)
		return -1;
	out->item.body = body;
	return 1;
}

int
read_stream(struct store *s, const struct stream_page *p, struct arena *a, struct stream_row **out, size_t *n, bool *more,
	struct error *err)
{
	struct places places = { NULL, 0, 0 };
	bool plain = !p->query || p->query->op == QUERY_ALL;
	if ((plain ? by_time(s, p, a, &places, err) : by_query(s, p, a, &places, err)) < 0)
		return -1;
	size_t count = places.n < p->limit ? places.n : p->limit;
	struct stream_row *rows = arena_array(a, struct stream_row, count);
	for (size_t i = 0; i < count; i++)
		if (read_row(s, places.item[i].id, a, &rows[i], err) < 0)
			return -1;
	*out = rows;
	*n = count;
	*more = places.n > count;
	return 0;
}

int
read_stream_row(struct store *s, int64_t id, struct arena *a, struct stream_row *out, struct error *err)
{
	struct stream_row row;
	int rc = read_row(s, id, a, &row, err);
	if (rc > 0)
		*out = row;
	return rc > 0 ? 0 : rc < 0 ? -1 : error_set(err, ERR_INPUT, _("item %lld was not said in public: `sportello stream`"
		" lists what was"), (long long)id);
}

int
read_stream_count(struct store *s, int64_t stop, int64_t *out, bool *any, struct error *err)
{
	int64_t n = db_int64(s, STMT_STREAM_COUNT, -1, "i", stop < INT64_MAX ? stop + 1 : stop);
	if (n < 0)
		return db_error(s, _("stream"), err);
	*out = n;
	*any = n > 0 || db_int64(s, STMT_STREAM_ANY, 0, "");
	return 0;
}

int
read_thread(struct store *s, int64_t thread, size_t limit, struct arena *a, struct item_row **out, size_t *n,
	struct error *err)
{
	int64_t *ids;
	size_t count;
	if (db_ids(s, STMT_STREAM_THREAD, a, &ids, &count, err, "ii", thread, (int64_t)limit) < 0)
		return -1;
	int rc = 0;
	struct item_row *rows = arena_array(a, struct item_row, count);
	for (size_t i = 0; rc == 0 && i < count; i++) {
		struct item_row *row = &rows[count - 1 - i];
		char *body = NULL;
		if (read_message(s, ids[i], a, row, err) < 0 ||
		    (row->text && read_text(s, row->text, a, &body, err) < 0))
			rc = -1;
		row->body = body;
	}
	if (rc < 0)
		return -1;
	*out = rows;
	*n = count;
	return 0;
}
