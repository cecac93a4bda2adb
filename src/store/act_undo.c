/* act_undo.c - a group taken back: `before` is restored only where the field still equals `after`. */
#include "act_internal.h"
#include "read_internal.h"

#include <stdlib.h>
#include <string.h>

#include "i18n.h"
#include "str.h"

struct undoable { int64_t id, case_id, customer, undone_by; enum act_verb verb; char *args; };
struct old_change {
	char *entity, *field;
	int64_t id, action;		/* action: whose change it is */
	struct value before, after;
	bool redo;			/* the action took something back */
};

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

struct setting { bool undone; struct value before, after; };

/* What has set a field of a case or customer before that change, newest first; undoing is no setting. */
static int
settings(struct acting *x, const struct old_change *c, bool words, struct setting **list, size_t *n)
{
	enum stmt id = str_eq(c->entity, "customer") ? STMT_ACT_SET_BEFORE_CUSTOMER : STMT_ACT_SET_BEFORE_CASE;
	size_t space = 0;
	int rc = -1;
	sqlite3_stmt *st = db_stmt(x->s, id, x->err);
	*list = NULL;
	*n = 0;
	if (!st)
		return -1;
	db_bind(st, "iitti", c->id, c->action, c->entity, c->field, (int64_t)ACT_UNDO);
	while ((rc = db_step(x->s, st, x->err)) > 0)
		*VEC_PUSH(x->a, *list, *n, space) = (struct setting){ db_col(st, 0) != 0, act_value(st, 1, x->a),
			act_value(st, 2, x->a) };
	db_done(st);
	for (size_t i = 0; rc == 0 && words && i < *n; i++)
		if (words_value(x, &(*list)[i].before) < 0 || words_value(x, &(*list)[i].after) < 0)
			return -1;
	return rc;
}

/*
 * What a field held before an action, without what was undone since: when the action that had set that value is undone
 * too, it is what that one had found, and so on.  So undoing all leads back to the first state, in any order.
 */
static int
value_before(struct acting *x, const struct old_change *c, bool words, struct value *out)
{
	struct setting *list;
	size_t n;
	*out = c->before;
	if (words && words_value(x, out) < 0)
		return -1;
	if (c->redo)
		return 0;
	if (settings(x, c, words, &list, &n) < 0)
		return -1;
	for (size_t i = 0; i < n && list[i].undone; i++) {
		size_t active = i;
		if (!act_same(list[i].after, *out))
			continue;
		/* its opening is undone, and it stayed */
		if (str_eq(c->entity, "case") && str_eq(c->field, "status") && list[i].before.i == STATUS_MERGED)
			break;
		while (active < n && list[active].undone)
			active++;
		if (active < n && act_same(list[active].after, *out))
			break;
		*out = list[i].before;
	}
	return 0;
}

/* Something that is there or not: a tag, a link, a participant.  1 = it is to become so, 0 = it stays, -1. */
static int
undo_presence(struct acting *x, const struct old_change *c, bool is, bool *on)
{
	struct value before;
	if (is != (c->after.i != 0))
		return 0;
	if (value_before(x, c, false, &before) < 0)
		return -1;
	*on = before.i != 0;
	return *on != is;
}

static int
undo_tag(struct acting *x, const struct old_change *c)
{
	bool on;
	int rc = undo_presence(x, c, act_has_tag(x, c->entity, c->id, c->field), &on);
	return rc > 0 ? act_tag(x, c->entity, c->id, c->field, on) < 0 ? -1 : 0 : rc;
}

static int
undo_link(struct acting *x, const struct old_change *c)
{
	char *colon = strchr(c->field, ':');
	int64_t other = strtoll(c->field, NULL, 10);
	bool on;
	int rc = undo_presence(x, c, db_int64(x->s, STMT_ACT_LINK_HAS, 0, "ii", c->id, other) != 0, &on);
	return rc > 0 ? act_linked(x, c->id, other, colon ? colon + 1 : "part", on) < 0 ? -1 : 0 : rc;
}

