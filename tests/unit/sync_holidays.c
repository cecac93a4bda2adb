/* sync_holidays.c - calendars as offices have them: whole days, several, repeated, by the hour, in other zones. */
#include <stdlib.h>
#include <string.h>

#include "../t.h"
#include "clock.h"
#include "holidays.h"
#include "str.h"

static struct arena *a;
static struct hours *office;

static int64_t
at(const char *when)
{
	int64_t ms = 0;
	(void)clock_parse_rfc3339(when, &ms);
	return ms;
}

static char *
calendar(const char *events)
{
	char *text = arena_printf(a, "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y//EN\n%s\nEND:VCALENDAR\n", events);
	char *out = arena_alloc(a, strlen(text) * 2 + 1), *p = out;
	for (; *text; text++) {
		if (*text == '\n')
			*p++ = '\r';
		*p++ = *text;
	}
	return out;
}

static char *
event(const char *lines)
{
	return arena_printf(a, "BEGIN:VEVENT\nUID:1@x\nDTSTAMP:20260101T000000Z\nSUMMARY:Festa\n%s\nEND:VEVENT", lines);
}

/* "20261225 0-1440, ..." from 2026 to the end of 2028. */
static const char *
days(const char *text)
{
	struct hours_closed *list;
	struct error err = ERROR_INIT;
	size_t n;
	if (holidays_read(text, office, at("2026-01-01T00:00:00Z"), at("2028-12-31T00:00:00Z"), a, &list, &n, &err) < 0)
		return arena_str(a, err.text);
	char *out = arena_str(a, "");
	for (size_t i = 0; i < n; i++)
		out = arena_printf(a, "%s%s%d %d-%d", out, i ? ", " : "", list[i].day, list[i].from, list[i].until);
	return out;
}
#define EVENT(lines) days(calendar(event(lines)))

int
main(void)
{
	struct error err = ERROR_INIT;
	a = arena_new();
	setenv("TZ", "UTC", 1);
	if (hours_parse("office", "mon-fri 9-18", "Europe/Rome", NULL, 0, a, &office, &err) < 0)
		return t_skip_all("the machine has no time zones (tzdata)");
	T_STR(EVENT("DTSTART;VALUE=DATE:20261208"), "20261208 0-1440");
	T_STR(EVENT("DTSTART;VALUE=DATE:20261208\nDTEND;VALUE=DATE:20261209\nTRANSP:TRANSPARENT"), "20261208 0-1440");
	T_STR(EVENT("DTSTART;VALUE=DATE:20261231\nDTEND;VALUE=DATE:20270102"), "20261231 0-1440, 20270101 0-1440");
	T_STR(EVENT("DTSTART;VALUE=DATE:20261231\nDURATION:P2D"), "20261231 0-1440, 20270101 0-1440");
	T_STR(EVENT("DTSTART;VALUE=DATE:20001225\nRRULE:FREQ=YEARLY"), "20261225 0-1440, 20271225 0-1440, 20281225 0-1440");
	T_STR(EVENT("DTSTART;VALUE=DATE:20241128\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH"),
		"20261126 0-1440, 20271125 0-1440, 20281123 0-1440");
	T_STR(EVENT("DTSTART;VALUE=DATE:20260815\nRRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:20270815"),
		"20260815 0-1440, 20280815 0-1440");
	T_STR(EVENT("DTSTART;VALUE=DATE:20260101\nRDATE;VALUE=DATE:20260106,20260406"),
		"20260101 0-1440, 20260106 0-1440, 20260406 0-1440");
	T_STR(EVENT("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=YEARLY;COUNT=2"), "20260101 0-1440, 20270101 0-1440");
	/* by the hour: 12:00 in Rome is what the wall shows; 22:30 UTC is 23:30 there, and the next day in summer */
	T_STR(EVENT("DTSTART:20261224T120000\nDTEND:20261224T180000"), "20261224 720-1080");
	T_STR(EVENT("DTSTART;TZID=Europe/Rome:20261224T120000\nDTEND;TZID=Europe/Rome:20261225T010000"),
		"20261224 720-1440, 20261225 0-60");
	T_STR(EVENT("DTSTART:20261224T223000Z\nDURATION:PT15M"), "20261224 1410-1425");
	T_STR(EVENT("DTSTART:20260724T223000Z\nDURATION:PT15M"), "20260725 30-45");
	T_STR(EVENT("DTSTART;TZID=America/New_York:20260704T090000\nDURATION:PT1H"), "20260704 900-960");
	T_STR(EVENT("DTSTART;VALUE=DATE:20261208\nSTATUS:CANCELLED"), "");
	/* what is wrong, and where */
	T_STR(EVENT("DTSTART;TZID=Europe/Roma:20261224T120000\nDURATION:PT1H"),
		"event 'Festa': there is no time zone 'Europe/Roma': use a name such as Europe/Rome");
	T_STR(EVENT("DTSTART;VALUE=DATE:20261208\nDTEND;VALUE=DATE:20261201"), "event 'Festa': it ends before it begins");
	T_STR(EVENT("COMMENT:nothing"), "event 'Festa': it has no DTSTART");
	T_STR(EVENT("DTSTART;VALUE=DATE:20261208\nRRULE:FREQ=SECONDLY"),
		"event 'Festa': a holiday does not come back within a day (FREQ)");
	T_OK(strstr(EVENT("DTSTART:tomorrow"), "event 'Festa': "), "%s", EVENT("DTSTART:tomorrow"));
	T_STR(days("hello"), "it is no calendar (RFC 5545): BEGIN:VCALENDAR is missing");
	T_STR(days(""), "it is no calendar (RFC 5545): BEGIN:VCALENDAR is missing");
	T_STR(days(calendar("")), "the calendar holds no event");
	arena_free(a);
	return t_done();
}
