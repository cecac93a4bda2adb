/*
 * feed_import.c - people and ratings that another desk held.  Each person keeps that desk's number as an identity of
 * its own: by it a second import knows them, and what was set down once is left as it is.
 */
#include "feed_internal.h"

#include "clock.h"
#include "field.h"
#include "i18n.h"
#include "match.h"
#include "str.h"

enum { SLICE = 50, SLICE_US = 5000 };
#define FOR_EVER 253402300799000LL	/* all of it is history */

int
feed_import_account(struct store *s, const char *desk, int64_t *id, struct uid *uid, bool *again, struct error *err)
{
	struct arena *a = arena_new();
	const char *name = arena_printf(a, "import:%s", desk);
	int rc = 0;
	*uid = uid_of("account", "import", desk, NULL);
	*id = db_int64(s, STMT_ACCOUNT_FIND, 0, "u", uid);
	if (!*id) {
		rc = db_begin(s, false, err);
		if (rc == 0)
			rc = db_run(s, STMT_IMPORT_ACCOUNT_ADD, err, "utti", uid, name, desk, (int64_t)FOR_EVER);
		*id = sqlite3_last_insert_rowid(s->db);
		db_touch(s, AREA_ACCOUNT);
		rc = db_end(s, rc, err);
	}
	*again = db_int64(s, STMT_IMPORT_ANY, 0, "i", *id) != 0;
	arena_free(a);
	return rc;
}

int64_t
feed_import_look(struct store *s, const char *desk)
{
	struct uid uid = uid_of("account", "import", desk, NULL);
	return db_int64(s, STMT_ACCOUNT_FIND, 0, "u", &uid);
}

/* -- people ---------------------------------------------------------------------------------------------------- */

/* The identity's row; a name that is there is newer than the other desk's. */
static int
identity_of(struct feeding *f, const char *kind, const char *address, const char *name, int64_t *id, int64_t *customer)
{
	*id = db_int64(f->s, STMT_IDENTITY_FIND, 0, "tt", address, kind);
	if (!*id && case_identity(f->s, kind, address, name, 0, id, f->err) < 0)
		return -1;
	*customer = db_int64(f->s, STMT_IDENTITY_GET, 0, "i", *id);
	return 0;
}

static int
put_tags(struct feeding *f, int64_t customer, const char *const *tags)
{
	for (; tags && *tags; tags++) {
		int64_t tag = db_int64(f->s, STMT_ACT_TAG_FIND, 0, "t", *tags);
		if (!tag) {
			if (db_run(f->s, STMT_ACT_TAG_ADD, f->err, "t", *tags) < 0)
				return -1;
			tag = sqlite3_last_insert_rowid(f->s->db);
		}
		if (db_run(f->s, STMT_PERSON_TAG_ON, f->err, "ii", customer, tag) < 0)
			return -1;
	}
	return 0;
}

const struct conf_field *
feed_import_field(const struct care_policy *policy, const char *name)
{
	for (size_t i = 0; i < policy->field_count; i++) {
		const struct conf_field *f = &policy->fields[i];
		if (str_ieq(f->name, name) || str_ieq(f->title, name))
			return f;
	}
	return NULL;
}

/* Values of fields that the configuration declares of customers, where there is none yet. */
static int
put_fields(struct feeding *f, int64_t customer, const struct person_in *p)
{
	for (size_t i = 0; i < p->value_count; i++) {
		const struct conf_field *field = feed_import_field(f->s->policy, p->values[i].name);
		struct care_value v;
		if (!field || !field->on_customer || care_field_read(field, p->values[i].text, f->a, &v, NULL) < 0 ||
		    db_int64(f->s, STMT_FIELD_LIVE_CUSTOMER, 0, "it", customer, field->name))
			continue;
		int64_t text = db_text_put(f->s, customer, v.text, f->err);
		sqlite3_stmt *st = text ? db_stmt(f->s, STMT_FIELD_ADD, f->err) : NULL;
		if (!st)
			return -1;
		db_bind(st, "zztztztzi", customer, (int64_t)0, field->name, text, v.folded, (int64_t)0, "import", (int64_t)0,
			clock_now());
		if (v.has_number)
			sqlite3_bind_int64(st, 6, v.number);
		int rc = db_step(f->s, st, f->err);
		db_done(st);
		if (rc < 0)
			return -1;
	}
	return 0;
}

/* An address that nobody vouches for is what they said is theirs: it may make a suggestion, never a match. */
static int
put_trait(struct feeding *f, const char *kind, const char *value, int64_t identity)
{
	char *normal = value ? case_normal(f->s, kind, value, f->a) : NULL;
	if (!normal)
		return 0;
	return db_run(f->s, STMT_TRAIT_PUT, f->err, "ttitn", kind, normal, identity, care_place_name(PLACE_GIVEN));
}

static int
put_details(struct feeding *f, int64_t customer, const struct person_in *p)
{
	int64_t notes = p->notes ? db_text_put(f->s, customer, p->notes, f->err) : 0;
	if (p->notes && (!notes || db_run(f->s, STMT_IMPORT_NOTES, f->err, "ii", customer, notes) < 0))
		return -1;
	if (p->language && db_run(f->s, STMT_IMPORT_LANGUAGE, f->err, "it", customer, p->language) < 0)
		return -1;
	/* one who is called by the address alone gets the name */
	if (p->name && db_run(f->s, STMT_IMPORT_NAME, f->err, "itt", customer, p->name, p->address) < 0)
		return -1;
	return put_tags(f, customer, p->tags) < 0 ? -1 : put_fields(f, customer, p);
}