static int
undo_participant(struct acting *x, const struct old_change *c)
{
	int64_t identity = strtoll(c->field, NULL, 10);
	const char *colon = strchr(c->field, ':');
	bool on;
	int rc = undo_presence(x, c, db_int64(x->s, STMT_CASE_PARTICIPANT, 0, "ii", c->id, identity) != 0, &on);
	return rc > 0 ? act_participant(x, c->id, identity, (enum party)strtoll(colon ? colon + 1 : "1", NULL, 10), on) < 0
		? -1 : 0 : rc;
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

static int64_t
id_of(struct value v)
{
	return v.type == VALUE_INT ? v.i : 0;
}

/* A thread goes back to its case, and what came and was written in it since goes along. */
static int
follow_thread(struct acting *x, const struct old_change *c, int64_t home, int64_t at, int64_t to)
{
	static const struct { enum stmt id; enum seat p; } kinds[] = { { STMT_ACT_CAME_BY, SEAT_MESSAGE },
		{ STMT_ACT_ANSWERED_BY, SEAT_OUTBOX } };
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
		int64_t *ids;
		size_t n;
		if (db_ids(x->s, kinds[k].id, x->a, &ids, &n, x->err, k ? "iiii" : "iii", c->id, home, c->action, at) < 0)
			return -1;
		for (size_t i = 0; i < n; i++)
			if (act_put(x, kinds[k].p, ids[i], to) < 0)
				return -1;
	}
	return 0;
}

/* What was at home in a case that is none any more, since its splitting off was undone, is so where that one ended. */
static int64_t
true_home(struct acting *x, int64_t home)
{
	for (int i = 0; home && i < 1000; i++) {
		int64_t in = db_int64(x->s, STMT_ACT_ENDED_IN, 0, "iii", home, (int64_t)ACT_SPLIT, (int64_t)ACT_OPEN);
		if (!in)
			break;
		home = in;
	}
	return home;
}

/* Where a case that is none any more had found something; what came to it meanwhile came by its thread. */
static int64_t
found_in(struct acting *x, const struct old_change *c, int64_t ended)
{
	struct act_message_head h;
	int64_t was = db_int64(x->s, STMT_ACT_SPLIT_FOUND, 0, "iitit", ended, (int64_t)ACT_SPLIT, c->entity, c->id, c->field);
	if (was || !str_eq(c->entity, "message") || act_message_head(x, c->id, &h) < 0)
		return was;
	return db_int64(x->s, STMT_ACT_SPLIT_FOUND, 0, "iitit", ended, (int64_t)ACT_SPLIT, "thread", h.thread, "next_case");
}

/* The home to go back to: not in a case that is none any more, but where that one had found it. */
static int64_t
home_before(struct acting *x, const struct old_change *c)
{
	int64_t home = id_of(c->before);
	for (int i = 0; home && i < 1000; i++) {
		int64_t in = db_int64(x->s, STMT_ACT_ENDED_IN, 0, "iii", home, (int64_t)ACT_SPLIT, (int64_t)ACT_OPEN);
		if (!in)
			break;
		int64_t was = found_in(x, c, home);
		home = was ? was : in;
	}
	return home;
}

/* A thing goes back to its home of before, unless it has got another one since. */
static int
undo_place(struct acting *x, enum seat p, const struct old_change *c)
{
	bool people = p == SEAT_IDENTITY || p == SEAT_OWNER;
	int64_t home = 0, at = 0, before = people || c->redo ? id_of(c->before) : home_before(x, c), after = id_of(c->after);
	int there = act_home(x, p, c->id, &home, &at);
	if (there < 0)
		return -1;
	if (there && (home == after || (!people && true_home(x, home) == true_home(x, after)))) {
		if (act_put(x, p, c->id, before) < 0)
			return -1;
		return p == SEAT_THREAD && home && before ? follow_thread(x, c, home, at, before) : 0;
	}
	if (there && c->redo && (p == SEAT_MESSAGE || p == SEAT_THREAD))
		return error_set(x->err, ERR_INPUT, _("%s %lld has gone to another case since: undo that first"), c->entity,
			(long long)c->id);
	if (!there || home != before)
		leave_alone(x, c);
	return 0;
}

/* "#12", "customer 7" */
static const char *
node_words(struct acting *x, enum tree tree, int64_t id)
{
	return tree == TREE_CASES ? arena_printf(x->a, "#%lld", (long long)db_int64(x->s, STMT_ACT_CASE, 0, "i", id))
		: arena_printf(x->a, _("customer %lld"), (long long)id);
}

