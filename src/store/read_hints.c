/*
 * read_hints.c - customers who may be one person, by evidence in words.  Nothing here merges anybody: a person
 * does, reading why.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "care.h"
#include "i18n.h"
#include "query_sql.h"
#include "read_internal.h"
#include "str.h"
#include "utf8.h"

enum { HINTS = 50, NEWEST_CUSTOMERS = 300, NUMBERS = 4, ADDRESSES = 6 };

struct hints {
	struct store *s;
	struct arena *a;
	int64_t customer;
	struct merge_hint *list;
	size_t n, space;
	struct error *err;
};

/* Two pieces of evidence weigh more than either: 60 and 50 make 80. */
static void
add_evidence(struct hints *h, int64_t other, int score, const char *words)
{
	struct merge_hint *hint = NULL;
	if (!other || other == h->customer)
		return;
	for (size_t i = 0; i < h->n && !hint; i++)
		if (h->list[i].b == other)
			hint = &h->list[i];
	if (!hint) {
		if (h->n >= HINTS)
			return;
		hint = VEC_PUSH(h->a, h->list, h->n, h->space);
		*hint = (struct merge_hint){ .a = h->customer, .b = other, .evidence = "" };
	}
	if (strstr(hint->evidence, words))
		return;
	hint->score = 100 - (100 - hint->score) * (100 - score) / 100;
	hint->evidence = *hint->evidence ? arena_printf(h->a, "%s; %s", hint->evidence, words) : words;
}

struct match { int64_t customer; char *kind, *address; };

/* Rows of (customer, kind, address) of a bound statement. */
static int
matches(struct hints *h, sqlite3_stmt *st, struct match **out, size_t *n)
{
	size_t space = 0;
	int rc;
	*out = NULL;
	*n = 0;
	while ((rc = db_step(h->s, st, h->err)) > 0)
		*VEC_PUSH(h->a, *out, *n, space) = (struct match){ db_col(st, 0), db_col_text(st, 1, h->a),
			db_col_text(st, 2, h->a) };
	db_done(st);
	return rc;
}

/* -- names ------------------------------------------------------------------------------------------------ */

/* A name says something about who it is when it has two words; an address in its place does not. */
static bool
telling(const char *name)
{
	return strchr(name, ' ') && !strchr(name, '@');
}

static int
by_name(struct hints *h)
{
	sqlite3_stmt *st = db_stmt(h->s, STMT_HINT_NAMES, h->err);
	char **names = NULL;
	size_t n = 0, space = 0;
	int rc;
	if (!st)
		return -1;
	db_bind(st, "i", h->customer);
	while ((rc = db_step(h->s, st, h->err)) > 0)
		*VEC_PUSH(h->a, names, n, space) = db_col_text(st, 0, h->a);
	db_done(st);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		if (!telling(names[i]))
			continue;
		/* as it is written, and without its accents */
		char *forms[] = { names[i], str_trim(h->a, utf8_fold_str(h->a, names[i])) };
		for (int k = 0; k < 2 && rc == 0; k++) {
			if (!(st = db_stmt(h->s, STMT_HINT_SAME_NAME, h->err)))
				return -1;
			db_bind(st, "ti", forms[k], h->customer);
			while ((rc = db_step(h->s, st, h->err)) > 0)
				add_evidence(h, db_col(st, 0), 60, arena_printf(h->a, _("the same name: %s"),
					(const char *)sqlite3_column_text(st, 1)));
			db_done(st);
		}
	}
	return rc;
}

/* -- addresses -------------------------------------------------------------------------------------------- */

static bool
is_phone_kind(const char *kind)
{
	return str_eq(kind, "phone") || str_eq(kind, "voice") || str_eq(kind, "sms") || str_eq(kind, "whatsapp");
}

/* Digits of a number, without 00 and +; NULL when there are too few to mean anything. */
static char *
digits_of(const char *text, struct arena *a)
{
	char *out = arena_alloc(a, strlen(text) + 1), *p = out;
	for (const char *s = text; *s; s++)
		if (isdigit((unsigned char)*s))
			*p++ = *s;
	if (str_starts(out, "00"))
		out += 2;
	size_t n = strlen(out);
	return n >= 7 && n <= 15 ? out : NULL;
}

/* How a number came to be known. */
enum number { NUMBER_OWN, NUMBER_IN_ADDRESS, NUMBER_WRITTEN };

static void
add_number(struct hints *h, const struct match *m, enum number how)
{
	static const int scores[] = { [NUMBER_OWN] = 95, [NUMBER_IN_ADDRESS] = 80, [NUMBER_WRITTEN] = 70 };
	if (is_phone_kind(m->kind))
		add_evidence(h, m->customer, scores[how],
			how == NUMBER_OWN ? arena_printf(h->a, _("the same number: %s"), m->address)
			: how == NUMBER_WRITTEN ? arena_printf(h->a, _("wrote the number %s"), m->address)
			: arena_printf(h->a, _("%s is in their mail address"), m->address));
}

