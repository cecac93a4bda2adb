/* hours.c - office hours. */
#include "hours.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "str.h"

#define WEEK (7 * MS_DAY)
/* Where nothing opens within so long, it never does. */
#define FAR (400 * 366 * MS_DAY)

struct span { int64_t from, until; };		/* ms since Monday 0:00 by the wall clock */
struct shut { int64_t from, until, before; const char *name; };	/* by the wall clock; before: open time lost until then */
struct hours {
	const char *name;
	struct clock_zone *zone;
	struct span *span;
	size_t spans;
	int64_t week;				/* open time of a week */
	struct shut *shut;			/* in order, not overlapping */
	size_t shuts;
};

/* -- arithmetic by the wall clock ------------------------------------------------------------------------ */

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* Open time from the beginning of the calendar until a time on the wall, as if there were no holidays. */
static int64_t
weekly(const struct hours *h, int64_t local)
{
	int64_t monday = local + 3 * MS_DAY;		/* 1970 began on a Thursday */
	int64_t weeks = floor_div(monday, WEEK), into = monday - weeks * WEEK, open = weeks * h->week;
	for (size_t i = 0; i < h->spans && h->span[i].from < into; i++)
		open += (into < h->span[i].until ? into : h->span[i].until) - h->span[i].from;
	return open;
}

/* The last holiday that began by then; h->shuts = none has. */
static size_t
shut_at(const struct hours *h, int64_t local)
{
	size_t low = 0, high = h->shuts;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (h->shut[middle].from <= local)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? low - 1 : h->shuts;
}

static int64_t
open_until(const struct hours *h, int64_t local)
{
	int64_t open = weekly(h, local);
	size_t i = shut_at(h, local);
	if (i == h->shuts)
		return open;
	const struct shut *s = &h->shut[i];
	return open - s->before - (local < s->until ? open - weekly(h, s->from) : weekly(h, s->until) - weekly(h, s->from));
}

static const struct clock_zone *
zone_of(const struct hours *h)
{
	clock_zone_read(h->zone);
	return h->zone;
}

/* -- asking ------------------------------------------------------------------------------------------------ */

int64_t
hours_between(const struct hours *h, int64_t from, int64_t to)
{
	if (!h)
		return to - from;
	if (to < from)
		return -hours_between(h, to, from);
	const struct clock_zone *z = zone_of(h);
	int64_t sum = 0;
	for (size_t i = clock_zone_index(z, from); from < to; i++) {
		int64_t end = i + 1 < z->n && z->at[i + 1] < to ? z->at[i + 1] : to;
		sum += open_until(h, end + z->offset[i]) - open_until(h, from + z->offset[i]);
		from = end;
	}
	return sum;
}

int64_t
hours_add(const struct hours *h, int64_t from, int64_t ms)
{
	if (!h || ms <= 0)
		return from + (ms > 0 ? ms : 0);
	const struct clock_zone *z = zone_of(h);
	for (size_t i = clock_zone_index(z, from);; i++) {
		int64_t o = z->offset[i], begin = open_until(h, from + o), high = from + FAR;
		bool ends = i + 1 < z->n;
		if (ends)
			high = z->at[i + 1];
		int64_t room = open_until(h, high + o) - begin;
		if (room < ms) {
			if (!ends)
				return 0;
			ms -= room;
			from = high;
			continue;
		}
		while (high - from > 1) {
			int64_t middle = from + (high - from) / 2;
			if (open_until(h, middle + o) - begin >= ms)
				high = middle;
			else
				from = middle;
		}
		return high;
	}
}

bool
hours_open(const struct hours *h, int64_t at)
{
	return !h || hours_between(h, at, at + 1) > 0;
}

int64_t
hours_next(const struct hours *h, int64_t at)
{
	if (!h)
		return at;
	int64_t in = hours_add(h, at, 1);
	return in ? in - 1 : 0;
}

const char *
hours_name(const struct hours *h)
{
	return h ? h->name : NULL;
}

const char *
hours_zone(const struct hours *h)
{
	return h ? h->zone->name : NULL;
}

static int64_t
wall(const struct hours *h, int64_t at)
{
	const struct clock_zone *z = zone_of(h);
	return at + z->offset[clock_zone_index(z, at)];
}