/* The pointer of a merge: as it was, or the undo is refused; half a merge is none. */
static int
undo_pointer(struct acting *x, enum tree tree, const struct old_change *c)
{
	struct value now;
	int64_t before = id_of(c->before), *below;
	size_t n;
	if (act_get(x, tree == TREE_CASES ? FIELD_CASE_MERGED : FIELD_CUSTOMER_INTO, c->id, &now) < 0)
		return -1;
	if (!act_same(now, c->after))
		return id_of(now) ? error_set(x->err, ERR_INPUT, _("%s was merged into %s since: undo that first"),
				node_words(x, tree, c->id), node_words(x, tree, now.i))
			: error_set(x->err, ERR_INPUT, _("%s stands for itself again already"), node_words(x, tree, c->id));
	if (act_ids(x, tree == TREE_CASES ? STMT_ACT_CASES_BELOW : STMT_ACT_PEOPLE_BELOW, c->id, &below, &n) < 0)
		return -1;
	for (size_t i = 0; before && i < n; i++)
		if (below[i] == before)
			return error_set(x->err, ERR_INPUT, _("%s was merged into %s since: undo that first"),
				node_words(x, tree, before), node_words(x, tree, c->id));
	return act_relink(x, tree, c->id, before);
}

static int
undo_field(struct acting *x, int f, bool words, const struct old_change *c)
{
	struct value now, before, after = c->after;
	if (value_before(x, c, words, &before) < 0 || (words && words_value(x, &after) < 0))
		return -1;
	int there = value_now(x, f, c->id, &now);
	if (there < 0)
		return -1;
	if (!there) {
		leave_alone(x, c);
		return 0;
	}
	/* what is merged has no status of its own, whatever it got meanwhile */
	bool merged = f == FIELD_CASE_STATUS && c->before.i == STATUS_MERGED;
	bool held = f == FIELD_CASE_STATUS && !merged && now.i == STATUS_MERGED &&
		act_end_of(x, TREE_CASES, c->id) != c->id;
	if (held || (!act_same(now, after) && !merged)) {
		if (!act_same(now, before))
			leave_alone(x, c);
		return 0;
	}
	if (act_set(x, (enum act_field)f, c->id, before) < 0)
		return -1;
	if (f == FIELD_CASE_STATUS && act_asleep((int)before.i))
		*VEC_PUSH(x->a, x->slept, x->slept_count, x->slept_space) = (struct act_slept){ c->id, c->action };
	return str_eq(c->entity, "case") ? act_touch(x, c->id) : 0;
}

static int
undo_change(struct acting *x, const struct old_change *c)
{
	if (act_is_tag(c->entity))
		return undo_tag(x, c);
	if (str_eq(c->entity, "case_link"))
		return undo_link(x, c);
	if (str_eq(c->entity, "participant"))
		return undo_participant(x, c);
	if (str_eq(c->field, "merged_into"))
		return undo_pointer(x, str_eq(c->entity, "case") ? TREE_CASES : TREE_PEOPLE, c);
	int place = act_seat(c->entity, c->field);
	if (place >= 0)
		return undo_place(x, (enum seat)place, c);
	bool words;
	int f = act_field(c->entity, c->field, &words);
	return f < 0 ? 0 : undo_field(x, f, words, c);	/* what was moved follows the pointers */
}

static int
old_changes(struct acting *x, const struct undoable *u, struct old_change **list, size_t *n)
{
	size_t space = 0;
	int rc = -1;
	sqlite3_stmt *st = db_stmt(x->s, STMT_ACT_CHANGES, x->err);
	*list = NULL;
	*n = 0;
	if (!st)
		return -1;
	db_bind(st, "i", u->id);
	while ((rc = db_step(x->s, st, x->err)) > 0)
		*VEC_PUSH(x->a, *list, *n, space) = (struct old_change){ .entity = db_col_text(st, 0, x->a),
			.id = db_col(st, 1), .field = db_col_text(st, 2, x->a), .before = act_value(st, 3, x->a),
			.after = act_value(st, 4, x->a), .action = u->id, .redo = u->verb == ACT_UNDO ||
				u->verb == ACT_CUSTOMER_UNMERGE };
	db_done(st);
	return rc;
}