/* Customers with this number in any way of writing it. */
static int
by_number(struct hints *h, const char *digits, bool national, enum number how)
{
	struct match *list;
	size_t n;
	char *forms[] = { arena_printf(h->a, "+%s", digits), (char *)digits };
	for (int k = 0; k < 2; k++) {
		sqlite3_stmt *st = db_stmt(h->s, STMT_HINT_ADDRESS, h->err);
		if (!st)
			return -1;
		db_bind(st, "ti", forms[k], h->customer);
		if (matches(h, st, &list, &n) < 0)
			return -1;
		for (size_t i = 0; i < n; i++)
			add_number(h, &list[i], how);
	}
	if (!national)
		return 0;
	sqlite3_stmt *st = db_stmt(h->s, STMT_HINT_NATIONAL, h->err);
	if (!st)
		return -1;
	db_bind(st, "ti", digits, h->customer);
	if (matches(h, st, &list, &n) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		add_number(h, &list[i], how);
	return 0;
}

/* The same local part at another house: anna.bianchi@gmail.com, anna.bianchi@studio.it; not info@. */
static int
by_local_part(struct hints *h, const char *address)
{
	size_t len = strcspn(address, "@");
	char *local = arena_strn(h->a, address, len);
	struct match *list;
	size_t n;
	if (strspn(local, "0123456789") == len)
		return digits_of(local, h->a) ? by_number(h, digits_of(local, h->a), true,
			NUMBER_IN_ADDRESS) : 0;
	if (len < 8 || !strpbrk(local, "._-0123456789") || care_identity_is_robot("mail", address))
		return 0;
	sqlite3_stmt *st = db_stmt(h->s, STMT_HINT_ADDRESS_RANGE, h->err);
	if (!st)
		return -1;
	db_bind(st, "tti", arena_printf(h->a, "%s@", local), arena_printf(h->a, "%sA", local), h->customer);
	if (matches(h, st, &list, &n) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		add_evidence(h, list[i].customer, 50, arena_printf(h->a, _("%s and %s"), address, list[i].address));
	return 0;
}

/* Who writes this number in a message?  Looked up in the index, with and without a country's code. */
static int
by_writing(struct hints *h, const char *address)
{
	char *digits = digits_of(address, h->a);
	struct buf b = BUF_INIT;
	int rc = 0;
	if (!digits || !db_attach_search(h->s))
		return 0;
	for (size_t cut = 0; cut <= 3 && strlen(digits) - cut >= 8; cut++)
		buf_addf(&b, "%sbody : \"%s\"", b.len ? " OR " : "", digits + cut);
	sqlite3_stmt *st = b.len ? db_stmt(h->s, STMT_HINT_WRITES, h->err) : NULL;
	if (st) {
		db_bind(st, "ti", b.data, h->customer);
		while ((rc = db_step(h->s, st, h->err)) > 0)
			add_evidence(h, db_col(st, 0), 70, arena_printf(h->a, _("they wrote the number %s"), address));
		db_done(st);
	}
	buf_free(&b);
	return rc;
}

static int
by_identities(struct hints *h, const struct customer_row *c)
{
	for (size_t i = 0; i < c->identity_count && i < 10; i++) {
		const struct identity_row *id = &c->identities[i];
		char *digits = is_phone_kind(id->kind) ? digits_of(id->address, h->a) : NULL;
		if (digits && (by_number(h, digits, false, NUMBER_OWN) < 0 ||
				by_writing(h, id->address) < 0))
			return -1;
		if (str_eq(id->kind, "mail") && by_local_part(h, id->address) < 0)
			return -1;
	}
	return 0;
}

/* -- what they write -------------------------------------------------------------------------------------- */

static bool
in_address(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("._%+-", c));
}

/* Mail addresses in a text that are somebody else's. */
static int
addresses_in(struct hints *h, const char *text, int *left)
{
	for (const char *p = text; (p = strchr(p, '@')) != NULL && *left > 0; p++) {
		const char *start = p, *end = p + 1;
		struct match *list;
		size_t n;
		while (start > text && in_address(start[-1]))
			start--;
		while (isalnum((unsigned char)*end) || *end == '-' || (*end == '.' && isalnum((unsigned char)end[1])))
			end++;
		if (start == p || end == p + 1 || end - start > 200)
			continue;
		--*left;
		char *address = care_identity_normal("mail", arena_strn(h->a, start, (size_t)(end - start)), h->a);
		sqlite3_stmt *st = address ? db_stmt(h->s, STMT_HINT_ADDRESS, h->err) : NULL;
		if (!st)
			continue;
		db_bind(st, "ti", address, h->customer);
		if (matches(h, st, &list, &n) < 0)
			return -1;
		for (size_t i = 0; i < n; i++)
			add_evidence(h, list[i].customer, 50, arena_printf(h->a, _("wrote the address %s"), address));
	}
	return 0;
}

/* Telephone numbers in a text (a signature) that are somebody else's. */
static int
numbers_in(struct hints *h, const char *text, int *left)
{
	for (const char *p = text; *p && *left > 0;) {
		if (!isdigit((unsigned char)*p) && *p != '+') {
			p++;
			continue;
		}
		size_t len = 1;
		while (p[len] && (isdigit((unsigned char)p[len]) || (strchr(" -./()", p[len]) && len < 24)))
			len++;
		char *run = arena_strn(h->a, p, len), *digits = digits_of(run, h->a);
		bool alone = p == text || !in_address(p[-1]);
		p += len;
		if (!digits || !alone || strlen(digits) < 8)
			continue;
		--*left;
		if (by_number(h, digits, *run != '+', NUMBER_WRITTEN) < 0)
			return -1;
	}
	return 0;
}

/* What they wrote themselves, signature included; up to the first thing quoted. */
static char *
own_words(struct hints *h, const char *text)
{
	struct quote_span *spans;
	struct buf b = BUF_INIT;
	size_t len = strlen(text), n = quote_split(text, len > 20000 ? 20000 : len, h->a, &spans);
	for (size_t i = 0; i < n; i++)
		if (spans[i].kind == QUOTE_BODY || spans[i].kind == QUOTE_SIGNATURE)
			buf_add(&b, text + spans[i].start, spans[i].len);
	char *words = arena_strn(h->a, b.data, b.len);
	buf_free(&b);
	return words;
}

static int
by_words(struct hints *h)
{
	char **texts = NULL;
	size_t n = 0, space = 0;
	int numbers = NUMBERS, addresses = ADDRESSES, rc;
	sqlite3_stmt *st = db_stmt(h->s, STMT_HINT_WORDS, h->err);
	if (!st)
		return -1;
	db_bind(st, "i", h->customer);
	while ((rc = db_step(h->s, st, h->err)) > 0) {
		const char *t = (const char *)sqlite3_column_text(st, 0);
		if (t)
			*VEC_PUSH(h->a, texts, n, space) = own_words(h, t);
	}
	db_done(st);
	for (size_t i = 0; rc == 0 && i < n; i++)
		if (addresses_in(h, texts[i], &addresses) < 0 || numbers_in(h, texts[i], &numbers) < 0)
			rc = -1;
	return rc;
}

/* -- together --------------------------------------------------------------------------------------------- */

static int
strongest(const void *x, const void *y)
{
	const struct merge_hint *a = x, *b = y;
	if (a->score != b->score)
		return b->score - a->score;
	return a->b < b->b ? -1 : a->b > b->b;
}

static int
hints_of(struct store *s, int64_t customer, struct arena *a, struct merge_hint **out, size_t *n, struct error *err)
{
	struct hints h = { .s = s, .a = a, .customer = customer, .err = err };
	struct customer_row c;
	if (read_customer(s, customer, a, &c, err) < 0)
		return -1;
	if (c.erased_at || c.merged_into) {
		*n = 0;
		return 0;
	}
	if (by_name(&h) < 0 || by_identities(&h, &c) < 0 || by_words(&h) < 0)
		return -1;
	if (h.n)
		qsort(h.list, h.n, sizeof *h.list, strongest);
	*out = h.list;
	*n = h.n;
	return 0;
}

/* The customers with the newest contact, each with its hints, every pair once. */
static int
hints_of_all(struct store *s, size_t limit, struct arena *a, struct merge_hint **out, size_t *n, struct error *err)
{
	struct customer_row *rows;
	struct merge_hint *list = NULL, *found;
	size_t people, count = 0, space = 0, some;
	if (read_customers(s, "", NEWEST_CUSTOMERS, a, &rows, &people, err) < 0)
		return -1;
	for (size_t i = 0; i < people; i++) {
		if (hints_of(s, rows[i].id, a, &found, &some, err) < 0)
			return -1;
		for (size_t k = 0; k < some; k++) {
			bool known = false;
			for (size_t j = 0; j < count && !known; j++)
				known = list[j].a == found[k].b && list[j].b == found[k].a;
			if (!known)
				*VEC_PUSH(a, list, count, space) = found[k];
		}
	}
	if (count)
		qsort(list, count, sizeof *list, strongest);
	*out = list;
	*n = count < limit ? count : limit;
	return 0;
}

int
read_merge_hints(struct store *s, int64_t customer, size_t limit, struct arena *a, struct merge_hint **out, size_t *n,
	struct error *err)
{
	struct merge_hint *list = NULL;
	size_t count = 0;
	if (!customer)
		return hints_of_all(s, limit, a, out, n, err);
	if (hints_of(s, customer, a, &list, &count, err) < 0)
		return -1;
	*out = list;
	*n = count < limit ? count : limit;
	return 0;
}
