/* card.h - the customer's card as rows: the pane beside a case and the full screen show the same ones. */
#ifndef SPORTELLO_UI_CARD_H
#define SPORTELLO_UI_CARD_H

#include "app.h"
#include "person.h"
#include "field.h"

struct card {
	struct arena *arena;
	int64_t case_id, id;		/* the case it is beside, 0 = none; the customer */
	bool stale, known;
	struct case_row about;
	struct customer_row customer;
	struct case_row *cases;
	size_t case_count;
	bool more_cases;
	struct merge_hint *hints;
	const char **hint_names;
	size_t hint_count;
	char **tags;
	struct field_row *fields;
	struct consent_row *consents;
	struct rating_row *ratings;
	struct mood_row *moods;
	size_t field_count, consent_count, rating_count, mood_count;
	struct card_channel *channels;
	size_t channel_count;
	struct care_preference seen;
	bool seen_known;
	struct hook_lines hook;
	struct link_row *links;		/* what the case is tied to, and who else takes part in it */
	struct participant_row *people;
	size_t link_count, people_count;
	const char *speaks;		/* who is speaking in the case: verified how, or not; NULL = no case */
	bool verified;
	int64_t asked_us, tried_us;	/* when the hook was asked; 0 = not under way; when it was tried last */
	int64_t asked_at;		/* of what it had said by then */
};

/* In the order in which an agent needs them. */
enum card_part { PART_WHO, PART_ADDRESSES, PART_HOOK, PART_OPEN, PART_TIES, PART_HINTS, PART_NOTES, PART_FIELDS, PART_CONSENT,
	PART_RATINGS, PART_CHANNELS, PART_CLOSED, PART_EMPTY, PART_COUNT };

struct card_line {
	enum card_part part;
	bool head, more;		/* more: goes on with the line before */
	unsigned style;
	const char *label, *text, *right;	/* any may be NULL */
	const char *command;		/* what Enter runs */
	const char *edit;		/* which value e changes */
	const char *copy;		/* what is copied */
	const char *kind;		/* of an address */
	int64_t case_id, other;		/* other: who may be the same */
	const char *evidence;
};

struct card_shape {
	int width;
	bool full;			/* what has no value, too; more of everything */
	unsigned folded;		/* bits of enum card_part */
	int64_t now;
	const struct conf *conf;
};

/* card_read.c */
void card_read(struct app *app, struct card *c, int64_t case_id, int64_t customer);
/* card_lines.c */
size_t card_lines(const struct card *c, const struct card_shape *s, struct arena *a, struct card_line **out);
void card_line_draw(struct pane p, int y, const struct card_line *l, const struct card_shape *s);
/* card_hook.c: the hook is run when what it said is too old; true when it is under way */
bool card_hook_look(struct app *app, struct card *c, bool now);

#endif
