/* history.h - a customer's history on the screen: shared by history.c (reads, moves, narrows) and history_draw.c. */
#ifndef SPORTELLO_UI_HISTORY_H
#define SPORTELLO_UI_HISTORY_H

#include "timeline.h"

/* What is asked for; "" and 0 = all. */
struct history_filter {
	char text[200], channel[40], kind[24];
	int64_t case_id;
};

struct history {
	struct story *story;
	int64_t customer;
	struct arena *who_memory;
	struct customer_row who;
	const char *name;
	struct history_filter filter, before;	/* before: while one types */
	int level;			/* 0: what was said and what matters; 1: all; 2: what was said */
	bool again;			/* the filter ran out of time: once more when idle */
	char wrong[480];		/* why the words are no query */
	struct arena *memory;		/* the filter's query, what is new */
	struct news_row *news;
	size_t news_count;
	/* the strip: counted between keys, once for what the store holds and a width */
	struct arena *journey_memory;
	struct journey journey;
	bool journey_stale;
	int journey_width;
	int64_t card_case;		/* whose card stands beside it, where there is room */
};

bool history_filtered(const struct history *h);
/* "telegram, call, #4711, 'lamp'" */
char *history_filter_words(struct history *h, struct arena *a);

/* history_read.c */
enum { HISTORY_TYPING_MS = 45, HISTORY_PATIENT_MS = 600 };
/* Who it is, and what is new. */
void history_read_who(struct app *app, struct history *h);
/* The newest of what is asked for. */
void history_refill(struct app *app, struct history *h, int ms);
void history_end_visit(struct app *app, struct history *h);

void history_draw(struct app *app, struct screen *s, struct pane p, bool focus);

#endif
