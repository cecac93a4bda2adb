/* macros.h - between macros*.c and compose_gap.c: a macro on its way into a text, or to cases. */
#ifndef SPORTELLO_UI_MACROS_H
#define SPORTELLO_UI_MACROS_H

#include "app.h"

/* Where macros are used now: in what is being written, else on the case in front. */
void macro_place_now(struct app *app, struct macro_place *out);
/* Uses it: its text goes into what is written, its questions are asked, its actions go along or are done.  again: the
 * picker comes back afterwards; glued: in the place of a word of the text. */
void macro_use_it(struct app *app, const struct conf_macro *m, bool again, bool glued);
/* For a reply to many: what it asks is asked once, for all. */
void macro_for_many(struct app *app, const struct conf_macro *m);
void bulk_take_macro(struct app *app, const struct conf_macro *macro);	/* bulk.c */
/* Macros with their texts for a place, those that can be used there first, most used first. */
struct macro_list { struct macro_use *use; size_t n; };
int macro_list_now(struct app *app, const struct macro_place *p, struct arena *a, struct macro_list *out, struct error *err);

/* Keeps what is being written as a macro; NULL, "" = its name is asked for. */
void macro_keep(struct app *app, const char *name);
/* What it says, in one line. */
char *macro_gist(const struct macro_use *u, struct arena *a);

/* compose_gap.c: answers in the text, the cursor stays where it was in the words around. */
void compose_gap_answer(struct app *app, const char *question, const char *answer);

#endif
