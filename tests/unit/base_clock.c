/* Time: local days around daylight saving, RFC 3339, spans for lists. */
#include <stdlib.h>
#include <time.h>

#include "clock.h"
#include "t.h"

static int64_t
at(const char *text)
{
	int64_t ms = -1;

	return clock_parse_rfc3339(text, &ms) ? ms : -1;
}

static int64_t
local(int year, int month, int day, int hour, int minute)
{
	struct clock_local in = { year, month, day, hour, minute, 0, 0 };

	return clock_from_local(&in);
}

static void
zone(const char *name)
{
	setenv("TZ", name, 1);
	tzset();
}

static void
daylight_saving(void)
{
	struct clock_local t;

	zone("Europe/Rome");
	T_INT(local(2026, 1, 15, 9, 0), at("2026-01-15T08:00:00Z"));
	T_INT(local(2026, 7, 15, 9, 0), at("2026-07-15T07:00:00Z"));
	/* 29 March: 02:30 does not exist; 25 October: 02:30 happens twice */
	T_INT(local(2026, 3, 29, 1, 59), at("2026-03-29T00:59:00Z"));
	T_INT(local(2026, 3, 29, 2, 30), at("2026-03-29T01:30:00Z"));
	clock_to_local(local(2026, 3, 29, 2, 30), &t);
	T_OK(t.hour == 3 && t.minute == 30, "a skipped time moves forward");
	T_INT(local(2026, 3, 29, 3, 0), at("2026-03-29T01:00:00Z"));
	T_INT(local(2026, 10, 25, 2, 30), at("2026-10-25T00:30:00Z"));
	T_INT(local(2026, 10, 25, 3, 0), at("2026-10-25T02:00:00Z"));
	T_INT(local(2026, 10, 26, 0, 0) - local(2026, 10, 25, 0, 0), 25 * MS_HOUR);
	/* fields are carried over */
	T_INT(local(2026, 1, 32, 9, 0), local(2026, 2, 1, 9, 0));
	T_INT(local(2026, 13, 1, 0, 0), local(2027, 1, 1, 0, 0));
	T_INT(local(2026, 3, 28 + 1, 9, 0), at("2026-03-29T07:00:00Z"));
	T_INT(local(2026, 1, 0, 0, -1), at("2025-12-30T22:59:00Z"));
	clock_to_local(at("2026-11-24T23:30:00Z"), &t);
	T_OK(t.day == 25 && t.hour == 0 && t.weekday == 3 && t.month == 11, "local fields");
	zone("America/New_York");
	T_INT(local(2026, 3, 8, 2, 30), at("2026-03-08T07:30:00Z"));
	T_INT(local(2026, 11, 1, 1, 30), at("2026-11-01T05:30:00Z"));
	zone("Australia/Lord_Howe");
	T_INT(local(2026, 10, 4, 2, 15), at("2026-10-03T15:45:00Z"));
	zone("UTC");
	T_INT(local(1969, 12, 31, 23, 59), -MS_MINUTE);
}

static void
rfc3339(void)
{
	static const char *const bad[] = {
		"", "2026", "2026-13-01", "2026-02-29", "2026-11-31", "2026-11-20T25:00:00Z", "2026-11-20T09",
		"2026-11-20T09:12:00+", "2026-11-20T09:12:00Zx", "2026-11-20T09:12:00.Z", "26-11-20",
		"2026-11-20T09:60:00Z", "tomorrow", "2026-11-20 ", "2026/11/20",
	};
	char out[32];
	int64_t ms = 7;

	zone("Europe/Rome");
	clock_rfc3339(out, at("2026-11-20T09:12:00Z"));
	T_STR(out, "2026-11-20T09:12:00Z");
	clock_rfc3339(out, 0);
	T_STR(out, "");
	clock_rfc3339(out, -1);
	T_STR(out, "1969-12-31T23:59:59Z");
	clock_rfc3339(out, INT64_MAX);
	T_STR(out, "");
	T_INT(at("2026-11-20T10:12:00+01:00"), at("2026-11-20T09:12:00Z"));
	T_INT(at("2026-11-20t04:12:00.25-0500"), at("2026-11-20T09:12:00Z") + 250);
	T_INT(at("2026-11-20 10:12"), at("2026-11-20T09:12:00Z"));
	T_INT(at("2026-11-20 10:12:00 +0100"), at("2026-11-20T09:12:00Z"));
	T_INT(at("2026-07-20"), at("2026-07-19T22:00:00Z"));
	T_INT(at("2024-02-29"), at("2024-02-28T23:00:00Z"));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		T_OK(!clock_parse_rfc3339(bad[i], &ms) && ms == 7, "no time: '%s'", bad[i]);
	T_OK(!clock_parse_rfc3339(NULL, &ms), "no time: NULL");
}

static const struct { int64_t ms; const char *text; } spans[] = {
	{ 0, "now" }, { 59 * MS_SECOND, "now" }, { 4 * MS_MINUTE, "4m" }, { 59 * MS_MINUTE, "59m" },
	{ 2 * MS_HOUR, "2h" }, { 23 * MS_HOUR, "23h" }, { 6 * MS_DAY, "6d" }, { 13 * MS_DAY, "13d" },
	{ 21 * MS_DAY, "3w" }, { 60 * MS_DAY, "8w" }, { 61 * MS_DAY, "2mo" }, { 430 * MS_DAY, "14mo" },
	{ 740 * MS_DAY, "2y" }, { 40000 * MS_DAY, "99y" }, { -2 * MS_HOUR, "-2h" },
	{ -430 * MS_DAY, "-1y" }, { -310 * MS_DAY, "-1y" }, { INT64_MIN, "-99y" }, { INT64_MAX, "99y" },
};

static void
fixed_time(void)
{
	int64_t before;

	T_OK(clock_now() > at("2024-01-01"), "the wall clock runs");
	clock_set(1000, true);
	T_INT(clock_now(), 1000);
	clock_set(5000, false);
	before = clock_mono_us();
	while (clock_mono_us() - before < 3000)
		continue;
	T_OK(clock_now() >= 5003 && clock_now() < 65000, "a set clock runs unless frozen");
}

int
main(void)
{
	char out[8];

	daylight_saving();
	rfc3339();
	for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
		clock_short_span(out, spans[i].ms);
		T_OK(!strcmp(out, spans[i].text) && strlen(out) <= 4, "%s is %s", out, spans[i].text);
	}
	clock_short_age(out, 1000, 1000 + 2 * MS_HOUR);
	T_STR(out, "2h");
	clock_short_age(out, 1000 + 2 * MS_HOUR, 1000);
	T_STR(out, "now");
	fixed_time();
	return t_done();
}
