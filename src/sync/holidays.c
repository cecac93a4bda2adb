/* holidays.c - see holidays.h; the only file that knows libical. */
#include <libical/ical.h>
#include <string.h>

#include "clock.h"
#include "holidays.h"
#include "i18n.h"
#include "str.h"

enum { DAY = 86400, REPEATS = 20000, DAYS = 5000 };

struct reading {
	const struct hours *office;
	int64_t from_at, to_at;
	struct arena *arena;
	struct hours_closed *list;
	size_t n, space;
	struct error *err;
};

/* An event: when it begins by its own clock, for how long, and what clock that is. */
struct event {
	icalcomponent *ical;
	const char *name;
	struct icaltimetype start;
	int64_t seconds;
	struct clock_zone *zone;	/* NULL = UTC, or the office's own wall */
	bool utc;
};

static int
wrong(struct reading *r, const struct event *e, const char *words)
{
	return error_set(r->err, ERR_INPUT, _("event '%s': %s"), e->name, words);
}

/* -- one time that it covers -------------------------------------------------------------------------------- */

/* What a clock on a wall shows, as seconds since 1970. */
static int64_t
wall_seconds(const struct hours *office, int64_t at)
{
	struct clock_local l;
	hours_local(office, at, &l);
	struct icaltimetype t = { .year = l.year, .month = l.month, .day = l.day, .hour = l.hour, .minute = l.minute,
		.second = l.second };
	return (int64_t)icaltime_as_timet(t);
}

/* The instant at which an event's clock shows this. */
static int64_t
instant(const struct event *e, int64_t shown)
{
	int64_t ms = shown * MS_SECOND;
	if (!e->zone)
		return ms;
	clock_zone_read(e->zone);
	int64_t guess = ms - e->zone->offset[clock_zone_index(e->zone, ms)];
	return ms - e->zone->offset[clock_zone_index(e->zone, guess)];
}

static int
cover(struct reading *r, const struct event *e, struct icaltimetype at)
{
	bool own = !e->zone && !e->utc;		/* the office's wall */
	at.is_date = 0;
	int64_t begin = (int64_t)icaltime_as_timet(at), end;
	if (own) {
		end = begin + e->seconds;
	} else {
		int64_t ms = instant(e, begin);
		begin = wall_seconds(r->office, ms);
		end = wall_seconds(r->office, ms + e->seconds * MS_SECOND);
	}
	if ((end + 2 * DAY) * MS_SECOND < r->from_at || (begin - 2 * DAY) * MS_SECOND > r->to_at)
		return 0;
	for (int64_t day = begin / DAY * DAY; day < end; day += DAY) {
		struct icaltimetype d = icaltime_from_timet_with_zone((time_t)day, 0, NULL);
		int64_t from = begin > day ? begin - day : 0, until = end < day + DAY ? end - day : DAY;
		if (r->n >= DAYS)
			return wrong(r, e, _("it covers too many days"));
		*VEC_PUSH(r->arena, r->list, r->n, r->space) = (struct hours_closed){ d.year * 10000 + d.month * 100 + d.day,
			(int)(from / 60), (int)((until + 59) / 60), e->name };
	}
	return 0;
}

/* -- repetition ---------------------------------------------------------------------------------------------- */

static bool
left_out(const struct event *e, struct icaltimetype at)
{
	icalproperty *p = icalcomponent_get_first_property(e->ical, ICAL_EXDATE_PROPERTY);
	for (; p; p = icalcomponent_get_next_property(e->ical, ICAL_EXDATE_PROPERTY)) {
		struct icaltimetype no = icalproperty_get_exdate(p);
		if (no.year == at.year && no.month == at.month && no.day == at.day && (no.is_date ||
				(no.hour == at.hour && no.minute == at.minute)))
			return true;
	}
	return false;
}

static int
repeat(struct reading *r, const struct event *e, icalproperty *p)
{
	struct icalrecurrencetype rule = icalproperty_get_rrule(p);
	struct icaltimetype at;
	int rc = 0;
	if (rule.freq == ICAL_SECONDLY_RECURRENCE || rule.freq == ICAL_MINUTELY_RECURRENCE || rule.freq == ICAL_HOURLY_RECURRENCE)
		return wrong(r, e, _("a holiday does not come back within a day (FREQ)"));
	icalrecur_iterator *i = icalrecur_iterator_new(rule, e->start);
	if (!i)
		return wrong(r, e, _("its RRULE says nothing"));
	for (int n = 0; rc == 0 && n < REPEATS; n++) {
		at = icalrecur_iterator_next(i);
		if (icaltime_is_null_time(at) || ((int64_t)icaltime_as_timet(at) - 2 * DAY) * MS_SECOND > r->to_at)
			break;
		if (icaltime_compare(at, e->start) != 0 && !left_out(e, at))
			rc = cover(r, e, at);
	}
	icalrecur_iterator_free(i);
	return rc;
}