const char *
hours_holiday(const struct hours *h, int64_t at)
{
	int64_t local = h ? wall(h, at) : 0;
	size_t i = h ? shut_at(h, local) : 0;
	if (!h || i == h->shuts || local >= h->shut[i].until)
		return NULL;
	return h->shut[i].name ? h->shut[i].name : "";
}

/* Days since 1970 of a date, and back (the civil calendar, whose year begins in March). */
static int64_t
days_of(int64_t year, int month, int day)
{
	year -= month <= 2;
	int64_t era = floor_div(year, 400), of_era = year - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

void
hours_local(const struct hours *h, int64_t at, struct clock_local *out)
{
	if (!h) {
		clock_to_local(at, out);
		return;
	}
	int64_t local = wall(h, at), days = floor_div(local, MS_DAY), into = local - days * MS_DAY, z = days + 719468;
	int64_t era = floor_div(z, 146097), doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365, doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t m = (5 * doy + 2) / 153;
	*out = (struct clock_local){
		.month = (int)(m < 10 ? m + 3 : m - 9), .day = (int)(doy - (153 * m + 2) / 5 + 1),
		.hour = (int)(into / MS_HOUR), .minute = (int)(into / MS_MINUTE % 60), .second = (int)(into / MS_SECOND % 60),
		.weekday = (int)(((days + 4) % 7 + 7) % 7),
	};
	out->year = (int)(yoe + era * 400 + (out->month <= 2));
}

/* -- reading ---------------------------------------------------------------------------------------------- */

static const char *const day_names[7][2] = { { "mon", "lun" }, { "tue", "mar" }, { "wed", "mer" }, { "thu", "gio" },
	{ "fri", "ven" }, { "sat", "sab" }, { "sun", "dom" } };

/* Reads the name of a day, short or long, at *s; -1 = it is none. */
static int
read_day(const char **s)
{
	size_t len = 0;
	while (((*s)[len] | 32) >= 'a' && ((*s)[len] | 32) <= 'z')
		len++;
	for (int d = 0; d < 7 && len >= 3; d++)
		for (int k = 0; k < 2; k++)
			if (str_istarts(*s, day_names[d][k])) {
				*s += len;
				return d;
			}
	return -1;
}

/* "mon", "mon-fri", "daily" as bits; -1 = it is none of these. */
static int
read_days(const char *s)
{
	if (str_ieq(s, "daily"))
		return 127;
	int from = read_day(&s), to = from, bits = 0;
	if (from >= 0 && *s == '-') {
		s++;
		to = read_day(&s);
	}
	if (from < 0 || to < 0 || *s)
		return -1;
	for (int d = from;; d = (d + 1) % 7) {
		bits |= 1 << d;
		if (d == to)
			return bits;
	}
}

/* "9", "9:00", "24:00" as minutes, at *s; -1 = it is none. */
static int
read_minutes(const char **s)
{
	int n = 0, hour = 0, minute = 0;
	for (; **s >= '0' && **s <= '9' && n < 2; (*s)++, n++)
		hour = hour * 10 + (**s - '0');
	if (!n)
		return -1;
	if (**s == ':' || **s == '.') {
		const char *m = ++*s;
		if (m[0] < '0' || m[0] > '5' || m[1] < '0' || m[1] > '9')
			return -1;
		minute = (m[0] - '0') * 10 + (m[1] - '0');
		*s += 2;
	}
	return hour > 24 || (hour == 24 && minute) ? -1 : hour * 60 + minute;
}

static bool
read_times(const char *s, int *from, int *until)
{
	*from = read_minutes(&s);
	if (*from < 0 || *s++ != '-')
		return false;
	*until = read_minutes(&s);
	return *until >= 0 && !*s && *from < 1440 && *from != *until;
}

struct reading { struct span *span; size_t n, space; struct arena *arena; };

static void
add_span(struct reading *r, int64_t from, int64_t until)
{
	if (until > WEEK) {		/* Sunday night */
		add_span(r, 0, until - WEEK);
		until = WEEK;
	}
	*VEC_PUSH(r->arena, r->span, r->n, r->space) = (struct span){ from, until };
}

/* "mon-fri 9:00-13:00 14:00-18:00" */
static int
read_entry(struct reading *r, const char *entry, struct error *err)
{
	size_t n;
	char **word = str_split(r->arena, entry, " \t\n,", &n);
	int days = 0, from, until, times = 0;
	for (size_t i = 0; i < n; i++) {
		int bits = times ? -1 : read_days(word[i]);
		if (bits >= 0) {
			days |= bits;
			continue;
		}
		if (!times && read_days(word[i]) < 0 && !(*word[i] >= '0' && *word[i] <= '9'))
			return error_set(err, ERR_INPUT, _("'%s' is no day: mon, mon-fri, sat,sun or daily"), word[i]);
		if (times && read_days(word[i]) >= 0)
			return error_set(err, ERR_INPUT, _("a ';' is missing before '%s'"), word[i]);
		if (!days)
			return error_set(err, ERR_INPUT, _("'%s': say on which days first: mon-fri 9:00-18:00"), word[i]);
		if (!read_times(word[i], &from, &until))
			return error_set(err, ERR_INPUT, _("'%s' is no time: from-until, as 9:00-18:00"), word[i]);
		for (int d = 0; d < 7; d++)
			if (days >> d & 1)
				add_span(r, d * MS_DAY + from * MS_MINUTE,
					d * MS_DAY + (until < from ? until + 1440 : until) * MS_MINUTE);
		times++;
	}
	if (days && !times)
		return error_set(err, ERR_INPUT, _("'%s' says days but no times: mon-fri 9:00-18:00"), entry);
	return 0;
}

/* In order, each minute once. */
static void
sort_spans(struct span *span, size_t *n)
{
	for (size_t i = 1; i < *n; i++)
		for (size_t k = i; k > 0 && span[k].from < span[k - 1].from; k--) {
			struct span s = span[k];
			span[k] = span[k - 1];
			span[k - 1] = s;
		}
	size_t kept = 0;
	for (size_t i = 0; i < *n; i++) {
		if (kept && span[i].from <= span[kept - 1].until) {
			if (span[kept - 1].until < span[i].until)
				span[kept - 1].until = span[i].until;
		} else {
			span[kept++] = span[i];
		}
	}
	*n = kept;
}

static int
by_begin(const void *a, const void *b)
{
	const struct shut *x = a, *y = b;
	return x->from < y->from ? -1 : x->from > y->from;
}

static void
add_shut(struct hours *h, const struct hours_closed *closed, size_t n, struct arena *a)
{
	h->shut = arena_array(a, struct shut, n);
	for (size_t i = 0; i < n; i++) {
		const struct hours_closed *c = &closed[i];
		int64_t day = days_of(c->day / 10000, c->day / 100 % 100, c->day % 100) * MS_DAY;
		h->shut[i] = (struct shut){ day + c->from * MS_MINUTE, day + c->until * MS_MINUTE, 0, arena_str(a, c->name) };
	}
	qsort(h->shut, n, sizeof *h->shut, by_begin);
	for (size_t i = 0; i < n; i++) {	/* what overlaps the one before begins where that ends */
		struct shut *s = &h->shut[i];
		if (h->shuts && s->from < h->shut[h->shuts - 1].until)
			s->from = h->shut[h->shuts - 1].until;
		if (s->from < s->until)
			h->shut[h->shuts++] = *s;
	}
	int64_t lost = 0;
	for (size_t i = 0; i < h->shuts; i++) {
		h->shut[i].before = lost;
		lost += weekly(h, h->shut[i].until) - weekly(h, h->shut[i].from);
	}
}

int
hours_parse(const char *name, const char *open, const char *zone, const struct hours_closed *closed, size_t n,
	struct arena *a, struct hours **out, struct error *err)
{
	struct hours *h = arena_new_of(a, struct hours);
	struct reading r = { .arena = a };
	char **entry = str_split(a, open ? open : "", ";", NULL);
	for (; *entry; entry++)
		if (read_entry(&r, *entry, err) < 0)
			return -1;
	if (!r.n)
		return error_set(err, ERR_INPUT, _("it is never open: mon-fri 9:00-18:00"));
	if (clock_zone(str_empty(zone) ? NULL : zone, a, &h->zone, err) < 0)
		return -1;
	sort_spans(r.span, &r.n);
	h->name = arena_str(a, name);
	h->span = r.span;
	h->spans = r.n;
	for (size_t i = 0; i < r.n; i++)
		h->week += r.span[i].until - r.span[i].from;
	add_shut(h, closed, n, a);
	*out = h;
	return 0;
}
