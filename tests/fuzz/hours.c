/* hours.c - office hours and the small values of policies and cards; what was understood adds up.  Lines: openings, the
 * zone, quiet hours and caps, figures. */
#include "care.h"
#include "clock.h"
#include "conf.h"
#include "field.h"
#include "fuzz.h"
#include "hours.h"
#include "kpi.h"
#include "mood.h"
#include "reach.h"

#define NOW 1795165200000LL

static void
adds_up(const struct hours *h)
{
	static const int64_t steps[] = { 1, MS_MINUTE, 90 * MS_MINUTE, 3 * MS_DAY, 400 * MS_DAY };
	int64_t next = hours_next(h, NOW), end;

	FUZZ_HOLDS(next == 0 || (next >= NOW && hours_open(h, next)));
	FUZZ_HOLDS(!hours_open(h, NOW) || next == NOW);
	FUZZ_HOLDS(hours_add(h, NOW, 0) == NOW);
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		end = hours_add(h, NOW, steps[i]);
		FUZZ_HOLDS(end == 0 || end > NOW);
		FUZZ_HOLDS(end == 0 || hours_between(h, NOW, end) == steps[i]);
		FUZZ_HOLDS(end == 0 || hours_between(h, end, NOW) == -steps[i]);
	}
	(void)hours_holiday(h, NOW);
}

static void
small_values(const char *s, struct arena *a)
{
	struct error err = ERROR_INIT;
	struct care_quiet quiet;
	struct care_cap cap;
	struct care_rating rating;
	struct kpi_term term;
	struct conf_text name;
	const char *why = NULL;
	int64_t number;

	if (!care_quiet_read(s, &quiet, &err)) {
		FUZZ_HOLDS(quiet.from >= 0 && quiet.from < 1440 && quiet.to >= 0 && quiet.to <= 1440);
		FUZZ_HOLDS(care_quiet_end(&quiet, NOW) >= NOW && care_quiet_end(&quiet, NOW) <= NOW + 2 * MS_DAY);
	}
	error_clear(&err);
	if (!care_cap_read(s, &cap, &err))
		FUZZ_HOLDS(cap.count >= 0 && cap.span_ms > 0);
	error_clear(&err);
	if (!care_rating_read(s, &rating, &err))
		FUZZ_HOLDS(rating.score >= 0 && rating.score <= 100);
	error_clear(&err);
	if (kpi_term(s, a, &term, &err) < 0)
		FUZZ_HOLDS(err.code != ERR_NONE);
	FUZZ_HOLDS(conf_read_span(s) >= -1);
	if (conf_text_name(s, a, &name, &why) < 0)
		FUZZ_HOLDS(why && *why);
	(void)care_field_compare(s, &number);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct hours_closed closed[] = { { 20261120, 600, 720, "" }, { 20261225, 0, 1440, "Natale" },
		{ 20261226, 0, 1440, NULL } };
	char *s = fuzz_string(data, size), *zone = strchr(s, '\n'), *rest = NULL, *next;
	struct arena *a = arena_new();
	struct hours *h = NULL;
	struct error err = ERROR_INIT;

	if (zone) {
		*zone++ = '\0';
		if ((rest = strchr(zone, '\n')))
			*rest++ = '\0';
	}
	if (hours_parse("office", s, zone && *zone ? zone : "Europe/Rome", closed, 3, a, &h, &err) < 0)
		FUZZ_HOLDS(err.code == ERR_INPUT && *err.text && !h);
	else
		adds_up(h);
	small_values(s, a);
	for (int i = 0; rest && i < 20; rest = next, i++) {
		if ((next = strchr(rest, '\n')))
			*next++ = '\0';
		small_values(rest, a);
	}
	arena_free(a);
	free(s);
	return 0;
}
