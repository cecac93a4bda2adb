/* rule_internal.h - between the files of rules in src/verb/ only. */
#ifndef SPORTELLO_RULE_INTERNAL_H
#define SPORTELLO_RULE_INTERNAL_H

#include "rule.h"

/* rule_check.c: are these commands ones that a rule can do, with names that there are? */
int rule_check_do(const struct conf *conf, struct store *store, const struct rule *r, int64_t now, struct arena *a,
	struct error *err);

#endif