/* Ties the desk's number to whom the proven address belongs, or to a customer of their own. */
static int
one_person(struct feeding *f, const struct person_in *p, struct feed_people *out)
{
	char *own = case_normal(f->s, f->ctx->channel, p->id, f->a), *proven = NULL;
	int64_t number, address = 0, was = 0, customer = 0;
	if (!own || feed_erased(f, arena_printf(f->a, "%s:%s", f->ctx->channel, own)))	/* erased stays erased */
		return 0;
	if (p->sure)
		proven = case_normal(f->s, p->kind, p->address, f->a);
	if (identity_of(f, f->ctx->channel, own, p->name, &number, &was) < 0)
		return -1;
	if (p->agent) {
		out->agents++;
		return 0;
	}
	if (proven && identity_of(f, p->kind, proven, p->name, &address, &customer) < 0)
		return -1;
	bool met = was != 0, here = customer != 0 && !met;
	out->again += met;
	out->known += here;
	out->fresh += !met && !here;
	if (!customer)
		customer = was;
	if (!customer && case_customer(f->s, address ? address : number, &customer, f->err) < 0)
		return -1;
	if (!was && db_run(f->s, STMT_IDENTITY_CUSTOMER, f->err, "ii", customer, number) < 0)
		return -1;
	if (address && !db_int64(f->s, STMT_IDENTITY_GET, 0, "i", address) &&
	    db_run(f->s, STMT_IDENTITY_CUSTOMER, f->err, "ii", customer, address) < 0)
		return -1;
	if (met)
		return 0;
	db_touch(f->s, AREA_CUSTOMER);
	bool by_mail = proven && str_eq(p->kind, "mail"), by_phone = proven && !by_mail;
	if (!by_mail && put_trait(f, "mail", p->mail, number) < 0)
		return -1;
	if (!by_phone && put_trait(f, "phone", p->phone, number) < 0)
		return -1;
	return put_details(f, customer, p);
}

int
feed_people(struct store *s, const struct feed_context *ctx, const struct person_in *people, size_t n,
	struct feed_people *out, struct error *err)
{
	struct feed_result none = { 0 };
	struct feeding f = { .s = s, .ctx = ctx, .out = &none, .a = arena_new(), .err = err };
	int rc = store_mark_key(s, f.key, err);
	for (size_t i = 0; rc == 0 && i < n;) {
		feed_yield(s);
		if ((rc = db_begin(s, false, err)) < 0)
			break;
		for (size_t k = 0; rc == 0 && i < n && k < SLICE; i++, k++) {
			if (k && (clock_mono_us() - s->begun_us > SLICE_US || turn_wanted(s)))
				break;
			rc = one_person(&f, &people[i], out);
		}
		rc = db_end(s, rc, err);
		arena_reset(f.a);
	}
	arena_free(f.a);
	return rc;
}

int
feed_person_known(struct store *s, const char *desk, const struct person_in *p)
{
	struct arena *a = arena_new();
	char *own = case_normal(s, desk, p->id, a), *proven = p->sure ? case_normal(s, p->kind, p->address, a) : NULL;
	int64_t number = own ? db_int64(s, STMT_IDENTITY_FIND, 0, "tt", own, desk) : 0;
	int64_t address = proven ? db_int64(s, STMT_IDENTITY_FIND, 0, "tt", proven, p->kind) : 0;
	int known = number && db_int64(s, STMT_IDENTITY_GET, 0, "i", number) ? 2
		: address && db_int64(s, STMT_IDENTITY_GET, 0, "i", address) ? 1 : 0;
	arena_free(a);
	return known;
}

/* -- ratings ----------------------------------------------------------------------------------------------------- */

static int
one_rating(struct feeding *f, const struct rating_in *r, int64_t *added)
{
	const char *source = arena_printf(f->a, "import:%s", f->ctx->channel);
	char *address = case_normal(f->s, r->kind, r->address, f->a);
	int64_t identity = address ? db_int64(f->s, STMT_IDENTITY_FIND, 0, "tt", address, r->kind) : 0, customer = 0;
	int64_t words;
	if (!identity || !db_int64(f->s, STMT_IDENTITY_GET, 0, "i", identity))
		return 0;
	if (case_customer(f->s, identity, &customer, f->err) < 0)	/* of merged ones the survivor */
		return -1;
	if (db_int64(f->s, STMT_IMPORT_RATED, 0, "iitt", customer, r->at, source, r->said))
		return 0;
	words = db_text_put(f->s, customer, r->words, f->err);
	if (r->words && !words)
		return -1;
	++*added;
	db_touch(f->s, AREA_CUSTOMER);
	return db_run(f->s, STMT_PERSON_RATE, f->err, "izittzti", customer, (int64_t)0, (int64_t)r->score, r->scale, r->said,
		words, source, r->at);
}

int
feed_ratings(struct store *s, const struct feed_context *ctx, const struct rating_in *ratings, size_t n, int64_t *added,
	struct error *err)
{
	struct feeding f = { .s = s, .ctx = ctx, .a = arena_new(), .err = err };
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < n; i++) {
		feed_yield(s);
		if ((rc = db_begin(s, false, err)) == 0)
			rc = db_end(s, one_rating(&f, &ratings[i], added), err);
		arena_reset(f.a);
	}
	arena_free(f.a);
	return rc;
}

bool
feed_import_has(struct store *s, int64_t account, const char *remote_id)
{
	return db_int64(s, STMT_IMPORT_HAS, 0, "ti", remote_id, account) != 0;
}
