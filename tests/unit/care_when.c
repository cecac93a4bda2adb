/* care_when.c - times as people say them, in English and Italian, on a Friday at ten. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "care.h"
#include "clock.h"
#include "t.h"

static int64_t now;

/* "2026-11-23 09:00", with " or reply"; or the error's first words. */
static const char *
when(const char *text)
{
	static char out[600];
	struct error err = ERROR_INIT;
	struct care_when w;
	struct clock_local l;

	if (care_when(text, now, &w, &err)) {
		snprintf(out, sizeof out, "error: %s", err.text);
		return out;
	}
	out[0] = '\0';
	if (w.at) {
		clock_to_local(w.at, &l);
		snprintf(out, sizeof out, "%04d-%02d-%02d %02d:%02d%s", l.year, l.month, l.day, l.hour, l.minute,
			w.until_reply ? " or reply" : "");
	} else if (w.until_reply) {
		snprintf(out, sizeof out, "reply");
	}
	return out;
}

static void
table(void)
{
	static const struct { const char *said, *meant; } rows[] = {
		{ "2h", "2026-11-20 12:00" }, { "90m", "2026-11-20 11:30" }, { "2h30m", "2026-11-20 12:30" },
		{ "in 2 hours", "2026-11-20 12:00" }, { "tra 2 ore", "2026-11-20 12:00" }, { "fra 30 minuti", "2026-11-20 10:30" },
		{ "3d", "2026-11-23 10:00" }, { "in 3 days", "2026-11-23 10:00" }, { "tra 3 giorni", "2026-11-23 10:00" },
		{ "1w", "2026-11-27 10:00" }, { "tra una settimana", "2026-11-27 10:00" }, { "in a week", "2026-11-27 10:00" },
		{ "in an hour", "2026-11-20 11:00" }, { "tra un'ora", "2026-11-20 11:00" }, { "mezz'ora", "2026-11-20 10:30" },
		{ "half an hour", "2026-11-20 10:30" },
		{ "tomorrow", "2026-11-21 09:00" }, { "tomorrow 9:00", "2026-11-21 09:00" },
		{ "Tomorrow 14:30", "2026-11-21 14:30" },
		{ "tomorrow at 3pm", "2026-11-21 15:00" }, { "tomorrow 12am", "2026-11-21 00:00" },
		{ "tomorrow 12pm", "2026-11-21 12:00" }, { "tomorrow morning", "2026-11-21 09:00" },
		{ "tomorrow evening", "2026-11-21 18:00" }, { "domani", "2026-11-21 09:00" }, { "domani 9", "2026-11-21 09:00" },
		{ "domani alle 15", "2026-11-21 15:00" }, { "domani alle 15.30", "2026-11-21 15:30" },
		{ "domani mattina", "2026-11-21 09:00" }, { "domani pomeriggio", "2026-11-21 14:00" },
		{ "domani sera", "2026-11-21 18:00" }, { "dopodomani", "2026-11-22 09:00" },
		{ "mon", "2026-11-23 09:00" }, { "monday", "2026-11-23 09:00" }, { "next monday", "2026-11-23 09:00" },
		{ "lun", "2026-11-23 09:00" }, { "lun 14:30", "2026-11-23 14:30" }, { "lunedì", "2026-11-23 09:00" },
		{ "lunedi prossimo", "2026-11-23 09:00" }, { "LUNEDÌ", "2026-11-23 09:00" }, { "fri", "2026-11-27 09:00" },
		{ "ven alle 8", "2026-11-27 08:00" }, { "sat 10am", "2026-11-21 10:00" },
		{ "next week", "2026-11-23 09:00" }, { "prossima settimana", "2026-11-23 09:00" },
		{ "la settimana prossima", "2026-11-23 09:00" }, { "next month", "2026-12-01 09:00" },
		{ "mese prossimo", "2026-12-01 09:00" },
		{ "today 18:00", "2026-11-20 18:00" }, { "oggi alle 18", "2026-11-20 18:00" }, { "18:00", "2026-11-20 18:00" },
		{ "9:00", "2026-11-21 09:00" }, { "noon", "2026-11-20 12:00" }, { "mezzogiorno", "2026-11-20 12:00" },
		{ "tonight", "2026-11-20 18:00" }, { "stasera", "2026-11-20 18:00" }, { "this evening", "2026-11-20 18:00" },
		{ "questo pomeriggio", "2026-11-20 14:00" }, { "eod", "2026-11-20 18:00" }, { "fine giornata", "2026-11-20 18:00" },
		{ "25/12", "2026-12-25 09:00" }, { "25/12 10:00", "2026-12-25 10:00" }, { "25.12.2026", "2026-12-25 09:00" },
		{ "1/2", "2027-02-01 09:00" }, { "25 dec", "2026-12-25 09:00" }, { "Dec 25", "2026-12-25 09:00" },
		{ "25 dicembre", "2026-12-25 09:00" }, { "25 dic 14:00", "2026-12-25 14:00" },
		{ "3 gennaio 2027", "2027-01-03 09:00" },
		{ "2026-12-01", "2026-12-01 09:00" }, { "2026-12-01 8:00", "2026-12-01 08:00" },
		{ "2026-12-01T08:00:00+01:00", "2026-12-01 08:00" },
		{ "reply", "reply" }, { "until reply", "reply" }, { "fino a risposta", "reply" },
		{ "2h or reply", "2026-11-20 12:00 or reply" },
		{ "domani o risposta", "2026-11-21 09:00 or reply" },
	};
	size_t i;

	for (i = 0; i < sizeof rows / sizeof *rows; i++)
		t_str(when(rows[i].said), rows[i].meant, rows[i].said, __FILE__, __LINE__);
}

