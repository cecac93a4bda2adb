/* act_merge.c - cases become one, and one becomes two; every row moved is in the journal. */
#include "act_internal.h"

#include <stdio.h>

#include "i18n.h"

static int
move_all(struct acting *x, enum stmt list, enum act_field field, int64_t from, int64_t to)
{
	int64_t *ids;
	size_t n;
	if (act_ids(x, list, from, &ids, &n) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (act_set(x, field, ids[i], V_INT(to)) < 0)
			return -1;
	return 0;
}

static int
merge_tags(struct acting *x, int64_t from, int64_t to)
{
	char **names = NULL;
	size_t n = 0, space = 0;
	int rc = -1;
	sqlite3_stmt *st = db_stmt(x->s, STMT_ACT_TAGS_OF, x->err);
	if (!st)
		return -1;
	db_bind(st, "i", from);
	while ((rc = db_step(x->s, st, x->err)) > 0)
		*VEC_PUSH(x->a, names, n, space) = db_col_text(st, 0, x->a);
	db_done(st);
	for (size_t i = 0; rc == 0 && i < n; i++)
		if (act_tag(x, to, names[i], true) < 0)
			rc = -1;
	return rc;
}

/* Those who spoke in the one case may go on speaking in the other. */
static int
merge_participants(struct acting *x, int64_t into, int64_t from)
{
	struct one { int64_t identity, role; } *list = NULL;
	size_t n = 0, space = 0;
	int rc = -1;
	sqlite3_stmt *st = db_stmt(x->s, STMT_ACT_PARTICIPANTS_NEW, x->err);
	if (!st)
		return -1;
	db_bind(st, "ii", into, from);
	while ((rc = db_step(x->s, st, x->err)) > 0)
		*VEC_PUSH(x->a, list, n, space) = (struct one){ db_col(st, 0), db_col(st, 1) };
	db_done(st);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		char *field = arena_printf(x->a, "%lld:%lld", (long long)list[i].identity, (long long)list[i].role);
		if (db_run(x->s, STMT_ACT_PARTICIPANT_ON, x->err, "iii", into, list[i].identity, list[i].role) < 0 ||
		    act_note_change(x, "participant", into, field, V_INT(0), V_INT(1)) < 0)
			rc = -1;
	}
	return rc;
}

/* What is under way goes along: rows of the outbox, escalations, what agents have begun to write. */
static int
merge_underway(struct acting *x, int64_t into, int64_t from)
{
	if (move_all(x, STMT_ACT_OUTBOX_OF, FIELD_OUTBOX_CASE_ID, from, into) < 0 ||
	    move_all(x, STMT_ACT_ESCALATIONS_OF, FIELD_ESCALATION_CASE_ID, from, into) < 0)
		return -1;
	db_touch(x->s, AREA_OUTBOX);
	db_touch(x->s, AREA_DRAFT);
	return x->who->agent ? move_all(x, STMT_ACT_DRAFTS_OF, FIELD_DRAFT_CASE_ID, from, into) : 0;
}

static int
merge_one(struct acting *x, const struct act_case *into, const struct act_case *from)
{
	if (move_all(x, STMT_ACT_MESSAGES_OF, FIELD_MESSAGE_CASE_ID, from->id, into->id) < 0 ||
	    move_all(x, STMT_ACT_NOTES_OF, FIELD_NOTE_CASE_ID, from->id, into->id) < 0 ||
	    move_all(x, STMT_ACT_THREADS_OF, FIELD_THREAD_NEXT, from->id, into->id) < 0 ||
	    merge_tags(x, from->id, into->id) < 0 ||
	    merge_participants(x, into->id, from->id) < 0 || merge_underway(x, into->id, from->id) < 0 ||
	    act_set(x, FIELD_CASE_STATUS, from->id, V_INT(STATUS_MERGED)) < 0 ||
	    act_set(x, FIELD_CASE_MERGED, from->id, V_INT(into->id)) < 0)
		return -1;
	return act_touch(x, from->id);
}

