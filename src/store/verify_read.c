/* verify_read.c - who is speaking in a case, how that is known, and what could be asked to know it. */
#include <string.h>

#include "act.h"
#include "clock.h"
#include "conf.h"
#include "i18n.h"
#include "read_internal.h"
#include "speak.h"
#include "str.h"

/* -- the contact ------------------------------------------------------------------------------------------------ */

static int
read_talk(struct store *s, int64_t case_id, int64_t identity, struct arena *a, struct care_talk *out, struct error *err)
{
	struct care_spoken *list = NULL;
	size_t n = 0, space = 0;
	int rc;
	sqlite3_stmt *st = db_stmt(s, STMT_VERIFY_SPOKEN, err);
	if (!st)
		return -1;
	db_bind(st, "ii", case_id, identity);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, n, space) = (struct care_spoken){ db_col(st, 0), (enum care_spoken_kind)db_col(st, 1) };
	db_done(st);
	if (rc == 0)
		care_talk(list, n, s->policy->contact_ends_ms, clock_now(), out);
	return rc;
}

static int
read_identity(struct store *s, struct speaking *k, char **verified, struct arena *a, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_VERIFY_IDENTITY, err);
	if (!st)
		return -1;
	db_bind(st, "i", k->identity);
	int rc = db_step(s, st, err);
	if (rc > 0) {
		k->kind = db_col_text(st, 0, a);
		k->address = db_col_text(st, 1, a);
		k->name = db_col_text(st, 2, a);
		*verified = db_col_text(st, 3, a);
	}
	db_done(st);
	return rc > 0 ? 0 : rc < 0 ? -1 : error_set(err, ERR_INPUT, _("there is no such identity"));
}

/* What people did about it. */
static int
read_rows(struct store *s, struct speaking *k, struct arena *a, struct error *err)
{
	int rc;
	sqlite3_stmt *st = db_stmt(s, STMT_VERIFY_ROWS, err);
	if (!st)
		return -1;
	db_bind(st, "ii", k->case_id, k->identity);
	while ((rc = db_step(s, st, err)) > 0) {
		const char *state = (const char *)sqlite3_column_text(st, 2);
		int64_t at = db_col(st, 4), until = db_col(st, 6);
		if (db_col(st, 9))
			continue;
		if (str_eq(state, "verified") && !k->verified && k->begin_at && at >= k->begin_at) {
			k->verified = true;
			k->how = db_col_text(st, 1, a);
			k->facts = db_col_text(st, 3, a);
			k->at = at;
			k->by = db_col_text(st, 5, a);
		} else if (str_eq(state, "asked") && !k->code_until && db_col(st, 8) && until > clock_now()) {
			k->code_until = until;
			k->code_to = db_col_text(st, 10, a);
			k->tries_left = CODE_TRIES - (int)db_col(st, 7);
		}
	}
	db_done(st);
	return rc;
}

/* Its channel says so itself. */
static void
look_at_platform(struct store *s, struct speaking *k, const char *verified)
{
	enum care_vouch how = care_vouches(k->kind);
	int64_t flags;
	bool yes = false;
	if (k->verified || !k->begin_at)
		return;
	if (how == VOUCH_CERTIFIED) {
		flags = db_int64(s, STMT_VERIFY_FLAGS, 0, "iii", k->case_id, k->identity, k->begin_at);
		yes = flags & MESSAGE_PEC && !(flags & (MESSAGE_PEC_UNVERIFIED | MESSAGE_PEC_ANOMALY));
	} else if (how == VOUCH_LINKED && str_starts(verified, "platform:")) {
		int64_t other = 0;
		(void)str_to_int64(verified + 9, &other);
		yes = db_int64(s, STMT_VERIFY_LINKED, 0, "iii", other, k->customer, k->begin_at) != 0;
	}
	if (!yes)
		return;
	k->verified = true;
	k->how = "platform";
	k->at = k->begin_at;
}

int
read_speaking(struct store *s, int64_t case_id, int64_t identity, struct arena *a, struct speaking *out, struct error *err)
{
	struct speaking k = { .case_id = case_id, .customer = db_int64(s, STMT_VERIFY_CASE, 0, "i", case_id) };
	struct care_talk talk = { 0, 0, 0 };
	char *verified = NULL;
	k.identity = identity ? identity : db_int64(s, STMT_VERIFY_SPEAKER, 0, "ii", case_id, k.customer);
	if (k.identity && (read_identity(s, &k, &verified, a, err) < 0 ||
			read_talk(s, case_id, k.identity, a, &talk, err) < 0))
		return -1;
	k.begin_at = talk.ended_at ? 0 : talk.begin_at;
	if (k.identity && read_rows(s, &k, a, err) < 0)
		return -1;
	look_at_platform(s, &k, verified);
	*out = k;
	return 0;
}

int
read_verified(struct store *s, int64_t customer, struct arena *a, struct speaking *out, struct error *err)
{
	struct pair { int64_t case_id, identity; } *list = NULL;
	size_t n = 0, space = 0, m;
	int64_t *open;
	int rc;
	sqlite3_stmt *st = db_stmt(s, STMT_VERIFY_OF_CUSTOMER, err);
	if (!st)
		return -1;
	db_bind(st, "i", customer);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, n, space) = (struct pair){ db_col(st, 0), db_col(st, 1) };
	db_done(st);
	if (rc < 0 || db_ids(s, STMT_VERIFY_OPEN_CASES, a, &open, &m, err, "i", customer) < 0)
		return -1;
	for (size_t i = 0; i < m; i++)
		*VEC_PUSH(a, list, n, space) = (struct pair){ open[i], 0 };
	for (size_t i = 0; i < n; i++) {
		if (read_speaking(s, list[i].case_id, list[i].identity, a, out, err) < 0)
			return -1;
		if (out->verified && out->customer == customer)
			return 1;
	}
	return 0;
}

