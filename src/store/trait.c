/*
 * trait.c - what new messages tell of their authors, and whom that makes them alike: some messages at a time, behind
 * the import, in the order of their numbers; what an older version stored is gone through in the same way.
 */
#include <string.h>

#include "act.h"
#include "clock.h"
#include "conf.h"
#include "feed.h"
#include "field.h"
#include "str.h"
#include "suggest.h"

enum { SLICE = 50, SLICE_US = 4000 };

struct passing {
	struct store *s;
	const char *const *own;
	struct arena *a;
	int64_t *told;		/* customers of whom something new is known */
	size_t told_count, told_space;
	struct care_finder *finder;
	struct found_in *found;
	size_t found_count, found_space;
	struct error *err;
};

struct letter_in { int64_t id, sender, customer, case_id; char *text, *address, *subject; };

/* What a text tells of its case or its author, for the journal. */
struct found_in { struct act_value value; int64_t case_id, customer; };

static int
put(struct passing *p, const struct letter_in *m, const struct care_trait *t, bool *news)
{
	char *known;
	bool ours = str_eq(t->value, m->address);
	for (const char *const *own = p->own; own && *own && !ours; own++)
		ours = str_eq(*own, t->value);
	if (ours)
		return 0;
	if (db_text(p->s, STMT_TRAIT_PLACE, p->a, &known, p->err, "tti", t->kind, t->value, m->sender) < 0)
		return -1;
	if (known && care_place_parse(known) >= (int)t->place)
		return 0;
	*news = true;
	return db_run(p->s, STMT_TRAIT_PUT, p->err, "ttiti", t->kind, t->value, m->sender, care_place_name(t->place), m->id);
}

static void
told(struct passing *p, int64_t customer)
{
	bool known = !customer;
	for (size_t i = 0; i < p->told_count && !known; i++)
		known = p->told[i] == customer;
	if (!known)
		*VEC_PUSH(p->a, p->told, p->told_count, p->told_space) = customer;
}

/* Fields that are found by a pattern, where the case or the customer has no value yet and nobody has taken one away. */
static void
find_fields(struct passing *p, const struct letter_in *m)
{
	struct care_value v;
	char *fresh = NULL;
	for (size_t i = 0; i < p->s->policy->field_count; i++) {
		const struct conf_field *f = &p->s->policy->fields[i];
		int64_t owner = f->on_customer ? m->customer : m->case_id;
		bool known = !f->pattern || !owner;
		for (size_t k = 0; k < p->found_count && !known; k++)
			known = str_eq(p->found[k].value.name, f->name) && (f->on_customer ? p->found[k].customer :
				p->found[k].case_id) == owner;
		if (known)
			continue;
		if (!fresh)	/* what is said now comes before what it is called */
			fresh = arena_printf(p->a, "%s\n%s", quote_fresh(m->text, p->a), m->subject ? m->subject : "");
		if (!care_field_find(p->finder, i, fresh, p->a, &v) ||
		    db_int64(p->s, f->on_customer ? STMT_FIELD_LIVE_CUSTOMER : STMT_FIELD_LIVE_CASE, 0, "it", owner, f->name))
			continue;
		*VEC_PUSH(p->a, p->found, p->found_count, p->found_space) = (struct found_in){ { f->name, v.text, v.folded,
			v.has_number, v.number, "found", m->id }, f->on_customer ? 0 : owner, f->on_customer ? owner : 0 };
		if (f->identifies)
			told(p, m->customer);
	}
}

/* By the one way in which cases and customers change, in transactions of their own; a merged one is passed over. */
static int
write_found(struct passing *p)
{
	static const struct act_actor sync = { .robot = "sync" };
	struct act_result r;
	for (size_t i = 0; i < p->found_count; i++) {
		const struct found_in *f = &p->found[i];
		struct error refused = ERROR_INIT;
		struct act act = { .verb = ACT_FIELD, .case_id = f->case_id, .customer = f->customer, .field = &f->value };
		feed_yield(p->s);
		if (store_act(p->s, &sync, &act, 1, false, p->a, &r, &refused) < 0 && refused.code != ERR_INPUT)
			return error_set(p->err, refused.code, "%s", refused.text);
	}
	return 0;
}

