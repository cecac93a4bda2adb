/* suggest.h - between the files of src/store/ that tell who may be one person. */
#ifndef SPORTELLO_SUGGEST_H
#define SPORTELLO_SUGGEST_H

#include "db.h"
#include "match.h"
#include "read.h"
#include "utf8.h"

/* All who may be this customer, by weight, from CARE_SUGGEST on; none for one who was merged or erased. */
int suggest_for(struct store *s, int64_t customer, struct arena *a, struct merge_hint **out, size_t *n,
	struct error *err);

#endif
