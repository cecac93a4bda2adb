/* when.c - times as people say them, in English and Italian. */
#include "care.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "str.h"
#include "utf8.h"

enum { DAY_BEGINS = 9 };

/* What the words said so far. */
struct saying {
	int64_t now, offset;		/* offset: of spans like 2h, summed */
	bool span, day, time, reply;	/* said */
	bool week;			/* the day is only the Monday of a week that was named */
	struct clock_local date;
	int hour, minute;
};

/* -- tables ------------------------------------------------------------------------------------------------ */

static const struct { const char *name; int64_t ms; } units[] = {
	{ "s", MS_SECOND }, { "sec", MS_SECOND }, { "m", MS_MINUTE }, { "min", MS_MINUTE }, { "mins", MS_MINUTE },
	{ "minute", MS_MINUTE }, { "minutes", MS_MINUTE }, { "minuto", MS_MINUTE }, { "minuti", MS_MINUTE },
	{ "h", MS_HOUR }, { "hour", MS_HOUR }, { "hours", MS_HOUR }, { "ora", MS_HOUR }, { "ore", MS_HOUR },
	{ "d", MS_DAY }, { "day", MS_DAY }, { "days", MS_DAY }, { "g", MS_DAY }, { "giorno", MS_DAY },
	{ "giorni", MS_DAY }, { "w", 7 * MS_DAY }, { "week", 7 * MS_DAY }, { "weeks", 7 * MS_DAY },
	{ "settimana", 7 * MS_DAY }, { "settimane", 7 * MS_DAY },
};

static const struct { const char *name; int days; } relative_days[] = {
	{ "today", 0 }, { "oggi", 0 }, { "tomorrow", 1 }, { "tmr", 1 }, { "tom", 1 }, { "domani", 1 },
	{ "dopodomani", 2 },
};

static const struct { const char *name; int hour; } day_parts[] = {
	{ "morning", 9 }, { "mattina", 9 }, { "mattino", 9 }, { "noon", 12 }, { "mezzogiorno", 12 }, { "afternoon", 14 },
	{ "pomeriggio", 14 }, { "evening", 18 }, { "sera", 18 }, { "tonight", 18 }, { "stasera", 18 }, { "night", 20 },
	{ "notte", 20 }, { "stamattina", 9 },
};

static const char *const weekdays[7][4] = {
	{ "sunday", "domenica", "sun", "dom" }, { "monday", "lunedi", "mon", "lun" },
	{ "tuesday", "martedi", "tue", "mar" }, { "wednesday", "mercoledi", "wed", "mer" },
	{ "thursday", "giovedi", "thu", "gio" }, { "friday", "venerdi", "fri", "ven" },
	{ "saturday", "sabato", "sat", "sab" },
};

static const char *const months[12][3] = {
	{ "january", "gennaio", "gen" }, { "february", "febbraio", "feb" }, { "march", "marzo", "mar" },
	{ "april", "aprile", "apr" }, { "may", "maggio", "mag" }, { "june", "giugno", "giu" },
	{ "july", "luglio", "lug" }, { "august", "agosto", "ago" }, { "september", "settembre", "set" },
	{ "october", "ottobre", "ott" }, { "november", "novembre", "nov" }, { "december", "dicembre", "dic" },
};

/* Words that carry nothing by themselves. */
static const char *const fillers[] = { "at", "on", "in", "the", "of", "by", "until", "till", "next", "fino", "a", "alle",
	"al", "il", "tra", "fra", "le", "ore", "del", "prossimo", "prossima", "questa", "this", "dopo", "o", "or", "per",
	"di", "della", "for", "and", "e", "la", "lo", "questo", "quest", "coming", NULL };
static const char *const replies[] = { "reply", "risposta", "answer", "replies", "risponde", NULL };

static bool
in_list(const char *const *list, const char *w)
{
	for (; *list; list++)
		if (str_eq(*list, w))
			return true;
	return false;
}

static int
find_weekday(const char *w)
{
	for (int d = 0; d < 7; d++)
		for (int k = 0; k < 4; k++)
			if (str_eq(weekdays[d][k], w))
				return d;
	return -1;
}

static int
find_month(const char *w)
{
	for (int m = 0; m < 12; m++)
		for (int k = 0; k < 3; k++)
			if (str_eq(months[m][k], w) || (k == 0 && strlen(w) == 3 && str_starts(months[m][0], w)))
				return m + 1;
	return 0;
}

/* -- one word at a time -------------------------------------------------------------------------------------- */

static bool
say_days(struct saying *s, int days)
{
	if (s->day)
		return false;
	clock_to_local(s->now, &s->date);
	s->date.day += days;
	return s->day = true;
}

static bool
say_weekday(struct saying *s, int weekday)
{
	struct clock_local l;
	if (s->week) {
		s->date.day += (weekday + 6) % 7;
		s->week = false;
		return true;
	}
	clock_to_local(s->now, &l);
	int ahead = (weekday - l.weekday + 7) % 7;
	return say_days(s, ahead ? ahead : 7);
}

