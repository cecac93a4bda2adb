/* contact_who.c - with whom a contact was, and which case it belongs to. */
#include "contact.h"

#include <ctype.h>
#include <string.h>

bool
form_named(const struct contact_form *f)
{
	return !str_empty(lineedit_text(f->line[FORM_WHO]));
}

int64_t
form_customer(const struct contact_form *f)
{
	if (!form_named(f))
		return f->customer;
	return f->chosen < f->found_count ? f->found[f->chosen].id : 0;
}

/* Digits, signs between them, a leading +. */
static bool
is_number(const char *text)
{
	size_t digits = 0;
	for (const char *p = text; *p; p++) {
		digits += isdigit((unsigned char)*p) != 0;
		if (!isdigit((unsigned char)*p) && !strchr("+ -./()", *p))
			return false;
	}
	return digits > 2;
}

void
form_find_cases(struct app *app, struct contact_form *f, int64_t customer)
{
	struct query_context ctx = { .now = app->v.now };
	struct query *q;
	bool more, cut;
	f->case_count = f->case_chosen = 0;
	if (!customer || query_parse(arena_printf(f->arena, "customer:%lld (is:new or is:open or is:pending or is:snoozed)",
		(long long)customer), &ctx, f->arena, &q, NULL, NULL) < 0)
		return;
	struct case_page p = { .query = q, .sort = SORT_RECENT, .agent = app->v.who.agent, .limit = FORM_CASES };
	if (read_cases(app->store, &p, f->arena, &f->cases, &f->case_count, &more, &cut, NULL) < 0)
		f->case_count = 0;
	/* what is open alone is what they call about; of several nobody knows */
	f->case_chosen = f->case_count == 1 ? 0 : f->case_count;
}

/* Is it this one?  A typo, or the middle of another number, is a hint and no more: it has to be chosen. */
static bool
is_meant(const struct customer_row *r, const char *number)
{
	if (str_empty(number) || r->rank > FIND_PART)
		return r->rank > FIND_TYPO;
	number += strspn(number, "+0");
	for (size_t i = 0; i < r->identity_count; i++)
		if (*number && str_ends(r->identities[i].address, number))
			return true;
	return false;
}

void
form_find(struct app *app, struct contact_form *f)
{
	arena_reset(f->arena);
	f->found_count = f->chosen = f->case_count = 0;
	if (!form_named(f)) {
		form_find_cases(app, f, f->customer);
		return;
	}
	const char *text = lineedit_text(f->line[FORM_WHO]);
	char *number = is_number(text) ? verb_number(&app->v, text, f->arena, NULL) : NULL;
	store_budget(app->store, 20);
	if (read_customers(app->store, str_empty(number) ? text : number, FORM_FOUND, f->arena, &f->found, &f->found_count,
		NULL) < 0)
		f->found_count = 0;
	store_budget(app->store, 0);
	if (f->found_count && !is_meant(&f->found[0], number))
		f->chosen = f->found_count;
	form_find_cases(app, f, form_customer(f));
}

int
form_place(struct app *app, struct contact_form *f, struct arena *a, struct act *act, struct act_contact *k,
	struct error *err)
{
	const char *text = lineedit_text(f->line[FORM_WHO]);
	char *typed = form_named(f) && is_number(text) ? verb_number(&app->v, text, a, err) : NULL;
	if (form_named(f) && is_number(text) && !typed)
		return -1;
	const char *number = str_empty(typed) ? f->number : typed;
	if (*number) {
		k->address = arena_str(a, number);
		k->address_kind = "phone";
	}
	act->customer = form_customer(f);
	if (!form_named(f) && f->case_id)
		act->case_id = f->case_id;
	else if (!form_named(f) && f->message)
		act->message = f->message;
	else if (f->case_chosen < f->case_count)
		act->case_id = f->cases[f->case_chosen].id;
	else
		k->new_case = true;
	if (act->case_id || act->message)
		act->customer = 0;
	else if (!act->customer && form_named(f) && !typed && !strchr(text, '@'))
		k->person = arena_str(a, text);
	if (strchr(text, '@') && !act->case_id && !act->customer) {
		k->address = arena_str(a, text);
		k->address_kind = "mail";
	}
	return 0;
}
