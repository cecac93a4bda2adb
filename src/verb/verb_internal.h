/* verb_internal.h - between the files of src/verb/ only. */
#ifndef SPORTELLO_VERB_INTERNAL_H
#define SPORTELLO_VERB_INTERNAL_H

#include "buf.h"
#include "verb.h"

/* Fills an ACT_ESCALATE: target from the configuration, transcript, message to the target. */
int verb_escalate(const struct verb_context *v, const char *target, const char *reason, int64_t case_id,
	struct arena *a, struct act *act, struct error *err);

/* `signature`, else the contents of `signature-file`; NULL = none. */
const char *account_signature(const struct conf_account *acc, struct arena *a);

/* doubt.c: what the letter tells that not everybody may know, "order 12345, IBAN IT60..."; "" = nothing. */
int letter_secrets(const struct verb_context *v, const struct letter *l, struct arena *a, char **out, struct error *err);

/* tie.c: fills in `before` and `tie` of a reply. */
int letter_tie(const struct verb_context *v, struct letter *l, struct arena *a, struct error *err);
/* The channel on which the customer spoke last in a case, as people call it; NULL = nowhere. */
const char *channel_before(const struct verb_context *v, int64_t case_id, struct arena *a);

/* words.c: an error that names the nearest verb. */
int verb_unknown(const char *name, struct arena *a, struct error *err);

/* say.c: "10/3h"; false when it is no such thing. */
bool robot_rate(const char *text, int *n, int64_t *ms);

/* check.c: is every {variable} of a text one that there is, or a declared field? */
int verb_check_variables(const struct conf *conf, const struct conf_macro *m, const char *text, struct arena *a, struct error *err);

/* verify.c: one more member of a JSON object; nothing for NULL. */
void verb_add_json(struct buf *b, const char *name, const char *value);

/* macro.c: command lines with a word in place of each {gap}, which may hold blanks and quotes. */
char *macro_bare(const char *lines, struct arena *a);

#endif
