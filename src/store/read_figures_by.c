/* read_figures_by.c - the figures by day, hour and weekday, for `sportello stats`: the same walk as the dashboard's. */
#include "clock.h"
#include "figures.h"
#include "read_internal.h"

enum { WHOLE_US = 1000000 };

/* Row i: hours from 0, weekdays from Monday, days from the first. */
static struct stats_row
row_of(struct figures *f, enum stats_by by, size_t i, struct arena *a)
{
	static const char *const names[7] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat" };
	struct figures_pick pick = FIGURES_ALL;
	struct figures_count c;
	struct stats_row r = { .value = NULL };
	struct clock_local l;
	if (by == STATS_BY_HOUR) {
		pick.hour = (int)i;
		c = figures_of_hour(f, pick.hour);
		r.value = arena_printf(a, "%02zu", i);
	} else if (by == STATS_BY_WEEKDAY) {
		pick.weekday = (int)(i + 1) % 7;
		c = figures_of_weekday(f, pick.weekday);
		r.value = names[pick.weekday];
	} else {
		pick.day = (int)i;
		c = figures_of_day(f, i);
		clock_to_local(figures_day_at(f, i), &l);
		r.value = arena_printf(a, "%04d-%02d-%02d", l.year, l.month, l.day);
	}
	struct figures_span reply = figures_span(f, FIGURES_REPLY, pick), done = figures_span(f, FIGURES_RESOLUTION, pick);
	r.opened = c.opened;
	r.resolved = r.solved = c.solved;
	r.first_reply_p50 = reply.p50;
	r.first_reply_p90 = reply.p90;
	r.resolution_p50 = done.p50;
	r.resolution_p90 = done.p90;
	return r;
}

int
read_stats_when(struct store *s, int64_t from_at, int64_t to_at, enum stats_by by, struct arena *a, struct stats_row **out,
	size_t *n, struct error *err)
{
	struct figures *f = figures_new(&(struct figures_ask){ .from_at = from_at, .to_at = to_at }, err);
	int rc = f ? 1 : -1;
	while (rc > 0)
		rc = figures_step(s, f, WHOLE_US, err);
	if (rc == 0) {
		*n = by == STATS_BY_HOUR ? 24 : by == STATS_BY_WEEKDAY ? 7 : figures_days(f);
		*out = arena_array(a, struct stats_row, *n);
		for (size_t i = 0; i < *n; i++)
			(*out)[i] = row_of(f, by, i, a);
	}
	figures_free(f);
	return rc;
}
