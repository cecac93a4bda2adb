/* cases.h - the list of cases: its state, between list.c (the screen) and list_acts.c (what commands do with it). */
#ifndef SPORTELLO_UI_CASES_H
#define SPORTELLO_UI_CASES_H

#include "app.h"

enum { CASES_ABOVE = 32, CASES_PAGE = 100, CASES_WINDOW = 1000, CASES_COLUMNS = 17, CASES_CELL_BYTES = 400 };

/* What may stand in a row; cells.c has their names. */
enum case_cell { CELL_FLAGS, CELL_CASE, CELL_DUE, CELL_CHANNEL, CELL_CUSTOMER, CELL_SIBLINGS, CELL_SUBJECT, CELL_NEXT, CELL_OWNER,
	CELL_TEAM, CELL_STATUS, CELL_TAGS, CELL_INTENT, CELL_MESSAGES, CELL_OPENED, CELL_AGE, CELL_WHO, CELL_REST, CELL_COUNT };
struct cases_column { enum case_cell kind; int width; bool fixed; };

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
	size_t n, space;
	bool at_start, at_end;		/* the window holds the first, the last row */
	bool stale;			/* a read gave way to a key: to be done again */
	bool ahead;			/* it reads what nobody has asked for yet */
	int64_t looked;			/* beyond which row, of how many, that was tried last */
	size_t looked_n;
	bool first;			/* it holds one screen, read at first */
	char *query_text;
	char filter[400];
	struct query *query;
	struct arena *query_arena;
	enum case_sort sort;
	bool reverse;
	const char *spec;		/* the view's own columns, NULL = the usual ones */
	bool news;			/* it is read anew because others changed something */
	int64_t held;			/* has left the view under the cursor, and stays until that moves; 0 = none */
	int64_t above[CASES_ABOVE];	/* came above the rows on the screen */
	size_t above_count;
	struct peek peek;
	struct story *story;		/* beside a wide list */
	bool story_stale;
	int64_t find_from;
	/* columns, found by what the rows hold when they are read */
	bool measured, next_rare, two;	/* two: rows have two lines */
	const char *fitted_spec;
	int line_width;			/* of a row in words */
	int fitted, natural[CELL_COUNT];
	struct cases_column columns[CASES_COLUMNS];
	size_t column_count;
	char titles[CASES_COLUMNS][40];
	char below[CASES_CELL_BYTES];
	char cell[CASES_COLUMNS][CASES_CELL_BYTES];
};

struct cases *cases_of(struct app *app);
/* Reads the window anew, around what is shown. */
void cases_load(struct cases *c);
/* A page more before (-1) or after (+1) the window. */
bool cases_more(struct cases *c, int direction);
/* Columns for a list so wide; spec: as in the configuration, NULL = the usual ones. */
void cases_fit(struct cases *c, int width, const char *spec);
void cases_below(void *ctx, size_t row, struct list_cell *out);
void cases_cell(void *ctx, size_t row, int column, struct list_cell *out);
/* list_hold.c: the row under the cursor stays in the rows that were read, although it has left the view. */
void cases_hold(struct cases *c, const struct case_row *old, size_t old_n, struct arena *a, struct case_row **rows, size_t *n);
void cases_note_above(struct cases *c, const struct case_row *old, size_t old_n);
int cases_digits(const struct case_row *rows, size_t n);	/* of the highest number */
size_t cases_above(const struct cases *c);	/* new, and above what is shown */
const struct case_row *cases_row(struct cases *c);	/* under the cursor, or NULL */

#endif
