/* act_merge.c - cases become one, and one becomes two; every row moved is in the journal. */
#include "act_internal.h"

#include <stdio.h>

#include "i18n.h"
#include "str.h"

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
		if (act_tag(x, "case_tag", to, names[i], true) < 0)
			rc = -1;
	return rc;
}

int
act_participant(struct acting *x, int64_t case_id, int64_t identity, enum party role, bool on)
{
	char *field = arena_printf(x->a, "%lld:%d", (long long)identity, (int)role);
	bool is = db_int64(x->s, STMT_CASE_PARTICIPANT, 0, "ii", case_id, identity) != 0;
	if (is == on)
		return 0;
	if ((on ? db_run(x->s, STMT_ACT_PARTICIPANT_ON, x->err, "iii", case_id, identity, (int64_t)role)
			: db_run(x->s, STMT_ACT_PARTICIPANT_OFF, x->err, "ii", case_id, identity)) < 0)
		return -1;
	return act_note_change(x, "participant", case_id, field, V_INT(!on), V_INT(on)) < 0 ? -1 : 1;
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
		if (act_participant(x, into, list[i].identity, (enum party)list[i].role, true) < 0)
			rc = -1;
	}
	return rc;
}

/* The case that is merged in belongs to somebody else, who may go on speaking, and is addressed only when named. */
static int
add_participants(struct acting *x, const struct act_case *into, const struct act_case *from)
{
	int64_t *ids, one;
	size_t n;
	if (db_ids(x->s, STMT_ACT_SPOKE_IN, x->a, &ids, &n, x->err, "ii", from->id, from->customer) < 0)
		return -1;
	if (!n && (one = db_int64(x->s, STMT_ACT_FIRST_IDENTITY, 0, "i", from->customer)) != 0) {
		ids = &one;
		n = 1;
	}
	for (size_t i = 0; i < n; i++)
		if (act_participant(x, into->id, ids[i], ROLE_FROM, true) < 0)
			return -1;
	return 0;
}

/* Who waits in the one must not be lost in one that sleeps. */
static int
wake_for(struct acting *x, const struct act_case *into, const struct act_case *from)
{
	bool owed = from->status == STATUS_NEW || from->status == STATUS_OPEN;
	struct value now;
	if (!owed || act_get(x, FIELD_CASE_STATUS, into->id, &now) < 0)
		return owed ? -1 : 0;
	return act_asleep((int)now.i) ? act_wake(x, into->id) : 0;
}

static int
merge_one(struct acting *x, const struct act_case *into, const struct act_case *from, bool participant)
{
	if (participant && add_participants(x, into, from) < 0)
		return -1;
	return merge_tags(x, from->id, into->id) < 0 || merge_participants(x, into->id, from->id) < 0 ||
		act_set(x, FIELD_CASE_STATUS, from->id, V_INT(STATUS_MERGED)) < 0 ||
		act_relink(x, TREE_CASES, from->id, into->id) < 0 || wake_for(x, into, from) < 0 ? -1 : 0;
}

/* What a merge of two persons' cases makes of them must be said: nobody becomes one by mistake. */
static int
judge(struct acting *x, const struct act *act, const struct act_case *into, const struct act_case *from)
{
	if (from->merged_into)
		return error_set(x->err, ERR_INPUT, _("case #%lld was merged already"), (long long)from->number);
	if (!from->customer || !into->customer || from->customer == into->customer || act->flag || act->participant)
		return 0;
	return error_set(x->err, ERR_INPUT, _("#%lld and #%lld are of two customers: say that they are the same "
		"person (--same-person), that the other one takes part (--participant), or link the cases instead"),
		(long long)into->number, (long long)from->number);
}

/* Both persons become one first, as an action of its own in the same group. */
static int
merge_people(struct acting *x, const struct act *act, const struct act_case *into)
{
	for (size_t i = 0; act->flag && i < act->case_count; i++) {
		struct act_case from;
		if (act_case(x, act->cases[i], &from) < 0)
			return -1;
		if (!from.customer || !into->customer || from.customer == into->customer)
			continue;
		struct act people = { .verb = ACT_CUSTOMER_MERGE, .customer = into->customer, .customer2 = from.customer,
			.reason = act->reason };
		if (act_do_customer_merge(x, &people) < 0)
			return -1;
	}
	return 0;
}

/* The others' timelines say where they went, also when they are apart again. */
static int
note_absorbed(struct acting *x, const struct act_case *into, const int64_t *ids, size_t n, int64_t reason)
{
	for (size_t i = 0; i < n; i++)
		if (act_write(x, ACT_MERGE, ids[i], 0, arena_printf(x->a, "into #%lld", (long long)into->number), reason) < 0)
			return -1;
	return 0;
}

int
act_reason(struct acting *x, const struct act *act, int64_t customer, int64_t *text)
{
	*text = str_empty(act->reason) ? 0 : db_text_put(x->s, customer, act->reason, x->err);
	return !str_empty(act->reason) && !*text ? -1 : 0;
}

