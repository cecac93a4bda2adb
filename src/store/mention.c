/* mention.c - whom notes call: written with the note, read for the agent they name, seen once it was on their screen. */
#include "act_internal.h"
#include "query_sql.h"
#include "read.h"

#include "care.h"
#include "clock.h"
#include "str.h"

static void
add_quoted(struct buf *b, const char *name)
{
	buf_addf(b, "%s\"", b->len > 1 ? "," : "");
	for (; *name; name++) {
		if (*name == '"' || *name == '\\')
			buf_addc(b, '\\');
		buf_addc(b, *name);
	}
	buf_addc(b, '"');
}

char *
mention_names(struct store *s, int64_t agent, struct arena *a)
{
	struct buf b = BUF_INIT;
	const char *me = store_agent_name(s, agent, a);
	buf_addc(&b, '[');
	if (me)
		add_quoted(&b, me);
	for (const char *const *t = s->policy->own_teams; t && *t; t++)
		add_quoted(&b, *t);
	buf_addc(&b, ']');
	char *list = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return list;
}

/* The agent or team that a name in a note means; NULL = nobody. */
static const char *
whom(struct store *s, const char *name, struct arena *a)
{
	char *agent = NULL;
	if (db_text(s, STMT_MENTION_AGENT, a, &agent, NULL, "t", name) == 0 && agent)
		return agent;
	for (const char *const *t = s->policy->teams; t && *t; t++)
		if (str_ieq(*t, name))
			return *t;
	return NULL;
}

char **
mention_find(struct store *s, const char *text, struct arena *a)
{
	char **names = care_at_names(text, a);
	size_t n = 0;
	for (size_t i = 0; names[i]; i++) {
		const char *one = whom(s, names[i], a);
		if (one)
			names[n++] = arena_str(a, one);
	}
	names[n] = NULL;
	return names;
}

int
act_mention(struct acting *x, int64_t note, const char *text)
{
	for (char **name = mention_find(x->s, text, x->a); *name; name++)
		if (db_run(x->s, STMT_MENTION_ADD, x->err, "itii", note, *name, x->who->agent, x->now) < 0)
			return -1;
	return 0;
}

static int
read_rows(struct store *s, sqlite3_stmt *st, struct arena *a, struct mention_row **out, size_t *n, struct error *err)
{
	struct mention_row *list = NULL;
	size_t count = 0, space = 0;
	int rc;
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, count, space) = (struct mention_row){ .note = db_col(st, 0), .case_id = db_col(st, 1),
			.number = db_col(st, 2), .name = db_col_text(st, 3, a), .by = db_col_text(st, 4, a), .at = db_col(st, 5),
			.seen_at = db_col(st, 6) };
	db_done(st);
	if (rc == 0) {
		*out = list;
		*n = count;
	}
	return rc;
}

int
read_mentions(struct store *s, int64_t agent, int64_t case_id, size_t limit, struct arena *a, struct mention_row **out,
	size_t *n, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, case_id ? STMT_MENTIONS_OF_CASE : STMT_MENTIONS_OPEN, err);
	if (!st)
		return -1;
	char *names = mention_names(s, agent, a);
	if (case_id)
		db_bind(st, "it", case_id, names);
	else
		db_bind(st, "ti", names, (int64_t)limit);
	return read_rows(s, st, a, out, n, err);
}

int
read_note_mentions(struct store *s, int64_t note, struct arena *a, struct mention_row **out, size_t *n, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_MENTIONS_OF_NOTE, err);
	if (!st)
		return -1;
	db_bind(st, "i", note);
	return read_rows(s, st, a, out, n, err);
}

int
mention_see(struct store *s, int64_t agent, int64_t note, struct error *err)
{
	struct arena *a = arena_new();
	int rc = db_begin(s, false, err);
	if (rc == 0) {
		db_touch(s, AREA_CASE);
		rc = db_end(s, db_run(s, STMT_MENTION_SEEN, err, "iti", note, mention_names(s, agent, a), clock_now()), err);
	}
	arena_free(a);
	return rc;
}
