/* care_hours.c - office hours against a model that looks at every minute with the C library's own zones. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "../t.h"
#include "clock.h"
#include "hours.h"
#include "str.h"

static struct arena *a;

static int64_t
at(const char *when)
{
	int64_t ms = 0;
	if (!clock_parse_rfc3339(when, &ms))
		printf("# what time is %s?\n", when);
	return ms;
}

static const char *
utc(int64_t ms)
{
	char out[32];
	clock_rfc3339(out, ms);
	return arena_str(a, out);
}

static struct hours *
make(const char *open, const char *zone, const struct hours_closed *closed, size_t n)
{
	struct hours *h = NULL;
	struct error err = ERROR_INIT;
	if (hours_parse("office", open, zone, closed, n, a, &h, &err) < 0)
		printf("# %s: %s\n", open, err.text);
	return h;
}

/* -- the model: is the wall clock of this minute inside? --------------------------------------------------- */

struct world { const char *open, *zone; int from, until; bool week[7][1440]; const struct hours_closed *closed; size_t n; };
enum { MINUTES = 60 * 24 * 24 };
static bool open_at[MINUTES];

static void
model(const struct world *w, int64_t begin)
{
	setenv("TZ", w->zone, 1);
	tzset();
	for (int i = 0; i < MINUTES; i++) {
		time_t t = (time_t)(begin / 1000 + i * 60);
		struct tm tm;
		localtime_r(&t, &tm);
		int minute = tm.tm_hour * 60 + tm.tm_min;
		int day = (tm.tm_year + 1900) * 10000 + (tm.tm_mon + 1) * 100 + tm.tm_mday;
		open_at[i] = w->week[tm.tm_wday][minute];
		for (size_t k = 0; k < w->n; k++)
			if (w->closed[k].day == day && minute >= w->closed[k].from && minute < w->closed[k].until)
				open_at[i] = false;
	}
	setenv("TZ", "UTC", 1);
	tzset();
}

static unsigned seed = 2026;
static int
dice(int n)
{
	seed = seed * 1103515245u + 12345u;
	return (int)(seed >> 8) % n;
}

/* Two random spans on each of some days, as text and as the model's minutes. */
static void
random_week(struct world *w)
{
	static const char *const day[] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat" };
	char *text = arena_str(a, "");
	for (int d = 0; d < 7; d++) {
		for (int k = dice(3); k > 0; k--) {
			int from = dice(1439), len = 1 + dice(k == 2 ? 1300 : 400);
			for (int m = from; m < from + len; m++)
				w->week[(d + m / 1440) % 7][m % 1440] = true;
			int until = (from + len) % 1440;
			if (until == 0)
				until = 1440;
			text = arena_printf(a, "%s; %s %d:%02d-%d:%02d", text, day[d], from / 60, from % 60, until / 60,
				until % 60);
		}
	}
	w->week[3][600] = true;
	w->open = arena_printf(a, "%s; wed 10:00-10:01", text);
}

/* Every question, a few hundred times; the first difference is said. */
static bool
agrees(const struct hours *h, int64_t begin)
{
	for (int i = 0; i < 400; i++) {
		int from = dice(MINUTES), to = dice(MINUTES), sum = 0, next = from;
		for (int m = from < to ? from : to; m < (from < to ? to : from); m++)
			sum += open_at[m];
		int64_t got = hours_between(h, begin + from * MS_MINUTE, begin + to * MS_MINUTE);
		if (got != (from < to ? 1 : -1) * sum * MS_MINUTE)
			return printf("# between %d %d: %lld, not %d\n", from, to, (long long)got, sum), false;
		if (hours_open(h, begin + from * MS_MINUTE + 30000) != open_at[from])
			return printf("# open %d\n", from), false;
		while (next < MINUTES && !open_at[next])
			next++;
		if (next < MINUTES && hours_next(h, begin + from * MS_MINUTE) != begin + next * MS_MINUTE)
			return printf("# next %d: not %d\n", from, next), false;
		int want = 1 + dice(2000), end = from, left = want;
		for (; end < MINUTES && left; end++)
			left -= open_at[end];
		if (!left && hours_add(h, begin + from * MS_MINUTE, want * MS_MINUTE) != begin + end * MS_MINUTE)
			return printf("# add %d to %d: not %d\n", want, from, end), false;
	}
	return true;
}

static void
against_the_model(void)
{
	static const struct { const char *zone, *begin; } place[] = { { "Europe/Rome", "2026-03-20T00:00:00Z" },
		{ "Europe/Rome", "2026-10-15T00:00:00Z" }, { "America/New_York", "2026-03-01T00:00:00Z" },
		{ "Australia/Lord_Howe", "2026-03-28T00:00:00Z" }, { "Asia/Kathmandu", "2026-06-01T00:00:00Z" },
		{ "Africa/Casablanca", "2026-02-10T00:00:00Z" }, { "Pacific/Apia", "2011-12-20T00:00:00Z" } };
	static const struct hours_closed closed[] = { { 20260325, 0, 1440, "Annunciation" }, { 20260329, 150, 600, NULL },
		{ 20261025, 0, 155, NULL }, { 20261025, 100, 200, NULL }, { 20260308, 90, 1440, NULL },
		{ 20111229, 0, 1440, NULL } };
	for (size_t p = 0; p < sizeof place / sizeof *place; p++) {
		bool good = true;
		for (int round = 0; round < 6 && good; round++) {
			struct world w = { .zone = place[p].zone, .closed = closed };
			w.n = round % 2 ? sizeof closed / sizeof *closed : 0;
			random_week(&w);
			struct hours *h = make(w.open, w.zone, w.closed, w.n);
			model(&w, at(place[p].begin));
			good = h && agrees(h, at(place[p].begin));
		}
		T_OK(good, "%s around %s: as the wall clock says, minute by minute", place[p].zone, place[p].begin);
	}
}

