/* clock.c - time, with a wall clock that a test can set. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "clock.h"

static struct {
	bool set, frozen;
	int64_t ms;	/* what clock_now() said at... */
	int64_t mono;	/* ...this monotonic instant, in ms */
} fixed;

int64_t
clock_mono_us(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

int64_t
clock_now(void)
{
	struct timespec ts;

	if (fixed.set)
		return fixed.frozen ? fixed.ms : fixed.ms + clock_mono_us() / 1000 - fixed.mono;
	(void)clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec * MS_SECOND + ts.tv_nsec / 1000000;
}

void
clock_set(int64_t ms, bool frozen)
{
	fixed.set = true;
	fixed.frozen = frozen;
	fixed.ms = ms;
	fixed.mono = clock_mono_us() / 1000;
}

void
clock_reset(void)
{
	fixed.set = fixed.frozen = false;
}

/* Whole seconds, downward also before 1970. */
static time_t
seconds_of(int64_t ms)
{
	return (time_t)(ms / MS_SECOND - (ms % MS_SECOND < 0));
}

void
clock_rfc3339(char out[32], int64_t ms)
{
	time_t seconds = seconds_of(ms);
	struct tm tm;

	out[0] = '\0';
	if (ms != 0 && gmtime_r(&seconds, &tm) && tm.tm_year <= 8099 && tm.tm_year >= -1900)
		(void)strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

/* n digits at *s as a number; *s moves behind them.  -1 when there are other characters. */
static int
read_digits(const char **s, int n)
{
	int value = 0;

	for (; n > 0; n--, (*s)++) {
		if (**s < '0' || **s > '9')
			return -1;
		value = value * 10 + (**s - '0');
	}
	return value;
}

static bool
read_char(const char **s, const char *allowed)
{
	if (!**s || !strchr(allowed, **s))
		return false;
	(*s)++;
	return true;
}

static bool
read_date(const char **s, struct tm *tm)
{
	static const unsigned char days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int year, month, day;
	bool leap;

	if ((year = read_digits(s, 4)) < 0 || !read_char(s, "-") ||
	    (month = read_digits(s, 2)) < 1 || month > 12 || !read_char(s, "-") ||
	    (day = read_digits(s, 2)) < 1 || day > days[month - 1])
		return false;
	leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	if (month == 2 && day == 29 && !leap)
		return false;
	tm->tm_year = year - 1900;
	tm->tm_mon = month - 1;
	tm->tm_mday = day;
	return true;
}

/* hh:mm[:ss[.fraction]]; the fraction in ms. */
static bool
read_time(const char **s, struct tm *tm, int *ms)
{
	if ((tm->tm_hour = read_digits(s, 2)) < 0 || tm->tm_hour > 23 || !read_char(s, ":") ||
	    (tm->tm_min = read_digits(s, 2)) < 0 || tm->tm_min > 59)
		return false;
	if (!read_char(s, ":"))
		return true;
	if ((tm->tm_sec = read_digits(s, 2)) < 0 || tm->tm_sec > 60)
		return false;
	if (read_char(s, ".,")) {
		int scale = 100;

		if (**s < '0' || **s > '9')
			return false;
		for (; **s >= '0' && **s <= '9'; (*s)++, scale /= 10)
			*ms += (**s - '0') * scale;
	}
	return true;
}

/* Z, +hh:mm, +hhmm or nothing (local); *offset in seconds. */
static bool
read_offset(const char **s, int *offset, bool *local)
{
	int sign, hours, minutes;

	if (read_char(s, "Zz"))
		return true;
	if (**s != '+' && **s != '-') {
		*local = true;
		return true;
	}
	sign = *(*s)++ == '-' ? -1 : 1;
	if ((hours = read_digits(s, 2)) < 0 || hours > 23)
		return false;
	(void)read_char(s, ":");
	if ((minutes = read_digits(s, 2)) < 0 || minutes > 59)
		return false;
	*offset = sign * (hours * 3600 + minutes * 60);
	return true;
}

bool
clock_parse_rfc3339(const char *s, int64_t *ms)
{
	struct tm tm = { .tm_sec = 0 };
	int fraction = 0, offset = 0;
	bool local = false;

	if (!s || !read_date(&s, &tm))
		return false;
	if (!*s)
		local = true;
	else if (!read_char(&s, "Tt ") || !read_time(&s, &tm, &fraction))
		return false;
	else
		read_char(&s, " ");
	if (!local && !read_offset(&s, &offset, &local))
		return false;
	if (*s)
		return false;
	if (local) {
		struct clock_local fields = {
			.year = tm.tm_year + 1900, .month = tm.tm_mon + 1, .day = tm.tm_mday,
			.hour = tm.tm_hour, .minute = tm.tm_min, .second = tm.tm_sec,
		};

		*ms = clock_from_local(&fields) + fraction;
	} else {
		*ms = ((int64_t)timegm(&tm) - offset) * MS_SECOND + fraction;
	}
	return true;
}

static void
read_zone(void)
{
	static bool done;

	if (!done)
		tzset();
	done = true;
}

void
clock_to_local(int64_t ms, struct clock_local *out)
{
	time_t seconds = seconds_of(ms);
	struct tm tm = { .tm_mday = 1, .tm_year = 70 };

	read_zone();
	(void)localtime_r(&seconds, &tm);
	*out = (struct clock_local) {
		.year = tm.tm_year + 1900, .month = tm.tm_mon + 1, .day = tm.tm_mday,
		.hour = tm.tm_hour, .minute = tm.tm_min, .second = tm.tm_sec, .weekday = tm.tm_wday,
	};
}

/* Seconds that local time is ahead of UTC at an instant. */
static int64_t
offset_at(int64_t seconds)
{
	time_t at = (time_t)seconds;
	struct tm tm;

	return localtime_r(&at, &tm) ? (int64_t)tm.tm_gmtoff : 0;
}

int64_t
clock_from_local(const struct clock_local *in)
{
	struct tm tm = {
		.tm_year = in->year - 1900, .tm_mon = in->month - 1, .tm_mday = in->day,
		.tm_hour = in->hour, .tm_min = in->minute, .tm_sec = in->second,
	};
	int64_t as_utc = (int64_t)timegm(&tm), before, after;

	read_zone();
	before = offset_at(as_utc - 86400);
	after = offset_at(as_utc + 86400);
	/* of a time that happens twice the first; one that is skipped as the clock before would say */
	if (before != after && offset_at(as_utc - before) != before &&
	    offset_at(as_utc - after) == after)
		return (as_utc - after) * MS_SECOND;
	return (as_utc - before) * MS_SECOND;
}

/* A week is of the year in which its Thursday lies. */
char *
clock_week_name(int64_t ms, struct arena *a)
{
	struct clock_local l, first;
	clock_to_local(ms, &l);
	struct clock_local thursday = { .year = l.year, .month = l.month, .day = l.day + 3 - (l.weekday + 6) % 7, .hour = 12 };
	int64_t at = clock_from_local(&thursday);
	clock_to_local(at, &l);
	first = (struct clock_local){ .year = l.year, .month = 1, .day = 1, .hour = 12 };
	return arena_printf(a, "%04d-W%02d", l.year, (int)((at - clock_from_local(&first) + MS_HOUR) / MS_DAY / 7) + 1);
}

bool
clock_week_parse(const char *s, int64_t *from)
{
	int year, week, used = 0;
	struct clock_local l;
	if (sscanf(s, "%4d-W%2d%n", &year, &week, &used) != 2 || s[used] || week < 1 || week > 53)
		return false;
	/* 4 January lies in the first week */
	l = (struct clock_local){ .year = year, .month = 1, .day = 4, .hour = 12 };
	clock_to_local(clock_from_local(&l), &l);
	struct clock_local monday = { .year = year, .month = 1, .day = 4 - (l.weekday + 6) % 7 + (week - 1) * 7 };
	int64_t at = clock_from_local(&monday);
	struct arena *a = arena_new();
	bool same = !strcmp(clock_week_name(at, a), s) || week < 53;	/* not every year has 53 */
	arena_free(a);
	if (same)
		*from = at;
	return same;
}

void
clock_short_span(char out[8], int64_t ms)
{
	bool negative = ms < 0;
	uint64_t span = negative ? -(uint64_t)ms : (uint64_t)ms;
	uint64_t days = span / MS_DAY, months = days * 100 / 3044, years = days * 100 / 36525;
	const char *unit = "y";
	uint64_t value = years < 1 ? 1 : years;

	if (span < MS_MINUTE) {
		memcpy(out, "now", 4);
		return;
	}
	if (span < MS_HOUR)
		unit = "m", value = span / MS_MINUTE;
	else if (span < MS_DAY)
		unit = "h", value = span / MS_HOUR;
	else if (days < 14)
		unit = "d", value = days;
	else if (days < 61)
		unit = "w", value = days / 7;
	else if (months < (negative ? 10 : 24))
		unit = "mo", value = months;
	(void)snprintf(out, 8, "%s%u%s", negative ? "-" : "",
		(unsigned)(value > 99 ? 99 : value), unit);
}

void
clock_short_age(char out[8], int64_t then, int64_t now)
{
	clock_short_span(out, now > then ? now - then : 0);
}
