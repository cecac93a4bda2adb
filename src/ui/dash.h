/*
 * dash.h - the dashboard: its panels of numbers, between dash.c (the screen), dash_read.c (what is counted),
 * dash_panels.c (numbers into panels) and dash_draw.c.
 *
 * Every number carries the query that finds its cases, and how many these are: Enter opens exactly them.
 */
#ifndef SPORTELLO_UI_DASH_H
#define SPORTELLO_UI_DASH_H

#include "app.h"
#include "figures.h"
#include "metric.h"
#include "plot.h"
#include "read.h"

enum dash_id { DASH_QUEUE, DASH_REPLY, DASH_CHANNELS, DASH_HOURS, DASH_AGENTS, DASH_NEXT, DASH_RESOLUTION, DASH_DAYS,
	DASH_HEAT, DASH_TIMES, DASH_LEVELS, DASH_EFFORT, DASH_BOT, DASH_REASONS, DASH_TRANSFERS, DASH_MORE, DASH_PANELS };
enum dash_range { DASH_TODAY, DASH_WEEK, DASH_MONTH, DASH_QUARTER, DASH_RANGES };
enum { DASH_QUEUES = 8, DASH_AGENT_ROWS = 40, DASH_NEXT_ROWS = 20 };

/* One number: what it is of, what is shown, what it opens. */
struct dash_number {
	const char *item;		/* "Mon 23 Nov", "eva", "09": in the words of people */
	const char *short_item;		/* the same where there is little room */
	int64_t value;			/* a count or ms; PLOT_NONE = none, or not known yet */
	int64_t cases;			/* that it opens; -1 = not known yet */
	const char *query;		/* without the dashboard's filter */
	int64_t case_id;		/* of a row that is one case */
	bool span;
};

struct dash_panel {
	enum dash_id id;
	const char *title;
	size_t items, series;		/* number[s * items + i] */
	const char *series_name[4];
	struct dash_number *number;
	bool known;			/* all of it; else it fills in */
};

/* What is read by the table of figures: see dash_kpi.c. */
enum { DASH_KPIS = 20, DASH_REASON_ROWS = 12, DASH_SPANS = 4 };
struct dash_kpi { struct arena *arena; struct kpi_row *rows; size_t n; bool known; };

/* A count that is read by its query. */
struct dash_count { int64_t n; bool known, cut; };

struct dash {
	struct app *app;
	struct arena *arena;		/* of the panels */
	struct dash_panel panel[DASH_PANELS];
	enum dash_range range;
	char filter[160];
	enum dash_id at;
	long pos[DASH_PANELS];
	bool table;
	char opened[400];		/* the query that was opened last: going back from there leads here */
	/* what is counted */
	struct figures *now, *coming;
	int64_t as_of, began_us, took_us, drawn_seen;
	struct dash_count queue[DASH_QUEUES], agent_open[DASH_AGENT_ROWS];
	char agent[DASH_AGENT_ROWS][40];	/* "" = nobody */
	size_t agents;
	struct figures_rating rating;
	struct figures_oldest oldest;
	bool rated, aged;
	struct dash_kpi kpi[DASH_KPIS];
	struct kpi_spans spans[DASH_SPANS];	/* read together, measured one by one */
	bool spans_read;
	int64_t uncounted;		/* cases whose figures were never counted */
	bool named;			/* that one looks at figures by name is written down */
	char looked[120];		/* who did last, as a line; "" = nobody */
	struct arena *rows_arena;
	struct case_row *rows;
	size_t row_count;
	bool rows_known;
	int step;			/* what is read next; see dash_read.c */
	bool stale;
};

/* dash_read.c */
void dash_begin(struct dash *d);		/* counts anew; what is shown stays until it is done */
void dash_read(struct dash *d);			/* a slice of it, between keys */
bool dash_reading(const struct dash *d);
void dash_forget(struct dash *d);		/* all that was counted, for another range or filter */
int64_t dash_from(const struct dash *d);	/* the midnight with which the range begins */
size_t dash_days(enum dash_range r);
extern const char *const dash_queue_queries[DASH_QUEUES];

/* dash_kpi.c: figures by their definitions */
int dash_kpi_read(struct dash *d, int i);	/* the i-th of them; -1: a key came */
int dash_kpi_count(struct dash *d);		/* figures of cases are counted first; 1 = go on later */
void dash_kpi_panels(struct dash *d, const char *since);
void dash_kpi_forget(struct dash *d);
const char *dash_kpi_meaning(const struct dash *d, enum dash_id id, size_t series, size_t item);
int64_t dash_kpi_agent(struct dash *d, bool *hidden);	/* whose figures by name may be seen: 0 = everybody's */

/* dash_panels.c */
struct dash_panel *dash_panel(struct dash *d, enum dash_id id, size_t items, size_t series);
char *dash_span_term(int64_t ms, struct arena *a);	/* "1d2h5m7s", as the query language reads it */
void dash_panels(struct dash *d);		/* makes them of what is known */
const struct dash_number *dash_number(const struct dash *d);	/* under the cursor, or NULL */
/* The query with the dashboard's filter. */
char *dash_query(const struct dash *d, const struct dash_number *n, struct arena *a);
/* What a number means, in a sentence or two. */
const char *dash_meaning(const struct dash *d, enum dash_id id, size_t series, size_t item);
/* "18m", "1,204", "-". */
void dash_words(char out[PLOT_WORDS], const struct dash_number *n);
void dash_count_words(char out[PLOT_WORDS], int64_t n);
/* Tab-separated lines of one panel. */
void dash_tsv(const struct dash *d, enum dash_id id, struct buf *out);
extern const char *const dash_tsv_head;

/* dash_draw.c */
void dash_draw(struct app *app, struct screen *s, struct pane p, bool focus);

#endif
