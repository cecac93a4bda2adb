/* read_people.c - one customer, with identities and counts. */
#include "i18n.h"
#include "read_internal.h"

static int
read_identities(struct store *s, enum stmt id, struct arena *a, struct customer_row *c, struct error *err)
{
	struct identity_row *list = NULL;
	size_t n = 0, space = 0;
	int rc;
	sqlite3_stmt *st = db_stmt(s, id, err);
	if (!st)
		return -1;
	db_bind(st, "i", c->id);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, n, space) = (struct identity_row){ .id = db_col(st, 0), .customer = db_col(st, 1),
			.kind = db_col_text(st, 2, a), .address = db_col_text(st, 3, a), .name = db_col_text(st, 4, a),
			.verified = db_col_text(st, 5, a), .first_at = db_col(st, 6), .last_at = db_col(st, 7),
			.messages = (int)db_col(st, 8) };
	db_done(st);
	c->identities = list;
	c->identity_count = n;
	return rc;
}

static int
read_more(struct store *s, struct arena *a, struct customer_row *c, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_PERSON_MORE, err);
	if (!st)
		return -1;
	db_bind(st, "i", c->id);
	int rc = db_step(s, st, err);
	if (rc > 0) {
		c->manager = db_col_text(st, 0, a);
		c->form = db_col_text(st, 1, a);
		c->signs = db_col_text(st, 2, a);
		c->quiet = db_col_text(st, 3, a);
		c->cap = db_col_text(st, 4, a);
	}
	db_done(st);
	return rc < 0 ? -1 : 0;
}

static int
read_person(struct store *s, int64_t id, enum stmt identities, struct arena *a, struct customer_row *out, struct error *err)
{
	struct customer_row c;
	sqlite3_stmt *st = db_stmt(s, STMT_PERSON, err);
	if (!st)
		return -1;
	db_bind(st, "i", id);
	int rc = db_step(s, st, err);
	if (rc > 0)
		c = (struct customer_row){ .id = db_col(st, 0), .uid = db_col_uid(st, 1), .kind = db_col_text(st, 2, a),
			.name = db_col_text(st, 3, a), .language = db_col_text(st, 4, a),
			.preferred = db_col_text(st, 5, a), .notes = db_col_text(st, 6, a), .vip = db_col(st, 7) != 0,
			.created_at = db_col(st, 8), .erased_at = db_col(st, 9), .merged_into = db_col(st, 10),
			.cases = (int)db_col(st, 11), .open_cases = (int)db_col(st, 12) };
	db_done(st);
	if (rc <= 0)
		return rc < 0 ? -1 : error_set(err, ERR_INPUT, _("there is no customer %lld"), (long long)id);
	if (read_identities(s, identities, a, &c, err) < 0)
		return -1;
	*out = c;
	return 0;
}

int
read_customer_brief(struct store *s, int64_t id, struct arena *a, struct customer_row *out, struct error *err)
{
	return read_person(s, id, STMT_PERSON_ADDRESSES, a, out, err);
}

int
read_customer(struct store *s, int64_t id, struct arena *a, struct customer_row *out, struct error *err)
{
	struct customer_row c;
	if (read_person(s, id, STMT_PERSON_IDENTITIES, a, &c, err) < 0 || read_more(s, a, &c, err) < 0)
		return -1;
	c.last_at = db_int64(s, STMT_PERSON_LAST, 0, "i", id);
	for (size_t i = 0; i < c.identity_count; i++)
		if (c.identities[i].last_at > c.last_at)
			c.last_at = c.identities[i].last_at;
	*out = c;
	return 0;
}
