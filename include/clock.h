/*
 * clock.h - time.  Instants are int64_t milliseconds UTC since 1970 (names end in _at or _ms); 0 means
 * "never" or "not known" wherever a field may be empty.  All code asks clock_now(), so that a test, a
 * script (--now) and a replay can set it.
 */
#ifndef SPORTELLO_CLOCK_H
#define SPORTELLO_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "error.h"

#define MS_SECOND 1000LL
#define MS_MINUTE 60000LL
#define MS_HOUR 3600000LL
#define MS_DAY 86400000LL

/* Wall clock in ms, or the fixed one. */
int64_t clock_now(void);
/* From here on clock_now() starts at `ms`; it stands still if frozen, else it runs. */
void clock_set(int64_t ms, bool frozen);
/* Back to the wall clock. */
void clock_reset(void);
/* Monotonic microseconds, for measuring; never fixed. */
int64_t clock_mono_us(void);

/* "2026-11-20T09:12:00Z" (24 bytes are enough); "" for 0. */
void clock_rfc3339(char out[32], int64_t ms);
/* Reads RFC 3339, also with offset, fraction, blank instead of T, or a date alone (local midnight).
 * Returns false and leaves *ms alone when it is none. */
bool clock_parse_rfc3339(const char *s, int64_t *ms);

/* Local calendar fields; month 1..12, weekday 0 = Sunday. */
struct clock_local { int year, month, day, hour, minute, second, weekday; };
void clock_to_local(int64_t ms, struct clock_local *out);
/* Back; fields out of range are carried over; a time skipped by daylight saving moves forward. */
int64_t clock_from_local(const struct clock_local *in);
/* Weeks of ISO 8601, from Monday on, by local time: "2026-W47"; and the week's first moment, false when it is none. */
char *clock_week_name(int64_t ms, struct arena *a);
bool clock_week_parse(const char *s, int64_t *from);

/* A time zone: from at[i] on (the first: always) local time is offset[i] ahead of UTC.  Made out of the C library's tables
 * from 1990 to 2060, which takes 2 ms, when it is first needed; asking it then needs no library and no TZ. */
struct clock_zone {
	const char *name;
	size_t n;			/* 0 = not read yet */
	const int64_t *at, *offset;
	struct arena *arena;
};
/* By its name, "Europe/Rome"; NULL = that of this machine.  Never NULL: ERR_INPUT names what is no zone. */
int clock_zone(const char *name, struct arena *a, struct clock_zone **out, struct error *err);
void clock_zone_read(struct clock_zone *z);
/* Which stretch of a zone that was read holds at an instant: at[i] <= ms < at[i + 1]. */
size_t clock_zone_index(const struct clock_zone *z, int64_t ms);

/* Age or distance in at most 4 columns for lists: "now" "4m" "2h" "6d" "3w" "14mo" "2y"; negative with
 * a leading minus. */
void clock_short_span(char out[8], int64_t ms);
/* How long ago; what another clock dated ahead of ours is "now". */
void clock_short_age(char out[8], int64_t then, int64_t now);

#endif