int
act_do_merge(struct acting *x, const struct act *act)
{
	struct act_case into, from;
	struct buf numbers = BUF_INIT;
	int64_t *ids = arena_array(x->a, int64_t, act->case_count + 1), reason;
	size_t n = 0;
	int rc = -1;
	if (act->flag && act->participant)
		return error_set(x->err, ERR_INPUT, _("the same person or a participant: choose one"));
	if (act_living(x, act, &into) < 0)
		return -1;
	for (size_t i = 0; i < act->case_count; i++) {
		if (act_case(x, act->cases[i], &from) < 0 || (from.id != into.id && judge(x, act, &into, &from) < 0))
			return -1;
		bool again = from.id == into.id;
		for (size_t k = 0; k < n && !again; k++)
			again = ids[k] == from.id;
		if (!again)
			ids[n++] = from.id;
	}
	if (!n)
		return error_set(x->err, ERR_INPUT, _("merge: no other case given"));
	if (act_reason(x, act, into.customer, &reason) < 0 || merge_people(x, act, &into) < 0)
		return -1;
	int64_t customer = db_int64(x->s, STMT_ACT_CASE_CUSTOMER, 0, "i", into.id);
	if (act_write(x, ACT_MERGE, into.id, 0, NULL, reason) < 0)
		return -1;
	int64_t action = x->action;
	for (size_t i = 0; i < n; i++) {
		if (act_case(x, ids[i], &from) < 0 ||
		    merge_one(x, &into, &from, from.customer && customer && from.customer != customer) < 0)
			goto out;
		buf_addf(&numbers, "%s#%lld", numbers.len ? " " : "", (long long)from.number);
	}
	if (db_run(x->s, STMT_ACTION_ARGS, x->err, "it", action, numbers.data) < 0 ||
	    note_absorbed(x, &into, ids, n, reason) < 0)
		goto out;
	act_say(x, _("merged %s into #%lld"), numbers.data, (long long)into.number);
	rc = 0;
out:
	buf_free(&numbers);
	return rc;
}

/* -- split -------------------------------------------------------------------------------------------------- */

/* What the split moves, with its homes as they were: the message, what follows it in the case, and the thread, if what
 * comes next in it would go to the same case. */
static int
split_off(struct acting *x, const struct act_message_head *h, int64_t message, int64_t home, int64_t case_id,
	const int64_t *later, size_t n)
{
	int64_t next = 0, at = 0;
	if (act_note_change(x, "message", message, "case_id", V_INT(home), V_INT(case_id)) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (later[i] != message && act_put(x, SEAT_MESSAGE, later[i], case_id) < 0)
			return -1;
	if (act_home(x, SEAT_THREAD, h->thread, &next, &at) < 0)
		return -1;
	return !at || at == h->case_id ? act_put(x, SEAT_THREAD, h->thread, case_id) : 0;
}

int
act_do_split(struct acting *x, const struct act *act)
{
	struct act_message_head h;
	struct uid uid = uid_new();
	int64_t case_id, *later, home = 0, at = 0, next = 0, next_at = 0, reason;
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
	    act_reason(x, act, db_int64(x->s, STMT_ACT_CASE_CUSTOMER, 0, "i", h.case_id), &reason) < 0 ||
	    act_write(x, ACT_SPLIT, h.case_id, 0, NULL, reason) < 0)
		return -1;
	int64_t action = x->action;
	if (act_home(x, SEAT_MESSAGE, act->message, &home, &at) < 0 ||
	    act_home(x, SEAT_THREAD, h.thread, &next, &next_at) < 0 ||
	    case_open(x->s, act->message, STATUS_OPEN, false, uid, &case_id, x->err) < 0 ||
	    db_run(x->s, STMT_PUT_THREAD, x->err, "izz", h.thread, next_at, next == next_at ? (int64_t)0 : next) < 0 ||
	    split_off(x, &h, act->message, home, case_id, later, n) < 0)
		return -1;
	/* undone, the new case is one that was merged into where the message was at home */
	if (act_note_change(x, "case", case_id, "merged_into", V_INT(home), V_NULL) < 0 ||
	    act_note_change(x, "case", case_id, "status", V_INT(STATUS_MERGED), V_INT(STATUS_OPEN)) < 0)
		return -1;
	int64_t number = db_int64(x->s, STMT_ACT_CASE, 0, "i", case_id), was = db_int64(x->s, STMT_ACT_CASE, 0, "i", h.case_id);
	if (db_run(x->s, STMT_ACTION_ARGS, x->err, "it", action, arena_printf(x->a, "#%lld", (long long)number)) < 0 ||
	    act_write(x, ACT_SPLIT, case_id, 0, arena_printf(x->a, "from #%lld", (long long)was), reason) < 0)
		return -1;
	x->out->case_id = case_id;
	x->out->number = number;
	act_say(x, _("split off #%lld"), (long long)number);
	return act_touch(x, h.case_id) < 0 ? -1 : act_touch(x, case_id);
}
