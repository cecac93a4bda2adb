/*
 * hours.h - office hours: when somebody is there, by the clock on the office's wall.
 *
 * Pure: a zone's table, the openings of a week and the days on which it is closed are put in; asking then is arithmetic,
 * by whole weeks, so that years cost what hours cost.  On the day on which the clock is put forward the office is open an
 * hour less, where that hour lies in its hours; on the day on which it is put back, one more.
 *
 * NULL stands for "around the clock" everywhere.
 */
#ifndef SPORTELLO_HOURS_H
#define SPORTELLO_HOURS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "error.h"

struct hours;

/* On this day (20261225) it is closed between these minutes; 0 to 1440: all day. */
struct hours_closed { int day, from, until; const char *name; };

/*
 * open: "mon-fri 9:00-13:00 14:00-18:00; sat 9-12", "daily 8-20", "fri 22:00-2:00", days in English or Italian; what
 * stands twice counts once.  zone: its name, NULL = this machine's.  ERR_INPUT with the words that were not understood.
 */
int hours_parse(const char *name, const char *open, const char *zone, const struct hours_closed *closed, size_t n,
	struct arena *a, struct hours **out, struct error *err);

bool hours_open(const struct hours *h, int64_t at);
/* `at` itself when it is open then, else when it opens next; 0 = never again. */
int64_t hours_next(const struct hours *h, int64_t at);
/* The instant at which `ms` of open time have passed since `from`; `from` for 0; 0 = never. */
int64_t hours_add(const struct hours *h, int64_t from, int64_t ms);
/* How much open time there is; negative when to < from. */
int64_t hours_between(const struct hours *h, int64_t from, int64_t to);

/* "office"; NULL = around the clock.  And the zone's name, NULL = this machine's. */
const char *hours_name(const struct hours *h);
const char *hours_zone(const struct hours *h);
/* The name of the holiday that it is then; "" = it has none; NULL = it is no holiday. */
const char *hours_holiday(const struct hours *h, int64_t at);
/* The wall clock of the office. */
struct clock_local;
void hours_local(const struct hours *h, int64_t at, struct clock_local *out);

#endif
