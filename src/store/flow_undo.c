/* flow_undo.c - what an agent did last, group by group; what redo takes back; drafts that were thrown away. */
#include "flow.h"

#include "act_internal.h"
#include "clock.h"
#include "i18n.h"
#include "read_internal.h"
#include "str.h"

/* -- the list ------------------------------------------------------------------------------------------------- */

/* "replied by mail, resolved, tagged +x" */
static int
group_words(struct store *s, struct undo_row *row, struct arena *a, struct error *err)
{
	struct what { int64_t id, text; int verb; char *args; } *list = NULL;
	size_t n = 0, space = 0;
	struct buf b = BUF_INIT;
	sqlite3_stmt *st = db_stmt(s, STMT_UNDO_WHAT, err);
	int rc = -1;
	if (!st)
		return -1;
	db_bind(st, "i", row->grp);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, n, space) = (struct what){ .id = db_col(st, 0), .verb = (int)db_col(st, 1),
			.args = db_col_text(st, 2, a), .text = db_col(st, 3) };
	db_done(st);
	for (size_t i = 0; i < n && i < 5; i++)
		buf_addf(&b, "%s%s", i ? ", " : "", read_action_words(s, list[i].id, list[i].verb, list[i].args,
			list[i].text, a));
	if (n > 5)
		buf_adds(&b, ", ...");
	row->words = arena_strn(a, b.data, b.len);
	row->cases = db_int64(s, STMT_UNDO_CASES, 0, "i", row->grp);
	buf_free(&b);
	return rc;
}

/* What store_act() would say, before it is tried: of the verb, and of a message that is gone. */
static const char *
why_not(struct store *s, const struct undo_row *row, int verb, struct arena *a)
{
	const char *why = NULL;
	if (row->undone_by)
		return NULL;
	if (verb < 0 || verb >= ACT_COUNT || act_table[verb].undo == ACT_UNDO_NONE)
		return _("takes nothing back");
	if (act_table[verb].undo == ACT_UNDO_NEVER)
		return _("has left the house or must not come back");
	sqlite3_stmt *st = db_stmt(s, STMT_UNDO_LEFT, NULL);
	if (!st)
		return NULL;
	db_bind(st, "i", row->grp);
	if (db_step(s, st, NULL) > 0) {
		char *to = db_col_text(st, 1, a);
		why = db_col(st, 0) == OUTBOX_UNKNOWN ? _("nobody knows whether its message left") : str_empty(to)
			? _("its message has left") : arena_printf(a, _("the message to %s has left"), to);
	}
	db_done(st);
	return why;
}

int
read_undo_list(struct store *s, int64_t agent, int64_t before, size_t limit, struct arena *a, struct undo_row **out,
	size_t *n, struct error *err)
{
	struct undo_row *list = NULL;
	int *verbs = arena_array(a, int, limit);
	size_t count = 0, space = 0;
	int rc = -1;
	sqlite3_stmt *st = db_stmt(s, STMT_UNDO_GROUPS, err);
	if (!st)
		return -1;
	db_bind(st, "iiii", agent, (int64_t)ACT_UNDO, before ? before : INT64_MAX, (int64_t)limit);
	while (count < limit && (rc = db_step(s, st, err)) > 0) {
		bool other = db_col(st, 9) != agent;
		verbs[count] = (int)db_col(st, 2);
		*VEC_PUSH(a, list, count, space) = (struct undo_row){ .grp = db_col(st, 0), .at = db_col(st, 1),
			.case_id = db_col(st, 3), .case_number = db_col(st, 4), .customer = db_col(st, 5),
			.undone_by = db_col(st, 6), .undone_at = db_col(st, 7),
			.undone_who = other ? db_col_text(st, 8, a) : NULL };
	}
	db_done(st);
	for (size_t i = 0; rc >= 0 && i < count; i++) {
		rc = group_words(s, &list[i], a, err);
		list[i].cannot = why_not(s, &list[i], verbs[i], a);
	}
	*out = list;
	*n = count;
	return rc < 0 ? -1 : 0;
}

int
read_group_changes(struct store *s, int64_t grp, size_t limit, struct arena *a, char ***out, struct error *err)
{
	struct one { int64_t id, number; } *list = NULL;
	char **lines = NULL;
	size_t n = 0, space = 0, count = 0, room = 0;
	int rc = -1;
	sqlite3_stmt *st = db_stmt(s, STMT_UNDO_CHANGED, err);
	if (!st)
		return -1;
	db_bind(st, "ii", grp, (int64_t)limit);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, n, space) = (struct one){ db_col(st, 0), db_col(st, 1) };
	db_done(st);
	for (size_t i = 0; rc == 0 && i < n && count < limit; i++) {
		char **changes;
		if (read_changes(s, list[i].id, a, &changes, err) < 0)
			return -1;
		for (; *changes && count < limit; changes++)
			*VEC_PUSH(a, lines, count, room) = list[i].number ? arena_printf(a, "#%lld %s", (long long)list[i].number,
				*changes) : *changes;
	}
	*VEC_PUSH(a, lines, count, room) = NULL;
	if (rc == 0)
		*out = lines;
	return rc;
}

/* -- redo ----------------------------------------------------------------------------------------------------- */

/*
 * Walks back over undos and redos alone: a redo (the undo of an undo) and what it took back cancel out, and the first
 * undo that still holds is the one.  Anything else they did since ends the chain, as in every editor.
 */
int64_t
read_redo(struct store *s, int64_t agent)
{
	int64_t found = 0;
	sqlite3_stmt *st = db_stmt(s, STMT_UNDO_MINE, NULL);
	if (!st)
		return 0;
	db_bind(st, "ii", agent, (int64_t)ACT_UNDO);
	while (!found && db_step(s, st, NULL) > 0) {
		bool first = db_col(st, 0) == db_col(st, 1);	/* else the line on the other case of a merge */
		if (db_col(st, 2) != ACT_UNDO)
			break;
		if (first && !db_col(st, 3) && db_col(st, 4) != ACT_UNDO)
			found = db_col(st, 1);
	}
	db_done(st);
	return found;
}

char *
read_undone_words(struct store *s, int64_t undo, struct arena *a)
{
	struct undo_row row = { .grp = db_int64(s, STMT_ACT_UNDOES, 0, "ii", undo, (int64_t)ACT_UNDO) };
	int64_t case_id = db_int64(s, STMT_ACT_GRP_CASE, 0, "i", row.grp);
	if (group_words(s, &row, a, NULL) < 0)
		return arena_str(a, "?");
	if (!case_id)
		return arena_str(a, row.words);
	return row.cases > 1 ? arena_printf(a, ngettext_("%s (%lld case)", "%s (%lld cases)", row.cases), row.words,
			(long long)row.cases)
		: arena_printf(a, "%s (#%lld)", row.words, (long long)db_int64(s, STMT_ACT_CASE, 0, "i", case_id));
}

int64_t
read_last_act(struct store *s, int64_t agent)
{
	return db_int64(s, STMT_UNDO_LAST_AT, 0, "ii", agent, (int64_t)ACT_UNDO);
}
