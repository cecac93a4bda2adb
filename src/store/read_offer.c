/* read_offer.c - what a channel says that it takes: lengths, windows, templates; its capability rows, read. */
#include "read_internal.h"

#include "clock.h"
#include "str.h"

int64_t
read_limit(struct store *s, int64_t account, int64_t thread, const char *key)
{
	return db_int64(s, STMT_OFFER_LIMIT, 0, "iit", account, thread, key);
}

int64_t
read_window(struct store *s, int64_t account, int64_t thread)
{
	return db_int64(s, STMT_WINDOW_UNTIL, 0, "ii", account, thread);
}

bool
read_takes_templates(struct store *s, int64_t account, int64_t thread)
{
	return db_int64(s, STMT_WINDOW_TEMPLATES, 0, "i", account) || (thread &&
		db_int64(s, STMT_WINDOW_TEMPLATE, 0, "ii", account, thread));
}

char *
read_after_window(struct store *s, int64_t account, int64_t thread, struct arena *a)
{
	sqlite3_stmt *st = db_stmt(s, STMT_WINDOW_AFTER, NULL);
	char *words = NULL;
	if (!st)
		return NULL;
	db_bind(st, "ii", account, thread);
	if (db_step(s, st, NULL) > 0)
		words = db_col_text(st, 0, a);
	db_done(st);
	return words;
}

int
read_templates(struct store *s, int64_t account, struct arena *a, struct template_row **out, size_t *n, struct error *err)
{
	struct template_row *list = NULL;
	size_t count = 0, space = 0;
	int rc = -1;
	sqlite3_stmt *st = db_stmt(s, STMT_OFFER_TEMPLATES, err);
	if (!st)
		return -1;
	db_bind(st, "i", account);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, count, space) = (struct template_row){ .account = account, .name = db_col_text(st, 0, a),
			.language = db_col_text(st, 1, a), .category = db_col_text(st, 2, a), .status = db_col_text(st, 3, a),
			.header = db_col_text(st, 4, a), .body = db_col_text(st, 5, a), .footer = db_col_text(st, 6, a) };
	db_done(st);
	if (rc < 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		list[i].ready = !list[i].status || str_ieq(list[i].status, "APPROVED");
	*out = list;
	*n = count;
	return 0;
}
