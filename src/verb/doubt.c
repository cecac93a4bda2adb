/* doubt.c - what a person should say yes to once more before a message leaves. */
#include "verb.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "reach.h"
#include "speak.h"
#include "str.h"
#include "verb_internal.h"

/* Who has not written for so long is written to anew. */
enum { CONTACT_HOURS = 24 };

struct doubting {
	const struct verb_context *v;
	const struct letter *l;
	struct arena *a;
	char **list;
	size_t n, space;
};

static void
add(struct doubting *d, char *words)
{
	*VEC_PUSH(d->a, d->list, d->n, d->space) = words;
}

/* The customer to whom we would begin a contact; 0 = none: it answers, it goes to another level, nobody known. */
static int
begun_with(const struct doubting *d, int64_t at, int64_t *customer, struct error *err)
{
	struct case_row row = { .customer = 0 };
	*customer = 0;
	if (d->l->kind != LETTER_NEW && d->l->kind != LETTER_REPLY)
		return 0;
	if (d->l->case_id && read_case(d->v->store, d->l->case_id, d->v->who.agent, d->a, &row, err) < 0)
		return -1;
	if (row.waiting_since && !d->l->mass)
		return 0;
	for (size_t i = 0; !row.customer && i < d->l->recipient_count; i++)
		if (d->l->recipients[i].role == ROLE_TO)
			row.customer = read_owner(d->v->store, d->l->channel, d->l->recipients[i].who.address);
	if (!row.customer || (d->l->kind == LETTER_REPLY && !d->l->mass &&
			read_last_in(d->v->store, row.customer) > at - CONTACT_HOURS * MS_HOUR))
		return 0;
	*customer = row.customer;
	return 0;
}

static int
quiet(struct doubting *d, const struct customer_row *c, int64_t at)
{
	struct care_quiet q;
	struct clock_local t;
	if (!c->quiet || care_quiet_read(c->quiet, &q, NULL) < 0 || care_quiet_end(&q, at) == at)
		return 0;
	clock_to_local(care_quiet_end(&q, at), &t);
	add(d, arena_printf(d->a, _("%s has quiet hours, until %02d:%02d"), c->name ? c->name : "?", t.hour, t.minute));
	return 0;
}

static int
capped(struct doubting *d, const struct customer_row *c, int64_t at)
{
	struct care_cap cap;
	if (!c->cap || care_cap_read(c->cap, &cap, NULL) < 0)
		return 0;
	int64_t n = read_begun(d->v->store, c->id, at - cap.span_ms, CONTACT_HOURS * MS_HOUR);
	if (n >= cap.count)
		add(d, arena_printf(d->a, _("we have begun %lld contacts with %s of late, and %s is the cap"), (long long)n,
			c->name ? c->name : "?", c->cap));
	return 0;
}

