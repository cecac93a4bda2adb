/* contact.h - the form in which a call, visit or letter is written down: contact.c (keys, saving), contact_who.c (with
 * whom, which case) and contact_draw.c. */
#ifndef SPORTELLO_UI_CONTACT_H
#define SPORTELLO_UI_CONTACT_H

#include "app.h"

enum form_field { FORM_WHO, FORM_CASE, FORM_WAY, FORM_END, FORM_WHEN, FORM_FOR, FORM_BACK, FORM_TEXT, FORM_FIELDS };
enum { FORM_FOUND = 4, FORM_CASES = 6 };

struct contact_form {
	enum item_kind kind;
	enum direction way;
	enum contact_outcome end;
	enum form_field focus;
	struct lineedit *line[FORM_FIELDS];	/* of the fields that are written; NULL for the others */
	struct arena *arena;		/* of what was found */
	int64_t opened_at, since;	/* since: it rang or was dialled then, and lasts until it is saved; 0 = not known */
	int64_t ring;
	/* with whom it is unless somebody is named in FORM_WHO */
	int64_t case_id, message, customer;
	char who[160], about[200];
	/* who fits what is written in FORM_WHO; the entry after the last is somebody new */
	struct customer_row *found;
	size_t found_count, chosen;
	/* cases of the customer it may belong to; the entry after the last is a new one */
	struct case_row *cases;
	size_t case_count, case_chosen;
	char number[24];		/* by which number; "" = not known */
	char trouble[300];		/* why it could not be saved */
	int64_t draft, saved_us;
	bool touched;
};

/* contact_who.c */
/* Finds who fits what is written, and their cases. */
void form_find(struct app *app, struct contact_form *f);
void form_find_cases(struct app *app, struct contact_form *f, int64_t customer);
/* The customer that is meant; 0 = somebody new. */
int64_t form_customer(const struct contact_form *f);
/* Fills in with whom and where; address and name live in the arena. */
int form_place(struct app *app, struct contact_form *f, struct arena *a, struct act *act, struct act_contact *k,
	struct error *err);

/* Is the field part of this kind's form? */
bool form_has(const struct contact_form *f, enum form_field field);
bool form_named(const struct contact_form *f);	/* somebody is written in FORM_WHO */

#endif