static int
further_dates(struct reading *r, const struct event *e)
{
	icalproperty *p = icalcomponent_get_first_property(e->ical, ICAL_RDATE_PROPERTY);
	for (; p; p = icalcomponent_get_next_property(e->ical, ICAL_RDATE_PROPERTY)) {
		struct icaldatetimeperiodtype d = icalproperty_get_rdate(p);
		struct icaltimetype at = icaltime_is_null_time(d.time) ? d.period.start : d.time;
		if (!icaltime_is_null_time(at) && cover(r, e, at) < 0)
			return -1;
	}
	return 0;
}

/* -- events --------------------------------------------------------------------------------------------------- */

static int
read_zone(struct reading *r, struct event *e, icalproperty *p)
{
	icalparameter *tzid = icalproperty_get_first_parameter(p, ICAL_TZID_PARAMETER);
	const char *name = tzid ? icalparameter_get_tzid(tzid) : NULL;
	struct error why = ERROR_INIT;
	e->utc = icaltime_is_utc(e->start);
	if (e->start.is_date || e->utc || !name)
		return 0;
	/* "/example.org/Europe/Rome" is how some programs write it */
	const char *known = strstr(name, "Europe/") ? strstr(name, "Europe/") : name;
	return clock_zone(known, r->arena, &e->zone, &why) < 0 ? wrong(r, e, why.text) : 0;
}

/* How long it lasts; the end is the first moment that it does not cover. */
static int
read_length(struct reading *r, struct event *e)
{
	icalproperty *end = icalcomponent_get_first_property(e->ical, ICAL_DTEND_PROPERTY);
	icalproperty *span = icalcomponent_get_first_property(e->ical, ICAL_DURATION_PROPERTY);
	e->seconds = e->start.is_date ? DAY : 0;
	if (end)
		e->seconds = (int64_t)icaltime_as_timet(icalproperty_get_dtend(end)) - (int64_t)icaltime_as_timet(e->start);
	else if (span)
		e->seconds = icaldurationtype_as_int(icalproperty_get_duration(span));
	if (end && e->start.is_date && e->seconds == 0)		/* a day that ends on itself is meant as one */
		e->seconds = DAY;
	if (e->seconds <= 0)
		return wrong(r, e, _("it ends before it begins"));
	return e->seconds > 366 * DAY ? wrong(r, e, _("it is longer than a year")) : 0;
}

static const char *
complaint(icalcomponent *c)
{
	icalproperty *p = icalcomponent_get_first_property(c, ICAL_XLICERROR_PROPERTY);
	return p ? icalproperty_get_xlicerror(p) : NULL;
}

static int
read_event(struct reading *r, icalcomponent *c)
{
	icalproperty *start = icalcomponent_get_first_property(c, ICAL_DTSTART_PROPERTY);
	const char *summary = icalcomponent_get_summary(c), *uid = icalcomponent_get_uid(c), *why = complaint(c);
	struct event e = { .ical = c, .name = arena_str(r->arena, summary ? summary : uid ? uid : "?") };
	if (icalcomponent_get_status(c) == ICAL_STATUS_CANCELLED)
		return 0;
	if (why)
		return wrong(r, &e, why);
	if (!start)
		return wrong(r, &e, _("it has no DTSTART"));
	e.start = icalproperty_get_dtstart(start);
	if (read_zone(r, &e, start) < 0 || read_length(r, &e) < 0)
		return -1;
	if (!left_out(&e, e.start) && cover(r, &e, e.start) < 0)
		return -1;
	icalproperty *p = icalcomponent_get_first_property(c, ICAL_RRULE_PROPERTY);
	for (; p; p = icalcomponent_get_next_property(c, ICAL_RRULE_PROPERTY))
		if (repeat(r, &e, p) < 0)
			return -1;
	return further_dates(r, &e);
}

static int
read_events(struct reading *r, icalcomponent *c, size_t *events)
{
	icalcomponent *k = icalcomponent_get_first_component(c, ICAL_ANY_COMPONENT);
	for (; k; k = icalcomponent_get_next_component(c, ICAL_ANY_COMPONENT)) {
		if (icalcomponent_isa(k) == ICAL_VCALENDAR_COMPONENT && read_events(r, k, events) < 0)
			return -1;
		if (icalcomponent_isa(k) != ICAL_VEVENT_COMPONENT)
			continue;
		++*events;
		if (read_event(r, k) < 0)
			return -1;
	}
	return 0;
}

int
holidays_read(const char *text, const struct hours *office, int64_t from_at, int64_t to_at, struct arena *a,
	struct hours_closed **out, size_t *n, struct error *err)
{
	struct reading r = { .office = office, .from_at = from_at, .to_at = to_at, .arena = a, .err = err };
	size_t events = 0;
	icalerror_set_errors_are_fatal(0);
	icalcomponent *c = str_icase_find(text, "BEGIN:VCALENDAR") ? icalparser_parse_string(text) : NULL;
	if (!c)
		return error_set(err, ERR_INPUT, _("it is no calendar (RFC 5545): BEGIN:VCALENDAR is missing"));
	int rc = read_events(&r, c, &events);
	icalcomponent_free(c);
	if (rc < 0)
		return -1;
	if (!events)
		return error_set(err, ERR_INPUT, _("the calendar holds no event"));
	*out = r.list;
	*n = r.n;
	return 0;
}
