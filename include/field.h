/*
 * field.h - typed fields of cases and customers, as [field NAME] declares them: pure reading of values.
 */
#ifndef SPORTELLO_FIELD_H
#define SPORTELLO_FIELD_H

#include "arena.h"
#include "conf.h"
#include "error.h"

struct care_value {
	const char *text;	/* as people see it */
	const char *folded;	/* as it is found and compared for equality */
	bool has_number;
	int64_t number;		/* numbers and amounts in hundredths, dates in ms since 1970 UTC, yes = 100 */
};

/* What was written as a value of the field, in the arena; ERR_INPUT says what is wrong with it. */
int care_field_read(const struct conf_field *f, const char *written, struct arena *a, struct care_value *out,
	struct error *err);
/* The patterns of fields, ready to be looked for; freed with care_finder_free(). */
struct care_finder;
struct care_finder *care_finder_new(const struct conf_field *fields, size_t n);
void care_finder_free(struct care_finder *finder);
/* The first place in a text where the pattern of field i fits and gives a value: 1, or 0 (no pattern, too).  Lines over
 * 4 KiB are passed over. */
int care_field_find(const struct care_finder *finder, size_t i, const char *text, struct arena *a,
	struct care_value *out);
/* A number, an amount or a date to compare values with, in their unit; -1 if it is none. */
int care_field_compare(const char *written, int64_t *number);

#endif
