/*
 * act_place.c - where things are.  A merge is a pointer from a case (or customer) to another; what lay in the one is
 * seen in the other, and remembers its home.  Where a thing is, is where the pointers lead from its home: so any merge
 * can be taken back at any time, in any order, and what arrived meanwhile goes along by its thread or identity.
 */
#include "act_internal.h"

#include "i18n.h"
#include "str.h"

static const struct {
	const char *entity, *column;
	enum tree tree;
	enum stmt home, in, set;
} places[SEAT_COUNT] = {
#define CASES TREE_CASES
#define PEOPLE TREE_PEOPLE
#define SEAT(id, entity, table, column, home, tree) \
	[SEAT_##id] = { entity, column, tree, STMT_HOME_##id, STMT_IN_##id, STMT_PUT_##id },
#include "act_seats.def"
#undef SEAT
};

static const struct {
	enum act_field into;
	enum stmt next, below;
} trees[] = {
	[TREE_CASES] = { FIELD_CASE_MERGED, STMT_CASE_MERGED_INTO, STMT_ACT_CASES_BELOW },
	[TREE_PEOPLE] = { FIELD_CUSTOMER_INTO, STMT_CUSTOMER_MERGED, STMT_ACT_PEOPLE_BELOW },
};

int
act_seat(const char *entity, const char *column)
{
	for (int p = 0; p < SEAT_COUNT; p++)
		if (str_eq(places[p].entity, entity) && str_eq(places[p].column, column))
			return p;
	return -1;
}

int64_t
act_end_of(struct acting *x, enum tree tree, int64_t id)
{
	for (int i = 0; id && i < 1000; i++) {
		int64_t into = db_int64(x->s, trees[tree].next, 0, "i", id);
		if (!into)
			break;
		id = into;
	}
	return id;
}

int
act_home(struct acting *x, enum seat p, int64_t id, int64_t *home, int64_t *at)
{
	sqlite3_stmt *st = db_stmt(x->s, places[p].home, x->err);
	if (!st)
		return -1;
	db_bind(st, "i", id);
	int rc = db_step(x->s, st, x->err);
	if (rc > 0) {
		*home = db_col(st, 0);
		*at = db_col(st, 1);
	}
	db_done(st);
	return rc;
}

/* Cases that lose or gain something are derived again; drafts and identities change other screens. */
static int
touch_place(struct acting *x, enum seat p, int64_t id, int64_t from, int64_t to)
{
	if (p == SEAT_DRAFT)
		db_touch(x->s, AREA_DRAFT);
	if (p == SEAT_OUTBOX)
		db_touch(x->s, AREA_OUTBOX);
	if (places[p].tree == TREE_PEOPLE)
		db_touch(x->s, AREA_CUSTOMER);
	if (p == SEAT_OWNER)
		return act_touch(x, id);
	return places[p].tree != TREE_CASES ? 0 : act_touch(x, from) < 0 ? -1 : act_touch(x, to);
}

int
act_put(struct acting *x, enum seat p, int64_t id, int64_t home)
{
	int64_t was = 0, at = 0;
	int rc = act_home(x, p, id, &was, &at);
	if (rc <= 0)
		return rc;
	int64_t to = act_end_of(x, places[p].tree, home);
	if (was == home && at == to)
		return 0;
	if (db_run(x->s, places[p].set, x->err, "izz", id, to, to == home ? (int64_t)0 : home) < 0 ||
	    touch_place(x, p, id, at, to) < 0)
		return -1;
	if (was == home)
		return 0;
	return act_note_change(x, places[p].entity, id, places[p].column, V_ID(was), V_ID(home)) < 0 ? -1 : 1;
}

/* -- merging ------------------------------------------------------------------------------------------------ */

struct thing { int64_t id, home; };

static bool
among(const int64_t *list, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == id)
			return true;
	return false;
}

/* What is at home in one of `below` goes from the old end to the new one. */
static int
move_things(struct acting *x, enum seat p, const int64_t *below, size_t n, int64_t from, int64_t to)
{
	struct thing *list = NULL;
	size_t count = 0, space = 0;
	int rc = -1;
	sqlite3_stmt *st = db_stmt(x->s, places[p].in, x->err);
	if (!st)
		return -1;
	db_bind(st, "i", from);
	while ((rc = db_step(x->s, st, x->err)) > 0)
		if (among(below, n, db_col(st, 1)))
			*VEC_PUSH(x->a, list, count, space) = (struct thing){ db_col(st, 0), db_col(st, 1) };
	db_done(st);
	for (size_t i = 0; rc == 0 && i < count; i++) {
		const struct thing *t = &list[i];
		rc = db_run(x->s, places[p].set, x->err, "izz", t->id, to, to == t->home ? (int64_t)0 : t->home);
		if (rc == 0)
			rc = act_note_change(x, places[p].entity, t->id, "moved", V_INT(from), V_INT(to));
		if (rc == 0)
			rc = touch_place(x, p, t->id, from, to);
	}
	return rc;
}

int
act_relink(struct acting *x, enum tree tree, int64_t id, int64_t into)
{
	int64_t from = act_end_of(x, tree, id), *below;
	size_t n;
	if (act_set(x, trees[tree].into, id, V_ID(into)) < 0)
		return -1;
	int64_t to = act_end_of(x, tree, id);
	if (from == to || act_ids(x, trees[tree].below, id, &below, &n) < 0)
		return from == to ? 0 : -1;
	for (int p = 0; p < SEAT_COUNT; p++) {
		/* sync may not touch drafts: the console finds them by the pointer */
		if (places[p].tree != tree || (p == SEAT_DRAFT && x->s->role == STORE_SYNC))
			continue;
		if (move_things(x, (enum seat)p, below, n, from, to) < 0)
			return -1;
	}
	if (tree == TREE_PEOPLE)
		db_touch(x->s, AREA_CUSTOMER);
	return tree == TREE_CASES ? act_touch(x, from) < 0 ? -1 : act_touch(x, to) : 0;
}
