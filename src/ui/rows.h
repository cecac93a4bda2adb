/* rows.h - screens that are plain tables: outbox, journal, search, help, accounts, people, drafts. */
#ifndef SPORTELLO_UI_ROWS_H
#define SPORTELLO_UI_ROWS_H

#include "app.h"

enum { ROWS_CELLS = 7, ROWS_BESIDE = -1 };

struct row {
	int64_t id, case_id, item;
	const char *cell[ROWS_CELLS];
	unsigned style;
	const char *command;		/* what Enter runs; NULL = open the case */
	size_t hit, hit_len;		/* bytes of the last cell that were searched for */
};

struct rows {
	struct app *app;
	struct list *list;
	struct arena *arena;
	struct row *row;
	size_t n, space;
	const struct rows_kind *kind;
	char text[256];			/* what is searched for */
	int64_t about;			/* a case, for the journal */
	const char *empty;		/* words when there is nothing */
	int64_t upto_at, upto_item;	/* news: up to when it was read */
	size_t limit;			/* rows asked for; doubled when the end of them is reached */
	bool more;			/* there are further ones */
	bool patient;			/* loading in idle time: it may take longer */
	bool again;			/* it was cut short: once more when idle */
	bool typed;			/* its text has changed: the echo is painted before the rows are read */
};

struct rows_kind {
	const struct screen_ops *ops;
	const struct list_column *columns;
	int column_count;
	unsigned areas;
	/* 0 = rows were added; 1 = no time now, the old ones stay; -1. */
	int (*load)(struct app *app, struct rows *r, struct error *err);
	/* Details of the row under the cursor, drawn below the list. */
	void (*detail)(struct app *app, struct rows *r, const struct row *row, struct pane p);
	int detail_rows;		/* or ROWS_BESIDE: beside the list, where that is wide, else most of what is below */
};

struct rows *rows_open(struct app *app, const struct rows_kind *kind, const char *text, int64_t about);
struct row *rows_add(struct rows *r);
const struct row *rows_current(struct rows *r);
void rows_load(struct app *app, struct rows *r);
/* The rows of the table on top that hold this text; "" = all. */
void rows_filter(struct app *app, const char *text);
/* Asks for that text; every letter counts at once, and leaving the prompt takes it back. */
void rows_ask(struct app *app, const char *label, const char *text);
char *rows_when(struct arena *a, int64_t at, int64_t now);

/* The functions of all such screens. */
void rows_close(struct app *app, struct screen *s);
void rows_reload(struct app *app, struct screen *s);
void rows_draw(struct app *app, struct screen *s, struct pane p, bool focus);
int64_t rows_case(struct app *app, struct screen *s);
int64_t rows_item(struct app *app, struct screen *s);
bool rows_move(struct app *app, struct screen *s, enum list_move how, int count);
const char *rows_status(struct app *app, struct screen *s, struct arena *a);
void rows_tick(struct app *app, struct screen *s);

#define ROWS_SCREEN(id, words, hint) \
	const struct screen_ops id##_screen = { .name = #id, .title = words, .close = rows_close, \
		.reload = rows_reload, .draw = rows_draw, .current = rows_case, .item = rows_item, .move = rows_move, \
		.status = rows_status, .tick = rows_tick, .hints = hint }

#endif
