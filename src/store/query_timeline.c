/* query_timeline.c - a person's history narrowed by a query: what a kept statement finds in order of time is looked at
 * one by one, so that a page is all that is read. */
#include "query_sql.h"

static int
emit(struct query_sql *x, enum row_kind row, const struct query *q, struct buf *out)
{
	switch (row) {
	case ROW_MESSAGE:
	case ROW_EVENT:
		buf_addf(out, "EXISTS (SELECT 1 FROM message m LEFT JOIN cases c ON c.id=m.case_id WHERE m.id=q.%s AND ",
			row == ROW_EVENT ? "message" : "id");
		return query_sql_item(x, q, false, out);
	case ROW_NOTE:
	case ROW_CONTACT:
		buf_adds(out, "EXISTS (SELECT 1 FROM note n LEFT JOIN cases c ON c.id=n.case_id WHERE n.id=q.id AND ");
		return query_sql_item(x, q, true, out);
	case ROW_ACTION:
	case ROW_OUTBOX:
		buf_adds(out, "EXISTS (SELECT 1 FROM cases c WHERE c.id=q.case_id AND ");
		return query_sql_case(x, q, out);
	}
	return 0;
}

sqlite3_stmt *
query_timeline(struct query_sql *x, enum stmt found, enum row_kind row, const int64_t values[5], const struct query *q,
	size_t limit)
{
	struct buf b = BUF_INIT;
	sqlite3_stmt *st = NULL;
	if ((row == ROW_ACTION || row == ROW_OUTBOX) && query_sql_asks_items(q))
		return NULL;
	for (int i = 0; i < 5; i++)
		(void)query_param_int(x, values[i]);
	buf_addf(&b, "SELECT q.* FROM (%s) q WHERE ", db_sql[found]);
	if (emit(x, row, q, &b) == 0) {
		buf_addf(&b, ") LIMIT %zu", limit);
		st = db_prepare(x->s, b.data, x->err);
	}
	if (st)
		query_sql_bind(x, st);
	buf_free(&b);
	return st;
}