static void
plain_days(void)
{
	static const struct hours_closed xmas = { 20261225, 0, 1440, "Natale" }, eve = { 20261224, 780, 1440, NULL };
	struct hours *h = make("lun-ven 9:00-13:00 14:00-18:00; sat 9-12", "Europe/Rome", &xmas, 1);
	T_STR(utc(hours_add(h, at("2026-11-20T16:30:00Z"), MS_HOUR)), "2026-11-21T08:30:00Z");	/* Friday 17:30 */
	T_STR(utc(hours_add(h, at("2026-11-20T16:00:00Z"), MS_HOUR)), "2026-11-20T17:00:00Z");
	T_STR(utc(hours_next(h, at("2026-11-21T11:00:00Z"))), "2026-11-23T08:00:00Z");
	T_STR(utc(hours_next(h, at("2026-11-20T10:00:00Z"))), "2026-11-20T10:00:00Z");
	T_STR(utc(hours_next(h, at("2026-12-24T17:00:00Z"))), "2026-12-26T08:00:00Z");
	T_STR(hours_holiday(h, at("2026-12-25T10:00:00Z")), "Natale");
	T_OK(!hours_holiday(h, at("2026-12-24T10:00:00Z")), "the day before is none");
	T_INT(hours_between(h, at("2026-11-16T00:00:00Z"), at("2026-11-23T00:00:00Z")), 43 * MS_HOUR);
	T_INT(hours_between(h, at("2026-11-23T00:00:00Z"), at("2026-11-16T00:00:00Z")), -43 * MS_HOUR);
	h = make("daily 0:00-24:00", "Europe/Rome", &eve, 1);
	T_INT(hours_between(h, at("2026-03-28T23:00:00Z"), at("2026-03-29T22:00:00Z")), 23 * MS_HOUR);
	T_INT(hours_between(h, at("2026-10-24T22:00:00Z"), at("2026-10-25T23:00:00Z")), 25 * MS_HOUR);
	T_INT(hours_between(h, at("2026-12-23T23:00:00Z"), at("2026-12-24T23:00:00Z")), 13 * MS_HOUR);
	h = make("sun 22:00-2:00", NULL, NULL, 0);
	T_INT(hours_between(h, at("2026-11-16T00:00:00Z"), at("2026-11-23T00:00:00Z")), 4 * MS_HOUR);
	T_OK(hours_open(h, at("2026-11-16T01:59:00Z")) && !hours_open(h, at("2026-11-16T02:00:00Z")),
		"Sunday's night ends on Monday");
	/* years cost what hours cost */
	h = make("mon-fri 9-17", "Europe/Rome", NULL, 0);
	int64_t begin = at("2026-01-01T00:00:00Z");
	T_INT(hours_between(h, hours_next(h, begin), hours_add(h, begin, 90000 * MS_HOUR)), 90000 * MS_HOUR);
	T_INT(hours_between(NULL, 1000, 5000), 4000);
	T_INT(hours_add(NULL, 1000, 5000), 6000);
	T_OK(hours_open(NULL, 5) && hours_next(NULL, 5) == 5, "without hours it is always open");
	struct clock_local l;
	hours_local(h, at("2028-02-29T23:30:00Z"), &l);
	T_OK(l.year == 2028 && l.month == 3 && l.day == 1 && l.hour == 0 && l.minute == 30 && l.weekday == 3,
		"the office's own clock");
}

static void
refuses(const char *open, const char *zone, const char *words)
{
	struct hours *h;
	struct error err = ERROR_INIT;
	T_OK(hours_parse("x", open, zone, NULL, 0, a, &h, &err) < 0 && strstr(err.text, words), "%s (%s): %s", open,
		zone ? zone : "here", err.text);
}

int
main(void)
{
	struct clock_zone *z;
	a = arena_new();
	setenv("TZ", "UTC", 1);
	if (clock_zone("Europe/Rome", a, &z, NULL) < 0)
		return t_skip_all("the machine has no time zones (tzdata)");
	against_the_model();
	plain_days();
	refuses("", NULL, "never open");
	refuses("mon-fri", NULL, "no times");
	refuses("9:00-18:00", NULL, "which days");
	refuses("mun 9:00-18:00", NULL, "'mun' is no day");
	refuses("mon 9:00-25:00", NULL, "'9:00-25:00'");
	refuses("mon 9:00", NULL, "'9:00'");
	refuses("mon 9-12 tue 9-12", NULL, "before 'tue'");
	refuses("mon 9-12", "Europe/Roma", "'Europe/Roma'");
	refuses("mon 9-12", "Europe", "'Europe'");
	refuses("mon 9-12", "../../etc/passwd", "no time zone");
	T_STR(getenv("TZ"), "UTC");
	arena_free(a);
	return t_done();
}
