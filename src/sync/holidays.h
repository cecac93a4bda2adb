/*
 * holidays.h - inside src/sync/ only: the days on which an office is closed, out of an iCalendar file (RFC 5545).
 */
#ifndef SPORTELLO_HOLIDAYS_H
#define SPORTELLO_HOLIDAYS_H

#include "hours.h"

/* All that the events of a calendar's text cover between two instants, repeated ones included: whole days, or the hours
 * of a timed event, by the wall clock of the office.  ERR_INPUT says which event is wrong, and how. */
int holidays_read(const char *text, const struct hours *office, int64_t from_at, int64_t to_at, struct arena *a,
	struct hours_closed **out, size_t *n, struct error *err);

#endif
