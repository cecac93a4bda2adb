/* about.h - what the verbs about people share: all that is known of one, and the customer hook. */
#ifndef SPORTELLO_CLI_ABOUT_H
#define SPORTELLO_CLI_ABOUT_H

#include "person.h"
#include "cli.h"

/* What is known of somebody beside the row: tags, fields, consent, ratings, counts, and what the hook said. */
struct about {
	char **tags;
	struct field_row *fields;
	struct consent_row *consents;
	struct rating_row *ratings;
	size_t field_count, consent_count, rating_count;
	struct card_channel *channels;
	struct merge_hint *hints;
	size_t channel_count, hint_count;
	struct care_preference seen;
	bool seen_known;
	struct hook_lines hook;
};
int about_read(struct cli *c, int64_t id, struct about *a, struct error *err);
json_t *about_json(json_t *j, const struct about *a);

int people_show(struct cli *c, struct error *err);
void print_customer_line(const struct customer_row *r);
/* A customer by id, or the only one found by name or address. */
int customer_arg(struct cli *c, size_t i, int64_t *id, struct error *err);

/* Runs the hook and keeps what it said; that it failed is kept, too, and no error of this. */
int hook_run(struct cli *c, const struct customer_row *r, struct error *err);
json_t *json_hook(const struct hook_lines *l);

#endif
