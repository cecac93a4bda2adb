/*
 * suggest.c - customers who may be one person.  What is known of one is looked up with the others, by index; what it
 * weighs says care_match().  Nothing here merges anybody: a person does, reading why.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "act_internal.h"
#include "clock.h"
#include "conf.h"
#include "i18n.h"
#include "query_sql.h"
#include "str.h"
#include "suggest.h"

enum { PAIRS = 60, CLUES = 16, OPEN = 400 };

struct pair {
	int64_t other;
	struct care_clue clues[CLUES];
	size_t n;
};

struct looking {
	struct store *s;
	struct arena *a;
	int64_t customer;
	char **names;
	size_t name_count, name_space;
	struct pair *pairs;
	size_t n, space;
	struct error *err;
};

/* What is found goes into the list of the other customer; the one asked about is no other. */
static void
add_clue(struct looking *l, int64_t other, enum care_evidence what, const char *value, int shared, bool doubtful)
{
	struct pair *p = NULL;
	if (!other || other == l->customer)
		return;
	for (size_t i = 0; i < l->n && !p; i++)
		if (l->pairs[i].other == other)
			p = &l->pairs[i];
	if (!p) {
		if (l->n >= PAIRS)
			return;
		p = VEC_PUSH(l->a, l->pairs, l->n, l->space);
		*p = (struct pair){ .other = other };
	}
	for (size_t i = 0; i < p->n; i++)
		if (p->clues[i].what == what && str_eq(p->clues[i].value, value))
			return;
	if (p->n < CLUES)
		p->clues[p->n++] = (struct care_clue){ what, value, shared, doubtful };
}

/* Rows of a customer, and one or two texts. */
struct hit { int64_t customer; char *text, *more; };

static int
hits(struct looking *l, enum stmt id, struct hit **out, size_t *n, const char *one, const char *two)
{
	size_t space = 0;
	int rc;
	sqlite3_stmt *st = db_stmt(l->s, id, l->err);
	*out = NULL;
	*n = 0;
	if (!st)
		return -1;
	db_bind(st, two ? "tt" : "t", one, two);
	while ((rc = db_step(l->s, st, l->err)) > 0) {
		int columns = sqlite3_column_count(st);
		*VEC_PUSH(l->a, *out, *n, space) = (struct hit){ db_col(st, 0), columns > 1 ? db_col_text(st, 1, l->a) : NULL,
			columns > 2 ? db_col_text(st, 2, l->a) : NULL };
	}
	db_done(st);
	return rc;
}

/* How many customers there are in a list, the one asked about included. */
static int
distinct(const struct looking *l, const struct hit *list, size_t n)
{
	int count = 1;
	for (size_t i = 0; i < n; i++) {
		bool before = list[i].customer == l->customer;
		for (size_t k = 0; k < i && !before; k++)
			before = list[k].customer == list[i].customer;
		count += !before;
	}
	return count;
}

static enum care_evidence
of_place(const char *place)
{
	static const enum care_evidence what[PLACE_COUNT] = { [PLACE_TEXT] = EVIDENCE_TEXT,
		[PLACE_SIGNATURE] = EVIDENCE_SIGNATURE, [PLACE_GIVEN] = EVIDENCE_GIVEN, [PLACE_CARD] = EVIDENCE_CARD };
	int p = care_place_parse(place);
	return p < 0 ? EVIDENCE_TEXT : what[p];
}

static int names_of(struct looking *l, int64_t customer, char ***out, size_t *n);

/* Do people of different names say this value?  A household's number, or a firm's: a name must confirm it then. */
static bool
contested(struct looking *l, const struct hit *sayers, size_t n)
{
	char **names[8];
	size_t counts[8], people = 0;
	for (size_t i = 0; i < n && people < 8; i++) {
		bool before = false;
		for (size_t k = 0; k < i && !before; k++)
			before = sayers[k].customer == sayers[i].customer;
		if (!before && names_of(l, sayers[i].customer, &names[people], &counts[people]) == 0)
			people++;
	}
	for (size_t i = 0; i < people; i++)
		for (size_t k = i + 1; k < people; k++) {
			enum care_names said = care_names_of((const char *const *)names[i], counts[i],
				(const char *const *)names[k], counts[k]);
			if (said == NAMES_HOUSEHOLD || said == NAMES_DIFFER)
				return true;
		}
	return false;
}

/* -- by an address of theirs -------------------------------------------------------------------------------------- */