static int
days_of_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return days[month - 1] + (month == 2 && leap);
}

static bool
say_time(struct saying *s, int hour, int minute)
{
	if (s->time || hour < 0 || hour > 24 || minute < 0 || minute > 59)
		return false;
	s->hour = hour;
	s->minute = minute;
	return s->time = true;
}

/* 25/12, 25/12/2026, 25.12., 2026-12-25; a day and month in the past mean next year. */
static bool
say_date(struct saying *s, int year, int month, int day)
{
	struct clock_local now;
	if (s->day || month < 1 || month > 12 || day < 1 || day > 31)
		return false;
	clock_to_local(s->now, &now);
	if (year && year < 100)
		year += 2000;
	if (!year)
		year = month < now.month || (month == now.month && day < now.day) ? now.year + 1 : now.year;
	if (day > days_of_month(year, month))
		return false;
	s->date = (struct clock_local){ .year = year, .month = month, .day = day };
	return s->day = true;
}

static bool
numeric_word(struct saying *s, const char *w)
{
	int a, b, c, used;
	if (sscanf(w, "%4d-%2d-%2d%n", &a, &b, &c, &used) == 3 && !w[used] && a > 1900)
		return say_date(s, a, b, c);
	if ((sscanf(w, "%2d/%2d/%4d%n", &a, &b, &c, &used) == 3 || sscanf(w, "%2d.%2d.%4d%n", &a, &b, &c, &used) == 3) &&
	    !w[used])
		return say_date(s, c, b, a);
	if (sscanf(w, "%2d/%2d%n", &a, &b, &used) == 2 && !w[used])
		return say_date(s, 0, b, a);
	if (sscanf(w, "%2d:%2d%n", &a, &b, &used) == 2 && (!w[used] || str_eq(w + used, "am") || str_eq(w + used, "pm")))
		return say_time(s, str_eq(w + used, "pm") && a < 12 ? a + 12 : a, b);
	if (sscanf(w, "%2d.%2d%n", &a, &b, &used) == 2 && !w[used])
		return s->day || b > 12 ? say_time(s, a, b) : say_date(s, 0, b, a);
	return false;
}

/* "2h", "90m", "2h30m": units joined to numbers. */
static bool
joined_span(struct saying *s, const char *w)
{
	int64_t total = 0;
	while (*w) {
		char *end, unit[16];
		if (!isdigit((unsigned char)*w))
			return false;
		long n = strtol(w, &end, 10);
		size_t len = strcspn(end, "0123456789");
		if (!len || len >= sizeof unit || n > 100000)
			return false;
		memcpy(unit, end, len);
		unit[len] = '\0';
		int64_t ms = 0;
		for (size_t i = 0; i < sizeof units / sizeof *units; i++)
			if (str_eq(units[i].name, unit))
				ms = units[i].ms;
		if (!ms)
			return false;
		total += n * ms;
		w = end + len;
	}
	s->offset += total;
	return s->span = total > 0;
}

/* A bare number means what the next word says: a unit, a month, else an hour.  Returns words taken. */
static int
bare_number(struct saying *s, const char *w, const char *next)
{
	char *end;
	long n = strtol(w, &end, 10);
	if (n < 0 || n > 10000)
		return 0;
	bool am = str_eq(end, "am") || str_eq(end, "a.m."), pm = str_eq(end, "pm");
	if (am || pm)
		return n >= 1 && n <= 12 && say_time(s, (int)(n % 12 + (pm ? 12 : 0)), 0) ? 1 : 0;
	if (*end)
		return 0;
	if (next) {
		for (size_t i = 0; i < sizeof units / sizeof *units; i++)
			if (strlen(units[i].name) > 1 && str_eq(units[i].name, next)) {
				s->offset += n * units[i].ms;
				s->span = true;
				return 2;
			}
		int month = find_month(next);
		if (month)
			return say_date(s, 0, month, (int)n) ? 2 : 0;
	}
	if (s->day && s->date.year && n > 1900 && n < 3000) {
		s->date.year = (int)n;
		return 1;
	}
	return say_time(s, (int)n, 0) ? 1 : 0;
}

/* "an hour", "una settimana" */
static bool
one_unit(struct saying *s, const char *unit)
{
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (strlen(units[i].name) > 2 && str_eq(units[i].name, unit)) {
			s->offset += units[i].ms;
			return s->span = true;
		}
	return false;
}