static int
unwanted(struct doubting *d, const struct customer_row *c, struct error *err)
{
	struct consent_row *list;
	size_t n;
	if (read_consents(d->v->store, c->id, d->a, &list, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (list[i].holds && !list[i].given && str_eq(list[i].kind, "contact"))
			add(d, arena_printf(d->a, _("%s has asked not to be written to"), c->name ? c->name : "?"));
	return 0;
}

/* -- what is told to whom ------------------------------------------------------------------------------------------ */

/* Whose data it may hold: the case's customer, else whoever it goes to. */
static int
about_whom(const struct verb_context *v, const struct letter *l, struct arena *a, int64_t *customer, struct error *err)
{
	struct case_row row = { .customer = 0 };
	if (l->case_id && read_case(v->store, l->case_id, v->who.agent, a, &row, err) < 0)
		return -1;
	for (size_t i = 0; !row.customer && i < l->recipient_count; i++)
		if (!str_empty(l->recipients[i].who.address))
			row.customer = read_owner(v->store, l->channel, l->recipients[i].who.address);
	*customer = row.customer;
	return 0;
}

int
letter_secrets(const struct verb_context *v, const struct letter *l, struct arena *a, char **out, struct error *err)
{
	struct fact_row *f = NULL;
	size_t n = 0;
	int64_t customer;
	struct buf b = BUF_INIT;
	*out = arena_str(a, "");
	if (str_empty(l->text) || l->kind == LETTER_FORWARD)
		return 0;
	/* what is quoted they have said or read before */
	char *text = quote_fresh(l->text, a), *iban = care_find_iban(text, a), *at = iban ? strstr(text, iban) : NULL;
	if (about_whom(v, l, a, &customer, err) < 0 || (customer && read_secrets(v->store, customer, a, &f, &n, err) < 0))
		return -1;
	if (iban)
		buf_addf(&b, "IBAN %s", iban);
	for (size_t i = 0; i < n; i++)
		if (care_mentions(text, f[i].value) && !(iban && care_mentions(iban, f[i].value)))
			buf_addf(&b, "%s%s %s", b.len ? ", " : "", f[i].name, f[i].value);
	if (at)
		memset(at, ' ', strlen(iban));
	char *card = care_find_card(text, a);
	if (card)
		buf_addf(&b, "%s%s %s", b.len ? ", " : "", _("card"), card);
	if (b.len)
		*out = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return 0;
}

/* Is whoever reads it verified in this case? */
static int
reader_verified(const struct doubting *d, const char *address, bool *yes, struct error *err)
{
	struct case_row row;
	struct customer_row c;
	struct speaking k;
	*yes = false;
	if (!d->l->case_id)
		return 0;
	if (read_case(d->v->store, d->l->case_id, d->v->who.agent, d->a, &row, err) < 0)
		return -1;
	if (!row.customer || read_customer(d->v->store, row.customer, d->a, &c, err) < 0)
		return row.customer ? -1 : 0;
	for (size_t i = 0; i < c.identity_count && !*yes; i++) {
		if (!str_eq(c.identities[i].address, address))
			continue;
		if (read_speaking(d->v->store, d->l->case_id, c.identities[i].id, d->a, &k, err) < 0)
			return -1;
		*yes = k.verified;
	}
	return 0;
}

static int
tells_secrets(struct doubting *d, struct error *err)
{
	char *what;
	if (d->l->audience >= AUDIENCE_UNLISTED)
		return 0;
	if (letter_secrets(d->v, d->l, d->a, &what, err) < 0)
		return -1;
	for (size_t i = 0; *what && i < d->l->recipient_count; i++) {
		bool yes;
		const char *address = d->l->recipients[i].who.address;
		if (d->l->recipients[i].role != ROLE_TO || str_empty(address))
			continue;
		if (reader_verified(d, address, &yes, err) < 0)
			return -1;
		if (!yes)
			add(d, arena_printf(d->a, _("%s is unverified, and this tells them %s"), address, what));
	}
	return 0;
}

int
letter_doubts(const struct verb_context *v, const struct letter *l, struct arena *a, char ***out, struct error *err)
{
	struct doubting d = { .v = v, .l = l, .a = a };
	struct customer_row c;
	int64_t customer, at = l->at ? l->at : v->now;
	if (begun_with(&d, at, &customer, err) < 0)
		return -1;
	if (customer && (read_customer(v->store, customer, a, &c, err) < 0 || quiet(&d, &c, at) < 0 || capped(&d, &c, at) < 0 ||
			unwanted(&d, &c, err) < 0))
		return -1;
	if (tells_secrets(&d, err) < 0)
		return -1;
	*VEC_PUSH(a, d.list, d.n, d.space) = NULL;
	*out = d.list;
	return 0;
}

char *
letter_doubt_words(char *const *doubts, struct arena *a)
{
	char *s = arena_str(a, "");
	for (size_t i = 0; doubts[i]; i++)
		s = arena_printf(a, "%s%s%s", s, i ? "; " : "", doubts[i]);
	return s;
}
