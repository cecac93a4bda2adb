/* read_internal.h - between the files of reading only. */
#ifndef SPORTELLO_READ_INTERNAL_H
#define SPORTELLO_READ_INTERNAL_H

#include "db.h"
#include "read.h"

/* read_item.c: one row of the columns of STMT_ITEM_MESSAGE and its like. */
struct item_row read_message_row(sqlite3_stmt *st, struct arena *a);
struct item_row read_note_row(sqlite3_stmt *st, struct arena *a);
int read_message(struct store *s, int64_t id, struct arena *a, struct item_row *out, struct error *err);
int read_note(struct store *s, int64_t id, struct arena *a, struct item_row *out, struct error *err);

/* read_words.c: what an action did, in words: "tagged +ship".  A row is finished once its statement is. */
char *read_action_words(struct store *s, int64_t id, int verb, const char *args, int64_t text, struct arena *a);
struct item_row read_action_row(struct store *s, sqlite3_stmt *st, struct arena *a);
void read_action_finish(struct store *s, struct item_row *row, struct arena *a);
int read_action(struct store *s, int64_t id, struct arena *a, struct item_row *out, struct error *err);

/* read_people.c: a customer without what takes long: an identity's messages are not counted, last_at is 0. */
int read_customer_brief(struct store *s, int64_t id, struct arena *a, struct customer_row *out, struct error *err);

/* read_recipient.c: [["to","Name","address"],...] as it is stored. */
size_t read_recipient_list(const char *json, struct arena *a, struct recipient **out);

/* read_stats.c: spans of time, and what was resolved in a period: how often within it, how long it took (-1 = it is not
 * resolved now, or was later again). */
struct spans { int64_t *item; size_t n, space; };
void stats_percentiles(struct spans *s, int64_t *p50, int64_t *p90);	/* sorts them */
typedef void stats_resolved(void *ctx, int64_t case_id, int64_t count, int64_t span);	/* a function type */
int stats_resolutions(struct store *s, int64_t from_at, int64_t to_at, stats_resolved *take, void *ctx, struct error *err);
/* read_figures_by.c: the figures by day, hour or weekday. */
int read_stats_when(struct store *s, int64_t from_at, int64_t to_at, enum stats_by by, struct arena *a,
	struct stats_row **out, size_t *n, struct error *err);

#endif
