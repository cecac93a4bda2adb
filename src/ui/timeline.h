/* timeline.h - a story: shared by timeline.c (reads, moves), timeline_shape.c (lays out) and timeline_draw.c. */
#ifndef SPORTELLO_UI_TIMELINE_H
#define SPORTELLO_UI_TIMELINE_H

#include "app.h"

/* lead: so many bytes at its beginning are drawn as PUBLIC. */
struct told_line { const char *text; size_t len, lead; unsigned style; int indent; };

/* One item and, once it was visible, its lines at a width. */
struct told {
	struct item_row row;
	struct told_line *lines;
	size_t line_count;
	int width;
	bool open;			/* quotes and signature unfolded */
};

struct story {
	struct app *app;
	int64_t case_id, mark, seen;	/* mark: how far it was read before this visit */
	struct arena *arena;
	struct case_row head;
	struct draft *draft;
	char **others;
	const struct identity_row *identities;	/* of the customer */
	size_t identity_count;
	const char *me, *address;	/* address: where the customer wrote from */
	struct case_row *siblings;	/* what else of the customer is open */
	size_t sibling_count;
	struct told *items;
	size_t n, top, cursor, bottom;
	int skip, width, height;	/* skip: lines of the top item above the screen */
	size_t find_from;
	bool more_before, to_end, to_last, at_end, events, headers;
};

/* Fills the item's lines for a width, unless they are there. */
void story_shape(struct story *s, struct told *t, int width);
/* Lines an item takes at a width, its rules included. */
int story_height(struct story *s, size_t i, int width);
/* A page of older items before the first; false when there are none. */
bool story_older(struct app *app, struct story *s);

#endif
