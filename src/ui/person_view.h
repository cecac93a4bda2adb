/* person_view.h - inside person*.c only: one customer on the whole screen. */
#ifndef SPORTELLO_UI_PERSON_VIEW_H
#define SPORTELLO_UI_PERSON_VIEW_H

#include "card.h"

struct person_view {
	struct card card;
	int64_t beside;			/* the case it was opened from; 0 = none */
	struct arena *shape;
	struct card_line *lines;
	struct card_shape drawn;	/* as the lines are */
	size_t n, cursor, top;
	int height, columns, text_width;
	unsigned folded;
	char editing[80];		/* which value is asked for */
};

/* The one in front, or NULL. */
struct person_view *person_top(struct app *app);
const struct card_line *person_line(const struct person_view *v);

#endif
