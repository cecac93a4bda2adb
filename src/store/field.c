/* field.c - typed fields of cases and customers: setting and reading. */
#include "act_internal.h"
#include "conf.h"
#include "read.h"

#include "i18n.h"
#include "str.h"

/* -- setting ------------------------------------------------------------------------------------------------ */

/* A value of the other's is covered by an empty one; of its own, replaced. */
static int
replace(struct acting *x, int64_t customer, int64_t case_id, const char *name)
{
	int64_t *ids;
	size_t n;
	if (db_ids(x->s, customer ? STMT_FIELD_LIVE_CUSTOMER : STMT_FIELD_LIVE_CASE, x->a, &ids, &n, x->err, "it",
			customer ? customer : case_id, name) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (act_set(x, FIELD_FIELD_DELETED, ids[i], V_INT(1)) < 0)
			return -1;
	return 0;
}

/* Has it this value already? */
static bool
has_value(const struct field_row *rows, size_t n, const struct act_value *v)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].name, v->name))
			return str_eq(rows[i].text, v->text);
	return !v->text;
}

int
act_do_field(struct acting *x, const struct act *act)
{
	const struct act_value *v = act->field;
	struct act_case c = { .id = 0 };
	struct field_row *rows;
	size_t n;
	int64_t text = 0, person = act->customer;
	if (person ? act_person(x, person) < 0 : act_living(x, act, &c) < 0)
		return -1;
	if (read_fields(x->s, person, c.id, x->a, &rows, &n, x->err) < 0)
		return -1;
	if (has_value(rows, n, v))
		return 0;
	for (size_t i = 0; person && i < x->s->policy->field_count; i++)
		if (x->s->policy->fields[i].sensitive && str_eq(x->s->policy->fields[i].name, v->name) &&
		    act_needs_verified(x, person, v->name) < 0)
			return -1;
	if (v->text && !(text = db_text_put(x->s, person ? person : c.customer, v->text, x->err)))
		return -1;
	if (act_write(x, ACT_FIELD, c.id, person, v->name, text) < 0 || replace(x, person, c.id, v->name) < 0)
		return -1;
	sqlite3_stmt *st = db_stmt(x->s, STMT_FIELD_ADD, x->err);
	if (!st)
		return -1;
	db_bind(st, "zztztztzi", person, c.id, v->name, text, v->folded, (int64_t)0, v->source, v->message, x->now);
	if (v->has_number)
		sqlite3_bind_int64(st, 6, v->number);
	int rc = db_step(x->s, st, x->err);
	db_done(st);
	if (rc < 0 || act_note_change(x, "field_value", sqlite3_last_insert_rowid(x->s->db), "deleted", V_INT(1), V_INT(0)) < 0)
		return -1;
	db_touch(x->s, AREA_CUSTOMER);
	if (v->text)
		act_say(x, _("%s: %s"), v->name, v->text);
	else
		act_say(x, _("%s: none"), v->name);
	return 0;
}

/* -- reading ------------------------------------------------------------------------------------------------ */

int
read_fields(struct store *s, int64_t customer, int64_t case_id, struct arena *a, struct field_row **out, size_t *n,
	struct error *err)
{
	struct field_row *rows = NULL;
	size_t count = 0, space = 0;
	const char *last = NULL;
	int rc = -1;
	sqlite3_stmt *st = db_stmt(s, customer ? STMT_FIELD_OF_CUSTOMER : STMT_FIELD_OF_CASE, err);
	if (!st)
		return -1;
	db_bind(st, "i", customer ? customer : case_id);
	while ((rc = db_step(s, st, err)) > 0) {
		struct field_row r = { .id = db_col(st, 0), .name = db_col_text(st, 1, a), .text = db_col_text(st, 2, a),
			.folded = db_col_text(st, 3, a), .has_number = sqlite3_column_type(st, 4) != SQLITE_NULL,
			.number = db_col(st, 4), .source = db_col_text(st, 5, a), .message = db_col(st, 6), .at = db_col(st, 7),
			.customer = db_col(st, 8), .case_id = db_col(st, 9) };
		/* the first of a name holds; an empty one hides what was merged in */
		bool first = !last || !str_eq(last, r.name);
		last = r.name;
		if (first && r.text)
			*VEC_PUSH(a, rows, count, space) = r;
	}
	db_done(st);
	*out = rows;
	*n = count;
	return rc;
}