static int
one_word(struct saying *s, const char *w, const char *next)
{
	static const char *const ones[] = { "a", "an", "one", "un", "una", "uno", NULL };
	int day;
	if (in_list(replies, w))
		return s->reply = true, 1;
	for (size_t i = 0; i < sizeof relative_days / sizeof *relative_days; i++)
		if (str_eq(relative_days[i].name, w))
			return say_days(s, relative_days[i].days);
	for (size_t i = 0; i < sizeof day_parts / sizeof *day_parts; i++)
		if (str_eq(day_parts[i].name, w)) {
			if (!s->day)
				say_days(s, 0);
			return s->time || say_time(s, day_parts[i].hour, 0) ? 1 : 0;
		}
	if (next && in_list(ones, w) && one_unit(s, next))
		return 2;
	if (str_eq(w, "week") || str_eq(w, "settimana"))
		return s->week = say_weekday(s, 1);
	if (str_eq(w, "month") || str_eq(w, "mese")) {
		if (!say_days(s, 0))
			return 0;
		s->date.month++;
		s->date.day = 1;
		return 1;
	}
	if (str_eq(w, "fine") || str_eq(w, "eod") || str_eq(w, "giornata")) {
		if (!s->day)
			say_days(s, 0);
		return s->time || say_time(s, 18, 0) ? 1 : 0;
	}
	if (next && find_month(w) && isdigit((unsigned char)*next))
		return say_date(s, 0, find_month(w), (int)strtol(next, NULL, 10)) ? 2 : 0;
	if ((day = find_weekday(w)) >= 0)
		return say_weekday(s, day);
	if (numeric_word(s, w) || joined_span(s, w))
		return 1;
	if (isdigit((unsigned char)*w)) {
		int taken = bare_number(s, w, next);
		if (taken)
			return taken;
	}
	return in_list(fillers, w) ? 1 : 0;
}

static int64_t
resolve(const struct saying *s)
{
	if (s->span && !s->day && !s->time)
		return s->now + s->offset;
	if (!s->day && !s->time)
		return 0;
	struct clock_local l = s->date;
	if (!s->day)
		clock_to_local(s->now, &l);
	l.hour = s->time ? s->hour : DAY_BEGINS;
	l.minute = s->time ? s->minute : 0;
	l.second = 0;
	int64_t at = clock_from_local(&l);
	if (!s->day && at <= s->now) {
		l.day++;
		at = clock_from_local(&l);
	}
	return at;
}

static void
echo(struct care_when *w)
{
	static const char *const days[] = { N_("Sun"), N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat") };
	struct clock_local l;
	w->words[0] = '\0';
	if (w->at) {
		clock_to_local(w->at, &l);
		snprintf(w->words, sizeof w->words, "%s %04d-%02d-%02d %02d:%02d%s", _(days[l.weekday]), l.year, l.month,
			l.day, l.hour, l.minute, w->until_reply ? _(" or a reply") : "");
	} else {
		snprintf(w->words, sizeof w->words, "%s", _("until a reply"));
	}
}

/* In lower case; lunedì is lunedi, un'ora is un ora; a half hour is thirty minutes. */
static char *
simple_words(struct arena *a, const char *text)
{
	static const struct { const char *said, *simple; } same[] = {
		{ "\xc3\xac", "i" }, { "\xc3\x8c", "i" }, { "\xe2\x80\x99", "'" }, { "mezz'ora", "30m" },
		{ "half an hour", "30m" }, { "half hour", "30m" }, { "'", " " },
	};
	char *plain = str_lower(a, utf8_clean_str(a, text, false)), *p;
	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		while ((p = strstr(plain, same[i].said)))
			plain = arena_printf(a, "%.*s%s%s", (int)(p - plain), plain, same[i].simple, p + strlen(same[i].said));
	return plain;
}

int
care_when(const char *text, int64_t now, struct care_when *out, struct error *err)
{
	struct arena *a = arena_new();
	struct saying s = { .now = now };
	struct care_when w;
	size_t n;
	int64_t exact;
	int rc = -1;
	if (clock_parse_rfc3339(text, &exact) && strlen(text) > 10) {
		s.span = true;
		s.offset = exact - now;
	} else {
		char *plain = simple_words(a, text);
		char **words = str_split(a, plain, " \t,", &n);
		for (size_t i = 0; i < n;) {
			int taken = one_word(&s, words[i], i + 1 < n ? words[i + 1] : NULL);
			if (!taken) {
				error_set(err, ERR_INPUT,
					_("'%s' is not understood in '%s' - try: 2h, tomorrow 9:00, lun, until reply"),
					words[i], text);
				goto out;
			}
			i += (size_t)taken;
		}
	}
	w.at = resolve(&s);
	w.until_reply = s.reply;
	if (!w.at && !w.until_reply) {
		error_set(err, ERR_INPUT, _("'%s' says no time - try: 2h, tomorrow 9:00, lun, until reply"), text);
		goto out;
	}
	if (w.at && w.at <= now) {
		error_set(err, ERR_INPUT, _("'%s' has passed already"), text);
		goto out;
	}
	echo(&w);
	*out = w;
	rc = 0;
out:
	arena_free(a);
	return rc;
}

int
care_span(const char *text, int64_t *ms, struct error *err)
{
	struct saying s = { .now = 0 };
	if (!text || !joined_span(&s, text))
		return error_set(err, ERR_INPUT, _("'%s' is no span of time: say 90s, 10m, 4h, 2d or 1w"), text ? text : "");
	*ms = s.offset;
	return 0;
}