/* Who says this address or number? */
static int
said_by_others(struct looking *l, const char *kind, const char *address)
{
	struct hit *list;
	size_t n;
	if (hits(l, STMT_SUGGEST_SAYS, &list, &n, kind, address) < 0)
		return -1;
	int shared = distinct(l, list, n);
	bool doubtful = contested(l, list, n);
	for (size_t i = 0; i < n; i++)
		add_clue(l, list[i].customer, of_place(list[i].text), address, shared, doubtful);
	return 0;
}

static int
same_number(struct looking *l, const char *address)
{
	struct hit *list;
	size_t n;
	if (hits(l, STMT_SUGGEST_ADDRESS, &list, &n, address, NULL) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (care_identity_is_phone(list[i].text))
			add_clue(l, list[i].customer, EVIDENCE_NUMBER, address, distinct(l, list, n), false);
	return 0;
}

/* 3471234567@..., with and without the country's code. */
static int
number_in_mail(struct looking *l, const char *number)
{
	struct hit *list;
	size_t n;
	const char *digits = number + (*number == '+');
	for (size_t cut = 0; cut <= 3 && strlen(digits) >= cut + 8; cut++) {
		const char *local = digits + cut;
		if (hits(l, STMT_SUGGEST_ADDRESS_RANGE, &list, &n, arena_printf(l->a, "%s@", local),
				arena_printf(l->a, "%sA", local)) < 0)
			return -1;
		for (size_t i = 0; i < n; i++)
			add_clue(l, list[i].customer, EVIDENCE_NUMBER_IN_MAIL, number, distinct(l, list, n), false);
	}
	return 0;
}

static int
same_local_part(struct looking *l, const char *address)
{
	size_t len = strcspn(address, "@");
	char *local = arena_strn(l->a, address, len);
	struct hit *list;
	size_t n;
	if (strspn(local, "0123456789") == len) {
		char *number = care_phone(local, l->s->policy->country, l->a);
		return number ? same_number(l, number) : 0;
	}
	if (len < 8 || !strpbrk(local, "._-0123456789") || care_identity_is_robot("mail", address))
		return 0;
	if (hits(l, STMT_SUGGEST_ADDRESS_RANGE, &list, &n, arena_printf(l->a, "%s@", local),
			arena_printf(l->a, "%sA", local)) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		add_clue(l, list[i].customer, EVIDENCE_LOCAL_PART, local, distinct(l, list, n), false);
	if (hits(l, STMT_SUGGEST_ADDRESS, &list, &n, local, NULL) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		add_clue(l, list[i].customer, EVIDENCE_HANDLE, local, distinct(l, list, n), false);
	return 0;
}

/* One handle on two platforms, or before the @ of a mail address; a number is an id, and a short one anybody's. */
static int
same_handle(struct looking *l, const char *handle)
{
	struct hit *list;
	size_t n, len = strlen(handle);
	if (len < 8 || strspn(handle, "0123456789") == len || strchr(handle, '@'))
		return 0;
	if (hits(l, STMT_SUGGEST_ADDRESS, &list, &n, handle, NULL) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		add_clue(l, list[i].customer, EVIDENCE_HANDLE, handle, distinct(l, list, n), false);
	if (hits(l, STMT_SUGGEST_ADDRESS_RANGE, &list, &n, arena_printf(l->a, "%s@", handle),
			arena_printf(l->a, "%sA", handle)) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (str_eq(list[i].text, "mail"))
			add_clue(l, list[i].customer, EVIDENCE_HANDLE, handle, distinct(l, list, n), false);
	return 0;
}

struct own { char *kind, *address; };

static int
by_identities(struct looking *l)
{
	struct own *list = NULL;
	size_t n = 0, space = 0;
	int rc;
	sqlite3_stmt *st = db_stmt(l->s, STMT_SUGGEST_IDENTITIES, l->err);
	if (!st)
		return -1;
	db_bind(st, "i", l->customer);
	while ((rc = db_step(l->s, st, l->err)) > 0) {
		*VEC_PUSH(l->a, list, n, space) = (struct own){ db_col_text(st, 1, l->a), db_col_text(st, 2, l->a) };
		char *name = db_col_text(st, 3, l->a);
		if (!str_empty(name))
			*VEC_PUSH(l->a, l->names, l->name_count, l->name_space) = name;
	}
	db_done(st);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		if (care_identity_is_phone(list[i].kind)) {
			char *number = care_phone(list[i].address, l->s->policy->country, l->a);
			if (!number)
				continue;
			if (said_by_others(l, "phone", number) < 0 || same_number(l, list[i].address) < 0 ||
			    (!str_eq(number, list[i].address) && same_number(l, number) < 0) || number_in_mail(l, number) < 0)
				return -1;
		} else if (str_eq(list[i].kind, "mail")) {
			if (said_by_others(l, "mail", list[i].address) < 0 || same_local_part(l, list[i].address) < 0)
				return -1;
		} else if (same_handle(l, list[i].address) < 0) {
			return -1;
		}
	}
	return rc;
}

/* -- by what they say ------------------------------------------------------------------------------------------- */

struct said { char *kind, *value, *place; };

static int
by_traits(struct looking *l)
{
	struct said *list = NULL;
	struct hit *found;
	size_t n = 0, space = 0, count;
	int rc;
	sqlite3_stmt *st = db_stmt(l->s, STMT_SUGGEST_TRAITS, l->err);
	if (!st)
		return -1;
	db_bind(st, "i", l->customer);
	while ((rc = db_step(l->s, st, l->err)) > 0)
		*VEC_PUSH(l->a, list, n, space) = (struct said){ db_col_text(st, 0, l->a), db_col_text(st, 1, l->a),
			db_col_text(st, 2, l->a) };
	db_done(st);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		struct said *t = &list[i];
		if (hits(l, STMT_SUGGEST_SAYS, &found, &count, t->kind, t->value) < 0)
			return -1;
		int shared = distinct(l, found, count);
		bool doubtful = contested(l, found, count);
		for (size_t k = 0; k < count; k++)
			add_clue(l, found[k].customer, EVIDENCE_BOTH_SAY, t->value, shared, doubtful);
		if (hits(l, STMT_SUGGEST_ADDRESS, &found, &count, t->value, NULL) < 0)
			return -1;
		for (size_t k = 0; k < count; k++)
			if (str_eq(t->kind, "phone") ? care_identity_is_phone(found[k].text) : str_eq(found[k].text, "mail"))
				add_clue(l, found[k].customer, of_place(t->place), t->value, shared, doubtful);
	}
	return rc;
}

/* -- by fields and names ------------------------------------------------------------------------------------------ */

static const struct conf_field *
field_named(const struct looking *l, const char *name)
{
	for (size_t i = 0; i < l->s->policy->field_count; i++)
		if (str_eq(l->s->policy->fields[i].name, name))
			return &l->s->policy->fields[i];
	return NULL;
}

/* What a customer is, not what a case is about, tells something together with a name. */
static bool
describes(const struct conf_field *f)
{
	return f && f->on_customer && !f->identifies && (str_eq(f->type, "text") || str_eq(f->type, "date"));
}

static int
by_fields(struct looking *l, struct hit **about, size_t *about_count)
{
	struct hit *list = NULL, *found;
	size_t n = 0, space = 0, count, about_space = 0;
	int rc;
	sqlite3_stmt *st = db_stmt(l->s, STMT_SUGGEST_FIELDS, l->err);
	*about = NULL;
	*about_count = 0;
	if (!st)
		return -1;
	db_bind(st, "i", l->customer);
	while ((rc = db_step(l->s, st, l->err)) > 0)
		*VEC_PUSH(l->a, list, n, space) = (struct hit){ 0, db_col_text(st, 0, l->a), db_col_text(st, 1, l->a) };
	db_done(st);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		const struct conf_field *f = field_named(l, list[i].text);
		if (describes(f))
			*VEC_PUSH(l->a, *about, *about_count, about_space) = list[i];
		if (!f || !f->identifies)
			continue;
		if (hits(l, STMT_SUGGEST_FIELD_OWNERS, &found, &count, list[i].text, list[i].more) < 0)
			return -1;
		for (size_t k = 0; k < count; k++)
			add_clue(l, found[k].customer, EVIDENCE_FIELD, arena_printf(l->a, "%s %s", f->title, list[i].more),
				distinct(l, found, count), false);
	}
	return rc;
}

/* A name of two words says something about who it is; an address in its place does not. */
static bool
telling(const char *name)
{
	return strchr(name, ' ') && !strchr(name, '@');
}

static int
by_name(struct looking *l)
{
	struct hit *list;
	size_t n;
	for (size_t i = 0; i < l->name_count && i < 8; i++) {
		char *forms[] = { l->names[i], str_trim(l->a, utf8_fold_str(l->a, l->names[i])) };
		if (!telling(l->names[i]))
			continue;
		for (int k = 0; k < 2; k++) {
			if (hits(l, STMT_SUGGEST_SAME_NAME, &list, &n, forms[k], NULL) < 0)
				return -1;
			for (size_t h = 0; h < n; h++)
				add_clue(l, list[h].customer, EVIDENCE_NAME, l->names[0], distinct(l, list, n), false);
		}
	}
	return 0;
}

/* -- both sides together ------------------------------------------------------------------------------------------ */

static int
names_of(struct looking *l, int64_t customer, char ***out, size_t *n)
{
	size_t space = 0;
	int rc;
	sqlite3_stmt *st = db_stmt(l->s, STMT_SUGGEST_PERSON, l->err);
	*out = NULL;
	*n = 0;
	if (!st)
		return -1;
	db_bind(st, "i", customer);
	rc = db_step(l->s, st, l->err);
	bool gone = rc <= 0 || db_col(st, 1) || db_col(st, 2);
	char *name = gone ? NULL : db_col_text(st, 0, l->a);
	db_done(st);
	if (gone)
		return rc < 0 ? -1 : 1;
	if (!str_empty(name))
		*VEC_PUSH(l->a, *out, *n, space) = name;
	if (!(st = db_stmt(l->s, STMT_SUGGEST_IDENTITIES, l->err)))
		return -1;
	db_bind(st, "i", customer);
	while ((rc = db_step(l->s, st, l->err)) > 0)
		if (!str_empty(name = db_col_text(st, 3, l->a)))
			*VEC_PUSH(l->a, *out, *n, space) = name;
	db_done(st);
	return rc;
}

/* What the other's fields have in common with those that describe this one. */
static int
add_about(struct looking *l, struct pair *p, const struct hit *about, size_t n)
{
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < n; i++) {
		struct hit *owners;
		size_t count;
		rc = hits(l, STMT_SUGGEST_FIELD_OWNERS, &owners, &count, about[i].text, about[i].more);
		for (size_t k = 0; rc == 0 && k < count; k++)
			if (owners[k].customer == p->other && p->n < CLUES)
				p->clues[p->n++] = (struct care_clue){ EVIDENCE_ABOUT, arena_printf(l->a, "%s %s",
					field_named(l, about[i].text)->title, about[i].more), 2, false };
	}
	return rc;
}

/* In words what counts, in codes all of it. */
static void
say_evidence(struct looking *l, const struct pair *p, bool named, struct merge_hint *out)
{
	struct buf words = BUF_INIT, codes = BUF_INIT;
	for (size_t i = 0; i < p->n; i++) {
		const struct care_evidence_info *e = &care_evidence_table[p->clues[i].what];
		buf_addf(&codes, "%s%s", codes.len ? " " : "", e->code);
		if (p->clues[i].shared > CARE_SHARED || (p->clues[i].doubtful && !named))
			continue;
		const char *said = _(e->words), *mark = strstr(said, "%s");
		buf_adds(&words, words.len ? "; " : "");
		buf_add(&words, said, (size_t)(mark - said));
		buf_adds(&words, p->clues[i].value);
		buf_adds(&words, mark + 2);
	}
	out->evidence = arena_strn(l->a, words.data ? words.data : "", words.len);
	out->codes = arena_strn(l->a, codes.data ? codes.data : "", codes.len);
	buf_free(&words);
	buf_free(&codes);
}

/* The score and its evidence; 1 = nobody any more, or refused once. */
static int
weigh(struct looking *l, struct pair *p, const struct hit *about, size_t about_count, struct merge_hint *out)
{
	char **names;
	size_t n;
	bool name_clue = false;
	int rc = names_of(l, p->other, &names, &n);
	if (rc || db_int64(l->s, STMT_SUGGEST_STATE, 0, "ii", l->customer, p->other))
		return rc ? rc : 1;
	enum care_names said = care_names_of((const char *const *)l->names, l->name_count, (const char *const *)names, n);
	bool named = said == NAMES_SAME || said == NAMES_ALIKE;
	for (size_t i = 0; i < p->n; i++)
		name_clue |= p->clues[i].what == EVIDENCE_NAME;
	if (named && !name_clue && p->n < CLUES)
		p->clues[p->n++] = (struct care_clue){ said == NAMES_SAME ? EVIDENCE_NAME : EVIDENCE_NAME_LIKE, names[0], 2,
			false };
	if (named && add_about(l, p, about, about_count) < 0)
		return -1;
	*out = (struct merge_hint){ .a = l->customer, .b = p->other, .score = care_match(p->clues, p->n, said) };
	say_evidence(l, p, named, out);
	return 0;
}

static int
strongest(const void *x, const void *y)
{
	const struct merge_hint *a = x, *b = y;
	if (a->score != b->score)
		return b->score - a->score;
	return a->b < b->b ? -1 : a->b > b->b;
}

static int
look_for(struct store *s, int64_t customer, struct arena *a, struct merge_hint **out, size_t *n, struct error *err)
{
	struct looking l = { .s = s, .a = a, .customer = customer, .err = err };
	struct merge_hint *list = NULL, one;
	struct hit *about;
	size_t count = 0, space = 0, about_count;
	int rc = names_of(&l, customer, &l.names, &l.name_count);
	*out = NULL;
	*n = 0;
	if (rc)
		return rc < 0 ? -1 : 0;
	l.name_space = l.name_count;
	if (by_identities(&l) < 0 || by_traits(&l) < 0 || by_fields(&l, &about, &about_count) < 0 || by_name(&l) < 0)
		return -1;
	for (size_t i = 0; i < l.n; i++) {
		if ((rc = weigh(&l, &l.pairs[i], about, about_count, &one)) < 0)
			return -1;
		if (rc == 0 && one.score >= CARE_SUGGEST)
			*VEC_PUSH(a, list, count, space) = one;
	}
	if (count)
		qsort(list, count, sizeof *list, strongest);
	*out = list;
	*n = count;
	return 0;
}

int
suggest_for(struct store *s, int64_t customer, struct arena *a, struct merge_hint **out, size_t *n, struct error *err)
{
	bool look = db_look(s);
	int rc = look_for(s, customer, a, out, n, err);
	db_looked(s, look);
	return rc;
}

/* Remembered for these two and whoever is merged with either. */
int
act_do_not_same(struct acting *x, const struct act *act)
{
	int64_t a = act->customer < act->customer2 ? act->customer : act->customer2;
	int64_t b = act->customer < act->customer2 ? act->customer2 : act->customer;
	struct value state;
	if (a == b)
		return error_set(x->err, ERR_INPUT, _("that is one customer already"));
	if (act_person(x, a) < 0 || act_person(x, b) < 0)
		return -1;
	int64_t id = db_int64(x->s, STMT_SUGGEST_FIND, 0, "ii", a, b);
	if (!id) {
		if (db_run(x->s, STMT_SUGGEST_PUT, x->err, "iiiti", a, b, (int64_t)0, "", x->now) < 0)
			return -1;
		id = db_int64(x->s, STMT_SUGGEST_FIND, 0, "ii", a, b);
	}
	if (act_get(x, FIELD_SUGGESTION_STATE, id, &state) < 0)
		return -1;
	if (str_eq(state.t, "refused"))
		return 0;
	if (act_write(x, ACT_NOT_SAME, 0, act->customer, arena_printf(x->a, "%lld", (long long)act->customer2), 0) < 0 ||
	    act_set(x, FIELD_SUGGESTION_STATE, id, V_TEXT("refused")) < 0)
		return -1;
	db_touch(x->s, AREA_CUSTOMER);
	act_say(x, _("customers %lld and %lld are two persons"), (long long)act->customer, (long long)act->customer2);
	return 0;
}

/* All that are open, each weighed again: what has changed since it was noted counts. */
static int
open_ones(struct store *s, size_t limit, struct arena *a, struct merge_hint **out, size_t *n, struct error *err)
{
	struct merge_hint *list = NULL, *found;
	size_t count = 0, space = 0, some, asked = 0, asked_space = 0;
	struct open { int64_t a, b; } *open = NULL;
	int rc;
	sqlite3_stmt *st = db_stmt(s, STMT_SUGGEST_OPEN, err);
	if (!st)
		return -1;
	db_bind(st, "i", (int64_t)(limit < OPEN ? limit + limit / 4 + 8 : OPEN));
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, open, asked, asked_space) = (struct open){ db_col(st, 0), db_col(st, 1) };
	db_done(st);
	for (size_t i = 0; rc == 0 && i < asked && count < limit; i++) {
		rc = suggest_for(s, open[i].a, a, &found, &some, err);
		for (size_t k = 0; rc == 0 && k < some; k++)
			if (found[k].b == open[i].b)
				*VEC_PUSH(a, list, count, space) = found[k];
	}
	if (rc < 0)
		return -1;
	if (count)
		qsort(list, count, sizeof *list, strongest);
	*out = list;
	*n = count;
	return 0;
}

int
read_merge_hints(struct store *s, int64_t customer, size_t limit, struct arena *a, struct merge_hint **out, size_t *n,
	struct error *err)
{
	if (!customer)
		return open_ones(s, limit, a, out, n, err);
	if (suggest_for(s, customer, a, out, n, err) < 0)
		return -1;
	*n = *n < limit ? *n : limit;
	return 0;
}
