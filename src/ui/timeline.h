/* timeline.h - a story, of a case or of a customer: shared by timeline.c (moves), timeline_read.c (reads),
 * timeline_shape.c (lays out), timeline_draw.c and history.c. */
#ifndef SPORTELLO_UI_TIMELINE_H
#define SPORTELLO_UI_TIMELINE_H

#include "app.h"

/* lead: so many bytes at its beginning are drawn as PUBLIC. */
/* skip: so many are our own words; base: the text that it is a piece of. */
/* picture: row `row` of it, instead of words. */
/* changes: it holds [-old-]{+new+}. */
struct told_line { const char *text, *base; size_t len, lead, skip; unsigned style; int indent, row; bool changes;
	const struct picture *picture; };

/* One item and, once it was visible, its lines at a width. */
struct told {
	struct item_row row;
	struct told_line *lines;
	size_t line_count;
	int width;
	bool open;			/* quotes and signature unfolded */
	bool shown;			/* it was on the screen */
};

/* A case as a history names it; number 0 = it could not be read. */
struct told_case { int64_t id, number; const char *subject; enum status status; };

struct story {
	struct app *app;
	int64_t case_id, mark, seen;	/* mark: how far it was read before this visit */
	struct arena *arena, *told;	/* told: of the items and their lines */
	size_t laid;			/* bytes of it that what was on the screen first took; 0 = not known yet */
	struct case_row head;
	struct draft *draft;
	char **others;
	const struct identity_row *identities;	/* of the customer */
	size_t identity_count;
	const char *speaking;		/* "unverified", "verified: code, 14:02, eva"; "" = nobody has spoken */
	const char *promises;		/* what runs of what was promised; NULL = nothing */
	const char *levels;		/* where it has been escalated to, and whose turn it is; "" = nowhere */
	const char *me, *address;	/* address: where the customer wrote from */
	const struct field_row *fields;	/* of the case, then of the customer */
	size_t field_count;
	struct case_row *siblings;	/* what else of the customer is open */
	size_t sibling_count;
	struct link_row *links;		/* what the case is tied to */
	size_t link_count;
	struct participant_row *people;	/* who else takes part */
	size_t people_count;
	struct mention_row *called;	/* notes that call the agent and were not on the screen yet */
	size_t called_count;
	struct told *items;
	size_t n, top, cursor, bottom;
	int skip, width, height;	/* skip: lines of the top item above the screen */
	size_t find_from;
	bool more_before, more_after, to_end, to_last, at_end, events, headers;
	bool marking;			/* lines from mark to cursor are marked */
	size_t mark_item, mark_line, cursor_line;
	/* of a customer's history only */
	int64_t customer;		/* 0 = it is a case's story */
	int64_t only_case;
	unsigned parts;
	const struct query *query;	/* lives as long as the history */
	bool fill;		/* fill: the screen is to be full, if only upwards */
	struct told_case *cases;
	size_t case_count, case_space;
	bool unwatched;		/* painted while nobody looks */
	int64_t *seen_new;		/* numbers of what is new and was on the screen; of the heap */
	size_t seen_count, seen_space;
};

enum { STORY_PAGE = 80 };

/* timeline_mark.c */
bool story_mark_move(struct app *app, struct story *s, enum list_move how, int count);
bool story_line_marked(const struct story *s, size_t item, size_t line);

/* A page of newer items after the last; false when there are none. */
bool story_newer(struct app *app, struct story *s);
/* A page after that item (.at INT64_MIN: the oldest), or the newest; what is loaded goes. */
bool story_jump(struct app *app, struct story *s, const struct item_row *after);
/* The same place, as the store has it now. */
bool story_again(struct app *app, struct story *s);
/* Between keys: what will be scrolled to is read, and what is far from the screen goes. */
void story_tick(struct app *app, struct story *s);
/* Scrolls as little as it takes to show the item under the cursor. */
void story_show_cursor(struct story *s);
/* The case of a history's item. */
const struct told_case *story_told_case(struct story *s, int64_t id);
/* Does another case, or none, begin to speak with this item? */
bool story_border(const struct story *s, size_t i);
/* All visible items within a pane. */
void story_draw_items(struct app *app, struct story *s, struct pane body, bool focus);
/* Who they are, into identities and address. */
void story_read_customer(struct app *app, struct story *s, int64_t customer);

/* Fills the item's lines for a width, unless they are there. */
void story_shape(struct story *s, struct told *t, int width);
/* Lines an item takes at a width, its rules included. */
int story_height(struct story *s, size_t i, int width);
/* A page of older items before the first; false when there are none. */
bool story_older(struct app *app, struct story *s);

#endif
