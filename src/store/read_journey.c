/* read_journey.c - a person's history as a whole: what is new in it, how it went over the channels; and what a message
 * said before. */
#include <stdlib.h>
#include <string.h>

#include "read_internal.h"

int
read_timeline_news(struct store *s, int64_t customer, int64_t agent, int64_t above, size_t limit, struct arena *a,
	struct news_row **out, size_t *n, struct error *err)
{
	struct news_row *list = NULL;
	size_t count = 0, space = 0;
	int rc;
	sqlite3_stmt *st = db_stmt(s, STMT_PEOPLE_NEWS, err);
	if (!st)
		return -1;
	db_bind(st, "iiii", customer, above, agent, (int64_t)limit);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, count, space) = (struct news_row){ db_col(st, 0), db_col(st, 1) };
	db_done(st);
	if (rc < 0)
		return -1;
	*out = list;
	*n = count;
	return 0;
}

static int
most_first(const void *pa, const void *pb)
{
	const struct journey_channel *a = pa, *b = pb;
	return (a->count < b->count) - (a->count > b->count);
}

static void
add_channel(struct journey *j, const char *name, int count, struct arena *a)
{
	for (size_t i = 0; i < j->channel_count; i++)
		if (!strcmp(j->channel[i].name, name)) {
			j->channel[i].count += count;
			return;
		}
	*VEC_PUSH(a, j->channel, j->channel_count, j->channel_space) = (struct journey_channel){ name, count };
}

/* The step's own count is of all channels; the channel is that of most. */
static void
add_contacts(struct journey *j, int64_t step, const char *channel, int count, int most[])
{
	size_t i = step < 0 ? 0 : (size_t)step < j->columns ? (size_t)step : j->columns - 1;
	j->step[i].count += count;
	j->step[i].channels++;
	if (count <= most[i])
		return;
	most[i] = count;
	j->step[i].channel = channel;
}

static int
read_steps(struct store *s, int64_t customer, struct arena *a, struct journey *j, struct error *err)
{
	int *most = arena_array(a, int, j->columns), rc;
	sqlite3_stmt *st = db_stmt(s, STMT_JOURNEY_STEPS, err);
	if (!st)
		return -1;
	db_bind(st, "iii", customer, j->from_at, j->step_ms);
	while ((rc = db_step(s, st, err)) > 0) {
		const char *channel = db_col_text(st, 1, a);
		add_contacts(j, db_col(st, 0), channel, (int)db_col(st, 2), most);
		add_channel(j, channel ? channel : "?", (int)db_col(st, 2), a);
	}
	db_done(st);
	if (j->channel_count)
		qsort(j->channel, j->channel_count, sizeof *j->channel, most_first);
	return rc;
}

static int
read_openings(struct store *s, int64_t customer, struct journey *j, struct error *err)
{
	int rc;
	sqlite3_stmt *st = db_stmt(s, STMT_JOURNEY_CASES, err);
	if (!st)
		return -1;
	db_bind(st, "iii", customer, j->from_at, j->step_ms);
	while ((rc = db_step(s, st, err)) > 0) {
		int64_t step = db_col(st, 0);
		j->step[step < 0 ? 0 : step < (int64_t)j->columns ? step : (int64_t)j->columns - 1].opened += (int)db_col(st, 1);
	}
	db_done(st);
	return rc;
}

/* A few contacts of long ago would squeeze the rest into a corner: the strip begins with the rest then. */
static void
begin_late(struct store *s, int64_t customer, int64_t count, int64_t last, struct journey *j)
{
	int64_t offset = count / 12 > 1 ? count / 12 : 1;
	int64_t at = count >= 4 && j->columns > 8 ? db_int64(s, STMT_JOURNEY_AT, j->from_at, "ii", customer, offset) : j->from_at;
	if (at - j->from_at > (last - j->from_at) / 2)
		j->from_at = at - (last - at) / ((int64_t)j->columns - 2);
}

int
read_journey(struct store *s, int64_t customer, size_t columns, int64_t now, struct arena *a, struct journey *out,
	struct error *err)
{
	struct journey j = { .columns = columns, .step = arena_array(a, struct journey_step, columns) };
	int64_t last = 0, count = 0;
	sqlite3_stmt *st = db_stmt(s, STMT_JOURNEY_SPAN, err);
	if (!st || !columns)
		return -1;
	db_bind(st, "i", customer);
	int rc = db_step(s, st, err);
	if (rc > 0) {
		j.from_at = j.first_at = db_col(st, 0);
		last = db_col(st, 1);
		count = db_col(st, 2);
	}
	db_done(st);
	last = last > now ? last : now;
	begin_late(s, customer, count, last, &j);
	j.step_ms = (last - j.from_at) / (int64_t)columns + 1;
	if (rc < 0 || read_steps(s, customer, a, &j, err) < 0 || read_openings(s, customer, &j, err) < 0)
		return -1;
	*out = j;
	return 0;
}

int
read_revisions(struct store *s, int64_t message, size_t limit, struct arena *a, struct revision_row **out, size_t *n,
	struct error *err)
{
	struct revision_row *list = NULL;
	size_t count = 0, space = 0;
	int rc;
	sqlite3_stmt *st = db_stmt(s, STMT_ITEM_REVISIONS, err);
	if (!st)
		return -1;
	db_bind(st, "ii", message, (int64_t)limit);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, count, space) = (struct revision_row){ db_col(st, 0), db_col_text(st, 1, a) };
	db_done(st);
	if (rc < 0)
		return -1;
	*out = list;
	*n = count;
	return 0;
}
