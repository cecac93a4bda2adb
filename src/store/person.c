/* person.c - tags of a customer, consent, ratings: written and read. */
#include "act_internal.h"
#include "read.h"
#include "reach.h"

#include <string.h>

#include "i18n.h"
#include "str.h"

/* -- writing -------------------------------------------------------------------------------------------------- */

/* Tags that a merged customer brought along are taken off there. */
static int
tag_off(struct acting *x, int64_t customer, const char *name)
{
	int64_t *merged;
	size_t n;
	if (act_tag(x, "customer_tag", customer, name, false) < 0 || act_ids(x, STMT_ACT_MERGED_INTO, customer, &merged, &n) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (act_tag(x, "customer_tag", merged[i], name, false) < 0)
			return -1;
	return 0;
}

int
act_do_customer_tag(struct acting *x, const struct act *act)
{
	struct buf done = BUF_INIT;
	char **had;
	int rc = -1;
	if (act_person(x, act->customer) < 0 || read_customer_tags(x->s, act->customer, x->a, &had, x->err) < 0)
		return -1;
	for (int on = 1; on >= 0; on--)
		for (const char *const *t = on ? act->add : act->remove; t && *t; t++) {
			bool has = false;
			for (char **p = had; *p; p++)
				has |= str_eq(*p, *t);
			if (has != (on != 0))
				buf_addf(&done, "%s%c%s", done.len ? " " : "", on ? '+' : '-', *t);
		}
	if (!done.len) {
		buf_free(&done);
		return 0;
	}
	if (act_write(x, ACT_CUSTOMER_TAG, 0, act->customer, done.data, 0) < 0)
		goto out;
	for (const char *const *t = act->add; t && *t; t++)
		if (act_tag(x, "customer_tag", act->customer, *t, true) < 0)
			goto out;
	for (const char *const *t = act->remove; t && *t; t++)
		if (tag_off(x, act->customer, *t) < 0)
			goto out;
	db_touch(x->s, AREA_CUSTOMER);
	act_say(x, _("customer %lld: %s"), (long long)act->customer, done.data);
	rc = 0;
out:
	buf_free(&done);
	return rc;
}

int
act_do_consent(struct acting *x, const struct act *act)
{
	int64_t origin = 0;
	if (act_person(x, act->customer) < 0)
		return -1;
	if (str_empty(act->name) || strpbrk(act->name, " \t\n:\"()"))
		return error_set(x->err, ERR_INPUT, _("consent to what: one word, such as contact, marketing or recording"));
	if (!str_empty(act->text) && !(origin = db_text_put(x->s, act->customer, act->text, x->err)))
		return -1;
	if (act_write(x, ACT_CONSENT, 0, act->customer, arena_printf(x->a, "%c%s", act->flag ? '+' : '-', act->name), 0) < 0 ||
	    db_run(x->s, STMT_PERSON_CONSENT_ADD, x->err, "itizii", act->customer, act->name, (int64_t)act->flag, origin, x->now,
		x->who->agent) < 0 ||
	    act_note_change(x, "consent", sqlite3_last_insert_rowid(x->s->db), "deleted", V_INT(1), V_INT(0)) < 0)
		return -1;
	db_touch(x->s, AREA_CUSTOMER);
	act_say(x, act->flag ? _("customer %lld: consent to %s") : _("customer %lld: no consent to %s"),
		(long long)act->customer, act->name);
	return 0;
}

int
act_do_rate(struct acting *x, const struct act *act)
{
	struct care_rating r;
	int64_t words = 0;
	if (act_person(x, act->customer) < 0 || care_rating_read(act->name ? act->name : "", &r, x->err) < 0)
		return -1;
	if (!str_empty(act->text) && !(words = db_text_put(x->s, act->customer, act->text, x->err)))
		return -1;
	if (act_write(x, ACT_RATE, 0, act->customer, act->name, 0) < 0 ||
	    db_run(x->s, STMT_PERSON_RATE, x->err, "izittzti", act->customer, act->case_id, (int64_t)r.score, r.scale, r.said,
		words, "undone", x->now) < 0 ||
	    act_set(x, FIELD_RATING_SOURCE, sqlite3_last_insert_rowid(x->s->db),
		V_TEXT(x->who->agent ? "agent" : "robot")) < 0)
		return -1;
	db_touch(x->s, AREA_CUSTOMER);
	act_say(x, _("customer %lld rated us %s"), (long long)act->customer, act->name);
	return 0;
}

/* Somebody who has not written yet; name: from where.  Those that follow in the group are about them with customer 0. */
int
act_do_customer_new(struct acting *x, const struct act *act)
{
	struct uid uid = uid_new();
	if (str_empty(act->text))
		return error_set(x->err, ERR_INPUT, _("a customer needs a name"));
	if (act_write(x, ACT_CUSTOMER_NEW, 0, 0, act->name, 0) < 0 ||
	    db_run(x->s, STMT_CUSTOMER_ADD, x->err, "uti", &uid, NULL, x->now) < 0)
		return -1;
	x->made = sqlite3_last_insert_rowid(x->s->db);
	x->out->customer = x->made;
	if (db_run(x->s, STMT_ACTION_ABOUT, x->err, "ii", x->action, x->made) < 0 ||
	    act_set(x, FIELD_CUSTOMER_NAME, x->made, V_TEXT(act->text)) < 0)
		return -1;
	db_touch(x->s, AREA_CUSTOMER);
	return 0;
}

/* An address that is nobody's yet; somebody else's is never moved. */
int
act_do_identity_add(struct acting *x, const struct act *act)
{
	int64_t customer = act->customer ? act->customer : x->made, id, home = 0, owner = 0;
	char *normal = str_empty(act->text) ? NULL : case_normal(x->s, act->kind, act->text, x->a);
	if (act_person(x, customer) < 0)
		return -1;
	if (!normal)
		return error_set(x->err, ERR_INPUT, _("'%s' is no address of the kind %s"), act->text ? act->text : "", act->kind);
	if (case_identity(x->s, act->kind, normal, NULL, x->now, &id, x->err) < 0 ||
	    act_home(x, SEAT_IDENTITY, id, &home, &owner) < 0)
		return -1;
	if (owner == customer)
		return 0;
	if (owner)
		return error_set(x->err, ERR_INPUT, _("%s is an address of customer %lld"), normal, (long long)owner);
	if (act_write(x, ACT_IDENTITY_ADD, 0, customer, NULL, 0) < 0 || act_put(x, SEAT_IDENTITY, id, customer) < 0)
		return -1;
	db_touch(x->s, AREA_CUSTOMER);
	return 0;
}

/* -- reading ---------------------------------------------------------------------------------------------------- */

int
read_customer_tags(struct store *s, int64_t customer, struct arena *a, char ***out, struct error *err)
{
	char **list = NULL;
	size_t n = 0, space = 0;
	int rc;
	sqlite3_stmt *st = db_stmt(s, STMT_PERSON_TAGS, err);
	if (!st)
		return -1;
	db_bind(st, "i", customer);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, n, space) = db_col_text(st, 0, a);
	db_done(st);
	*VEC_PUSH(a, list, n, space) = NULL;
	*out = list;
	return rc;
}