/* -- what can be asked -------------------------------------------------------------------------------------------- */

struct asking { struct store *s; struct arena *a; int64_t case_id; struct fact_row *list; size_t n, space; };

/* "order", and for further ones "order2". */
static void
add_fact(struct asking *x, const char *name, const char *value)
{
	char *one = arena_str(x->a, name);
	int count = 1;
	if (str_empty(value))
		return;
	for (size_t i = 0; i < x->n; i++) {
		if (str_eq(x->list[i].value, value))
			return;
		if (str_eq(x->list[i].name, one))
			one = arena_printf(x->a, "%s%d", name, ++count);
	}
	*VEC_PUSH(x->a, x->list, x->n, x->space) = (struct fact_row){ one, value };
}

/* What was found in this very case was said by whoever speaks: it proves nothing. */
static void
add_fields(struct asking *x, const struct field_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!str_eq(rows[i].source, "found") ||
		    db_int64(x->s, STMT_VERIFY_MESSAGE_CASE, 0, "i", rows[i].message) != x->case_id)
			add_fact(x, rows[i].name, rows[i].text);
}

int
read_facts(struct store *s, int64_t case_id, int64_t identity, struct arena *a, struct fact_row **out, size_t *n,
	struct error *err)
{
	struct asking x = { .s = s, .a = a, .case_id = case_id };
	struct speaking k;
	struct customer_row c;
	struct field_row *rows;
	int64_t *cases;
	size_t count, many;
	if (read_speaking(s, case_id, identity, a, &k, err) < 0)
		return -1;
	*out = NULL;
	*n = 0;
	if (!k.customer)
		return 0;
	if (read_customer(s, k.customer, a, &c, err) < 0 || read_fields(s, k.customer, 0, a, &rows, &count, err) < 0 ||
	    db_ids(s, STMT_VERIFY_CASES_OF, a, &cases, &many, err, "i", k.customer) < 0)
		return -1;
	add_fields(&x, rows, count);
	for (size_t i = 0; i < many; i++) {
		if (read_fields(s, 0, cases[i], a, &rows, &count, err) < 0)
			return -1;
		add_fields(&x, rows, count);
	}
	for (size_t i = 0; i < c.identity_count; i++)
		if (c.identities[i].id != k.identity && !str_eq(c.identities[i].address, k.address))
			add_fact(&x, c.identities[i].kind, c.identities[i].address);
	int64_t last = db_int64(s, STMT_VERIFY_LAST_BEFORE, 0, "iii", k.customer, k.begin_at ? k.begin_at : clock_now(), case_id);
	if (last) {
		struct clock_local t;
		clock_to_local(last, &t);
		add_fact(&x, "last-contact", arena_printf(a, "%04d-%02d-%02d", t.year, t.month, t.day));
	}
	*out = x.list;
	*n = x.n;
	return 0;
}

static bool
is_secret(const struct store *s, const char *name)
{
	for (size_t i = 0; i < s->policy->field_count; i++) {
		const struct conf_field *f = &s->policy->fields[i];
		if (str_eq(f->name, name))
			return f->sensitive || f->identifies || (f->on_customer && str_eq(name, "address"));
	}
	return false;
}

int
read_secrets(struct store *s, int64_t customer, struct arena *a, struct fact_row **out, size_t *n, struct error *err)
{
	struct asking x = { .s = s, .a = a };
	struct field_row *rows;
	int64_t *cases;
	size_t count, many;
	if (read_fields(s, customer, 0, a, &rows, &count, err) < 0 ||
	    db_ids(s, STMT_VERIFY_CASES_OF, a, &cases, &many, err, "i", customer) < 0)
		return -1;
	for (size_t c = 0;; c++) {
		for (size_t i = 0; i < count; i++)
			if (is_secret(s, rows[i].name))
				add_fact(&x, rows[i].name, rows[i].text);
		if (c == many)
			break;
		if (read_fields(s, 0, cases[c], a, &rows, &count, err) < 0)
			return -1;
	}
	*out = x.list;
	*n = x.n;
	return 0;
}

int
read_code_targets(struct store *s, int64_t case_id, int64_t identity, struct arena *a, struct identity_row **out, size_t *n,
	struct error *err)
{
	struct speaking k;
	size_t space = 0;
	int rc;
	*out = NULL;
	*n = 0;
	if (read_speaking(s, case_id, identity, a, &k, err) < 0)
		return -1;
	sqlite3_stmt *st = db_stmt(s, STMT_VERIFY_TARGETS, err);
	if (!st)
		return -1;
	db_bind(st, "iii", k.customer, k.identity, k.begin_at ? k.begin_at : clock_now());
	while ((rc = db_step(s, st, err)) > 0) {
		struct identity_row r = { .id = db_col(st, 0), .customer = db_col(st, 1), .kind = db_col_text(st, 2, a),
			.address = db_col_text(st, 3, a), .name = db_col_text(st, 4, a), .verified = db_col_text(st, 5, a),
			.first_at = db_col(st, 6), .last_at = db_col(st, 7) };
		/* the same telephone by another name is the speaking one */
		if (!str_eq(r.address, k.address))
			*VEC_PUSH(a, *out, *n, space) = r;
	}
	db_done(st);
	return rc;
}