static void
refused(const char *text, const char *because)
{
	const char *got = when(text);

	T_OK(!strncmp(got, "error", 5) && strstr(got, because), "'%s': %s", text, got);
}

static void
errors(void)
{
	refused("", "no time");
	refused("soon", "'soon'");
	refused("tomorow", "'tomorow'");
	refused("yesterday", "'yesterday'");
	refused("2026-11-19", "passed");
	refused("today 9:00", "passed");
	refused("25:00", "25:00");
	refused("tomorrow 9:75", "9:75");
	refused("32/12", "32/12");
	refused("31/2", "31/2");
	refused("31 april", "31");
	refused("-2h", "-2h");
	refused("99999999999h", "99999999999h");
	refused("tomorrow monday", "monday");
	refused("9:00 10:00", "10:00");
	refused("\033[2J", "not understood");
}

/* The night the clocks go back, and forward. */
static void
summer_time(void)
{
	T_OK(clock_parse_rfc3339("2027-03-27T10:00:00+01:00", &now), "the day before");
	T_STR(when("tomorrow 9:00"), "2027-03-28 09:00");
	T_STR(when("1d"), "2027-03-28 11:00");
	T_OK(clock_parse_rfc3339("2027-10-30T10:00:00+02:00", &now), "the day before");
	T_STR(when("tomorrow 9:00"), "2027-10-31 09:00");
	T_STR(when("mon"), "2027-11-01 09:00");
}

static void
spans(void)
{
	struct error err = ERROR_INIT;
	int64_t ms = 0;

	T_OK(!care_span("90s", &ms, &err) && ms == 90 * MS_SECOND, "90s");
	T_OK(!care_span("10m", &ms, &err) && ms == 10 * MS_MINUTE, "10m");
	T_OK(!care_span("4h", &ms, &err) && ms == 4 * MS_HOUR, "4h");
	T_OK(!care_span("2d", &ms, &err) && ms == 2 * MS_DAY, "2d");
	T_OK(!care_span("1w", &ms, &err) && ms == 7 * MS_DAY, "1w");
	T_OK(care_span("4", &ms, &err) && ms == 7 * MS_DAY, "a bare number is none, and nothing is touched");
	T_OK(care_span("", &ms, &err), "nothing");
	T_OK(care_span("4x", &ms, &err), "another letter");
	T_OK(care_span(NULL, &ms, &err), "not even a text");
}

int
main(void)
{
	setenv("TZ", "Europe/Rome", 1);
	tzset();
	T_OK(clock_parse_rfc3339("2026-11-20T10:00:00+01:00", &now), "now");
	table();
	errors();
	summer_time();
	spans();
	return t_done();
}
