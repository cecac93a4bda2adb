/* act_undo.c - a group taken back: `before` is restored only where the field still equals `after`. */
#include "act_internal.h"
#include "read_internal.h"

#include <stdlib.h>
#include <string.h>

#include "i18n.h"
#include "str.h"

struct undoable { int64_t id, case_id, customer, undone_by; enum act_verb verb; char *args; };
struct old_change { char *entity, *field; int64_t id; struct value before, after; };

/* The words behind a text row's number. */
static int
words_value(struct acting *x, struct value *v)
{
	char *words;
	if (v->type != VALUE_INT)
		return 0;
	if (db_text(x->s, STMT_TEXT_GET, x->a, &words, x->err, "i", v->i) < 0)
		return -1;
	*v = words ? (struct value){ VALUE_TEXT, 0, words } : V_NULL;
	return 0;
}

static void
leave_alone(struct acting *x, const struct old_change *c)
{
	*VEC_PUSH(x->a, x->left, x->left_count, x->left_space) = arena_printf(x->a,
		_("%s %lld, %s: changed since"), c->entity, (long long)c->id, c->field);
}

static int
undo_tag(struct acting *x, const struct old_change *c)
{
	int rc = act_tag(x, c->id, c->field, c->before.i != 0);
	return rc < 0 ? -1 : 0;
}

static int
undo_link(struct acting *x, const struct old_change *c)
{
	char *colon = strchr(c->field, ':');
	int64_t other = strtoll(c->field, NULL, 10);
	int rc = c->before.i ? db_run(x->s, STMT_ACT_LINK_ON, x->err, "iit", c->id, other, colon ? colon + 1 : "part")
		: db_run(x->s, STMT_ACT_LINK_OFF, x->err, "ii", c->id, other);
	return rc < 0 ? -1 : act_note_change(x, c->entity, c->id, c->field, c->after, c->before);
}

static int
undo_participant(struct acting *x, const struct old_change *c)
{
	int64_t identity = strtoll(c->field, NULL, 10);
	const char *colon = strchr(c->field, ':');
	int rc = c->before.i ? db_run(x->s, STMT_ACT_PARTICIPANT_ON, x->err, "iii", c->id, identity,
			(int64_t)strtoll(colon ? colon + 1 : "1", NULL, 10))
		: db_run(x->s, STMT_ACT_PARTICIPANT_OFF, x->err, "ii", c->id, identity);
	return rc < 0 ? -1 : act_note_change(x, c->entity, c->id, c->field, c->after, c->before);
}

/* What a field holds now; 0 when its row is gone (a draft that was sent). */
static int
value_now(struct acting *x, int field, int64_t id, struct value *now)
{
	struct error *keep = x->err, gone = ERROR_INIT;
	x->err = &gone;
	int rc = act_get(x, (enum act_field)field, id, now);
	x->err = keep;
	if (rc == 0)
		return 1;
	return gone.code == ERR_INPUT ? 0 : error_set(keep, gone.code, "%s", gone.text);
}

