/* check.c - the store looks after itself. */
#include "db.h"

#include <string.h>

#include "i18n.h"
#include "str.h"

static int
collect(struct store *s, enum stmt id, bool keys, struct arena *a, char ***list, size_t *n, size_t *space,
	struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, id, err);
	int rc = -1;
	while (st && (rc = db_step(s, st, err)) > 0) {
		char *words = db_col_text(st, 0, a);
		if (keys)
			words = arena_printf(a, _("row %lld of %s points at nothing"), (long long)db_col(st, 1), words);
		else if (str_eq(words, "ok"))
			continue;
		*VEC_PUSH(a, *list, *n, *space) = words;
	}
	db_done(st);
	return rc;
}

int
store_check(struct store *s, bool full, struct arena *a, char ***findings, struct error *err)
{
	char **list = NULL;
	size_t n = 0, space = 0;
	if (collect(s, full ? STMT_CHECK_FULL : STMT_CHECK_QUICK, false, a, &list, &n, &space, err) < 0 ||
	    collect(s, STMT_CHECK_KEYS, true, a, &list, &n, &space, err) < 0)
		return -1;
	*VEC_PUSH(a, list, n, space) = NULL;
	*findings = list;
	return 0;
}

const char *
store_check_index(struct store *s, struct arena *a)
{
	struct error err = ERROR_INIT;
	char **list = NULL;
	size_t n = 0, space = 0;
	if (!db_attach_search(s))
		return NULL;
	if (collect(s, STMT_CHECK_INDEX, false, a, &list, &n, &space, &err) < 0)
		return arena_str(a, sqlite3_errmsg(s->db));
	if (!n)
		return NULL;
	/* "*** in database search ***", then a line for each thing: the first says enough */
	const char *words = strchr(list[0], '\n');
	words = words ? words + 1 : list[0];
	return arena_strn(a, words, strcspn(words, "\n"));
}

int64_t
store_newest(struct store *s)
{
	return db_int64(s, STMT_CHECK_NEWEST, 0, "");
}

static char *
derived(struct store *s, int64_t id, struct arena *a)
{
	char *row = NULL;
	return db_text(s, STMT_RECOUNT_ROW, a, &row, NULL, "i", id) == 0 ? row : NULL;
}

int
store_recount(struct store *s, bool mend, int64_t *differ, struct error *err)
{
	struct arena *a = arena_new();
	int64_t last = 0;
	int rc = 0;
	*differ = 0;
	for (int64_t id; rc == 0 && (id = db_int64(s, STMT_RECOUNT_CASES, 0, "i", last)) != 0; last = id) {
		arena_reset(a);
		if ((rc = db_begin(s, false, err)) < 0)
			break;
		char *before = derived(s, id, a);
		rc = case_derive(s, id, err);
		bool same = rc == 0 && str_eq(before, derived(s, id, a));
		*differ += rc == 0 && !same;
		if (rc == 0 && mend && !same)
			rc = db_commit(s, err);
		else
			db_rollback(s);
	}
	arena_free(a);
	return rc;
}