int
act_do_merge(struct acting *x, const struct act *act)
{
	struct act_case into, from;
	struct buf numbers = BUF_INIT;
	int rc = -1;
	bool written = false;
	if (act_living(x, act, &into) < 0)
		return -1;
	for (size_t i = 0; i < act->case_count; i++) {
		if (act_case(x, act->cases[i], &from) < 0)
			goto out;
		if (from.id == into.id)
			continue;
		if (from.merged_into) {
			error_set(x->err, ERR_INPUT, _("case #%lld was merged already"), (long long)from.number);
			goto out;
		}
		if (from.customer && into.customer && from.customer != into.customer && !act->flag) {
			error_set(x->err, ERR_INPUT, _("#%lld and #%lld are of two customers: say that they are the same "
				"person (--same-person), or link the cases instead"), (long long)into.number,
				(long long)from.number);
			goto out;
		}
		if (!written && act_write(x, ACT_MERGE, into.id, 0, NULL, 0) < 0)
			goto out;
		written = true;
		if (merge_one(x, &into, &from) < 0)
			goto out;
		buf_addf(&numbers, "%s#%lld", numbers.len ? " " : "", (long long)from.number);
		if (from.customer && into.customer && from.customer != into.customer) {
			int64_t merge_action = x->action;
			struct act people = { .verb = ACT_CUSTOMER_MERGE, .customer = into.customer,
				.customer2 = from.customer };
			if (act_do_customer_merge(x, &people) < 0)
				goto out;
			x->action = merge_action;
			x->change = 100000;	/* further changes of the merge after those of before */
		}
	}
	if (!written) {
		error_set(x->err, ERR_INPUT, _("merge: no other case given"));
		goto out;
	}
	if (db_run(x->s, STMT_ACTION_ARGS, x->err, "it", x->action, numbers.data) < 0)
		goto out;
	act_say(x, _("merged %s into #%lld"), numbers.data, (long long)into.number);
	rc = 0;
out:
	buf_free(&numbers);
	return rc;
}

int
act_do_split(struct acting *x, const struct act *act)
{
	struct act_message_head h;
	struct uid uid = uid_new();
	int64_t case_id, *later;
	size_t n;
	char hex[33];
	if (act_message_head(x, act->message, &h) < 0)
		return -1;
	if (!h.case_id)
		return error_set(x->err, ERR_INPUT, _("that message belongs to no case: `open` makes one"));
	if (act->case_id && act->case_id != h.case_id)
		return error_set(x->err, ERR_INPUT, _("that message is not part of the case"));
	uid_hex(hex, uid);
	uid = uid_of("split", hex, NULL);
	if (db_ids(x->s, STMT_ACT_MESSAGES_AFTER, x->a, &later, &n, x->err, "iiii", h.case_id, h.thread, h.received_at,
		act->message) < 0 ||
	    act_write(x, ACT_SPLIT, h.case_id, 0, NULL, 0) < 0)
		return -1;
	struct value before;
	if (act_get(x, FIELD_THREAD_NEXT, h.thread, &before) < 0 ||
	    case_open(x->s, act->message, STATUS_OPEN, false, uid, &case_id, x->err) < 0)
		return -1;
	if (act_note_change(x, "message", act->message, "case_id", V_INT(h.case_id), V_INT(case_id)) < 0 ||
	    act_note_change(x, "thread", h.thread, "next_case", before, V_INT(case_id)) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (later[i] != act->message && act_set(x, FIELD_MESSAGE_CASE_ID, later[i], V_INT(case_id)) < 0)
			return -1;
	/* undone, the new case is a merged one again */
	if (act_note_change(x, "case", case_id, "merged_into", V_INT(h.case_id), V_NULL) < 0 ||
	    act_note_change(x, "case", case_id, "status", V_INT(STATUS_MERGED), V_INT(STATUS_OPEN)) < 0)
		return -1;
	int64_t number = db_int64(x->s, STMT_ACT_CASE, 0, "i", case_id);
	if (db_run(x->s, STMT_ACTION_ARGS, x->err, "it", x->action, arena_printf(x->a, "#%lld", (long long)number)) < 0)
		return -1;
	x->out->case_id = case_id;
	x->out->number = number;
	act_say(x, _("split off #%lld"), (long long)number);
	return act_touch(x, h.case_id) < 0 ? -1 : act_touch(x, case_id);
}
