/* read_links.c - what a case is tied to: other cases, and people who take part in it. */
#include <string.h>

#include "i18n.h"
#include "read_internal.h"
#include "str.h"

int
read_links(struct store *s, int64_t case_id, struct arena *a, struct link_row **out, size_t *n, struct error *err)
{
	struct link_row *list = NULL;
	size_t count = 0, space = 0;
	int rc = -1;
	sqlite3_stmt *st = db_stmt(s, STMT_LINKS_OF, err);
	if (!st)
		return -1;
	db_bind(st, "i", case_id);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, count, space) = (struct link_row){ .case_id = db_col(st, 0), .number = db_col(st, 1),
			.kind = db_col_text(st, 2, a), .outward = db_col(st, 3) != 0, .subject = db_col_text(st, 4, a),
			.status = (enum status)db_col(st, 5) };
	db_done(st);
	*out = list;
	*n = count;
	return rc;
}

char *
link_words(const struct link_row *l, struct arena *a)
{
	static const struct { const char *kind, *out, *in; } words[] = {
		{ "duplicate", N_("duplicate of #%lld"), N_("has the duplicate #%lld") },
		{ "follow-up", N_("follow-up of #%lld"), N_("followed up by #%lld") },
		{ "part", N_("part of #%lld"), N_("has the part #%lld") },
	};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (!str_eq(words[i].kind, l->kind))
			continue;
		const char *text = _(l->outward ? words[i].out : words[i].in), *mark = strstr(text, "%lld");
		return arena_printf(a, "%.*s%lld%s", (int)(mark - text), text, (long long)l->number, mark + 4);
	}
	return arena_printf(a, "%s #%lld", l->kind, (long long)l->number);
}

int
read_participants(struct store *s, int64_t case_id, struct arena *a, struct participant_row **out, size_t *n,
	struct error *err)
{
	struct participant_row *list = NULL;
	size_t count = 0, space = 0;
	int rc = -1;
	sqlite3_stmt *st = db_stmt(s, STMT_PARTICIPANTS_OF, err);
	if (!st)
		return -1;
	db_bind(st, "i", case_id);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, count, space) = (struct participant_row){ .identity = db_col(st, 0),
			.kind = db_col_text(st, 1, a), .address = db_col_text(st, 2, a), .name = db_col_text(st, 3, a),
			.role = (enum party)db_col(st, 4), .customer = db_col(st, 5), .customer_name = db_col_text(st, 6, a) };
	db_done(st);
	*out = list;
	*n = count;
	return rc;
}

int
read_load(struct store *s, int64_t case_id, struct case_load *out, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_CASE_LOAD, err);
	if (!st)
		return -1;
	db_bind(st, "i", case_id);
	int rc = db_step(s, st, err);
	if (rc > 0)
		*out = (struct case_load){ (int)db_col(st, 0), (int)db_col(st, 1), (int)db_col(st, 2), (int)db_col(st, 3),
			(int)db_col(st, 4) };
	db_done(st);
	return rc < 0 ? -1 : 0;
}