/* A case opened for an item of the history: the item goes back, and the case ends, unless more has come to it. */
static int
undo_open(struct acting *x, const struct undoable *u, const struct old_change *list, size_t n)
{
	struct act_case c;
	bool ends = true;	/* nowhere: its thread led to no other case */
	bool led = false;
	if (act_case(x, u->case_id, &c) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		ends &= !str_eq(list[i].field, "merged_into");
	if (c.merged_into)
		return error_set(x->err, ERR_INPUT, _("%s was merged into %s since: undo that first"),
			node_words(x, TREE_CASES, c.id), node_words(x, TREE_CASES, c.merged_into));
	for (size_t i = 0; i < n; i++) {
		int64_t home = 0, at = 0;
		bool message = str_eq(list[i].entity, "message");
		if (message && act_home(x, SEAT_MESSAGE, list[i].id, &home, &at) > 0 &&
		    true_home(x, home) != c.id)
			return error_set(x->err, ERR_INPUT, _("%s %lld has gone to another case since: undo that first"),
				list[i].entity, (long long)list[i].id);
		if ((message || str_eq(list[i].entity, "stream")) && undo_change(x, &list[i]) < 0)
			return -1;
	}
	if (ends && db_int64(x->s, STMT_ACT_WORKED_ON, 0, "ii", c.id, (int64_t)ACT_SPLIT))
		return error_set(x->err, ERR_INPUT,
			_("#%lld holds notes, answers or other cases since, or was split: undo that first"), (long long)c.number);
	bool stays = ends && db_int64(x->s, STMT_ACT_HOLDS, 0, "i", c.id) != 0;
	if (stays)
		*VEC_PUSH(x->a, x->left, x->left_count, x->left_space) = arena_printf(x->a,
			_("#%lld stays: more has come to it since"), (long long)c.number);
	for (size_t i = 0; !stays && i < n; i++) {
		bool pointer = str_eq(list[i].field, "merged_into");
		/* the last one said is where its thread led */
		if (!str_eq(list[i].entity, "message") && !str_eq(list[i].entity, "stream") && !(pointer && led) &&
		    undo_change(x, &list[i]) < 0)
			return -1;
		led |= pointer;
	}
	return act_touch(x, c.id);
}

/* What came to a case that was split off, and is in the other one now, must not sleep there. */
static int
wake_unsplit(struct acting *x, const struct undoable *u)
{
	struct act_case c, end;
	if (act_case(x, u->case_id, &c) < 0 || act_case(x, act_end_of(x, TREE_CASES, c.id), &end) < 0)
		return -1;
	return c.merged_into && act_asleep(end.status) && db_int64(x->s, STMT_ACT_CAME_HOME, 0, "ii", end.id, c.id)
		? act_wake(x, end.id) : 0;
}

/* What is none any more, since its opening was undone, is not merged again. */
static int
still_there(struct acting *x, const struct old_change *c)
{
	struct act_case one;
	if (!c->redo || !str_eq(c->entity, "case") || !str_eq(c->field, "merged_into") || !id_of(c->before))
		return 0;
	if (act_case(x, c->id, &one) < 0)
		return -1;
	return one.status == STATUS_MERGED && !one.merged_into ? error_set(x->err, ERR_INPUT,
		_("the opening of #%lld is undone: undo that first"), (long long)one.number) : 0;
}

static int
undo_changes(struct acting *x, const struct undoable *u)
{
	struct old_change *list;
	size_t n;
	int rc = old_changes(x, u, &list, &n);
	if (rc == 0 && u->verb == ACT_OPEN)
		return undo_open(x, u, list, n);
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = still_there(x, &list[i]);
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = undo_change(x, &list[i]);
	/* what was written on it may be seen elsewhere by now */
	if (rc == 0 && u->case_id)
		rc = act_touch(x, u->case_id) < 0 ? -1 : act_touch(x, act_end_of(x, TREE_CASES, u->case_id));
	return rc;
}

/* A case that goes back to sleep does not, if the customer has written since and waits. */
static int
wake_slept(struct acting *x)
{
	for (size_t i = 0; i < x->slept_count; i++) {
		struct act_case c;
		const struct act_slept *p = &x->slept[i];
		if (!db_int64(x->s, STMT_ACT_WOKEN_SINCE, 0, "ii", p->case_id, p->since))
			continue;
		if (case_derive(x->s, p->case_id, x->err) < 0 || act_case(x, p->case_id, &c) < 0)
			return -1;
		if (c.waiting_since && act_asleep(c.status) && act_wake(x, c.id) < 0)
			return -1;
	}
	return 0;
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
	int64_t whose = u->customer ? u->customer : u->case_id ? db_int64(x->s, STMT_ACT_CASE_CUSTOMER, 0, "i", u->case_id) : 0;
	if (whose && db_int64(x->s, STMT_ACT_PERSON_ERASED, 0, "i", whose))
		return error_set(x->err, ERR_INPUT, _("customer %lld was erased: what was done to them is not taken back"),
			(long long)whose);
	if (u->undone_by)
		return error_set(x->err, ERR_INPUT, _("that was undone already"));
	if (act_table[u->verb].undo == ACT_UNDO_NEVER)
		return error_set(x->err, ERR_INPUT, _("'%s' cannot be undone: it has left the house or must not come back"),
			act_table[u->verb].name);
	if (act_table[u->verb].undo == ACT_UNDO_NONE)
		return error_set(x->err, ERR_INPUT, _("'%s' cannot be undone"), act_table[u->verb].name);
	return 0;
}

/* The line about a merge or split on the other case. */
static bool
is_echo(const struct undoable *u)
{
	return (u->verb == ACT_MERGE && str_starts(u->args, "into ")) || (u->verb == ACT_SPLIT && str_starts(u->args, "from "));
}

/* An undone merge or split is told on the other case, too. */
static int
echo(struct acting *x, const struct undoable *list, size_t n, int64_t grp)
{
	int64_t action = x->action, change = x->change;
	for (size_t i = 0; i < n; i++) {
		if (is_echo(&list[i]) && act_write(x, ACT_UNDO, list[i].case_id, 0, arena_printf(x->a, "%lld too",
				(long long)grp), x->why) < 0)
			return -1;
		if (list[i].verb == ACT_SPLIT && is_echo(&list[i]) && wake_unsplit(x, &list[i]) < 0)
			return -1;
	}
	x->action = action;
	x->change = change;
	return 0;
}

/* "undone: tagged +ship (#4711 and 2 more)"; the first of the group comes last in the list. */
static void
say_undone(struct acting *x, const struct undoable *list, size_t n, bool taken_back)
{
	const struct undoable *first = &list[n - 1];
	size_t others = 0;
	/* two persons' cases: what became of the cases */
	for (size_t i = n; i-- > 0 && !first->case_id && first->verb != ACT_HANDOVER;)
		if (list[i].case_id)
			first = &list[i];
	for (size_t i = 0; i + 1 < n; i++)
		others += list[i].case_id && list[i].case_id != first->case_id && list[i].verb == first->verb &&
			!is_echo(&list[i]);
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

/* A split that counts again takes all that it had moved, also what its undo had left where a later one had it, and what
 * has come by its thread since. */
static int
split_again(struct acting *x, int64_t grp)
{
	struct undoable *list;
	struct old_change *changes;
	size_t n, count;
	if (read_group(x, grp, &list, &n) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (list[i].verb != ACT_SPLIT || is_echo(&list[i]))
			continue;
		if (old_changes(x, &list[i], &changes, &count) < 0)
			return -1;
		for (size_t k = 0; k < count; k++) {
			int seat = act_seat(changes[k].entity, changes[k].field);
			int64_t home = 0, at = 0, before = id_of(changes[k].before);
			if ((seat != SEAT_MESSAGE && seat != SEAT_THREAD) || !before ||
			    act_home(x, (enum seat)seat, changes[k].id, &home, &at) <= 0 || (home != before &&
			    home != home_before(x, &changes[k])))
				continue;
			if (act_put(x, (enum seat)seat, changes[k].id, id_of(changes[k].after)) < 0 || (seat == SEAT_THREAD &&
			    follow_thread(x, &changes[k], home, at, id_of(changes[k].after)) < 0))
				return -1;
		}
	}
	return 0;
}

/* Several messages of one group: what has left is named and stays, with all that was done to its case. */
static int
take_many_back(struct acting *x, const int64_t *boxes, size_t count, struct undoable *list, size_t *n)
{
	size_t left = 0, kept = 0;
	x->many = true;
	for (size_t i = 0; i < count; i++) {
		int64_t case_id;
		char *to;
		int gone = act_left(x, boxes[i], &case_id, &to);
		if (gone < 0 || (!gone && act_take_back(x, boxes[i]) < 0))
			return -1;
		if (!gone)
			continue;
		left++;
		*VEC_PUSH(x->a, x->left, x->left_count, x->left_space) = arena_printf(x->a,
			_("the message to %s has left"), to ? to : "?");
		for (size_t k = 0; k < *n; k++)
			if (list[k].case_id == case_id)
				list[k].id = 0;
	}
	for (size_t k = 0; k < *n; k++)
		if (list[k].id)
			list[kept++] = list[k];
	*n = kept;
	if (left == count)
		return error_set(x->err, ERR_INPUT, _("all %zu messages have left: they cannot be taken back"), count);
	act_say(x, ngettext_("%zu message taken back", "%zu messages taken back", count - left), count - left);
	if (left)
		act_say(x, ngettext_("%zu had left", "%zu had left", left), left);
	return 0;
}

static int
take_back(struct acting *x, const int64_t *boxes, size_t count, struct undoable *list, size_t *n)
{
	return count > 1 ? take_many_back(x, boxes, count, list, n) : count ? act_take_back(x, boxes[0]) : 0;
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
	if (take_back(x, boxes, box_count, list, &n) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (undo_changes(x, &list[i]) < 0 ||
		    db_run(x->s, STMT_ACT_UNDONE, x->err, "ii", list[i].id, x->action) < 0)
			return -1;
		if (list[i].verb == ACT_CUSTOMER_MERGE &&
		    db_run(x->s, STMT_ACT_CUSTOMER_UNMERGED, x->err, "ii", list[i].id, x->action) < 0)
			return -1;
	}
	if (list[n - 1].verb == ACT_UNDO && list[n - 1].args &&
	    split_again(x, (int64_t)strtoll(list[n - 1].args, NULL, 10)) < 0)
		return -1;
	if (wake_slept(x) < 0 || echo(x, list, n, grp) < 0)
		return -1;
	/* an undo (or unmerge) taken back: what it had undone counts again */
	if ((list[0].verb == ACT_UNDO || list[0].verb == ACT_CUSTOMER_UNMERGE) &&
	    (db_run(x->s, STMT_ACT_REVIVED, x->err, "i", grp) < 0 ||
	     db_run(x->s, STMT_ACT_CUSTOMER_REMERGED, x->err, "i", grp) < 0))
		return -1;
	if (box_count < 2)
		say_undone(x, list, n, box_count > 0);
	else
		x->out->case_id = list[n - 1].case_id;
	return 0;
}

/* The group that `undo` of this one is about: to take back a redo is to undo the action itself again. */
static int64_t
meant(struct acting *x, int64_t grp)
{
	for (int i = 0; i < 1000; i++) {
		int64_t undone = db_int64(x->s, STMT_ACT_UNDOES, 0, "ii", grp, (int64_t)ACT_UNDO);
		int64_t further = undone ? db_int64(x->s, STMT_ACT_UNDOES, 0, "ii", undone, (int64_t)ACT_UNDO) : 0;
		if (!further)
			break;
		grp = further;
	}
	return grp;
}

int
act_do_undo(struct acting *x, const struct act *act)
{
	int64_t grp = act->action ? db_int64(x->s, STMT_ACT_GRP_OF, 0, "i", act->action)
		: act->case_id ? db_int64(x->s, STMT_ACT_LAST_OF_CASE, 0, "ii", act->case_id, (int64_t)ACT_UNDO)
		: db_int64(x->s, STMT_ACT_LAST_OF_AGENT, 0, "ii", x->who->agent, (int64_t)ACT_UNDO);
	if (!grp)
		return error_set(x->err, ERR_INPUT, _("there is nothing to undo"));
	grp = meant(x, grp);
	int64_t case_id = db_int64(x->s, STMT_ACT_GRP_CASE, 0, "i", grp), customer = case_id
		? db_int64(x->s, STMT_ACT_CASE_CUSTOMER, 0, "i", case_id) : db_int64(x->s, STMT_ACT_GRP_CUSTOMER, 0, "i", grp);
	if (act_reason(x, act, customer, &x->why) < 0 ||
	    act_write(x, ACT_UNDO, case_id, case_id ? 0 : customer, arena_printf(x->a, "%lld", (long long)grp), x->why) < 0 ||
	    act_undo_group(x, grp) < 0)
		return -1;
	return act_touch(x, case_id);
}