int
read_consents(struct store *s, int64_t customer, struct arena *a, struct consent_row **out, size_t *n, struct error *err)
{
	size_t space = 0;
	int rc;
	sqlite3_stmt *st = db_stmt(s, STMT_PERSON_CONSENTS, err);
	*out = NULL;
	*n = 0;
	if (!st)
		return -1;
	db_bind(st, "i", customer);
	while ((rc = db_step(s, st, err)) > 0) {
		struct consent_row r = { .kind = db_col_text(st, 0, a), .given = db_col(st, 1) != 0,
			.origin = db_col_text(st, 2, a), .at = db_col(st, 3), .agent = db_col_text(st, 4, a) };
		r.holds = !*n || !str_eq((*out)[*n - 1].kind, r.kind);
		*VEC_PUSH(a, *out, *n, space) = r;
	}
	db_done(st);
	return rc;
}

int
read_ratings(struct store *s, int64_t customer, size_t limit, struct arena *a, struct rating_row **out, size_t *n,
	struct error *err)
{
	size_t space = 0;
	int rc;
	sqlite3_stmt *st = db_stmt(s, STMT_PERSON_RATINGS, err);
	*out = NULL;
	*n = 0;
	if (!st)
		return -1;
	db_bind(st, "ii", customer, (int64_t)limit);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, *out, *n, space) = (struct rating_row){ .score = (int)db_col(st, 0), .scale = db_col_text(st, 1, a),
			.said = db_col_text(st, 2, a), .words = db_col_text(st, 3, a), .source = db_col_text(st, 4, a),
			.at = db_col(st, 5), .case_number = db_col(st, 6) };
	db_done(st);
	return rc;
}

int
read_moods(struct store *s, int64_t customer, size_t limit, struct arena *a, struct mood_row **out, size_t *n,
	struct error *err)
{
	size_t space = 0;
	int rc;
	sqlite3_stmt *st = db_stmt(s, STMT_PERSON_MOODS, err);
	*out = NULL;
	*n = 0;
	if (!st)
		return -1;
	db_bind(st, "ii", customer, (int64_t)limit);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, *out, *n, space) = (struct mood_row){ .at = db_col(st, 0), .mood = (int)db_col(st, 1),
			.case_number = db_col(st, 2) };
	db_done(st);
	return rc;
}

/* -- whom we would write to ------------------------------------------------------------------------------------- */

int64_t
read_owner(struct store *s, const char *kind, const char *address)
{
	struct arena *a = arena_new();
	char *normal = case_normal(s, kind, address, a);
	int64_t owner = normal ? db_int64(s, STMT_PERSON_OWNER, 0, "tt", normal, kind) : 0;
	arena_free(a);
	return owner;
}

int64_t
read_last_in(struct store *s, int64_t customer)
{
	return db_int64(s, STMT_PERSON_LAST_IN, 0, "i", customer);
}

int64_t
read_begun(struct store *s, int64_t customer, int64_t since, int64_t silence_ms)
{
	return db_int64(s, STMT_PERSON_BEGUN, 0, "iii", customer, since, silence_ms);
}

int
read_customer_ids(struct store *s, int64_t after, size_t limit, struct arena *a, int64_t **ids, size_t *n, struct error *err)
{
	return db_ids(s, STMT_PERSON_ALL, a, ids, n, err, "ii", after, (int64_t)limit);
}