/* A thread goes back to its case, and what arrived in it meanwhile goes with it. */
static int
undo_thread(struct acting *x, const struct old_change *c, int64_t since)
{
	int64_t *ids;
	size_t n;
	if (db_ids(x->s, STMT_ACT_ARRIVED_AFTER, x->a, &ids, &n, x->err, "iii", c->id, c->after.i, since) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (act_set(x, FIELD_MESSAGE_CASE_ID, ids[i], c->before) < 0)
			return -1;
	return c->before.type == VALUE_INT ? act_touch(x, c->before.i) : 0;
}

static int
undo_change(struct acting *x, const struct old_change *c, int64_t action)
{
	struct value now;
	if (str_eq(c->entity, "case_tag"))
		return undo_tag(x, c);
	if (str_eq(c->entity, "customer_tag"))
		return act_customer_tag(x, c->id, c->field, c->before.i != 0) < 0 ? -1 : 0;
	if (str_eq(c->entity, "case_link"))
		return undo_link(x, c);
	if (str_eq(c->entity, "participant"))
		return undo_participant(x, c);
	bool words;
	int f = act_field(c->entity, c->field, &words);
	if (f < 0)
		return 0;
	struct value before = c->before, after = c->after;
	if (words && (words_value(x, &before) < 0 || words_value(x, &after) < 0))
		return -1;
	int there = value_now(x, f, c->id, &now);
	if (there < 0)
		return -1;
	if (!there || !act_same(now, after)) {
		if (!there || !act_same(now, before))
			leave_alone(x, c);
		return 0;
	}
	if (f == FIELD_THREAD_NEXT && c->after.type == VALUE_INT && undo_thread(x, c, action) < 0)
		return -1;
	if (act_set(x, (enum act_field)f, c->id, before) < 0)
		return -1;
	if (str_eq(c->entity, "case"))
		return act_touch(x, c->id);
	if (f == FIELD_MESSAGE_CASE_ID || f == FIELD_NOTE_CASE_ID) {
		if (before.type == VALUE_INT && act_touch(x, before.i) < 0)
			return -1;
		return after.type == VALUE_INT ? act_touch(x, after.i) : 0;
	}
	return 0;
}

static int
undo_changes(struct acting *x, const struct undoable *u)
{
	struct old_change *list = NULL;
	size_t n = 0, space = 0;
	int rc = -1;
	sqlite3_stmt *st = db_stmt(x->s, STMT_ACT_CHANGES, x->err);
	if (!st)
		return -1;
	db_bind(st, "i", u->id);
	while ((rc = db_step(x->s, st, x->err)) > 0)
		*VEC_PUSH(x->a, list, n, space) = (struct old_change){ .entity = db_col_text(st, 0, x->a),
			.id = db_col(st, 1), .field = db_col_text(st, 2, x->a), .before = act_value(st, 3, x->a),
			.after = act_value(st, 4, x->a) };
	db_done(st);
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = undo_change(x, &list[i], u->id);
	if (rc == 0 && u->case_id)
		rc = act_touch(x, u->case_id);
	return rc;
}

static int
read_group(struct acting *x, int64_t grp, struct undoable **out, size_t *n)
{
	size_t space = 0;
	int rc = -1;
	sqlite3_stmt *st = db_stmt(x->s, STMT_ACT_GROUP, x->err);
	*out = NULL;
	*n = 0;
	if (!st)
		return -1;
	db_bind(st, "i", grp);
	while ((rc = db_step(x->s, st, x->err)) > 0)
		*VEC_PUSH(x->a, *out, *n, space) = (struct undoable){ .id = db_col(st, 0),
			.verb = (enum act_verb)db_col(st, 1), .case_id = db_col(st, 2), .customer = db_col(st, 3),
			.undone_by = db_col(st, 4), .args = db_col_text(st, 5, x->a) };
	db_done(st);
	if (rc == 0 && !*n)
		return error_set(x->err, ERR_INPUT, _("there is no such action"));
	return rc;
}

static int
refuse(struct acting *x, const struct undoable *u)
{
	if (u->undone_by)
		return error_set(x->err, ERR_INPUT, _("that was undone already"));
	if (act_table[u->verb].undo == ACT_UNDO_NEVER)
		return error_set(x->err, ERR_INPUT, _("'%s' cannot be undone: it has left the house or must not come back"),
			act_table[u->verb].name);
	if (act_table[u->verb].undo == ACT_UNDO_NONE)
		return error_set(x->err, ERR_INPUT, _("'%s' cannot be undone"), act_table[u->verb].name);
	return 0;
}

/* "undone: tagged +ship (#4711 and 2 more)"; the first of the group comes last in the list. */
static void
say_undone(struct acting *x, const struct undoable *list, size_t n, bool taken_back)
{
	const struct undoable *first = &list[n - 1];
	size_t others = 0;
	for (size_t i = 0; i + 1 < n; i++)
		others += list[i].case_id && list[i].case_id != first->case_id && list[i].verb == first->verb;
	char *what = read_action_words(x->s, first->id, first->verb, first->args, 0, x->a);
	x->out->case_id = first->case_id;
	int64_t number = first->case_id ? db_int64(x->s, STMT_ACT_CASE, 0, "i", first->case_id) : 0;
	if (taken_back)
		act_say(x, _("taken back: %s; the text is a draft again"), act_table[first->verb].name);
	else if (!number)
		act_say(x, _("undone: %s"), what);
	else if (!others)
		act_say(x, _("undone: %s (#%lld)"), what, (long long)number);
	else
		act_say(x, ngettext_("undone: %s (#%lld and %zu more)", "undone: %s (#%lld and %zu more)", others), what,
			(long long)number, others);
}

int
act_undo_group(struct acting *x, int64_t grp)
{
	struct undoable *list;
	int64_t *boxes;
	size_t n, box_count;
	if (read_group(x, grp, &list, &n) < 0 || act_ids(x, STMT_ACT_OUTBOX_OF_GRP, grp, &boxes, &box_count) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (refuse(x, &list[i]) < 0)
			return -1;
	for (size_t i = 0; i < box_count; i++)
		if (act_take_back(x, boxes[i]) < 0)
			return -1;
	for (size_t i = 0; i < n; i++) {
		if (undo_changes(x, &list[i]) < 0 ||
		    db_run(x->s, STMT_ACT_UNDONE, x->err, "ii", list[i].id, x->action) < 0)
			return -1;
		if (list[i].verb == ACT_CUSTOMER_MERGE &&
		    db_run(x->s, STMT_ACT_CUSTOMER_UNMERGED, x->err, "ii", list[i].id, x->action) < 0)
			return -1;
	}
	/* an undo (or unmerge) taken back: what it had undone counts again */
	if ((list[0].verb == ACT_UNDO || list[0].verb == ACT_CUSTOMER_UNMERGE) &&
	    (db_run(x->s, STMT_ACT_REVIVED, x->err, "i", grp) < 0 ||
	     db_run(x->s, STMT_ACT_CUSTOMER_REMERGED, x->err, "i", grp) < 0))
		return -1;
	say_undone(x, list, n, box_count > 0);
	return 0;
}

int
act_do_undo(struct acting *x, const struct act *act)
{
	int64_t grp = act->action ? db_int64(x->s, STMT_ACT_GRP_OF, 0, "i", act->action)
		: act->case_id ? db_int64(x->s, STMT_ACT_LAST_OF_CASE, 0, "ii", act->case_id, (int64_t)ACT_UNDO)
		: db_int64(x->s, STMT_ACT_LAST_OF_AGENT, 0, "ii", x->who->agent, (int64_t)ACT_UNDO);
	if (!grp)
		return error_set(x->err, ERR_INPUT, _("there is nothing to undo"));
	int64_t case_id = db_int64(x->s, STMT_ACT_GRP_CASE, 0, "i", grp);
	if (act_write(x, ACT_UNDO, case_id, 0, arena_printf(x->a, "%lld", (long long)grp), 0) < 0 ||
	    act_undo_group(x, grp) < 0)
		return -1;
	return act_touch(x, case_id);
}