static int
one(struct passing *p, const struct letter_in *m)
{
	struct care_trait traits[CARE_TRAITS];
	bool news = false;
	if (!m->sender || !m->text)
		return 0;
	size_t n = care_traits(m->text, p->s->policy->country, p->a, traits);
	for (size_t i = 0; i < n; i++)
		if (put(p, m, &traits[i], &news) < 0)
			return -1;
	/* the first words of a customer are news in themselves: name and address */
	if (news || !db_int64(p->s, STMT_TRAIT_SPOKE, 0, "ii", m->sender, m->id))
		told(p, m->customer);
	return 0;
}

/* The pairs of a customer as they are now: noted, or forgotten where nothing is left of them. */
static int
note(struct passing *p, int64_t customer)
{
	struct merge_hint *list;
	int64_t *before;
	size_t n, had;
	if (suggest_for(p->s, customer, p->a, &list, &n, p->err) < 0 ||
	    db_ids(p->s, STMT_SUGGEST_OF, p->a, &before, &had, p->err, "i", customer) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		int64_t a = customer < list[i].b ? customer : list[i].b, b = customer < list[i].b ? list[i].b : customer;
		if (db_run(p->s, STMT_SUGGEST_PUT, p->err, "iiiti", a, b, (int64_t)list[i].score, list[i].codes, clock_now()) < 0)
			return -1;
		for (size_t k = 0; k < had; k++)
			if (before[k] == list[i].b)
				before[k] = 0;
	}
	for (size_t k = 0; k < had; k++)
		if (before[k] && db_run(p->s, STMT_SUGGEST_DROP, p->err, "ii", customer < before[k] ? customer : before[k],
				customer < before[k] ? before[k] : customer) < 0)
			return -1;
	if (n || had)
		db_touch(p->s, AREA_CUSTOMER);
	return 0;
}

static int
next_ones(struct passing *p, int64_t after, struct letter_in **out, size_t *n)
{
	size_t space = 0;
	int rc;
	sqlite3_stmt *st = db_stmt(p->s, STMT_TRAIT_NEXT, p->err);
	*out = NULL;
	*n = 0;
	if (!st)
		return -1;
	db_bind(st, "ii", after, (int64_t)SLICE);
	while ((rc = db_step(p->s, st, p->err)) > 0)
		*VEC_PUSH(p->a, *out, *n, space) = (struct letter_in){ .id = db_col(st, 0), .sender = db_col(st, 1),
			.text = db_col_text(st, 2, p->a), .address = db_col_text(st, 3, p->a), .customer = db_col(st, 4),
			.case_id = db_col(st, 5), .subject = db_col_text(st, 6, p->a) };
	db_done(st);
	return rc;
}

int
suggest_run(struct store *s, const char *const *own, int64_t *left, struct error *err)
{
	struct passing p = { .s = s, .own = own, .a = arena_new(), .err = err };
	struct letter_in *list;
	int64_t done = db_int64(s, STMT_TRAIT_CURSOR, 0, ""), last = db_int64(s, STMT_TRAIT_LAST, 0, "");
	size_t n = 0;
	int rc = -1;
	*left = 0;
	if (done >= last) {
		arena_free(p.a);
		return 0;
	}
	if (next_ones(&p, done, &list, &n) < 0)
		goto out;
	/* the fields first, in transactions of their own: what a broken run has written is found to be there */
	p.finder = care_finder_new(s->policy->fields, s->policy->field_count);
	for (size_t i = 0; i < n; i++)
		if (list[i].text)
			find_fields(&p, &list[i]);
	if (write_found(&p) < 0)
		goto out;
	feed_yield(s);
	if (db_begin(s, false, err) < 0)
		goto out;
	for (size_t i = 0; i < n; i++) {
		if (i && clock_mono_us() - s->begun_us > SLICE_US)
			break;
		if (one(&p, &list[i]) < 0)
			goto out;
		done = list[i].id;
	}
	for (size_t i = 0; i < p.told_count; i++)
		if (note(&p, p.told[i]) < 0)
			goto out;
	if (!n)
		done = last;
	if (db_run(s, STMT_TRAIT_CURSOR_PUT, err, "i", done) < 0)
		goto out;
	rc = db_commit(s, err);
	*left = last - done;
out:
	if (rc < 0)
		db_rollback(s);
	care_finder_free(p.finder);
	arena_free(p.a);
	return rc;
}
