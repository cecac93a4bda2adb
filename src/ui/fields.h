/* fields.h - typed fields in the console: fields.c (the table, one value) and fields_ask.c (what is asked for before a
 * case is done). */
#ifndef SPORTELLO_UI_FIELDS_H
#define SPORTELLO_UI_FIELDS_H

#include "app.h"

/* Asks for one value on the prompt line, with completion.  `trouble`: why what stands there is none; or NULL. */
void field_prompt(struct app *app, const struct conf_field *f, const char *label, const char *text, const char *trouble,
	prompt_done *done);
/* Is it written as the field's type wants it? */
int field_check(const struct conf_field *f, const char *written, struct error *err);

#endif
