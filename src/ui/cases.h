/* cases.h - the list of cases: its state, between list.c (the screen) and list_acts.c (what commands do with it). */
#ifndef SPORTELLO_UI_CASES_H
#define SPORTELLO_UI_CASES_H

#include "app.h"

enum { CASES_PAGE = 100, CASES_WINDOW = 1000, CASES_COLUMNS = 9 };

/* Lines under a narrow list about the case under the cursor; read between keys, never before a paint. */
struct peek {
	struct arena *arena;
	int64_t case_id;
	struct item_row *items;
	size_t n;
};

struct cases {
	struct app *app;
	struct list *list;
	struct arena *arena;		/* of the rows */
	struct case_row *rows;
	size_t n;
	bool at_start, at_end;		/* the window holds the first, the last row */
	bool stale;			/* a read gave way to a key: to be done again */
	char *query_text;
	char filter[200];
	struct query *query;
	struct arena *query_arena;
	enum case_sort sort;
	struct peek peek;
	struct story *story;		/* beside a wide list */
	int64_t find_from;
	char cell[CASES_COLUMNS][160];
};

struct cases *cases_of(struct app *app);
/* Reads the window anew, around what is shown. */
void cases_load(struct cases *c);
/* A page more before (-1) or after (+1) the window. */
bool cases_more(struct cases *c, int direction);
const struct case_row *cases_row(struct cases *c);	/* under the cursor, or NULL */

#endif
